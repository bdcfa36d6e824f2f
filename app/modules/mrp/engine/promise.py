"""What can be promised: from uncommitted stock and supply (ATP), else by buying and making the lack (CTP)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from app.modules.items.rules import BomLine, lot_quantity, low_level_codes
from app.modules.mrp.engine.plan import Demand, PlanItem, Supply
from app.values import ZERO
from app.working_calendar import WorkingCalendar

Reason = Literal["in_stock", "waits_for_supply", "lead_time", "never"]


@dataclass(frozen=True, slots=True)
class AtpBucket:
    """From this day until the next receipt. discrete: new here, never negative; cumulative: all that may be promised.

    supply_ref: the receipt that opens the bucket, "" for stock.
    """

    day: date
    discrete: Decimal
    cumulative: Decimal
    supply_ref: str = ""


@dataclass(frozen=True, slots=True)
class PromiseStep:
    """A link of the chain that decides the date, from the item down to the component that is latest."""

    item: int
    reason: Reason
    quantity: Decimal
    ready: date
    lead_time_days: int = 0
    supply_ref: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """day: the earliest day on which the whole quantity can be given, None = never with what is known.

    available: what could be given on the day asked for; short: what is missing then. chain: CTP's reason.
    """

    day: date | None
    reason: Reason
    available: Decimal
    short: Decimal
    supply_ref: str = ""
    chain: tuple[PromiseStep, ...] = ()


def atp_buckets(
    on_hand: Decimal, supplies: Sequence[Supply], commitments: Sequence[Demand], from_date: date
) -> tuple[AtpBucket, ...]:
    """Uncommitted quantity per receipt, look-back included: a later lack is taken from the latest earlier bucket."""
    days: dict[date, str] = {from_date: ""}
    moved: defaultdict[date, Decimal] = defaultdict(lambda: ZERO)
    for supply in sorted(supplies, key=lambda one: (one.due, one.ref)):
        day = max(supply.due, from_date)
        days.setdefault(day, supply.ref)
        moved[day] += supply.quantity
    for commitment in commitments:
        moved[max(commitment.due, from_date)] -= commitment.quantity
    return _cumulated(on_hand, sorted(days.items()), sorted(moved.items()))


def _cumulated(
    on_hand: Decimal, opened: Sequence[tuple[date, str]], moved: Sequence[tuple[date, Decimal]]
) -> tuple[AtpBucket, ...]:
    """Cumulative ATP of a day = the lowest projected stock from that day on."""
    projected = on_hand + sum((amount for _day, amount in moved), ZERO)
    lowest = projected
    at = len(moved)
    floors: list[Decimal] = []
    for day, _ref in reversed(opened):
        while at and moved[at - 1][0] > day:
            at -= 1
            projected -= moved[at][1]
            lowest = min(lowest, projected)
        floors.append(max(lowest, ZERO))
    buckets: list[AtpBucket] = []
    before = ZERO
    for (day, ref), floor in zip(opened, reversed(floors), strict=True):
        buckets.append(AtpBucket(day, floor - before, floor, ref))
        before = floor
    return tuple(buckets)


def available_to_promise(
    on_hand: Decimal, supplies: Sequence[Supply], commitments: Sequence[Demand], quantity: Decimal, from_date: date
) -> Promise:
    """The first day from `from_date` on which the quantity is uncommitted, leaving every commitment whole.

    Overdue supply counts as there on from_date; the caller moves what will really come later.
    """
    buckets = atp_buckets(on_hand, supplies, commitments, from_date)
    available = min(buckets[0].cumulative, quantity)
    for bucket in buckets:
        if bucket.cumulative >= quantity:
            reason: Reason = "in_stock" if bucket is buckets[0] else "waits_for_supply"
            return Promise(bucket.day, reason, available, quantity - available, bucket.supply_ref)
    return Promise(None, "never", available, quantity - available)


@dataclass(frozen=True, slots=True)
class Cone:
    """All that is known of an item and what goes into it, for a promise."""

    items: Mapping[int, PlanItem]
    bom: Sequence[BomLine]
    on_hand: Mapping[int, Decimal]
    supplies: Mapping[int, Sequence[Supply]]
    commitments: Mapping[int, Sequence[Demand]]
    calendar: WorkingCalendar


def capable_to_promise(cone: Cone, item: int, quantity: Decimal, *, today: date, wanted: date) -> Promise:
    """The earliest day with the lack bought or made by lead times, infinite capacity, starting today.

    What stock and supply give comes first; what is missing is made, and its components asked likewise, the
    quantity of a shared component counted together. Cautious: a component is counted even where its parent
    then waits for a supply. chain[-1] names the item that decides the date and its lead time.
    """
    at_once = _available(cone, item, quantity, wanted)
    if at_once.reason == "in_stock":
        return at_once
    lines = _lines(cone)
    order = _cone_order(lines, item)
    promises = _asked(cone, lines, order, at_once, item, today)
    steps: dict[int, tuple[PromiseStep, ...]] = {}
    for member in reversed(order):
        if member in promises:
            below = [steps[line.component] for line in lines.get(member, ()) if line.component in steps]
            steps[member] = _ready(cone, member, promises[member], below, today)
    chain = steps[item]
    day = max(chain[0].ready, wanted)
    return Promise(day, chain[0].reason, at_once.available, at_once.short, chain[0].supply_ref, chain)


def _lines(cone: Cone) -> dict[int, list[BomLine]]:
    lines: defaultdict[int, list[BomLine]] = defaultdict(list)
    for line in cone.bom:
        if line.parent in cone.items and line.component in cone.items and cone.items[line.parent].source != "buy":
            lines[line.parent].append(line)
    return dict(lines)


def _cone_order(lines: Mapping[int, Sequence[BomLine]], item: int) -> list[int]:
    """The items of the cone, parents first. Items below a loop stay out: their parent then has no components."""
    members = {item}
    waiting = [item]
    while waiting:
        for line in lines.get(waiting.pop(), ()):
            if line.component not in members:
                members.add(line.component)
                waiting.append(line.component)
    codes = low_level_codes(members, (line for member in members for line in lines.get(member, ())))
    return sorted(codes.keys() | {item}, key=lambda member: (codes.get(member, 0), member))


def _asked(
    cone: Cone,
    lines: Mapping[int, Sequence[BomLine]],
    order: Sequence[int],
    at_once: Promise,
    item: int,
    today: date,
) -> dict[int, Promise]:
    """Top down: how much of each component is asked, and what its stock and supply say to that."""
    needs: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    promises: dict[int, Promise] = {item: at_once}
    for member in order:
        if member in needs:
            promises[member] = _available(cone, member, needs[member], today)
        if member not in promises:
            continue
        lot = _lot(cone.items[member], promises[member].short)
        for line in lines.get(member, ()):
            if lot > 0 and line.is_valid(today):
                needs[line.component] += line.needed(lot)
    return promises


def _available(cone: Cone, item: int, quantity: Decimal, from_date: date) -> Promise:
    supplies, commitments = cone.supplies.get(item, ()), cone.commitments.get(item, ())
    return available_to_promise(cone.on_hand.get(item, ZERO), supplies, commitments, quantity, from_date)


def _lot(item: PlanItem, short: Decimal) -> Decimal:
    if item.source == "phantom":
        return short
    return lot_quantity(short, minimum=item.lot_minimum, multiple=item.lot_multiple)


def _ready(
    cone: Cone, member: int, promise: Promise, below: Sequence[tuple[PromiseStep, ...]], today: date
) -> tuple[PromiseStep, ...]:
    """When a member can be there: from stock or supply, or made of its components, whichever is sooner."""
    needed = promise.available + promise.short
    if promise.reason == "in_stock":
        return (PromiseStep(member, "in_stock", needed, today),)
    latest = max(below, key=lambda chain: (chain[0].ready, -chain[0].item), default=())
    begin = max(latest[0].ready, today) if latest else today
    lead = 0 if cone.items[member].source == "phantom" else cone.items[member].lead_time_days
    made = cone.calendar.add_working_days(begin, lead) if lead else begin
    if promise.day is not None and promise.day <= made:
        return (PromiseStep(member, "waits_for_supply", needed, promise.day, 0, promise.supply_ref),)
    deciding = latest if latest and latest[0].ready > today else ()
    return (PromiseStep(member, "lead_time", promise.short, made, lead), *deciding)
