"""What planning tells later rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ReleasedOrder:
    """A planned order on its way to become a document. kind: make, outsource or buy; supplier_id: the one proposed."""

    id: int
    item_id: int
    kind: str
    quantity: Decimal
    start: date
    due: date
    demand_refs: tuple[str, ...] = ()
    supplier_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedOrdersReleased:
    """Planned orders were released; each kind has a room that makes its document and says so by `link_made`."""

    orders: tuple[ReleasedOrder, ...]
    run_id: int


@dataclass(frozen=True, slots=True)
class RescheduleAccepted:
    """The planner moves an existing supply to another day; the room of the document moves it, or refuses."""

    document_kind: str
    document_id: int
    line_id: int | None
    new_date: date


@dataclass(frozen=True, slots=True)
class CancelAccepted:
    """The planner wants an existing supply no more; the room of the document ends it, or tells who must."""

    document_kind: str
    document_id: int
    line_id: int | None


@dataclass(frozen=True, slots=True)
class PlanReady:
    """A run is finished and is the current plan."""

    run_id: int
