"""Reads of the items room: look-ups and the pages of items, groups, units and sources."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound
from app.modules.office.queries import search_rows
from app.registry import FormData, LookUpRow
from app.uow import Ctx

_ITEM_OFFER = (
    "select i.id, i.code, i.name, i.specification as second,"
    " json_build_object('unit', u.name, 'unit_id', u.id, 'unit_code', u.code, 'digits', u.digits,"
    " 'specification', i.specification, 'name', i.name, 'name_en', i.name_en, 'source', i.source, 'is_serial', i.is_serial,"
    " 'is_lot', i.is_lot, 'lead_time_days', i.lead_time_days, 'warranty_months', i.warranty_months,"
    " 'default_bin_id', i.default_bin_id, 'price_with_tax', p.price_with_tax::text, 'floor_price', p.floor_price::text,"
    " 'price_currency', p.currency, 'tax_code', i.tax_code, 'tax_rate', (select t.rate::text from tw.tax_rate t"
    " where t.code = i.tax_code and t.valid_from <= :today order by t.valid_from desc limit 1)) as extra"
    " from tw.item i join tw.unit u on u.id = i.unit_id left join tw.item_price p on p.item_id = i.id"
    " where i.id = any (:ids) and i.active"
)


def find_items(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Active items by code, name, specification, mnemonic, drawing number or pinyin initials.

    extra: unit, unit_id, specification, source, is_serial, is_lot, lead_time_days, warranty_months, tax_code, tax_rate
    and, for who may see sales prices, price_with_tax, floor_price, price_currency (else None).
    """
    found = search_rows(ctx, "item", text, _ITEM_OFFER, limit, {"today": ctx.today})
    return [replace(row, extra=_exact(row.extra)) for row in found]


def _exact(extra: Mapping[str, Any]) -> dict[str, Any]:
    """Figures travel as text, because json would make floats of them."""
    figures = ("price_with_tax", "floor_price", "tax_rate")
    return {k: Decimal(v) if k in figures and v is not None else v for k, v in extra.items()}


def find_units(ctx: Ctx, text: str, within: object = None, limit: int = 50) -> Sequence[LookUpRow]:
    """Units by code or name."""
    found = ctx.session.execute(
        sa.text(
            "select id, code, name, name_en, digits from tw.unit"
            " where position(:t in lower(code || ' ' || name || ' ' || name_en)) > 0 order by code limit :n"
        ),
        {"t": text.strip().lower(), "n": limit},
    )
    return [LookUpRow(r.id, r.code, r.name, r.name_en, {"digits": r.digits}) for r in found]


def find_groups(ctx: Ctx, text: str, within: object = None, limit: int = 50) -> Sequence[LookUpRow]:
    """Item groups by the beginning of their code or a part of their name; below `within` (a code) where given."""
    found = ctx.session.execute(
        sa.text(
            "select id, code, name, name_en from tw.item_group"
            " where (starts_with(code, :t) or position(:t in lower(name || ' ' || name_en)) > 0)"
            " and (cast(:w as text) is null or starts_with(code, :w)) order by code limit :n"
        ),
        {"t": text.strip().lower(), "w": within, "n": limit},
    )
    return [LookUpRow(r.id, r.code, r.name, r.name_en) for r in found]


