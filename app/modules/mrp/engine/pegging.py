"""First come first served: which supply serves which demand, by intervals of cumulated quantity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.modules.mrp.engine.plan import (
    NEGATIVE_STOCK,
    ON_HAND,
    SAFETY,
    Demand,
    Peg,
    Plan,
    PlanItem,
    PlannedOrder,
    Supply,
)


def peg(
    item: PlanItem,
    opening: Decimal,
    demands: Sequence[Demand],
    supplies: Sequence[Supply | PlannedOrder],
    today: date,
) -> list[Peg]:
    """Lay supplies and demands of one item end to end by date; where two intervals overlap, they are pegged.

    demands by date. Negative stock is filled first, then safety stock, so that the stock held back serves no order.
    """
    wanted = [(one.ref, one.quantity) for one in demands]
    offered = [
        (one.ref, one.quantity)
        for one in sorted(supplies, key=lambda one: (max(one.due, today), isinstance(one, PlannedOrder), one.ref))
    ]
    return _overlaps(item.id, standing_needs(item, opening) + wanted, _stock(opening) + offered)


def standing_needs(item: PlanItem, opening: Decimal) -> list[tuple[str, Decimal]]:
    """What stock itself asks for, as of today, before any demand."""
    needs = [(NEGATIVE_STOCK, -opening), (SAFETY, item.safety_stock)]
    return [(ref, amount) for ref, amount in needs if amount > 0]


def trace_up(plan: Plan, ref: str) -> tuple[Demand, ...]:
    """The independent demands behind a planned order or supply, through all levels, earliest first."""
    served = _served(plan)
    found: dict[str, Demand] = {}
    seen = {ref}
    waiting = [ref]
    while waiting:
        for demand_ref in served.get(waiting.pop(), ()):
            if demand_ref in plan.demands:
                found[demand_ref] = plan.demands[demand_ref]
            elif demand_ref not in seen:
                seen.add(demand_ref)
                waiting.append(demand_ref)
    return tuple(sorted(found.values(), key=lambda demand: (demand.due, demand.ref)))


def trace_down(plan: Plan, ref: str) -> tuple[Peg, ...]:
    """What serves a demand, through all levels: its pegs, then those of the orders they name, top down."""
    serving: defaultdict[str, list[Peg]] = defaultdict(list)
    for one in plan.pegs:
        serving[one.demand_ref].append(one)
    found: list[Peg] = []
    seen = {ref}
    waiting = [ref]
    for current in waiting:
        for one in serving.get(current, ()):
            found.append(one)
            if one.supply_ref not in seen and one.supply_ref != ON_HAND:
                seen.add(one.supply_ref)
                waiting.append(one.supply_ref)
    return tuple(found)


def _served(plan: Plan) -> dict[str, list[str]]:
    served: defaultdict[str, list[str]] = defaultdict(list)
    for one in plan.pegs:
        served[one.supply_ref].append(one.demand_ref)
    return served


def _stock(opening: Decimal) -> list[tuple[str, Decimal]]:
    return [(ON_HAND, opening)] if opening > 0 else []


def _overlaps(item: int, wanted: list[tuple[str, Decimal]], offered: list[tuple[str, Decimal]]) -> list[Peg]:
    pegs: list[Peg] = []
    queue = iter(offered)
    supply_ref, left = next(queue, ("", Decimal(0)))
    for demand_ref, missing in wanted:
        while missing > 0 and supply_ref:
            taken = min(missing, left)
            if taken > 0:
                pegs.append(Peg(item, supply_ref, demand_ref, taken))
            missing -= taken
            left -= taken
            if left <= 0:
                supply_ref, left = next(queue, ("", Decimal(0)))
    return pegs
