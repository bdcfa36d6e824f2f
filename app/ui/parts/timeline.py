"""What happened, over all kinds: time, axis with a node, title and second line. A list view with one delegate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import theme
from app.ui.theme.look import RIGHT, Look
from app.ui.theme.tokens import Status

AnyIndex = QModelIndex | QPersistentModelIndex
_TIME_END, _AXIS, _WORDS = 54, 74, 92


@dataclass(frozen=True)
class Moment:
    """Something that happened; key opens it. An entry with only `title` set by `head()` opens a stretch of time."""

    key: str
    time: str
    title: str
    second: str = ""
    who: str = ""
    icon: str = ""
    status: Status = "active"
    is_head: bool = False


def head(title: str) -> Moment:
    """The line over a stretch of time: "This week"."""
    return Moment("", "", title, is_head=True)


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moments: tuple[Moment, ...] = ()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.moments)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        moment = self.moments[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (moment.time, moment.title, moment.second, moment.who) if part)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if index.isValid() and self.moments[index.row()].is_head:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        moment = self._moment(index)
        high = 24 if moment.is_head else 42 if moment.second else 26
        return QSize(theme.look().px(200), theme.look().px(high))

    def _moment(self, index: AnyIndex) -> Moment:
        model = index.model()
        assert isinstance(model, _Model)
        return model.moments[index.row()]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = theme.look()
        moment = self._moment(index)
        rect = QRectF(option.rect)
        if moment.is_head:
            self._paint_head(painter, look, moment, rect)
            return
        if option.state & option.state.State_Selected and option.widget.hasFocus():
            painter.fillRect(rect, look.color("accent_soft"))
        self._paint_axis(painter, look, moment, rect)
        first = QRectF(rect.x(), rect.y(), rect.width(), look.px(22))
        time = QRectF(rect.x(), first.y(), look.px(_TIME_END), first.height())
        look.draw_text(painter, time, moment.time, role="text_muted", align=RIGHT)
        words = first.adjusted(look.px(_WORDS), 0, -look.width(moment.who, "small") - look.px(20), 0)
        look.draw_text(painter, words, moment.title, bold=True, elide=True)
        who = first.adjusted(0, 0, -look.px(12), 0)
        look.draw_text(painter, who, moment.who, role="text_muted", size="small", align=RIGHT)
        second = QRectF(words.x(), rect.y() + look.px(20), rect.right() - words.x() - look.px(12), look.px(18))
        look.draw_text(painter, second, moment.second, role="text_muted", elide=True)

    def _paint_head(self, painter: QPainter, look: Look, moment: Moment, rect: QRectF) -> None:
        words = rect.adjusted(look.px(12), 0, 0, 0)
        look.draw_text(painter, words, moment.title, role="text_muted", size="small", bold=True)
        left = look.px(12) + max(look.width(moment.title, "small", True) + look.px(8), look.px(_WORDS - 12))
        middle = round(rect.center().y())
        painter.fillRect(QRectF(left, middle, rect.right() - left - look.px(12), 1), look.color("line"))

    def _paint_axis(self, painter: QPainter, look: Look, moment: Moment, rect: QRectF) -> None:
        x = rect.x() + look.px(_AXIS)
        painter.fillRect(QRectF(x, rect.y(), 1, rect.height()), look.color("line"))
        node = look.px(18)
        circle = QRectF(x - node / 2 + 0.5, rect.y() + look.px(2), node, node)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.pen("surface", 2))
        painter.setBrush(look.brush(f"{moment.status}.soft"))
        painter.drawEllipse(circle)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if moment.icon:
            look.draw_icon(
                painter, circle.center().x() - look.px(6), circle.center().y(), moment.icon, 12, f"{moment.status}.fg"
            )
        else:
            look.draw_shape(painter, circle.center().x() - look.px(4), circle.center().y(), moment.status, 8)


class Timeline(QListView):
    """The list of moments. `opened(key)` on Enter or click."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._moments = _Model(self)
        self.setModel(self._moments)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)
        theme.changes().changed.connect(self.scheduleDelayedItemsLayout)

    def set_moments(self, moments: Sequence[Moment]) -> None:
        if tuple(moments) != self._moments.moments:
            self._moments.beginResetModel()
            self._moments.moments = tuple(moments)
            self._moments.endResetModel()

    def _open(self, index: QModelIndex) -> None:
        key = self._moments.moments[index.row()].key
        if key:
            self.opened.emit(key)
