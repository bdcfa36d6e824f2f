"""Use cases of the opportunities room: save, advance, win, lose, suspend, reopen, cancel."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from app import rows
from app.drafting import refuse
from app.errors import NotFound
from app.models.opportunities import Opportunity, OpportunityLine
from app.modules.customers.services import advance_stage
from app.modules.office import services as office
from app.modules.opportunities import queries, rules
from app.modules.opportunities.drafts import OpportunityDraft
from app.modules.opportunities.events import OpportunityWon
from app.uow import Ctx, Saved

KIND = "opportunity"
_PLAIN = ("name", "currency", "expected_date", "source", "next_step", "next_step_on", "notes")


def save(ctx: Ctx, draft: OpportunityDraft) -> Saved:
    """Create or change a deal with its lines; a first deal makes a prospect of the customer."""
    ctx.require("opportunities.edit")
    refuse(list(rules.draft_errors(draft)))
    values = _values(ctx, draft)
    if draft.id is None:
        if draft.uid is not None:
            values["uid"] = draft.uid
        written = rows.insert(ctx, Opportunity, values)
        advance_stage(ctx, values["customer_id"], "prospect", written.number)
    else:
        written = rows.update(ctx, Opportunity, draft.id, draft.version, values)
    rows.write_lines(ctx, OpportunityLine, "opportunity_id", written.id, _line_values(draft))
    ctx.touch(KIND, written.id)
    return Saved(written.id, written.number, written.version, "open")


def _values(ctx: Ctx, draft: OpportunityDraft) -> dict[str, Any]:
    values = {k: v for k, v in asdict(draft).items() if k in _PLAIN}
    values |= {"customer_id": draft.customer, "end_user_id": draft.end_user, "contact_id": draft.contact}
    values["amount"] = rules.amount_of(draft.lines) if draft.amount is None else draft.amount
    known = queries.stages(ctx)
    stage = next((s for s in known if s.id == draft.stage), known[0])
    values["stage_id"] = stage.id
    values["probability"] = stage.probability if draft.probability is None else draft.probability
    if draft.owner is not None:
        values["owner_id"] = draft.owner
    return values


def _line_values(draft: OpportunityDraft) -> list[dict[str, Any]]:
    return [
        {
            "id": line.id, "line_no": place, "item_id": line.item, "description": line.description,
            "quantity": line.quantity, "price_with_tax": line.price_with_tax, "due_date": line.due_date,
        }
        for place, line in enumerate(draft.lines, start=1)
    ]  # fmt: skip


def advance(ctx: Ctx, opportunity_id: int, version: int | None) -> Saved:
    """On to the next stage, with its chance. Raises RuleError("last_stage") in the last one."""
    ctx.require("opportunities.edit")
    table: Any = Opportunity.__table__
    current = ctx.session.execute(sa.select(table.c.stage_id).where(table.c.id == opportunity_id)).scalar()
    if current is None:
        raise NotFound("not_found", kind=KIND)
    stage = rules.next_stage(current, queries.stages(ctx))
    written = rows.update(
        ctx, Opportunity, opportunity_id, version, {"stage_id": stage.id, "probability": stage.probability}
    )
    ctx.touch(KIND, opportunity_id)
    return Saved(written.id, written.number, written.version, "open")


def win(ctx: Ctx, opportunity_id: int, version: int | None) -> Saved:
    """The customer has agreed: later rooms draft what follows, in this transaction."""
    ctx.require("opportunities.edit")
    saved = _move(ctx, opportunity_id, version, "win")
    ctx.publish(OpportunityWon(opportunity_id))
    return saved


def lose(ctx: Ctx, opportunity_id: int, version: int | None, *, reason: str) -> Saved:
    """Lost, with the reason."""
    return _move(ctx, opportunity_id, version, "lose", reason)


def suspend(ctx: Ctx, opportunity_id: int, version: int | None, *, reason: str) -> Saved:
    """Put aside for now, with the reason."""
    return _move(ctx, opportunity_id, version, "suspend", reason)


def reopen(ctx: Ctx, opportunity_id: int, version: int | None) -> Saved:
    """Under way again."""
    return _move(ctx, opportunity_id, version, "reopen")


def cancel(ctx: Ctx, opportunity_id: int, version: int | None, *, reason: str) -> Saved:
    """There never was a deal, or there is none any more."""
    return _move(ctx, opportunity_id, version, "cancel", reason)


def _move(ctx: Ctx, opportunity_id: int, version: int | None, name: str, reason: str = "") -> Saved:
    ctx.require("opportunities.edit")
    state = office.move(ctx, KIND, opportunity_id, version, name, reason)
    ctx.touch(KIND, opportunity_id)
    row = ctx.session.execute(
        sa.text("select number, version from tw.opportunity where id = :id"), {"id": opportunity_id}
    ).one()
    return Saved(opportunity_id, row.number, row.version, state)
