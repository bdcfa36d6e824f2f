"""Pages of a list by key: whatever its length, a page costs what its rows cost.

Order: (group,) sort column, id, the last two in the same direction. Empty values count as the largest, as in the
indexes of the server, so one index serves both directions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.lists.query import Condition, Query, Rows, Run, Source, group_of, sort_of, united, words_of
from app.registry import ListSpec
from app.uow import Ctx

RUN_PAGES = 2  # so many pages of records are asked of a search at first: those of the last value are left out again


@dataclass(frozen=True, slots=True)
class Key:
    """The place of a row in its order: the value sorted by, the id, and the group's value where there are groups."""

    value: object
    id: int
    group: object = None


@dataclass(frozen=True, slots=True)
class Page:
    """A run of neighbouring rows. Columns as in `row_keys`; position: number of the first row where it is known."""

    rows: tuple[tuple[Any, ...], ...]
    first: Key | None
    last: Key | None
    at_start: bool
    at_end: bool
    position: int | None = None


def row_keys(spec: ListSpec) -> tuple[str, ...]:
    """The columns of a page's rows: "id", the list's columns, then the columns these and the list's order lean on."""
    keys = ["id", *(column.key for column in spec.columns)]
    for column in spec.columns:
        keys += [key for key in (column.late, column.link_id, column.second, column.currency, column.sort) if key]
    default = spec.default_sort.removeprefix("-")
    if default in keys and default != "id":
        default = spec.column(default).sort or default
    return tuple(dict.fromkeys((*keys, default)))


def key_of(spec: ListSpec, query: Query, row: Sequence[Any]) -> Key:
    """The place of a row of a page, to read on from it."""
    return Order(spec, query).key(row_keys(spec), row)


def page(
    ctx: Ctx,
    spec: ListSpec,
    query: Query,
    *,
    after: Key | None = None,
    before: Key | None = None,
    last: bool = False,
    limit: int = 100,
) -> Page:
    """The rows after a key, before a key, the last ones, or else the first ones: one statement.

    at_start and at_end say whether rows lie beyond, as seen by this read. Raises RuleError where a text of the query
    cannot be understood.
    """
    order, names = Order(spec, query), row_keys(spec)
    backward = last or before is not None
    found = _read(ctx, spec, query, order, before if backward else after, backward=backward, limit=limit + 1)
    more, rows = len(found) > limit, found[:limit]
    if backward:
        rows.reverse()
    return Page(
        tuple(rows),
        order.key(names, rows[0]) if rows else None,
        order.key(names, rows[-1]) if rows else None,
        at_start=not more if backward else after is None,
        at_end=before is None if backward else not more,
        position=0 if rows and not backward and after is None else None,
    )


def jump(ctx: Ctx, spec: ListSpec, query: Query, position: int, limit: int = 100, *, total: int | None = None) -> Page:
    """The rows from the one at `position` (from 0) on; beyond the end the last rows.

    total: number of rows, if known; a place in the second half is then counted off from the end.
    """
    if position <= 0:
        return page(ctx, spec, query, limit=limit)
    order = Order(spec, query)
    from_end = total is not None and position > total // 2
    skipped = total - position if from_end and total is not None else position - 1
    if skipped < 0:
        return page(ctx, spec, query, last=True, limit=limit)
    found = _read(ctx, spec, query, order, None, backward=from_end, limit=1, offset=skipped, narrow=True)
    if not found:
        return page(ctx, spec, query, last=not from_end, limit=limit)
    here = page(ctx, spec, query, after=order.key(order.names(), found[0]), limit=limit)
    if not here.rows:
        return page(ctx, spec, query, last=True, limit=limit)
    return Page(here.rows, here.first, here.last, here.at_start, here.at_end, position)


