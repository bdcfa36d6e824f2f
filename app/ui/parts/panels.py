"""Panels and what stands in them: head, side sections, the empty state, a document's identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.parts.base import Painted
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Avatar, Chip, CountBadge, StatusChip
from app.ui.theme.look import CENTER, RIGHT
from app.ui.theme.tokens import SIZES, FontSize, Status


class Words(Painted):
    """One line of text from the look: it follows theme and scale, and loses its end rather than its neighbours."""

    def __init__(
        self,
        text: str = "",
        role: str = "text",
        size: FontSize = "body",
        parent: QWidget | None = None,
        *,
        is_bold: bool = False,
        can_shrink: bool = True,
    ) -> None:
        super().__init__(parent)
        self._text, self._role, self._size, self._is_bold = text, role, size, is_bold
        self._can_shrink = can_shrink
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str, role: str = "") -> None:
        if (text, role or self._role) != (self._text, self._role):
            self._text, self._role = text, role or self._role
            self.setAccessibleName(text)
            self.restyle()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        look = theme.look()
        metrics = look.metrics(self._size, self._is_bold)
        return QSize(round(look.width(self._text, self._size, self._is_bold)) + 2, round(metrics.height()) + 2)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), theme.look().px(40)), hint.height()) if self._can_shrink else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        cut = self.width() < look.width(self._text, self._size, self._is_bold)
        self.setToolTip(self._text if cut else "")
        look.draw_text(
            painter, self.rect(), self._text, role=self._role, size=self._size, bold=self._is_bold, elide=cut
        )


class PanelHead(Painted):
    """Title 13 bold, count, note, and links at the right; 32 high with a line below."""

    link_taken = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Words(title, "text", "panel_title", self, is_bold=True, can_shrink=False)
        self.count = CountBadge("", parent=self)
        self.note = Words("", "text_muted", "body", self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SIZES.space.panel_padding, 0, 8, 1)
        self._row.setSpacing(8)
        for widget in (self.title, self.count, self.note):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add_link(self, key: str, text: str) -> Button:
        made = Button(text, kind="link", parent=self, name=f"panel_{key}")
        made.clicked.connect(lambda: self.link_taken.emit(key))
        self.add_widget(made)
        return made

    def add_widget(self, widget: QWidget) -> None:
        """Put a widget at the right end of the head."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        return QSize(self._row.sizeHint().width(), theme.look().px(SIZES.height.panel_head))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(0, self.height() - 1, self.width(), 1, theme.look().color("line"))


