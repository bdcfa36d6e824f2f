"""Reports of the stock room: receipts, issues and balances of a period 收发存汇总表, and the card of one item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.i18n import N_
from app.registry import Column, Field, Report
from app.uow import Ctx

_PERIOD = (
    Field("date_from", N_("From"), "date", required=True),
    Field("date_to", N_("To"), "date", required=True),
    Field("warehouse", N_("Warehouse"), "lookup", lookup="stock.warehouse"),
)

_SUMMARY = """
with move as (
    select m.item_id, m.day, m.quantity, tw.stock_moves_in(m.kind, m.quantity) as is_in,
        case when cast(:warehouse as bigint) is null then c.value end as value
    from tw.stock_move m left join tw.stock_move_cost c on c.move_id = m.id
    where m.day <= :until and (cast(:warehouse as bigint) is null
        or m.bin_id in (select b.id from tw.bin b where b.warehouse_id = :warehouse))
)
select i.code, i.name, i.specification, u.name as unit,
    coalesce(sum(m.quantity) filter (where m.day < :since), 0), sum(m.value) filter (where m.day < :since),
    coalesce(sum(m.quantity) filter (where m.day >= :since and m.is_in), 0), sum(m.value) filter (where m.day >= :since and m.is_in),
    coalesce(-sum(m.quantity) filter (where m.day >= :since and not m.is_in), 0),
    -sum(m.value) filter (where m.day >= :since and not m.is_in),
    sum(m.quantity), sum(m.value)
from move m join tw.item i on i.id = m.item_id join tw.unit u on u.id = i.unit_id
group by i.id, u.name
having sum(m.quantity) <> 0 or count(*) filter (where m.day >= :since) > 0
order by i.code
"""


def summary(ctx: Ctx, *, date_from: date, date_to: date, warehouse: int | None = None) -> Iterator[Sequence[Any]]:
    """Opening, in, out and closing by item; opening + in − out = closing. Values of the whole company alone.

    A red letter counts on the side of what it undoes, below zero. Transfers count where they matter: between warehouses.
    """
    ctx.require("stock.read")
    found = ctx.session.execute(sa.text(_SUMMARY), {"since": date_from, "until": date_to, "warehouse": warehouse})
    for row in found:
        yield tuple(row)


_CARD = """
select m.day, d.number, m.kind, d.party, n.code, m.lot, m.serial, m.quantity, c.unit_cost, c.value
from tw.stock_move m join tw.stock_document d on d.id = m.document_id join tw.bin n on n.id = m.bin_id
left join tw.stock_move_cost c on c.move_id = m.id
where m.item_id = :item and m.day between :since and :until
    and (cast(:warehouse as bigint) is null or n.warehouse_id = :warehouse)
order by m.day, m.id
"""
_OPENING = """
select coalesce(sum(m.quantity), 0) from tw.stock_move m join tw.bin n on n.id = m.bin_id
where m.item_id = :item and m.day < :since and (cast(:warehouse as bigint) is null or n.warehouse_id = :warehouse)
"""


def card(
    ctx: Ctx, *, item: int, date_from: date, date_to: date, warehouse: int | None = None
) -> Iterator[Sequence[Any]]:
    """Each move of an item with the balance after it; the first row is the balance carried forward."""
    ctx.require("stock.read")
    asked = {"item": item, "since": date_from, "until": date_to, "warehouse": warehouse}
    balance: Decimal = ctx.session.execute(sa.text(_OPENING), asked).scalar() or Decimal(0)
    yield (date_from, "", "", "", "", "", "", None, None, balance, None, None)
    for row in ctx.session.execute(sa.text(_CARD), asked):
        balance += row.quantity
        inward = row.quantity if row.quantity > 0 else None
        outward = -row.quantity if row.quantity < 0 else None
        yield (*row[:7], inward, outward, balance, row.unit_cost, row.value)


SUMMARY = Report(
    key="stock.summary",
    title=N_("Receipts, issues and balances"),
    permission="stock.read",
    rows=summary,
    parameters=_PERIOD,
    columns=(
        Column("item_code", N_("Item"), "code", 120),
        Column("item_name", N_("Name"), "text", 200, stretch=True),
        Column("specification", N_("Specification"), "text", 140),
        Column("unit", N_("Unit"), "text", 60),
        Column("opening", N_("Opening"), "quantity", 100, total=True),
        Column("opening_value", N_("Opening value"), "money", 120, total=True),
        Column("quantity_in", N_("In"), "quantity", 100, total=True),
        Column("value_in", N_("Value in"), "money", 120, total=True),
        Column("quantity_out", N_("Out"), "quantity", 100, total=True),
        Column("value_out", N_("Value out"), "money", 120, total=True),
        Column("closing", N_("Closing"), "quantity", 100, total=True),
        Column("closing_value", N_("Closing value"), "money", 120, total=True),
    ),
)

CARD = Report(
    key="stock.card",
    title=N_("Stock card"),
    permission="stock.read",
    rows=card,
    parameters=(Field("item", N_("Item"), "lookup", required=True, lookup="items.item"), *_PERIOD),
    columns=(
        Column("day", N_("Day"), "date", 96),
        Column("number", N_("Number"), "code", 140),
        Column("kind", N_("Kind"), "choice", 110),
        Column("party", N_("Party"), "text", 180, stretch=True),
        Column("bin_code", N_("Bin"), "code", 90),
        Column("lot", N_("Lot"), "code", 100),
        Column("serial", N_("Serial number"), "code", 120),
        Column("quantity_in", N_("In"), "quantity", 100, total=True),
        Column("quantity_out", N_("Out"), "quantity", 100, total=True),
        Column("balance", N_("Balance"), "quantity", 100),
        Column("unit_cost", N_("Unit cost"), "price", 110),
        Column("value", N_("Amount"), "money", 120, total=True),
    ),
)
