"""Lists in a grid: filter row, sorting, groups, checks, windows, columns."""

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QPixmap

from app.ui import theme
from app.ui.grid import Col, Grid, Group, RowAction
from app.ui.grid.columns import text_of
from app.ui.grid.model import PAGE

LATE = Col("due", "Due", "date", is_short=True, status_of=lambda row: "late")
COLS = (
    Col("number", "Number", "link", frozen=True),
    Col("customer", "Customer", stretch=True),
    LATE,
    Col("amount", "Amount", "money"),
    Col("done", "Done", "bar"),
    Col("actions", "", "actions"),
)


def order(place):
    return {
        "id": place,
        "number": f"SO-{place}",
        "customer": f"Customer {place}",
        "due": date(2026, 11, 1 + place % 28),
        "amount": Decimal(1000 - place),
        "done": Decimal("0.5"),
        "actions": (RowAction("approve", "Approve"), RowAction("reject", "Reject")),
    }


@pytest.fixture
def grid(qtbot):
    made = Grid(COLS, can_check=True, has_filter_row=True, sorts_itself=True)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.activateWindow()
    return made


def click(qtbot, grid, row, key, dx=12, modifier=Qt.KeyboardModifier.NoModifier):
    cell = grid.visible_rect(row, key)
    at = QPoint(cell.x() + dx, cell.center().y())
    qtbot.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, modifier, at)


@pytest.mark.parametrize(
    ("col", "value", "text"),
    [
        (Col("a", "A", "money"), Decimal("1234.5"), "1,234.50"),
        (Col("a", "A", "price"), Decimal("3.1234"), "3.1234"),
        (Col("a", "A", "price"), Decimal("3180"), "3,180.00"),
        (Col("a", "A", "quantity"), Decimal("12.500"), "12.5"),
        (Col("a", "A", "percent"), Decimal("0.13"), "13%"),
        (Col("a", "A", "date"), date(2026, 11, 24), "2026-11-24"),
        (Col("a", "A", "date", is_short=True), date(2026, 11, 24), "11-24"),
        (Col("a", "A", "date", is_short=True), date(2027, 1, 4), "2027-01-04"),
        (Col("a", "A", choices=((1, "One"),)), 1, "One"),
        (Col("a", "A"), None, ""),
    ],
)
def test_values_are_written_as_people_read_them(col, value, text):
    assert text_of(col, value, date(2026, 11, 20)) == text


def test_enter_and_double_click_open_the_row(qtbot, grid):
    grid.set_rows([order(1), order(2)])
    grid.set_current(2)
    with qtbot.waitSignal(grid.opened) as told:
        qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    assert told.args[0]["number"] == "SO-2"


def test_a_link_an_action_and_a_check_are_found_inside_their_cells(qtbot, grid):
    grid.set_rows([order(1), order(2)])
    with qtbot.waitSignal(grid.link_taken) as told:
        click(qtbot, grid, 1, "number")
    assert told.args[0]["id"] == 2 and told.args[1] == "number"
    with qtbot.waitSignal(grid.acted) as told:
        click(qtbot, grid, 0, "actions", dx=20)
    assert (told.args[0]["id"], told.args[1]) == (1, "approve")
    with qtbot.assertNotEmitted(grid.link_taken):
        click(qtbot, grid, 1, "number", dx=100)
    click(qtbot, grid, 0, "_check")
    assert [row["id"] for row in grid.checked()] == [1]


def test_shift_checks_a_range_and_the_head_checks_all(qtbot, grid):
    grid.set_rows([order(place) for place in range(6)])
    click(qtbot, grid, 1, "_check")
    click(qtbot, grid, 4, "_check", modifier=Qt.KeyboardModifier.ShiftModifier)
    assert [row["id"] for row in grid.checked()] == [1, 2, 3, 4]
    head = grid.view.header
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(14, 14))
    assert len(grid.checked()) == 6
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(14, 14))
    assert grid.checked() == []


