"""A folder of sheets into a company: each sheet one transaction, in the order the rooms gave, and a report of it all."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from app import clock
from app.errors import InDoubt, RuleError, Unavailable, UserError
from app.i18n import LANGUAGES, _, in_language
from app.importing.problems import Problem
from app.importing.reading import Reading, normal, read_sheet
from app.importing.report import ImportReport, SheetReport, State
from app.importing.tables import SUFFIXES
from app.importing.writing import Refused, Wrote, write_sheet
from app.registry import ImportSheet, Registry
from app.uow import Ctx, Database

# (title of the sheet, lines done, lines in all); what it raises ends the import, and undoes the sheet it is at
Say = Callable[[str, int, int], None]
DEADLINE = 3600.0  # seconds that a sheet, or a dry run of all, may take
_Found = tuple[ImportSheet, Path]


def import_folder(
    database: Database, folder: Path, *, dry_run: bool = False, keep_good: bool = False, progress: Say | None = None
) -> ImportReport:
    """Read and write every sheet of a folder; whatever is wrong with it stands in the report.

    dry_run: everything is written and checked in one transaction, and undone. keep_good: the good lines of a sheet are
    kept although others are bad. Raises RuleError where the folder cannot be read or holds no sheet, Unavailable where
    there is no server.
    """
    started = clock.now()
    found, unknown = sheets_in(folder, database.registry)
    by = database.user.login
    say = progress or (lambda _title, _done, _all: None)
    read = [(sheet, path, read_sheet(path, sheet)) for sheet, path in found]
    reports = _tried(database, read, say, keep_good) if dry_run else _written(database, read, say, keep_good)
    return ImportReport(str(folder), dry_run, by, started, clock.now(), tuple(reports), unknown)


# ---------------------------------------------------------------- which files
def sheets_in(folder: Path, registry: Registry) -> tuple[list[_Found], tuple[Problem, ...]]:
    """(sheets in writing order with their files, files that are no sheet or one too many). Raises RuleError."""
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(("~$", ".")))
    except OSError as error:
        raise RuleError("folder_unreadable", folder=folder, reason=error.strerror or str(error)) from error
    by_name = {name: sheet for sheet in registry.sheets.values() for name in file_names(sheet)}
    found: dict[str, _Found] = {}
    unknown: list[Problem] = []
    for path in files:
        if path.suffix.lower() not in SUFFIXES:
            continue
        sheet = by_name.get(_stem(path))
        if sheet is None:
            unknown.append(Problem(RuleError("file_not_known", file=path.name), value=path.name))
        elif sheet.key in found:
            other = found[sheet.key][1].name
            unknown.append(Problem(RuleError("sheet_twice", file=path.name, other=other), value=path.name))
        else:
            found[sheet.key] = (sheet, path)
    if not found:
        known = ", ".join(_(sheet.title) for sheet in in_order(registry.sheets.values()))
        raise RuleError("no_sheets_in_folder", folder=folder, known=known)
    order = in_order(sheet for sheet, _path in found.values())
    return [found[sheet.key] for sheet in order], tuple(unknown)


def in_order(sheets: Iterable[ImportSheet]) -> list[ImportSheet]:
    """Sheets in the order in which they are written."""
    return sorted(sheets, key=lambda sheet: (sheet.order, sheet.key))


def file_names(sheet: ImportSheet) -> frozenset[str]:
    """What a file of this sheet may be called: its key, the key's last word, its title in any language."""
    names = (
        sheet.key,
        sheet.key.rpartition(".")[2],
        sheet.title,
        *(in_language(lang)(sheet.title) for lang in LANGUAGES),
    )
    return frozenset(normal(name) for name in names)


def _stem(path: Path) -> str:
    """The name of a file without the number that keeps it in its place ("10 customers")."""
    return normal(re.sub(r"^\d+\s*[-_. ]\s*", "", path.stem))


# ---------------------------------------------------------------- writing
_Read = tuple[ImportSheet, Path, Reading]


def _written(database: Database, read: Sequence[_Read], say: Say, keep_good: bool) -> list[SheetReport]:
    reports: list[SheetReport] = []
    for sheet, path, reading in read:
        if reports and reports[-1].state in ("not_reached", "in_doubt"):
            reports.append(_report(sheet, path, reading, "not_reached"))
        else:
            reports.append(_one_sheet(database, sheet, path, reading, say, keep_good))
    return reports


def _one_sheet(
    database: Database, sheet: ImportSheet, path: Path, reading: Reading, say: Say, keep_good: bool
) -> SheetReport:
    """One gesture; what it says of itself is the count, which also a lost and found answer gives."""
    noticed: list[Problem] = []

    def write(ctx: Ctx, _key: str, _digest: str, _keep_good: bool) -> int:
        wrote = _counted(ctx, sheet, reading, say, keep_good)
        noticed[:] = wrote.problems
        if not wrote.is_kept:
            raise Refused(wrote)
        return wrote.written

    request = uuid.uuid4()
    report = _report(sheet, path, reading, "written", str(request))
    try:
        args = (sheet.key, reading.digest, keep_good)
        outcome = database.gesture(request, "import " + sheet.key, write, args, deadline=DEADLINE)
        return replace(report, written=int(outcome.result), problems=tuple(noticed))
    except Refused as refused:
        return replace(report, state="refused", problems=refused.wrote.problems)
    except InDoubt as error:
        return replace(report, state="in_doubt", problems=(Problem(error),))
    except Unavailable as error:
        return replace(report, state="not_reached", problems=(Problem(error),))
    except UserError as error:
        return replace(report, state="refused", problems=(*reading.problems, Problem(error)))


def _tried(database: Database, read: Sequence[_Read], say: Say, keep_good: bool) -> list[SheetReport]:
    """All sheets in one transaction that is undone: a later sheet finds what an earlier one would have made."""

    def attempt(ctx: Ctx) -> None:
        raise _Undone([_tried_sheet(ctx, *one, say, keep_good) for one in read])

    try:
        database.gesture(uuid.uuid4(), "import dry run", attempt, deadline=DEADLINE)
    except _Undone as undone:
        return undone.reports
    raise AssertionError("a dry run never ends well")


class _Undone(Exception):
    """Carries the reports out of the transaction that it undoes."""

    def __init__(self, reports: list[SheetReport]) -> None:
        super().__init__()
        self.reports = reports


def _tried_sheet(ctx: Ctx, sheet: ImportSheet, path: Path, reading: Reading, say: Say, keep_good: bool) -> SheetReport:
    wrote = _counted(ctx, sheet, reading, say, keep_good)
    report = _report(sheet, path, reading, "tried" if wrote.is_kept else "refused")
    return replace(report, written=wrote.written, problems=wrote.problems)


def _counted(ctx: Ctx, sheet: ImportSheet, reading: Reading, say: Say, keep_good: bool) -> Wrote:
    title = _(sheet.title)
    say(title, 0, len(reading.rows))
    return write_sheet(ctx, sheet, reading, lambda done, whole: say(title, done, whole), keep_good=keep_good)


def _report(sheet: ImportSheet, path: Path, reading: Reading, state: State, request: str = "") -> SheetReport:
    return SheetReport(
        sheet.key, _(sheet.title), path.name, state, reading.count, left_out=reading.left_out, request=request
    )
