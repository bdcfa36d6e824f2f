"""The one delegate: paints every kind of cell from the look's caches; makes no font, colour or style while painting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.ui import theme
from app.ui.grid.columns import NUMBERS, Col, Group, RowAction, read, text_of, value_of
from app.ui.grid.model import GridModel
from app.ui.parts.buttons import paint_row_button
from app.ui.parts.chips import Chip, paint_check, paint_chip, paint_count, paint_mini_bar
from app.ui.theme.look import CENTER, LEFT, RIGHT, Look
from app.ui.theme.tokens import SIZES, Status

if TYPE_CHECKING:
    from app.ui.grid.view import GridTable

AnyIndex = QModelIndex | QPersistentModelIndex
_LOUD: frozenset[str] = frozenset({"late", "waiting", "hold"})


class GridDelegate(QStyledItemDelegate):
    """Paints cells of a GridModel for the table it belongs to."""

    def __init__(self, table: GridTable) -> None:
        super().__init__(table)
        self._table = table
        self._button_width = 0.0
        self._buttons_for: Look | None = None
        self._kinds = {
            "state": self._state,
            "link": self._link,
            "bar": self._bar,
            "check": self._check,
            "bool": self._check,
            "two_line": self._two_line,
            "actions": self._actions,
            "row_check": self._row_check,
            "row_number": self._row_number,
        }

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(theme.look().px(80), self._table.row_pixels())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = theme.look()
        rect: QRect = option.rect
        row, column = index.row(), index.column()
        model = self._table.grid_model()
        col = model.cols[column]
        entry = model.entry(row)
        if isinstance(entry, Group):
            self._group(painter, look, rect, col, entry, model)
            return
        is_current = row == self._table.current_row()
        if self._table.has_wide_selection() and option.state & option.state.State_Selected:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), look.brush("select"))
        cell = QRectF(rect)
        if model.is_entry_row(row):
            self._entry_row(painter, look, cell, col)
        elif entry is None:
            self._placeholder(painter, look, cell, col)
        else:
            self._cell(painter, look, cell, col, entry, row, model)
        if self._table.has_verticals and rect.right() < self._table.viewport().width() - 1:
            painter.fillRect(rect.right(), rect.y(), 1, rect.height(), look.brush("line"))
        if is_current and self._table.is_first(column):
            painter.fillRect(rect.x(), rect.y(), look.px(SIZES.width.accent_bar), rect.height(), look.brush("accent"))
        if self._table.has_cell_cursor and is_current and column == self._table.currentIndex().column():
            look.box(painter, QRectF(rect).adjusted(0, 0, -1, -1), "", "accent", 0, 2)

    def row_ground(self, row: int) -> str:
        """The role a whole row is filled with, before its cells are painted."""
        model = self._table.grid_model()
        if isinstance(model.entry(row), Group):
            return "surface_alt"
        if self._table.has_cell_cursor:
            return "surface"
        if row == self._table.current_row() or (model.can_check and model.is_checked(row)):
            return "select"
        return "hover" if row == self._table.hover_row else "surface"

    def _cell(
        self, painter: QPainter, look: Look, cell: QRectF, col: Col, entry: Any, row: int, model: GridModel
    ) -> None:
        error = model.error_of(row, col.key)
        if error:
            painter.fillRect(cell, look.brush("late.soft"))
        elif model.is_changed(row, col.key):
            painter.fillRect(cell, look.brush("waiting.soft"))
        value = value_of(entry, col)
        pad = look.px(SIZES.space.inside_cell)
        inner = cell.adjusted(pad, 0, -pad, -1)
        status = col.status_of(entry) if col.status_of is not None else None
        paint = self._kinds.get(col.kind)
        if paint is not None:
            paint(painter, look, inner, col, entry, value, status, row)
        else:
            self._plain(painter, look, inner, col, value, "late" if error else status, model, bool(error))
        if error:
            self._error_edge(painter, look, cell)

    def _plain(
        self,
        painter: QPainter,
        look: Look,
        inner: QRectF,
        col: Col,
        value: Any,
        status: Status | None,
        model: GridModel,
        is_wrong: bool,
    ) -> None:
        text = text_of(col, value, model.today)
        if not text:
            return
        is_number = col.kind in NUMBERS
        role = "text_muted" if col.is_muted else "text"
        if status in _LOUD:
            role = f"{status}.fg"
        elif status == "done" and is_number:
            role = "done.fg"
        elif is_number and not isinstance(value, str) and value < 0:
            role = "late.fg"
        shows_shape = status is not None and not is_wrong and (status in _LOUD or not is_number)
        if col.is_right():
            if shows_shape and status:
                left = inner.right() - look.width(text, bold=col.is_bold) - look.px(15)
                look.draw_shape(painter, left, inner.center().y(), status, 10)
            look.draw_text(painter, inner, text, role=role, bold=col.is_bold, align=RIGHT)
            return
        if shows_shape and status:
            look.draw_shape(painter, inner.x() - look.px(1), inner.center().y(), status, 10)
            inner = inner.adjusted(look.px(14), 0, 0, 0)
        align = CENTER if col.align == "center" else LEFT
        cut = col.kind in ("text", "code")
        look.draw_text(painter, inner, text, role=role, bold=col.is_bold, align=align, elide=cut)

    def _state(
        self,
        painter: QPainter,
        look: Look,
        inner: QRectF,
        col: Col,
        entry: Any,
        value: Any,
        status: Status | None,
        row: int,
    ) -> None:
        chip = value if isinstance(value, Chip) else Chip(status or "neutral", text_of(col, value))
        if chip.word:
            # the chip's own padding stands in for the cell's, so that shapes align under the title
            paint_chip(painter, inner.adjusted(-look.px(2), 0, look.px(6), 0), chip.status, chip.word)

    def _link(
        self,
        painter: QPainter,
        look: Look,
        inner: QRectF,
        col: Col,
        entry: Any,
        value: Any,
        status: Status | None,
        row: int,
    ) -> None:
        look.draw_text(painter, inner, text_of(col, value), role="accent", elide=True)

    def _bar(
        self,
        painter: QPainter,
        look: Look,
        inner: QRectF,
        col: Col,
        entry: Any,
        value: Any,
        status: Status | None,
        row: int,
    ) -> None:
        if value is not None:
            paint_mini_bar(painter, inner, value, status)

    def _check(
        self,
        painter: QPainter,
        look: Look,
        inner: QRectF,
        col: Col,
        entry: Any,
        value: Any,
        status: Status | None,
        row: int,
    ) -> None:
        middle, left = inner.center().y(), inner.center().x() - look.px(7)
        if col.kind == "check":
            paint_check(painter, left, middle, is_checked=bool(value), is_enabled=col.editable)
        elif value:
            look.draw_shape(painter, left + look.px(2), middle, "done")

    def _two_line(
        self,
        painter: QPainter,
        look: Look,
        inner: QRectF,
        col: Col,
        entry: Any,
        value: Any,
        status: Status | None,
        row: int,
    ) -> None:
        if status is not None:
            look.draw_shape(painter, inner.x(), inner.center().y() - look.px(8), status)
            inner = inner.adjusted(look.px(16), 0, 0, 0)
        middle = inner.center().y()
        upper = QRectF(inner.x(), middle - look.px(18), inner.width(), look.px(20))
        lower = QRectF(inner.x(), middle, inner.width(), look.px(18))
        align = RIGHT if col.is_right() else LEFT
        look.draw_text(painter, upper, text_of(col, value), bold=col.is_bold, align=align, elide=True)
        below = text_of(col, read(entry, col.second)) if col.second else ""
        look.draw_text(painter, lower, below, role="text_muted", size="small", align=align, elide=True)

    def _row_check(
        self,
        painter: QPainter,
        look: Look,
        inner: QRectF,
        col: Col,
        entry: Any,
        value: Any,
        status: Status | None,
        row: int,
    ) -> None:
        paint_check(painter, inner.x(), inner.center().y(), is_checked=self._table.grid_model().is_checked(row))

    def _row_number(
        self,
        painter: QPainter,
        look: Look,
        inner: QRectF,
        col: Col,
        entry: Any,
        value: Any,
        status: Status | None,
        row: int,
    ) -> None:
        look.draw_text(painter, inner, str(row + 1), role="text_muted", align=RIGHT)

    # buttons in a row
    def _actions(
        self,
        painter: QPainter,
        look: Look,
        inner: QRectF,
        col: Col,
        entry: Any,
        value: Any,
        status: Status | None,
        row: int,
    ) -> None:
        for place, (action, rect) in enumerate(self.action_rects(inner, value or ())):
            if place == 0:
                is_filled = row == self._table.current_row()
                paint_row_button(painter, rect, action.text, is_filled=is_filled)
            else:
                look.draw_text(painter, rect, action.text, role="accent")

    def action_rects(self, inner: QRectF, actions: tuple[RowAction, ...]) -> list[tuple[RowAction, QRectF]]:
        """Where a row's actions stand; the first has one width through all rows."""
        look = theme.look()
        height = look.px(SIZES.height.button_in_row)
        top = round(inner.center().y() - height / 2)
        x, placed = inner.x() - look.px(4), []
        for place, action in enumerate(actions):
            width = self._first_width(look) if place == 0 else look.width(action.text)
            placed.append((action, QRectF(x, top, width, height)))
            x += width + look.px(12)
        return placed

    def _first_width(self, look: Look) -> float:
        if self._buttons_for is not look or not self._button_width:
            model = self._table.grid_model()
            columns = [index for index, col in enumerate(model.cols) if col.kind == "actions"]
            firsts = [
                actions[0].text
                for row in range(min(model.rowCount(), 500))
                for column in columns
                if not isinstance(model.entry(row), Group) and (actions := model.value(row, column))
            ]
            widest = max((look.width(text) for text in firsts), default=0.0)
            self._button_width, self._buttons_for = widest + look.px(20), look
        return self._button_width

    def forget_widths(self) -> None:
        """After new rows: measure the buttons again."""
        self._button_width = 0.0

    # rows that are not rows
    def _group(self, painter: QPainter, look: Look, rect: QRect, col: Col, group: Group, model: GridModel) -> None:
        end = look.px(26) + look.width(group.title, bold=True) + look.px(48)
        if rect.x() < end:
            painter.save()
            painter.setClipRect(rect)
            middle = rect.center().y() + 0.5
            caret = "caret-right" if model.is_collapsed(group) else "caret-down"
            look.draw_icon(painter, look.px(8), middle, caret, 12)
            words = QRectF(look.px(26), rect.y(), end, rect.height())
            look.draw_text(painter, words, group.title, bold=True)
            if group.count:
                at = look.px(26) + look.width(group.title, bold=True) + look.px(8)
                paint_count(painter, at, middle, group.count, group.status)
            painter.restore()
        self._group_value(painter, look, QRectF(rect), col, group)

    def _group_value(self, painter: QPainter, look: Look, cell: QRectF, col: Col, group: Group) -> None:
        pad = look.px(SIZES.space.inside_cell)
        inner = cell.adjusted(pad, 0, -pad, -1)
        if col.kind == "actions" and group.link:
            look.draw_text(painter, inner, group.link, role="accent")
            return
        value = group.totals.get(col.key)
        if value is None:
            return
        if col.kind == "bar":
            paint_mini_bar(painter, inner, value)
        else:
            align = RIGHT if col.is_right() else LEFT
            look.draw_text(painter, inner, text_of(col, value), bold=True, align=align)

    def _entry_row(self, painter: QPainter, look: Look, cell: QRectF, col: Col) -> None:
        pad = look.px(SIZES.space.inside_cell)
        inner = cell.adjusted(pad, 0, -pad, -1)
        if col.kind == "row_number":
            look.draw_text(painter, inner, "+", role="text_muted", align=RIGHT)
        hint, first = self._table.entry_hint()
        if hint and col.kind != "row_number":
            painter.save()
            painter.setClipRect(cell)
            words = QRectF(first + pad, cell.y(), look.width(hint) + 2, cell.height() - 1)
            look.draw_text(painter, words, hint, role="text_muted")
            painter.restore()

    def _placeholder(self, painter: QPainter, look: Look, cell: QRectF, col: Col) -> None:
        if col.is_special():
            return
        pad = look.px(SIZES.space.inside_cell)
        width = max(0.0, min(cell.width() - 2 * pad, look.px(70)))
        left = cell.right() - pad - width if col.is_right() else cell.x() + pad
        look.box(painter, QRectF(left, cell.center().y() - look.px(4), width, look.px(7)), "sunken", radius=3)

    def _error_edge(self, painter: QPainter, look: Look, cell: QRectF) -> None:
        look.box(painter, cell.adjusted(0, 0, -1, -1), "", "late.solid", 0, 2)
        corner, right = look.px(7), cell.right() - 1
        painter.setPen(look.no_pen)
        painter.setBrush(look.brush("late.solid"))
        tip = [QPointF(right - corner, cell.y()), QPointF(right, cell.y()), QPointF(right, cell.y() + corner)]
        painter.drawPolygon(QPolygonF(tip))

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """The error's sentence, else the whole text where the cell cuts it."""
        model = self._table.grid_model()
        if not index.isValid() or isinstance(model.entry(index.row()), Group):
            return False
        col = model.cols[index.column()]
        text = model.text(index.row(), index.column())
        cut = theme.look().width(text) > view.visualRect(index).width() - theme.look().px(16)
        tip = model.error_of(index.row(), col.key) or (text if cut and not col.is_special() else "")
        QToolTip.showText(event.globalPos(), tip, view)
        return bool(tip)
