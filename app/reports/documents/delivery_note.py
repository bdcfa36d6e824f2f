"""Delivery note 送货单: goes with the goods and comes back signed. Without prices unless they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.i18n import N_
from app.reports.amount_words import chinese
from app.reports.issue import Company, PrintRun, Setup
from app.reports.pdf.flow import Flow
from app.reports.pdf.frame import DOT, Face, print_paper
from app.reports.pdf.lines import wrap
from app.reports.pdf.parts import Fact, facts, label_line, paragraph, total_line
from app.reports.pdf.sheet import MUTED
from app.reports.pdf.table import Cell, Column, Figure, Look, Run, Table, cells_for, choose
from app.reports.shown import day, money, price, quantity
from app.reports.words import Label, Lang, Text, Words


@dataclass(frozen=True)
class DeliveryLine:
    """One delivered line. price_with_tax and amount are printed only with prices; an unknown one stays blank."""

    item_code: str
    item_name: Text
    quantity: Decimal
    unit: Text
    specification: Text = ""
    customer_item: str = ""
    lot: Text = ""
    price_with_tax: Decimal | None = None
    amount: Decimal | None = None
    remark: Text = ""


@dataclass(frozen=True)
class DeliveryNotePaper:
    """total: the amount with tax as stored, in `currency`; needed when printed with prices."""

    number: str
    delivery_date: date
    customer: Text
    lines: tuple[DeliveryLine, ...]
    order: str = ""
    customer_order: str = ""
    ship_to: Text = ""
    address: Text = ""
    contact: Text = ""
    carrier: Text = ""
    waybill: str = ""
    packages: Text = ""
    currency: str = "CNY"
    total: Decimal | None = None
    remark: Text = ""


def render(
    paper: DeliveryNotePaper,
    *,
    company: Company,
    run: PrintRun,
    lang: Lang = "zh",
    setup: Setup | None = None,
    with_prices: bool = False,
) -> bytes:
    """The delivery note as PDF; Setup(size=HALF_A4) prints it on half A4 continuous stock."""
    setup = setup or Setup()

    def body(flow: Flow, words: Words) -> None:
        facts(flow, words, _facts(words, paper), (150, 118, 118, 124))
        flow.gap(3)
        _lines(flow, words, paper, setup, with_prices=with_prices)
        _totals(flow, words, paper, with_prices=with_prices)
        _signed_for(flow, words)

    return print_paper(Face(N_("Delivery note"), paper.number), body, company=company, run=run, lang=lang, setup=setup)


def _facts(words: Words, paper: DeliveryNotePaper) -> list[list[Fact]]:
    size = 9.0
    place = "\n".join(words.stack(part) for part in (paper.ship_to, paper.address) if part)
    return [
        [
            Fact(N_("Customer"), words.stack(paper.customer), bold=True, size=size),
            Fact(N_("Sales order"), paper.order, size=size),
            Fact(N_("Customer's order no."), paper.customer_order, size=size),
            Fact(N_("Delivery date"), day(paper.delivery_date), bold=True, size=size),
        ],
        [
            Fact(N_("Ship to"), place, size=size),
            Fact(N_("Contact"), words.say(paper.contact), size=size),
            Fact(N_("Carrier"), words.say(paper.carrier), size=size),
            Fact(N_("Waybill no."), paper.waybill, size=size),
        ],
    ]


def _columns(words: Words, paper: DeliveryNotePaper, *, with_prices: bool) -> list[Column]:
    money_title = words.label(N_("Amount ({currency})"), currency=paper.currency)
    columns = [
        Column("no", words.label(N_("No.")), 24, "centre"),
        Column("item", words.label(N_("Item · name and specification")), 180, grows=True),
        Column("customer_item", words.label(N_("Customer's item")), 72),
        Column("lot", words.label(N_("Lot / serial no.")), 96),
        Column("quantity", words.label(N_("Quantity")), 62, "right"),
    ]
    if with_prices:
        columns += [
            Column("price", words.label(N_("Price with tax")), 58, "right"),
            Column("amount", money_title, 70, "right"),
        ]
    if any(line.remark for line in paper.lines):
        columns.append(Column("remark", words.label(N_("Remark")), 68))
    if not any(line.customer_item for line in paper.lines):
        columns = [column for column in columns if column.key != "customer_item"]
    return columns


def _lines(flow: Flow, words: Words, paper: DeliveryNotePaper, setup: Setup, *, with_prices: bool) -> None:
    columns = choose(_columns(words, paper, with_prices=with_prices), setup.hidden)
    table = Table(flow, columns, Look(pad_y=2.4, least=18))
    with table.open():
        for number, line in enumerate(paper.lines, 1):
            table.row(cells_for(columns, _cells(words, number, line)), line=number < len(paper.lines))


def _cells(words: Words, number: int, line: DeliveryLine) -> dict[str, Cell]:
    return {
        "no": (Run(str(number), 8.4),),
        "item": (
            Run(line.item_code, 8.4, bold=True),
            *(Run(text, 8.2) for text in words.describe(line.item_name, line.specification)),
        ),
        "customer_item": (Run(line.customer_item, 8.0),),
        "lot": tuple(Run(text, 7.8) for text in words.each(line.lot)),
        "quantity": Figure(quantity(line.quantity), words.say(line.unit), 9.6, bold=True, unit_room=13),
        "price": Figure("" if line.price_with_tax is None else price(line.price_with_tax)),
        "amount": Figure("" if line.amount is None else money(line.amount)),
        "remark": tuple(Run(text, 7.6) for text in words.each(line.remark)),
    }


def _totals(flow: Flow, words: Words, paper: DeliveryNotePaper, *, with_prices: bool) -> None:
    lines = words.count(len(paper.lines), N_("{n} line"), N_("{n} lines"))
    parts = [f"{words.inline(N_('Total'))} {lines}", _same_unit_sum(words, paper), words.say(paper.packages)]
    total = paper.total if with_prices else None
    right = "" if total is None else f"{words.inline(N_('Total with tax'))}  {paper.currency} {money(total)}"
    total_line(flow, DOT.join(part for part in parts if part), right, strong=True)
    if total is not None and paper.currency == "CNY" and words.lang != "en":
        paragraph(flow, f"人民币（大写）{chinese(total)}", size=8.6, inset=3)
    for note in words.each(paper.remark):
        paragraph(flow, f"{words(N_('Remark'))}: {note}" if words.lang == "en" else f"备注：{note}", size=8.0, inset=3)


def _same_unit_sum(words: Words, paper: DeliveryNotePaper) -> str:
    """The sum of the quantities where all have one unit; unlike units are never added."""
    units = {line.unit for line in paper.lines}
    if len(units) != 1:
        return ""
    return f"{quantity(sum((line.quantity for line in paper.lines), Decimal()))} {words.say(units.pop())}".rstrip()


def _signed_for(flow: Flow, words: Words) -> None:
    """Who gave and who took, and room for what was found on arrival; never parted."""
    note = N_("Please check on arrival; shortage or damage is to be noted here.")

    height = 62.0

    def draw(top: float) -> None:
        half = flow.width * 0.42
        flow.sheet.box(flow.left, top, flow.width, height, weight=0.6)
        flow.sheet.upright(flow.left + half, top, height, weight=0.5)
        label_line(flow, flow.left + 6, top + 4.5, words.label(N_("Received, remarks")), half - 12)
        lines = [line for text in stacked(words.label(note)) for line in wrap(text, 6.6, half - 12)]
        y = top + height - 4 - 8.6 * len(lines)
        for line in lines:
            flow.sheet.text(flow.left + 6, y, line, 6.6, grey=MUTED)
            y += 8.6
        x, share = flow.left + half, (flow.width - half) / 3
        for role in (N_("Issued by"), N_("Delivered by"), N_("Received by (stamp)")):
            for down, text in enumerate(stacked(words.label(role))):
                flow.sheet.fitted(x + 6, top + 4.5 + down * 9, text, 7.2 - 0.4 * down, share - 10, grey=MUTED, least=5)
            flow.sheet.rule(x + 6, top + 46, share - 12, grey=MUTED)
            flow.sheet.fitted(x + 6, top + 50, words.inline(N_("Date")), 6.8, share - 12, grey=MUTED)
            x += share

    flow.gap(6)
    flow.place(height + 2, draw)


def stacked(label: Label) -> list[str]:
    """A label as lines, language by language."""
    return [text for text in (label.main, label.second) if text]
