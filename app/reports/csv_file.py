"""Lists as CSV for Excel: UTF-8 with its mark, streamed, safe against formulas in names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import BinaryIO

from app.i18n import N_
from app.reports import shown
from app.reports.columns import ReportColumn
from app.reports.files import whole_file
from app.reports.issue import Cancelled, Progress
from app.reports.words import Lang, Words

STEP = 500
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# codes that Excel would take for numbers: leading zeros, more digits than it keeps, an exponent
_LIKE_A_NUMBER = re.compile(r"0\d+|\d{12,}|\d+[eE]\d+")


def write_csv(
    target: Path | str | BinaryIO,
    *,
    title: str,
    columns: Sequence[ReportColumn],
    rows: Iterable[Sequence[object]],
    zone: tzinfo = UTC,
    totals: Mapping[str, Decimal] | None = None,
    conditions: str = "",
    lang: Lang = "zh",
    cancelled: Cancelled = lambda: False,
    progress: Progress = lambda _rows: None,
) -> int | None:
    """Write a list as `excel.write_journal` does, with its refusals; returns the rows, or None when cancelled.

    A plain table: one line of heads, then the rows, then the totals; title and conditions have no place in it.
    """
    job = _Job(columns, rows, zone, totals, Words(lang), cancelled, progress)
    try:
        if not isinstance(target, (str, Path)):
            return job.write(target)
        with whole_file(Path(target)) as aside, aside.open("wb") as handle:
            return job.write(handle)
    except _Stopped:
        return None


class _Stopped(Exception):
    pass


class _Job:
    def __init__(
        self,
        columns: Sequence[ReportColumn],
        rows: Iterable[Sequence[object]],
        zone: tzinfo,
        totals: Mapping[str, Decimal] | None,
        words: Words,
        cancelled: Cancelled,
        progress: Progress,
    ) -> None:
        self.columns, self.rows, self.zone, self.totals = columns, rows, zone, totals
        self.words, self.cancelled, self.progress = words, cancelled, progress

    def write(self, target: BinaryIO) -> int:
        text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
        try:
            count = self._fill(text)
            text.flush()
        finally:
            text.detach()
        self.progress(count)
        return count

    def _fill(self, text: io.TextIOWrapper) -> int:
        writer = csv.writer(text)
        writer.writerow([_safe(column.head) for column in self.columns])
        count = 0
        for row in self.rows:
            writer.writerow([self._cell(value, column) for value, column in zip(row, self.columns, strict=True)])
            count += 1
            if count % STEP == 0:
                if self.cancelled():
                    raise _Stopped
                self.progress(count)
        if self.totals is not None:
            writer.writerow(self._total_row(self.totals))
        return count

    def _total_row(self, totals: Mapping[str, Decimal]) -> list[str]:
        cells = [self._cell(totals.get(column.key), column) for column in self.columns]
        free = next((place for place, column in enumerate(self.columns) if column.key not in totals), None)
        if free is not None:
            cells[free] = self.words.inline(N_("Total"))
        return cells

    def _cell(self, value: object, column: ReportColumn) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, (Decimal, int)):
            return _figure(value, column) if isinstance(value, Decimal) else str(value)
        if isinstance(value, (datetime, date)):
            return shown.moment(value, self.zone)
        return _safe(str(value))


def _figure(value: Decimal, column: ReportColumn) -> str:
    """A number without the places a division left: money with two, shares with four, others with six at most."""
    places = {"money": 2, "percent": 4}.get(column.kind, 6)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= places:
        return f"{value:f}"
    text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text if column.kind == "money" else text.rstrip("0").rstrip(".")


def _safe(text: str) -> str:
    """Text that Excel neither runs as a formula nor turns into a number."""
    if text.startswith(_FORMULA):
        return "'" + text
    return "\t" + text if _LIKE_A_NUMBER.fullmatch(text) else text
