"""Order confirmation 订单确认: what was agreed, with prices and taxes as stored, to be signed and stamped by both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.i18n import N_
from app.reports.amount_words import chinese, english
from app.reports.issue import Company, PrintRun, Setup
from app.reports.pdf.flow import Flow
from app.reports.pdf.fonts import LEADING
from app.reports.pdf.frame import Face, print_paper
from app.reports.pdf.lines import wrap
from app.reports.pdf.parts import Fact, facts, label_line, paragraph, section
from app.reports.pdf.sheet import LINE, MUTED
from app.reports.pdf.table import Cell, Column, Figure, Look, Run, Table, cells_for, choose
from app.reports.shown import day, money, price, quantity
from app.reports.words import Lang, Text, Words


@dataclass(frozen=True)
class Party:
    """One of the four parties; empty fields are left out."""

    name: Text
    tax_code: str = ""
    address: Text = ""
    contact: Text = ""
    bank: Text = ""
    account: str = ""


@dataclass(frozen=True)
class OrderLine:
    """A line as stored: price and amount with tax, tax_kind as it is called ("13%", "免税")."""

    item_code: str
    item_name: Text
    quantity: Decimal
    unit: Text
    price_with_tax: Decimal
    tax_kind: Text
    amount: Decimal
    delivery_date: date | None = None
    specification: Text = ""
    drawing: str = ""
    customer_item: str = ""
    remark: Text = ""


@dataclass(frozen=True)
class TaxSum:
    """The lines of one tax kind together, as stored."""

    tax_kind: Text
    net: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True)
class Term:
    """A clause: what it is about and what is agreed."""

    title: Text
    text: Text


@dataclass(frozen=True)
class OrderConfirmationPaper:
    """All figures are the stored ones; nothing is computed here but the words of the total."""

    number: str
    order_date: date
    ordering_customer: Party
    ship_to: Party
    bill_to: Party
    end_user: Party
    lines: tuple[OrderLine, ...]
    taxes: tuple[TaxSum, ...]
    net: Decimal
    tax: Decimal
    total: Decimal
    currency: str = "CNY"
    customer_order: str = ""
    contract: str = ""
    salesperson: Text = ""
    payment_terms: Text = ""
    delivery_terms: Text = ""
    terms: tuple[Term, ...] = ()
    version: int = 1


def render(
    paper: OrderConfirmationPaper, *, company: Company, run: PrintRun, lang: Lang = "zh", setup: Setup | None = None
) -> bytes:
    """The order confirmation as PDF."""
    setup = setup or Setup()

    def body(flow: Flow, words: Words) -> None:
        facts(flow, words, _facts(words, paper), (105, 130, 130, 145))
        flow.gap(2)
        _parties(flow, words, paper)
        _lines(flow, words, paper, setup)
        _sums(flow, words, paper)
        _terms(flow, words, paper)
        _signatures(flow, words, paper, company)

    face = Face(N_("Order confirmation"), paper.number)
    return print_paper(face, body, company=company, run=run, lang=lang, setup=setup)


def _facts(words: Words, paper: OrderConfirmationPaper) -> list[list[Fact]]:
    size = 9.0
    version = f" V{paper.version}" if paper.version > 1 else ""
    return [
        [
            Fact(N_("Order date"), day(paper.order_date) + version, bold=True, size=size),
            Fact(N_("Customer's order no."), paper.customer_order, size=size),
            Fact(N_("Contract"), paper.contract, size=size),
            Fact(N_("Salesperson"), words.say(paper.salesperson), size=size),
        ],
        [
            Fact(N_("Currency"), paper.currency, size=size),
            Fact(N_("Payment terms"), words.stack(paper.payment_terms), size=size),
            Fact(N_("Delivery terms"), words.stack(paper.delivery_terms), size=size),
        ],
    ]


def _parties(flow: Flow, words: Words, paper: OrderConfirmationPaper) -> None:
    """Four fields in two rows, each as high as its fullest party."""
    rows = (
        ((N_("Ordering customer"), paper.ordering_customer), (N_("Ship-to"), paper.ship_to)),
        ((N_("Bill-to"), paper.bill_to), (N_("End user"), paper.end_user)),
    )
    half = flow.width / 2
    for row in rows:
        texts = [_party_lines(words, party, half - 14) for _role, party in row]
        names = max(len(_party_name(words, party, half - 14)) for _role, party in row)
        height = 16 + names * NAME * LEADING + max(len(lines) for lines in texts) * PARTY * LEADING + 3

        def draw(
            top: float,
            row: tuple[tuple[str, Party], ...] = row,
            texts: list[list[str]] = texts,
            height: float = height,
        ) -> None:
            flow.sheet.box(flow.left, top, flow.width, height, weight=0.5, stroke=LINE)
            flow.sheet.upright(flow.left + half, top, height, grey=LINE)
            for place, ((role, party), lines) in enumerate(zip(row, texts, strict=True)):
                _draw_party(flow, words, role, party, lines, flow.left + place * half + 6, top)

        flow.place(height, draw)
    flow.gap(9)


PARTY, NAME = 7.8, 9.0


def _party_name(words: Words, party: Party, width: float) -> tuple[str, ...]:
    return wrap((words.each(party.name) or ("—",))[0], NAME, width, True, 3)


def _party_lines(words: Words, party: Party, width: float) -> list[str]:
    texts = [
        *words.each(party.name)[1:],
        _labelled(words, N_("Tax code"), party.tax_code),
        _labelled(words, N_("Address"), " / ".join(words.each(party.address))),
        _labelled(words, N_("Contact"), " / ".join(words.each(party.contact))),
        _labelled(words, N_("Bank"), " ".join(part for part in (words.say(party.bank), party.account) if part)),
    ]
    return [line for text in texts if text for line in wrap(text, PARTY, width)]


def _labelled(words: Words, label: str, value: str) -> str:
    if not value:
        return ""
    return f"{words(label)}: {value}" if words.lang == "en" else f"{words(label)}：{value}"


def _draw_party(flow: Flow, words: Words, role: str, party: Party, lines: list[str], x: float, top: float) -> None:
    width = flow.width / 2 - 14
    label_line(flow, x, top + 4, words.label(role), width)
    y = top + 14
    for name in _party_name(words, party, width):
        flow.sheet.text(x, y, name, NAME, bold=True)
        y += NAME * LEADING
    for line in lines:
        flow.sheet.text(x, y, line, PARTY, grey=0.15)
        y += PARTY * LEADING


def _columns(words: Words, paper: OrderConfirmationPaper) -> list[Column]:
    return [
        Column("no", words.label(N_("No.")), 23, "centre"),
        Column("item", words.label(N_("Item · name and specification")), 176, grows=True),
        Column("quantity", words.label(N_("Quantity")), 60, "right"),
        Column("price", words.label(N_("Price with tax")), 66, "right"),
        Column("tax_kind", words.label(N_("Tax rate")), 38, "right"),
        Column("amount", words.label(N_("Amount ({currency})"), currency=paper.currency), 82, "right"),
        Column("delivery", words.label(N_("Delivery date")), 58, "right"),
    ]


def _lines(flow: Flow, words: Words, paper: OrderConfirmationPaper, setup: Setup) -> None:
    columns = choose(_columns(words, paper), setup.hidden)
    table = Table(flow, columns, Look(pad_y=2.6, least=20))
    with table.open():
        for number, line in enumerate(paper.lines, 1):
            table.row(cells_for(columns, _cells(words, number, line)), line=number < len(paper.lines))


def _cells(words: Words, number: int, line: OrderLine) -> dict[str, Cell]:
    beside = "  ".join(part for part in (line.drawing, line.customer_item) if part)
    names = [Run(text, 8.2) for text in words.describe(line.item_name, line.specification)]
    return {
        "no": (Run(str(number), 8.4),),
        "item": (
            Run("  ".join(part for part in (line.item_code, beside) if part), 8.4, bold=True),
            *names,
            *(Run(text, 7.4, grey=MUTED) for text in words.each(line.remark)),
        ),
        "quantity": Figure(quantity(line.quantity), words.say(line.unit), unit_room=13),
        "price": Figure(price(line.price_with_tax)),
        "tax_kind": (Run(words.say(line.tax_kind), 8.2),),
        "amount": Figure(money(line.amount)),
        "delivery": (Run(day(line.delivery_date), 8.2),),
    }


def _sums(flow: Flow, words: Words, paper: OrderConfirmationPaper) -> None:
    """Taxes by kind at the left, the totals at the right, the words below: one block, on the last page only."""
    spoken = _spoken(words, paper)
    said = [line for text in spoken for line in wrap(text, 9.0, flow.width - 6, True)]
    head = 13.0
    height = max(head + len(paper.taxes) * 12, 44) + len(said) * 9.0 * LEADING + 14

    def draw(top: float) -> None:
        _tax_summary(flow, words, paper, top + 5)
        _total_column(flow, words, paper, top + 5)
        y = top + 10 + max(head + len(paper.taxes) * 12, 44)
        flow.sheet.rule(flow.left, y - 3, flow.width, grey=LINE)
        for line in said:
            flow.sheet.text(flow.left + 3, y, line, 9.0, bold=True)
            y += 9.0 * LEADING

    flow.place(height, draw, keep=0.0 if paper.terms else SIGNING + 12)
    flow.gap(6)


def _spoken(words: Words, paper: OrderConfirmationPaper) -> list[str]:
    capital = [f"人民币（大写）{chinese(paper.total)}"] if paper.currency == "CNY" and words.lang != "en" else []
    wants_english = words.lang != "zh" or not capital
    return [*capital, *([f"Say {english(paper.total, paper.currency)}"] if wants_english else [])]


def _tax_summary(flow: Flow, words: Words, paper: OrderConfirmationPaper, top: float) -> None:
    width = flow.width * 0.52
    edges = [flow.left + 3, flow.left + width * 0.50, flow.left + width * 0.74, flow.left + width]
    titles = (N_("Tax rate"), N_("Net"), N_("Tax"), N_("With tax"))
    for title, edge in zip(titles, edges, strict=True):
        align = "left" if edge == edges[0] else "right"
        flow.sheet.fitted(edge, top, words.inline(title), 7.2, width * 0.24, grey=MUTED, align=align, least=5)
    for row in paper.taxes:
        top += 12
        flow.sheet.fitted(edges[0], top, words.say(row.tax_kind), 8.2, width * 0.24)
        for figure, edge in zip((row.net, row.tax, row.total), edges[1:], strict=True):
            flow.sheet.figure(edge, top, money(figure), 8.2, width * 0.24)


def _total_column(flow: Flow, words: Words, paper: OrderConfirmationPaper, top: float) -> None:
    left = flow.left + flow.width * 0.58
    for title, figure in ((N_("Net total"), paper.net), (N_("Tax"), paper.tax)):
        flow.sheet.fitted(left, top, words.inline(title), 8.2, 90, grey=MUTED)
        flow.sheet.figure(flow.right - 3, top, money(figure), 9.0, 110)
        top += 13
    taken = flow.sheet.fitted(left, top + 3, words.inline(N_("Total with tax")), 9.0, 90, bold=True)
    figure_text = f"{paper.currency} {money(paper.total)}"
    flow.sheet.figure(flow.right - 3, top, figure_text, 13, flow.right - left - taken - 10, bold=True)


def _terms(flow: Flow, words: Words, paper: OrderConfirmationPaper) -> None:
    if not paper.terms:
        return
    section(flow, words.label(N_("Terms")))
    flow.gap(4)
    for number, term in enumerate(paper.terms, 1):
        colon = ": " if words.lang == "en" else "："
        text = words.say(term.title) + colon + "\n".join(words.each(term.text))
        # signatures do not stand on a page without anything they sign
        keep = SIGNING + 14 if number == len(paper.terms) else 0.0
        paragraph(flow, text, size=8.2, inset=3, hanging=f"{number}.", keep=keep)
        flow.gap(1.5)
    flow.gap(4)


SIGNING = 88.0


def _signatures(flow: Flow, words: Words, paper: OrderConfirmationPaper, company: Company) -> None:
    """Seller and buyer side by side with room for their stamps, never parted."""
    seller = (company.name_en or company.name_zh) if words.lang == "en" else company.name_zh or company.name_en
    buyer = (words.each(paper.ordering_customer.name) or ("",))[0]
    half = flow.width / 2

    def draw(top: float) -> None:
        for place, (role, name) in enumerate(((N_("Seller (stamp)"), seller), (N_("Buyer (stamp)"), buyer))):
            x = flow.left + place * half
            flow.sheet.box(x, top, half, SIGNING, weight=0.5, stroke=LINE)
            label_line(flow, x + 6, top + 5, words.label(role), half - 12)
            flow.sheet.fitted(x + 6, top + 15, name, 9.3, half - 12, bold=True, least=6)
            for down, field in ((54, N_("Signed by")), (73, N_("Date"))):
                label = words.inline(field)
                taken = flow.sheet.fitted(x + 6, top + down, label, 8.0, 70)
                flow.sheet.rule(x + 12 + taken, top + down + 9, half - taken - 110, grey=MUTED)

    flow.gap(4)
    flow.place(SIGNING, draw)
