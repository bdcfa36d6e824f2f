"""A date, typed short or picked from the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from app.errors import RuleError
from app.ui.fields.base import LineField
from app.ui.fields.dates import parse_date
from app.ui.fields.shown import date_text


def _today_here() -> date:
    today = QDate.currentDate()
    return date(today.year(), today.month(), today.day())


class CalendarPopup(QFrame):
    """A calendar below a field; sends the picked day to `then` and closes."""

    def __init__(self, shown: date, then: Callable[[date], None], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.calendar = QCalendarWidget(self)
        self.calendar.setObjectName("calendar")
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
        self.calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
        self.calendar.clicked.connect(self._picked)
        self.calendar.activated.connect(self._picked)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.calendar)
        self.setFrameShape(QFrame.Shape.Box)

    def _picked(self, day: QDate) -> None:
        self._then(date(day.year(), day.month(), day.day()))
        self.close()


class DateField(LineField):
    """A date or None. today: the business day "0" and "+7" count from."""

    def __init__(
        self, name: str, label: str, parent: QWidget | None = None, *, today: Callable[[], date] = _today_here
    ) -> None:
        super().__init__(name, label, "calendar-blank", parent)
        self._today = today
        self._value: date | None = None
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
        popup = CalendarPopup(self._value or self._today(), self._take, self)
        popup.move(self.below())
        popup.show()
        popup.calendar.setFocus()
