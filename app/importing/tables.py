"""Files as rows of cells: Excel workbooks, and CSV as Excel, WPS and programs of twenty years write it."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import RuleError
from app.importing.cells import NOT_CALCULATED, CellError, is_empty

SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls")
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one worksheet that hold anything, each with its number as a spreadsheet counts; name "" in CSV."""

    name: str
    rows: tuple[tuple[int, tuple[object, ...]], ...]


def tables(path: Path) -> Iterator[Table]:
    """The visible worksheets of a workbook, or the one table of a text file, in their order. Raises RuleError."""
    if path.suffix.lower() == ".xls":
        raise RuleError("sheet_old_excel", file=path.name)
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            yield from _worksheets(path)
        else:
            yield Table("", _numbered(_records(_decoded(path.read_bytes()))))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, csv.Error) as error:
        raise RuleError("sheet_unreadable", file=path.name, reason=str(error)) from error


def _numbered(rows: Iterator[Sequence[object]]) -> tuple[tuple[int, tuple[object, ...]], ...]:
    return tuple(
        (number, tuple(cells)) for number, cells in enumerate(rows, 1) if not all(is_empty(cell) for cell in cells)
    )


# ---------------------------------------------------------------- text
def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 as Excel's "Unicode text", else what Chinese Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _records(text: str) -> Iterator[Sequence[object]]:
    """Records separated by whichever of comma, semicolon and tab stands most often in the first line."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    if head.lower().startswith("sep=") and len(head) == 5:  # a line that Excel understands and hides
        separator = head[4]
    else:
        separator = max(_SEPARATORS, key=head.count)
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
        is_hint = len(record) <= 2 and record and record[0].lower().startswith("sep=")
        yield [] if is_hint else record


# ---------------------------------------------------------------- workbooks
def _worksheets(path: Path) -> Iterator[Table]:
    """Formulas are read by their stored results; a workbook without any is opened once only."""
    for name, rows in _book(path, results=False):
        has_formula = any(isinstance(cell, _Formula) for _number, cells in rows for cell in cells)
        yield Table(name, _with_results(path, name, rows) if has_formula else rows)


class _Formula(str):
    __slots__ = ()


_Rows = tuple[tuple[int, tuple[object, ...]], ...]


def _with_results(path: Path, name: str, formulas: _Rows) -> _Rows:
    """The same rows with the result of each formula, or the mark that there is none."""
    by_number = dict(next((rows for found, rows in _book(path, results=True) if found == name), ()))

    def result(number: int, place: int, cell: object) -> object:
        if not isinstance(cell, _Formula):
            return cell
        cells = by_number.get(number, ())
        value = cells[place] if place < len(cells) else None
        return NOT_CALCULATED if value is None else value

    return tuple(
        (number, tuple(result(number, place, cell) for place, cell in enumerate(cells))) for number, cells in formulas
    )


def _book(path: Path, *, results: bool) -> Iterator[tuple[str, _Rows]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of drop-down lists and styles it does not know, which carry no cell
        book = load_workbook(path, read_only=True, data_only=results)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    sheet.reset_dimensions()  # some programs write a wrong one, and rows beyond it would be lost
                    yield sheet.title, _numbered([_value(cell) for cell in row] for row in sheet.iter_rows())
        finally:
            book.close()


def _value(cell: Any) -> object:
    if cell.value is None:
        return None
    if cell.data_type == "f":
        return _Formula(cell.value)
    if cell.data_type == "e":
        return CellError(cell.value)
    value: object = cell.value
    return value
