"""Strips across a screen: numbers, progress, stages. One widget each, one paint, cells reachable by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.ui import theme
from app.ui.parts.base import Cells, Spot
from app.ui.parts.chips import paint_track
from app.ui.theme.look import RIGHT
from app.ui.theme.tokens import SIZES, FontSize, Status

_MORE = "…"


@dataclass(frozen=True)
class Figure:
    """One number of a strip, already formatted. status colours it; bar is a share 0..1; dots are (done, of)."""

    key: str
    label: str
    value: str
    note: str = ""
    status: Status | None = None
    bar: float | None = None
    dots: tuple[int, int] | None = None

    def spoken(self) -> str:
        return " ".join(part for part in (self.label, self.value, self.note) if part)


class NumberStrip(Cells):
    """A panel of numbers with hairlines. `clicked(key)` asks for the list behind a number.

    A number that does not fit moves behind a caret at the right end, from where it opens its list as well.
    """

    def __init__(self, parent: QWidget | None = None, *, is_dense: bool = True) -> None:
        super().__init__(parent)
        self._figures: tuple[Figure, ...] = ()
        self._is_dense = is_dense
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        if tuple(figures) != self._figures:
            self._figures = tuple(figures)
            self.place()

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(600), theme.look().px(62 if self._is_dense else 70))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(240), self.sizeHint().height())

    def _number_size(self) -> FontSize:
        return "strip_number_dense" if self._is_dense else "strip_number"

    def _needed(self, figure: Figure) -> float:
        look = theme.look()
        extra = look.px(60 if figure.bar is not None or figure.dots else 0)
        extra += look.px(16 if figure.status in ("late", "waiting", "hold") else 0)
        words = max(look.width(figure.label, self._label_size()), look.width(figure.note, "small"))
        return max(words, look.width(figure.value, self._number_size(), True) + extra) + look.px(24)

    def _label_size(self) -> FontSize:
        return "small" if self._is_dense else "body"

    def shown(self) -> tuple[Figure, ...]:
        """The figures that fit; the rest stands behind the caret."""
        if not self._figures:
            return ()
        widest = max(self._needed(figure) for figure in self._figures)
        room = int(self.width() // widest)
        if room >= len(self._figures):
            return self._figures
        room = int((self.width() - theme.look().px(28)) // widest)
        return self._figures[: max(1, room)]

    def _cell(self, index: int, count: int) -> QRect:
        space = self.width() - (theme.look().px(28) if count < len(self._figures) else 0)
        left = space * index // count
        return QRect(left, 0, space * (index + 1) // count - left, self.height())

    def spots(self) -> Sequence[Spot]:
        shown = self.shown()
        spots = [
            Spot(figure.key, self._cell(index, len(shown)).adjusted(2, 2, -2, -2), figure.spoken())
            for index, figure in enumerate(shown)
        ]
        if len(shown) < len(self._figures):
            width = theme.look().px(28)
            spots.append(Spot(_MORE, QRect(self.width() - width, 2, width - 2, self.height() - 4), _MORE))
        return spots

    def _pressed(self, hit: object) -> None:
        key = getattr(hit, "key", "")
        if key == _MORE:
            self._open_rest()
        else:
            self.clicked.emit(key)

    def _open_rest(self) -> None:
        menu = QMenu(self)
        for figure in self._figures[len(self.shown()) :]:
            entry = menu.addAction(f"{figure.label}    {figure.value}")
            entry.triggered.connect(lambda _=False, key=figure.key: self.clicked.emit(key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width(), self.height())))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        look.box(painter, self.rect(), "surface", "line", SIZES.radius.panel)
        shown = self.shown()
        for index, figure in enumerate(shown):
            cell = self._cell(index, len(shown))
            if index:
                painter.setPen(look.pen("line"))
                painter.drawLine(cell.left(), look.px(9), cell.left(), self.height() - look.px(10))
            self._paint_figure(painter, QRectF(cell), figure)
        if len(shown) < len(self._figures):
            look.draw_icon(painter, self.width() - look.px(22), self.height() / 2, "caret-down", 14)

    def _paint_figure(self, painter: QPainter, cell: QRectF, figure: Figure) -> None:
        look = theme.look()
        if figure.key == self.hover_key:
            look.box(painter, cell.adjusted(2, 2, -2, -2), "hover", radius=3)
        left, width = cell.x() + look.px(12), cell.width() - look.px(18)
        label, value, note = (15, 34, 51) if self._is_dense else (17, 40, 58)
        strong = figure.status in ("late", "waiting", "hold")
        ink = f"{figure.status}.fg" if strong else "text"

        def line(centre: int) -> QRectF:
            return QRectF(left, look.px(centre) - look.px(12), width, look.px(24))

        muted = "text_muted"
        look.draw_text(painter, line(label), figure.label, size=self._label_size(), elide=True, role=muted)
        look.draw_text(painter, line(value), figure.value, size=self._number_size(), bold=True, role=ink)
        look.draw_text(painter, line(note), figure.note, size="small", elide=True, role=muted)
        after = left + look.width(figure.value, self._number_size(), True)
        if strong and figure.status:
            look.draw_shape(painter, after + look.px(6), look.px(value + 1), figure.status)
        self._paint_share(painter, figure, after + look.px(26 if strong else 12), look.px(value + 1))

    def _paint_share(self, painter: QPainter, figure: Figure, x: float, middle: float) -> None:
        look = theme.look()
        if figure.bar is not None:
            paint_track(painter, QRectF(x, middle - 8, look.px(49), 16), figure.bar, "active", 6)
        if figure.dots:
            done, total = figure.dots
            for index in range(total):
                role = "active.fg" if index < done else "line"
                painter.fillRect(
                    QRectF(x + look.px(6) * index, middle - look.px(4), look.px(4), look.px(8)), look.color(role)
                )


@dataclass(frozen=True)
class Step:
    """One step of a document's way. shown: "11 / 12" or an amount; ratio 0..1."""

    key: str
    name: str
    status: Status
    shown: str
    ratio: float


