"""Use cases of the customers room: save, move the stage, plan and finish activities."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app import clock, rows
from app.drafting import refuse, required
from app.errors import RuleError, UserError
from app.models.customers import Activity, Contact, Customer, CustomerCredit
from app.modules.customers.drafts import ActivityDraft, CustomerDraft
from app.modules.customers.events import CustomerStageMoved
from app.modules.customers.rules import check_credit_code, check_stage_move
from app.uow import Ctx, Saved

_CREDIT = ("credit_limit", "term_days")
_NOT_COLUMNS = ("id", "uid", "version", "lines", "owner", *_CREDIT)


def save(ctx: Ctx, draft: CustomerDraft) -> Saved:
    """Create or change a customer with its contacts; the credit limit only by who may grant credit."""
    ctx.require("customers.edit")
    refuse(_errors(draft))
    values = {k: v for k, v in asdict(draft).items() if k not in _NOT_COLUMNS}
    if draft.owner is not None:
        values["owner_id"] = draft.owner
    if not draft.code:
        values["code"] = ctx.call("next_code", "customer", "C")
    if draft.id is None:
        written = rows.insert(ctx, Customer, values)
    else:
        values.pop("stage")
        written = rows.update(ctx, Customer, draft.id, draft.version, values)
    contacts = [asdict(line) for line in draft.lines if line.name.strip()]
    rows.write_lines(ctx, Contact, "customer_id", written.id, contacts)
    _write_credit(ctx, written.id, draft)
    ctx.touch("customer", written.id)
    return Saved(written.id, written.number, written.version)


def _errors(draft: CustomerDraft) -> list[UserError]:
    errors = required(draft, "name")
    if draft.tax_no.strip():
        try:
            check_credit_code(draft.tax_no)
        except RuleError as error:
            errors.append(RuleError(error.key, field="tax_no", **error.params))
    if draft.credit_limit is not None and draft.credit_limit < 0:
        errors.append(RuleError("value_negative", field="credit_limit"))
    return errors


def _write_credit(ctx: Ctx, customer_id: int, draft: CustomerDraft) -> None:
    """Write the credit row where it differs; who may not grant credit leaves it as it is."""
    table: Any = CustomerCredit.__table__
    kept = ctx.session.execute(
        sa.select(table.c.id, table.c.credit_limit, table.c.term_days).where(table.c.customer_id == customer_id)
    ).one_or_none()
    wanted = {"credit_limit": draft.credit_limit, "term_days": draft.term_days}
    if draft.credit_limit is None or (kept and (kept.credit_limit, kept.term_days) == tuple(wanted.values())):
        return
    ctx.require("customers.credit")
    if kept:
        rows.update(ctx, CustomerCredit, kept.id, None, wanted)
    else:
        rows.insert(ctx, CustomerCredit, {**wanted, "customer_id": customer_id})


def move_stage(ctx: Ctx, customer_id: int, version: int | None, *, stage: str, reason: str) -> Saved:
    """Move a customer to another stage by hand, with a reason; history keeps it."""
    ctx.require("customers.edit")
    table: Any = Customer.__table__
    before = ctx.session.execute(sa.select(table.c.stage).where(table.c.id == customer_id)).scalar() or ""
    check_stage_move(before, stage, reason=reason)
    ctx.call("move_customer_stage", customer_id, stage, reason, False)
    ctx.publish(CustomerStageMoved(customer_id, before, stage))
    ctx.touch("customer", customer_id)
    return Saved(customer_id)


def advance_stage(ctx: Ctx, customer_id: int, stage: str, reason: str) -> None:
    """Carry a customer forward because something happened (won, ordered, shipped); never backward."""
    ctx.call("move_customer_stage", customer_id, stage, reason, True)
    ctx.touch("customer", customer_id)


def save_activity(ctx: Ctx, draft: ActivityDraft) -> Saved:
    """Plan an activity, or note one that is done."""
    ctx.require("customers.edit")
    refuse(required(draft, "customer", "subject"))
    values = {
        "customer_id": draft.customer,
        "contact_id": draft.contact,
        "kind": draft.kind,
        "subject": draft.subject,
        "content": draft.content,
        "due_at": draft.due_at or clock.now(),
        "result": draft.result,
        "done_at": clock.now() if draft.done else None,
    }
    if draft.id is None:
        written = rows.insert(ctx, Activity, values)
    else:
        written = rows.update(ctx, Activity, draft.id, draft.version, values)
    ctx.touch("activity", written.id)
    ctx.touch("customer", draft.customer or 0)
    return Saved(written.id, "", written.version)


def finish_activity(ctx: Ctx, activity_id: int, version: int | None, *, result: str = "") -> Saved:
    """Done: the customer's last contact is today."""
    ctx.require("customers.edit")
    done: datetime = clock.now()
    written = rows.update(ctx, Activity, activity_id, version, {"done_at": done, "result": result})
    ctx.touch("activity", activity_id)
    ctx.touch("customer")
    return Saved(written.id, "", written.version)
