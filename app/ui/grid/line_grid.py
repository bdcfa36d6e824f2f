"""Document lines as a spreadsheet: typing flows, pasting, look-ups, errors, undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from app.i18n import _
from app.ui import theme
from app.ui.fields.candidates import Candidate, CandidateList
from app.ui.fields.shown import date_text, number_text
from app.ui.grid.columns import Col, text_of
from app.ui.grid.delegate import GridDelegate
from app.ui.grid.grid import Grid
from app.ui.grid.line_model import CellError, Line, LineModel, read_table
from app.ui.grid.view import GridView
from app.ui.parts.bars import ErrorBar, Way
from app.ui.theme.look import LEFT, RIGHT

AnyIndex = QModelIndex | QPersistentModelIndex
_LINE_SAID = ("Line ", "第 ")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellEditor(QLineEdit):
    """The editor of the cell being typed in; `wanted` asks for matches, never while an input method composes."""

    wanted = Signal(str)

    def __init__(self, col: Col, row: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.col, self.row = col, row
        self.is_composing = False
        self.chosen: Candidate | None = None
        self.setProperty("part", "cell")
        self.setObjectName(f"cell_{col.key}")
        self.setAccessibleName(f"{col.title} {row + 1}")
        self.setAlignment(RIGHT if col.is_right() else LEFT)
        self.setFont(theme.look().font())
        self.list = CandidateList(self)
        self.list.picked.connect(self._pick)
        self.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        self.chosen = None
        if not self.col.look_up or self.is_composing:
            return
        if text.strip() and text.strip() != "..":
            self.wanted.emit(text.strip())
        else:
            self.list.hide()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def offer(self, candidates: Sequence[Candidate]) -> None:
        self.list.offer(candidates, self.mapToGlobal(QPoint(0, self.height())), self.width())

    def _pick(self, candidate: Candidate) -> None:
        self.chosen = candidate
        self.setText(candidate.code)
        self.list.hide()


class LineDelegate(GridDelegate):
    """The painting delegate plus the cell editor and its keys."""

    def __init__(self, table: LineView) -> None:
        super().__init__(table)
        self._lines = table

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        col = self._lines.grid_model().cols[index.column()]
        editor = CellEditor(col, index.row(), parent)
        editor.wanted.connect(lambda text: self._lines.match_wanted.emit(index.row(), col.key, text))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        editor.setGeometry(option.rect.adjusted(0, 0, 0, -1))

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        if isinstance(editor, CellEditor) and not editor.isModified():
            editor.setText(editable_text(editor.col, self._lines.grid_model().value(index.row(), index.column())))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: AnyIndex) -> None:
        if isinstance(editor, CellEditor):
            self._lines.commit_cell(index.row(), editor)

    def eventFilter(self, watched: object, event: object) -> bool:
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_key and isinstance(watched, CellEditor) and self._editor_key(watched, cast(QKeyEvent, event)):
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _editor_key(self, editor: CellEditor, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        offered = editor.list.current()
        if offered is not None and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            editor.list.move_by(1 if key == Qt.Key.Key_Down else -1)
            return True
        if offered is not None and key == Qt.Key.Key_Escape:
            editor.list.hide()
            return True
        if key == Qt.Key.Key_F7:
            self._lines.chooser_wanted.emit(editor.row, editor.col.key, editor.text().strip())
            return True
        if key in (*_ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Down, Qt.Key.Key_Up):
            if offered is not None and key in (*_ENTER, Qt.Key.Key_Tab):
                editor.chosen = offered
            self._finish(editor, key, backwards=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        return False

    def _finish(self, editor: CellEditor, key: Qt.Key, *, backwards: bool) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._lines.step_row(1 if key == Qt.Key.Key_Down else -1)
        else:
            self._lines.step_cell(backwards=backwards or key == Qt.Key.Key_Backtab)


def editable_text(col: Col, value: Any) -> str:
    """A value as one edits it: numbers without separators, percentages as 13."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool) and not col.choices:
        number = Decimal(value) * (100 if col.kind == "percent" else 1)
        return number_text(number).replace(",", "")
    if isinstance(value, date):
        return date_text(value)
    return text_of(col, value)


