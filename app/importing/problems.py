"""What is wrong in a sheet: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import ManyErrors, UserError
from app.i18n import N_, _, error_text
from app.registry import SheetColumn

HOW: Mapping[str, str] = {
    "cell_required": N_("Fill in this cell."),
    "cell_not_a_number": N_("Type figures alone, such as 1234.50."),
    "cell_not_whole": N_("Type a whole number, such as 12."),
    "cell_rate_too_large": N_("Type a share such as 0.13, or 13% with its sign."),
    "cell_not_a_date": N_("Type the day as 2026-11-25."),
    "cell_not_a_time": N_("Type day and time as 2026-11-25 14:30."),
    "cell_not_yes_or_no": N_("Type yes or no."),
    "cell_is_an_error": N_("Mend the formula, or type its value."),
    "cell_not_calculated": N_("Open the file in Excel or WPS and save it once, or type the value."),
    "cell_lost_digits": N_("Format the column as text and type the code again."),
    "cell_became_a_date": N_("Format the column as text and type the code again."),
    "head_missing": N_("Add a column with this head; the templates have it."),
    "head_twice": N_("Delete one of the two columns, or give it another head."),
    "heads_not_found": N_("Put the heads of the template into the first row."),
    "sheet_unreadable": N_("Open the file, save it as .xlsx or as CSV (UTF-8), and try again."),
    "sheet_old_excel": N_("Save the file as .xlsx."),
    "sheet_twice": N_("Keep one of the files in the folder."),
    "file_not_known": N_("Name the file after its sheet, such as customers.xlsx; the templates are named so."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal and its place. row: as the spreadsheet counts, 0 = the sheet; column: its head, "" = the whole row."""

    error: UserError
    row: int = 0
    column: str = ""
    value: str = ""
    help: str = ""

    @property
    def what(self) -> str:
        """What is wrong, in the language in force."""
        return error_text(self.error)

    @property
    def how(self) -> str:
        """How to mend it: what this kind of mistake needs, then what the column wants."""
        return " ".join(_(text) for text in (HOW.get(self.error.key, ""), self.help) if text)

    def to_json(self, sheet: str) -> dict[str, Any]:
        """As the report has it."""
        return {
            "sheet": sheet, "row": self.row or None, "column": self.column, "value": self.value, "what": self.what,
            "how": self.how, "key": self.error.key,
        }  # fmt: skip


def problems_of(
    error: UserError,
    columns: Sequence[SheetColumn],
    heads: Mapping[str, str],
    rows: Mapping[int, Mapping[str, Any]] | None = None,
) -> list[Problem]:
    """The problems behind what a room's `write` raised, each with its place as far as "row.column" says it.

    heads: the head in the file of each column key; rows: the values read, by row number, to repeat what was typed.
    """
    if isinstance(error, ManyErrors):
        return [problem for one in error.errors for problem in problems_of(one, columns, heads, rows)]
    row, column = _place(error.field, columns)
    found = next((one for one in columns if one.key == column), None)
    value = (rows or {}).get(row, {}).get(column)
    head = heads.get(column, "") or (_(found.heads[0]) if found else "")
    return [Problem(error, row, head, "" if value is None else str(value), found.help if found else "")]


def _place(field: str, columns: Sequence[SheetColumn]) -> tuple[int, str]:
    """Row and column key of "12.tax_no" or "12.lines.0.quantity"; what names no column is left to the row."""
    first, _dot, rest = field.partition(".")
    row, names = (int(first), rest.split(".")) if first.isdecimal() else (0, field.split("."))
    known = {column.key for column in columns}
    return row, next((name for name in (rest, *reversed(names)) if name in known), "")
