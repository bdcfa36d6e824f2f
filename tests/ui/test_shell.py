"""The frame: opening, closing, finding, the line to the server, what is typed and not saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.bootstrap_ui.gate import listener
from app.modules.customers import services
from app.modules.customers.drafts import CustomerDraft
from app.modules.office.queries import user_settings
from app.ui.areas import search_words
from app.ui.env import Env
from app.ui.shell import Shell
from app.ui.shell.window import Setting
from app.uow import Database
from tests.ui.conftest import Aside

Desk = Callable[[str], Env]
Open = Callable[..., Shell]


@pytest.fixture
def shell(qtbot: QtBot) -> Iterator[Open]:
    """Open the window of a desk; closed with the test."""
    opened: list[Shell] = []

    def make(env: Env, **options: Any) -> Shell:
        made = Shell(env, **options)
        made.resize(1366, 736)
        made.show()
        opened.append(made)
        qtbot.waitExposed(made)
        return made

    yield make
    for made in opened:
        if isValid(made):
            made.close()


def save_customer(aside: Aside, database: Database, name: str, **values: Any) -> int:
    return int(aside(database.write, services.save, CustomerDraft(name=name, **values)).id)


def titles(shell: Shell) -> list[str]:
    return [tab.title for tab in shell.tabs.tabs()]


def front(shell: Shell) -> Any:
    assert shell.front is not None
    return shell.front.widget


def loaded(qtbot: QtBot, shell: Shell) -> Any:
    """The form in front, once its record has come."""
    qtbot.waitUntil(lambda: front(shell).state is not None)
    return front(shell)


# ---------------------------------------------------------------- opening
def test_a_document_opens_once(qtbot: QtBot, desk: Desk, shell: Open, aside: Aside) -> None:
    env = desk("maria")
    one = save_customer(aside, env.database, "Nordvik Water")
    window = shell(env)
    env.open("customers.customer", one)
    first = front(window)
    env.open("customers.customers")
    env.open("customers.customer", one)
    assert front(window) is first
    assert len(window.places) == 3


def test_a_saved_new_document_is_the_one_that_opens_by_its_number(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    env = desk("maria")
    window = shell(env)
    env.open("customers.customer")
    form = loaded(qtbot, window)
    form._fields["name"].line.setText("Rheintal")
    form._changed("name", "Rheintal")
    with qtbot.waitSignal(env.runner.written):
        form.save()
    qtbot.waitUntil(lambda: form.record_id is not None and not form.state.dirty)
    env.open("customers.customer", form.record_id)
    assert front(window) is form


def test_the_menu_shows_only_what_a_person_may_open(desk: Desk, shell: Open) -> None:
    nobody = shell(desk("nobody_special"))
    manager = shell(desk("maria"))
    assert [area.key for area in nobody.nav.areas] == ["home"]
    assert "customers" in [area.key for area in manager.nav.areas]


def test_a_screen_without_permission_does_not_open(desk: Desk, shell: Open) -> None:
    env = desk("nobody_special")
    window = shell(env)
    env.open("customers.customers")
    assert titles(window) == ["Home"]
    assert "not open to you" in window.info.message()


def test_the_navigation_is_filtered_by_words_of_both_languages_and_pinyin(
    desk: Desk, shell: Open, aside: Aside
) -> None:
    env = desk("maria")
    window = shell(env)
    words = aside(env.database.read, search_words, tuple(env.registry.screens.values()))
    window.nav.set_words(words)
    for typed in ("custom", "客户", "kh", "kehu"):
        window.nav.search.setText(typed)
        assert "customers.customers" in [row.key for row in window.nav.list.rows()], typed
    window.nav.search.setText("zzz")
    assert window.nav.list.rows() == ()


def test_favourites_are_kept_on_the_server(qtbot: QtBot, desk: Desk, shell: Open, aside: Aside) -> None:
    env = desk("stella")
    window = shell(env)
    with qtbot.waitSignal(env.runner.written, timeout=5000):
        window.nav.star("customers.activities")
    kept = aside(env.database.read, user_settings)["navigation"]
    assert kept["favourites"] == ["customers.activities"]
    again = shell(desk("stella"))
    again.env.load_settings()
    qtbot.waitUntil(lambda: again.nav.favourites == ["customers.activities"])


# ---------------------------------------------------------------- closing
def test_ctrl_w_closes_the_tab_but_never_home(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    env = desk("maria")
    window = shell(env)
    env.open("customers.customers")
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert titles(window) == ["Home"]
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert titles(window) == ["Home"]


def typed_and_not_saved(qtbot: QtBot, window: Shell, name: str) -> Any:
    window.env.open("customers.customer")
    form = loaded(qtbot, window)
    form._fields["name"].line.setFocus()
    qtbot.keyClicks(form._fields["name"].line, name)
    assert form.state.dirty
    return form


def test_a_closed_tab_keeps_what_was_typed_and_opens_again_with_it(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    env = desk("maria")
    window = shell(env)
    typed_and_not_saved(qtbot, window, "Half a name")
    window._close_front()
    assert titles(window) == ["Home"]
    assert "draft is kept" in window.info.message()
    with qtbot.waitSignal(window.info.link_taken):
        window.info.clicked.emit("link:again")
    form = loaded(qtbot, window)
    assert form._fields["name"].value() == "Half a name"
    assert form.state.dirty


def test_a_closed_window_offers_its_drafts_at_the_next_start(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    first = shell(desk("maria"))
    typed_and_not_saved(qtbot, first, "Overnight")
    with qtbot.waitSignal(first.closed):
        first.close()
    second = shell(desk("maria"))
    qtbot.waitUntil(second.notice.isVisible)
    with qtbot.waitSignal(second.notice.taken):
        second.notice.taken.emit()
    assert loaded(qtbot, second)._fields["name"].value() == "Overnight"


def test_a_draft_whose_saving_had_reached_the_server_is_not_offered(
    qtbot: QtBot, desk: Desk, shell: Open, aside: Aside
) -> None:
    import uuid

    from app.ui.shell.kept import left_drafts

    env = desk("maria")
    done, lost = uuid.uuid4(), uuid.uuid4()
    aside(env.database.gesture, done, "save", services.save, (CustomerDraft(name="Reached"),))
    for uid, request in (("a", done), ("b", lost)):
        env.drafts.keep(
            uid, screen="customers.customer", record_id=None, version=0, title=uid, values={}, lines=[],
            request_id=str(request),
        )  # fmt: skip
    assert [draft.uid for draft in aside(left_drafts, env.database, env.drafts)] == ["b"]
    assert [draft.uid for draft in env.drafts.kept()] == ["b"]


# ---------------------------------------------------------------- windows
def test_a_document_moves_to_its_own_window_and_back(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    env = desk("maria")
    window = shell(env)
    env.open("customers.customers")
    place = window.front
    assert place is not None
    window.detach(place.key)
    assert titles(window) == ["Home"]
    own = place.window
    assert own is not None and own.isVisible() and place.widget.isVisible()
    own._back()  # type: ignore[attr-defined]
    assert titles(window) == ["Home", "Customers"]
    assert window.front is place


def test_another_language_takes_the_open_documents_and_typed_text_along(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    env = desk("maria")
    first = shell(env)
    env.open("customers.customers")
    typed_and_not_saved(qtbot, first, "Carried over")
    places = first.open_places()
    first.close_for_another()
    second = shell(env)
    for screen, record, options in places:
        second.open(screen, record, options)
    assert len(second.places) == 3
    assert loaded(qtbot, second)._fields["name"].value() == "Carried over"


# ---------------------------------------------------------------- finding
def test_ctrl_k_finds_a_customer_and_enter_opens_it(qtbot: QtBot, desk: Desk, shell: Open, aside: Aside) -> None:
    env = desk("maria")
    one = save_customer(aside, env.database, "北京科技有限公司")
    window = shell(env)
    window.finder.begin()
    with qtbot.waitSignal(window.finder.answered, timeout=5000):
        qtbot.keyClicks(window.find_field, "bjkj")
    qtbot.waitUntil(lambda: any(hit.record == one for hit in window.finder.hits()))
    row = next(n for n, hit in enumerate(window.finder._rows.hits) if hit.record == one)
    while window.finder.view.currentIndex().row() < row:
        qtbot.keyClick(window.find_field, Qt.Key.Key_Down)
    qtbot.keyClick(window.find_field, Qt.Key.Key_Return)
    assert loaded(qtbot, window).record_id == one
    assert not window.finder.isVisible()


def test_an_overtaken_search_is_never_shown(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    env = desk("maria")
    window = shell(env)
    window.finder.begin()
    qtbot.keyClicks(window.find_field, "old")
    window.finder._ask()
    search = window.finder._searches[0]
    window.find_field.setText("new")
    window.finder._typed("new")
    from app.registry import LookUpRow

    window.finder._take_found(search, "old", [LookUpRow(1, "C1", "Old answer")])
    assert "Old answer" not in [hit.title for hit in window.finder.hits()]


# ---------------------------------------------------------------- the line
@dataclass
class Told:
    """A state of the line as the listener tells it."""

    connected: bool
    since: datetime = datetime(2026, 11, 20, 2, 42, 5, tzinfo=UTC)
    latency_ms: int | None = 12
    reason: str = ""


class Ears:
    """Stands for the listener's side of the agreement: keeps what it was given, to be called by the test."""

    def __call__(self, on_news: Any, on_state: Any, on_caught_up: Any) -> Callable[[], None]:
        self.news, self.state, self.caught_up = on_news, on_state, on_caught_up
        return lambda: None


