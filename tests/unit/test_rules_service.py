from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleError
from app.modules.products.rules import add_months, is_in_warranty, warranty_end
from app.modules.service.rules import (
    LIMITS,
    REQUEST_STATES,
    Technician,
    add_working_minutes,
    charge_for,
    check_charges,
    deadlines,
    is_open,
    is_overdue,
    proposed,
)
from app.working_calendar import WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = WorkingCalendar(holidays=frozenset({date(2026, 11, 26)}))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)), (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)), (date(2026, 5, 31), 18, date(2027, 11, 30)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)  # fmt: skip
def test_warranty_ends_on_the_same_day_or_the_last_of_the_month(start: date, months: int, end: date) -> None:
    assert warranty_end(start, months) == end
    assert is_in_warranty(start, months, end) and not is_in_warranty(start, months, end + timedelta(days=1))


def test_nothing_is_covered_before_or_without_a_start() -> None:
    assert not is_in_warranty(date(2026, 5, 2), 12, date(2026, 5, 1))
    assert not is_in_warranty(None, 12, date(2026, 5, 1))
    with pytest.raises(RuleError, match="warranty_months_negative"):
        warranty_end(date(2026, 5, 1), -1)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-200, 200))
def test_months_move_the_month_and_keep_the_day_where_it_exists(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("begin", "minutes", "due"),
    [
        (at(23, 9), 60, at(23, 10)), (at(23, 17), 60, at(24, 9)), (at(23, 16, 30), 60, at(23, 17, 30)),
        (at(23, 3), 30, at(23, 9)), (at(23, 20), 30, at(24, 9)), (at(25, 17), 90, at(27, 9, 30)),
        (at(21, 12), 30, at(23, 9)), (at(23, 17, 30), 30, at(24, 9)), (at(23, 8, 30), 2 * 540, at(24, 17, 30)),
    ],
)  # fmt: skip
def test_minutes_run_only_while_we_work(begin: datetime, minutes: int, due: datetime) -> None:
    assert add_working_minutes(begin, minutes, WEEK) == due


@given(st.integers(0, 60 * 24 * 30), st.integers(0, 3000), st.integers(0, 3000))
def test_limits_add_up_and_end_within_working_hours(offset: int, first: int, second: int) -> None:
    begin = at(1, 0) + timedelta(minutes=offset)
    middle, end = add_working_minutes(begin, first, WEEK), add_working_minutes(begin, first + second, WEEK)
    assert add_working_minutes(middle, second, WEEK) == end or second == 0
    assert WEEK.is_working(end.date()) and time(8, 30) <= end.time() <= time(17, 30)
    assert begin <= middle <= end


def test_urgent_is_sooner_than_low() -> None:
    due = {priority: deadlines(at(23, 9), priority, WEEK) for priority in LIMITS}
    assert due["urgent"].respond_by == at(23, 10) and due["urgent"].finish_by == at(24, 9)
    finish = [due[priority].finish_by for priority in ("urgent", "high", "normal", "low")]
    assert finish == sorted(finish) and len(set(finish)) == 4
    with pytest.raises(RuleError, match="priority_unknown"):
        deadlines(at(23, 9), "asap", WEEK)


@pytest.mark.parametrize(
    ("state", "now", "late"),
    [
        ("new", at(23, 10), False), ("new", at(23, 10, 1), True), ("in_work", at(23, 12), False),
        ("waiting_for_part", at(24, 9, 1), True), ("resolved", at(27, 9), False), ("cancelled", at(27, 9), False),
    ],
)  # fmt: skip
def test_open_requests_become_overdue(state: str, now: datetime, late: bool) -> None:
    assert is_overdue(state, deadlines(at(23, 9), "urgent", WEEK), now) is late


def test_every_state_is_open_or_done() -> None:
    assert [state for state in REQUEST_STATES if is_open(state)] == [
        "new", "assigned", "accepted", "in_work", "waiting_for_part",
    ]  # fmt: skip
    with pytest.raises(RuleError, match="request_state_unknown"):
        is_open("lost")


def test_working_hours_must_open_before_they_close() -> None:
    with pytest.raises(RuleError, match="working_hours_empty"):
        add_working_minutes(at(23, 9), 5, WEEK, opens=time(9), closes=time(9))


def test_the_last_day_of_warranty_is_free_and_the_next_is_not() -> None:
    assert charge_for(date(2026, 11, 20), date(2026, 11, 20)) == "warranty"
    assert charge_for(date(2026, 11, 20), date(2026, 11, 21)) == "billed"
    assert charge_for(None, date(2026, 11, 20)) == "billed"


@pytest.mark.parametrize("charge", ["warranty", "goodwill"])
def test_a_free_visit_takes_no_charge(charge: str) -> None:
    check_charges(charge, Decimal(0), Decimal(0))
    check_charges("billed", Decimal(300), Decimal(50))
    for labour, travel, place in ((Decimal(1), Decimal(0), "labour_charge"), (Decimal(0), Decimal(1), "travel_charge")):
        with pytest.raises(RuleError, match="visit_is_free") as refused:
            check_charges(charge, labour, travel)
        assert refused.value.field == place
    with pytest.raises(RuleError, match="value_negative"):
        check_charges("billed", Decimal(-1), Decimal(0))


def test_who_knows_the_product_goes_unless_far_busier() -> None:
    idle, knowing = Technician(1, "甲", 0, knows=False), Technician(2, "乙", 2, knows=True)
    assert proposed([idle, knowing]) == knowing
    busier = Technician(2, "乙", 3, knows=True)
    assert proposed([idle, busier]) == idle
    assert proposed([busier, Technician(3, "丙", 3, knows=False)]) == busier
    assert proposed([]) is None
