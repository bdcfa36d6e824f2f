"""Signing in: what each connection answers, wrong and temporary passwords, the demo's people; then the whole client."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy.engine import URL

from app.bootstrap_ui.gate import ServerGate
from app.bootstrap_ui.taste import Taste, TasteFile
from app.errors import NotAllowed, Unavailable
from app.server import setup
from app.server.profiles import Profile, ProfileStore
from app.ui.connection_page import Connection
from app.ui.sign_in import Entered, Entrance, Person, Reached, SignIn
from app.uow import open_database
from tests.helpers import database
from tests.ui.conftest import Aside

ONCE = "given-once-1"


class Gate:
    """A gate of three doors that lets one password in, and says on which thread it was asked."""

    def __init__(self) -> None:
        self.threads: set[int] = set()
        self.entered: list[tuple[str, str, bool]] = []
        self.keeping: list[bool] = []
        self.has_ring = False
        self.held = threading.Event()
        self.held.set()

    def _asked(self) -> None:
        self.threads.add(threading.get_ident())
        self.held.wait(10)

    def entrances(self) -> Sequence[Entrance]:
        self._asked()
        return [
            Entrance("main", "Production", "erp-01.lan", last_user="sally"),
            Entrance("demo", "Demo company", "on this computer", "demo", True),
            Entrance("far", "Branch", "branch.lan"),
        ]

    def probe(self, key: str) -> Reached:
        self._asked()
        if key == "far":
            raise Unavailable("server_not_reached")
        return Reached(True, 12.3 if key == "main" else None)

    def people(self, key: str, progress: Callable[[str], None]) -> Sequence[Person]:
        self._asked()
        progress("Making the demo company …")
        return [Person("wangmin", "Wang Min", "Order desk"), Person("zhoumin", "Zhou Min", "Sales manager")]

    def enter(self, key: str, login: str, password: str, *, remember: bool, keep_password: bool) -> Entered:
        self._asked()
        self.keeping.append(keep_password)
        if password != "right":
            raise NotAllowed("wrong_password")
        self.entered.append((key, login, remember))
        return Entered("ticket")

    def enter_as(self, key: str, login: str) -> Entered:
        self._asked()
        self.entered.append((key, login, True))
        return Entered("demo ticket")

    def change_password(self, entered: Entered, old: str, new: str) -> Entered:
        raise AssertionError("nobody has a temporary password here")

    def connection(self, key: str) -> Connection:
        raise AssertionError("connections are changed over the real gate")

    keep_connection = drop_connection = connection  # type: ignore[assignment]

    def keeps_passwords(self) -> bool:
        return self.has_ring

    def kept_password(self, key: str, login: str) -> str:
        self._asked()
        return "right" if self.has_ring else ""


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def open_sign_in(qtbot: QtBot) -> Iterator[Callable[..., SignIn]]:
    opened: list[SignIn] = []

    def make(gate: object, **options: object) -> SignIn:
        made = SignIn(gate, **options)  # type: ignore[arg-type]
        opened.append(made)
        made.show()
        return made

    yield make
    for made in opened:
        if isValid(made):
            made.close()


def ready(qtbot: QtBot, window: SignIn) -> SignIn:
    qtbot.waitUntil(lambda: len(window.entrances._reached) == len(window.entrances.entrances) > 0)
    return window


# ---------------------------------------------------------------- the window over a gate
def test_every_connection_says_whether_it_answers(
    qtbot: QtBot, gate: Gate, open_sign_in: Callable[..., SignIn]
) -> None:
    window = ready(qtbot, open_sign_in(gate))
    said = [window.entrances.state_of(e) for e in window.entrances.entrances]
    assert said == [("done", "available"), ("neutral", "on demand"), ("late", "not reached")]
    assert threading.get_ident() not in gate.threads


def test_the_window_stands_while_the_gate_still_thinks(
    qtbot: QtBot, gate: Gate, open_sign_in: Callable[..., SignIn]
) -> None:
    gate.held.clear()
    window = open_sign_in(gate)
    qtbot.waitExposed(window)
    assert window.isVisible() and window.entrances.entrances == ()
    gate.held.set()
    ready(qtbot, window)


def test_a_wrong_password_is_said_under_it_and_the_next_key_takes_it_away(
    qtbot: QtBot, gate: Gate, open_sign_in: Callable[..., SignIn]
) -> None:
    window = ready(qtbot, open_sign_in(gate))
    assert window.login.value() == "sally"
    qtbot.keyClicks(window.password.line, "wrong")
    qtbot.keyClick(window.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.said() != "")
    assert "wrong" in window.said().lower()
    assert window.button.isEnabled() and window.password.line.selectedText()
    with qtbot.waitSignal(window.entered) as told:
        qtbot.keyClicks(window.password.line, "right")
        assert window.said() == ""
        qtbot.keyClick(window.password.line, Qt.Key.Key_Return)
    assert told.args is not None and told.args[1] == "ticket"
    assert gate.entered == [("main", "sally", True)]


def test_a_second_click_while_signing_in_does_nothing(
    qtbot: QtBot, gate: Gate, open_sign_in: Callable[..., SignIn]
) -> None:
    window = ready(qtbot, open_sign_in(gate))
    window.password.line.setText("right")
    gate.held.clear()
    window.sign_in()
    assert not window.button.isEnabled()
    window.sign_in()
    with qtbot.waitSignal(window.entered):
        gate.held.set()
    assert len(gate.entered) == 1


def test_caps_lock_is_seen_from_a_capital_without_shift(
    qtbot: QtBot, gate: Gate, open_sign_in: Callable[..., SignIn]
) -> None:
    window = ready(qtbot, open_sign_in(gate))
    qtbot.keyClick(window.password.line, "A")
    assert window.caps.isVisible()
    qtbot.keyClick(window.password.line, "b")
    assert not window.caps.isVisible()
    qtbot.keyClick(window.password.line, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not window.caps.isVisible()


def test_the_demo_shows_people_and_a_card_goes_in(
    qtbot: QtBot, gate: Gate, open_sign_in: Callable[..., SignIn]
) -> None:
    window = ready(qtbot, open_sign_in(gate))
    window.choose("demo")
    qtbot.waitUntil(lambda: len(window.people.people) == 2)
    assert [spot.name for spot in window.people.spots()] == ["Wang Min, Order desk", "Zhou Min, Sales manager"]
    with qtbot.waitSignal(window.entered) as told:
        window.people.clicked.emit("zhoumin")
    assert told.args is not None and told.args[1] == "demo ticket"


def test_started_as_somebody_it_goes_in_by_itself(
    qtbot: QtBot, gate: Gate, open_sign_in: Callable[..., SignIn]
) -> None:
    window = open_sign_in(gate, only_demo=True, be="wangmin")
    with qtbot.waitSignal(window.entered):
        pass
    assert gate.entered == [("demo", "wangmin", True)]


def test_a_password_is_kept_only_where_there_is_a_key_ring_and_comes_back(
    qtbot: QtBot, gate: Gate, open_sign_in: Callable[..., SignIn]
) -> None:
    window = ready(qtbot, open_sign_in(gate))
    assert not window.keep.isVisible()
    window.close()
    gate.has_ring = True
    window = ready(qtbot, open_sign_in(gate))
    qtbot.waitUntil(lambda: window.keep.isVisible() and window.password.line.text() == "right")
    with qtbot.waitSignal(window.entered):
        window.sign_in()
    assert gate.keeping == [True]


# ---------------------------------------------------------------- the real gate
class Ring:
    """A key ring in memory."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def _now(self, answer: object) -> Future[object]:
        done: Future[object] = Future()
        done.set_result(answer)
        return done

    def offered(self) -> Future[object]:
        return self._now(True)

    def kept(self, profile: Profile, login: str) -> Future[object]:
        return self._now(self.held.get((profile.host, login)))

    def keep(self, profile: Profile, login: str, password: str) -> Future[object]:
        self.held[profile.host, login] = password
        return self._now(True)

    def forget(self, profile: Profile, login: str) -> Future[object]:
        return self._now(self.held.pop((profile.host, login), None))


