"""An order as its form, its services and its look-up read it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import NotFound
from app.i18n import N_, _
from app.modules.office.queries import search_rows
from app.modules.orders.rules import LineValues, OrderValues
from app.registry import FormData, LookUpRow, Section, SectionRow, Status, Step
from app.uow import Ctx

KIND = "sales_order"
PROGRESS_VIEW = "tw.sales_order_progress"

_HEAD = """
select o.*, c.code as customer__code, o.customer_name as customer__name,
    s.code as ship_to__code, s.name as ship_to__name, b.code as bill_to__code, b.name as bill_to__name,
    e.code as end_user__code, e.name as end_user__name, t.name as contact__code, t.title as contact__name,
    u.login as owner__code, u.name as owner__name, p.number as opportunity__code, p.name as opportunity__name,
    a.total, a.tax, a.net, a.total_base, c.paper_language, to_regclass(:progress) is not null as has_progress
from tw.sales_order o
left join tw.customer c on c.id = o.customer_id
left join tw.customer s on s.id = o.ship_to_customer_id
left join tw.customer b on b.id = o.bill_to_customer_id
left join tw.customer e on e.id = o.end_user_id
left join tw.contact t on t.id = o.contact_id
left join tw.app_user u on u.id = o.owner_id
left join tw.opportunity p on p.id = o.opportunity_id
left join tw.sales_order_amount a on a.order_id = o.id
where o.id = :id
"""

_LINES = """
select l.id, l.line_no, l.kind, l.item_id as item, i.code as item__code, coalesce(i.name, l.description) as item__name,
    i.specification, n.name as unit, l.description, l.quantity, l.due_date, l.promised_date, l.notes, l.closed,
    case when :anchor = 'net' then p.price_net else p.price_with_tax end as price, nullif(p.discount, 0) as discount, p.tax_code,
    p.tax_code as tax_code__code, p.tax_rate, p.total, p.tax, p.net,
    (select s.shipped from tw.order_line_shipped s where s.line_id = l.id) as shipped
from tw.sales_order_line l
left join tw.item i on i.id = l.item_id
left join tw.unit n on n.id = l.unit_id
left join tw.sales_order_line_price p on p.line_id = l.id
where l.order_id = :id order by l.line_no, l.id
"""


def find_orders(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Orders by number, customer or the customer's own number; `within`: of one customer."""
    return search_rows(
        ctx,
        KIND,
        text,
        "select o.id, o.number as code, o.customer_name as name, o.customer_po as second from tw.sales_order o"
        " where o.id = any (:ids) and (cast(:within as bigint) is null or o.customer_id = :within)",
        limit,
        {"within": within},
    )


def load(ctx: Ctx, order_id: int) -> FormData:
    """An order with its lines; prices are None for who may not see them."""
    row = ctx.session.execute(
        sa.text(_HEAD), {"id": order_id, "progress": PROGRESS_VIEW}
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind=KIND)
    values = {
        **row, "customer": row["customer_id"], "ship_to": row["ship_to_customer_id"], "bill_to": row["bill_to_customer_id"],
        "end_user": row["end_user_id"], "contact": row["contact_id"], "owner": row["owner_id"],
        "opportunity": row["opportunity_id"], "currency__code": row["currency"], "currency__name": "",
        "sees_prices": ctx.user.may("orders.prices"),
    }  # fmt: skip
    return FormData(
        id=row["id"],
        uid=str(row["uid"]),
        number=row["number"],
        title=row["customer_name"],
        version=row["version"],
        state=row["state"],
        values=values,
        lines=tuple(_lines(ctx, order_id, row["tax_anchor"])),
        editable=row["state"] in ("draft", "rejected") and ctx.user.may("orders.edit"),
        chips=tuple(_chips(values)),
        progress=tuple(_progress(ctx, order_id, row["has_progress"])) if row["state"] in _UNDER_WAY else (),
        facts={"opportunity": row["opportunity__code"], "paper_language": row["paper_language"] or "zh"},
    )


def _lines(ctx: Ctx, order_id: int, anchor: str) -> list[dict[str, Any]]:
    found = ctx.session.execute(sa.text(_LINES), {"id": order_id, "anchor": anchor}).mappings()
    return [{**line, "tax_code__name": ""} for line in found]


def _chips(row: Mapping[str, Any]) -> list[tuple[str, Status]]:
    """What stands beside the state: how late it is, and why it was refused, held or made void."""
    chips: list[tuple[str, Status]] = []
    if row["state"] in ("pending", "approved", "held") and row["due_date"] and row["due_date"] < clock.today():
        days = (clock.today() - row["due_date"]).days
        chips.append((_("{n} days late").format(n=days) if days > 1 else _("1 day late"), "late"))
    if row["state_reason"] and row["state"] in ("rejected", "held", "void", "draft"):
        chips.append((row["state_reason"][:60], "waiting"))
    return chips


_STEPS = (
    ("planned_lines", N_("Plan")), ("bought_lines", N_("Purchasing")), ("made_lines", N_("Production")), ("picked_lines", N_("Picking")),
    ("shipped_lines", N_("Shipping")),
)  # fmt: skip


_UNDER_WAY = ("approved", "held", "closed")


