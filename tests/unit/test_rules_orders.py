from datetime import date
from decimal import Decimal as D  # noqa: N817

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ManyErrors, RuleError
from app.modules.orders.rules import (
    ApprovalRule,
    LineValues,
    OrderValues,
    approval_steps,
    check_order,
    check_push_down,
    credit_check,
    line_amounts,
    margin,
    order_totals,
    remaining,
    remaining_lines,
    rounding_difference,
    tax_summary,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("amount", "unit_price", "rate", "discount", "expected"),
    [
        ("3", "113", "0.13", "0", ("339", "39", "300")),
        ("1", "100", "0.13", "0", ("100", "11.50", "88.50")),
        ("7", "9.99", "0.06", "0.05", ("66.43", "3.76", "62.67")),
        ("2.5", "0.333333", "0", "0", ("0.83", "0", "0.83")),
        ("1", "0.005", "0.13", "0", ("0.01", "0", "0.01")),
    ],
)
def test_with_tax_the_total_is_what_was_agreed(amount, unit_price, rate, discount, expected) -> None:
    got = line_amounts(D(amount), D(unit_price), tax_rate=D(rate), discount=D(discount))
    assert (got.total, got.tax, got.net) == tuple(map(D, expected))


def test_export_prices_are_net() -> None:
    got = line_amounts(D(3), D("33.335"), tax_rate=D("0.13"), anchor="net")
    assert (got.net, got.tax, got.total) == (D("100.01"), D("13.00"), D("113.01"))
    assert (got.price_net, got.price_with_tax) == (D("33.335"), D("37.66855"))


money_like = st.decimals(0, 100_000, places=4)
rates = st.sampled_from([D(0), D("0.03"), D("0.06"), D("0.09"), D("0.13")])


@given(money_like, money_like, rates, st.decimals(0, 1, places=4), st.sampled_from(["with_tax", "net"]))
def test_total_is_net_and_tax_to_the_cent(amount, unit_price, rate, discount, anchor) -> None:
    got = line_amounts(amount, unit_price, tax_rate=rate, discount=discount, anchor=anchor)
    assert got.total == got.net + got.tax
    assert all(one == one.quantize(D("0.01")) for one in (got.total, got.net, got.tax))
    assert abs(got.tax - got.net * rate) <= D("0.01")


@given(st.lists(st.tuples(st.sampled_from([("13", D("0.13")), ("0", D(0)), ("exempt", D(0))]), money_like), max_size=8))
def test_the_tax_summary_adds_up_to_the_order(rows) -> None:
    lines = [(kind, rate, line_amounts(D(3), unit_price, tax_rate=rate)) for (kind, rate), unit_price in rows]
    totals, summary = order_totals(line for _kind, _rate, line in lines), tax_summary(lines)
    assert sum((row.total for row in summary), D(0)) == totals.total
    assert sum((row.tax for row in summary), D(0)) == totals.tax
    assert totals.total == totals.net + totals.tax
    assert {row.kind for row in summary} == {kind for kind, _rate, _line in lines}


def test_zero_and_exempt_stay_apart_highest_rate_first() -> None:
    line = line_amounts(D(1), D(10), tax_rate=D(0))
    rows = tax_summary([("0", D(0), line), ("exempt", D(0), line), ("13", D("0.13"), line)])
    assert [row.kind for row in rows] == ["13", "0", "exempt"]


def test_margin_has_no_rate_on_nothing() -> None:
    assert (margin(D(200), D(150)).amount, margin(D(200), D(150)).rate) == (D(50), D("0.25"))
    assert margin(D(0), D(5)).rate is None


@pytest.mark.parametrize(
    ("limit", "exposure", "total", "within", "excess"),
    [
        (None, 900, 500, True, 0), (1000, 500, 500, True, 0), (1000, 500, "500.01", False, "0.01"),
        (0, 0, 1, False, 1), (1000, 1500, 100, False, 600), (1000, 1500, -100, True, 0), (0, 0, 0, True, 0),
    ],
)  # fmt: skip
def test_the_credit_limit_counts_this_order_and_never_stops_a_return(limit, exposure, total, within, excess) -> None:
    decision = credit_check(None if limit is None else D(limit), D(exposure), D(total))
    assert (decision.is_within, decision.excess) == (within, D(excess))


def test_bands_ask_in_steps_and_nobody_twice() -> None:
    rules = [
        ApprovalRule("general_manager", D(100_000), step=2),
        ApprovalRule("sales_manager", D(10_000), step=1),
        ApprovalRule("sales_manager", D(500_000), step=3),
        ApprovalRule("merchandiser", D(10_000), D(100_000), step=1),
    ]
    assert approval_steps(D("9999.99"), rules) == ()
    assert approval_steps(D(10_000), rules) == (("merchandiser", "sales_manager"),)
    assert approval_steps(D(100_000), rules) == (("sales_manager",), ("general_manager",))
    assert approval_steps(D(500_000), rules) == (("sales_manager",), ("general_manager",))


GOOD = LineValues(7, D(2), D(10), D("0.13"), due=TODAY)


def test_a_whole_order_passes() -> None:
    check_order(OrderValues(1, TODAY, [GOOD]))


def test_every_wrong_place_is_named_at_once() -> None:
    bad = LineValues(None, D("0.00001"), D(-1), D(1), D("1.1"), date(2026, 11, 21))
    with pytest.raises(ManyErrors) as refused:
        check_order(OrderValues(None, TODAY, [GOOD, bad, LineValues(7, None, None)]))
    assert [(error.field, error.key) for error in refused.value.errors] == [
        ("customer", "customer_missing"),
        ("lines.1.item", "line_item_missing"),
        ("lines.1.quantity", "line_quantity_not_positive"),
        ("lines.1.price", "line_price_negative"),
        ("lines.1.discount", "discount_out_of_range"),
        ("lines.1.tax_rate", "tax_rate_out_of_range"),
        ("lines.1.due", "due_before_order_date"),
        ("lines.2.quantity", "line_quantity_not_positive"),
        ("lines.2.price", "line_price_missing"),
        ("lines.2.due", "due_date_missing"),
    ]


def test_one_wrong_place_is_raised_as_itself() -> None:
    with pytest.raises(RuleError) as refused:
        check_order(OrderValues(1, TODAY, []))
    assert (refused.value.key, refused.value.field) == ("order_without_lines", "lines")


def test_what_is_left_is_pushed_down_and_never_less_than_nothing() -> None:
    assert (remaining(D(10), D(4)), remaining(D(10), D(12))) == (D(6), D(0))
    assert remaining_lines({1: D(10), 2: D(5), 3: D(2)}, {1: D(4), 2: D(5)}) == {1: D(6), 3: D(2)}


def test_delivery_beyond_the_tolerance_is_refused() -> None:
    check_push_down(D(100), D(40), D(65), tolerance=D("0.05"))
    with pytest.raises(RuleError) as refused:
        check_push_down(D(100), D(40), D("65.0001"), tolerance=D("0.05"))
    assert (refused.value.key, refused.value.params["most"]) == ("over_delivery", D(65))
    with pytest.raises(RuleError, match="quantity_not_positive"):
        check_push_down(D(100), D(40), D(0))


def test_a_rounding_line_carries_what_rounded_lines_miss() -> None:
    lines = [line_amounts(D(1), D("0.335"), tax_rate=D(0)) for _ in range(3)]
    assert rounding_difference(D("1.005"), lines) == D("-0.01")