def test_the_filter_row_takes_text_in_one_editor_that_moves(qtbot, grid):
    grid.set_rows([order(1)])
    head = grid.view.header
    at = QPoint(head.sectionViewportPosition(grid.model.column_of("number")) + 20, 42)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    editor = head.findChild(type(head._editor))
    assert editor.isVisible()
    qtbot.keyClicks(editor, "SO-2026*")
    with qtbot.waitSignal(grid.filtered) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert told.args == [{"number": "SO-2026*"}]
    assert head.findChildren(type(head._editor)) == [editor] and editor.text() == ""
    qtbot.keyClicks(editor, "acme")
    with qtbot.waitSignal(grid.filtered) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told.args == [{"number": "SO-2026*", "customer": "acme"}]
    assert editor.isHidden()


def test_escape_empties_a_filter(qtbot, grid):
    grid.head.set_filters({"customer": "acme"})
    grid.view.header.edit_filter(grid.model.column_of("customer"))
    with qtbot.waitSignal(grid.filtered) as told:
        qtbot.keyClick(grid.view.header._editor, Qt.Key.Key_Escape)
    assert told.args == [{}]


def test_a_click_on_a_title_sorts_and_a_second_one_turns_it_round(qtbot, grid):
    grid.set_rows([order(1), order(3), order(2)])
    head = grid.view.header
    at = QPoint(head.sectionViewportPosition(grid.model.column_of("amount")) + 40, 12)
    with qtbot.waitSignal(grid.sort_asked) as told:
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == ["amount", False]
    assert [grid.model.entry(row)["id"] for row in range(3)] == [3, 2, 1]
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [grid.model.entry(row)["id"] for row in range(3)] == [1, 2, 3]


def test_a_group_folds_and_its_rows_come_back(qtbot, grid):
    grid.set_groups([(Group("w47", "Week 47", "2", totals={"amount": Decimal(5)}), [order(1), order(2)])])
    assert grid.model.rowCount() == 3 and grid.model.text(0, grid.model.column_of("amount")) == "5.00"
    click(qtbot, grid, 0, "customer")
    assert grid.model.rowCount() == 1
    qtbot.keyClick(grid.view, Qt.Key.Key_Right)
    assert grid.model.rowCount() == 3


def test_the_current_row_stays_current_when_the_list_is_read_again(grid):
    grid.set_rows([order(1), order(2)])
    grid.set_current(2)
    grid.set_rows([order(0), order(1), order(2)])
    assert grid.current()["id"] == 2
    assert grid.step_current(-1)["id"] == 1


def test_a_window_of_a_million_rows_asks_only_for_what_is_seen(qtbot, grid):
    asked = []
    grid.need.connect(lambda first, last: asked.append((first, last)))
    grid.set_window(1_000_000)
    qtbot.waitUntil(lambda: asked == [(0, PAGE)])
    assert grid.model.entry(0) is None
    grid.put(0, [order(place) for place in range(PAGE)])
    assert grid.model.entry(7)["id"] == 7
    grid.view.scrollTo(grid.model.index(700_050, 1), grid.view.ScrollHint.PositionAtCenter)
    qtbot.waitUntil(lambda: asked[-1] == (700_000, 700_000 + PAGE))
    assert len(asked) == 2
    grid.model.ask(0, 20)
    assert len(asked) == 2, "what is here is not asked for again"


def test_far_pages_are_forgotten(grid):
    grid.set_window(1_000_000)
    for page in range(200):
        grid.put(page * PAGE, [order(place) for place in range(PAGE)])
    assert len(grid.model._pages) <= 60
    assert grid.model.entry(0) is None and grid.model.entry(199 * PAGE) is not None


def test_a_failed_fetch_may_be_asked_again(qtbot, grid):
    grid.set_window(1000)
    asked = []
    qtbot.waitUntil(lambda: bool(grid.model._asked))
    grid.need.connect(lambda first, last: asked.append(first))
    grid.model.give_up(0, PAGE)
    grid.model.ask(0, 10)
    assert asked == [0]


