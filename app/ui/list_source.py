"""A window onto a list of any length: pages come by key where a neighbour is known, by a jump where not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app import lists
from app.errors import UserError
from app.lists import Key, Page, Query
from app.registry import ListSpec
from app.ui.env import Env
from app.ui.grid.grid import Grid
from app.ui.list_columns import to_rows

PAGE = 100
COUNT_CAP = 10_000


class ListSource(QObject):
    """Feeds a grid from a ListSpec and a Query. First paint costs one statement; counts come after."""

    counted = Signal(int, bool, bool)  # rows, capped, exact
    shown = Signal(int)  # rows of the first page
    failed = Signal(object)

    def __init__(self, env: Env, spec: ListSpec, grid: Grid, parent: QObject | None = None) -> None:
        super().__init__(parent or grid)
        self.env, self.spec, self.grid = env, spec, grid
        self.query = Query()
        self.total = 0
        self._pages: dict[int, tuple[Key | None, Key | None]] = {}
        self._asked: set[int] = set()
        self._run = 0
        grid.need.connect(self._need)

    def show(self, query: Query) -> None:
        """Show the rows of a query from the top."""
        self.query = query
        self._run += 1
        self._pages.clear()
        self._asked.clear()
        self.env.run(
            lists.page, self.spec, query, limit=PAGE, owner=self, name="first",
            then=self._mine(self._first), failed=self._refused,
        )  # fmt: skip

    def refresh(self) -> None:
        """Read again what is in sight; place and selection stay."""
        first, last = self.grid.view.visible_rows() if self.total else (0, 0)
        if last < PAGE or self.total <= PAGE:
            self.show(self.query)
            return
        self._pages.clear()
        self._asked.clear()
        self._need(max(0, first), max(0, last))
        self._count()

    def _mine(self, then: Callable[..., Any]) -> Callable[..., Any]:
        run = self._run
        return lambda answer: then(answer) if run == self._run else None

    def _refused(self, error: UserError) -> None:
        self.failed.emit(error)

    def _first(self, page: Page) -> None:
        self._pages[0] = (page.first, page.last)
        rows = to_rows(self.spec, page.rows)
        if page.at_end:
            self.total = len(rows)
            self.grid.set_rows(rows)
            self.counted.emit(self.total, False, True)
        else:
            self.total = max(len(rows) * 2, self.total if self._asked else 0)
            self.grid.set_window(self.total)
            self.grid.put(0, rows)
            self._count()
        self.shown.emit(len(rows))

    def _count(self) -> None:
        self.env.run(
            lists.count, self.spec, self.query, COUNT_CAP, owner=self, name="count", then=self._mine(self._counted),
            failed=self._refused,
        )  # fmt: skip

    def _counted(self, found: tuple[int, bool]) -> None:
        number, capped = found
        self.counted.emit(number, capped, not capped)
        self._grow(number)
        if capped:
            # the scroll bar must reach the end; the label says 10,000+ until the person asks
            self.env.run(
                lists.count_exact, self.spec, self.query, owner=self, name="count", then=self._mine(self._grow),
                failed=self._refused,
            )  # fmt: skip

    def ask_exact(self) -> None:
        """The person clicked on "10,000+"."""
        self.env.run(
            lists.count_exact, self.spec, self.query, owner=self, name="exact",
            then=self._mine(lambda n: self.counted.emit(n, False, True)), failed=self._refused,
        )  # fmt: skip

    def _grow(self, number: int) -> None:
        if number != self.total:
            self.total = number
            self.grid.model.set_total(number)

    def _need(self, first: int, last: int) -> None:
        for number in range(first // PAGE, last // PAGE + 1):
            if number not in self._asked:
                self._asked.add(number)
                self._ask(number)

    def _ask(self, number: int) -> None:
        before, after = self._pages.get(number - 1), self._pages.get(number + 1)
        take = self._mine(lambda page, n=number: self._put(n, page))
        lost = self._mine(lambda error, n=number: self._lost(n, error))
        name = f"page {number}"
        if before and before[1]:
            self.env.run(
                lists.page,
                self.spec,
                self.query,
                after=before[1],
                limit=PAGE,
                owner=self,
                name=name,
                then=take,
                failed=lost,
            )
        elif after and after[0]:
            self.env.run(
                lists.page,
                self.spec,
                self.query,
                before=after[0],
                limit=PAGE,
                owner=self,
                name=name,
                then=take,
                failed=lost,
            )
        else:
            self.env.run(
                lists.jump, self.spec, self.query, number * PAGE, PAGE, total=self.total or None, owner=self, name=name,
                then=take, failed=lost,
            )  # fmt: skip

    def _put(self, number: int, page: Page) -> None:
        self._pages[number] = (page.first, page.last)
        self.grid.put(number * PAGE, to_rows(self.spec, page.rows))

    def _lost(self, number: int, error: UserError) -> None:
        self._asked.discard(number)
        self.grid.model.give_up(number * PAGE, number * PAGE + PAGE - 1)
        self.failed.emit(error)


def count_text(number: int, capped: bool) -> str:
    """A count as shown: "10,000+" where it was capped."""
    return f"{number:,}" + ("+" if capped else "")
