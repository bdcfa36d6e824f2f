"""One sheet into the database, through the room's `write`, so that every bad line is named and nothing is half done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.errors import ManyErrors, RuleError, UserError
from app.importing.problems import Problem, problems_of
from app.importing.reading import Reading
from app.registry import ImportSheet
from app.sheets import Progress, SheetRow
from app.uow import Ctx, is_lost, translate

MOST_SEARCHED = 2000  # lines among which the one behind a refusal without a place is looked for
MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Wrote:
    """What became of a sheet: lines written and kept in this transaction, and all that was wrong."""

    written: int
    problems: tuple[Problem, ...]
    is_kept: bool


def write_sheet(
    ctx: Ctx, sheet: ImportSheet, reading: Reading, progress: Progress, *, keep_good: bool = False
) -> Wrote:
    """Write a sheet in a savepoint; with a mistake anywhere nothing is kept, unless the good lines are asked for.

    The good lines are written also where others are already known to be bad: then to find what else is wrong.
    """
    try:
        ctx.require(sheet.permission)
    except UserError as error:
        return Wrote(0, (Problem(error),), False)
    if not reading.rows:
        return Wrote(0, reading.problems, not reading.problems)
    savepoint = ctx.session.begin_nested()
    written, found = _write(ctx, sheet, reading, progress, keep_good)
    problems = tuple(sorted({*reading.problems, *found}, key=lambda one: one.row))
    is_kept = written is not None and (keep_good or not problems)
    if is_kept:
        savepoint.commit()
    else:
        savepoint.rollback()
    return Wrote(written or 0 if is_kept else 0, problems, is_kept)


def _write(
    ctx: Ctx, sheet: ImportSheet, reading: Reading, progress: Progress, keep_good: bool
) -> tuple[int | None, list[Problem]]:
    """(lines written or None, what the room refused); for the good lines alone, bad ones are left out round by round."""
    rows, found = list(reading.rows), list[Problem]()
    for _round in range(MOST_ROUNDS if keep_good else 1):
        written, refused = _try(ctx, sheet, rows, progress)
        if not refused:
            return written, found
        placed = _with_rows(ctx, sheet, reading, rows, refused)
        found += placed
        bad = {problem.row for problem in placed}
        if 0 in bad:
            return None, found
        rows = [row for row in rows if row.number not in bad]
    return None, found


def _try(
    ctx: Ctx, sheet: ImportSheet, rows: Sequence[SheetRow], progress: Progress, *, keep: bool = True
) -> tuple[int | None, UserError | None]:
    savepoint = ctx.session.begin_nested()
    try:
        written = sheet.write(ctx, rows, progress)
        ctx.session.flush()
        if keep:
            savepoint.commit()
        else:
            savepoint.rollback()
        return written, None
    except UserError as error:
        savepoint.rollback()
        return None, error
    except sa.exc.DBAPIError as error:
        if is_lost(error):
            raise
        savepoint.rollback()
        return None, translate(error)


def _with_rows(
    ctx: Ctx, sheet: ImportSheet, reading: Reading, rows: Sequence[SheetRow], error: UserError
) -> list[Problem]:
    by_number = {row.number: row for row in rows}
    problems = problems_of(error, sheet.columns, reading.heads, by_number)
    if isinstance(error, ManyErrors) or any(problem.row for problem in problems) or len(rows) > MOST_SEARCHED:
        return problems
    row = _culprit(ctx, sheet, rows)
    return [replace(problem, row=row) for problem in problems] if row else problems


def _culprit(ctx: Ctx, sheet: ImportSheet, rows: Sequence[SheetRow]) -> int:
    """The number of the first line with which the sheet is refused, found by halving; 0 where no lines are at fault."""
    if _try(ctx, sheet, rows[:0], _silent, keep=False)[1] is not None:
        return 0
    fine, bad = 0, len(rows)
    while bad - fine > 1:
        middle = (fine + bad) // 2
        if _try(ctx, sheet, rows[:middle], _silent, keep=False)[1] is None:
            fine = middle
        else:
            bad = middle
    return rows[bad - 1].number


def _silent(_done: int, _all: int) -> None:
    """Hears nothing: the lines were counted the first time."""


class Refused(RuleError):
    """Carries what was wrong out of the transaction that it undoes."""

    def __init__(self, wrote: Wrote) -> None:
        super().__init__("sheet_refused", count=len(wrote.problems))
        self.wrote = wrote
