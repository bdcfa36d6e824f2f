"""Messages in a list: two lines in 46, painted by one delegate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from app.i18n import _
from app.ui import theme
from app.ui.home.said import when
from app.ui.theme.look import RIGHT
from app.ui.theme.tokens import SIZES, Status

AnyIndex = QModelIndex | QPersistentModelIndex
LOOKS: Mapping[str, Status] = {"alert": "late", "warning": "waiting", "info": "active", "done": "done"}
ROW = 46


def filled(template: str, params: Mapping[str, Any]) -> str:
    """A message's words: its English template translated, with its parameters; one that lacks some is shown bare."""
    try:
        return _(template).format(**params)
    except (KeyError, IndexError, ValueError):
        return _(template)


class MessageModel(QAbstractListModel):
    """Messages as read, newest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[Any, ...] = ()

    def put(self, rows: Sequence[Any]) -> None:
        """Show these messages."""
        if tuple(rows) == self.rows:
            return
        if [r.id for r in rows] == [r.id for r in self.rows]:
            self.rows = tuple(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return filled(row.text, row.params)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (filled(row.text, row.params), second_line(row)) if part)
        return None


def second_line(row: Any) -> str:
    """The lower line: details, and who sent it."""
    parts = (filled(row.second, row.second_params) if row.second else "", row.sender)
    return " · ".join(part for part in parts if part)


class MessageDelegate(QStyledItemDelegate):
    """Shape of the severity, title (bold while unread), time right, second line muted; unread has a bar and a tint."""

    def __init__(self, view: QListView, model: MessageModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(theme.look().px(100), theme.look().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look, row, rect = theme.look(), self._model.rows[index.row()], option.rect
        is_current = self._view.hasFocus() and index == self._view.currentIndex()
        is_hovered = bool(option.state & option.state.State_MouseOver)
        ground = "select" if is_current else "hover" if is_hovered or row.unread else "surface"
        painter.fillRect(rect, look.brush(ground))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.brush("line"))
        if row.unread:
            bar = look.px(SIZES.width.accent_bar)
            painter.fillRect(rect.x(), rect.y(), bar, rect.height() - 1, look.brush("accent"))
        upper, lower = rect.y() + look.px(15), rect.y() + look.px(33)
        look.draw_shape(painter, rect.x() + look.px(14), upper, LOOKS.get(row.severity, "neutral"))
        x, end = rect.x() + look.px(34), rect.right() - look.px(11)
        time = when(row.at)
        width = look.width(time, "small")
        line = look.px(20)
        where = QRectF(end - width, upper - line / 2, width, line)
        look.draw_text(painter, where, time, role="text_muted", size="small", align=RIGHT)
        words = QRectF(x, upper - line / 2, end - width - look.px(10) - x, line)
        look.draw_text(painter, words, filled(row.text, row.params), bold=row.unread, elide=True)
        below = QRectF(x, lower - line / 2, end - x, line)
        look.draw_text(painter, below, second_line(row), role="text_muted", elide=True)
