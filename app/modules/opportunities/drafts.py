"""What is filled in about a deal before it is checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OpportunityLineDraft:
    """An item the customer would buy; price with tax in the deal's currency, None while unknown."""

    item: int | None = None
    description: str = ""
    quantity: Decimal | None = None
    price_with_tax: Decimal | None = None
    due_date: date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class OpportunityDraft:
    """A deal as typed. probability None: that of its stage; amount None: the sum of its lines."""

    name: str = ""
    customer: int | None = None
    end_user: int | None = None
    contact: int | None = None
    stage: int | None = None
    probability: int | None = None
    amount: Decimal | None = None
    currency: str = "CNY"
    expected_date: date | None = None
    source: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    notes: str = ""
    owner: int | None = None
    lines: tuple[OpportunityLineDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
