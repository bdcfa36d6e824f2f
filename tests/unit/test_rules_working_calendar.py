from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleError
from app.working_calendar import ALTERNATING_REST, NO_REST, SINGLE_REST, WorkingCalendar

# National Day 2026: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked instead.
NATIONAL_DAY = WorkingCalendar(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    exchanged_workdays=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
)
CALENDARS = [
    WorkingCalendar(),
    NATIONAL_DAY,
    WorkingCalendar(weeks=SINGLE_REST),
    WorkingCalendar(weeks=ALTERNATING_REST, holidays=frozenset({date(2026, 1, 1), date(2026, 5, 1)})),
]
days = st.dates(date(1999, 1, 1), date(2060, 12, 31))
calendars = st.sampled_from(CALENDARS)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 20), True),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_holidays_and_exchanged_days_overrule_the_week(day: date, worked: bool) -> None:
    assert NATIONAL_DAY.is_working(day) is worked


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2026, 10, 3), 0, date(2026, 10, 8)),
        (date(2026, 10, 3), 1, date(2026, 10, 9)),
        (date(2026, 10, 12), -3, date(2026, 10, 8)),
        (date(2026, 10, 3), -1, date(2026, 9, 29)),
        (date(2026, 9, 21), -1, date(2026, 9, 20)),
    ],
)
def test_the_lead_time_steps_over_the_golden_week(day: date, count: int, expected: date) -> None:
    assert NATIONAL_DAY.add_working_days(day, count) == expected


def test_alternating_weeks_rest_on_every_second_saturday() -> None:
    calendar = WorkingCalendar(weeks=ALTERNATING_REST, first_monday=date(2026, 11, 2))
    saturdays = [date(2026, 11, 7) + timedelta(weeks=week) for week in range(-2, 4)]
    assert [calendar.is_working(day) for day in saturdays] == [False, True, False, True, False, True]


def test_a_calendar_with_no_rest_works_every_day() -> None:
    calendar = WorkingCalendar(weeks=NO_REST)
    assert calendar.add_working_days(date(2026, 2, 27), 2) == date(2026, 3, 1)


@given(calendars, days, st.integers(0, 3000))
def test_a_start_offset_back_from_a_due_day_leads_back_to_it(calendar: WorkingCalendar, due: date, lead: int) -> None:
    start = calendar.add_working_days(due, -lead) if lead else calendar.previous_working(due)
    assert calendar.is_working(start)
    assert calendar.add_working_days(start, lead) == calendar.previous_working(due)


@given(calendars, days, st.integers(-400, 400))
def test_the_index_agrees_with_counting_days_one_by_one(calendar: WorkingCalendar, first: date, span: int) -> None:
    fresh = WorkingCalendar(calendar.weeks, calendar.holidays, calendar.exchanged_workdays, calendar.first_monday)
    last = first + timedelta(days=span)
    step = 1 if span >= 0 else -1
    low = min(first, last)
    counted = sum(fresh._is_worked(low + timedelta(days=n)) for n in range(abs(span)))
    assert fresh.working_days_between(first, last) == step * counted
    assert calendar.working_days_between(first, last) == step * counted


@given(calendars, days)
def test_next_and_previous_are_the_nearest_working_days(calendar: WorkingCalendar, day: date) -> None:
    following, earlier = calendar.next_working(day), calendar.previous_working(day)
    assert earlier <= day <= following
    assert calendar.is_working(following) and calendar.is_working(earlier)
    between = [earlier + timedelta(days=n) for n in range(1, (following - earlier).days)]
    assert not any(calendar.is_working(one) for one in between)


def test_a_week_without_a_working_day_is_refused() -> None:
    with pytest.raises(RuleError, match="calendar_without_workdays"):
        WorkingCalendar(weeks=(frozenset(range(7)),))


def test_a_day_cannot_be_holiday_and_exchanged_workday() -> None:
    with pytest.raises(RuleError, match="holiday_is_also_workday"):
        WorkingCalendar(holidays=frozenset({date(2026, 1, 1)}), exchanged_workdays=frozenset({date(2026, 1, 1)}))


@pytest.mark.parametrize(
    ("day", "count"), [(date(9999, 12, 1), 60), (date(1, 2, 1), -60), (date(2026, 1, 1), 9_999_999)]
)
def test_days_beyond_all_dates_are_refused(day: date, count: int) -> None:
    with pytest.raises(RuleError, match="date_beyond_calendar"):
        WorkingCalendar().add_working_days(day, count)
