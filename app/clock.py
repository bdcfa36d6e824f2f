"""The one place that knows the time; tests set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"

_fixed: list[datetime | None] = [None]
_zone: list[ZoneInfo] = [ZoneInfo(DEFAULT_ZONE)]


def set_zone(name: str) -> None:
    """Set the company's zone, in which business days begin and times are shown."""
    _zone[0] = ZoneInfo(name)


def zone() -> ZoneInfo:
    """The company's zone."""
    return _zone[0]


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _fixed[0] or datetime.now(UTC)


def today() -> date:
    """The business day it is now in the company's zone."""
    return now().astimezone(_zone[0]).date()


@contextmanager
def fixed(instant: datetime) -> Iterator[None]:
    """Stop the clock at an instant, for tests and for the reproducible demo tour."""
    before, _fixed[0] = _fixed[0], instant
    try:
        yield
    finally:
        _fixed[0] = before
