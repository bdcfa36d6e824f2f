"""What the background program watches in products."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from app.i18n import N_
from app.registry import Finding, WarningRule
from app.uow import Ctx


def warranty_ending(ctx: Ctx, *, days: int = 30) -> Iterator[Finding]:
    """Warranties that end within so many days: to the customer's salesperson, an occasion to offer a contract."""
    found = ctx.session.execute(
        sa.text(
            "select id, serial, item_name, end_user_name, warranty_until, owner_id from tw.product_file_list"
            " where state = 'in_field' and warranty_until between :today and :until and owner_id is not null"
            " order by warranty_until, id"
        ),
        {"today": ctx.today, "until": ctx.today + timedelta(days=days)},
    )
    for row in found:
        yield Finding(
            row.owner_id, "info", N_("Warranty of {serial} ends on {day}"),
            {"serial": row.serial, "day": row.warranty_until.isoformat()}, N_("{item} at {customer}"),
            {"item": row.item_name, "customer": row.end_user_name}, "products.product", row.id,
            f"products.warranty:{row.id}:{row.warranty_until:%Y-%m-%d}",
        )  # fmt: skip


WARRANTY_ENDING = WarningRule(
    "products.warranty", N_("Warranty ends soon"), warranty_ending, every=720, settings={"days": 30}
)
