"""What a person types into the search box or the filter row of a list, read into a small tree. Pure: no SQL, no clock.

    acme 北京                      free words, all of them, anywhere in the record
    no:SO-2026*  金额:100..500     a column by key, title in either language, or alias; `*` stands for anything
    due:..today  date:2026-11      ranges, open at either end; a month or a year is a range
    amount>=5万  state!=closed     comparisons; `=` alone finds empty, `!=` alone filled cells
    state:draft,pending            any of several
    (a or b) and not c             also 和 或 非; "…" takes everything inside literally

What comes out is compared by app.lists. Periods are half-open: a day in a column of instants means that whole day.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from app.errors import RuleError
from app.i18n import LANGUAGES, _, in_language
from app.registry import Column


# ------------------------------------------------------------------------------------------------ the tree
@dataclass(frozen=True, slots=True)
class Word:
    """A free word: the record contains it."""

    text: str


@dataclass(frozen=True, slots=True)
class Is:
    """The column holds one of the values."""

    column: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """The column lies between low and high (None: open end); low belongs to it unless `above`, high unless `below`."""

    column: str
    low: object = None
    high: object = None
    above: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """The text is made of these parts with anything between them, in any case.

    ("x",) is x itself, ("x", "") begins with it, ("", "x", "") contains it.
    """

    column: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Empty:
    """The column holds nothing (NULL or an empty text)."""

    column: str


@dataclass(frozen=True, slots=True)
class Not:
    """The other does not hold; a row where it cannot be said counts as not holding."""

    of: Node


@dataclass(frozen=True, slots=True)
class All:
    """All of them hold."""

    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them holds."""

    of: tuple[Node, ...]


Node: TypeAlias = Word | Is | Between | Like | Empty | Not | All | AnyOf

NUMBERS = frozenset({"number", "quantity", "money", "price", "percent", "bar"})
DATES = frozenset({"date", "datetime"})
CHOICES = frozenset({"state", "choice"})

_ALIASES = {
    "no": ("number", "code"), "编号": ("number", "code"), "单号": ("number",), "代码": ("code", "number"),
    "状态": ("state",), "status": ("state",), "日期": ("date", "order_date"), "金额": ("amount", "total"),
    "客户": ("customer", "customer_name"), "物料": ("item", "item_code"), "名称": ("name",),
}  # fmt: skip
_KEYWORDS = {"and": "and", "和": "and", "且": "and", "or": "or", "或": "or", "not": "not", "非": "not"}
_EVEN = str.maketrans("：，、（）＞＜＝！＊＂“”－．\u3000", ':,,()><=!*"""-. ')
_OPERATORS = ((">=", ">="), ("<=", "<="), ("!=", "!="), ("<>", "!="), ("≥", ">="), ("≤", "<="), ("≠", "!="),
              (">", ">"), ("<", "<"), ("=", "="))  # fmt: skip
_FIELD = re.compile(r'(?:"([^"]+)"|([^\s"()<>=!:,*≥≤≠]+))\s*(:|>=|<=|!=|<>|[≥≤≠><=])')
_WORD_AHEAD = re.compile(r'[^\s()":]+')
_LITERAL = {"*": "\ue000", ".": "\ue001"}  # what stands in quotes is no wildcard and no range
_PLAIN = str.maketrans({mark: sign for sign, mark in _LITERAL.items()})


def parse(text: str, columns: Sequence[Column], today: date) -> Node | None:
    """The meaning of a search text over these columns; None where nothing was asked.

    Raises RuleError with `position`, counted from 1, where the text cannot be understood.
    """
    return _Reader(text, columns, today).whole()


def filter_value(column: Column, text: str, today: date) -> Node | None:
    """The meaning of what stands in one cell of the filter row; None for an empty cell. Raises RuleError."""
    return _Reader(text, (column,), today).cell(column)


