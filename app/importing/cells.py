"""One cell as typed, pasted or stored by a spreadsheet, as the value its column wants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from app import clock
from app.errors import RuleError
from app.registry import SheetColumn

SURE_DIGITS = 15  # of a number in a spreadsheet
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?|[+-]?\.\d+")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
_YES = frozenset({"yes", "y", "true", "1", "是", "有", "对", "√", "✓", "启用", "x"})
_NO = frozenset({"no", "n", "false", "0", "否", "无", "不", "×", "停用", "-"})
_MONEY_SIGNS = "¥￥$€£元"


class NotCalculated:
    """A formula whose file holds no result, because no spreadsheet ever calculated it."""


class CellError(str):
    """The result of a formula that failed: #N/A, #REF! …"""

    __slots__ = ()


NOT_CALCULATED: Final = NotCalculated()


def is_empty(value: object) -> bool:
    """Whether a cell holds nothing a person could see."""
    return value is None or (isinstance(value, str) and not value.strip())


def typed(value: object, column: SheetColumn) -> Any:
    """The value of a cell: str for texts ("" where empty), else Decimal, int, date, datetime, bool or None.

    Raises RuleError; how each is mended stands in `problems.HOW`.
    """
    if isinstance(value, NotCalculated):
        raise RuleError("cell_not_calculated")
    if isinstance(value, CellError):
        raise RuleError("cell_is_an_error", value=str(value))
    make = _MAKERS.get(column.kind, _text)
    if is_empty(value):
        if column.required:
            raise RuleError("cell_required")
        return "" if make in (_text, _code) else None
    return make(value)


def shown(value: object) -> str:
    """A cell as a person would read it, to repeat it in a refusal."""
    if isinstance(value, NotCalculated):
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return "" if value is None else _text(value)


# ---------------------------------------------------------------- texts
def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{_decimal_of(value):f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").strip()
    # our own CSV puts this mark before what a spreadsheet would run as a formula
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@＝＋－＠" else text


def _code(value: object) -> str:
    """A code that a spreadsheet took for a number or a day is refused where what was typed cannot be told any more."""
    if isinstance(value, (datetime, date, time, timedelta)):
        raise RuleError("cell_became_a_date", value=shown(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 10**SURE_DIGITS:
        raise RuleError("cell_lost_digits", value=_text(value))
    return _text(value)


# ---------------------------------------------------------------- figures
def _decimal_of(value: float) -> Decimal:
    """The figure a person typed: binary noise beyond the sure digits is not theirs."""
    exact = Decimal(f"{value:.{SURE_DIGITS}g}")
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def _number(value: object) -> Decimal:
    if isinstance(value, (bool, date, time, timedelta)):
        raise RuleError("cell_not_a_number", value=shown(value))
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return _decimal_of(value)
    return _read_number(str(value))


def _read_number(given: str) -> Decimal:
    text = unicodedata.normalize("NFKC", given).strip().strip(_MONEY_SIGNS).replace(" ", "").replace("−", "-")
    if text.startswith("(") and text.endswith(")"):  # how accountants write a negative figure
        text = "-" + text[1:-1]
    if not _NUMBER.fullmatch(text):
        raise RuleError("cell_not_a_number", value=given.strip())
    return Decimal(text.replace(",", ""))


def _whole(value: object) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise RuleError("cell_not_whole", value=shown(value))
    return int(number)


def _rate(value: object) -> Decimal:
    """A share: 0.13, or "13%". A bare 13 could be either and is refused."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip()
        if text.endswith("%"):
            return _read_number(text[:-1]) / 100
    number = _number(value)
    if abs(number) > 1:
        raise RuleError("cell_rate_too_large", value=shown(value))
    return number


# ---------------------------------------------------------------- days
def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip() if isinstance(value, str) else shown(value)
    day = _read_day(text.removesuffix(" 00:00:00"))
    if day is None:
        raise RuleError("cell_not_a_date", value=shown(value))
    return day


def _read_day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _instant(value: object) -> datetime:
    """Day and time in the company's zone; a day alone is its beginning."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or clock.zone())
    if isinstance(value, date):
        return datetime.combine(value, time(), clock.zone())
    text = unicodedata.normalize("NFKC", str(value)).strip().replace("T", " ")
    before, _blank, after = text.rpartition(" ")
    clocked = _TIME.fullmatch(after)
    day = _read_day((before if clocked else text).strip())
    if day is None:
        raise RuleError("cell_not_a_time", value=text)
    hour, minute, second = (int(part or 0) for part in clocked.groups()) if clocked else (0, 0, 0)
    try:
        return datetime.combine(day, time(hour, minute, second), clock.zone())
    except ValueError:
        raise RuleError("cell_not_a_time", value=text) from None


# ---------------------------------------------------------------- yes and no
def _yes_or_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = unicodedata.normalize("NFKC", shown(value)).strip().casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise RuleError("cell_not_yes_or_no", value=shown(value))


_MAKERS: dict[str, Callable[[object], Any]] = {
    "text": _text, "memo": _text, "choice": _text, "state": _text, "lookup": _code, "lookup_code": _code, "code": _code,
    "number": _whole, "quantity": _number, "money": _number, "price": _number, "percent": _rate,
    "date": _day, "datetime": _instant, "bool": _yes_or_no,
}  # fmt: skip
