"""The grid a screen uses: view, frozen columns, totals, empty state, column layout."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QScrollBar, QVBoxLayout, QWidget

from app.i18n import _
from app.ui import theme
from app.ui.grid.columns import Col, Group, text_of
from app.ui.grid.header import HeadState
from app.ui.grid.model import GridModel, default_key
from app.ui.grid.view import GridView
from app.ui.parts.base import Painted
from app.ui.parts.panels import EmptyState
from app.ui.theme.look import LEFT, RIGHT
from app.ui.theme.tokens import SIZES

_FETCH_PAUSE_MS = 15
_LEAST_OF_NAME = 0.72


class TotalsRow(Painted):
    """Figures under their columns, 28 high; the caption stands from the first free place."""

    def __init__(self, view: GridView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._caption = ""
        self._totals: dict[str, Any] = {}
        for told in (view.horizontalScrollBar().valueChanged, view.header.sectionResized, view.header.sectionMoved):
            told.connect(self.update)
        self.hide()

    def set_totals(self, totals: Mapping[str, Any], caption: str = "") -> None:
        self._totals, self._caption = dict(totals), caption
        self.setAccessibleName(" ".join([caption, *(str(value) for value in totals.values())]))
        self.setVisible(bool(totals or caption))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, theme.look().px(SIZES.height.totals_row))

    minimumSizeHint = sizeHint  # noqa: N815

    def _caption_at(self) -> int:
        """Where the first text column begins, else the left edge."""
        header = self._view.header
        for logical in sorted(range(header.count()), key=header.visualIndex):
            col = self._view.grid_model().cols[logical]
            if not header.isSectionHidden(logical) and col.kind in ("text", "two_line") and col.key not in self._totals:
                return header.sectionViewportPosition(logical)
        return 0

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.brush("surface_alt"))
        painter.fillRect(0, 0, self.width(), 1, look.brush("rule"))
        pad = look.px(SIZES.space.inside_cell)
        left = max(0, self._caption_at())
        words = QRectF(left + pad, 0, look.width(self._caption, bold=True) + 2, self.height())
        look.draw_text(painter, words, self._caption, bold=True)
        header = self._view.header
        for logical, col in enumerate(self._view.grid_model().cols):
            if col.key in self._totals and not header.isSectionHidden(logical):
                cell = QRectF(header.sectionViewportPosition(logical), 0, header.sectionSize(logical), self.height())
                value = text_of(col, self._totals[col.key])
                align = RIGHT if col.is_right() else LEFT
                look.draw_text(painter, cell.adjusted(pad, 0, -pad, 0), value, bold=True, align=align)


class Grid(QWidget):
    """Rows under columns.

    Signals: `opened(row)` on Enter or double click, `link_taken(row, column key)`, `acted(row, action key)`,
    `current_changed(row or None)`, `checked_changed(rows)`, `filtered(filters)`, `sort_asked(key, descending)`,
    `need(first, last)` for a window, `layout_changed()`, `menu_asked(row, column key, position)`,
    `group_link_taken(group)`. A row is what was given, never an index.
    """

    opened = Signal(object)
    link_taken = Signal(object, str)
    acted = Signal(object, str)
    current_changed = Signal(object)
    checked_changed = Signal(object)
    filtered = Signal(dict)
    sort_asked = Signal(str, bool)
    need = Signal(int, int)
    layout_changed = Signal()
    menu_asked = Signal(object, str, QPoint)
    group_link_taken = Signal(object)

    def __init__(
        self,
        cols: Sequence[Col],
        parent: QWidget | None = None,
        *,
        name: str = "grid",
        can_check: bool = False,
        has_filter_row: bool = False,
        has_verticals: bool = False,
        two_lines: bool = False,
        sorts_itself: bool = False,
        row_key: Callable[[Any], Any] = default_key,
        empty_text: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.model = self._make_model(cols, can_check, row_key)
        self.head = HeadState(self)
        self.head.has_filter_row = has_filter_row
        self.view = self._make_view()
        self.view.setObjectName(f"{name}_view")
        self.view.has_verticals = has_verticals
        self.view.two_lines = two_lines
        self._sorts_itself = sorts_itself
        self._base_widths: dict[int, int] = {}
        self._is_fitting = False
        self._last_checked = -1
        self.totals = TotalsRow(self.view, self)
        self.empty = EmptyState(empty_text or _("Nothing here yet"), parent=self.view)
        self._build()
        self._connect()
        self._lay_out_columns()
        self._show_empty()

    def _make_model(self, cols: Sequence[Col], can_check: bool, row_key: Callable[[Any], Any]) -> GridModel:
        return GridModel(cols, self, can_check=can_check, row_key=row_key)

    def _make_view(self) -> GridView:
        return GridView(self.model, self.head, self)

    def _build(self) -> None:
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sideways = QScrollBar(Qt.Orientation.Horizontal, self)
        self._sideways.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        for widget in (self.view, self.totals, self._sideways):
            self.column.addWidget(widget)
        self.setFocusProxy(self.view)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._fetch = QTimer(self)
        self._fetch.setSingleShot(True)
        self._fetch.setInterval(_FETCH_PAUSE_MS)

    def _connect(self) -> None:
        view, model, head = self.view, self.model, self.head
        view.doubleClicked.connect(lambda index: self._open(index.row()))
        view.take_key = self._key
        view.link_clicked.connect(lambda row, key: self.link_taken.emit(model.entry(row), key))
        view.action_clicked.connect(lambda row, key: self.acted.emit(model.entry(row), key))
        view.group_clicked.connect(self.toggle_group)
        view.group_link_clicked.connect(lambda row: self.group_link_taken.emit(model.entry(row)))
        view.check_clicked.connect(self._toggle_check)
        view.shown_rows.connect(lambda: self._fetch.start() if model.is_window() else None)
        view.selectionModel().currentRowChanged.connect(lambda: self.current_changed.emit(self.current()))
        view.customContextMenuRequested.connect(self._ask_menu)
        view.header.customContextMenuRequested.connect(self._open_column_menu)
        view.header.sectionResized.connect(self._remember_width)
        view.header.sectionMoved.connect(lambda: self.layout_changed.emit())
        head.filtered.connect(self.filtered)
        head.sorted.connect(self._sort)
        head.check_all.connect(self._toggle_all)
        self._fetch.timeout.connect(self._ask_rows)
        model.need.connect(self.need)
        model.checked_changed.connect(self._checks_changed)
        model.modelReset.connect(self._show_empty)
        model.rowsInserted.connect(self._show_empty)
        model.rowsRemoved.connect(self._show_empty)
        inner = view.horizontalScrollBar()
        inner.rangeChanged.connect(self._sideways_range)
        inner.valueChanged.connect(self._sideways.setValue)
        self.view.verticalScrollBar().rangeChanged.connect(lambda *_range: QTimer.singleShot(0, self, self._fit))
        self._sideways.valueChanged.connect(inner.setValue)
        theme.changes().changed.connect(self.restyle)

    # rows
    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the current one stays current if it is among them."""
        self._keeping_current(lambda: self.model.set_rows(rows))

    def set_groups(self, groups: Sequence[tuple[Group, Sequence[Any]]]) -> None:
        self._keeping_current(lambda: self.model.set_groups(groups))

    def set_window(self, total: int) -> None:
        """Begin a window of about `total` rows; `need` follows for what is in sight."""
        self.model.set_window(total)
        self.view.scrollToTop()
        self._fetch.start()

    def put(self, first: int, rows: Sequence[Any]) -> None:
        self.model.put(first, rows)

    def set_totals(self, totals: Mapping[str, Any], caption: str = "") -> None:
        self.totals.set_totals(totals, caption)

    def set_today(self, today: date) -> None:
        """The business day, for dates shown without their year."""
        self.model.today = today

    def set_empty(self, text: str, link: str = "") -> None:
        self.empty.set_text(text, link)

    def current(self) -> Any:
        """The current row, or None (also on a group's head)."""
        entry = self.model.entry(self.view.current_row())
        return None if isinstance(entry, Group) else entry

    def set_current(self, key: Any) -> bool:
        """Make the row with this key current; False where it is not here."""
        row = self.model.row_of(key)
        if row is not None:
            self.view.setCurrentIndex(self.model.index(row, self._first_column()))
        return row is not None

    def step_current(self, step: int) -> Any:
        """The next or previous row, made current (PgUp and PgDn of a document opened from here)."""
        row = self.view.current_row() + step
        while 0 <= row < self.model.rowCount() and isinstance(self.model.entry(row), Group):
            row += step
        if 0 <= row < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row, self._first_column()))
        return self.current()

    def checked(self) -> list[Any]:
        return self.model.checked_rows()

    def check_nothing(self) -> None:
        """Take all marks back, since what was selected is done."""
        self.model.check_all(is_checked=False)

    def _keeping_current(self, change: Callable[[], None]) -> None:
        row = self.current()
        scrolled = self.view.verticalScrollBar().value()
        change()
        if row is not None:
            self.set_current(self.model.row_key(row))
        self.view.verticalScrollBar().setValue(scrolled)

    def _first_column(self) -> int:
        hidden = self.view.isColumnHidden
        return next((at for at, col in enumerate(self.model.cols) if not hidden(at) and not col.is_special()), 0)

    def _ask_rows(self) -> None:
        first, last = self.view.visible_rows()
        if last > first:
            self.model.ask(first, last)

    def _show_empty(self) -> None:
        self.empty.setVisible(self.model.rowCount() == 0)
        self._place_empty()

    def _place_empty(self) -> None:
        where = self.view.viewport().geometry()
        self.empty.setGeometry(where.x(), where.y(), where.width(), min(where.height(), theme.look().px(140)))

    # gestures
    def _open(self, row: int) -> None:
        entry = self.model.entry(row)
        if isinstance(entry, Group):
            self.toggle_group(row)
        elif entry is not None:
            self.opened.emit(entry)

    def toggle_group(self, row: int) -> None:
        """Fold or unfold the group whose head stands at `row`."""
        entry = self.model.entry(row)
        if isinstance(entry, Group):
            self._keeping_current(lambda: self.model.toggle_group(entry))
            self.view.setCurrentIndex(self.model.index(row, self._first_column()))

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the grid took the key; others go on to the view."""
        row = self.view.current_row()
        entry = self.model.entry(row) if row >= 0 else None
        key = Qt.Key(event.key())
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control and row >= 0:
            self._open(row)
        elif key == Qt.Key.Key_Space and self.model.can_check and row >= 0:
            self._toggle_check(row, shift)
        elif key == Qt.Key.Key_C and control:
            self.copy_row() if shift else self.copy_cell()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and isinstance(entry, Group):
            if self.model.is_collapsed(entry) == (key == Qt.Key.Key_Right):
                self.toggle_group(row)
        elif key == Qt.Key.Key_F and shift and not control and self.head.has_filter_row:
            self.focus_filter()
        else:
            return False
        return True

    def focus_filter(self) -> None:
        """Put the cursor into the filter row, first column."""
        logical = self.view.header.first_filter()
        if logical >= 0:
            self.view.header.edit_filter(logical)

    def _toggle_check(self, row: int, is_range: bool) -> None:
        is_checked = not self.model.is_checked(row)
        rows = range(row, row + 1)
        if is_range and self._last_checked >= 0:
            rows = range(min(row, self._last_checked), max(row, self._last_checked) + 1)
            is_checked = True
        self._last_checked = row
        self.model.set_checked(rows, is_checked=is_checked)

    def _toggle_all(self) -> None:
        self.model.check_all(is_checked=self.model.checks_state() is not True)

    def _checks_changed(self) -> None:
        self.view.viewport().update()
        self.view.header.viewport().update()
        self.view.frozen.viewport().update()
        self.checked_changed.emit(self.model.checked_rows())

    def _sort(self, key: str, is_descending: bool) -> None:
        if self._sorts_itself:
            self._keeping_current(lambda: self.model.sort_rows(key, descending=is_descending))
        self.sort_asked.emit(key, is_descending)

    def _ask_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        if index.isValid():
            self.view.setCurrentIndex(index)
            key = self.model.cols[index.column()].key
            self.menu_asked.emit(self.model.entry(index.row()), key, self.view.viewport().mapToGlobal(at))

    # copying
    def copy_cell(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText(self.model.text(index.row(), index.column()))

    def copy_row(self) -> None:
        """The current row as tab-separated text in the order seen."""
        row = self.view.current_row()
        if row >= 0:
            cells = [self.model.text(row, column) for column in self.shown_columns()]
            QGuiApplication.clipboard().setText("\t".join(cells))

    def copy_column(self) -> None:
        """The current column, its title first."""
        column = self.view.currentIndex().column()
        if column >= 0:
            rows = range(self.model.rowCount())
            cells = [self.model.text(row, column) for row in rows if not isinstance(self.model.entry(row), Group)]
            QGuiApplication.clipboard().setText("\n".join([self.model.cols[column].title, *cells]))

    def shown_columns(self) -> list[int]:
        """Logical columns in the order seen, without those of the grid's own."""
        header = self.view.header
        order = sorted(range(header.count()), key=header.visualIndex)
        return [at for at in order if not header.isSectionHidden(at) and not self.model.cols[at].is_special()]

    # columns
    def _lay_out_columns(self) -> None:
        look = theme.look()
        self._is_fitting = True
        for logical, col in enumerate(self.model.cols):
            self._base_widths[logical] = max(col.natural_width(), self._title_width(col))
            self.view.header.resizeSection(logical, look.px(self._base_widths[logical]))
            self.view.setColumnHidden(logical, col.is_hidden)
        self._is_fitting = False
        frozen = [logical for logical, col in enumerate(self.model.cols) if col.frozen and not col.is_hidden]
        for place, logical in enumerate(frozen):
            self.view.header.moveSection(self.view.header.visualIndex(logical), place)
        self.view.freeze(len(frozen))
        self._fit()

    @staticmethod
    def _title_width(col: Col) -> int:
        """What the translated title needs, in token pixels."""
        look = theme.look()
        return math.ceil(look.width(col.title) / look.scale) + 2 * SIZES.space.inside_cell + 2 if col.title else 0

    def _remember_width(self, logical: int, _before: int, size: int) -> None:
        if self._is_fitting or size == 0:
            return
        self._base_widths[logical] = round(size / theme.look().scale)
        if not self.model.cols[logical].stretch:
            self._fit()
        self.layout_changed.emit()

    def _fit(self) -> None:
        """Give what is left of the width to the stretching columns; take a little from names that nobody has sized."""
        look, header = theme.look(), self.view.header
        shown = [at for at in range(header.count()) if not header.isSectionHidden(at)]
        stretching = [at for at in shown if self.model.cols[at].stretch] or self._widest_text(shown)
        spare = self.view.viewport().width() - sum(look.px(self._base_widths[at]) for at in shown)
        giving = {at: self._can_give(at) for at in shown} if spare < 0 else {}
        given = sum(giving.values())
        self._is_fitting = True
        for at in shown:
            extra = spare // len(stretching) if spare > 0 and at in stretching else 0
            if spare < 0 and given >= -spare:
                extra = -math.ceil(giving[at] * -spare / given)
            width = look.px(self._base_widths[at]) + extra
            if width != header.sectionSize(at):
                header.resizeSection(at, width)
        self._is_fitting = False

    def _widest_text(self, shown: Sequence[int]) -> list[int]:
        """The column that takes what is left where none was declared to, so that no head ends in the middle."""
        texts = [at for at in shown if self.model.cols[at].kind in ("text", "two_line")]
        return [max(texts, key=lambda at: self._base_widths[at])] if texts else []

    def _can_give(self, logical: int) -> int:
        """Pixels a column of names can do without: only names are ever shortened, and only where nobody sized them."""
        look, col = theme.look(), self.model.cols[logical]
        natural = max(col.natural_width(), self._title_width(col))
        if not (col.kind == "text" or col.stretch) or self._base_widths[logical] != natural:
            return 0
        least = max(self._title_width(col), round(natural * _LEAST_OF_NAME))
        return max(0, look.px(natural) - look.px(least))

    def _open_column_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        for logical, col in enumerate(self.model.cols):
            if col.title:
                entry = menu.addAction(col.title)
                entry.setCheckable(True)
                entry.setChecked(not self.view.isColumnHidden(logical))
                entry.triggered.connect(
                    lambda shown, at=logical: self.show_column(self.model.cols[at].key, shown=shown)
                )
        menu.addSeparator()
        logical = self.view.header.logicalIndexAt(at)
        if logical >= 0:
            freeze = menu.addAction(_("Freeze up to this column"))
            freeze.triggered.connect(lambda: self.freeze_up_to(self.model.cols[logical].key))
        menu.addAction(_("Freeze no column")).triggered.connect(lambda: self.freeze(0))
        menu.addAction(_("Usual columns")).triggered.connect(self.reset_layout)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view.header.mapToGlobal(at))

    def show_column(self, key: str, *, shown: bool) -> None:
        self.view.setColumnHidden(self.model.column_of(key), not shown)
        self._fit()
        self.view.freeze(self.view.frozen_count())
        self.layout_changed.emit()

    def freeze(self, count: int) -> None:
        self.view.freeze(count)
        self.layout_changed.emit()

    def freeze_up_to(self, key: str) -> None:
        """Freeze the columns from the left up to this one."""
        header = self.view.header
        wanted = header.visualIndex(self.model.column_of(key))
        seen = [visual for visual in range(wanted + 1) if not header.isSectionHidden(header.logicalIndex(visual))]
        self.freeze(len(seen))

    def reset_layout(self) -> None:
        """Back to the columns as declared."""
        header = self.view.header
        for logical in range(header.count()):
            header.moveSection(header.visualIndex(logical), logical)
        self._lay_out_columns()
        self.layout_changed.emit()

    def layout_state(self) -> dict[str, Any]:
        """Order, widths, hidden and frozen columns, to be kept per person."""
        header = self.view.header
        order = sorted(range(header.count()), key=header.visualIndex)
        cols = self.model.cols
        return {
            "order": [cols[at].key for at in order],
            "widths": {cols[at].key: width for at, width in self._base_widths.items()},
            "hidden": [cols[at].key for at in order if header.isSectionHidden(at)],
            "frozen": self.view.frozen_count(),
        }

    def restore_layout(self, state: Mapping[str, Any]) -> None:
        """Put a kept layout back; columns it does not know keep their place at the end."""
        known = {col.key: at for at, col in enumerate(self.model.cols)}
        header = self.view.header
        for place, key in enumerate([key for key in state.get("order", ()) if key in known]):
            header.moveSection(header.visualIndex(known[key]), place)
        for key, width in state.get("widths", {}).items():
            if key in known:
                self._base_widths[known[key]] = int(width)
        for key, at in known.items():
            self.view.setColumnHidden(at, key in state.get("hidden", ()))
        self.view.freeze(int(state.get("frozen", self.view.frozen_count())))
        self._fit()

    # size
    def _sideways_range(self, low: int, high: int) -> None:
        self._sideways.setRange(low, high)
        self._sideways.setPageStep(self.view.horizontalScrollBar().pageStep())
        self._sideways.setSingleStep(theme.look().px(24))
        self._sideways.setVisible(high > low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._settle)
        self._settle()

    def _settle(self) -> None:
        self._fit()
        self._place_empty()

    def restyle(self) -> None:
        """After another theme or scale."""
        self.view.restyle()
        self.view.header.setMinimumSectionSize(theme.look().px(24))
        self._fit()
        self._place_empty()

    def visible_rect(self, row: int, key: str) -> QRect:
        """Where a cell is seen, in the coordinates of the viewport (for tests and popups)."""
        return self.view.visualRect(self.model.index(row, self.model.column_of(key)))
