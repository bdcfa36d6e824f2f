"""Amounts, tax, margin, credit, approval and what is left to deliver of a sales order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from app.errors import ManyErrors, RuleError, UserError
from app.values import CENT, ZERO, money, price, quantity, round_to

Anchor = Literal["with_tax", "net"]
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What a line comes to, to the cent; total = net + tax always."""

    total: Decimal
    tax: Decimal
    net: Decimal
    price_with_tax: Decimal
    price_net: Decimal


@dataclass(frozen=True, slots=True)
class OrderTotals:
    total: Decimal
    tax: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class TaxLine:
    """The lines of one tax kind together: 0 %, exempt and not taxed stay apart although their tax is nothing."""

    kind: str
    rate: Decimal
    net: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Margin:
    """rate: margin over net, None where net is zero."""

    amount: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class CreditDecision:
    """free: limit less exposure before this order; excess: how far the order goes beyond; limit None = unlimited."""

    is_within: bool
    limit: Decimal | None
    exposure: Decimal
    free: Decimal | None
    excess: Decimal


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """Who is asked for amounts in [from_amount, below), in which step; below None = no upper end."""

    approver: str
    from_amount: Decimal = ZERO
    below: Decimal | None = None
    step: int = 1

    def asks(self, amount: Decimal) -> bool:
        return self.from_amount <= amount and (self.below is None or amount < self.below)


@dataclass(frozen=True, slots=True)
class LineValues:
    """A line as filled in; None = not filled in."""

    item: int | None
    quantity: Decimal | None
    price: Decimal | None
    tax_rate: Decimal = ZERO
    discount: Decimal = ZERO
    due: date | None = None


@dataclass(frozen=True, slots=True)
class OrderValues:
    customer: int | None
    order_date: date | None
    lines: Sequence[LineValues]


def line_amounts(
    amount: Decimal, unit_price: Decimal, *, tax_rate: Decimal, discount: Decimal = ZERO, anchor: Anchor = "with_tax"
) -> LineAmounts:
    """A line's money from quantity and unit price, where the price is with tax (at home) or net (export).

    discount: share taken off, 0.05 = 5 %. With tax: total = quantity x price x (1 - discount),
    tax = total x r / (1 + r), net = total - tax, each rounded half up, so that the total is what was agreed.
    """
    anchored = money(amount * unit_price * (ONE - discount))
    if anchor == "net":
        tax = money(anchored * tax_rate)
        with_tax = price(unit_price * (ONE + tax_rate))
        return LineAmounts(anchored + tax, tax, anchored, with_tax, price(unit_price))
    tax = money(anchored * tax_rate / (ONE + tax_rate))
    net_price = price(unit_price / (ONE + tax_rate))
    return LineAmounts(anchored, tax, anchored - tax, price(unit_price), net_price)


def order_totals(lines: Iterable[LineAmounts]) -> OrderTotals:
    """The sums of the rounded lines; nothing is rounded again."""
    total = tax = net = ZERO
    for line in lines:
        total, tax, net = total + line.total, tax + line.tax, net + line.net
    return OrderTotals(money(total), money(tax), money(net))


def tax_summary(lines: Iterable[tuple[str, Decimal, LineAmounts]]) -> tuple[TaxLine, ...]:
    """Per tax kind and rate the sums of the lines, highest rate first. lines: (tax kind, rate, amounts)."""
    found: defaultdict[tuple[str, Decimal], list[LineAmounts]] = defaultdict(list)
    for kind, rate, amounts in lines:
        found[kind, rate].append(amounts)
    summed = [(kind, rate, order_totals(amounts)) for (kind, rate), amounts in found.items()]
    rows = [TaxLine(kind, rate, sums.net, sums.tax, sums.total) for kind, rate, sums in summed]
    return tuple(sorted(rows, key=lambda row: (-row.rate, row.kind)))


def margin(net: Decimal, cost: Decimal) -> Margin:
    """What a net amount leaves over its cost."""
    left = money(net) - money(cost)
    return Margin(left, round_to(left / net, Decimal("0.0001")) if net else None)


def credit_check(limit: Decimal | None, exposure: Decimal, order_total: Decimal) -> CreditDecision:
    """Whether an order stays within the limit. limit None = no limit; 0 = nothing on credit.

    exposure: orders, deliveries and invoices not yet paid, without this order.
    """
    if limit is None:
        return CreditDecision(True, None, exposure, None, ZERO)
    excess = max(exposure + order_total - limit, ZERO)
    within = excess == 0 or order_total <= 0
    return CreditDecision(within, limit, exposure, limit - exposure, ZERO if within else excess)


def approval_steps(amount: Decimal, rules: Iterable[ApprovalRule]) -> tuple[tuple[str, ...], ...]:
    """Who must approve, step by step; within a step any one of those named. Empty: submitting approves at once.

    Who stands in an earlier step is not asked again.
    """
    steps: defaultdict[int, list[str]] = defaultdict(list)
    asked: set[str] = set()
    for rule in sorted(rules, key=lambda one: (one.step, one.approver)):
        if rule.asks(amount) and rule.approver not in asked:
            asked.add(rule.approver)
            steps[rule.step].append(rule.approver)
    return tuple(tuple(steps[step]) for step in sorted(steps))


def check_order(values: OrderValues) -> None:
    """Raises the one RuleError, or ManyErrors with every place that is wrong. Places count lines from 0."""
    errors = list(order_errors(values))
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ManyErrors(errors)


