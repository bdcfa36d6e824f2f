"""Background reads and writes: the UI thread asks, and is told by signal.

`read`: the newest answer to a question wins; an overtaken one is cancelled on the server and never shown.
`write`: an answer or an error always arrives, even when the line broke: then what became of the gesture is asked for by
its request id, at once and again when the line is back.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from app.errors import InDoubt, Unavailable, UserError
from app.uow import Cancelled, Database, Outcome, ReadHandle

log = logging.getLogger("app.ui.runner")
PAINT_MS = 10
RELEASE_MS = 2000

Then = Callable[[Any], object]
Failed = Callable[[UserError], object]


@dataclass(eq=False)
class _Asked:
    """A question under way: whose it is, under which name, and how to stop it."""

    owner: QObject | None
    name: str
    then: Then | None
    failed: Failed | None
    handle: ReadHandle = field(default_factory=ReadHandle)
    overtaken: bool = False
    writes: bool = False
    keeps: tuple[object, ...] = ()  # what the worker was given: it must not be the last to let go of a window

    def is_wanted(self) -> bool:
        return not self.overtaken and (self.owner is None or isValid(self.owner))


@dataclass(eq=False)
class Doubt:
    """A gesture whose outcome nobody could say yet."""

    request_id: uuid.UUID
    action: str
    asked: _Asked


class Runner(QObject):
    """The two verbs of background work, over one person's database."""

    refused = Signal(object)  # UserError nobody else shows
    crashed = Signal(object)  # Exception that is a fault of the program
    written = Signal(object)  # Outcome, after every gesture that was done
    doubts_changed = Signal(int)
    busy_changed = Signal(int)
    _answered = Signal(object, object, object)

    def __init__(self, database: Database, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.database = database
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="read")
        self._writers = ThreadPoolExecutor(2, thread_name_prefix="write")
        self._asked: dict[tuple[int, str], _Asked] = {}
        self._alive: set[_Asked] = set()
        self._doubts: list[Doubt] = []
        self._writing = 0
        self._closed = threading.Event()
        self._held: list[Callable[[], object]] | None = None
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    # -- reads
    def read(
        self,
        query: Callable[..., Any],
        *args: Any,
        then: Then,
        failed: Failed | None = None,
        owner: QObject | None = None,
        name: str = "",
        **kwargs: Any,
    ) -> ReadHandle:
        """Run a query in the background; the newest question of one owner under one name wins."""
        asked = _Asked(owner, name or getattr(query, "__qualname__", "read"), then, failed)
        if self._closed.is_set():
            return asked.handle
        key = (id(owner), asked.name)
        if owner is not None:
            if (older := self._asked.get(key)) is not None:
                older.overtaken = True
                self._readers.submit(older.handle.cancel)
            self._asked[key] = asked
        self._keep(asked, query, args, kwargs)
        if self._held is None:
            self._readers.submit(self._do_read, asked, query, args, kwargs)
        else:
            self._held.append(lambda: self._readers.submit(self._do_read, asked, query, args, kwargs))
        return asked.handle

    @contextmanager
    def held(self) -> Iterator[None]:
        """Reads asked for within the block begin once the window has painted what the block built.

        While a thread works, the window waits its turn for every step it takes in Python.
        """
        self._held = []
        try:
            yield
        finally:
            QTimer.singleShot(PAINT_MS, self, self._begin_held)

    def _begin_held(self) -> None:
        held, self._held = self._held or [], None
        if not self._closed.is_set():
            for begin in held:
                begin()

    def _do_read(self, asked: _Asked, query: Callable[..., Any], args: Any, kwargs: Any) -> None:
        if asked.overtaken or self._closed.is_set():
            self._tell(asked, None, Cancelled("cancelled"))
            return
        try:
            answer = self.database.read_with(asked.handle, query, *args, **kwargs)
        except BaseException as error:
            self._tell(asked, None, error)
        else:
            self._tell(asked, answer, None)

    # -- writes
    def write(
        self,
        action: str,
        service: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        request_id: uuid.UUID | None = None,
        **kwargs: Any,
    ) -> uuid.UUID:
        """Do a gesture in the background; `then` gets its result. Answers the request id."""
        request = request_id or uuid.uuid4()
        asked = _Asked(owner, action, then, failed, writes=True)
        self._keep(asked, service, args, kwargs)
        self._count_writes(+1)
        self._writers.submit(self._do_write, asked, request, action, service, args, kwargs)
        return request

    def _do_write(
        self, asked: _Asked, request: uuid.UUID, action: str, service: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        try:
            outcome: object = self.database.gesture(request, action, service, args, kwargs)
        except InDoubt:
            self._tell(asked, Doubt(request, action, asked), None)
        except BaseException as error:
            self._tell(asked, None, error)
        else:
            self._tell(asked, outcome, None)

    # -- work that is neither: files, exports
    def work(
        self,
        task: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        **kwargs: Any,
    ) -> None:
        """Run anything else that must not hold the UI thread; nothing once the desk is closed."""
        if self._closed.is_set():
            return
        asked = _Asked(owner, getattr(task, "__qualname__", "work"), then, failed)
        self._keep(asked, task, args, kwargs)

        def run() -> None:
            try:
                answer = task(*args, **kwargs)
            except BaseException as error:
                self._tell(asked, None, error)
            else:
                self._tell(asked, answer, None)

        self._readers.submit(run)

    # -- answers
    def _keep(self, asked: _Asked, *given: object) -> None:
        """Hold on to a question and all it refers to until the UI thread has let go of it.

        A window whose last reference a worker drops is destroyed on that worker, and Qt's lock against Python's stops
        the program for good.
        """
        asked.keeps = given
        self._alive.add(asked)

    def _tell(self, asked: _Asked, answer: object, error: BaseException | None) -> None:
        if not self._closed.is_set():
            self._answered.emit(asked, answer, error)

    @Slot(object, object, object)
    def _deliver(self, asked: _Asked, answer: Any, error: BaseException | None) -> None:
        QTimer.singleShot(RELEASE_MS, self, partial(self._alive.discard, asked))
        key = (id(asked.owner), asked.name)
        if self._asked.get(key) is asked:
            del self._asked[key]
        if asked.writes:
            self._count_writes(-1)
        if isinstance(answer, Doubt):
            self._doubts.append(answer)
            self.doubts_changed.emit(len(self._doubts))
            return
        if isinstance(answer, Outcome):
            self.written.emit(answer)
            answer = answer.result
        if not asked.is_wanted():
            return
        if error is None:
            if asked.then is not None:
                asked.then(answer)
        elif isinstance(error, Cancelled):
            pass
        elif isinstance(error, UserError):
            (asked.failed or self.refused.emit)(error)
        else:
            log.error("background work failed", exc_info=error)
            self.crashed.emit(error)

    def _count_writes(self, step: int) -> None:
        self._writing += step
        self.busy_changed.emit(self._writing)

    # -- doubts
    def settle_doubts(self) -> None:
        """Ask again what became of gestures in doubt; called when the line is back."""
        doubts, self._doubts = self._doubts, []
        for doubt in doubts:
            self._count_writes(+1)
            self._alive.add(doubt.asked)
            self._writers.submit(self._settle, doubt)
        if doubts:
            self.doubts_changed.emit(0)

    def _settle(self, doubt: Doubt) -> None:
        try:
            known = self.database.settle(doubt.request_id)
        except InDoubt:
            self._tell(doubt.asked, doubt, None)
        except BaseException as error:
            self._tell(doubt.asked, None, error)
        else:
            if known is None:
                self._tell(doubt.asked, None, Unavailable("not_saved_line_lost"))
            else:
                self._tell(doubt.asked, known, None)

    @property
    def is_writing(self) -> bool:
        """Whether a gesture is under way or in doubt."""
        return self._writing > 0 or bool(self._doubts)

    @property
    def is_busy(self) -> bool:
        """Whether anything is asked or written whose answer is still to come."""
        return bool(self._asked) or self._writing > 0

    def close(self) -> None:
        """Stop delivering; let running writes end."""
        self._closed.set()
        for asked in list(self._asked.values()):
            asked.overtaken = True
            asked.handle.cancel()
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writers.shutdown(wait=True)
        self._alive.clear()
