"""A run on its way into the database: one statement a table, a typed array a column."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.modules.mrp.engine import Entry, Plan
from app.modules.mrp.queries.plan_input import PlanInput, Source
from app.uow import Ctx

_ORDER_TYPES = (
    "text", "bigint", "text", "numeric", "numeric", "date", "date", "int", "int", "numeric", "numeric", "numeric",
)  # fmt: skip


def write_plan(ctx: Ctx, run_id: int, plan: Plan, given: PlanInput, until: date) -> tuple[int, int]:
    """Write a run; proposals that start after `until` are left out. Answers how many orders and messages."""
    _write_sources(ctx, run_id, given.sources)
    orders = _write_orders(ctx, run_id, plan, until)
    _call(ctx, "write_plan_pegs", run_id, _columns(
        [(p.item, p.supply_ref, p.demand_ref, p.quantity) for p in plan.pegs],
        "bigint", "text", "text", "numeric",
    ))  # fmt: skip
    records = [(item, _told(entries)) for item, entries in plan.records.items()]
    _call(ctx, "write_plan_records", run_id, _columns(records, "bigint", "text"))
    return orders, _write_messages(ctx, run_id, plan)


def _told(entries: Sequence[Entry]) -> str:
    return json.dumps([(e.kind, e.ref, e.when.isoformat(), str(e.quantity), str(e.projected)) for e in entries])


def _write_orders(ctx: Ctx, run_id: int, plan: Plan, until: date) -> int:
    rows = []
    for order in plan.orders:
        if order.start <= until:
            item = plan.items[order.item]
            rows.append((
                order.ref, order.item, order.kind, order.quantity, order.net, order.start, order.due, order.level,
                item.lead_time_days, item.safety_stock, item.lot_minimum, item.lot_multiple,
            ))  # fmt: skip
    return int(_call(ctx, "write_plan_orders", run_id, _columns(rows, *_ORDER_TYPES)) or 0)


def _write_sources(ctx: Ctx, run_id: int, sources: Mapping[str, Source]) -> None:
    rows = [(ref, s.kind, s.document_id, s.line_id) for ref, s in sources.items()]
    _call(ctx, "write_plan_sources", run_id, _columns(rows, "text", "text", "bigint", "bigint"))


def _write_messages(ctx: Ctx, run_id: int, plan: Plan) -> int:
    rows: list[tuple[Any, ...]] = [
        (m.kind, m.item, m.ref, m.quantity, m.days, m.from_date, m.to_date, m.demand_ref, "") for m in plan.messages
    ]
    codes = _codes(ctx, [member for p in plan.problems for member in p.loop])
    rows += [
        (
            p.key,
            p.item,
            "",
            Decimal(0),
            0,
            None,
            None,
            "",
            " → ".join(codes.get(m, "?") for m in p.loop) or ", ".join(p.refs[:5]),
        )
        for p in plan.problems
        # a made item that nothing asks for may wait for its bill of materials
        if p.key != "item_without_bom" or len(plan.records.get(p.item, ())) > 1
    ]
    columns = _columns(rows, "text", "bigint", "text", "numeric", "int", "date", "date", "text", "text")
    return int(_call(ctx, "write_plan_exceptions", run_id, columns) or 0)


def _codes(ctx: Ctx, items: Sequence[int]) -> dict[int, str]:
    found = ctx.session.execute(sa.text("select id, code from tw.item where id = any (:ids)"), {"ids": list(items)})
    return {r.id: r.code for r in found}


def _columns(rows: Sequence[Sequence[Any]], *types: str) -> list[tuple[str, str]]:
    """Rows turned into one array literal per column, as unnest takes them: four times faster than adapting each value."""
    turned: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [() for _ in types]
    return [(kind, _literal(column, is_text=kind == "text")) for kind, column in zip(types, turned, strict=True)]


def _literal(values: Sequence[Any], *, is_text: bool) -> str:
    if is_text:
        return "{" + ",".join(map(_quoted, values)) + "}"
    return "{" + ",".join("null" if v is None else str(v) for v in values) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _call(ctx: Ctx, function: str, run_id: int, columns: Sequence[tuple[str, str]]) -> Any:
    marks = ", ".join(f"cast(:c{at} as {kind}[])" for at, (kind, _) in enumerate(columns))
    params = {f"c{at}": literal for at, (_, literal) in enumerate(columns)}
    return ctx.session.execute(sa.text(f"select tw.{function}(:run, {marks})"), {"run": run_id, **params}).scalar()
