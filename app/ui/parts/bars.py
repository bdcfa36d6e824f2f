"""Bars that speak: the frame's info bar, a notice in a panel, the error bar under a grid."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import _
from app.ui import theme
from app.ui.parts.base import Cells, Painted, Spot
from app.ui.parts.buttons import Button
from app.ui.parts.chips import paint_track
from app.ui.theme.look import Look
from app.ui.theme.tokens import SIZES, Status

_LEAST_MS = 8_000


@dataclass(frozen=True)
class Link:
    """A way on from a message: Undo, Open, Compare."""

    key: str
    text: str
    go: Callable[[], object] | None = None


@dataclass(frozen=True)
class Job:
    """Work in the background. ratio None: it runs, nobody knows how far."""

    key: str
    title: str
    ratio: float | None = None
    can_cancel: bool = True


@dataclass(frozen=True)
class _Message:
    status: Status
    text: str
    links: tuple[Link, ...]


class InfoBar(Cells):
    """The frame's last line: what just happened with its links, running jobs, the connection.

    A message stays until the next. A warning or an error keeps its place for eight seconds against lesser messages,
    which then wait in order. Signals: `link_taken(key)`, `cancel_asked(job key)`, `connection_asked()`.
    """

    link_taken = Signal(str)
    cancel_asked = Signal(str)
    connection_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("info_bar")
        self._message: _Message | None = None
        self._waiting: deque[_Message] = deque()
        self._jobs: tuple[Job, ...] = ()
        self._connection: tuple[Status, str] = ("neutral", "")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._next)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._taken)

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(400), theme.look().px(SIZES.height.info_bar))

    def say(self, status: Status, text: str, links: Sequence[Link] = ()) -> None:
        """Tell what happened, in one sentence."""
        message = _Message(status, text, tuple(links))
        if self._rest.isActive() and status not in ("late", "waiting"):
            self._waiting.append(message)
            return
        self._show(message)

    def message(self) -> str:
        """The sentence now shown."""
        return self._message.text if self._message else ""

    def _show(self, message: _Message) -> None:
        self._message = message
        self.setAccessibleName(message.text)
        self.setToolTip(message.text)
        if message.status in ("late", "waiting"):
            self._rest.start(_LEAST_MS)
        self.place()

    def _next(self) -> None:
        if self._waiting:
            self._show(self._waiting.popleft())
            if self._waiting:
                self._rest.start(_LEAST_MS)

    def set_jobs(self, jobs: Sequence[Job]) -> None:
        if tuple(jobs) != self._jobs:
            self._jobs = tuple(jobs)
            self.place()

    def set_connection(self, status: Status, text: str) -> None:
        if (status, text) != self._connection:
            self._connection = (status, text)
            self.place()

    def _taken(self, key: str) -> None:
        kind, _dot, name = key.partition(":")
        if kind == "cancel":
            self.cancel_asked.emit(name)
        elif kind == "connection":
            self.connection_asked.emit()
        elif self._message:
            for link in self._message.links:
                if link.key == name:
                    if link.go:
                        link.go()
                    self.link_taken.emit(name)

    def _right_parts(self, look: Look) -> tuple[float, list[tuple[Job, float]]]:
        """Where the connection and each job begin, from the right."""
        x = self.width() - look.px(10) - look.width(self._connection[1]) - look.px(15)
        connection = x
        places = []
        for job in reversed(self._jobs):
            bar = look.px(74) if job.ratio is not None else 0
            x -= look.px(20) + (look.px(22) if job.can_cancel else 0) + bar + look.width(job.title) + look.px(14)
            places.append((job, x))
        return connection, places

    def _links(self, look: Look) -> list[tuple[Link, QRect]]:
        if not self._message:
            return []
        _connection, jobs = self._right_parts(look)
        end = (jobs[-1][1] if jobs else _connection) - look.px(8)
        widths = [look.width(link.text) for link in self._message.links]
        room = end - look.px(28) - sum(width + look.px(18) for width in widths)
        x = look.px(28) + min(look.width(self._message.text), room) + look.px(14)
        placed = []
        for link, width in zip(self._message.links, widths, strict=True):
            placed.append((link, QRect(round(x) - 2, 1, round(width) + 5, self.height() - 2)))
            x += width + look.px(18)
        return placed

    def spots(self) -> Sequence[Spot]:
        look = theme.look()
        spots = [Spot(f"link:{link.key}", rect, link.text) for link, rect in self._links(look)]
        connection, jobs = self._right_parts(look)
        for job, x in reversed(jobs):
            if job.can_cancel:
                left = x + look.width(job.title) + look.px(12) + (look.px(80) if job.ratio is not None else 0)
                where = QRect(round(left), 2, look.px(20), self.height() - 4)
                spots.append(Spot(f"cancel:{job.key}", where, _("Cancel {job}").format(job=job.title)))
        width = self.width() - round(connection)
        if self._connection[1]:
            where = QRect(round(connection) - 3, 1, width, self.height() - 2)
            spots.append(Spot("connection:", where, self._connection[1]))
        return spots

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("window"))
        painter.fillRect(0, 0, self.width(), 1, look.color("edge"))
        middle = self.height() / 2
        self._paint_message(painter, look, middle)
        connection, jobs = self._right_parts(look)
        for job, x in jobs:
            self._paint_job(painter, look, job, x, middle)
        status, text = self._connection
        if text:
            look.draw_shape(painter, connection, middle, status)
            words = QRectF(connection + look.px(15), 0, self.width(), self.height())
            look.draw_text(painter, words, text, role="text_muted" if status == "done" else f"{status}.fg")

    def _paint_message(self, painter: QPainter, look: Look, middle: float) -> None:
        if not self._message:
            return
        links = self._links(look)
        _connection, jobs = self._right_parts(look)
        end = links[0][1].x() - look.px(10) if links else (jobs[-1][1] if jobs else _connection) - look.px(8)
        look.draw_shape(painter, look.px(12), middle, self._message.status)
        words = QRectF(look.px(28), 0, end - look.px(28), self.height())
        look.draw_text(painter, words, self._message.text, elide=True)
        for link, rect in links:
            look.draw_text(painter, QRectF(rect).adjusted(2, 0, 2, 0), link.text, role="accent")

    def _paint_job(self, painter: QPainter, look: Look, job: Job, x: float, middle: float) -> None:
        look.draw_text(painter, QRectF(x, 0, look.width(job.title) + 2, self.height()), job.title, role="text_muted")
        x += look.width(job.title) + look.px(12)
        if job.ratio is not None:
            paint_track(painter, QRectF(x, middle - 8, look.px(74), 16), job.ratio, "active")
            x += look.px(80)
        if job.can_cancel:
            look.draw_icon(painter, x + look.px(4), middle, "x-circle", 12)


class NoticeBar(Painted):
    """A coloured line in a screen: shape, sentence, one link. Signal `taken()`."""

    taken = Signal()

    def __init__(self, status: Status, text: str, link: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status, self._text = status, text
        self._link = Button(link, kind="link", parent=self, name="notice_link")
        self._link.setVisible(bool(link))
        self._link.clicked.connect(self.taken)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 6, 0)
        row.addStretch(1)
        row.addWidget(self._link)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_notice(self, status: Status, text: str, link: str = "") -> None:
        if (status, text, link) != (self._status, self._text, self._link.text()):
            self._status, self._text = status, text
            self._link.set_text(link)
            self._link.setVisible(bool(link))
            self.setAccessibleName(text)
            self.restyle()

    def sizeHint(self) -> QSize:
        look = theme.look()
        return QSize(round(look.width(self._text)) + look.px(60), look.px(SIZES.height.button))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(120), theme.look().px(SIZES.height.button))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        look.box(painter, self.rect(), f"{self._status}.soft", radius=SIZES.radius.panel)
        look.draw_shape(painter, look.px(9), self.height() / 2, self._status)
        end = self._link.x() if self._link.isVisibleTo(self) else self.width() - look.px(8)
        words = QRectF(look.px(27), 0, end - look.px(31), self.height())
        look.draw_text(painter, words, self._text, role=f"{self._status}.fg", elide=True)


@dataclass(frozen=True)
class Way:
    """One of the usual ways out of an error: use the floor price, ask for a special price."""

    key: str
    text: str


class ErrorBar(Painted):
    """Under a grid: what is wrong with the cell and the usual ways out. Hidden while nothing is wrong.

    Signals: `way_taken(key)`, `next_asked()` (also F8, which the grid owns).
    """

    way_taken = Signal(str)
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("error_bar")
        self._text = ""
        self._count = 0
        self._ways: tuple[Way, ...] = ()
        self._buttons: list[Button] = []
        self._next = Button("", kind="link", parent=self, name="next_error", is_small=True)
        self._next.clicked.connect(self.next_asked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_error(self, text: str, ways: Sequence[Way] = (), count: int = 1) -> None:
        """Show a sentence ("" hides the bar), its ways out, and how many errors there are."""
        if tuple(ways) != self._ways:
            self._ways = tuple(ways)
            self._make_buttons()
        self._text, self._count = text, count
        self._next.set_text(_("F8 next error") if count < 2 else _("F8 next of {n} errors").format(n=count))
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setVisible(bool(text))
        self._place()
        self.update()

    def error(self) -> str:
        return self._text

    def _make_buttons(self) -> None:
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = []
        for way in self._ways:
            made = Button(way.text, kind="danger", parent=self, name=f"way_{way.key}", is_small=True)
            made.clicked.connect(lambda _=False, key=way.key: self.way_taken.emit(key))
            made.show()
            self._buttons.append(made)

    def _place(self) -> None:
        look = theme.look()
        middle = self.height() // 2
        size = self._next.sizeHint()
        end = self.width() - size.width() - look.px(4)
        self._next.setGeometry(end, middle - size.height() // 2, size.width(), size.height())
        needed = sum(button.sizeHint().width() + look.px(6) for button in self._buttons)
        x = round(min(look.px(28) + look.width(self._text) + look.px(14), end - needed))
        for button in self._buttons:
            button.setGeometry(x, middle - button.sizeHint().height() // 2, *button.sizeHint().toTuple())
            x += button.width() + look.px(6)

    def resizeEvent(self, event: object) -> None:
        self._place()

    def restyle(self) -> None:
        super().restyle()
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(400), theme.look().px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(200), theme.look().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("late.soft"))
        painter.fillRect(0, 0, self.width(), 1, look.color("late.solid"))
        look.draw_shape(painter, look.px(10), self.height() / 2, "late")
        end = self._buttons[0].x() if self._buttons else self._next.x()
        words = QRectF(look.px(28), 0, end - look.px(36), self.height())
        look.draw_text(painter, words, self._text, role="late.fg", elide=True)
