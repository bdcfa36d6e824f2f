"""A folder of sheets into a real company: what is written, what is refused, and what the report says of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.bootstrap import registry as whole
from app.errors import RuleError
from app.i18n import set_language, speaking
from app.importing.folder import file_names, import_folder
from app.importing.reading import names_of, normal, read_sheet
from app.importing.report import ImportReport
from app.importing.templates import example_row, head_of, write_templates
from app.modules.customers import services
from app.modules.customers.drafts import CustomerDraft
from app.modules.customers.module import MODULE as CUSTOMERS
from app.modules.office.module import MODULE as OFFICE
from app.registry import ImportSheet, ModuleSpec, Registry, SheetColumn
from app.sheets import Progress, SheetRow, write_each
from app.uow import Ctx, Database, open_database
from tests.helpers.database import PASSWORD, address
from tests.helpers.house import House

NAME = SheetColumn("name", ("Name", "名称"), "text", True, "Full name", "海河热电")
LIMIT = SheetColumn("credit_limit", ("Credit limit", "信用额度"), "money", False, "Amount")


def _write_firms(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress) -> int:
    def save(row: SheetRow) -> None:
        services.save(ctx, CustomerDraft(name=row["name"], credit_limit=row["credit_limit"]))

    return write_each(ctx, rows, save, progress)


def _write_notes(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress) -> int:
    """One statement for all rows: the database's refusal names no row."""
    for row in rows:
        ctx.session.execute(
            sa.text("insert into tw.activity (customer_id, subject, due_at) values"
                    " ((select id from tw.customer where name = :c), :s, now())"),
            {"c": row["firm"], "s": row["subject"]},
        )  # fmt: skip
    return len(rows)


def _write_cut(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress) -> int:
    """The server ends this very session while it writes."""
    services.save(ctx, CustomerDraft(name="Half done"))
    ctx.session.execute(sa.text("select pg_terminate_backend(pg_backend_pid())"))
    return len(rows)


FIRMS = ImportSheet("test.firms", "Firms under test", "customers.edit", (NAME, LIMIT), _write_firms, 10)
NOTES = ImportSheet(
    "test.notes", "Notes", "customers.edit",
    (SheetColumn("firm", ("Firm",), "text", True, ""), SheetColumn("subject", ("Subject",), "text", True, "")), _write_notes, 20,
)  # fmt: skip
CUT = ImportSheet("test.cut", "Cut off", "customers.edit", (NAME,), _write_cut, 15)
ADMINS = ImportSheet("test.admins", "For administrators", "office.people", (NAME,), _write_firms, 30)
ROOM = ModuleSpec("test", "Test", sheets=(FIRMS, NOTES, CUT, ADMINS))


@pytest.fixture
def company(admin_url: URL, own_database: str) -> Iterator[Callable[[str], Database]]:
    """Sign in to the test's own database with the test's sheets instead of the rooms' own."""
    rooms = Registry([OFFICE, ModuleSpec("customers", "C", CUSTOMERS.permissions, CUSTOMERS.scopes), ROOM])
    opened: list[Database] = []

    def enter(login: str) -> Database:
        opened.append(open_database(rooms, address(admin_url, own_database), login, PASSWORD, patience=3))
        return opened[-1]

    yield enter
    for each in opened:
        each.close()


@pytest.fixture
def count(admin_url: URL, own_database: str) -> Iterator[Callable[[str], int]]:
    engine = sa.create_engine(admin_url.set(database=own_database))

    def rows(table: str) -> int:
        with engine.connect() as connection:
            return int(connection.execute(sa.text(f"select count(*) from tw.{table}")).scalar_one())

    yield rows
    engine.dispose()


def _put(folder: Path, name: str, *lines: str) -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _states(report: ImportReport) -> dict[str, tuple[str, int]]:
    return {sheet.key: (sheet.state, sheet.written) for sheet in report.sheets}


def test_sheets_are_written_in_their_order_and_the_report_counts_them(
    company: Callable[[str], Database], count: Callable[[str], int], tmp_path: Path
) -> None:
    _put(tmp_path, "1 notes.csv", "Firm,Subject", "海河热电,Call", "长江,Visit")
    _put(tmp_path, "Firms under test.csv", "名称", "海河热电", "长江")
    heard: list[tuple[str, int, int]] = []
    report = import_folder(company("sally"), tmp_path, progress=lambda *said: heard.append(said))
    assert _states(report) == {"test.firms": ("written", 2), "test.notes": ("written", 2)}
    assert report.is_clean
    assert (count("customer"), count("activity")) == (2, 2)
    assert heard[0] == ("Firms under test", 0, 2)
    assert ("Firms under test", 2, 2) in heard


