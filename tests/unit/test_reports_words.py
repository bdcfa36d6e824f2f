"""Amounts in words, figures, form words."""

from __future__ import annotations

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.i18n import catalogue
from app.reports import shown
from app.reports.amount_words import chinese, english
from app.reports.words import Said, Words

REPORTS = Path(__file__).resolve().parents[2] / "app" / "reports"


# the first six stand in annex 1 of 支付结算办法
@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("-0.001", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("0.32", "叁角贰分"),
        ("0.005", "壹分"),
        ("10", "壹拾元整"),
        ("10.10", "壹拾元零壹角"),
        ("10001", "壹万零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("1000000", "壹佰万元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000010000", "壹拾亿零壹万元整"),
        ("1010101010.01", "壹拾亿壹仟零壹拾万壹仟零壹拾元零壹分"),
        ("1000000000000", "壹万亿元整"),
        ("100000100000000", "壹佰万零壹亿元整"),
        ("-12.3", "负壹拾贰元叁角"),
        ("177000", "壹拾柒万柒仟元整"),
        ("999.995", "壹仟元整"),
    ],
)
def test_amounts_are_said_as_the_bank_rules_say(amount: str, said: str) -> None:
    assert chinese(Decimal(amount)) == said


@given(st.decimals(0, Decimal("9999999999999999.99"), places=2))
def test_amount_words_can_be_read_back(amount: Decimal) -> None:
    assert _read(chinese(amount)) == amount


def _read(text: str) -> Decimal:
    digits = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
    whole, _yuan, rest = text.rpartition("元")

    def section(part: str) -> int:
        total, digit = 0, 0
        for char in part:
            if char in digits:
                digit = digits[char]
            else:
                total += digit * {"拾": 10, "佰": 100, "仟": 1000}[char]
                digit = 0
        return total + digit

    def under_yi(part: str) -> int:
        high, mark, low = part.rpartition("万")
        return (section(high) * 10_000 if mark else 0) + section(low)

    high, mark, low = whole.rpartition("亿")
    total = Decimal((under_yi(high) * 100_000_000 if mark else 0) + under_yi(low))
    for unit, worth in (("角", Decimal("0.1")), ("分", Decimal("0.01"))):
        if unit in rest:
            total += digits[rest[rest.index(unit) - 1]] * worth
    return total


def test_what_no_money_column_holds_is_refused() -> None:
    for amount in (Decimal(10) ** 16, Decimal("NaN"), Decimal("9999999999999999.995")):
        with pytest.raises(ValueError, match="no amount"):
            chinese(amount)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "USD zero only"),
        ("1234.56", "USD one thousand two hundred thirty-four and 56/100 only"),
        ("1000000", "USD one million only"),
        ("1000019", "USD one million nineteen only"),
        ("-90.05", "USD minus ninety and 05/100 only"),
    ],
)
def test_english_amounts(amount: str, said: str) -> None:
    assert english(Decimal(amount), "USD") == said


def test_figures_look_the_same_everywhere() -> None:
    assert shown.quantity(Decimal("1200.5000")) == "1,200.5"
    assert shown.quantity(Decimal("1E+3")) == "1,000"
    assert shown.quantity(Decimal("100")) == "100"
    assert shown.money(Decimal("-1234.565")) == "-1,234.57"
    assert shown.price(Decimal("12.5")) == "12.50"
    assert shown.price(Decimal("0.123456")) == "0.123456"
    assert shown.percent(Decimal("0.13")) == "13%"
    assert [shown.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 22, 101, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "22nd", "101st", "111th")
    ]


def test_a_paper_in_both_languages_says_each_text_once() -> None:
    both = Words("both")
    assert both.each(Said("泵", "Pump")) == ("泵", "Pump")
    assert both.each(Said("HC-3000", "HC-3000")) == ("HC-3000",)
    assert both.each(Said("泵")) == ("泵",)
    assert Words("en").each(Said("泵")) == ("泵",)
    assert Words("zh").each(Said("", "Pump")) == ("Pump",)
    assert both.describe(Said("泵", "Pump"), "DN50") == ("泵", "Pump DN50")
    assert both.describe("泵", Said("大", "big")) == ("泵 大", "big")
    assert both.describe(Said("泵", "Pump"), "") == ("泵", "Pump")


def _form_words() -> set[str]:
    """Every text marked or said as a form word in app/reports."""
    words: set[str] = set()
    for source in REPORTS.rglob("*.py"):
        constants: dict[str, str] = {}
        tree = ast.parse(source.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                constants.update({name.id: node.value.value for name in node.targets if isinstance(name, ast.Name)})
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _says(node.func) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    words.add(first.value)
                elif isinstance(first, ast.Name) and first.id in constants:
                    words.add(constants[first.id])
    return words


def _says(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in ("N_", "words")
    return isinstance(function, ast.Attribute) and function.attr in ("label", "inline")


def test_every_form_word_has_its_chinese_and_every_chinese_its_use() -> None:
    used = _form_words()
    assert len(used) > 80
    chinese_of = catalogue("zh")
    missing = {word for word in used if chinese_of.pgettext("paper", word) == word}
    assert missing == set()
    said = {key.split("\x04")[1] for key in chinese_of._catalog if isinstance(key, str) and key.startswith("paper\x04")}  # type: ignore[attr-defined]
    assert said == used


@pytest.mark.parametrize("key", ["disk_full", "file_open_elsewhere", "file_not_written", "barcode_text"])
def test_refusals_are_sentences_in_both_languages(key: str) -> None:
    for lang in ("zh", "en"):
        assert catalogue(lang).pgettext("error", key) != key
