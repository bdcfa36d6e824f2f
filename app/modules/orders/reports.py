"""Order progress 订单执行明细: every ordered line with what has left and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.i18n import N_
from app.registry import Column, Field, Report, Status
from app.uow import Ctx

STATES: dict[str, tuple[str, Status]] = {
    "draft": (N_("Draft"), "neutral"), "pending": (N_("Pending"), "waiting"), "rejected": (N_("Rejected"), "late"),
    "approved": (N_("Approved"), "active"), "held": (N_("On hold"), "hold"), "closed": (N_("Closed"), "done"),
    "void": (N_("Void"), "neutral"),
}  # fmt: skip

COLUMNS = (
    Column("number", N_("Number"), "code", 130, link="orders.order", link_id="order_id"),
    Column("line_no", N_("Line"), "number", 50),
    Column("state", N_("State"), "state", 90, status=STATES),
    Column("customer_name", N_("Customer"), "text", 200),
    Column("customer_po", N_("Customer's number"), "text", 110),
    Column("owner_name", N_("Salesperson"), "text", 84),
    Column("order_date", N_("Order date"), "date", 96),
    Column("item_code", N_("Item"), "code", 120),
    Column("item_name", N_("Name"), "text", 180),
    Column("specification", N_("Specification"), "text", 150),
    Column("unit", N_("Unit"), "text", 50),
    Column("quantity", N_("Ordered"), "quantity", 90),
    Column("shipped", N_("Shipped"), "quantity", 90),
    Column("open_quantity", N_("Still open"), "quantity", 90),
    Column("due_date", N_("Due date"), "date", 96, late="is_late"),
    Column("promised_date", N_("Promised"), "date", 96),
    Column("is_late", N_("Late"), "bool", 60),
    Column("currency", N_("Currency"), "text", 60),
    Column("price_with_tax", N_("Price with tax"), "price", 100),
    Column("amount", N_("Amount"), "money", 120),
)

PARAMETERS = (
    Field("since", N_("Ordered from"), "date"),
    Field("until", N_("Ordered until"), "date"),
    Field("open_only", N_("Open lines only"), "bool", default=True),
    Field("customer", N_("Customer"), "lookup", lookup="customers.customer"),
)


def order_progress(
    ctx: Ctx,
    *,
    since: date | None = None,
    until: date | None = None,
    open_only: bool = True,
    customer: int | None = None,
) -> Iterable[Sequence[Any]]:
    """Rows in the order of COLUMNS, oldest due first, streamed. `until` is the last day included."""
    ctx.require("orders.read")
    names = ", ".join(column.key for column in COLUMNS)
    found = ctx.session.execute(
        sa.text(
            f"select {names} from tw.sales_order_line_list where state <> 'void'"
            " and (cast(:since as date) is null or order_date >= :since)"
            " and (cast(:until as date) is null or order_date <= :until)"
            " and (cast(:customer as bigint) is null or customer_id = :customer)"
            " and (not :open_only or (not closed and state in ('pending', 'approved', 'held')))"
            " order by due_date, number, line_no"
        ),
        {"since": since, "until": until, "open_only": open_only, "customer": customer},
        execution_options={"yield_per": 500},
    )
    for row in found:
        yield tuple(row)


ORDER_PROGRESS = Report("orders.progress", N_("Order progress"), "orders.read", COLUMNS, order_progress, PARAMETERS)
