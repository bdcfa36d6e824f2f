"""What a paint needs, made once per theme and scale: colours, fonts, metrics, pens, shapes, icons.

A colour is named by its role: "surface", "late.soft", "series.0"; "edge" is the edge of a field, "rule" the line
under a grid head. A Look lives until the theme or the scale changes; pixmaps are kept per device ratio.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QStaticText

from app.ui.theme import icons, shapes
from app.ui.theme.tokens import SIZES, FontSize, Status, Theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
_WIDTHS_KEPT = 20_000
_STATICS_KEPT = 4_000
_PICTURES_KEPT = 2_000


def blend(over: QColor, under: QColor, share: float) -> QColor:
    """`share` of the first colour over the second, opaque."""
    rest = 1 - share
    return QColor(
        round(over.red() * share + under.red() * rest),
        round(over.green() * share + under.green() * rest),
        round(over.blue() * share + under.blue() * rest),
    )


class Look:
    """The theme in force at one scale, with its caches. Methods are cheap enough for `paintEvent`."""

    def __init__(self, theme: Theme, scale: float = 1.0, family: str = "Noto Sans SC") -> None:
        self.theme = theme
        self.scale = scale
        self.family = family
        self._colors: dict[str, QColor] = {}
        self._pens: dict[tuple[str, float], QPen] = {}
        self._brushes: dict[str, QBrush] = {}
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._metrics: dict[tuple[str, bool], QFontMetricsF] = {}
        self._widths: dict[tuple[str, str, bool], float] = {}
        self._pictures: dict[tuple[object, ...], QPixmap] = {}
        self._heights: dict[tuple[str, bool], float] = {}
        self._statics: dict[tuple[str, str, bool], QStaticText] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self.no_pen = QPen(Qt.PenStyle.NoPen)

    def px(self, tokens: float) -> int:
        """Token pixels (at 100 %) as pixels at this scale."""
        return round(tokens * self.scale)

    def color(self, role: str) -> QColor:
        found = self._colors.get(role)
        if found is None:
            found = self._colors[role] = self._resolve(role)
        return found

    def _resolve(self, role: str) -> QColor:
        if role == "edge":
            return blend(self.color("line_strong"), self.color("surface"), 0.62)
        if role == "rule":
            return blend(self.color("line_strong"), self.color("surface"), 0.48)
        if role == "faint":
            return blend(self.color("text_muted"), self.color("surface"), 0.55)
        group, dot, name = role.partition(".")
        if not dot:
            return QColor(getattr(self.theme.roles, role))
        if group == "series":
            return QColor(self.theme.series[int(name) % len(self.theme.series)])
        return QColor(getattr(self.theme.status[group], name))  # type: ignore[index]

    def pen(self, role: str, width: float = 1) -> QPen:
        key = (role, width)
        found = self._pens.get(key)
        if found is None:
            found = self._pens[key] = QPen(self.color(role), width * max(1.0, self.scale) if width > 1 else width)
        return found

    def brush(self, role: str) -> QBrush:
        found = self._brushes.get(role)
        if found is None:
            found = self._brushes[role] = QBrush(self.color(role))
        return found

    def font(self, size: FontSize = "body", bold: bool = False) -> QFont:
        key = (size, bold)
        found = self._fonts.get(key)
        if found is None:
            found = QFont(self.family)
            found.setPixelSize(self.px(getattr(SIZES.font, size)))
            found.setBold(bold)
            self._fonts[key] = found
        return found

    def metrics(self, size: FontSize = "body", bold: bool = False) -> QFontMetricsF:
        key = (size, bold)
        found = self._metrics.get(key)
        if found is None:
            found = self._metrics[key] = QFontMetricsF(self.font(size, bold))
        return found

    def width(self, text: str, size: FontSize = "body", bold: bool = False) -> float:
        """The width of a text in pixels at this scale."""
        key = (text, size, bold)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) > _WIDTHS_KEPT:
                self._widths.clear()
            found = self._widths[key] = self.metrics(size, bold).horizontalAdvance(text)
        return found

    def shape(self, status: Status, size: int = 10, role: str = "", ratio: float = 1.0) -> QPixmap:
        """The shape of a state, `size` token pixels square, in the state's text colour or another role."""
        role = role or f"{status}.fg"
        key = (status, role, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = shapes.pixmap(status, self.px(size), self.color(role), ratio)
        return found

    def icon(self, name: str, size: int = 16, role: str = "text_muted", ratio: float = 1.0) -> QPixmap:
        """A Phosphor icon tinted by a role, `size` token pixels square."""
        key = (f"icon:{name}", role, size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = icons.pixmap(name, self.px(size), self.color(role), ratio)
        return found

    def picture(
        self,
        key: tuple[object, ...],
        width: float,
        height: float,
        ratio: float,
        draw: Callable[[QPainter, QRectF], None],
    ) -> QPixmap:
        """A small thing drawn once and kept under its key: a chip, a bar. Size in pixels at this scale."""
        kept = (*key, width, height, ratio)
        found = self._pictures.get(kept)
        if found is None:
            if len(self._pictures) > _PICTURES_KEPT:
                self._pictures.clear()
            found = QPixmap(max(1, math.ceil(width * ratio)), max(1, math.ceil(height * ratio)))
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            draw(painter, QRectF(0, 0, width, height))
            painter.end()
            self._pictures[kept] = found
        return found

    def draw_text(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        text: str,
        *,
        role: str = "text",
        size: FontSize = "body",
        bold: bool = False,
        align: Qt.AlignmentFlag = LEFT,
        elide: bool = False,
    ) -> None:
        """Draw one line; with `elide` a text that is too wide loses its end (names only, never figures)."""
        if not text:
            return
        width = self.width(text, size, bold)
        room = rect.width()
        if elide and width > room:
            text = self.metrics(size, bold).elidedText(text, Qt.TextElideMode.ElideRight, room)
            width = self.width(text, size, bold)
        drawn = self._static(text, size, bold)
        if align == RIGHT:
            x = rect.x() + room - width
        elif align == CENTER:
            x = rect.x() + (room - width) / 2
        else:
            x = rect.x()
        painter.setFont(self.font(size, bold))
        painter.setPen(self.pen(role))
        y = rect.y() + (rect.height() - self._line_height(size, bold)) / 2
        painter.drawStaticText(QPointF(round(x), round(y)), drawn)

    def _line_height(self, size: FontSize, bold: bool) -> float:
        key = (size, bold)
        found = self._heights.get(key)
        if found is None:
            found = self._heights[key] = self.metrics(size, bold).height()
        return found

    def _static(self, text: str, size: FontSize, bold: bool) -> QStaticText:
        """The text laid out once; drawing it again costs a fifth of shaping it again."""
        key = (text, size, bold)
        found = self._statics.get(key)
        if found is None:
            if len(self._statics) > _STATICS_KEPT:
                self._statics.clear()
            found = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=self.font(size, bold))
            self._statics[key] = found
        return found

    def draw_shape(self, painter: QPainter, x: float, middle: float, status: Status, size: int = 10) -> None:
        """Draw a state's shape with its left edge at x, centred on the line `middle`."""
        drawn = self.shape(status, size, ratio=painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(round(x), round(middle - self.px(size) / 2)), drawn)

    def draw_icon(
        self, painter: QPainter, x: float, middle: float, name: str, size: int = 16, role: str = "text_muted"
    ) -> None:
        """Draw an icon with its left edge at x, centred on the line `middle`."""
        drawn = self.icon(name, size, role, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(round(x), round(middle - self.px(size) / 2)), drawn)

    def box(
        self, painter: QPainter, rect: QRectF | QRect, fill: str, edge: str = "", radius: int = 0, width: int = 1
    ) -> None:
        """A rounded rectangle; its edge lies wholly inside `rect`, so that it is sharp at 100 %."""
        outline = QRectF(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, bool(radius))
        painter.setBrush(self.brush(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.setPen(self.pen(edge, width) if edge else self.no_pen)
        if edge:
            half = width / 2
            outline.adjust(half, half, -half, -half)
        painter.drawRoundedRect(outline, self.px(radius), self.px(radius))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
