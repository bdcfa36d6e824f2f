"""The head of a grid: titles with sort arrow, and a filter row of painted boxes in which one real editor moves."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QWidget

from app.i18n import _
from app.ui import theme
from app.ui.grid.columns import Col
from app.ui.grid.model import GridModel
from app.ui.parts.chips import paint_check
from app.ui.theme.look import CENTER, LEFT, RIGHT, Look
from app.ui.theme.tokens import SIZES

_PAUSE_MS = 350


class HeadState(QObject):
    """What the heads of a grid and of its frozen part share: filters and sort order."""

    changed = Signal()
    filtered = Signal(dict)
    sorted = Signal(str, bool)
    check_all = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.filters: dict[str, str] = {}
        self.sort_key = ""
        self.is_descending = False
        self.has_filter_row = False

    def set_filter(self, key: str, text: str) -> None:
        """Set a column's filter as the person would; tells everyone if it is another."""
        text = text.strip()
        if text == self.filters.get(key, ""):
            return
        if text:
            self.filters[key] = text
        else:
            self.filters.pop(key, None)
        self.changed.emit()
        self.filtered.emit(dict(self.filters))

    def set_filters(self, filters: dict[str, str]) -> None:
        """Show these filters without telling anyone (a saved view)."""
        self.filters = {key: text for key, text in filters.items() if text}
        self.changed.emit()

    def sort_by(self, key: str) -> None:
        """Sort by a column, the other way round the second time."""
        self.is_descending = not self.is_descending if key == self.sort_key else False
        self.sort_key = key
        self.changed.emit()
        self.sorted.emit(key, self.is_descending)

    def set_sort(self, key: str, *, is_descending: bool = False) -> None:
        """Show this order without telling anyone."""
        self.sort_key, self.is_descending = key, is_descending
        self.changed.emit()


class _FilterEditor(QLineEdit):
    gone = Signal()
    step = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("part", "filter")
        self.setObjectName("filter_editor")
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.gone.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.gone.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        self.step.emit(1 if forwards else -1)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.gone.emit()


