"""What a room says about itself: descriptors, and the registry that checks them and finds them again.

Nothing here knows Qt, SQLAlchemy or a room. A room's `module.py` makes one `ModuleSpec`; its `ui/screens.py` makes
`ScreenSpec`s and `PanelSpec`s. Titles are English texts marked with N_() and translated where they are shown.
Callables take a `Ctx` (app.uow) first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from app.errors import UserError

Status = Literal["neutral", "waiting", "active", "done", "late", "hold"]
Kind = Literal[
    "text", "code", "number", "quantity", "money", "price", "percent", "date", "datetime", "state", "bar", "bool",
    "choice", "memo", "lookup", "lookup_code",
]  # fmt: skip
Reach = Literal["own", "department", "below", "chosen", "all"]
AREAS = (
    "home", "customers", "opportunities", "orders", "planning", "purchasing", "stock", "production", "service",
    "reports", "office",
)  # fmt: skip
DUTIES = (
    "sales", "sales_manager", "merchandiser", "planner", "engineer", "purchaser", "warehouse", "production",
    "quality", "service_desk", "technician", "finance", "cashier", "manager", "auditor", "admin", "worker",
)  # fmt: skip


# ---------------------------------------------------------------- rights and lives
@dataclass(frozen=True, slots=True)
class Permission:
    """A right, `module.verb`; duties: who holds it in a new company (an administrator may change that)."""

    key: str
    title: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of documents whose rows are seen by reach; `reach` gives each duty's reach in a new company.

    A duty that is not named sees only what it owns. Key: "customers", "orders" …
    """

    key: str
    title: str
    reach: Mapping[str, Reach]


@dataclass(frozen=True, slots=True)
class State:
    """One state of a document: key as stored, title, and the look it has everywhere."""

    key: str
    title: str
    status: Status


@dataclass(frozen=True, slots=True)
class Transition:
    """A named move between states; the database refuses any other.

    service: (ctx, id, version, **asked) -> Saved; asks: what the person is asked first ("reason").
    main: shown as the document's main next step. One service may serve several documents; None: no button, the move
    happens by itself (system) inside definer functions whoever acts.
    guard: name of a database function tw.<guard>(id) that raises where the move must not happen.
    """

    name: str
    title: str
    sources: tuple[str, ...]
    target: str
    permission: str
    service: Callable[..., Any] | None = None
    main: bool = False
    asks: Literal["", "reason", "confirm"] = ""
    danger: bool = False
    icon: str = ""
    guard: str = ""
    system: bool = False


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The life of one kind of document.

    kind: "sales_order"; table: its table (default the kind). editable: states in which its content may change; free:
    columns that may change in any state. amount_sql: one statement over $1 = id that gives the amount in the company's
    currency at which approval bands look. approve_permission: held by who may reject when no step is open.
    """

    kind: str
    title: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    initial: tuple[str, ...] = ("draft",)
    editable: tuple[str, ...] = ("draft", "rejected")
    free: tuple[str, ...] = ()
    table: str = ""
    amount_sql: str = ""
    approve_permission: str = ""

    def state(self, key: str) -> State:
        """The descriptor of a stored state. Raises KeyError for an unknown one."""
        return next(s for s in self.states if s.key == key) if key else self.states[0]

    def moves_from(self, state: str) -> tuple[Transition, ...]:
        """Transitions that leave a state, main ones first."""
        return tuple(sorted((t for t in self.transitions if state in t.sources), key=lambda t: not t.main))


@dataclass(frozen=True, slots=True)
class ApprovalStep:
    """A step of approval a new company starts with: from an amount on, or where `tw.condition_<condition>(id)` holds."""

    kind: str
    step_no: int
    permission: str
    amount_from: Decimal = Decimal(0)
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Numbering:
    """How documents of a kind are numbered in a new company: SO-202611-00042."""

    kind: str
    prefix: str
    period: Literal["month", "year", "never"] = "month"
    digits: int = 5


# ---------------------------------------------------------------- lists
@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list, a journal, a report.

    key: column of the view. status: maps a stored value to (title, look) for kind "state";
    late: key of a boolean column that turns the value red with a triangle. unit: shown in the head.
    link: screen that a click on this value opens; link_id: column with the id for it (default the row's own).
    total: summed in the totals row and in subtotals. hidden: not shown until chosen.
    sort: column of the view to sort by instead ("sort_key": names by pinyin).
    """

    key: str
    title: str
    kind: Kind = "text"
    width: int = 100
    status: Mapping[str, tuple[str, Status]] | None = None
    late: str = ""
    link: str = ""
    link_id: str = ""
    unit: str = ""
    currency: str = ""
    total: bool = False
    hidden: bool = False
    stretch: bool = False
    frozen: bool = False
    filterable: bool = True
    sortable: bool = True
    second: str = ""  # a column shown muted behind the value
    sort: str = ""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A view every company starts with: name, search text, sort."""

    key: str
    title: str
    search: str = ""
    sort: str = ""
    status: Status = "neutral"


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list over one view of schema tw, read in keyset pages (app.lists).

    view: security_invoker view or table with column `id` (key) and the columns below. scope: the kind of rows if the
    view has department_id and owner_id and is bound to a Scope: lists are then read team by team (database.md, trap 1).
    search_kind: table whose search keys serve free text; search_id: column of the view that holds its id.
    default_sort: "-order_date" means newest first; ties by id in the same direction.
    """

    view: str
    columns: tuple[Column, ...]
    default_sort: str = "-id"
    scope: str = ""
    search_kind: str = ""
    search_id: str = "id"
    saved: tuple[SavedFilter, ...] = ()
    group_by: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # kinds of things whose change refreshes this list

    def column(self, key: str) -> Column:
        """The column with this key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


# ---------------------------------------------------------------- forms
@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form or one column of a line grid.

    key: attribute of the draft. lookup: key of a LookUp for kind "lookup" (the draft holds the id; the loaded values
    also hold `<key>__code` and `<key>__name`) or "lookup_code" (the draft holds the code itself). choices: (value, title) pairs. computed: shown, never typed.
    fills: a picked look-up row also fills these fields ({field: key in the look-up row's `extra`}).
    permission: shown only to who holds it. span: columns it takes. default: (ctx-free) first value or callable.
    """

    key: str
    title: str
    kind: Kind = "text"
    required: bool = False
    lookup: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    computed: bool = False
    permission: str = ""
    width: int = 100
    span: int = 1
    stretch: bool = False
    fills: Mapping[str, str] = field(default_factory=dict)
    default: Any = None
    help: str = ""
    link: str = ""
    depends: str = ""  # look-up asks with this field's value as its `within`
    beside: str = ""  # a line's text that stands behind the name of this look-up: "Flowmeter · DN80"


