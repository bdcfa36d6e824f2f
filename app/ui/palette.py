"""Ctrl+K: find a screen, a document, a customer, an item from one field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.errors import UserError
from app.i18n import _
from app.registry import LookUpRow, ScreenSpec, Search
from app.ui import theme
from app.ui.areas import fits, search_words
from app.ui.env import Env
from app.ui.fields.base import Line
from app.ui.theme.look import RIGHT
from app.ui.theme.tokens import SIZES

AnyIndex = QModelIndex | QPersistentModelIndex
PAUSE_MS = 140
HITS = 6
ROW, HEAD = 28, 24


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of the popup: a group's head (no screen), or something to open."""

    title: str
    code: str = ""
    second: str = ""
    icon: str = ""
    screen: str = ""
    record: int | None = None


class FindField(Line):
    """The field at the right end of the tab strip, with its key written into it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("find")
        self.setAccessibleName(_("Find anything"))
        self.setPlaceholderText(_("Find anything"))
        self._margins()
        theme.changes().changed.connect(self._margins)

    def _margins(self) -> None:
        look = theme.look()
        self.setTextMargins(look.px(18), 0, look.px(48), 0)

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(242), theme.look().px(SIZES.height.field))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look = theme.look()
        painter = QPainter(self)
        look.draw_icon(painter, look.px(7), self.height() / 2, "magnifying-glass", 14)
        width = look.width("Ctrl+K", "small") + look.px(10)
        key = QRectF(self.width() - width - look.px(5), look.px(5), width, self.height() - look.px(10))
        look.box(painter, key, "surface_alt", "line", SIZES.radius.field)
        look.draw_text(painter, key.adjusted(look.px(5), 0, 0, 0), "Ctrl+K", role="text_muted", size="small")


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hits: tuple[Hit, ...] = ()

    def put(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.hits = tuple(hits)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            hit = self.hits[index.row()]
            return " ".join(part for part in (hit.code, hit.title, hit.second) if part)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if index.isValid() and not self.hits[index.row()].screen:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _HitDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView, rows: _Rows) -> None:
        super().__init__(view)
        self._view, self._rows = view, rows

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(theme.look().px(80), theme.look().px(ROW if self._rows.hits[index.row()].screen else HEAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look, hit, rect = theme.look(), self._rows.hits[index.row()], option.rect
        row = QRectF(rect)
        if not hit.screen:
            look.draw_text(painter, row.adjusted(look.px(12), 0, 0, 0), hit.title, role="text_muted", size="small")
            return
        if index == self._view.currentIndex():
            painter.fillRect(rect, look.brush("select"))
            painter.fillRect(rect.x(), rect.y(), look.px(3), rect.height(), look.brush("accent"))
        look.draw_icon(painter, rect.x() + look.px(12), rect.center().y(), hit.icon or "file-text", 15)
        x: float = rect.x() + look.px(36)
        if hit.code:
            look.draw_text(painter, QRectF(x, rect.y(), look.px(150), rect.height()), hit.code, role="accent")
            x += max(look.width(hit.code), look.px(112)) + look.px(10)
        second = min(look.width(hit.second), rect.width() * 0.3)
        end = rect.right() - look.px(12)
        look.draw_text(
            painter, QRectF(end - second, rect.y(), second, rect.height()), hit.second, role="text_muted", align=RIGHT,
            elide=True,
        )  # fmt: skip
        look.draw_text(
            painter, QRectF(x, rect.y(), end - second - x - look.px(8), rect.height()), hit.title, elide=True
        )


class Palette(QFrame):
    """The popup under the field: screens, then what each room found. `opened(screen, record id or None)`.

    All rooms are asked at once in the background; the newest text wins, and what has come is shown while others search.
    """

    opened = Signal(str, object)
    answered = Signal()

    def __init__(self, env: Env, field: FindField, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.env, self.field = env, field
        self._screens = [s for s in env.registry.screens.values() if s.menu and env.may(s.permission)]
        self._searches: list[Search] = [
            s for module in env.registry.modules for s in module.searches if env.may(s.permission)
        ]
        self._words: Mapping[str, str] = {}
        self._found: dict[str, Sequence[LookUpRow]] = {}
        self._asked = ""
        self._missing: set[str] = set()
        self._rows = _Rows(self)
        self.view = QListView(self)
        self.view.setObjectName("palette_hits")
        self.view.setModel(self._rows)
        self.view.setItemDelegate(_HitDelegate(self.view, self._rows))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 5, 1, 5)
        column.addWidget(self.view)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        field.textEdited.connect(self._typed)
        field.installEventFilter(self)
        self.hide()

    def load_words(self, then: Callable[[Mapping[str, str]], object]) -> None:
        """Fetch what screens are found by, in the background; `then` hears of it too."""

        def take(words: Mapping[str, str]) -> None:
            self._words = words
            then(words)

        self.env.run(search_words, tuple(self._screens), then=take, owner=self)

    # ------------------------------------------------------------------------------------------- asking
    def begin(self) -> None:
        """Ctrl+K: cursor into the field, popup with what is there."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._typed(self.field.text())

    def _typed(self, text: str) -> None:
        self._found.clear()
        self._asked = ""
        self._show()
        if text.strip() and not self.field.is_composing:
            self._pause.start()
        else:
            self._pause.stop()

    def _ask(self) -> None:
        text = self.field.text().strip()
        self._asked = text
        self._missing = {s.key for s in self._searches}
        for search in self._searches:
            self.env.run(
                search.find, text, limit=HITS, owner=self, name=f"find {search.key}",
                then=partial(self._take_found, search, text), failed=partial(self._found_nothing, search, text),
            )  # fmt: skip
        self._show()

    def _found_nothing(self, search: Search, text: str, _error: UserError) -> None:
        self._take_found(search, text, ())

    def _take_found(self, search: Search, text: str, rows: Sequence[LookUpRow]) -> None:
        if text != self._asked:
            return
        self._found[search.key] = rows
        self._missing.discard(search.key)
        self._show()
        self.answered.emit()

    # ------------------------------------------------------------------------------------------- showing
    def hits(self) -> list[Hit]:
        """What is shown now, group by group."""
        text = self.field.text().strip()
        fitting: list[ScreenSpec] = [s for s in self._screens if not text or fits(self._words, s, text)]
        shown: list[Hit] = []
        if fitting:
            shown.append(Hit(_("Screens")))
            shown += [Hit(_(s.title), icon=s.icon, screen=s.key) for s in fitting[: HITS if text else 12]]
        for search in self._searches:
            rows = self._found.get(search.key, ())
            if rows:
                shown.append(Hit(_(search.title)))
                shown += [Hit(r.name, r.code, r.second, search.icon, search.screen, int(r.id)) for r in rows]
        if not shown:
            waits = bool(text) and (text != self._asked or bool(self._missing))
            shown.append(Hit(_("Searching …") if waits else _("Nothing found for “{text}”").format(text=text)))
        return shown

    def _show(self) -> None:
        before = self._current()
        hits = self.hits()
        self._rows.put(hits)
        kept = next((n for n, hit in enumerate(hits) if hit == before and hit.screen), None)
        first = next((n for n, hit in enumerate(hits) if hit.screen), None)
        if (row := kept if kept is not None else first) is not None:
            self.view.setCurrentIndex(self._rows.index(row))
        self._place(hits)
        self.setVisible(self.field.hasFocus())
        self.raise_()

    def _current(self) -> Hit | None:
        row = self.view.currentIndex().row()
        return self._rows.hits[row] if 0 <= row < len(self._rows.hits) else None

    def _place(self, hits: Sequence[Hit]) -> None:
        look, window = theme.look(), self.parentWidget()
        assert window is not None
        width = max(look.px(460), self.field.width())
        height = sum(look.px(ROW if hit.screen else HEAD) for hit in hits) + 12
        corner = self.field.mapTo(window, QPoint(self.field.width(), self.field.height() + 2))
        room = window.height() - corner.y() - look.px(30)
        self.setGeometry(max(8, corner.x() - width), corner.y(), width, min(height, room))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme.look().box(QPainter(self), self.rect(), "surface", "edge", SIZES.radius.panel)

    # ------------------------------------------------------------------------------------------- gestures
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if event.type() == QEvent.Type.FocusOut:
                self.hide()
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._key(event.key())
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.isVisible():
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.view.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self._end()
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        row = self.view.currentIndex().row() + step
        while 0 <= row < len(self._rows.hits) and not self._rows.hits[row].screen:
            row += step
        if 0 <= row < len(self._rows.hits):
            self.view.setCurrentIndex(self._rows.index(row))

    def _take(self, index: AnyIndex) -> None:
        hit = self._rows.hits[index.row()] if index.isValid() else None
        if hit is not None and hit.screen:
            self._end()
            self.opened.emit(hit.screen, hit.record)

    def _end(self) -> None:
        """Away with the popup; answers still under way are not for it any more."""
        self._asked = ""
        self._pause.stop()
        self.field.clear()
        self.field.clearFocus()
        self.hide()
