"""Use cases of planning: run, firm, change, release, act on messages, promise."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound, RuleError
from app.modules.mrp.drafts import PlannedOrderDraft, RunParameters
from app.modules.mrp.events import (
    CancelAccepted,
    PlannedOrdersReleased,
    PlanReady,
    ReleasedOrder,
    RescheduleAccepted,
)
from app.modules.mrp.queries import PromiseLine, make_plan, promise_lines, read_input, working_calendar
from app.modules.mrp.services.writing import write_plan
from app.uow import Ctx, Saved

LONGEST_HORIZON = 3650
USUAL = RunParameters()
_MOVES = frozenset({"expedite", "defer", "past_due_receipt"})


def run(ctx: Ctx, parameters: RunParameters = USUAL) -> Saved:
    """Plan everything anew; the result is the current plan. Answers the run, count = proposals."""
    ctx.require("mrp.run")
    if not 1 <= parameters.horizon_days <= LONGEST_HORIZON:
        raise RuleError("horizon_out_of_range", field="horizon_days", longest=LONGEST_HORIZON)
    begun = time.monotonic()
    run_id = int(
        ctx.session.execute(
            sa.text("select tw.begin_plan(:t, jsonb_build_object('horizon_days', cast(:h as int)))"),
            {"t": ctx.today, "h": parameters.horizon_days},
        ).scalar_one()
    )
    given = read_input(ctx)
    plan = make_plan(given, working_calendar(ctx), ctx.today)
    until = ctx.today + timedelta(days=parameters.horizon_days)
    orders, messages = write_plan(ctx, run_id, plan, given, until)
    seconds = Decimal(str(round(time.monotonic() - begun, 3)))
    ctx.call("finish_plan", run_id, len(plan.records), orders, messages, seconds)
    ctx.publish(PlanReady(run_id))
    _touch(ctx, run_id)
    return Saved(run_id, count=orders)


def run_now(ctx: Ctx, ids: Sequence[int] = ()) -> Saved:
    """Plan with the usual horizon: the button of the planning lists, whatever is selected."""
    return run(ctx)


def run_nightly(ctx: Ctx) -> Saved:
    """The worker's run."""
    return run(ctx)


def save_planned_order(ctx: Ctx, draft: PlannedOrderDraft) -> Saved:
    """A planner's own quantity and days: the order is firm from then on."""
    ctx.require("mrp.release")
    if draft.id is None:
        raise RuleError("planned_orders_come_from_runs")
    if draft.quantity is not None and draft.quantity <= 0:
        raise RuleError("quantity_not_positive", field="quantity", quantity=draft.quantity)
    if draft.start_date and draft.due_date and draft.start_date > draft.due_date:
        raise RuleError("start_after_due", field="start_date")
    figures = (draft.quantity, draft.start_date, draft.due_date, draft.supplier)
    version = ctx.call("change_planned_order", draft.id, draft.version, *figures)
    _touch(ctx)
    return Saved(draft.id, version=int(version), state="firm")


def firm(ctx: Ctx, ids: Sequence[int]) -> Saved:
    """Keep proposals against the next run, as they are."""
    return _move(ctx, ids, "firm")


def drop(ctx: Ctx, ids: Sequence[int]) -> Saved:
    """Let firm orders go; the next run proposes what is really needed."""
    return _move(ctx, ids, "dropped")


def _move(ctx: Ctx, ids: Sequence[int], state: str) -> Saved:
    ctx.require("mrp.release")
    if not ids:
        raise RuleError("nothing_selected")
    moved = ctx.call("move_planned_orders", list(ids), state)
    _touch(ctx)
    return Saved(ids[0], state=state, count=int(moved))


def release(ctx: Ctx, ids: Sequence[int]) -> Saved:
    """Turn planned orders into production tasks and purchase requests, all or none.

    Raises Conflict("planned_orders_gone") where a newer run or another planner was first, and
    RuleError("released_to_nobody") where no room makes a document of a kind.
    """
    ctx.require("mrp.release")
    if not ids:
        raise RuleError("nothing_selected")
    released = ctx.session.execute(
        sa.text("select * from tw.release_planned_orders(cast(:ids as bigint[]))"), {"ids": list(ids)}
    ).all()
    orders = tuple(
        ReleasedOrder(
            r.id, r.item_id, r.kind, r.quantity, r.start_date, r.due_date, tuple(r.demand_refs), r.supplier_id
        )
        for r in released
    )
    ctx.publish(PlannedOrdersReleased(orders, released[0].run_id))
    left = ctx.session.execute(
        sa.text("select count(*) from tw.planned_order where id = any (:ids) and made_kind = ''"), {"ids": list(ids)}
    ).scalar_one()
    if left:
        raise RuleError("released_to_nobody", count=left)
    _touch(ctx)
    return Saved(orders[0].id, state="released", made=tuple(ctx.made), count=len(orders))


