"""Use cases of the service room: from the customer's call to the closed request.

What a visit does to its request (assigned, accepted, in work, resolved, waiting for part) follows in the database
together with it (tw.follow_service_dispatch), whoever moves the visit.
"""

from __future__ import annotations

from typing import Any

from app import clock, rows
from app.drafting import refuse, required
from app.errors import NotFound, RuleError, UserError
from app.i18n import N_
from app.models.service import ServiceDispatch, ServicePart, ServiceRequest
from app.modules.office import services as office
from app.modules.products import queries as products
from app.modules.products.queries import Product
from app.modules.service import queries
from app.modules.service.drafts import DispatchDraft, PartDraft, RequestDraft
from app.modules.service.events import (
    Dispatched,
    RequestAssigned,
    RequestClosed,
    RequestOpened,
    RequestResolved,
    VisitFinished,
)
from app.modules.service.rules import charge_for, check_charges, proposed
from app.uow import Ctx, Saved

REQUEST, DISPATCH = "service_request", "service_dispatch"


# ---------------------------------------------------------------- requests
def save(ctx: Ctx, draft: RequestDraft) -> Saved:
    """Open a request, or change one that is not closed; its limits follow priority and hour."""
    return open_request(ctx, draft) if draft.id is None else _change_request(ctx, draft)


def open_request(ctx: Ctx, draft: RequestDraft) -> Saved:
    """Take down what a customer asks for: customer and site from the product, limits from the working calendar."""
    ctx.require("service.edit")
    product = _product(ctx, draft.product)
    values = _request_values(ctx, draft, product)
    if draft.uid is not None:
        values["uid"] = draft.uid
    written = rows.insert(ctx, ServiceRequest, values)
    ctx.publish(RequestOpened(written.id, values["customer_id"], draft.product))
    ctx.touch(REQUEST, written.id)
    return Saved(written.id, written.number, written.version, "new")


def _change_request(ctx: Ctx, draft: RequestDraft) -> Saved:
    ctx.require("service.edit")
    assert draft.id is not None
    before = queries.request_row(ctx, draft.id)
    values = _request_values(ctx, draft, _product(ctx, draft.product))
    if (values["opened_at"], draft.priority) == (before["opened_at"], before["priority"]):
        values = {k: v for k, v in values.items() if k not in ("respond_by", "finish_by")}
    written = rows.update(ctx, ServiceRequest, draft.id, draft.version, values)
    if draft.technician is not None and draft.technician != before["technician_id"]:
        _tell_assigned(ctx, queries.request_row(ctx, draft.id))
    ctx.touch(REQUEST, written.id)
    return Saved(written.id, written.number, written.version, before["state"])


def _product(ctx: Ctx, product_id: int | None) -> Product | None:
    """The product in the field, or None. Raises RuleError where the person does not see it."""
    if product_id is None:
        return None
    try:
        return products.product(ctx, product_id)
    except NotFound as unseen:
        raise RuleError(unseen.key, field="product", **unseen.params) from unseen


def _request_values(ctx: Ctx, draft: RequestDraft, product: Product | None) -> dict[str, Any]:
    customer = draft.customer or (product.end_user_id if product else None)
    errors: list[UserError] = required(draft, "symptom")
    if customer is None:
        errors.insert(0, RuleError("value_required", field="customer"))
    if draft.satisfaction is not None and not 1 <= draft.satisfaction <= 5:
        errors.append(RuleError("satisfaction_out_of_range", field="satisfaction"))
    refuse(errors)
    opened_at = draft.opened_at or clock.now()
    limits = queries.limits_for(ctx, opened_at, draft.priority)
    day = opened_at.astimezone(clock.zone()).date()
    return {
        "kind": draft.kind,
        "customer_id": customer,
        "contact_id": draft.contact,
        "phone": draft.phone,
        "product_id": draft.product,
        "site_address": draft.site_address or (product.site_address if product else ""),
        "access": draft.access,
        "symptom": draft.symptom,
        "priority": draft.priority,
        "charge": draft.charge or charge_for(product.warranty_until if product else None, day),
        "opened_at": opened_at,
        "respond_by": limits.respond_by,
        "finish_by": limits.finish_by,
        "technician_id": draft.technician,
        "cause": draft.cause,
        "result": draft.result,
        "satisfaction": draft.satisfaction,
        "survey_notes": draft.survey_notes,
    }


