"""The line to the server as the frame shows it: news to the screens, loss and return of the line to the person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app import clock
from app.i18n import _
from app.ui.changes import Changed
from app.ui.env import Env
from app.ui.theme.tokens import Status


class LineState(Protocol):
    """What the listener tells: whether the server answers, since when, how fast."""

    @property
    def connected(self) -> bool: ...
    @property
    def since(self) -> datetime: ...
    @property
    def latency_ms(self) -> int | None: ...
    @property
    def reason(self) -> str: ...


# (on_news, on_state, on_caught_up) -> what ends listening; the callbacks come on a thread of the listener
Listen = Callable[[Callable[[Changed, str], None], Callable[[LineState], None], Callable[[], None]], Callable[[], None]]


class Line(QObject):
    """Brings the listener's calls to the UI thread. `shown(status, words)` for the info bar, `back()` when the line is."""

    shown = Signal(str, str)
    back = Signal()
    _news = Signal(object, str)
    _state = Signal(object)
    _caught_up = Signal()

    def __init__(self, env: Env, listen: Listen | None, parent: QObject) -> None:
        super().__init__(parent)
        self.env = env
        self._mark: int | None = None
        self._was_lost = False
        self.is_connected = True
        queued = Qt.ConnectionType.QueuedConnection
        self._news.connect(self._take_news, queued)
        self._state.connect(self._take_state, queued)
        self._caught_up.connect(self._catch_up, queued)
        self._stop: Callable[[], None] | None = None
        if listen is not None:
            self._stop = listen(self._news.emit, self._state.emit, self._caught_up.emit)

    @Slot(object, str)
    def _take_news(self, changed: Changed, client: str) -> None:
        if client != self.env.database.client:  # own gestures were told when they were done
            self.env.changes.tell(changed)

    @Slot(object)
    def _take_state(self, state: LineState) -> None:
        status, words = line_words(state)
        self.shown.emit(status, words)
        self._was_lost = self._was_lost or not state.connected
        self.is_connected = state.connected

    @Slot()
    def _catch_up(self) -> None:
        """Listening has begun (again): what was committed in between was told to nobody."""
        was_lost, self._was_lost = self._was_lost and self._mark is not None, False
        if self._mark is None:
            self.env.run(self.env.doors.watermark, then=self._remember, owner=self, name="watermark", failed=_silent)
        else:
            self.env.run(
                self.env.doors.messages_since, self._mark, then=self._take_missed, owner=self, name="missed",
                failed=_silent,
            )  # fmt: skip
        if was_lost:
            self.env.runner.settle_doubts()
            self.env.changes.tell_all()
            self.back.emit()

    def _remember(self, mark: int) -> None:
        self._mark = mark

    def _take_missed(self, found: tuple[list[int], int]) -> None:
        ids, self._mark = found
        if ids:
            self.env.changes.tell([("message", 0)])
            self.env.say("active", _("{n} new messages came while the line was away.").format(n=len(ids)))

    def close(self) -> None:
        """Stop listening."""
        if self._stop is not None:
            self._stop()
            self._stop = None


def line_words(state: LineState) -> tuple[Status, str]:
    """The state of the line in words; red only where something was lost, not while connecting for the first time."""
    if state.connected:
        speed = f" · {state.latency_ms} ms" if state.latency_ms is not None else ""
        return "done", _("Connected") + speed
    if state.reason == "connecting":
        return "waiting", _("Connecting …")
    since = state.since.astimezone(clock.zone()).strftime("%H:%M:%S")
    return "late", _("No answer from the server since {time}; what you type is kept").format(time=since)


def _silent(_error: object) -> None:
    """A refusal here is said by the state of the line itself."""
