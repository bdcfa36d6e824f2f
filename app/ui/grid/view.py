"""The table views of a grid: the scrolling one, and the frozen columns laid over its left edge while it is scrolled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from app.ui import theme
from app.ui.grid.columns import Group, RowAction
from app.ui.grid.delegate import GridDelegate
from app.ui.grid.header import GridHeader, HeadState
from app.ui.grid.model import GridModel
from app.ui.theme.tokens import SIZES

AnyIndex = QModelIndex | QPersistentModelIndex


class GridTable(QTableView):
    """A table of a GridModel painted by one delegate; finds what was clicked inside a cell."""

    link_clicked = Signal(int, str)
    action_clicked = Signal(int, str)
    group_clicked = Signal(int)
    group_link_clicked = Signal(int)
    check_clicked = Signal(int, bool)
    hovered = Signal(int)

    def __init__(self, model: GridModel, state: HeadState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.has_verticals = False
        self.has_cell_cursor = False
        self.hover_row = -1
        self.two_lines = False
        self._selects_many = False
        self._model = model
        self.setModel(model)
        self.header = GridHeader(state, self)
        self.setHorizontalHeader(self.header)
        self.painter_of_cells = GridDelegate(self)
        self.setItemDelegate(self.painter_of_cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        clear = QPalette()  # Qt would fill selected cells over the ground painted here
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            clear.setColor(group, QPalette.ColorRole.Highlight, QColor(Qt.GlobalColor.transparent))
        self.setPalette(clear)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.restyle()

    def restyle(self) -> None:
        """Row heights and head for the scale in force."""
        self.verticalHeader().setDefaultSectionSize(self.row_pixels())
        self.verticalScrollBar().setSingleStep(self.row_pixels())
        self.painter_of_cells.forget_widths()
        self.header.updateGeometry()
        self.viewport().update()

    def grid_model(self) -> GridModel:
        return self._model

    def row_pixels(self) -> int:
        return theme.look().px(SIZES.height.grid_row_two_lines if self.two_lines else SIZES.height.grid_row)

    def current_row(self) -> int:
        return self.currentIndex().row()

    def is_first(self, column: int) -> bool:
        """Whether the column stands leftmost."""
        for visual in range(self.header.count()):
            logical = self.header.logicalIndex(visual)
            if not self.header.isSectionHidden(logical):
                return logical == column
        return False

    def has_wide_selection(self) -> bool:
        """Whether cells are selected one by one and more than the current one is."""
        return self.has_cell_cursor and self._selects_many

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._selects_many = len(self.selectionModel().selectedIndexes()) > 1
        if self.has_cell_cursor:
            self.viewport().update()

    def entry_hint(self) -> tuple[str, float]:
        """What the empty last line says, and where it begins in the viewport."""
        return "", 0.0

    def visible_rows(self) -> tuple[int, int]:
        """The rows in sight, half-open."""
        first = self.rowAt(0)
        if first < 0:
            return 0, 0
        last = self.rowAt(self.viewport().height() - 1)
        return first, self._model.rowCount() if last < 0 else last + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and line of each row in one stroke, then the cells."""
        look = theme.look()
        painter = QPainter(self.viewport())
        width = min(self.header.length() - self.header.offset(), self.viewport().width())
        for row in range(*self.visible_rows()):
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            painter.fillRect(0, top, width, height - 1, look.brush(self.painter_of_cells.row_ground(row)))
            painter.fillRect(0, top + height - 1, width, 1, look.brush("line"))
        painter.end()
        super().paintEvent(event)

    def set_hover(self, row: int) -> None:
        if row != self.hover_row:
            before, self.hover_row = self.hover_row, row
            self._update_row(before)
            self._update_row(row)

    def _update_row(self, row: int) -> None:
        if 0 <= row < self._model.rowCount():
            top = self.rowViewportPosition(row)
            self.viewport().update(0, top, self.viewport().width(), self.rowHeight(row))

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self._update_row(previous.row())
        self._update_row(current.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        self.hovered.emit(index.row())
        hand = index.isValid() and self._hit(index, at)[0] != ""
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.hovered.emit(-1)

    def _hit(self, index: QModelIndex, at: QPoint) -> tuple[str, str]:
        """What of a cell lies under the pointer: (kind, key), ("", "") for the cell itself."""
        entry = self._model.entry(index.row())
        col = self._model.cols[index.column()]
        look = theme.look()
        if entry is None:
            return "", ""
        if isinstance(entry, Group):
            is_link = col.kind == "actions" and entry.link
            return ("group_link", "") if is_link else ("group", "")
        if col.kind == "row_check":
            return "check", ""
        pad = look.px(SIZES.space.inside_cell)
        inner = QRectF(self.visualRect(index)).adjusted(pad, 0, -pad, -1)
        if col.kind == "link":
            text = self._model.text(index.row(), index.column())
            return ("link", col.key) if text and at.x() <= inner.x() + look.width(text) else ("", "")
        if col.kind == "actions":
            for action, rect in self.painter_of_cells.action_rects(inner, self._actions(index)):
                if rect.contains(at):
                    return "action", action.key
        return "", ""

    def what_lies_at(self, at: QPoint) -> tuple[str, str]:
        """What a click there would mean: ("action", its key), ("link", column), ("check", "") …; ("", "") for a cell."""
        index = self.indexAt(at)
        return self._hit(index, at) if index.isValid() else ("", "")

    def _actions(self, index: QModelIndex) -> tuple[RowAction, ...]:
        return self._model.value(index.row(), index.column()) or ()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        kind, key = self._hit(index, at)
        row = index.row()
        if kind == "link":
            self.link_clicked.emit(row, key)
        elif kind == "action":
            self.action_clicked.emit(row, key)
        elif kind == "group":
            self.group_clicked.emit(row)
        elif kind == "group_link":
            self.group_link_clicked.emit(row)
        elif kind == "check":
            self.check_clicked.emit(row, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))


