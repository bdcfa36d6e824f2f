"""Times and amounts as home says them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from app import clock
from app.i18n import _


def when(at: datetime) -> str:
    """A message's time: the hour today, "yesterday" with the hour, the day this year, else the date."""
    local, today = at.astimezone(clock.zone()), clock.today()
    if local.date() == today:
        return local.strftime("%H:%M")
    if local.date() == today - timedelta(days=1):
        return _("yesterday {time}").format(time=local.strftime("%H:%M"))
    return local.strftime("%m-%d") if local.year == today.year else local.strftime("%Y-%m-%d")


def waiting(since: datetime | None) -> str:
    """How long something has waited, in the largest unit that says it."""
    if since is None:
        return ""
    minutes = max(0, int((clock.now() - since).total_seconds() // 60))
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    if minutes < 24 * 60:
        return _("{n} h").format(n=minutes // 60)
    return _("{n} d").format(n=minutes // (24 * 60))


def due_key(due: date | datetime | None) -> str:
    """A due date for sorting; what has none comes last."""
    if due is None:
        return "9999"
    return due.astimezone(clock.zone()).isoformat() if isinstance(due, datetime) else due.isoformat()


def is_soon(due: date | datetime | None) -> bool:
    """Whether something with an hour is due within the next four."""
    return isinstance(due, datetime) and clock.now() <= due <= clock.now() + timedelta(hours=4)


def amount(value: Decimal | None, currency: str, base: str) -> str:
    """An amount with two decimals; its currency before it where it is not the company's."""
    if value is None:
        return ""
    text = f"{value:,.2f}"
    return text if not currency or currency == base else f"{currency} {text}"
