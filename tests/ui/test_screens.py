"""The two generic screens over a real database: a list and a form of customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.modules.customers import services
from app.modules.customers.drafts import ContactDraft, CustomerDraft
from app.ui.env import Env
from app.ui.form import FormScreen
from app.ui.grid.columns import Group
from app.ui.list_screen import ListScreen
from app.uow import Database
from tests.ui.conftest import Aside

Desk = Callable[[str], Env]
REGIONS = ("Tianjin", "Qingdao", "Harbin")


@pytest.fixture
def env(desk: Desk) -> Env:
    return desk("maria")


@pytest.fixture
def made(env: Env, aside: Aside, request: pytest.FixtureRequest) -> list[int]:
    """Six customers whose names begin with the test's own word, two a region."""
    word = f"Q{abs(hash(request.node.name)) % 10**8:08d}"
    env.setProperty("word", word)
    return [
        int(
            aside(
                env.database.write, services.save,
                CustomerDraft(name=f"{word} {n}", region=REGIONS[n % 3], lines=(ContactDraft("Gao", "Head"),)),
            ).id
        )
        for n in range(6)
    ]  # fmt: skip


@pytest.fixture
def listed(qtbot: QtBot, env: Env, made: list[int]) -> ListScreen:
    """The list of customers, narrowed to the test's own."""
    screen = ListScreen(env, env.registry.screens["customers.customers"], {"search": env.property("word")})
    qtbot.addWidget(screen)
    screen.resize(1190, 680)
    screen.show()
    qtbot.waitUntil(lambda: screen.grid.model.rowCount() == 6)
    return screen


@pytest.fixture
def form(qtbot: QtBot, env: Env) -> Iterator[Callable[..., FormScreen]]:
    """Open a form of a customer, loaded."""

    def make(record: int | None = None, desk_of: Env | None = None, **options: Any) -> FormScreen:
        of = desk_of or env
        screen = FormScreen(of, of.registry.screens["customers.customer"], record, options)
        qtbot.addWidget(screen)
        screen.resize(1310, 680)
        screen.show()
        qtbot.waitUntil(lambda: screen.state is not None)
        return screen

    yield make


def names(screen: ListScreen) -> list[str]:
    model = screen.grid.model
    entries = [model.entry(n) for n in range(model.rowCount())]
    return [f"[{e.title} {e.count}]" if isinstance(e, Group) else str(e["name"]) for e in entries]


def type_into(qtbot: QtBot, screen: FormScreen, key: str, text: str) -> None:
    line: Any = screen._fields[key].editor()
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def saved(qtbot: QtBot, screen: FormScreen) -> int:
    before = screen.state
    qtbot.keyClick(screen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: screen.state is not before and screen.record_id is not None)
    assert screen.record_id is not None
    return screen.record_id


# ---------------------------------------------------------------- lists
def test_typing_narrows_the_list_and_clearing_brings_it_back(qtbot: QtBot, listed: ListScreen) -> None:
    word = listed.env.property("word")
    listed.search.setFocus()
    qtbot.keyClicks(listed.search, " region:Harbin")
    qtbot.waitUntil(lambda: len(names(listed)) == 2)
    assert all(row["region"] == "Harbin" for row in (listed.grid.model.entry(n) for n in range(2)))
    listed.search.setText(word)
    listed._search_now()
    qtbot.waitUntil(lambda: len(names(listed)) == 6)


def test_a_search_that_is_not_understood_is_said_in_the_list(qtbot: QtBot, listed: ListScreen) -> None:
    listed.search.setText("(region:")
    listed._search_now()
    qtbot.waitUntil(listed.error_bar.isVisible)
    assert listed.error_bar.error()


def test_the_filter_row_and_the_sort_reach_the_server(qtbot: QtBot, listed: ListScreen) -> None:
    listed.grid.head.set_filter("region", "qing")
    qtbot.waitUntil(lambda: len(names(listed)) == 2)
    listed.grid.head.set_filter("region", "")
    qtbot.waitUntil(lambda: len(names(listed)) == 6)
    listed.grid.head.sort_by("name")
    qtbot.waitUntil(lambda: names(listed) == sorted(names(listed)))
    ascending = names(listed)
    listed.grid.head.sort_by("name")
    qtbot.waitUntil(lambda: names(listed) == ascending[::-1])


def test_groups_have_counts_and_open_into_their_rows(qtbot: QtBot, listed: ListScreen) -> None:
    listed._group("region")
    qtbot.waitUntil(lambda: "[Harbin 2]" in names(listed))
    assert len(names(listed)) == 9
    head = next(e for e in (listed.grid.model.entry(n) for n in range(9)) if isinstance(e, Group) and e.key == "Harbin")
    listed._open_group(head)
    qtbot.waitUntil(lambda: len(names(listed)) == 2)
    assert listed.grid.head.filters == {"region": "Harbin"}