class FrozenTable(GridTable):
    """The frozen columns again, over the left edge, while the grid beneath is scrolled sideways."""

    def __init__(self, model: GridModel, state: HeadState, parent: QWidget) -> None:
        super().__init__(model, state, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header.setSectionsMovable(False)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        view = self.viewport()
        QPainter(view).fillRect(view.width() - 1, 0, 1, view.height(), theme.look().brush("rule"))


class GridView(GridTable):
    """The scrolling table with its frozen part."""

    shown_rows = Signal(int, int)

    def __init__(self, model: GridModel, state: HeadState, parent: QWidget | None = None) -> None:
        super().__init__(model, state, parent)
        self.take_key: Callable[[QKeyEvent], bool] | None = None
        self._frozen_count = 0
        self.frozen = FrozenTable(model, state, self)
        self.frozen.setSelectionModel(self.selectionModel())
        self.hovered.connect(self._hover)
        self.frozen.hovered.connect(self._hover)
        for name in ("link_clicked", "action_clicked", "group_clicked", "group_link_clicked", "check_clicked"):
            getattr(self.frozen, name).connect(getattr(self, name))
        self.frozen.doubleClicked.connect(self.doubleClicked)
        self.verticalScrollBar().valueChanged.connect(self.frozen.verticalScrollBar().setValue)
        self.frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.horizontalScrollBar().valueChanged.connect(self._place_frozen)
        self.verticalScrollBar().valueChanged.connect(self._tell_shown)
        self.header.sectionResized.connect(self._resized)
        self.frozen.header.sectionResized.connect(self._frozen_resized)
        self.header.sectionMoved.connect(self._moved)
        model.modelReset.connect(self._reset)

    def _hover(self, row: int) -> None:
        self.set_hover(row)
        self.frozen.set_hover(row)

    def _reset(self) -> None:
        self.painter_of_cells.forget_widths()
        self.frozen.painter_of_cells.forget_widths()
        self._tell_shown()

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "frozen"):
            self.frozen.two_lines = self.two_lines
            self.frozen.has_verticals = self.has_verticals
            self.frozen.has_cell_cursor = self.has_cell_cursor
            self.frozen.restyle()
            self._place_frozen()

    def freeze(self, count: int) -> None:
        """Freeze the first `count` visible columns."""
        self._frozen_count = count
        self._sync_frozen()

    def frozen_count(self) -> int:
        return self._frozen_count

    def frozen_columns(self) -> list[int]:
        """The logical columns that are frozen, from the left."""
        order = [self.header.logicalIndex(visual) for visual in range(self.header.count())]
        return [logical for logical in order if not self.header.isSectionHidden(logical)][: self._frozen_count]

    def _sync_frozen(self) -> None:
        kept = self.frozen_columns()
        head = self.frozen.header
        for logical in range(head.count()):
            head.setSectionHidden(logical, logical not in kept)
        for place, logical in enumerate(kept):
            head.moveSection(head.visualIndex(logical), place)
            head.resizeSection(logical, self.header.sectionSize(logical))
        self._place_frozen()

    def _place_frozen(self) -> None:
        scrolled = self.horizontalScrollBar().value() > 0 and self._frozen_count > 0
        if scrolled:
            width = sum(self.header.sectionSize(logical) for logical in self.frozen_columns())
            self.frozen.setGeometry(0, 0, width, self.viewport().height() + self.viewport().y())
            self.frozen.verticalScrollBar().setValue(self.verticalScrollBar().value())
        self.frozen.setVisible(scrolled)

    def _resized(self, logical: int, _before: int, size: int) -> None:
        if logical in self.frozen_columns():
            self.frozen.header.resizeSection(logical, size)
            self._place_frozen()

    def _frozen_resized(self, logical: int, _before: int, size: int) -> None:
        if size and not self.frozen.header.isSectionHidden(logical):
            self.header.resizeSection(logical, size)

    def _moved(self, _logical: int, _before: int, _after: int) -> None:
        self._sync_frozen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_frozen()
        self._tell_shown()

    def _tell_shown(self) -> None:
        self.shown_rows.emit(*self.visible_rows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.take_key is None or not self.take_key(event):
            super().keyPressEvent(event)
