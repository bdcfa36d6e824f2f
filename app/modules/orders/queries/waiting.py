"""What waits for a person, and the figures of the home strip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.i18n import N_, _
from app.registry import MeasureValue, PendingRow
from app.uow import Ctx


def waiting_for_me(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Orders whose next approval step the person may take and which are not their own."""
    found = ctx.session.execute(
        sa.text(
            "select o.id, o.number, o.version, o.customer_name, o.currency, o.submitted_at, o.due_date, a.total,"
            " s.permission, s.reason, count(*) over () as n"
            " from tw.sales_order o cross join lateral (select * from tw.open_steps('sales_order', o.id) limit 1) s"
            " left join tw.sales_order_amount a on a.order_id = o.id"
            " where o.state = 'pending' and tw.may(s.permission)"
            " and :me not in (coalesce(o.submitted_by, 0), coalesce(o.created_by, 0))"
            " order by o.due_date < :today desc, o.submitted_at, o.id limit :n"
        ),
        {"me": ctx.user.id, "today": ctx.today, "n": limit},
    ).all()
    return _pending(found, ctx.today)


def rejected(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """The person's orders that came back, with the reason."""
    found = ctx.session.execute(
        sa.text(
            "select o.id, o.number, o.version, o.customer_name, o.currency, o.submitted_at, o.due_date, a.total,"
            " o.state_reason as reason, count(*) over () as n"
            " from tw.sales_order o left join tw.sales_order_amount a on a.order_id = o.id"
            " where o.state = 'rejected' and (o.submitted_by = :me or o.owner_id = :me)"
            " order by o.submitted_at, o.id limit :n"
        ),
        {"me": ctx.user.id, "n": limit},
    ).all()
    return _pending(found, ctx.today)


def _pending(found: Sequence[Any], today: date) -> tuple[Sequence[PendingRow], int]:
    pending = [
        PendingRow(
            r.id, r.number, r.customer_name, _REASONS.get(r.reason, r.reason), r.total, r.currency, r.submitted_at,
            r.due_date, bool(r.due_date and r.due_date < today), r.version,
        )
        for r in found
    ]  # fmt: skip
    return pending, found[0].n if found else 0


_REASONS = {"": N_("Sales order"), "over_credit": N_("Beyond the credit limit")}


def signed_this_month(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """Orders approved this month, in the company's currency."""
    first = ctx.today.replace(day=1)
    row = ctx.session.execute(
        sa.text(
            "select coalesce(sum(a.total_base), 0) as total, count(*) as n from tw.sales_order o"
            " join tw.sales_order_amount a on a.order_id = o.id"
            " where o.state in ('approved', 'held', 'closed') and o.order_date >= :first - 62"
            " and (o.approved_at at time zone :zone)::date >= :first"
        ),
        {"first": first, "zone": clock.zone().key},
    ).one()
    return MeasureValue(f"{row.total:,.0f}", _("{n} orders").format(n=row.n))


_LINES = "from tw.sales_order_line l join tw.sales_order o on o.id = l.order_id where not l.closed and l.kind = 'item'"


def late_lines(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """Ordered lines past their date and not delivered."""
    row = ctx.session.execute(
        sa.text(
            f"select count(*) as n, min(l.due_date) as oldest {_LINES}"
            " and o.state in ('pending', 'approved', 'held') and l.due_date < :today"
        ),
        {"today": ctx.today},
    ).one()
    note = _("oldest {day}").format(day=row.oldest.isoformat()) if row.n else ""
    return MeasureValue(f"{row.n:,}", note, "late" if row.n else "neutral")


def due_in_seven_days(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """Ordered lines due from today to a week from now."""
    row = ctx.session.execute(
        sa.text(
            f"select count(*) as n, count(distinct o.id) as orders {_LINES}"
            " and o.state in ('approved', 'held') and l.due_date between :today and :last"
        ),
        {"today": ctx.today, "last": ctx.today + timedelta(days=7)},
    ).one()
    return MeasureValue(f"{row.n:,}", _("{n} orders").format(n=row.orders), "neutral")


def waiting_for_approval(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """Orders somebody still has to decide on, with their amount in the company's currency where it may be seen."""
    row = ctx.session.execute(
        sa.text(
            "select count(*) as n, sum(a.total_base) as total from tw.sales_order o"
            " left join tw.sales_order_amount a on a.order_id = o.id where o.state = 'pending'"
        )
    ).one()
    note = f"{row.total:,.0f}" if row.total is not None else ""
    return MeasureValue(f"{row.n:,}", note, "waiting" if row.n else "neutral")