def test_a_connection_is_added_changed_and_removed_with_every_fault_at_its_field(
    qtbot: QtBot, tmp_path: Path, open_sign_in: Callable[..., SignIn], admin_url: URL, own_database: str
) -> None:
    where, kept = database.address(admin_url, own_database), ProfileStore(tmp_path / "profiles.json")
    window = ready(qtbot, open_sign_in(ServerGate(store=kept)))
    page = window.connection_page
    window.add_connection()
    for name, value, fault in (
        ("name", "demo", "name"), ("name", "厂部", "host"), ("host", "erp.example.com", ""),
    ):  # fmt: skip
        page.fields[name].set_value(value)
        if fault:
            page.save()
            qtbot.waitUntil(lambda at=fault: page.fields[at].error() != "")
            assert str(page.fields[name].value()) == value
    page.root_file.set_value(str(tmp_path / "nowhere.pem"))
    page.save()
    qtbot.waitUntil(lambda: page.root_file.error() != "")
    page.root_file.set_value("")
    page.host.set_value(where.host)
    page.port.set_value("x")
    page.save()
    qtbot.waitUntil(lambda: page.trouble.isVisible())
    page.port.set_value(str(where.port))
    page.database.set_value(own_database)
    page.save()
    qtbot.waitUntil(lambda: window.entrances.current == "厂部" and "厂部" in window.entrances._reached)
    assert window.entrances._reached["厂部"].ok and window.pages.currentIndex() == 0
    window.edit_connection()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is page and page.name.value() == "厂部")
    page.name.set_value("总厂")
    page.save()
    qtbot.waitUntil(lambda: window.entrances.current == "总厂")
    assert [one.name for one in kept.profiles()] == ["demo", "总厂"]
    window.edit_connection()
    qtbot.waitUntil(lambda: window.pages.currentWidget() is page)
    page.remove_button.click()
    qtbot.waitUntil(lambda: [e.key for e in window.entrances.entrances] == ["demo"])
    assert [one.name for one in kept.profiles()] == ["demo"]


