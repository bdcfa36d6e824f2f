"""What is filled in about a product in the field before it is checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PartDraft:
    """A part of a product as typed."""

    item: int | None = None
    quantity: Decimal | None = None
    serial: str = ""
    notes: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product file as typed. warranty_from None: from the day it was shipped."""

    serial: str = ""
    item: int | None = None
    customer: int | None = None
    end_user: int | None = None
    shipped_on: date | None = None
    installed_on: date | None = None
    warranty_months: int = 0
    warranty_from: date | None = None
    state: str = "in_field"
    site_address: str = ""
    site_contact: str = ""
    notes: str = ""
    lines: tuple[PartDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
