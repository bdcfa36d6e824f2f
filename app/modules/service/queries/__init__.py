"""Reads of the service room."""

from app.modules.service.queries.pending import (
    on_site,
    open_requests,
    overdue_requests,
    to_accept,
    to_assign,
    to_close,
    to_survey,
    to_visit_again,
    visits_today,
)
from app.modules.service.queries.records import (
    OPEN_STATES,
    blank_dispatch,
    blank_request,
    dispatch_from_dispatch,
    dispatch_from_request,
    dispatch_row,
    find_dispatches,
    find_products,
    find_requests,
    find_technicians,
    is_late,
    limits_for,
    load_dispatch,
    load_request,
    local_day,
    parts_of,
    request_from_product,
    request_row,
    settings,
    technicians,
)
from app.modules.service.queries.reviews import dispatch_review, request_review

__all__ = [
    "OPEN_STATES", "blank_dispatch", "blank_request", "dispatch_from_dispatch", "dispatch_from_request",
    "dispatch_review", "dispatch_row", "find_dispatches", "find_products", "find_requests", "find_technicians", "is_late", "limits_for",
    "load_dispatch", "load_request", "local_day", "on_site", "open_requests", "overdue_requests", "parts_of",
    "request_from_product", "request_review", "request_row", "settings", "technicians", "to_accept", "to_assign",
    "to_close", "to_survey", "to_visit_again", "visits_today",
]  # fmt: skip