def test_nothing_of_a_sheet_with_a_mistake_is_kept_and_every_mistake_is_named(
    company: Callable[[str], Database], count: Callable[[str], int], tmp_path: Path
) -> None:
    _put(
        tmp_path, "firms.csv", "Name,Credit limit", "Good,", ",5", "Poor,lots", "Rich,1000", "Negative,-1", "Also good,"
    )
    report = import_folder(company("sally"), tmp_path)
    assert _states(report) == {"test.firms": ("refused", 0)}
    assert count("customer") == 0
    report.save(tmp_path / "report.json")
    told = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    (sheet,) = told["sheets"]
    assert [(e["row"], e["column"], e["value"], e["key"]) for e in sheet["errors"]] == [
        (3, "Name", "", "cell_required"),
        (4, "Credit limit", "lots", "cell_not_a_number"),
        (5, "", "", "not_allowed"),  # a seller may not grant credit
        (6, "Credit limit", "-1", "value_negative"),
    ]
    assert all(error["what"] and error["sheet"] == "Firms under test" for error in sheet["errors"])
    assert (sheet["lines"], sheet["written"], told["written"], told["clean"]) == (6, 0, 0, False)


def test_a_refused_sheet_does_not_hold_up_another(
    company: Callable[[str], Database], count: Callable[[str], int], tmp_path: Path
) -> None:
    _put(tmp_path, "firms.csv", "Name", "海河热电")
    _put(tmp_path, "notes.csv", "Firm,Subject", "海河热电,Call", "海河热电,", "Nobody,Visit")
    report = import_folder(company("sally"), tmp_path)
    assert _states(report) == {"test.firms": ("written", 1), "test.notes": ("refused", 0)}
    assert (count("customer"), count("activity")) == (1, 0)


def test_a_refusal_that_names_no_line_is_traced_to_its_line(company: Callable[[str], Database], tmp_path: Path) -> None:
    _put(tmp_path, "firms.csv", "Name", "海河热电")
    lines = [f"海河热电,Call {n}" for n in range(9)]
    _put(tmp_path, "notes.csv", "Firm,Subject", *lines[:6], "Nobody,Visit", *lines[6:])
    (problem,) = import_folder(company("sally"), tmp_path).sheets[1].problems
    assert problem.row == 8


def test_the_good_lines_are_kept_where_that_is_asked_for(
    company: Callable[[str], Database], count: Callable[[str], int], tmp_path: Path
) -> None:
    _put(tmp_path, "firms.csv", "Name,Credit limit", "Good,", "Poor,lots", "Negative,-1", "Also good,")
    report = import_folder(company("sally"), tmp_path, keep_good=True)
    assert _states(report) == {"test.firms": ("written", 2)}
    assert [problem.row for problem in report.sheets[0].problems] == [3, 4]
    assert not report.is_clean
    assert count("customer") == 2


def test_a_dry_run_finds_what_earlier_sheets_would_make_and_keeps_nothing(
    company: Callable[[str], Database], count: Callable[[str], int], tmp_path: Path
) -> None:
    _put(tmp_path, "firms.csv", "Name", "海河热电")
    _put(tmp_path, "notes.csv", "Firm,Subject", "海河热电,Call")
    report = import_folder(company("sally"), tmp_path, dry_run=True)
    assert _states(report) == {"test.firms": ("tried", 1), "test.notes": ("tried", 1)}
    assert report.is_clean
    assert report.written == 0
    assert (count("customer"), count("activity"), count("request")) == (0, 0, 0)


def test_who_may_not_write_a_sheet_is_told_so(company: Callable[[str], Database], tmp_path: Path) -> None:
    _put(tmp_path, "admins.csv", "Name", "X")
    (sheet,) = import_folder(company("sally"), tmp_path).sheets
    assert (sheet.state, [problem.error.key for problem in sheet.problems]) == ("refused", ["not_allowed"])


def test_a_line_that_breaks_ends_the_import_and_says_what_is_written(
    company: Callable[[str], Database], count: Callable[[str], int], tmp_path: Path
) -> None:
    _put(tmp_path, "firms.csv", "Name", "海河热电")
    _put(tmp_path, "cut.csv", "Name", "X")
    _put(tmp_path, "notes.csv", "Firm,Subject", "海河热电,Call")
    report = import_folder(company("sally"), tmp_path)
    states = [(sheet.state, sheet.written) for sheet in report.sheets]
    assert states == [("written", 1), ("not_reached", 0), ("not_reached", 0)]
    assert report.sheets[1].problems[0].error.key == "not_saved_line_lost"
    assert (count("customer"), count("activity")) == (1, 0)


