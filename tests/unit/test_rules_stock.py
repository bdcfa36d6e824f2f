from collections import defaultdict
from datetime import date
from decimal import Decimal as D  # noqa: N817

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleError
from app.modules.stock.rules import (
    Balance,
    PickRequest,
    Valued,
    allocate,
    check_balance,
    check_reservation,
    issue_cost,
    parse_serials,
    receipt_cost,
    serial_words,
    walk_key,
)


def balance(bin_code: str, amount: object, lot: str = "", on: int | None = None, **reserved: int) -> Balance:
    received = date(2026, 11, on) if on else None
    return Balance(1, bin_code, D(str(amount)), lot, "", received, {ref: D(held) for ref, held in reserved.items()})


def picked(requests, balances):
    picks, shorts = allocate(requests, balances)
    return [(one.ref, one.bin, one.lot, one.quantity) for one in picks], [(one.ref, one.missing) for one in shorts]


def test_bins_sort_as_one_walks_and_high_ones_come_last() -> None:
    walk = ["A-02-03", "A-02-11", "A-07-02", "A-10-01", "B-01-05", "D-02-04", "AA-01-01", "B-01-H2", "F-01-H3"]
    shuffled = sorted(walk)
    assert sorted(shuffled, key=walk_key) == ["A-02-03", "A-02-11", "A-07-02", "A-10-01", "AA-01-01",
                                              "B-01-05", "D-02-04", "B-01-H2", "F-01-H3"]  # fmt: skip
    assert sorted(["F-01", "A-H-1", "G-1"], key=lambda code: walk_key(code, high_aisles=frozenset())) == [
        "A-H-1", "F-01", "G-1",
    ]  # fmt: skip
    sorted(["", "01", "A", "收货区", "A01-2", "A-01"], key=walk_key)


def test_the_oldest_lot_goes_first_and_the_walk_orders_the_paper() -> None:
    stock = [balance("A-01-01", 5, "new", 9), balance("B-02-01", 4, "old", 2)]
    assert picked([PickRequest("L1", 1, D(6))], stock) == (
        [("L1", "A-01-01", "new", D(2)), ("L1", "B-02-01", "old", D(4))], [],
    )  # fmt: skip


def test_what_is_reserved_for_others_stays_and_the_own_reservation_comes_first() -> None:
    stock = [
        balance("A-01-01", 5, "old", 2, L9=5),
        balance("B-01-01", 5, "mid", 5),
        balance("C-01-01", 3, "new", 9, L1=2),
    ]
    assert picked([PickRequest("L1", 1, D(6)), PickRequest("L2", 1, D(9))], stock) == (
        [("L1", "B-01-01", "mid", D(4)), ("L2", "B-01-01", "mid", D(1)),
         ("L1", "C-01-01", "new", D(2)), ("L2", "C-01-01", "new", D(1))],
        [("L2", D(7))],
    )  # fmt: skip


def test_a_wanted_lot_or_serial_is_kept_to() -> None:
    stock = [Balance(1, "A-01-01", D(1), "", f"SN{n}") for n in (9, 10, 11)]
    picks, shorts = allocate([PickRequest("L1", 1, D(1), serial="SN10"), PickRequest("L2", 1, D(3))], stock)
    assert [(one.ref, one.serial) for one in picks] == [("L1", "SN10"), ("L2", "SN11"), ("L2", "SN9")]
    assert [(one.ref, one.missing) for one in shorts] == [("L2", D(1))]
    assert picked([PickRequest("L1", 1, D(1), lot="X")], [balance("A-01-01", 5, "Y")]) == ([], [("L1", D(1))])


balances = st.lists(
    st.builds(
        Balance, st.integers(1, 2), st.sampled_from(["A-01-01", "B-1", "F-1"]), st.integers(-5, 20).map(D),
        st.sampled_from(["", "L1", "L2"]), st.just(""), st.sampled_from([None, date(2026, 1, 2), date(2026, 1, 1)]),
        st.dictionaries(st.sampled_from(["R0", "R1", "R9"]), st.integers(0, 12).map(D), max_size=2),
    ),
    max_size=7, unique_by=lambda one: (one.item, one.bin, one.lot),
)  # fmt: skip
requests = st.lists(
    st.tuples(st.integers(1, 2), st.integers(1, 25).map(D), st.sampled_from(["", "", "L1"])), max_size=4
).map(lambda rows: [PickRequest(f"R{n}", *row) for n, row in enumerate(rows)])


