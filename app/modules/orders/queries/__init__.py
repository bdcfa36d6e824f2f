"""Reads of the orders room: the document, its review while typed, what waits, the figures of home."""

from app.modules.orders.queries.document import (
    AskedLine,
    OrderHead,
    approval_sections,
    blank,
    find_orders,
    head,
    load,
    order_values,
    tax_rates,
)
from app.modules.orders.queries.review import review
from app.modules.orders.queries.waiting import (
    due_in_seven_days,
    late_lines,
    rejected,
    signed_this_month,
    waiting_for_approval,
    waiting_for_me,
)

__all__ = [
    "AskedLine", "OrderHead", "approval_sections", "blank", "due_in_seven_days", "find_orders", "head", "late_lines", "load",
    "order_values", "rejected", "review", "signed_this_month", "tax_rates", "waiting_for_approval", "waiting_for_me",
]  # fmt: skip
