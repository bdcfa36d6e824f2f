"""Small signs: state chip, count, avatar, tag, mini bar. Each as a painting function for delegates and as a widget."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.parts.base import Painted
from app.ui.theme.look import CENTER, LEFT, RIGHT, Look
from app.ui.theme.tokens import SIZES, Status

_WORD_AT = 19
_CHIP_END = 8


@dataclass(frozen=True)
class Chip:
    """A state with its word, already translated. An empty word leaves the shape alone."""

    status: Status
    word: str


def chip_width(look: Look, word: str) -> float:
    """The width a chip needs, in pixels at the look's scale."""
    return look.px(_WORD_AT + _CHIP_END) + look.width(word)


def paint_chip(painter: QPainter, rect: QRectF, status: Status, word: str) -> None:
    """Paint a state chip left-aligned and vertically centred in `rect`; it is never wider than its word needs."""
    look = theme.look()
    height = look.px(SIZES.height.chip)
    width = min(chip_width(look, word), rect.width())
    ratio = painter.device().devicePixelRatioF()
    drawn = look.picture(
        ("chip", status, word), width, height, ratio, lambda inner, box: _draw_chip(inner, box, status, word)
    )
    top = rect.y() + (rect.height() - height) / 2
    painter.drawPixmap(QPointF(round(rect.x()), round(top)), drawn)


def _draw_chip(painter: QPainter, box: QRectF, status: Status, word: str) -> None:
    look = theme.look()
    look.box(painter, box, f"{status}.soft", radius=SIZES.radius.chip)
    look.draw_shape(painter, box.x() + look.px(5), box.center().y(), status)
    words = box.adjusted(look.px(_WORD_AT), 0, 0, 0)
    look.draw_text(painter, words, word, role=f"{status}.fg", elide=words.width() < look.width(word))


class StatusChip(Painted):
    """A chip as a widget."""

    def __init__(self, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = chip
        self.setAccessibleName(chip.word)

    def set_chip(self, chip: Chip) -> None:
        if chip != self._chip:
            self._chip = chip
            self.setAccessibleName(chip.word)
            self.restyle()

    def sizeHint(self) -> QSize:
        look = theme.look()
        return QSize(round(chip_width(look, self._chip.word)) + 1, look.px(SIZES.height.chip))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self._chip.status, self._chip.word)


def count_text(count: int, is_capped: bool = False) -> str:
    """A count as shown: thousands separated, "10,000+" where counting stopped."""
    return f"{count:,}" + ("+" if is_capped else "")


def count_width(look: Look, text: str) -> float:
    return max(look.px(SIZES.height.count), look.width(text, "small", True) + look.px(10))