def test_the_real_gate_keeps_a_password_when_asked_and_forgets_it_when_not(store: ProfileStore, aside: Aside) -> None:
    ring = Ring()
    gate = ServerGate(store=store, ring=ring)  # type: ignore[arg-type]

    def go_in(keep: bool) -> None:
        aside(
            gate.enter, "Works", "sally", database.PASSWORD, remember=True, keep_password=keep
        ).ticket.database.close()

    go_in(True)
    assert gate.kept_password("Works", "sally") == database.PASSWORD
    assert database.PASSWORD not in store.path.read_text(encoding="utf-8")
    go_in(False)
    assert gate.kept_password("Works", "sally") == ""


@pytest.fixture
def store(admin_url: URL, own_database: str, tmp_path: Path) -> ProfileStore:
    made = ProfileStore(tmp_path / "profiles.json")
    where = database.address(admin_url, own_database)
    made.save(Profile("Works", host=where.host, port=where.port, database=own_database, sslmode="prefer"))
    return made


@pytest.fixture
def newcomer(admin_url: URL, own_database: str) -> Iterator[str]:
    """Somebody whose password was given by an administrator and holds once."""
    login = f"new{uuid.uuid4().hex[:8]}"
    user = setup.NewUser(login, "新人", "Newcomer", ("sales",), ("10",), ONCE, temporary=True)
    setup.add_users(admin_url, own_database, [user])
    yield login
    engine = sa.create_engine(admin_url.set(database=own_database), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'drop owned by "{login}"')
        connection.exec_driver_sql(f'drop role "{login}"')
    engine.dispose()