@given(requests, balances, st.randoms())
def test_nothing_is_given_twice_and_what_is_short_is_really_not_there(wanted, stock, random) -> None:
    picks, shorts = allocate(wanted, stock)
    given_to, taken = defaultdict(D), defaultdict(D)
    for pick in picks:
        assert pick.quantity > 0
        given_to[pick.ref] += pick.quantity
        taken[pick.item, pick.bin, pick.lot] += pick.quantity
    missing = {short.ref: short.missing for short in shorts}
    assert all(given_to[one.ref] + missing.get(one.ref, D(0)) == one.quantity for one in wanted)
    for one in stock:
        left = one.on_hand - taken[one.item, one.bin, one.lot]
        others = sum((held for ref, held in one.reserved.items() if ref not in {w.ref for w in wanted}), D(0))
        assert taken[one.item, one.bin, one.lot] == 0 or left >= 0
        assert (
            left >= min(others, one.on_hand)
            or not taken[one.item, one.bin, one.lot]
            or one.on_hand < sum(one.reserved.values())
        )
        for request in wanted:
            if request.ref in missing and request.item == one.item and request.lot in ("", one.lot):
                assert left <= sum(one.reserved.values(), D(0))
    assert allocate(wanted, random.sample(stock, len(stock))) == (picks, shorts)


def test_a_receipt_moves_the_average() -> None:
    after = receipt_cost(Valued(D(10), D(5), D(50)), D(5), D(40))
    assert after == Valued(D(15), D(6), D(90))
    assert issue_cost(after, D(4)) == Valued(D(11), D(6), D(66))


def test_a_receipt_onto_negative_stock_shows_what_issues_really_cost() -> None:
    assert receipt_cost(Valued(D(-4), D(5), D(-20)), D(10), D(70)) == Valued(D(6), D(7), D(42), D(8))
    assert receipt_cost(Valued(D(-4), D(5), D(-20)), D(4), D(28)) == Valued(D(0), D(5), D(0), D(8))
    assert receipt_cost(Valued(D(-4), D(5), D(-20)), D(1), D(7)) == Valued(D(-3), D(5), D(-15), D(2))


positive = st.decimals("0.0001", 10_000, places=4)


@given(st.lists(st.tuples(st.booleans(), positive, st.decimals(0, 10_000, places=2)), max_size=12))
def test_no_cent_is_lost_over_any_receipts_and_issues(moves) -> None:
    stock, booked = Valued(D(0), D(0), D(0)), D(0)
    for is_receipt, amount, value in moves:
        before = stock
        stock = receipt_cost(stock, amount, value) if is_receipt else issue_cost(stock, amount)
        if is_receipt:
            assert stock.value + stock.gap == before.value + value
        booked += stock.gap
        assert stock.value == stock.value.quantize(D("0.01"))
        assert stock.quantity != 0 or stock.value == 0


def test_an_issue_takes_only_what_is_free() -> None:
    assert check_balance("R-1", D(10), D(4), D(-6)) == D(4)
    with pytest.raises(RuleError) as refused:
        check_balance("R-1", D(10), D(4), D("-6.0001"))
    assert refused.value.params == {"item": "R-1", "wanted": D("6.0001"), "free": D(6)}
    assert check_balance("R-1", D(1), D(0), D(-3), may_go_negative=True) == D(-2)


def test_only_what_is_free_can_be_reserved() -> None:
    check_reservation("R-1", D(10), D(4), D(6))
    with pytest.raises(RuleError, match="not_enough_stock"):
        check_reservation("R-1", D(10), D(4), D(7))
    with pytest.raises(RuleError, match="quantity_not_positive"):
        check_reservation("R-1", D(10), D(4), D(0))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("S1 S2,S3；S4\nS5、S6", ("S1", "S2", "S3", "S4", "S5", "S6")),
        ("A008~A011", ("A008", "A009", "A010", "A011")),
        ("A008～011 B1", ("A008", "A009", "A010", "A011", "B1")),
        ("2026-07 ~ 2026-08", ("2026-07", "2026-08")),
    ],
)
def test_serials_are_read_as_people_write_them(text: str, found: tuple[str, ...]) -> None:
    assert parse_serials(text) == found


@pytest.mark.parametrize("text", ["A9~A1", "A1~B5", "A~B", "~", "A1~A99999"])
def test_a_range_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RuleError, match="serial_range_wrong"):
        parse_serials(text)


@pytest.mark.parametrize(
    ("serials", "words"),
    [
        ((), ""),
        (("A008",), "A008"),
        (("A008", "A009"), "A008 A009"),
        (("A008", "A009", "A010", "B001"), "A008~A010 B001"),
        (("A9", "A10"), "A9 A10"),
        (("261014", "261015", "261016"), "261014~261016"),
    ],
)
def test_serials_that_follow_each_other_are_told_as_a_range(serials: tuple[str, ...], words: str) -> None:
    assert serial_words(serials) == words
    assert parse_serials(words) == serials
