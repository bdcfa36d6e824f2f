"""Line breaking and codes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.barcode.code128 import Code128

from app.errors import RuleError
from app.reports.pdf.codes import can_be_code128, code128_values, code128_widths, qr_modules
from app.reports.pdf.fonts import load_fonts, text_width
from app.reports.pdf.lines import NOT_FIRST, NOT_LAST, elide, fitting_size, wrap

MIXED = "电磁流量计 DN150（316L、PTFE 衬里），分体式；带“HART”通讯，见图号 TH-2031.05。"


@pytest.fixture(scope="module", autouse=True)
def fonts() -> None:
    """Loaded before the first measured example, which would otherwise be too slow."""
    load_fonts()


@given(st.floats(60, 300), st.floats(5, 12))
def test_lines_never_begin_with_a_closing_mark_nor_end_with_an_opening_one(width: float, size: float) -> None:
    for line in wrap(MIXED * 3, size, width):
        assert text_width(line, size) <= width + 0.01
        assert line[0] not in NOT_FIRST
        assert line[-1] not in NOT_LAST


@given(st.text(st.sampled_from("电磁流量计AB1- ，。（）“”/\n"), max_size=60), st.floats(12, 200))
def test_no_character_is_lost_and_no_line_too_wide(text: str, width: float) -> None:
    lines = wrap(text, 8, width)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(text_width(line, 8) <= max(width, text_width(line[:1], 8)) + 0.01 for line in lines)


def test_codes_stay_whole_while_they_fit() -> None:
    lines = wrap("序列号 HC26-LD-04402 与 HC26-LD-04403", 8, 80)
    assert [code for line in lines for code in re.findall(r"HC26-LD-\d{5}", line)] == [
        *("HC26-LD-04402", "HC26-LD-04403")
    ]
    assert wrap("ITEM-A-001-EXTRA-LONG-CODE", 8, 60)[0].endswith("-")


def test_a_text_cut_to_a_number_of_lines_says_so() -> None:
    lines = wrap(MIXED * 3, 8, 100, False, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert text_width(lines[-1], 8) <= 100
    assert wrap("短", 8, 100, False, 2) == ("短",)


def test_control_characters_do_not_reach_the_paper() -> None:
    assert wrap("a\x00b\u200bc\td", 8, 100) == ("abc d",)


def test_shrinking_stops_at_the_least_size() -> None:
    assert fitting_size("短", 10, 100) == 10
    assert fitting_size("很长" * 50, 10, 100, least=6) == 6
    assert elide("很长" * 50, 6, 100).endswith("…")


NUMBERS = [
    "PK-202611-00061",
    "SO-202611-00042",
    "1",
    "12",
    "123",
    "A1B22C333D4444",
    "SD-202611-00147",
    "99999999",
    "a~ Z",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_code_128_has_the_modules_and_check_of_the_standard(number: str) -> None:
    values = code128_values(number)
    assert _decode(values[:-1]) == number
    check = (values[0] + sum(place * value for place, value in enumerate(values[1:-1], 1))) % 103
    assert values[-1] == check
    widths = code128_widths(number)
    assert sum(widths) == 11 * len(values) + 13
    assert widths[-7:] == (2, 3, 3, 1, 1, 1, 2)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=24))
def test_code_128_says_every_text_and_is_never_longer_than_plain_code_b(text: str) -> None:
    values = code128_values(text)
    assert _decode(values[:-1]) == text
    assert len(values) <= len(text) + 2


def _decode(values: list[int]) -> str:
    mode, text = {104: "B", 105: "C"}[values[0]], ""
    for value in values[1:]:
        if mode == "B" and value == 99:
            mode = "C"
        elif mode == "C" and value == 100:
            mode = "B"
        else:
            text += chr(value + 32) if mode == "B" else f"{value:02d}"
    return text


def test_code_128_patterns_agree_with_another_implementation() -> None:
    """All of code set B, against reportlab's own table."""
    for first in range(32, 127, 16):
        text = "".join(chr(code) for code in range(first, min(first + 16, 127)) if not chr(code).isdigit())
        if not text:
            continue
        other = Code128(text, barWidth=1, quiet=0)
        other.validate()
        other.encode()
        other.decompose()
        theirs = [ord(mark.lower()) - ord("a") + 1 for mark in other.decomposed]
        assert tuple(theirs) == code128_widths(text)


def test_numbers_a_barcode_cannot_say_are_refused_or_left_in_letters() -> None:
    with pytest.raises(RuleError) as refused:
        code128_values("沪-202611-1")
    assert refused.value.key == "barcode_text"
    assert not can_be_code128("沪-202611-1", 500)
    assert not can_be_code128("", 500)
    assert not can_be_code128("SO-202611-00042", 100)
    assert can_be_code128("SO-202611-00042", 200)


def test_a_qr_symbol_has_its_three_finders() -> None:
    rows = qr_modules("tradewright:dispatch/SD-202611-00147")
    side = len(rows)
    assert (side - 17) % 4 == 0
    assert all(len(row) == side for row in rows)
    finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        seen = ["".join("01"[dark] for dark in row[left : left + 7]) for row in rows[top : top + 7]]
        assert seen == finder