@dataclass(frozen=True, slots=True)
class LookUpRow:
    """One offer of a look-up: id, code, name, a second muted text, and values that fill other fields."""

    id: int
    code: str
    name: str
    second: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LookUp:
    """A way to find a record by code, name, part or pinyin initials.

    find: (ctx, text, within, limit) -> Sequence[LookUpRow]; screen: list opened by F7; new: screen to make one.
    by_name: a picked record is shown by its name alone, since its code (a login, an inner key) says nothing.
    """

    key: str
    title: str
    find: Callable[..., Sequence[LookUpRow]]
    screen: str = ""
    new: str = ""
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class FormData:
    """What a record or document screen shows: header values, lines, and what the person may do now."""

    id: int | None
    uid: str
    number: str
    title: str
    version: int
    state: str
    values: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...] = ()
    editable: bool = True
    chips: tuple[tuple[str, Status], ...] = ()
    progress: tuple[Step, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a progress strip: title, how much is done of how much, its look, what a click opens."""

    title: str
    text: str
    share: float
    status: Status
    screen: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class PushDown:
    """The next document from this one: `draft` reads what remains and returns the values of the target's new draft."""

    source: str  # screen of the source document
    target: str  # screen of the document that is made
    title: str
    permission: str
    draft: Callable[..., Mapping[str, Any]]  # (ctx, source ids) -> {"values": …, "lines": […]}
    states: tuple[str, ...] = ("approved",)


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed paper of a document: render(ctx, id, lang, print_no) -> PDF bytes."""

    key: str
    title: str
    kind: str
    permission: str
    render: Callable[..., bytes]
    find: Callable[..., int]  # (ctx, number) -> id, for the command line


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A record or document screen, declared.

    load: (ctx, id) -> FormData; blank: (ctx) -> FormData; save: (ctx, draft) -> Saved; draft: dataclass of the draft,
    with fields id, uid, version, the header keys and `lines`. review: (ctx, values, lines) -> tuple[Section, …],
    recomputed while typing. totals: pure, (values, lines) -> (computed header values, computed line values per line,
    errors), called on the UI thread at every change, so it must take microseconds a line.
    """

    kind: str
    title: str
    list_screen: str
    fields: tuple[Field, ...]
    draft: type
    load: Callable[..., FormData]
    blank: Callable[..., FormData]
    save: Callable[..., Any]
    line_fields: tuple[Field, ...] = ()
    totals: Callable[..., Any] | None = None
    total_keys: tuple[tuple[str, str], ...] = ()  # (key of computed value, title), the last one large
    review: Callable[..., Any] | None = None
    tabs: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (title, field keys) beyond the head fields
    edit_permission: str = ""
    kinds: tuple[str, ...] = ()
    single: bool = False  # there is one record only: opened without an id it is loaded


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a side panel: title, result at the right, rows of (status, left, right), bars."""

    title: str
    result: str = ""
    status: Status = "neutral"
    rows: tuple[SectionRow, ...] = ()
    bar: tuple[tuple[float, int], ...] = ()  # (share, series index)
    mark: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One line of a section; screen/record make it a link."""

    left: str
    right: str = ""
    status: Status | None = None
    middle: str = ""
    screen: str = ""
    record: int | None = None


# ---------------------------------------------------------------- screens
@dataclass(frozen=True, slots=True)
class Action:
    """A button of a list or page: a service, a screen to open, or (in pending work) a paper to print.

    on, in a list: "rows" the service takes the ids of all selected rows (of their column id) in one gesture, "each"
    (id, version) of one record after the other, "nothing" the button stands at the head and the service takes nothing.
    On a page and in pending work it always takes (id, version); states: on a page, only in these.
    """

    key: str
    title: str
    permission: str
    service: Callable[..., Any] | None = None
    screen: str = ""
    icon: str = ""
    asks: Literal["", "reason", "confirm"] = ""
    on: Literal["rows", "each", "nothing"] = "rows"
    states: tuple[str, ...] = ()
    paper: str = ""


@dataclass(frozen=True, slots=True)
class ScreenSpec:
    """A screen, `module.noun`. Exactly one of list, form, build is given.

    area: menu area; menu False keeps it out of the menu (documents are opened from their lists).
    opens: form screen that a row of this list opens; row_id: column of the row with its id.
    build: (env, **args) -> QWidget, for pages that need a widget of their own.
    """

    key: str
    title: str
    area: str
    permission: str
    icon: str = ""
    list: ListSpec | None = None
    form: FormSpec | None = None
    build: Callable[..., Any] | None = None
    opens: str = ""
    row_id: str = "id"
    lifecycle: str = ""
    actions: tuple[Action, ...] = ()
    menu: bool = True
    new_permission: str = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """A panel that a later room puts on an earlier room's page.

    list: a compact grid filtered by `filter_column` = the record's id; or load: (ctx, id) -> tuple[Section, …].
    """

    page: str
    key: str
    title: str
    permission: str
    list: ListSpec | None = None
    filter_column: str = ""
    load: Callable[..., tuple[Section, ...]] | None = None
    opens: str = ""
    order: int = 50


# ---------------------------------------------------------------- what waits, warns, is measured
@dataclass(frozen=True, slots=True)
class PendingRow:
    """One thing that waits: where it opens, what it is, and since and until when."""

    id: int
    number: str
    party: str
    what: str
    amount: Decimal | None
    currency: str
    since: datetime | None
    due: date | datetime | None
    late: bool
    version: int = 0
    screen: str = ""
    what_params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PendingWork:
    """A kind of work that waits for a person.

    read: (ctx, limit) -> (rows, whole count, capped). actions: done on the spot, service(ctx, id, version, **asked).
    screen: form opened by Enter. kinds: kinds of things whose change refreshes it.
    """

    key: str
    title: str
    permission: str
    read: Callable[..., tuple[Sequence[PendingRow], int]]
    screen: str
    list_screen: str = ""
    actions: tuple[Action, ...] = ()
    kinds: tuple[str, ...] = ()
    order: int = 50
    status: Status = "neutral"


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """A figure of the number strip: text as shown, note below, look, share of a small bar."""

    text: str
    note: str = ""
    status: Status = "neutral"
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its drill.

    value: (ctx, record_id|None) -> MeasureValue; screen and search open the list behind it.
    """

    key: str
    title: str
    permission: str
    value: Callable[..., MeasureValue]
    screen: str = ""
    search: str = ""
    page: str = ""  # "" = home; else the page whose record it measures
    kinds: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()  # whose home shows it from the start
    order: int = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a warning rule: for whom, how grave, what, about which record; once per `dedupe`."""

    recipient_id: int
    severity: Literal["info", "warning", "alert", "done"]
    text: str  # English template, N_()
    params: Mapping[str, Any]
    second: str
    second_params: Mapping[str, Any]
    screen: str
    record_id: int
    dedupe: str


@dataclass(frozen=True, slots=True)
class WarningRule:
    """A rule the worker evaluates for all: evaluate(ctx, **settings) -> findings; every: minutes between runs."""

    key: str
    title: str
    evaluate: Callable[..., Iterable[Finding]]
    every: int = 10
    settings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Search:
    """What Ctrl+K finds of this room: find(ctx, text, limit) -> LookUpRows; a hit opens `screen`."""

    key: str
    title: str
    permission: str
    find: Callable[..., Sequence[LookUpRow]]
    screen: str
    icon: str = ""


# ---------------------------------------------------------------- files in and out
@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of an import sheet: key, heads it is recognised by (English, Chinese), kind, what to type."""

    key: str
    heads: tuple[str, ...]
    kind: Kind
    required: bool
    help: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """A documented sheet: rows become drafts, `write` posts them in one transaction.

    write: (ctx, rows: Sequence[SheetRow], progress) -> int written; raises ManyErrors with field "row.column". SheetRow
    and `write_each`, which gathers the refusals of every row, stand in app.sheets.
    """

    key: str
    title: str
    permission: str
    columns: tuple[SheetColumn, ...]
    write: Callable[..., int]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Report:
    """A journal or report for screen, Excel and the command line: a ListSpec, or rows computed with parameters.

    rows: (ctx, **parameters) -> Iterable[Sequence] in the order of columns, streamed. screen: the screen that shows it.
    """

    key: str
    title: str
    permission: str
    columns: tuple[Column, ...]
    rows: Callable[..., Iterable[Sequence[Any]]]
    parameters: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the company or of a person, with its description."""

    key: str
    title: str
    kind: Kind
    default: Any
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """Something the worker does by itself: run(ctx) every so many minutes."""

    key: str
    title: str
    run: Callable[..., Any]
    every: int


# ---------------------------------------------------------------- a room
@dataclass(frozen=True, slots=True)
class ModuleSpec:
    """A room of the house and its furniture (each piece optional)."""

    key: str
    title: str
    permissions: tuple[Permission, ...] = ()
    scopes: tuple[Scope, ...] = ()
    lifecycles: tuple[Lifecycle, ...] = ()
    numbering: tuple[Numbering, ...] = ()
    approval_rules: tuple[ApprovalStep, ...] = ()
    handlers: Mapping[type, tuple[Callable[..., None], ...]] = field(default_factory=dict)
    pending: tuple[PendingWork, ...] = ()
    measures: tuple[Measure, ...] = ()
    lookups: tuple[LookUp, ...] = ()
    searches: tuple[Search, ...] = ()
    push_downs: tuple[PushDown, ...] = ()
    papers: tuple[Paper, ...] = ()
    warnings: tuple[WarningRule, ...] = ()
    sheets: tuple[ImportSheet, ...] = ()
    reports: tuple[Report, ...] = ()
    settings: tuple[Setting, ...] = ()
    jobs: tuple[Job, ...] = ()


class RegistryError(UserError):
    """A descriptor is wrong; raised at start, never in front of a person."""


class Registry:
    """All rooms; refuses unknown names when it is sealed."""

    def __init__(self, modules: Sequence[ModuleSpec]) -> None:
        self.modules = tuple(modules)
        self.screens: dict[str, ScreenSpec] = {}
        self.panels: list[PanelSpec] = []
        self.permissions = self._by_key("permissions")
        self.scopes = self._by_key("scopes")
        self.lookups: dict[str, LookUp] = self._by_key("lookups")
        self.papers: dict[str, Paper] = self._by_key("papers")
        self.reports: dict[str, Report] = self._by_key("reports")
        self.sheets: dict[str, ImportSheet] = self._by_key("sheets")
        self.settings: dict[str, Setting] = self._by_key("settings")
        self.measures: dict[str, Measure] = self._by_key("measures")
        self.pending: dict[str, PendingWork] = self._by_key("pending")
        self.lifecycles: dict[str, Lifecycle] = {c.kind: c for m in self.modules for c in m.lifecycles}
        self.handlers: dict[type, list[Callable[..., None]]] = {}
        for module in self.modules:
            for event, handlers in module.handlers.items():
                self.handlers.setdefault(event, []).extend(handlers)
        self._check_modules()

    def _by_key(self, furniture: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for module in self.modules:
            for piece in getattr(module, furniture):
                if piece.key in found:
                    raise RegistryError("registered_twice", furniture=furniture, name=piece.key)
                found[piece.key] = piece
        return found

    def add_screens(self, screens: Iterable[ScreenSpec], panels: Iterable[PanelSpec] = ()) -> None:
        """Take in a room's screens and panels."""
        for screen in screens:
            if screen.key in self.screens:
                raise RegistryError("registered_twice", furniture="screens", name=screen.key)
            self.screens[screen.key] = screen
        self.panels.extend(panels)

    def _known(self, names: Mapping[str, Any], name: str, where: str) -> None:
        if name and name not in names:
            raise RegistryError("unknown_name", name=name, where=where)

    def _check_modules(self) -> None:
        for module in self.modules:
            pieces: tuple[Any, ...] = (
                *module.pending,
                *module.measures,
                *module.papers,
                *module.reports,
                *module.sheets,
            )
            for piece in pieces:
                self._known(self.permissions, piece.permission, f"{module.key}: {piece.key}")
            for life in module.lifecycles:
                self._check_life(life)
            for permission in module.permissions:
                for duty in permission.duties:
                    if duty not in DUTIES:
                        raise RegistryError("unknown_name", name=duty, where=permission.key)

    def _check_life(self, life: Lifecycle) -> None:
        states = {s.key for s in life.states}
        for move in life.transitions:
            self._known(self.permissions, move.permission, f"{life.kind}.{move.name}")
            for state in (*move.sources, move.target):
                if state not in states:
                    raise RegistryError("unknown_name", name=state, where=f"{life.kind}.{move.name}")

    def seal(self) -> None:
        """Check every link between screens, look-ups and permissions once all screens are in."""
        for screen in self.screens.values():
            where = screen.key
            if screen.area not in AREAS:
                raise RegistryError("unknown_name", name=screen.area, where=where)
            self._known(self.permissions, screen.permission, where)
            self._known(self.permissions, screen.new_permission, where)
            self._known(self.screens, screen.opens, where)
            self._known(self.lifecycles, screen.lifecycle, where)
            for action in screen.actions:
                self._known(self.permissions, action.permission, f"{where}: {action.key}")
                self._known(self.screens, action.screen, f"{where}: {action.key}")
            if screen.form:
                self._known(self.screens, screen.form.list_screen, where)
                for piece in (*screen.form.fields, *screen.form.line_fields):
                    self._known(self.lookups, piece.lookup, f"{where}: {piece.key}")
                    self._known(self.screens, piece.link, f"{where}: {piece.key}")
            if screen.list:
                self._check_list(screen.list, where)
        for panel in self.panels:
            self._known(self.screens, panel.page, panel.key)
            self._known(self.screens, panel.opens, panel.key)
            self._known(self.permissions, panel.permission, panel.key)
        for module in self.modules:
            self._check_links(module)

    def _check_list(self, spec: ListSpec, where: str) -> None:
        self._known(self.scopes, spec.scope, where)
        for column in spec.columns:
            self._known(self.screens, column.link, f"{where}: {column.key}")
        if not any(c.key == spec.default_sort.lstrip("-") for c in spec.columns) and spec.default_sort not in (
            "-id",
            "id",
        ):
            raise RegistryError("unknown_name", name=spec.default_sort, where=where)

    def _check_links(self, module: ModuleSpec) -> None:
        for work in module.pending:
            self._known(self.screens, work.screen, work.key)
            self._known(self.screens, work.list_screen, work.key)
            for action in work.actions:
                self._known(self.permissions, action.permission, f"{work.key}: {action.key}")
                self._known(self.screens, action.screen, f"{work.key}: {action.key}")
                self._known(self.papers, action.paper, f"{work.key}: {action.key}")
        for measure in module.measures:
            self._known(self.screens, measure.screen, measure.key)
            self._known(self.screens, measure.page, measure.key)
        for lookup in module.lookups:
            self._known(self.screens, lookup.screen, lookup.key)
            self._known(self.screens, lookup.new, lookup.key)
        for search in module.searches:
            self._known(self.screens, search.screen, search.key)
        for push in module.push_downs:
            self._known(self.screens, push.source, push.title)
            self._known(self.screens, push.target, push.title)
            self._known(self.permissions, push.permission, push.title)

    def panels_of(self, page: str) -> list[PanelSpec]:
        """The panels that rooms put on a page, in order."""
        return sorted((p for p in self.panels if p.page == page), key=lambda p: (p.order, p.key))

    def push_downs_of(self, screen: str) -> list[PushDown]:
        """What can be made from a document of this screen."""
        return [p for m in self.modules for p in m.push_downs if p.source == screen]

    def papers_of(self, kind: str) -> list[Paper]:
        """The papers of a kind of document."""
        return [p for p in self.papers.values() if p.kind == kind]

    def screen_of_kind(self, kind: str) -> ScreenSpec | None:
        """The form screen of a kind of document, if any."""
        return next((s for s in self.screens.values() if s.form and s.form.kind == kind), None)
