"""Pieces that several papers use: facts, section bars, paragraphs, check boxes, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.i18n import N_
from app.reports.pdf.flow import Flow
from app.reports.pdf.fonts import LEADING, text_width
from app.reports.pdf.lines import wrap
from app.reports.pdf.sheet import BLACK, FILL, MUTED
from app.reports.shown import EMPTY
from app.reports.words import Label, Words

VALUE = 9.6


@dataclass(frozen=True)
class Fact:
    """A labelled value; `label` is a form word, an empty value shows a dash."""

    label: str
    value: str
    bold: bool = False
    size: float = VALUE


def label_line(flow: Flow, x: float, y: float, label: Label, width: float, *, size: float = 7.2) -> None:
    """A small label, on a paper in both languages with the English after it."""
    main = flow.sheet.fitted(x, y, label.main, size, width, grey=MUTED)
    if label.second and width - main > 16:
        flow.sheet.fitted(x + main + 4, y + 0.4, label.second, size - 0.4, width - main - 4, grey=MUTED, least=4.5)


def _value(fact: Fact, width: float) -> tuple[float, tuple[str, ...]]:
    """Size and lines of a value, a tenth smaller where that saves a line."""
    text = fact.value or EMPTY
    lines = wrap(text, fact.size, width, fact.bold)
    smaller = wrap(text, fact.size * 0.9, width, fact.bold)
    return (fact.size * 0.9, smaller) if len(smaller) < len(lines) else (fact.size, lines)


def fact_height(fact: Fact, width: float) -> float:
    """Points a fact takes, label and wrapped value."""
    size, lines = _value(fact, width)
    return 9.6 + max(len(lines) * size, fact.size) * LEADING


def draw_fact(flow: Flow, words: Words, fact: Fact, x: float, y: float, width: float) -> None:
    """A fact at a place."""
    label_line(flow, x, y, words.label(fact.label), width)
    y += 9.6
    size, lines = _value(fact, width)
    for line in lines:
        flow.sheet.text(x, y + 1.2, line, size, bold=fact.bold)
        y += size * LEADING


def facts(
    flow: Flow, words: Words, rows: Sequence[Sequence[Fact]], shares: Sequence[float], *, inset: float = 0.0
) -> None:
    """Rows of facts in columns whose widths stand to each other as `shares`."""
    whole = flow.width - 2 * inset
    widths = [whole * share / sum(shares) for share in shares]
    rooms = [*(width - 8 for width in widths[:-1]), widths[-1]]
    for row in rows:
        height = max(fact_height(fact, room) for fact, room in zip(row, rooms, strict=False)) + 5.5

        def draw(top: float, row: Sequence[Fact] = row) -> None:
            x = flow.left + inset
            for fact, width, room in zip(row, widths, rooms, strict=False):
                draw_fact(flow, words, fact, x, top, room)
                x += width

        flow.place(height, draw)


def section(flow: Flow, label: Label, *, keep: float = 40.0, note: str = "") -> None:
    """A grey bar with a title, kept with what follows."""

    def draw(top: float) -> None:
        flow.sheet.box(flow.left, top, flow.width, 17, fill=FILL, stroke=None)
        main = flow.sheet.text(flow.left + 5.5, top + 3.9, label.main, 9.3, bold=True)
        if label.second:
            flow.sheet.text(flow.left + 5.5 + main + 6, top + 5.1, label.second, 7.8, grey=MUTED)
        if note:
            flow.sheet.text(flow.right - 5.5, top + 5.1, note, 7.6, grey=MUTED, align="right")

    flow.place(17, draw, keep=keep)


def paragraph(
    flow: Flow,
    text: str,
    *,
    size: float = 8.2,
    bold: bool = False,
    grey: float = BLACK,
    inset: float = 0.0,
    hanging: str = "",
    keep: float = 0.0,
) -> None:
    """A text over as many lines (and pages) as it takes.

    hanging: a mark that stands left of the lines ("1."). keep: points below that must share the page with its end.
    """
    indent = inset + (text_width(hanging + " ", size, bold=bold) if hanging else 0.0)
    lines = wrap(text, size, flow.width - indent - inset, bold)
    for place, line in enumerate(lines):

        def draw(top: float, line: str = line, place: int = place) -> None:
            y = top + (LEADING - 1) / 2 * size
            if hanging and place == 0:
                flow.sheet.text(flow.left + inset, y, hanging, size, bold=bold, grey=grey)
            flow.sheet.text(flow.left + indent, y, line, size, bold=bold, grey=grey)

        # neither the first line nor the last two stand alone on a page
        following = min(len(lines) - 1 - place, 1)
        wanted = keep if len(lines) - place <= 2 else 0.0
        flow.place(size * LEADING, draw, keep=following * size * LEADING + wanted)


def signatures(flow: Flow, words: Words, roles: Sequence[str], *, under: str = N_("Date and time")) -> None:
    """A row of signatures, `roles` being form words, all on one page."""
    share = flow.width / len(roles)
    gap = 17.0

    def draw(top: float) -> None:
        x = flow.left
        for role in roles:
            _signature(flow, words, role, under, x, top, share - gap)
            x += share

    flow.gap(14)
    flow.place(36, draw)


def _signature(flow: Flow, words: Words, role: str, under: str, x: float, top: float, width: float) -> None:
    label = words.label(role)
    taken = flow.sheet.fitted(x, top + 8, label.main, 8.5, width * 0.5)
    if label.second:
        second = flow.sheet.fitted(x, top + 18.5, label.second, 6.6, width * 0.5, grey=MUTED)
        taken = max(taken, second)
    taken = max(taken + 6, 25.5)
    flow.sheet.rule(x + taken, top + 18.5, width - taken, weight=0.7)
    flow.sheet.fitted(x + taken, top + 22, words.inline(under), 7.2, width - taken, grey=MUTED)


def check_boxes(flow: Flow, words: Words, title: str, choices: Sequence[str]) -> None:
    """A titled row of boxes to tick; goes on in a second line where the choices are many."""
    label, start, size = words.label(title), flow.left + 70, 8.6
    lines: list[list[tuple[float, str]]] = [[]]
    x = start
    for choice in choices:
        need = 15 + text_width(choice, size)
        if x + need > flow.right and lines[-1]:
            lines.append([])
            x = start
        lines[-1].append((x, choice))
        x += need + 14

    def draw(top: float) -> None:
        flow.sheet.fitted(flow.left + 5.5, top + 3, label.inline, size, 62, bold=True)
        for line in lines:
            for at, choice in line:
                flow.sheet.box(at, top + 1.5, 10.5, 10.5, weight=0.8)
                flow.sheet.fitted(at + 15, top + 2.4, choice, size, flow.right - at - 15)
            top += 17

    flow.place(17.0 * len(lines) + 5, draw)


def total_line(flow: Flow, left: str, right: str = "", *, strong: bool = False) -> None:
    """The closing line under a table; strong: what stands at the right is the figure asked for."""

    def draw(top: float) -> None:
        size, grey = (10.5, 0.0) if strong else (8.6, 0.2)
        y = top + 5 + 0.88 * (9.3 - size)
        taken = flow.sheet.text(flow.right - 3, y, right, size, bold=strong, grey=grey, align="right")
        flow.sheet.fitted(flow.left + 3, top + 5, left, 9.3, flow.width - taken - 16, bold=True)

    flow.place(21, draw)
