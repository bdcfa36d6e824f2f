"""Writing rows: what every service does the same way. Behind the walls of the person who asks.

A write that changes 0 rows is never taken for success: the row is gone, hidden, or newer than what the person saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.errors import Conflict, NotAllowed, NotFound
from app.models.base import Base
from app.uow import Ctx

_SET_BY_DATABASE = frozenset({"id", "number", "version", "search_text", "search_pairs", "sort_key"})


@dataclass(frozen=True, slots=True)
class Written:
    """A row after a write: its id, number (or code, or "") and version."""

    id: int
    number: str
    version: int


def insert(ctx: Ctx, model: type[Base], values: Mapping[str, Any]) -> Written:
    """Insert one row; the database sets number, stamps, owner."""
    table: Any = model.__table__
    statement = sa.insert(table).values(**values).returning(*_told(table))
    return _written(ctx.session.execute(statement).one())


def update(ctx: Ctx, model: type[Base], row_id: int, version: int | None, values: Mapping[str, Any]) -> Written:
    """Change one row of the version the person saw. Raises Conflict, NotFound or NotAllowed."""
    table: Any = model.__table__
    statement = sa.update(table).where(table.c.id == row_id).values(**values).returning(*_told(table))
    if version is not None:
        statement = statement.where(table.c.version == version)
    row = ctx.session.execute(statement).one_or_none()
    if row is None:
        raise why_nothing_changed(ctx, model, row_id, version)
    return _written(row)


def why_nothing_changed(ctx: Ctx, model: type[Base], row_id: int, version: int | None) -> Exception:
    """The reason an update found no row: not there or hidden, changed by someone, or not to be changed by this person."""
    table: Any = model.__table__
    columns = [table.c[c] for c in ("version", "updated_by", "updated_at") if c in table.c]
    row = ctx.session.execute(sa.select(*columns).where(table.c.id == row_id)).one_or_none()
    if row is None:
        return NotFound("not_found", kind=table.name)
    if version is not None and row.version != version:
        who = ctx.session.execute(
            sa.text("select name from tw.app_user where id = :id"), {"id": row.updated_by}
        ).scalar()
        return Conflict("changed_meanwhile", who=who or "?", when=row.updated_at.isoformat(), number="")
    return NotAllowed("row_not_allowed")


def write_lines(
    ctx: Ctx, model: type[Base], header_column: str, header_id: int, lines: Sequence[Mapping[str, Any]]
) -> list[int]:
    """Make the stored lines of a document those given, in order; answers their ids.

    A line with an id is updated where it differs, one without is inserted, a stored one not given is removed.
    At most four statements, whatever the number of lines.
    """
    table: Any = model.__table__
    header = table.c[header_column]
    keys = sorted({k for line in lines for k in line} - {"id"})
    stored = {
        row["id"]: row
        for row in ctx.session.execute(
            sa.select(table.c.id, *(table.c[k] for k in keys)).where(header == header_id)
        ).mappings()
    }
    given = {line["id"] for line in lines if line.get("id")}
    if unknown := given - set(stored):
        raise NotFound("not_found", kind=f"{table.name} {min(unknown)}")
    if gone := sorted(set(stored) - given):
        ctx.call("remove_lines", table.name, header_column, header_id, gone)
    changed = [line for line in lines if line.get("id") and any(line.get(k) != stored[line["id"]][k] for k in keys)]
    if changed:
        _update_many(ctx, table, keys, changed)
    fresh = [line for line in lines if not line.get("id")]
    made = iter(insert_many(ctx, model, [{**line, header_column: header_id} for line in fresh]))
    return [line.get("id") or next(made) for line in lines]


def insert_many(ctx: Ctx, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows in one statement per thousand; answers their ids in the order given."""
    if not rows:
        return []
    table: Any = model.__table__
    keys = sorted({k for row in rows for k in row} - _SET_BY_DATABASE)
    plain = [{k: row.get(k) for k in keys} for row in rows]
    result = ctx.session.execute(sa.insert(table).returning(table.c.id, sort_by_parameter_order=True), plain)
    return list(result.scalars())


def _update_many(ctx: Ctx, table: Any, keys: Iterable[str], lines: Sequence[Mapping[str, Any]]) -> None:
    """One UPDATE … FROM (VALUES …) for all changed lines."""
    columns = [table.c.id, *(table.c[k] for k in keys)]
    fresh = sa.values(*(sa.column(c.name, c.type) for c in columns), name="fresh").data(
        [tuple(line.get(c.name) for c in columns) for line in lines]
    )
    statement = (
        sa.update(table)
        .where(table.c.id == fresh.c.id)
        .values({c.name: sa.cast(fresh.c[c.name], c.type) for c in columns if c.name != "id"})
    )
    result: Any = ctx.session.execute(statement)
    if result.rowcount != len(lines):
        raise NotAllowed("row_not_allowed")


def _told(table: Any) -> list[Any]:
    number = next((table.c[c] for c in ("number", "code") if c in table.c), sa.literal("").label("number"))
    version = table.c.version if "version" in table.c else sa.literal(0).label("version")
    return [table.c.id, number, version]


def _written(row: Any) -> Written:
    return Written(row[0], row[1] or "", row[2])
