"""The command line against a real server: what it does, what it says, and its exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import platformdirs
import psycopg2
import pypdfium2
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.cli import NOT_REACHED, OK, REFUSED, USAGE, company, figures, run
from app.errors import NotAllowed
from app.i18n import set_language
from app.modules.customers import services
from app.modules.customers.drafts import CustomerDraft
from app.registry import Column, Field, Report
from app.uow import Database, open_database
from tests.helpers import database
from tests.helpers.database import PASSWORD
from tests.helpers.house import House
from tests.helpers.orders import an_order

HOUSE = Path(__file__).resolve().parents[2]
SECRET = "a-long-password-7"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The person's settings in a folder of their own, and English."""
    folder = tmp_path / "settings"
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_args: str(folder))
    monkeypatch.setenv("TRADEWRIGHT_LANG", "en")
    for name in ("PGPASSWORD", "TRADEWRIGHT_USER"):
        monkeypatch.delenv(name, raising=False)
    yield folder
    set_language("en")


@pytest.fixture
def main(settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """Run a command line; `typed` is what its input holds, which is no terminal."""

    def command(*arguments: object, typed: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return command


def _dsn(admin_url: URL, name: str, login: str, password: str | None = PASSWORD) -> str:
    url = URL.create("postgresql", login, password, admin_url.host, admin_url.port, name)
    return url.render_as_string(hide_password=False)


def _superuser(admin_url: URL) -> str:
    return admin_url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def sally(admin_url: URL, own_database: str) -> str:
    """The address of the test's own company for a seller, password included."""
    return _dsn(admin_url, own_database, "sally")


@pytest.fixture
def firms(sign_in: Callable[[str], Database]) -> Database:
    """Two customers of sally."""
    mine = sign_in("sally")
    mine.write(services.save, CustomerDraft(name="天津海河热电有限公司", region="天津"))
    mine.write(services.save, CustomerDraft(name="重庆长江厦工", region="重庆"))
    return mine


# ---------------------------------------------------------------- the way in
def test_help_is_there_without_loading_tables_or_windows() -> None:
    program = (
        "import sys; from app.cli import run; code = run(['--help']);"
        " print(sorted({'sqlalchemy', 'PySide6', 'openpyxl', 'alembic'} & set(sys.modules))); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=HOUSE, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (OK, "[]"), done.stderr


def test_a_command_line_that_is_not_understood_ends_with_2(main: Callable[..., Said]) -> None:
    for arguments in (("nonsense",), ("report",), ("server", "init"), ("demo", "--lang", "fr"), ("import", "--what")):
        said = main(*arguments)
        assert said.code == USAGE, arguments
        assert said.err, arguments


def test_a_refusal_ends_with_1_and_an_unreached_server_with_3(main: Callable[..., Said], tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    refused = main("report", "customers.customers", "--profile", "nowhere", "--to", file)
    assert (refused.code, refused.out) == (REFUSED, "")
    assert "no connection profile nowhere" in refused.err
    gone = main("report", "customers.customers", "--dsn", "postgresql://a:b@127.0.0.1:1/x", "--to", file)
    assert (gone.code, "cannot be reached" in gone.err or "reach" in gone.err) == (NOT_REACHED, True)
    assert not file.exists()


@pytest.mark.parametrize(
    ("dsn", "code", "words"),
    [
        ("postgresql://a:b@db:port/x", REFUSED, "not understood"),
        ("host=a dbname", REFUSED, "not understood"),
        ("postgresql://a:b@db.example.com/x?sslmode=require", REFUSED, "verify-full"),
        ("postgresql://a:b@db.example.com/x?sslmode=disable", REFUSED, "verify-full"),
        ("postgresql://127.0.0.1/x", REFUSED, "who signs in"),
        ("postgresql://a@127.0.0.1/x", REFUSED, "password is needed"),
    ],
)
def test_an_address_that_will_not_do_says_why(
    main: Callable[..., Said], tmp_path: Path, dsn: str, code: int, words: str
) -> None:
    said = main("report", "customers.customers", "--dsn", dsn, "--to", tmp_path / "x.csv")
    assert (said.code, words in said.err) == (code, True), said.err


def test_a_wrong_password_is_refused(
    main: Callable[..., Said], admin_url: URL, own_database: str, tmp_path: Path
) -> None:
    dsn = _dsn(admin_url, own_database, "sally", None)
    said = main(
        "report", "customers.customers", "--dsn", dsn, "--password-file", "-", "--to", tmp_path / "x.csv", typed="no\n"
    )
    assert said.code == REFUSED
    assert "password" in said.err


def test_refusals_are_said_in_chinese_where_the_system_is(
    main: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRADEWRIGHT_LANG", "zh")
    said = main("report", "customers.customers", "--profile", "nowhere", "--to", tmp_path / "x.csv")
    assert "没有名为 nowhere 的连接配置" in said.err


@pytest.mark.parametrize(("key", "words"), [("0000", "newer program"), ("", "not been set up")])
def test_a_database_of_another_version_stops_the_program(
    main: Callable[..., Said], admin_url: URL, own_database: str, sally: str, tmp_path: Path, key: str, words: str
) -> None:
    engine = sa.create_engine(admin_url.set(database=own_database))
    with engine.begin() as connection:
        if key:
            connection.execute(sa.text("update tw.alembic_version set version_num = :k"), {"k": key})
        else:
            connection.execute(sa.text("delete from tw.alembic_version"))
    engine.dispose()
    said = main("report", "customers.customers", "--dsn", sally, "--to", tmp_path / "x.csv")
    assert said.code in (REFUSED, NOT_REACHED)
    assert words in said.err or "set up" in said.err, said.err
    assert not (tmp_path / "x.csv").exists()


# ---------------------------------------------------------------- journals and reports
def test_every_journal_and_report_of_the_house_is_listed(main: Callable[..., Said]) -> None:
    said = main("reports")
    names = [line.split()[0] for line in said.out.splitlines()[1:]]
    registry = company.whole_registry()
    lists = {key for key, screen in registry.screens.items() if screen.list}
    assert said.code == OK
    assert set(names) == lists | set(registry.reports)


def test_a_journal_is_written_to_excel_with_what_the_search_finds(
    main: Callable[..., Said], firms: Database, sally: str, tmp_path: Path
) -> None:
    file = tmp_path / "客户 list.xlsx"
    said = main("report", "customers.customers", "--dsn", sally, "--where", "region:天津", "--to", file)
    assert (said.code, said.err) == (OK, ""), said.err
    assert said.out.strip().endswith("1 lines")
    rows = [row for row in openpyxl.load_workbook(file).active.iter_rows(values_only=True) if any(row)]
    heads = next(row for row in rows if "Name" in row)
    (found,) = rows[rows.index(heads) + 1 :]
    values = dict(zip(heads, found, strict=True))
    assert values["Name"] == "天津海河热电有限公司"
    assert values["Stage"] == "Target"  # the word, not what is stored
    assert "Sort key" not in values


def test_a_journal_is_written_to_csv_within_what_the_person_may_see(
    main: Callable[..., Said], firms: Database, admin_url: URL, own_database: str, tmp_path: Path
) -> None:
    for login, seen in (("sally", 2), ("simon", 0), ("boss", 2)):
        file = tmp_path / f"{login}.csv"
        said = main("report", "Customers", "--dsn", _dsn(admin_url, own_database, login), "--to", file, "--quiet")
        assert (said.code, said.out, said.err) == (OK, "", ""), said.err
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
        assert len(rows) == seen, login


def test_who_lacks_the_permission_gets_no_file(
    main: Callable[..., Said], admin_url: URL, own_database: str, tmp_path: Path
) -> None:
    said = main("report", "customers.customers", "--dsn", _dsn(admin_url, own_database, "nobody_special"),
                "--to", tmp_path / "x.xlsx")  # fmt: skip
    assert said.code == REFUSED
    assert said.err
    assert list(tmp_path.glob("*.xlsx")) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("customers.castles", "--to", "x.xlsx"), "no journal or report"),
        (("customers.customers", "--to", "x.docx"), "must end in .xlsx, .csv"),
        (("customers.customers", "--to", "x.csv", "--param", "a=b"), "no parameter"),
    ],
)
def test_a_report_that_cannot_be_written_is_refused_before_anybody_signs_in(
    main: Callable[..., Said], arguments: tuple[str, ...], words: str
) -> None:
    said = main("report", *arguments, "--dsn", "postgresql://a:b@127.0.0.1:1/x")
    assert (said.code, words in said.err) == (REFUSED, True), said.err


def test_a_wrong_search_is_named(main: Callable[..., Said], sally: str, tmp_path: Path) -> None:
    said = main("report", "customers.customers", "--dsn", sally, "--where", "colour:red", "--to", tmp_path / "x.csv")
    assert (said.code, "colour" in said.err) == (REFUSED, True)
    assert list(tmp_path.glob("x.csv")) == []


def test_parameters_are_typed_as_the_report_wants_them() -> None:
    fields = (
        Field("day", "Day", "date", required=True),
        Field("state", "State", "choice", choices=(("o", "Open"), ("c", "Closed")), default="o"),
        Field("most", "Most", "money"),
    )
    report = Report("test.report", "R", "office.use", (Column("x", "X"),), lambda ctx: [], fields)
    source = figures.Source("test.report", "R", "office.use", report=report)
    found = figures.typed_parameters(source, ["day=2026-11-25", "most=1,000"])
    assert (str(found["day"]), str(found["most"]), found["state"]) == ("2026-11-25", "1000", "o")
    assert figures.typed_parameters(source, ["day=20261125", "state=Closed"])["state"] == "c"
    for given, key in (
        (["most=1"], "parameter_missing"),
        (["day=2026-11-25", "colour=red"], "parameter_not_known"),
        (["day=soon"], "cell_not_a_date"),
        (["day=2026-11-25", "state=maybe"], "parameter_not_a_choice"),
    ):
        with pytest.raises(Exception, match=key):
            figures.typed_parameters(source, given)


@pytest.fixture
def order_number(admin_url: URL, own_database: str) -> str:
    """An order of sally in the test's own company."""
    engine = sa.create_engine(admin_url.set(database=own_database))
    try:
        with engine.begin() as connection:
            house = House(connection)
            order = an_order(house)
            return str(house.admin("select number from tw.sales_order where id = :i", i=order)[0][0])
    finally:
        engine.dispose()


def test_a_report_is_written_with_its_parameters(
    main: Callable[..., Said], admin_url: URL, own_database: str, tmp_path: Path
) -> None:
    dsn, file = _dsn(admin_url, own_database, "walter"), tmp_path / "summary.xlsx"
    said = main("report", "stock.summary", "--dsn", dsn, "--to", file, "--param", "date_from=2026-01-01")
    assert (said.code, "date_to" in said.err) == (REFUSED, True), said.err
    said = main("report", "stock.summary", "--dsn", dsn, "--to", file, "--param", "date_from=2026-01-01",
                "--param", "date_to=2026-12-31")  # fmt: skip
    assert (said.code, said.err) == (OK, ""), said.err
    assert "date_from=2026-01-01" in str(openpyxl.load_workbook(file).active["A2"].value)
    assert main("report", "stock.summary", "--dsn", dsn, "--where", "x", "--to", file).code == REFUSED


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_paper_of_a_document_is_written_to_a_pdf(
    main: Callable[..., Said], order_number: str, sally: str, tmp_path: Path, lang: str
) -> None:
    file = tmp_path / "确认书.pdf"
    said = main("print", "sales_order", order_number, "--dsn", sally, "--to", file, "--lang", lang)
    assert (said.code, said.err) == (OK, ""), said.err
    document = pypdfium2.PdfDocument(file)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert order_number in text
    assert ("天津海河热电有限公司" in text) or lang == "en"


@pytest.mark.parametrize(
    ("kind", "number", "options", "words"),
    [
        ("sales_order", "SO-000000-00000", (), "SO-000000-00000"),
        ("castle", "1", (), "orders.confirmation"),
        ("orders.confirmation", "1", ("--lang", "fr"), "fr"),
    ],
)
def test_a_paper_that_cannot_be_written_says_why(
    main: Callable[..., Said], sally: str, tmp_path: Path, kind: str, number: str, options: tuple[str, ...], words: str
) -> None:
    said = main("print", kind, number, "--dsn", sally, "--to", tmp_path / "x.pdf", *options)
    assert (said.code, words in said.err) == (REFUSED, True), said.err
    assert list(tmp_path.glob("*.pdf")) == []


def test_the_planner_plans_from_the_command_line(
    main: Callable[..., Said], order_number: str, admin_url: URL, own_database: str, sally: str
) -> None:
    said = main("plan", "run", "--dsn", _dsn(admin_url, own_database, "peter"))
    assert (said.code, said.err) == (OK, ""), said.err
    assert "proposals" in said.out
    refused = main("plan", "run", "--dsn", sally)
    assert (refused.code, refused.out) == (REFUSED, "")


def test_in_the_demo_the_one_who_may_is_chosen() -> None:
    people = [
        SimpleNamespace(login="li", name="李强", name_en="Li Qiang", duties=("sales",)),
        SimpleNamespace(login="ma", name="马总", name_en="Ma", duties=("manager",)),
    ]
    rooms = company.whole_registry()
    assert company.chosen(people, "", rooms, frozenset({"customers.edit"})).login == "li"
    assert company.chosen(people, "", rooms, frozenset({"customers.read"})).login == "ma"
    assert company.chosen(people, "李强", rooms, frozenset()).login == "li"
    with pytest.raises(Exception, match="no_such_person"):
        company.chosen(people, "nobody", rooms, frozenset())


def test_in_the_demo_a_helper_of_every_duty_does_what_no_single_person_may(
    admin_url: URL, own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company, "HELPER", own_database + ".in")  # a login of this test alone
    rooms, where = company.whole_registry(), database.address(admin_url, own_database)
    place = company.Place(where, "x", password=PASSWORD, people=database.PEOPLE, admin=admin_url)
    engine = sa.create_engine(admin_url, isolation_level="AUTOCOMMIT")
    try:
        for needs, helped in (({"customers.edit"}, False), ({"customers.edit", "items.edit", "office.settings"}, True)):
            for _again in range(2):
                login, password = company._who(place, company.Wanted(), rooms, frozenset(needs))
                assert (login == company.HELPER) is helped
                person = open_database(rooms, where, login, password)
                assert needs <= person.user.permissions
                person.close()
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f'drop role if exists "{company.HELPER}"')
        engine.dispose()


# ---------------------------------------------------------------- files in
def test_a_folder_is_imported_and_the_report_file_says_what_became_of_it(
    main: Callable[..., Said], sally: str, sign_in: Callable[[str], Database], tmp_path: Path
) -> None:
    folder, report = tmp_path / "客户 资料", tmp_path / "report.json"
    folder.mkdir()
    (folder / "客户.csv").write_text("客户代码,客户名称\nK1,海河\nK2,\n", encoding="gb18030")
    said = main("import", folder, "--dsn", sally, "--report", report)
    assert said.code == REFUSED
    assert "Row 3" in said.out
    (sheet,) = json.loads(report.read_text(encoding="utf-8"))["sheets"]
    assert (sheet["state"], sheet["written"], [error["row"] for error in sheet["errors"]]) == ("refused", 0, [3])
    (folder / "客户.csv").write_text("客户代码,客户名称\nK1,海河\nK2,长江\n", encoding="gb18030")
    assert main("import", folder, "--dsn", sally, "--dry-run").code == OK
    assert _names(sign_in("sally")) == []
    assert main("import", folder, "--dsn", sally, "--report", report).code == OK
    assert _names(sign_in("sally")) == ["海河", "长江"]
    assert json.loads(report.read_text(encoding="utf-8"))["written"] == 2


def _names(person: Database) -> list[str]:
    return person.read(lambda ctx: sorted(ctx.session.execute(sa.text("select name from tw.customer")).scalars()))


def test_templates_are_written_without_any_server(main: Callable[..., Said], tmp_path: Path) -> None:
    said = main("import", tmp_path / "new", "--templates")
    assert said.code == OK
    assert len(list((tmp_path / "new").glob("*.xlsx"))) == len(said.out.splitlines()) > 0
    assert main("import", tmp_path / "new", "--templates").code == REFUSED


# ---------------------------------------------------------------- by itself
def test_the_worker_does_what_is_due_under_its_own_login(
    main: Callable[..., Said], admin_url: URL, own_database: str
) -> None:
    dsn = _dsn(admin_url, own_database, "twt_worker_login", None)
    said = main(
        "worker", "--once", "--dsn", dsn, "--as", "twt_worker_login", "--password-file", "-", typed=PASSWORD + "\n"
    )
    assert (said.code, said.err) == (OK, ""), said.err
    assert "done" in said.out
    refused = main("worker", "--once", "--dsn", dsn)
    assert refused.code == REFUSED
    assert "server init" in refused.err


# ---------------------------------------------------------------- the server's administrator
@pytest.fixture
def fresh(admin_url: URL) -> Iterator[str]:
    """A name for a company to be set up; everything of that name is gone afterwards."""
    name = "twi_" + uuid.uuid4().hex[:8]
    yield name
    database.drop(admin_url, name)
    engine = sa.create_engine(admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.execute(
            sa.text("select rolname from pg_roles where rolname like :n order by rolname like '%\\_keeper'"),
            {"n": name + "%"},
        ).scalars()
        for role in list(found):
            connection.exec_driver_sql(f'drop role "{role}"')
    engine.dispose()


def _databases(admin_url: URL) -> set[str]:
    engine = sa.create_engine(admin_url)
    with engine.connect() as connection:
        found = set(connection.execute(sa.text("select datname from pg_database")).scalars())
    engine.dispose()
    return found


@pytest.mark.commit
def test_a_company_is_set_up_peopled_and_worked_in(
    main: Callable[..., Said], admin_url: URL, fresh: str, settings: Path, tmp_path: Path
) -> None:
    dsn, boss, seller = _superuser(admin_url), fresh + ".boss", fresh + ".li"
    said = main("server", "init", "--dsn", dsn, "--database", fresh, "--company", "恒测仪表", "--login", boss,
                "--name", "管理员", "--password-file", "-", typed=SECRET + "\n")  # fmt: skip
    assert (said.code, said.err) == (OK, ""), said.err
    assert SECRET not in said.out
    again = main("server", "init", "--dsn", dsn, "--database", fresh, "--company", "X", "--login", boss)
    assert (again.code, "exists" in again.err) == (REFUSED, True), again.err

    made = main("server", "add-user", "--dsn", dsn, "--database", fresh, "--login", seller, "--name", "李强",
                "--duty", "sales", "--duty", "merchandiser", "--permanent", "--password-file", "-", typed=SECRET + "\n")  # fmt: skip
    assert (made.code, made.err) == (OK, ""), made.err
    listed = main("server", "users", "--dsn", dsn, "--database", fresh).out
    (line,) = [line for line in listed.splitlines() if line.startswith(seller)]
    assert "merchandiser, sales" in line and line.endswith("Active")

    file = tmp_path / "customers.csv"
    assert (
        main("report", "customers.customers", "--dsn", _dsn(admin_url, fresh, seller, SECRET), "--to", file).code == OK
    )
    worked = main("worker", "--once", "--dsn", _dsn(admin_url, fresh, "", None))
    assert (worked.code, worked.err) == (OK, ""), worked.err
    assert main("server", "upgrade", "--dsn", dsn, "--database", fresh).code == OK


@pytest.mark.commit
def test_a_locked_person_is_out_at_once_and_comes_back_when_unlocked(
    main: Callable[..., Said], admin_url: URL, own_database: str, fresh: str
) -> None:
    dsn = _superuser(admin_url)
    main("server", "add-user", "--dsn", dsn, "--database", own_database, "--login", fresh, "--name", "X", "--duty", "sales",
         "--permanent", "--password-file", "-", typed=SECRET + "\n")  # fmt: skip
    person = psycopg2.connect(_dsn(admin_url, own_database, fresh, SECRET))
    try:
        said = main("server", "lock-user", "--dsn", dsn, "--database", own_database, "--login", fresh)
        assert (said.code, said.out.strip()) == (OK, f"{fresh} is locked; sessions ended: 1.")
        with pytest.raises(psycopg2.OperationalError), person.cursor() as cursor:
            cursor.execute("select 1")
    finally:
        person.close()
    with pytest.raises(NotAllowed):
        _sign_in(admin_url, own_database, fresh)
    assert main("server", "unlock-user", "--dsn", dsn, "--database", own_database, "--login", fresh).code == OK
    _sign_in(admin_url, own_database, fresh)


def _sign_in(admin_url: URL, name: str, login: str) -> None:
    open_database(company.whole_registry(), database.address(admin_url, name), login, SECRET).close()


@pytest.mark.parametrize(
    ("changed", "typed", "words"),
    [
        ({}, "short\n", "at least 8 characters"),
        ({"--company": " "}, SECRET + "\n", "company's name"),
        ({"--database": "Not allowed"}, SECRET + "\n", "Not allowed"),
        ({"--login": "No Such Login"}, SECRET + "\n", "No Such Login"),
    ],
)
def test_a_set_up_that_is_refused_leaves_nothing_behind(
    main: Callable[..., Said],
    admin_url: URL,
    fresh: str,
    settings: Path,
    changed: dict[str, str],
    typed: str,
    words: str,
) -> None:
    before = _databases(admin_url)
    options = {
        "--dsn": _superuser(admin_url),
        "--database": fresh,
        "--company": "恒测",
        "--login": fresh + "b",
        **changed,
    }
    said = main(
        "server", "init", *[part for option in options.items() for part in option], "--password-file", "-", typed=typed
    )
    assert said.code == REFUSED
    assert words in said.err, said.err
    assert _databases(admin_url) == before
    assert not (settings / "workers").exists()


def test_only_the_superuser_sets_up_and_only_companies_are_upgraded(
    main: Callable[..., Said], admin_url: URL, own_database: str, sally: str
) -> None:
    said = main("server", "users", "--dsn", sally)
    assert said.code != OK
    nothing = main("server", "upgrade", "--dsn", _superuser(admin_url), "--database", "no_such_company")
    assert (nothing.code, "no such" in nothing.err.lower() or "not" in nothing.err) == (NOT_REACHED, True)
    bare = main("server", "upgrade", "--dsn", _superuser(admin_url), "--database", "template1")
    assert bare.code == NOT_REACHED


def test_a_duty_that_does_not_exist_is_named(main: Callable[..., Said], admin_url: URL, own_database: str) -> None:
    said = main("server", "add-user", "--dsn", _superuser(admin_url), "--database", own_database, "--login", "x1",
                "--name", "X", "--duty", "king", "--password-file", "-", typed=SECRET + "\n")  # fmt: skip
    assert (said.code, "king" in said.err and "sales_manager" in said.err) == (REFUSED, True)
