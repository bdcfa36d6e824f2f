"""Reads of the office, and the one way in which look-ups search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.registry import LookUpRow
from app.uow import Ctx


def search_rows(
    ctx: Ctx, table: str, text: str, select: str, limit: int, params: Mapping[str, Any] | None = None
) -> Sequence[LookUpRow]:
    """Rows of a look-up: ids by the stored search keys, then `select` (… where id = any (:ids)) in the order found.

    select gives id, code, name, second and, if wanted, extra (json).
    """
    ids = list(
        ctx.session.execute(
            sa.text("select * from tw.search(:t, :q, :n)"), {"t": table, "q": text, "n": limit * 2}
        ).scalars()
    )
    if not ids:
        return []
    found = {r.id: r for r in ctx.session.execute(sa.text(select), {"ids": ids, **(params or {})})}
    exact = text.strip().lower()
    order = sorted(
        (i for i in ids if i in found),
        key=lambda i: (found[i].code.lower() != exact, not found[i].code.lower().startswith(exact), ids.index(i)),
    )
    return [
        LookUpRow(r.id, r.code, r.name, r.second or "", dict(getattr(r, "extra", None) or {}))
        for r in (found[i] for i in order[:limit])
    ]


def find_people(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Active colleagues by name or login; `within`: a duty they must hold."""
    found = ctx.session.execute(
        sa.text(
            "select id, login, name, name_en from tw.app_user where active and kind = 'person'"
            " and position(:t in lower(login || ' ' || name || ' ' || name_en) || ' ' || tw.search_key(name)) > 0"
            " and (cast(:d as text) is null or :d = any (tw.duties_of(login))) order by name limit :n"
        ),
        {"t": text.lower(), "n": limit, "d": within},
    )
    return [LookUpRow(r.id, r.login, r.name, r.name_en) for r in found]


def find_departments(ctx: Ctx, text: str, within: object = None, limit: int = 50) -> Sequence[LookUpRow]:
    """Departments by code or name."""
    found = ctx.session.execute(
        sa.text(
            "select id, code, name, name_en from tw.department where position(:t in lower(code || name || name_en)) > 0"
            " order by code limit :n"
        ),
        {"t": text.lower(), "n": limit},
    )
    return [LookUpRow(r.id, r.code, r.name, r.name_en) for r in found]


