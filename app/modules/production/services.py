"""Use cases of the production room: save, take from the plan, move through its life, issue material, report completion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import rows
from app.drafting import refuse
from app.errors import NotFound, RuleError
from app.i18n import N_
from app.models.production import ProductionTask, TaskMaterial
from app.modules.mrp import services as mrp
from app.modules.mrp.events import CancelAccepted, PlannedOrdersReleased, RescheduleAccepted
from app.modules.office import services as office
from app.modules.production.drafts import Completion, IssueLine, MaterialDraft, TaskDraft
from app.modules.production.events import TaskReported
from app.modules.production.rules import (
    check_completion,
    check_issue,
    material_errors,
    material_quantity,
    task_errors,
)
from app.modules.stock import services as stock
from app.modules.stock.drafts import PostingLine, StockPosting
from app.modules.stock.queries import pickable
from app.modules.stock.rules import PickRequest, allocate
from app.uow import Ctx, Saved
from app.values import ZERO

KIND = "production_task"
EDITABLE = ("planned", "confirmed")

# what goes in, as valid on the day the task starts (a late one starts today); phantoms are passed through
_COPY_BOM = """
with recursive need (task_id, item_id, quantity, per_piece, scrap, is_through, depth, place) as (
    select t.id, b.component_id, round(t.quantity * b.quantity * (1 + b.scrap), 4), b.quantity::numeric, b.scrap::numeric,
        c.source = 'phantom', 1, array[b.line_no]
    from tw.production_task t
    join tw.bom_current b on b.parent_id = t.item_id
        and (b.valid_from is null or b.valid_from <= greatest(t.start_date, :today))
        and (b.valid_to is null or greatest(t.start_date, :today) < b.valid_to)
    join tw.item c on c.id = b.component_id and c.source <> 'service'
    where t.id = any (:tasks)
    union all
    select n.task_id, b.component_id, round(n.quantity * b.quantity * (1 + b.scrap), 4),
        n.per_piece * (1 + n.scrap) * b.quantity, b.scrap::numeric, c.source = 'phantom', n.depth + 1, n.place || b.line_no
    from need n
    join tw.production_task t on t.id = n.task_id
    join tw.bom_current b on b.parent_id = n.item_id
        and (b.valid_from is null or b.valid_from <= greatest(t.start_date, :today))
        and (b.valid_to is null or greatest(t.start_date, :today) < b.valid_to)
    join tw.item c on c.id = b.component_id and c.source <> 'service'
    where n.is_through and n.depth < 30
)
insert into tw.task_material (task_id, line_no, item_id, per_piece, scrap, quantity)
select task_id, row_number() over (partition by task_id order by place), item_id, round(per_piece, 6), scrap, quantity
from need where not is_through and quantity > 0
"""


# ---------------------------------------------------------------- save
def save(ctx: Ctx, draft: TaskDraft) -> Saved:
    """Create or change a task with its material."""
    ctx.require("production.edit")
    lines = [line for line in draft.lines if line.item is not None or line.quantity]
    asked = [_asked(draft, line) for line in lines]
    refuse([
        *task_errors(draft.item, draft.quantity, draft.start_date, draft.due_date, draft.kind, draft.supplier),
        *material_errors(draft.item, [(x.item, q, x.scrap or ZERO) for x, q in zip(lines, asked, strict=True)]),
    ])  # fmt: skip
    values = {
        "item_id": draft.item, "quantity": draft.quantity, "start_date": draft.start_date or draft.due_date,
        "due_date": draft.due_date, "kind": draft.kind, "notes": draft.notes,
        "supplier_id": draft.supplier if draft.kind == "outsource" else None,
    }  # fmt: skip
    if draft.id is None:
        written = rows.insert(ctx, ProductionTask, values | ({"uid": draft.uid} if draft.uid else {}))
    else:
        written = rows.update(ctx, ProductionTask, draft.id, draft.version, values)
    if draft.id is None and not lines:
        _copy_bom(ctx, [written.id])
    else:
        _write_materials(ctx, written.id, lines, asked)
    _touch(ctx, written.id)
    return Saved(written.id, written.number, written.version, "planned")


def _asked(draft: TaskDraft, line: MaterialDraft) -> Decimal:
    return material_quantity(draft.quantity or ZERO, line.per_piece or ZERO, line.scrap or ZERO, line.quantity or ZERO)


def _write_materials(ctx: Ctx, task_id: int, lines: Sequence[MaterialDraft], asked: Sequence[Decimal]) -> None:
    values = [
        {
            "id": line.id, "line_no": at, "item_id": line.item, "per_piece": line.per_piece or ZERO,
            "scrap": line.scrap or ZERO, "quantity": quantity, "notes": line.notes,
        }
        for at, (line, quantity) in enumerate(zip(lines, asked, strict=True), 1)
    ]  # fmt: skip
    rows.write_lines(ctx, TaskMaterial, "task_id", task_id, values)


def _copy_bom(ctx: Ctx, task_ids: Sequence[int]) -> None:
    ctx.session.execute(sa.text(_COPY_BOM), {"tasks": list(task_ids), "today": ctx.today})


def copy_bom(ctx: Ctx, task_id: int, version: int | None) -> Saved:
    """Take the material from the bill of materials anew, dropping what was there."""
    ctx.require("production.edit")
    task = _task(ctx, task_id)
    if task.state not in EDITABLE:
        raise RuleError("document_frozen", number=task.number, state=task.state)
    written = rows.update(ctx, ProductionTask, task_id, version, {"notes": task.notes})
    rows.write_lines(ctx, TaskMaterial, "task_id", task_id, [])
    _copy_bom(ctx, [task_id])
    _touch(ctx, task_id)
    return Saved(task_id, written.number, written.version, task.state)


def _task(ctx: Ctx, task_id: int) -> Any:
    row = ctx.session.execute(
        sa.text(
            "select t.*, i.code as item_code, i.name as item_name, i.is_serial, i.is_lot, i.default_bin_id,"
            " tw.task_completed(t.id) as completed from tw.production_task t join tw.item i on i.id = t.item_id"
            " where t.id = :id"
        ),
        {"id": task_id},
    ).one_or_none()
    if row is None:
        raise NotFound("not_found", kind=KIND)
    return row


# ---------------------------------------------------------------- from the plan
def on_released(ctx: Ctx, event: PlannedOrdersReleased) -> None:
    """Planned orders to make (or have made) become tasks in state planned, with their material, in four statements."""
    orders = [o for o in event.orders if o.kind in ("make", "outsource")]
    if not orders:
        return
    made = rows.insert_many(ctx, ProductionTask, [
        {
            "item_id": o.item_id, "kind": o.kind, "supplier_id": o.supplier_id if o.kind == "outsource" else None,
            "quantity": o.quantity, "start_date": o.start, "due_date": max(o.due, o.start), "planned_order_id": o.id,
        }
        for o in orders
    ])  # fmt: skip
    _copy_bom(ctx, made)
    found = ctx.session.execute(
        sa.text("select id, number from tw.production_task where id = any (:ids)"), {"ids": made}
    )
    numbers: dict[int, str] = {r.id: r.number for r in found}
    mrp.link_made(ctx, KIND, {o.id: (i, numbers[i]) for o, i in zip(orders, made, strict=True)})
    for task_id in made:
        ctx.note("production.task", task_id, numbers[task_id])
        ctx.touch(KIND, task_id)


def on_reschedule(ctx: Ctx, event: RescheduleAccepted) -> None:
    """The planner moves a task; whoever owns it is told."""
    if event.document_kind != KIND:
        return
    owner = ctx.call("reschedule_task", event.document_id, event.new_date)
    task = _task(ctx, event.document_id)
    _tell(ctx, owner, task, N_("Task {number} is now due on {day}"), {"number": task.number, "day": event.new_date})
    _touch(ctx, event.document_id)


def on_cancel(ctx: Ctx, event: CancelAccepted) -> None:
    """A task nobody needs is closed while nothing hangs on it; else its owner is asked to end it."""
    if event.document_kind != KIND:
        return
    task = _task(ctx, event.document_id)
    if task.state in ("planned", "confirmed"):
        office.move(ctx, KIND, task.id, None, "cancel", "MRP")
    else:
        _tell(ctx, task.owner_id, task, N_("Planning needs task {number} no more"), {"number": task.number})
    _touch(ctx, task.id)


def _tell(ctx: Ctx, owner: int | None, task: Any, text: str, params: dict[str, Any]) -> None:
    if owner is None or owner == ctx.user.id:
        return
    office.tell(
        ctx, owner, "info", "production.plan", text, params, second="{item}",
        second_params={"item": f"{task.item_code} {task.item_name}"}, screen="production.task", record_id=task.id,
    )  # fmt: skip


# ---------------------------------------------------------------- life
def confirm(ctx: Ctx, task_id: int, version: int | None) -> Saved:
    """Planned → confirmed: quantity and days stand."""
    return _move(ctx, task_id, version, "confirm", "production.edit")


def unconfirm(ctx: Ctx, task_id: int, version: int | None) -> Saved:
    """Confirmed → planned."""
    return _move(ctx, task_id, version, "unconfirm", "production.edit")


def release(ctx: Ctx, task_id: int, version: int | None) -> Saved:
    """Confirmed → released: the shop may begin, the store may issue."""
    return _move(ctx, task_id, version, "release", "production.release")


def start(ctx: Ctx, task_id: int, version: int | None) -> Saved:
    """Released → in work by hand; the first posting does it by itself."""
    return _move(ctx, task_id, version, "start", "production.work")


def finish_short(ctx: Ctx, task_id: int, version: int | None, *, reason: str) -> Saved:
    """In work → completed although less was made than ordered."""
    return _move(ctx, task_id, version, "finish", "production.release", reason)


def close(ctx: Ctx, task_id: int, version: int | None) -> Saved:
    """Completed → closed."""
    return _move(ctx, task_id, version, "close", "production.release")


def cancel(ctx: Ctx, task_id: int, version: int | None, *, reason: str) -> Saved:
    """Close a task of which nothing was issued or made."""
    return _move(ctx, task_id, version, "cancel", "production.edit", reason)


def suspend(ctx: Ctx, task_id: int, version: int | None, *, reason: str) -> Saved:
    """Hold a released task; nothing is issued or made meanwhile."""
    return _move(ctx, task_id, version, "suspend", "production.release", reason)


def resume(ctx: Ctx, task_id: int, version: int | None) -> Saved:
    """Go on with a suspended task; the next posting puts it in work again."""
    return _move(ctx, task_id, version, "resume", "production.release")


def reopen(ctx: Ctx, task_id: int, version: int | None, *, reason: str) -> Saved:
    """Completed → in work again."""
    return _move(ctx, task_id, version, "reopen", "production.release", reason)


def _move(ctx: Ctx, task_id: int, version: int | None, transition: str, permission: str, reason: str = "") -> Saved:
    ctx.require(permission)
    state = office.move(ctx, KIND, task_id, version, transition, reason)
    _touch(ctx, task_id)
    return _told(ctx, task_id, state)


def confirm_many(ctx: Ctx, ids: Sequence[int]) -> Saved:
    """Confirm the selected tasks, all or none."""
    ctx.require("production.edit")
    return _move_many(ctx, ids, "confirm")


def release_many(ctx: Ctx, ids: Sequence[int]) -> Saved:
    """Release the selected tasks, all or none."""
    ctx.require("production.release")
    return _move_many(ctx, ids, "release")


def _move_many(ctx: Ctx, ids: Sequence[int], transition: str) -> Saved:
    if not ids:
        raise RuleError("nothing_selected")
    ctx.session.execute(
        sa.text("select tw.move(:k, x, null, :t, '') from unnest(cast(:ids as bigint[])) x order by x"),
        {"k": KIND, "t": transition, "ids": list(ids)},
    )
    for task_id in ids:
        _touch(ctx, task_id)
    return Saved(ids[0], count=len(ids))


# ---------------------------------------------------------------- material out, products in
def issue_materials(
    ctx: Ctx, task_id: int, version: int | None = None, *, lines: Sequence[IssueLine] | None = None
) -> Saved:
    """Issue material to a task (生产领料); without lines everything outstanding that is free, oldest stock first.

    Raises RuleError("over_issue") beyond what the task asks without the right to, RuleError("not_enough_stock") where a
    named quantity is not free, RuleError("nothing_to_issue").
    """
    ctx.require("stock.issue_production")
    task = _task(ctx, task_id)
    known = {m.id: m for m in _outstanding(ctx, task_id)}
    if lines is None:
        wanted = [IssueLine(m.id, m.quantity - m.issued) for m in known.values() if m.quantity > m.issued]
    else:
        wanted = list(lines)
        _check_limits(ctx, known, wanted)
    posting = _issue_lines(ctx, task_id, known, wanted, is_partial=lines is None)
    if not posting:
        raise RuleError("nothing_to_issue", number=task.number)
    saved = stock.post(ctx, StockPosting("production_issue", ctx.today, tuple(posting), KIND, task_id, task.number))
    ctx.note("stock.document", saved.id, saved.number)
    _touch(ctx, task_id)
    return _told(ctx, task_id, made=saved)


def _outstanding(ctx: Ctx, task_id: int) -> Sequence[Any]:
    return ctx.session.execute(
        sa.text(
            "select m.id, m.item_id, m.quantity, tw.material_issued(m.id) as issued, i.code || ' ' || i.name as item"
            " from tw.task_material m join tw.item i on i.id = m.item_id where m.task_id = :t order by m.line_no, m.id"
        ),
        {"t": task_id},
    ).all()


def _check_limits(ctx: Ctx, known: dict[int, Any], wanted: Sequence[IssueLine]) -> None:
    together: dict[int, Decimal] = {}
    for line in wanted:
        material = known.get(line.material_id)
        if material is None:
            raise NotFound("not_found", kind="task_material")
        before = material.issued + together.get(material.id, ZERO)
        check_issue(
            material.item, material.quantity, before, line.quantity, may_exceed=ctx.user.may("production.over_issue")
        )
        together[material.id] = together.get(material.id, ZERO) + line.quantity


def _issue_lines(
    ctx: Ctx, task_id: int, known: dict[int, Any], wanted: Sequence[IssueLine], *, is_partial: bool
) -> list[PostingLine]:
    """Lines with bins: those named, and for the rest first in, first out over free stock."""
    named = [
        PostingLine(known[x.material_id].item_id, x.quantity, x.bin_id, None, x.lot, x.serials, x.material_id)
        for x in wanted
        if x.bin_id is not None
    ]
    loose = [x for x in wanted if x.bin_id is None]
    requests = [
        PickRequest(str(at), known[x.material_id].item_id, Decimal(1) if x.serials else x.quantity, x.lot, serial)
        for at, x in enumerate(loose)
        for serial in (x.serials or ("",))
    ]
    # a bin's code is its own only within its warehouse: its id is put behind it
    placed = pickable(ctx, sorted({r.item for r in requests}), KIND, task_id)
    bins = {f"{p.balance.bin}-{p.bin_id}": p.bin_id for p in placed}
    picks, shorts = allocate(requests, [replace(p.balance, bin=f"{p.balance.bin}-{p.bin_id}") for p in placed])
    if shorts and not is_partial:
        first = shorts[0]
        item = known[loose[int(first.ref)].material_id].item
        raise RuleError("not_enough_stock", item=item, wanted=first.asked, free=first.asked - first.missing)
    return named + [
        PostingLine(
            p.item, p.quantity, bins[p.bin], None, p.lot, (p.serial,) if p.serial else (),
            loose[int(p.ref)].material_id,
        )
        for p in picks
    ]  # fmt: skip


def complete(ctx: Ctx, task_id: int, version: int | None = None, *, completion: Completion) -> Saved:
    """Report products made and receive them into stock (产品入库); the whole quantity completes the task.

    Raises RuleError("over_completion"), RuleError("bin_needed") where the item has no default bin.
    """
    ctx.require("production.work")
    ctx.require("stock.receive_production")
    task = _task(ctx, task_id)
    check_completion(task.number, task.quantity, task.completed, completion.quantity)
    bin_id = completion.bin_id or task.default_bin_id
    if bin_id is None:
        raise RuleError("bin_needed", field="bin", item=f"{task.item_code} {task.item_name}")
    serials = completion.serials
    if task.is_serial and not serials:
        serials = tuple(ctx.call("next_serials", int(completion.quantity)))
    line = PostingLine(task.item_id, completion.quantity, bin_id, None, completion.lot, serials)
    saved = stock.post(ctx, StockPosting("production_receipt", ctx.today, (line,), KIND, task_id, task.number))
    is_whole = task.completed + completion.quantity == task.quantity
    ctx.publish(TaskReported(task_id, task.item_id, completion.quantity, serials, saved.id, is_whole))
    ctx.note("stock.document", saved.id, saved.number)
    _touch(ctx, task_id)
    return _told(ctx, task_id, made=saved)


def complete_rest(ctx: Ctx, task_id: int, version: int | None = None) -> Saved:
    """Report everything that is left of a task."""
    task = _task(ctx, task_id)
    return complete(ctx, task_id, version, completion=Completion(task.quantity - task.completed))


def _told(ctx: Ctx, task_id: int, state: str = "", made: Saved | None = None) -> Saved:
    """The task as it is now; with what else came of the gesture."""
    row = ctx.session.execute(
        sa.text("select number, version, state from tw.production_task where id = :id"), {"id": task_id}
    ).one()
    return Saved(task_id, row.number, row.version, row.state, tuple(ctx.made) if made else ())


def _touch(ctx: Ctx, task_id: int) -> None:
    ctx.touch(KIND, task_id)
    ctx.touch("task_material")
