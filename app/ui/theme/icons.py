"""Phosphor icons (MIT) as tinted pixmaps, and the program's own sign."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "icons"


@cache
def _source(name: str) -> bytes:
    return (FOLDER / f"{name}.svg").read_bytes()


def exists(name: str) -> bool:
    """Whether the program carries this icon; descriptors are checked with it at start."""
    return (FOLDER / f"{name}.svg").is_file()


def _render(svg: bytes, size: int, ratio: float) -> QPixmap:
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def pixmap(name: str, size: int, color: QColor, ratio: float) -> QPixmap:
    """An icon in one colour, `size` logical pixels square at a device ratio."""
    return _render(_source(name).replace(b"currentColor", color.name().encode()), size, ratio)


def logo(size: int, ratio: float = 1.0) -> QPixmap:
    """The program's sign: its own colours in both themes."""
    return _render(_source("tradewright"), size, ratio)


def window_icon() -> QIcon:
    """The sign in the sizes a task bar asks for."""
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(logo(size))
    return icon
