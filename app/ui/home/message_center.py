"""The message center: unread first in sight, filter, mark read, mute; a click opens what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QMenu, QWidget

from app.errors import UserError
from app.i18n import _, error_text
from app.ui import theme
from app.ui.env import Env
from app.ui.home.message_rows import MessageDelegate, MessageModel
from app.ui.parts import Button, EmptyState, Option, Panel, Segmented
from app.ui.parts.chips import paint_count
from app.ui.theme.tokens import SIZES

LIMIT = 200


class MessageList(QListView):
    """The list; Enter opens."""

    def __init__(self, center: MessageCenter) -> None:
        super().__init__(center)
        self._center = center
        self.setObjectName("messages")
        self.setAccessibleName(_("Message center"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._center.open_at(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._center.open_at(index)


class MessageCenter(Panel):
    """Messages of this person, read again whenever one comes or is read somewhere."""

    def __init__(self, env: Env, parent: QWidget | None = None) -> None:
        super().__init__(_("Message center"), parent)
        self.setObjectName("message_center")
        self.env = env
        self._all: tuple[Any, ...] = ()
        self._is_folded = False
        self.model = MessageModel(self)
        self.view = MessageList(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(MessageDelegate(self.view, self.model))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.read_all = self.add_link("all_read", _("Mark all read"))
        self.read_all.setVisible(False)
        self.link_taken.connect(lambda _key: self._mark(None))
        self.body.addWidget(self._filter_row())
        self.empty = EmptyState(_("No messages"), parent=self)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.view, 1)
        env.changes.subscribe(self, ("message",), lambda changed: self._on_news(changed))
        theme.changes().changed.connect(self.view.scheduleDelayedItemsLayout)
        self._show()
        self.refresh()

    def _filter_row(self) -> QWidget:
        self.filter_row = QWidget(self)
        row = QHBoxLayout(self.filter_row)
        row.setContentsMargins(11, 5, 11, 5)
        self.filter = Segmented(self.filter_row)
        self.filter.setObjectName("message_filter")
        self.filter.chosen.connect(lambda _key: self._show())
        row.addWidget(self.filter)
        row.addStretch(1)
        self.more = Button("", "sliders-horizontal", kind="quiet", parent=self.filter_row, name="message_more",
                           tip=_("Kinds of messages"), is_small=True)  # fmt: skip
        self.more.clicked.connect(lambda: self._open_menu(None))
        row.addWidget(self.more)
        return self.filter_row

    # ------------------------------------------------------------------------------------------- reading
    def refresh(self) -> None:
        """Read the messages again."""
        self.env.run(self.env.doors.messages, LIMIT, then=self._take, owner=self, name="messages", failed=self._failed)

    def _on_news(self, changed: Sequence[tuple[str, int]]) -> None:
        if any(record in (0, self.env.user.id) for _kind, record in changed):
            self.refresh()

    def _take(self, rows: Sequence[Any]) -> None:
        self._all = tuple(rows)
        self._show()

    def _failed(self, error: UserError) -> None:
        if not self._all:
            self.empty.set_text(error_text(error))

    def _show(self) -> None:
        unread = [row for row in self._all if row.unread]
        self.filter.set_options([
            Option("", _("All")),
            Option("warnings", _("Warnings"), _count(r for r in unread if is_warning(r))),
            Option("approvals", _("Approvals"), _count(r for r in unread if is_approval(r))),
            Option("mentions", _("Mentions"), _count(r for r in unread if is_mention(r))),
        ])  # fmt: skip
        fits = {"warnings": is_warning, "approvals": is_approval, "mentions": is_mention}.get(self.filter.current())
        shown = [row for row in self._all if fits is None or fits(row)]
        self.model.put(shown)
        self.set_count(str(len(unread)) if unread else "", "active")
        self.read_all.setVisible(bool(unread) and not self._is_folded)
        self.empty.setVisible(not shown and not self._is_folded)
        self.view.setVisible(bool(shown) and not self._is_folded)
        self.update()

    # ------------------------------------------------------------------------------------------- gestures
    def open_at(self, index: QModelIndex) -> None:
        """Open what a message is about; it is read then."""
        row = self.model.rows[index.row()]
        if row.unread:
            self._mark([row.id])
        if row.screen:
            self.env.open(row.screen, row.record_id)

    def _mark(self, ids: list[int] | None) -> None:
        self.env.act("office.mark_read", self.env.doors.mark_read, ids, owner=self, then=lambda _n: self.refresh())

    def _open_menu(self, at: QPoint | None) -> None:
        index = self.view.indexAt(at) if at is not None else self.view.currentIndex()
        row = self.model.rows[index.row()] if index.isValid() else None
        menu = QMenu(self)
        if row is not None:
            menu.addAction(_("Open"), lambda: self.open_at(index))
            if row.unread:
                menu.addAction(_("Mark read"), lambda: self._mark([row.id]))
            menu.addAction(_("No more messages of this kind"), lambda: self._mute(row.kind))
            menu.addSeparator()
        menu.addAction(_("Mark all read"), lambda: self._mark(None))
        menu.aboutToHide.connect(menu.deleteLater)
        where = self.view.viewport().mapToGlobal(at) if at is not None else self.more.mapToGlobal(QPoint(0, 26))
        menu.popup(where)

    def _mute(self, kind: str) -> None:
        self.env.act(
            "office.mute", self.env.doors.mute, kind, owner=self,
            then=lambda _n: self.env.say("done", _("No more messages of this kind will come.")),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- narrow
    def wanted_width(self, open_width: int) -> int:
        """How wide the center is: folded it is a strip with its count."""
        return theme.look().px(SIZES.width.nav_rail) if self._is_folded else open_width

    def set_folded(self, is_folded: bool) -> None:
        """Fold to a strip where the window is narrow."""
        if is_folded != self._is_folded:
            self._is_folded = is_folded
            self.head.setVisible(not is_folded)
            self.filter_row.setVisible(not is_folded)
            self._show()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_folded:
            self._open_list_menu()

    def _open_list_menu(self) -> None:
        menu = QMenu(self)
        for place, _row in enumerate(self.model.rows[:15]):
            index = self.model.index(place)
            menu.addAction(str(self.model.data(index)), partial(self.open_at, index))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(self.width(), 0)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_folded:
            look, painter = theme.look(), QPainter(self)
            look.draw_icon(painter, (self.width() - look.px(18)) / 2, look.px(22), "bell", 18)
            unread = sum(1 for row in self._all if row.unread)
            if unread:
                at = QRectF(0, look.px(36), self.width(), look.px(20))
                paint_count(painter, at.center().x() - look.px(9), at.center().y(), str(unread), "active")


def is_warning(row: Any) -> bool:
    """A rule of the worker found something."""
    return row.severity in ("alert", "warning") and not is_approval(row) and not is_mention(row)


def is_approval(row: Any) -> bool:
    """Somebody asks for a decision, or one was made."""
    return any(word in row.kind for word in ("approv", "reject", "submit", "decide"))


def is_mention(row: Any) -> bool:
    """A colleague named this person."""
    return "mention" in row.kind or "comment" in row.kind


def _count(rows: Any) -> str:
    found = sum(1 for _row in rows)
    return str(found) if found else ""
