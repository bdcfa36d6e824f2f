"""The commands and their options; what they do stands in the files beside this one, imported when a command is chosen.

Texts are translated as the module is read, therefore `app.cli.run` sets the language before it imports it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.cli import NOT_REACHED, OK, REFUSED
from app.cli.terminal import Terminal
from app.errors import Unavailable, UserError
from app.i18n import LANGUAGES, _, set_language

PLAIN = {"add_completion": False, "pretty_exceptions_enable": False, "rich_markup_mode": None, "no_args_is_help": False}
main = typer.Typer(help=_("Tradewright: from the first call to the dispatch sheet."), **PLAIN)  # type: ignore[arg-type]
server = typer.Typer(help=_("Set up a company's database and its people (as superuser of the server)."), **PLAIN)  # type: ignore[arg-type]
plan = typer.Typer(help=_("Material planning."), **PLAIN)  # type: ignore[arg-type]
main.add_typer(server, name="server")
main.add_typer(plan, name="plan")

# ---------------------------------------------------------------- options that several commands take
Profile = Annotated[str, typer.Option("--profile", metavar="NAME", help=_("Connection profile of the company."))]
Dsn = Annotated[
    str, typer.Option("--dsn", metavar="DSN", help=_("Address of the company: postgresql://user@host/database."))
]
As = Annotated[str, typer.Option("--as", metavar="NAME", help=_("Who signs in; in the demo anyone of its people."))]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="FILE", allow_dash=True, help=_("File with the password; - reads the input.")
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help=_("Say nothing but results and refusals."))]
AdminDsn = Annotated[
    str,
    typer.Option("--dsn", metavar="DSN", help=_("Address of the server as its superuser: postgresql://postgres@host.")),
]
DatabaseName = Annotated[str, typer.Option("--database", metavar="NAME", help=_("Database of the company."))]
Login = Annotated[str, typer.Option("--login", metavar="NAME", help=_("Name to sign in with."))]
To = Annotated[Path, typer.Option("--to", metavar="FILE", dir_okay=False, help=_("File to write."))]
OnlyProfile = Annotated[
    str, typer.Option("--profile", metavar="NAME", help=_("Connection profile to offer at sign-in."))
]


def answer(arguments: Sequence[str]) -> int:
    """Run a command line; answers the exit code. A refusal is said in a sentence, everything else is a defect."""
    try:
        main(args=list(arguments), prog_name="main.py", standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else OK
    except UserError as error:
        Terminal().refuse(error)
        return NOT_REACHED if isinstance(error, Unavailable) else REFUSED
    return OK


def _end(code: int | None) -> None:
    if code:
        raise typer.Exit(code)


# ---------------------------------------------------------------- the desktop
@main.callback(invoke_without_command=True)
def client(context: typer.Context, profile: OnlyProfile = "") -> None:
    if context.invoked_subcommand is None:
        from app.bootstrap_ui import run_client

        _end(run_client(profile=profile))


@main.command(help=_("Open the demo company, signed in."))
def demo(
    who: Annotated[
        str,
        typer.Option("--as", metavar="NAME", help=_("Who to be: a login or a duty; the sales manager if not said.")),
    ] = "",
    tour: Annotated[
        Path | None,
        typer.Option(
            "--tour",
            metavar="OUT",
            file_okay=False,
            help=_("Play the first working day; pictures and papers go to OUT."),
        ),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=_("Language of the windows."))] = "",
    fresh: Annotated[bool, typer.Option("--fresh", help=_("Make the demo company anew first."))] = False,
) -> None:
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter("zh | en", param_hint="--lang")
    if lang:
        set_language(lang)
    from app.bootstrap_ui import run_demo

    _end(run_demo(as_=who, tour=tour, lang=lang, fresh=fresh))


# ---------------------------------------------------------------- the server
@server.command(help=_("Set up a company on a PostgreSQL server (15 to 18): everything, or nothing is left."))
def init(
    dsn: AdminDsn,
    company: Annotated[str, typer.Option("--company", metavar="TEXT", help=_("The company's name."))],
    company_en: Annotated[str, typer.Option("--company-en", metavar="TEXT", help=_("Its English name."))] = "",
    database: DatabaseName = "",
    login: Annotated[str, typer.Option("--login", metavar="NAME", help=_("The first administrator signs in so."))] = "",
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help=_("The administrator's name."))] = "",
    password_file: PasswordFile = None,
    quiet: Quiet = False,
) -> None:
    from app.cli import server as work

    work.init(
        Terminal(quiet=quiet), dsn=dsn, database=database, company=company, company_en=company_en,
        login=login or _asked(_("Login of the administrator"), "admin"), name=name, password_file=password_file,
    )  # fmt: skip


def _asked(question: str, usual: str) -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        return usual
    return str(typer.prompt(question, default=usual))


@server.command(help=_("Bring a company's database to this program's version; all or nothing."))
def upgrade(dsn: AdminDsn, database: DatabaseName = "", quiet: Quiet = False) -> None:
    from app.cli import server as work

    work.upgrade(Terminal(quiet=quiet), dsn=dsn, database=database)


@server.command(
    "add-user", help=_("Make a person; the password is asked for and must be changed at the first sign-in.")
)
def add_user(
    dsn: AdminDsn,
    login: Login,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help=_("The person's name."))],
    name_en: Annotated[str, typer.Option("--name-en", metavar="TEXT", help=_("The name in Latin letters."))] = "",
    duty: Annotated[
        list[str] | None, typer.Option("--duty", metavar="DUTY", help=_("A duty; may be given again."))
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option("--department", metavar="CODE", help=_("A department, the main one first."))
    ] = None,
    permanent: Annotated[bool, typer.Option("--permanent", help=_("The password need not be changed."))] = False,
    database: DatabaseName = "",
    password_file: PasswordFile = None,
    quiet: Quiet = False,
) -> None:
    from app.cli import server as work

    work.add_user(
        Terminal(quiet=quiet), dsn=dsn, database=database, login=login, name=name, name_en=name_en,
        duties=tuple(duty or ()), departments=tuple(department or ()), temporary=not permanent, password_file=password_file,
    )  # fmt: skip


@server.command(help=_("List the people of a company with their duties."))
def users(dsn: AdminDsn, database: DatabaseName = "", quiet: Quiet = False) -> None:
    from app.cli import server as work

    work.users(Terminal(quiet=quiet), dsn=dsn, database=database)


@server.command("lock-user", help=_("Shut a person out and end the open sessions."))
def lock_user(dsn: AdminDsn, login: Login, database: DatabaseName = "", quiet: Quiet = False) -> None:
    from app.cli import server as work

    work.lock_user(Terminal(quiet=quiet), dsn=dsn, database=database, login=login)


@server.command("unlock-user", help=_("Let a locked person in again."))
def unlock_user(dsn: AdminDsn, login: Login, database: DatabaseName = "", quiet: Quiet = False) -> None:
    from app.cli import server as work

    work.unlock_user(Terminal(quiet=quiet), dsn=dsn, database=database, login=login)


# ---------------------------------------------------------------- figures and papers
@main.command(help=_("List the journals and reports that `report` can write."))
def reports(quiet: Quiet = False) -> None:
    from app.cli import figures

    figures.show_names(Terminal(quiet=quiet))


@main.command(help=_("Write a journal or report to an Excel or CSV file."))
def report(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("Name as `reports` lists it."))],
    to: To,
    where: Annotated[
        str,
        typer.Option("--where", metavar="TEXT", help=_("Search, as typed above a list: state:approved due_date:..+7")),
    ] = "",
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="KEY=VALUE", help=_("Parameter of a report; may be given again.")),
    ] = None,
    profile: Profile = "",
    dsn: Dsn = "",
    who: As = "",
    password_file: PasswordFile = None,
    quiet: Quiet = False,
) -> None:
    from app.cli import figures
    from app.cli.company import Wanted

    wanted = Wanted(profile, dsn, who, password_file)
    figures.write_file(Terminal(quiet=quiet), wanted, name, where=where, parameters=param or [], file=to)


@main.command("print", help=_("Write the paper of a document to a PDF."))
def print_(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=_("Paper, or the kind of document if it has one paper only."))
    ],
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("Number of the document."))],
    to: To,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en|both", help=_("Language of the paper."))] = "zh",
    profile: Profile = "",
    dsn: Dsn = "",
    who: As = "",
    password_file: PasswordFile = None,
    quiet: Quiet = False,
) -> None:
    from app.cli import papers
    from app.cli.company import Wanted

    papers.print_paper(
        Terminal(quiet=quiet), Wanted(profile, dsn, who, password_file), kind, number, file=to, lang=lang
    )


# ---------------------------------------------------------------- files in
@main.command("import", help=_("Read a folder of sheets (CSV or Excel), or write empty ones with --templates."))
def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Folder of the sheets."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Check and write everything, then undo it."))] = False,
    report_file: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.json", help=_("Write what was done and every mistake."))
    ] = None,
    templates: Annotated[
        bool, typer.Option("--templates", help=_("Write empty sheets with explanations to DIR."))
    ] = False,
    adventureworks: Annotated[
        bool, typer.Option("--adventureworks", help=_("DIR holds Microsoft's sample company; load all of it."))
    ] = False,
    keep_good: Annotated[
        bool, typer.Option("--keep-good-lines", help=_("Keep the good lines of a sheet although others are wrong."))
    ] = False,
    profile: Profile = "",
    dsn: Dsn = "",
    who: As = "",
    password_file: PasswordFile = None,
    quiet: Quiet = False,
) -> None:
    from app.cli import imports
    from app.cli.company import Wanted

    terminal, wanted = Terminal(quiet=quiet), Wanted(profile, dsn, who, password_file)
    if templates:
        _end(imports.templates(terminal, folder))
    elif adventureworks:
        _end(imports.adventure_works(terminal, wanted, folder, report=report_file))
    else:
        _end(imports.folder(terminal, wanted, folder, dry_run=dry_run, keep_good=keep_good, report=report_file))


# ---------------------------------------------------------------- by itself
@plan.command("run", help=_("Plan anew: what must be made and bought, and when."))
def plan_run(
    horizon_days: Annotated[
        int, typer.Option("--horizon", metavar="DAYS", help=_("How far ahead proposals are made."))
    ] = 180,
    profile: Profile = "",
    dsn: Dsn = "",
    who: As = "",
    password_file: PasswordFile = None,
    quiet: Quiet = False,
) -> None:
    from app.cli import work
    from app.cli.company import Wanted

    wanted = Wanted(profile, dsn, who, password_file)
    _end(work.plan_run(Terminal(quiet=quiet), wanted, horizon_days=horizon_days))


@main.command(help=_("Evaluate warning rules and do the jobs of all rooms, until stopped."))
def worker(
    once: Annotated[bool, typer.Option("--once", help=_("Do what is due now, then end."))] = False,
    profile: Profile = "",
    dsn: Dsn = "",
    who: As = "",
    password_file: PasswordFile = None,
    quiet: Quiet = False,
) -> None:
    from app.cli import work
    from app.cli.company import Wanted

    _end(work.worker(Terminal(quiet=quiet), Wanted(profile, dsn, who, password_file), once=once))
