"""Files in: a folder of sheets, or the AdventureWorks sample."""

from __future__ import annotations

from pathlib import Path

from app import bootstrap
from app.cli import OK, REFUSED
from app.cli.company import Wanted, signed_in
from app.cli.terminal import Terminal
from app.errors import InDoubt, Unavailable
from app.i18n import N_, _
from app.importing.folder import Say, import_folder, sheets_in
from app.importing.problems import Problem
from app.importing.report import ImportReport, SheetReport
from app.importing.templates import write_templates

MOST_SHOWN = 20  # mistakes of a sheet that are listed; the report file has them all
_STATES = {
    "written": N_("{title} ({file}): {written} of {lines} lines written."),
    "tried": N_("{title} ({file}): {written} of {lines} lines would be written."),
    "refused": N_("{title} ({file}): nothing of its {lines} lines is kept, mistakes: {n}."),
    "not_reached": N_("{title} ({file}): not written, the server could not be reached."),
    "in_doubt": N_(
        "{title} ({file}): the line broke while saving; ask whether it was written before you import it again."
    ),
}


def templates(terminal: Terminal, folder: Path) -> int:
    """Write the empty sheets."""
    for path in write_templates(folder, bootstrap.registry()):
        terminal.say(str(path))
    return OK


def folder(
    terminal: Terminal, wanted: Wanted, folder: Path, *, dry_run: bool, keep_good: bool, report: Path | None
) -> int:
    """Import a folder; the answer is 1 where anything of it was not taken. Raises UserError."""
    registry = bootstrap.registry()
    found, _unknown = sheets_in(folder, registry)
    needs = [sheet.permission for sheet, _path in found]
    with signed_in(wanted, terminal, registry=registry, needs=needs) as database:
        done = import_folder(database, folder, dry_run=dry_run, keep_good=keep_good, progress=_progress(terminal))
    if report:
        done.save(report)
    tell(terminal, done)
    for sheet in done.sheets:
        if sheet.state in ("not_reached", "in_doubt") and sheet.problems:
            error = sheet.problems[0].error
            raise error if isinstance(error, (Unavailable, InDoubt)) else Unavailable("server_lost")
    return OK if done.is_clean else REFUSED


def _progress(terminal: Terminal) -> Say:
    return lambda title, done, whole: terminal.progress(f"{title}: {done:,} / {whole:,}")


def tell(terminal: Terminal, done: ImportReport) -> None:
    """The report for a person: sheet by sheet, then every mistake with its place and how to mend it."""
    for problem in done.unknown:
        terminal.result(_problem(problem))
    for sheet in done.sheets:
        _tell_sheet(terminal, sheet)
    refused = [sheet.title for sheet in done.sheets if sheet.state == "refused"]
    if refused and refused[0] != done.sheets[-1].title:
        terminal.say(
            _("Mend {title} first: later sheets may be refused only because it is missing.").format(title=refused[0])
        )
    if done.is_dry_run:
        terminal.say(_("This was a trial: nothing was kept."))


def _tell_sheet(terminal: Terminal, sheet: SheetReport) -> None:
    text = _(_STATES[sheet.state]).format(
        title=sheet.title,
        file=sheet.file,
        written=f"{sheet.written:,}",
        lines=f"{sheet.lines:,}",
        n=len(sheet.problems),
    )
    (terminal.result if sheet.problems else terminal.say)(text)
    if sheet.left_out:
        terminal.say("  " + _("Columns not taken: {heads}").format(heads=", ".join(sheet.left_out)))
    for problem in sheet.problems[:MOST_SHOWN]:
        terminal.result("  " + _problem(problem))
    if (rest := len(sheet.problems) - MOST_SHOWN) > 0:
        terminal.result("  " + _("… and {n} more; --report writes them all.").format(n=rest))


def _problem(problem: Problem) -> str:
    place = [_("Row {n}").format(n=problem.row)] if problem.row else []
    place += [problem.column] if problem.column else []
    said = f"{' · '.join(place)}: {problem.what}" if place else problem.what
    return f"{said} {problem.how}".rstrip()


def adventure_works(terminal: Terminal, wanted: Wanted, source: Path, *, report: Path | None) -> int:
    """Load Microsoft's sample company; its counts and sums are said beside those of the source and stand in the report.

    Where no company is named it gets one of its own on the embedded server.
    """
    from app.importing.adventureworks import NEEDS, lines_of, load
    from app.importing.adventureworks.company import sample_company

    entered = ""
    if wanted.profile or wanted.dsn:
        with signed_in(wanted, terminal, needs=NEEDS) as database:
            done = load(database, source, progress=_progress(terminal))
    else:
        with sample_company(bootstrap.registry(), terminal.progress) as sample:
            done = load(sample.database, source, progress=_progress(terminal))
            entered = _("Open it with the profile “{profile}”: login {login}, password {password}.").format(
                profile=sample.profile, login=sample.login, password=sample.password
            )
    if report:
        done.save(report)
    tell(terminal, done)
    for line in (*lines_of(done), *([entered] if entered else [])):
        terminal.say(line)
    figures = done.facts.get("adventureworks", {}).get("figures", ())
    return OK if done.is_clean and all(figure["equal"] for figure in figures) else REFUSED
