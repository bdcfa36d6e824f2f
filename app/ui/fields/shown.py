"""How values are written on the screen. One place, so that a field, a grid and a copied cell agree."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from app import clock
from app.ui.fields.arithmetic import round_half_up


def number_text(value: Decimal | int | None, decimals: int | None = None) -> str:
    """Thousands separated. decimals None: as many as the value needs, none for a whole number."""
    if value is None:
        return ""
    number = Decimal(value)
    if decimals is not None:
        return f"{round_half_up(number, decimals):,f}"
    plain = f"{number:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def percent_text(value: Decimal | float | None, decimals: int | None = None) -> str:
    """0.13 as "13%"."""
    if value is None:
        return ""
    return number_text(Decimal(str(value)) * 100, decimals) + "%"


def date_text(value: date | None, today: date | None = None) -> str:
    """yyyy-mm-dd; with `today` given, mm-dd within its year (dense grids)."""
    if value is None:
        return ""
    if today is not None and value.year == today.year:
        return f"{value:%m-%d}"
    return f"{value.year:04}-{value:%m-%d}"


def instant_text(value: datetime | None, today: date | None = None) -> str:
    """Date and minutes in the company's zone; with `today` given, only minutes on that day."""
    if value is None:
        return ""
    local = value.astimezone(clock.zone()) if value.tzinfo else value
    if today is not None and local.date() == today:
        return f"{local:%H:%M}"
    return f"{date_text(local.date(), today)} {local:%H:%M}"
