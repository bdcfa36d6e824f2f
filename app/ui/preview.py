"""Preview is the paper: the PDF itself, page by page, then to the printer or to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app import clock, lists
from app.errors import UserError
from app.i18n import _, error_text, language
from app.registry import Paper, ScreenSpec
from app.reports.documents import journal
from app.reports.issue import Company, PrintRun
from app.reports.pdf.join import PDFIUM_LOCK, join
from app.ui import theme
from app.ui.env import Env
from app.ui.parts import Button, Words

SCREEN_DPI = 96
PRINT_DPI = 300


def page_images(pdf: bytes, dpi: float) -> list[QImage]:
    """The pages of a PDF as pictures; called in the background."""
    import pypdfium2

    pages = []
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                bitmap = page.render(scale=dpi / 72, rev_byteorder=False)
                width, height, stride = bitmap.width, bitmap.height, bitmap.stride
                kind = QImage.Format.Format_RGB888 if bitmap.n_channels == 3 else QImage.Format.Format_RGB32
                image = QImage(bytes(bitmap.buffer), width, height, stride, kind)
                pages.append(image.rgbSwapped().copy() if bitmap.n_channels == 3 else image.copy())
        finally:
            document.close()
    return pages


class Preview(QDialog):
    """Pages under each other; Print counts as a print, Save as PDF does not."""

    def __init__(
        self, env: Env, title: str, make: Callable[[bool], Callable[[Any], bytes]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.env, self.title, self._make = env, title, make
        self.pdf = b""
        self.setObjectName("preview")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        look = theme.look()
        self.resize(look.px(920), look.px(680))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        self.state = Words(_("Rendering …"), "text_muted", "body", self)
        bar.addWidget(self.state)
        bar.addStretch(1)
        save = Button(_("Save as PDF"), "file-pdf", parent=self, name="save_pdf")
        save.clicked.connect(self.save)
        self.print_button = Button(_("Print"), "printer", "Ctrl+P", "primary", self, name="print")
        self.print_button.clicked.connect(self.print_)
        bar.addWidget(save)
        bar.addWidget(self.print_button)
        column.addLayout(bar)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._inside = QWidget(self._scroll)
        self._pages = QVBoxLayout(self._inside)
        self._pages.setContentsMargins(16, 16, 16, 16)
        self._pages.setSpacing(16)
        self._scroll.setWidget(self._inside)
        column.addWidget(self._scroll, 1)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_)
        self.env.run(make(False), then=self._show, owner=self, name="render", failed=self._failed)

    def _failed(self, error: UserError) -> None:
        self.state.set_text(error_text(error), "late.fg")

    def _show(self, pdf: bytes) -> None:
        self.pdf = pdf
        ratio = self.devicePixelRatioF()

        def put(images: Sequence[QImage]) -> None:
            for image in images:
                pixmap = QPixmap.fromImage(image)
                pixmap.setDevicePixelRatio(ratio)
                label = QLabel(self._inside)
                label.setPixmap(pixmap)
                label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                self._pages.addWidget(label)
            self._pages.addStretch(1)
            self.state.set_text(_("{n} pages").format(n=len(images)), "text_muted")

        self.env.runner.work(page_images, pdf, SCREEN_DPI * ratio, then=put, owner=self)

    def save(self) -> None:
        """Write the paper as it is shown."""
        path, _filter = QFileDialog.getSaveFileName(
            self, _("Save as PDF"), str(Path.home() / f"{self.title}.pdf"), "PDF (*.pdf)"
        )
        if path and self.pdf:
            self.env.runner.work(
                Path(path).write_bytes,
                self.pdf,
                owner=self,
                then=lambda _n: self.env.say("done", _("Saved {what}.").format(what=Path(path).name)),
            )

    def print_(self) -> None:
        """To a printer; the paper then says which print it is."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(PRINT_DPI)
        printer.setDocName(self.title)
        if QPrintDialog(printer, self).exec() != QDialog.DialogCode.Accepted:
            return
        self.env.act(
            "office.print",
            _returning(self._make(True)),
            owner=self,
            then=lambda pdf: self._send(printer),
            failed=self._failed,
        )

    def _send(self, printer: QPrinter) -> None:
        def draw(images: Sequence[QImage]) -> None:
            painter = QPainter(printer)
            try:
                for number, image in enumerate(images):
                    if number:
                        printer.newPage()
                    painter.drawImage(QRectF(painter.viewport()), image)
            finally:
                painter.end()
            self.env.say("done", _("Sent {what} to the printer.").format(what=self.title))

        self.env.run(
            self._make(False),
            owner=self,
            name="print",
            then=lambda pdf: self.env.runner.work(page_images, pdf, PRINT_DPI, then=draw, owner=self),
        )


def _returning(task: Callable[[Any], bytes]) -> Callable[[Any], int]:
    """A gesture's result is stored with its request: the length stands for the paper."""

    def run(ctx: Any) -> int:
        return len(task(ctx))

    return run


def open_preview(env: Env, paper: Paper, ids: Sequence[int], lang: str, parent: QWidget) -> Preview:
    """Preview a paper of one or several documents, as one job in the order given."""

    def make(counts: bool) -> Callable[[Any], bytes]:
        def render(ctx: Any) -> bytes:
            return join([paper.render(ctx, i, lang, env.doors.count_print(ctx, paper.key, i, counts)) for i in ids])

        return render

    dialog = Preview(env, _(paper.title), make, parent)
    dialog.show()
    return dialog


def preview_list(env: Env, screen: ScreenSpec, columns: Sequence[Any], query: Any, parent: QWidget) -> Preview:
    """Preview a list as paper: its columns, its conditions, its totals."""
    from app.reports.columns import ReportColumn, sums_shown
    from app.ui.list_screen import _worded, excel_kind

    assert screen.list is not None
    spec, company = screen.list, env.company
    lang: Any = language()

    def make(_counts: bool) -> Callable[[Any], bytes]:
        def render(ctx: Any) -> bytes:
            shown = tuple(
                ReportColumn(c.key, _(c.title), excel_kind(c.kind), c.width / 7, _(c.unit) if c.unit else "")
                for c in columns
            )
            rows = lists.stream(ctx, spec, query, [c.key for c in columns])
            sums = lists.totals(ctx, spec, query) if any(c.total for c in columns) else None
            paper = journal.JournalPaper(
                _(screen.title), shown, (_worded(columns, r) for r in rows), query.search, sums_shown(columns, sums)
            )
            run = PrintRun(ctx.user.name, clock.now(), clock.zone())
            head = Company(
                company["name"],
                company["name_en"],
                company["address"],
                company["phone"],
                None,
                (company["name"] or "T")[:1],
            )
            return journal.render(paper, company=head, run=run, lang=lang)

        return render

    dialog = Preview(env, _(screen.title), make, parent)
    dialog.show()
    return dialog
