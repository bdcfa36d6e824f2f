"""Use cases of the orders room: save, the moves of an order's life, closing of lines, the order of a won deal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import rows
from app.drafting import refuse
from app.errors import RuleError, UserError
from app.i18n import N_
from app.models.orders import SalesOrder, SalesOrderLine
from app.modules.customers.services import advance_stage
from app.modules.mrp.services import promise
from app.modules.office import services as office
from app.modules.opportunities.events import OpportunityWon
from app.modules.opportunities.queries import deal
from app.modules.orders import queries, rules
from app.modules.orders.drafts import OrderDraft, OrderLineDraft
from app.modules.orders.events import OrderApproved, OrderClosed, OrderUnapproved
from app.uow import Ctx, Saved
from app.values import ZERO

KIND = "sales_order"
SCREEN = "orders.order"
_PLAIN = (
    "customer_po", "order_date", "due_date", "currency", "tax_anchor", "payment_terms", "ship_to_address", "notes",
)  # fmt: skip


# ------------------------------------------------------------------------------------------------ save
def save(ctx: Ctx, draft: OrderDraft) -> Saved:
    """Create or change an order; a fixed number of statements, whatever the number of its lines.

    Prices and dates may still be missing; `submit` asks for them. Raises what is wrong, by place.
    """
    ctx.require("orders.edit")
    refuse([rules.in_form(error) for error in rules.draft_errors(_checked(draft))])
    draft = _with_taxes(ctx, draft)
    rates = queries.tax_rates(ctx, draft.order_date or ctx.today)
    refuse(list(_unknown_taxes(draft, rates)))
    values = _values(draft)
    if draft.id is None:
        written = rows.insert(ctx, SalesOrder, values)
    else:
        written = rows.update(ctx, SalesOrder, draft.id, draft.version, values)
    ids = rows.write_lines(ctx, SalesOrderLine, "order_id", written.id, _line_values(draft))
    _write_prices(ctx, written.id, draft, ids, rates)
    ctx.touch(KIND, written.id)
    return Saved(written.id, written.number, written.version, "draft")


def _checked(draft: OrderDraft) -> rules.OrderValues:
    lines = [
        rules.LineValues(
            line.item, line.quantity, line.price, ZERO, line.discount or ZERO, line.due_date or draft.due_date
        )
        for line in draft.lines
    ]
    return rules.OrderValues(draft.customer, draft.order_date, lines)


def _with_taxes(ctx: Ctx, draft: OrderDraft) -> OrderDraft:
    """Lines without a tax kind take their item's."""
    bare = [line.item for line in draft.lines if not line.tax_code]
    if not bare:
        return draft
    found = ctx.session.execute(sa.text("select id, tax_code from tw.item where id = any (:ids)"), {"ids": bare})
    known = {r.id: r.tax_code for r in found}
    lines = tuple(line if line.tax_code else replace(line, tax_code=known.get(line.item, "")) for line in draft.lines)
    return replace(draft, lines=lines)


def _unknown_taxes(draft: OrderDraft, rates: Mapping[str, Decimal]) -> Iterator[UserError]:
    for at, line in enumerate(draft.lines):
        if line.tax_code not in rates:
            yield RuleError("tax_unknown", field=f"lines.{at}.tax_code", line=at + 1, tax=line.tax_code)


def _values(draft: OrderDraft) -> dict[str, Any]:
    values: dict[str, Any] = {key: getattr(draft, key) for key in _PLAIN}
    present = sa.text("coalesce((select rate from tw.currency where code = :code), 1)").bindparams(code=draft.currency)
    values |= {
        "customer_id": draft.customer, "ship_to_customer_id": draft.ship_to or draft.customer,
        "bill_to_customer_id": draft.bill_to or draft.customer, "end_user_id": draft.end_user or draft.customer,
        "contact_id": draft.contact, "opportunity_id": draft.opportunity,
        "rate": present if draft.rate is None else draft.rate,
    }  # fmt: skip
    if draft.owner is not None:
        values["owner_id"] = draft.owner
        kept = "case when owner_id = :owner then department_id end" if draft.id is not None else "null"
        values["department_id"] = sa.text(f"coalesce({kept}, {_MAIN_DEPARTMENT})").bindparams(owner=draft.owner)
    if draft.id is None and draft.uid is not None:
        values["uid"] = draft.uid
    return values


