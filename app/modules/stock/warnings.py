"""What the background program watches in stock."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from app.i18n import N_
from app.modules.office.services import holders
from app.registry import Finding, WarningRule
from app.uow import Ctx


def low_stock(ctx: Ctx, *, share: int = 100) -> Iterator[Finding]:
    """Items that lie below `share` per cent of their safety stock: to their planner, else to who watches stock."""
    found = ctx.session.execute(
        sa.text(
            "select id, code, name, on_hand, free, safety_stock, unit, planner_id from ("
            " select s.*, i.planner_id from tw.item_stock s join tw.item i on i.id = s.id where i.safety_stock > 0) x"
            " where on_hand * 100 < safety_stock * :share order by code"
        ),
        {"share": share},
    ).all()
    watchers = holders(ctx, "stock.watch") if any(r.planner_id is None for r in found) else []
    for row in found:
        for person in (row.planner_id,) if row.planner_id else watchers:
            yield Finding(
                person, "warning", N_("{code} {name} is below its safety stock"),
                {"code": row.code, "name": row.name},
                N_("{on_hand} {unit} there, {safety} wanted, {free} free"),
                {"on_hand": f"{row.on_hand.normalize():f}", "safety": f"{row.safety_stock.normalize():f}",
                 "free": f"{row.free.normalize():f}", "unit": row.unit},
                "items.item", row.id, f"stock.low:{row.id}:{ctx.today:%Y-%m}",
            )  # fmt: skip


LOW_STOCK = WarningRule("stock.low", N_("Items below safety stock"), low_stock, every=60, settings={"share": 100})
