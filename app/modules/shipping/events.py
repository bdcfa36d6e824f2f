"""What shipping tells later rooms."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """What left for an order line."""

    order_id: int
    order_line_id: int
    item_id: int
    quantity: Decimal
    serials: tuple[str, ...] = ()
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A notice has left the house with a posted sales issue."""

    issue_id: int
    notice_id: int
    lines: tuple[ShippedLine, ...]
    customer_id: int
    end_user_id: int
    day: date


@dataclass(frozen=True, slots=True)
class ShipmentReversed:
    """A red letter brought a shipment back."""

    issue_id: int
    mirror_id: int
    notice_id: int
    order_ids: tuple[int, ...]