def test_a_lost_server_is_said_in_the_frame_and_its_return_too(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    env, ears = desk("maria"), Ears()
    window = shell(env, listen=ears)
    ears.state(Told(True))
    ears.caught_up()
    qtbot.waitUntil(lambda: window.line._mark is not None)
    assert window.info._connection == ("done", "Connected · 12 ms")
    ears.state(Told(False))
    qtbot.waitUntil(lambda: not window.line.is_connected)
    status, words = window.info._connection
    assert status == "late"
    assert words == "No answer from the server since 10:42:05; what you type is kept"
    with qtbot.waitSignals([window.line.back, env.changes.told]):
        ears.state(Told(True))
        ears.caught_up()
    assert "read anew" in window.info.message()


def test_a_list_is_read_anew_when_the_line_is_back(qtbot: QtBot, desk: Desk, shell: Open, aside: Aside) -> None:
    env, ears = desk("maria"), Ears()
    window = shell(env, listen=ears)
    ears.caught_up()
    qtbot.waitUntil(lambda: window.line._mark is not None)
    env.open("customers.customers", search="Made while away")
    listed = front(window)
    with qtbot.waitSignal(listed.source.shown):
        listed.refresh()
    assert listed.grid.model.rowCount() == 0
    ears.state(Told(False))
    save_customer(aside, env.database, "Made while away")
    ears.state(Told(True))
    ears.caught_up()
    qtbot.waitUntil(lambda: listed.grid.model.rowCount() == 1)


def test_what_a_colleague_does_appears_by_itself(
    qtbot: QtBot, desk: Desk, shell: Open, aside: Aside, person: Callable[[str], Database]
) -> None:
    env, colleague = desk("maria"), person("sally")
    window = shell(env, listen=listener(env.database))
    env.open("customers.customers", search="Heronsgate Valves")
    qtbot.waitUntil(lambda: window.info._connection[0] == "done" and window.line._mark is not None)
    save_customer(aside, colleague, "Heronsgate Valves")
    qtbot.waitUntil(lambda: front(window).grid.model.rowCount() == 1)


# ---------------------------------------------------------------- info bar
def test_a_job_stands_in_the_info_bar_and_is_cancelled_there(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    import threading

    env = desk("maria")
    window = shell(env)
    seen = threading.Event()

    def work(job: Any) -> str:
        job.progress(0.5)
        seen.set()
        while not job.is_cancelled():
            threading.Event().wait(0.01)
        return "ended"

    ended: list[str] = []
    job = env.job("Counting", work, then=ended.append)
    qtbot.waitUntil(lambda: [j.ratio for j in window.info._jobs] == [0.5])
    window.info.cancel_asked.emit(job.key)
    qtbot.waitUntil(lambda: ended == ["ended"])
    qtbot.waitUntil(lambda: window.info._jobs == ())


def test_the_title_says_company_server_and_user(desk: Desk, shell: Open) -> None:
    window = shell(desk("maria"), setting=Setting("Demo company", "demo", True))
    assert window.windowTitle() == "Tradewright · Hengce Instruments Co., Ltd. · Demo company · Zhou"


def test_f1_shows_the_keys_of_the_screen_in_front(qtbot: QtBot, desk: Desk, shell: Open) -> None:
    from app.ui.keys import KeysHelp, screen_keys

    env = desk("maria")
    window = shell(env)
    env.open("customers.customer")
    keys = [key for key, _text in screen_keys(front(window))]
    assert {"Ctrl+S", "F8", "Ctrl+D"} <= set(keys)
    assert "Ctrl+E" not in keys
    window.show_keys()
    found = window.findChild(KeysHelp)
    assert found is not None and found.isVisible()
    found.close()
