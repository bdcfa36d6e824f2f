"""A document in a window of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui import theme
from app.ui.parts import Button, Words
from app.ui.shell.places import Place


class DetachedWindow(QWidget):
    """Shows one document; `back_asked(place)` puts it back among the tabs, `gone(place)` closes it."""

    back_asked = Signal(object)
    gone = Signal(object)

    def __init__(self, place: Place, company: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("detached")
        self.place: Place | None = place
        self._company = company
        look = theme.look()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(look.px(12), look.px(4), look.px(8), 0)
        bar.addWidget(Words(company, "text_muted", "small", self))
        bar.addStretch(1)
        back = Button(_("Back among the tabs"), "arrow-u-up-left", kind="link", parent=self, name="attach")
        back.clicked.connect(self._back)
        bar.addWidget(back)
        column.addLayout(bar)
        place.widget.setParent(self)
        column.addWidget(place.widget, 1)
        place.widget.show()
        QShortcut(QKeySequence("Ctrl+W"), self).activated.connect(self.close)
        self.retitle()
        self.resize(look.px(1100), look.px(680))

    def retitle(self) -> None:
        """The window says what its document says."""
        if self.place is not None:
            self.setWindowTitle(f"{self.place.title} · {self._company}")

    def _back(self) -> None:
        place, self.place = self.place, None
        if place is not None:
            self.back_asked.emit(place)
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        place, self.place = self.place, None
        if place is not None:
            self.gone.emit(place)
        self.deleteLater()