class Order:
    """The order of a query, and the conditions that a place in it stands for."""

    def __init__(self, spec: ListSpec, query: Query) -> None:
        self.group = group_of(spec, query.group)
        self.sort, self.descending = sort_of(spec, query)

    def names(self) -> tuple[str, ...]:
        """The columns that say where a row stands."""
        return tuple(dict.fromkeys(("id", self.sort, *((self.group,) if self.group else ()))))

    def key(self, names: Sequence[str], row: Sequence[Any]) -> Key:
        at = {name: index for index, name in enumerate(names)}
        return Key(row[at[self.sort]], row[at["id"]], row[at[self.group]] if self.group else None)

    def by(self, columns: Any, *, backward: bool) -> list[sa.ColumnElement[Any]]:
        """The order over columns; empty values last when rising, first when falling."""
        descending = self.descending is not backward
        by = [columns[name].desc() if descending else columns[name] for name in dict.fromkeys((self.sort, "id"))]
        if self.group and self.group != self.sort:
            by.insert(0, columns[self.group].desc() if backward else columns[self.group])
        return by

    def beyond(self, key: Key, *, backward: bool) -> list[Callable[[Any], Condition]]:
        """Conditions for the rows beyond a place, excluding each other, each one run of an index."""
        beyond_row = self._beyond_row(key, falling=self.descending is not backward)
        if not self.group or self.group == self.sort:
            return beyond_row
        group, value = self.group, key.group
        same = [_both(lambda c: _same(c[group], value), condition) for condition in beyond_row]
        return [*same, *_beyond_value(group, value, falling=backward)]

    def _beyond_row(self, key: Key, *, falling: bool) -> list[Callable[[Any], Condition]]:
        sort, value = self.sort, key.value
        if sort == "id":
            return [lambda c: c.id < key.id if falling else c.id > key.id]
        if value is None:
            tied = _both(lambda c: c[sort].is_(None), lambda c: c.id < key.id if falling else c.id > key.id)
            return [tied, *_beyond_value(sort, None, falling=falling)]
        place = sa.tuple_(sa.literal(value), sa.literal(key.id))

        def row_beyond(c: Any) -> Condition:
            # the first column once more by itself: where it comes from another table than the id, only that finds an index
            row, reached = sa.tuple_(c[sort], c.id), sa.literal(value)
            return sa.and_(c[sort] <= reached, row < place) if falling else sa.and_(c[sort] >= reached, row > place)

        return [row_beyond] if falling else [row_beyond, lambda c: c[sort].is_(None)]


def _beyond_value(name: str, value: object, *, falling: bool) -> list[Callable[[Any], Condition]]:
    """Conditions for larger (falling: smaller) values of one column, empty ones being the largest."""
    if value is None:
        return [lambda c: c[name].is_not(None)] if falling else []
    place: sa.ColumnElement[Any] = sa.literal(value)
    if falling:
        return [lambda c: c[name] < place]
    return [lambda c: c[name] > place, lambda c: c[name].is_(None)]


def _same(column: sa.ColumnElement[Any], value: object) -> Condition:
    return column.is_(None) if value is None else column == value


def _both(one: Callable[[Any], Condition], other: Callable[[Any], Condition]) -> Callable[[Any], Condition]:
    return lambda c: sa.and_(one(c), other(c))


def _read(
    ctx: Ctx,
    spec: ListSpec,
    query: Query,
    order: Order,
    key: Key | None,
    *,
    backward: bool,
    limit: int,
    offset: int = 0,
    narrow: bool = False,
) -> list[tuple[Any, ...]]:
    """Rows in reading direction beyond a key."""
    names = order.names() if narrow else row_keys(spec)
    if not offset and (run := run_of(spec, query, order, key, backward=backward, limit=limit)):
        statement = page_statement(ctx, spec, query, order, key, names, backward=backward, limit=limit, run=run)
        rows = ctx.session.execute(statement.add_columns(run.is_whole)).all()
        if len(rows) == limit or (rows and rows[0][-1]):
            return [tuple(row[:-1]) for row in rows]
    statement = page_statement(ctx, spec, query, order, key, names, backward=backward, limit=limit, offset=offset)
    return [tuple(row) for row in ctx.session.execute(statement)]


def run_of(spec: ListSpec, query: Query, order: Order, key: Key | None, *, backward: bool, limit: int) -> Run | None:
    """The first records of a search that may be enough for a page, where the list stands in its own order.

    A page that they do not fill, though there are more, is read again over all that the search finds.
    """
    if order.group or query.ids is not None or (key is not None and key.value is None):
        return None
    text = words_of(spec, query)
    if not text or (order.sort, order.descending) != sort_of(spec, Query()):
        return None
    start = None if key is None else str(key.value)
    falling = order.descending is not backward
    return Run(spec.search_kind, text, order.sort, falling=falling, start=start, most=RUN_PAGES * limit)


def page_statement(
    ctx: Ctx,
    spec: ListSpec,
    query: Query,
    order: Order,
    key: Key | None,
    names: Sequence[str],
    *,
    backward: bool,
    limit: int,
    offset: int = 0,
    run: Run | None = None,
) -> Rows:
    """The one statement of a page: every part reads at most what the page can hold, the whole is merged."""
    source = Source(ctx, spec, query, run=run)
    parts: list[Rows] = []
    for condition in order.beyond(key, backward=backward) if key else [lambda _columns: sa.true()]:

        def shape(view: Any, rows: Rows, condition: Callable[[Any], Condition] = condition) -> Rows:
            rows = rows.where(condition(view.c)) if key else rows
            return rows.order_by(*order.by(view.c, backward=backward)).limit(limit + offset)

        parts += source.parts(shape, *names)
    if len(parts) == 1 and not source.by_team:
        return parts[0].limit(limit).offset(offset or None)
    rows = united(parts).subquery("page")
    return sa.select(*rows.c).order_by(*order.by(rows.c, backward=backward)).limit(limit).offset(offset or None)
