"""Tables: columns with a repeated head, rows that grow with their texts, bands between them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from app.reports.pdf.flow import Flow
from app.reports.pdf.fonts import LEADING, text_width
from app.reports.pdf.lines import fitting_size, wrap
from app.reports.pdf.sheet import BLACK, FILL, LINE, MUTED, PAPER, SOFT, Sheet
from app.reports.words import Label


@dataclass(frozen=True)
class Column:
    """A column; width in points, `grows` shares out what is left over (or missing)."""

    key: str
    title: Label
    width: float
    align: str = "left"
    grows: bool = False


@dataclass(frozen=True)
class Run:
    """A paragraph of a cell. most: greatest number of lines, 0 for as many as it takes."""

    text: str
    size: float = 8.5
    bold: bool = False
    grey: float = BLACK
    most: int = 0


@dataclass(frozen=True)
class Figure:
    """A number that shrinks rather than breaks, with its unit small behind it."""

    number: str
    unit: str = ""
    size: float = 8.5
    bold: bool = False
    unit_room: float = 0.0


@dataclass(frozen=True)
class Box:
    """An empty box to write into."""

    width: float
    height: float
    grey: float = BLACK
    weight: float = 1.0


Cell = tuple[Run, ...] | Figure | Box


@dataclass(frozen=True)
class _Line:
    text: str
    run: Run


@dataclass(frozen=True)
class Look:
    """Sizes and strengths of a table, in points and greys."""

    head_size: float = 8.0
    head_fill: float = FILL
    pad_x: float = 3.0
    pad_y: float = 3.0
    least: float = 0.0
    row_grey: float = LINE
    upright: bool = False


class Table:
    """Writes rows into a flow. Rows that are higher than a page are divided between their lines."""

    def __init__(self, flow: Flow, columns: Sequence[Column], look: Look | None = None) -> None:
        self.flow = flow
        self.look = look or Look()
        self.columns = _spread(columns, flow.width)
        self._lefts = _lefts(self.columns, flow.left)
        self._band: tuple[str, str] | None = None
        self._continued = ""

    @contextmanager
    def open(self, *, keep: float = 30.0) -> Iterator[Table]:
        """Draw the head, repeat it over pages within the block, and close the table with a line."""
        if self.head_height + keep > self.flow.room and not self.flow.is_fresh:
            self.flow.new_page()
        self.head()
        with self.flow.repeating(self._repeat):
            yield self
        self.flow.sheet.rule(self.flow.left, self.flow.y, self.flow.width, weight=0.8)

    @property
    def head_height(self) -> float:
        """Points the head takes."""
        return max(self._title_height(column) for column in self.columns) + 2 * max(self.look.pad_y, 3.5)

    def head(self) -> None:
        """Draw the column titles."""
        height, sheet, top = self.head_height, self.flow.sheet, self.flow.y
        sheet.box(self.flow.left, top, self.flow.width, height, fill=self.look.head_fill, stroke=None)
        for column, left in zip(self.columns, self._lefts, strict=True):
            self._title(column, left, top + (height - self._title_height(column)) / 2)
        if self.look.head_fill == PAPER:
            sheet.rule(self.flow.left, top + height, self.flow.width)
        self.flow.y += height

    def band(self, title: str, right: str = "", *, continued: str = "", keep: float = 40.0) -> None:
        """A group line over the width; `continued` is added to its title where the group runs on to the next page."""
        self._band, self._continued = None, continued
        self.flow.place(16.0, lambda top: self._draw_band(top, title, right), keep=keep)
        self._band = (title, right)

    def row(self, cells: Sequence[Cell], *, line: bool = True, fill: float | None = None, weight: float = 0.5) -> None:
        """Write a row; `cells` in the order of the columns."""
        lines = [self._lines(cell, column) for cell, column in zip(cells, self.columns, strict=True)]
        height = self._height(cells, lines)
        if height > self.flow.room and not self.flow.is_fresh:
            self.flow.new_page()
        while height > self.flow.room and any(len(one) > 1 for one in lines):
            cells, lines = self._write_part(cells, lines)
            height = self._height(cells, lines)

        def draw(top: float) -> None:
            sheet, left, width = self.flow.sheet, self.flow.left, self.flow.width
            if fill is not None:
                sheet.box(left, top, width, height, fill=fill, stroke=None)
            self._draw(cells, lines, top, height)
            if line:
                sheet.rule(left, top + height, width, weight=weight, grey=self.look.row_grey)

        self.flow.place(height, draw)

    def place_of(self, key: str) -> tuple[float, float]:
        """Left edge and width of a column."""
        for column, left in zip(self.columns, self._lefts, strict=True):
            if column.key == key:
                return left, column.width
        raise KeyError(key)

    def _repeat(self) -> None:
        self.head()
        if self._band is not None:
            title, right = self._band
            self._draw_band(self.flow.y, title + self._continued, right)
            self.flow.y += 16.0

    def _draw_band(self, top: float, title: str, right: str) -> None:
        sheet, flow = self.flow.sheet, self.flow
        sheet.box(flow.left, top, flow.width, 16.0, fill=SOFT, stroke=None)
        taken = sheet.text(flow.right - 3, top + 4.2, right, 7.6, grey=MUTED, align="right")
        sheet.fitted(flow.left + 3, top + 3.8, title, 8.2, flow.width - taken - 14, bold=True)

    def _title_height(self, column: Column) -> float:
        size = self.look.head_size
        room = column.width - 2 * self.look.pad_x
        main = len(wrap(column.title.main, _word_size(column.title.main, size, room), room, True)) * size * 1.2
        return main + (6.2 * 1.2 if column.title.second else 0.0)

    def _title(self, column: Column, left: float, y: float) -> None:
        sheet, size = self.flow.sheet, self.look.head_size
        x, align = _anchor(column, left, self.look.pad_x)
        room = column.width - 2 * self.look.pad_x
        small = _word_size(column.title.main, size, room)
        for line in wrap(column.title.main, small, room, True):
            sheet.fitted(x, y, line, small, room, bold=True, align=align, least=4.5)
            y += size * 1.2
        if column.title.second:
            sheet.fitted(x, y, column.title.second, 6.2, room, grey=MUTED, align=align, least=4.0)

    def _lines(self, cell: Cell, column: Column) -> list[_Line]:
        if not isinstance(cell, tuple):
            return []
        room = column.width - 2 * self.look.pad_x
        return [
            _Line(line, run) for run in cell if run.text for line in wrap(run.text, run.size, room, run.bold, run.most)
        ]

    def _height(self, cells: Sequence[Cell], lines: Sequence[Sequence[_Line]]) -> float:
        texts = max((_stack(one) for one in lines), default=0.0)
        others = max((_own_height(cell) for cell in cells), default=0.0)
        return max(max(texts, others) + 2 * self.look.pad_y, self.look.least)

    def _write_part(self, cells: Sequence[Cell], lines: list[list[_Line]]) -> tuple[list[Cell], list[list[_Line]]]:
        """Fill the page with the first lines of a row that is too high; returns what is left of it."""
        room = self.flow.room - 2 * self.look.pad_y
        cut = [max(_count_within(one, room), 1) for one in lines]
        part = [one[:n] for one, n in zip(lines, cut, strict=True)]
        self._draw(cells, part, self.flow.y, max(_stack(one) for one in part) + 2 * self.look.pad_y, middle=False)
        self.flow.new_page()
        emptied: list[Cell] = [() for _cell in cells]
        return emptied, [one[n:] for one, n in zip(lines, cut, strict=True)]

    def _draw(
        self, cells: Sequence[Cell], lines: Sequence[Sequence[_Line]], top: float, height: float, *, middle: bool = True
    ) -> None:
        for cell, stack, column, left in zip(cells, lines, self.columns, self._lefts, strict=True):
            if isinstance(cell, Box):
                _draw_box(self.flow.sheet, cell, column, left, top, height)
            elif isinstance(cell, Figure):
                self._draw_figure(cell, column, left, top, height)
            else:
                y = top + ((height - _stack(stack)) / 2 if middle else self.look.pad_y)
                self._draw_lines(stack, column, left, y)

    def _draw_lines(self, stack: Sequence[_Line], column: Column, left: float, y: float) -> None:
        x, align = _anchor(column, left, self.look.pad_x)
        for line in stack:
            size = line.run.size
            at = y + (LEADING - 1) / 2 * size
            self.flow.sheet.text(x, at, line.text, size, bold=line.run.bold, grey=line.run.grey, align=align)
            y += size * LEADING

    def _draw_figure(self, cell: Figure, column: Column, left: float, top: float, height: float) -> None:
        sheet = self.flow.sheet
        right = left + column.width - self.look.pad_x
        unit_size = min(cell.size, 7.5)
        unit_room = min(max(cell.unit_room, text_width(cell.unit, unit_size) + 2.5 if cell.unit else 0.0), 24.0)
        baseline_top = top + (height - cell.size) / 2
        if cell.unit:
            unit_y = baseline_top + 0.88 * (cell.size - unit_size)
            sheet.fitted(right - unit_room + 2.5, unit_y, cell.unit, unit_size, unit_room - 2.5, grey=MUTED, least=4.5)
        room = column.width - 2 * self.look.pad_x - unit_room
        sheet.figure(right - unit_room, baseline_top, cell.number, cell.size, room, bold=cell.bold)


def choose(columns: Sequence[Column], hidden: Collection[str]) -> list[Column]:
    """The columns a company wants to see."""
    return [column for column in columns if column.key not in hidden]


def cells_for(columns: Sequence[Column], values: dict[str, Cell]) -> list[Cell]:
    """The cells of a row in the order of the columns shown."""
    return [values[column.key] for column in columns]


def _spread(columns: Sequence[Column], width: float) -> list[Column]:
    fixed = sum(column.width for column in columns)
    growing = sum(column.width for column in columns if column.grows)
    if not growing or growing + width - fixed < 0.4 * growing:
        return [replace(column, width=column.width * width / fixed) for column in columns]
    factor = (growing + width - fixed) / growing
    return [replace(column, width=column.width * factor) if column.grows else column for column in columns]


def _lefts(columns: Sequence[Column], left: float) -> list[float]:
    lefts = []
    for column in columns:
        lefts.append(left)
        left += column.width
    return lefts


def _anchor(column: Column, left: float, pad: float) -> tuple[float, str]:
    if column.align == "right":
        return left + column.width - pad, "right"
    if column.align == "centre":
        return left + column.width / 2, "centre"
    return left + pad, "left"


def _word_size(title: str, size: float, room: float) -> float:
    """A title may take several lines, but its longest word must fit."""
    longest = max(title.split(" ") if title.isascii() else [title[:2]], key=len, default="")
    return fitting_size(longest, size, room, bold=True, least=5.0)


def _stack(lines: Sequence[_Line]) -> float:
    return sum(line.run.size * LEADING for line in lines)


def _own_height(cell: Cell) -> float:
    if isinstance(cell, Box):
        return cell.height
    return cell.size * LEADING if isinstance(cell, Figure) else 0.0


def _count_within(lines: Sequence[_Line], room: float) -> int:
    count, height = 0, 0.0
    for line in lines:
        height += line.run.size * LEADING
        if height > room:
            break
        count += 1
    return count


def _draw_box(sheet: Sheet, cell: Box, column: Column, left: float, top: float, height: float) -> None:
    x, y = left + (column.width - cell.width) / 2, top + (height - cell.height) / 2
    sheet.box(x, y, cell.width, cell.height, stroke=cell.grey, weight=cell.weight, radius=2)
