"""One record or document: head fields, lines, totals, side panel, its next steps. Declared by a FormSpec."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import clock
from app.drafting import make_draft
from app.errors import Conflict, InDoubt, ManyErrors, Unavailable, UserError
from app.i18n import _, error_text
from app.registry import Field as FieldSpec
from app.registry import FormData, Lifecycle, PanelSpec, ScreenSpec, Status
from app.ui import theme
from app.ui.drafts import KeptDraft
from app.ui.env import Env
from app.ui.fields.base import Field
from app.ui.fields.candidates import Candidate
from app.ui.fields.look_up import LookUpField
from app.ui.form import panels
from app.ui.form.build import head_grid, line_columns, make_field
from app.ui.form.conflict import ConflictDialog
from app.ui.form.look_ups import FormLookUps
from app.ui.form.sides import FormSides
from app.ui.form.state import FormState, plain, restored
from app.ui.form.steps import FormSteps
from app.ui.form.veil import Veil
from app.ui.grid.line_grid import LineGrid
from app.ui.list_panel import ListPanel
from app.ui.parts import (
    Chip,
    ErrorBar,
    Identity,
    IdentityLine,
    Link,
    NoticeBar,
    Option,
    Panel,
    ProgressStrip,
    SidePanel,
    Step,
    TabRow,
    Total,
    TotalsBar,
)

DRAFT_PAUSE_MS = 1500
REVIEW_PAUSE_MS = 350
LOOK_UP_PAUSE_MS, LOOK_UP_TRIES = 40, 75  # three seconds, then the save goes ahead with what is known


def save_draft(ctx: Any, service: Any, draft: Any) -> Any:
    """The one way a form writes: the room's own save, with the draft it declared."""
    return service(ctx, draft)


