"""The drawing surface: reportlab's canvas with the origin at the top left, black and greys only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from app.reports.issue import PageSize
from app.reports.pdf.codes import MODULE, QR_QUIET, QUIET, code128_widths, qr_modules
from app.reports.pdf.fonts import ASCENT, FONT_LOCK, REGULAR, font_name, load_fonts, text_width
from app.reports.pdf.lines import clean, elide, fitting_size

BLACK = 0.0
MUTED = 0.33
LINE = 0.55
HAIR = 0.78
FILL = 0.885
SOFT = 0.95
PAPER = 1.0
BAR_HEIGHT = 10.5 * 72 / 25.4


class Sheet:
    """Draws on the current page. Lengths are points; y grows downwards; a text's y is the top of its em box."""

    def __init__(self, size: PageSize, *, title: str, author: str, lang: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        load_fonts()
        self.size = size
        self._out = io.BytesIO()
        first_font: Any = REGULAR  # the type stubs take this name for a size
        self.canvas = Canvas(
            self._out, pagesize=(size.width, size.height), pageCompression=1, initialFontName=first_font, lang=lang
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setCreator("Tradewright")
        self._font: tuple[str, float] | None = None
        self._grey: float | None = None

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        grey: float = BLACK,
        align: str = "left",
    ) -> float:
        """Draw one line and return its width; for "right" x is the right edge, for "centre" the middle."""
        text = clean(text).replace("\n", " ")
        width = text_width(text, size, bold=bold)
        left = x - {"left": 0.0, "right": width, "centre": width / 2}[align]
        if text:
            self._set(font_name(bold), size, grey)
            self.canvas.drawString(left, self.size.height - y - ASCENT * size, text)
        return width

    def fitted(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        width: float,
        *,
        bold: bool = False,
        grey: float = BLACK,
        align: str = "left",
        least: float = 6.0,
    ) -> float:
        """Draw one line within `width`: smaller down to `least`, then cut with an ellipsis. Same base line."""
        text = clean(text).replace("\n", " ")
        small = fitting_size(text, size, width, bold=bold, least=least)
        shown = elide(text, small, width + 0.01, bold=bold)
        return self.text(x, y + ASCENT * (size - small), shown, small, bold=bold, grey=grey, align=align)

    def figure(self, x: float, y: float, text: str, size: float, width: float, *, bold: bool = False) -> None:
        """Draw a number ending at x; it shrinks as far as it must and is never cut."""
        self.fitted(x, y, text, size, width, bold=bold, align="right", least=0.1)

    def rule(self, x: float, y: float, width: float, *, weight: float = 0.5, grey: float = BLACK) -> None:
        """A horizontal line."""
        self._stroke(weight, grey)
        self.canvas.line(x, self.size.height - y, x + width, self.size.height - y)

    def upright(self, x: float, y: float, height: float, *, weight: float = 0.5, grey: float = BLACK) -> None:
        """A vertical line."""
        self._stroke(weight, grey)
        self.canvas.line(x, self.size.height - y, x, self.size.height - y - height)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: float | None = None,
        stroke: float | None = BLACK,
        weight: float = 0.8,
        radius: float = 0.0,
    ) -> None:
        """A rectangle, its corners rounded by `radius`."""
        if stroke is not None:
            self._stroke(weight, stroke)
        if fill is not None:
            self.canvas.setFillGray(fill)
            self._grey = None
        paint = (int(stroke is not None), int(fill is not None))
        self.canvas.roundRect(x, self.size.height - y - height, width, height, radius, *paint)

    def arrow(self, x: float, y: float, length: float) -> None:
        """An arrow to the right with its tip at x + length."""
        self.rule(x, y, length - 4, weight=0.7)
        path = self.canvas.beginPath()
        middle = self.size.height - y
        path.moveTo(x + length, middle)
        path.lineTo(x + length - 5.5, middle + 3.2)
        path.lineTo(x + length - 5.5, middle - 3.2)
        path.close()
        self._fill(BLACK)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def image(self, x: float, y: float, side: float, data: bytes) -> bool:
        """An image within a square, proportions kept; False when the bytes are no image that can be read."""
        from reportlab.lib.utils import ImageReader

        try:
            reader = ImageReader(io.BytesIO(data))
            wide, high = reader.getSize()
        except (OSError, ValueError):
            return False
        scale = side / max(wide, high)
        down = self.size.height - y - (side + high * scale) / 2
        self.canvas.drawImage(
            reader, x + (side - wide * scale) / 2, down, width=wide * scale, height=high * scale, mask="auto"
        )
        return True

    def barcode(self, right: float, y: float, text: str) -> float:
        """Code 128 whose last bar ends at `right`; returns the width with the quiet zones, which nothing may enter."""
        widths = code128_widths(text)
        x = right - sum(widths) * MODULE
        self._fill(BLACK)
        for place, modules in enumerate(widths):
            if place % 2 == 0:
                self._bar(x, y, modules * MODULE, BAR_HEIGHT)
            x += modules * MODULE
        return (sum(widths) + 2 * QUIET) * MODULE

    def qr(self, x: float, y: float, side: float, text: str) -> None:
        """QR whose modules with their quiet zone fill the square."""
        rows = qr_modules(text)
        module = side / (len(rows) + 2 * QR_QUIET)
        self._fill(BLACK)
        for down, row in enumerate(rows):
            self._qr_row(x + QR_QUIET * module, y + (QR_QUIET + down) * module, module, row)

    def _qr_row(self, x: float, y: float, module: float, row: Sequence[bool]) -> None:
        # neighbours are one rectangle, or a viewer shows a pale seam between them
        start: int | None = None
        for place, dark in enumerate([*row, False]):
            if dark and start is None:
                start = place
            elif not dark and start is not None:
                self._bar(x + start * module, y, (place - start) * module, module * 1.01)
                start = None

    def _bar(self, x: float, y: float, width: float, height: float) -> None:
        self.canvas.rect(x, self.size.height - y - height, width, height, stroke=0, fill=1)

    def watermark(self, text: str) -> None:
        """A pale word across the page, to be drawn before everything else."""
        size = fitting_size(text, 84, self.size.width * 0.55, bold=True)
        self._set(font_name(True), size, 0.93)
        self.canvas.saveState()
        self.canvas.translate(self.size.width / 2, self.size.height / 2)
        self.canvas.rotate(30)
        self.canvas.drawCentredString(0, -size * 0.35, text)
        self.canvas.restoreState()

    def slot(self, name: str) -> None:
        """Leave a place on this page for what is drawn later under this name (the number of pages)."""
        self.canvas.doForm(name)

    def start_slot(self, name: str) -> None:
        """Draw what stands in the slots of this name until `end_slot`."""
        self.canvas.beginForm(name)
        self._forget()

    def end_slot(self) -> None:
        """Finish the slot."""
        self.canvas.endForm()
        self._forget()

    def next_page(self) -> None:
        """Finish the page."""
        self.canvas.showPage()
        self._forget()

    def finish(self) -> bytes:
        """The document."""
        with FONT_LOCK:
            self.canvas.save()
        return self._out.getvalue()

    def _forget(self) -> None:
        self._font = None
        self._grey = None

    def _set(self, font: str, size: float, grey: float) -> None:
        if self._font != (font, size):
            self.canvas.setFont(font, size)
            self._font = (font, size)
        self._fill(grey)

    def _fill(self, grey: float) -> None:
        if self._grey != grey:
            self.canvas.setFillGray(grey)
            self._grey = grey

    def _stroke(self, weight: float, grey: float) -> None:
        self.canvas.setLineWidth(weight)
        self.canvas.setStrokeGray(grey)
