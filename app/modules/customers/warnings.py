"""What the worker tells about customers."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from app.i18n import N_
from app.registry import Finding, WarningRule
from app.uow import Ctx


def quiet_customers(ctx: Ctx, days_a: int, days_b: int, days_c: int, lately: int) -> Iterator[Finding]:
    """Customers who buy, or soon will, and whom nobody has touched for longer than their level allows.

    Told to the owner, once for each silence. Only those who fell silent within the last `lately` days: an old file
    taken over from elsewhere must not bury the message center; the saved view "Quiet" shows them all.
    """
    found = ctx.session.execute(
        sa.text(
            "select q.*, :today - q.last_on as days from ("
            " select c.id, c.name, c.owner_id, coalesce(c.last_contact_on, c.created_at::date) as last_on,"
            " case c.level when 'A' then :a when 'B' then :b else :c end as allowed"
            " from tw.customer c where c.active and c.owner_id is not null"
            " and c.stage in ('prospect', 'trading', 'serviced')) q"
            " where :today - q.last_on > q.allowed and :today - q.last_on <= q.allowed + :lately order by q.id"
        ).bindparams(sa.bindparam("today", type_=sa.Date)),
        {"today": ctx.today, "a": days_a, "b": days_b, "c": days_c, "lately": lately},
    )
    for row in found:
        yield Finding(
            row.owner_id,
            "warning",
            N_("{customer}: no contact for {days} days"),
            {"customer": row.name, "days": row.days},
            N_("Last contact {day}; every {allowed} days is expected"),
            {"day": row.last_on, "allowed": row.allowed},
            "customers.customer",
            row.id,
            f"quiet:{row.id}:{row.last_on}",
        )


WARNINGS = (
    WarningRule(
        "customers.quiet",
        N_("Quiet customer"),
        quiet_customers,
        every=60,
        settings={"days_a": 14, "days_b": 30, "days_c": 60, "lately": 30},
    ),
)
