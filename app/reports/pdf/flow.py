"""Blocks one below the other over as many pages as they need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.reports.pdf.sheet import Sheet

Drawn = Callable[[float], None]


class Flow:
    """Places blocks downwards; starts a page with its head when one no longer fits.

    head draws the top of a page and returns the y below it; foot draws the bottom, which begins at `bottom`.
    A table that is open repeats its head through `repeating`.
    """

    def __init__(
        self, sheet: Sheet, *, head: Callable[[int], float], foot: Callable[[int], None], bottom: float
    ) -> None:
        self.sheet = sheet
        self.left = sheet.size.side
        self.width = sheet.size.width - 2 * sheet.size.side
        self.right = self.left + self.width
        self.bottom = bottom
        self.page = 0
        self._head = head
        self._foot = foot
        self._repeats: list[Callable[[], None]] = []
        self._at_top = False
        self.y = 0.0
        self._start_page()

    @property
    def room(self) -> float:
        """Points left on this page."""
        return self.bottom - self.y

    @property
    def is_fresh(self) -> bool:
        """Whether nothing but heads stands on this page, so that a new page would not give more room."""
        return self._at_top

    def place(self, height: float, draw: Drawn, *, keep: float = 0.0) -> None:
        """Draw a block that is not divided; with `keep` more points below it are wanted on the same page."""
        if height + keep > self.room and not self._at_top:
            self.new_page()
        draw(self.y)
        self.y += height
        self._at_top = False

    def gap(self, height: float) -> None:
        """Leave room, except at the top of a page."""
        if not self._at_top:
            self.y += height

    def new_page(self) -> None:
        """Finish this page and start the next with its head and the heads of open tables."""
        self.close()
        self._start_page()

    def close(self) -> None:
        """Finish the last page."""
        self._foot(self.page)
        self.sheet.next_page()

    @contextmanager
    def repeating(self, draw: Callable[[], None]) -> Iterator[None]:
        """Repeat a head on every page begun within the block."""
        self._repeats.append(draw)
        try:
            yield
        finally:
            self._repeats.remove(draw)

    def _start_page(self) -> None:
        self.page += 1
        self.y = self._head(self.page)
        for repeat in self._repeats:
            repeat()
        self._at_top = True