class LineView(GridView):
    """The table of lines: one cell is current, typing edits it."""

    match_wanted = Signal(int, str, str)
    chooser_wanted = Signal(int, str, str)
    cell_entered = Signal(int, object)

    def __init__(self, model: LineModel, state: Any, parent: QWidget | None = None) -> None:
        super().__init__(model, state, parent)
        self.hint = ""
        self.has_cell_cursor = True
        self.has_verticals = True
        self.painter_of_cells = LineDelegate(self)
        self.setItemDelegate(self.painter_of_cells)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)

    def line_model(self) -> LineModel:
        return cast(LineModel, self.grid_model())

    def entry_hint(self) -> tuple[str, float]:
        first = self.next_cell(-1, -1)
        column = first[1] if first else 0
        return self.hint, float(self.columnViewportPosition(column))

    def commit_cell(self, row: int, editor: CellEditor) -> None:
        """Take what the editor holds, if it was touched."""
        editor.list.hide()
        model, key = self.line_model(), editor.col.key
        if editor.chosen is not None:
            model.put_value(row, key, editor.chosen)
        elif editor.isModified() and (editor.text().strip() or not model.is_entry_row(row)):
            before = editable_text(editor.col, model.value(row, model.column_of(key)))
            if editor.text() != before or model.error_of(row, key):
                model.enter(row, key, editor.text())
                self.cell_entered.emit(row, key)

    def next_cell(self, row: int, visual: int, *, backwards: bool = False) -> tuple[int, int] | None:
        """The next editable cell as (row, logical column) in reading order, beginning after a visual place."""
        model, header = self.line_model(), self.header
        columns = [at for at in sorted(range(header.count()), key=header.visualIndex) if not header.isSectionHidden(at)]
        editable = [at for at in columns if model.cols[at].editable]
        if model.is_read_only or not editable:
            return None
        row = max(row, 0)
        if backwards:
            earlier = [at for at in editable if header.visualIndex(at) < visual]
            return (row, earlier[-1]) if earlier else (row - 1, editable[-1]) if row > 0 else None
        later = [at for at in editable if header.visualIndex(at) > visual]
        if later and not (model.is_entry_row(row) and visual >= 0 and later[0] != editable[0]):
            return row, later[0]
        return (row + 1, editable[0]) if row + 1 < model.rowCount() else None

    def step_cell(self, *, backwards: bool = False) -> None:
        """To the next editable cell, as Enter and Tab go."""
        index = self.currentIndex()
        found = self.next_cell(index.row(), self.header.visualIndex(index.column()), backwards=backwards)
        if found:
            self.go(*found)

    def step_row(self, step: int) -> None:
        index = self.currentIndex()
        row = index.row() + step
        if 0 <= row < self.grid_model().rowCount():
            self.go(row, index.column())

    def go(self, row: int, column: int) -> None:
        """Make a cell current, alone selected and in sight."""
        self.setCurrentIndex(self.grid_model().index(row, column))
        self.setFocus()


