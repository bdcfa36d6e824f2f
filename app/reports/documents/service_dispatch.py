"""Dispatch sheet 派工单: sends a technician to a customer and comes back signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.i18n import N_
from app.reports.issue import Company, PrintRun, Setup
from app.reports.pdf.flow import Flow
from app.reports.pdf.frame import Face, print_paper
from app.reports.pdf.parts import Fact, check_boxes, draw_fact, fact_height, facts, label_line, paragraph, section
from app.reports.pdf.sheet import LINE, MUTED, PAPER
from app.reports.pdf.table import Box, Cell, Column, Figure, Look, Run, Table, cells_for, choose
from app.reports.shown import EMPTY, moment, quantity
from app.reports.words import Label, Lang, Said, Text, Words


@dataclass(frozen=True)
class CarriedPart:
    """A part the technician takes along from a bin."""

    bin: str
    item_code: str
    item_name: Text
    quantity: Decimal
    unit: Text = ""


CAUSES = (
    Said("安装", "Installation"),
    Said("零件", "Part"),
    Said("介质", "Medium"),
    Said("操作", "Operation"),
    Said("设计", "Design"),
)
RESULTS = (
    Said("已解决", "Solved"),
    Said("待备件", "Waiting for part"),
    Said("需返厂", "Return to factory"),
    Said("转他人", "Handed over"),
)


@dataclass(frozen=True)
class ServiceDispatchPaper:
    """number: the dispatch's own number (a request has several visits); request: the number of the request."""

    number: str
    request: str
    customer: Text
    site: Text
    contact: Text
    technician: Text
    planned_arrival: datetime | None
    problem: Text
    model: Text = ""
    serial: str = ""
    warranty: Text = ""
    last_service: Text = ""
    access: Text = ""
    respond_by: datetime | date | None = None
    finish_by: datetime | date | None = None
    advice: Text = ""
    parts: tuple[CarriedPart, ...] = ()
    causes: tuple[Text, ...] = CAUSES
    results: tuple[Text, ...] = RESULTS


def render(
    paper: ServiceDispatchPaper, *, company: Company, run: PrintRun, lang: Lang = "both", setup: Setup | None = None
) -> bytes:
    """The dispatch sheet as PDF."""
    setup = setup or Setup()

    def body(flow: Flow, words: Words) -> None:
        _where_and_who(flow, words, paper, run)
        _product(flow, words, paper)
        _problem(flow, words, paper)
        _parts(flow, words, paper, setup)
        _work(flow, words, paper)
        _confirmation(flow, words, paper)

    face = Face(N_("Service dispatch sheet"), paper.number)
    return print_paper(face, body, company=company, run=run, lang=lang, setup=setup)


def _where_and_who(flow: Flow, words: Words, paper: ServiceDispatchPaper, run: PrintRun) -> None:
    """A frame: at the left the customer, at the right the technician and the times."""
    split = flow.width * 0.656
    inner, side = split - 14, flow.width - split - 14
    customer = Fact(N_("Customer"), "  ".join(words.each(paper.customer)), bold=True)
    site = Fact(N_("Site"), words.say(paper.site))
    contact = Fact(N_("Contact"), words.say(paper.contact))
    access = Fact(N_("Access"), words.say(paper.access))
    technician = Fact(N_("Technician"), words.say(paper.technician), bold=True)
    arrival = Fact(N_("Planned arrival"), moment(paper.planned_arrival, run.zone), bold=True)
    limits = Fact(N_("Response / finish by"), _limits(paper, run))
    request = Fact(N_("Service request"), paper.request)
    near = inner * 0.66
    pairs = ((site, request), (contact, access))
    left = [
        fact_height(customer, inner),
        *(max(fact_height(one, near - 8), fact_height(two, inner - near)) for one, two in pairs),
    ]
    right = [fact_height(fact, side) for fact in (technician, arrival, limits)]
    height = max(sum(left), sum(right)) + 17

    def draw(top: float) -> None:
        flow.sheet.box(flow.left, top, flow.width, height, weight=0.6, stroke=0.2)
        flow.sheet.upright(flow.left + split, top, height, grey=LINE)
        x, y = flow.left + 6, top + 6
        draw_fact(flow, words, customer, x, y, inner)
        y += left[0] + 3
        for (one, two), taken in zip(pairs, left[1:], strict=True):
            draw_fact(flow, words, one, x, y, near - 8)
            draw_fact(flow, words, two, x + near, y, inner - near)
            y += taken + 3
        y = top + 6
        for fact, taken in zip((technician, arrival, limits), right, strict=True):
            draw_fact(flow, words, fact, flow.left + split + 8, y, side)
            y += taken + 3

    flow.place(height, draw)
    flow.gap(7)


