"""Lists as Excel and CSV, read back."""

from __future__ import annotations

import csv
import errno
import io
import os
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from app.errors import RuleError
from app.reports.columns import ReportColumn
from app.reports.csv_file import write_csv
from app.reports.excel import write_journal
from app.reports.files import refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
COLUMNS = (
    ReportColumn("number", "单号", width=18),
    ReportColumn("day", "日期", "date", 11),
    ReportColumn("at", "审核时间", "datetime", 17),
    ReportColumn("amount", "价税合计", "money", 14, "CNY"),
    ReportColumn("quantity", "数量", "quantity", 9),
    ReportColumn("rate", "税率", "percent", 7),
    ReportColumn("done", "已审", "bool", 6),
    ReportColumn("note", "备注", width=30),
)
AT = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
ROWS: list[tuple[object, ...]] = [
    ("00123", date(2026, 11, 1), AT, Decimal("12345.67"), Decimal("1.2500"), Decimal("0.13"), True, "=1+1"),
    ("1E5", date(1899, 1, 1), None, Decimal("-0.10"), Decimal(3), Decimal("0.06"), False, "http://x.example"),
    ("91440101190432584K", None, AT, Decimal("0.2"), Decimal("-7"), None, None, "加急\n第二行"),
]
TOTAL = {"amount": Decimal("12345.77")}


def written(**more: Any) -> Any:
    out = io.BytesIO()
    asked: dict[str, Any] = {
        "title": "销售订单 [序时簿]",
        "columns": COLUMNS,
        "rows": ROWS,
        "zone": SHANGHAI,
        "totals": TOTAL,
        "conditions": "日期：2026-11",
    }
    assert write_journal(out, **(asked | more)) is not None
    return out


def test_cells_keep_their_types_and_formats() -> None:
    sheet = openpyxl.load_workbook(written()).worksheets[0]
    assert sheet.title == "销售订单  序时簿"
    assert [cell.value for cell in sheet[3]] == [
        *("单号", "日期", "审核时间", "价税合计 (CNY)", "数量", "税率", "已审", "备注")
    ]
    first = {column.key: cell for column, cell in zip(COLUMNS, sheet[4], strict=True)}
    assert (first["number"].value, first["number"].data_type) == ("00123", "s")
    assert first["day"].value == datetime(2026, 11, 1) and first["day"].number_format == "yyyy-mm-dd"  # noqa: DTZ001
    assert first["at"].value == datetime(2026, 11, 20, 10, 42)  # noqa: DTZ001
    assert (first["amount"].value, first["amount"].data_type) == (12345.67, "n")
    assert first["amount"].number_format.startswith("#,##0.00")
    assert (first["quantity"].value, first["quantity"].number_format) == (1.25, "#,##0.####;[Red]-#,##0.####")
    assert (first["rate"].value, first["rate"].number_format) == (0.13, "0.00%")
    assert first["done"].value is True
    assert (first["note"].value, first["note"].data_type) == ("=1+1", "s")
    second = sheet[5]
    assert (second[0].value, second[0].data_type) == ("1E5", "s")
    assert second[1].value == "1899-01-01"
    assert second[4].number_format == "#,##0;[Red]-#,##0"
    assert second[7].hyperlink is None
    assert sheet["H6"].value == "加急\n第二行"


def test_the_head_is_frozen_filtered_and_repeated_in_print() -> None:
    sheet = openpyxl.load_workbook(written()).worksheets[0]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:H6"
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.column_dimensions["A"].width == pytest.approx(19, abs=1)
    assert "日期：2026-11" in sheet["A2"].value


def test_totals_are_sums_that_carry_their_result() -> None:
    out = written()
    assert openpyxl.load_workbook(out).worksheets[0]["D7"].value == "=SUM(D4:D6)"
    kept = openpyxl.load_workbook(out, data_only=True).worksheets[0]
    assert kept["D7"].value == 12345.77
    assert kept["A7"].value == "合计"


def test_a_total_the_cells_do_not_add_up_to_is_a_plain_figure() -> None:
    sheet = openpyxl.load_workbook(written(totals={"amount": Decimal(5)})).worksheets[0]
    assert sheet["D7"].value == 5


def test_a_figure_excel_would_change_is_written_as_digits() -> None:
    column = (ReportColumn("a", "A", "money"),)
    figure = Decimal("12345678901234567.89")
    out = written(columns=column, rows=[(figure,), (Decimal(1),)], totals={"a": figure + 1})
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert sheet["A4"].value == "12345678901234567.89"
    assert sheet["A6"].data_type == "n"  # no SUM, which would leave the digits out


