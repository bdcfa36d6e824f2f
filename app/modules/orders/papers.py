"""The order confirmation as paper: prices and taxes as stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import NotFound
from app.i18n import N_
from app.modules.office.queries import company_head
from app.modules.orders.rules import LineAmounts, tax_summary
from app.registry import Paper
from app.reports.documents import order_confirmation as document
from app.reports.issue import Company, PrintRun
from app.reports.words import Lang, Said
from app.uow import Ctx
from app.values import ZERO

_HEAD = """
select o.*, a.total, a.tax, a.net, u.name as seller, u.name_en as seller_en, t.name as contact_name,
    coalesce(nullif(t.mobile, ''), t.phone) as contact_phone
from tw.sales_order o
join tw.sales_order_amount a on a.order_id = o.id
left join tw.app_user u on u.id = o.owner_id
left join tw.contact t on t.id = o.contact_id
where o.id = :id
"""

_LINES = """
select l.quantity, l.due_date, l.description, l.notes, coalesce(i.code, '') as code, coalesce(i.name, l.description) as name,
    coalesce(i.name_en, '') as name_en, coalesce(i.specification, '') as specification,
    coalesce(i.drawing_no, '') as drawing_no, coalesce(n.name, '') as unit, coalesce(n.name_en, '') as unit_en,
    p.price_with_tax, p.price_net, p.discount, p.tax_code, p.tax_rate, p.total, p.tax, p.net
from tw.sales_order_line l
join tw.sales_order_line_price p on p.line_id = l.id
left join tw.item i on i.id = l.item_id
left join tw.unit n on n.id = l.unit_id
where l.order_id = :id order by l.line_no, l.id
"""


def render_confirmation(ctx: Ctx, order_id: int, lang: Lang, print_no: int) -> bytes:
    """The order confirmation as PDF. print_no: the how-manieth print this is. Raises NotFound."""
    ctx.require("orders.prices")
    head = ctx.session.execute(sa.text(_HEAD), {"id": order_id}).mappings().one_or_none()
    if head is None:
        raise NotFound("not_found", kind="sales_order")
    lines = ctx.session.execute(sa.text(_LINES), {"id": order_id}).mappings().all()
    company = company_head(ctx)
    return document.render(
        _paper(ctx, dict(head), [dict(line) for line in lines]),
        company=Company(
            company["name"],
            company["name_en"],
            Said(company["address"], company["address_en"]),
            company["phone"],
            initial=(company["short_name"] or company["name"])[:1],
        ),
        run=PrintRun(ctx.user.name, clock.now(), clock.zone(), print_no),
        lang=lang,
    )


def _paper(ctx: Ctx, head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> document.OrderConfirmationPaper:
    parties = _parties(ctx, head)
    kinds = _tax_names(ctx)
    taxes = tax_summary(
        (line["tax_code"], line["tax_rate"], LineAmounts(line["total"], line["tax"], line["net"], ZERO, ZERO))
        for line in lines
    )
    return document.OrderConfirmationPaper(
        number=head["number"], order_date=head["order_date"], ordering_customer=parties["customer_id"],
        ship_to=parties["ship_to_customer_id"], bill_to=parties["bill_to_customer_id"], end_user=parties["end_user_id"],
        lines=tuple(_line(line, kinds) for line in lines),
        taxes=tuple(document.TaxSum(_tax(t.kind, t.rate, kinds), t.net, t.tax, t.total) for t in taxes),
        net=head["net"], tax=head["tax"], total=head["total"], currency=head["currency"],
        customer_order=head["customer_po"], salesperson=Said(head["seller"] or "", head["seller_en"] or ""),
        payment_terms=head["payment_terms"], terms=_terms(head),
    )  # fmt: skip


def _line(line: Mapping[str, Any], kinds: Mapping[str, Said]) -> document.OrderLine:
    remarks = [text for text in (line["description"], line["notes"]) if text and text != line["name"]]
    if line["discount"]:
        remarks.insert(0, f"−{(line['discount'] * 100).normalize():f} %")
    return document.OrderLine(
        item_code=line["code"], item_name=Said(line["name"], line["name_en"]), quantity=line["quantity"],
        unit=Said(line["unit"], line["unit_en"]), price_with_tax=line["price_with_tax"] or ZERO,
        tax_kind=_tax(line["tax_code"], line["tax_rate"], kinds), amount=line["total"], delivery_date=line["due_date"],
        specification=line["specification"], drawing=line["drawing_no"], remark=" · ".join(remarks),
    )  # fmt: skip


def _tax(code: str, rate: Any, kinds: Mapping[str, Said]) -> str | Said:
    return f"{(rate * 100).normalize():f}%" if rate else kinds.get(code, Said(code))


def _tax_names(ctx: Ctx) -> dict[str, Said]:
    found = ctx.session.execute(sa.text("select code, name, name_en from tw.tax_rate"))
    return {r.code: Said(r.name, r.name_en) for r in found}


_PARTY_COLUMNS = ("customer_id", "ship_to_customer_id", "bill_to_customer_id", "end_user_id")


def _parties(ctx: Ctx, head: Mapping[str, Any]) -> dict[str, document.Party]:
    """The four parties; one the person does not see stands with the name the order keeps, if it is the customer."""
    found = ctx.session.execute(
        sa.text("select * from tw.customer where id = any (:ids)"), {"ids": [head[column] for column in _PARTY_COLUMNS]}
    ).mappings()
    known = {row["id"]: row for row in found}
    parties = {}
    for column in _PARTY_COLUMNS:
        row = known.get(head[column])
        if row is None:
            parties[column] = document.Party(head["customer_name"] if head[column] == head["customer_id"] else "")
            continue
        is_shipped_to, is_billed = column == "ship_to_customer_id", column == "bill_to_customer_id"
        contact = " ".join(text for text in (head["contact_name"], head["contact_phone"]) if text)
        parties[column] = document.Party(
            Said(row["name"], row["name_en"]),
            tax_code=row["tax_no"] if is_billed else "",
            address=(head["ship_to_address"] or row["ship_to_address"] or row["address"]) if is_shipped_to
            else row["invoice_address"] if is_billed else row["address"],
            contact=contact if column == "customer_id" else "",
            bank=row["bank"] if is_billed else "",
            account=row["bank_account"] if is_billed else "",
        )  # fmt: skip
    return parties


def _terms(head: Mapping[str, Any]) -> tuple[document.Term, ...]:
    """What was agreed in words on this order."""
    return (document.Term(Said("备注", "Notes"), head["notes"]),) if head["notes"] else ()


def find_order(ctx: Ctx, number: str) -> int:
    """The id of an order by its number. Raises NotFound."""
    found = ctx.session.execute(sa.text("select id from tw.sales_order where number = :n"), {"n": number}).scalar()
    if found is None:
        raise NotFound("not_found", kind="sales_order")
    return int(found)


ORDER_CONFIRMATION = Paper(
    "orders.confirmation", N_("Order confirmation"), "sales_order", "orders.prices", render_confirmation, find_order
)
