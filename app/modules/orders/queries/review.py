"""The review beside an order while it is typed: margin, credit, promise, terms, in the order a salesperson is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.i18n import N_, _
from app.modules.mrp.queries import PromiseLine, reason_text
from app.modules.mrp.services import promise
from app.modules.orders.rules import (
    Anchor,
    LineAmounts,
    credit_check,
    line_amounts,
    margin,
    order_totals,
)
from app.registry import Section, SectionRow, Status
from app.uow import Ctx
from app.values import ZERO, money

FEWEST_FOLDED = 3  # so many kept lines and more are told in one row


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the form that is filled in far enough to be judged."""

    no: int
    item: int
    quantity: Decimal
    due: date | None
    tax_rate: Decimal
    amounts: LineAmounts | None


def review(ctx: Ctx, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    """The sections for an order as typed. values["id"]: the stored order, whose own demand and credit are not counted.

    Margin only for who may see costs, credit only for who may see prices.
    """
    known = list(_known(values, lines))
    rate = Decimal(str(values.get("rate") or 1))
    sees_prices = ctx.user.may("orders.prices")
    sections = [
        _margin(ctx, known, rate) if sees_prices and ctx.user.may("items.costs") else None,
        _credit(ctx, values, known, rate) if sees_prices and values.get("customer") else None,
        _promise(ctx, values, known),
        _terms(ctx, values) if values.get("customer") else None,
    ]
    return tuple(section for section in sections if section is not None)


def _known(values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Iterator[_Line]:
    anchor: Anchor = "net" if values.get("tax_anchor") == "net" else "with_tax"
    for no, line in enumerate(lines, start=1):
        wanted = line.get("quantity")
        if not line.get("item") or not wanted or wanted <= 0:
            continue
        amounts = None
        if line.get("price") is not None:
            amounts = line_amounts(
                wanted, line["price"], tax_rate=line.get("tax_rate") or ZERO, discount=line.get("discount") or ZERO, anchor=anchor
            )  # fmt: skip
        due = line.get("due_date") or values.get("due_date")
        yield _Line(no, line["item"], wanted, due, line.get("tax_rate") or ZERO, amounts)


# ------------------------------------------------------------------------------------------------ margin
def _margin(ctx: Ctx, lines: Sequence[_Line], rate: Decimal) -> Section | None:
    """What the priced lines leave over their cost, in the company's currency; lines below their floor price."""
    priced = [line for line in lines if line.amounts]
    if not priced:
        return None
    found = ctx.session.execute(
        sa.text(
            "select i.id, c.cost, p.floor_price from tw.item i left join tw.item_cost c on c.item_id = i.id"
            " left join tw.item_price p on p.item_id = i.id and p.currency = (select currency from tw.company limit 1)"
            " where i.id = any (:ids)"
        ),
        {"ids": [line.item for line in priced]},
    )
    known = {r.id: r for r in found}
    costed = [line for line in priced if line.item in known and known[line.item].cost]
    rows = [*_below_floor(priced, known, rate), *_without_cost(priced, costed)]
    if not costed:
        return Section(_("Margin"), "–", "neutral", tuple(rows))
    net = sum((money(line.amounts.net * rate) for line in costed if line.amounts), ZERO)
    cost = sum((money(line.quantity * known[line.item].cost) for line in costed), ZERO)
    whole = margin(net, cost)
    share = max(float(whole.rate or 0), 0.0)
    status: Status = "late" if whole.amount < 0 else "neutral"
    return Section(
        _("Margin"), f"{(whole.rate or ZERO) * 100:.1f} %", status, tuple(rows), ((min(share, 1.0), 0),),
        mark=_at_floor(costed, known, cost), note=_("Margin {amount}").format(amount=f"{whole.amount:,.2f}"),
    )  # fmt: skip


def _at_floor(lines: Sequence[_Line], known: Mapping[int, Any], cost: Decimal) -> float | None:
    """The margin rate these lines would have at their floor prices; None where one has no floor."""
    floors = [known[line.item].floor_price for line in lines]
    if not all(floors):
        return None
    net = sum((money(line.quantity * f / (1 + line.tax_rate)) for line, f in zip(lines, floors, strict=True)), ZERO)
    return max(float(margin(net, cost).rate or 0), 0.0)


def _below_floor(lines: Sequence[_Line], known: Mapping[int, Any], rate: Decimal) -> Iterator[SectionRow]:
    for line in lines:
        floor = known[line.item].floor_price if line.item in known else None
        if floor and line.amounts and line.amounts.total * rate < money(floor * line.quantity):
            text = _("below floor price {price}").format(price=f"{floor:,.2f}")
            yield SectionRow(_("Line {n}").format(n=line.no), text, "late")


def _without_cost(priced: Sequence[_Line], costed: Sequence[_Line]) -> Iterator[SectionRow]:
    missing = [str(line.no) for line in priced if line not in costed]
    if missing:
        yield SectionRow(_("Line {n}").format(n=_(", ").join(missing)), _("no cost known"), "waiting")


# ------------------------------------------------------------------------------------------------ credit
_PARTS = {"orders": N_("Open orders"), "shipping": N_("Delivered, not invoiced"), "billing": N_("Receivable")}


def _credit(ctx: Ctx, values: Mapping[str, Any], lines: Sequence[_Line], rate: Decimal) -> Section | None:
    """The payer's limit and what stands against it: sums only, complete whoever asks."""
    payer = values.get("bill_to") or values["customer"]
    parts = _exposure(ctx, payer)
    if parts is None:
        return None
    limit, grace = _limit(ctx, payer)
    own = money(order_totals(line.amounts for line in lines if line.amounts).total * rate)
    parts["orders"] = parts.get("orders", ZERO) - _counted_already(ctx, values.get("id"))
    found = credit_check(limit, sum(parts.values(), ZERO), own)
    rows = [SectionRow(_(_PARTS.get(key, key)), f"{amount:,.2f}") for key, amount in parts.items()]
    rows.append(SectionRow(_("This order"), f"{own:,.2f}", None if found.is_within else "late"))
    if limit is None:
        return Section(_("Credit"), _("no limit set"), "neutral", tuple(rows))
    left = limit - found.exposure - own
    rows.append(SectionRow(_("Limit"), f"{limit:,.2f}"))
    whole = max(limit, found.exposure + own, Decimal(1))
    shares = tuple((float(max(amount, ZERO) / whole), n) for n, amount in enumerate([*parts.values(), own]))
    is_excused = grace is not None and grace >= ctx.today
    status: Status = "done" if found.is_within else "waiting" if is_excused else "late"
    result = _("{amount} left") if left >= 0 else _("{amount} beyond")
    note = _("Grace until {day}").format(day=grace.isoformat()) if is_excused and grace else ""
    return Section(_("Credit"), result.format(amount=f"{abs(left):,.2f}"), status, tuple(rows), shares, note=note)


def _exposure(ctx: Ctx, payer: int) -> dict[str, Decimal] | None:
    """What stands against a payer, part by part; None where the person does not see the payer."""
    found = ctx.session.execute(
        sa.text(
            "select e.part, e.amount from tw.customer c cross join lateral tw.exposure_by_part(c.id) e where c.id = :c"
        ),
        {"c": payer},
    )
    return {r.part: r.amount for r in found} or None


def _limit(ctx: Ctx, payer: int) -> tuple[Decimal | None, date | None]:
    row = ctx.session.execute(
        sa.text("select credit_limit, grace_until from tw.customer_credit where customer_id = :c"), {"c": payer}
    ).one_or_none()
    return (row.credit_limit, row.grace_until) if row else (None, None)


def _counted_already(ctx: Ctx, order_id: int | None) -> Decimal:
    """What this order itself adds to the open orders, once it is approved."""
    if not order_id:
        return ZERO
    found = ctx.session.execute(
        sa.text(
            "select sum(round(l.amount * o.rate * l.open_quantity / l.quantity, 2)) from tw.sales_order_line_list l"
            " join tw.sales_order o on o.id = l.order_id and o.state in ('approved', 'held')"
            " where l.order_id = :id and l.open_quantity > 0"
        ),
        {"id": order_id},
    ).scalar()
    return Decimal(found or 0)


# ------------------------------------------------------------------------------------------------ promise
def _promise(ctx: Ctx, values: Mapping[str, Any], lines: Sequence[_Line]) -> Section | None:
    """When each line can be there and why; late lines first, kept ones folded."""
    asked = [(line.no, line.item, line.quantity, line.due) for line in lines if line.due]
    if not asked:
        return None
    own = ("sales_order", int(values["id"])) if values.get("id") else None
    found = promise(ctx, asked, without=own)
    wanted = {no: due for no, _item, _quantity, due in asked}
    late = [one for one in found if not one.ok]
    kept = [one for one in found if one.ok]
    rows = [_promise_row(one) for one in sorted(late, key=lambda one: (one.date or date.max, one.key))]
    if len(kept) < FEWEST_FOLDED:
        rows += [_promise_row(one) for one in kept]
    else:
        rows.append(SectionRow(_("{n} lines as wanted").format(n=len(kept)), "", "done"))
    if not late:
        return Section(_("Promised date"), _("as wanted"), "done", tuple(rows))
    text = _("1 line late") if len(late) == 1 else _("{n} lines late").format(n=len(late))
    days = [(one.date - wanted[one.key]).days for one in late if one.date and wanted[one.key]]
    worst = max(days, default=0)
    note = _("The latest {n} days after the day wanted").format(n=worst) if worst > 1 else ""
    return Section(_("Promised date"), text, "late", tuple(rows), note=note)


def _promise_row(one: PromiseLine) -> SectionRow:
    day = one.date.strftime("%m-%d") if one.date else "–"
    return SectionRow(f"{one.key}", day, "done" if one.ok else "late", middle=reason_text(one))


# ------------------------------------------------------------------------------------------------ terms
def _terms(ctx: Ctx, values: Mapping[str, Any]) -> Section | None:
    """Whether what is agreed is what the customer's file says."""
    row = ctx.session.execute(
        sa.text("select payment_terms, currency from tw.customer where id = :c"), {"c": values["customer"]}
    ).one_or_none()
    if row is None:
        return None
    rows = [
        _compared(values.get("payment_terms"), row.payment_terms, N_("Payment terms")),
        _compared(values.get("currency"), row.currency, N_("Currency")),
    ]
    known = tuple(r for r in rows if r is not None)
    return Section(_("Terms"), rows=known) if known else None


def _compared(agreed: Any, filed: str, title: str) -> SectionRow | None:
    if not filed and not agreed:
        return None
    if (agreed or "") == filed:
        return SectionRow(_("{what} as in the customer's file").format(what=_(title)), "", "done")
    if not agreed:
        return SectionRow(_("{what} not agreed").format(what=_(title)), filed, "waiting")
    return SectionRow(_("{what} differ from the customer's file").format(what=_(title)), filed or "–", "waiting")