def _limits(paper: ServiceDispatchPaper, run: PrintRun) -> str:
    """Both limits on one line; the year is left out where it is the year of the visit."""
    year = str(paper.planned_arrival.year) + "-" if paper.planned_arrival else EMPTY
    shown = (moment(limit, run.zone).removeprefix(year) for limit in (paper.respond_by, paper.finish_by))
    return " / ".join(shown)


def _product(flow: Flow, words: Words, paper: ServiceDispatchPaper) -> None:
    section(flow, words.label(N_("Product")))
    flow.gap(6)
    row = [
        Fact(N_("Model"), words.say(paper.model), bold=True),
        Fact(N_("Serial no."), paper.serial, bold=True),
        Fact(N_("Warranty"), words.say(paper.warranty)),
        Fact(N_("Last service"), words.say(paper.last_service)),
    ]
    facts(flow, words, [row], (136, 108, 153, 105), inset=5.5)
    flow.gap(2)


def _problem(flow: Flow, words: Words, paper: ServiceDispatchPaper) -> None:
    section(flow, words.label(N_("Reported problem")))
    flow.gap(4.5)
    paragraph(flow, words.say(paper.problem), size=9.6, inset=5.5)
    flow.gap(1.5)
    if paper.advice:
        paragraph(flow, words.say(paper.advice), size=8.6, grey=0.15, inset=5.5)
    flow.gap(5)


def _parts(flow: Flow, words: Words, paper: ServiceDispatchPaper, setup: Setup) -> None:
    section(flow, words.label(N_("Parts to carry")), keep=60)
    columns = choose(_part_columns(words), setup.hidden)
    table = Table(flow, columns, Look(head_size=7.4, head_fill=PAPER, pad_x=5.5, pad_y=2.5, least=24))
    with table.open(keep=26):
        for part in paper.parts:
            table.row(cells_for(columns, _part_cells(words, part)))
        for _blank in range(max(2 - len(paper.parts), 0)):
            table.row(cells_for(columns, _BLANK_PART))
    flow.gap(7)


def _part_columns(words: Words) -> list[Column]:
    def title(text: str) -> Label:
        return Label(words.inline(text))

    return [
        Column("bin", title(N_("Bin")), 71),
        Column("item", title(N_("Item")), 196, grows=True),
        Column("out", title(N_("Out")), 62, "right"),
        Column("used", title(N_("Used")), 54, "centre"),
        Column("back", title(N_("Back")), 54, "centre"),
        Column("serial", title(N_("Old serial no.")), 100, "centre"),
    ]


_BLANK_PART: dict[str, Cell] = {
    "bin": (),
    "item": (),
    "out": (),
    "used": Box(35, 16),
    "back": Box(35, 16),
    "serial": Box(86, 16),
}


def _part_cells(words: Words, part: CarriedPart) -> dict[str, Cell]:
    return {
        **_BLANK_PART,
        "bin": (Run(part.bin, 9.6, bold=True),),
        "item": (Run(f"{part.item_code}  {words.say(part.item_name)}", 9.0),),
        "out": Figure(quantity(part.quantity), words.say(part.unit), 11, bold=True, unit_room=12),
    }


