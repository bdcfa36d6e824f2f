"""How values look on paper: one place for figures, dates and times."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

EMPTY = "—"


def quantity(value: Decimal) -> str:
    """Grouped, without trailing zeros: 1200.5000 is 1,200.5."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: Decimal) -> str:
    """Two decimals, rounded half up, grouped."""
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,f}"


def price(value: Decimal) -> str:
    """At least two decimals, more where the price has them."""
    text = quantity(value)
    decimals = len(text.partition(".")[2])
    return text if decimals >= 2 else f"{value:,.2f}"


def percent(rate: Decimal) -> str:
    """A rate (0.13) as 13%."""
    return quantity(rate * 100) + "%"


def day(value: date | None) -> str:
    """yyyy-mm-dd, or a dash."""
    return value.isoformat() if value else EMPTY


def moment(value: datetime | date | None, zone: tzinfo | None) -> str:
    """A day, or a day and minute in the company's zone; an instant without zone is taken as local already."""
    if value is None:
        return EMPTY
    if not isinstance(value, datetime):
        return value.isoformat()
    local = value.astimezone(zone) if zone and value.tzinfo else value
    return f"{local:%Y-%m-%d %H:%M}"


def ordinal(n: int) -> str:
    """English ordinal: 1st, 2nd, 3rd, 11th."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
