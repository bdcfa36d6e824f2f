"""What the worker tells about service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.i18n import N_
from app.modules.office.services import holders
from app.modules.service.queries import OPEN_STATES
from app.registry import Finding, WarningRule
from app.uow import Ctx


def overdue_requests(ctx: Ctx, grace_minutes: int) -> Iterator[Finding]:
    """Requests nobody answered, or nobody finished, in time: to the desk, and to whom the request is assigned."""
    limit = clock.now() - timedelta(minutes=grace_minutes)
    found = ctx.session.execute(
        sa.text(
            "select r.*, r.finish_by < :limit as is_unfinished from tw.service_request r where r.state = any (:open)"
            " and (r.finish_by < :limit or (r.state in ('new', 'assigned') and r.respond_by < :limit)) order by r.id"
        ),
        {"limit": limit, "open": list(OPEN_STATES)},
    ).all()
    desk = set(holders(ctx, "service.assign")) if found else set()
    for row in found:
        due = row.finish_by if row.is_unfinished else row.respond_by
        text = N_("Request {number} is overdue: {customer}")
        if not row.is_unfinished:
            text = N_("Request {number} was not answered in time: {customer}")
        for recipient in sorted(desk | ({row.technician_id} if row.technician_id else set())):
            yield Finding(
                recipient,
                "alert" if row.priority == "urgent" else "warning",
                text,
                {"number": row.number, "customer": row.customer_name},
                N_("Was due {when} · {symptom}"),
                {"when": f"{due.astimezone(clock.zone()):%Y-%m-%d %H:%M}", "symptom": row.symptom},
                "service.request",
                row.id,
                f"overdue:{row.id}:{'finish' if row.is_unfinished else 'respond'}",
            )


WARNINGS = (
    WarningRule(
        "service.overdue", N_("Overdue service request"), overdue_requests, every=10, settings={"grace_minutes": 0}
    ),
)