def assign(
    ctx: Ctx, request_id: int, version: int | None, *, technician_id: int | None = None, reason: str = ""
) -> Saved:
    """Make somebody responsible: the one named, else the one typed into the request, else who should go.

    A request already accepted starts anew with the next person. Raises RuleError("technician_missing").
    """
    ctx.require("service.assign")
    row = queries.request_row(ctx, request_id)
    if technician_id is None:
        technician_id = row["technician_id"]
    if technician_id is None:
        who = proposed(queries.technicians(ctx, row["product_id"]))
        if who is None:
            raise RuleError("technician_missing", field="technician")
        technician_id = who.id
    values = {"technician_id": technician_id, "state": "assigned", "state_reason": reason}
    written = rows.update(ctx, ServiceRequest, request_id, version, values)
    _tell_assigned(ctx, queries.request_row(ctx, request_id))
    ctx.touch(REQUEST, request_id)
    return Saved(request_id, written.number, written.version, "assigned")


def _tell_assigned(ctx: Ctx, row: Any) -> None:
    ctx.publish(RequestAssigned(row["id"], row["technician_id"]))
    if row["technician_id"] != ctx.user.id:
        office.tell(
            ctx, row["technician_id"], _severity(row["priority"]), "service.assigned",
            N_("Request {number} is yours: {customer}"),
            {"number": row["number"], "customer": row["customer_name"]},
            second="{symptom}", second_params={"symptom": row["symptom"]},
            screen="service.request", record_id=row["id"],
            dedupe=f"assigned:{row['id']}:{row['assigned_at']}",
        )  # fmt: skip


def _severity(priority: str) -> str:
    return {"urgent": "alert", "high": "warning"}.get(priority, "info")


def _move(
    ctx: Ctx, kind: str, record_id: int, version: int | None, name: str, permission: str, reason: str = ""
) -> Saved:
    """A named move of a request or visit that needs nothing else."""
    ctx.require(permission)
    state = office.move(ctx, kind, record_id, version, name, reason)
    ctx.touch(kind, record_id)
    return Saved(record_id, "", 0, state)


def accept(ctx: Ctx, request_id: int, version: int | None) -> Saved:
    """The person responsible takes the request on."""
    return _move(ctx, REQUEST, request_id, version, "accept", "service.work")


def start(ctx: Ctx, request_id: int, version: int | None) -> Saved:
    """Work on it begins, or goes on since the part is there."""
    return _move(ctx, REQUEST, request_id, version, "start", "service.work")


def wait_for_part(ctx: Ctx, request_id: int, version: int | None, *, reason: str) -> Saved:
    """Nothing can be done until a part is there; the reason says which."""
    return _move(ctx, REQUEST, request_id, version, "wait", "service.work", reason)


def resolve(ctx: Ctx, request_id: int, version: int | None, *, result: str = "") -> Saved:
    """What was asked for is done; the result must be written down. Tells who opened the request, and the desk."""
    ctx.require("service.work")
    row = queries.request_row(ctx, request_id)
    if not (result or row["result"]).strip():
        raise RuleError("result_missing", field="result")
    if result:
        version = rows.update(ctx, ServiceRequest, request_id, version, {"result": result}).version
    saved = _move(ctx, REQUEST, request_id, version, "resolve", "service.work")
    _after_resolved(ctx, request_id)
    return saved


def _after_resolved(ctx: Ctx, request_id: int) -> None:
    row = queries.request_row(ctx, request_id)
    ctx.publish(RequestResolved(request_id))
    for recipient in _desk_and(ctx, row["created_by"]):
        office.tell(
            ctx, recipient, "done", "service.resolved", N_("Request {number} resolved: {customer}"),
            {"number": row["number"], "customer": row["customer_name"]},
            second="{result}", second_params={"result": row["result"]},
            screen="service.request", record_id=request_id, dedupe=f"resolved:{request_id}:{row['resolved_at']}",
        )  # fmt: skip


