"""Rows behind a grid: a plain list, groups with heads, or a window on a long list fetched in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.ui.grid.columns import Col, Group, read, text_of, value_of

AnyIndex = QModelIndex | QPersistentModelIndex
PAGE = 100
_PAGES_KEPT = 60
_CHECK = Col("_check", "", "row_check", frozen=True, can_filter=False, can_sort=False)


def default_key(row: Any) -> Any:
    """What identifies a row unless the grid is told otherwise: its `id`."""
    return read(row, "id")


class GridModel(QAbstractTableModel):
    """Immutable rows under column descriptors.

    List: `set_rows`. Groups: `set_groups`, collapsible. Window: `set_window(total)`; `need(first, last)` asks for rows
    (last not included), `put(first, rows)` fills them in, in any order; until then a row is a placeholder (None).
    """

    need = Signal(int, int)
    checked_changed = Signal()

    def __init__(
        self,
        cols: Sequence[Col],
        parent: QObject | None = None,
        *,
        can_check: bool = False,
        row_key: Callable[[Any], Any] = default_key,
    ) -> None:
        super().__init__(parent)
        self.cols: tuple[Col, ...] = ((_CHECK,) if can_check else ()) + tuple(cols)
        self.can_check = can_check
        self.row_key = row_key
        self.today: date | None = None
        self._rows: list[Any] = []
        self._groups: list[tuple[Group, Sequence[Any]]] = []
        self._collapsed: set[str] = set()
        self._pages: dict[int, tuple[Any, ...]] = {}
        self._asked: set[int] = set()
        self._total: int | None = None
        self._checked: dict[Any, Any] = {}

    # what Qt asks
    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid():
            return 0
        return self._total if self._total is not None else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.cols)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.CheckStateRole and self.cols[index.column()].kind == "row_check":
            return Qt.CheckState.Checked if self.is_checked(index.row()) else Qt.CheckState.Unchecked
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.cols[section].title
        return None

    # rows
    def entry(self, row: int) -> Any:
        """The row, a Group for a group's head, or None for a row not yet fetched."""
        if self._total is None:
            return self._rows[row] if 0 <= row < len(self._rows) else None
        page = self._pages.get(row // PAGE)
        at = row % PAGE
        return page[at] if page is not None and at < len(page) else None

    def value(self, row: int, column: int) -> Any:
        entry = self.entry(row)
        if entry is None:
            return None
        if isinstance(entry, Group):
            return entry.totals.get(self.cols[column].key)
        return value_of(entry, self.cols[column])

    def text(self, row: int, column: int) -> str:
        """A cell as written, for copying and for screen readers."""
        return text_of(self.cols[column], self.value(row, column), self.today)

    def column_of(self, key: str) -> int:
        """The logical column of a key; KeyError where there is none."""
        for index, col in enumerate(self.cols):
            if col.key == key:
                return index
        raise KeyError(key)

    def row_of(self, key: Any) -> int | None:
        """Where the row with this key stands, among those known here."""
        rows: Iterable[tuple[int, Any]] = enumerate(self._rows)
        if self._total is not None:
            rows = ((page * PAGE + at, row) for page, rows in self._pages.items() for at, row in enumerate(rows))
        for place, row in rows:
            if not isinstance(row, Group) and row is not None and self.row_key(row) == key:
                return place
        return None

    def set_rows(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self._groups, self._total = [], None
        self._rows = list(rows)
        self.endResetModel()

    def set_groups(self, groups: Sequence[tuple[Group, Sequence[Any]]]) -> None:
        """Rows under heads; what was collapsed stays so."""
        self.beginResetModel()
        self._groups, self._total = list(groups), None
        self._flatten()
        self.endResetModel()

    def _flatten(self) -> None:
        self._rows = []
        for group, rows in self._groups:
            self._rows.append(group)
            if group.key not in self._collapsed:
                self._rows.extend(rows)

    def is_collapsed(self, group: Group) -> bool:
        return group.key in self._collapsed

    def toggle_group(self, group: Group) -> None:
        self.beginResetModel()
        self._collapsed ^= {group.key}
        self._flatten()
        self.endResetModel()

    def sort_rows(self, key: str, *, descending: bool) -> None:
        """Sort a plain list here; empty values last. A window is sorted by who fills it."""
        if self._total is not None or self._groups:
            return
        col = self.cols[self.column_of(key)]
        self.beginResetModel()
        filled = [row for row in self._rows if value_of(row, col) not in (None, "")]
        empty = [row for row in self._rows if value_of(row, col) in (None, "")]
        filled.sort(key=lambda row: value_of(row, col), reverse=descending)
        self._rows = filled + empty
        self.endResetModel()

    # window
    def set_window(self, total: int) -> None:
        """Begin a new window of about `total` rows; what was fetched is forgotten."""
        self.beginResetModel()
        self._rows, self._groups = [], []
        self._pages.clear()
        self._asked.clear()
        self._total = max(0, total)
        self.endResetModel()

    def set_total(self, total: int) -> None:
        """Correct the number of rows and keep what was fetched."""
        if self._total is None or total == self._total:
            return
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        else:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()

    def is_window(self) -> bool:
        return self._total is not None

    def ask(self, first: int, last: int) -> None:
        """Send `need` for the pages of [first, last) that are neither here nor asked for."""
        if self._total is None:
            return
        last = min(last, self._total)
        pages = range(max(0, first) // PAGE, (max(last, 1) - 1) // PAGE + 1)
        missing = [page for page in pages if page not in self._pages and page not in self._asked]
        for start, end in _runs(missing):
            self._asked.update(range(start, end))
            self.need.emit(start * PAGE, min(end * PAGE, self._total))

    def put(self, first: int, rows: Sequence[Any]) -> None:
        """Fill in fetched rows; `first` is a multiple of the page, as `need` asked."""
        for start in range(0, len(rows), PAGE):
            page = (first + start) // PAGE
            self._pages[page] = tuple(rows[start : start + PAGE])
            self._asked.discard(page)
        self._forget_far(first // PAGE)
        if rows and self._total:
            end = min(first + len(rows), self._total) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(end, self.columnCount() - 1))

    def give_up(self, first: int, last: int) -> None:
        """A fetch failed: its pages may be asked for again."""
        self._asked -= set(range(first // PAGE, (last - 1) // PAGE + 1))

    def _forget_far(self, near: int) -> None:
        while len(self._pages) > _PAGES_KEPT:
            farthest = max(self._pages, key=lambda page: abs(page - near))
            del self._pages[farthest]

    # checks
    def is_checked(self, row: int) -> bool:
        entry = self.entry(row)
        return entry is not None and not isinstance(entry, Group) and self.row_key(entry) in self._checked

    def set_checked(self, rows: Iterable[int], *, is_checked: bool) -> None:
        for row in rows:
            entry = self.entry(row)
            if entry is None or isinstance(entry, Group):
                continue
            if is_checked:
                self._checked[self.row_key(entry)] = entry
            else:
                self._checked.pop(self.row_key(entry), None)
        self.checked_changed.emit()

    def check_all(self, *, is_checked: bool) -> None:
        """Check the rows known here (in a window: those fetched), or none."""
        self._checked.clear()
        if is_checked:
            known = self._rows if self._total is None else [row for page in self._pages.values() for row in page]
            self._checked = {self.row_key(row): row for row in known if not isinstance(row, Group)}
        self.checked_changed.emit()

    def checked_rows(self) -> list[Any]:
        return list(self._checked.values())

    def checks_state(self) -> bool | None:
        """True: all known are checked, False: none, None: some."""
        if not self._checked:
            return False
        known = self.rowCount() - sum(1 for row in self._rows if isinstance(row, Group))
        return True if len(self._checked) >= known else None

    # marks of single cells, filled by the editable model
    def error_of(self, row: int, key: str) -> str:
        return ""

    def is_changed(self, row: int, key: str) -> bool:
        return False

    def is_entry_row(self, row: int) -> bool:
        """Whether this is the empty line at the end, where a new one begins."""
        return False


def _runs(pages: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Consecutive pages as half-open ranges."""
    start: int | None = None
    before = 0
    for page in pages:
        if start is not None and page != before + 1:
            yield start, before + 1
            start = None
        start = page if start is None else start
        before = page
    if start is not None:
        yield start, before + 1