def test_clearing_the_conditions_also_clears_the_filter_row(qtbot: QtBot, listed: ListScreen) -> None:
    listed.grid.head.set_filter("region", "nowhere")
    qtbot.waitUntil(lambda: names(listed) == [])
    listed.grid.empty.taken.emit()
    qtbot.waitUntil(lambda: len(names(listed)) >= 6)
    assert listed.grid.head.filters == {}
    assert listed.search.text() == ""


def test_another_search_asked_for_replaces_every_condition(qtbot: QtBot, listed: ListScreen) -> None:
    listed.grid.head.set_filter("region", "Harbin")
    qtbot.waitUntil(lambda: len(names(listed)) == 2)
    listed.take_options({"search": f"{listed.env.property('word')} region:Tianjin"})
    qtbot.waitUntil(lambda: {listed.grid.model.entry(n)["region"] for n in range(len(names(listed)))} == {"Tianjin"})


def test_enter_opens_the_record_of_the_row(qtbot: QtBot, listed: ListScreen, made: list[int]) -> None:
    opened: list[Any] = []
    listed.env.open_asked.connect(lambda *asked: opened.append(asked))
    listed.grid.set_current(made[2])
    qtbot.keyClick(listed.grid.view, Qt.Key.Key_Return)
    assert opened == [("customers.customer", made[2], {})]


def test_what_the_person_arranged_is_kept(qtbot: QtBot, listed: ListScreen) -> None:
    listed.grid.show_column("phone", shown=True)
    kept = listed.env.settings["list customers.customers"]
    assert "phone" not in kept["hidden"]
    again = ListScreen(listed.env, listed.descriptor, {})
    qtbot.addWidget(again)
    assert not again.grid.view.isColumnHidden(again.grid.model.column_of("phone"))


def test_the_list_goes_to_excel_as_it_is_seen(qtbot: QtBot, listed: ListScreen, tmp_path: Path) -> None:
    said: list[str] = []
    listed.env.said.connect(lambda _status, text, _links: said.append(text))
    listed.grid.head.set_filter("region", "Harbin")
    qtbot.waitUntil(lambda: len(names(listed)) == 2)
    listed.export_to(tmp_path / "out.xlsx")
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["Exported 2 rows to out.xlsx."]
    cells = {cell.value for row in openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows() for cell in row}
    assert set(names(listed)) <= cells


def test_a_list_out_of_sight_reads_again_when_it_is_seen(qtbot: QtBot, listed: ListScreen, aside: Aside) -> None:
    listed.hide()
    name = f"{listed.env.property('word')} seventh"
    one = aside(listed.env.database.write, services.save, CustomerDraft(name=name)).id
    listed.env.changes.tell([("customer", one)], at_once=True)
    qtbot.waitUntil(lambda: listed._stale)
    assert len(names(listed)) == 6
    listed.show()
    qtbot.waitUntil(lambda: name in names(listed))


# ---------------------------------------------------------------- forms
def test_a_new_record_is_typed_and_saved_with_its_lines(
    qtbot: QtBot, form: Callable[..., FormScreen], aside: Aside
) -> None:
    screen = form()
    type_into(qtbot, screen, "name", "Alfa Typed")
    grid = screen.grid
    assert grid is not None
    grid.view.setFocus()
    grid.lines_view.go(0, grid.line_model.column_of("name"))
    qtbot.keyClicks(grid.view, "G")
    qtbot.keyClicks(grid.editor(), "ao")
    qtbot.keyClick(grid.editor(), Qt.Key.Key_Return)
    number = saved(qtbot, screen)
    assert screen._fields["code"].value()
    read = aside(screen.env.database.read, screen.spec.load, number)
    assert read.values["name"] == "Alfa Typed"
    assert [line["name"] for line in read.lines] == ["Gao"]


def test_a_missing_value_is_marked_at_its_field_and_nothing_is_written(
    qtbot: QtBot, form: Callable[..., FormScreen]
) -> None:
    screen = form()
    type_into(qtbot, screen, "name_en", "Nameless")
    qtbot.keyClick(screen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(screen._fields["name"].error()))
    assert screen.record_id is None
    assert screen.state is not None and screen.state.dirty
    assert screen._fields["name_en"].value() == "Nameless"


def test_what_is_typed_is_on_disk_within_seconds_and_gone_after_saving(
    qtbot: QtBot, form: Callable[..., FormScreen]
) -> None:
    screen = form()
    type_into(qtbot, screen, "name", "Drafted")
    store = screen.env.drafts
    qtbot.waitUntil(lambda: [d.title for d in store.kept()] == ["Drafted"])
    saved(qtbot, screen)
    qtbot.waitUntil(lambda: store.kept() == [])