def survey(ctx: Ctx, request_id: int, version: int | None, *, reason: str = "") -> Saved:
    """The customer was asked; `reason` is what they said."""
    ctx.require("service.assign")
    if reason.strip():
        version = rows.update(ctx, ServiceRequest, request_id, version, {"survey_notes": reason.strip()}).version
    return _move(ctx, REQUEST, request_id, version, "survey", "service.assign", reason)


def close(ctx: Ctx, request_id: int, version: int | None) -> Saved:
    """Nothing is left to do."""
    saved = _move(ctx, REQUEST, request_id, version, "close", "service.assign")
    ctx.publish(RequestClosed(request_id))
    return saved


def cancel(ctx: Ctx, request_id: int, version: int | None, *, reason: str) -> Saved:
    """The customer no longer wants it; refused while somebody is on the way."""
    return _move(ctx, REQUEST, request_id, version, "cancel", "service.assign", reason)


def reopen(ctx: Ctx, request_id: int, version: int | None, *, reason: str) -> Saved:
    """It was not solved after all: back to the person responsible."""
    saved = _move(ctx, REQUEST, request_id, version, "reopen", "service.assign", reason)
    _tell_assigned(ctx, queries.request_row(ctx, request_id))
    return saved


# ---------------------------------------------------------------- visits
def save_dispatch(ctx: Ctx, draft: DispatchDraft) -> Saved:
    """Send a technician, or change a visit that is not yet returned."""
    return dispatch(ctx, draft) if draft.id is None else _change_dispatch(ctx, draft)


def dispatch(ctx: Ctx, draft: DispatchDraft) -> Saved:
    """Send a technician: the visit gets its own number, the request its responsible, the technician a message.

    With `reassigns` the visit of that id is marked as reassigned in the same transaction.
    """
    ctx.require("service.edit")
    refuse(_dispatch_errors(draft))
    request = queries.request_row(ctx, draft.request or 0)
    _check_charges(draft, request["charge"])
    if draft.reassigns is not None:
        _mark_reassigned(ctx, draft.reassigns, request["id"])
    values = {**_dispatch_values(draft), "request_id": request["id"]}
    if draft.uid is not None:
        values["uid"] = draft.uid
    written = rows.insert(ctx, ServiceDispatch, values)
    _write_parts(ctx, written.id, draft)
    row = queries.dispatch_row(ctx, written.id)
    ctx.publish(Dispatched(written.id, request["id"], row["technician_id"], row["planned_at"]))
    _tell_sent(ctx, row)
    _touch_visit(ctx, row)
    return Saved(written.id, written.number, written.version, "dispatched")


def _change_dispatch(ctx: Ctx, draft: DispatchDraft) -> Saved:
    ctx.require("service.edit")
    assert draft.id is not None
    before = queries.dispatch_row(ctx, draft.id)
    refuse(_dispatch_errors(draft))
    if draft.technician != before["technician_id"]:
        raise RuleError("reassign_instead", field="technician")
    _check_charges(draft, before["charge"] or "billed")
    written = rows.update(ctx, ServiceDispatch, draft.id, draft.version, _dispatch_values(draft))
    _write_parts(ctx, draft.id, draft)
    row = queries.dispatch_row(ctx, draft.id)
    if row["planned_at"] != before["planned_at"]:
        _tell_sent(ctx, row)
    _touch_visit(ctx, row)
    return Saved(draft.id, written.number, written.version, row["state"])


def _dispatch_errors(draft: DispatchDraft) -> list[UserError]:
    errors = required(draft, "request", "technician", "planned_at")
    if draft.planned_minutes <= 0:
        errors.append(RuleError("quantity_not_positive", field="planned_minutes"))
    for number, part in enumerate(draft.lines):
        if part.item is None:
            continue
        if part.quantity <= 0:
            errors.append(RuleError("quantity_not_positive", field=f"lines.{number}.quantity"))
        elif not 0 <= part.used <= part.quantity:
            errors.append(RuleError("used_more_than_carried", field=f"lines.{number}.used"))
    return errors


