"""What is filled in about a sales order before it is checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OrderLineDraft:
    """An ordered item as typed. price: with tax or net as the order's anchor says; discount: a share (0.05 = 5 %)."""

    item: int | None = None
    description: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    discount: Decimal | None = None
    tax_code: str = "13"
    due_date: date | None = None
    promised_date: date | None = None
    notes: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A sales order as typed; a party left empty is the ordering customer, rate None is the present one."""

    customer: int | None = None
    ship_to: int | None = None
    bill_to: int | None = None
    end_user: int | None = None
    contact: int | None = None
    customer_po: str = ""
    order_date: date | None = None
    due_date: date | None = None
    currency: str = "CNY"
    rate: Decimal | None = None
    tax_anchor: str = "with_tax"
    payment_terms: str = ""
    ship_to_address: str = ""
    notes: str = ""
    owner: int | None = None
    opportunity: int | None = None
    lines: tuple[OrderLineDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
