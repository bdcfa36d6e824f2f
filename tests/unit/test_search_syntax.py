"""What people type into the search box and the filter row, and what it means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import RuleError
from app.i18n import LANGUAGES, catalogue, error_text, speaking
from app.registry import Column, Kind
from app.search_syntax import All, AnyOf, Between, Empty, Is, Like, Node, Not, Word, filter_value, number, parse, period

TODAY = date(2026, 11, 18)  # a Wednesday
COLUMNS = (
    Column("number", "Number", "code"),
    Column("name", "Name"),
    Column("state", "State", "state", status={"draft": ("Draft", "neutral"), "pending": ("In approval", "waiting")}),
    Column("amount", "Amount", "money"),
    Column("margin", "Margin", "percent"),
    Column("order_date", "Order date", "date"),
    Column("seen_at", "Seen at", "datetime"),
    Column("hold", "On hold", "bool"),
    Column("secret", "Secret", "text", filterable=False),
)


def meaning(text: str) -> Node | None:
    return parse(text, COLUMNS, TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("   ", None),
        ("acme", Word("acme")),
        ("acme 北京", All((Word("acme"), Word("北京")))),
        ('"acme  ltd" x', All((Word("acme ltd"), Word("x")))),
        ("恒测（上海）仪表", Word("恒测（上海）仪表")),
        ("12:30", Word("12:30")),
        ("acm*", Word("acm")),
        ("no:SO-2026*", Like("number", ("SO-2026", ""))),
        ("NO：so-7", Like("number", ("so-7", ""))),
        ("no:*-42", Like("number", ("", "-42"))),
        ("number=SO-7", Like("number", ("SO-7",))),
        ("no:SO-1,SO-2", AnyOf((Like("number", ("SO-1", "")), Like("number", ("SO-2", ""))))),
        ("name:acme", Like("name", ("", "acme", ""))),
        ('name:"a, b*"', Like("name", ("", "a, b*", ""))),
        ('name:"acme ltd" x', All((Like("name", ("", "acme ltd", "")), Word("x")))),
        ("name:Acme(China) x", All((Like("name", ("", "Acme(China)", "")), Word("x")))),
        ("name:*", Not(Empty("name"))),
        ("name:=", Empty("name")),
        ('name:""', Empty("name")),
        ("name:= acme", Like("name", ("acme",))),
        ("name!=", Not(Empty("name"))),
        ("name= no:7", All((Empty("name"), Like("number", ("7", ""))))),
        ("state:draft,pending", Is("state", ("draft", "pending"))),
        ("state: draft", Is("state", ("draft",))),
        ("state:In_approval", Is("state", ("pending",))),
        ("state:in", Is("state", ("pending",))),
        ("state!=draft,pending", All((Not(Is("state", ("draft",))), Not(Is("state", ("pending",)))))),
        ("amount:100..500", Between("amount", Decimal(100), Decimal(500))),
        ("amount:500..100", Between("amount", Decimal(100), Decimal(500))),
        ("amount:..-5", Between("amount", None, Decimal(-5))),
        ("amount:100..", Between("amount", Decimal(100), None)),
        ("amount > 100", Between("amount", Decimal(100), above=True)),
        ("amount:>=5万", Between("amount", Decimal(50_000))),
        ("amount<1.5k", Between("amount", None, Decimal(1500), below=True)),
        ("amount≤7", Between("amount", None, Decimal(7))),
        ("amount:7,>100", AnyOf((Is("amount", (Decimal(7),)), Between("amount", Decimal(100), above=True)))),
        ('amount:"1,200.50"', Is("amount", (Decimal("1200.50"),))),
        ("margin:13", Is("margin", (Decimal("0.13"),))),
        ("margin:<12.5%", Between("margin", None, Decimal("0.125"), below=True)),
        ("hold:是", Is("hold", (True,))),
        ("on_hold:no", Is("hold", (False,))),
        ("order_date:..today", Between("order_date", None, date(2026, 11, 19), below=True)),
        ("orderdate:2026-01-01..", Between("order_date", date(2026, 1, 1), None)),
        ('"Order date":今天', Is("order_date", (date(2026, 11, 18),))),
        ("order_date:2026-11", Between("order_date", date(2026, 11, 1), date(2026, 12, 1), below=True)),
        ("order_date:2026-11..2026-12", Between("order_date", date(2026, 11, 1), date(2027, 1, 1), below=True)),
        ("order_date:>2026-11", Between("order_date", date(2026, 12, 1))),
        ("order_date:<=m", Between("order_date", None, date(2026, 12, 1), below=True)),
        ("seen_at:today", Between("seen_at", date(2026, 11, 18), date(2026, 11, 19), below=True)),
        ("a or b c", AnyOf((Word("a"), All((Word("b"), Word("c")))))),
        ("a 或 b 和 c", AnyOf((Word("a"), All((Word("b"), Word("c")))))),
        ("(a or b) not c", All((AnyOf((Word("a"), Word("b"))), Not(Word("c"))))),
        ("非 （state:draft 或 acme）", Not(AnyOf((Is("state", ("draft",)), Word("acme"))))),
        ("not(a)", Not(Word("a"))),
        ("order notice", All((Word("order"), Word("notice")))),
    ],
)
def test_a_search_text_means(text: str, expected: Node | None) -> None:
    assert meaning(text) == expected


def test_a_column_is_named_by_its_title_in_either_language() -> None:
    title = catalogue("zh").gettext("Filter row")
    assert title != "Filter row"  # a text of this part's own catalogue, so that the test needs no room
    columns = (Column("x", "Filter row", "number"),)
    assert parse(f"{title}:5", columns, TODAY) == parse("filterrow:5", columns, TODAY) == Is("x", (Decimal(5),))


def test_a_key_goes_before_another_columns_title_and_both_before_an_alias() -> None:
    columns = (Column("code", "Name"), Column("name", "Code"), Column("no", "Row"), Column("number", "Number"))
    assert parse("name:a", columns, TODAY) == Like("name", ("", "a", ""))
    assert parse("no:a", columns, TODAY) == Like("no", ("", "a", ""))


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("0", "2026-11-18", "2026-11-19"), ("昨天", "2026-11-17", "2026-11-18"), ("+7", "2026-11-25", "2026-11-26"),
        ("-1", "2026-11-17", "2026-11-18"), ("w+1", "2026-11-25", "2026-11-26"), ("m", "2026-11-30", "2026-12-01"),
        ("m+1", "2026-12-31", "2027-01-01"), ("m-9", "2026-02-28", "2026-03-01"), ("25", "2026-11-25", "2026-11-26"),
        ("1125", "2026-11-25", "2026-11-26"), ("11-25", "2026-11-25", "2026-11-26"), ("11月25日", "2026-11-25", "2026-11-26"),
        ("2026/3/5", "2026-03-05", "2026-03-06"), ("20260305", "2026-03-05", "2026-03-06"),
        ("260305", "2026-03-05", "2026-03-06"), ("2026", "2026-01-01", "2027-01-01"), ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026年2月", "2026-02-01", "2026-03-01"), ("2月", "2026-02-01", "2026-03-01"), ("本周", "2026-11-16", "2026-11-23"),
        ("last week", "2026-11-09", "2026-11-16"), ("上个月", "2026-10-01", "2026-11-01"),
        ("下季度", "2027-01-01", "2027-04-01"), ("去年", "2025-01-01", "2026-01-01"), ("２０２６－１１", "2026-11-01", "2026-12-01"),
    ],
)  # fmt: skip
def test_a_day_or_a_period_as_people_type_it(text: str, first: str, after: str) -> None:
    assert period(text, TODAY) == (date.fromisoformat(first), date.fromisoformat(after))


@pytest.mark.parametrize(
    ("text", "key", "position"),
    [
        ("acme foo:1", "search_field_unknown", 6),
        ("secret:1", "search_field_unknown", 1),
        ("amount:", "search_value_missing", 8),
        ("amount:1,", "search_value_missing", 10),
        ("amount:..", "search_value_missing", 8),
        ("amount:abc", "search_number_not_understood", 8),
        ("a amount:1..b", "search_number_not_understood", 10),
        ("amount:5%", "search_number_not_understood", 8),
        ("order_date:2026-02-30", "search_date_not_understood", 12),
        ("order_date:+99999999", "search_date_not_understood", 12),
        ("state:xyz", "search_choice_unknown", 7),
        ("state:>draft", "search_has_no_order", 8),
        ("hold:maybe", "search_yes_or_no", 6),
        ('name:"abc', "search_quote_not_closed", 6),
        ('"abc', "search_quote_not_closed", 1),
        ("(a or b", "search_bracket_not_closed", 1),
        ("a )", "search_bracket_not_opened", 3),
        ("a or", "search_operand_missing", 5),
        ("or a", "search_operand_missing", 1),
        ("not", "search_operand_missing", 4),
        ("()", "search_operand_missing", 2),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_place(text: str, key: str, position: int) -> None:
    with pytest.raises(RuleError) as refused:
        meaning(text)
    assert (refused.value.key, refused.value.params["position"]) == (key, position)
    for language in LANGUAGES:
        with speaking(language):
            sentence = error_text(refused.value)
            assert sentence != key
            assert "{" not in sentence


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("text", "acme ltd", Like("c", ("", "acme ltd", ""))),
        ("text", "a or b (c)", Like("c", ("", "a or b (c)", ""))),
        ("text", "=acme", Like("c", ("acme",))),
        ("text", "!=", Not(Empty("c"))),
        ("text", "no:7", Like("c", ("", "no:7", ""))),
        ("code", "SO-7", Like("c", ("SO-7", ""))),
        ("code", "*7", Like("c", ("", "7"))),
        ("money", "> 1 200", Between("c", Decimal(1200), above=True)),
        ("money", "1,3", Is("c", (Decimal(1), Decimal(3)))),
        ("date", ".. today", Between("c", None, date(2026, 11, 19), below=True)),
        ("date", "last week", Between("c", date(2026, 11, 9), date(2026, 11, 16), below=True)),
        ("text", " ", None),
    ],
)
def test_a_cell_of_the_filter_row_means(kind: Kind, text: str, expected: Any) -> None:
    assert filter_value(Column("c", "C", kind), text, TODAY) == expected


@given(st.text(alphabet='ab 北:,*."()<>=!5-和或非、（）：“”~notradfue', max_size=40))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        meaning(text)
    except RuleError as refused:
        assert 1 <= int(str(refused.params["position"])) <= len(text) + 1


def test_a_number_keeps_its_digits() -> None:
    assert number("¥ 1,234.5600") == Decimal("1234.5600")
    assert number("0.3亿") == 30_000_000
