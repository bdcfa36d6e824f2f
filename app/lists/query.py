"""What is asked of a list, and the rows it stands for as SQL: the same for pages, counts, sums and exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from app import clock, search_syntax
from app.errors import RuleError
from app.registry import Column, ListSpec
from app.search_syntax import All, AnyOf, Between, Empty, Like, Node, Not, Word
from app.uow import Ctx

MOST_FOUND = 10_000  # a search gives that many records at most, the first in the order of the table
Condition: TypeAlias = "sa.ColumnElement[bool]"
Rows: TypeAlias = "sa.Select[Any]"

_TEXTS = frozenset({"text", "code", "memo", "lookup", "status_text"})
_BIGINTS = ARRAY(sa.BigInteger)
_LAST = "\U0010ffff"  # sorts behind every text under the collation C that every database of ours has


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asked of a list.

    search: text of the search box; filters: {column key: cell of the filter row}; sort: "-amount" is largest first, ""
    the list's own; fixed: {column of the view: value}, as a panel or an opened group sets it (None: empty); ids: only
    these records; group: column whose equal values stand together, before the sort.
    """

    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    fixed: Mapping[str, object] = field(default_factory=dict)
    ids: Sequence[int] | None = None
    group: str = ""


def sort_of(spec: ListSpec, query: Query) -> tuple[str, bool]:
    """(column, whether descending) of a query. Raises RuleError for a column that cannot be sorted by."""
    wanted = query.sort or spec.default_sort
    name, descending = wanted.removeprefix("-"), wanted.startswith("-")
    if query.sort and name != "id" and not (name in _keys(spec) and spec.column(name).sortable):
        raise RuleError("list_column_unknown", name=name)
    if name in _keys(spec):
        name = spec.column(name).sort or name
    return name, descending


def group_of(spec: ListSpec, name: str) -> str:
    """The column to group by, if it is one of the list. Raises RuleError."""
    if name and name not in _keys(spec):
        raise RuleError("list_column_unknown", name=name)
    return name


def _keys(spec: ListSpec) -> frozenset[str]:
    return frozenset(column.key for column in spec.columns)


class Run:
    """The first `most` records of a search by a column, from a value of it on (None: from the start).

    `ids` are asked once for a statement, however often it names them; a last id of 0 says that there are no more.
    """

    def __init__(self, kind: str, text: str, column: str, *, falling: bool, start: str | None, most: int) -> None:
        asked = sa.func.tw.search_run(kind, text, column, falling, start, most, type_=_BIGINTS)
        self._found = sa.select(asked.label("ids")).cte("found")

    @property
    def ids(self) -> sa.ColumnElement[Any]:
        """The ids, as an array."""
        return sa.cast(sa.select(self._found.c.ids).scalar_subquery(), _BIGINTS)

    @property
    def is_whole(self) -> Condition:
        """Whether the search finds no more than these."""
        return sa.literal(0) == sa.any_(self.ids)


def words_of(spec: ListSpec, query: Query) -> str:
    """The free words of a query that are looked up by search keys; "" where there are none."""
    return next((node.text for node in _conditions(spec, query) if isinstance(node, Word) and spec.search_kind), "")


