"""What production tells later rooms."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TaskReported:
    """Products of a task were received into stock; is_whole: nothing of it is left to make."""

    task_id: int
    item_id: int
    quantity: Decimal
    serials: tuple[str, ...]
    document_id: int
    is_whole: bool
