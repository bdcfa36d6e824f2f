from datetime import date, timedelta
from decimal import Decimal as D  # noqa: N817

from hypothesis import given
from hypothesis import strategies as st

from app.modules.mrp.engine import (
    BomLine,
    Cone,
    Demand,
    PlanItem,
    Supply,
    atp_buckets,
    available_to_promise,
    capable_to_promise,
)
from app.working_calendar import NO_REST, WorkingCalendar

MONDAY = date(2026, 11, 23)
WEEKS = range(2, 10)
MPS = dict(zip(WEEKS, (250, 0, 0, 200, 0, 0, 150, 0), strict=True))
BOOKED = dict(zip(WEEKS, (25, 150, 49, 26, 75, 22, 68, 10), strict=True))


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number - 2)


def supplies(*rows: tuple[int, int]) -> list[Supply]:
    return [Supply(f"S{on}", 1, D(amount), day(on)) for on, amount in rows]


def booked(*rows: tuple[int, int]) -> list[Demand]:
    return [Demand(f"D{at}", 1, D(amount), day(on)) for at, (on, amount) in enumerate(rows)]


def published(extra: int = 0) -> list[tuple[int, D, D]]:
    """H47."""
    receipts = [Supply(f"MPS{n}", 1, D(amount), week(n)) for n, amount in MPS.items() if amount]
    taken = [Demand(f"B{n}", 1, D(amount), week(n)) for n, amount in BOOKED.items()]
    taken += [Demand("NEW", 1, D(extra), week(4))] if extra else []
    buckets = atp_buckets(D(65), receipts, taken, week(2))
    return [(2 + (one.day - MONDAY).days // 7, one.discrete, one.cumulative) for one in buckets]


def test_discrete_and_cumulative_atp_of_the_published_table() -> None:
    assert published() == [(2, D(91), D(91)), (5, D(77), D(168)), (8, D(72), D(240))]
    assert [row[1] for row in published(extra=10)] == [D(81), D(77), D(72)]


def test_a_later_lack_is_taken_from_the_bucket_before_it() -> None:
    buckets = atp_buckets(D(10), supplies((5, 10), (9, 10)), booked((6, 15), (10, 8)), MONDAY)
    assert [(one.discrete, one.cumulative) for one in buckets] == [(D(5), D(5)), (D(0), D(5)), (D(2), D(7))]


def test_a_promise_tells_what_it_waits_for() -> None:
    now = available_to_promise(D(10), supplies((5, 10)), booked((6, 4)), D(8), MONDAY)
    assert (now.day, now.reason, now.short) == (MONDAY, "in_stock", D(0))
    later = available_to_promise(D(10), supplies((5, 10)), booked((6, 4)), D(14), MONDAY)
    assert (later.day, later.reason, later.available, later.short, later.supply_ref) == (
        day(5), "waits_for_supply", D(10), D(4), "S5",
    )  # fmt: skip
    never = available_to_promise(D(10), supplies((5, 10)), booked((6, 4)), D(17), MONDAY)
    assert (never.day, never.reason, never.available) == (None, "never", D(10))


rows = st.lists(st.tuples(st.integers(-3, 20), st.integers(1, 30)), max_size=6)


@given(st.integers(0, 60), rows, rows, st.integers(1, 60))
def test_a_kept_promise_leaves_every_other_commitment_whole_and_no_earlier_day_would(
    stock: int, coming: list[tuple[int, int]], taken: list[tuple[int, int]], wanted: int
) -> None:
    def lowest(extra_on: int | None) -> int:
        moves = [(max(on, 0), amount) for on, amount in coming] + [(max(on, 0), -amount) for on, amount in taken]
        moves += [(extra_on, -wanted)] if extra_on is not None else []
        return min(stock + sum(amount for on, amount in moves if on <= until) for until in range(extra_on or 0, 22))

    promise = available_to_promise(D(stock), supplies(*coming), booked(*taken), D(wanted), MONDAY)
    fits = [on for on in range(22) if lowest(on) >= 0]
    assert promise.day == (day(fits[0]) if fits else None)


CONE = {
    1: PlanItem(1, "make", 3), 2: PlanItem(2, "make", 2), 3: PlanItem(3, "buy", 10), 4: PlanItem(4, "buy", 4),
}  # fmt: skip
BOM = [BomLine(1, 2, D(1)), BomLine(1, 4, D(2)), BomLine(2, 3, D(5))]


def cone(stock: dict[int, int], coming: dict[int, list[Supply]] | None = None, lines: list[BomLine] = BOM) -> Cone:
    calendar = WorkingCalendar(weeks=NO_REST)
    return Cone(CONE, lines, {item: D(amount) for item, amount in stock.items()}, coming or {}, {}, calendar)


def test_the_longest_lead_time_down_the_cone_decides() -> None:
    promise = capable_to_promise(cone({}), 1, D(2), today=MONDAY, wanted=day(1))
    assert (promise.day, promise.reason) == (day(15), "lead_time")
    assert [(one.item, one.lead_time_days, one.ready) for one in promise.chain] == [
        (1, 3, day(15)), (2, 2, day(12)), (3, 10, day(10)),
    ]  # fmt: skip


def test_stock_of_the_latest_component_brings_the_promise_forward() -> None:
    promise = capable_to_promise(cone({3: 10}), 1, D(2), today=MONDAY, wanted=day(1))
    assert (promise.day, promise.chain[-1].item) == (day(7), 4)
    short_by_one = capable_to_promise(cone({3: 9}), 1, D(2), today=MONDAY, wanted=day(1))
    assert (short_by_one.day, short_by_one.chain[-1].quantity) == (day(15), D(1))


def test_a_supply_on_its_way_beats_the_lead_time() -> None:
    coming = {3: [Supply("PO-7", 3, D(10), day(6))]}
    promise = capable_to_promise(cone({}, coming), 1, D(2), today=MONDAY, wanted=day(1))
    assert (promise.day, promise.chain[-1].reason, promise.chain[-1].supply_ref) == (
        day(11),
        "waits_for_supply",
        "PO-7",
    )


def test_a_shared_component_is_counted_for_all_its_places() -> None:
    lines = [*BOM, BomLine(2, 4, D(1))]
    assert capable_to_promise(cone({3: 10, 4: 6}, lines=lines), 1, D(2), today=MONDAY, wanted=MONDAY).day == day(5)
    assert capable_to_promise(cone({3: 10, 4: 5}, lines=lines), 1, D(2), today=MONDAY, wanted=MONDAY).day == day(9)


def test_what_lies_in_stock_is_promised_for_the_day_asked() -> None:
    promise = capable_to_promise(cone({1: 2}), 1, D(2), today=MONDAY, wanted=day(4))
    assert (promise.day, promise.reason, promise.chain) == (day(4), "in_stock", ())


def test_a_loop_below_does_not_hang_the_promise() -> None:
    lines = [*BOM, BomLine(3, 2, D(1)), BomLine(4, 1, D(1))]
    looped = Cone({**CONE, 3: PlanItem(3, "make", 10)}, lines, {}, {}, {}, WorkingCalendar(weeks=NO_REST))
    assert capable_to_promise(looped, 1, D(2), today=MONDAY, wanted=MONDAY).day is not None
