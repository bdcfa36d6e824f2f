"""What is filled in about a customer before it is checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A contact as typed."""

    name: str = ""
    title: str = ""
    decision_role: str = ""
    mobile: str = ""
    phone: str = ""
    email: str = ""
    birthday: date | None = None
    is_main: bool = False
    id: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """A customer as typed, with contacts as lines."""

    code: str = ""
    name: str = ""
    name_en: str = ""
    short_name: str = ""
    kind: str = "end_user"
    level: str = "C"
    stage: str = "target"
    industry: str = ""
    region: str = ""
    address: str = ""
    ship_to_address: str = ""
    phone: str = ""
    email: str = ""
    tax_no: str = ""
    invoice_title: str = ""
    invoice_address: str = ""
    bank: str = ""
    bank_account: str = ""
    price_group: str = ""
    payment_terms: str = ""
    currency: str = "CNY"
    tax_code: str = "13"
    paper_language: str = "zh"
    active: bool = True
    notes: str = ""
    owner: int | None = None
    credit_limit: Decimal | None = None
    term_days: int = 30
    lines: tuple[ContactDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """A planned or done activity as typed."""

    customer: int | None = None
    contact: int | None = None
    kind: str = "call"
    subject: str = ""
    content: str = ""
    due_at: datetime | None = None
    done: bool = False
    result: str = ""
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
