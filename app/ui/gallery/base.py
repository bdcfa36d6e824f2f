"""What the sheets share."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme

TODAY = date(2026, 11, 20)


class Desk(QWidget):
    """The area behind panels."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.look().color("desk"))


class Sheet:
    """Sample texts in one language; pairs are (Chinese, English)."""

    def __init__(self, language: str) -> None:
        self._at = 0 if language == "zh" else 1

    def say(self, zh: str, en: str) -> str:
        return (zh, en)[self._at]
