"""The strip of open documents, painted: state shape, title, close; what does not fit waits behind a caret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.i18n import _
from app.ui import theme
from app.ui.parts.base import Cells, Spot
from app.ui.theme.look import Look
from app.ui.theme.tokens import SIZES, Status

_MORE = "more:"


@dataclass(frozen=True, slots=True)
class Tab:
    """One open document; status: its state's shape before the title; an empty one has none. Home cannot be closed."""

    key: str
    title: str
    status: Status | None = None
    can_close: bool = True
    is_unsaved: bool = False


class TabStrip(Cells):
    """Signals: `chosen(key)`, `close_asked(key)`, `close_others_asked(key)`, `detach_asked(key)`."""

    chosen = Signal(str)
    close_asked = Signal(str)
    close_others_asked = Signal(str)
    detach_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tabs")
        self._tabs: tuple[Tab, ...] = ()
        self._current = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._taken)

    def set_tabs(self, tabs: Sequence[Tab], current: str) -> None:
        """Show these tabs."""
        if (tuple(tabs), current) != (self._tabs, self._current):
            self._tabs, self._current = tuple(tabs), current
            self.place()

    def tabs(self) -> tuple[Tab, ...]:
        """All tabs, also those behind the caret."""
        return self._tabs

    def current(self) -> str:
        return self._current

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(300), theme.look().px(SIZES.height.tab_strip))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(160), self.sizeHint().height())

    # ------------------------------------------------------------------------------------------- geometry
    @staticmethod
    def _title(tab: Tab) -> str:
        return ("• " if tab.is_unsaved else "") + tab.title

    def _width(self, look: Look, tab: Tab) -> int:
        shape = look.px(16) if tab.status else 0
        close = look.px(24) if tab.can_close else look.px(6)
        words = min(look.width(self._title(tab), bold=True), look.px(200))
        return round(look.px(12) + shape + words + close + look.px(8))

    def _placed(self) -> list[tuple[Tab, QRect]]:
        """Home, then as many of the others as fit, so that the current one is among them."""
        look = theme.look()
        widths = [self._width(look, tab) for tab in self._tabs]
        room = self.width()
        first, last = 1, len(self._tabs)
        if sum(widths) > room:
            room -= look.px(30)
            at = next((n for n, tab in enumerate(self._tabs) if tab.key == self._current), 0)
            last = max(at + 1, 2)
            while first < last - 1 and widths[0] + sum(widths[first:last]) > room:
                first += 1
            while last < len(self._tabs) and widths[0] + sum(widths[first : last + 1]) <= room:
                last += 1
        x, placed = 0, []
        for n, tab in enumerate(self._tabs):
            if n == 0 or first <= n < last:
                placed.append((tab, QRect(x, 0, widths[n], self.height())))
                x += widths[n]
        return placed

    def _close_rect(self, rect: QRect) -> QRect:
        look = theme.look()
        return QRect(rect.right() - look.px(25), rect.center().y() - look.px(9), look.px(18), look.px(19))

    def spots(self) -> Sequence[Spot]:
        spots = []
        placed = self._placed()
        for tab, rect in placed:
            spots.append(Spot(f"tab:{tab.key}", rect, self._title(tab), tab.key == self._current))
        for tab, rect in placed:
            if tab.can_close:
                spots.append(Spot(f"close:{tab.key}", self._close_rect(rect), _("Close {tab}").format(tab=tab.title)))
        if len(placed) < len(self._tabs):
            end = placed[-1][1].right() + 1
            spots.append(Spot(_MORE, QRect(end, 2, theme.look().px(28), self.height() - 4), _("More tabs")))
        return spots

    # ------------------------------------------------------------------------------------------- gestures
    def _taken(self, key: str) -> None:
        kind, _colon, name = key.partition(":")
        if kind == "more":
            self._open_more()
        elif kind == "close":
            self.close_asked.emit(name)
        else:
            self.place()  # a button checked by the click shows what is, not what was pressed
            self.chosen.emit(name)

    def _open_more(self) -> None:
        shown = {tab.key for tab, _rect in self._placed()}
        menu = QMenu(self)
        menu.setObjectName("more_tabs")
        for tab in self._tabs:
            if tab.key not in shown:
                menu.addAction(self._title(tab), partial(self.chosen.emit, tab.key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(self._placed()[-1][1].right(), self.height())))

    def _tab_at(self, at: QPoint) -> Tab | None:
        return next((tab for tab, rect in self._placed() if rect.contains(at)), None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        tab = self._tab_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and tab is not None and tab.can_close:
            self.close_asked.emit(tab.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        tab = self._tab_at(self.mapFromGlobal(event.globalPos()))
        if tab is None or not tab.can_close:
            return
        menu = QMenu(self)
        menu.addAction(_("Close") + "\tCtrl+W", lambda: self.close_asked.emit(tab.key))
        menu.addAction(_("Close all others"), lambda: self.close_others_asked.emit(tab.key))
        menu.addSeparator()
        menu.addAction(_("Move to its own window"), lambda: self.detach_asked.emit(tab.key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    # ------------------------------------------------------------------------------------------- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.brush("window"))
        placed = self._placed()
        for tab, rect in placed:
            self._paint_tab(painter, look, tab, rect)
        if len(placed) < len(self._tabs):
            x = placed[-1][1].right() + look.px(8)
            look.draw_icon(painter, x, self.height() / 2, "caret-down", 13)

    def _paint_tab(self, painter: QPainter, look: Look, tab: Tab, rect: QRect) -> None:
        is_current = tab.key == self._current
        is_hovered = self.hover_key in (f"tab:{tab.key}", f"close:{tab.key}")
        if is_current:
            # drawn higher than it is, so that the lower corners are square
            painter.save()
            painter.setClipRect(rect)
            look.box(painter, rect.adjusted(0, 0, 0, 8), "desk", radius=SIZES.radius.tab)
            painter.restore()
            bar = QRectF(rect.x() + look.px(10), 0, rect.width() - look.px(20), look.px(2))
            painter.fillRect(bar, look.brush("accent"))
        else:
            painter.fillRect(rect.right(), look.px(11), 1, rect.height() - look.px(22), look.brush("rule"))
        middle = rect.center().y() + look.px(1)
        x = rect.x() + look.px(12)
        if tab.status:
            look.draw_shape(painter, x, middle, tab.status)
            x += look.px(16)
        end = rect.right() - look.px(26 if tab.can_close else 8)
        words = QRectF(x, look.px(1), end - x, rect.height())
        ink = "text" if is_current or is_hovered else "text_muted"
        cut = look.width(self._title(tab), bold=is_current) > words.width()
        look.draw_text(painter, words, self._title(tab), role=ink, bold=is_current, elide=cut)
        if tab.can_close:
            close = self._close_rect(rect)
            if self.hover_key == f"close:{tab.key}":
                look.box(painter, close, "hover", radius=SIZES.radius.button)
            look.draw_icon(painter, close.x() + look.px(4), middle, "x", 11)
