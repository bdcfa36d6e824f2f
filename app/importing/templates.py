"""Empty sheets to fill in: an Excel file each, its heads explained where one types and once more on a page of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from app.errors import RuleError
from app.i18n import N_, _, language, speaking
from app.importing.cells import typed
from app.importing.folder import in_order
from app.registry import ImportSheet, Registry, SheetColumn
from app.reports.files import whole_file
from app.sheets import SheetRow

ROWS = 5000  # that are formatted and offered a choice of yes and no
_WIDTHS = {"memo": 36, "text": 24, "code": 16, "lookup": 18, "lookup_code": 16, "bool": 9}
_FORMATS = {
    "money": "#,##0.00", "price": "#,##0.00####", "quantity": "#,##0.######", "number": "0", "percent": "0.00%",
    "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "bool": "General",
}  # fmt: skip
_KINDS = {
    "text": N_("Text"), "memo": N_("Text of several lines"), "code": N_("Code"), "lookup": N_("Code of a record"),
    "lookup_code": N_("Code of a record"), "choice": N_("One of the words named"), "number": N_("Whole number"),
    "quantity": N_("Quantity"), "money": N_("Amount"), "price": N_("Price"), "percent": N_("Share, 0.13 or 13%"),
    "date": N_("Day, 2026-11-25"), "datetime": N_("Day and time, 2026-11-25 14:30"), "bool": N_("Yes or no"),
}  # fmt: skip


def write_templates(folder: Path, registry: Registry, lang: str = "") -> list[Path]:
    """Write an empty sheet for each kind the registry knows; answers the files. A file that exists is never replaced.

    lang: language of heads and explanations, default the one in force. Raises RuleError("templates_exist").
    """
    with speaking(lang or language()):
        sheets = in_order(registry.sheets.values())
        files = [folder / f"{place * 10:02} {_(sheet.title)}.xlsx" for place, sheet in enumerate(sheets, 1)]
        if there := [path.name for path in files if path.exists()]:
            raise RuleError("templates_exist", folder=folder, files=", ".join(there))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RuleError("folder_unwritable", folder=folder, reason=error.strerror or str(error)) from error
        for sheet, path in zip(sheets, files, strict=True):
            with whole_file(path) as aside:
                _write(aside, sheet)
        return files


def head_of(column: SheetColumn) -> str:
    """The head of a column in the language in force: the first that is Chinese, or the first that is not."""
    wanted = [head for head in column.heads if head.isascii() == (language() != "zh")]
    return (wanted or list(column.heads))[0]


def _write(path: Path, sheet: ImportSheet) -> None:
    book = xlsxwriter.Workbook(str(path))
    try:
        _fill_in_page(book, sheet)
        _explanations(book, sheet)
    finally:
        book.close()


def _fill_in_page(book: Any, sheet: ImportSheet) -> None:
    page = book.add_worksheet(_(sheet.title)[:31])
    for place, column in enumerate(sheet.columns):
        look = {"num_format": _FORMATS.get(column.kind, "@")}
        page.set_column(place, place, _WIDTHS.get(column.kind, 14), book.add_format(look))
        page.write_string(0, place, head_of(column) + (" *" if column.required else ""), _head(book, column))
        page.write_comment(0, place, _explained(column), {"x_scale": 1.6, "y_scale": 1.2})
        if column.kind == "bool":
            page.data_validation(1, place, ROWS, place, {"validate": "list", "source": [_(N_("yes")), _(N_("no"))]})
    page.set_row(0, 22)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, 0, len(sheet.columns) - 1)


def _explained(column: SheetColumn) -> str:
    must = [_(N_("Required."))] if column.required else []
    example = [_(N_("Example: {value}")).format(value=column.example)] if column.example else []
    return "\n".join([*must, _(_KINDS.get(column.kind, N_("Text"))), _(column.help), *example])


def _head(book: Any, column: SheetColumn) -> Any:
    colour = "#D6E4F5" if column.required else "#E8EBEF"
    return book.add_format({"bold": True, "bg_color": colour, "bottom": 1, "num_format": "@", "valign": "vcenter"})


def _explanations(book: Any, sheet: ImportSheet) -> None:
    page = book.add_worksheet(_(N_("Explanations")))
    bold = book.add_format({"bold": True, "bg_color": "#E8EBEF", "bottom": 1, "valign": "vcenter"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    heads = (N_("Column"), N_("Also understood"), N_("Required"), N_("Kind"), N_("What to type"), N_("Example"))
    for place, (head, width) in enumerate(zip(heads, (20, 26, 10, 24, 60, 24), strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, _(head), bold)
    for row, column in enumerate(sheet.columns, 1):
        others = ", ".join(head for head in column.heads if head != head_of(column))
        texts = (
            head_of(column), others, _(N_("yes")) if column.required else "", _(_KINDS.get(column.kind, N_("Text"))),
            _(column.help), column.example,
        )  # fmt: skip
        for place, text in enumerate(texts):
            page.write_string(row, place, text, wrapped)
    note = len(sheet.columns) + 2
    page.write_string(
        note, 0, _(N_("Nothing of this sheet is kept while one of its lines is wrong; every mistake is named."))
    )
    page.write_string(note + 1, 0, _(N_("Further columns may stand in the sheet; they are not taken.")))
    page.freeze_panes(1, 0)


def example_row(sheet: ImportSheet) -> SheetRow:
    """The examples of a sheet as a row, typed. Raises RuleError for an example its own column would refuse."""
    return SheetRow(2, {column.key: typed(column.example, column) for column in sheet.columns})
