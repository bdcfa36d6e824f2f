"""Exception messages: what the planner should move, cancel or release, with days, quantity and the demand behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

from app.modules.mrp.engine.pegging import standing_needs
from app.modules.mrp.engine.plan import Demand, Entry, ExceptionMessage, MessageKind, PlanItem, PlannedOrder, Supply
from app.values import ZERO
from app.working_calendar import WorkingCalendar


def supply_messages(
    item: PlanItem,
    opening: Decimal,
    demands: Sequence[Demand],
    supplies: Sequence[Supply],
    calendar: WorkingCalendar,
    today: date,
) -> list[ExceptionMessage]:
    """Existing supplies held against the day their first piece is needed, as if nothing new were ordered.

    demands and supplies by date. Needed earlier: expedite; later: defer; by nobody: cancel.
    """
    needs = [(ref, amount, today) for ref, amount in standing_needs(item, opening)]
    needs += [(one.ref, one.quantity, max(one.due, today)) for one in demands]
    reached = list(accumulate((amount for _ref, amount, _day in needs), initial=ZERO))[1:]
    used = max(opening, ZERO)
    at = 0
    found: list[ExceptionMessage] = []
    for supply in supplies:
        while at < len(needs) and reached[at] <= used:
            at += 1
        used += supply.quantity
        if at == len(needs):
            found.append(ExceptionMessage("cancel", item.id, supply.ref, supply.quantity, from_date=supply.due))
            continue
        ref, _amount, day = needs[at]
        found += _moved(item, supply, max(calendar.previous_working(day), today), ref, calendar, today)
    return found


def _moved(
    item: PlanItem, supply: Supply, to: date, demand_ref: str, calendar: WorkingCalendar, today: date
) -> list[ExceptionMessage]:
    arrives = max(supply.due, today)
    if to == arrives and supply.due >= today:
        return []
    kind: MessageKind = "expedite" if to < arrives else "defer" if to > arrives else "past_due_receipt"
    days = abs(calendar.working_days_between(supply.due, to))
    return [ExceptionMessage(kind, item.id, supply.ref, supply.quantity, days, supply.due, to, demand_ref)]


def order_messages(
    item: PlanItem, planned: Sequence[PlannedOrder], entries: Sequence[Entry], calendar: WorkingCalendar, today: date
) -> list[ExceptionMessage]:
    """Proposals that should have been started before today, and stock that is below safety this day."""
    found = [
        ExceptionMessage(
            "release_past_due", item.id, order.ref, order.quantity,
            calendar.working_days_between(order.start, today), order.start, today,
            order.needs[0].demand_ref if order.needs else "",
        )
        for order in planned
        if order.start < today and order.kind != "phantom"
    ]  # fmt: skip
    stock = [entry.projected for entry in entries if entry.when == today and entry.kind != "planned"][-1]
    if stock < item.safety_stock and item.safety_stock > 0:
        found.append(ExceptionMessage("below_safety", item.id, "", item.safety_stock - stock, to_date=today))
    return found
