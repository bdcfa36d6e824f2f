"""Use cases of shipping: notify, pick, ship, take back, sign for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app import rows
from app.drafting import make_draft, refuse, required
from app.errors import RuleError, UserError
from app.i18n import N_
from app.models.shipping import DeliveryNotice, DeliveryNoticeLine
from app.modules.office import services as office
from app.modules.orders import services as orders
from app.modules.shipping import queries
from app.modules.shipping.drafts import NoticeDraft, PickedDraft, PickedLineDraft
from app.modules.shipping.events import ShipmentReversed, Shipped, ShippedLine
from app.modules.shipping.rules import PickedLine, settle_picks
from app.modules.stock import services as stock
from app.modules.stock.drafts import PostingLine, StockPosting
from app.modules.stock.events import GoodsAvailable, StockReversed
from app.modules.stock.queries import pickable
from app.modules.stock.rules import Pick, PickRequest, allocate
from app.uow import Ctx, Saved

KIND = "delivery_notice"
_FIELDS = ("ship_to_address", "contact", "due_date", "carrier", "waybill", "packages", "notes")


# ---------------------------------------------------------------- notices
def save(ctx: Ctx, draft: NoticeDraft) -> Saved:
    """Create or change a delivery notice; it belongs to whom its first order belongs to."""
    ctx.require("shipping.edit")
    refuse(_errors(draft))
    known = queries.ordered_lines(ctx, [line.order_line for line in draft.lines if line.order_line])
    unknown = [at for at, line in enumerate(draft.lines) if line.order_line not in known]
    refuse([RuleError("order_line_unknown", field=f"lines.{at}.order_line") for at in unknown])
    lines = [
        {
            "id": line.id, "line_no": n, "order_line_id": line.order_line, "quantity": line.quantity, "notes": line.notes,
            "order_id": known[line.order_line or 0].order_id, "item_id": known[line.order_line or 0].item_id,
        }
        for n, line in enumerate(draft.lines, 1)
    ]  # fmt: skip
    values = _values(ctx, draft, known[draft.lines[0].order_line or 0])
    if draft.id is None:
        written = rows.insert(ctx, DeliveryNotice, values | ({"uid": draft.uid} if draft.uid else {}))
    else:
        written = rows.update(ctx, DeliveryNotice, draft.id, draft.version, values)
    rows.write_lines(ctx, DeliveryNoticeLine, "notice_id", written.id, lines)
    _touch(ctx, written.id)
    return Saved(written.id, written.number, written.version, "draft")


def _errors(draft: NoticeDraft) -> list[UserError]:
    errors = required(draft, "customer", "due_date")
    if not draft.lines:
        errors.append(RuleError("lines_needed", field="lines"))
    for at, line in enumerate(draft.lines):
        errors += [
            RuleError("value_required", field=f"lines.{at}.{e.field}") for e in required(line, "order_line", "quantity")
        ]
        if line.quantity is not None and line.quantity <= 0:
            errors.append(RuleError("quantity_not_positive", field=f"lines.{at}.quantity", quantity=line.quantity))
    return errors


def _values(ctx: Ctx, draft: NoticeDraft, first: queries.OrderedLine) -> dict[str, Any]:
    values = {k: getattr(draft, k) for k in _FIELDS}
    values |= {
        "customer_id": draft.customer,
        "ship_to_customer_id": draft.ship_to_customer or first.ship_to_customer_id,
        "end_user_id": draft.end_user or first.end_user_id,
        "ship_to_address": draft.ship_to_address or first.ship_to_address,
    }
    if draft.id is None:
        values |= {"owner_id": first.owner_id, "department_id": first.department_id}
    return values


def _touch(ctx: Ctx, notice_id: int, order_ids: Iterable[int] = ()) -> None:
    ctx.touch(KIND, notice_id)
    for order_id in order_ids:
        ctx.touch("sales_order", order_id)


def notify_from_orders(ctx: Ctx, order_ids: Sequence[int]) -> Saved:
    """One notice for everything open of orders of one customer, submitted at once."""
    ctx.require("shipping.edit")
    made = queries.draft_from_orders(ctx, order_ids)
    saved = save(ctx, make_draft(NoticeDraft, made["values"], made["lines"]))
    moved = submit(ctx, saved.id, saved.version)
    ctx.note("shipping.notice", moved.id, moved.number)
    return moved


def notify_order(ctx: Ctx, order_id: int, version: int | None = None) -> Saved:
    """One notice for everything open of one order, from pending work. version: of the order, which does not change."""
    return notify_from_orders(ctx, [order_id])


def submit(ctx: Ctx, notice_id: int, version: int | None) -> Saved:
    """Submit; without a rule that asks, it is approved at once."""
    ctx.require("shipping.edit")
    office.submit(ctx, KIND, notice_id, version)
    return _moved(ctx, notice_id)


def approve(ctx: Ctx, notice_id: int, version: int | None, *, comment: str = "") -> Saved:
    """Take the next step of approval."""
    ctx.require("shipping.approve")
    office.decide(ctx, KIND, notice_id, version, "approve", comment)
    return _moved(ctx, notice_id)


def reject(ctx: Ctx, notice_id: int, version: int | None, *, reason: str) -> Saved:
    """Send it back with a reason."""
    ctx.require("shipping.approve")
    office.decide(ctx, KIND, notice_id, version, "reject", reason)
    return _moved(ctx, notice_id)


def withdraw(ctx: Ctx, notice_id: int, version: int | None) -> Saved:
    """Take a submitted notice back."""
    return _move(ctx, notice_id, version, "withdraw")


def unapprove(ctx: Ctx, notice_id: int, version: int | None, *, reason: str) -> Saved:
    """Back to draft, while nobody picks."""
    return _move(ctx, notice_id, version, "unapprove", reason)


def close(ctx: Ctx, notice_id: int, version: int | None, *, reason: str) -> Saved:
    """Give up what was not picked; the order lines are open again."""
    return _move(ctx, notice_id, version, "close", reason)


def void(ctx: Ctx, notice_id: int, version: int | None, *, reason: str) -> Saved:
    """Make it void; its number stays."""
    return _move(ctx, notice_id, version, "void", reason)


def _move(ctx: Ctx, notice_id: int, version: int | None, name: str, reason: str = "") -> Saved:
    ctx.require("shipping.edit")
    office.move(ctx, KIND, notice_id, version, name, reason)
    return _moved(ctx, notice_id)


def _moved(ctx: Ctx, notice_id: int) -> Saved:
    head = queries.notice_head(ctx, notice_id)
    _touch(ctx, notice_id, {line.order_id for line in queries.notice_lines(ctx, notice_id)})
    return Saved(head.id, head.number, head.version, head.state)


# ---------------------------------------------------------------- picking
def make_pick(ctx: Ctx, notice_id: int, version: int | None) -> Saved:
    """Open a pick list over what lies free, oldest first, in walking order, and keep it; answers the pick list.

    What is short now is left out and returns to the order when the picks are confirmed.
    """
    ctx.require("shipping.pick")
    head = queries.notice_head(ctx, notice_id)
    lines = queries.notice_lines(ctx, notice_id)
    picks = _allocated(ctx, notice_id, lines)
    if not picks:
        raise RuleError("nothing_to_pick", number=head.number)
    made = ctx.call("make_pick", notice_id, version, json.dumps(picks))
    ctx.touch("pick_list", made["id"])
    ctx.touch("stock_balance")
    _touch(ctx, notice_id)
    ctx.note("shipping.pick", made["id"], made["number"])
    return Saved(made["id"], made["number"], made["version"], "open")


def _allocated(ctx: Ctx, notice_id: int, lines: Sequence[queries.NoticeLine]) -> list[dict[str, Any]]:
    """Places to pick from in walking order. A bin's code alone may stand in two warehouses, so its id goes with it."""
    placed = pickable(ctx, sorted({line.item_id for line in lines}), KIND, notice_id)
    bins = {f"{p.balance.bin} {p.bin_id}": p.bin_id for p in placed}
    balances = [replace(p.balance, bin=f"{p.balance.bin} {p.bin_id}") for p in placed]
    picks, _shorts = allocate([PickRequest(str(x.id), x.item_id, x.quantity) for x in lines], balances)
    walk = queries.walk_of(ctx, sorted(set(bins.values())))
    picks.sort(key=lambda pick: (walk[bins[pick.bin]], pick.item, pick.lot, pick.serial))
    return [_place(pick, bins[pick.bin]) for pick in picks]


