"""Choices in a row: segments, saved views as pills, tabs with counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.parts.base import Cells, Spot
from app.ui.parts.chips import count_width, paint_count
from app.ui.theme.look import CENTER, Look
from app.ui.theme.tokens import SIZES, Status


@dataclass(frozen=True)
class Option:
    """One choice; count is text ("4", "10,000+"), shown as the part's own way is."""

    key: str
    text: str
    count: str = ""
    status: Status = "neutral"


class Choice(Cells):
    """A row of options of which one is current. `chosen(key)` when the person takes another; arrow keys move."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options: tuple[Option, ...] = ()
        self._current = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.choose)

    def set_options(self, options: Sequence[Option], current: str | None = None) -> None:
        """Show these options; without `current` the former one stays if it is still there, else the first."""
        wanted = self._current if current is None else current
        keys = [option.key for option in options]
        wanted = wanted if wanted in keys else (keys[0] if keys else "")
        if (tuple(options), wanted) != (self._options, self._current):
            self._options, self._current = tuple(options), wanted
            self.updateGeometry()
            self.place()

    def current(self) -> str:
        return self._current

    def set_current(self, key: str) -> None:
        """Mark an option without telling anyone."""
        if key != self._current:
            self._current = key
            self.place()

    def choose(self, key: str) -> None:
        """Take an option as the person would."""
        if key != self._current:
            self.set_current(key)
            self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        keys = [option.key for option in self._options]
        if step is None or self._current not in keys:
            super().keyPressEvent(event)
            return
        at = min(max(keys.index(self._current) + step, 0), len(keys) - 1)
        self._hits[at].setFocus()
        self.choose(keys[at])

    def option_width(self, look: Look, option: Option) -> float:
        raise NotImplementedError

    def _rects(self) -> list[QRect]:
        look = theme.look()
        x, rects = 0, []
        for option in self._options:
            width = round(self.option_width(look, option))
            rects.append(QRect(x, 0, width, self.height()))
            x += width + self.gap()
        return rects

    def gap(self) -> int:
        return 0

    def row_height(self) -> int:
        return SIZES.height.button

    def sizeHint(self) -> QSize:
        look = theme.look()
        widths = [round(self.option_width(look, option)) + self.gap() for option in self._options]
        return QSize(sum(widths) + 1, look.px(self.row_height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def spots(self) -> Sequence[Spot]:
        return [
            Spot(option.key, rect, f"{option.text} {option.count}".strip(), option.key == self._current)
            for option, rect in zip(self._options, self._rects(), strict=True)
        ]


class Segmented(Choice):
    """Filter segments in one sunken track: the current one raised with an accent edge."""

    def row_height(self) -> int:
        return 24

    def option_width(self, look: Look, option: Option) -> float:
        return look.width(self._words(option), bold=True) + look.px(20)

    def _words(self, option: Option) -> str:
        return f"{option.text} {option.count}".strip()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        rects = self._rects()
        if not rects:
            return
        track = QRect(0, 0, rects[-1].right() + 1, self.height())
        look.box(painter, track, "sunken", "line", SIZES.radius.panel)
        for option, rect in zip(self._options, rects, strict=True):
            is_current = option.key == self._current
            if is_current:
                look.box(painter, rect, "surface", "accent", SIZES.radius.panel)
            ink = "accent" if is_current else "text" if option.key == self.hover_key else "text_muted"
            look.draw_text(painter, rect, self._words(option), role=ink, bold=is_current, align=CENTER)


class ViewPills(Choice):
    """Saved views with their counts; the current one has an edge."""

    def gap(self) -> int:
        return theme.look().px(4)

    def option_width(self, look: Look, option: Option) -> float:
        count = count_width(look, option.count) + look.px(6) if option.count else 0
        return look.width(option.text, bold=True) + count + look.px(16)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        for option, rect in zip(self._options, self._rects(), strict=True):
            is_current = option.key == self._current
            if is_current:
                look.box(painter, rect, "surface", "accent", SIZES.radius.panel)
            elif option.key == self.hover_key:
                look.box(painter, rect, "hover", radius=SIZES.radius.panel)
            words = QRectF(rect).adjusted(look.px(8), 0, 0, 0)
            ink = "accent" if is_current else "text_muted"
            look.draw_text(painter, words, option.text, role=ink, bold=is_current)
            if option.count:
                status: Status = "active" if is_current and option.status == "neutral" else option.status
                at = words.x() + look.width(option.text, bold=is_current) + look.px(6)
                paint_count(painter, at, rect.center().y() + 0.5, option.count, status)


class TabRow(Choice):
    """Tabs inside a document with counts; a 3 px accent line under the current one."""

    def row_height(self) -> int:
        return 30

    def option_width(self, look: Look, option: Option) -> float:
        count = count_width(look, option.count) + look.px(6) if option.count else 0
        return look.width(option.text, bold=True) + count + look.px(22)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("line"))
        for option, rect in zip(self._options, self._rects(), strict=True):
            is_current = option.key == self._current
            words = QRectF(rect).adjusted(look.px(2), 0, 0, -look.px(2))
            ink = "text" if is_current or option.key == self.hover_key else "text_muted"
            look.draw_text(painter, words, option.text, role=ink, bold=is_current)
            end = words.x() + look.width(option.text, bold=is_current)
            if option.count:
                status: Status = "active" if is_current and option.status == "neutral" else option.status
                end += look.px(6) + paint_count(painter, end + look.px(6), words.center().y(), option.count, status)
            if is_current:
                bar = look.px(3)
                painter.fillRect(
                    QRectF(rect.x(), self.height() - bar, end - rect.x() + look.px(2), bar), look.color("accent")
                )
