"""Dates as people type them: 0, +7, -1, w+1, m, 1125, 11-25, 2026-11-25."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta

from app.errors import RuleError

_OFFSET = re.compile(r"[+-]\d{1,4}")
_WEEK = re.compile(r"w([+-]\d{1,3})?")
_MONTH = re.compile(r"m([+-]\d{1,3})?")
_PARTS = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_DIGITS = re.compile(r"\d{1,2}|\d{3,4}|\d{6}|\d{8}")


def parse_date(text: str, today: date) -> date:
    """The day a person means, seen from `today`.

    `0` today, `+7` `-1` days from today, `w` `w+1` the same weekday that many weeks on, `m` `m+1` the last day of this
    or that month, `5` that day of this month, `1125` `11-25` that day of this year, `261125` `20261125` `2026-11-25`.
    Raises RuleError("date_not_understood").
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower().replace("−", "-")
    try:
        return _meant(plain, today)
    except (ValueError, OverflowError) as problem:
        raise RuleError("date_not_understood", text=text.strip()) from problem


def _meant(text: str, today: date) -> date:
    if text == "0":
        return today
    if _OFFSET.fullmatch(text):
        return today + timedelta(days=int(text))
    if match := _WEEK.fullmatch(text):
        return today + timedelta(weeks=int(match.group(1) or 0))
    if match := _MONTH.fullmatch(text):
        return _month_end(today, int(match.group(1) or 0))
    if match := _PARTS.fullmatch(text):
        year = int(match.group(1)) if match.group(1) else today.year
        return date(year, int(match.group(2)), int(match.group(3)))
    if _DIGITS.fullmatch(text):
        return _from_digits(text, today)
    raise ValueError(text)


def _from_digits(text: str, today: date) -> date:
    if len(text) <= 2:
        return today.replace(day=int(text))
    month, day = int(text[-4:-2]), int(text[-2:])
    if len(text) <= 4:
        return date(today.year, month, day)
    year = int(text[:-4])
    return date(year if year > 99 else today.year // 100 * 100 + year, month, day)


def _month_end(today: date, months: int) -> date:
    count = today.year * 12 + today.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])