class Source:
    """The rows of a list that a query asks for, within what the person may see.

    A person who does not see all is read team by team: `parts` gives one select of the departments' rows, each
    department read by its own index, and one of the person's own rows elsewhere (database.md, trap 1). A search or a
    choice of ids names few rows already; they are read by id, and the policies alone wall them.

    run: only the first of what a search finds, in the list's own order (`Run`); in_order: whether it matters which
    MOST_FOUND of a search's records are taken.
    """

    def __init__(
        self, ctx: Ctx, spec: ListSpec, query: Query, *, run: Run | None = None, in_order: bool = True
    ) -> None:
        self._run, self._in_order = run, in_order
        self._user_id = ctx.user.id
        self._scope = spec.scope
        self._spec = spec
        asked = _conditions(spec, query)
        self._nodes = tuple(asked)
        by_id = query.ids is not None or any(_names_records(node, spec) for node in self._nodes)
        self.by_team = bool(spec.scope) and spec.scope not in ctx.user.sees_all and not by_id
        self._query = query

    def parts(self, shape: Callable[[Any, Rows], Rows], *names: str) -> Iterator[Rows]:
        """Selects of columns; together they are all rows, each row once. `shape` adds order and limit to each read."""
        if not self.by_team:
            view = self._view(names)
            yield shape(view, self._select(view, names))
            return
        teams = sa.func.unnest(_departments(self._scope)).table_valued("id", name="team").render_derived()
        view = self._view(names)
        rows = self._select(view, names).where(view.c.department_id == teams.c.id)
        of_team = shape(view, rows).correlate(teams).lateral("of_team")
        yield sa.select(*of_team.c).select_from(teams.join(of_team, sa.true()))
        view = self._view(names)
        seen = sa.cast(_departments(self._scope), ARRAY(sa.BigInteger))
        elsewhere = sa.or_(view.c.department_id.is_(None), view.c.department_id != sa.all_(seen))
        yield shape(view, self._select(view, names).where(view.c.owner_id == self._user_id, elsewhere))

    def whole(self, *names: str) -> sa.Subquery:
        """All rows, unordered, as something to select from."""
        return united(list(self.parts(lambda _view, rows: rows, *names))).subquery("rows")

    def _select(self, view: Any, names: Sequence[str]) -> Rows:
        conditions = [self._where(node, view) for node in self._nodes]
        if self._query.ids is not None:
            conditions.append(view.c.id == sa.any_(_ids(self._query.ids)))
        for name, value in self._query.fixed.items():
            conditions.append(view.c[name].is_(None) if value is None else view.c[name] == value)
        return sa.select(*(view.c[name] for name in names)).where(*conditions)

    def _where(self, node: Node, view: Any) -> Condition:
        if _names_records(node, self._spec) and isinstance(node, Word):
            return _found(node.text, view, self._spec, self._run, self._in_order)
        return _condition(node, view, self._spec)

    def _view(self, names: Sequence[str]) -> Any:
        """The view under a name of its own, with every column that a condition may need."""
        schema, _, name = self._spec.view.rpartition(".")
        walls = ("department_id", "owner_id") if self._spec.scope else ()
        wanted = dict.fromkeys(("id", self._spec.search_id, *walls, *names, *self._query.fixed, *_keys(self._spec)))
        return sa.table(name, *(sa.column(key) for key in wanted), schema=schema or "tw").alias()


def united(selects: Sequence[Rows]) -> Rows:
    """One select over several that exclude each other."""
    if len(selects) == 1:
        return selects[0]
    rows = sa.union_all(*(sa.select(part.subquery()) for part in selects)).subquery("rows")
    return sa.select(*rows.c)


def _departments(scope: str) -> sa.ScalarSelect[Any]:
    """The person's departments in a scope, asked of the database, so that a new post counts at once."""
    return sa.select(sa.func.tw.my_departments(scope, type_=ARRAY(sa.BigInteger))).scalar_subquery()


def _ids(ids: Sequence[int]) -> sa.ColumnElement[Any]:
    return sa.cast(sa.bindparam(None, list(ids), ARRAY(sa.BigInteger)), ARRAY(sa.BigInteger))


# ------------------------------------------------------------------------------------------------ from text to tree
def _conditions(spec: ListSpec, query: Query) -> Iterator[Node]:
    """What must hold, as separate trees. Raises RuleError where a text cannot be understood."""
    today = clock.today()
    asked = [search_syntax.parse(query.search, spec.columns, today)]
    for key, text in query.filters.items():
        if key not in _keys(spec):
            raise RuleError("list_column_unknown", name=key)
        asked.append(search_syntax.filter_value(spec.column(key), text, today))
    words = []
    for node in asked:
        for each in node.of if isinstance(node, All) else (node,):
            if isinstance(each, Word):
                words.append(each.text)
            elif each is not None:
                yield each
    if text := " ".join(word for word in words if word):
        yield Word(text)


