"""A journal: search, saved views, filter row, a window of rows, totals, selection with its moves, export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QInputDialog, QMenu, QVBoxLayout, QWidget

from app import clock, lists
from app.errors import UserError
from app.i18n import _, error_text
from app.lists import Query
from app.registry import Lifecycle, ScreenSpec, Transition
from app.reports import excel
from app.reports.columns import ReportColumn, sums_shown
from app.ui import theme
from app.ui.env import Env, Job
from app.ui.fields.base import Line
from app.ui.grid.columns import Group
from app.ui.grid.grid import Grid
from app.ui.list_columns import IN_BASE, grid_columns, to_rows, total_texts
from app.ui.list_source import ListSource, count_text
from app.ui.parts import Button, ErrorBar, Identity, IdentityLine, Link, Option, Panel, ViewPills, Words
from app.uow import ReadHandle

SEARCH_PAUSE_MS = 220
GROUPED_ROWS = 400


class ListScreen(QWidget):
    """A tab over one list. Arrangement, sort and filters are the person's and are kept."""

    titled = Signal(str, str)
    close_asked = Signal()

    def __init__(self, env: Env, screen: ScreenSpec, options: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert screen.list is not None
        self.env, self.descriptor, self.spec = env, screen, screen.list
        self.life: Lifecycle | None = env.registry.lifecycles.get(screen.lifecycle)
        self.query = Query(search=str(options.get("search", "")))
        self._counts: dict[str, str] = {}
        self._views = list(self.spec.saved)
        self._view_key = self._views[0].key if self._views and not self.query.search else ""
        if any(view.key == options.get("view") for view in self._views):
            self._view_key = str(options["view"])
        self.setObjectName(screen.key.replace(".", "_"))
        self._build()
        self._restore()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self._search_now)
        self._news = QTimer(self)
        self._news.setSingleShot(True)
        self._news.setInterval(150)
        self._news.timeout.connect(self._refresh_if_seen)
        env.changes.subscribe(self, self.spec.kinds, lambda _c: self._news.start())
        self.search.setText(self.query.search)
        if options.get("filters"):
            self.query = replace(self.query, filters=dict(options["filters"]))
            self.grid.head.set_filters(dict(options["filters"]))
        # who owns nothing here is shown everything, once, instead of an empty first view
        self._may_widen = not options
        if self._view_key:
            self._take_view(self._view_key)
        else:
            self._show()

    def as_options(self) -> dict[str, Any]:
        """What is searched now, to open the same list again in another window."""
        return {"search": self.search.text(), "view": self._view_key, "filters": dict(self.query.filters)}

    # ------------------------------------------------------------------------------------------- building
    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(12, 6, 12, 12)
        page.setSpacing(6)
        self.identity = IdentityLine(self)
        self.identity.set_identity(Identity(_(self.descriptor.title)))
        self.pills = ViewPills(self)
        self.pills.setObjectName("views")
        self.pills.chosen.connect(self._take_view)
        self.identity.add_left(self.pills)
        self._show_pills()
        self._actions()
        page.addWidget(self.identity)
        frame = Panel("", self)
        page.addWidget(frame, 1)
        frame.body.addWidget(self._toolbar(frame))
        self.error_bar = ErrorBar(frame)
        frame.body.addWidget(self.error_bar)
        self.grid = Grid(grid_columns(self.spec), frame, name="rows", can_check=self._can_check(), has_filter_row=True)
        self.grid.set_today(clock.today())
        frame.body.addWidget(self.grid, 1)
        frame.body.addWidget(self._foot(frame))
        self.source = ListSource(self.env, self.spec, self.grid)
        self.source.counted.connect(self._counted)
        self.source.failed.connect(self._failed)
        grid = self.grid
        grid.opened.connect(self._open)
        grid.link_taken.connect(self._follow)
        grid.filtered.connect(self._filtered)
        grid.sort_asked.connect(self._sort)
        grid.checked_changed.connect(self._show_selection)
        grid.layout_changed.connect(self._keep_layout)
        grid.menu_asked.connect(self._row_menu)
        grid.group_link_taken.connect(lambda group: self._open_group(group))
        grid.empty.taken.connect(self._clear)
        self._shortcuts()

    def _can_check(self) -> bool:
        actions = any(a.service is not None and a.on != "nothing" for a in self.descriptor.actions)
        return bool(self.life or actions or self._pushes())

    def _pushes(self) -> list[Any]:
        return [p for p in self.env.registry.push_downs_of(self.descriptor.opens) if self.env.may(p.permission)]

    def _actions(self) -> None:
        buttons: list[QWidget] = []
        for action in self.descriptor.actions:
            if self.env.may(action.permission) and (action.screen or action.on == "nothing"):
                button = Button(_(action.title), action.icon, parent=self, name=action.key)
                button.clicked.connect(lambda _c=False, a=action: self._act_at_head(a))
                buttons.append(button)
        if self.descriptor.opens and self.descriptor.new_permission and self.env.may(self.descriptor.new_permission):
            new = Button(_("New"), "plus", "Ctrl+N", "primary", self, name="new")
            new.clicked.connect(self.new)
            buttons.append(new)
        self.identity.set_actions(buttons)

    def _toolbar(self, parent: QWidget) -> QWidget:
        bar = QWidget(parent)
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(6)
        self.search = Line("magnifying-glass", bar)
        self.search.setObjectName("search")
        self.search.setProperty("part", "field")
        self.search.setAccessibleName(_("Search"))
        self.search.setPlaceholderText(_("Words, pinyin, or field:value, 100..500, and / or"))
        self.search.setMinimumWidth(theme.look().px(220))
        self.search.setMaximumWidth(theme.look().px(420))
        self.search.textEdited.connect(lambda _t: self._pause.start())
        self.search.returnPressed.connect(self._search_now)
        row.addWidget(self.search, 2)
        row.addStretch(1)
        if self.spec.group_by:
            self.group_button = Button(_("Group by"), "rows", parent=bar, name="group")
            menu = QMenu(bar)
            menu.addAction(_("No grouping"), lambda: self._group(""))
            for key in self.spec.group_by:
                menu.addAction(_(self.spec.column(key).title), partial(self._group, key))
            self.group_button.set_menu(menu)
            row.addWidget(self.group_button)
        columns = Button(_("Columns"), "columns", parent=bar, name="columns")
        columns.clicked.connect(lambda: self.grid.view.header.customContextMenuRequested.emit(QPoint(20, 20)))
        row.addWidget(columns)
        printer = Button(_("Print"), "printer", parent=bar, name="print")
        printer.clicked.connect(self.print_list)
        row.addWidget(printer)
        export = Button(_("Export"), "export", parent=bar, name="export", tip="Ctrl+E")
        export.clicked.connect(self.export)
        row.addWidget(export)
        return bar

    def _foot(self, parent: QWidget) -> QWidget:
        self.foot = QFrame(parent)
        self.foot.setObjectName("foot")
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(10, 3, 10, 3)
        row.setSpacing(6)
        self.selected = Words("", "accent", "body", self.foot, is_bold=True)
        row.addWidget(self.selected)
        self._selection_buttons = QHBoxLayout()
        self._selection_buttons.setSpacing(6)
        row.addLayout(self._selection_buttons)
        row.addStretch(1)
        self.count = Button("", kind="link", parent=self.foot, name="count", tip=_("Count exactly"))
        self.count.clicked.connect(self.source_exact)
        row.addWidget(self.count)
        return self.foot

    def _shortcuts(self) -> None:
        for keys, then in (
            ("Ctrl+N", self.new), ("F5", self.refresh), ("Ctrl+E", self.export), ("Ctrl+P", self.print_list),
            ("Ctrl+F", self.search.setFocus), ("Shift+F", self.grid.focus_filter), ("Ctrl+J", self._push_first),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(then)

    # ------------------------------------------------------------------------------------------- arrangement
    def _restore(self) -> None:
        state = self.env.settings.get(f"list {self.descriptor.key}")
        if isinstance(state, dict):
            self.grid.restore_layout(state)

    def _keep_layout(self) -> None:
        self.env.keep(f"list {self.descriptor.key}", self.grid.layout_state())

    def _show_pills(self) -> None:
        self.pills.set_options(
            [Option(v.key, _(v.title), self._counts.get(v.key, ""), v.status) for v in self._views], self._view_key
        )
        self.pills.setVisible(bool(self._views))

    def _take_view(self, key: str) -> None:
        view = next(v for v in self._views if v.key == key)
        self._view_key = key
        self.query = replace(self.query, search=self._whole_search(), sort=view.sort)
        self._show()

    def _whole_search(self) -> str:
        """The conditions of the view and what the person typed, together."""
        view = next((v.search for v in self._views if v.key == self._view_key), "")
        typed = self.search.text().strip()
        return f"({view}) ({typed})" if view and typed else view or typed

    # ------------------------------------------------------------------------------------------- asking
    def _show(self) -> None:
        self.error_bar.set_error("")
        if self.query.group:
            self._show_groups()
        else:
            self.source.show(self.query)

    def refresh(self) -> None:
        """F5, or somebody changed what is shown."""
        if self.query.group:
            self._show_groups()
        else:
            self.source.refresh()

    def _refresh_if_seen(self) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    _stale = False

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    def _search_now(self) -> None:
        self._pause.stop()
        text = self._whole_search()
        if text != self.query.search:
            self.query = replace(self.query, search=text)
            self._show()

    def take_options(self, options: Mapping[str, Any]) -> None:
        """Asked for again, with another search: show that."""
        if "search" in options:
            self._view_key = next((v.key for v in self._views if not v.search), "")
            self._show_pills()
            self.search.setText(str(options["search"]))
            self.query = Query(search=self._whole_search(), sort=self.query.sort)
            self.grid.head.set_filters({})
            self._show()

    def _filtered(self, filters: dict[str, str]) -> None:
        self.query = replace(self.query, filters=filters)
        self._show()

    def _sort(self, key: str, descending: bool) -> None:
        self.query = replace(self.query, sort=("-" if descending else "") + key)
        self._show()

    def _clear(self) -> None:
        self.query = Query()
        self.search.clear()
        self._view_key = next((v.key for v in self._views if not v.search), "")
        self._show_pills()
        self.grid.head.set_filters({})
        self._show()

    def _group(self, key: str) -> None:
        self.query = replace(self.query, group=key)
        self.group_button.set_text(
            _("By {column}").format(column=_(self.spec.column(key).title)) if key else _("Group by")
        )
        self._show()

    def _show_groups(self) -> None:
        key = self.query.group

        def heads(found: Sequence[Any]) -> None:
            self.env.run(
                lists.page, self.spec, self.query, limit=GROUPED_ROWS, owner=self, name="grouped",
                then=lambda page: self._put_groups(key, found, page), failed=self._failed,
            )  # fmt: skip

        self.env.run(
            lists.groups,
            self.spec,
            replace(self.query, group=""),
            key,
            then=heads,
            owner=self,
            name="groups",
            failed=self._failed,
        )

    def _put_groups(self, key: str, heads: Sequence[Any], page: Any) -> None:
        column = self.spec.column(key)
        rows = to_rows(self.spec, page.rows)
        words = column.status or {}
        shown: list[tuple[Group, list[Any]]] = []
        for value, number, totals in heads:
            mine = [r for r in rows if r.get(key) == value]
            title = _(words[value][0]) if value in words else str(value) if value not in (None, "") else _("(empty)")
            link = _("All {n}").format(n=f"{number:,}") if len(mine) < number else ""
            shown.append(
                (Group(str(value), title, f"{number:,}", totals=total_texts(self.spec, totals), link=link), mine)
            )
        self.grid.set_groups(shown)
        self._counted(sum(number for _v, number, _t in heads), False, True)

    def _open_group(self, group: Group) -> None:
        column = self.query.group
        self.query = replace(self.query, group="", filters={**self.query.filters, column: group.key})
        self.grid.head.set_filters(dict(self.query.filters))
        self.group_button.set_text(_("Group by"))
        self._show()

    def _failed(self, error: UserError) -> None:
        self.error_bar.set_error(error_text(error))

    def source_exact(self) -> None:
        """Count exactly, since the person asked."""
        self.source.ask_exact()

    def _counted(self, number: int, capped: bool, exact: bool) -> None:
        may_widen, self._may_widen = self._may_widen, False
        if may_widen and not number and self._shows_mine() and any(view.key == "all" for view in self._views):
            self._take_view("all")
            return
        text = count_text(number, capped)
        self.count.set_text(_("{n} rows").format(n=text) + ("" if exact else _(" (click to count)")))
        if self._view_key:
            self._counts[self._view_key] = text
            self._show_pills()
        has_conditions = bool(self.query.search or self.query.filters)
        if has_conditions:
            self.grid.set_empty(_("Nothing matches these conditions"), _("Clear conditions"))
        else:
            self.grid.set_empty(_("Nothing here yet"))
        if not capped and any(c.total for c in self.spec.columns) and number:
            self.env.run(
                lists.totals,
                self.spec,
                replace(self.query, group=""),
                then=lambda t: self._show_totals(t, number),
                owner=self,
                name="totals",
                failed=lambda _e: None,
            )
        else:
            self.grid.set_totals({})

    def _shows_mine(self) -> bool:
        return any(view.key == self._view_key and "is_mine:yes" in view.search for view in self._views)

    def _show_totals(self, totals: Mapping[str, Any], number: int) -> None:
        seen = {self.grid.model.cols[at].key for at in self.grid.shown_columns()}
        sums = {
            key: value
            for key, value in total_texts(self.spec, totals).items()
            if value and key in seen | {f"{k}{IN_BASE}" for k in seen}  # amounts that one may not see add up to nothing
        }
        caption = _("Total ({n} rows)")
        if any(key.endswith(IN_BASE) for key in sums):
            caption = _("Total ({n} rows, in base currency)")
        self.grid.set_totals(sums, caption.format(n=f"{number:,}") if sums else "")

    # ------------------------------------------------------------------------------------------- opening
    def _open(self, row: Any) -> None:
        if row and self.descriptor.opens and row.get(self.descriptor.row_id):
            self.env.open(self.descriptor.opens, int(row[self.descriptor.row_id]))

    def _follow(self, row: Any, key: str) -> None:
        column = self.spec.column(key)
        target = row.get(column.link_id or "id") if row else None
        if column.link and target:
            self.env.open(column.link, int(target))

    def new(self) -> None:
        """Ctrl+N."""
        if self.descriptor.opens and self.descriptor.new_permission and self.env.may(self.descriptor.new_permission):
            self.env.open(self.descriptor.opens)

    def _row_menu(self, row: Any, key: str, at: QPoint) -> None:
        menu = QMenu(self)
        if row is not None:
            menu.addAction(_("Open"), lambda: self._open(row))
            for push in self._pushes():
                menu.addAction(_(push.title), partial(self._push, push, [int(row[self.descriptor.row_id])]))
            menu.addSeparator()
            menu.addAction(_("Only this value"), lambda: self._only(key, row))
        menu.addAction(_("Copy cell"), self.grid.copy_cell)
        menu.addAction(_("Copy row"), self.grid.copy_row)
        menu.addAction(_("Copy column"), self.grid.copy_column)
        menu.addSeparator()
        menu.addAction(_("Export to Excel"), self.export)
        menu.addAction(_("Print list"), self.print_list)
        menu.popup(at)

    def _only(self, key: str, row: Mapping[str, Any]) -> None:
        value = row.get(key)
        self.query = replace(self.query, filters={**self.query.filters, key: "" if value is None else str(value)})
        self.grid.head.set_filters(dict(self.query.filters))
        self._show()

    # ------------------------------------------------------------------------------------------- selection
    def _show_selection(self, rows: Sequence[Any]) -> None:
        while (item := self._selection_buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.selected.set_text(_("{n} selected").format(n=len(rows)) if rows else "")
        if not rows:
            return
        ids = [int(r[self.descriptor.row_id]) for r in rows]
        first = True
        for push in self._pushes():
            self._selection_button(
                _(push.title), "primary" if first else "secondary", lambda p=push: self._push(p, ids)
            )
            first = False
        for move in self._common_moves(rows):
            self._selection_button(_(move.title), "secondary", lambda m=move: self._move_all(m, rows), name=move.name)
        for action in self.descriptor.actions:
            if action.service is not None and action.on != "nothing" and self.env.may(action.permission):
                self._selection_button(
                    _(action.title), "primary" if first else "secondary", lambda a=action: self._act_all(a, rows),
                    name=action.key,
                )  # fmt: skip
                first = False
        for paper in self.env.registry.papers_of(self._kind()):
            if self.env.may(paper.permission):
                self._selection_button(
                    _("Print {paper}").format(paper=_(paper.title)),
                    "secondary",
                    lambda p=paper: self._print_papers(p, ids),
                )

    def _kind(self) -> str:
        opened = self.env.registry.screens.get(self.descriptor.opens)
        return opened.form.kind if opened and opened.form else ""

    def _selection_button(self, text: str, kind: Any, then: Any, *, name: str = "") -> None:
        button = Button(text, kind=kind, parent=self.foot, name=name, is_small=True)
        button.clicked.connect(lambda _c=False: then())
        self._selection_buttons.addWidget(button)

    def _common_moves(self, rows: Sequence[Any]) -> list[Transition]:
        if self.life is None or not any(c.key == "state" for c in self.spec.columns):
            return []
        states = {row.get("state") for row in rows}
        moves = [m for m in self.life.transitions if m.service is not None and self.env.may(m.permission)]
        found = [m for m in moves if states <= set(m.sources)]
        return list({m.name: m for m in found}.values())

    def _move_all(self, move: Transition, rows: Sequence[Any]) -> None:
        asked: dict[str, Any] = {}
        if move.asks == "reason":
            text, given = QInputDialog.getMultiLineText(self, _(move.title), _("Reason"))
            if not given:
                return
            asked["reason"] = text
        self._each(_(move.title), move.service, rows, asked)

    def _act_all(self, action: Any, rows: Sequence[Any]) -> None:
        asked: dict[str, Any] = {}
        if action.asks == "reason":
            text, given = QInputDialog.getMultiLineText(self, _(action.title), _("Reason"))
            if not given:
                return
            asked["reason"] = text
        if action.on == "each":
            self._each(_(action.title), action.service, rows, asked)
            return
        self.env.act(
            f"{self.descriptor.key}.{action.key}", action.service, [int(row["id"]) for row in rows], **asked,
            then=lambda saved: self._acted(action, saved, len(rows)), failed=self._failed, owner=self,
        )  # fmt: skip

    def _act_at_head(self, action: Any) -> None:
        if action.screen:
            self.env.open(action.screen)
            return
        self.env.say("active", _("{action} …").format(action=_(action.title)))
        self.env.act(
            f"{self.descriptor.key}.{action.key}", action.service, owner=self, failed=self._failed,
            then=lambda saved: self._acted(action, saved, getattr(saved, "count", 0)),
        )  # fmt: skip

    def _acted(self, action: Any, saved: Any, asked: int) -> None:
        self.error_bar.set_error("")
        done = getattr(saved, "count", 0) or asked
        self.env.say_done(_("{action}: {n} done").format(action=_(action.title), n=done), getattr(saved, "made", ()))
        self.grid.check_nothing()
        self.refresh()

    def _each(self, title: str, service: Any, rows: Sequence[Any], asked: Mapping[str, Any]) -> None:
        """Each row its own gesture; afterwards one report of what was done, what was refused and why."""
        import uuid

        def run(job: Job) -> tuple[int, list[str]]:
            done, refused = 0, []
            for number, row in enumerate(rows):
                if job.is_cancelled():
                    break
                try:
                    self.env.database.gesture(
                        uuid.uuid4(), title, service, (int(row[self.descriptor.row_id]), None), dict(asked)
                    )
                    done += 1
                except UserError as error:
                    refused.append(f"{row.get('number') or row.get('code') or row['id']}: {error_text(error)}")
                job.progress((number + 1) / len(rows))
            return done, refused

        def report(found: tuple[int, list[str]]) -> None:
            done, refused = found
            self.env.changes.tell([(kind, 0) for kind in self.spec.kinds], at_once=True)
            text = _("{action}: {n} done").format(action=title, n=done)
            if refused:
                self.error_bar.set_error(_("{n} refused. {first}").format(n=len(refused), first=refused[0]))
                self.env.say("late", text + "; " + _("{n} refused").format(n=len(refused)))
            else:
                self.env.say("done", text)

        self.env.job(title, run, then=report, owner=self)

    def _push(self, push: Any, ids: list[int]) -> None:
        self.env.run(
            push.draft, ids, owner=self, name="push", failed=self._failed,
            then=lambda made: self.env.open(push.target, None, values=made.get("values", {}), lines=made.get("lines", [])),
        )  # fmt: skip

    def _push_first(self) -> None:
        rows, pushes = self.grid.checked(), self._pushes()
        if rows and pushes:
            self._push(pushes[0], [int(r[self.descriptor.row_id]) for r in rows])

    def _print_papers(self, paper: Any, ids: list[int]) -> None:
        from app.ui.preview import open_preview

        open_preview(self.env, paper, ids, "zh", self)

    # ------------------------------------------------------------------------------------------- files
    def _shown_columns(self) -> list[Any]:
        hidden = {c.key for c in self.spec.columns if c.hidden}
        state = self.grid.layout_state()
        hidden = set(state.get("hidden", hidden)) if isinstance(state, dict) else hidden
        return [c for c in self.spec.columns if c.key not in hidden]

    def export(self) -> None:
        """Ctrl+E: the list as the person sees it, to Excel; streamed, with progress and cancel."""
        name = f"{_(self.descriptor.title)} {clock.today():%Y-%m-%d}.xlsx"
        path, _filter = QFileDialog.getSaveFileName(
            self, _("Export to Excel"), str(Path.home() / name), "Excel (*.xlsx)"
        )
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> Job:
        """Export to a given file."""
        from app.i18n import language

        columns, query, title = self._shown_columns(), self.query, _(self.descriptor.title)
        lang: Any = language()
        total = max(self.source.total, 1)

        def run(job: Job) -> Any:
            def write(ctx: Any) -> Any:
                shown = [
                    ReportColumn(c.key, _(c.title), excel_kind(c.kind), c.width / 7, _(c.unit) if c.unit else "")
                    for c in columns
                ]
                rows = lists.stream(ctx, self.spec, replace(query, group=""), [c.key for c in columns])
                sums = lists.totals(ctx, self.spec, replace(query, group="")) if any(c.total for c in columns) else None
                return excel.write_journal(
                    path, title=title, columns=shown, rows=(_worded(columns, r) for r in rows), zone=clock.zone(),
                    totals=sums_shown(columns, sums), conditions=query.search, lang=lang, cancelled=job.is_cancelled,
                    progress=lambda n: job.progress(min(1.0, n / total)),
                )  # fmt: skip

            return self.env.database.read_long(ReadHandle(), write)

        def done(count: Any) -> None:
            if count is None:
                self.env.say("waiting", _("Export cancelled; no file was written."))
            else:
                self.env.say(
                    "done",
                    _("Exported {n} rows to {file}.").format(n=f"{count:,}", file=path.name),
                    (Link("open", _("Open"), lambda: _open_file(path)),),
                )

        return self.env.job(_("Exporting {what}").format(what=title), run, then=done, owner=self)

    def print_list(self) -> None:
        """The list as paper."""
        from app.ui.preview import preview_list

        preview_list(self.env, self.descriptor, self._shown_columns(), replace(self.query, group=""), self)

    def before_close(self) -> None:
        """Nothing to keep beyond the arrangement."""


def excel_kind(kind: str) -> Any:
    """How a column of this kind is typed in Excel."""
    return {
        "quantity": "quantity", "money": "money", "price": "price", "percent": "percent", "bar": "percent", "number": "integer",
        "date": "date", "datetime": "datetime", "bool": "bool",
    }.get(kind, "text")  # fmt: skip


def _worded(columns: Sequence[Any], row: Sequence[Any]) -> list[Any]:
    """Stored keys as words where a column has words for them."""
    return [
        _(c.status[v][0]) if c.status is not None and v in c.status else v for c, v in zip(columns, row, strict=False)
    ]


def _open_file(path: Path) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
