"""Column descriptors and the values of cells. A row may be a mapping or any object with attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from app.ui.fields.candidates import Candidate
from app.ui.fields.shown import date_text, instant_text, number_text, percent_text
from app.ui.theme.tokens import Status

Kind = Literal[
    "text",
    "code",
    "number",
    "quantity",
    "money",
    "price",
    "percent",
    "date",
    "datetime",
    "state",
    "link",
    "bar",
    "check",
    "bool",
    "two_line",
    "actions",
    "row_check",
    "row_number",
]
Align = Literal["left", "right", "center"]
NUMBERS: frozenset[str] = frozenset({"number", "quantity", "money", "price", "percent", "row_number"})
DATES: frozenset[str] = frozenset({"date", "datetime"})

_WIDTHS: Mapping[str, int] = {
    "text": 120,
    "code": 108,
    "number": 72,
    "quantity": 72,
    "money": 104,
    "price": 88,
    "percent": 60,
    "date": 88,
    "datetime": 124,
    "state": 88,
    "link": 128,
    "bar": 94,
    "check": 44,
    "bool": 44,
    "two_line": 180,
    "actions": 132,
    "row_check": 32,
    "row_number": 34,
}


@dataclass(frozen=True)
class Col:
    """A column. title: translated by the caller. width: pixels at 100 %, 0 takes the one usual for the kind.

    value: how to read the row where `key` is not its attribute or item. status_of: the state of a cell, from its row;
    it colours and adds the shape. second: for two_line, the key of the lower line. is_short: a date of this year
    without its year. decimals None: money 2, price 2 to 6, others as needed. look_up: the name of a look-up, which
    makes an editable cell ask for matches. total: shown in the totals row when the grid is given one for the key.
    """

    key: str
    title: str
    kind: Kind = "text"
    width: int = 0
    align: Align | None = None
    editable: bool = False
    frozen: bool = False
    stretch: bool = False
    status_of: Callable[[Any], Status | None] | None = None
    value: Callable[[Any], Any] | None = None
    second: str = ""
    is_short: bool = False
    is_muted: bool = False
    is_bold: bool = False
    is_hidden: bool = False
    can_filter: bool = True
    can_sort: bool = True
    decimals: int | None = None
    look_up: str = ""
    choices: tuple[tuple[Any, str], ...] = ()
    tip: str = ""

    def natural_width(self) -> int:
        return self.width or _WIDTHS[self.kind]

    def is_right(self) -> bool:
        return self.align == "right" or (self.align is None and self.kind in NUMBERS)

    def is_special(self) -> bool:
        """A column of the grid's own: the check boxes, the line numbers, the buttons."""
        return self.kind in ("row_check", "row_number", "actions")


@dataclass(frozen=True)
class RowAction:
    """What a row can do on the spot: the first is a button, the second a link."""

    key: str
    text: str


@dataclass(frozen=True)
class Group:
    """The head of a group: title, count, subtotals by column key, and a link ("All 17") where it shows a part."""

    key: str
    title: str
    count: str = ""
    status: Status = "neutral"
    totals: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""


def read(row: Any, key: str) -> Any:
    """The value of a row under a key, from a mapping or an attribute."""
    if isinstance(row, Mapping):
        return row.get(key)
    return getattr(row, key, None)


def value_of(row: Any, col: Col) -> Any:
    """What a row holds for a column."""
    return col.value(row) if col.value is not None else read(row, col.key)


def text_of(col: Col, value: Any, today: date | None = None) -> str:
    """A cell's value as written. today: lets a short date of its year drop the year."""
    if value is None or value == "":
        return ""
    if col.choices:
        return str(dict(col.choices).get(value, value))
    if isinstance(value, str):
        return value
    if isinstance(value, Candidate):
        return value.code or value.name
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, datetime):
        return instant_text(value, today if col.is_short else None)
    if isinstance(value, date):
        return date_text(value, today if col.is_short else None)
    if isinstance(value, int | Decimal | float):
        return _number(col, value)
    if isinstance(value, tuple):
        return " ".join(str(getattr(part, "text", part)) for part in value)
    return str(value)


def _number(col: Col, value: int | Decimal | float) -> str:
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if col.kind in ("percent", "bar"):
        return percent_text(number, col.decimals)
    decimals = col.decimals
    if decimals is None and col.kind == "money":
        decimals = 2
    if decimals is None and col.kind == "price":
        exponent = number.normalize().as_tuple().exponent
        decimals = min(6, max(2, -exponent if isinstance(exponent, int) else 2))
    return number_text(number, decimals)
