"""The side panel: sections with title left and result right, painted lines below, divided by hairlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.parts.base import Cells, Spot
from app.ui.parts.chips import paint_track
from app.ui.parts.panels import Panel
from app.ui.theme.look import RIGHT, Look
from app.ui.theme.tokens import SIZES, FontSize, Status


@dataclass(frozen=True)
class SideLine:
    """Shape, number, lead and words left, a result right. key makes `right` a link.

    lead stands in its own narrow column (a date, a line number) in bold when `is_lead_bold`.
    """

    text: str
    right: str = ""
    status: Status | None = None
    lead: str = ""
    number: str = ""
    key: str = ""
    is_small: bool = False
    is_lead_bold: bool = False
    is_muted: bool = False


@dataclass(frozen=True)
class SideMeter:
    """A bar 0..1 with a mark (a floor, a limit)."""

    ratio: float
    mark: float | None = None
    status: Status = "done"


@dataclass(frozen=True)
class StackPart:
    label: str
    shown: str
    share: float
    series: int


@dataclass(frozen=True)
class SideStack:
    """One bar of shares with its legend in two columns; the rest of the bar is what is left."""

    parts: tuple[StackPart, ...]


SideItem = SideLine | SideMeter | SideStack


@dataclass(frozen=True)
class Section:
    """A titled part of a side panel; without items it is hidden."""

    key: str
    title: str
    items: tuple[SideItem, ...]
    result: str = ""
    status: Status | None = None


def _height(look: Look, item: SideItem) -> int:
    if isinstance(item, SideMeter):
        return look.px(14)
    if isinstance(item, SideStack):
        named = [part for part in item.parts if part.label]
        return look.px(16) + look.px(18) * ((len(named) + 1) // 2)
    return look.px(18 if item.is_small else 22)


class SectionView(Cells):
    """One section, one paint; repainted only when its value changed."""

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section = section
        self.setObjectName(f"section_{section.key}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._named()

    def set_section(self, section: Section) -> None:
        if section != self._section:
            self._section = section
            self._named()
            self.updateGeometry()
            self.place()

    def _named(self) -> None:
        lines = [item for item in self._section.items if isinstance(item, SideLine)]
        spoken = [f"{line.number} {line.lead} {line.text} {line.right}" for line in lines]
        self.setAccessibleName(" ".join([self._section.title, self._section.result]))
        self.setAccessibleDescription("\n".join(spoken))

    def sizeHint(self) -> QSize:
        look = theme.look()
        return QSize(look.px(200), look.px(40) + sum(_height(look, item) for item in self._section.items))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(120), self.sizeHint().height())

    def _rows(self) -> list[tuple[SideItem, QRectF]]:
        look = theme.look()
        pad = look.px(SIZES.space.panel_padding)
        top, rows = look.px(30), []
        for item in self._section.items:
            high = _height(look, item)
            rows.append((item, QRectF(pad, top, self.width() - 2 * pad, high)))
            top += high
        return rows

    def spots(self) -> Sequence[Spot]:
        look = theme.look()
        spots = []
        for item, rect in self._rows():
            if isinstance(item, SideLine) and item.key:
                width = look.width(item.right or item.text) + 4
                left = rect.right() - width + 2 if item.right else rect.x() + self._indent(look, item) - 2
                where = QRect(round(left), round(rect.y()), round(width), round(rect.height()))
                spots.append(Spot(item.key, where, f"{item.text} {item.right}".strip()))
        return spots

    def _indent(self, look: Look, item: SideLine) -> int:
        indent = 16 if item.status else 0
        indent += 22 if item.number else 0
        return look.px(indent + (42 if item.lead else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        pad = look.px(SIZES.space.panel_padding)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.color("line"))
        head = QRectF(pad, look.px(7), self.width() - 2 * pad, look.px(24))
        look.draw_text(painter, head, self._section.title, bold=True)
        ink = f"{self._section.status}.fg" if self._section.status in ("late", "waiting", "hold") else "text"
        look.draw_text(painter, head, self._section.result, bold=True, role=ink, align=RIGHT)
        for item, rect in self._rows():
            if isinstance(item, SideMeter):
                self._paint_meter(painter, look, item, rect)
            elif isinstance(item, SideStack):
                self._paint_stack(painter, look, item, rect)
            else:
                self._paint_line(painter, look, item, rect)

    def _paint_line(self, painter: QPainter, look: Look, item: SideLine, rect: QRectF) -> None:
        size: FontSize = "small" if item.is_small else "body"
        tone = f"{item.status}.fg" if item.status in ("late", "waiting", "hold") else ""
        if item.status:
            look.draw_shape(painter, rect.x(), rect.center().y(), item.status, 9)
        x = rect.x() + look.px(16 if item.status else 0)
        if item.number:
            look.draw_text(
                painter, QRectF(x, rect.y(), look.px(16), rect.height()), item.number, role="text_muted", align=RIGHT
            )
            x += look.px(22)
        if item.lead:
            cell = QRectF(x, rect.y(), look.px(42), rect.height())
            look.draw_text(painter, cell, item.lead, role=tone or "text", bold=item.is_lead_bold)
            x += look.px(42)
        right = look.width(item.right, size)
        ink = "text_muted" if item.is_muted or item.is_small or item.lead else "text"
        if item.key and not item.right:
            ink = "accent"
        words = QRectF(x, rect.y(), rect.right() - x - (right + look.px(8) if item.right else 0), rect.height())
        look.draw_text(painter, words, item.text, role=ink, size=size, elide=True)
        role = "accent" if item.key else tone or ("text_muted" if item.is_small else "text")
        look.draw_text(painter, rect, item.right, role=role, size=size, align=RIGHT)

    def _paint_meter(self, painter: QPainter, look: Look, item: SideMeter, rect: QRectF) -> None:
        track = QRectF(rect.x(), rect.y() + look.px(2), rect.width(), look.px(8))
        paint_track(painter, track, item.ratio, item.status, 8)
        if item.mark is not None:
            at = round(track.x() + track.width() * item.mark)
            painter.fillRect(QRectF(at, track.y() - look.px(3), look.px(2), look.px(14)), look.color("text"))

    def _paint_stack(self, painter: QPainter, look: Look, item: SideStack, rect: QRectF) -> None:
        bar = QRectF(rect.x(), rect.y(), rect.width(), look.px(12))
        painter.fillRect(bar, look.color("line"))
        x = bar.x()
        for part in item.parts:
            width = bar.width() * max(0.0, part.share)
            painter.fillRect(QRectF(x, bar.y(), max(1.0, width - 1), bar.height()), look.color(f"series.{part.series}"))
            x += width
        half = rect.width() / 2
        for index, part in enumerate(part for part in item.parts if part.label):
            left = rect.x() + half * (index % 2) + (look.px(6) if index % 2 else 0)
            top = rect.y() + look.px(16) + look.px(18) * (index // 2)
            self._paint_legend(painter, look, part, QRectF(left, top, half - look.px(6), look.px(18)))

    def _paint_legend(self, painter: QPainter, look: Look, part: StackPart, cell: QRectF) -> None:
        square = QRectF(cell.x(), cell.center().y() - look.px(4), look.px(8), look.px(8))
        painter.fillRect(square, look.color(f"series.{part.series}"))
        figure = look.width(part.shown, "small")
        look.draw_text(painter, cell, part.shown, size="small", align=RIGHT)
        words = cell.adjusted(look.px(13), 0, -figure - look.px(6), 0)
        look.draw_text(painter, words, part.label, role="text_muted", size="small", elide=True)


class SidePanel(Panel):
    """A panel 306 wide of sections; any other widget can be added below them. `taken(section key, line key)`."""

    taken = Signal(str, str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._views: dict[str, SectionView] = {}
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(scroll)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.body.addWidget(scroll)
        self._resize()
        theme.changes().changed.connect(self._resize)

    def _resize(self) -> None:
        self.setMinimumWidth(theme.look().px(SIZES.width.side_panel_min))

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(SIZES.width.side_panel), theme.look().px(400))

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show these sections in this order; an unchanged one is not touched, an empty one is hidden."""
        wanted = {section.key for section in sections}
        for key in [key for key in self._views if key not in wanted]:
            gone = self._views.pop(key)
            gone.hide()
            gone.deleteLater()
        for place, section in enumerate(sections):
            view = self._views.get(section.key)
            if view is None:
                view = self._views[section.key] = self._new(section)
            if self._column.indexOf(view) != place:
                self._column.insertWidget(place, view)
            view.set_section(section)
            view.setVisible(bool(section.items or section.result))

    def _new(self, section: Section) -> SectionView:
        view = SectionView(section, self)
        view.clicked.connect(lambda key: self.taken.emit(section.key, key))
        return view

    def add_widget(self, widget: QWidget) -> None:
        """Put a widget below the sections."""
        self._column.insertWidget(self._column.count() - 1, widget)
