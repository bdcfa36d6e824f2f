"""Lists as Excel files, streamed row by row in constant memory, with true types and sums that go on calculating.

xlsxwriter is imported by what writes: every list offers a file from the start.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from app.i18n import N_
from app.reports import shown
from app.reports.columns import NUMERIC, ReportColumn
from app.reports.files import whole_file
from app.reports.issue import Cancelled, Progress
from app.reports.words import Lang, Words

ExcelColumn = ReportColumn
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
STEP = 500
FIRST_EXCEL_DAY = date(1900, 3, 1)  # before it, Excel counts a 29 February 1900 that never was

_NUMBER_FORMATS = {
    "money": "#,##0.00;[Red]-#,##0.00",
    "price": "#,##0.00####;[Red]-#,##0.00####",
    "quantity": "#,##0;[Red]-#,##0",
    "fraction": "#,##0.####;[Red]-#,##0.####",
    "percent": "0.00%",
    "integer": "0",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}


class _Stopped(Exception):
    pass


def write_journal(
    target: Path | str | BinaryIO,
    *,
    title: str,
    columns: Sequence[ExcelColumn],
    rows: Iterable[Sequence[object]],
    zone: tzinfo = UTC,
    totals: Mapping[str, Decimal] | None = None,
    conditions: str = "",
    lang: Lang = "zh",
    cancelled: Cancelled = lambda: False,
    progress: Progress = lambda _rows: None,
    sheet_rows: int = SHEET_ROWS,
) -> int | None:
    """Write a list; returns the number of rows, or None when cancelled, and then no file is left or changed.

    columns and rows as in `ReportColumn`; aware datetimes are shown in `zone`. totals: by column key, written once
    after the last row as SUM over all sheets with the given figure as its stored result; where the cells of the column
    do not add up to it, the figure itself is written. sheet_rows: rows a sheet may have, its head included.
    Raises RuleError "disk_full", "file_open_elsewhere" or "file_not_written".
    """
    job = _Job(title, tuple(columns), rows, zone, totals, conditions, Words(lang), cancelled, progress, sheet_rows)
    try:
        if not isinstance(target, (str, Path)):
            return job.write(target)
        with whole_file(Path(target)) as aside:
            return job.write(str(aside))
    except _Stopped:
        return None


@dataclass
class _Sheet:
    """A sheet and the rows (counted from 0) its data stand in."""

    sheet: Any
    name: str
    first: int
    next: int

    def sum_range(self, column: int) -> str:
        from xlsxwriter.utility import xl_col_to_name

        letter = xl_col_to_name(column)
        return f"'{self.name}'!{letter}{self.first + 1}:{letter}{self.next}"


class _Job:
    """One file while it is written."""

    def __init__(
        self,
        title: str,
        columns: tuple[ExcelColumn, ...],
        rows: Iterable[Sequence[object]],
        zone: tzinfo,
        totals: Mapping[str, Decimal] | None,
        conditions: str,
        words: Words,
        cancelled: Cancelled,
        progress: Progress,
        sheet_rows: int,
    ) -> None:
        self.title, self.columns, self.rows, self.zone, self.totals = title, columns, rows, zone, totals
        self.conditions, self.words, self.cancelled, self.progress = conditions, words, cancelled, progress
        self.sheet_rows = sheet_rows
        self.sheets: list[_Sheet] = []
        self.sums: dict[int, Decimal] = {}
        self.unsummable: set[int] = set()

    def write(self, target: str | BinaryIO) -> int:
        """Write the file and return its rows. The library's own scratch files vanish with their folder."""
        import xlsxwriter
        from xlsxwriter.exceptions import FileCreateError

        folder = str(Path(target).parent) if isinstance(target, str) else None
        with tempfile.TemporaryDirectory(prefix=".tradewright-", dir=folder, ignore_cleanup_errors=True) as scratch:
            book = xlsxwriter.Workbook(
                target,
                {"constant_memory": True, "tmpdir": scratch, "strings_to_formulas": False, "strings_to_urls": False},
            )
            try:
                count = self._fill(book)
            except BaseException:
                _abandon(book)
                raise
            try:
                book.close()
            except FileCreateError as error:
                _abandon(book)
                cause = error.args[0] if error.args else error
                raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
            except BaseException:
                _abandon(book)
                raise
        self.progress(count)
        return count

    def _fill(self, book: Any) -> int:
        book.use_zip64()
        book.set_properties({"title": self.title, "comments": "Tradewright"})
        self.formats = {name: book.add_format({"num_format": code}) for name, code in _NUMBER_FORMATS.items()}
        self.bold = {name: book.add_format(_total_look(code)) for name, code in _NUMBER_FORMATS.items()}
        self.bold["text"] = book.add_format(_total_look("@"))
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.figure_text = book.add_format({"num_format": "@", "align": "right"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E2E5E9", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.head_right = book.add_format(
            {"bold": True, "bg_color": "#E2E5E9", "bottom": 1, "text_wrap": True, "valign": "vcenter", "align": "right"}
        )
        self.heading = book.add_format({"bold": True, "font_size": 14})
        self.muted = book.add_format({"font_color": "#4F5B69"})
        self._new_sheet(book)
        count = 0
        for row in self.rows:
            if self.sheets[-1].next >= self.sheet_rows - 1:  # the last row is kept for the totals
                self._new_sheet(book)
            self._row(self.sheets[-1], row)
            count += 1
            if count % STEP == 0:
                if self.cancelled():
                    raise _Stopped
                self.progress(count)
        for one in self.sheets:
            last = max(one.next - 1, one.first - 1)
            one.sheet.autofilter(one.first - 1, 0, last, len(self.columns) - 1)
        self._totals()
        return count

    def _new_sheet(self, book: Any) -> None:
        name = _sheet_name(self.title, len(self.sheets) + 1, self.words)
        sheet = book.add_worksheet(name)
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, column.width + 1)
        sheet.write_string(0, 0, self.title, self.heading)
        when = datetime.now(self.zone)
        exported = self.words.inline(N_("Exported {when}"), when=f"{when:%Y-%m-%d %H:%M}")
        conditions = self.words.inline(N_("Conditions: {conditions}"), conditions=self.conditions)
        note = "    ".join([conditions, exported] if self.conditions else [exported])
        sheet.write_string(1, 0, note, self.muted)
        head = 2
        sheet.set_row(head, 22)
        for place, column in enumerate(self.columns):
            look = self.head_right if column.kind in NUMERIC else self.head
            sheet.write_string(head, place, column.head, look)
        sheet.freeze_panes(head + 1, 0)
        self._print_setup(sheet, head)
        self.sheets.append(_Sheet(sheet, name, head + 1, head + 1))

    def _print_setup(self, sheet: Any, head: int) -> None:
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, head)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L{self.title.replace('&', '&&')[:100]}&R&P / &N")

    def _row(self, one: _Sheet, row: Sequence[object]) -> None:
        for place, (column, value) in enumerate(zip(self.columns, row, strict=True)):
            self._cell(one.sheet, one.next, place, column, value)
        one.next += 1

    def _cell(self, sheet: Any, row: int, place: int, column: ExcelColumn, value: object) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value)
        elif isinstance(value, (Decimal, int)):
            self._number(sheet, row, place, column, Decimal(value))
        elif isinstance(value, (datetime, date)):
            self._date(sheet, row, place, value)
        else:
            sheet.write_string(row, place, str(value)[:CELL_CHARACTERS], self.text)

    def _number(self, sheet: Any, row: int, place: int, column: ExcelColumn, value: Decimal) -> None:
        """A number, or its digits as text where Excel's fifteen places would change it."""
        if not value.is_finite() or Decimal(repr(float(value))) != value:
            self.unsummable.add(place)
            sheet.write_string(row, place, f"{value:f}", self.figure_text)
            return
        self.sums[place] = self.sums.get(place, Decimal()) + value
        sheet.write_number(row, place, float(value), self.formats[_number_look(column.kind, value)])

    def _date(self, sheet: Any, row: int, place: int, value: date) -> None:
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(self.zone).replace(tzinfo=None)
        day = value.date() if isinstance(value, datetime) else value
        if day < FIRST_EXCEL_DAY:
            sheet.write_string(row, place, shown.moment(value, None), self.text)
            return
        look = "datetime" if isinstance(value, datetime) else "date"
        sheet.write_datetime(row, place, value, self.formats[look])

    def _totals(self) -> None:
        if self.totals is None:
            return
        last = self.sheets[-1]
        free = next((place for place, column in enumerate(self.columns) if column.key not in self.totals), None)
        for place, column in enumerate(self.columns):
            if column.key in self.totals:
                self._total(last, place, column, self.totals[column.key])
            else:
                text = self.words.inline(N_("Total")) if place == free else ""
                last.sheet.write_string(last.next, place, text, self.bold["text"])

    def _total(self, last: _Sheet, place: int, column: ExcelColumn, total: Decimal) -> None:
        look = self.bold[_number_look(column.kind, total)]
        if place in self.unsummable or self.sums.get(place, Decimal()) != total:
            last.sheet.write_number(last.next, place, float(total), look)
            return
        if len(self.sheets) == 1:
            from xlsxwriter.utility import xl_rowcol_to_cell

            first, end = (xl_rowcol_to_cell(row, place) for row in (last.first, max(last.next - 1, last.first)))
            ranges = f"{first}:{end}" if last.next > last.first else "0"
        else:
            ranges = ",".join(one.sum_range(place) for one in self.sheets if one.next > one.first)
        last.sheet.write_formula(last.next, place, f"=SUM({ranges})", look, float(total))


def _total_look(code: str) -> dict[str, object]:
    return {"num_format": code, "bold": True, "top": 1, "bg_color": "#F2F4F7"}


def _number_look(kind: str, value: Decimal) -> str:
    """The number format: whole quantities have no decimal point, which "0.####" would leave behind."""
    if kind in ("money", "price", "percent", "integer"):
        return kind
    return "quantity" if value == value.to_integral_value() else "fraction"


def _sheet_name(title: str, number: int, words: Words) -> str:
    """At most 31 characters without what Excel refuses in a sheet's name, numbered from the second on."""
    plain = "".join(" " if char in "[]:*?/\\'" else char for char in title).strip() or words(N_("List"))
    ending = "" if number == 1 else f" {number}"
    name = plain[: 31 - len(ending)].rstrip() + ending
    return name if name.lower() != "history" else f"{name} 1"


def _abandon(book: Any) -> None:
    """Close the scratch files of a workbook that is not to be written, or Windows cannot delete them."""
    for sheet in book.worksheets():
        handle = getattr(sheet, "row_data_fh", None)
        if handle is not None and not handle.closed:
            handle.close()
    book.fileclosed = True
