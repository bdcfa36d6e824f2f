"""Reads of the purchasing room: requests, orders, receipts, push-downs, what waits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound, RuleError
from app.i18n import N_, _
from app.modules.mrp.queries import number as shown
from app.modules.office.queries import search_rows
from app.registry import FormData, LookUpRow, PendingRow, Status, Step
from app.uow import Ctx
from app.values import ZERO

SOON_DAYS = 7


# ---------------------------------------------------------------- requests
def find_requests(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Requests by number or notes."""
    return search_rows(
        ctx, "purchase_request", text,
        "select r.id, r.number as code, coalesce(s.name, '') as name, r.notes as second from tw.purchase_request r"
        " left join tw.supplier s on s.id = r.supplier_id where r.id = any (:ids)", limit,
    )  # fmt: skip


def load_request(ctx: Ctx, request_id: int) -> FormData:
    """A request with its lines and what was ordered of them."""
    row = ctx.session.execute(
        sa.text(
            "select r.*, s.code as supplier__code, s.name as supplier__name from tw.purchase_request r"
            " left join tw.supplier s on s.id = r.supplier_id where r.id = :id"
        ),
        {"id": request_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="purchase_request")
    lines = ctx.session.execute(
        sa.text(
            "select l.id, l.item_id as item, i.code as item__code, i.name as item__name, i.specification, u.name as unit,"
            " l.quantity, l.due_date, l.notes, l.closed, tw.request_ordered(l.id) as ordered"
            " from tw.purchase_request_line l join tw.item i on i.id = l.item_id left join tw.unit u on u.id = i.unit_id"
            " where l.request_id = :id order by l.line_no, l.id"
        ),
        {"id": request_id},
    ).mappings().all()  # fmt: skip
    done = sum((min(line["ordered"], line["quantity"]) for line in lines), ZERO)
    asked = sum((line["quantity"] for line in lines), ZERO)
    return FormData(
        row["id"], str(row["uid"]), row["number"], row["supplier__name"] or "", row["version"], row["state"],
        {**row, "supplier": row["supplier_id"]}, tuple(dict(line) for line in lines),
        row["state"] in ("draft", "rejected") and ctx.user.may("purchasing.request"),
        progress=(_step(_("Order placed"), done, asked),),
    )  # fmt: skip


def _step(title: str, done: Decimal, whole: Decimal) -> Step:
    share = float(done / whole) if whole else 0.0
    look: Status = "done" if share >= 1 else "active" if share > 0 else "neutral"
    return Step(title, f"{shown(done)} / {shown(whole)}", min(share, 1.0), look)


def blank_request(ctx: Ctx) -> FormData:
    """A request of today."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "draft", {"request_date": ctx.today})


# ---------------------------------------------------------------- orders
def find_orders(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Purchase orders by number or notes; within: of one supplier."""
    return search_rows(
        ctx, "purchase_order", text,
        "select o.id, o.number as code, s.name, o.state as second from tw.purchase_order o"
        " join tw.supplier s on s.id = o.supplier_id where o.id = any (:ids)"
        " and (cast(:within as bigint) is null or o.supplier_id = :within)", limit, {"within": within},
    )  # fmt: skip


def load_order(ctx: Ctx, order_id: int) -> FormData:
    """An order with its lines; prices are None for who may not see them."""
    row = ctx.session.execute(
        sa.text(
            "select o.*, s.code as supplier__code, s.name as supplier__name, a.total, a.tax, a.net, a.total_base"
            " from tw.purchase_order o join tw.supplier s on s.id = o.supplier_id"
            " left join tw.purchase_order_amount a on a.order_id = o.id where o.id = :id"
        ),
        {"id": order_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="purchase_order")
    lines = ctx.session.execute(
        sa.text(
            "select l.id, l.item_id as item, i.code as item__code, i.name as item__name, i.specification, u.name as unit,"
            " l.description, l.quantity, l.due_date, l.notes, l.closed, l.request_line_id as request_line,"
            " q.number as request_number, p.price, p.tax_code, p.tax_code as tax_code__code, p.tax_rate, p.total, p.tax,"
            " p.net, tw.purchase_received(l.id) as received"
            " from tw.purchase_order_line l join tw.item i on i.id = l.item_id left join tw.unit u on u.id = i.unit_id"
            " left join tw.purchase_order_line_price p on p.line_id = l.id"
            " left join tw.purchase_request_line r on r.id = l.request_line_id"
            " left join tw.purchase_request q on q.id = r.request_id"
            " where l.order_id = :id order by l.line_no, l.id"
        ),
        {"id": order_id},
    ).mappings().all()  # fmt: skip
    values = {
        **row, "supplier": row["supplier_id"], "currency__code": row["currency"],
        "sees_prices": ctx.user.may("purchasing.prices"),
    }  # fmt: skip
    received = sum((min(line["received"], line["quantity"]) for line in lines), ZERO)
    return FormData(
        row["id"], str(row["uid"]), row["number"], row["supplier__name"], row["version"], row["state"], values,
        tuple(dict(line) for line in lines), row["state"] in ("draft", "rejected") and ctx.user.may("purchasing.edit"),
        progress=(_step(_("Received"), received, sum((line["quantity"] for line in lines), ZERO)),),
    )  # fmt: skip


def blank_order(ctx: Ctx) -> FormData:
    """An order of today."""
    values = {
        "order_date": ctx.today, "currency": "CNY", "currency__code": "CNY", "rate": Decimal(1), "tax_anchor": "with_tax",
        "sees_prices": ctx.user.may("purchasing.prices"),
    }  # fmt: skip
    return FormData(None, str(uuid.uuid4()), "", "", 0, "draft", values)


def order_from_requests(ctx: Ctx, request_ids: Sequence[int]) -> Mapping[str, Any]:
    """Push down: the outstanding lines of requests as a new order to the supplier they propose.

    Raises RuleError("one_supplier_only") where they propose several, RuleError("nothing_outstanding").
    """
    ctx.require("purchasing.edit")
    ids = ctx.session.execute(
        sa.text("select id from tw.purchase_request_line_list where request_id = any (:ids) and outstanding > 0"),
        {"ids": list(request_ids)},
    ).scalars().all()  # fmt: skip
    lines = lines_to_order(ctx, ids)
    if not lines:
        raise RuleError("nothing_outstanding")
    suppliers = {line["supplier_id"] for line in lines if line["supplier_id"]}
    if len(suppliers) > 1:
        raise RuleError("one_supplier_only")
    values = _terms(ctx, suppliers)
    return {"values": {**blank_order(ctx).values, **values}, "lines": lines}


def _terms(ctx: Ctx, suppliers: set[int]) -> dict[str, Any]:
    found = ctx.session.execute(
        sa.text(
            "select s.id as supplier, s.code as supplier__code, s.name as supplier__name, s.currency,"
            " s.currency as currency__code, s.payment_terms, coalesce(c.rate, 1) as rate"
            " from tw.supplier s left join tw.currency c on c.code = s.currency where s.id = any (:ids)"
        ),
        {"ids": list(suppliers)},
    ).mappings().one_or_none()  # fmt: skip
    return dict(found) if found else {}


def lines_to_order(ctx: Ctx, line_ids: Sequence[int], *, is_locking: bool = False) -> list[dict[str, Any]]:
    """What remains of request lines, with the supplier (proposed, else the first source) and the price it last asked."""
    found = ctx.session.execute(
        sa.text(
            "select l.id as request_line, q.number as request_number, l.item_id as item, i.code as item__code,"
            " i.name as item__name, i.specification, u.name as unit, l.quantity - l.ordered as quantity, l.due_date, l.notes,"
            " coalesce(l.supplier_id, s.supplier_id) as supplier_id, p.price, coalesce(v.tax_code, '13') as tax_code,"
            " (select t.rate from tw.tax_rate t where t.code = coalesce(v.tax_code, '13') order by t.valid_from desc limit 1)"
            " as tax_rate"
            " from tw.open_request_lines(cast(:ids as bigint[]), :locking) l join tw.purchase_request q on q.id = l.request_id"
            " join tw.item i on i.id = l.item_id left join tw.unit u on u.id = i.unit_id"
            " left join lateral (select x.supplier_id from tw.item_source x where x.item_id = l.item_id and x.active"
            "  order by x.priority, x.id limit 1) s on true"
            " left join tw.item_source n on n.item_id = l.item_id and n.supplier_id = coalesce(l.supplier_id, s.supplier_id)"
            " left join tw.supplier v on v.id = coalesce(l.supplier_id, s.supplier_id)"
            " left join tw.item_source_price p on p.source_id = n.id and p.currency = v.currency"
            " where l.quantity > l.ordered order by l.due_date, l.id"
        ),
        {"ids": list(line_ids), "locking": is_locking},
    ).mappings()  # fmt: skip
    return [{**r, "tax_code__code": r["tax_code"]} for r in found]


# ---------------------------------------------------------------- receipts
def receipt_of_order(ctx: Ctx, order_ids: Sequence[int]) -> Mapping[str, Any]:
    """Push down: what is still to come of one order, as a receipt to be counted."""
    ctx.require("stock.receive")
    if len(set(order_ids)) != 1:
        raise RuleError("one_order_only")
    order = load_order(ctx, order_ids[0])
    lines = receivable_lines(ctx, order_ids[0])
    if not lines:
        raise RuleError("nothing_outstanding")
    values = {"order": order.id, "order__code": order.number, "order__name": order.title}
    return {"values": values, "lines": lines}


def receivable_lines(ctx: Ctx, order_id: int) -> list[dict[str, Any]]:
    """Lines of an order that goods are still to come of."""
    found = ctx.session.execute(
        sa.text(
            "select r.line_id as order_line, r.line_no::text as order_line__code, r.item as order_line__name,"
            " r.quantity - r.received as outstanding, r.quantity - r.received as quantity, r.default_bin_id as bin,"
            " b.code as bin__code, r.is_serial, r.is_lot, u.name as unit from tw.receivable(:id) r"
            " join tw.item i on i.id = r.item_id left join tw.unit u on u.id = i.unit_id"
            " left join tw.bin b on b.id = r.default_bin_id where not r.closed and r.quantity > r.received"
        ),
        {"id": order_id},
    ).mappings()  # fmt: skip
    return [{**r, "lot": "", "serials": ""} for r in found]


def find_order_lines(ctx: Ctx, text: str, within: object = None, limit: int = 50) -> Sequence[LookUpRow]:
    """Lines of one order (within) that goods are still to come of, by line number or item."""
    if within is None:
        return []
    wanted = text.strip().lower()
    return [
        LookUpRow(r["order_line"], r["order_line__code"], r["order_line__name"], "", {
            "outstanding": r["outstanding"], "quantity": r["outstanding"], "unit": r["unit"],
        })
        for r in receivable_lines(ctx, int(str(within)))
        if wanted in f"{r['order_line__code']} {r['order_line__name']}".lower()
    ][:limit]  # fmt: skip


def load_receipt(ctx: Ctx, document_id: int) -> FormData:
    """A posted receipt."""
    row = ctx.session.execute(
        sa.text(
            "select d.id, d.uid, d.number, d.version, d.state, d.memo, d.party, d.day, o.id as order_id,"
            " o.number as order__code from tw.stock_document d left join tw.purchase_order o on o.id = d.source_id"
            " where d.id = :id and d.kind = 'purchase_receipt'"
        ),
        {"id": document_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="stock_document")
    lines = ctx.session.execute(
        sa.text(
            "select l.id, p.id as order_line, p.line_no || '  ' || i.code as order_line__code, i.code || ' ' || i.name as order_line__name,"
            " l.quantity, b.id as bin, b.code as bin__code, l.lot, array_to_string(l.serials, ' ') as serials, u.name as unit"
            " from tw.stock_document_line l join tw.item i on i.id = l.item_id left join tw.unit u on u.id = i.unit_id"
            " left join tw.bin b on b.id = l.bin_id left join tw.purchase_order_line p on p.id = l.source_line_id"
            " where l.document_id = :id order by l.line_no"
        ),
        {"id": document_id},
    ).mappings()  # fmt: skip
    values = {**row, "order": row["order_id"], "order__name": row["party"]}
    return FormData(
        row["id"], str(row["uid"]), row["number"], row["party"], row["version"], row["state"], values,
        tuple(dict(line) for line in lines), editable=False,
    )  # fmt: skip


def blank_receipt(ctx: Ctx) -> FormData:
    """A receipt to be counted."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "draft", {"day": ctx.today})


# ---------------------------------------------------------------- what waits
def requests_to_order(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Approved requests of which something is still to be ordered, the most urgent first."""
    found = ctx.session.execute(
        sa.text(
            "select *, count(*) over () as n from tw.purchase_request_list where state = 'approved' and ordered < 1"
            " order by due_date, id limit :n"
        ),
        {"n": limit},
    ).all()
    waiting = [
        PendingRow(
            r.id, r.number, r.supplier_name or "", N_("{lines} lines, {ordered} ordered"), None, "", r.created_at,
            r.due_date, r.due_date is not None and r.due_date < ctx.today, r.version, "purchasing.request",
            {"lines": r.lines, "ordered": f"{r.ordered:.0%}"},
        )
        for r in found
    ]  # fmt: skip
    return waiting, found[0].n if found else 0


def orders_to_approve(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Submitted orders whose open step the person may decide, but for their own."""
    found = ctx.session.execute(
        sa.text(
            "select o.*, count(*) over () as n from tw.purchase_order_list o join tw.purchase_order d on d.id = o.id"
            " where o.state = 'pending' and d.submitted_by is distinct from :me and d.created_by is distinct from :me"
            " and coalesce((select tw.may(s.permission) from tw.open_steps('purchase_order', o.id) s limit 1), true)"
            " order by o.submitted_at limit :n"
        ),
        {"me": ctx.user.id, "n": limit},
    ).all()
    waiting = [
        PendingRow(
            r.id, r.number, r.supplier_name, N_("{lines} lines"), r.amount, r.currency, r.submitted_at, r.due_date, False,
            r.version, "purchasing.order", {"lines": r.lines},
        )
        for r in found
    ]  # fmt: skip
    return waiting, found[0].n if found else 0


def goods_to_receive(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Approved orders with goods due within the next days."""
    found = ctx.session.execute(
        sa.text(
            "select *, count(*) over () as n from tw.purchase_order_list where state = 'approved' and due_date <= :until"
            " order by due_date, id limit :n"
        ),
        {"until": ctx.today + timedelta(days=SOON_DAYS), "n": limit},
    ).all()
    waiting = [
        PendingRow(
            r.id, r.number, r.supplier_name, N_("{lines} lines, {received} received"), None, "", r.approved_at, r.due_date,
            r.is_late, r.version, "purchasing.order", {"lines": r.lines, "received": f"{r.received or 0:.0%}"},
        )
        for r in found
    ]  # fmt: skip
    return waiting, found[0].n if found else 0