def _place(pick: Pick, bin_id: int) -> dict[str, Any]:
    return {
        "notice_line_id": int(pick.ref), "bin_id": bin_id, "lot": pick.lot, "serial": pick.serial,
        "quantity": str(pick.quantity),
    }  # fmt: skip


def confirm_pick(ctx: Ctx, pick_id: int, version: int | None, *, lines: Sequence[PickedLineDraft] = ()) -> Saved:
    """What came back from the walk; lines not named were picked as asked.

    Short picks return to their orders' open quantity, and the orders' owners are told. Raises as rules.settle_picks.
    """
    ctx.require("shipping.pick")
    told = {line.id: line for line in lines}
    places = queries.pick_lines(ctx, pick_id)
    settle_picks([_settled(place, told.get(place.id)) for place in places])
    asked = [
        {"id": p.id, "picked": str(_picked(p, told.get(p.id)))}
        | ({"serial": _serial(p, told.get(p.id))} if p.serial else {})
        for p in places
    ]
    short = ctx.call("confirm_pick", pick_id, version, json.dumps(asked))
    notice_id, number = ctx.session.execute(
        sa.text("select notice_id, number from tw.pick_list where id = :id"), {"id": pick_id}
    ).one()
    ctx.touch("pick_list", pick_id)
    ctx.touch("stock_balance")
    _touch(ctx, notice_id, {line["order_id"] for line in short})
    _tell_short(ctx, notice_id, short)
    return Saved(pick_id, number, _version_of(ctx, pick_id), "picked")


