"""Pick list 拣货单: sends a clerk through the bins in walking order. Bin and quantity are read at arm's length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.i18n import N_
from app.reports.issue import MM, Company, PrintRun, Setup
from app.reports.pdf.flow import Flow
from app.reports.pdf.fonts import LEADING, text_width
from app.reports.pdf.frame import DOT, Face, print_paper
from app.reports.pdf.parts import Fact, facts, paragraph, signatures, total_line
from app.reports.pdf.sheet import HAIR, LINE, MUTED, SOFT
from app.reports.pdf.table import Box, Cell, Column, Figure, Look, Run, Table, cells_for, choose
from app.reports.shown import moment, quantity
from app.reports.words import Lang, Text, Words


@dataclass(frozen=True)
class PickLine:
    """What to take from one bin. lot: batch or serial numbers as they are to be read, or empty."""

    bin: str
    item_code: str
    item_name: Text
    quantity: Decimal
    unit: Text
    lot: Text = ""


@dataclass(frozen=True)
class PickAisle:
    """A stretch of the walk with its lines; note: how it is served ("叉车")."""

    name: Text
    lines: tuple[PickLine, ...]
    note: Text = ""


@dataclass(frozen=True)
class PickListPaper:
    """Aisles and their lines stand in walking order; start and end are the places before and after the aisles."""

    number: str
    notice: str
    order: str
    customer: Text
    warehouse: Text
    aisles: tuple[PickAisle, ...]
    carrier: Text = ""
    ship_before: datetime | date | None = None
    picker: str = ""
    ship_to: Text = ""
    start: Text = ""
    end: Text = ""
    load: Text = ""
    remark: Text = ""


def render(
    paper: PickListPaper, *, company: Company, run: PrintRun, lang: Lang = "zh", setup: Setup | None = None
) -> bytes:
    """The pick list as PDF."""
    setup = setup or Setup()

    def body(flow: Flow, words: Words) -> None:
        _facts(flow, words, paper, run)
        _walk(flow, words, paper)
        _lines(flow, words, paper, setup)
        _close(flow, words, paper)

    return print_paper(Face(N_("Pick list"), paper.number), body, company=company, run=run, lang=lang, setup=setup)


def _facts(flow: Flow, words: Words, paper: PickListPaper, run: PrintRun) -> None:
    rows = [
        [
            Fact(N_("Delivery notice"), paper.notice),
            Fact(N_("Sales order"), paper.order),
            Fact(N_("Customer"), words.stack(paper.customer)),
            Fact(N_("Carrier"), words.stack(paper.carrier)),
        ],
        [
            Fact(N_("Ship before"), moment(paper.ship_before, run.zone), bold=True),
            Fact(N_("Picked by"), paper.picker),
            Fact(N_("Warehouse"), words.stack(paper.warehouse)),
            Fact(N_("Ship to"), words.stack(paper.ship_to)),
        ],
    ]
    facts(flow, words, rows, (122, 122, 150, 116))


@dataclass(frozen=True)
class _Stop:
    name: str
    note: str


def _name(words: Words, text: Text) -> str:
    """The leading language only; a stop is small."""
    return (words.each(text) or ("",))[0]


def _stops(words: Words, paper: PickListPaper) -> list[_Stop]:
    stops = [
        _Stop(_name(words, aisle.name), words.counted(len(aisle.lines), N_("{n} line"), N_("{n} lines")))
        for aisle in paper.aisles
    ]
    if paper.start:
        stops.insert(0, _Stop(_name(words, paper.start), words(N_("Start"))))
    if paper.end:
        stops.append(_Stop(_name(words, paper.end), words(N_("End"))))
    return stops


FIGURE = 13.0
STOP, STOP_HEIGHT, STOP_GAP, STRIP_ROW = 54.0, 22.5, 20.5, 29.0


def _walk(flow: Flow, words: Words, paper: PickListPaper) -> None:
    """The way as a strip of stops, in as many rows as it takes."""
    stops = _stops(words, paper)
    indent = 70.5
    per_row = max(int((flow.width - indent - 8 + STOP_GAP) // (STOP + STOP_GAP)), 1)
    rows = [stops[at : at + per_row] for at in range(0, len(stops), per_row)]
    if not rows:
        return
    height = len(rows) * STRIP_ROW + 8

    def draw(top: float) -> None:
        flow.sheet.box(flow.left, top, flow.width, height, fill=SOFT, stroke=LINE, weight=0.6, radius=3)
        flow.sheet.fitted(flow.left + 8.5, top + 7, words("Walk"), 8.3, indent - 14, bold=True)
        if words.lang != "en":
            flow.sheet.text(flow.left + 8.5, top + 18.5, Words("en")(N_("Walk")), 7.2, grey=MUTED)
        for place, row in enumerate(rows):
            _walk_row(flow, row, flow.left + indent, top + 7 + place * STRIP_ROW, last=place == len(rows) - 1)

    flow.gap(3)
    flow.place(height, draw)
    flow.gap(11)


def _walk_row(flow: Flow, row: list[_Stop], x: float, y: float, *, last: bool) -> None:
    for place, stop in enumerate(row):
        flow.sheet.box(x, y, STOP, STOP_HEIGHT, fill=1.0, weight=0.8, radius=2.5)
        middle = x + STOP / 2
        flow.sheet.fitted(middle, y + 2.6, stop.name, 8.2, STOP - 4, bold=True, align="centre", least=5)
        flow.sheet.fitted(middle, y + 12.6, stop.note, 7.2, STOP - 4, grey=0.2, align="centre", least=5)
        if place < len(row) - 1:
            flow.sheet.arrow(x + STOP, y + STOP_HEIGHT / 2, STOP_GAP)
        elif not last:
            flow.sheet.arrow(x + STOP, y + STOP_HEIGHT / 2, 8)
        x += STOP + STOP_GAP


def _quantity_width(words: Words, paper: PickListPaper) -> float:
    """As wide as the longest figure asks at full size, within reason."""
    lines = [line for aisle in paper.aisles for line in aisle.lines]
    widest = max((text_width(quantity(line.quantity), FIGURE, bold=True) for line in lines), default=0.0)
    units = max((text_width(words.say(line.unit), 7.5) for line in lines), default=0.0)
    return min(max(56.0, widest + max(min(units + 2.5, 24.0), 13.0) + 7), 96.0)


def _columns(words: Words, quantity_width: float) -> list[Column]:
    return [
        Column("no", words.label(N_("No.")), 25, "centre"),
        Column("bin", words.label(N_("Bin")), 74),
        Column("item", words.label(N_("Item · name and specification")), 160, grows=True),
        Column("lot", words.label(N_("Lot / serial no.")), 106),
        Column("quantity", words.label(N_("To pick")), quantity_width, "right"),
        Column("picked", words.label(N_("Picked")), 54, "centre"),
        Column("short", words.label(N_("Short")), 38, "centre"),
    ]


def _lines(flow: Flow, words: Words, paper: PickListPaper, setup: Setup) -> None:
    columns = choose(_columns(words, _quantity_width(words, paper)), setup.hidden)
    table = Table(flow, columns, Look(pad_y=3.2, least=32.4))
    number = 0
    with table.open(keep=52):
        for aisle in paper.aisles:
            title = DOT.join(words.say(part) for part in (aisle.name, aisle.note) if part)
            lines = words.count(len(aisle.lines), N_("{n} line"), N_("{n} lines"))
            table.band(title, lines, continued=f" ({words.inline(N_('continued'))})")
            for place, line in enumerate(aisle.lines, 1):
                number += 1
                table.row(cells_for(columns, _cells(words, number, line)), line=place < len(aisle.lines))


def _cells(words: Words, number: int, line: PickLine) -> dict[str, Cell]:
    return {
        "no": (Run(str(number), 9.6),),
        "bin": (Run(line.bin, 12.5, bold=True),),
        "item": (Run(line.item_code, 9.3, bold=True), *(Run(name, 8.6) for name in words.each(line.item_name))),
        "lot": tuple(Run(text, 8.0) for text in words.each(line.lot)),
        "quantity": Figure(quantity(line.quantity), words.say(line.unit), FIGURE, bold=True, unit_room=13),
        "picked": Box(15 * MM, 8 * MM),
        "short": Box(9 * MM, 8 * MM, grey=HAIR - 0.2, weight=0.6),
    }


def _close(flow: Flow, words: Words, paper: PickListPaper) -> None:
    lines = sum(len(aisle.lines) for aisle in paper.aisles)
    counted = (
        f"{words.inline(N_('Total'))} {words.count(lines, N_('{n} line'), N_('{n} lines'))}",
        words.count(len(paper.aisles), N_("{n} aisle"), N_("{n} aisles")),
    )
    total_line(flow, DOT.join(counted), words.say(paper.load))
    for note in (*words.each(paper.remark), words.inline(N_(_SHORT_RULE))):
        paragraph(flow, note, size=8.0, grey=0.2)
    flow.gap(8 * LEADING)
    signatures(flow, words, (N_("Picker"), N_("Checker"), N_("Loader"), N_("Driver")))


_SHORT_RULE = (
    "When short, write the quantity in the box 'Short'; the checker scans this number and records it, "
    "and the system returns the rest to the order and moves the promised date."
)
