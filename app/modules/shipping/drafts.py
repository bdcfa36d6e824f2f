"""What is filled in about deliveries before it is checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NoticeLineDraft:
    """A quantity of an order line that is to leave."""

    order_line: int | None = None
    quantity: Decimal | None = None
    notes: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A delivery notice as typed or pushed down. Empty parties and address come from the first order."""

    customer: int | None = None
    ship_to_customer: int | None = None
    end_user: int | None = None
    ship_to_address: str = ""
    contact: str = ""
    due_date: date | None = None
    carrier: str = ""
    waybill: str = ""
    packages: str = ""
    notes: str = ""
    lines: tuple[NoticeLineDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class PickedLineDraft:
    """What came back from one place. picked None: as asked; serial: the one that was really taken."""

    id: int | None = None
    picked: Decimal | None = None
    serial: str = ""


@dataclass(frozen=True, slots=True)
class PickedDraft:
    """A pick list as it came back from the walk."""

    lines: tuple[PickedLineDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
