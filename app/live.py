"""News from the other clients, and whether the line to the server lives.

One thread with a connection of its own listens on channel `tw` and asks `select 1` every two seconds. A line that is
cut or frozen is said within five seconds and made anew with growing pauses. Everything is done with select() on
sockets that never block, so that `stop` is quick and Windows does it too.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg2
import psycopg2.extensions as pg
from sqlalchemy.exc import DBAPIError

from app import clock
from app.uow import CHANNEL, VERSION, connect_error

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

Changed = tuple[tuple[str, int], ...]
HEARTBEAT_SECONDS = 2.0
ANSWER_SECONDS = 2.5  # heartbeat and answer together stay under the five seconds in which a lost server must be said
CONNECT_SECONDS = 4.0
TICK_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0


@dataclass(frozen=True, slots=True)
class LineState:
    """Whether the server answers, since when, how fast, and if not, why (a key of the error catalogue)."""

    connected: bool
    since: datetime
    latency_ms: int | None = None
    reason: str = ""


class _Lost(Exception):
    """The line is gone or does not answer; its argument is an error key."""


class _Stopped(Exception):
    """Somebody called `stop`."""


class NewsListener:
    """Listens for one signed-in person; all callbacks run on the listener's thread.

    url: of the person's engine (`database.engine.url`). on_news(changed, client): what another client (or this one)
    committed, as (table, id) pairs, id 0 = any. on_state: at each change. on_caught_up: each time listening has begun;
    what was committed before then was not told and is to be read now (office.queries.messages_since).
    """

    def __init__(
        self,
        url: URL,
        on_news: Callable[[Changed, str], None],
        on_state: Callable[[LineState], None] = lambda _state: None,
        on_caught_up: Callable[[], None] = lambda: None,
    ) -> None:
        self._url = url
        self._on_news, self._on_state, self._on_caught_up = on_news, on_state, on_caught_up
        self._state = LineState(False, clock.now(), reason="connecting")
        self._stopping = threading.Event()
        self._bell, self._ring = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="news", daemon=True)

    @property
    def state(self) -> LineState:
        """The state last told."""
        return self._state

    def start(self) -> NewsListener:
        """Begin to listen; answers itself."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End listening; may be called again, and from a callback."""
        self._stopping.set()
        with suppress(OSError):
            self._ring.send(b"!")
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(10)
        if not self._thread.is_alive():
            self._bell.close()
            self._ring.close()

    # -- the thread
    def _run(self) -> None:
        pause = FIRST_PAUSE
        with suppress(_Stopped):
            while True:
                try:
                    with _Line(self._url, self._bell, self._stopping) as line:
                        self._say(True, latency=line.open())
                        pause = FIRST_PAUSE
                        self._on_caught_up()
                        self._listen(line)
                except _Lost as lost:
                    self._say(False, reason=str(lost))
                if self._stopping.wait(pause):
                    return
                pause = min(pause * 2, LONGEST_PAUSE)

    def _listen(self, line: _Line) -> None:
        asked = time.monotonic()
        while True:
            for payload in line.wait(max(asked + HEARTBEAT_SECONDS - time.monotonic(), 0.0)):
                self._tell(payload)
            if time.monotonic() >= asked + HEARTBEAT_SECONDS:
                asked = time.monotonic()
                latency = line.ask("select 1", ANSWER_SECONDS)
                self._say(True, latency=latency)

    def _tell(self, payload: str) -> None:
        news = read_news(payload)
        if news is not None:
            self._on_news(*news)

    def _say(self, connected: bool, *, latency: float | None = None, reason: str = "") -> None:
        """Tell a state that differs from the last; `since` moves only when the line comes or goes."""
        since = self._state.since if connected == self._state.connected else clock.now()
        shown = None if latency is None else round(latency * 1000)
        state = LineState(connected, since, shown, reason)
        if state != self._state:
            self._state = state
            self._on_state(state)