def _check_charges(draft: DispatchDraft, charge: str) -> None:
    check_charges(charge, draft.labour_charge, draft.travel_charge)


def _dispatch_values(draft: DispatchDraft) -> dict[str, Any]:
    return {
        "technician_id": draft.technician,
        "planned_at": draft.planned_at,
        "planned_minutes": draft.planned_minutes,
        "task": draft.task,
        "outcome": draft.outcome,
        "cause": draft.cause,
        "result": draft.result,
        "labour_charge": draft.labour_charge,
        "travel_charge": draft.travel_charge,
    }


def _write_parts(ctx: Ctx, dispatch_id: int, draft: DispatchDraft) -> None:
    lines = [
        {
            "id": part.id, "line_no": number, "item_id": part.item, "quantity": part.quantity, "used": part.used,
            "serial": part.serial, "old_serial": part.old_serial,
        }
        for number, part in enumerate(draft.lines, 1)
        if part.item is not None
    ]  # fmt: skip
    rows.write_lines(ctx, ServicePart, "dispatch_id", dispatch_id, lines)


def _tell_sent(ctx: Ctx, row: Any) -> None:
    """Tell the technician when to be where; moved visits are told anew."""
    if row["technician_id"] == ctx.user.id:
        return
    when = f"{row['planned_at'].astimezone(clock.zone()):%Y-%m-%d %H:%M}"
    office.tell(
        ctx, row["technician_id"], "info", "service.dispatched", N_("Visit {number}: {customer}, {when}"),
        {"number": row["number"], "customer": row["customer_name"], "when": when},
        second="{task}", second_params={"task": row["task"] or row["symptom"] or ""},
        screen="service.dispatch", record_id=row["id"], dedupe=f"dispatched:{row['id']}:{when}",
    )  # fmt: skip


def _touch_visit(ctx: Ctx, row: Any) -> None:
    ctx.touch(DISPATCH, row["id"])
    ctx.touch(REQUEST, row["request_id"])


def _move_visit(ctx: Ctx, dispatch_id: int, version: int | None, name: str, permission: str, reason: str = "") -> Saved:
    """A named move of a visit; its request follows in the database."""
    saved = _move(ctx, DISPATCH, dispatch_id, version, name, permission, reason)
    row = queries.dispatch_row(ctx, dispatch_id)
    _touch_visit(ctx, row)
    return Saved(dispatch_id, row["number"], row["version"], saved.state)


def accept_dispatch(ctx: Ctx, dispatch_id: int, version: int | None) -> Saved:
    """The technician will go."""
    return _move_visit(ctx, dispatch_id, version, "accept", "service.work")


def refuse_dispatch(ctx: Ctx, dispatch_id: int, version: int | None, *, reason: str) -> Saved:
    """The technician cannot go; the desk hears why."""
    saved = _move_visit(ctx, dispatch_id, version, "refuse", "service.work", reason)
    row = queries.dispatch_row(ctx, dispatch_id)
    for recipient in _desk_and(ctx, None):
        office.tell(
            ctx, recipient, "warning", "service.refused", N_("{technician} cannot make visit {number}"),
            {"technician": row["technician_name"], "number": row["number"]},
            second="{reason}", second_params={"reason": reason},
            screen="service.request", record_id=row["request_id"], dedupe=f"refused:{dispatch_id}",
        )  # fmt: skip
    return saved


def arrive(ctx: Ctx, dispatch_id: int, version: int | None) -> Saved:
    """The technician is on site: the request is in work."""
    return _move_visit(ctx, dispatch_id, version, "arrive", "service.work")


