"""Document lines as a spreadsheet's data: immutable mappings, errors and changes by cell, undo by keeping old lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.errors import RuleError
from app.i18n import error_text
from app.ui.fields.arithmetic import evaluate, round_half_up
from app.ui.fields.candidates import Candidate
from app.ui.fields.dates import parse_date
from app.ui.grid.columns import DATES, NUMBERS, Col
from app.ui.grid.model import GridModel
from app.ui.parts.bars import Way

AnyIndex = QModelIndex | QPersistentModelIndex
Line = Mapping[str, Any]
_STEPS_KEPT = 100
_NUMBER_COLUMN = Col("_line", "#", "row_number", frozen=True, can_filter=False, can_sort=False)


@dataclass(frozen=True)
class CellError:
    """What is wrong with a cell, as a sentence, and the usual ways out."""

    text: str
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Unresolved:
    """Pasted or typed text of a look-up cell that still waits for its match."""

    row: int
    key: str
    text: str


@dataclass(frozen=True)
class Block:
    """A block that was pasted or filled: its rows (last included), its columns, and what needs a look-up."""

    first: int
    last: int
    keys: tuple[str, ...]
    unresolved: tuple[Unresolved, ...] = ()


@dataclass(frozen=True)
class _Step:
    lines: tuple[Line, ...]
    ids: tuple[int, ...]
    own_errors: Mapping[tuple[int, str], CellError]


def frozen_line(values: Mapping[str, Any]) -> Line:
    """A line nobody can change in place."""
    return MappingProxyType(dict(values))


def parse_cell(col: Col, text: str, today: date) -> Any:
    """What a typed or pasted text means in a column; text of a look-up stays text. Raises RuleError."""
    text = text.strip()
    if not text:
        return None
    if col.choices:
        return _choice(col, text)
    if col.kind == "percent":
        return round_half_up(evaluate(text.rstrip("%％")) / 100, 6)
    if col.kind in NUMBERS:
        return _rounded(col, evaluate(text))
    if col.kind in DATES:
        return parse_date(text, today)
    if col.kind == "check":
        return text.casefold() in ("1", "y", "yes", "true", "✓", "是", "x")
    return text


def _rounded(col: Col, value: Decimal) -> Decimal:
    most = col.decimals if col.decimals is not None else 2 if col.kind == "money" else 6
    return round_half_up(value, most) if -value.normalize().as_tuple().exponent > most else value  # type: ignore[operator]


def _choice(col: Col, text: str) -> Any:
    for key, word in col.choices:
        if text.casefold() in (word.casefold(), str(key).casefold()):
            return key
    raise RuleError("choice_not_known", text=text)


def read_table(text: str) -> list[list[str]]:
    """Cells of a pasted block: tab-separated, with quotes as Excel writes them."""
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


class LineModel(GridModel):
    """Editable lines. The person's changes are told by `edited`, `block_entered`, `lines_inserted`, `lines_removed`;
    what a screen sets (`set_lines`, `replace_line`, `set_errors`) is not told."""

    edited = Signal(int, str, object)
    block_entered = Signal(object)
    lines_inserted = Signal(int, int)
    lines_removed = Signal(int, int)
    errors_changed = Signal()

    def __init__(
        self,
        cols: Sequence[Col],
        parent: QObject | None = None,
        *,
        new_line: Callable[[], Mapping[str, Any]] = dict,
        today: Callable[[], date],
    ) -> None:
        super().__init__([_NUMBER_COLUMN, *cols], parent)
        self._new_line = new_line
        self._today = today
        self._lines: list[Line] = []
        self._ids: list[int] = []
        self._last_id = 0
        self._errors: dict[tuple[int, str], CellError] = {}
        self._own_errors: dict[tuple[int, str], CellError] = {}
        self._changed: set[tuple[int, str]] = set()
        self._past: list[_Step] = []
        self._future: list[_Step] = []
        self.is_read_only = False

    # what the grid asks
    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines) + (0 if self.is_read_only else 1)

    def entry(self, row: int) -> Any:
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def is_entry_row(self, row: int) -> bool:
        return not self.is_read_only and row == len(self._lines)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable if self.can_edit(index.row(), index.column()) else base

    def can_edit(self, row: int, column: int) -> bool:
        """Whether the person may type here; the empty last line takes the first editable column onwards."""
        return not self.is_read_only and 0 <= column < len(self.cols) and self.cols[column].editable

    def error_of(self, row: int, key: str) -> str:
        found = self.cell_error(row, key)
        return found.text if found else ""

    def cell_error(self, row: int, key: str) -> CellError | None:
        """What was typed and not understood comes before what the screen says."""
        if not 0 <= row < len(self._ids):
            return None
        place = (self._ids[row], key)
        return self._own_errors.get(place) or self._errors.get(place)

    def is_changed(self, row: int, key: str) -> bool:
        return 0 <= row < len(self._ids) and (self._ids[row], key) in self._changed

    # what the screen sets
    def lines(self) -> tuple[Line, ...]:
        return tuple(self._lines)

    def set_lines(self, lines: Sequence[Mapping[str, Any]]) -> None:
        """Show these lines; errors, changes and undo begin anew."""
        self.beginResetModel()
        self._lines = [frozen_line(line) for line in lines]
        self._ids = [self._next_id() for _line in lines]
        self._errors, self._own_errors, self._changed = {}, {}, set()
        self._past, self._future = [], []
        self.endResetModel()
        self.errors_changed.emit()

    def replace_line(self, row: int, line: Mapping[str, Any]) -> None:
        """Put a line computed by the screen (name, price, amount) in place of what stands there."""
        if 0 <= row < len(self._lines) and dict(self._lines[row]) != dict(line):
            self._lines[row] = frozen_line(line)
            self._row_changed(row)

    def set_read_only(self, read_only: bool) -> None:
        self.beginResetModel()
        self.is_read_only = read_only
        self.endResetModel()

    def set_errors(self, errors: Mapping[tuple[int, str], CellError | str]) -> None:
        """All errors the screen knows, by (row, column key); they move with their line."""
        self._errors = {
            (self._ids[row], key): error if isinstance(error, CellError) else CellError(error)
            for (row, key), error in errors.items()
            if 0 <= row < len(self._ids)
        }
        self._all_changed()
        self.errors_changed.emit()

    def set_changed(self, places: Iterable[tuple[int, str]]) -> None:
        """Cells that differ from the former version."""
        self._changed = {(self._ids[row], key) for row, key in places if 0 <= row < len(self._ids)}
        self._all_changed()

    def errors(self) -> list[tuple[int, int]]:
        """(row, logical column) of every wrong cell, in reading order."""
        rows = {line: row for row, line in enumerate(self._ids)}
        columns = {col.key: at for at, col in enumerate(self.cols)}
        places = {*self._errors, *self._own_errors}
        return sorted((rows[line], columns[key]) for line, key in places if line in rows and key in columns)

    # what the person does
    def enter(self, row: int, key: str, text: str) -> None:
        """Take typed text; `..` repeats the line above. Text not understood stays, with its error."""
        self._keep()
        self._need_line(row)
        value = self._take_text(row, key, text)
        self._row_changed(row)
        self.errors_changed.emit()
        self.edited.emit(row, key, value)

    def put_value(self, row: int, key: str, value: Any) -> None:
        """Take a value chosen by the person (a match of a look-up, a tick)."""
        self._keep()
        self._need_line(row)
        self._set(row, key, value)
        self._row_changed(row)
        self.errors_changed.emit()
        self.edited.emit(row, key, value)

    def _take_text(self, row: int, key: str, text: str) -> Any:
        col = self.cols[self.column_of(key)]
        if text.strip() == ".." and row > 0:
            value = self._lines[row - 1].get(key)
            self._set(row, key, value)
            return value
        try:
            value = parse_cell(col, text, self._today())
        except RuleError as problem:
            self._set(row, key, text.strip())
            self._own_errors[(self._ids[row], key)] = CellError(error_text(problem))
            return text.strip()
        self._set(row, key, value)
        return value

    def _set(self, row: int, key: str, value: Any) -> None:
        self._lines[row] = frozen_line({**self._lines[row], key: value})
        self._own_errors.pop((self._ids[row], key), None)

    def refuse(self, row: int, key: str, text: str) -> None:
        """Mark a cell whose text has no match, until it is typed anew."""
        if 0 <= row < len(self._ids):
            self._own_errors[(self._ids[row], key)] = CellError(text)
            self._row_changed(row)
            self.errors_changed.emit()

    def insert_line(self, row: int) -> None:
        """A new line above `row`."""
        self._keep()
        self._insert(min(row, len(self._lines)), 1)
        self.lines_inserted.emit(row, 1)

    def remove_lines(self, first: int, count: int) -> None:
        count = min(count, len(self._lines) - first)
        if count <= 0:
            return
        self._keep()
        self.beginRemoveRows(QModelIndex(), first, first + count - 1)
        del self._lines[first : first + count]
        del self._ids[first : first + count]
        self.endRemoveRows()
        self.errors_changed.emit()
        self.lines_removed.emit(first, count)

    def paste(self, row: int, keys: Sequence[str], table: Sequence[Sequence[str]]) -> Block:
        """Lay a table over the cells from `row` on, under these columns; new lines are made as needed.

        A column that may not be edited swallows its cells. Returns what was entered; `block_entered` tells it too.
        """
        self._keep()
        self._need_line(row + len(table) - 1)
        for down, cells in enumerate(table):
            for key, text in zip(keys, cells, strict=False):
                if self.can_edit(row + down, self.column_of(key)):
                    self._take_text(row + down, key, text)
        return self._told(row, row + len(table) - 1, tuple(keys))

    def fill_down(self, first: int, last: int, keys: Sequence[str]) -> Block:
        """Repeat the first row's cells down to the last row."""
        self._keep()
        for row in range(first + 1, min(last, len(self._lines) - 1) + 1):
            for key in keys:
                if self.can_edit(row, self.column_of(key)):
                    self._set(row, key, self._lines[first].get(key))
        return self._told(first, last, tuple(keys))

    def clear_cells(self, places: Iterable[tuple[int, str]]) -> Block | None:
        """Empty these cells."""
        taken = [
            (row, key) for row, key in places if row < len(self._lines) and self.can_edit(row, self.column_of(key))
        ]
        if not taken:
            return None
        self._keep()
        for row, key in taken:
            self._set(row, key, None)
        rows = [row for row, _key in taken]
        return self._told(min(rows), max(rows), tuple(dict.fromkeys(key for _row, key in taken)))

    def _told(self, first: int, last: int, keys: tuple[str, ...]) -> Block:
        unresolved = tuple(
            Unresolved(row, key, value)
            for row in range(first, min(last, len(self._lines) - 1) + 1)
            for key in keys
            if self.cols[self.column_of(key)].look_up and isinstance(value := self._lines[row].get(key), str) and value
        )
        block = Block(first, last, keys, unresolved)
        self._all_changed()
        self.errors_changed.emit()
        self.block_entered.emit(block)
        return block

    def resolve(self, row: int, key: str, candidate: Candidate | None, sentence: str = "") -> None:
        """Answer to an Unresolved: its match, or None with the sentence that says why there is none."""
        if not 0 <= row < len(self._lines):
            return
        if candidate is None:
            self.refuse(row, key, sentence)
            return
        self._set(row, key, candidate)
        self._row_changed(row)
        self.errors_changed.emit()

    # undo
    def _keep(self) -> None:
        self._past.append(self._now())
        del self._past[:-_STEPS_KEPT]
        self._future.clear()

    def _now(self) -> _Step:
        return _Step(tuple(self._lines), tuple(self._ids), dict(self._own_errors))

    def undo(self) -> bool:
        """Take the last change back; False where there is none."""
        return self._travel(self._past, self._future)

    def redo(self) -> bool:
        return self._travel(self._future, self._past)

    def _travel(self, source: list[_Step], target: list[_Step]) -> bool:
        if not source:
            return False
        target.append(self._now())
        step = source.pop()
        self.beginResetModel()
        self._lines, self._ids = list(step.lines), list(step.ids)
        self._own_errors = dict(step.own_errors)
        self.endResetModel()
        self.errors_changed.emit()
        self.block_entered.emit(Block(0, max(0, len(self._lines) - 1), ()))
        return True

    # lines
    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _need_line(self, row: int) -> None:
        missing = row + 1 - len(self._lines)
        if missing > 0:
            self._insert(len(self._lines), missing)

    def _insert(self, row: int, count: int) -> None:
        self.beginInsertRows(QModelIndex(), row, row + count - 1)
        self._lines[row:row] = [frozen_line(self._new_line()) for _ in range(count)]
        self._ids[row:row] = [self._next_id() for _ in range(count)]
        self.endInsertRows()

    def _row_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def _all_changed(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, self.columnCount() - 1))