class FormScreen(QWidget):
    """A tab that shows and edits one record. `titled` tells the shell its tab text and look; `closed` that it is done."""

    titled = Signal(str, str)
    close_asked = Signal()

    def __init__(
        self,
        env: Env,
        screen: ScreenSpec,
        record_id: int | None,
        options: Mapping[str, Any],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        assert screen.form is not None
        self.env, self.descriptor, self.spec = env, screen, screen.form
        self.record_id = record_id
        self.options = dict(options)
        self.life: Lifecycle | None = env.registry.lifecycles.get(screen.lifecycle)
        self.state: FormState | None = None
        draft = self.options.get("draft")
        self.uid = draft.uid if draft is not None else str(uuid.uuid4())
        self.saving = False
        self.request_id: uuid.UUID | None = None
        self._filling = False
        self._is_leaving = False
        self._notice_does: Callable[[], Any] = self.load
        self._focused: QWidget | None = None
        self._look_up_waits = 0
        self.veil = Veil(self)
        self._fields: dict[str, Field] = {}
        self._line_errors: dict[tuple[int, str], str] = {}
        self._watchers: tuple[str, ...] = ()
        self.look_ups, self.steps, self.sides = FormLookUps(self), FormSteps(self), FormSides(self)
        self.setObjectName(screen.key.replace(".", "_"))
        self._build()
        self._draft_timer = self._timer(DRAFT_PAUSE_MS, self.keep_draft)
        self._review_timer = self._timer(REVIEW_PAUSE_MS, self.sides.ask_review)
        env.changes.subscribe(self, (*self.spec.kinds, "comment", "attachment"), self._on_news)
        self.load()

    def _timer(self, pause: int, then: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(then)
        return timer

    # ------------------------------------------------------------------------------------------- building
    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(12, 6, 12, 12)
        page.setSpacing(8)
        self.identity = IdentityLine(self)
        self.notice = NoticeBar("waiting", "", parent=self)
        self.notice.hide()
        self.notice.taken.connect(self._take_notice)
        self.progress = ProgressStrip(self)
        self.progress.hide()
        self.progress.clicked.connect(self._open_step)
        for widget in (self.identity, self.notice, self.progress):
            page.addWidget(widget)
        middle = QHBoxLayout()
        middle.setSpacing(10)
        page.addLayout(middle, 1)
        left = QVBoxLayout()
        left.setSpacing(8)
        middle.addLayout(left, 1)
        self._build_head(left)
        self._build_tabs(left)
        self.side = SidePanel(_("Review") if self.spec.review else _("Information"), self)
        self.side.setFixedWidth(theme.look().px(306))
        self.side.taken.connect(self.sides.take_side)
        self.side.add_link("comment", _("Comment"))
        self.side.add_link("attach", _("Attach"))
        self.side.link_taken.connect(self.sides.side_action)
        middle.addWidget(self.side)
        self._shortcuts()

    def fields(self) -> Mapping[str, Field]:
        """The fields of the head and its tabs by key."""
        return self._fields

    def show_tab_of(self, field: Field) -> None:
        """Bring the tab to the front in which a field stands; nothing for a field of the head."""
        for number, key in enumerate(self._tab_keys):
            page = self.pages.widget(number)
            if page is not None and page.isAncestorOf(field):
                self.tabs.choose(key)

    def _visible_fields(self) -> list[FieldSpec]:
        return [p for p in self.spec.fields if not p.permission or self.env.may(p.permission)]

    def _build_head(self, column: QVBoxLayout) -> None:
        in_tabs = {key for _title, keys in self.spec.tabs for key in keys}
        head = [p for p in self._visible_fields() if p.key not in in_tabs]
        self.head_panel = Panel("", self, padding=10)
        for piece in self._visible_fields():
            self._fields[piece.key] = self._make(piece)
        self.head_panel.body.addWidget(head_grid(head, self._fields, self.head_panel))
        column.addWidget(self.head_panel)
        self.error_bar = ErrorBar(self)
        column.addWidget(self.error_bar)

    def _make(self, piece: FieldSpec) -> Field:
        field = make_field(piece, self.head_panel)
        field.changed.connect(lambda value, key=piece.key: self._changed(key, value))
        if isinstance(field, LookUpField):
            look_up = self.env.registry.lookups.get(piece.lookup)
            field.by_name = look_up is not None and look_up.by_name
            field.asked.connect(lambda text, p=piece: self.look_ups.ask_lookup(p, text))
            field.chooser_asked.connect(lambda text, p=piece: self.look_ups.open_chooser(p, text, -1))
            if piece.link:
                field.set_link(True)
                field.opened.connect(lambda p=piece: self.look_ups.follow(p))
        return field

    def _build_tabs(self, column: QVBoxLayout) -> None:
        self.tabs = TabRow(self)
        self.pages = QStackedWidget(self)
        self.grid: LineGrid | None = None
        self._tab_keys: list[str] = []
        if self.spec.line_fields:
            self.grid = self._build_grid()
            body = QWidget(self.pages)
            inner = QVBoxLayout(body)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(6)
            frame = Panel("", body)
            frame.body.addWidget(self.grid)
            inner.addWidget(frame, 1)
            self.totals = TotalsBar(body)
            self.totals.setVisible(bool(self.spec.total_keys))
            inner.addWidget(self.totals)
            self._add_page("lines", body)
        for number, (_title, keys) in enumerate(self.spec.tabs):
            pieces = [p for p in self._visible_fields() if p.key in keys]
            scroll = QScrollArea(self.pages)
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QScrollArea.Shape.NoFrame)
            holder = Panel("", scroll, padding=10)
            holder.body.addWidget(head_grid(pieces, self._fields, holder))
            holder.body.addStretch(1)
            scroll.setWidget(holder)
            self._add_page(f"tab{number}", scroll)
        self._panels: dict[str, ListPanel] = {}
        self.panel_specs = [p for p in self.env.registry.panels_of(self.descriptor.key) if self.env.may(p.permission)]
        for spec in self.panel_specs:
            if spec.list is not None:
                self._add_page(spec.key, self._list_panel(spec))
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        self.tabs.chosen.connect(lambda key: self.pages.setCurrentIndex(self._tab_keys.index(key)))
        if not self._tab_keys:
            self.tabs.hide()
            self.pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
            column.addStretch(1)

    def _add_page(self, key: str, page: QWidget) -> None:
        self._tab_keys.append(key)
        self.pages.addWidget(page)

    def _list_panel(self, spec: PanelSpec) -> ListPanel:
        panel = ListPanel(self.env, spec, self.pages)
        panel.counted.connect(lambda _text: self._show_tabs())
        self._panels[spec.key] = panel
        return panel

    def _build_grid(self) -> LineGrid:
        grid = LineGrid(
            line_columns(self.spec.line_fields, may=self.env.may),
            self,
            name=f"{self.descriptor.key}_lines".replace(".", "_"),
            new_line=self._new_line,
            today=clock.today,
            hint="" if self.spec.line_fields[0].lookup else _("Type here to add a line"),
        )
        grid.set_today(clock.today())
        grid.edited.connect(self._line_edited)
        grid.block_entered.connect(self._block_entered)
        grid.lines_inserted.connect(lambda *_: self.lines_changed())
        grid.lines_removed.connect(lambda *_: self.lines_changed())
        grid.asked.connect(self.look_ups.ask_line_lookup)
        grid.chooser_asked.connect(lambda row, key, text: self.look_ups.open_chooser(self.line_piece(key), text, row))
        return grid

    def _new_line(self) -> dict[str, Any]:
        values = self.state.values if self.state else {}
        made: dict[str, Any] = {}
        for piece in self.spec.line_fields:
            if piece.default is None:
                continue
            made[piece.key] = piece.default(values) if callable(piece.default) else piece.default
        return made

    def line_piece(self, key: str) -> FieldSpec:
        return next(p for p in self.spec.line_fields if p.key == key)

    def _shortcuts(self) -> None:
        for keys, then in (
            ("Ctrl+S", self.save),
            ("Ctrl+Return", self.steps.main_step),
            ("F5", self.reload),
            ("F8", self.next_error),
            ("Ctrl+J", self.steps.open_push_menu),
            ("Ctrl+P", lambda: self.steps.print_first(direct=True)),
            ("Ctrl+Shift+P", lambda: self.steps.print_first(direct=False)),
            ("Ctrl+D", self.duplicate),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(then)

    # ------------------------------------------------------------------------------------------- loading
    def load(self) -> None:
        """Read the record (or a blank one) and show it."""
        if self.record_id is None and self.spec.single:
            self.env.run(self.spec.load, 0, then=self.show_record, owner=self, name="load", failed=self._load_failed)
        elif self.record_id is None:
            self.env.run(self._blank_query(), then=self._show_blank, owner=self, name="load", failed=self._load_failed)
        else:
            self.env.run(
                self.spec.load, self.record_id, then=self.show_record, owner=self, name="load", failed=self._load_failed
            )

    def _blank_query(self) -> Any:
        return self.spec.blank

    def _load_failed(self, error: UserError) -> None:
        self.veil.lift()
        self.identity.set_identity(Identity(_(self.spec.title)))
        self.notice.set_notice("late", error_text(error), _("Try again"))
        self.notice.show()
        self._notice_does = self.load

    def _show_blank(self, data: FormData) -> None:
        self.uid = data.uid or self.uid
        kept = self.options.pop("draft", None)
        if kept is not None:
            self.uid = kept.uid
            data = restored(data, kept.values, kept.lines)
        preset = self.options.get("values")
        if preset:
            data = restored(data, preset, self.options.get("lines", data.lines))
        self.show_record(data)
        if kept is not None or preset:
            self._touch()
        first = next((f for f in self._fields.values() if not f.is_read_only), None)
        if first is not None and self.isVisible():
            first.setFocus()

    def show_record(self, data: FormData) -> None:
        """Show a record as read; what was typed before is replaced."""
        self.veil.lift()
        kept = self.options.pop("draft", None) if data.id is not None else None
        self.notice.hide()
        self.state = FormState.of(self.spec, data)
        if kept is not None:
            self.state = FormState.of(self.spec, restored(data, kept.values, kept.lines))
            self.state.base = data
            self.uid = kept.uid
        self.record_id = data.id
        self._filling = True
        for piece in self._visible_fields():
            field = self._fields[piece.key]
            field.set_value(self.state.values.get(piece.key))
            field.set_error("")
            field.set_read_only(piece.computed or not data.editable)
        if self.grid is not None:
            self.grid.set_lines(self.state.lines)
            self.grid.set_read_only(not data.editable)
            self.grid.set_errors({})
        self._filling = False
        self.error_bar.set_error("")
        if kept is not None:
            self._touch()
        self.recompute()
        self._show_identity()
        self._show_progress(data)
        self._show_tabs()
        for panel in self._panels.values():
            panel.show_for(data.id)
        self.sides.ask_sides()
        if data.id is not None:
            self.env.act(
                "office.open",
                self.env.doors.open_document,
                self.spec.kind,
                data.id,
                then=self._show_watchers,
                owner=self,
            )

    def reload(self) -> None:
        """F5: read again; what is typed and not saved stays until the person throws it away."""
        if self.state and self.state.dirty:
            self.env.say(
                "waiting",
                _("There are unsaved changes; save or discard them first."),
                (Link("discard", _("Discard"), self.discard),),
            )
            return
        self.load()

    def discard(self) -> None:
        """Throw away what was typed."""
        self._draft_timer.stop()
        self.env.runner.work(self.env.drafts.discard, self.uid)
        if self.state:
            self.state.dirty = False
        if self.record_id is None and self.options.get("values") is None:
            self.close_asked.emit()
        else:
            self.options.pop("values", None)
            self.load()

    def _on_news(self, changed: tuple[tuple[str, int], ...]) -> None:
        mine = any(kind in self.spec.kinds and record in (0, self.record_id) for kind, record in changed)
        if self.record_id is not None and mine and not self.saving:
            if self.state and self.state.dirty:
                self.env.run(self.spec.load, self.record_id, then=self._compare_quietly, owner=self, name="peek")
            else:
                self.load()
        if any(kind in ("comment", "attachment") for kind, _record in changed):
            self.sides.ask_sides()

    def _compare_quietly(self, data: FormData) -> None:
        if self.state and data.version != self.state.base.version:
            self.notice.set_notice(
                "waiting", _("Someone else has changed this meanwhile. Your text is kept."), _("Compare")
            )
            self.notice.show()
            self._notice_does = lambda: self._open_conflict(data)

    def _take_notice(self) -> None:
        self.notice.hide()
        self._notice_does()

    # ------------------------------------------------------------------------------------------- showing
    def _chips(self) -> tuple[Chip, ...]:
        assert self.state is not None
        data = self.state.base
        chips: list[Chip] = []
        if self.life and data.state:
            state = self.life.state(data.state)
            chips.append(Chip(state.status, _(state.title)))
        elif data.state:
            word, status = self.list_word("state", data.state)
            chips.extend([Chip(status, word)] if word != data.state else [])
        chips.extend(Chip(status, _(word)) for word, status in data.chips if word)
        if self.state.dirty:
            chips.append(Chip("waiting", _("Not saved")))
        return tuple(chips)

    def list_word(self, column: str, value: str) -> tuple[str, Status]:
        """What the list of these records calls a stored key, and its status; the key itself where it has no word."""
        screen = self.env.registry.screens.get(self.spec.list_screen)
        columns = screen.list.columns if screen is not None and screen.list is not None else ()
        words = next((c.status for c in columns if c.key == column and c.status), None) or {}
        return (_(words[value][0]), words[value][1]) if value in words else (value, "neutral")

    def _show_identity(self) -> None:
        if self.state is None:
            return
        data = self.state.base
        is_document = bool(data.number and (self.life or "-" in data.number))
        title = data.number if is_document else (data.title or _("New: {kind}").format(kind=_(self.spec.title)))
        code = data.title if is_document else data.number
        watching = _("{names} also here").format(names=", ".join(self._watchers)) if self._watchers else ""
        self.identity.set_identity(Identity(title, code, self._chips(), self._watchers, watching, is_document))
        self.identity.set_actions(self.steps.buttons())
        chips = self._chips()
        self.titled.emit(data.number or title, chips[0].status if chips and is_document else "")

    def _show_watchers(self, names: Sequence[str]) -> None:
        self._watchers = tuple(names)
        self._show_identity()

    def _show_progress(self, data: FormData) -> None:
        self._steps = {f"step{n}": step for n, step in enumerate(data.progress)}
        self.progress.set_steps([Step(k, _(s.title), s.status, s.text, s.share) for k, s in self._steps.items()])
        self.progress.setVisible(bool(data.progress))

    def _open_step(self, key: str) -> None:
        step = self._steps[key]
        if step.screen:
            self.env.open(step.screen, None, search=step.search)

    def _show_tabs(self) -> None:
        options = []
        for key in self._tab_keys:
            if key == "lines":
                count = sum(1 for line in self.state.lines if not self.state.is_empty(line)) if self.state else 0
                title = _("Contacts") if self.spec.kind == "customer" else _("Line items")
                options.append(Option(key, title, str(count)))
            elif key in self._panels:
                spec = next(p for p in self.panel_specs if p.key == key)
                options.append(Option(key, _(spec.title), self._panels[key].count_text))
            else:
                options.append(Option(key, _(self.spec.tabs[int(key.removeprefix("tab"))][0])))
        self.tabs.set_options(options)

    # ------------------------------------------------------------------------------------------- editing
    def _changed(self, key: str, value: Any) -> None:
        if self._filling or self.state is None:
            return
        self.state.values[key] = value
        self._fields[key].set_error("")
        self._touch()
        self.recompute()

    def _touch(self) -> None:
        assert self.state is not None
        first = not self.state.dirty
        self.state.dirty = True
        if not self._is_leaving:
            self._draft_timer.start()
        if first:
            self._show_identity()

    def _line_edited(self, row: int, key: str, value: Any) -> None:
        piece = self.line_piece(key)
        if piece.lookup and isinstance(value, str) and value:
            self.look_ups.resolve(piece, row, value)
        elif isinstance(value, Candidate):
            self.look_ups.fill_picked(piece, row, value)
        self.lines_changed()

    def _block_entered(self, block: Any) -> None:
        for open_cell in block.unresolved:
            self.look_ups.resolve(self.line_piece(open_cell.key), open_cell.row, open_cell.text)
        self.lines_changed()

    def lines_changed(self) -> None:
        if self._filling or self.state is None or self.grid is None:
            return
        self.state.lines = [dict(line) for line in self.grid.lines()]
        self._touch()
        self.recompute()
        self._show_tabs()

    def recompute(self) -> None:
        """Totals and line amounts at once, by the room's pure function; then the review, shortly after."""
        if self.state is None:
            return
        if self.spec.totals is not None and self.grid is not None:
            head, rows, errors = self.spec.totals(
                self.state.draft_values(), [self.plain_line(line) for line in self.state.lines]
            )
            self._filling = True
            for number, computed in enumerate(rows):
                line = self.state.lines[number]
                if any(line.get(k) != v for k, v in computed.items()):
                    line.update(computed)
                    self.grid.replace_line(number, line)
            self._filling = False
            self.state.values.update(head)
            self._line_errors = {
                place: text if isinstance(text, str) else error_text(text) for place, text in dict(errors).items()
            }
            self.grid.set_errors(self._line_errors)
            last = len(self.spec.total_keys) - 1
            self.totals.set_totals(
                [Total(_(t), _figure(head.get(k)), n == last) for n, (k, t) in enumerate(self.spec.total_keys)]
            )
        if self.spec.review is not None:
            self._review_timer.start()

    @staticmethod
    def plain_line(line: Mapping[str, Any]) -> dict[str, Any]:
        return {k: plain(v) for k, v in line.items()}

    # ------------------------------------------------------------------------------------------- saving
    def keep_draft(self) -> None:
        """What is typed, to disk; off the UI thread."""
        if self.state is None or not self.state.dirty:
            return
        values, lines = self.state.kept()
        title = self._draft_title()

        def kept(at: Any) -> None:
            self.env.say("active", _("Draft kept on this computer at {time}.").format(time=panels.moment(at)))

        def refused(error: Any) -> None:
            self.env.say("late", _("The draft could not be kept on this computer; save soon."))

        self.env.runner.work(
            self._write_draft, values, lines, title, self.state.base.version, then=kept, failed=refused, owner=self
        )

    def _draft_title(self) -> str:
        assert self.state is not None
        values = self.state.values
        return self.state.base.number or str(values.get("name") or values.get("subject") or _(self.spec.title))

    def _write_draft(self, values: Any, lines: Any, title: str, version: int) -> Any:
        """When it was written. Raises Unavailable("draft_not_kept") where the disk refuses."""
        try:
            return self.env.drafts.keep(
                self.uid, screen=self.descriptor.key, record_id=self.record_id, version=version, title=title,
                values=values, lines=lines, request_id=str(self.request_id or ""),
            )  # fmt: skip
        except OSError as error:
            raise Unavailable("draft_not_kept", reason=error.strerror or str(error)) from error

    def save(self, then: Any = None) -> None:
        """Check and write; what is wrong stays marked at its place."""
        if self.state is None or self.saving or not self.state.base.editable:
            return
        if self.grid is not None:
            self.grid.commit()
            self.state.lines = [dict(line) for line in self.grid.lines()]
        focused = self.focusWidget()
        if focused is not None and focused is not self.veil:
            focused.clearFocus()
            self._focused = focused
        if self._waits_for_look_ups(then):
            return
        self._clear_errors()
        if any(field.error() for field in self._fields.values()):  # what was typed there is not understood
            self.next_error()
            return
        try:
            draft: Any = make_draft(
                self.spec.draft, self.state.draft_values(), self.state.draft_lines(),
                id=self.record_id, uid=self.uid, version=self.state.base.version or None,
            )  # fmt: skip
        except UserError as error:
            self.refused(error)
            return
        self.saving = True
        self.veil.cover(self._focused)
        # the same request id until it is answered: a second click or a second try cannot write twice
        self.request_id = self.request_id or uuid.uuid4()
        self.env.act(
            f"{self.descriptor.key}.save", save_draft, self.spec.save, draft,
            then=lambda saved: self._saved(saved, then), failed=self.refused, owner=self, request_id=self.request_id,
        )  # fmt: skip

    def _waits_for_look_ups(self, then: Any) -> bool:
        """Whether a look-up still asks what its text means; saving then goes on as soon as it knows."""
        fields = [f for f in self._fields.values() if isinstance(f, LookUpField) and f.is_settling()]
        self._look_up_waits = self._look_up_waits + 1 if fields else 0
        if not fields or self._look_up_waits > LOOK_UP_TRIES:
            self._look_up_waits = 0
            return False
        QTimer.singleShot(LOOK_UP_PAUSE_MS, self, lambda: self.save(then))
        return True

    def _saved(self, saved: Any, then: Any = None) -> None:
        self.saving, self.request_id = False, None  # the veil stays until what was saved has been read again
        self._draft_timer.stop()
        self.env.runner.work(self.env.drafts.discard, self.uid)
        if self.state:
            self.state.dirty = False
        self.record_id = saved.id
        self.options.pop("values", None)
        self.env.say_done(_("Saved {what}.").format(what=saved.number or _(self.spec.title)), saved.made)
        if then is not None:
            self.env.run(
                self.spec.load, saved.id, then=partial(self._show_then, then), owner=self, name="load",
                failed=self._load_failed,
            )  # fmt: skip
        else:
            self.load()

    def _show_then(self, then: Callable[[], Any], data: FormData) -> None:
        self.show_record(data)
        then()

    def _clear_errors(self) -> None:
        for field in self._fields.values():
            field.set_error("")
        self.error_bar.set_error("")

    def refused(self, error: UserError) -> None:
        """Show a refusal at its place; nothing typed is lost."""
        self.saving = False
        self.veil.lift()
        if not isinstance(error, (InDoubt, Unavailable)):
            self.request_id = None
        if isinstance(error, Conflict) and self.record_id is not None:
            self.env.run(self.spec.load, self.record_id, then=self._open_conflict, owner=self, name="conflict")
            self.env.show_error(error)
            return
        errors = error.errors if isinstance(error, ManyErrors) else (error,)
        loose = [e for e in errors if not self._show_at_place(e)]
        if loose:
            self.error_bar.set_error(error_text(loose[0]), (), len(loose))
        self.next_error()
        self.keep_draft()

    def _show_at_place(self, error: UserError) -> bool:
        place = error.field
        if place.startswith("lines.") and self.grid is not None:
            _lines, number, key = [*place.split(".", 2), ""][:3]
            if number.isdigit():
                shown = (
                    [n for n, line in enumerate(self.state.lines) if not self.state.is_empty(line)]
                    if self.state
                    else []
                )
                row = shown[int(number)] if int(number) < len(shown) else int(number)
                self._line_errors[(row, key or self.spec.line_fields[0].key)] = error_text(error)
                self.grid.set_errors(self._line_errors)
                self.tabs.choose("lines")
                return True
        if place in self._fields:
            self._fields[place].set_error(error_text(error))
            return True
        return False

    def next_error(self) -> None:
        """F8: to the next wrong field, then to the next wrong cell."""
        for field in self._fields.values():
            if field.error():
                field.setFocus()
                return
        if self.grid is not None:
            self.grid.next_error()

    def _open_conflict(self, theirs: FormData) -> None:
        if self.state is None:
            return
        differences = self.state.differences(theirs)
        mine, lines = dict(self.state.values), [dict(line) for line in self.state.lines]

        def take(keep_mine: set[str], keep_my_lines: bool) -> None:
            self.show_record(theirs)
            assert self.state is not None
            for key in keep_mine:
                self.state.values[key] = mine[key]
                self._fields[key].set_value(mine[key])
            if keep_my_lines and self.grid is not None:
                self.state.lines = lines
                self.grid.set_lines(lines)
            self._touch()
            self.recompute()

        titles = {p.key: _(p.title) for p in self.spec.fields}
        self._conflict = ConflictDialog(differences, titles, take, has_lines=self.grid is not None, parent=self)
        self._conflict.open()

    def duplicate(self) -> None:
        """Ctrl+D: a new one with the same content."""
        if self.state is None:
            return
        values, lines = self.state.kept()
        dropped = ("id", "number", "code", "uid", "version", "state")
        self.env.open(
            self.descriptor.key, None,
            values={k: v for k, v in values.items() if k not in dropped},
            lines=[{k: v for k, v in line.items() if k not in ("id", "version")} for line in lines],
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------- shell
    def keep_now(self) -> KeptDraft | None:
        """Write what is typed to disk at once, since the window goes; None where nothing is or the disk refuses."""
        if self.state is None or not self.state.dirty:
            return None
        for field in self._fields.values():
            if (commit := getattr(field, "commit", None)) is not None:
                commit()
        if self.grid is not None:
            self.grid.commit()
        self._draft_timer.stop()
        values, lines = self.state.kept()
        version, title = self.state.base.version, self._draft_title()
        try:
            at = self._write_draft(values, lines, title, version)
        except UserError:
            return None
        request = str(self.request_id or "")
        return KeptDraft(
            self.uid, self.descriptor.key, self.record_id, version, title, at, values, lines, request_id=request
        )

    def before_close(self) -> None:
        """The tab goes: colleagues see that we left."""
        self._draft_timer.stop()
        self._is_leaving = True
        if self.record_id is not None:
            self.env.act("office.leave", self.env.doors.leave_document, self.spec.kind, self.record_id)

    def look(self) -> Status | None:
        """The look of the document's state, for its tab."""
        if self.life and self.state and self.state.base.state:
            return self.life.state(self.state.base.state).status
        return None


def _figure(value: Any) -> str:
    return "" if value is None else f"{value:,}" if not isinstance(value, str) else value