def _settled(place: queries.PickedPlace, told: PickedLineDraft | None) -> PickedLine:
    picked = _picked(place, told)
    serials = (_serial(place, told),) if place.serial and picked > 0 else ()
    return PickedLine(place.notice_line_id, place.item, place.quantity, picked, bool(place.serial), serials)


def _picked(place: queries.PickedPlace, told: PickedLineDraft | None) -> Decimal:
    return place.quantity if told is None or told.picked is None else told.picked


def _serial(place: queries.PickedPlace, told: PickedLineDraft | None) -> str:
    return (told.serial.strip() if told else "") or place.serial


def _version_of(ctx: Ctx, pick_id: int) -> int:
    return int(
        ctx.session.execute(sa.text("select version from tw.pick_list where id = :id"), {"id": pick_id}).scalar() or 0
    )


def _tell_short(ctx: Ctx, notice_id: int, short: Sequence[Mapping[str, Any]]) -> None:
    """One message to the owner of each order that came short."""
    if not short:
        return
    found = ctx.session.execute(
        sa.text(
            "select o.id, o.number, o.owner_id, i.id as item_id, i.code || ' ' || i.name as item, u.name as unit"
            " from tw.sales_order o cross join tw.item i join tw.unit u on u.id = i.unit_id"
            " where o.id = any (:orders) and i.id = any (:items)"
        ),
        {"orders": [s["order_id"] for s in short], "items": [s["item_id"] for s in short]},
    )
    known = {(r.id, r.item_id): r for r in found}
    for order_id, group in groupby(sorted(short, key=lambda s: int(s["order_id"])), key=lambda s: int(s["order_id"])):
        missed = [(known[order_id, s["item_id"]], Decimal(str(s["asked"])) - Decimal(str(s["picked"]))) for s in group]
        order = missed[0][0]
        what = ", ".join(f"{row.item} {amount.normalize():f} {row.unit}" for row, amount in missed)
        if order.owner_id is not None:
            office.tell(
                ctx, order.owner_id, "warning", "shipping.short", N_("{order}: fewer pieces were found than noticed"),
                {"order": order.number}, second=N_("Short: {what}. It is open again in the order."),
                second_params={"what": what}, screen="orders.order", record_id=order.id,
                dedupe=f"shipping.short:{notice_id}:{order.id}",
            )  # fmt: skip


def save_picked(ctx: Ctx, draft: PickedDraft) -> Saved:
    """Confirm a pick list as its screen filled it in."""
    ctx.require("shipping.pick")
    if draft.id is None:
        raise RuleError("no_pick_list")
    return confirm_pick(ctx, draft.id, draft.version, lines=draft.lines)


def confirm_as_asked(ctx: Ctx, pick_id: int, version: int | None) -> Saved:
    """Everything was found as asked."""
    return confirm_pick(ctx, pick_id, version)


def cancel_pick(ctx: Ctx, pick_id: int, version: int | None, *, reason: str) -> Saved:
    """Put everything back; the notice may be picked again."""
    ctx.require("shipping.pick")
    ctx.call("cancel_pick", pick_id, version, reason)
    number, notice_id = ctx.session.execute(
        sa.text("select number, notice_id from tw.pick_list where id = :id"), {"id": pick_id}
    ).one()
    ctx.touch("pick_list", pick_id)
    ctx.touch("stock_balance")
    _touch(ctx, notice_id)
    return Saved(pick_id, number, _version_of(ctx, pick_id), "cancelled")


