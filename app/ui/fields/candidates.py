"""The list of matches under a look-up: code, name and a second text in aligned columns. Never takes the focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import theme

AnyIndex = QModelIndex | QPersistentModelIndex
_MOST_ROWS = 10


@dataclass(frozen=True)
class Candidate:
    """A match of a look-up. key: what is stored; second: what tells two names apart (town, specification)."""

    key: Any
    code: str
    name: str = ""
    second: str = ""

    def shown(self) -> str:
        return f"{self.code} {self.name}".strip()


class _Model(QAbstractListModel):
    rows: tuple[Candidate, ...] = ()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        return f"{row.shown()} {row.second}".strip() if role == Qt.ItemDataRole.DisplayRole else None

    def put(self, rows: Sequence[Candidate]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    code_width = 60.0
    name_width = 120.0

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(theme.look().px(200), theme.look().px(24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = theme.look()
        rect = QRectF(option.rect)
        model = index.model()
        assert isinstance(model, _Model)
        row = model.rows[index.row()]
        if option.state & option.state.State_Selected:
            painter.fillRect(rect, look.color("select"))
        x = rect.x() + look.px(8)
        look.draw_text(
            painter, QRectF(x, rect.y(), self.code_width, rect.height()), row.code, role="accent", elide=True
        )
        x += self.code_width + look.px(12)
        look.draw_text(painter, QRectF(x, rect.y(), self.name_width, rect.height()), row.name, elide=True)
        x += self.name_width + look.px(12)
        room = QRectF(x, rect.y(), rect.right() - x - look.px(8), rect.height())
        look.draw_text(painter, room, row.second, role="text_muted", elide=True)


class CandidateList(QListView):
    """A list below an editor; keys stay in the editor, which moves the mark with `move_by` and takes `current()`."""

    picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self._rows = _Model(self)
        self._delegate = _Delegate(self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.pressed.connect(lambda index: self.picked.emit(self._rows.rows[index.row()]))

    def offer(self, rows: Sequence[Candidate], below: QPoint, width: int) -> None:
        """Show these matches below a point, at least `width` wide; none hides the list."""
        self._rows.put(rows)
        if not rows:
            self.hide()
            return
        look = theme.look()
        self._delegate.code_width = min(look.px(160), max(look.width(row.code) for row in rows) + 2)
        self._delegate.name_width = min(look.px(260), max(look.width(row.name) for row in rows) + 2)
        second = min(look.px(220), max(look.width(row.second) for row in rows))
        needed = self._delegate.code_width + self._delegate.name_width + second + look.px(60)
        self.resize(max(width, round(needed)), look.px(24) * min(len(rows), _MOST_ROWS) + 4)
        self.move(self._inside_screen(below))
        self.setCurrentIndex(self._rows.index(0))
        self.show()
        self.raise_()

    def _inside_screen(self, wanted: QPoint) -> QPoint:
        room = self.screen().availableGeometry()
        x = max(room.left(), min(wanted.x(), room.right() - self.width()))
        y = wanted.y()
        if y + self.height() > room.bottom():
            y = max(room.top(), y - self.height() - theme.look().px(28))
        return QPoint(x, y)

    def rows(self) -> tuple[Candidate, ...]:
        return self._rows.rows

    def current(self) -> Candidate | None:
        """The marked match, while the list is shown."""
        if self.isHidden() or not self.currentIndex().isValid():
            return None
        return self._rows.rows[self.currentIndex().row()]

    def move_by(self, step: int) -> None:
        last = len(self._rows.rows) - 1
        at = min(max(self.currentIndex().row() + step, 0), last)
        self.setCurrentIndex(self._rows.index(at))
