"""Cells as people and spreadsheets leave them, and files as rows of cells."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app import clock
from app.errors import RuleError
from app.importing.cells import NOT_CALCULATED, CellError, typed
from app.importing.reading import Reading, read_sheet
from app.registry import ImportSheet, Kind, SheetColumn

COLUMNS = (
    SheetColumn("code", ("Code", "代码", "编码"), "code", True, "Unique", "K1"),
    SheetColumn("name", ("Name", "名称"), "text", True, "Full name", "阀门"),
    SheetColumn("price", ("Price (CNY)", "单价"), "price", False, "With tax", "12.50"),
    SheetColumn("share", ("Tax rate", "税率"), "percent", False, "Rate", "13%"),
    SheetColumn("since", ("Since", "启用日期"), "date", False, "First day", "2026-11-25"),
    SheetColumn("active", ("Active", "启用"), "bool", False, "Yes or no", "yes"),
    SheetColumn("pieces", ("Pieces", "件数"), "number", False, "Whole", "3"),
)
SHEET = ImportSheet("goods", "Goods", "goods.edit", COLUMNS, lambda ctx, rows, progress: len(rows))


def _column(kind: Kind, *, required: bool = False) -> SheetColumn:
    return SheetColumn("x", ("X",), kind, required, "")


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", "  海河 ", "海河"),
        ("text", None, ""),
        ("text", "'=1+1", "=1+1"),
        ("code", 1001, "1001"),
        ("code", 1001.0, "1001"),
        ("code", "0042", "0042"),
        ("number", "１２", 12),
        ("number", 3.0, 3),
        ("money", "¥1,234.50", Decimal("1234.50")),
        ("money", "(88)", Decimal(-88)),
        ("price", 0.1 + 0.2, Decimal("0.3")),
        ("quantity", "-5", Decimal(-5)),
        ("quantity", "", None),
        ("percent", "13%", Decimal("0.13")),
        ("percent", 0.13, Decimal("0.13")),
        ("date", "2026-11-25", date(2026, 11, 25)),
        ("date", "2026/1/5", date(2026, 1, 5)),
        ("date", "2026年11月25日", date(2026, 11, 25)),
        ("date", "20261125", date(2026, 11, 25)),
        ("date", datetime(2026, 11, 25), date(2026, 11, 25)),  # noqa: DTZ001  as openpyxl gives it
        ("bool", "是", True),
        ("bool", "No", False),
        ("bool", 1, True),
        ("bool", False, False),
    ],
)
def test_a_cell_becomes_what_its_column_wants(kind: Kind, cell: object, value: object) -> None:
    assert typed(cell, _column(kind)) == value


def test_a_time_is_meant_in_the_companys_zone() -> None:
    found = typed("2026-11-25 14:30", _column("datetime"))
    assert found == datetime(2026, 11, 25, 14, 30, tzinfo=clock.zone())


@pytest.mark.parametrize(
    ("kind", "cell", "key"),
    [
        ("money", "1.234,50", "cell_not_a_number"),
        ("money", "12,34", "cell_not_a_number"),
        ("money", "abc", "cell_not_a_number"),
        ("quantity", "1e3", "cell_not_a_number"),
        ("quantity", True, "cell_not_a_number"),
        ("number", "1.5", "cell_not_whole"),
        ("percent", "13", "cell_rate_too_large"),
        ("date", "11/25/2026", "cell_not_a_date"),
        ("date", "2026-02-30", "cell_not_a_date"),
        ("date", 45000, "cell_not_a_date"),
        ("datetime", "2026-11-25 25:00", "cell_not_a_time"),
        ("bool", "maybe", "cell_not_yes_or_no"),
        ("code", 6.225880136666e18, "cell_lost_digits"),
        ("code", datetime(2026, 3, 1), "cell_became_a_date"),  # noqa: DTZ001
        ("text", CellError("#N/A"), "cell_is_an_error"),
        ("money", NOT_CALCULATED, "cell_not_calculated"),
    ],
)
def test_a_cell_that_could_be_meant_otherwise_is_refused(kind: Kind, cell: object, key: str) -> None:
    with pytest.raises(RuleError) as refused:
        typed(cell, _column(kind))
    assert refused.value.key == key


def test_an_empty_cell_is_refused_only_where_it_is_required() -> None:
    with pytest.raises(RuleError, match="cell_required"):
        typed(" ", _column("money", required=True))
    assert typed(" ", _column("money")) is None


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_figure_that_excel_holds_comes_back_as_it_was_typed(figure: Decimal) -> None:
    assert typed(float(figure), _column("price")) == figure
    assert typed(f"{figure:,f}", _column("price")) == figure


# ---------------------------------------------------------------- files
ROWS: list[list[Any]] = [
    ["0042", "阀门, DN50", "1,200.50", "13%", "2026-11-25", "是", "3"],
    ["K2", 'Sensor "S"', "", "", "", "", ""],
]
HEADS_ZH = ["编码", "名称*", "单价（含税）", "税率", "启用日期", "启用", "件数"]
HEADS_EN = ["code", "NAME", "Price", "Tax rate", "Since", "Active", "Pieces"]


def _csv(rows: list[list[Any]], separator: str = ",") -> str:
    return "\r\n".join(separator.join(f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)


def _book(path: Path, rows: list[list[Any]], *, sheet: str = "Sheet1", before: str = "") -> Path:
    book = xlsxwriter.Workbook(str(path))
    if before:
        book.add_worksheet(before).write_string(0, 0, "Nothing to take here")
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            page.write(number, place, cell)
    book.close()
    return path


def _values(reading: Reading) -> list[dict[str, Any]]:
    assert reading.problems == (), [problem.what for problem in reading.problems]
    return [dict(row) for row in reading.rows]


WANTED = [
    {"code": "0042", "name": "阀门, DN50", "price": Decimal("1200.50"), "share": Decimal("0.13"),
     "since": date(2026, 11, 25), "active": True, "pieces": 3},
    {"code": "K2", "name": 'Sensor "S"', "price": None, "share": None, "since": None, "active": None, "pieces": None},
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "first"),
    [
        (_csv([HEADS_ZH, *ROWS]).encode("utf-8-sig"), 2),
        (_csv([HEADS_EN, *ROWS]).encode("utf-8"), 2),
        (_csv([HEADS_ZH, *ROWS]).encode("gb18030"), 2),
        (_csv([HEADS_ZH, *ROWS], "\t").encode("utf-16"), 2),
        (_csv([HEADS_EN, *ROWS], ";").encode("utf-8"), 2),
        (("sep=;\r\n" + _csv([HEADS_EN, *ROWS], ";")).encode("utf-8"), 3),
        ((_csv([["恒测仪表 物料清单"], [], HEADS_ZH, *ROWS])).encode("utf-8"), 4),
    ],
)
def test_a_text_file_is_read_however_it_was_saved(tmp_path: Path, content: bytes, first: int) -> None:
    path = tmp_path / "goods.csv"
    path.write_bytes(content)
    assert _values(read_sheet(path, SHEET)) == [{**wanted, "row": first + place} for place, wanted in enumerate(WANTED)]


def test_a_workbook_is_read_from_the_page_that_has_the_heads(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["0042", "阀门, DN50", 1200.5, 0.13, "2026-11-25", True, 3], [], ["K2", 'Sensor "S"']]
    found = _values(read_sheet(_book(tmp_path / "goods.xlsx", [HEADS_ZH, *rows], before="说明"), SHEET))
    assert found == [{**WANTED[0], "row": 2}, {**WANTED[1], "row": 4}]


def test_a_formula_is_read_by_its_result_and_refused_without_one(tmp_path: Path) -> None:
    path = tmp_path / "goods.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ["Code", "Name", "Price"])
    page.write_row(1, 0, ["A", "good"])
    page.write_formula(1, 2, "=1+1", None, 2)
    page.write_row(2, 0, ["B", "failed"])
    page.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    book.close()
    from openpyxl import Workbook

    fresh = Workbook()
    fresh.active.append(["Code", "Name", "Price"])
    fresh.active.append(["C", "never calculated", "=1+1"])
    fresh.save(tmp_path / "fresh.xlsx")
    reading = read_sheet(path, SHEET)
    assert [(row["code"], row["price"]) for row in reading.rows] == [("A", Decimal(2))]
    assert [(p.row, p.column, p.error.key) for p in reading.problems] == [(3, "Price", "cell_is_an_error")]
    (problem,) = read_sheet(tmp_path / "fresh.xlsx", SHEET).problems
    assert (problem.row, problem.error.key) == (2, "cell_not_calculated")


def test_every_bad_cell_is_named_and_the_good_rows_remain(tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_text(_csv([HEADS_EN, ["", "No code", "x", "", "soon", "", ""], *ROWS]), encoding="utf-8")
    reading = read_sheet(path, SHEET)
    assert [(p.row, p.column, p.value) for p in reading.problems] == [
        (2, "code", ""),
        (2, "Price", "x"),
        (2, "Since", "soon"),
    ]
    assert all(problem.what and problem.how for problem in reading.problems)
    assert [row.number for row in reading.rows] == [3, 4]
    assert reading.count == 3


def test_heads_that_are_missing_twice_or_not_asked_for_are_told(tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("Code,Code,Colour\nA,A,red\n", encoding="utf-8")
    reading = read_sheet(path, SHEET)
    assert sorted((p.error.key, p.column) for p in reading.problems) == [
        ("head_missing", "Name"),
        ("head_twice", "Code"),
    ]
    path.write_text("Code,Name,Colour\nA,a,red\n", encoding="utf-8")
    assert read_sheet(path, SHEET).left_out == ("Colour",)


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("goods.csv", b"nothing,known\n1,2\n", "heads_not_found"),
        ("goods.csv", b"", "heads_not_found"),
        ("goods.xlsx", b"no workbook", "sheet_unreadable"),
        ("goods.xls", b"\xd0\xcf\x11\xe0", "sheet_old_excel"),
        ("goods.csv", b'Code,Name\n"A,open quote\n', "sheet_unreadable"),
    ],
)
def test_a_file_that_is_no_sheet_says_what_to_do(tmp_path: Path, name: str, content: bytes, key: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (problem,) = read_sheet(path, SHEET).problems
    assert problem.error.key == key
    assert problem.how
