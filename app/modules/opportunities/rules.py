"""Deals: what must be filled in, what they are worth, which stage comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.errors import RuleError, UserError
from app.modules.opportunities.drafts import OpportunityDraft, OpportunityLineDraft
from app.values import ZERO, money


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the sales method; probability in percent."""

    id: int
    sort_no: int
    probability: int


def next_stage(current: int, stages: Sequence[Stage]) -> Stage:
    """The stage after the current one. Raises RuleError("last_stage") behind which only won or lost remains."""
    order = sorted(stages, key=lambda stage: stage.sort_no)
    place = next(at for at, stage in enumerate(order) if stage.id == current)
    if place + 1 == len(order):
        raise RuleError("last_stage")
    return order[place + 1]


def weighted(amount: Decimal, probability: int) -> Decimal:
    """What a deal counts for in a forecast: amount by its chance in percent."""
    return money(amount * probability / 100)


def amount_of(lines: Iterable[OpportunityLineDraft]) -> Decimal:
    """The sum of the lines whose quantity and price are known."""
    known = ((line.quantity, line.price_with_tax) for line in lines)
    return sum((money(q * p) for q, p in known if q is not None and p is not None), ZERO)


def draft_errors(draft: OpportunityDraft) -> Iterator[UserError]:
    """Everything that keeps a deal from being saved, by place."""
    if not draft.name.strip():
        yield RuleError("value_required", field="name")
    if draft.customer is None:
        yield RuleError("customer_missing", field="customer")
    if draft.probability is not None and not 0 <= draft.probability <= 100:
        yield RuleError("probability_out_of_range", field="probability")
    if draft.amount is not None and draft.amount < 0:
        yield RuleError("value_negative", field="amount")
    for at, line in enumerate(draft.lines):
        if line.item is None:
            yield RuleError("line_item_missing", field=f"lines.{at}.item", line=at + 1)
        if line.quantity is None or line.quantity <= 0:
            yield RuleError("line_quantity_not_positive", field=f"lines.{at}.quantity", line=at + 1)
        if line.price_with_tax is not None and line.price_with_tax < 0:
            yield RuleError("line_price_negative", field=f"lines.{at}.price_with_tax", line=at + 1)


def form_totals(
    values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]], dict[tuple[int, str], UserError]]:
    """Line amounts, their sum and what the deal weighs, while it is typed."""
    rows: list[dict[str, Any]] = []
    total = ZERO
    for line in lines:
        known = line.get("quantity") is not None and line.get("price_with_tax") is not None
        amount = money(line["quantity"] * line["price_with_tax"]) if known else None
        rows.append({"line_amount": amount})
        total += amount or ZERO
    worth = values.get("amount")
    worth = total if worth is None else worth
    return {"lines_total": total, "weighted": weighted(worth, int(values.get("probability") or 0))}, rows, {}
