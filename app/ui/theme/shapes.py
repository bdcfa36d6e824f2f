"""The six state shapes, drawn so that they differ without colour: ring, half disc, arrow, check, triangle, bars."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from app.ui.theme.tokens import Status

_UNIT = 10.0  # shapes are drawn in a square of ten units


def _stroke(painter: QPainter, color: QColor, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))


def _fill(painter: QPainter, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)


def _ring(painter: QPainter, color: QColor) -> None:
    _stroke(painter, color, 1.7)
    painter.drawEllipse(QPointF(5, 5), 3.6, 3.6)


def _half_disc(painter: QPainter, color: QColor) -> None:
    _stroke(painter, color, 1.5)
    painter.drawEllipse(QPointF(5, 5), 3.7, 3.7)
    _fill(painter, color)
    painter.drawPie(QRectF(1.3, 1.3, 7.4, 7.4), -90 * 16, 180 * 16)


def _triangle_right(painter: QPainter, color: QColor) -> None:
    _fill(painter, color)
    painter.drawPolygon(QPolygonF([QPointF(1.6, 1.0), QPointF(9.2, 5), QPointF(1.6, 9.0)]))


def _check(painter: QPainter, color: QColor) -> None:
    _stroke(painter, color, 2.0)
    painter.drawPolyline(QPolygonF([QPointF(1.0, 5.4), QPointF(3.7, 8.2), QPointF(9.1, 2.2)]))


def _triangle_up(painter: QPainter, color: QColor) -> None:
    _fill(painter, color)
    painter.drawPolygon(QPolygonF([QPointF(5, 0.8), QPointF(10, 9.2), QPointF(0, 9.2)]))


def _two_bars(painter: QPainter, color: QColor) -> None:
    _fill(painter, color)
    painter.drawRect(QRectF(1.5, 1.5, 3, 7))
    painter.drawRect(QRectF(5.8, 1.5, 3, 7))


_DRAW: dict[Status, Callable[[QPainter, QColor], None]] = {
    "neutral": _ring,
    "waiting": _half_disc,
    "active": _triangle_right,
    "done": _check,
    "late": _triangle_up,
    "hold": _two_bars,
}


def pixmap(status: Status, size: int, color: QColor, ratio: float) -> QPixmap:
    """The shape as a pixmap of `size` logical pixels at a device ratio."""
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / _UNIT, size / _UNIT)
    _DRAW[status](painter, color)
    painter.end()
    return drawn
