"""What is filled in about a request or a visit before it is checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """A request as taken down. charge "": by the product's warranty; opened_at None: now."""

    kind: str = "repair"
    customer: int | None = None
    contact: int | None = None
    phone: str = ""
    product: int | None = None
    site_address: str = ""
    access: str = ""
    symptom: str = ""
    priority: str = "normal"
    charge: str = ""
    opened_at: datetime | None = None
    technician: int | None = None
    cause: str = ""
    result: str = ""
    satisfaction: int | None = None
    survey_notes: str = ""
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class PartDraft:
    """A part to carry; used and the serials are filled in on site."""

    item: int | None = None
    quantity: Decimal = Decimal(1)
    used: Decimal = Decimal(0)
    serial: str = ""
    old_serial: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class DispatchDraft:
    """A visit as planned and, later, as it went. reassigns: the visit that this one replaces with another technician."""

    request: int | None = None
    technician: int | None = None
    planned_at: datetime | None = None
    planned_minutes: int = 120
    task: str = ""
    outcome: str = ""
    cause: str = ""
    result: str = ""
    labour_charge: Decimal = Decimal(0)
    travel_charge: Decimal = Decimal(0)
    reassigns: int | None = None
    lines: tuple[PartDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
