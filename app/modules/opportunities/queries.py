"""Reads of the opportunities room."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound
from app.i18n import N_, _, language
from app.modules.office.queries import search_rows
from app.modules.opportunities.rules import Stage
from app.registry import FormData, LookUpRow, MeasureValue, PendingRow, Status, Step
from app.uow import Ctx
from app.values import ZERO


def find_opportunities(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Deals by number, name or customer."""
    return search_rows(
        ctx,
        "opportunity",
        text,
        "select o.id, o.number as code, o.name, o.customer_name as second from tw.opportunity o where o.id = any (:ids)",
        limit,
    )


def find_stages(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Stages of the sales method in their order, with their chance."""
    wanted = text.strip().lower()
    return [
        LookUpRow(s["id"], s["code"], s["title"], f"{s['probability']} %", {"probability": s["probability"]})
        for s in _stages(ctx)
        if wanted in f"{s['code']} {s['name']} {s['name_en']}".lower()
    ][:limit]


def _stages(ctx: Ctx) -> list[dict[str, Any]]:
    """Stages with their title in the language in force."""
    found = ctx.session.execute(
        sa.text("select id, code, name, name_en, sort_no, probability from tw.sales_stage order by sort_no")
    ).mappings()
    in_english = language() == "en"
    return [{**row, "title": (row["name_en"] if in_english else "") or row["name"]} for row in found]


def stages(ctx: Ctx) -> list[Stage]:
    """The stages as rules take them."""
    return [Stage(s["id"], s["sort_no"], s["probability"]) for s in _stages(ctx)]


def load(ctx: Ctx, opportunity_id: int) -> FormData:
    """A deal with its lines, for its form; the stage bar is its progress."""
    row = ctx.session.execute(
        sa.text(
            "select o.*, c.code as customer__code, o.customer_name as customer__name, e.code as end_user__code,"
            " e.name as end_user__name, t.name as contact__code, t.title as contact__name, u.login as owner__code,"
            " u.name as owner__name from tw.opportunity o left join tw.customer c on c.id = o.customer_id"
            " left join tw.customer e on e.id = o.end_user_id left join tw.contact t on t.id = o.contact_id"
            " left join tw.app_user u on u.id = o.owner_id where o.id = :id"
        ),
        {"id": opportunity_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="opportunity")
    known = _stages(ctx)
    stage = next(s for s in known if s["id"] == row["stage_id"])
    values = {
        **row, "customer": row["customer_id"], "end_user": row["end_user_id"], "contact": row["contact_id"],
        "owner": row["owner_id"], "stage": row["stage_id"], "stage__code": stage["code"], "stage__name": stage["title"],
    }  # fmt: skip
    return FormData(
        id=row["id"],
        uid=str(row["uid"]),
        number=row["number"],
        title=row["name"],
        version=row["version"],
        state=row["state"],
        values=values,
        lines=tuple(_lines(ctx, opportunity_id)),
        editable=row["state"] == "open" and ctx.user.may("opportunities.edit"),
        chips=tuple(_chips(ctx.today, values)),
        progress=tuple(_stage_bar(known, stage, row["state"])),
    )


def _lines(ctx: Ctx, opportunity_id: int) -> list[dict[str, Any]]:
    found = ctx.session.execute(
        sa.text(
            "select l.id, l.item_id as item, i.code as item__code, i.name as item__name, i.specification, n.name as unit,"
            " l.description, l.quantity, l.price_with_tax, l.due_date"
            " from tw.opportunity_line l join tw.item i on i.id = l.item_id join tw.unit n on n.id = i.unit_id"
            " where l.opportunity_id = :id order by l.line_no, l.id"
        ),
        {"id": opportunity_id},
    ).mappings()
    return [dict(line) for line in found]


def _chips(today: date, row: Mapping[str, Any]) -> list[tuple[str, Status]]:
    chips: list[tuple[str, Status]] = []
    if row["state"] == "open" and row["expected_date"] and row["expected_date"] < today:
        chips.append((_("Expected date passed"), "late"))
    if row["state"] != "open" and row["state_reason"]:
        chips.append((row["state_reason"], "neutral"))
    return chips


def _stage_bar(known: Sequence[Mapping[str, Any]], current: Mapping[str, Any], state: str) -> list[Step]:
    steps = []
    for stage in known:
        is_done = state == "won" or stage["sort_no"] < current["sort_no"]
        status: Status = "done" if is_done else "active" if stage["id"] == current["id"] else "neutral"
        steps.append(Step(stage["title"], f"{stage['probability']} %", 1.0 if status != "neutral" else 0.0, status))
    return steps


def blank(ctx: Ctx) -> FormData:
    """A new deal of the person, in the first stage."""
    first = next(iter(_stages(ctx)), None)
    values: dict[str, Any] = {
        "currency": "CNY", "owner": ctx.user.id, "owner__code": ctx.user.login, "owner__name": ctx.user.name,
    }  # fmt: skip
    if first:
        values |= {"stage": first["id"], "stage__code": first["code"], "stage__name": first["title"],
                   "probability": first["probability"]}  # fmt: skip
    return FormData(None, str(uuid.uuid4()), "", "", 0, "open", values, editable=ctx.user.may("opportunities.edit"))


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line of a deal as an order takes it."""

    item_id: int
    description: str
    quantity: Decimal
    price_with_tax: Decimal | None
    due_date: date | None
    tax_code: str


@dataclass(frozen=True, slots=True)
class Deal:
    """What an order takes from a deal."""

    id: int
    number: str
    name: str
    state: str
    customer_id: int
    end_user_id: int | None
    contact_id: int | None
    owner_id: int | None
    currency: str
    expected_date: date | None
    lines: tuple[AgreedLine, ...]


def deal(ctx: Ctx, opportunity_id: int) -> Deal:
    """A deal with what was agreed. Raises NotFound."""
    row = ctx.session.execute(
        sa.text("select * from tw.opportunity where id = :id"), {"id": opportunity_id}
    ).one_or_none()
    if row is None:
        raise NotFound("not_found", kind="opportunity")
    found = ctx.session.execute(
        sa.text(
            "select l.item_id, l.description, l.quantity, l.price_with_tax, l.due_date, i.tax_code"
            " from tw.opportunity_line l join tw.item i on i.id = l.item_id"
            " where l.opportunity_id = :id order by l.line_no, l.id"
        ),
        {"id": opportunity_id},
    )
    return Deal(
        row.id, row.number, row.name, row.state, row.customer_id, row.end_user_id, row.contact_id, row.owner_id,
        row.currency, row.expected_date, tuple(AgreedLine(*line) for line in found),
    )  # fmt: skip


def to_follow_up(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """The person's own open deals whose next step is due by today, or whose expected date has passed."""
    found = ctx.session.execute(
        sa.text(
            "select o.id, o.number, o.version, o.customer_name, coalesce(nullif(o.next_step, ''), o.name) as what, o.amount,"
            " o.currency, o.updated_at, coalesce(o.next_step_on, o.expected_date) as due, count(*) over () as n"
            " from tw.opportunity o where o.owner_id = :me and o.state = 'open'"
            " and (o.next_step_on <= :today or (o.next_step_on is null and o.expected_date < :today))"
            " order by due, o.id limit :n"
        ),
        {"me": ctx.user.id, "today": ctx.today, "n": limit},
    ).all()
    pending = [
        PendingRow(
            r.id, r.number, r.customer_name, r.what, r.amount, r.currency, r.updated_at, r.due, r.due < ctx.today, r.version
        )
        for r in found
    ]  # fmt: skip
    return pending, found[0].n if found else 0


def weighted_pipeline(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """Open deals by their chance, in the company's currency."""
    row = ctx.session.execute(
        sa.text(
            "select coalesce(sum(l.weighted * coalesce(c.rate, 1)), 0) as weighted, count(*) as n,"
            " count(*) filter (where l.is_late) as late from tw.opportunity_list l"
            " left join tw.currency c on c.code = l.currency where l.state = 'open'"
        )
    ).one()
    note = _("{n} deals").format(n=row.n)
    if row.late:
        note += " · " + _("{n} past their date").format(n=row.late)
    return MeasureValue(f"{row.weighted or ZERO:,.0f}", note, "waiting" if row.late else "neutral")


STAGE_TITLES = {
    "lead": N_("Lead confirmed"),
    "needs": N_("Needs analysed"),
    "solution": N_("Solution chosen"),
    "quote": N_("Quoted"),
    "talks": N_("Negotiation"),
    "signing": N_("Signing"),
}