def _work(flow: Flow, words: Words, paper: ServiceDispatchPaper) -> None:
    section(flow, words.label(N_("Work done")), keep=110)
    flow.gap(5)
    flow.place(25, lambda top: _times(flow, words, top))
    flow.place(80, lambda top: _writing_lines(flow, top, 4))
    flow.gap(8)
    check_boxes(flow, words, N_("Cause"), [words.say(cause) for cause in paper.causes])
    check_boxes(flow, words, N_("Result"), [words.say(result) for result in paper.results])
    flow.gap(5)


def _times(flow: Flow, words: Words, top: float) -> None:
    share = (flow.width - 6) / 4
    for place, name in enumerate((N_("Arrived"), N_("Started"), N_("Running"), N_("Left"))):
        x = flow.left + 5.5 + place * share
        label = words.label(name)
        flow.sheet.fitted(x, top + 2.5, label.main, 8.6, 40)
        flow.sheet.fitted(x, top + 12.8, label.second, 6.8, 40, grey=MUTED)
        flow.sheet.box(x + 42, top, share - 52, 18.5, weight=0.9, radius=2)
        flow.sheet.text(x + 42 + (share - 52) / 2, top + 4, ":", 10, grey=MUTED, align="centre")


def _writing_lines(flow: Flow, top: float, lines: int) -> None:
    for place in range(1, lines + 1):
        flow.sheet.rule(flow.left + 5.5, top + place * 20, flow.width - 11, grey=LINE)


def _confirmation(flow: Flow, words: Words, paper: ServiceDispatchPaper) -> None:
    """Kept whole: a signature on a page without the words signed for is worth nothing."""
    section(flow, words.label(N_("Customer confirms")), keep=130)

    def draw(top: float) -> None:
        _satisfaction(flow, words, top + 5)
        remarks = words.inline(N_("Remarks"))
        taken = flow.sheet.text(flow.left + 5.5, top + 33, remarks, 8.6)
        start = flow.left + max(70.0, taken + 14)
        flow.sheet.rule(start, top + 45, flow.right - 5.5 - start, grey=LINE)
        _sign(flow, words, N_("Customer signature"), flow.left + 5.5, top + 62, 200)
        _sign(flow, words, N_("Technician signature"), flow.left + 221, top + 62, 200)
        _report_code(flow, words, paper.number, top + 52)

    flow.place(128, draw)


def _satisfaction(flow: Flow, words: Words, top: float) -> None:
    taken = flow.sheet.text(flow.left + 5.5, top + 4, words.inline(N_("Satisfaction")), 8.6)
    x = flow.left + max(98.0, taken + 18)
    for grade in range(1, 6):
        flow.sheet.box(x, top, 26, 17, weight=0.9, radius=2)
        flow.sheet.text(x + 13, top + 2.6, str(grade), 10.5, align="centre")
        x += 37
    scale = f"1 {words.inline(N_('Very poor'))}   5 {words.inline(N_('Very good'))}"
    flow.sheet.fitted(x + 6, top + 4.6, scale, 7.6, flow.right - x - 12, grey=MUTED)


def _sign(flow: Flow, words: Words, role: str, x: float, top: float, width: float) -> None:
    label = words.label(role)
    flow.sheet.fitted(x, top, label.main, 8.6, 90)
    flow.sheet.fitted(x, top + 10.4, label.second, 6.8, 90, grey=MUTED)
    flow.sheet.rule(x + 57, top + 37, width - 57, weight=0.7)
    label_line(flow, x + 57, top + 41, words.label(N_("Date")), width - 57)


def _report_code(flow: Flow, words: Words, number: str, top: float) -> None:
    side = 66.0
    x = flow.right - side
    flow.sheet.qr(x, top - 4, side, f"tradewright:dispatch/{number}")
    said = words.inline(N_("Scan to report"))
    flow.sheet.fitted(x + side / 2, top + side - 5, said, 6.6, side, grey=MUTED, align="centre", least=4.5)
