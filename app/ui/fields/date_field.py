"""A date, typed short or picked from the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from app.errors import RuleError
from app.ui.fields.base import LineField
from app.ui.fields.dates import parse_date
from app.ui.fields.shown import date_text


def _today_here() -> date:
    today = QDate.currentDate()
    return date(today.year(), today.month(), today.day())


class CalendarPopup(QFrame):
    """A calendar below a field; tells the picked day and hides. Made once a field, at its first use."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.calendar = QCalendarWidget(self)
        self.calendar.setObjectName("calendar")
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
        self.calendar.clicked.connect(self._picked)
        self.calendar.activated.connect(self._picked)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.calendar)
        self.setFrameShape(QFrame.Shape.Box)

    def open_on(self, day: date, below: QPoint) -> None:
        """Show the month of a day below a point, inside the screen."""
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        room = self.screen().availableGeometry()
        size = self.sizeHint()
        x = min(below.x(), room.right() - size.width())
        y = min(below.y(), room.bottom() - size.height())
        self.move(max(room.left(), x), max(room.top(), y))
        self.show()
        self.calendar.setFocus()

    def _picked(self, day: QDate) -> None:
        self.hide()
        self.picked.emit(date(day.year(), day.month(), day.day()))


class DateField(LineField):
    """A date or None. today: the business day "0" and "+7" count from."""

    def __init__(
        self, name: str, label: str, parent: QWidget | None = None, *, today: Callable[[], date] = _today_here
    ) -> None:
        super().__init__(name, label, "calendar-blank", parent)
        self._today = today
        self._value: date | None = None
        self._popup: CalendarPopup | None = None
        self.line.left.connect(self.commit)
        self.line.returnPressed.connect(self.commit)
        self.line.icon_clicked.connect(self.open_calendar)

    def value(self) -> date | None:
        return self._value

    def set_value(self, value: date | None) -> None:
        self._value = value
        self.line.setText(date_text(value))
        self._refuse(None)

    def commit(self) -> None:
        """Take what was typed: on Enter and on leaving."""
        text = self.line.text()
        if self.is_read_only or text == date_text(self._value):
            self._refuse(None)
            return
        try:
            value = parse_date(text, self._today()) if text.strip() else None
        except RuleError as problem:
            self._refuse(problem)
            return
        self._take(value)

    def _take(self, value: date | None) -> None:
        is_new = value != self._value
        self.set_value(value)
        if is_new:
            self.changed.emit(value)

    def open_calendar(self) -> None:
        """Open the calendar on the field's day."""
        if self._popup is None:
            self._popup = CalendarPopup(self)
            self._popup.picked.connect(self._take)
        self._popup.open_on(self._value or self._today(), self.below())
