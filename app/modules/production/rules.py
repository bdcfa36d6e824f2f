"""What a task asks of its material, and which refusals a draft meets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from app.errors import RuleError, UserError
from app.values import ZERO, quantity


def material_quantity(task_quantity: Decimal, per_piece: Decimal, scrap: Decimal, fixed: Decimal) -> Decimal:
    """What a task needs of a component: per piece with scrap on top, or the fixed quantity where none is per piece."""
    if per_piece <= 0:
        return quantity(fixed)
    return quantity(task_quantity * per_piece * (1 + scrap))


def task_errors(
    item: int | None, wanted: Decimal | None, start: date | None, due: date | None, kind: str, supplier: int | None
) -> Iterator[UserError]:
    """Everything that keeps a task from being saved, in the order of the form."""
    if item is None:
        yield RuleError("value_required", field="item")
    if wanted is None or wanted <= 0:
        yield RuleError("quantity_not_positive", field="quantity", quantity=wanted if wanted is not None else ZERO)
    if due is None:
        yield RuleError("value_required", field="due_date")
    if start is not None and due is not None and start > due:
        yield RuleError("start_after_due", field="start_date")
    if kind == "outsource" and supplier is None:
        yield RuleError("value_required", field="supplier")


def material_errors(task_item: int | None, lines: Sequence[tuple[int | None, Decimal, Decimal]]) -> Iterator[UserError]:
    """Wrong material lines. lines: (item, quantity asked, scrap)."""
    for at, (item, asked, scrap) in enumerate(lines):
        if item is None:
            yield RuleError("value_required", field=f"lines.{at}.item")
        elif item == task_item:
            yield RuleError("bom_line_contains_itself", field=f"lines.{at}.item")
        if asked <= 0:
            yield RuleError("quantity_not_positive", field=f"lines.{at}.quantity", quantity=asked)
        if not 0 <= scrap < 1:
            yield RuleError("scrap_out_of_range", field=f"lines.{at}.scrap", scrap=scrap)


def check_issue(item: str, asked: Decimal, issued: Decimal, wanted: Decimal, *, may_exceed: bool) -> None:
    """The issue limit: no more of a component than the task asks. Raises RuleError("over_issue")."""
    if wanted <= 0:
        raise RuleError("quantity_not_positive", field="quantity", quantity=wanted)
    if issued + wanted > asked and not may_exceed:
        raise RuleError("over_issue", item=item, number="", asked=asked, issued=issued + wanted)


def check_completion(number: str, ordered: Decimal, completed: Decimal, wanted: Decimal) -> None:
    """No more is completed than ordered. Raises RuleError("over_completion")."""
    if wanted <= 0:
        raise RuleError("quantity_not_positive", field="quantity", quantity=wanted)
    if completed + wanted > ordered:
        raise RuleError("over_completion", number=number, quantity=ordered, completed=completed + wanted)
