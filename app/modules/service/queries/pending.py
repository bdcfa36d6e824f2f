"""What waits in the service room, and its figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.i18n import N_, _
from app.modules.service.queries.records import OPEN_STATES, technicians
from app.modules.service.rules import proposed
from app.registry import MeasureValue, PendingRow
from app.uow import Ctx


def _pending(ctx: Ctx, statement: str, limit: int, **params: Any) -> tuple[list[Any], int]:
    """Rows of a pending list and how many there are at all."""
    found = ctx.session.execute(
        sa.text(f"select q.*, count(*) over () as n from ({statement}) q limit :limit"), {"limit": limit, **params}
    ).all()
    return list(found), found[0].n if found else 0


def to_assign(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """New requests, the most urgent first, each with who should take it."""
    found, count = _pending(
        ctx,
        "select r.* from tw.service_request r where r.state = 'new' order by r.respond_by, r.id",
        limit,
    )
    if not found:
        return [], 0
    now, pool = clock.now(), {p: proposed(technicians(ctx, p)) for p in {r.product_id for r in found}}
    rows = []
    for r in found:
        who = pool[r.product_id]
        what = N_("{symptom} · proposed: {name}") if who else "{symptom}"
        rows.append(
            PendingRow(
                r.id, r.number, r.customer_name, what, None, "", r.opened_at, r.respond_by, r.respond_by < now, r.version,
                what_params={"symptom": r.symptom, "name": who.name if who else ""},
            )
        )  # fmt: skip
    return rows, count


def my_visits(ctx: Ctx, limit: int, states: Sequence[str]) -> tuple[Sequence[PendingRow], int]:
    """The person's own visits in these states that are planned to the end of today."""
    end = datetime.combine(clock.today() + timedelta(days=1), time(0), clock.zone())
    found, count = _pending(
        ctx,
        "select d.*, r.symptom from tw.service_dispatch d left join tw.service_request r on r.id = d.request_id"
        " where d.technician_id = :me and d.state = any (:states)"
        " and (d.planned_at < :end or d.state <> 'accepted') order by d.planned_at, d.id",
        limit,
        me=ctx.user.id,
        states=list(states),
        end=end,
    )
    now = clock.now()
    rows = [
        PendingRow(
            d.id, d.number, d.customer_name, d.task or d.symptom or "", None, "", d.created_at, d.planned_at,
            d.state != "on_site" and d.planned_at < now, d.version,
        )
        for d in found
    ]  # fmt: skip
    return rows, count


def to_accept(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Visits the person is asked to make and has not accepted, whenever they are planned."""
    return my_visits(ctx, limit, ("dispatched",))


def visits_today(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Accepted visits up to today."""
    return my_visits(ctx, limit, ("accepted",))


def on_site(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Where the person is now."""
    return my_visits(ctx, limit, ("on_site",))


def _requests_in(ctx: Ctx, limit: int, state: str) -> tuple[Sequence[PendingRow], int]:
    found, count = _pending(
        ctx,
        "select r.* from tw.service_request r where r.state = :state order by r.resolved_at, r.id",
        limit,
        state=state,
    )
    return [
        PendingRow(r.id, r.number, r.customer_name, r.result, None, "", r.resolved_at, None, False, r.version)
        for r in found
    ], count


def to_survey(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Resolved requests whose customer was not yet asked."""
    return _requests_in(ctx, limit, "resolved")


def to_close(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Surveyed requests."""
    return _requests_in(ctx, limit, "surveyed")


def to_visit_again(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Open requests whose last visit was refused or asks for another, and for which nobody is on the way."""
    found, count = _pending(
        ctx,
        "select r.*, l.state as visit_state, l.state_reason as visit_reason from tw.service_request r"
        " join lateral (select d.state, d.state_reason from tw.service_dispatch d where d.request_id = r.id"
        "   order by d.visit_no desc limit 1) l on l.state in ('refused', 'second_visit')"
        " where r.state = any (:open) order by r.finish_by, r.id",
        limit,
        open=list(OPEN_STATES),
    )
    now = clock.now()
    rows = []
    for r in found:
        what = N_("Refused: {reason}") if r.visit_state == "refused" else N_("Second visit: {reason}")
        rows.append(
            PendingRow(
                r.id, r.number, r.customer_name, what, None, "", r.opened_at, r.finish_by, r.finish_by < now, r.version,
                what_params={"reason": r.visit_reason},
            )
        )  # fmt: skip
    return rows, count


# ---------------------------------------------------------------- measures
def open_requests(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """Open requests the person sees, of all or of one customer."""
    found = _counted(ctx, record_id)
    note = _("{n} not assigned").format(n=found.unassigned) if found.unassigned else ""
    return MeasureValue(str(found.all), note)


def overdue_requests(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """Open requests past a limit."""
    late = _counted(ctx, record_id).late
    return MeasureValue(str(late), "", "late" if late else "done")


def _counted(ctx: Ctx, customer_id: int | None) -> Any:
    return ctx.session.execute(
        sa.text(
            "select count(*) as all, count(*) filter (where r.state = 'new') as unassigned,"
            " count(*) filter (where r.finish_by < :now or (r.state in ('new', 'assigned') and r.respond_by < :now)) as late"
            " from tw.service_request r where r.state = any (:open)"
            " and (cast(:customer as bigint) is null or r.customer_id = :customer)"
        ),
        {"now": clock.now(), "open": list(OPEN_STATES), "customer": customer_id},
    ).one()