class Panel(QFrame):
    """Surface, 1 px line, radius 4, with a head when it has a title. Put content into `body`."""

    link_taken = Signal(str)

    def __init__(self, title: str = "", parent: QWidget | None = None, *, padding: int = 0) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.head = PanelHead(title, self)
        self.head.setVisible(bool(title))
        self.head.link_taken.connect(self.link_taken)
        column.addWidget(self.head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(0)
        column.addLayout(self.body, 1)
        self.setAccessibleName(title)
        theme.changes().changed.connect(self.update)

    def set_title(self, title: str, note: str = "") -> None:
        self.head.title.set_text(title)
        self.head.note.set_text(note)
        self.head.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_count(self, text: str, status: Status = "neutral") -> None:
        self.head.count.set_count(text, status)

    def add_link(self, key: str, text: str) -> Button:
        return self.head.add_link(key, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme.look().box(painter, self.rect(), "surface", "line", SIZES.radius.panel)


class EmptyState(Painted):
    """One muted sentence that says what would be here, one link that makes it. Signal `taken()`."""

    taken = Signal()

    def __init__(self, text: str, link: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._link = Button(link, kind="link", parent=self, name="empty_link")
        self._link.setVisible(bool(link))
        self._link.clicked.connect(self.taken)
        self.setAccessibleName(text)

    def set_text(self, text: str, link: str = "") -> None:
        self._text = text
        self._link.set_text(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(text)
        self._place()
        self.update()

    def _place(self) -> None:
        size = self._link.sizeHint()
        top = self.height() // 2
        self._link.setGeometry((self.width() - size.width()) // 2, top, size.width(), size.height())

    def resizeEvent(self, event: object) -> None:
        self._place()

    def restyle(self) -> None:
        super().restyle()
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(240), theme.look().px(84))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        rise = look.px(22) if self._link.text() else look.px(12)
        words = QRectF(look.px(12), self.height() / 2 - rise, self.width() - look.px(24), look.px(24))
        look.draw_text(painter, words, self._text, role="text_muted", align=CENTER, elide=True)


@dataclass(frozen=True)
class Identity:
    """The head of a screen: a title or a document number, what else names it, its states, who else looks at it."""

    title: str
    code: str = ""
    chips: tuple[Chip, ...] = ()
    watchers: tuple[str, ...] = ()
    watching: str = ""
    is_document: bool = False


class IdentityLine(QWidget):
    """The first line of a screen, 34 high: identity left, actions right, the main one last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._identity: Identity | None = None
        self._actions: list[QWidget] = []
        self._beside = 1
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 4, 0, 4)
        self._row.setSpacing(6)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)  # may shrink to icons
        self._left = QWidget(self)
        self._left_row = QHBoxLayout(self._left)
        self._left_row.setContentsMargins(0, 0, 0, 0)
        self._left_row.setSpacing(6)
        self._left.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._row.addWidget(self._left)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_identity(self, identity: Identity) -> None:
        if identity == self._identity:
            return
        self._identity = identity
        while (taken := self._left_row.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        size: FontSize = "document_title" if identity.is_document else "screen_title"
        can_shrink = not identity.is_document
        self._left_row.addWidget(Words(identity.title, "text", size, self._left, is_bold=True, can_shrink=can_shrink))
        if identity.code:
            self._left_row.addSpacing(4)
            self._left_row.addWidget(Words(identity.code, "text_muted", "body", self._left, can_shrink=False))
        self._left_row.addSpacing(4)
        for chip in identity.chips:
            self._left_row.addWidget(StatusChip(chip, self._left))
        self._add_watchers(identity)

    def _add_watchers(self, identity: Identity) -> None:
        if identity.watchers:
            self._left_row.addSpacing(6)
        for name in identity.watchers:
            self._left_row.addWidget(Avatar(name, "done", self._left))
        if identity.watching:
            self._left_row.addWidget(Words(identity.watching, "text_muted", "body", self._left))

    def add_left(self, widget: QWidget) -> None:
        """Put pills or filters between identity and actions."""
        self._row.insertSpacing(self._beside, 8)
        self._row.insertWidget(self._beside + 1, widget)
        self._beside += 2

    def set_actions(self, actions: Sequence[QWidget]) -> None:
        """Put these buttons at the right; the main one comes last."""
        for old in self._actions:
            self._row.removeWidget(old)
            if old not in actions:
                old.hide()
                old.deleteLater()
        self._actions = list(actions)
        for action in self._actions:
            self._row.addWidget(action)
            action.show()
        self._fit()

    def _needed(self, *, is_compact: bool) -> int:
        """The width with all words, or with icons where a button has one."""
        buttons = [action for action in self._actions if isinstance(action, Button)]
        spare = sum(button.full_width() - button.sizeHint().width() for button in buttons)
        return self._row.sizeHint().width() + (0 if is_compact else spare)

    def _fit(self) -> None:
        """Where the words do not fit, the quiet buttons drop to their icons."""
        is_compact = self.width() < self._needed(is_compact=False)
        for action in self._actions:
            if isinstance(action, Button):
                action.set_compact(is_compact)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(self._needed(is_compact=False), theme.look().px(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(320), theme.look().px(34))


@dataclass(frozen=True)
class Total:
    """One figure of a totals bar, formatted; the grand one is 17 bold."""

    label: str
    value: str
    is_grand: bool = False


class TotalsBar(Painted):
    """Under a line grid: totals at the right, at the left the legend of changed cells. 42 high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._totals: tuple[Total, ...] = ()
        self._legend = ""
        self.setObjectName("totals")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_totals(self, totals: Sequence[Total], legend: str = "") -> None:
        """legend: what the ochre cells mean, or "" while there are none."""
        if (tuple(totals), legend) != (self._totals, self._legend):
            self._totals, self._legend = tuple(totals), legend
            self.setAccessibleName(", ".join(f"{total.label} {total.value}" for total in totals))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(400), theme.look().px(42))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(200), theme.look().px(42))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        look.box(painter, self.rect(), "surface", "line", SIZES.radius.panel)
        right: float = self.width() - look.px(13)
        for total in reversed(self._totals):
            size: FontSize = "document_title" if total.is_grand else "body"
            value = look.width(total.value, size, total.is_grand)
            width = max(value, look.width(total.label, "small")) + 1
            left = right - width
            top = QRectF(left, look.px(3), width, look.px(18))
            look.draw_text(painter, top, total.label, role="text_muted", size="small", align=RIGHT)
            below = QRectF(left, look.px(19), width, look.px(22))
            look.draw_text(painter, below, total.value, size=size, bold=total.is_grand, align=RIGHT)
            right = left - look.px(20)
        if self._legend:
            square = QRectF(look.px(13), self.height() / 2 - look.px(6), look.px(12), look.px(12))
            look.box(painter, square, "waiting.soft", "edge")
            words = QRectF(look.px(32), 0, max(0.0, right - look.px(32)), self.height())
            look.draw_text(painter, words, self._legend, role="text_muted", elide=True)
