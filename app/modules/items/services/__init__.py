"""Use cases of the items room: items, groups, units, sources. Bills of materials: boms.py beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import rows
from app.drafting import refuse, required
from app.errors import NotFound, RuleError, UserError
from app.models.items import SOURCES, Item, ItemCost, ItemGroup, ItemPrice, ItemSource, ItemSourcePrice, Unit
from app.modules.items.drafts import GroupDraft, ItemDraft, SourceDraft, UnitDraft
from app.modules.items.rules import check_code, check_group_code, parent_group
from app.modules.office.sheets import ids_of
from app.uow import Ctx, Saved

PLANNING = frozenset({"lead_time_days", "safety_stock", "lot_minimum", "lot_multiple", "planner_id", "default_bin_id"})
_COLUMNS = (
    "name", "name_en", "specification", "drawing_no", "brand", "mnemonic", "tax_code", "tax_code_cn", "source",
    "lead_time_days", "safety_stock", "lot_minimum", "lot_multiple", "is_serial", "is_lot", "warranty_months", "notes",
    "active",
)  # fmt: skip


def save(ctx: Ctx, draft: ItemDraft) -> Saved:
    """Create or change an item. Each part asks its own right: the item, its planning data, its prices, its cost."""
    ctx.require("items.read")
    refuse(_errors(ctx, draft))
    values = {c: getattr(draft, c) for c in _COLUMNS}
    values |= {"group_id": draft.group, "unit_id": draft.unit, "planner_id": draft.planner}
    values |= {"default_bin_id": draft.default_bin}
    values["code"] = draft.code.strip()
    written = _insert(ctx, values) if draft.id is None else _update(ctx, draft, values)
    _write_price(ctx, written.id, draft)
    _write_cost(ctx, written.id, draft)
    ctx.touch("item", written.id)
    return Saved(written.id, written.number, written.version)


def _errors(ctx: Ctx, draft: ItemDraft) -> list[UserError]:
    errors = required(draft, "name", "unit")
    code = draft.code.strip()
    if code:
        try:
            check_code(code)
        except RuleError as error:
            errors.append(error)
        if ids_of(ctx, Item, [code]).get(code, draft.id) != draft.id:
            errors.append(RuleError("code_taken", field="code", code=code))
    if draft.source not in SOURCES:
        errors.append(RuleError("item_source_unknown", field="source", source=draft.source))
    figures = ("lead_time_days", "safety_stock", "lot_minimum", "lot_multiple", "warranty_months", "price_with_tax",
               "floor_price", "cost")  # fmt: skip
    errors += [RuleError("value_negative", field=f) for f in figures if (getattr(draft, f) or 0) < 0]
    return errors


def _insert(ctx: Ctx, values: dict[str, Any]) -> rows.Written:
    ctx.require("items.edit")
    values["code"] = values["code"] or ctx.call("next_code", "item", "M")
    return rows.insert(ctx, Item, values)


def _update(ctx: Ctx, draft: ItemDraft, values: dict[str, Any]) -> rows.Written:
    table: Any = Item.__table__
    kept = ctx.session.execute(sa.select(table).where(table.c.id == draft.id)).mappings().one_or_none()
    if kept is None or draft.id is None:
        raise NotFound("not_found", kind="item")
    values["code"] = values["code"] or kept["code"]
    if draft.version is not None and kept["version"] != draft.version:
        raise rows.why_nothing_changed(ctx, Item, draft.id, draft.version)
    changed = {k: v for k, v in values.items() if kept[k] != v}
    if changed.keys() - PLANNING:
        ctx.require("items.edit")
    elif changed:
        ctx.require("items.plan")
    if not changed:
        return rows.Written(draft.id, kept["code"], kept["version"])
    return rows.update(ctx, Item, draft.id, draft.version, changed)


def _write_price(ctx: Ctx, item_id: int, draft: ItemDraft) -> None:
    wanted = {"price_with_tax": draft.price_with_tax, "floor_price": draft.floor_price}
    given: dict[str, Any] = {k: v for k, v in wanted.items() if v is not None}
    if given:
        given["currency"] = draft.price_currency or "CNY"
        write_side(ctx, ItemPrice, "item_id", item_id, given, "items.set_prices", draft.price_version)


def _write_cost(ctx: Ctx, item_id: int, draft: ItemDraft) -> None:
    if draft.cost is not None:
        write_side(ctx, ItemCost, "item_id", item_id, {"cost": draft.cost}, "items.set_costs", draft.cost_version)


def write_side(
    ctx: Ctx, model: Any, column: str, record_id: int, values: Mapping[str, Any], permission: str,
    version: int | None = None,
) -> None:  # fmt: skip
    """Write a 1:1 row of prices or costs where it differs from what is kept; only then is the right asked for."""
    table = model.__table__
    kept = ctx.session.execute(sa.select(table).where(table.c[column] == record_id)).mappings().one_or_none()
    if kept is not None and all(kept[k] == v for k, v in values.items()):
        return
    ctx.require(permission)
    if kept is not None:
        rows.update(ctx, model, kept["id"], version, values)
    else:
        rows.insert(ctx, model, {**values, column: record_id})


def save_source(ctx: Ctx, draft: SourceDraft) -> Saved:
    """Create or change a supplier of an item; the price only by who may see purchase prices."""
    ctx.require("items.sources")
    errors = required(draft, "item", "supplier")
    figures: dict[str, int | Decimal] = {"lead_time_days": draft.lead_time_days, "minimum": draft.minimum,
                                         "price": draft.price or Decimal(0)}  # fmt: skip
    errors += [RuleError("value_negative", field=f) for f, value in figures.items() if value < 0]
    if draft.priority < 1:
        errors.append(RuleError("priority_below_one", field="priority"))
    if draft.item and draft.supplier and _source_of(ctx, draft) not in (None, draft.id):
        errors.append(RuleError("source_exists", field="supplier"))
    refuse(errors)
    values = {
        "item_id": draft.item, "supplier_id": draft.supplier, "supplier_item_code": draft.supplier_item_code.strip(),
        "lead_time_days": draft.lead_time_days, "minimum": draft.minimum, "priority": draft.priority,
        "active": draft.active, "notes": draft.notes,
    }  # fmt: skip
    if draft.id is None:
        written = rows.insert(ctx, ItemSource, values)
    else:
        written = rows.update(ctx, ItemSource, draft.id, draft.version, values)
    if draft.price is not None:
        price = {"price": draft.price, "currency": draft.currency or "CNY"}
        write_side(ctx, ItemSourcePrice, "source_id", written.id, price, "purchasing.prices")
    ctx.touch("item_source", written.id)
    ctx.touch("item", draft.item or 0)
    return Saved(written.id, "", written.version)


def _source_of(ctx: Ctx, draft: SourceDraft) -> int | None:
    table: Any = ItemSource.__table__
    same = (table.c.item_id == draft.item) & (table.c.supplier_id == draft.supplier)
    found: int | None = ctx.session.execute(sa.select(table.c.id).where(same)).scalar()
    return found


def save_group(ctx: Ctx, draft: GroupDraft) -> Saved:
    """Create or change a group; its parent is the group whose code it continues (01.02 for 01.02.0003)."""
    ctx.require("items.edit")
    refuse(required(draft, "code", "name"))
    try:
        code = check_group_code(draft.code)
    except RuleError as error:
        raise RuleError(error.key, field="code", **error.params) from error
    parent = parent_group(code)
    known = ids_of(ctx, ItemGroup, [code, parent])
    if known.get(code, draft.id) != draft.id:
        raise RuleError("code_taken", field="code", code=code)
    if parent and parent not in known:
        raise RuleError("group_parent_missing", field="code", code=code, parent=parent)
    values = {"code": code, "name": draft.name.strip(), "name_en": draft.name_en, "parent_id": known.get(parent)}
    if draft.id is None:
        written = rows.insert(ctx, ItemGroup, values)
    else:
        written = rows.update(ctx, ItemGroup, draft.id, draft.version, values)
    ctx.touch("item_group", written.id)
    return Saved(written.id, written.number, written.version)


def save_unit(ctx: Ctx, draft: UnitDraft) -> Saved:
    """Create or change a unit of measure."""
    ctx.require("items.edit")
    errors = required(draft, "code", "name")
    code = draft.code.strip()
    if not 0 <= draft.digits <= 4:
        errors.append(RuleError("unit_digits", field="digits", digits=draft.digits))
    if code and ids_of(ctx, Unit, [code]).get(code, draft.id) != draft.id:
        errors.append(RuleError("code_taken", field="code", code=code))
    refuse(errors)
    values = {k: v for k, v in asdict(draft).items() if k not in ("id", "uid", "version")}
    values["code"] = code
    if draft.id is None:
        written = rows.insert(ctx, Unit, values)
    else:
        written = rows.update(ctx, Unit, draft.id, draft.version, values)
    ctx.touch("unit", written.id)
    return Saved(written.id, written.number, written.version)
