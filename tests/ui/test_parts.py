"""Painted parts: they tell what was clicked, speak to screen readers, and paint in both themes."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractButton

from app.i18n import set_language
from app.ui import theme
from app.ui.gallery.__main__ import sheets
from app.ui.parts import (
    Button,
    Chip,
    EmptyState,
    ErrorBar,
    Figure,
    Identity,
    IdentityLine,
    InfoBar,
    Job,
    Link,
    Moment,
    NumberStrip,
    Option,
    ProgressStrip,
    Section,
    Segmented,
    SideLine,
    SidePanel,
    StatusChip,
    Step,
    TabRow,
    Timeline,
    Way,
)


def shown(qtbot, widget, width=600, height=None):
    qtbot.addWidget(widget)
    widget.resize(width, height or widget.sizeHint().height())
    widget.show()
    return widget


def hits(widget):
    return [hit for hit in widget.findChildren(QAbstractButton) if hit.isVisible()]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_part_paints_in_both_themes_and_languages(qapp, qtbot, name, language, scale):
    theme.apply(qapp, name, scale)
    set_language(language)
    for _kind, made, _focus in sheets(language):
        sheet = shown(qtbot, made, 1200, 760)
        picture = QPixmap(sheet.size())
        sheet.render(picture, QPoint())
        image = picture.toImage()
        seen = {image.pixelColor(x, y).name() for x in range(0, 1200, 5) for y in range(0, 760, 5)}
        assert theme.look().color("desk").name() in seen
        assert theme.look().color("surface").name() in seen


def test_buttons_drop_to_icons_before_the_document_number_is_cut(qtbot):
    line = IdentityLine()
    line.set_identity(Identity("SO-202611-00042", chips=(Chip("late", "3 days late"),), is_document=True))
    print_, submit = Button("Print", "printer"), Button("Submit", "check", kind="primary")
    line.set_actions([print_, submit])
    shown(qtbot, line, 700)
    wide, main = print_.sizeHint().width(), submit.sizeHint().width()
    line.resize(380, line.height())
    assert print_.sizeHint().width() < wide and submit.sizeHint().width() == main
    assert print_.toolTip() == "Print" and print_.accessibleName() == "Print"
    line.resize(700, line.height())
    assert print_.sizeHint().width() == wide


def test_a_number_opens_its_list_by_mouse_and_by_keyboard(qtbot):
    strip = shown(qtbot, NumberStrip())
    strip.set_figures([Figure("late", "Late lines", "7", "+2", "late"), Figure("due", "Due", "12")])
    first, second = hits(strip)
    assert first.accessibleName() == "Late lines 7 +2"
    with qtbot.waitSignal(strip.clicked) as told:
        qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert told.args == ["due"]
    with qtbot.waitSignal(strip.clicked) as told:
        qtbot.keyClick(first, Qt.Key.Key_Space)
    assert told.args == ["late"]


def test_numbers_that_do_not_fit_move_behind_a_caret(qtbot):
    strip = shown(qtbot, NumberStrip(), 300)
    strip.set_figures([Figure(str(n), "Receivables", "¥1,284,600") for n in range(6)])
    assert len(strip.shown()) < 6
    assert hits(strip)[-1].accessibleName() == "…"
    strip.resize(1200, strip.height())
    assert len(strip.shown()) == 6


def test_a_changed_step_is_painted_and_named_anew(qtbot):
    strip = shown(qtbot, ProgressStrip())
    strip.set_steps([Step("buy", "Bought", "active", "1 / 2", 0.5), Step("ship", "Shipped", "active", "0 / 2", 0)])
    strip.set_steps([Step("buy", "Bought", "done", "2 / 2", 1), Step("ship", "Shipped", "active", "0 / 2", 0)])
    assert hits(strip)[0].accessibleName() == "Bought 2 / 2"


def test_arrow_keys_move_through_segments(qtbot):
    bar = shown(qtbot, Segmented())
    bar.set_options([Option("all", "All"), Option("warn", "Warnings", "4")])
    with qtbot.waitSignal(bar.chosen) as told:
        qtbot.keyClick(hits(bar)[0], Qt.Key.Key_Right)
    assert told.args == ["warn"] and bar.current() == "warn"


def test_setting_the_current_tab_tells_nobody(qtbot):
    tabs = shown(qtbot, TabRow())
    tabs.set_options([Option("a", "A"), Option("b", "B", "2")])
    with qtbot.assertNotEmitted(tabs.chosen):
        tabs.set_current("b")
    tabs.set_options([Option("b", "B", "3")])
    assert tabs.current() == "b"


def test_the_info_bar_keeps_an_error_before_a_lesser_message(qtbot):
    bar = shown(qtbot, InfoBar())
    bar.say("done", "Saved")
    bar.say("late", "2 lines could not be read")
    bar.say("done", "Exported")
    assert bar.message() == "2 lines could not be read"
    bar._rest.stop()
    bar._next()
    assert bar.message() == "Exported"


def test_the_info_bar_offers_its_links_and_cancels_jobs(qtbot):
    bar = shown(qtbot, InfoBar(), 900)
    taken = []
    bar.say("done", "Approved SO-1", [Link("undo", "Undo", lambda: taken.append("undo"))])
    bar.set_jobs([Job("export", "Exporting", 0.5)])
    bar.set_connection("done", "Connected")
    by_name = {hit.accessibleName(): hit for hit in hits(bar)}
    qtbot.mouseClick(by_name["Undo"], Qt.MouseButton.LeftButton)
    assert taken == ["undo"]
    with qtbot.waitSignal(bar.cancel_asked) as told:
        qtbot.mouseClick(by_name["Cancel Exporting"], Qt.MouseButton.LeftButton)
    assert told.args == ["export"]


def test_the_error_bar_shows_two_ways_out_and_hides_when_mended(qtbot):
    bar = shown(qtbot, ErrorBar(), 900)
    bar.set_error("below the floor", (Way("floor", "Use floor"), Way("ask", "Ask")), 2)
    ways = [button for button in bar.findChildren(Button) if button.objectName().startswith("way_")]
    with qtbot.waitSignal(bar.way_taken) as told:
        qtbot.mouseClick(ways[1], Qt.MouseButton.LeftButton)
    assert told.args == ["ask"]
    bar.set_error("")
    assert bar.isHidden()


def test_a_side_section_without_items_is_hidden_and_its_links_are_told(qtbot):
    panel = shown(qtbot, SidePanel("Review"), 306, 500)
    line = SideLine("5 more on time", "Why", key="why")
    panel.set_sections([Section("promise", "Promised", (line,)), Section("terms", "Terms", ())])
    link = next(hit for hit in hits(panel) if hit.objectName().endswith("why"))
    with qtbot.waitSignal(panel.taken) as told:
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert told.args == ["promise", "why"]
    assert panel._views["terms"].isHidden()
    panel.set_sections([])
    assert not panel._views


def test_a_moment_of_the_timeline_opens_on_enter(qtbot):
    timeline = shown(qtbot, Timeline(), 400, 200)
    timeline.set_moments([Moment("SO-1", "10:12", "Call")])
    timeline.setCurrentIndex(timeline.model().index(0, 0))
    with qtbot.waitSignal(timeline.opened) as told:
        qtbot.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    assert told.args == ["SO-1"]


def test_a_chip_grows_with_its_word_and_speaks_it(qtbot):
    chip = shown(qtbot, StatusChip(Chip("late", "Late")))
    narrow = chip.sizeHint().width()
    chip.set_chip(Chip("late", "3 days late"))
    assert chip.sizeHint().width() > narrow
    assert chip.accessibleName() == "3 days late"


def test_the_empty_state_offers_what_makes_it_full(qtbot):
    empty = shown(qtbot, EmptyState("No order", "New order"), 300, 120)
    with qtbot.waitSignal(empty.taken):
        qtbot.mouseClick(hits(empty)[0], Qt.MouseButton.LeftButton)
