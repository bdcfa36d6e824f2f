"""What is filled in about a supplier before it is checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SupplierDraft:
    """A supplier as typed."""

    code: str = ""
    name: str = ""
    name_en: str = ""
    short_name: str = ""
    kind: str = "material"
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    currency: str = "CNY"
    tax_code: str = "13"
    payment_terms: str = ""
    tax_no: str = ""
    bank: str = ""
    bank_account: str = ""
    lead_time_days: int = 0
    notes: str = ""
    active: bool = True
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
