"""Document lines as a spreadsheet: the keys flow, blocks are pasted, errors are found, changes undone."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.ui.fields import Candidate
from app.ui.grid import CellError, Col, LineGrid
from app.ui.parts import Button, Way

TODAY = date(2026, 11, 20)
PUMP = Candidate(7, "LUGB-100", "Vortex meter")
COLS = (
    Col("item", "Item", "code", editable=True, look_up="items"),
    Col("name", "Name", stretch=True),
    Col("quantity", "Quantity", "quantity", editable=True),
    Col("price", "Price", "price", editable=True),
    Col("required", "Required", "date", editable=True),
    Col("amount", "Amount", "money"),
)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def line(item, quantity=1):
    return {"item": item, "quantity": Decimal(quantity), "price": Decimal(10)}


@pytest.fixture
def grid(qtbot):
    made = LineGrid(COLS, today=lambda: TODAY)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.set_lines([line("A", 1), line("B", 2), line("C", 3)])
    made.show()
    made.activateWindow()
    made.view.setFocus()
    qtbot.waitUntil(made.view.hasFocus)
    return made


def go(grid, row, key):
    grid.lines_view.go(row, grid.model.column_of(key))


def here(grid):
    index = grid.view.currentIndex()
    return index.row(), grid.model.cols[index.column()].key


def type_in(qtbot, grid, text, key=Qt.Key.Key_Return):
    qtbot.keyClicks(grid.view, text[:1])
    editor = grid.editor()
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, key)


def select(grid, first, last, keys):
    from PySide6.QtCore import QItemSelection, QItemSelectionModel

    columns = [grid.model.column_of(key) for key in keys]
    corner, other = grid.model.index(first, min(columns)), grid.model.index(last, max(columns))
    grid.view.setCurrentIndex(corner)
    grid.view.selectionModel().select(QItemSelection(corner, other), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def values(grid, key):
    return [entry.get(key) for entry in grid.lines()]


def test_typing_edits_the_cell_and_enter_goes_to_the_next_editable_one(qtbot, grid):
    go(grid, 0, "quantity")
    with qtbot.waitSignal(grid.edited) as told:
        type_in(qtbot, grid, "=2*6")
    assert told.args == [0, "quantity", Decimal(12)]
    assert here(grid) == (0, "price")
    type_in(qtbot, grid, "9.5")
    type_in(qtbot, grid, "+7", Qt.Key.Key_Tab)
    assert here(grid) == (1, "item"), "the flow goes on in the next line, over what cannot be edited"
    assert grid.lines()[0]["required"] == date(2026, 11, 27)


def test_shift_tab_goes_back(qtbot, grid):
    go(grid, 1, "item")
    qtbot.keyClick(grid.view, Qt.Key.Key_Backtab, SHIFT)
    assert here(grid) == (0, "required")


def test_lines_are_never_changed_in_place(grid):
    before = grid.lines()[0]
    grid.line_model.enter(0, "quantity", "5")
    assert before["quantity"] == Decimal(1)
    with pytest.raises(TypeError):
        grid.lines()[0]["quantity"] = 3


def test_a_cell_that_cannot_be_edited_takes_no_typing(qtbot, grid):
    go(grid, 0, "amount")
    qtbot.keyClicks(grid.view, "5")
    assert grid.editor() is None and grid.lines()[0].get("amount") is None


def test_typing_in_the_last_row_begins_a_new_line(qtbot, grid):
    go(grid, 3, "item")
    type_in(qtbot, grid, "D")
    assert len(grid.lines()) == 4 and grid.lines()[3]["item"] == "D"
    assert grid.model.rowCount() == 5


def test_two_dots_repeat_the_line_above(qtbot, grid):
    go(grid, 2, "quantity")
    type_in(qtbot, grid, "..")
    assert grid.lines()[2]["quantity"] == Decimal(2)


def test_what_is_not_understood_stays_and_is_marked(qtbot, grid):
    go(grid, 0, "quantity")
    type_in(qtbot, grid, "many")
    assert grid.lines()[0]["quantity"] == "many"
    assert "many" in grid.model.error_of(0, "quantity")
    assert grid.error_bar.isVisible() and "Quantity" in grid.error_bar.error()
    go(grid, 0, "quantity")
    type_in(qtbot, grid, "4")
    assert grid.model.error_of(0, "quantity") == "" and not grid.error_bar.isVisible()


def test_a_block_from_excel_is_laid_over_the_cells_and_told_once(qtbot, grid):
    QGuiApplication.clipboard().setText('X1\t"two\nlines"\t5\t1,200.50\tm\r\nX2\t\tfive\t3\t1125\r\n')
    go(grid, 2, "item")
    told = []
    grid.block_entered.connect(told.append)
    qtbot.keyClick(grid.view, Qt.Key.Key_V, CONTROL)
    assert len(told) == 1 and (told[0].first, told[0].last) == (2, 3)
    assert [item.text for item in told[0].unresolved] == ["X1", "X2"]
    assert grid.lines()[2]["price"] == Decimal("1200.50")
    assert grid.lines()[2]["required"] == date(2026, 11, 30)
    assert grid.lines()[2].get("name") is None, "a column that may not be edited swallows its cell"
    assert grid.line_model.errors() == [(3, grid.model.column_of("quantity"))]


def test_pasted_codes_are_resolved_or_marked(grid):
    grid.line_model.paste(0, ["item"], [["LUGB-100"], ["nothing"]])
    grid.resolve(0, "item", PUMP)
    grid.resolve(1, "item", None, "Nothing matches")
    assert grid.lines()[0]["item"] is PUMP
    assert grid.model.text(0, grid.model.column_of("item")) == "LUGB-100"
    assert grid.model.error_of(1, "item") == "Nothing matches"


def test_one_value_fills_the_whole_selection(qtbot, grid):
    QGuiApplication.clipboard().setText("8")
    select(grid, 0, 2, ["quantity", "price"])
    qtbot.keyClick(grid.view, Qt.Key.Key_V, CONTROL)
    assert values(grid, "quantity") == values(grid, "price") == [Decimal(8)] * 3


def test_fill_down_repeats_the_first_row_of_the_selection(qtbot, grid):
    select(grid, 0, 2, ["quantity"])
    qtbot.keyClick(grid.view, Qt.Key.Key_D, CONTROL | SHIFT)
    assert values(grid, "quantity") == [Decimal(1)] * 3


def test_copied_cells_can_be_pasted_elsewhere(qtbot, grid):
    select(grid, 0, 1, ["quantity", "price"])
    qtbot.keyClick(grid.view, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "1\t10\n2\t10"
    go(grid, 1, "quantity")
    qtbot.keyClick(grid.view, Qt.Key.Key_V, CONTROL)
    assert values(grid, "quantity") == [Decimal(1), Decimal(1), Decimal(2)]


def test_insert_and_delete_move_errors_with_their_lines_and_can_be_undone(qtbot, grid):
    grid.set_errors({(1, "price"): CellError("too low")})
    go(grid, 0, "item")
    qtbot.keyClick(grid.view, Qt.Key.Key_Insert)
    assert len(grid.lines()) == 4 and grid.model.error_of(2, "price") == "too low"
    qtbot.keyClick(grid.view, Qt.Key.Key_Delete)
    assert values(grid, "item") == ["A", "B", "C"] and grid.model.error_of(1, "price") == "too low"
    go(grid, 1, "item")
    with qtbot.waitSignal(grid.lines_removed) as told:
        qtbot.keyClick(grid.view, Qt.Key.Key_Delete)
    assert told.args == [1, 1] and values(grid, "item") == ["A", "C"]
    qtbot.keyClick(grid.view, Qt.Key.Key_Z, CONTROL)
    assert values(grid, "item") == ["A", "B", "C"]
    qtbot.keyClick(grid.view, Qt.Key.Key_Y, CONTROL)
    assert values(grid, "item") == ["A", "C"]


def test_f8_walks_through_the_errors_and_the_bar_offers_the_ways_out(qtbot, grid):
    ways = (Way("floor", "Use floor"), Way("ask", "Ask for it"))
    grid.set_errors({(0, "price"): CellError("below the floor", ways), (2, "quantity"): "must be above zero"})
    go(grid, 0, "item")
    qtbot.keyClick(grid.view, Qt.Key.Key_F8)
    assert here(grid) == (0, "price")
    use_floor = next(button for button in grid.error_bar.findChildren(Button) if button.text() == "Use floor")
    with qtbot.waitSignal(grid.way_taken) as told:
        qtbot.mouseClick(use_floor, Qt.MouseButton.LeftButton)
    assert told.args == [0, "price", "floor"]
    qtbot.keyClick(grid.view, Qt.Key.Key_F8)
    assert here(grid) == (2, "quantity") and "must be above zero" in grid.error_bar.error()
    qtbot.keyClick(grid.view, Qt.Key.Key_F8)
    assert here(grid) == (0, "price")


def test_a_look_up_cell_offers_matches_and_takes_the_first_on_enter(qtbot, grid):
    go(grid, 0, "item")
    with qtbot.waitSignal(grid.asked) as told:
        qtbot.keyClicks(grid.view, "l")
    assert told.args == [0, "item", "l"]
    grid.offer(0, "item", "l", [PUMP])
    with qtbot.waitSignal(grid.edited) as told:
        qtbot.keyClick(grid.editor(), Qt.Key.Key_Return)
    assert told.args == [0, "item", PUMP] and here(grid) == (0, "quantity")


def test_f7_asks_for_the_chooser_and_its_choice_is_taken(qtbot, grid):
    go(grid, 1, "item")
    with qtbot.waitSignal(grid.chooser_asked) as told:
        qtbot.keyClick(grid.view, Qt.Key.Key_F7)
    assert told.args == [1, "item", ""]
    grid.choose(1, "item", PUMP)
    assert grid.lines()[1]["item"] is PUMP and here(grid) == (1, "quantity")


def test_escape_leaves_the_cell_as_it_was(qtbot, grid):
    go(grid, 0, "quantity")
    qtbot.keyClicks(grid.view, "9")
    qtbot.keyClick(grid.editor(), Qt.Key.Key_Escape)
    assert grid.lines()[0]["quantity"] == Decimal(1)


def test_a_read_only_grid_has_no_entry_row_and_takes_no_keys(qtbot, grid):
    grid.set_read_only(True)
    assert grid.model.rowCount() == 3
    go(grid, 0, "quantity")
    qtbot.keyClicks(grid.view, "9")
    qtbot.keyClick(grid.view, Qt.Key.Key_Delete)
    qtbot.keyClick(grid.view, Qt.Key.Key_Insert)
    qtbot.keyClick(grid.view, Qt.Key.Key_Backspace)
    assert len(grid.lines()) == 3 and grid.lines()[0]["quantity"] == Decimal(1)


def test_a_line_computed_by_the_screen_is_shown_and_not_told_back(qtbot, grid):
    with qtbot.assertNotEmitted(grid.edited):
        grid.replace_line(0, {**grid.lines()[0], "amount": Decimal(10)})
    assert grid.model.text(0, grid.model.column_of("amount")) == "10.00"
