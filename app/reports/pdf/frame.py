"""What every paper shares: company head, title, number with its barcode, page x of y, foot, copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.reports.issue import Company, PrintRun, Setup
from app.reports.pdf.codes import MODULE, QUIET, can_be_code128, code128_widths
from app.reports.pdf.flow import Flow
from app.reports.pdf.lines import wrap
from app.reports.pdf.sheet import BAR_HEIGHT, LINE, MUTED, Sheet
from app.reports.shown import moment, ordinal
from app.reports.words import Lang, Words

Body = Callable[[Flow, Words], None]
LOGO = 21.5
FOOT = 16.0
DOT = " · "


@dataclass(frozen=True)
class Face:
    """A paper's title (a form word) and number; with `barcode` the number stands as Code 128 in the head.

    plain: the title is already said in the reader's language (a list's name) and the head is lower.
    """

    title: str
    number: str = ""
    barcode: bool = True
    plain: bool = False

    def say(self, words: Words) -> str:
        """The title in the leading language."""
        return self.title if self.plain else words(self.title)


def print_paper(face: Face, body: Body, *, company: Company, run: PrintRun, lang: Lang, setup: Setup) -> bytes:
    """The PDF of a paper: once, or once per watermark of the run, each with its own page numbers."""
    words = Words(lang)
    title = f"{face.say(words)} {face.number}".strip()
    sheet = Sheet(setup.size, title=title, author=words.say(_both_names(company)), lang=_pdf_language(lang))
    for copy, mark in enumerate(run.watermarks or ("",)):
        frame = Frame(sheet, words, face, company, run, setup, f"{copy}", words.say(mark))
        flow = Flow(sheet, head=frame.head, foot=frame.foot, bottom=frame.bottom)
        body(flow, words)
        flow.close()
        frame.fill_page_numbers(flow.page)
    return sheet.finish()


def _pdf_language(lang: Lang) -> str:
    return "en" if lang == "en" else "zh-CN"


def _both_names(company: Company) -> str:
    return company.name_zh or company.name_en


class Frame:
    """Draws head and foot of every page of one copy."""

    def __init__(
        self,
        sheet: Sheet,
        words: Words,
        face: Face,
        company: Company,
        run: PrintRun,
        setup: Setup,
        copy: str,
        mark: str,
    ) -> None:
        self.sheet, self.words, self.face, self.company, self.run, self.setup = sheet, words, face, company, run, setup
        self._copy, self._mark = copy, mark
        size = sheet.size
        self.left, self.top = size.side, size.edge
        self.width = size.width - 2 * size.side
        self.right = self.left + self.width
        self.bottom = size.height - size.edge - FOOT
        self._has_barcode = face.barcode and can_be_code128(face.number, self.width * 0.6)

    def head(self, page: int) -> float:
        """Draw the top of a page; returns the y where its content begins."""
        if self._mark:
            self.sheet.watermark(self._mark)
        code_width = self._number_width()
        under = self._company(code_width) if self.setup.letterhead else self.top + LOGO
        title_top = max(under + 3.0, self.top + (24.0 if self.face.plain else 33.5))
        self._title_top = title_top
        self._title(title_top, code_width)
        self._number()
        self.sheet.slot(self._slot(page))
        rule = title_top + 31.0
        self.sheet.rule(self.left, rule, self.width, weight=1.3)
        return rule + 9.0

    def foot(self, _page: int) -> None:
        """Draw the bottom of a page: who printed it, when, the how-manieth time."""
        y = self.bottom + 4.0
        self.sheet.rule(self.left, y, self.width, grey=LINE)
        name = self.sheet.text(self.right, y + 4, "Tradewright", 7.2, grey=MUTED, align="right")
        room = self.width - name - 12
        self.sheet.fitted(self.left, y + 4, print_note(self.run, self.words), 7.2, room, grey=MUTED, least=4)

    def fill_page_numbers(self, pages: int) -> None:
        """Write "page x of y" into every page, now that y is known."""
        for page in range(1, pages + 1):
            label = self.words.label("Page {page} of {pages}", page=page, pages=pages)
            text = label.main + (DOT + label.second if label.second else "")
            self.sheet.start_slot(self._slot(page))
            self.sheet.text(self.right, self._label_y, text, 7.6, grey=MUTED, align="right")
            self.sheet.end_slot()

    def _slot(self, page: int) -> str:
        return f"page-{self._copy}-{page}"

    def _number_width(self) -> float:
        if not self._has_barcode:
            return 150.0
        return (sum(code128_widths(self.face.number)) + QUIET) * MODULE

    def _company(self, code_width: float) -> float:
        sheet, company, english = self.sheet, self.company, self.words.lang == "en"
        name = (company.name_en or company.name_zh) if english else (company.name_zh or company.name_en)
        if company.logo is None or not sheet.image(self.left, self.top, LOGO, company.logo):
            self._initial(company.initial or name[:1])
        x, room = self.left + LOGO + 4.5, self.width - code_width - LOGO - 4.5
        sheet.fitted(x, self.top, name, 10.5, room, bold=True, least=7)
        y = self.top + 13.8
        for line in wrap(self._address(name), 7.4, room, False, 2):
            sheet.text(x, y, line, 7.4, grey=MUTED)
            y += 9.6
        return y

    def _address(self, name: str) -> str:
        other = self.company.name_en if self.words.lang != "en" and self.company.name_en != name else ""
        parts = (other, *self.words.each(self.company.address)[:1], self.company.phone)
        return DOT.join(part for part in parts if part)

    def _initial(self, letter: str) -> None:
        self.sheet.box(self.left, self.top, LOGO, LOGO, fill=0.0, stroke=None, radius=3)
        self.sheet.text(self.left + LOGO / 2, self.top + 4.2, letter, 13, bold=True, grey=1.0, align="centre")

    def _title(self, top: float, code_width: float) -> None:
        room = self.width - code_width
        chinese = self.words.lang != "en" and not self.face.plain
        size = 15 if self.face.plain else 20
        share = 0.6 if chinese else 1.0
        said = self.face.say(self.words)
        main = self.sheet.fitted(self.left, top + 20 - size, said, size, room * share, bold=True, least=10)
        if chinese:
            english = Words("en")(self.face.title)
            self.sheet.fitted(self.left + main + 11, top + 8.3, english, 11.5, room - main - 11, grey=MUTED)

    def _number(self) -> None:
        y = self.top
        if self._has_barcode:
            self.sheet.barcode(self.right, y, self.face.number)
            y += BAR_HEIGHT
        else:
            y += 22
        if self.face.number:
            self.sheet.fitted(self.right, y + 3.2, self.face.number, 11.5, 150, bold=True, align="right")
        self._label_y = self._title_top + 8.5 if self.face.plain else y + 18.6


def print_note(run: PrintRun, words: Words) -> str:
    """Who printed, when, which print it is, how many copies belong together."""
    when = f"{moment(run.at, run.zone)} {run.by}".rstrip()
    parts = [f"{words.inline('Printed')} {when}", words.inline("{nth} print", n=run.count, nth=ordinal(run.count))]
    if run.count > 1:
        parts.append(words.inline("Reprint"))
    if run.copies > 1:
        parts.append(words.inline("{n} copies", n=run.copies, zh=_chinese_count(run.copies)))
    return DOT.join(parts)


def _chinese_count(n: int) -> str:
    return "两三四五六七八九"[n - 2] if 2 <= n <= 9 else str(n)
