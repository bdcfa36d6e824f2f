"""Rows of the navigation: a model of areas and screens, and the delegate that paints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.theme.tokens import SIZES

AnyIndex = QModelIndex | QPersistentModelIndex
ROW = 28


@dataclass(frozen=True, slots=True)
class NavRow:
    """One row: an area (or home), a screen below it, or a favourite."""

    kind: Literal["area", "screen", "favourite"]
    key: str
    title: str
    icon: str = ""
    is_open: bool = False
    is_favourite: bool = False
    is_current: bool = False
    has_screens: bool = False


class NavModel(QAbstractListModel):
    """Rows as they stand."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[NavRow, ...] = ()

    def set_rows(self, rows: Sequence[NavRow]) -> None:
        """Show these rows; repaints only where the same rows stand in the same order."""
        rows = tuple(rows)
        if rows == self.rows:
            return
        same = [(r.kind, r.key) for r in rows] == [(r.kind, r.key) for r in self.rows]
        if same:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.title
        return None


class NavDelegate(QStyledItemDelegate):
    """Paints a row: icon and title, a caret for an area, a star for a screen under the pointer."""

    def __init__(self, view: NavList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(theme.look().px(80), theme.look().px(ROW if self._view.row(index).kind != "favourite" else 26))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look, row, rect = theme.look(), self._view.row(index), option.rect
        is_hovered = bool(option.state & option.state.State_MouseOver)
        has_focus = self._view.hasFocus() and self._view.currentIndex() == index
        box = QRectF(rect).adjusted(0, 0, 0, -1)
        if row.is_current:
            look.box(painter, box, "surface", radius=SIZES.radius.button)
            bar = QRectF(rect.x(), rect.y() + look.px(6), look.px(3), rect.height() - look.px(13))
            painter.fillRect(bar, look.brush("accent"))
        elif is_hovered:
            look.box(painter, box, "hover", radius=SIZES.radius.button)
        if has_focus:
            look.box(painter, box, "", "accent", SIZES.radius.button)
        middle = rect.center().y()
        x = rect.x() + look.px(10)
        if row.kind == "screen":
            x += look.px(24)
        else:
            look.draw_icon(painter, x, middle, row.icon, 16, "accent" if row.is_current else "text_muted")
            x += look.px(24)
        words = QRectF(x, rect.y(), rect.right() - x - look.px(22), rect.height() - 1)
        look.draw_text(painter, words, row.title, bold=row.is_current, elide=True)
        self._mark(painter, row, rect, is_hovered)

    def _mark(self, painter: QPainter, row: NavRow, rect: QRect, is_hovered: bool) -> None:
        look = theme.look()
        x, middle = rect.right() - look.px(18), rect.center().y()
        if row.has_screens:
            look.draw_icon(painter, x, middle, "caret-down" if row.is_open else "caret-right", 12)
        elif row.kind == "screen" and (is_hovered or row.is_favourite):
            look.draw_icon(painter, x, middle, "star", 13, "accent" if row.is_favourite else "text_muted")


class NavList(QListView):
    """A list of navigation rows. `taken(row)` by click or Enter, `starred(row)`, `folded(row, open)` by arrow keys."""

    taken = Signal(object)
    starred = Signal(object)
    folded = Signal(object, bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._model = NavModel(self)
        self.setModel(self._model)
        self.setItemDelegate(NavDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self._clear_ground()
        theme.changes().changed.connect(self.restyle)

    def _clear_ground(self) -> None:
        clear = self.palette()
        clear.setColor(QPalette.ColorRole.Base, QColor(Qt.GlobalColor.transparent))
        self.setPalette(clear)

    def restyle(self) -> None:
        """After another theme or scale."""
        self._clear_ground()
        self.scheduleDelayedItemsLayout()

    def set_rows(self, rows: Sequence[NavRow]) -> None:
        self._model.set_rows(rows)

    def rows(self) -> tuple[NavRow, ...]:
        """The rows as they stand."""
        return self._model.rows

    def row(self, index: AnyIndex) -> NavRow:
        """The row at an index."""
        return self._model.rows[index.row()]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            super().mouseReleaseEvent(event)
            return
        row = self.row(index)
        star = row.kind == "screen" and at.x() > self.visualRect(index).right() - theme.look().px(24)
        (self.starred if star else self.taken).emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index, key = self.currentIndex(), event.key()
        if not index.isValid():
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.taken.emit(self.row(index))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.folded.emit(self.row(index), key == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rows:
            self.setCurrentIndex(self._model.index(0))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.viewport().update()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)

    def content_height(self) -> int:
        """The height all rows take."""
        return sum(self.sizeHintForRow(n) for n in range(len(self._model.rows)))