def _names_records(node: Node, spec: ListSpec) -> bool:
    return isinstance(node, Word) and bool(spec.search_kind)


# ------------------------------------------------------------------------------------------------ from tree to SQL
def _condition(node: Node, view: Any, spec: ListSpec) -> Condition:
    """A tree as SQL over the view."""
    if isinstance(node, All):
        return sa.and_(*(_condition(each, view, spec) for each in node.of))
    if isinstance(node, AnyOf):
        return sa.or_(*(_condition(each, view, spec) for each in node.of))
    if isinstance(node, Not):
        return _condition(node.of, view, spec).is_not(sa.true())
    if isinstance(node, Word):
        return _has_words(node.text, view, spec)
    column = spec.column(node.column)
    cell: sa.ColumnElement[Any] = view.c[node.column]
    if isinstance(node, Empty):
        return sa.or_(cell.is_(None), cell == "") if column.kind in _TEXTS else cell.is_(None)
    if isinstance(node, Like):
        return _alike(cell, column, node.parts)
    if isinstance(node, Between):
        return _between(cell, column, node)
    return cell == node.values[0] if len(node.values) == 1 else cell.in_(node.values)


def _has_words(text: str, view: Any, spec: ListSpec) -> Condition:
    """Free words by the search keys of the list's table, else in any of its texts."""
    if not text:
        return sa.true()
    if spec.search_kind:
        return _found(text, view, spec, None, in_order=True)
    cells = [view.c[column.key] for column in spec.columns if column.kind in _TEXTS]
    return sa.and_(*(sa.or_(*(_ilike(cell, ("", word, "")) for cell in cells)) for word in text.split()))


def _found(text: str, view: Any, spec: ListSpec, run: Run | None, in_order: bool) -> Condition:
    """Records that the search keys name, as an array, since the planner then expects few rows and reads them by id."""
    record: sa.ColumnElement[Any] = view.c[spec.search_id]
    if run:
        return record == sa.any_(run.ids)
    function = sa.func.tw.search if in_order else sa.func.tw.search_any
    found = sa.select(function(spec.search_kind, text, MOST_FOUND)).scalar_subquery()
    return record == sa.any_(sa.func.array(found, type_=_BIGINTS))


def _alike(cell: sa.ColumnElement[Any], column: Column, parts: tuple[str, ...]) -> Condition:
    """A text by its parts. A code by its beginning is compared as a range: under a row policy only that uses an index."""
    if column.kind == "code" and "" not in parts[:1]:
        if len(parts) == 1:
            return cell.in_(_spellings(parts[0]))
        if len(parts) == 2 and not parts[1]:
            return sa.or_(*(sa.and_(cell >= text, cell < text + _LAST) for text in _spellings(parts[0])))
    return _ilike(cell, parts)


def _spellings(text: str) -> list[str]:
    """As typed, large and small: codes are written in one of them."""
    return list(dict.fromkeys((text, text.upper(), text.lower())))


def _ilike(cell: sa.ColumnElement[Any], parts: tuple[str, ...]) -> Condition:
    escaped = (part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for part in parts)
    return cell.ilike("%".join(escaped))


def _between(cell: sa.ColumnElement[Any], column: Column, node: Between) -> Condition:
    ends: list[Condition] = []
    if node.low is not None:
        low = _instant(column, node.low)
        ends.append(cell > low if node.above else cell >= low)
    if node.high is not None:
        high = _instant(column, node.high)
        ends.append(cell < high if node.below else cell <= high)
    return sa.and_(*ends)


def _instant(column: Column, value: object) -> object:
    """Days begin at midnight in the company's zone where the column holds instants."""
    if column.kind == "datetime" and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time.min, clock.zone())
    return value