def _progress(ctx: Ctx, order_id: int, has_shipping: bool) -> list[Step]:
    """Lines done of all lines per step: by the plan, and by the view of the shipping room; unknown steps are left out."""
    found = dict(ctx.session.execute(sa.text("select * from tw.order_steps(:id)"), {"id": order_id}).mappings().one())
    if has_shipping:
        told = ctx.session.execute(
            sa.text(f"select * from {PROGRESS_VIEW} where order_id = :id"), {"id": order_id}
        ).mappings().one_or_none()  # fmt: skip
        found = {**dict(told or {}), **{k: v for k, v in found.items() if v is not None}}
    if not found.get("lines"):
        return []
    whole = Decimal(found["lines"])
    return [_step(title, Decimal(found[key]), whole) for key, title in _STEPS if found.get(key) is not None]


def _step(title: str, done: Decimal, whole: Decimal) -> Step:
    share = min(float(done / whole), 1.0)
    status: Status = "done" if share == 1 else "active" if share > 0 else "neutral"
    return Step(title, f"{done.normalize():f} / {whole.normalize():f}", share, status)


def blank(ctx: Ctx) -> FormData:
    """A new order of the person, dated today."""
    values: dict[str, Any] = {
        "order_date": ctx.today, "currency": "CNY", "currency__code": "CNY", "rate": Decimal(1), "tax_anchor": "with_tax",
        "owner": ctx.user.id, "owner__code": ctx.user.login, "owner__name": ctx.user.name, "sees_prices": True,
    }  # fmt: skip
    return FormData(None, str(uuid.uuid4()), "", "", 0, "draft", values, editable=ctx.user.may("orders.edit"))


@dataclass(frozen=True, slots=True)
class OrderHead:
    """The head of an order as services and messages need it; total None for who may not see prices."""

    id: int
    number: str
    version: int
    state: str
    customer_id: int
    customer_name: str
    currency: str
    total: Decimal | None
    submitted_by: int | None


def head(ctx: Ctx, order_id: int) -> OrderHead:
    """The head of an order. Raises NotFound."""
    row = ctx.session.execute(
        sa.text(
            "select o.id, o.number, o.version, o.state, o.customer_id, o.customer_name, o.currency, a.total, o.submitted_by"
            " from tw.sales_order o left join tw.sales_order_amount a on a.order_id = o.id where o.id = :id"
        ),
        {"id": order_id},
    ).one_or_none()
    if row is None:
        raise NotFound("not_found", kind=KIND)
    return OrderHead(*row)


AskedLine = tuple[int, int, Decimal, date | None, date | None]  # id, item, quantity, due, promised


def order_values(ctx: Ctx, order_id: int) -> tuple[OrderValues, list[AskedLine]]:
    """A stored order as rules check it, and its lines as planning is asked."""
    found = ctx.session.execute(
        sa.text(
            "select o.customer_id, o.order_date, l.id, l.item_id, l.quantity, l.due_date, l.promised_date,"
            " case when o.tax_anchor = 'net' then p.price_net else p.price_with_tax end as price, p.tax_rate, p.discount"
            " from tw.sales_order o left join tw.sales_order_line l on l.order_id = o.id and l.kind = 'item'"
            " left join tw.sales_order_line_price p on p.line_id = l.id where o.id = :id order by l.line_no, l.id"
        ),
        {"id": order_id},
    ).all()
    if not found:
        raise NotFound("not_found", kind=KIND)
    lines = [r for r in found if r.id is not None]
    values = OrderValues(
        found[0].customer_id,
        found[0].order_date,
        [LineValues(r.item_id, r.quantity, r.price, r.tax_rate or Decimal(0), r.discount or Decimal(0), r.due_date) for r in lines],
    )  # fmt: skip
    return values, [(r.id, r.item_id, r.quantity, r.due_date, r.promised_date) for r in lines]


def tax_rates(ctx: Ctx, on: date) -> dict[str, Decimal]:
    """The rate of every tax kind on a day."""
    found = ctx.session.execute(
        sa.text(
            "select distinct on (code) code, rate from tw.tax_rate where valid_from <= :on order by code, valid_from desc"
        ),
        {"on": on},
    )
    return {r.code: r.rate for r in found}


def approval_sections(ctx: Ctx, order_id: int) -> tuple[Section, ...]:
    """Who approved or rejected since the last submission, and which steps are open; nothing for a fresh draft."""
    state, since = ctx.session.execute(
        sa.text("select state, submitted_at from tw.sales_order where id = :id"), {"id": order_id}
    ).one()
    if since is None:
        return ()
    taken = ctx.session.execute(
        sa.text(
            "select p.decision, p.permission, p.at, p.comment, u.name from tw.approval p join tw.app_user u on u.id = p.user_id"
            " where p.kind = :k and p.record_id = :id and p.at >= :since order by p.id"
        ),
        {"k": KIND, "id": order_id, "since": since},
    )
    rows = [_decision(ctx, r) for r in taken]
    if state == "pending":
        asked = ctx.session.execute(
            sa.text("select permission from tw.open_steps(:k, :id)"), {"k": KIND, "id": order_id}
        )
        rows += [SectionRow(_(ctx.title_of(r.permission)), _("open"), "waiting") for r in asked]
    return (Section(_("Approval"), rows=tuple(rows)),) if rows else ()


def _decision(ctx: Ctx, taken: Any) -> SectionRow:
    is_yes = taken.decision == "approve"
    when = taken.at.astimezone(clock.zone()).strftime("%m-%d %H:%M")
    words = " · ".join(part for part in (taken.name, taken.comment) if part)
    return SectionRow(words, when, "done" if is_yes else "late")