_MAIN_DEPARTMENT = (
    "(select p.department_id from tw.user_post p where p.user_id = :owner order by p.is_main desc, p.id limit 1)"
)


def _line_values(draft: OrderDraft) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id, "line_no": place, "item_id": line.item, "description": line.description,
            "quantity": line.quantity, "due_date": line.due_date or draft.due_date, "promised_date": line.promised_date,
            "notes": line.notes,
        }
        for place, line in enumerate(draft.lines, start=1)
    ]  # fmt: skip


_PRICES = sa.text("""
insert into tw.sales_order_line_price as p (line_id, order_id, price_with_tax, price_net, discount, tax_code, tax_rate)
select u.line_id, :order, case when :anchor = 'net' then null else u.price end,
    case when :anchor = 'net' then u.price end, u.discount, u.tax_code, u.tax_rate
from unnest(cast(:ids as bigint[]), cast(:prices as numeric[]), cast(:discounts as numeric[]), cast(:codes as text[]),
    cast(:rates as numeric[])) as u (line_id, price, discount, tax_code, tax_rate)
on conflict (line_id) do update
set price_with_tax = excluded.price_with_tax, price_net = excluded.price_net, discount = excluded.discount,
    tax_code = excluded.tax_code, tax_rate = excluded.tax_rate
where (p.price_with_tax, p.price_net, p.discount, p.tax_code, p.tax_rate) is distinct from
    (excluded.price_with_tax, excluded.price_net, excluded.discount, excluded.tax_code, excluded.tax_rate)
""")


def _write_prices(ctx: Ctx, order_id: int, draft: OrderDraft, ids: Sequence[int], rates: Mapping[str, Decimal]) -> None:
    """All prices that differ from the stored ones in one statement; amounts are the database's own."""
    given = {
        line_id: (line.price, line.discount or ZERO, line.tax_code, rates[line.tax_code])
        for line_id, line in zip(ids, draft.lines, strict=True)
    }
    kept = _kept_prices(ctx, order_id, draft.tax_anchor) if draft.id is not None else {}
    changed = [(line_id, *price) for line_id, price in given.items() if kept.get(line_id) != price]
    if not changed:
        return
    ids_, prices, discounts, codes, taxes = zip(*changed, strict=True)
    ctx.session.execute(
        _PRICES,
        {
            "order": order_id, "anchor": draft.tax_anchor, "ids": list(ids_), "prices": list(prices),
            "discounts": list(discounts), "codes": list(codes), "rates": list(taxes),
        },
    )  # fmt: skip


def _kept_prices(ctx: Ctx, order_id: int, anchor: str) -> dict[int, tuple[Decimal | None, Decimal, str, Decimal]]:
    found = ctx.session.execute(
        sa.text(
            "select line_id, case when :anchor = 'net' then price_net else price_with_tax end as price, discount,"
            " tax_code, tax_rate from tw.sales_order_line_price where order_id = :order"
        ),
        {"order": order_id, "anchor": anchor},
    )
    return {r.line_id: (r.price, r.discount, r.tax_code, r.tax_rate) for r in found}


# ------------------------------------------------------------------------------------------------ decisions
def submit(ctx: Ctx, order_id: int, version: int | None) -> Saved:
    """Hand the order in: approved at once where no step asks, else the holders of the next step are told."""
    ctx.require("orders.edit")
    values, lines = queries.order_values(ctx, order_id)
    refuse([rules.in_form(error) for error in rules.order_errors(values)])
    _keep_promises(ctx, order_id, lines)
    state = office.submit(ctx, KIND, order_id, version)
    return _after(ctx, order_id, state, approved_by_submitting=True)


def _keep_promises(ctx: Ctx, order_id: int, lines: Sequence[queries.AskedLine]) -> None:
    """Store the promised date of every line that has none: what was promised is kept, not reckoned anew."""
    asked = [(line_id, item, wanted, due) for line_id, item, wanted, due, promised in lines if due and not promised]
    found = [one for one in promise(ctx, asked, without=(KIND, order_id)) if one.date is not None] if asked else []
    if found:
        ctx.session.execute(
            sa.text(
                "update tw.sales_order_line l set promised_date = u.day"
                " from unnest(cast(:ids as bigint[]), cast(:days as date[])) as u (id, day) where l.id = u.id"
            ),
            {"ids": [one.key for one in found], "days": [one.date for one in found]},
        )


