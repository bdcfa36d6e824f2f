"""Promises: when a quantity can be there, with its reason. Sees everything through tw.promise_cone, tells only dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.i18n import N_, _
from app.modules.items.rules import BomLine, lot_quantity
from app.modules.mrp.engine import (
    Cone,
    Demand,
    PlanItem,
    Promise,
    Supply,
    available_to_promise,
    capable_to_promise,
)
from app.modules.mrp.queries.plan_input import working_calendar
from app.uow import Ctx
from app.values import ZERO
from app.working_calendar import WorkingCalendar

REASONS = {
    "in_stock": N_("In stock"),
    "waits_for_supply": N_("Waits for {item}, due {day}"),
    "lead_time": N_("{item}: {days} working days, ready {day}"),
    "never": N_("Cannot be promised: nothing is known that brings it"),
    "service": N_("Not stocked"),
}


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """The answer for one line. reason: key of REASONS, params: item, day, days; ok: there on the day wanted.

    available: what is there on that day; short: what is missing then.
    """

    key: Any
    date: date | None
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)
    ok: bool = False
    available: Decimal = ZERO
    short: Decimal = ZERO


def reason_text(line: PromiseLine) -> str:
    """The reason in the language in force."""
    return _(REASONS[line.reason]).format(**{k: str(v) for k, v in line.params.items()})


def promise_lines(
    ctx: Ctx, lines: Sequence[tuple[Any, int, Decimal, date]], without: tuple[str, int] | None
) -> list[PromiseLine]:
    """Lines served in the order given: what one takes, the next does not get."""
    asked = sorted({item for _key, item, _quantity, _wanted in lines})
    kind, document_id = without or (None, None)
    told = ctx.session.execute(
        sa.text("select tw.promise_cone(cast(:i as bigint[]), cast(:k as text), cast(:d as bigint))"),
        {"i": asked, "k": kind, "d": document_id},
    ).scalar_one()
    cone = _Taken(told, working_calendar(ctx), ctx.today)
    codes = _codes(ctx, [r[0] for r in told["items"] or ()])
    return [_answer(cone, codes, *line) for line in lines]


def _answer(
    cone: _Taken, codes: Mapping[int, str], key: Any, item: int, quantity: Decimal, wanted: date
) -> PromiseLine:
    if item not in cone.items:  # a service: nothing is stocked, bought or made for it
        return PromiseLine(key, wanted, "service", ok=True, available=quantity)
    asked_for = max(wanted, cone.today)
    found = capable_to_promise(cone.cone(), item, quantity, today=cone.today, wanted=asked_for)
    if found.day is not None:
        cone.take(item, quantity, found.day)
    reason, params = _reason(found, codes)
    is_ok = found.day is not None and found.day <= asked_for and wanted >= cone.today
    return PromiseLine(key, found.day, reason, params, is_ok, found.available, found.short)


def _reason(found: Promise, codes: Mapping[int, str]) -> tuple[str, dict[str, Any]]:
    if found.reason in ("in_stock", "never") or not found.chain:
        return found.reason, {}
    last = found.chain[-1]
    return last.reason, {"item": codes.get(last.item, "?"), "day": last.ready, "days": last.lead_time_days}


def _codes(ctx: Ctx, ids: Sequence[int]) -> dict[int, str]:
    found = ctx.session.execute(sa.text("select id, code from tw.item where id = any (:ids)"), {"ids": list(ids)})
    return {r.id: r.code for r in found}


class _Taken:
    """The cone with what earlier lines took already counted in."""

    def __init__(self, told: Mapping[str, Any], calendar: WorkingCalendar, today: date) -> None:
        self.calendar = calendar
        self.today = today
        self.items = {
            r[0]: PlanItem(r[0], r[1], r[2], Decimal(r[3]), Decimal(r[4]), Decimal(r[5])) for r in told["items"] or ()
        }
        self.bom = [
            BomLine(parent, component, Decimal(quantity), Decimal(scrap), _day(begins), _day(ends))
            for parent, component, quantity, scrap, begins, ends in told["bom"] or ()
        ]
        self.lines: defaultdict[int, list[BomLine]] = defaultdict(list)
        for line in self.bom:
            self.lines[line.parent].append(line)
        self.on_hand = {item: Decimal(quantity) for item, quantity in told["stock"] or ()}
        self.supplies: defaultdict[int, list[Supply]] = defaultdict(list)
        self.commitments: defaultdict[int, list[Demand]] = defaultdict(list)
        for item, due, quantity in told["supply"] or ():
            self._coming(item, Decimal(quantity), self._arrival(date.fromisoformat(due)))
        for item, start, due, quantity in told["planned"] or ():
            self._coming(item, Decimal(quantity), self._made(item, date.fromisoformat(start), date.fromisoformat(due)))
        for item, due, quantity in told["demand"] or ():
            self.commitments[item].append(Demand(f"{item}@{due}", item, Decimal(quantity), date.fromisoformat(due)))
        for item, one in self.items.items():
            if one.safety_stock > 0:  # kept back: nobody is promised the safety stock
                self.commitments[item].append(Demand(f"{item}@safety", item, one.safety_stock, today))

    def _coming(self, item: int, quantity: Decimal, day: date) -> None:
        self.supplies[item].append(Supply(f"{item}@{day}", item, quantity, day))

    def _arrival(self, due: date) -> date:
        """What is overdue is not there today; the next working day is the earliest that can be told."""
        return due if due >= self.today else self.calendar.next_working(self.today + timedelta(days=1))

    def _made(self, item: int, start: date, due: date) -> date:
        """A proposal that should have been started before today is ready a lead time from today."""
        if start >= self.today:
            return due
        lead = self.items[item].lead_time_days
        return max(due, self.calendar.add_working_days(self.today, lead))

    def cone(self) -> Cone:
        return Cone(self.items, self.bom, self.on_hand, self.supplies, self.commitments, self.calendar)

    def take(self, item: int, quantity: Decimal, day: date, above: Iterable[int] = ()) -> None:
        """Commit a quantity, and what must be made or bought for the part that is missing, down the cone."""
        path = (*above, item)
        found = available_to_promise(
            self.on_hand.get(item, ZERO), self.supplies[item], self.commitments[item], quantity, day
        )
        if found.short > 0:
            one = self.items[item]
            lot = found.short
            if one.source != "phantom":
                lot = lot_quantity(lot, minimum=one.lot_minimum, multiple=one.lot_multiple)
            self._coming(item, lot, day)
            for line in self.lines.get(item, ()) if one.source != "buy" else ():
                if line.is_valid(self.today) and line.component not in path:
                    self.take(line.component, line.needed(lot), self.today, path)
        self.commitments[item].append(Demand(f"{item}@taken", item, quantity, day))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def latest(lines: Iterable[PromiseLine]) -> date | None:
    """The day on which all lines can be there together, None where one never is."""
    days = [line.date for line in lines]
    return None if not days or None in days else max(day for day in days if day is not None)
