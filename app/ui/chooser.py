"""F7: the full chooser of a look-up. Type to narrow, Enter takes, the list behind it opens from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.registry import LookUp
from app.ui import theme
from app.ui.env import Env
from app.ui.fields.base import Line
from app.ui.grid.columns import Col
from app.ui.grid.grid import Grid
from app.ui.parts import Button

LIMIT = 200


class Chooser(QDialog):
    """A dialog over a look-up's rows."""

    def __init__(
        self,
        env: Env,
        lookup: LookUp,
        text: str,
        within: Any,
        take: Callable[[Any], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.env, self.lookup, self._within, self._take = env, lookup, within, take
        self.setObjectName("chooser")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Choose: {what}").format(what=_(lookup.title)))
        look = theme.look()
        self.resize(look.px(680), look.px(460))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        self.search = Line("magnifying-glass", self)
        self.search.setObjectName("search")
        self.search.setProperty("part", "field")
        self.search.setAccessibleName(_("Search"))
        self.search.setPlaceholderText(_("Code, name, part of it or pinyin initials"))
        self.search.setText(text)
        self.search.installEventFilter(self)
        column.addWidget(self.search)
        self.grid = Grid(
            [
                Col("code", _("Code"), "code", 130, can_sort=False),
                Col("name", _("Name"), "text", 260, stretch=True, can_sort=False),
                Col("second", "", "text", 160, is_muted=True, can_sort=False),
            ],
            self,
            name="choices",
            row_key=lambda row: row.id,
        )
        self.grid.opened.connect(self._choose)
        column.addWidget(self.grid, 1)
        buttons = QHBoxLayout()
        if (
            lookup.new
            and env.registry.screens.get(lookup.new)
            and env.may(env.registry.screens[lookup.new].new_permission)
        ):
            new = Button(_("New"), "plus", parent=self, name="new")
            new.clicked.connect(self._new)
            buttons.addWidget(new)
        buttons.addStretch(1)
        cancel = Button(_("Cancel"), parent=self, name="cancel")
        cancel.clicked.connect(self.reject)
        choose = Button(_("Choose"), "", "↵", "primary", self, name="choose")
        choose.clicked.connect(lambda: self._choose(self.grid.current()))
        buttons.addWidget(cancel)
        buttons.addWidget(choose)
        column.addLayout(buttons)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(80)
        self._pause.timeout.connect(self._ask)
        self.search.textChanged.connect(lambda _t: self._pause.start())
        self._ask()

    def _ask(self) -> None:
        self.env.run(
            self.lookup.find, self.search.text(), self._within, LIMIT, then=self._show, owner=self, name="find"
        )

    def _show(self, rows: Sequence[Any]) -> None:
        self.grid.set_rows(list(rows))
        if rows:
            self.grid.set_current(rows[0].id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.grid.step_current(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.grid.current())
                return True
        return super().eventFilter(watched, event)

    def _choose(self, row: Any) -> None:
        if row is not None:
            self._take(row)
            self.accept()

    def _new(self) -> None:
        self.env.open(self.lookup.new)
        self.reject()
