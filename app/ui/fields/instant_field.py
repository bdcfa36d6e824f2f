"""A day and a time: `11-25 14:00`, `+1 9:30`, `14:00` (today), `0`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from PySide6.QtWidgets import QWidget

from app import clock
from app.errors import RuleError
from app.ui.fields.base import LineField
from app.ui.fields.dates import parse_date

_TIME = re.compile(r"(?:^|\s)(\d{1,2})[:：](\d{2})$")


def parse_instant(text: str, today: date) -> datetime:
    """An instant in the company's zone, as UTC. Raises RuleError("date_not_understood") or ("time_not_understood")."""
    typed = text.strip()
    found = _TIME.search(typed)
    day_text = typed[: found.start()].strip() if found else typed
    day = parse_date(day_text, today) if day_text else today
    hour, minute = (int(found[1]), int(found[2])) if found else (9, 0)
    if hour > 23 or minute > 59:
        raise RuleError("time_not_understood", text=text)
    return datetime.combine(day, time(hour, minute), clock.zone()).astimezone(UTC)


class InstantField(LineField):
    """A datetime in UTC or None, shown in the company's zone."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(name, label, "calendar-blank", parent)
        self._value: datetime | None = None
        self.line.left.connect(self.commit)

    def value(self) -> datetime | None:
        return self._value

    def set_value(self, value: datetime | None) -> None:
        self._value = value
        self.line.setText(value.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M") if value else "")
        self._refuse(None)

    def commit(self) -> None:
        """Take what was typed."""
        if self.is_read_only:
            return
        text = self.line.text().strip()
        try:
            value = parse_instant(text, clock.today()) if text else None
        except RuleError as error:
            self._refuse(error)
            return
        if value != self._value:
            self.set_value(value)
            self.changed.emit(value)
        else:
            self.set_value(value)
