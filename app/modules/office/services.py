"""Use cases of the office: messages, comments, attachments, arrangements, decisions every room shares."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.drafting import to_json
from app.errors import RuleError
from app.uow import Ctx, Saved

ATTACHMENT_LIMIT = 50 * 1024 * 1024


def mark_read(ctx: Ctx, ids: list[int] | None = None) -> int:
    """Mark messages (all, where none are named) as read."""
    count = int(ctx.call("mark_read", ids) or 0)
    ctx.touch("message")
    return count


def mute(ctx: Ctx, kind: str) -> None:
    """Never again a message of this kind, until unmuted."""
    ctx.session.execute(
        sa.text("insert into tw.message_mute (user_id, kind) values (:me, :k) on conflict do nothing"),
        {"me": ctx.user.id, "k": kind},
    )


def tell(
    ctx: Ctx,
    recipient_id: int,
    severity: str,
    kind: str,
    text: str,
    params: dict[str, Any],
    *,
    second: str = "",
    second_params: dict[str, Any] | None = None,
    screen: str = "",
    record_id: int | None = None,
    dedupe: str = "",
) -> None:
    """Send one message: an English template marked with N_() and its parameters."""
    ctx.session.execute(
        sa.text(
            "select tw.post_message(:r, :s, :k, :t, cast(:p as jsonb), :t2, cast(:p2 as jsonb), :screen, :id, :d)"
        ),
        {
            "r": recipient_id, "s": severity, "k": kind, "t": text, "p": _plain_json(params), "t2": second,
            "p2": _plain_json(second_params or {}), "screen": screen, "id": record_id, "d": dedupe,
        },
    )  # fmt: skip
    ctx.touch("message", recipient_id)


def _plain_json(params: dict[str, Any]) -> str:
    return to_json({k: v if isinstance(v, (int, bool)) else str(v) for k, v in params.items()})


def holders(ctx: Ctx, permission: str) -> list[int]:
    """Who holds a permission, for messages to whoever may act."""
    return list(ctx.session.execute(sa.text("select * from tw.holders(:p)"), {"p": permission}).scalars())


def add_comment(ctx: Ctx, table: str, record_id: int, text: str) -> Saved:
    """Write a comment on a record that the person sees."""
    if not text.strip():
        raise RuleError("value_required", field="text")
    ctx.session.execute(
        sa.text("insert into tw.comment (table_name, record_id, user_id, text) values (:t, :r, :me, :x)"),
        {"t": table, "r": record_id, "me": ctx.user.id, "x": text.strip()},
    )
    ctx.touch("comment", record_id)
    return Saved(record_id)


def add_attachment(ctx: Ctx, table: str, record_id: int, name: str, content: bytes) -> Saved:
    """Keep a file on a record. Raises RuleError("attachment_too_large") over 50 MB."""
    if len(content) > ATTACHMENT_LIMIT:
        raise RuleError("attachment_too_large", name=name, size=f"{len(content) / 1048576:.1f}", limit=50)
    ctx.session.execute(
        sa.text(
            "insert into tw.attachment (table_name, record_id, user_id, name, size, content)"
            " values (:t, :r, :me, :n, :s, :c)"
        ),
        {"t": table, "r": record_id, "me": ctx.user.id, "n": name, "s": len(content), "c": content},
    )
    ctx.touch("attachment", record_id)
    return Saved(record_id)


def keep_setting(ctx: Ctx, key: str, value: Any) -> None:
    """Keep an arrangement of the person."""
    ctx.session.execute(
        sa.text(
            "insert into tw.user_setting (user_id, key, value) values (:me, :k, cast(:v as jsonb))"
            " on conflict (user_id, key) do update set value = excluded.value"
        ),
        {"me": ctx.user.id, "k": key, "v": to_json(value)},
    )


def submit(ctx: Ctx, kind: str, record_id: int, version: int | None) -> str:
    """Submit a document; answers "pending", or "approved" where no step asks."""
    return str(ctx.call("submit", kind, record_id, version))


def decide(ctx: Ctx, kind: str, record_id: int, version: int | None, decision: str, comment: str = "") -> str:
    """Approve the next step or reject; answers the new state."""
    return str(ctx.call("decide", kind, record_id, version, decision, comment))


def move(ctx: Ctx, kind: str, record_id: int, version: int | None, transition: str, reason: str = "") -> str:
    """Any other transition, checked by the database; answers the new state."""
    return str(ctx.call("move", kind, record_id, version, transition, reason))


def open_document(ctx: Ctx, table: str, record_id: int) -> list[str]:
    """Note that the person has a document open; answers who else has had it open within two minutes."""
    params = {"me": ctx.user.id, "t": table, "r": record_id}
    ctx.session.execute(
        sa.text(
            "insert into tw.presence (user_id, table_name, record_id, since, seen) values (:me, :t, :r, now(), now())"
            " on conflict (table_name, record_id, user_id) do update set seen = now()"
        ),
        params,
    )
    found = ctx.session.execute(
        sa.text(
            "select u.name from tw.presence p join tw.app_user u on u.id = p.user_id where p.table_name = :t"
            " and p.record_id = :r and p.user_id <> :me and p.seen > now() - interval '2 minutes' order by p.since"
        ),
        params,
    )
    return list(found.scalars())


def leave_document(ctx: Ctx, table: str, record_id: int) -> None:
    """The person closed a document."""
    ctx.session.execute(
        sa.text(
            "select tw.forget('presence', array_agg(p.id)) from tw.presence p"
            " where p.user_id = :me and p.table_name = :t and p.record_id = :r"
        ),
        {"me": ctx.user.id, "t": table, "r": record_id},
    )


def count_print(ctx: Ctx, paper: str, record_id: int, counts: bool) -> int:
    """Which print of a paper this is; noted only where it really goes to a printer."""
    if counts:
        ctx.session.execute(
            sa.text("insert into tw.print_log (paper, record_id, user_id) values (:p, :r, :me)"),
            {"p": paper, "r": record_id, "me": ctx.user.id},
        )
    done = ctx.session.execute(
        sa.text("select count(*) from tw.print_log where paper = :p and record_id = :r"), {"p": paper, "r": record_id}
    ).scalar()
    return max(1, int(done or 0) + (0 if counts else 1))


def keep_view(ctx: Ctx, screen: str, name: str, content: Any, *, shared: bool = False) -> Saved:
    """Keep a view of a list under a name."""
    made = ctx.session.execute(
        sa.text(
            "insert into tw.saved_view (user_id, screen, name, shared, content) values (:me, :s, :n, :h, cast(:c as jsonb))"
            " on conflict (user_id, screen, name) do update set content = excluded.content, shared = excluded.shared"
            " returning id"
        ),
        {"me": ctx.user.id, "s": screen, "n": name, "h": shared, "c": to_json(content)},
    ).scalar()
    return Saved(int(made or 0))


def drop_view(ctx: Ctx, view_id: int) -> None:
    """Forget one of the person's own views."""
    ctx.call("forget", "saved_view", [view_id])
