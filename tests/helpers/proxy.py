"""A line that can fail: a loopback proxy before the server that cuts, freezes, delays or refuses when told to."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

UP, DOWN = "up", "down"  # towards the server, towards the client


@dataclass
class _Pair:
    """One connection through the proxy."""

    client: socket.socket
    server: socket.socket
    ended: threading.Event = field(default_factory=threading.Event)

    def end(self) -> None:
        """Break both halves at once, as a pulled cable that is noticed: a reset, not a goodbye."""
        if self.ended.is_set():
            return
        self.ended.set()
        for half in (self.client, self.server):
            with contextlib.suppress(OSError):
                half.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with contextlib.suppress(OSError):
                half.shutdown(socket.SHUT_RDWR)
            half.close()


class Proxy:
    """Listens on `port` of the loopback and passes everything on to `target`; `target` may be moved."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.delay_seconds = 0.0
        self.passed = {UP: 0, DOWN: 0}
        self._pairs: list[_Pair] = []
        self._flowing = threading.Event()
        self._flowing.set()
        self._refusing = False
        self._strike: tuple[str, int, Callable[[], object]] | None = None
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = "127.0.0.1", int(self._door.getsockname()[1])
        self._closed = False
        threading.Thread(target=self._welcome, name="proxy", daemon=True).start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End everything."""
        self._closed = True
        self._door.close()
        self._flowing.set()
        self.cut()

    # -- what may go wrong
    def freeze(self) -> None:
        """Let no byte pass any more in either direction, without a word to anybody."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Pass on what was held, and what comes."""
        self._flowing.set()

    def cut(self) -> None:
        """Break every connection that stands now."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            pair.end()

    def refuse(self, refusing: bool = True) -> None:
        """Break every new connection at once."""
        self._refusing = refusing

    def strike_after(self, direction: str, count: int, blow: Callable[[], object]) -> None:
        """Call `blow` once `count` more bytes went in a direction, before anything else passes; once."""
        with self._lock:
            self.passed = {UP: 0, DOWN: 0}
            self._strike = (direction, count, blow)

    def disarm(self) -> bool:
        """Forget an ordered blow; answers whether it was still to come."""
        with self._lock:
            armed, self._strike = self._strike is not None, None
            return armed

    def cut_for(self, seconds: float) -> None:
        """Break everything and stay down for so long."""
        if seconds:
            self.refuse()
            _later(seconds, lambda: self.refuse(False))
        self.cut()

    def freeze_for(self, seconds: float) -> None:
        """Let nothing pass for so long."""
        self.freeze()
        _later(seconds, self.thaw)

    def count(self) -> dict[str, int]:
        """Bytes passed in each direction since the last `strike_after` or `count`."""
        with self._lock:
            passed, self.passed = self.passed, {UP: 0, DOWN: 0}
            return passed

    # -- threads
    def _welcome(self) -> None:
        while not self._closed:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            if self._refusing:
                client.close()
                continue
            try:
                server = socket.create_connection(self.target, timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            for half in (client, server):
                half.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            pair = _Pair(client, server)
            with self._lock:
                self._pairs.append(pair)
            threading.Thread(target=self._pump, args=(pair, UP), daemon=True).start()
            threading.Thread(target=self._pump, args=(pair, DOWN), daemon=True).start()

    def _pump(self, pair: _Pair, direction: str) -> None:
        source, sink = (pair.client, pair.server) if direction == UP else (pair.server, pair.client)
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                self._flowing.wait()
                if self.delay_seconds:
                    time.sleep(self.delay_seconds)
                blow, allowed = self._admit(direction, len(piece))
                sink.sendall(piece[:allowed])
                if blow is not None:
                    blow()
                    self._flowing.wait()
                    sink.sendall(piece[allowed:])
        pair.end()

    def _admit(self, direction: str, size: int) -> tuple[Callable[[], object] | None, int]:
        """The blow that falls within so many bytes, and how many of them pass before it."""
        with self._lock:
            before = self.passed[direction]
            self.passed[direction] = before + size
            if self._strike is None or self._strike[0] != direction or before + size < self._strike[1]:
                return None, size
            _, count, blow = self._strike
            self._strike = None
            return blow, max(count - before, 0)


def _later(seconds: float, what: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, what)
    timer.daemon = True
    timer.start()
