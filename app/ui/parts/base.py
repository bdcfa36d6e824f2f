"""What painted parts share: repaint on a change of theme, and cells that keyboard and screen readers can reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui import theme


class Painted(QWidget):
    """A widget that paints itself from the look in force."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.changes().changed.connect(self.restyle)

    def restyle(self) -> None:
        """Lay out and paint anew after another theme or scale; extended where geometry is cached."""
        self.updateGeometry()
        self.update()


@dataclass(frozen=True)
class Spot:
    """A clickable place of a painted part. name: what a screen reader says."""

    key: str
    rect: QRect
    name: str
    is_checked: bool | None = None


class Hit(QAbstractButton):
    """An unpainted button over a spot, so that Tab, Space and screen readers find it; paints its focus edge only."""

    hovered = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = ""
        self.radius = 3
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            theme.look().box(painter, self.rect(), "", "accent", self.radius, 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # a button would move the focus itself; the part knows better
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.hovered.emit(True)

    def leaveEvent(self, event: object) -> None:
        self.hovered.emit(False)


class Cells(Painted):
    """A painted part with clickable spots. A subclass gives `spots()`; they are placed again after every change."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []
        self.hover_key = ""

    def spots(self) -> Sequence[Spot]:
        """The clickable places at the present size."""
        return ()

    def place(self) -> None:
        """Put the hits where the spots are and paint."""
        spots = self.spots()
        while len(self._hits) < len(spots):
            self._hits.append(self._new_hit())
        for hit, spot in zip(self._hits, spots, strict=False):
            hit.key = spot.key
            hit.setObjectName(f"{self.objectName()}.{spot.key}")
            hit.setGeometry(spot.rect)
            hit.setAccessibleName(spot.name)
            hit.setCheckable(spot.is_checked is not None)
            hit.setChecked(bool(spot.is_checked))
            hit.show()
        for hit in self._hits[len(spots) :]:
            hit.hide()
        self.update()

    def _new_hit(self) -> Hit:
        hit = Hit(self)
        hit.clicked.connect(lambda: self._pressed(hit))
        hit.hovered.connect(lambda inside: self._hover(hit.key if inside else ""))
        return hit

    def _pressed(self, hit: Hit) -> None:
        self.clicked.emit(hit.key)

    def _hover(self, key: str) -> None:
        self.hover_key = key
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.place()

    def restyle(self) -> None:
        super().restyle()
        self.place()
