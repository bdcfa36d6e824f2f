"""What service tells later rooms."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RequestOpened:
    """A customer asked for something."""

    request_id: int
    customer_id: int
    product_id: int | None


@dataclass(frozen=True, slots=True)
class RequestAssigned:
    """Somebody is responsible for a request."""

    request_id: int
    technician_id: int


@dataclass(frozen=True, slots=True)
class Dispatched:
    """A technician is sent."""

    dispatch_id: int
    request_id: int
    technician_id: int
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class VisitFinished:
    """A visit ended. outcome: solved, waiting_part, return_factory, handed_over."""

    dispatch_id: int
    request_id: int
    outcome: str


@dataclass(frozen=True, slots=True)
class RequestResolved:
    """What was asked for is done."""

    request_id: int


@dataclass(frozen=True, slots=True)
class RequestClosed:
    """The customer was asked, the request is closed."""

    request_id: int