def test_files_that_are_no_sheet_are_named(company: Callable[[str], Database], tmp_path: Path) -> None:
    sally = company("sally")
    with pytest.raises(RuleError, match="no_sheets_in_folder"):
        import_folder(sally, tmp_path)
    with pytest.raises(RuleError, match="folder_unreadable"):
        import_folder(sally, tmp_path / "missing")
    _put(tmp_path, "firms.csv", "Name", "A")
    _put(tmp_path, "Firms under test.csv", "Name", "B")
    _put(tmp_path, "firmz.csv", "Name", "C")
    _put(tmp_path, "~$firms.xlsx", "a lock of Excel")
    _put(tmp_path, "readme.md", "not ours to judge")
    report = import_folder(sally, tmp_path, dry_run=True)
    assert [(p.value, p.error.key) for p in report.unknown] == [
        ("firms.csv", "sheet_twice"),
        ("firmz.csv", "file_not_known"),
    ]
    assert not report.is_clean


# ---------------------------------------------------------------- every sheet of the house
def test_every_sheet_of_the_house_is_told_from_the_others_by_name_and_heads() -> None:
    taken: dict[str, str] = {}
    for sheet in whole().sheets.values():
        for name in file_names(sheet):
            assert taken.setdefault(name, sheet.key) == sheet.key, name
        heads: dict[str, str] = {}
        for column in sheet.columns:
            for head in names_of(column):
                assert heads.setdefault(head, column.key) == column.key, f"{sheet.key}: {head}"
            assert any(head.isascii() for head in column.heads), f"{sheet.key}: {column.key} has no English head"
            assert any(not head.isascii() for head in column.heads), f"{sheet.key}: {column.key} has no Chinese head"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_templates_are_read_back_as_the_sheets_they_are_for(lang: str, tmp_path: Path) -> None:
    files = write_templates(tmp_path, whole(), lang)
    sheets = {name: sheet for sheet in whole().sheets.values() for name in file_names(sheet)}
    assert len(files) == len(whole().sheets) > 0
    for path in files:
        sheet = sheets[normal(path.stem.partition(" ")[2])]
        reading = read_sheet(path, sheet)
        assert (reading.problems, reading.left_out, reading.rows) == ((), (), ())
        assert len(reading.heads) == len(sheet.columns)
        with speaking(lang):
            assert all(head_of(column).isascii() == (lang == "en") for column in sheet.columns)
    with pytest.raises(RuleError, match="templates_exist"):
        write_templates(tmp_path, whole(), lang)


def test_the_examples_in_the_templates_are_ones_their_columns_take() -> None:
    for sheet in whole().sheets.values():
        filled = {column.key for column in sheet.columns if column.required}
        assert filled <= {key for key, value in example_row(sheet).items() if value not in (None, "")}, sheet.key


def test_a_mistake_is_told_in_the_language_in_force(company: Callable[[str], Database], tmp_path: Path) -> None:
    _put(tmp_path, "firms.csv", "Name,Credit limit", "A,lots")
    (problem,) = import_folder(company("sally"), tmp_path).sheets[0].problems
    english = (problem.what, problem.how)
    set_language("zh")
    try:
        chinese = (problem.what, problem.how)
    finally:
        set_language("en")
    assert english == ("“lots” is no number.", "Type figures alone, such as 1234.50. Amount")
    assert chinese[0] == "“lots”不是数字。"
    assert chinese[1].startswith("请只填数字")


def test_rows_are_written_one_by_one_and_a_refused_one_undone_alone(house: House) -> None:
    rows = [SheetRow(n, {"name": name, "credit_limit": None}) for n, name in ((2, "A"), (3, ""), (4, "C"))]

    def write(ctx: Ctx) -> Any:
        with pytest.raises(Exception, match="many_errors") as refused:
            _write_firms(ctx, rows, lambda _done, _all: None)
        names = ctx.session.execute(sa.text("select name from tw.customer order by 1")).scalars().all()
        return [error.field for error in refused.value.errors], names  # type: ignore[attr-defined]

    assert house.do("sally", write) == (["3.name"], ["A", "C"])
