"""The columns of a list, as its spreadsheet and its paper both take them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

Kind = Literal["text", "quantity", "money", "price", "percent", "integer", "date", "datetime", "bool"]
NUMERIC: frozenset[str] = frozenset({"quantity", "money", "price", "percent", "integer"})


@dataclass(frozen=True)
class ReportColumn:
    """A column of a list. title and unit are already in the reader's language; width in characters; unit is shown in
    the head. percent values are rates (0.13)."""

    key: str
    title: str
    kind: Kind = "text"
    width: float = 14
    unit: str = ""

    @property
    def head(self) -> str:
        """The title with its unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title


class _Summed(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...


def sums_shown(columns: Iterable[_Summed], totals: Mapping[str, Decimal] | None) -> dict[str, Decimal] | None:
    """The totals a list shows: none of quantities, whose units differ from line to line."""
    if totals is None:
        return None
    return {c.key: totals[c.key] for c in columns if c.kind != "quantity" and c.key in totals} or None