def cancel_picking(ctx: Ctx, notice_id: int, version: int | None, *, reason: str) -> Saved:
    """The same from the notice."""
    pick_id, _version = queries.pick_of_notice(ctx, notice_id)
    cancel_pick(ctx, pick_id, None, reason=reason)
    return _moved(ctx, notice_id)


# ---------------------------------------------------------------- shipping
def ship(ctx: Ctx, notice_id: int, version: int | None = None) -> Saved:
    """Post the sales issue of what was picked, with its serial numbers; finished order lines are closed.

    The database notes the shipments with the posting. Answers the notice.
    """
    ctx.require("shipping.ship")
    head = queries.notice_head(ctx, notice_id)
    if version is not None and version != head.version:
        ctx.call("lock_document", KIND, notice_id, version)
    pick_id, _version = queries.pick_of_notice(ctx, notice_id)
    places = [place for place in queries.pick_lines(ctx, pick_id) if place.picked]
    posting = StockPosting(
        "sales_issue", ctx.today, tuple(_issue_lines(places)), KIND, notice_id, head.customer_name, head.number
    )
    issue = stock.post(ctx, posting)
    ctx.note("stock.document", issue.id, issue.number)
    order_ids = sorted({place.order_id for place in places})
    for order_id in order_ids:
        orders.close_finished_lines(ctx, order_id)
    ctx.touch("shipment")
    ctx.publish(
        Shipped(issue.id, notice_id, tuple(_shipped_lines(places)), head.customer_id, head.end_user_id, ctx.today)
    )
    return _moved(ctx, notice_id)


def _issue_lines(places: Sequence[queries.PickedPlace]) -> list[PostingLine]:
    """One line for each notice line, bin and lot, with all serials of it."""
    found = []
    for (line_id, item_id, bin_id, lot), group in _grouped(places, with_bin=True):
        taken = list(group)
        found.append(
            PostingLine(
                item_id, sum((t.picked or Decimal(0) for t in taken), Decimal(0)), bin_id, lot=lot,
                serials=tuple(t.serial for t in taken if t.serial), source_line_id=line_id,
            )
        )  # fmt: skip
    return found


def _shipped_lines(places: Sequence[queries.PickedPlace]) -> list[ShippedLine]:
    found = []
    for (_line_id, item_id, _bin_id, lot), group in _grouped(places, with_bin=False):
        taken = list(group)
        found.append(
            ShippedLine(
                taken[0].order_id, taken[0].order_line_id, item_id,
                sum((t.picked or Decimal(0) for t in taken), Decimal(0)), tuple(t.serial for t in taken if t.serial), lot,
            )
        )  # fmt: skip
    return found


def _grouped(places: Sequence[queries.PickedPlace], *, with_bin: bool) -> Any:
    def key(place: queries.PickedPlace) -> tuple[int, int, int, str]:
        return place.notice_line_id, place.item_id, place.bin_id if with_bin else 0, place.lot

    return groupby(sorted(places, key=key), key=key)


def sign_for(
    ctx: Ctx, notice_id: int, version: int | None, *, signed_by: str = "", signed_on: date | None = None
) -> Saved:
    """The customer signed the delivery note 签收."""
    ctx.require("shipping.edit")
    day = signed_on or ctx.today
    if day > ctx.today:
        raise RuleError("day_in_future", field="signed_on", day=day)
    rows.update(ctx, DeliveryNotice, notice_id, version, {"signed_on": day, "signed_by": signed_by.strip()})
    return _moved(ctx, notice_id)


# ---------------------------------------------------------------- what other rooms tell
def on_stock_reversed(ctx: Ctx, event: StockReversed) -> None:
    """A red letter on a sales issue: the order lines are open again, later rooms are told."""
    if event.source_kind != KIND or event.kind != "sales_issue" or event.source_id is None:
        return
    order_ids = tuple(sorted({line.order_id for line in queries.notice_lines(ctx, event.source_id)}))
    for order_id in order_ids:
        orders.close_finished_lines(ctx, order_id)
    _touch(ctx, event.source_id, order_ids)
    ctx.touch("shipment")
    ctx.publish(ShipmentReversed(event.document_id, event.mirror_id, event.source_id, order_ids))


def on_goods_available(ctx: Ctx, event: GoodsAvailable) -> None:
    """What waits for these goods may be picked: lists and pending work read again."""
    ctx.touch(KIND)
