"""What is filled in about requests, orders and receipts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class RequestLineDraft:
    """What should be bought, by when."""

    item: int | None = None
    quantity: Decimal | None = None
    due_date: date | None = None
    notes: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """A purchase request as typed; the supplier is a proposal."""

    request_date: date | None = None
    supplier: int | None = None
    notes: str = ""
    lines: tuple[RequestLineDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class OrderLineDraft:
    """An item ordered. price: with tax or net as the order's anchor says; request_line: what it was asked by."""

    item: int | None = None
    description: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    tax_code: str = "13"
    due_date: date | None = None
    notes: str = ""
    request_line: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A purchase order as typed; rate None is the present one of its currency."""

    supplier: int | None = None
    order_date: date | None = None
    due_date: date | None = None
    currency: str = "CNY"
    rate: Decimal | None = None
    tax_anchor: str = "with_tax"
    payment_terms: str = ""
    ship_to_address: str = ""
    notes: str = ""
    lines: tuple[OrderLineDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Goods of one order line. Without a bin they go to the item's default bin."""

    line_id: int
    quantity: Decimal
    bin_id: int | None = None
    lot: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiptLineDraft:
    """A line of a receipt as typed. serials: as `stock.rules.parse_serials` reads them."""

    order_line: int | None = None
    quantity: Decimal | None = None
    bin: int | None = None
    lot: str = ""
    serials: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """Goods of one order as they arrived."""

    order: int | None = None
    memo: str = ""
    lines: tuple[ReceiptLineDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
