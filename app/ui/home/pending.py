"""Pending work: one grid with a group a kind, late first, acted on where it stands; live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app import clock
from app.errors import UserError
from app.i18n import _, error_text, language
from app.registry import Action, PendingRow, PendingWork
from app.ui import theme
from app.ui.changes import Changed
from app.ui.env import Env
from app.ui.fields.base import Line
from app.ui.grid.columns import Col, Group, RowAction
from app.ui.grid.grid import Grid
from app.ui.home.message_rows import filled
from app.ui.home.said import amount, due_key, is_soon, waiting
from app.ui.parts import Button, Panel, Words
from app.ui.theme.tokens import Status

LIMIT = 6
SORT_SETTING = "home pending sort"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as the grid shows it, with the work it belongs to."""

    key: str
    work: PendingWork
    row: PendingRow
    number: str
    party: str
    what: str
    amount: str
    since: str
    due: Any
    status: Status | None
    actions: tuple[RowAction, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of one kind."""

    rows: tuple[PendingRow, ...]
    count: int
    is_capped: bool = False


class ReasonBar(QWidget):
    """Asks for what an action wants to know first, below the grid, so that the row stays in sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("reason_bar")
        self._then: Any = None
        self._needs_words = True
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(8)
        self.question = Words("", "text", "body", self, is_bold=True, can_shrink=False)
        self.reason = Line("", self)
        self.reason.setObjectName("reason")
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("Reason"))
        self.reason.returnPressed.connect(self.take)
        self.reason.textChanged.connect(lambda _t: self._allow())
        self.confirm = Button("", kind="danger", parent=self, name="reason_take", is_small=True)
        self.confirm.clicked.connect(self.take)
        self.cancel = Button(_("Cancel"), "", "Esc", "link", self, name="reason_cancel", is_small=True)
        self.cancel.clicked.connect(self.hide)
        for widget in (self.question, self.reason, self.confirm, self.cancel):
            row.addWidget(widget, 1 if widget is self.reason else 0)
        self.hide()

    def ask(self, question: str, verb: str, *, needs_words: bool, then: Any) -> None:
        """Ask; `then(reason)` is called once the person confirms."""
        self._then, self._needs_words = then, needs_words
        self.question.set_text(question)
        self.confirm.set_text(verb)
        self.reason.clear()
        self.reason.setVisible(needs_words)
        self._allow()
        self.show()
        (self.reason if needs_words else self.confirm).setFocus()

    def _allow(self) -> None:
        self.confirm.setEnabled(not self._needs_words or bool(self.reason.text().strip()))

    def take(self) -> None:
        """The person confirmed."""
        if self._then is not None and self.confirm.isEnabled():
            then, self._then = self._then, None
            self.hide()
            then(self.reason.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


class PendingPanel(Panel):
    """What waits for this person, kind by kind. Acted on here it leaves the list when the server has done it."""

    def __init__(self, env: Env, parent: QWidget | None = None) -> None:
        super().__init__(_("Pending work"), parent)
        self.setObjectName("pending_work")
        self.env = env
        self._found: dict[str, Found] = {}
        self._errors: dict[str, str] = {}
        self._busy: set[str] = set()
        self._sort = "due"
        self.kinds: tuple[PendingWork, ...] = tuple(
            sorted((w for w in env.registry.pending.values() if env.may(w.permission)), key=lambda w: (w.order, w.key))
        )
        self._head()
        self.grid = Grid(
            self._columns(self._actions_width()), self, name="pending", row_key=_key_of, empty_text=_("Reading …")
        )
        self.grid.set_today(clock.today())
        self.grid.opened.connect(self._open)
        self.grid.link_taken.connect(lambda row, _key: self._open(row))
        self.grid.acted.connect(self._act)
        self.grid.group_link_taken.connect(self._open_all)
        self.body.addWidget(self.grid, 1)
        self.reason = ReasonBar(self)
        self.body.addWidget(self.reason)
        env.changes.subscribe(self, {kind for w in self.kinds for kind in w.kinds}, self._on_news)
        env.settings_loaded.connect(self._restore)
        self._restore()
        self.refresh()

    def _head(self) -> None:
        self.sort_button = Button("", kind="quiet", parent=self, name="pending_sort", is_small=True)
        menu = QMenu(self)
        for key in ("due", "since", "amount"):
            menu.addAction(self._sort_words(key), partial(self.sort_by, key))
        self.sort_button.set_menu(menu)
        self.sort_button.set_text(self._sort_words(self._sort))
        refresh = Button("", "arrows-clockwise", kind="quiet", parent=self, name="pending_refresh", tip="F5",
                         is_small=True)  # fmt: skip
        refresh.clicked.connect(self.refresh)
        self.head.add_widget(self.sort_button)
        self.head.add_widget(refresh)

    @staticmethod
    def _sort_words(key: str) -> str:
        return {"due": _("By due date"), "since": _("By waiting time"), "amount": _("By amount")}[key]

    def _actions_width(self) -> int:
        """Room for the buttons of the kind that has most, at 100 %."""
        look = theme.look()
        wanted = 130.0
        for work in self.kinds:
            titles = [_(a.title) for a in work.actions if self.env.may(a.permission)]
            wanted = max(wanted, sum(look.width(title) / look.scale + 14 for title in titles) + 34)
        return round(wanted)

    @staticmethod
    def _columns(actions: int) -> list[Col]:
        cols = [
            Col("number", _("Document"), "link", 120),
            Col("party", _("Party"), "text", 134, stretch=True),
            Col("what", _("What"), "text", 124, stretch=True),
            Col("amount", _("Amount"), "money", 88),
            Col("since", _("Since"), "text", 56),
            Col("due", _("Due"), "date", 100, is_short=True, status_of=lambda row: row.status),
            Col("actions", "", "actions", actions),
        ]
        return [replace(col, can_filter=False, can_sort=False) for col in cols]  # fmt: skip

    # ------------------------------------------------------------------------------------------- reading
    def refresh(self) -> None:
        """Read all kinds again."""
        for work in self.kinds:
            self._ask(work)
        if not self.kinds:
            self._show()

    def _ask(self, work: PendingWork) -> None:
        self.env.run(
            work.read,
            LIMIT,
            owner=self,
            name=work.key,
            then=partial(self._take, work),
            failed=partial(self._lost, work),
        )

    def _on_news(self, changed: Changed) -> None:
        kinds = {kind for kind, _record in changed}
        for work in self.kinds:
            if kinds & set(work.kinds):
                self._ask(work)

    def _take(self, work: PendingWork, answer: Any) -> None:
        rows, count, *capped = answer
        self._found[work.key] = Found(tuple(rows), int(count), bool(capped and capped[0]))
        self._errors.pop(work.key, None)
        self._show()

    def _lost(self, work: PendingWork, error: UserError) -> None:
        self._errors[work.key] = error_text(error)
        self._found.setdefault(work.key, Found((), 0))
        self._show()

    # ------------------------------------------------------------------------------------------- showing
    def _show(self) -> None:
        groups = []
        for work in self.kinds:
            found = self._found.get(work.key)
            if found is not None and found.rows:
                groups.append((self._group(work, found), self._sorted([self._shown(work, r) for r in found.rows])))
        had_current = self.grid.current() is not None
        has_amounts = any(row.amount is not None for found in self._found.values() for row in found.rows)
        if has_amounts == self.grid.view.isColumnHidden(self.grid.model.column_of("amount")):
            self.grid.show_column("amount", shown=has_amounts)
        self.grid.set_groups(groups)
        if groups and not had_current:
            self.grid.set_current(groups[0][1][0].key)
        total = sum(found.count for found in self._found.values())
        is_capped = any(found.is_capped for found in self._found.values())
        self.set_count(f"{total:,}" + ("+" if is_capped else "") if total else "")
        if len(self._found) == len(self.kinds):
            self.grid.set_empty(next(iter(self._errors.values()), "") or _("Nothing waits for you"))

    def _group(self, work: PendingWork, found: Found) -> Group:
        count = f"{found.count:,}" + ("+" if found.is_capped else "")
        hides_some = found.count > len(found.rows)
        link = _("All {n}").format(n=count) if hides_some and work.list_screen else ""
        status: Status = "late" if any(is_late(r) for r in found.rows) and work.status == "neutral" else work.status
        return Group(work.key, _(work.title), count, status, link=link)

    def _shown(self, work: PendingWork, row: PendingRow) -> ShownRow:
        actions = tuple(
            RowAction(a.key, _(a.title)) for a in work.actions if self.env.may(a.permission)
        )  # fmt: skip
        status: Status | None = "late" if is_late(row) else "waiting" if is_soon(row.due) else None
        return ShownRow(
            f"{work.key}:{row.id}", work, row, row.number or _("Open"), row.party, filled(row.what, row.what_params),
            amount(row.amount, row.currency, str(self.env.company["currency"])), waiting(row.since), row.due, status,
            actions,
        )  # fmt: skip

    def _sorted(self, rows: Sequence[ShownRow]) -> list[ShownRow]:
        """Late rows first whatever the order."""

        def place(shown: ShownRow) -> tuple[Any, ...]:
            row = shown.row
            if self._sort == "amount":
                return (not is_late(row), -(row.amount or 0))
            if self._sort == "since":
                return (not is_late(row), row.since.timestamp() if row.since else float("inf"))
            return (not is_late(row), due_key(row.due))

        return sorted(rows, key=place)

    def sort_by(self, key: str) -> None:
        """Another order inside the groups; kept for the person."""
        self._sort = key
        self.sort_button.set_text(self._sort_words(key))
        self.env.keep(SORT_SETTING, key)
        self._show()

    def _restore(self) -> None:
        kept = self.env.settings.get(SORT_SETTING)
        if kept in ("due", "since", "amount") and kept != self._sort:
            self._sort = kept
            self.sort_button.set_text(self._sort_words(kept))
            self._show()

    # ------------------------------------------------------------------------------------------- gestures
    def _open(self, shown: ShownRow) -> None:
        self.env.open(shown.row.screen or shown.work.screen, shown.row.id)

    def _open_all(self, group: Group) -> None:
        work = next(w for w in self.kinds if w.key == group.key)
        self.env.open(work.list_screen)

    def _act(self, shown: ShownRow, key: str) -> None:
        action = next(a for a in shown.work.actions if a.key == key)
        if shown.key in self._busy:
            return
        if action.paper:
            from app.ui.preview import open_preview

            open_preview(self.env, self.env.registry.papers[action.paper], [shown.row.id], language(), self)
        elif action.service is None:
            self.env.open(action.screen or shown.work.screen, shown.row.id)
        elif action.asks:
            question = _("{action}: {number}").format(action=_(action.title), number=shown.number)
            needs_words = action.asks == "reason"
            self.reason.ask(
                question, _(action.title), needs_words=needs_words,
                then=lambda words: self._do(shown, action, {"reason": words} if needs_words else {}),
            )  # fmt: skip
        else:
            self._do(shown, action, {})

    def _do(self, shown: ShownRow, action: Action, asked: Mapping[str, Any]) -> None:
        assert action.service is not None
        self._busy.add(shown.key)
        self.env.act(
            f"{shown.work.key}.{action.key}", action.service, shown.row.id, shown.row.version,
            then=partial(self._done, shown, action), failed=partial(self._refused, shown), owner=self, **asked,
        )  # fmt: skip

    def _done(self, shown: ShownRow, action: Action, saved: Any) -> None:
        self._busy.discard(shown.key)
        number = getattr(saved, "number", "") or shown.number
        self.env.say_done(
            _("{action}: {number}").format(action=_(action.title), number=number), getattr(saved, "made", ())
        )
        self._ask(shown.work)

    def _refused(self, shown: ShownRow, error: UserError) -> None:
        self._busy.discard(shown.key)
        self.env.show_error(error)
        self._ask(shown.work)  # somebody else may have done it meanwhile


def is_late(row: PendingRow) -> bool:
    """Whether a row is late: its room says so, or its hour has passed."""
    return row.late or (isinstance(row.due, datetime) and row.due < clock.now())


def _key_of(row: Any) -> Any:
    return row.key
