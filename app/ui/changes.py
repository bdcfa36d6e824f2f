"""News of what changed: from this client's own gestures and from colleagues, told once per quiet moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

Changed = tuple[tuple[str, int], ...]


class Changes(QObject):
    """Who wants to hear of which kinds of things; news of one quarter second are told together."""

    told = Signal(object)

    def __init__(self, parent: QObject | None = None, *, quiet_ms: int = 250) -> None:
        super().__init__(parent)
        self._wanted: list[tuple[QObject, frozenset[str], Callable[[Changed], object]]] = []
        self._news: set[tuple[str, int]] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(quiet_ms)
        self._timer.timeout.connect(self._flush)

    def subscribe(self, owner: QObject, kinds: Iterable[str], then: Callable[[Changed], object]) -> None:
        """Call `then` with what changed of these kinds, as long as the owner lives; no kinds = everything."""
        self._wanted.append((owner, frozenset(kinds), then))

    def tell(self, changed: Iterable[tuple[str, int]], *, at_once: bool = False) -> None:
        """Take in news; own gestures are shown at once, others' within a quarter second."""
        self._news.update((str(kind), int(record)) for kind, record in changed)
        if at_once:
            self._flush()
        elif self._news and not self._timer.isActive():
            self._timer.start()

    def tell_all(self) -> None:
        """Everything may have changed (the line was away): all who listen read again."""
        self.tell(((kind, 0) for _owner, kinds, _then in self._wanted for kind in kinds), at_once=True)

    def _flush(self) -> None:
        news, self._news = tuple(sorted(self._news)), set()
        if not news:
            return
        self._wanted = [w for w in self._wanted if isValid(w[0])]
        for _owner, kinds, then in list(self._wanted):
            mine = tuple(n for n in news if not kinds or n[0] in kinds)
            if mine:
                then(mine)
        self.told.emit(news)
