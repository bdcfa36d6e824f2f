"""Gross to net, level by level, on exact dates. The method with a worked table: ../README.md §1 to §3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from app.modules.items.rules import BomLine, find_loops, lot_quantity, low_level_codes
from app.modules.mrp.engine.messages import order_messages, supply_messages
from app.modules.mrp.engine.pegging import peg
from app.modules.mrp.engine.plan import (
    ON_HAND,
    Demand,
    Entry,
    EntryKind,
    ExceptionMessage,
    Peg,
    Plan,
    PlanItem,
    PlannedOrder,
    Problem,
    Supply,
)
from app.values import ZERO, quantity
from app.working_calendar import WorkingCalendar


def net_requirements(
    items: Mapping[int, PlanItem],
    bom: Sequence[BomLine],
    demand: Sequence[Demand],
    supply: Sequence[Supply],
    on_hand: Mapping[int, Decimal],
    calendar: WorkingCalendar,
    today: date,
) -> Plan:
    """What must be made or bought so that every demand is met, level by level.

    Quantities in the item's stock unit; on_hand may be negative (backflush). Demand and supply before today count
    as of today. Existing supplies stay at their dates. The result depends on no order of the input.
    Bad data (loops, unknown items, negative figures) is listed in `problems` and stepped around, never raised.
    """
    problems, blocked = _checked(items, bom, demand, supply)
    usable = {key: _mended(item) for key, item in items.items() if key not in blocked}
    run = _Run(usable, _lines_by_parent(usable, bom), calendar, today)
    run.take(demand, supply)
    levels = low_level_codes(usable, (line for lines in run.lines.values() for line in lines))
    for item in sorted(usable, key=lambda key: (levels[key], key)):
        run.plan_item(usable[item], levels[item], quantity(on_hand.get(item, ZERO)))
    return Plan(
        today, usable, tuple(run.orders), tuple(run.phantoms), tuple(run.pegs), run.records,
        tuple(run.messages), tuple(problems), levels, run.named,
    )  # fmt: skip


@dataclass
class _Run:
    """One run in progress: the demands and supplies still to be netted, and what came out so far."""

    items: Mapping[int, PlanItem]
    lines: Mapping[int, Sequence[BomLine]]
    calendar: WorkingCalendar
    today: date
    demands: defaultdict[int, list[Demand]] = field(default_factory=lambda: defaultdict(list))
    supplies: defaultdict[int, list[Supply]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, Demand] = field(default_factory=dict)
    orders: list[PlannedOrder] = field(default_factory=list)
    phantoms: list[PlannedOrder] = field(default_factory=list)
    pegs: list[Peg] = field(default_factory=list)
    messages: list[ExceptionMessage] = field(default_factory=list)
    records: dict[int, tuple[Entry, ...]] = field(default_factory=dict)

    def take(self, demand: Iterable[Demand], supply: Iterable[Supply]) -> None:
        for wanted in demand:
            if wanted.item in self.items and wanted.quantity > 0:
                self.demands[wanted.item].append(replace(wanted, quantity=quantity(wanted.quantity)))
                self.named[wanted.ref] = wanted
        for coming in supply:
            if coming.item in self.items and coming.quantity > 0:
                self.supplies[coming.item].append(replace(coming, quantity=quantity(coming.quantity)))

    def plan_item(self, item: PlanItem, level: int, opening: Decimal) -> None:
        """Net one item whose parents are all planned, peg it and pass its needs down."""
        demands = sorted(self.demands.pop(item.id, []), key=lambda one: (one.due, one.ref, one.quantity))
        supplies = sorted(self.supplies.pop(item.id, []), key=lambda one: (one.due, one.ref, one.quantity))
        if not (demands or supplies or opening or item.safety_stock):
            return
        entries, planned = self._netted(item, level, opening, demands, supplies)
        pegs = peg(item, opening, demands, [*supplies, *planned], self.today)
        planned = _with_needs(planned, pegs)
        self.records[item.id] = tuple(entries)
        self.pegs += pegs
        (self.phantoms if item.source == "phantom" else self.orders).extend(planned)
        self.messages += supply_messages(item, opening, demands, supplies, self.calendar, self.today)
        self.messages += order_messages(item, planned, entries, self.calendar, self.today)
        for supply in supplies:
            if supply.kind == "firm":
                self._pass_down(item, supply.ref, supply.quantity, supply.start or supply.due)
        for order in planned:
            self._pass_down(item, order.ref, order.quantity, order.start)

    def _netted(
        self, item: PlanItem, level: int, opening: Decimal, demands: list[Demand], supplies: list[Supply]
    ) -> tuple[list[Entry], list[PlannedOrder]]:
        """Walk the days of one item; where stock would fall below safety, order the lack, by the lot rule."""
        entries = [Entry("opening", ON_HAND, self.today, opening, opening)]
        planned: list[PlannedOrder] = []
        projected = opening
        for day, events in _by_day(demands, supplies, self.today):
            for event in events:
                kind: EntryKind = "demand" if isinstance(event, Demand) else "supply"
                projected += event.quantity if kind == "supply" else -event.quantity
                entries.append(Entry(kind, event.ref, day, event.quantity, projected))
            if projected < item.safety_stock:
                order = self._order(item, level, item.safety_stock - projected, day, len(planned) + 1)
                projected += order.quantity
                planned.append(order)
                entries.append(Entry("planned", order.ref, day, order.quantity, projected))
        return entries, planned

    def _order(self, item: PlanItem, level: int, net: Decimal, need: date, number: int) -> PlannedOrder:
        ref = f"plan:{item.id}:{number}"
        if item.source == "phantom":
            return PlannedOrder(ref, item.id, item.source, net, net, need, need, level)
        due = max(self.calendar.previous_working(need), self.today)
        start = self.calendar.add_working_days(due, -item.lead_time_days) if item.lead_time_days else due
        lot = lot_quantity(net, minimum=item.lot_minimum, multiple=item.lot_multiple)
        return PlannedOrder(ref, item.id, item.source, lot, net, start, due, level)

    def _pass_down(self, item: PlanItem, ref: str, wanted: Decimal, start: date) -> None:
        if item.source == "buy":
            return
        when = max(start, self.today)
        needed: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
        for line in self.lines.get(item.id, ()):
            if line.is_valid(when):
                needed[line.component] += line.needed(wanted)
        for component, amount in needed.items():
            if amount > 0:
                self.demands[component].append(Demand(ref, component, amount, when, dependent=True))


def _by_day(
    demands: Sequence[Demand], supplies: Sequence[Supply], today: date
) -> Iterable[tuple[date, list[Demand | Supply]]]:
    """Today first, even where nothing happens (stock may be short of safety); within a day receipts come first."""
    dated = [(max(one.due, today), 0, one.ref, one) for one in supplies]
    events: list[tuple[date, int, str, Demand | Supply]] = [
        *dated, *((max(one.due, today), 1, one.ref, one) for one in demands)
    ]  # fmt: skip
    events.sort(key=lambda event: event[:3])
    if not events or events[0][0] > today:
        yield today, []
    for day, group in groupby(events, key=lambda event: event[0]):
        yield day, [event[3] for event in group]


def _with_needs(planned: Sequence[PlannedOrder], pegs: Sequence[Peg]) -> list[PlannedOrder]:
    needs: defaultdict[str, list[Peg]] = defaultdict(list)
    for one in pegs:
        needs[one.supply_ref].append(one)
    return [
        PlannedOrder(
            order.ref, order.item, order.kind, order.quantity, order.net,
            order.start, order.due, order.level, tuple(needs[order.ref]),
        )
        for order in planned
    ]  # fmt: skip


def _lines_by_parent(items: Mapping[int, PlanItem], bom: Iterable[BomLine]) -> dict[int, list[BomLine]]:
    found: defaultdict[int, list[BomLine]] = defaultdict(list)
    for line in bom:
        if line.parent in items and line.component in items and items[line.parent].source != "buy":
            found[line.parent].append(line)
    return dict(found)


def _mended(item: PlanItem) -> PlanItem:
    """Negative figures count as none; they are listed among the problems."""
    return replace(
        item,
        lead_time_days=max(item.lead_time_days, 0),
        safety_stock=ZERO if item.source == "phantom" else max(quantity(item.safety_stock), ZERO),
        lot_minimum=max(item.lot_minimum, ZERO),
        lot_multiple=max(item.lot_multiple, ZERO),
    )


def _checked(
    items: Mapping[int, PlanItem], bom: Sequence[BomLine], demand: Sequence[Demand], supply: Sequence[Supply]
) -> tuple[list[Problem], frozenset[int]]:
    """The problems of the input, and the items that cannot be planned (the members of loops)."""
    relevant = [line for line in bom if line.parent not in items or items[line.parent].source != "buy"]
    loops = find_loops(relevant)
    problems = [Problem("bom_loop", loop[0], loop=loop) for loop in loops]
    for item in sorted(items):
        problems += _figures_checked(items[item])
    made = {line.parent for line in bom}
    problems += [
        Problem("item_without_bom", key)
        for key in sorted(items)
        if items[key].source in ("make", "phantom") and key not in made
    ]
    problems += _unknown(items, bom, demand, supply)
    problems += _negative(demand, supply)
    return problems, frozenset(member for loop in loops for member in loop)


def _figures_checked(item: PlanItem) -> list[Problem]:
    keys = []
    if item.lead_time_days < 0:
        keys.append("lead_time_negative")
    if item.lot_minimum < 0 or item.lot_multiple < 0:
        keys.append("lot_negative")
    if item.safety_stock < 0:
        keys.append("safety_stock_negative")
    return [Problem(key, item.id) for key in keys]


def _unknown(
    items: Mapping[int, PlanItem], bom: Sequence[BomLine], demand: Sequence[Demand], supply: Sequence[Supply]
) -> list[Problem]:
    refs: defaultdict[int, set[str]] = defaultdict(set)
    entries: Iterable[Demand | Supply] = (*demand, *supply)
    for entry in entries:
        if entry.item not in items:
            refs[entry.item].add(entry.ref)
    for line in bom:
        if line.component not in items:
            refs[line.component].add(f"item:{line.parent}")
    return [Problem("item_not_planned", item, tuple(sorted(found))) for item, found in sorted(refs.items())]


def _negative(demand: Sequence[Demand], supply: Sequence[Supply]) -> list[Problem]:
    refs: defaultdict[int, set[str]] = defaultdict(set)
    entries: Iterable[Demand | Supply] = (*demand, *supply)
    for entry in entries:
        if entry.quantity < 0:
            refs[entry.item].add(entry.ref)
    return [Problem("quantity_negative", item, tuple(sorted(found))) for item, found in sorted(refs.items())]
