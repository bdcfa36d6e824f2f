"""Which days are worked: weekly rest, statutory holidays, exchanged Saturdays; day arithmetic in constant time."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.errors import RuleError

RestWeek = frozenset[int]
"""The rest days of one week, Monday = 0."""

DOUBLE_REST: tuple[RestWeek, ...] = (frozenset({5, 6}),)
SINGLE_REST: tuple[RestWeek, ...] = (frozenset({6}),)
ALTERNATING_REST: tuple[RestWeek, ...] = (frozenset({5, 6}), frozenset({6}))
NO_REST: tuple[RestWeek, ...] = (frozenset(),)

_A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class _Index:
    """A dense stretch of days [low, low + len(before) - 1): `before[i]` working days lie in front of day low + i."""

    low: int
    before: array[int]
    days: array[int]

    @property
    def high(self) -> int:
        return self.low + len(self.before) - 1


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of a company.

    weeks: rest days per week, repeated from the week of `first_monday` (alternating 大小周 needs two entries).
    holidays: days not worked although the week says so; exchanged_workdays: worked although the week says rest (调休).
    Raises RuleError("calendar_without_workdays") and RuleError("holiday_is_also_workday").
    """

    weeks: tuple[RestWeek, ...] = DOUBLE_REST
    holidays: frozenset[date] = frozenset()
    exchanged_workdays: frozenset[date] = frozenset()
    first_monday: date = _A_MONDAY
    _kept: list[_Index] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not any(len(rest & frozenset(range(7))) < 7 for rest in self.weeks):
            raise RuleError("calendar_without_workdays")
        both = self.holidays & self.exchanged_workdays
        if both:
            raise RuleError("holiday_is_also_workday", day=min(both))

    def is_working(self, day: date) -> bool:
        index, at = self._locate(day)
        return index.before[at + 1] > index.before[at]

    def next_working(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it."""
        return self.add_working_days(day, 0)

    def previous_working(self, day: date) -> date:
        """The day itself if it is worked, else the last working day before it."""
        return day if self.is_working(day) else self._nth_before(day, 1)

    def add_working_days(self, day: date, count: int) -> date:
        """The lead-time offset. Forwards from the next working day, backwards from the previous one.

        A start on a rest day begins on the next working day; goods due on a rest day must be there on the working
        day before it. So start = add(due, -n) and add(start, n) = previous_working(due). count 0 rolls forwards.
        """
        if not date.min.toordinal() <= day.toordinal() + count <= date.max.toordinal():
            raise RuleError("date_beyond_calendar")
        if count < 0:
            return self._nth_before(self.previous_working(day), -count)
        return self._nth_from(day, count)

    def working_days_between(self, first: date, last: date) -> int:
        """Working days in the half-open period [first, last); negative where last lies before first."""
        start, end = first.toordinal(), last.toordinal()
        index = self._covering(min(start, end), max(start, end))
        return index.before[end - index.low] - index.before[start - index.low]

    def _nth_from(self, day: date, count: int) -> date:
        """The working day with `count` working days in [day, it)."""
        index, at = self._locate(day)
        while index.before[at] + count >= len(index.days):
            index = self._grown(index.low, index.high + 2 * count + 366)
            at = day.toordinal() - index.low
        return date.fromordinal(index.days[index.before[at] + count])

    def _nth_before(self, day: date, count: int) -> date:
        """The count-th working day strictly before a day."""
        index, at = self._locate(day)
        while index.before[at] < count:
            index = self._grown(index.low - 2 * count - 366, index.high)
            at = day.toordinal() - index.low
        return date.fromordinal(index.days[index.before[at] - count])

    def _locate(self, day: date) -> tuple[_Index, int]:
        ordinal = day.toordinal()
        index = self._covering(ordinal, ordinal)
        return index, ordinal - index.low

    def _covering(self, first: int, last: int) -> _Index:
        index = self._kept[0] if self._kept else self._grown(first - 366, last + 366)
        if index.low <= first and last < index.high:
            return index
        return self._grown(min(index.low, first - 366), max(index.high, last + 366))

    def _grown(self, low: int, high: int) -> _Index:
        """Index a longer stretch. Swapped in whole, so that a reader on another thread never sees half of one."""
        first, last = date.min.toordinal(), date.max.toordinal()
        if self._kept:
            kept = self._kept[0]
            if (low < first and kept.low == first) or (high > last + 1 and kept.high == last + 1):
                raise RuleError("date_beyond_calendar")
        low, high = max(low, first), min(high, last + 1)
        before, days = array("l", [0]), array("l")
        for ordinal in range(low, high):
            if self._is_worked(date.fromordinal(ordinal)):
                days.append(ordinal)
            before.append(len(days))
        index = _Index(low, before, days)
        self._kept[:] = [index]
        return index

    def _is_worked(self, day: date) -> bool:
        if day in self.exchanged_workdays:
            return True
        if day in self.holidays:
            return False
        week = (day - self.first_monday + timedelta(days=self.first_monday.weekday())).days // 7
        return day.weekday() not in self.weeks[week % len(self.weeks)]
