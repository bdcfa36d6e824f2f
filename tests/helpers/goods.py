"""Builders of units, items and suppliers for tests of every room."""

from __future__ import annotations

from typing import Any

from app.modules.items import services as items
from app.modules.items.drafts import BomDraft, BomLineDraft, ItemDraft, UnitDraft
from app.modules.items.services import boms
from app.modules.suppliers import services as suppliers
from app.modules.suppliers.drafts import SupplierDraft
from app.uow import Saved
from tests.helpers.house import House


def a_unit(house: House, code: str = "PCS", name: str = "台", digits: int = 0) -> int:
    """The unit with this code, made by the engineer where it is not there yet."""
    found = house.admin("select id from tw.unit where code = :c", c=code)
    if found:
        return int(found[0][0])
    return house.do("emil", items.save_unit, UnitDraft(code, name, code.lower(), digits)).id


def an_item(house: House, code: str, name: str = "", **more: Any) -> int:
    """A bought item, made by the engineer."""
    draft = ItemDraft(code=code, name=name or f"物料 {code}", unit=more.pop("unit", None) or a_unit(house), **more)
    return house.do("emil", items.save, draft).id


def a_supplier(house: House, name: str = "无锡华胜阀门有限公司", **more: Any) -> int:
    """A supplier, made by the purchaser."""
    return house.do("paula", suppliers.save, SupplierDraft(name=name, **more)).id


def a_bom(house: House, item: int, *parts: tuple[int, Any], approve: bool = True, **more: Any) -> Saved:
    """A bill of materials of (component, quantity) pairs, made and approved by the engineer."""
    lines = tuple(BomLineDraft(component=component, quantity=quantity) for component, quantity in parts)
    saved = house.do("emil", boms.save, BomDraft(item=item, lines=lines, **more))
    return house.do("emil", boms.approve, saved.id, saved.version) if approve else saved