def load(ctx: Ctx, item_id: int) -> FormData:
    """An item for its page; price and cost are None for who may not see them."""
    row = one(
        ctx,
        "item",
        "select i.*, u.code as unit__code, u.name as unit__name, g.code as group__code, g.name as group__name,"
        " p.login as planner__code, p.name as planner__name, b.code as default_bin__code,"
        " w.name as default_bin__name, x.price_with_tax, x.floor_price,"
        " x.currency as price_currency, x.version as price_version, c.cost, c.version as cost_version"
        " from tw.item i join tw.unit u on u.id = i.unit_id left join tw.item_group g on g.id = i.group_id"
        " left join tw.app_user p on p.id = i.planner_id left join tw.item_price x on x.item_id = i.id"
        " left join tw.item_cost c on c.item_id = i.id"
        # the bin is a later room's (its id is kept without a foreign key); only its words are read
        " left join tw.bin b on b.id = i.default_bin_id left join tw.warehouse w on w.id = b.warehouse_id"
        " where i.id = :id",
        item_id,
    )
    values = {
        **row, "unit": row["unit_id"], "group": row["group_id"], "planner": row["planner_id"],
        "default_bin": row["default_bin_id"], "price_currency": row["price_currency"] or "CNY",
    }  # fmt: skip
    return FormData(row["id"], "", row["code"], row["name"], row["version"], "", values, editable=may_edit_some(ctx))


def may_edit_some(ctx: Ctx) -> bool:
    """Whether the person may change any part of an item; the service checks which."""
    return any(map(ctx.user.may, ("items.edit", "items.plan", "items.set_prices", "items.set_costs")))


def blank(ctx: Ctx) -> FormData:
    """A new bought item."""
    values: dict[str, Any] = {
        "source": "buy", "tax_code": "13", "lead_time_days": 0, "safety_stock": 0, "lot_minimum": 0, "lot_multiple": 0,
        "is_serial": False, "is_lot": False, "warranty_months": 0, "active": True, "price_currency": "CNY",
    }  # fmt: skip
    return FormData(None, str(uuid.uuid4()), "", "", 0, "", values, editable=ctx.user.may("items.edit"))


def load_source(ctx: Ctx, source_id: int) -> FormData:
    """A source of an item for its form; the price is None for who may not see it."""
    row = one(
        ctx,
        "item_source",
        "select s.*, i.code as item__code, i.name as item__name, v.code as supplier__code, v.name as supplier__name,"
        " x.price, coalesce(x.currency, v.currency) as currency from tw.item_source s join tw.item i on i.id = s.item_id"
        " join tw.supplier v on v.id = s.supplier_id left join tw.item_source_price x on x.source_id = s.id"
        " where s.id = :id",
        source_id,
    )
    values = {**row, "item": row["item_id"], "supplier": row["supplier_id"]}
    title = f"{row['item__code']} · {row['supplier__name']}"
    return FormData(row["id"], "", "", title, row["version"], "", values, editable=ctx.user.may("items.sources"))


def blank_source(ctx: Ctx) -> FormData:
    """A first source."""
    values = {"priority": 1, "lead_time_days": 0, "minimum": 0, "currency": "CNY", "active": True}
    return FormData(None, str(uuid.uuid4()), "", "", 0, "", values)


def load_group(ctx: Ctx, group_id: int) -> FormData:
    """A group for its form."""
    row = one(ctx, "item_group", "select * from tw.item_group where id = :id", group_id)
    return _simple(ctx, row)


def load_unit(ctx: Ctx, unit_id: int) -> FormData:
    """A unit for its form."""
    row = one(ctx, "unit", "select * from tw.unit where id = :id", unit_id)
    return _simple(ctx, row)


def _simple(ctx: Ctx, row: Mapping[str, Any]) -> FormData:
    return FormData(
        row["id"], "", row["code"], row["name"], row["version"], "", row, editable=ctx.user.may("items.edit")
    )


def blank_group(ctx: Ctx) -> FormData:
    """A new group."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "", {})


def blank_unit(ctx: Ctx) -> FormData:
    """A new unit of whole pieces."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "", {"digits": 0})


def one(ctx: Ctx, kind: str, select: str, record_id: int) -> Mapping[str, Any]:
    """The one row of a statement over :id. Raises NotFound where it is not there or not to be seen."""
    row = ctx.session.execute(sa.text(select), {"id": record_id}).mappings().one_or_none()
    if row is None:
        raise NotFound("not_found", kind=kind)
    return dict(row)
