"""What orders tell later rooms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrderApproved:
    """An order may be planned, made and shipped."""

    order_id: int


@dataclass(frozen=True, slots=True)
class OrderUnapproved:
    """An order went back to draft; nothing had followed."""

    order_id: int


@dataclass(frozen=True, slots=True)
class OrderClosed:
    """An order is finished, or is finished by decision."""

    order_id: int
