"""Reads of the production room: a task's page, what is short, what waits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound
from app.i18n import N_, _
from app.modules.mrp.queries import number as shown
from app.modules.office.queries import search_rows
from app.registry import FormData, LookUpRow, PendingRow, Section, SectionRow, Step
from app.uow import Ctx
from app.values import ZERO

SOON_DAYS = 3


def find_tasks(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Tasks by number or notes; within: a state."""
    return search_rows(
        ctx, "production_task", text,
        "select t.id, t.number as code, i.name, i.specification as second, json_build_object('item', t.item_id) as extra"
        " from tw.production_task t join tw.item i on i.id = t.item_id where t.id = any (:ids)"
        " and (cast(:state as text) is null or t.state = :state)",
        limit, {"state": within},
    )  # fmt: skip


def load(ctx: Ctx, task_id: int) -> FormData:
    """A task with its material, for its page."""
    row = ctx.session.execute(
        sa.text(
            "select t.*, i.code as item_code, i.name as item_name, i.specification, i.is_serial, u.name as unit_name,"
            " s.code as supplier_code, s.name as supplier_name, tw.task_completed(t.id) as completed,"
            " tw.task_issued_share(t.id) as issued from tw.production_task t join tw.item i on i.id = t.item_id"
            " left join tw.unit u on u.id = i.unit_id left join tw.supplier s on s.id = t.supplier_id where t.id = :id"
        ),
        {"id": task_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="production_task")
    values = {
        **row, "item": row["item_id"], "item__code": row["item_code"], "item__name": row["item_name"],
        "supplier": row["supplier_id"], "supplier__code": row["supplier_code"] or "",
        "supplier__name": row["supplier_name"] or "",
    }  # fmt: skip
    return FormData(
        row["id"], str(row["uid"]), row["number"], f"{row['item_code']} {row['item_name']}", row["version"],
        row["state"], values, tuple(materials(ctx, task_id)), row["state"] in ("planned", "confirmed")
        and ctx.user.may("production.edit"), progress=_progress(row),
    )  # fmt: skip


def _progress(row: Any) -> tuple[Step, ...]:
    made = row["completed"] / row["quantity"]
    issued = Decimal(row["issued"])
    return (
        Step(_("Material issued"), f"{issued:.0%}", float(issued), "done" if issued >= 1 else "active"),
        Step(
            _("Completed"), f"{shown(row['completed'])} / {shown(row['quantity'])}", float(made),
            "done" if made >= 1 else "active",
        ),
    )  # fmt: skip


def materials(ctx: Ctx, task_id: int) -> list[dict[str, Any]]:
    """A task's material with what was issued, is outstanding and is free."""
    found = ctx.session.execute(
        sa.text(
            "select m.id, m.line_no, m.item_id as item, i.code as item__code, i.name as item__name, i.specification,"
            " u.name as unit, m.per_piece, m.scrap, m.quantity, m.notes, m.version, tw.material_issued(m.id) as issued,"
            " f.free from tw.task_material m join tw.item i on i.id = m.item_id left join tw.unit u on u.id = i.unit_id"
            " left join tw.free_stock(array(select x.item_id from tw.task_material x where x.task_id = :id)) f"
            " on f.item_id = m.item_id where m.task_id = :id order by m.line_no, m.id"
        ),
        {"id": task_id},
    ).mappings()  # fmt: skip
    return [{**m, "outstanding": max(m["quantity"] - m["issued"], ZERO)} for m in found]


def blank(ctx: Ctx) -> FormData:
    """A new task due in a week."""
    values = {"kind": "make", "start_date": ctx.today, "due_date": ctx.today + timedelta(days=7)}
    return FormData(None, str(uuid.uuid4()), "", "", 0, "planned", values)


def shortages(ctx: Ctx, task_id: int | None = None) -> list[dict[str, Any]]:
    """What open tasks (or one of them) are short of, tasks served in the order of their start."""
    found = ctx.session.execute(
        sa.text(
            "select * from tw.task_shortage_list where cast(:t as bigint) is null or task_id = :t order by start_date, id"
        ),
        {"t": task_id},
    ).mappings()
    return [dict(r) for r in found]


def shortage_sections(ctx: Ctx, task_id: int) -> tuple[Section, ...]:
    """The panel of a task: what is short, and when more of it comes."""
    found = shortages(ctx, task_id)
    shown_rows = tuple(
        SectionRow(
            f"{r['item_code']} {r['item_name']}", shown(r["short"]), "late",
            _("more on {day}").format(day=r["next_receipt"]) if r["next_receipt"] else _("nothing on order"),
            "items.item", r["item_id"],
        )
        for r in found
    )  # fmt: skip
    if not shown_rows:
        return (Section(_("Short"), status="done", note=_("All material is there")),)
    return (Section(_("Short"), str(len(found)), "late", shown_rows),)


# ---------------------------------------------------------------- what waits
def tasks_to_start(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Tasks whose start day is near and that are not yet in work."""
    return _waiting(
        ctx, "select *, count(*) over () as n from tw.production_task_list where state in ('planned', 'confirmed', 'released')"
        " and start_date <= :until order by start_date, id limit :n", limit, N_("{quantity} {unit}, due {due}"),
    )  # fmt: skip


def materials_to_issue(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Released tasks with material that was not issued."""
    return _waiting(
        ctx, "select *, count(*) over () as n from tw.production_task_list where state in ('released', 'in_work')"
        " and start_date <= :until and issued < 1 order by start_date, id limit :n", limit,
        N_("{quantity} {unit}, material {issued} issued"),
    )  # fmt: skip


def _waiting(ctx: Ctx, statement: str, limit: int, what: str) -> tuple[Sequence[PendingRow], int]:
    until = ctx.today + timedelta(days=SOON_DAYS)
    found = ctx.session.execute(sa.text(statement), {"until": until, "n": limit}).all()
    waiting = [
        PendingRow(
            r.id, r.number, f"{r.item_code} {r.item_name}", what, None, "", r.created_at, r.start_date,
            r.is_late or r.is_start_late, r.version, "production.task",
            {"quantity": shown(r.quantity), "unit": r.unit_name or "", "due": str(r.due_date), "issued": f"{r.issued:.0%}"},
        )
        for r in found
    ]  # fmt: skip
    return waiting, found[0].n if found else 0
