"""Fields: what is typed, what it means, what is said when it cannot be understood."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWheelEvent

from app.errors import RuleError
from app.ui.fields import (
    Candidate,
    CheckField,
    ChoiceField,
    DateField,
    FieldGrid,
    LookUpField,
    MemoField,
    MoneyField,
    PercentField,
    QuantityField,
    TextField,
)
from app.ui.fields.arithmetic import evaluate
from app.ui.fields.dates import parse_date
from app.ui.fields.shown import number_text

TODAY = date(2026, 11, 20)
ACME = Candidate(1, "C001", "Acme")
BOLT = Candidate(2, "C002", "Bolt")


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.resize(400, 60)
    widget.show()
    return widget


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("=12*1.13", "13.56"),
        ("1,250.50", "1250.50"),
        ("(3+4)/2", "3.5"),
        ("-(2-5)*2", "6"),
        ("１２．５", "12.5"),
        ("¥3,180", "3180"),
        ("13%", "0.13"),
        ("10/4*2", "5"),
        ("2−1", "1"),
    ],
)
def test_sums_are_understood(text, value):
    assert evaluate(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "1+", "(2", "2)", "1 2", "1,2,3x", "__import__('os')", "2**3", "1e5"])
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(RuleError) as refused:
        evaluate(text)
    assert refused.value.key == "number_not_understood"


def test_dividing_by_zero_is_said_as_such():
    with pytest.raises(RuleError) as refused:
        evaluate("=1/(2-2)")
    assert refused.value.key == "number_divided_by_zero"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False))
def test_a_number_as_written_is_read_back(value):
    assert evaluate(number_text(value, 4)) == value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("0", date(2026, 11, 20)),
        ("+7", date(2026, 11, 27)),
        ("-1", date(2026, 11, 19)),
        ("w+1", date(2026, 11, 27)),
        ("W-1", date(2026, 11, 13)),
        ("m", date(2026, 11, 30)),
        ("m+3", date(2027, 2, 28)),
        ("5", date(2026, 11, 5)),
        ("1125", date(2026, 11, 25)),
        ("315", date(2026, 3, 15)),
        ("261125", date(2026, 11, 25)),
        ("20271125", date(2027, 11, 25)),
        ("11-25", date(2026, 11, 25)),
        ("11月25日", date(2026, 11, 25)),
        ("2027/1/5", date(2027, 1, 5)),
        ("２０２６－１１－２５", date(2026, 11, 25)),
    ],
)
def test_short_dates_mean_a_day(text, meant):
    assert parse_date(text, TODAY) == meant


@pytest.mark.parametrize("text", ["", "soon", "1332", "2026-02-30", "31", "w1", "++7", "99999999"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(RuleError) as refused:
        parse_date(text, TODAY)
    assert refused.value.key == "date_not_understood"


def test_a_sum_typed_into_a_money_field_becomes_its_amount(qtbot):
    field = shown(qtbot, MoneyField("price", "Price"))
    qtbot.keyClicks(field.line, "=12*1.135")
    assert field.value() is None
    with qtbot.waitSignal(field.changed) as told:
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert told.args == [Decimal("13.62")]
    assert field.line.text() == "13.62"


def test_a_plain_number_counts_while_typing(qtbot):
    field = shown(qtbot, QuantityField("quantity", "Quantity"))
    told = []
    field.changed.connect(told.append)
    qtbot.keyClicks(field.line, "12")
    assert told == [Decimal(1), Decimal(12)]


def test_what_is_not_understood_stays_with_its_error_until_mended(qtbot):
    field = shown(qtbot, MoneyField("price", "Price"))
    field.set_value(Decimal("5"))
    field.line.selectAll()
    qtbot.keyClicks(field.line, "abc")
    field.commit()
    assert field.value() == Decimal("5") and field.line.text() == "abc"
    assert "abc" in field.error() and field._error.isVisible()
    assert field.line.property("wrong") is True
    field.line.selectAll()
    qtbot.keyClicks(field.line, "7")
    assert field.error() == "" and field.value() == Decimal("7")


def test_a_percentage_is_typed_as_people_say_it(qtbot):
    field = shown(qtbot, PercentField("tax", "Tax"))
    qtbot.keyClicks(field.line, "13")
    assert field.value() == Decimal("0.13")
    field.set_value(Decimal("0.06"))
    assert field.line.text() == "6"


def test_setting_a_value_tells_nobody(qtbot):
    field = shown(qtbot, MoneyField("price", "Price"))
    with qtbot.assertNotEmitted(field.changed):
        field.set_value(Decimal("1234.5"))
    assert field.line.text() == "1,234.50"


def test_a_read_only_field_can_be_copied_but_not_typed_into(qtbot):
    field = shown(qtbot, TextField("number", "Number"))
    field.set_value("SO-1")
    field.set_read_only(True)
    qtbot.keyClicks(field.line, "x")
    assert field.value() == "SO-1" and field.line.property("sunken") is True
    field.line.selectAll()
    field.line.copy()
    assert QGuiApplication.clipboard().text() == "SO-1"


def test_a_date_typed_short_is_written_out_on_leaving(qtbot):
    field = shown(qtbot, DateField("due", "Due", today=lambda: TODAY))
    qtbot.keyClicks(field.line, "w+1")
    field.line.left.emit()
    assert field.value() == date(2026, 11, 27) and field.line.text() == "2026-11-27"


def test_a_day_picked_in_the_calendar_is_taken(qtbot):
    field = shown(qtbot, DateField("due", "Due", today=lambda: TODAY))
    field.open_calendar()
    from app.ui.fields.date_field import CalendarPopup

    popup = field.findChild(CalendarPopup)
    with qtbot.waitSignal(field.changed) as told:
        popup._picked(popup.calendar.selectedDate().addDays(3))
    assert told.args == [date(2026, 11, 23)]


def wheel(widget):
    at = QPointF(widget.rect().center())
    where = QPointF(widget.mapToGlobal(widget.rect().center()))
    none = Qt.KeyboardModifier.NoModifier
    down = QPoint(0, -120)
    return QWheelEvent(at, where, QPoint(), down, Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False)


def test_the_wheel_changes_no_choice_without_the_focus(qapp, qtbot):
    field = shown(qtbot, ChoiceField("tax", "Tax", [(13, "13%"), (6, "6%")]))
    field.set_value(13)
    qapp.sendEvent(field.combo, wheel(field.combo))
    assert field.value() == 13
    field.activateWindow()
    field.combo.setFocus()
    qtbot.waitUntil(field.combo.hasFocus)
    qapp.sendEvent(field.combo, wheel(field.combo))
    assert field.value() == 6


def test_a_look_up_asks_offers_and_takes_the_first_match_on_enter(qtbot):
    field = shown(qtbot, LookUpField("customer", "Customer"))
    field.activateWindow()
    field.line.setFocus()
    qtbot.waitUntil(field.line.hasFocus)
    with qtbot.waitSignal(field.asked) as told:
        qtbot.keyClicks(field.line, "ac")
    assert told.args == ["ac"]
    field.offer("a", [BOLT])
    assert field.list.isHidden(), "an answer to an older text is dropped"
    field.offer("ac", [ACME, BOLT])
    with qtbot.waitSignal(field.changed) as told:
        qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert told.args == [ACME]
    assert field.line.text() == "C001 Acme" and field.list.isHidden()


def test_the_arrow_keys_choose_among_the_matches(qtbot):
    field = shown(qtbot, LookUpField("customer", "Customer"))
    field.activateWindow()
    field.line.setFocus()
    qtbot.waitUntil(field.line.hasFocus)
    qtbot.keyClicks(field.line, "c")
    field.offer("c", [ACME, BOLT])
    qtbot.keyClick(field.line, Qt.Key.Key_Down)
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == BOLT


def test_leaving_a_look_up_takes_the_only_match_and_refuses_the_unclear(qtbot):
    field = shown(qtbot, LookUpField("customer", "Customer"))
    qtbot.keyClicks(field.line, "c")
    field.commit()
    field.offer("c", [ACME, BOLT])
    assert field.value() is None and "c" in field.error()
    qtbot.keyClicks(field.line, "001")
    field.commit()
    field.offer("c001", [ACME, BOLT])
    assert field.value() == ACME and field.error() == ""


def test_nothing_is_asked_while_an_input_method_composes(qapp, qtbot):
    field = shown(qtbot, LookUpField("customer", "Customer"))
    qapp.sendEvent(field.line, QInputMethodEvent("bei", []))
    with qtbot.assertNotEmitted(field.asked, wait=120):
        field.line.textEdited.emit("bei")
    done = QInputMethodEvent("", [])
    done.setCommitString("北京")
    with qtbot.waitSignal(field.asked) as told:
        qapp.sendEvent(field.line, done)
    assert told.args == ["北京"]


def test_f7_asks_for_the_chooser(qtbot):
    field = shown(qtbot, LookUpField("customer", "Customer"))
    qtbot.keyClicks(field.line, "ac")
    with qtbot.waitSignal(field.chooser_asked) as told:
        qtbot.keyClick(field.line, Qt.Key.Key_F7)
    assert told.args == ["ac"]


def test_a_link_in_a_read_only_field_opens(qtbot):
    field = shown(qtbot, TextField("contract", "Contract"))
    field.set_value("CT-1")
    field.set_read_only(True)
    field.set_link(True)
    with qtbot.waitSignal(field.opened):
        qtbot.keyClick(field.line, Qt.Key.Key_Return)


def test_check_and_memo_tell_their_values(qtbot):
    check, memo = shown(qtbot, CheckField("urgent", "Urgent")), shown(qtbot, MemoField("note", "Note"))
    with qtbot.waitSignal(check.changed) as told:
        qtbot.mouseClick(check.box, Qt.MouseButton.LeftButton)
    assert told.args == [True]
    with qtbot.assertNotEmitted(memo.changed):
        memo.set_value("a")
    with qtbot.waitSignal(memo.changed):
        qtbot.keyClicks(memo.memo, "b")


def test_fields_go_from_four_columns_to_two_and_to_one(qtbot):
    columns = [[TextField(f"f{at}{row}", "A label") for row in range(3)] for at in range(4)]
    grid = FieldGrid(columns)
    qtbot.addWidget(grid)
    grid.resize(1000, 120)
    grid.show()
    assert grid.columns_shown() == 4
    grid.resize(500, 240)
    assert grid.columns_shown() == 2
    grid.resize(250, 400)
    assert grid.columns_shown() == 1
    assert all(field.isVisible() for field in grid.fields())


def test_every_editor_is_named_for_screen_readers_and_tests(qtbot):
    for made in (
        TextField("a", "A"),
        MoneyField("b", "B"),
        DateField("c", "C"),
        ChoiceField("d", "D"),
        CheckField("e", "E"),
    ):
        qtbot.addWidget(made)
        assert made.editor().objectName() == made.name
        assert made.editor().accessibleName() == made.name.upper()
