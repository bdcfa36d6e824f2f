from decimal import Decimal as D  # noqa: N817

import pytest

from app.errors import ManyErrors, RuleError
from app.modules.shipping.rules import PickedLine, settle_picks


def test_a_short_pick_goes_out_and_the_rest_returns() -> None:
    outcome = settle_picks(
        [PickedLine(1, "A", D(5), D(5)), PickedLine(2, "B", D(4), D(1)), PickedLine(2, "B", D(3), D(0))]
    )
    assert (outcome.shipped, outcome.short, outcome.is_complete) == ({1: D(5), 2: D(1)}, {2: D(6)}, False)
    assert settle_picks([PickedLine(1, "A", D(5), D(5))]).is_complete


def test_a_serial_stands_for_each_piece() -> None:
    good = PickedLine(1, "LDG", D(2), D(2), has_serials=True, serials=["S1", " S2 "])
    assert settle_picks([good]).shipped == {1: D(2)}
    with pytest.raises(RuleError) as refused:
        settle_picks([PickedLine(1, "LDG", D(2), D(2), has_serials=True, serials=["S1", " "])])
    assert (refused.value.key, refused.value.field, refused.value.params["count"]) == (
        "serial_count_differs", "lines.0.serials", 1,
    )  # fmt: skip


def test_half_a_piece_has_no_serial() -> None:
    with pytest.raises(RuleError, match="serial_count_differs"):
        settle_picks([PickedLine(1, "LDG", D(2), D("1.5"), has_serials=True, serials=["S1"])])


def test_every_wrong_line_is_named() -> None:
    lines = [
        PickedLine(1, "A", D(5), D(6)),
        PickedLine(2, "B", D(5), D(-1)),
        PickedLine(3, "C", D(1), D(1), has_serials=True, serials=["S1"]),
        PickedLine(4, "C", D(1), D(1), has_serials=True, serials=["S1"]),
        PickedLine(5, "D", D(1), D(1), has_serials=True, serials=["S1"]),
    ]
    with pytest.raises(ManyErrors) as refused:
        settle_picks(lines)
    assert [(error.field, error.key) for error in refused.value.errors] == [
        ("lines.0.picked", "picked_more_than_asked"),
        ("lines.1.picked", "picked_negative"),
        ("lines.3.serials", "serial_twice"),
    ]


@pytest.mark.parametrize("lines", [[], [PickedLine(1, "A", D(5), D(0))]])
def test_nothing_picked_cannot_be_shipped(lines: list[PickedLine]) -> None:
    with pytest.raises(RuleError, match="nothing_picked"):
        settle_picks(lines)
