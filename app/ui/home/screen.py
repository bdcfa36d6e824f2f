"""Home as a whole: number strip on top, message center at the left, pending work in the rest."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.env import Env
from app.ui.home.message_center import MessageCenter
from app.ui.home.numbers import Numbers
from app.ui.home.pending import PendingPanel
from app.ui.theme.tokens import SIZES

NARROW = 900


class HomeScreen(QWidget):
    """The first tab; it cannot be closed."""

    titled = Signal(str, str)

    def __init__(self, env: Env, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("home")
        self.env = env
        self.numbers = Numbers(env, self)
        self.messages = MessageCenter(env, self)
        self.pending = PendingPanel(env, self)
        page = QVBoxLayout(self)
        page.setContentsMargins(12, 10, 12, 10)
        page.setSpacing(10)
        page.addWidget(self.numbers)
        middle = QHBoxLayout()
        middle.setSpacing(10)
        middle.addWidget(self.messages)
        middle.addWidget(self.pending, 1)
        page.addLayout(middle, 1)
        refresh = QShortcut(QKeySequence("F5"), self)
        refresh.activated.connect(self.refresh)
        self.setFocusProxy(self.pending.grid)
        self._fit()
        theme.changes().changed.connect(self._fit)

    def _fit(self) -> None:
        look = theme.look()
        self.messages.set_folded(self.width() < look.px(NARROW))
        self.messages.setFixedWidth(self.messages.wanted_width(look.px(SIZES.width.message_center)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def refresh(self) -> None:
        """F5: read everything again."""
        self.numbers.refresh()
        self.messages.refresh()
        self.pending.refresh()