def test_a_number_still_being_typed_is_in_the_draft_of_a_closed_window(
    qtbot: QtBot, form: Callable[..., FormScreen]
) -> None:
    screen = form()
    type_into(qtbot, screen, "term_days", "45")
    kept = screen.keep_now()
    assert kept is not None and kept.values["term_days"] == 45


def test_a_full_disk_is_said_and_typing_goes_on(qtbot: QtBot, form: Callable[..., FormScreen], tmp_path: Path) -> None:
    screen = form()
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    screen.env.drafts.folder = tmp_path / "file" / "below"
    said: list[str] = []
    screen.env.said.connect(lambda status, text, _links: said.append(f"{status}: {text}"))
    type_into(qtbot, screen, "name", "Kept in the window")
    screen.keep_draft()
    qtbot.waitUntil(lambda: any(text.startswith("late: The draft could not be kept") for text in said))
    assert screen._fields["name"].value() == "Kept in the window"


def test_two_people_change_the_same_record_and_the_second_compares(
    qtbot: QtBot, form: Callable[..., FormScreen], person: Callable[[str], Database], aside: Aside
) -> None:
    first = form()
    type_into(qtbot, first, "name", "Contested")
    number = saved(qtbot, first)
    type_into(qtbot, first, "region", "Mine")
    theirs = person("maria")
    version = aside(theirs.read, first.spec.load, number).version
    draft = CustomerDraft(id=number, version=version, name="Contested", region="Theirs")
    aside(theirs.write, services.save, draft)
    qtbot.keyClick(first, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: getattr(first, "_conflict", None) is not None and first._conflict.isVisible())
    assert "region" in first._conflict._boxes
    with qtbot.waitActive(first):
        first._conflict._merge()
        first.activateWindow()
    assert first._fields["region"].value() == "Mine"
    first._fields["region"].editor().setFocus()
    saved(qtbot, first)
    assert aside(theirs.read, first.spec.load, number).values["region"] == "Mine"


def test_a_colleagues_change_shows_in_an_untouched_form_and_only_warns_in_a_touched_one(
    qtbot: QtBot, form: Callable[..., FormScreen], made: list[int], aside: Aside, env: Env
) -> None:
    quiet, busy = form(made[0]), form(made[1])
    type_into(qtbot, busy, "region", "Typing")
    for record in made[:2]:
        now = aside(env.database.read, quiet.spec.load, record)
        draft = CustomerDraft(id=record, version=now.version, name=str(now.values["name"]), region="Elsewhere")
        aside(env.database.write, services.save, draft)
        env.changes.tell([("customer", record)], at_once=True)
    qtbot.waitUntil(lambda: quiet._fields["region"].value() == "Elsewhere")
    qtbot.waitUntil(busy.notice.isVisible)
    assert busy._fields["region"].value() == "Typing"


def test_who_may_not_edit_sees_no_save_button(
    qtbot: QtBot, form: Callable[..., FormScreen], made: list[int], desk: Desk
) -> None:
    seen = form(made[0], desk_of=desk("fiona"))
    may = form(made[0])
    assert [b.objectName() for b in may.steps.buttons() if b.objectName() == "save"] == ["save"]
    assert [b.objectName() for b in seen.steps.buttons() if b.objectName() == "save"] == []


def test_a_look_up_typed_and_saved_at_once_is_resolved_first(
    qtbot: QtBot, form: Callable[..., FormScreen], aside: Aside
) -> None:
    screen = form()
    type_into(qtbot, screen, "name", "Looked up")
    type_into(qtbot, screen, "owner", "stella")
    number = saved(qtbot, screen)
    values = aside(screen.env.database.read, screen.spec.load, number).values
    assert values["owner__code"] == "stella"


def test_a_look_up_that_fits_nothing_stops_the_save(qtbot: QtBot, form: Callable[..., FormScreen]) -> None:
    screen = form()
    type_into(qtbot, screen, "name", "Nobody's")
    type_into(qtbot, screen, "owner", "zzzz")
    qtbot.keyClick(screen, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(screen._fields["owner"].error()) and not screen._look_up_waits)
    assert not screen.saving and screen.record_id is None


def test_nothing_can_be_typed_while_the_answer_is_under_way(qtbot: QtBot, form: Callable[..., FormScreen]) -> None:
    screen = form()
    type_into(qtbot, screen, "name", "Under glass")
    screen.save()
    assert screen.saving and screen.veil.isVisible() and screen.veil.hasFocus()
    qtbot.keyClicks(screen.focusWidget(), " and more")
    qtbot.waitUntil(lambda: not screen.veil.isVisible())
    assert screen.record_id is not None
    assert screen._fields["name"].value() == "Under glass"
    assert screen._fields["name"].editor().hasFocus()