# ------------------------------------------------------------------------------------------------ reading
class _Reader:
    """Recursive descent over the text; `at` is the next character."""

    def __init__(self, text: str, columns: Sequence[Column], today: date) -> None:
        self.raw = text
        self.text = text.translate(_EVEN)
        self.at = 0
        self.depth = 0
        self.columns = columns
        self.today = today
        self.names = _names(columns)

    # -- structure
    def whole(self) -> Node | None:
        self._blanks()
        if self._ended():
            return None
        node = self._either()
        if not self._ended():
            raise self._error("search_bracket_not_opened")
        return node

    def cell(self, column: Column) -> Node | None:
        self._blanks()
        return None if self._ended() else self._values(column, "", whole_cell=True)

    def _either(self) -> Node:
        nodes = [self._both()]
        while self._keyword() == "or":
            self._take_keyword()
            nodes.append(self._both())
        return _joined(AnyOf, nodes)

    def _both(self) -> Node:
        nodes = [self._single()]
        while not self._ended() and self.text[self.at] != ")" and self._keyword() != "or":
            if self._keyword() == "and":
                self._take_keyword()
            nodes.append(self._single())
        return _joined(All, nodes)

    def _single(self) -> Node:
        self._blanks()
        word = self._keyword()
        if word == "not":
            self._take_keyword()
            return Not(self._single())
        if word or self._ended() or self.text[self.at] == ")":
            raise self._error("search_operand_missing")
        if self.text[self.at] == "(":
            return self._bracket()
        return self._clause()

    def _bracket(self) -> Node:
        opened = self.at
        self.at += 1
        self.depth += 1
        node = self._either()
        if self._ended():
            raise self._error("search_bracket_not_closed", opened)
        self.at += 1
        self.depth -= 1
        self._blanks()
        return node

    def _clause(self) -> Node:
        start = self.at
        match = _FIELD.match(self.text, self.at)
        if match is None:
            return self._word()
        name = match[1] or match[2]
        column = self.names.get(_even_name(name))
        if column is None:
            if name[0].isdigit() or self.text.startswith("//", match.end()):  # 12:30 and https://… are words
                return self._word()
            raise self._error("search_field_unknown", start, name=name, known=self._known())
        self.at = match.end()
        sign = match[3]
        return self._values(column, "" if sign == ":" else dict(_OPERATORS)[sign])

    def _word(self) -> Node:
        if self.text[self.at] == '"':
            opened = self.at
            closed = self.text.find('"', opened + 1)
            if closed < 0:
                raise self._error("search_quote_not_closed", opened)
            self.at = closed + 1
            found = self.raw[opened + 1 : closed]
        else:
            start = self.at
            self._run(" ")
            found = self.raw[start : self.at].replace("*", " ")
        self._blanks()
        return Word(" ".join(found.split()))

    # -- values
    def _values(self, column: Column, sign: str, *, whole_cell: bool = False) -> Node:
        """A comma list of values of one column; `!=` holds for all that follow it."""
        wanted: list[Node] = []
        unwanted: list[Node] = []
        while True:
            own, text, quoted, start = self._item(whole_cell)
            sign = own or sign
            node = self._meaning(column, sign, text, quoted, start)
            (unwanted if sign == "!=" else wanted).append(node)
            sign = sign if sign == "!=" else ""
            if self._ended() or self.text[self.at] != ",":
                break
            self.at += 1
        self._blanks()
        nodes: list[Node] = [Not(node) for node in unwanted]
        return _joined(All, [*nodes, _any_value(wanted)] if wanted else nodes)

    def _item(self, whole_cell: bool) -> tuple[str, str, bool, int]:
        """(operator, text with literal marks, whether anything was quoted, where it starts)."""
        self._blanks_before_value()
        sign = ""
        for written, meant in _OPERATORS:
            if self.text.startswith(written, self.at):
                self.at += len(written)
                sign = meant
                self._blanks_before_value()
                break
        start = self.at
        quoted = self._run("," if whole_cell else ", ")
        return sign, _unquoted(self.text[start : self.at], self.raw[start : self.at]).strip(), quoted, start

    def _blanks_before_value(self) -> None:
        """Skip blanks that part an operator from its value, not from the next clause: `amount > 100`, `due:= no:7`."""
        rest = self.text[self.at :].lstrip()
        if rest and not _FIELD.match(rest) and _KEYWORDS.get(rest.split()[0].lower()) is None:
            self._blanks()

    def _run(self, stops: str) -> bool:
        """Move to the next stop outside quotes and brackets of its own; whether a quote was passed."""
        inner, quoted = 0, False
        while not self._ended():
            c = self.text[self.at]
            if c == '"':
                closed = self.text.find('"', self.at + 1)
                if closed < 0:
                    raise self._error("search_quote_not_closed")
                self.at, quoted = closed, True
            elif c == "(":
                inner += 1
            elif c == ")" and inner:
                inner -= 1
            elif (c == ")" and self.depth) or c in stops or (c.isspace() and " " in stops):
                break
            self.at += 1
        return quoted

    def _meaning(self, column: Column, sign: str, text: str, quoted: bool, start: int) -> Node:
        if not text:
            if quoted or sign in ("=", "!="):
                return Empty(column.key)
            raise self._error("search_value_missing", start, name=_(column.title))
        try:
            if ".." in text and not sign:
                return self._range(column, text, start)
            if sign in (">", ">=", "<", "<="):
                return _compared(column, sign, text, self.today)
            if text == "*":
                return Not(Empty(column.key))
            return _equal(column, text, exact=sign in ("=", "!=") and column.kind not in CHOICES, today=self.today)
        except RuleError as problem:
            if "position" in problem.params:
                raise
            params: dict[str, Any] = dict(problem.params, position=start + 1)
            raise RuleError(problem.key, field=column.key, **params) from None

    def _range(self, column: Column, text: str, start: int) -> Node:
        low, high = (part.strip() for part in text.split("..", 1))
        if not low and not high:
            raise self._error("search_value_missing", start, name=_(column.title))
        low_span = _span(column, low, self.today) if low else None
        high_span = _span(column, high, self.today) if high else None
        if low_span and high_span and low_span[0] > high_span[0]:
            low_span, high_span = high_span, low_span
        return Between(
            column.key,
            low_span[0] if low_span else None,
            high_span[1] if high_span else None,
            below=bool(high_span) and column.kind in DATES,
        )

    # -- characters
    def _ended(self) -> bool:
        return self.at >= len(self.text)

    def _blanks(self) -> None:
        while not self._ended() and self.text[self.at].isspace():
            self.at += 1

    def _keyword(self) -> str:
        match = _WORD_AHEAD.match(self.text, self.at)
        if match is None or self.text.startswith(":", match.end()):
            return ""
        return _KEYWORDS.get(match[0].lower(), "")

    def _take_keyword(self) -> None:
        match = _WORD_AHEAD.match(self.text, self.at)
        self.at = match.end() if match else self.at
        self._blanks()

    def _known(self) -> str:
        return _(", ").join(_(column.title) for column in self.columns if column.filterable and column.title)

    def _error(self, key: str, at: int | None = None, **params: str) -> RuleError:
        return RuleError(key, position=(self.at if at is None else at) + 1, **params)


