"""What the worker warns of: orders that are late."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from app.i18n import N_
from app.registry import Finding, WarningRule
from app.uow import Ctx


def late_orders(ctx: Ctx, days: int = 0) -> Iterable[Finding]:
    """Approved orders with lines more than `days` past their date: one message to the salesperson per order and date."""
    found = ctx.session.execute(
        sa.text(
            "select o.id, o.number, o.customer_name, o.owner_id, count(*) as n, min(l.due_date) as due"
            " from tw.sales_order o join tw.sales_order_line l on l.order_id = o.id and not l.closed and l.kind = 'item'"
            " where o.state in ('approved', 'held') and l.due_date < cast(:today as date) - cast(:days as int)"
            " and o.owner_id is not null group by o.id order by o.id"
        ),
        {"today": ctx.today, "days": days},
    )
    for r in found:
        yield Finding(
            r.owner_id, "alert", N_("{number} is late"), {"number": r.number},
            N_("{customer} · {n} lines, the oldest due {due}"),
            {"customer": r.customer_name, "n": r.n, "due": r.due.isoformat()}, "orders.order", r.id,
            f"orders.late:{r.id}:{r.due.isoformat()}",
        )  # fmt: skip


LATE_ORDERS = WarningRule("orders.late", N_("Late orders"), late_orders, every=30, settings={"days": 0})
