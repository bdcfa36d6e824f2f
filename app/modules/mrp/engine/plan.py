"""What goes into a plan and what comes out: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from app.values import ZERO

Source = Literal["make", "buy", "outsource", "phantom"]
SupplyKind = Literal["open", "firm"]
EntryKind = Literal["opening", "demand", "supply", "planned"]
MessageKind = Literal["expedite", "defer", "cancel", "release_past_due", "past_due_receipt", "below_safety"]

NEGATIVE_STOCK = "stock:negative"
SAFETY = "stock:safety"
ON_HAND = "stock:on_hand"


@dataclass(frozen=True, slots=True)
class PlanItem:
    """How an item is planned. lead_time_days: working days from start to due; lot figures 0 = none."""

    id: int
    source: Source
    lead_time_days: int = 0
    safety_stock: Decimal = ZERO
    lot_minimum: Decimal = ZERO
    lot_multiple: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Demand:
    """A dated requirement. ref: who asks, unique among demands; a dependent one carries the ref of its order."""

    ref: str
    item: int
    quantity: Decimal
    due: date
    dependent: bool = False


@dataclass(frozen=True, slots=True)
class Supply:
    """A receipt to come, at its own date. A firm planned order still asks for its components, at `start`;
    the outstanding material of an open one stands among the demands."""

    ref: str
    item: int
    quantity: Decimal
    due: date
    kind: SupplyKind = "open"
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Peg:
    """Part of a supply that serves part of a demand. Refs of stock: ON_HAND, NEGATIVE_STOCK, SAFETY."""

    item: int
    supply_ref: str
    demand_ref: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """A proposal. net: what was missing before the lot rule; start may lie before today (then past due).

    needs: the demands served, first come first served; what the lot rule added serves none.
    """

    ref: str
    item: int
    kind: Source
    quantity: Decimal
    net: Decimal
    start: date
    due: date
    level: int
    needs: tuple[Peg, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an item's record, by day; projected: the stock after it.

    when: the day it counts, never before today; a planned order counts on the day of its need, although it is due
    on the working day before where that is a rest day.
    """

    kind: EntryKind
    ref: str
    when: date
    quantity: Decimal
    projected: Decimal


@dataclass(frozen=True, slots=True)
class ExceptionMessage:
    """What the planner should do. days: working days between the two dates; ref: the supply or order, "" for stock."""

    kind: MessageKind
    item: int
    ref: str
    quantity: Decimal
    days: int = 0
    from_date: date | None = None
    to_date: date | None = None
    demand_ref: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Bad master data, named and stepped around: the rest is planned. key has a sentence in the catalogue."""

    key: str
    item: int
    refs: tuple[str, ...] = ()
    loop: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A finished plan. orders by level, item, due; phantoms: what passed through items that are never made.

    records: per item its dated entries with projected stock; levels: low-level codes.
    """

    today: date
    items: Mapping[int, PlanItem]
    orders: tuple[PlannedOrder, ...]
    phantoms: tuple[PlannedOrder, ...]
    pegs: tuple[Peg, ...]
    records: Mapping[int, tuple[Entry, ...]]
    messages: tuple[ExceptionMessage, ...]
    problems: tuple[Problem, ...]
    levels: Mapping[int, int]
    demands: Mapping[str, Demand]


def firm(plan: Plan) -> list[Supply]:
    """The plan's proposals as firm supply: planning again with them proposes nothing new."""
    return [Supply(order.ref, order.item, order.quantity, order.due, "firm", order.start) for order in plan.orders]