class ProgressStrip(Cells):
    """Steps with shape, name, figure and bar, thin chevrons between. `clicked(key)` opens what stands behind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps; a step that stayed the same is not painted again."""
        before, self._steps = self._steps, tuple(steps)
        if [step.key for step in before] != [step.key for step in self._steps]:
            self.place()
            return
        for index, (old, new) in enumerate(zip(before, self._steps, strict=True)):
            if old != new:
                self._hits[index].setAccessibleName(f"{new.name} {new.shown}")
                self.update(self._cell(index))

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(600), theme.look().px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(90 * max(1, len(self._steps))), theme.look().px(44))

    def _cell(self, index: int) -> QRect:
        left = self.width() * index // len(self._steps)
        return QRect(left, 0, self.width() * (index + 1) // len(self._steps) - left, self.height())

    def spots(self) -> Sequence[Spot]:
        return [
            Spot(step.key, self._cell(index).adjusted(2, 2, -14, -2), f"{step.name} {step.shown}")
            for index, step in enumerate(self._steps)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        look.box(painter, self.rect(), "surface", "line", SIZES.radius.panel)
        for index, step in enumerate(self._steps):
            cell = self._cell(index)
            if event.rect().intersects(cell):
                self._paint_step(painter, QRectF(cell), step)
                if index < len(self._steps) - 1:
                    self._paint_chevron(painter, cell.right() - look.px(4))

    def _paint_step(self, painter: QPainter, cell: QRectF, step: Step) -> None:
        look = theme.look()
        inner = cell.adjusted(look.px(13), 0, -look.px(13), 0)
        if step.key == self.hover_key:
            look.box(painter, cell.adjusted(3, 3, -look.px(9), -3), "hover", radius=3)
        words = QRectF(inner.x(), look.px(3), inner.width(), look.px(24))
        look.draw_shape(painter, inner.x(), words.center().y(), step.status)
        figure = "late.fg" if step.status == "late" else "text_muted"
        room = words.adjusted(look.px(16), 0, 0, 0)
        beside = look.width(step.shown) + look.px(6)
        if look.width(step.name, bold=True) + beside <= room.width():  # the name comes first; the figure may go
            look.draw_text(painter, words, step.shown, role=figure, align=RIGHT)
            room = room.adjusted(0, 0, -beside, 0)
        look.draw_text(painter, room, step.name, bold=True, elide=True)
        status: Status = step.status if step.status in ("late", "done", "waiting", "hold") else "active"
        paint_track(painter, QRectF(inner.x(), look.px(30), inner.width(), look.px(5)), step.ratio, status)

    def _paint_chevron(self, painter: QPainter, x: float) -> None:
        look = theme.look()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.pen("edge", 1.2))
        middle, half = self.height() / 2, look.px(7)
        tip = [QPointF(x, middle - half), QPointF(x + look.px(6), middle), QPointF(x, middle + half)]
        painter.drawPolyline(QPolygonF(tip))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


StageState = Literal["done", "current", "coming"]


@dataclass(frozen=True)
class Stage:
    """One stage of a sales method. share: "45%"; since and note stand below, left and right."""

    key: str
    name: str
    state: StageState
    share: str = ""
    since: str = ""
    note: str = ""


class StageBar(Cells):
    """Arrows: done soft green, current filled, coming outlined. 46 high, 30 where no stage has a second line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: tuple[Stage, ...] = ()
        self._polygons: list[QPolygonF] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_stages(self, stages: Sequence[Stage]) -> None:
        if tuple(stages) != self._stages:
            self._stages = tuple(stages)
            self.updateGeometry()
            self._cut()
            self.place()

    def _is_tall(self) -> bool:
        return any(stage.since or stage.note for stage in self._stages)

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(600), theme.look().px(46 if self._is_tall() else 30))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(70 * max(1, len(self._stages))), self.sizeHint().height())

    def _cell(self, index: int) -> QRect:
        left = self.width() * index // len(self._stages)
        return QRect(left, 0, self.width() * (index + 1) // len(self._stages) - left, self.height())

    def _cut(self) -> None:
        """Cut the arrows for the present width."""
        self._polygons = [self._arrow(index) for index in range(len(self._stages))]

    def _arrow(self, index: int) -> QPolygonF:
        tip = theme.look().px(9)
        cell = QRectF(self._cell(index)).adjusted(0.5, 0.5, -0.5, -0.5)
        is_last = index == len(self._stages) - 1
        right = cell.right() + (0 if is_last else tip - 4)
        body = right if is_last else right - tip
        points = [cell.topLeft(), QPointF(body, cell.top())]
        points += [QPointF(right, cell.center().y())] if not is_last else []
        points += [QPointF(body, cell.bottom()), cell.bottomLeft()]
        if index:
            points.append(QPointF(cell.left() + tip, cell.center().y()))
        return QPolygonF(points)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._cut()
        super().resizeEvent(event)

    def restyle(self) -> None:
        self._cut()
        super().restyle()

    def spots(self) -> Sequence[Spot]:
        return [
            Spot(stage.key, self._cell(index), f"{stage.name} {stage.share}", stage.state == "current")
            for index, stage in enumerate(self._stages)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index, stage in enumerate(self._stages):
            self._paint_stage(painter, index, stage)

    def _paint_stage(self, painter: QPainter, index: int, stage: Stage) -> None:
        look = theme.look()
        fill, ink, second = {
            "done": ("done.soft", "done.fg", "done.fg"),
            "current": ("accent", "on_accent", "on_accent"),
            "coming": ("surface", "text_muted", "text_muted"),
        }[stage.state]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.brush(fill))
        painter.setPen(look.pen("line" if stage.state == "coming" else fill))
        painter.drawPolygon(self._polygons[index])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        cell = QRectF(self._cell(index)).adjusted(look.px(16 if index else 12), 0, -look.px(12), 0)
        top = QRectF(cell.x(), look.px(3), cell.width(), look.px(24)) if self._is_tall() else cell
        look.draw_text(painter, top, stage.share, role=ink, align=RIGHT)
        name = top.adjusted(0, 0, -look.width(stage.share) - look.px(4), 0)
        if stage.state == "done":
            look.draw_shape(painter, name.x(), name.center().y(), "done")
            name.setLeft(name.x() + look.px(15))
        look.draw_text(painter, name, stage.name, role=ink, bold=stage.state == "current", elide=True)
        if self._is_tall():
            below = QRectF(cell.x(), look.px(22), cell.width(), look.px(20))
            look.draw_text(painter, below, stage.since, role=second, size="small")
            look.draw_text(painter, below, stage.note, role=second, size="small", align=RIGHT)