def read_news(payload: str) -> tuple[Changed, str] | None:
    """What a notification says: (table, id) pairs and the sender. None for what is not ours: anybody may NOTIFY."""
    try:
        told = json.loads(payload)
        return tuple((str(kind), int(record)) for kind, record in told["changed"]), str(told["by"])
    except (ValueError, TypeError, KeyError):
        return None


class _Line:
    """One connection that never blocks: libpq is driven by select() on its socket and on the bell of `stop`."""

    def __init__(self, url: URL, bell: socket.socket, stopping: threading.Event) -> None:
        self._url, self._bell, self._stopping = url, bell, stopping
        self._raw: Any = None

    def __enter__(self) -> _Line:
        return self

    def __exit__(self, *_: object) -> None:
        if self._raw is not None:
            self._raw.close()

    def open(self) -> float:
        """Connect and listen; answers the seconds the server took for LISTEN."""
        try:
            self._raw = psycopg2.connect(**_arguments(self._url), async_=True)
        except psycopg2.Error as error:
            raise _Lost(connect_error(DBAPIError("connect", None, error)).key) from error
        self._finish(CONNECT_SECONDS, connecting=True)
        return self.ask(f"listen {CHANNEL}", ANSWER_SECONDS)

    def ask(self, statement: str, seconds: float) -> float:
        """Run a statement; answers how many seconds it took. Raises _Lost where no answer comes in time."""
        began = time.monotonic()
        try:
            cursor = self._raw.cursor()  # must outlive the statement: psycopg2 holds it weakly
            cursor.execute(statement)
        except psycopg2.Error as error:
            raise _Lost("server_lost") from error
        self._finish(seconds)
        return time.monotonic() - began

    def wait(self, seconds: float) -> list[str]:
        """Payloads that came, after at most so many seconds of waiting for the first."""
        if not self._raw.notifies:
            readable, _ = self._select(True, False, min(seconds, TICK_SECONDS))
            if readable:
                self._poll()
        payloads = [n.payload for n in self._raw.notifies if n.channel == CHANNEL]
        del self._raw.notifies[:]
        return payloads

    def _finish(self, seconds: float, *, connecting: bool = False) -> None:
        """Drive libpq until it is done with what it was asked."""
        deadline = time.monotonic() + seconds
        while (wants := self._poll(connecting=connecting)) != pg.POLL_OK:
            rest = deadline - time.monotonic()
            ready = self._select(wants == pg.POLL_READ, wants == pg.POLL_WRITE, max(rest, 0.0))
            if not any(ready) and rest <= 0:  # looked once more: a late answer is still an answer
                raise _Lost("server_not_reached" if connecting else "server_not_answering")

    def _poll(self, *, connecting: bool = False) -> int:
        try:
            return int(self._raw.poll())
        except psycopg2.Error as error:
            key = connect_error(DBAPIError("connect", None, error)).key if connecting else "server_lost"
            raise _Lost(key) from error

    def _select(self, reading: bool, writing: bool, seconds: float) -> tuple[bool, bool]:
        """Wait for the line or the bell. A failed connect shows as an exception on Windows, as writable elsewhere."""
        try:
            mine = self._raw.fileno()
            read, write, broken = select.select(
                [self._bell, *([mine] if reading else [])], [mine] if writing else [], [mine], seconds
            )
        except (OSError, ValueError, psycopg2.Error) as error:
            raise _Lost("server_lost") from error
        if self._stopping.is_set():
            raise _Stopped
        return mine in read or bool(broken), bool(write)


def _arguments(url: URL) -> dict[str, Any]:
    """What psycopg2 takes, from the address of an engine."""
    plain = {
        "host": url.host, "port": url.port, "dbname": url.database, "user": url.username, "password": url.password,
        "application_name": f"tradewright {VERSION} news",
    }  # fmt: skip
    return {key: value for key, value in plain.items() if value is not None} | dict(url.query)
