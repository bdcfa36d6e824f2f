"""What purchasing tells later rooms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PurchaseOrderApproved:
    """A purchase order stands and may be sent."""

    order_id: int


@dataclass(frozen=True, slots=True)
class PurchaseReceived:
    """Goods of a purchase order were received into stock."""

    order_id: int
    document_id: int
    line_ids: tuple[int, ...]
