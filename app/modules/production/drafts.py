"""What is filled in about a production task."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class MaterialDraft:
    """A component as typed. per_piece above zero: the quantity follows the task's, scrap (0.05 = 5 %) on top."""

    item: int | None = None
    per_piece: Decimal | None = None
    scrap: Decimal | None = None
    quantity: Decimal | None = None
    notes: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as typed. A new one without lines takes its material from the bill of materials of its start day."""

    item: int | None = None
    quantity: Decimal | None = None
    start_date: date | None = None
    due_date: date | None = None
    kind: str = "make"
    supplier: int | None = None
    notes: str = ""
    lines: tuple[MaterialDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class IssueLine:
    """Material to be issued. Without a bin the oldest free stock is taken, bin by bin."""

    material_id: int
    quantity: Decimal
    bin_id: int | None = None
    lot: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """Products made. Without serials a serial item gets new ones; without a bin they go to the item's default bin."""

    quantity: Decimal
    bin_id: int | None = None
    lot: str = ""
    serials: tuple[str, ...] = ()
