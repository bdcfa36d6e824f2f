"""Home: messages that come by themselves, work done on the spot, numbers with the list behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import clock
from app.bootstrap_ui.desk import DOORS
from app.errors import RuleError
from app.modules.customers import services as customers
from app.modules.customers.drafts import ActivityDraft, CustomerDraft
from app.modules.customers.module import MODULE as CUSTOMERS
from app.modules.customers.ui.screens import PANELS, SCREENS
from app.modules.office import services as office
from app.modules.office.module import MODULE as OFFICE
from app.registry import Action, Measure, MeasureValue, ModuleSpec, Paper, PendingRow, PendingWork, Registry
from app.ui.drafts import DraftStore
from app.ui.env import Env
from app.ui.grid.columns import Group
from app.ui.home import HomeScreen
from app.ui.home.message_center import MessageCenter
from app.ui.home.pending import PendingPanel
from app.ui.home.said import amount, waiting, when
from app.ui.preview import Preview
from app.uow import Ctx, Database, Saved
from tests.ui.conftest import Aside

Desk = Callable[[str], Env]
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


# ---------------------------------------------------------------- a room that keeps its work in memory
class Waiting:
    """A room whose work waits in a list, so that a test sees what home asks of a room and does with the answer."""

    def __init__(self) -> None:
        self.rows = [
            row(1, due=NOW + timedelta(days=2), what="Over credit"),
            row(2, due=NOW - timedelta(days=1), late=True),
            row(3, due=NOW + timedelta(days=1), total=Decimal("41760")),
        ]
        self.done: list[tuple[int, int, str]] = []
        self.refuses = False

    def read(self, _ctx: Ctx, limit: int) -> tuple[list[PendingRow], int, bool]:
        return self.rows[:limit], len(self.rows), False

    def approve(self, _ctx: Ctx, record: int, version: int) -> Saved:
        return self._take(record, version, "")

    def reject(self, _ctx: Ctx, record: int, version: int, *, reason: str) -> Saved:
        return self._take(record, version, reason)

    def _take(self, record: int, version: int, reason: str) -> Saved:
        if self.refuses:
            raise RuleError("value_required", field="x")
        self.done.append((record, version, reason))
        self.rows = [r for r in self.rows if r.id != record]
        return Saved(record, f"SO-{record}")

    def module(self) -> ModuleSpec:
        actions = (
            Action("approve", "Approve", "office.use", self.approve),
            Action("reject", "Reject", "office.use", self.reject, asks="reason"),
        )
        work = PendingWork("t.work", "To approve", "office.use", self.read, "customers.customer",
                           "customers.customers", actions, ("thing",))  # fmt: skip
        hidden = PendingWork("t.hidden", "Not for them", "office.people", self.read, "customers.customer")
        measure = Measure("t.count", "Waiting things", "office.use", lambda _ctx, _id: MeasureValue(str(len(self.rows))),
                          "customers.customers", "stage:trading", kinds=("thing",))  # fmt: skip
        return ModuleSpec("t", "Test", pending=(work, hidden), measures=(measure,))


def row(
    number: int, *, due: Any = None, late: bool = False, what: str = "", total: Decimal | None = None
) -> PendingRow:
    return PendingRow(
        number, f"SO-{number}", f"Party {number}", what, total, "USD" if total else "CNY", NOW - timedelta(hours=2), due,
        late, version=7,
    )  # fmt: skip


@pytest.fixture
def room() -> Waiting:
    return Waiting()


@pytest.fixture
def small_desk(qtbot: QtBot, room: Waiting, person: Callable[[str], Database], aside: Aside, tmp_path: Path) -> Any:
    """A desk whose registry has the room above beside office and customers."""
    customers_alone = replace(CUSTOMERS, measures=(), pending=())
    registry = Registry((OFFICE, customers_alone, room.module()))
    registry.add_screens(SCREENS, PANELS)
    registry.seal()
    signed_in = person("maria")
    env = Env(signed_in, registry, DOORS, DraftStore(tmp_path), aside(signed_in.read, DOORS.company))
    with clock.fixed(NOW):
        yield env
    env.close()


def shown(panel: PendingPanel) -> list[str]:
    """Rows as they stand, heads in brackets."""
    model = panel.grid.model
    entries = [model.entry(n) for n in range(model.rowCount())]
    return [f"[{e.title} {e.count}]" if isinstance(e, Group) else e.number for e in entries]


@pytest.fixture
def panel(qtbot: QtBot, small_desk: Env) -> PendingPanel:
    made = PendingPanel(small_desk)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    qtbot.waitUntil(lambda: made.grid.model.rowCount() == 4)
    return made


# ---------------------------------------------------------------- pending work
def test_late_work_comes_first_and_what_one_may_not_do_is_not_there(panel: PendingPanel) -> None:
    assert shown(panel) == ["[To approve 3]", "SO-2", "SO-3", "SO-1"]


def test_another_order_is_kept_for_the_person(panel: PendingPanel) -> None:
    panel.sort_by("amount")
    assert shown(panel) == ["[To approve 3]", "SO-2", "SO-3", "SO-1"]
    panel.sort_by("since")
    assert shown(panel) == ["[To approve 3]", "SO-2", "SO-1", "SO-3"]
    assert panel.env.settings["home pending sort"] == "since"


def test_done_on_the_spot_it_leaves_the_list_and_the_frame_says_so(
    qtbot: QtBot, panel: PendingPanel, room: Waiting
) -> None:
    said: list[str] = []
    panel.env.said.connect(lambda _status, text, _links: said.append(text))
    entry = panel.grid.current()
    panel._act(entry, "approve")
    panel._act(entry, "approve")  # a second click while the first is under way does nothing
    qtbot.waitUntil(lambda: shown(panel) == ["[To approve 2]", "SO-3", "SO-1"])
    assert room.done == [(2, 7, "")]
    assert said == ["Approve: SO-2"]


def test_rejecting_asks_for_the_reason_in_the_panel(qtbot: QtBot, panel: PendingPanel, room: Waiting) -> None:
    panel._act(panel.grid.current(), "reject")
    bar = panel.reason
    assert bar.isVisible() and not bar.confirm.isEnabled()
    qtbot.keyClicks(bar.reason, "Too late")
    qtbot.keyClick(bar.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.done == [(2, 7, "Too late")])
    assert not bar.isVisible()


def test_print_previews_the_paper_of_the_row(qtbot: QtBot, panel: PendingPanel, room: Waiting) -> None:
    asked: list[int] = []

    def render(_ctx: Ctx, record: int, _lang: str, _print_no: int) -> bytes:
        asked.append(record)
        raise RuleError("value_required", field="x")  # what the paper looks like is not asked here

    panel.env.registry.papers["t.paper"] = Paper("t.paper", "Paper", "thing", "office.use", render, find=None)  # type: ignore[arg-type]
    group = panel.kinds[0]
    shown = panel._shown(
        replace(group, actions=(Action("print", "Print", "office.use", paper="t.paper"),)), room.rows[0]
    )
    assert [a.key for a in shown.actions] == ["print"]
    panel._act(shown, "print")
    qtbot.waitUntil(lambda: asked == [1])
    preview = panel.findChild(Preview)
    assert preview is not None and preview.isVisible()
    qtbot.waitUntil(lambda: preview.state.text() != "Rendering …")
    preview.close()
    assert room.done == []


def test_a_refusal_is_said_and_the_row_stays(qtbot: QtBot, panel: PendingPanel, room: Waiting) -> None:
    room.refuses = True
    said: list[str] = []
    panel.env.said.connect(lambda status, _text, _links: said.append(status))
    panel._act(panel.grid.current(), "approve")
    qtbot.waitUntil(lambda: said == ["late"])
    assert "SO-2" in shown(panel)
    assert panel._busy == set()


def test_only_the_kinds_that_changed_are_read_again(qtbot: QtBot, panel: PendingPanel, room: Waiting) -> None:
    room.rows = [row(9)]
    panel.env.changes.tell([("other", 1)], at_once=True)
    assert shown(panel)[0] == "[To approve 3]"
    panel.env.changes.tell([("thing", 9)], at_once=True)
    qtbot.waitUntil(lambda: shown(panel) == ["[To approve 1]", "SO-9"])


def test_enter_opens_the_document_and_the_head_its_list(qtbot: QtBot, panel: PendingPanel, room: Waiting) -> None:
    room.rows = [row(n) for n in range(1, 10)]
    panel.refresh()
    qtbot.waitUntil(lambda: shown(panel)[0] == "[To approve 9]")
    opened: list[tuple[str, Any]] = []
    panel.env.open_asked.connect(lambda screen, record, _options: opened.append((screen, record)))
    head = panel.grid.model.entry(0)
    assert isinstance(head, Group) and head.link == "All 9"
    panel.grid.opened.emit(panel.grid.model.entry(1))
    panel.grid.group_link_taken.emit(head)
    assert opened == [("customers.customer", 1), ("customers.customers", None)]


# ---------------------------------------------------------------- numbers
def test_a_number_is_read_again_when_its_kind_changes_and_opens_its_list(
    qtbot: QtBot, small_desk: Env, room: Waiting
) -> None:
    home = HomeScreen(small_desk)
    qtbot.addWidget(home)
    home.resize(1190, 660)
    home.show()
    qtbot.waitUntil(lambda: [f.value for f in home.numbers._figures] == ["3"])
    room.rows = []
    small_desk.changes.tell([("thing", 0)], at_once=True)
    qtbot.waitUntil(lambda: [f.value for f in home.numbers._figures] == ["0"])
    opened: list[Any] = []
    small_desk.open_asked.connect(lambda *asked: opened.append(asked))
    home.numbers.clicked.emit("t.count")
    assert opened == [("customers.customers", None, {"search": "stage:trading"})]


def test_a_number_taken_off_the_strip_stays_off(qtbot: QtBot, small_desk: Env) -> None:
    home = HomeScreen(small_desk)
    qtbot.addWidget(home)
    home.numbers.choose("t.count")
    assert home.numbers.isHidden()
    again = HomeScreen(small_desk)
    qtbot.addWidget(again)
    assert again.numbers.shown_measures() == []


# ---------------------------------------------------------------- messages, with real ones
def tell(aside: Aside, env: Env, severity: str, kind: str, text: str, record: int | None = None) -> None:
    params = {"number": "SO-202611-00042"}
    screen = "customers.customer" if record else ""
    aside(env.database.write, office.tell, env.user.id, severity, kind, text, params, screen=screen, record_id=record)


def words(center: MessageCenter) -> list[str]:
    return [str(center.model.data(center.model.index(n))) for n in range(center.model.rowCount())]


@pytest.fixture
def center(qtbot: QtBot, desk: Desk, aside: Aside) -> MessageCenter:
    env = desk("simon")
    aside(env.database.write, office.mark_read, None)
    made = MessageCenter(env)
    qtbot.addWidget(made)
    made.resize(382, 500)
    made.show()
    qtbot.waitUntil(lambda: not made.env.runner._asked)
    return made


def test_a_message_appears_by_itself_and_a_click_reads_it_and_opens_its_document(
    qtbot: QtBot, center: MessageCenter, aside: Aside
) -> None:
    tell(aside, center.env, "alert", "late_line", "{number} is late", record=5)
    center.env.changes.tell([("message", center.env.user.id)])
    qtbot.waitUntil(lambda: words(center)[:1] == ["SO-202611-00042 is late"])
    assert center.head.count.isVisibleTo(center)
    opened: list[Any] = []
    center.env.open_asked.connect(lambda *asked: opened.append(asked))
    center.open_at(center.model.index(0))
    assert opened == [("customers.customer", 5, {})]
    qtbot.waitUntil(lambda: not center.model.rows[0].unread)


def test_messages_are_filtered_and_marked_read_all_at_once(qtbot: QtBot, center: MessageCenter, aside: Aside) -> None:
    tell(aside, center.env, "warning", "approve_order", "Please approve {number}")
    tell(aside, center.env, "info", "mention", "You are named in {number}")
    center.refresh()
    qtbot.waitUntil(lambda: sum(r.unread for r in center.model.rows) == 2)
    center.filter.choose("approvals")
    assert words(center)[0] == "Please approve SO-202611-00042"
    assert all("named" not in text for text in words(center))
    center.filter.choose("")
    center.link_taken.emit("all_read")
    qtbot.waitUntil(lambda: not any(r.unread for r in center.model.rows))
    assert center.read_all.isHidden()


def test_someone_elses_message_is_not_read_for(qtbot: QtBot, center: MessageCenter) -> None:
    asked: list[str] = []
    center.refresh = lambda: asked.append("read")  # type: ignore[method-assign]
    center._on_news([("message", center.env.user.id + 1)])
    assert asked == []
    center._on_news([("message", 0)])
    assert asked == ["read"]


def test_real_work_is_done_from_home(qtbot: QtBot, desk: Desk, aside: Aside) -> None:
    env = desk("sally")
    one = aside(env.database.write, customers.save, CustomerDraft(name="Kvarn")).id
    due = datetime.now(UTC) - timedelta(hours=1)
    draft = ActivityDraft(customer=one, kind="call", subject="Chase the balance", due_at=due)
    aside(env.database.write, customers.save_activity, draft)
    home = HomeScreen(env)
    qtbot.addWidget(home)
    home.resize(1190, 660)
    home.show()
    grid = home.pending.grid
    qtbot.waitUntil(
        lambda: any(
            getattr(grid.model.entry(n), "what", "") == "Chase the balance" for n in range(grid.model.rowCount())
        )
    )
    entry = next(
        e for e in (grid.model.entry(n) for n in range(grid.model.rowCount())) if getattr(e, "party", "") == "Kvarn"
    )
    assert entry.status == "late"
    grid.acted.emit(entry, "done")
    qtbot.waitUntil(
        lambda: all(getattr(grid.model.entry(n), "party", "") != "Kvarn" for n in range(grid.model.rowCount()))
    )


# ---------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("ago", "text"), [(timedelta(minutes=46), "46 min"), (timedelta(hours=2), "2 h"), (timedelta(days=3), "3 d")]
)
def test_waiting_is_said_in_the_largest_unit(ago: timedelta, text: str) -> None:
    with clock.fixed(NOW):
        assert waiting(NOW - ago) == text


def test_a_time_is_said_as_people_say_it() -> None:
    with clock.fixed(NOW):
        assert when(NOW) == "14:00"
        assert when(NOW - timedelta(days=1)) == "yesterday 14:00"
        assert when(NOW - timedelta(days=9)) == "11-11"
        assert when(NOW - timedelta(days=400)) == "2025-10-16"


def test_a_foreign_amount_says_its_currency() -> None:
    assert amount(Decimal("41760"), "USD", "CNY") == "USD 41,760.00"
    assert amount(Decimal("3286"), "CNY", "CNY") == "3,286.00"
    assert amount(None, "CNY", "CNY") == ""
