"""What was really picked: short picks, serial numbers, what goes out and what stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.errors import ManyErrors, RuleError
from app.values import ZERO


@dataclass(frozen=True, slots=True)
class PickedLine:
    """A pick-list line as it came back. serials: one per piece of an item with serial numbers."""

    line: int
    item: str
    asked: Decimal
    picked: Decimal
    has_serials: bool = False
    serials: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PickOutcome:
    """shipped: quantity per line that goes out; short: what returns to the order as open."""

    shipped: dict[int, Decimal]
    short: dict[int, Decimal]

    @property
    def is_complete(self) -> bool:
        return not self.short


def settle_picks(lines: Sequence[PickedLine]) -> PickOutcome:
    """What goes out and what stays open. Several pick lines may serve one order line; they are added up.

    Raises the one RuleError, or ManyErrors; places count lines from 0.
    """
    errors = list(pick_errors(lines))
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ManyErrors(errors)
    shipped: dict[int, Decimal] = {}
    short: dict[int, Decimal] = {}
    for line in lines:
        for found, amount in ((shipped, line.picked), (short, line.asked - line.picked)):
            if amount > 0:
                found[line.line] = found.get(line.line, ZERO) + amount
    return PickOutcome(shipped, short)


def pick_errors(lines: Sequence[PickedLine]) -> Iterator[RuleError]:
    """Everything that keeps picks from being shipped."""
    seen: set[tuple[str, str]] = set()
    for at, line in enumerate(lines):
        yield from _line_errors(line, at, seen)
    if all(line.picked == 0 for line in lines):
        yield RuleError("nothing_picked", field="lines")


def _line_errors(line: PickedLine, at: int, seen: set[tuple[str, str]]) -> Iterator[RuleError]:
    if line.picked < 0:
        yield RuleError("picked_negative", field=f"lines.{at}.picked", line=at + 1, item=line.item)
    if line.picked > line.asked:
        yield RuleError(
            "picked_more_than_asked", field=f"lines.{at}.picked", line=at + 1, item=line.item,
            picked=line.picked, asked=line.asked,
        )  # fmt: skip
    if not line.has_serials:
        return
    serials = [serial.strip() for serial in line.serials if serial.strip()]
    if len(serials) != line.picked:
        yield RuleError(
            "serial_count_differs", field=f"lines.{at}.serials", line=at + 1, item=line.item,
            picked=line.picked, count=len(serials),
        )  # fmt: skip
    for serial in serials:
        if (line.item, serial) in seen:
            yield RuleError("serial_twice", field=f"lines.{at}.serials", line=at + 1, item=line.item, serial=serial)
        seen.add((line.item, serial))
