"""Sums typed into a number field: `=12*1.13`, `(3+4)/2`, `1,250.50`. Decimal throughout, no eval."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

from app.errors import RuleError

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d*)?|\.\d+)|([-+*/()%]))")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LONGEST = 200


def evaluate(text: str) -> Decimal:
    """The value of a number or a sum; full-width digits and thousands separators are understood, `13%` is 0.13.

    Raises RuleError("number_not_understood") or RuleError("number_divided_by_zero").
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("×", "*").replace("÷", "/").replace("−", "-")
    plain = _THOUSANDS.sub("", plain).removeprefix("=").lstrip("¥$€")
    with localcontext() as context:
        context.prec = 34
        try:
            return _Parser(_tokens(plain)).whole()
        except (ValueError, InvalidOperation) as problem:
            raise RuleError("number_not_understood", text=text.strip()) from problem
        except ZeroDivisionError as problem:
            raise RuleError("number_divided_by_zero", text=text.strip()) from problem


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Commercial rounding, as on paper."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _tokens(text: str) -> list[str]:
    if not text or len(text) > _LONGEST:
        raise ValueError(text)
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(text)
        found.append(match.group(1) or match.group(2))
        at = match.end()
    return found


class _Parser:
    """Recursive descent over sum := product (± product)*, product := signed (×÷ signed)*."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def whole(self) -> Decimal:
        value = self._sum()
        if self._at != len(self._tokens):
            raise ValueError(self._tokens[self._at])
        return value

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, *wanted: str) -> str:
        found = self._next()
        if found in wanted and found:
            self._at += 1
            return found
        return ""

    def _sum(self) -> Decimal:
        value = self._product()
        while sign := self._take("+", "-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Decimal:
        value = self._signed()
        while sign := self._take("*", "/"):
            other = self._signed()
            if sign == "/" and not other:
                raise ZeroDivisionError
            value = value * other if sign == "*" else value / other
        return value

    def _signed(self) -> Decimal:
        if self._take("-"):
            return -self._signed()
        if self._take("+"):
            return self._signed()
        return self._atom()

    def _atom(self) -> Decimal:
        if self._take("("):
            value = self._sum()
            if not self._take(")"):
                raise ValueError("(")
        else:
            token = self._next()
            if not token or not (token[0].isdigit() or token[0] == "."):
                raise ValueError(token)
            self._at += 1
            value = Decimal(token)
        while self._take("%"):
            value /= 100
        return value
