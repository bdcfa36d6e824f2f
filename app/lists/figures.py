"""Figures of a whole list, read when asked for: counts, totals, groups, the values of a column, all rows for a file.

Each may have to look at every row; the caller runs it through `Database.read_with`, whose handle cancels it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.errors import RuleError
from app.lists.pages import Order
from app.lists.query import Query, Rows, Source, group_of, sort_of
from app.registry import Column, ListSpec
from app.uow import Ctx

FETCHED_AT_ONCE = 2000
LOOKED_AT_FOR_VALUES = 20_000
MOST_GROUPS = 1000


def count(ctx: Ctx, spec: ListSpec, query: Query, cap: int = 10_000) -> tuple[int, bool]:
    """(number of rows, whether there are more): no row beyond the cap is looked at."""

    def shape(_view: Any, rows: Rows) -> Rows:
        return rows.limit(cap + 1)

    parts = Source(ctx, spec, query, in_order=False).parts(shape, "id")
    some = sa.union_all(*(sa.select(part.subquery()) for part in parts)).limit(cap + 1).subquery("some")
    found = int(ctx.session.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())
    return min(found, cap), found > cap


def count_exact(ctx: Ctx, spec: ListSpec, query: Query) -> int:
    """The number of rows."""
    rows = Source(ctx, spec, query).whole("id")
    return int(ctx.session.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one())


def totals(ctx: Ctx, spec: ListSpec, query: Query) -> Mapping[str, Decimal]:
    """The sum of each column with `total`; a column whose rows hold several currencies has none and is left out."""
    summed = _summed(spec)
    if not summed:
        return {}
    rows = Source(ctx, spec, query).whole(*_needed(summed))
    found = ctx.session.execute(sa.select(*_sums(summed, rows))).one()
    return _by_key(summed, found)


def groups(
    ctx: Ctx, spec: ListSpec, query: Query, group_column: str
) -> list[tuple[object, int, Mapping[str, Decimal]]]:
    """(value, number of rows, totals) of each value of a column, in the order in which `Query.group` reads them.

    At most MOST_GROUPS; a group is opened by `Query.fixed = {column: value}`.
    """
    name, summed = group_of(spec, group_column), _summed(spec)
    if not name:
        raise RuleError("list_column_unknown", name=group_column)
    rows = Source(ctx, spec, query).whole(*dict.fromkeys((name, *_needed(summed))))
    value, falling = rows.c[name], sort_of(spec, query) == (name, True)
    statement = sa.select(value, sa.func.count(), *_sums(summed, rows)).group_by(value)
    statement = statement.order_by(value.desc() if falling else value)
    found = ctx.session.execute(statement.limit(MOST_GROUPS)).all()
    return [(row[0], int(row[1]), _by_key(summed, row[2:])) for row in found]


def distinct_values(ctx: Ctx, spec: ListSpec, column: str, limit: int = 50) -> list[Any]:
    """Values to offer in the filter row: those among the first LOOKED_AT_FOR_VALUES rows, sorted, without empty ones."""
    name = group_of(spec, column)
    if not name:
        raise RuleError("list_column_unknown", name=column)

    def shape(_view: Any, rows: Rows) -> Rows:
        return rows.limit(LOOKED_AT_FOR_VALUES)

    parts = Source(ctx, spec, Query()).parts(shape, name)
    some = sa.union_all(*(sa.select(part.subquery()) for part in parts)).limit(LOOKED_AT_FOR_VALUES).subquery("some")
    value = some.c[name]
    statement = sa.select(value).where(value.is_not(None)).distinct().order_by(value).limit(limit)
    return list(ctx.session.execute(statement).scalars())


def stream(ctx: Ctx, spec: ListSpec, query: Query, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Every row in the order of the query, through a cursor on the server: constant memory at millions of rows.

    columns: keys of the list or of columns these lean on. To be used up, or closed, within the same read.
    """
    order = Order(spec, query)
    rows = Source(ctx, spec, query).whole(*dict.fromkeys((*order.names(), *columns)))
    statement = sa.select(*(rows.c[name] for name in columns)).order_by(*order.by(rows.c, backward=False))
    options = {"stream_results": True, "yield_per": FETCHED_AT_ONCE}
    with ctx.session.execute(statement, execution_options=options) as result:
        for row in result:
            yield tuple(row)


def _summed(spec: ListSpec) -> list[Column]:
    return [column for column in spec.columns if column.total]


def _needed(summed: Sequence[Column]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for column in summed for key in (column.key, column.currency) if key))


def _sums(summed: Sequence[Column], rows: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    """For each column its sum, or NULL over unlike currencies."""
    sums: list[sa.ColumnElement[Any]] = []
    for column in summed:
        total: sa.ColumnElement[Any] = sa.func.coalesce(sa.func.sum(rows.c[column.key]), 0)
        if column.currency:
            currency = rows.c[column.currency]
            one = sa.func.min(currency).is_not_distinct_from(sa.func.max(currency))
            total = sa.case((one, total), else_=None)
        sums.append(total)
    return sums


def _by_key(summed: Sequence[Column], values: Sequence[Any]) -> dict[str, Decimal]:
    return {
        column.key: Decimal(value) for column, value in zip(summed, values, strict=True) if value is not None
    }  # fmt: skip