def test_a_long_list_goes_on_in_further_sheets_and_is_summed_once() -> None:
    column = (ReportColumn("a", "A", "quantity"), ReportColumn("b", "B"))
    rows = ((Decimal(n), f"{n}") for n in range(1, 21))
    out = written(columns=column, rows=rows, totals={"a": Decimal(210)}, sheet_rows=12)
    book = openpyxl.load_workbook(out)
    assert [sheet.max_row for sheet in book.worksheets] == [11, 11, 8]
    assert len(set(book.sheetnames)) == 3
    first, second, third = book.sheetnames
    assert book.worksheets[2]["A8"].value == f"=SUM('{first}'!A4:A11,'{second}'!A4:A11,'{third}'!A4:A7)"
    numbers = [sheet.cell(row, 1).value for sheet in book.worksheets for row in range(4, 12)]
    assert [n for n in numbers if isinstance(n, int)] == list(range(1, 21))
    assert all(sheet.freeze_panes == "A4" for sheet in book.worksheets)


def test_an_empty_list_is_a_valid_file() -> None:
    sheet = openpyxl.load_workbook(written(rows=[], totals={"amount": Decimal(0)})).worksheets[0]
    assert sheet["D4"].value == "=SUM(0)"


def test_ten_thousand_rows_report_their_progress(tmp_path: Path) -> None:
    heard: list[int] = []
    rows = ((f"SO-{n}", date(2026, 11, 1), AT, Decimal(n), Decimal(1), None, True, "") for n in range(10_000))
    target = tmp_path / "list.xlsx"
    assert write_journal(target, title="T", columns=COLUMNS, rows=rows, progress=heard.append) == 10_000
    assert heard[:2] == [500, 1000] and heard[-1] == 10_000
    assert [path.name for path in tmp_path.iterdir()] == ["list.xlsx"]
    assert zipfile.ZipFile(target).testzip() is None


@pytest.mark.parametrize("write", [write_journal, write_csv])
def test_a_cancelled_list_leaves_the_old_file(tmp_path: Path, write: Any) -> None:
    target = tmp_path / "list.xlsx"
    target.write_text("old")
    answers = iter([False, True])
    assert write(target, title="T", columns=COLUMNS, rows=ROWS * 1000, cancelled=lambda: next(answers)) is None
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("write", [write_journal, write_csv])
def test_a_row_that_fails_leaves_the_old_file(tmp_path: Path, write: Any) -> None:
    target = tmp_path / "list.xlsx"
    target.write_text("old")

    def rows() -> Iterator[tuple[object, ...]]:
        yield from ROWS
        raise KeyError("lost")

    with pytest.raises(KeyError):
        write(target, title="T", columns=COLUMNS, rows=rows())
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
@pytest.mark.parametrize("write", [write_journal, write_csv])
def test_a_full_disk_leaves_no_half_file(tmp_path: Path, write: Any) -> None:
    import resource

    target = tmp_path / "list.xlsx"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(RuleError) as refused:
            write(target, title="T", columns=COLUMNS, rows=ROWS * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.key == "disk_full"
    assert refused.value.params["path"] == "list.xlsx"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(RuleError) as refused:
        write_journal(tmp_path / "none" / "list.xlsx", title="T", columns=COLUMNS, rows=ROWS)
    assert refused.value.key == "file_not_written"


def test_what_windows_says_about_a_held_file_is_understood(tmp_path: Path) -> None:
    held = PermissionError(errno.EACCES, "held")
    held.winerror = 32  # type: ignore[attr-defined]
    assert refusal(held, tmp_path / "list.xlsx").key == "file_open_elsewhere"
    full = OSError(errno.EINVAL, "full")
    full.winerror = 112  # type: ignore[attr-defined]
    assert refusal(full, tmp_path / "list.xlsx").key == "disk_full"


def test_a_new_file_is_as_open_as_any_other(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", title="T", columns=COLUMNS, rows=ROWS)
    (tmp_path / "b.csv").touch()
    assert os.stat(tmp_path / "a.csv").st_mode == os.stat(tmp_path / "b.csv").st_mode  # noqa: PTH116


def test_csv_is_read_by_excel_as_it_was_meant() -> None:
    out = io.BytesIO()
    assert write_csv(out, title="T", columns=COLUMNS, rows=ROWS, zone=SHANGHAI, totals=TOTAL) == 3
    raw = out.getvalue()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\xef\xbb\xbf") == 1
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[0][3] == "价税合计 (CNY)"
    assert rows[1] == ["\t00123", "2026-11-01", "2026-11-20 10:42", "12345.67", "1.2500", "0.13", "TRUE", "'=1+1"]
    assert rows[2][3] == "-0.10"
    assert rows[2][0] == "\t1E5"
    assert rows[3][7] == "加急\n第二行"
    assert rows[4][0] == "合计" and rows[4][3] == "12345.77"