def test_the_real_gate_lets_the_right_password_in_and_remembers_who(
    qtbot: QtBot, store: ProfileStore, open_sign_in: Callable[..., SignIn]
) -> None:
    window = open_sign_in(ServerGate(store=store), current="Works")
    qtbot.waitUntil(lambda: window.entrances.current == "Works" and "Works" in window.entrances._reached)
    assert window.entrances._reached["Works"].ok
    window.login.set_value("sally")
    window.password.line.setText("not this")
    window.sign_in()
    qtbot.waitUntil(lambda: window.said() != "")
    window.password.line.setText(database.PASSWORD)
    with qtbot.waitSignal(window.entered) as told:
        window.sign_in()
    assert told.args is not None
    ticket = told.args[1]
    assert ticket.database.user.login == "sally"
    assert ticket.company["name_en"] == "Hengce Instruments Co., Ltd."
    ticket.database.close()
    assert store.get("Works").last_user == "sally"
    assert store.last() == store.get("Works")


def test_a_temporary_password_is_changed_before_anything_else(
    qtbot: QtBot, store: ProfileStore, newcomer: str, open_sign_in: Callable[..., SignIn], aside: Aside
) -> None:
    gate = ServerGate(store=store)
    window = open_sign_in(gate, current="Works")
    qtbot.waitUntil(lambda: window.entrances.current == "Works")
    window.login.set_value(newcomer)
    window.password.line.setText(ONCE)
    window.sign_in()
    qtbot.waitUntil(lambda: window.pages.currentIndex() == 1)
    window.new_password.line.setText("mine-alone-7")
    window.new_again.line.setText("mine-alone-8")
    window.change_password()
    assert window.new_trouble.isVisible()
    window.new_again.line.setText("mine-alone-7")
    with qtbot.waitSignal(window.entered) as told:
        window.change_password()
    assert told.args is not None
    ticket = told.args[1]
    assert not ticket.database.user.must_change_password
    address = store.get("Works").address()
    ticket.database.close()
    with pytest.raises(NotAllowed):
        aside(open_database, ticket.database.registry, address, newcomer, ONCE)


# ---------------------------------------------------------------- the client
def test_the_client_goes_from_sign_in_to_the_desk_to_another_language_and_out_again(
    qtbot: QtBot, store: ProfileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.bootstrap_ui import client as client_module
    from app.bootstrap_ui.client import Client

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    client = Client(lang="en", taste=TasteFile(tmp_path / "desk.json"))
    client.gate._gate = ServerGate(store=store)
    ends: list[str] = []
    monkeypatch.setattr(client_module.QApplication, "quit", lambda *_: ends.append("quit"))
    client.show_sign_in(current="Works")
    window = client.sign_in
    assert window is not None
    qtbot.waitUntil(lambda: window.entrances.current == "Works")
    window.login.set_value("stella")
    window.password.line.setText(database.PASSWORD)
    window.sign_in()
    qtbot.waitUntil(lambda: client.shell is not None and client.sign_in is None)
    shell = client.shell
    assert shell is not None and shell.isVisible()
    shell.open("customers.customers", None, {})
    qtbot.waitUntil(lambda: shell.info._connection[0] == "done")
    shell.language_asked.emit("zh")
    other = client.shell
    assert other is not None and other is not shell
    assert [tab.title for tab in other.tabs.tabs()] == ["首页", "客户"]
    assert TasteFile(tmp_path / "desk.json").taste.language == "zh"
    other.sign_out_asked.emit()
    assert client.shell is None and client.sign_in is not None and client.sign_in.isVisible()
    assert ends == []
    client.sign_in.close()
    assert ends == ["quit"]


def test_a_broken_taste_file_costs_the_taste_and_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "desk.json"
    place.write_text('{"theme": 5, "language": "zh", "newer": 1}', encoding="utf-8")
    assert TasteFile(place).taste == Taste(language="zh")
    place.write_text("not json", encoding="utf-8")
    broken = TasteFile(place)
    assert broken.taste == Taste()
    broken.change(theme="dark")
    assert TasteFile(place).taste.theme == "dark"