def finish(ctx: Ctx, dispatch_id: int, version: int | None, *, reason: str = "") -> Saved:
    """The visit is done; `reason` is the result where it is told on the spot. An outcome not chosen counts as solved.

    Raises RuleError("result_missing"). Tells who opened the request, and the desk.
    """
    ctx.require("service.work")
    row = queries.dispatch_row(ctx, dispatch_id)
    result = reason.strip() or row["result"]
    if not result.strip():
        raise RuleError("result_missing", field="result")
    outcome = row["outcome"] or "solved"
    if (result, outcome) != (row["result"], row["outcome"]):
        values = {"result": result, "outcome": outcome}
        version = rows.update(ctx, ServiceDispatch, dispatch_id, version, values).version
    saved = _move_visit(ctx, dispatch_id, version, "finish", "service.work")
    _tell_finished(ctx, queries.dispatch_row(ctx, dispatch_id))
    return saved


def need_second_visit(ctx: Ctx, dispatch_id: int, version: int | None, *, reason: str) -> Saved:
    """The visit ended without an end of the matter; the desk plans another."""
    saved = _move_visit(ctx, dispatch_id, version, "second_visit", "service.work", reason)
    _tell_finished(ctx, queries.dispatch_row(ctx, dispatch_id))
    return saved


def _tell_finished(ctx: Ctx, row: Any) -> None:
    request = queries.request_row(ctx, row["request_id"])
    ctx.publish(VisitFinished(row["id"], row["request_id"], row["outcome"]))
    if request["state"] == "resolved":
        _after_resolved(ctx, row["request_id"])
        return
    for recipient in _desk_and(ctx, request["created_by"]):
        office.tell(
            ctx, recipient, "warning", "service.visit_finished",
            N_("Visit {number} ended, the request is still open: {customer}"),
            {"number": row["number"], "customer": row["customer_name"]},
            second="{result}", second_params={"result": row["state_reason"] or row["result"]},
            screen="service.request", record_id=row["request_id"], dedupe=f"finished:{row['id']}",
        )  # fmt: skip


def return_sheet(ctx: Ctx, dispatch_id: int, version: int | None) -> Saved:
    """The signed sheet is back at the desk."""
    return _move_visit(ctx, dispatch_id, version, "return", "service.assign")


def reassign(ctx: Ctx, dispatch_id: int, version: int | None, *, technician_id: int) -> Saved:
    """Send somebody else instead, at the same time, for the same task, with the same parts."""
    ctx.require("service.assign")
    row = queries.dispatch_row(ctx, dispatch_id)
    if version is not None and version != row["version"]:
        raise rows.why_nothing_changed(ctx, ServiceDispatch, dispatch_id, version)
    parts = queries.dispatch_from_dispatch(ctx, [dispatch_id])["lines"]
    return dispatch(
        ctx,
        DispatchDraft(
            request=row["request_id"],
            technician=technician_id,
            planned_at=row["planned_at"],
            planned_minutes=row["planned_minutes"],
            task=row["task"],
            reassigns=dispatch_id,
            lines=tuple(PartDraft(part["item"], part["quantity"]) for part in parts),
        ),
    )


def _mark_reassigned(ctx: Ctx, dispatch_id: int, request_id: int) -> None:
    """The visit that another one replaces; its technician hears that they need not go."""
    ctx.require("service.assign")
    row = queries.dispatch_row(ctx, dispatch_id)
    if row["request_id"] != request_id:
        raise RuleError("visit_of_another_request", field="request", number=row["number"])
    office.move(ctx, DISPATCH, dispatch_id, row["version"], "reassign")
    ctx.touch(DISPATCH, dispatch_id)
    if row["state"] != "refused":
        office.tell(
            ctx, row["technician_id"], "info", "service.reassigned", N_("Visit {number} is made by somebody else"),
            {"number": row["number"]}, second="{customer}", second_params={"customer": row["customer_name"]},
            screen="service.dispatch", record_id=dispatch_id, dedupe=f"reassigned:{dispatch_id}",
        )  # fmt: skip


def _desk_and(ctx: Ctx, person: int | None) -> list[int]:
    """The service desk and one other person, without who is acting."""
    found = set(office.holders(ctx, "service.assign")) | ({person} if person else set())
    return sorted(found - {ctx.user.id})
