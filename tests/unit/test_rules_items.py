from datetime import date
from decimal import Decimal as D  # noqa: N817

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleError
from app.modules.items.rules import (
    BomLine,
    check_bom_line,
    check_code,
    check_group_code,
    check_no_loop,
    component_totals,
    explode,
    find_loops,
    group_ancestors,
    group_level,
    lot_quantity,
    low_level_codes,
    parent_group,
)

TODAY = date(2026, 11, 22)


def lines(*pairs: tuple[int, int]) -> list[BomLine]:
    return [BomLine(parent, component, D(1)) for parent, component in pairs]


@pytest.mark.parametrize("code", ["LDG-150-316", "CAB-ST-20", "4.02.001", "电缆A", "M6x20", " R-1 "])
def test_usual_item_codes_pass_and_are_trimmed(code: str) -> None:
    assert check_code(code) == code.strip()


@pytest.mark.parametrize("code", ["", " ", "A B", "-A", "A\tB", "_A", "x" * 41, "a,b"])
def test_codes_that_cannot_be_said_or_sorted_are_refused(code: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_code(code)
    assert (refused.value.key, refused.value.field) == ("item_code_invalid", "code")


def test_a_group_code_knows_its_place_in_the_tree() -> None:
    assert check_group_code("01.02.0003") == "01.02.0003"
    assert (group_level("01.02.0003"), parent_group("01.02.0003"), parent_group("01")) == (3, "01.02", "")
    assert group_ancestors("01.02.0003") == ("01", "01.02")


@pytest.mark.parametrize("code", ["", "01.", ".01", "01..02", "A.01", "01-02"])
def test_malformed_group_codes_are_refused(code: str) -> None:
    with pytest.raises(RuleError, match="group_code_invalid"):
        check_group_code(code)


@pytest.mark.parametrize(
    ("net", "minimum", "multiple", "expected"),
    [
        ("16", "50", "1", "50"),
        ("112", "50", "25", "125"),
        ("112", "0", "0", "112"),
        ("10.0001", "0", "2.5", "12.5"),
        ("10", "0", "2.5", "10"),
        ("0", "50", "25", "0"),
        ("-3", "50", "25", "0"),
        ("3", "50", "20", "60"),
    ],
)
def test_lots_keep_minimum_and_multiple(net: str, minimum: str, multiple: str, expected: str) -> None:
    assert lot_quantity(D(net), minimum=D(minimum), multiple=D(multiple)) == D(expected)


def test_a_loop_is_named_by_its_members_in_order() -> None:
    bom = lines((5, 1), (1, 2), (2, 3), (3, 1), (3, 4))
    assert find_loops(bom) == ((1, 2, 3),)
    with pytest.raises(RuleError) as refused:
        check_no_loop(bom, {1: "PUMP", 2: "MOTOR", 3: "ROTOR"})
    assert refused.value.params["loop"] == "PUMP → MOTOR → ROTOR → PUMP"


def test_every_member_of_a_knot_stands_in_a_named_loop() -> None:
    bom = lines((1, 2), (2, 1), (2, 3), (3, 2), (4, 4), (5, 6))
    assert find_loops(bom) == ((1, 2), (2, 3), (4,))
    check_no_loop(lines((1, 2), (1, 3), (2, 3)), {})


def test_a_chain_of_ten_thousand_levels_needs_no_recursion() -> None:
    chain = lines(*((n, n + 1) for n in range(10_000)))
    assert find_loops(chain) == ()
    assert low_level_codes([], chain)[10_000] == 10_000
    assert len(find_loops([*chain, BomLine(10_000, 0, D(1))])[0]) == 10_001


def test_the_low_level_code_is_the_deepest_use() -> None:
    bom = lines((1, 2), (1, 3), (2, 3), (3, 4), (9, 4))
    assert low_level_codes([7], bom) == {7: 0, 1: 0, 9: 0, 2: 1, 3: 2, 4: 3}


edges = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25)


@given(edges)
def test_named_loops_are_loops_and_cover_exactly_what_reaches_itself(pairs: list[tuple[int, int]]) -> None:
    reach = {(parent, component) for parent, component in pairs}
    for via in range(10):
        reach |= {(a, d) for a, b in reach for c, d in reach if b == via == c}
    loops = find_loops(lines(*pairs))
    for loop in loops:
        assert all(pair in set(pairs) for pair in zip(loop, (*loop[1:], loop[0]), strict=True))
    assert {member for loop in loops for member in loop} == {item for item in range(10) if (item, item) in reach}


@given(edges, st.randoms())
def test_low_level_codes_rise_along_every_line_whatever_the_order(pairs: list[tuple[int, int]], random) -> None:
    downwards = [(a, b) for a, b in pairs if a < b]
    codes = low_level_codes(range(10), lines(*downwards))
    assert set(codes) == set(range(10))
    assert all(codes[a] < codes[b] for a, b in downwards)
    shuffled = random.sample(downwards, len(downwards))
    assert low_level_codes(reversed(range(10)), lines(*shuffled)) == codes


def test_explosion_multiplies_down_with_scrap_and_validity() -> None:
    bom = [
        BomLine(1, 2, D(2)),
        BomLine(1, 3, D("0.5"), scrap=D("0.1")),
        BomLine(2, 3, D(3)),
        BomLine(1, 4, D(1), valid_to=TODAY),
        BomLine(1, 5, D(1), valid_from=TODAY),
    ]
    exploded = explode(bom, 1, D(10), on=TODAY)
    assert [(line.level, line.component, line.quantity) for line in exploded] == [
        (1, 2, D(20)),
        (2, 3, D(60)),
        (1, 3, D("5.5")),
        (1, 5, D(10)),
    ]
    assert exploded[1].path == (1, 2, 3)
    assert component_totals(exploded) == {2: D(20), 3: D("65.5"), 5: D(10)}


def test_explosion_refuses_a_loop() -> None:
    with pytest.raises(RuleError) as refused:
        explode(lines((1, 2), (2, 3), (3, 2)), 1, D(1), on=TODAY)
    assert refused.value.params["loop"] == "2 → 3 → 2"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (BomLine(1, 1, D(1)), "bom_line_contains_itself"),
        (BomLine(1, 2, D(0)), "quantity_not_positive"),
        (BomLine(1, 2, D(1), scrap=D(1)), "scrap_out_of_range"),
        (BomLine(1, 2, D(1), valid_from=TODAY, valid_to=TODAY), "validity_ends_before_start"),
    ],
)
def test_bom_lines_that_cannot_be_planned_are_refused(line: BomLine, key: str) -> None:
    with pytest.raises(RuleError, match=key):
        check_bom_line(line)
    check_bom_line(BomLine(1, 2, D(1), D("0.05"), TODAY, None))