def _names(columns: Iterable[Column]) -> dict[str, Column]:
    """Every way to name a column: aliases give way to titles, titles to keys."""
    found: dict[str, Column] = {}
    usable = [column for column in columns if column.filterable]
    by_key = {column.key: column for column in usable}
    for alias, keys in _ALIASES.items():
        for key in reversed(keys):
            if key in by_key:
                found[_even_name(alias)] = by_key[key]
    for column in reversed(usable):
        for language in LANGUAGES:
            found[_even_name(in_language(language)(column.title) if column.title else column.key)] = column
        found[_even_name(column.title or column.key)] = column
    for column in usable:
        found[_even_name(column.key)] = column
    return found


def _even_name(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def _unquoted(even: str, raw: str) -> str:
    """The text without its quotes; signs that stood inside become literal marks, other signs keep their even form."""
    made, inside = [], False
    for c, original in zip(even, raw, strict=True):
        if c == '"':
            inside = not inside
        else:
            made.append(_LITERAL.get(original, original) if inside else c)
    return "".join(made)


def _joined(kind: Callable[[tuple[Node, ...]], Node], nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else kind(tuple(nodes))


def _any_value(nodes: list[Node]) -> Node:
    """Several plain values become one Is, so that an index serves them."""
    if len(nodes) > 1 and all(isinstance(node, Is) for node in nodes):
        values = tuple(dict.fromkeys(value for node in nodes if isinstance(node, Is) for value in node.values))
        return Is(nodes[0].column, values) if isinstance(nodes[0], Is) else AnyOf(tuple(nodes))
    return _joined(AnyOf, nodes)


# ------------------------------------------------------------------------------------------------ meaning by kind
def _equal(column: Column, text: str, *, exact: bool, today: date) -> Node:
    if column.kind in NUMBERS:
        return Is(column.key, (number(text, percent=column.kind in ("percent", "bar")),))
    if column.kind in DATES:
        low, high = period(text, today)
        return Is(column.key, (low,)) if _is_day(column, low, high) else Between(column.key, low, high, below=True)
    if column.kind == "bool":
        return Is(column.key, (_truth(text),))
    if column.kind in CHOICES and column.status:
        return Is(column.key, _choices(column, text.translate(_PLAIN)))
    parts = tuple(part.translate(_PLAIN) for part in text.split("*"))
    if len(parts) > 1 or exact:
        return Like(column.key, parts)
    return Like(column.key, (parts[0], "") if column.kind in ("code", "choice", "state") else ("", parts[0], ""))


def _is_day(column: Column, low: date, high: date) -> bool:
    return column.kind == "date" and high == low + timedelta(days=1)


def _compared(column: Column, sign: str, text: str, today: date) -> Node:
    first, last = _span(column, text, today)
    half_open = column.kind in DATES
    if sign == ">":
        return Between(column.key, low=last, above=not half_open)
    if sign == ">=":
        return Between(column.key, low=first)
    if sign == "<":
        return Between(column.key, high=first, below=True)
    return Between(column.key, high=last, below=half_open)


def _span(column: Column, text: str, today: date) -> tuple[Any, Any]:
    """Where a value begins and ends: days as a half-open period, anything else twice itself."""
    if column.kind in DATES:
        return period(text, today)
    if column.kind == "bool" or (column.kind in CHOICES and column.status):
        raise RuleError("search_has_no_order", name=_(column.title))
    value: object = text.translate(_PLAIN)
    if column.kind in NUMBERS:
        value = number(text, percent=column.kind in ("percent", "bar"))
    return value, value


_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([万亿kKmM%]?)")
_FACTORS = {"": 1, "万": 10_000, "亿": 100_000_000, "k": 1000, "m": 1_000_000, "%": 1}


def number(text: str, *, percent: bool = False) -> Decimal:
    """A typed number: 1200.50, ¥5万, "1,200"; with `percent` 13 and 13% are 0.13. Raises RuleError."""
    plain = unicodedata.normalize("NFKC", text.translate(_PLAIN)).replace("−", "-")
    plain = re.sub(r"[\s,_¥$€]", "", plain)
    match = _NUMBER.fullmatch(plain)
    if match is None or (match[2] == "%" and not percent):
        raise RuleError("search_number_not_understood", text=text.translate(_PLAIN))
    value = Decimal(match[1]) * _FACTORS[match[2].lower()]
    return value / 100 if percent else value


_YES = frozenset({"yes", "y", "true", "t", "1", "x", "是", "有", "对", "√"})
_NO = frozenset({"no", "n", "false", "f", "0", "否", "无", "错"})


def _truth(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise RuleError("search_yes_or_no", text=text)


def _choices(column: Column, text: str) -> tuple[str, ...]:
    """Stored values named by key or title in either language; the beginning of a name is enough."""
    wanted = _even_name(text)
    names = {
        value: {_even_name(value), *(_even_name(in_language(language)(title)) for language in LANGUAGES if title)}
        for value, (title, _look) in (column.status or {}).items()
    }
    exact = tuple(value for value, known in names.items() if wanted in known)
    found = exact or tuple(value for value, known in names.items() if any(name.startswith(wanted) for name in known))
    if not found or not wanted:
        known = _(", ").join(_(title) for title, _look in (column.status or {}).values())
        raise RuleError("search_choice_unknown", text=text, known=known)
    return found


# ------------------------------------------------------------------------------------------------ days and periods
_DAY_WORDS = {
    "today": 0,
    "今天": 0,
    "今日": 0,
    "0": 0,
    "yesterday": -1,
    "昨天": -1,
    "昨日": -1,
    "tomorrow": 1,
    "明天": 1,
    "明日": 1,
}
_PERIOD_WORDS = {
    "week": ("w", 0), "thisweek": ("w", 0), "本周": ("w", 0), "这周": ("w", 0), "lastweek": ("w", -1), "上周": ("w", -1),
    "nextweek": ("w", 1), "下周": ("w", 1),
    "month": ("m", 0), "thismonth": ("m", 0), "本月": ("m", 0), "这个月": ("m", 0), "lastmonth": ("m", -1), "上月": ("m", -1),
    "上个月": ("m", -1), "nextmonth": ("m", 1), "下月": ("m", 1), "下个月": ("m", 1),
    "quarter": ("q", 0), "thisquarter": ("q", 0), "本季": ("q", 0), "本季度": ("q", 0), "lastquarter": ("q", -1),
    "上季": ("q", -1), "上季度": ("q", -1), "nextquarter": ("q", 1), "下季": ("q", 1), "下季度": ("q", 1),
    "year": ("y", 0), "thisyear": ("y", 0), "今年": ("y", 0), "本年": ("y", 0), "lastyear": ("y", -1), "去年": ("y", -1),
    "nextyear": ("y", 1), "明年": ("y", 1),
}  # fmt: skip
_YMD = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_YM = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_Y = re.compile(r"((?:19|20|21)\d\d)年?")
_MONTH_ALONE = re.compile(r"(\d{1,2})月")


def period(text: str, today: date) -> tuple[date, date]:
    """The days a person means, half-open, seen from `today`.

    `today` 今天 `+7` `-1` `w+1` (that weekday), `m` `m+1` (last day of a month), `25`, `1125`, `11-25`, `2026-11-25`,
    `20261125`; longer: `2026-11`, `11月`, `2026`, `本月`, `lastweek` … Raises RuleError("search_date_not_understood").
    """
    plain = "".join(unicodedata.normalize("NFKC", text.translate(_PLAIN)).lower().replace("−", "-").split())
    try:
        found = _longer(plain, today)
        if found is None:
            day = _day(plain, today)
            found = day, day + timedelta(days=1)
        return found
    except (ValueError, OverflowError):
        raise RuleError("search_date_not_understood", text=text.translate(_PLAIN)) from None


def _longer(text: str, today: date) -> tuple[date, date] | None:
    """A month, a year, a named period; None where a day is meant."""
    if text in _PERIOD_WORDS:
        return _named(*_PERIOD_WORDS[text], today)
    if match := _YM.fullmatch(text):
        return _months(int(match[1]), int(match[2]), 1)
    if match := _MONTH_ALONE.fullmatch(text):
        return _months(today.year, int(match[1]), 1)
    if match := _Y.fullmatch(text):
        return _months(int(match[1]), 1, 12)
    return None


def _named(unit: str, steps: int, today: date) -> tuple[date, date]:
    if unit == "w":
        monday = today + timedelta(days=7 * steps - today.weekday())
        return monday, monday + timedelta(days=7)
    length = {"m": 1, "q": 3, "y": 12}[unit]
    count = (today.year * 12 + today.month - 1) // length * length + steps * length
    return _months(count // 12, count % 12 + 1, length)


def _months(year: int, month: int, length: int) -> tuple[date, date]:
    after = year * 12 + month - 1 + length
    return date(year, month, 1), date(after // 12, after % 12 + 1, 1)


def _day(text: str, today: date) -> date:
    if text in _DAY_WORDS:
        return today + timedelta(days=_DAY_WORDS[text])
    if re.fullmatch(r"[+-]\d{1,4}", text):
        return today + timedelta(days=int(text))
    if match := re.fullmatch(r"w([+-]\d{1,3})?", text):
        return today + timedelta(weeks=int(match[1] or 0))
    if match := re.fullmatch(r"m([+-]\d{1,3})?", text):
        first = _months(today.year, today.month, 1)[0]
        count = first.year * 12 + first.month - 1 + int(match[1] or 0)
        year, month = count // 12, count % 12 + 1
        return date(year, month, calendar.monthrange(year, month)[1])
    if match := _YMD.fullmatch(text):
        return date(int(match[1]) if match[1] else today.year, int(match[2]), int(match[3]))
    return _from_digits(text, today)


def _from_digits(text: str, today: date) -> date:
    if not re.fullmatch(r"[0-9]{1,4}|[0-9]{6}|[0-9]{8}", text):
        raise ValueError(text)
    if len(text) <= 2:
        return today.replace(day=int(text))
    month, day = int(text[-4:-2]), int(text[-2:])
    if len(text) <= 4:
        return date(today.year, month, day)
    year = int(text[:-4])
    return date(year if year > 99 else today.year // 100 * 100 + year, month, day)