def test_the_column_layout_is_kept_and_restored(qtbot, grid):
    grid.view.header.moveSection(grid.view.header.visualIndex(grid.model.column_of("amount")), 2)
    grid.view.header.resizeSection(grid.model.column_of("due"), 140)
    grid.show_column("done", shown=False)
    kept = grid.layout_state()
    grid.reset_layout()
    assert not grid.view.isColumnHidden(grid.model.column_of("done"))
    grid.restore_layout(kept)
    assert grid.layout_state() == kept
    assert grid.view.header.visualIndex(grid.model.column_of("amount")) == 2


def test_frozen_columns_stay_in_sight_while_scrolling_sideways(qtbot, grid):
    grid.set_rows([order(1)])
    grid.resize(300, 300)
    assert grid.view.frozen.isHidden()
    grid.view.horizontalScrollBar().setValue(150)
    assert grid.view.frozen.isVisible()
    first, second = grid.view.frozen_columns()
    assert [grid.model.cols[at].key for at in (first, second)] == ["_check", "number"]
    assert not grid.view.frozen.isColumnHidden(second)
    assert grid.view.frozen.isColumnHidden(grid.model.column_of("amount"))
    with qtbot.waitSignal(grid.link_taken):
        rect = grid.view.frozen.visualRect(grid.model.index(0, second))
        qtbot.mouseClick(
            grid.view.frozen.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.x() + 12, rect.center().y())
        )


def test_the_stretching_column_takes_what_is_left(grid):
    def width():
        return grid.view.header.sectionSize(grid.model.column_of("customer"))

    grid.resize(900, 300)
    narrow = width()
    grid.resize(1100, 300)
    assert width() == narrow + 200


def test_copying_gives_what_is_seen(qtbot, grid):
    grid.set_rows([order(1), order(2)])
    grid.view.setCurrentIndex(grid.model.index(1, grid.model.column_of("amount")))
    qtbot.keyClick(grid.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "998.00"
    grid.copy_row()
    assert QGuiApplication.clipboard().text() == "SO-2\tCustomer 2\t2026-11-03\t998.00\t50%"
    grid.copy_column()
    assert QGuiApplication.clipboard().text() == "Amount\n999.00\n998.00"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_current_and_checked_rows_have_the_tint_and_only_the_current_one_the_bar(qapp, grid, name):
    theme.apply(qapp, name)
    grid.set_rows([order(1), order(2), order(3)])
    grid.set_current(2)
    grid.model.set_checked([2], is_checked=True)
    qapp.processEvents()
    image = grid.view.viewport().grab().toImage()
    look = theme.look()

    def ground(row, x):
        return image.pixelColor(x, grid.view.rowViewportPosition(row) + 3)

    right = grid.visible_rect(0, "customer").right() - 4
    assert [ground(row, right) for row in range(3)] == [look.color(role) for role in ("surface", "select", "select")]
    assert ground(1, 1) == look.color("accent") and ground(2, 1) == look.color("select")


def test_an_empty_list_says_so(grid):
    grid.set_empty("No order matches", "Clear")
    grid.set_rows([])
    assert grid.empty.isVisible() and grid.empty.accessibleName() == "No order matches"
    grid.set_rows([order(1)])
    assert not grid.empty.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_every_kind_of_row_is_painted_at_every_scale(qapp, qtbot, grid, scale):
    grid.set_groups([(Group("a", "A", "1", link="All 9"), [order(1), order(2)])])
    grid.set_totals({"amount": Decimal(1999)}, "Total")
    theme.apply(qapp, "dark", scale)
    picture = QPixmap(grid.size())
    grid.render(picture, QPoint())
    assert grid.view.rowHeight(0) == theme.look().px(26)
    seen = {picture.toImage().pixelColor(x, y).name() for x in range(0, 900, 2) for y in range(0, 400, 2)}
    assert theme.look().color("late.fg").name() in seen