class LineGrid(Grid):
    """Document lines.

    Signals besides those of Grid: `edited(row, key, value)` after one cell, `block_entered(Block)` after pasting,
    filling, clearing, undo; `lines_inserted(row, count)`, `lines_removed(row, count)`; `asked(row, key, text)` wants
    matches (answer: `offer`), `chooser_asked(row, key, text)` is F7 (answer: `choose`), `way_taken(row, key, way)`.
    Text of a look-up column that was not picked stands as str in the line and in Block.unresolved or `edited`;
    the screen answers with `resolve`. Keys: Enter Tab flow, Insert and Ctrl+Insert line, Delete line, Backspace empties,
    Ctrl+C X V, Ctrl+Shift+D fill down, Ctrl+Z Y, F7 look-up, F8 next error.
    """

    edited = Signal(int, str, object)
    block_entered = Signal(object)
    lines_inserted = Signal(int, int)
    lines_removed = Signal(int, int)
    asked = Signal(int, str, str)
    chooser_asked = Signal(int, str, str)
    way_taken = Signal(int, str, str)

    def __init__(
        self,
        cols: Sequence[Col],
        parent: QWidget | None = None,
        *,
        name: str = "lines",
        new_line: Callable[[], Mapping[str, Any]] = dict,
        today: Callable[[], date],
        hint: str = "",
    ) -> None:
        self._new_line, self._today = new_line, today
        super().__init__(cols, parent, name=name, has_verticals=True)
        self.lines_view = cast(LineView, self.view)
        self.line_model = cast(LineModel, self.model)
        self.lines_view.hint = hint or _("Type a code, a name or pinyin initials; F7 chooses")
        self.error_bar = ErrorBar(self)
        self.column.insertWidget(1, self.error_bar)
        self._shown_error: tuple[int, str] | None = None
        self._connect_lines()

    def _make_model(self, cols: Sequence[Col], can_check: bool, row_key: Callable[[Any], Any]) -> LineModel:
        return LineModel(cols, self, new_line=self._new_line, today=self._today)

    def _make_view(self) -> LineView:
        return LineView(cast(LineModel, self.model), self.head, self)

    def _connect_lines(self) -> None:
        model, view = self.line_model, self.lines_view
        model.edited.connect(self.edited)
        model.block_entered.connect(self.block_entered)
        model.lines_inserted.connect(self.lines_inserted)
        model.lines_removed.connect(self.lines_removed)
        model.errors_changed.connect(self._show_error)
        view.match_wanted.connect(self.asked)
        view.chooser_wanted.connect(self.chooser_asked)
        view.selectionModel().currentChanged.connect(lambda: self._show_error())
        self.error_bar.next_asked.connect(self.next_error)
        self.error_bar.way_taken.connect(self._take_way)

    # lines
    def lines(self) -> tuple[Line, ...]:
        return self.line_model.lines()

    def set_lines(self, lines: Sequence[Mapping[str, Any]]) -> None:
        self.line_model.set_lines(lines)

    def replace_line(self, row: int, line: Mapping[str, Any]) -> None:
        self.line_model.replace_line(row, line)

    def set_errors(self, errors: Mapping[tuple[int, str], CellError | str]) -> None:
        self.line_model.set_errors(errors)

    def set_changed(self, places: Sequence[tuple[int, str]]) -> None:
        self.line_model.set_changed(places)

    def set_read_only(self, read_only: bool) -> None:
        self.line_model.set_read_only(read_only)

    def commit(self) -> None:
        """Take what is being typed, before saving."""
        editor = self.editor()
        if editor is not None:
            self.lines_view.commitData(editor)
            self.lines_view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def editor(self) -> CellEditor | None:
        """The cell editor, while a cell is being typed in."""
        for editor in self.view.viewport().findChildren(CellEditor):
            if editor.isVisible():
                return editor
        return None

    # look-ups
    def offer(self, row: int, key: str, text: str, candidates: Sequence[Candidate]) -> None:
        """Answer to `asked`; dropped when the person has typed on or gone elsewhere."""
        editor = self.editor()
        if editor and (editor.row, editor.col.key, editor.text().strip()) == (row, key, text):
            editor.offer(candidates)

    def choose(self, row: int, key: str, candidate: Candidate) -> None:
        """What the person took in the chooser opened by F7."""
        editor = self.editor()
        if editor and (editor.row, editor.col.key) == (row, key):
            editor.chosen = candidate
            self.commit()
        else:
            self.line_model.put_value(row, key, candidate)
        self.lines_view.go(row, self.model.column_of(key))
        self.lines_view.step_cell()

    def resolve(self, row: int, key: str, candidate: Candidate | None, sentence: str = "") -> None:
        self.line_model.resolve(row, key, candidate, sentence)

    # errors
    def next_error(self) -> None:
        """Go to the next wrong cell after the current one, round the end."""
        places = self.line_model.errors()
        if not places:
            return
        self.commit()
        index = self.view.currentIndex()
        here = (index.row(), index.column())
        self.lines_view.go(*next((place for place in places if place > here), places[0]))

    def _show_error(self) -> None:
        """The current cell's error, else that of its line, else the first."""
        places = self.line_model.errors()
        if not places:
            self._shown_error = None
            self.error_bar.set_error("")
            return
        index = self.view.currentIndex()
        here = (index.row(), index.column())
        in_row = [place for place in places if place[0] == index.row()]
        row, column = here if here in places else (in_row or places)[0]
        key = self.model.cols[column].key
        error = self.line_model.cell_error(row, key) or CellError("")
        self._shown_error = (row, key)
        where = _("Line {n}, {column}: {error}").format(
            n=row + 1, column=self.model.cols[column].title, error=error.text
        )
        if error.text.startswith(_LINE_SAID):  # a room's sentence that names its line already
            where = error.text
        self.error_bar.set_error(where, error.ways, len(places))

    def _take_way(self, way: str) -> None:
        if self._shown_error:
            self.way_taken.emit(*self._shown_error, way)

    # keys
    def _key(self, event: QKeyEvent) -> bool:
        taken = self._plain_key(event) or self._control_key(event)
        if not taken and event.key() in (*_ENTER, Qt.Key.Key_Space):
            return False
        return taken

    def _plain_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        row = self.view.current_row()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (*_ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.lines_view.step_cell(backwards=shift or key == Qt.Key.Key_Backtab)
        elif key == Qt.Key.Key_Insert:
            self.insert_line()
        elif key == Qt.Key.Key_Delete:
            self.remove_lines()
        elif key == Qt.Key.Key_Backspace:
            self.line_model.clear_cells(self._selected_places())
        elif key == Qt.Key.Key_F7 and row >= 0:
            col = self.model.cols[self.view.currentIndex().column()]
            if col.look_up and col.editable:
                self.chooser_asked.emit(row, col.key, "")
        elif key == Qt.Key.Key_F8:
            self.next_error()
        else:
            return False
        return True

    def _control_key(self, event: QKeyEvent) -> bool:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        actions: dict[tuple[Qt.Key, bool], Callable[[], object]] = {
            (Qt.Key.Key_C, False): self.copy_cells,
            (Qt.Key.Key_C, True): self.copy_row,
            (Qt.Key.Key_X, False): self.cut_cells,
            (Qt.Key.Key_V, False): self.paste,
            (Qt.Key.Key_D, True): self.fill_down,
            (Qt.Key.Key_Z, False): self.line_model.undo,
            (Qt.Key.Key_Z, True): self.line_model.redo,
            (Qt.Key.Key_Y, False): self.line_model.redo,
        }
        action = actions.get((Qt.Key(event.key()), shift))
        if action is None or (self.line_model.is_read_only and event.key() != Qt.Key.Key_C):
            return False
        action()
        return True

    def insert_line(self) -> None:
        """A new line above the current one."""
        if self.line_model.is_read_only:
            return
        row = max(0, self.view.current_row())
        self.line_model.insert_line(row)
        first = self.lines_view.next_cell(row, -1)
        if first:
            self.lines_view.go(row, first[1])

    def remove_lines(self) -> None:
        """Remove the lines of the selected cells; Ctrl+Z brings them back."""
        rows = [row for row, _key in self._selected_places()]
        if not rows or self.line_model.is_read_only:
            return
        column = self.view.currentIndex().column()
        self.line_model.remove_lines(min(rows), max(rows) - min(rows) + 1)
        self.lines_view.go(min(min(rows), self.model.rowCount() - 1), column)

    # blocks
    def _selected_places(self) -> list[tuple[int, str]]:
        """(row, key) of the selected cells that hold a line, else of the current one."""
        found = self.view.selectionModel().selectedIndexes() or [self.view.currentIndex()]
        seen = {self.model.cols[at].key for at in self.shown_columns()}
        places = [(index.row(), self.model.cols[index.column()].key) for index in found if index.isValid()]
        rows = len(self.lines())
        return [(row, key) for row, key in places if row < rows and (key in seen or len(places) == 1)]

    def _selected_block(self) -> tuple[int, int, list[str]]:
        """First row, last row and column keys, in the order seen."""
        places = self._selected_places()
        if not places:
            return 0, -1, []
        rows = [row for row, _key in places]
        keys = {key for _row, key in places}
        order = [self.model.cols[at].key for at in self.shown_columns()]
        return min(rows), max(rows), [key for key in order if key in keys]

    def copy_cells(self) -> None:
        """The selected block, tab-separated, as Excel takes it."""
        first, last, keys = self._selected_block()
        columns = [self.model.column_of(key) for key in keys]
        rows = [
            "\t".join(editable_text(self.model.cols[at], self.model.value(row, at)) for at in columns)
            for row in range(first, last + 1)
        ]
        QGuiApplication.clipboard().setText("\n".join(rows))

    def cut_cells(self) -> None:
        self.copy_cells()
        self.line_model.clear_cells(self._selected_places())

    def paste(self) -> None:
        """Lay the clipboard over the cells from the current one; a single value fills the whole selection."""
        table = read_table(QGuiApplication.clipboard().text())
        index = self.view.currentIndex()
        if not table or not index.isValid():
            return
        order = [self.model.cols[at].key for at in self.shown_columns()]
        first, last, keys = self._selected_block()
        if len(table) == 1 and len(table[0]) == 1 and (last > first or len(keys) > 1):
            self.line_model.paste(first, keys, [table[0] * len(keys)] * (last - first + 1))
            return
        start = self.model.cols[index.column()].key
        begin = order.index(start) if start in order else 0
        row = first if last >= first and start in keys else index.row()
        self.line_model.paste(row, order[begin:], table)

    def fill_down(self) -> None:
        """The first selected row down through the selection; a single cell takes the one above."""
        first, last, keys = self._selected_block()
        if last == first and first > 0:
            first -= 1
        if last > first:
            self.line_model.fill_down(first, last, keys)


__all__ = ["CellError", "LineGrid", "Way"]
