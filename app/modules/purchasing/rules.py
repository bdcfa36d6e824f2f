"""What may be bought and received. What an order comes to is reckoned as for a sales order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from app.errors import RuleError, UserError
from app.modules.orders.rules import form_totals
from app.values import ZERO

__all__ = ["check_receipt", "form_totals", "line_errors", "price_errors"]


def line_errors(lines: Sequence[tuple[int | None, Decimal | None, date | None]]) -> Iterator[UserError]:
    """Wrong lines of a request or order. lines: (item, quantity, due)."""
    if not lines:
        yield RuleError("lines_needed")
    for at, (item, wanted, due) in enumerate(lines):
        if item is None:
            yield RuleError("value_required", field=f"lines.{at}.item")
        if wanted is None or wanted <= 0:
            yield RuleError("quantity_not_positive", field=f"lines.{at}.quantity", quantity=wanted or ZERO)
        if due is None:
            yield RuleError("value_required", field=f"lines.{at}.due_date")


def price_errors(prices: Sequence[Decimal | None]) -> Iterator[UserError]:
    """Prices that cannot be; an empty one is filled in before the order is submitted."""
    for at, price in enumerate(prices):
        if price is not None and price < 0:
            yield RuleError("value_negative", field=f"lines.{at}.price")


def check_receipt(item: str, number: str, ordered: Decimal, received: Decimal, arriving: Decimal) -> None:
    """No more is received than was ordered. Raises RuleError("over_receipt")."""
    if arriving <= 0:
        raise RuleError("quantity_not_positive", field="quantity", quantity=arriving)
    if received + arriving > ordered:
        raise RuleError("over_receipt", item=item, number=number, ordered=ordered, received=received + arriving)
