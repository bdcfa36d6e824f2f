"""The planning engine: values in, a plan out; no database, no window. The method: ../README.md."""

from app.modules.items.rules import BomLine, find_loops
from app.modules.mrp.engine.explain import Figure, explain
from app.modules.mrp.engine.netting import net_requirements
from app.modules.mrp.engine.pegging import trace_down, trace_up
from app.modules.mrp.engine.plan import (
    NEGATIVE_STOCK,
    ON_HAND,
    SAFETY,
    Demand,
    Entry,
    ExceptionMessage,
    Peg,
    Plan,
    PlanItem,
    PlannedOrder,
    Problem,
    Supply,
    firm,
)
from app.modules.mrp.engine.promise import (
    AtpBucket,
    Cone,
    Promise,
    PromiseStep,
    atp_buckets,
    available_to_promise,
    capable_to_promise,
)

__all__ = [
    "NEGATIVE_STOCK", "ON_HAND", "SAFETY", "AtpBucket", "BomLine", "Cone", "Demand", "Entry", "ExceptionMessage",
    "Figure", "Peg", "Plan", "PlanItem", "PlannedOrder", "Problem", "Promise", "PromiseStep", "Supply",
    "atp_buckets", "available_to_promise", "capable_to_promise", "explain", "find_loops", "firm",
    "net_requirements", "trace_down", "trace_up",
]  # fmt: skip