def paint_count(painter: QPainter, x: float, middle: float, text: str, status: Status = "neutral") -> float:
    """Paint a count badge starting at x; returns its width."""
    look = theme.look()
    width = count_width(look, text)
    height = look.px(SIZES.height.count) + 1
    box = QRectF(round(x), round(middle - height / 2), round(width), height)
    look.box(painter, box, f"{status}.soft", radius=height // 2)
    look.draw_text(painter, box, text, role=f"{status}.fg", size="small", bold=True, align=CENTER)
    return width


class CountBadge(Painted):
    """A count as a widget; hidden while it has nothing to say."""

    def __init__(self, text: str = "", status: Status = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._status = text, status
        self.setVisible(bool(text))

    def set_count(self, text: str, status: Status = "neutral") -> None:
        if (text, status) != (self._text, self._status):
            self._text, self._status = text, status
            self.setAccessibleName(text)
            self.setVisible(bool(text))
            self.restyle()

    def sizeHint(self) -> QSize:
        look = theme.look()
        return QSize(round(count_width(look, self._text)), look.px(SIZES.height.count) + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_count(painter, 0, self.height() / 2, self._text, self._status)


def paint_avatar(painter: QPainter, rect: QRectF, name: str, status: Status = "neutral") -> None:
    """A circle with the first letter of a person's name."""
    look = theme.look()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(look.no_pen)
    painter.setBrush(look.brush(f"{status}.soft"))
    painter.drawEllipse(rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    look.draw_text(painter, rect, name[:1].upper(), role=f"{status}.fg", size="body", bold=True, align=CENTER)


class Avatar(Painted):
    """A person as a circle with a letter, 22 pixels."""

    def __init__(self, name: str, status: Status = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._status = name, status
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        side = theme.look().px(23)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.look().px(22)
        paint_avatar(painter, QRectF(0, (self.height() - side) / 2, side, side), self._name, self._status)


def tag_width(look: Look, text: str) -> float:
    return look.width(text) + look.px(12)


def paint_tag(painter: QPainter, x: float, middle: float, text: str, role: str = "neutral") -> float:
    """A quiet word in a box, without a state; role "accent" fills it (level A). Returns its width."""
    look = theme.look()
    width, height = tag_width(look, text), look.px(SIZES.height.chip)
    box = QRectF(round(x), round(middle - height / 2), width, height)
    filled = role == "accent"
    look.box(painter, box, "accent" if filled else "neutral.soft", radius=SIZES.radius.chip)
    look.draw_text(painter, box, text, role="on_accent" if filled else "neutral.fg", align=CENTER, bold=filled)
    return width


class Tag(Painted):
    """A quiet word as a widget; `is_strong` fills it with the accent."""

    def __init__(self, text: str, *, is_strong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._role = text, "accent" if is_strong else "neutral"
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        look = theme.look()
        return QSize(round(tag_width(look, self._text)) + 1, look.px(SIZES.height.chip))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_tag(painter, 0, self.height() / 2, self._text, self._role)


def paint_track(painter: QPainter, rect: QRectF, ratio: float, status: Status, height: int = 5) -> None:
    """A track with its fill, `height` token pixels, vertically centred in `rect`. ratio is cut to 0..1."""
    look = theme.look()
    thick = look.px(height)
    filled = round(max(0.0, min(1.0, ratio)) * rect.width())
    device = painter.device().devicePixelRatioF()
    drawn = look.picture(
        ("track", status, filled),
        rect.width(),
        thick,
        device,
        lambda inner, box: _draw_track(inner, box, filled, status),
    )
    painter.drawPixmap(QPointF(round(rect.x()), round(rect.y() + (rect.height() - thick) / 2)), drawn)


def _draw_track(painter: QPainter, box: QRectF, filled: int, status: Status) -> None:
    look = theme.look()
    look.box(painter, box, "line", radius=3)
    if filled > 0:
        width = max(float(filled), box.height() * 0.8)
        look.box(painter, QRectF(0, 0, width, box.height()), f"{status}.solid", radius=3)


def paint_mini_bar(painter: QPainter, rect: QRectF, ratio: Decimal | float, status: Status | None = None) -> None:
    """A bar of at most 50 pixels and its percentage. Without a status: done at 100 %, else active."""
    look = theme.look()
    share = float(ratio)
    kind: Status = status or ("done" if share >= 1 else "active")
    words = look.px(36)
    bar = min(look.px(50), rect.width() - words)
    if bar > look.px(12):
        paint_track(painter, QRectF(rect.x(), rect.y(), bar, rect.height()), share, kind)
    look.draw_text(painter, rect, f"{share:.0%}", role="text_muted", size="small", align=RIGHT)


class MiniBar(Painted):
    """A mini bar as a widget."""

    def __init__(self, ratio: Decimal | float, status: Status | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ratio, self._status = ratio, status
        self.setAccessibleName(f"{float(ratio):.0%}")

    def set_ratio(self, ratio: Decimal | float, status: Status | None = None) -> None:
        if (ratio, status) != (self._ratio, self._status):
            self._ratio, self._status = ratio, status
            self.setAccessibleName(f"{float(ratio):.0%}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(90), theme.look().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mini_bar(painter, QRectF(self.rect()), self._ratio, self._status)


class Mark(Painted):
    """A state's shape with a plain sentence, without a box: the line under a field, a note in a head."""

    def __init__(self, status: Status, text: str, parent: QWidget | None = None, *, is_small: bool = False) -> None:
        super().__init__(parent)
        self._status, self._text = status, text
        self._is_small = is_small
        self.setAccessibleName(text)

    def set_mark(self, status: Status, text: str) -> None:
        if (status, text) != (self._status, self._text):
            self._status, self._text = status, text
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.restyle()

    def sizeHint(self) -> QSize:
        look = theme.look()
        return QSize(round(look.width(self._text, self._size())) + look.px(17), look.px(18))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(40), theme.look().px(18))

    def _size(self) -> theme.tokens.FontSize:
        return "small" if self._is_small else "body"

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        look.draw_shape(painter, 0, self.height() / 2, self._status, 9 if self._is_small else 10)
        words = QRectF(self.rect()).adjusted(look.px(14), 0, 0, 0)
        fg = f"{self._status}.fg"
        look.draw_text(painter, words, self._text, role=fg, size=self._size(), align=LEFT, elide=True)


def paint_check(
    painter: QPainter, x: float, middle: float, *, is_checked: bool | None, is_enabled: bool = True
) -> QRectF:
    """A check box of 14 pixels with its left edge at x; None paints "some". Returns its rectangle."""
    look = theme.look()
    side = look.px(14)
    box = QRectF(round(x), round(middle - side / 2), side, side)
    if is_checked is False:
        look.box(painter, box, "surface" if is_enabled else "sunken", "line_strong", SIZES.radius.check_box)
        return box
    look.box(painter, box, "accent" if is_enabled else "line_strong", radius=SIZES.radius.check_box)
    if is_checked:
        drawn = look.shape("done", 10, "on_accent", painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(box.x() + look.px(2), box.y() + look.px(2)), drawn)
    else:
        bar = QRectF(box.x() + look.px(3), box.center().y() - look.px(1), side - look.px(6), look.px(2))
        painter.fillRect(bar, look.color("on_accent"))
    return box
