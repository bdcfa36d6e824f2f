"""A file read as one of the documented sheets: heads found, cells typed, every bad one named."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.errors import RuleError, UserError
from app.importing import cells
from app.importing.problems import Problem
from app.importing.tables import Table, tables
from app.registry import ImportSheet, SheetColumn
from app.sheets import SheetRow

HEAD_ROWS = 15  # a title, a company and a date may stand above the heads


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. rows: the good ones; problems: of the others and of the heads; heads: head as written, by
    column key; left_out: heads nobody asked for, whose columns are not taken."""

    rows: tuple[SheetRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    count: int = 0
    digest: str = ""


def read_sheet(path: Path, sheet: ImportSheet) -> Reading:
    """Read a file as a sheet; whatever is wrong stands in the answer."""
    try:
        found = _best(tables(path), sheet.columns)
    except UserError as error:
        return Reading(problems=(Problem(error),))
    if found is None:
        wanted = ", ".join(column.heads[0] for column in sheet.columns if column.required)
        return Reading(problems=(Problem(RuleError("heads_not_found", file=path.name, heads=wanted)),))
    return _typed(*found, sheet.columns, hashlib.sha256(path.read_bytes()).hexdigest())


# ---------------------------------------------------------------- heads
def normal(head: str) -> str:
    """A head without what people change: width, case, blanks, star of required columns, a unit in brackets."""
    text = unicodedata.normalize("NFKC", head).casefold()
    return re.sub(r"\([^)]*\)\s*\**\s*$|[\s*:_]", "", text)


def names_of(column: SheetColumn) -> frozenset[str]:
    """Every head a column is recognised by."""
    return frozenset(normal(name) for name in (*column.heads, column.key))


_Found = tuple[Table, int, dict[int, SheetColumn]]


def _best(found: Iterator[Table], columns: Sequence[SheetColumn]) -> _Found | None:
    """(table, place of its row of heads, columns by place) with the most heads known; the first of equals."""
    best: _Found | None = None
    for table in found:
        for place, (_number, row) in enumerate(islice(table.rows, HEAD_ROWS)):
            known = _recognised(row, columns)
            if known and (best is None or len(known) > len(best[2])):
                best = (table, place, known)
    return best


def _recognised(row: Sequence[object], columns: Sequence[SheetColumn]) -> dict[int, SheetColumn]:
    by_name = {name: column for column in columns for name in names_of(column)}
    heads = {place: normal(cell) for place, cell in enumerate(row) if isinstance(cell, str)}
    return {place: by_name[head] for place, head in heads.items() if head in by_name}


# ---------------------------------------------------------------- rows
def _typed(
    table: Table, at: int, known: Mapping[int, SheetColumn], columns: Sequence[SheetColumn], digest: str
) -> Reading:
    number, heads = table.rows[at]
    by_key = {column.key: cells.shown(heads[place]) for place, column in known.items()}
    problems = [*_head_problems(number, heads, known, columns)]
    if problems:
        return Reading((), tuple(problems), by_key, count=len(table.rows) - at - 1, digest=digest)
    left_out = tuple(
        cells.shown(cell) for place, cell in enumerate(heads) if place not in known and not cells.is_empty(cell)
    )
    rows: list[SheetRow] = []
    for row_number, row in table.rows[at + 1 :]:
        bad, made = _row(row_number, row, known, columns, by_key)
        problems += bad
        if not bad:
            rows.append(made)
    return Reading(tuple(rows), tuple(problems), by_key, left_out, len(table.rows) - at - 1, digest)


def _head_problems(
    number: int, heads: Sequence[object], known: Mapping[int, SheetColumn], columns: Sequence[SheetColumn]
) -> Iterator[Problem]:
    keys = [column.key for column in known.values()]
    for column in columns:
        if column.required and column.key not in keys:
            yield Problem(RuleError("head_missing", head=column.heads[0]), number, column.heads[0], help=column.help)
    seen: set[str] = set()
    for place, column in known.items():
        if column.key in seen:
            head = cells.shown(heads[place])
            yield Problem(RuleError("head_twice", head=head), number, head)
        seen.add(column.key)


def _row(
    number: int,
    row: Sequence[object],
    known: Mapping[int, SheetColumn],
    columns: Sequence[SheetColumn],
    heads: Mapping[str, str],
) -> tuple[list[Problem], SheetRow]:
    """(what is wrong, the row); a column the file does not have is empty."""
    given = {column.key: row[place] if place < len(row) else None for place, column in known.items()}
    made = SheetRow(number, {})
    problems: list[Problem] = []
    for column in columns:
        value = given.get(column.key)
        try:
            made[column.key] = cells.typed(value, column)
        except RuleError as error:
            head = heads.get(column.key, column.heads[0])
            problems.append(Problem(error, number, head, cells.shown(value), column.help))
    return problems, made
