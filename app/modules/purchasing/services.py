"""Use cases of the purchasing room: ask, order, approve, receive; what the plan asks and moves."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import rows
from app.drafting import refuse, required
from app.errors import NotFound, RuleError, UserError
from app.i18n import N_
from app.models.purchasing import (
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderLinePrice,
    PurchaseRequest,
    PurchaseRequestLine,
)
from app.modules.mrp import services as mrp
from app.modules.mrp.events import CancelAccepted, PlannedOrdersReleased, ReleasedOrder, RescheduleAccepted
from app.modules.office import services as office
from app.modules.purchasing.drafts import (
    OrderDraft,
    OrderLineDraft,
    ReceiptDraft,
    ReceiptLine,
    RequestDraft,
    RequestLineDraft,
)
from app.modules.purchasing.events import PurchaseOrderApproved, PurchaseReceived
from app.modules.purchasing.queries import lines_to_order
from app.modules.purchasing.rules import check_receipt, line_errors, price_errors
from app.modules.stock.events import GoodsAvailable, StockPosted
from app.modules.stock.rules import parse_serials
from app.uow import Ctx, Saved

REQUEST, ORDER = "purchase_request", "purchase_order"
_SCREENS = {REQUEST: "purchasing.request", ORDER: "purchasing.order"}


# ---------------------------------------------------------------- requests
def save_request(ctx: Ctx, draft: RequestDraft) -> Saved:
    """Create or change a purchase request."""
    ctx.require("purchasing.request")
    lines = [line for line in draft.lines if line.item is not None or line.quantity is not None]
    refuse(list(line_errors([(x.item, x.quantity, x.due_date) for x in lines])))
    values = {
        "request_date": draft.request_date or ctx.today, "supplier_id": draft.supplier, "notes": draft.notes,
    }  # fmt: skip
    if draft.id is None:
        written = rows.insert(ctx, PurchaseRequest, values | ({"uid": draft.uid} if draft.uid else {}))
    else:
        written = rows.update(ctx, PurchaseRequest, draft.id, draft.version, values)
    rows.write_lines(
        ctx, PurchaseRequestLine, "request_id", written.id, [_request_line(n, x) for n, x in enumerate(lines, 1)]
    )
    _touch(ctx, REQUEST, written.id)
    return Saved(written.id, written.number, written.version, "draft")


def _request_line(line_no: int, line: RequestLineDraft) -> dict[str, Any]:
    return {
        "id": line.id, "line_no": line_no, "item_id": line.item, "quantity": line.quantity, "due_date": line.due_date,
        "notes": line.notes,
    }  # fmt: skip


def submit_request(ctx: Ctx, request_id: int, version: int | None) -> Saved:
    """Submit a request; approved at once where no step asks."""
    ctx.require("purchasing.request")
    return _told(ctx, REQUEST, request_id, office.submit(ctx, REQUEST, request_id, version))


def approve_request(ctx: Ctx, request_id: int, version: int | None) -> Saved:
    """Approve the open step of a request."""
    return _told(ctx, REQUEST, request_id, office.decide(ctx, REQUEST, request_id, version, "approve"))


def reject_request(ctx: Ctx, request_id: int, version: int | None, *, reason: str) -> Saved:
    """Send a request back."""
    return _told(ctx, REQUEST, request_id, office.decide(ctx, REQUEST, request_id, version, "reject", reason))


def withdraw_request(ctx: Ctx, request_id: int, version: int | None) -> Saved:
    """Take a submitted request back."""
    return _move(ctx, REQUEST, request_id, version, "withdraw", "purchasing.request")


def unapprove_request(ctx: Ctx, request_id: int, version: int | None, *, reason: str) -> Saved:
    """Back to draft while nothing was ordered of it."""
    return _move(ctx, REQUEST, request_id, version, "unapprove", "purchasing.request", reason)


def close_request(ctx: Ctx, request_id: int, version: int | None, *, reason: str) -> Saved:
    """No more of this request will be ordered."""
    return _move(ctx, REQUEST, request_id, version, "close", "purchasing.request", reason)


def void_request(ctx: Ctx, request_id: int, version: int | None, *, reason: str) -> Saved:
    """A request that was a mistake; its number stays."""
    return _move(ctx, REQUEST, request_id, version, "void", "purchasing.request", reason)


# ---------------------------------------------------------------- from the plan
def on_released(ctx: Ctx, event: PlannedOrdersReleased) -> None:
    """Planned orders to buy become approved requests, one per proposed supplier and run."""
    by_supplier: defaultdict[int | None, list[ReleasedOrder]] = defaultdict(list)
    for order in event.orders:
        if order.kind == "buy":
            by_supplier[order.supplier_id].append(order)
    if not by_supplier:
        return
    ctx.require("purchasing.request")
    suppliers = list(by_supplier)
    made = rows.insert_many(ctx, PurchaseRequest, [
        {"request_date": ctx.today, "supplier_id": supplier, "plan_run_id": event.run_id, "notes": "MRP"}
        for supplier in suppliers
    ])  # fmt: skip
    request_of = dict(zip(suppliers, made, strict=True))
    rows.insert_many(ctx, PurchaseRequestLine, [
        {
            "request_id": request_of[supplier], "line_no": at, "item_id": o.item_id, "quantity": o.quantity,
            "due_date": o.due, "planned_order_id": o.id,
        }
        for supplier, orders in by_supplier.items()
        for at, o in enumerate(orders, 1)
    ])  # fmt: skip
    ctx.session.execute(
        sa.text("select tw.submit(:k, x, null) from unnest(cast(:ids as bigint[])) x"), {"k": REQUEST, "ids": made}
    )
    numbers = _numbers(ctx, REQUEST, made)
    links = {o.id: request_of[supplier] for supplier, orders in by_supplier.items() for o in orders}
    mrp.link_made(ctx, REQUEST, {i: (request_id, numbers[request_id]) for i, request_id in links.items()})
    for request_id in made:
        ctx.note("purchasing.request", request_id, numbers[request_id])
        _touch(ctx, REQUEST, request_id)


def _numbers(ctx: Ctx, table: str, ids: Sequence[int]) -> dict[int, str]:
    found = ctx.session.execute(sa.text(f"select id, number from tw.{table} where id = any (:ids)"), {"ids": list(ids)})
    return {r.id: r.number for r in found}


def on_reschedule(ctx: Ctx, event: RescheduleAccepted) -> None:
    """The planner moves a line to another day; the purchaser is told, history keeps the day before."""
    if event.document_kind not in _SCREENS:
        return
    owner = ctx.call("reschedule_purchase", event.document_kind, event.document_id, event.line_id, event.new_date)
    _tell(ctx, event.document_kind, event.document_id, owner, N_("{number}: planning needs a line on {day}"),
          {"day": event.new_date})  # fmt: skip
    _touch(ctx, event.document_kind, event.document_id)


def on_cancel(ctx: Ctx, event: CancelAccepted) -> None:
    """A request line nobody needs is closed; for what was ordered the purchaser talks to the supplier."""
    if event.document_kind not in _SCREENS:
        return
    is_closed = event.document_kind == REQUEST and ctx.call("close_request_line", event.line_id)
    if not is_closed:
        owner = ctx.session.execute(
            sa.text(f"select owner_id from tw.{event.document_kind} where id = :id"), {"id": event.document_id}
        ).scalar()
        _tell(ctx, event.document_kind, event.document_id, owner, N_("{number}: planning needs a line no more"), {})
    _touch(ctx, event.document_kind, event.document_id)


def _tell(ctx: Ctx, kind: str, document_id: int, owner: int | None, text: str, params: dict[str, Any]) -> None:
    if owner is None or owner == ctx.user.id:
        return
    number = _numbers(ctx, kind, [document_id]).get(document_id, "")
    office.tell(
        ctx, owner, "info", "purchasing.plan", text, {"number": number, **params}, screen=_SCREENS[kind],
        record_id=document_id,
    )  # fmt: skip


# ---------------------------------------------------------------- orders
def save_order(ctx: Ctx, draft: OrderDraft) -> Saved:
    """Create or change a purchase order; prices only by who may see them."""
    ctx.require("purchasing.edit")
    lines = [_with_due(draft, x) for x in draft.lines if x.item is not None or x.quantity is not None]
    errors: list[UserError] = required(draft, "supplier")
    errors += line_errors([(x.item, x.quantity, due) for x, due in lines])
    errors += price_errors([x.price for x, _due in lines])
    refuse(errors)
    values = _order_values(ctx, draft)
    if draft.id is None:
        written = rows.insert(ctx, PurchaseOrder, values | ({"uid": draft.uid} if draft.uid else {}))
    else:
        written = rows.update(ctx, PurchaseOrder, draft.id, draft.version, values)
    _write_order_lines(ctx, written.id, lines)
    _touch(ctx, ORDER, written.id)
    return Saved(written.id, written.number, written.version, "draft")


def _with_due(draft: OrderDraft, line: OrderLineDraft) -> tuple[OrderLineDraft, Any]:
    return line, line.due_date or draft.due_date


def _order_values(ctx: Ctx, draft: OrderDraft) -> dict[str, Any]:
    rate = draft.rate
    if rate is None:
        rate = ctx.session.execute(
            sa.text("select rate from tw.currency where code = :c"), {"c": draft.currency}
        ).scalar() or Decimal(1)
    return {
        "supplier_id": draft.supplier, "order_date": draft.order_date or ctx.today, "due_date": draft.due_date,
        "currency": draft.currency, "rate": rate, "tax_anchor": draft.tax_anchor, "payment_terms": draft.payment_terms,
        "ship_to_address": draft.ship_to_address, "notes": draft.notes,
    }  # fmt: skip


def _write_order_lines(ctx: Ctx, order_id: int, lines: Sequence[tuple[OrderLineDraft, Any]]) -> None:
    ids = rows.write_lines(ctx, PurchaseOrderLine, "order_id", order_id, [
        {
            "id": x.id, "line_no": at, "item_id": x.item, "description": x.description, "quantity": x.quantity,
            "due_date": due, "notes": x.notes, "request_line_id": x.request_line,
        }
        for at, (x, due) in enumerate(lines, 1)
    ])  # fmt: skip
    if not ctx.user.may("purchasing.prices"):
        return
    stored = ctx.session.execute(
        sa.text("select line_id, id from tw.purchase_order_line_price where order_id = :o"), {"o": order_id}
    )
    kept: dict[int, int] = {r.line_id: r.id for r in stored}
    rows.write_lines(ctx, PurchaseOrderLinePrice, "order_id", order_id, [
        {"id": kept.get(line_id), "line_id": line_id, "price": x.price or Decimal(0), "tax_code": x.tax_code}
        for line_id, (x, _due) in zip(ids, lines, strict=True)
    ])  # fmt: skip


def order_requests(ctx: Ctx, request_ids: Sequence[int]) -> Saved:
    """Make draft orders of everything outstanding on requests, one per supplier."""
    ctx.require("purchasing.edit")
    found = ctx.session.execute(
        sa.text("select id from tw.purchase_request_line_list where request_id = any (:ids) and outstanding > 0"),
        {"ids": list(request_ids)},
    )
    return order_lines(ctx, list(found.scalars()))


def order_request(ctx: Ctx, request_id: int, version: int | None = None) -> Saved:
    """Order one request from the pending work."""
    return order_requests(ctx, [request_id])


def order_lines(ctx: Ctx, line_ids: Sequence[int]) -> Saved:
    """Make draft orders of request lines, one per supplier: the proposed one, else the item's first source.

    Raises RuleError("nothing_outstanding"), RuleError("no_supplier_known") naming the item.
    """
    ctx.require("purchasing.edit")
    by_supplier: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in lines_to_order(ctx, line_ids, is_locking=True):
        if line["supplier_id"] is None:
            raise RuleError("no_supplier_known", item=f"{line['item__code']} {line['item__name']}")
        by_supplier[line["supplier_id"]].append(line)
    if not by_supplier:
        raise RuleError("nothing_outstanding")
    terms = {
        r.id: r
        for r in ctx.session.execute(
            sa.text("select id, currency, payment_terms from tw.supplier where id = any (:ids)"),
            {"ids": list(by_supplier)},
        )
    }
    for supplier, lines in by_supplier.items():
        saved = save_order(ctx, OrderDraft(
            supplier, ctx.today, max(line["due_date"] for line in lines), terms[supplier].currency,
            payment_terms=terms[supplier].payment_terms, lines=tuple(
                OrderLineDraft(
                    line["item"], "", line["quantity"], line["price"], line["tax_code"], line["due_date"], line["notes"],
                    line["request_line"],
                )
                for line in lines
            ),
        ))  # fmt: skip
        ctx.note("purchasing.order", saved.id, saved.number)
    _touch(ctx, REQUEST, 0)
    return Saved(saved.id, saved.number, saved.version, saved.state, tuple(ctx.made), len(by_supplier))


def submit_order(ctx: Ctx, order_id: int, version: int | None) -> Saved:
    """Submit an order; below the first amount band it is approved at once."""
    ctx.require("purchasing.edit")
    return _decided(ctx, order_id, office.submit(ctx, ORDER, order_id, version))


def approve_order(ctx: Ctx, order_id: int, version: int | None) -> Saved:
    """Approve the open step of an order."""
    return _decided(ctx, order_id, office.decide(ctx, ORDER, order_id, version, "approve"))


def reject_order(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """Send an order back to the purchaser."""
    return _decided(ctx, order_id, office.decide(ctx, ORDER, order_id, version, "reject", reason))


def _decided(ctx: Ctx, order_id: int, state: str) -> Saved:
    if state == "approved":
        ctx.publish(PurchaseOrderApproved(order_id))
    return _told(ctx, ORDER, order_id, state)


def withdraw_order(ctx: Ctx, order_id: int, version: int | None) -> Saved:
    """Take a submitted order back."""
    return _move(ctx, ORDER, order_id, version, "withdraw", "purchasing.edit")


def unapprove_order(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """Back to draft while nothing was received of it."""
    return _move(ctx, ORDER, order_id, version, "unapprove", "purchasing.edit", reason)


def close_order(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """Nothing more will come of this order."""
    return _move(ctx, ORDER, order_id, version, "close", "purchasing.edit", reason)


def reopen_order(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """Goods may come of a closed order again."""
    return _move(ctx, ORDER, order_id, version, "reopen", "purchasing.edit", reason)


def void_order(ctx: Ctx, order_id: int, version: int | None, *, reason: str) -> Saved:
    """An order that was never to be; its requests are free to be ordered again."""
    return _move(ctx, ORDER, order_id, version, "void", "purchasing.edit", reason)


def _move(ctx: Ctx, kind: str, document_id: int, version: int | None, transition: str, permission: str,
          reason: str = "") -> Saved:  # fmt: skip
    ctx.require(permission)
    return _told(ctx, kind, document_id, office.move(ctx, kind, document_id, version, transition, reason))


def close_lines(ctx: Ctx, line_ids: Sequence[int]) -> Saved:
    """Close order lines: what is outstanding of them will not come."""
    return _set_closed(ctx, line_ids, is_closed=True)


def reopen_lines(ctx: Ctx, line_ids: Sequence[int]) -> Saved:
    """Open closed order lines again."""
    return _set_closed(ctx, line_ids, is_closed=False)


def _set_closed(ctx: Ctx, line_ids: Sequence[int], *, is_closed: bool) -> Saved:
    ctx.require("purchasing.edit")
    changed: Any = ctx.session.execute(
        sa.text("update tw.purchase_order_line set closed = :c where id = any (:ids) and closed <> :c"),
        {"c": is_closed, "ids": list(line_ids)},
    )
    if changed.rowcount == 0:
        raise RuleError("nothing_selected")
    _touch(ctx, ORDER, 0)
    return Saved(line_ids[0], count=changed.rowcount)


# ---------------------------------------------------------------- goods
def receive(
    ctx: Ctx, order_id: int, lines: Sequence[ReceiptLine], bin_id: int | None = None, *, memo: str = ""
) -> Saved:
    """Receive goods of an order into stock (外购入库); bin_id: for lines without one of their own.

    Raises RuleError("over_receipt"), RuleError("bin_needed"), RuleError("serials_do_not_match"). Answers the receipt.
    """
    ctx.require("stock.receive")
    if not lines:
        raise RuleError("lines_needed")
    known = {r.line_id: r for r in ctx.session.execute(sa.text("select * from tw.receivable(:o)"), {"o": order_id})}
    number = _numbers(ctx, ORDER, [order_id])[order_id]
    arrived: defaultdict[int, Decimal] = defaultdict(Decimal)
    plain = []
    for at, line in enumerate(lines):
        stored = known.get(line.line_id)
        if stored is None:
            raise NotFound("not_found", kind="purchase_order_line")
        check_receipt(stored.item, number, stored.quantity, stored.received + arrived[line.line_id], line.quantity)
        arrived[line.line_id] += line.quantity
        place = line.bin_id or bin_id or stored.default_bin_id
        if place is None:
            raise RuleError("bin_needed", field=f"lines.{at}.bin", item=stored.item)
        plain.append({
            "line_id": line.line_id, "quantity": str(line.quantity), "bin_id": place, "lot": line.lot.strip(),
            "serials": list(line.serials),
        })  # fmt: skip
    posted = ctx.call("post_purchase_receipt", order_id, ctx.today, json.dumps(plain), memo)
    return _received(ctx, order_id, posted, tuple(arrived), tuple(sorted({known[i].item_id for i in arrived})))


def _received(
    ctx: Ctx, order_id: int, posted: dict[str, Any], line_ids: tuple[int, ...], items: tuple[int, ...]
) -> Saved:
    document_id = int(posted["id"])
    ctx.publish(StockPosted(document_id, "purchase_receipt", ORDER, order_id))
    ctx.publish(GoodsAvailable(items, document_id, ORDER, order_id))
    ctx.publish(PurchaseReceived(order_id, document_id, line_ids))
    ctx.touch("stock_document", document_id)
    ctx.touch("stock_balance")
    _touch(ctx, ORDER, order_id)
    return Saved(document_id, posted["number"], posted["version"], posted["state"])


def save_receipt(ctx: Ctx, draft: ReceiptDraft) -> Saved:
    """Post a receipt as typed; a posted one is only undone by its mirror."""
    ctx.require("stock.receive")
    if draft.id is not None:
        raise RuleError("posted_is_posted", table="stock_document")
    refuse(required(draft, "order"))
    lines, errors = [], []
    for at, line in enumerate(draft.lines):
        if line.order_line is None or not line.quantity:
            continue
        try:
            serials = parse_serials(line.serials)
        except RuleError as error:
            errors.append(RuleError(error.key, field=f"lines.{at}.serials", **error.params))
            continue
        lines.append(ReceiptLine(line.order_line, line.quantity, line.bin, line.lot, serials))
    refuse(errors)
    return receive(ctx, draft.order or 0, lines, memo=draft.memo)


def receive_rest(ctx: Ctx, order_id: int, version: int | None = None) -> Saved:
    """Receive everything outstanding of an order into the usual bins."""
    ctx.require("stock.receive")
    found = ctx.session.execute(
        sa.text(
            "select line_id, quantity - received as rest from tw.receivable(:o) where not closed and quantity > received"
        ),
        {"o": order_id},
    ).all()
    if not found:
        raise RuleError("nothing_outstanding")
    saved = receive(ctx, order_id, [ReceiptLine(r.line_id, r.rest) for r in found])
    ctx.note("purchasing.receipt", saved.id, saved.number)
    return saved


def _told(ctx: Ctx, kind: str, document_id: int, state: str) -> Saved:
    _touch(ctx, kind, document_id)
    row = ctx.session.execute(
        sa.text(f"select number, version from tw.{kind} where id = :id"), {"id": document_id}
    ).one()
    return Saved(document_id, row.number, row.version, state)


def _touch(ctx: Ctx, kind: str, document_id: int) -> None:
    ctx.touch(kind, document_id)
    ctx.touch(f"{kind}_line")
