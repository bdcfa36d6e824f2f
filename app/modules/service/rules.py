"""Warranty and who pays, time limits on working hours, what a request's state means, who should go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

from app.errors import RuleError
from app.working_calendar import WorkingCalendar

OPENS = time(8, 30)
CLOSES = time(17, 30)
_OPEN_STATES = ("new", "assigned", "accepted", "in_work", "waiting_for_part")
_DONE_STATES = ("resolved", "surveyed", "closed", "cancelled")
REQUEST_STATES = _OPEN_STATES + _DONE_STATES


@dataclass(frozen=True, slots=True)
class Limits:
    """Working minutes until somebody answers and until it is resolved."""

    response_minutes: int
    finish_minutes: int


LIMITS: Mapping[str, Limits] = MappingProxyType(
    {
        "urgent": Limits(60, 9 * 60),
        "high": Limits(4 * 60, 2 * 9 * 60),
        "normal": Limits(9 * 60, 5 * 9 * 60),
        "low": Limits(2 * 9 * 60, 10 * 9 * 60),
    }
)


def add_working_minutes(
    begin: datetime, minutes: int, working: WorkingCalendar, *, opens: time = OPENS, closes: time = CLOSES
) -> datetime:
    """When so many working minutes have passed. begin: in the company's zone, aware; so is the answer.

    What comes in at night or on a rest day counts from the next opening; what is due at closing time is due then,
    not at the next opening.
    """
    if closes <= opens:
        raise RuleError("working_hours_empty")
    moment = _opening(begin, working, opens, closes)
    left = timedelta(minutes=minutes)
    while True:
        closing = datetime.combine(moment.date(), closes, begin.tzinfo)
        if moment + left <= closing:
            return moment + left
        left -= closing - moment
        tomorrow = working.next_working(moment.date() + timedelta(days=1))
        moment = datetime.combine(tomorrow, opens, begin.tzinfo)


def _opening(begin: datetime, working: WorkingCalendar, opens: time, closes: time) -> datetime:
    """The moment itself within working hours, else the next opening."""
    day = begin.date()
    clock = begin.time()
    if working.is_working(day) and clock < closes:
        return datetime.combine(day, max(clock, opens), begin.tzinfo)
    return datetime.combine(working.next_working(day + timedelta(days=1)), opens, begin.tzinfo)


@dataclass(frozen=True, slots=True)
class Deadlines:
    respond_by: datetime
    finish_by: datetime


def deadlines(
    opened: datetime,
    priority: str,
    working: WorkingCalendar,
    limits: Mapping[str, Limits] = LIMITS,
    *,
    opens: time = OPENS,
    closes: time = CLOSES,
) -> Deadlines:
    """Until when a request of this priority must be answered and resolved. Raises RuleError("priority_unknown")."""
    if priority not in limits:
        raise RuleError("priority_unknown", field="priority", priority=priority)
    limit = limits[priority]
    return Deadlines(
        add_working_minutes(opened, limit.response_minutes, working, opens=opens, closes=closes),
        add_working_minutes(opened, limit.finish_minutes, working, opens=opens, closes=closes),
    )


def is_open(state: str) -> bool:
    """Whether a request still waits for somebody of ours."""
    if state not in REQUEST_STATES:
        raise RuleError("request_state_unknown", state=state)
    return state in _OPEN_STATES


def is_overdue(state: str, due: Deadlines, now: datetime) -> bool:
    """New and assigned requests are late past the answer limit, every open one past the finish limit."""
    unanswered = state in ("new", "assigned")
    return is_open(state) and (now > due.finish_by or (unanswered and now > due.respond_by))


def charge_for(warranty_until: date | None, day: date) -> str:
    """Who pays for a visit asked for on a day: "warranty" to the last day of warranty, itself included, else "billed"."""
    return "warranty" if warranty_until is not None and day <= warranty_until else "billed"


def check_charges(charge: str, labour: Decimal, travel: Decimal) -> None:
    """Nothing is charged for a visit under warranty or out of goodwill. Raises RuleError("visit_is_free")."""
    if labour < 0 or travel < 0:
        raise RuleError("value_negative", field="labour_charge" if labour < 0 else "travel_charge")
    if charge != "billed" and labour + travel > 0:
        raise RuleError("visit_is_free", field="labour_charge" if labour else "travel_charge", number="")


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who may be sent. open_visits: not yet finished; knows: was at this product before."""

    id: int
    name: str
    open_visits: int
    knows: bool


def proposed(technicians: Sequence[Technician]) -> Technician | None:
    """Who should go: who knows the product, unless they have three visits more than the least loaded; then by load."""
    if not technicians:
        return None
    least = min(t.open_visits for t in technicians)
    fit = [t for t in technicians if t.knows and t.open_visits < least + 3] or list(technicians)
    return min(fit, key=lambda t: (t.open_visits, t.id))
