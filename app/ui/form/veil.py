"""A pane of glass over a form while it is being saved: what is typed then would be overwritten by the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class Veil(QWidget):
    """Takes mouse and keys while it lies over its parent; the focus returns to where it was."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("veil")
        self.setCursor(Qt.CursorShape.WaitCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._before: QWidget | None = None
        self.hide()

    def cover(self, focused: QWidget | None) -> None:
        """Lie over the parent; `focused` gets the focus back."""
        parent = self.parentWidget()
        assert parent is not None
        self._before = focused
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def lift(self) -> None:
        """Go away."""
        if self.isHidden():
            return
        had_focus = self.hasFocus()
        self.hide()
        if had_focus and self._before is not None:
            self._before.setFocus()
        self._before = None
