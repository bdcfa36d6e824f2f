"""Reads of the customers room."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import NotFound
from app.i18n import N_, _
from app.modules.office.queries import search_rows
from app.registry import FormData, LookUpRow, MeasureValue, PendingRow, Status
from app.uow import Ctx

STAGES: dict[str, tuple[str, Status]] = {
    "target": (N_("Target"), "neutral"),
    "potential": (N_("Potential"), "neutral"),
    "prospect": (N_("Prospect"), "waiting"),
    "trading": (N_("Trading"), "active"),
    "serviced": (N_("Serviced"), "done"),
    "dormant": (N_("Dormant"), "hold"),
    "lost": (N_("Lost"), "late"),
}


def find_customers(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Customers by code, name, part of a name or pinyin initials, with what an order takes from them."""
    return search_rows(
        ctx,
        "customer",
        text,
        "select c.id, c.code, c.name, coalesce(nullif(c.region, ''), c.short_name) as second,"
        " json_build_object('currency', c.currency, 'payment_terms', c.payment_terms, 'tax_code', c.tax_code,"
        " 'ship_to_address', coalesce(nullif(c.ship_to_address, ''), c.address), 'paper_language', c.paper_language) as extra"
        " from tw.customer c where c.id = any (:ids) and c.active",
        limit,
    )


def find_contacts(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Contacts of one customer (within) whose name contains the text."""
    found = ctx.session.execute(
        sa.text(
            "select id, name, title, mobile from tw.contact where customer_id = :c and position(:t in lower(name)) > 0"
            " order by is_main desc, name limit :n"
        ),
        {"c": within, "t": text.lower(), "n": limit},
    )
    return [LookUpRow(r.id, r.name, r.title, r.mobile) for r in found]


def load(ctx: Ctx, customer_id: int) -> FormData:
    """A customer with contacts, for its page."""
    row = ctx.session.execute(
        sa.text(
            "select c.*, u.name as owner_name, u.login as owner_login, k.credit_limit, coalesce(k.term_days, 30) as term_days"
            " from tw.customer c left join tw.app_user u on u.id = c.owner_id"
            " left join tw.customer_credit k on k.customer_id = c.id where c.id = :id"
        ),
        {"id": customer_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="customer")
    contacts = ctx.session.execute(
        sa.text("select * from tw.contact where customer_id = :id order by is_main desc, id"), {"id": customer_id}
    ).mappings()
    values = {**row, "owner": row["owner_id"], "owner__code": row["owner_login"], "owner__name": row["owner_name"]}
    return FormData(
        id=row["id"],
        uid="",
        number=row["code"],
        title=row["name"],
        version=row["version"],
        state=row["stage"],
        values=values,
        lines=tuple(dict(c) for c in contacts),
        editable=ctx.user.may("customers.edit"),
        chips=((_(STAGES[row["stage"]][0]), STAGES[row["stage"]][1]),),
    )


def blank(ctx: Ctx) -> FormData:
    """A new customer of the person."""
    values: dict[str, Any] = {
        "kind": "end_user", "level": "C", "stage": "target", "currency": "CNY", "tax_code": "13", "paper_language": "zh",
        "active": True, "term_days": 30, "owner": ctx.user.id, "owner__code": ctx.user.login, "owner__name": ctx.user.name,
    }  # fmt: skip
    return FormData(None, str(uuid.uuid4()), "", "", 0, "target", values)


def due_activities(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """The person's own activities that are due by the end of today."""
    found = ctx.session.execute(
        sa.text(
            "select a.id, a.version, a.subject, a.due_at, a.created_at, c.name, count(*) over () as n"
            " from tw.activity a join tw.customer c on c.id = a.customer_id"
            " where a.created_by = :me and a.done_at is null and a.due_at < cast(:today as date) + 1"
            " order by a.due_at limit :n"
        ),
        {"me": ctx.user.id, "today": ctx.today, "n": limit},
    ).all()
    pending = [
        PendingRow(
            r.id, "", r.name, r.subject, None, "", r.created_at, r.due_at, r.due_at.date() < ctx.today, r.version
        )
        for r in found
    ]
    return pending, found[0].n if found else 0


def load_activity(ctx: Ctx, activity_id: int) -> FormData:
    """One activity, for its form."""
    row = ctx.session.execute(
        sa.text(
            "select a.*, c.code, c.name, t.name as contact_name from tw.activity a join tw.customer c on c.id = a.customer_id"
            " left join tw.contact t on t.id = a.contact_id where a.id = :id"
        ),
        {"id": activity_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="activity")
    values = {
        **row, "customer": row["customer_id"], "customer__code": row["code"], "customer__name": row["name"],
        "contact": row["contact_id"], "contact__code": row["contact_name"] or "", "contact__name": "",
        "done": row["done_at"] is not None,
    }  # fmt: skip
    return FormData(
        row["id"], "", "", row["subject"], row["version"], "", values, editable=ctx.user.may("customers.edit")
    )


def blank_activity(ctx: Ctx) -> FormData:
    """A call to be made now."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "", {"kind": "call", "due_at": clock.now(), "done": False})


def visits_this_week(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """The person's calls and visits of this week: done of planned."""
    row = ctx.session.execute(
        sa.text(
            "select count(*) as n, count(a.done_at) as done, count(*) filter (where a.done_at is null and a.due_at < now()) as late"
            " from tw.activity a where a.created_by = :me"
            " and a.due_at >= date_trunc('week', cast(:today as date)) and a.due_at < date_trunc('week', cast(:today as date)) + interval '7 days'"
        ),
        {"me": ctx.user.id, "today": ctx.today},
    ).one()
    note = _("{n} overdue").format(n=row.late) if row.late else _("of this week")
    return MeasureValue(
        f"{row.done} / {row.n}", note, "late" if row.late else "neutral", row.done / row.n if row.n else None
    )
