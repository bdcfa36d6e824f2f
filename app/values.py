"""Money, quantities and rounding: plain Python, Decimal only, half up, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.errors import RuleError

ZERO = Decimal(0)
CENT = Decimal("0.01")
PRICE_STEP = Decimal("0.000001")
QUANTITY_STEP = Decimal("0.0001")

MONEY_LIMIT = Decimal("1e16")  # numeric(18,2)
QUANTITY_LIMIT = Decimal("1e14")  # numeric(18,4)


def round_to(value: Decimal, step: Decimal) -> Decimal:
    """Round half up (away from zero) to a multiple of a decimal step."""
    return value.quantize(step, rounding=ROUND_HALF_UP)


def money(value: Decimal) -> Decimal:
    """An amount to the cent. Raises RuleError("amount_too_large") beyond numeric(18,2)."""
    if abs(value) >= MONEY_LIMIT:
        raise RuleError("amount_too_large")
    return round_to(value, CENT)


def price(value: Decimal) -> Decimal:
    """A unit price or cost to six digits."""
    return round_to(value, PRICE_STEP)


def quantity(value: Decimal) -> Decimal:
    """A quantity to four digits. Raises RuleError("quantity_too_large") beyond numeric(18,4)."""
    if abs(value) >= QUANTITY_LIMIT:
        raise RuleError("quantity_too_large")
    return round_to(value, QUANTITY_STEP)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency; adding unlike currencies raises RuleError("currencies_differ")."""

    amount: Decimal
    currency: str

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise RuleError("currencies_differ", first=self.currency, second=other.currency)
        return Money(self.amount + other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in one unit; adding unlike units raises RuleError("units_differ")."""

    amount: Decimal
    unit: str

    def __add__(self, other: Quantity) -> Quantity:
        if other.unit != self.unit:
            raise RuleError("units_differ", first=self.unit, second=other.unit)
        return Quantity(self.amount + other.amount, self.unit)

    def __neg__(self) -> Quantity:
        return Quantity(-self.amount, self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        return self + -other


def convert(value: Decimal, *, factor: Decimal) -> Decimal:
    """A quantity in another unit: factor = target units in one source unit, result to four digits."""
    if factor <= 0:
        raise RuleError("unit_factor_not_positive")
    return quantity(value * factor)


def spread(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Split an amount over weights so that the parts, each to the cent, add up to it exactly.

    The remainder goes to the largest weights first. All weights zero: everything on the first part.
    """
    if not weights:
        return []
    whole = sum(weights, ZERO)
    if whole == 0:
        return [money(total)] + [ZERO] * (len(weights) - 1)
    parts = [money(total * weight / whole) for weight in weights]
    rest = money(total) - sum(parts, ZERO)
    step = CENT if rest > 0 else -CENT
    order = sorted(range(len(weights)), key=lambda i: (-abs(weights[i]), i))
    for turn in range(int(abs(rest) / CENT)):
        parts[order[turn % len(order)]] += step
    return parts