def release_one(ctx: Ctx, order_id: int, version: int | None = None) -> Saved:
    """Release from the pending work."""
    return release(ctx, [order_id])


def link_made(ctx: Ctx, kind: str, made: Mapping[int, tuple[int, str]]) -> None:
    """Say what was made of released orders: {planned order: (document, number)}; called by the rooms that made it."""
    ids = list(made)
    ctx.session.execute(
        sa.text("select tw.link_planned_orders(cast(:i as bigint[]), :k, cast(:m as bigint[]), cast(:n as text[]))"),
        {"i": ids, "k": kind, "m": [made[i][0] for i in ids], "n": [made[i][1] for i in ids]},
    )


def apply(ctx: Ctx, ids: Sequence[int]) -> Saved:
    """Do what messages say: move the supply, end it, or release the late order. All or none."""
    ctx.require("mrp.release")
    late: list[str] = []
    for message in _acted(ctx, ids, "applied"):
        if message.kind == "release_past_due":
            late.append(message.ref)
        elif message.kind == "cancel":
            _cancel(ctx, message)
        elif message.kind in _MOVES:
            _reschedule(ctx, message)
        else:
            raise RuleError("exception_cannot_be_applied", kind=message.kind)
    if late:
        release(ctx, _orders_of(ctx, late))
    _touch(ctx)
    return Saved(ids[0], state="applied", made=tuple(ctx.made), count=len(ids))


def apply_one(ctx: Ctx, exception_id: int, version: int | None = None) -> Saved:
    """Apply from the pending work."""
    return apply(ctx, [exception_id])


def ignore(ctx: Ctx, ids: Sequence[int]) -> Saved:
    """Leave messages be; the same message of later runs stays ignored."""
    ctx.require("mrp.release")
    _acted(ctx, ids, "ignored")
    _touch(ctx)
    return Saved(ids[0], state="ignored", count=len(ids))


def ignore_one(ctx: Ctx, exception_id: int, version: int | None = None) -> Saved:
    """Ignore from the pending work."""
    return ignore(ctx, [exception_id])


def _acted(ctx: Ctx, ids: Sequence[int], state: str) -> Sequence[Any]:
    if not ids:
        raise RuleError("nothing_selected")
    return ctx.session.execute(
        sa.text("select * from tw.act_on_exceptions(cast(:ids as bigint[]), :s)"), {"ids": list(ids), "s": state}
    ).all()


def _reschedule(ctx: Ctx, message: Any) -> None:
    if message.document_kind == "planned_order":
        _move_firm(ctx, message.document_id, message.to_date)
        return
    ctx.publish(RescheduleAccepted(message.document_kind, message.document_id, message.line_id, message.to_date))


def _move_firm(ctx: Ctx, order_id: int, due: date) -> None:
    """A firm planned order moves with its start, by its lead time."""
    lead = ctx.session.execute(
        sa.text("select lead_time_days from tw.planned_order where id = :id"), {"id": order_id}
    ).scalar_one()
    start = working_calendar(ctx).add_working_days(due, -lead) if lead else due
    ctx.call("change_planned_order", order_id, None, None, start, due, None)


def _cancel(ctx: Ctx, message: Any) -> None:
    if message.document_kind == "planned_order":
        drop(ctx, [message.document_id])
        return
    ctx.publish(CancelAccepted(message.document_kind, message.document_id, message.line_id))


def _orders_of(ctx: Ctx, refs: Sequence[str]) -> list[int]:
    """Planned orders behind refs of the current plan: proposals by their ref, firm ones by their id."""
    found = list(
        ctx.session.execute(
            sa.text(
                "select id from tw.planned_order where state in ('proposed', 'firm') and"
                " ((run_id = tw.current_plan() and plan_ref = any (:refs)) or 'planned_order:' || id = any (:refs))"
            ),
            {"refs": list(refs)},
        ).scalars()
    )
    if not found:
        raise NotFound("not_found", kind="planned_order")
    return found


def promise(
    ctx: Ctx, lines: Sequence[tuple[Any, int, Decimal, date]], *, without: tuple[str, int] | None = None
) -> list[PromiseLine]:
    """When each line (key, item, quantity, wanted) can be there, and why; the same date whoever asks.

    Needs orders.promise or items.read. without: (document kind, id) whose own demand is not counted, since it asks.
    Lines are served in their order; what is promised to one is gone for the next.
    """
    return promise_lines(ctx, lines, without) if lines else []


def _touch(ctx: Ctx, run_id: int = 0) -> None:
    for kind in ("plan_run", "planned_order", "plan_exception"):
        ctx.touch(kind, run_id if kind == "plan_run" else 0)