def approve(ctx: Ctx, order_id: int, version: int | None, *, comment: str = "") -> Saved:
    """Take the next approval step; the last one approves the order. Never by who made it."""
    ctx.require("orders.decide")
    state = office.decide(ctx, KIND, order_id, version, "approve", comment)
    return _after(ctx, order_id, state)


def _after(ctx: Ctx, order_id: int, state: str, *, approved_by_submitting: bool = False) -> Saved:
    """Tell whom it concerns what became of a submission or a decision."""
    head = queries.head(ctx, order_id)
    if state == "pending":
        _tell_deciders(ctx, head)
    elif state == "approved":
        advance_stage(ctx, head.customer_id, "trading", head.number)
        if not approved_by_submitting:
            _tell_submitter(ctx, head, "done", N_("{number} is approved"), "")
        ctx.publish(OrderApproved(order_id))
    return _saved(ctx, head)


def reject(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """Send a submitted order back, with the reason."""
    ctx.require("orders.decide")
    office.decide(ctx, KIND, order_id, version, "reject", reason)
    head = queries.head(ctx, order_id)
    _tell_submitter(ctx, head, "alert", N_("{number} was rejected"), reason)
    return _saved(ctx, head)


def _tell_deciders(ctx: Ctx, head: queries.OrderHead) -> None:
    """One message to each who may take the next step, in one statement."""
    amount = "" if head.total is None else f"{head.currency} {head.total:,.2f}"
    told = ctx.session.execute(
        sa.text(
            "select tw.tell_deciders(:kind, :id, :text, jsonb_build_object('number', cast(:number as text)), :second,"
            " jsonb_build_object('customer', cast(:customer as text), 'amount', cast(:amount as text)), :screen)"
        ),
        {
            "kind": KIND, "id": head.id, "text": N_("{number} waits for your approval"), "number": head.number,
            "second": N_("{customer} · {amount}"), "customer": head.customer_name, "amount": amount, "screen": SCREEN,
        },
    )  # fmt: skip
    for recipient in told.scalars():
        ctx.touch("message", recipient)


def _tell_submitter(ctx: Ctx, head: queries.OrderHead, severity: str, text: str, reason: str) -> None:
    if head.submitted_by is None or head.submitted_by == ctx.user.id:
        return
    second, params = (N_("{customer}: {reason}"), {"reason": reason}) if reason else (N_("For {customer}"), {})
    office.tell(
        ctx, head.submitted_by, severity, "sales_order.decided", text, {"number": head.number}, second=second,
        second_params={"customer": head.customer_name, **params}, screen=SCREEN, record_id=head.id,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ other moves
def withdraw(ctx: Ctx, order_id: int, version: int | None) -> Saved:
    """Take a submitted order back to draft; only by who submitted it."""
    return _move(ctx, order_id, version, "withdraw", "orders.edit")


def unapprove(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """Back to draft while nothing follows; the number stays, the reason is kept."""
    saved = _move(ctx, order_id, version, "unapprove", "orders.unapprove", reason)
    ctx.publish(OrderUnapproved(order_id))
    return saved


def close(ctx: Ctx, order_id: int, version: int | None) -> Saved:
    """Finished by decision: what has not left will not leave."""
    saved = _move(ctx, order_id, version, "close", "orders.close")
    ctx.publish(OrderClosed(order_id))
    return saved


def reopen(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """Lines that were closed with the order are open again."""
    return _move(ctx, order_id, version, "reopen", "orders.close", reason)


def hold(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """Nothing more is shipped until it is released."""
    return _move(ctx, order_id, version, "hold", "orders.hold", reason)


def release(ctx: Ctx, order_id: int, version: int | None) -> Saved:
    """Go on with a held order."""
    return _move(ctx, order_id, version, "release", "orders.hold")


def void(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """An order that will never be; its number stays visible."""
    return _move(ctx, order_id, version, "void", "orders.edit", reason)


def _move(ctx: Ctx, order_id: int, version: int | None, name: str, permission: str, reason: str = "") -> Saved:
    ctx.require(permission)
    office.move(ctx, KIND, order_id, version, name, reason)
    return _saved(ctx, queries.head(ctx, order_id))


def _saved(ctx: Ctx, head: queries.OrderHead) -> Saved:
    ctx.touch(KIND, head.id)
    return Saved(head.id, head.number, head.version, head.state)


# ------------------------------------------------------------------------------------------------ lines
def close_lines(ctx: Ctx, line_ids: Sequence[int]) -> Saved:
    """Close single lines by decision; an order without open lines is closed with them. count: lines closed."""
    return _switch_lines(ctx, line_ids, is_closed=True)


def reopen_lines(ctx: Ctx, line_ids: Sequence[int]) -> Saved:
    """Open lines again that were closed by decision, their order with them."""
    return _switch_lines(ctx, line_ids, is_closed=False)


def _switch_lines(ctx: Ctx, line_ids: Sequence[int], *, is_closed: bool) -> Saved:
    ctx.require("orders.close")
    changed = ctx.session.execute(
        sa.text(
            "update tw.sales_order_line l set closed = :closed from tw.sales_order o"
            " where l.id = any (:ids) and o.id = l.order_id and l.closed <> :closed"
            " and o.state = any (:states) and (:closed or l.closed_by in ('hand', 'order')) returning l.order_id"
        ),
        {
            "ids": list(line_ids),
            "closed": is_closed,
            "states": ["approved", "held"] if is_closed else ["approved", "held", "closed"],
        },
    )
    orders = [row.order_id for row in changed]
    if not orders:
        raise RuleError("no_line_to_change")
    _follow_lines(ctx, sorted(set(orders)))
    return Saved(orders[0], count=len(orders))


def close_finished_lines(ctx: Ctx, order_id: int) -> str:
    """Close the lines that have left whole, and the order with its last one; open those that came back.

    For the shipping room, in its transaction, after it posted or reversed: the figures decide, no right is asked.
    Answers the order's state.
    """
    return _follow_lines(ctx, [order_id])[order_id]


def _follow_lines(ctx: Ctx, orders: Sequence[int]) -> dict[int, str]:
    """Let orders follow their lines; answers their states."""
    found = ctx.session.execute(
        sa.text(
            "select o.id, o.state as was, tw.close_finished_lines(o.id) as state from tw.sales_order o where o.id = any (:ids)"
        ),
        {"ids": list(orders)},
    ).all()
    for row in found:
        ctx.touch(KIND, row.id)
        if row.state == "closed" and row.was != "closed":
            ctx.publish(OrderClosed(row.id))
    return {row.id: row.state for row in found}


# ------------------------------------------------------------------------------------------------ from a won deal
def from_opportunity(ctx: Ctx, opportunity_id: int) -> Saved:
    """Draft the order of a won deal from its lines; prices and dates are mended there."""
    won = deal(ctx, opportunity_id)
    if won.state != "won":
        raise RuleError("opportunity_not_won", number=won.number)
    terms = ctx.session.execute(
        sa.text(
            "select payment_terms, coalesce(nullif(ship_to_address, ''), address) as ship_to_address"
            " from tw.customer where id = :c"
        ),
        {"c": won.customer_id},
    ).one_or_none()  # fmt: skip
    lines = tuple(
        OrderLineDraft(
            item=line.item_id, description=line.description, quantity=line.quantity, price=line.price_with_tax,
            tax_code=line.tax_code, due_date=line.due_date or won.expected_date,
        )
        for line in won.lines
    )  # fmt: skip
    return save(
        ctx,
        OrderDraft(
            customer=won.customer_id, end_user=won.end_user_id, contact=won.contact_id, order_date=ctx.today,
            due_date=won.expected_date, currency=won.currency, owner=won.owner_id, opportunity=won.id, lines=lines,
            payment_terms=terms.payment_terms if terms else "", ship_to_address=terms.ship_to_address if terms else "",
        ),
    )  # fmt: skip


def draft_order_of_won_deal(ctx: Ctx, event: OpportunityWon) -> None:
    """Handler: what was won is an order from this moment, in the same transaction."""
    saved = from_opportunity(ctx, event.opportunity_id)
    ctx.note(SCREEN, saved.id, saved.number)
