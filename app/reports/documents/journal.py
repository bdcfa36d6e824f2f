"""Any list as a landscape table, drawn while its rows arrive, so that thousands of them need no room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal

from app.i18n import N_
from app.reports import shown
from app.reports.columns import NUMERIC, ReportColumn
from app.reports.issue import A4, Cancelled, Company, PrintRun, Progress, Setup
from app.reports.pdf.flow import Flow
from app.reports.pdf.frame import Face, print_paper
from app.reports.pdf.parts import paragraph
from app.reports.pdf.sheet import HAIR, MUTED, SOFT
from app.reports.pdf.table import Cell, Column, Figure, Look, Run, Table, choose
from app.reports.words import Label, Lang, Text, Words


@dataclass(frozen=True)
class GroupRow:
    """A row that heads a group, with its subtotals by column key."""

    title: str
    values: Mapping[str, object] = field(default_factory=dict)


JournalRow = Sequence[object] | GroupRow


@dataclass(frozen=True)
class JournalPaper:
    """title: in the reader's language(s). conditions: what the list was filtered by. rows: in the order of `columns`.

    totals: by column key, printed once after the last row.
    """

    title: Text
    columns: tuple[ReportColumn, ...]
    rows: Iterable[JournalRow]
    conditions: str = ""
    totals: Mapping[str, object] | None = None


class Stopped(Exception):
    """The person stopped the printing; nothing was produced."""


def render(
    paper: JournalPaper,
    *,
    company: Company,
    run: PrintRun,
    lang: Lang = "zh",
    setup: Setup | None = None,
    cancelled: Cancelled = lambda: False,
    progress: Progress = lambda _rows: None,
) -> bytes:
    """The list as PDF. Raises Stopped when `cancelled` says so; progress hears the rows written so far.

    `rows` may be a generator, therefore one copy only: watermarks of the run are not printed here.
    """
    setup = setup or Setup(A4.turned())

    def body(flow: Flow, words: Words) -> None:
        if paper.conditions:
            paragraph(flow, paper.conditions, size=7.8, grey=MUTED)
            flow.gap(4)
        count = _write(flow, words, paper, setup, run.zone, cancelled, progress)
        _totals_note(flow, words, count)

    title = Words(lang).say(paper.title)
    plain = PrintRun(run.by, run.at, run.zone, run.count)
    face = Face(title, barcode=False, plain=True)
    return print_paper(face, body, company=company, run=plain, lang=lang, setup=setup)


STEP = 200


def _write(
    flow: Flow,
    words: Words,
    paper: JournalPaper,
    setup: Setup,
    zone: tzinfo,
    cancelled: Cancelled,
    progress: Progress,
) -> int:
    kept = [place for place, column in enumerate(paper.columns) if column.key not in setup.hidden]
    size = _text_size(flow.width, [paper.columns[place] for place in kept])
    table = Table(
        flow,
        choose(_columns(paper.columns, size), setup.hidden),
        Look(head_size=size, pad_y=1.8, least=14, row_grey=HAIR),
    )
    count = 0
    with table.open():
        for row in paper.rows:
            if isinstance(row, GroupRow):
                table.row(_sums(paper, kept, row.values, row.title, size, zone), fill=SOFT)
                continue
            table.row([_cell(row[place], paper.columns[place], size, zone, words) for place in kept], weight=0.3)
            count += 1
            if count % STEP == 0:
                if cancelled():
                    raise Stopped
                progress(count)
        if paper.totals is not None:
            table.row(_sums(paper, kept, paper.totals, words.inline(N_("Total")), size, zone), fill=SOFT, line=False)
    progress(count)
    return count


CHARACTER = 4.6  # points a character of width takes at 8 points


def _text_size(width: float, columns: Sequence[ReportColumn]) -> float:
    """8 points, down to 5.5 where many columns share the page."""
    wanted = sum(column.width for column in columns) * CHARACTER
    return max(5.5, min(8.0, 8.0 * width / wanted)) if wanted else 8.0


def _columns(columns: Sequence[ReportColumn], size: float) -> list[Column]:
    """Texts grow into the room that figures and dates do not need."""
    texts = any(column.kind == "text" for column in columns)
    return [
        Column(
            column.key,
            Label(column.head),
            max(column.width, 3) * CHARACTER * size / 8,
            "right" if column.kind in NUMERIC else "left",
            grows=column.kind == "text" or not texts,
        )
        for column in columns
    ]


def _cell(value: object, column: ReportColumn, size: float, zone: tzinfo, words: Words, *, bold: bool = False) -> Cell:
    text = _text(value, column, zone, words)
    if column.kind in NUMERIC:
        return Figure(text, size=size, bold=bold)
    return (Run(text, size, bold=bold, most=3),)


def _text(value: object, column: ReportColumn, zone: tzinfo, words: Words) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return words.inline(N_("Yes")) if value else words.inline(N_("No"))
    if isinstance(value, (Decimal, int)):
        return _number(Decimal(value), column.kind)
    if isinstance(value, (datetime, date)):
        return shown.moment(value, zone)
    return str(value)


def _number(value: Decimal, kind: str) -> str:
    write = {"money": shown.money, "price": shown.price, "percent": shown.percent}.get(kind, shown.quantity)
    return write(value)


def _sums(
    paper: JournalPaper, kept: Sequence[int], values: Mapping[str, object], title: str, size: float, zone: tzinfo
) -> list[Cell]:
    """A row of sums with its title in the first column that has no sum."""
    words = Words("zh")
    columns = [paper.columns[place] for place in kept]
    cells = [_cell(values.get(column.key), column, size, zone, words, bold=True) for column in columns]
    free = next((place for place, column in enumerate(columns) if values.get(column.key) is None), None)
    if free is not None:
        cells[free] = (Run(title, size, bold=True),)
    return cells


def _totals_note(flow: Flow, words: Words, count: int) -> None:
    flow.gap(3)
    paragraph(flow, words.count(count, N_("{n} line"), N_("{n} lines")), size=7.8, grey=MUTED)
