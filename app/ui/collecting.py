"""Memory is looked through on the UI thread alone.

Python collects dead circles on whichever thread happens to allocate. A window in such a circle would be destroyed by a
reading thread, which holds Python's lock while it waits for Qt's, as the UI thread does the other way round: both stand
still for good.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

THRESHOLDS = (20_000, 10, 10)
PAUSE_MS = 500


class Collector(QObject):
    """Collects now and then, generation by generation, as Python itself would; lives with the application."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Look through what is due."""
        young, middle, old = gc.get_count()
        if young > THRESHOLDS[0]:
            gc.collect(2 if old > THRESHOLDS[2] else 1 if middle > THRESHOLDS[1] else 0)