def find_tax_rates(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Tax kinds by code or name, with their rate."""
    found = ctx.session.execute(
        sa.text(
            "select id, code, name, name_en, rate from tw.tax_rate where position(:t in lower(code || name || name_en)) > 0"
            " order by rate desc, code limit :n"
        ),
        {"t": text.lower(), "n": limit},
    )
    return [LookUpRow(r.id, r.code, r.name, r.name_en, {"tax_rate": r.rate}) for r in found]


def find_currencies(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Currencies by code or name, with their rate to the company's."""
    found = ctx.session.execute(
        sa.text(
            "select id, code, name, name_en, rate from tw.currency where position(:t in lower(code || name || name_en)) > 0"
            " order by code limit :n"
        ),
        {"t": text.lower(), "n": limit},
    )
    return [LookUpRow(r.id, r.code, r.name, r.name_en, {"currency_rate": r.rate}) for r in found]


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message of the message center."""

    id: int
    severity: str
    kind: str
    text: str
    params: Mapping[str, Any]
    second: str
    second_params: Mapping[str, Any]
    screen: str
    record_id: int | None
    at: datetime
    unread: bool
    sender: str


def messages(ctx: Ctx, limit: int = 100, before_id: int | None = None, kind: str = "") -> list[MessageRow]:
    """The person's messages, newest first."""
    found = ctx.session.execute(
        sa.text(
            "select m.*, u.name as sender from tw.message m left join tw.app_user u on u.id = m.sender_id"
            " where m.recipient_id = :me and (cast(:before as bigint) is null or m.id < :before)"
            " and (:kind = '' or m.kind = :kind) order by m.id desc limit :n"
        ),
        {"me": ctx.user.id, "before": before_id, "kind": kind, "n": limit},
    )
    return [
        MessageRow(
            r.id, r.severity, r.kind, r.text, r.params, r.second, r.second_params, r.screen, r.record_id, r.at,
            r.read_at is None, r.sender or "",
        )
        for r in found
    ]  # fmt: skip


def unread_count(ctx: Ctx) -> int:
    """How many messages the person has not read."""
    statement = sa.text("select count(*) from tw.message where recipient_id = :me and read_at is null")
    return int(ctx.session.execute(statement, {"me": ctx.user.id}).scalar() or 0)


def watermark(ctx: Ctx) -> int:
    """Where a catch-up begins: the oldest transaction still running."""
    return int(
        ctx.session.execute(sa.text("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")).scalar() or 0
    )


def messages_since(ctx: Ctx, mark: int) -> tuple[list[int], int]:
    """Ids of messages that became visible since a watermark, and the next watermark; none is missed or told twice."""
    row = ctx.session.execute(
        sa.text(
            "select coalesce(array_agg(id), '{}') as ids, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as mark"
            " from tw.message where recipient_id = :me and xid >= cast(cast(:mark as text) as xid8)"
            " and xid < pg_snapshot_xmin(pg_current_snapshot())"
        ),
        {"me": ctx.user.id, "mark": mark},
    ).one()
    return list(row.ids), int(row.mark)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change in the history panel."""

    at: datetime
    who: str
    table: str
    record_id: int
    action: str
    changes: Mapping[str, Sequence[Any]]


def history(ctx: Ctx, table: str, record_id: int, limit: int = 200) -> list[HistoryRow]:
    """Who changed what on a record and its lines, newest first; prices only for who may read them."""
    found = ctx.session.execute(
        sa.text("select * from tw.history(:t, :r, :n) order by entry_id desc"), {"t": table, "r": record_id, "n": limit}
    )
    return [HistoryRow(r.at, r.who, r.table_name, r.record_id, r.action, r.changes) for r in found]


def comments(ctx: Ctx, table: str, record_id: int) -> list[tuple[datetime, str, str]]:
    """Comments on a record: when, who, text; oldest first."""
    found = ctx.session.execute(
        sa.text(
            "select c.at, u.name, c.text from tw.comment c join tw.app_user u on u.id = c.user_id"
            " where c.table_name = :t and c.record_id = :r order by c.id"
        ),
        {"t": table, "r": record_id},
    )
    return [(r.at, r.name, r.text) for r in found]


def attachments(ctx: Ctx, table: str, record_id: int) -> list[tuple[int, str, int, datetime, str]]:
    """Files on a record: id, name, size in bytes, when, who."""
    found = ctx.session.execute(
        sa.text(
            "select a.id, a.name, a.size, a.at, u.name as who from tw.attachment a join tw.app_user u on u.id = a.user_id"
            " where a.table_name = :t and a.record_id = :r order by a.id"
        ),
        {"t": table, "r": record_id},
    )
    return [(r.id, r.name, r.size, r.at, r.who) for r in found]


def attachment_content(ctx: Ctx, attachment_id: int) -> tuple[str, bytes]:
    """Name and bytes of one attachment."""
    row = ctx.session.execute(
        sa.text("select name, content from tw.attachment where id = :id"), {"id": attachment_id}
    ).one()
    return row.name, bytes(row.content)


def user_settings(ctx: Ctx) -> dict[str, Any]:
    """What the person arranged, by key."""
    found = ctx.session.execute(
        sa.text("select key, value from tw.user_setting where user_id = :me"), {"me": ctx.user.id}
    )
    return {r.key: r.value for r in found}


def company_head(ctx: Ctx) -> Mapping[str, Any]:
    """The company's names, address and money, for papers and the title bar."""
    return dict(ctx.session.execute(sa.text("select * from tw.company limit 1")).mappings().one())


def saved_views(ctx: Ctx, screen: str) -> list[tuple[int, str, bool, Any]]:
    """Views of a list: the person's own and shared ones. id, name, own, content."""
    found = ctx.session.execute(
        sa.text(
            "select id, name, user_id = :me as own, content from tw.saved_view where screen = :s"
            " and (user_id = :me or shared) order by own desc, name"
        ),
        {"me": ctx.user.id, "s": screen},
    )
    return [(r.id, r.name, r.own, r.content) for r in found]
