"""Why this number: the figures of one planned order, in the order in which a person checks them by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from app.modules.mrp.engine.plan import Plan, PlannedOrder
from app.values import ZERO

FigureKey = Literal[
    "opening", "demand", "supply", "planned", "safety", "net",
    "lot_minimum", "lot_multiple", "quantity", "due", "lead_time_days", "start", "start_past_due",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the reckoning. ref: the document behind it; when: its day."""

    key: FigureKey
    quantity: Decimal | None = None
    ref: str = ""
    when: date | None = None
    days: int | None = None


def explain(plan: Plan, order: PlannedOrder) -> tuple[Figure, ...]:
    """The reckoning of an order: opening + supplies + earlier orders - demands - safety = - net, then lot and dates."""
    item = plan.items[order.item]
    figures: list[Figure] = []
    for entry in plan.records[order.item]:
        if entry.ref == order.ref:
            break
        figures.append(Figure(entry.kind, entry.quantity, entry.ref, entry.when))
    if item.safety_stock:
        figures.append(Figure("safety", item.safety_stock))
    figures.append(Figure("net", order.net))
    if order.kind != "phantom" and item.lot_minimum > ZERO:
        figures.append(Figure("lot_minimum", item.lot_minimum))
    if order.kind != "phantom" and item.lot_multiple > ZERO:
        figures.append(Figure("lot_multiple", item.lot_multiple))
    figures += [
        Figure("quantity", order.quantity, order.ref),
        Figure("due", when=order.due),
        Figure("lead_time_days", days=item.lead_time_days if order.kind != "phantom" else 0),
        Figure("start_past_due" if order.start < plan.today else "start", when=order.start),
    ]
    return tuple(figures)
