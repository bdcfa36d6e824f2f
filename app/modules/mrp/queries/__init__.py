"""Reads of planning, by topic: what a plan is made of, what it says of an item, what can be promised."""

from app.modules.mrp.queries.plan_input import PlanInput, Source, make_plan, read_input, working_calendar
from app.modules.mrp.queries.promises import REASONS, PromiseLine, latest, promise_lines, reason_text
from app.modules.mrp.queries.records import (
    MESSAGES,
    ItemRecord,
    Label,
    RecordRow,
    TraceRow,
    blank_order,
    current_run,
    item_record,
    item_sections,
    labels_of,
    load_order,
    number,
    open_messages,
    orders_to_release,
    trace_up,
    why,
)

__all__ = [
    "MESSAGES", "REASONS", "ItemRecord", "Label", "PlanInput", "PromiseLine", "RecordRow", "Source", "TraceRow",
    "blank_order", "current_run", "item_record", "item_sections", "labels_of", "latest", "load_order", "make_plan",
    "number", "open_messages", "orders_to_release", "promise_lines", "read_input", "reason_text", "trace_up", "why",
    "working_calendar",
]  # fmt: skip