def order_errors(values: OrderValues) -> Iterator[RuleError]:
    """Everything that keeps an order from being submitted, in the order in which the form shows it."""
    if values.customer is None:
        yield RuleError("customer_missing", field="customer")
    if values.order_date is None:
        yield RuleError("order_date_missing", field="order_date")
    if not values.lines:
        yield RuleError("order_without_lines", field="lines")
    for at, line in enumerate(values.lines):
        yield from _line_errors(line, at, values.order_date)


def _line_errors(line: LineValues, at: int, order_date: date | None) -> Iterator[RuleError]:
    def error(key: str, name: str, **params: object) -> RuleError:
        return RuleError(key, field=f"lines.{at}.{name}", line=at + 1, **params)

    if line.item is None:
        yield error("line_item_missing", "item")
    if line.quantity is None or quantity(line.quantity) <= 0:
        yield error("line_quantity_not_positive", "quantity")
    if line.price is None:
        yield error("line_price_missing", "price")
    elif line.price < 0:
        yield error("line_price_negative", "price")
    if not 0 <= line.discount <= 1:
        yield error("discount_out_of_range", "discount")
    if not 0 <= line.tax_rate < 1:
        yield error("tax_rate_out_of_range", "tax_rate")
    if line.due is None:
        yield error("due_date_missing", "due")
    elif order_date is not None and line.due < order_date:
        yield error("due_before_order_date", "due", due=line.due, order_date=order_date)


def remaining(ordered: Decimal, already: Decimal) -> Decimal:
    """What is left to push down; nothing where more than ordered has gone already."""
    return max(ordered - already, ZERO)


def remaining_lines(ordered: Mapping[int, Decimal], already: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """The lines with something left, by line id, in their order."""
    left = {line: remaining(amount, already.get(line, ZERO)) for line, amount in ordered.items()}
    return {line: amount for line, amount in left.items() if amount > 0}


def check_push_down(
    ordered: Decimal, already: Decimal, now: Decimal, *, tolerance: Decimal = ZERO, field: str = ""
) -> None:
    """Refuse to deliver more than ordered plus the tolerance (0.05 = 5 % of the ordered quantity)."""
    if now <= 0:
        raise RuleError("quantity_not_positive", field=field, quantity=now)
    most = quantity(ordered * (ONE + tolerance)) - already
    if now > most:
        raise RuleError("over_delivery", field=field, wanted=now, most=max(most, ZERO), ordered=ordered)


def rounding_difference(stated: Decimal, lines: Iterable[LineAmounts]) -> Decimal:
    """What a rounding line must carry so that imported lines add up to the total the source states."""
    return round_to(stated, CENT) - order_totals(lines).total


PLACES = {"tax_rate": "tax_code", "due": "due_date"}  # names of rules -> fields of the form, where they differ


def form_totals(
    values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]], dict[tuple[int, str], UserError]]:
    """What the form shows while an order is typed: totals, amounts of each line, errors by (line, field).

    Empty lines count for nothing. Who may not see prices (values["sees_prices"] False) is shown none and told of none.
    """
    sees_prices = values.get("sees_prices", True)
    anchor: Anchor = "net" if values.get("tax_anchor") == "net" else "with_tax"
    filled = [_line_values(line, values) for line in lines]
    amounts = [_amounts(line, anchor) if sees_prices else None for line in filled]
    rows = [{"total": a and a.total, "tax": a and a.tax, "net": a and a.net} for a in amounts]
    errors: dict[tuple[int, str], UserError] = {}
    for at, line in enumerate(filled):
        for error in () if _is_empty(line) else _line_errors(line, at, values.get("order_date")):
            place = error.field.rpartition(".")[2]
            if sees_prices or place != "price":
                errors[at, PLACES.get(place, place)] = error
    head: dict[str, Any] = {"lines_count": sum(not _is_empty(line) for line in filled)}
    if sees_prices:
        sums = order_totals(a for a in amounts if a)
        head |= {"net": sums.net, "tax": sums.tax, "total": sums.total}
    return head, rows, errors


def _line_values(line: Mapping[str, Any], head: Mapping[str, Any]) -> LineValues:
    """A line of the form as rules take it; a line without a date of its own is due with the order."""
    return LineValues(
        line.get("item"), _decimal(line.get("quantity")), _decimal(line.get("price")),
        _decimal(line.get("tax_rate")) or ZERO, _decimal(line.get("discount")) or ZERO,
        line.get("due_date") or head.get("due_date"),
    )  # fmt: skip


def _decimal(value: Any) -> Decimal | None:
    return value if value is None or isinstance(value, Decimal) else Decimal(str(value))


def _is_empty(line: LineValues) -> bool:
    return line.item is None and line.quantity is None and line.price is None


def _amounts(line: LineValues, anchor: Anchor) -> LineAmounts | None:
    if line.quantity is None or line.price is None or not 0 <= line.tax_rate < 1:
        return None
    try:
        return line_amounts(line.quantity, line.price, tax_rate=line.tax_rate, discount=line.discount, anchor=anchor)
    except RuleError:
        return None  # beyond what money can hold: the line's own error says so when it is saved


def draft_errors(values: OrderValues) -> Iterator[RuleError]:
    """What keeps an order from being saved at all; prices and dates may come later."""
    for error in order_errors(values):
        if error.key not in _MAY_COME_LATER:
            yield error


_MAY_COME_LATER = frozenset({"order_without_lines", "line_price_missing", "due_date_missing", "due_before_order_date"})


def in_form(error: RuleError) -> RuleError:
    """The same refusal at the field of the form it belongs to."""
    head, _dot, place = error.field.rpartition(".")
    field = f"{head}.{PLACES.get(place, place)}" if head else place
    return RuleError(error.key, field=field, **error.params)
