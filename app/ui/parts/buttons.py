"""Buttons: one filled, the others quiet; the key that does the same is written on them."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme.look import CENTER
from app.ui.theme.tokens import SIZES

ButtonKind = Literal["primary", "secondary", "link", "danger", "quiet"]
_ICON = 14


class Button(QAbstractButton):
    """A painted button. key_hint is only shown; the screen's action owns the key, so that it works from everywhere.

    kind: primary (filled, one a screen), secondary (edge), link (accent words), danger (red edge),
    quiet (no edge until hovered; for icons in heads and toolbars). In a row of a bar use `is_small`.
    """

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        key_hint: str = "",
        kind: ButtonKind = "secondary",
        parent: QWidget | None = None,
        *,
        name: str = "",
        tip: str = "",
        is_small: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self._icon_name, self._key_hint, self._kind = icon, key_hint, kind
        self._is_small = is_small
        self._tip = tip
        self._is_compact = False
        self._hovered = False
        self._menu: QMenu | None = None
        self.setObjectName(name)
        self.setToolTip(tip)
        self.setAccessibleName(text or tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changes().changed.connect(self._restyle)

    def set_menu(self, menu: QMenu) -> None:
        """Show a caret and open this menu on a click."""
        if self._menu is None:
            self.clicked.connect(self._open_menu)
        self._menu = menu
        menu.setParent(self, menu.windowFlags())
        self.updateGeometry()

    def set_text(self, text: str, key_hint: str = "") -> None:
        """Change what the button says, as the next step of a document changes."""
        self.setText(text)
        self._key_hint = key_hint
        self.setAccessibleName(text or self.toolTip())
        self.updateGeometry()
        self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Show the icon alone, the words on hover; a button without icon, or the main one, stays as it is."""
        wanted = is_compact and bool(self._icon_name) and self._kind != "primary"
        if wanted != self._is_compact:
            self._is_compact = wanted
            self.setToolTip(f"{self.text()} {self._key_hint}".strip() if wanted else self._tip)
            self.updateGeometry()
            self.update()

    def full_width(self) -> int:
        """The width with all words."""
        return self._width(self.text(), self._key_hint)

    def set_kind(self, kind: ButtonKind) -> None:
        self._kind = kind
        self.update()

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _open_menu(self) -> None:
        if self._menu is not None:
            self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _pad(self) -> int:
        if self._kind == "link":
            return 4
        if self._icon_name and not self._words():
            return 6
        return 10

    def _words(self) -> str:
        return "" if self._is_compact else self.text()

    def _width(self, words: str, hint: str) -> int:
        look = theme.look()
        width = look.px(2 * self._pad()) + look.width(words)
        if self._icon_name:
            width += look.px(_ICON) + (look.px(7) if words else 0)
        if hint:
            width += look.width(hint, "small") + look.px(8)
        return round(width) + (look.px(14) if self._menu is not None else 0)

    def sizeHint(self) -> QSize:
        height = SIZES.height.button_in_row if self._is_small else SIZES.height.button
        width = self._width(self._words(), "" if self._is_compact else self._key_hint)
        return QSize(width, theme.look().px(height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _colours(self) -> tuple[str, str, str, str]:
        """Roles of fill, edge, text and hint."""
        pressed = self.isDown() or self.isChecked()
        if not self.isEnabled():
            bare = self._kind in ("link", "quiet")
            return ("", "", "text_muted", "text_muted") if bare else ("sunken", "line", "text_muted", "text_muted")
        if self._kind == "primary":
            return ("accent_hover" if self._hovered or pressed else "accent", "", "on_accent", "on_accent")
        if self._kind == "link":
            return ("accent_soft" if pressed else "", "", "accent", "text_muted")
        if self._kind == "danger":
            return ("late.soft" if self._hovered or pressed else "surface", "late.solid", "late.fg", "late.fg")
        if self._kind == "quiet":
            return ("hover" if self._hovered or pressed else "", "", "text_muted", "text_muted")
        return ("hover" if self._hovered or pressed else "surface", "edge", "text", "text_muted")

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        fill, edge, ink, hint = self._colours()
        look.box(painter, self.rect(), fill, edge, SIZES.radius.button)
        self._paint_words(painter, ink, hint)
        if self.hasFocus():
            inner = "on_accent" if self._kind == "primary" else "accent"
            inset = 2 if self._kind == "primary" else 0
            around = self.rect().adjusted(inset, inset, -inset, -inset)
            look.box(painter, around, "", inner, SIZES.radius.button, 1 if self._kind == "primary" else 2)

    def _paint_words(self, painter: QPainter, ink: str, hint: str) -> None:
        look = theme.look()
        spare = max(0, (self.width() - self.sizeHint().width()) // 2)
        x = look.px(self._pad()) + spare
        middle = self.height() / 2
        if self._icon_name:
            look.draw_icon(painter, x, middle, self._icon_name, _ICON, ink if ink != "text" else "text_muted")
            x += look.px(_ICON) + look.px(7)
        width = look.width(self._words())
        look.draw_text(painter, QRectF(x, 0, width + 1, self.height()), self._words(), role=ink)
        if self._key_hint and not self._is_compact:
            where = QRectF(x + width + look.px(8), 0, look.width(self._key_hint, "small") + 1, self.height())
            look.draw_text(painter, where, self._key_hint, role=hint, size="small")
        if self._menu is not None:
            look.draw_icon(painter, self.width() - look.px(self._pad() + 9), middle, "caret-down", 12, hint)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = False
        self.update()


def paint_row_button(painter: QPainter, rect: QRectF, text: str, *, is_filled: bool) -> None:
    """A button inside a grid row; filled only in the current row."""
    look = theme.look()
    if is_filled:
        look.box(painter, rect, "accent", radius=SIZES.radius.button)
    else:
        look.box(painter, rect, "surface", "edge", SIZES.radius.button)
    look.draw_text(painter, rect, text, role="on_accent" if is_filled else "text", align=CENTER)