class GridHeader(QHeaderView):
    """Titles 28 and, if there is a filter row, 28 more of boxes 22 high."""

    def __init__(self, state: HeadState, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.head = state
        self._editing = -1
        self._press = QPoint()
        self._editor = _FilterEditor(self.viewport())
        self._editor.gone.connect(self._leave)
        self._editor.step.connect(self._step)
        self._pause = QTimer(self)
        self._editor.textEdited.connect(lambda: self._pause.start())
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._commit)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setMinimumSectionSize(theme.look().px(24))
        self.setStretchLastSection(False)
        state.changed.connect(self.viewport().update)
        self.sectionResized.connect(self._follow)
        self.sectionMoved.connect(self._follow)

    def grid_model(self) -> GridModel:
        model = self.model()
        assert isinstance(model, GridModel)
        return model

    def sizeHint(self) -> QSize:
        look = theme.look()
        height = SIZES.height.grid_head + (SIZES.height.filter_row if self.head.has_filter_row else 0)
        return QSize(super().sizeHint().width(), look.px(height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._follow()

    # painting
    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        look = theme.look()
        col = self.grid_model().cols[logical]
        head = look.px(SIZES.height.grid_head)
        painter.fillRect(rect, look.brush("surface_alt"))
        title = QRectF(rect.x(), rect.y(), rect.width(), head)
        painter.fillRect(QRectF(rect.x(), rect.y() + head - 1, rect.width(), 1), look.brush("rule"))
        if self._has_mark(logical):
            painter.fillRect(rect.right(), look.px(8), 1, head - look.px(16), look.brush("rule"))
        self._paint_title(painter, look, title, col)
        if self.head.has_filter_row:
            painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.brush("line"))
            if col.can_filter and not col.is_special():
                self._paint_filter(painter, look, QRectF(self._filter_rect(rect)), col)

    def _has_mark(self, logical: int) -> bool:
        return self.visualIndex(logical) < self.count() - self.hiddenSectionCount() - 1

    def _paint_title(self, painter: QPainter, look: Look, rect: QRectF, col: Col) -> None:
        pad = look.px(SIZES.space.inside_cell)
        inner = rect.adjusted(pad, 0, -pad, -1)
        if col.kind == "row_check":
            paint_check(painter, inner.x(), inner.center().y(), is_checked=self.grid_model().checks_state())
            return
        arrow = look.px(16) if col.key == self.head.sort_key else 0
        room = inner.width() - arrow
        width = min(look.width(col.title), room)
        if col.is_right():
            words = inner.adjusted(arrow, 0, 0, 0)
            look.draw_text(painter, words, col.title, role="text_muted", align=RIGHT, elide=True)
            at = inner.right() - width - look.px(18)
        else:
            words = inner.adjusted(0, 0, -arrow, 0)
            align = CENTER if col.align == "center" else LEFT
            look.draw_text(painter, words, col.title, role="text_muted", align=align, elide=True)
            at = inner.x() + width + look.px(5)
        if arrow:
            icon = "caret-down" if self.head.is_descending else "caret-up"
            look.draw_icon(painter, at, inner.center().y(), icon, 12, "accent")

    def _filter_rect(self, section: QRect) -> QRect:
        look = theme.look()
        head, gap = look.px(SIZES.height.grid_head), look.px(2)
        height = look.px(22)
        top = head + (look.px(SIZES.height.filter_row) - height) // 2
        return QRect(section.x() + gap, top, section.width() - 2 * gap, height)

    def _paint_filter(self, painter: QPainter, look: Look, box: QRectF, col: Col) -> None:
        text = self.head.filters.get(col.key, "")
        look.box(painter, box, "surface", "accent" if text else "edge", SIZES.radius.field)
        inner = box.adjusted(look.px(6), 0, -look.px(6), 0)
        if text:
            align = RIGHT if col.is_right() else LEFT
            look.draw_text(painter, inner, text, role="accent", align=align, elide=True)
        else:
            look.draw_icon(painter, inner.x(), inner.center().y(), "funnel-simple", 12, "faint")

    # the editor
    def _section_rect(self, logical: int) -> QRect:
        return QRect(self.sectionViewportPosition(logical), 0, self.sectionSize(logical), self.height())

    def edit_filter(self, logical: int) -> None:
        """Move the editor into a column's box."""
        self._commit()
        col = self.grid_model().cols[logical]
        self._editing = logical
        self._editor.setFont(theme.look().font())
        self._editor.setAccessibleName(_("Filter {column}").format(column=col.title))
        self._editor.setAlignment(RIGHT if col.is_right() else LEFT)
        self._editor.setText(self.head.filters.get(col.key, ""))
        self._editor.setGeometry(self._filter_rect(self._section_rect(logical)))
        self._editor.show()
        self._editor.setFocus()
        self._editor.selectAll()

    def first_filter(self) -> int:
        """The leftmost column that can be filtered, or -1."""
        return next(iter(self._filterable()), -1)

    def _filterable(self) -> list[int]:
        cols = self.grid_model().cols
        order = [self.logicalIndex(visual) for visual in range(self.count())]
        return [
            at for at in order if cols[at].can_filter and not cols[at].is_special() and not self.isSectionHidden(at)
        ]

    def _step(self, step: int) -> None:
        order = self._filterable()
        if self._editing in order:
            self.edit_filter(order[(order.index(self._editing) + step) % len(order)])

    def _commit(self) -> None:
        self._pause.stop()
        if self._editing >= 0:
            self.head.set_filter(self.grid_model().cols[self._editing].key, self._editor.text())

    def _leave(self) -> None:
        if self._editing < 0:
            return
        self._commit()
        self._editing = -1
        had_focus = self._editor.hasFocus()
        self._editor.hide()
        parent = self.parentWidget()
        if had_focus and parent is not None:
            parent.setFocus()

    def _follow(self) -> None:
        if self._editing >= 0:
            self._editor.setGeometry(self._filter_rect(self._section_rect(self._editing)))

    # the mouse
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        self._press = at
        head = theme.look().px(SIZES.height.grid_head)
        logical = self.logicalIndexAt(at)
        if logical < 0:
            super().mousePressEvent(event)
            return
        col = self.grid_model().cols[logical]
        if at.y() >= head:
            if col.can_filter and not col.is_special() and event.button() == Qt.MouseButton.LeftButton:
                self.edit_filter(logical)
            return
        if col.kind == "row_check":
            self.head.check_all.emit()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        super().mouseReleaseEvent(event)
        moved = (at - self._press).manhattanLength() > 4
        in_title = max(at.y(), self._press.y()) < theme.look().px(SIZES.height.grid_head)
        is_edge = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        if moved or not in_title or is_edge or event.button() != Qt.MouseButton.LeftButton:
            return
        logical = self.logicalIndexAt(at)
        if (
            logical >= 0
            and self.grid_model().cols[logical].can_sort
            and not self.grid_model().cols[logical].is_special()
        ):
            self.head.sort_by(self.grid_model().cols[logical].key)
