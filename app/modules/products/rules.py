"""Warranty: from which day to which, and what is covered."""

from __future__ import annotations

import calendar as month_lengths
from datetime import date

from app.errors import RuleError


def add_months(day: date, months: int) -> date:
    """The same day of a later month, its last day where it has no such day (31 January + 1 = 29 February 2024)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_lengths.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def warranty_end(start: date, months: int) -> date:
    """The last day of warranty, itself included: start and months, always counted from the start."""
    if months < 0:
        raise RuleError("warranty_months_negative", field="warranty_months", months=months)
    return add_months(start, months)


def is_in_warranty(start: date | None, months: int, on: date) -> bool:
    """Whether a day is covered; without a start nothing is."""
    return start is not None and start <= on <= warranty_end(start, months)
