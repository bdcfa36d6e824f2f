"""What a planner fills in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RunParameters:
    """horizon_days: proposals that need not start within so many days are left for a later run."""

    horizon_days: int = 180


@dataclass(frozen=True, slots=True)
class PlannedOrderDraft:
    """A planner's own figures for a proposal; saving them makes it firm."""

    quantity: Decimal | None = None
    start_date: date | None = None
    due_date: date | None = None
    supplier: int | None = None
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
