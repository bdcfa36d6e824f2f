"""Reads of the products room."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound
from app.i18n import N_
from app.modules.office.queries import search_rows
from app.modules.products.rules import is_in_warranty
from app.registry import FormData, LookUpRow, MeasureValue, Status
from app.uow import Ctx


def find_products(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Products by serial, site, item or end user; within = a customer: of this end user only."""
    return search_rows(
        ctx,
        "product_file",
        text,
        "select p.id, p.serial as code, i.name, e.name as second, json_build_object('item', p.item_id,"
        " 'item_code', i.code, 'item_name', i.name, 'specification', i.specification, 'customer', p.end_user_id,"
        " 'customer_code', e.code, 'customer_name', e.name, 'warranty_until', p.warranty_until,"
        " 'site_address', p.site_address, 'site_contact', p.site_contact) as extra"
        " from tw.product_file p join tw.item i on i.id = p.item_id join tw.customer e on e.id = p.end_user_id"
        " where p.id = any (:ids) and (cast(:customer as bigint) is null or :customer in (p.end_user_id, p.customer_id))",
        limit,
        {"customer": within},
    )


@dataclass(frozen=True, slots=True)
class Product:
    """A product as other rooms need it."""

    id: int
    serial: str
    item_id: int
    item: str
    end_user_id: int
    customer_id: int
    shipped_on: date | None
    warranty_from: date | None
    warranty_until: date | None
    site_address: str
    site_contact: str


def product(ctx: Ctx, product_id: int) -> Product:
    """One product. Raises NotFound."""
    row = ctx.session.execute(
        sa.text(
            "select p.id, p.serial, p.item_id, i.code || ' ' || i.name, p.end_user_id, p.customer_id, p.shipped_on,"
            " p.warranty_from, p.warranty_until, p.site_address, p.site_contact from tw.product_file p"
            " join tw.item i on i.id = p.item_id where p.id = :id"
        ),
        {"id": product_id},
    ).one_or_none()
    if row is None:
        raise NotFound("not_found", kind="product_file")
    return Product(*row)


def load(ctx: Ctx, product_id: int) -> FormData:
    """A product file with its parts."""
    row: Any = ctx.session.execute(
        sa.text(
            "select p.*, i.code as item__code, i.name as item__name, i.specification, c.code as customer__code,"
            " c.name as customer__name, e.code as end_user__code, e.name as end_user__name, o.number as order_number,"
            " n.number as notice_number, d.number as issue_number"
            " from tw.product_file p join tw.item i on i.id = p.item_id join tw.customer c on c.id = p.customer_id"
            " join tw.customer e on e.id = p.end_user_id left join tw.sales_order o on o.id = p.order_id"
            " left join tw.delivery_notice n on n.id = p.notice_id left join tw.stock_document d on d.id = p.issue_id"
            " where p.id = :id"
        ),
        {"id": product_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="product_file")
    parts = ctx.session.execute(
        sa.text(
            "select x.id, x.item_id as item, i.code as item__code, i.name as item__name, i.specification, x.quantity,"
            " u.name as unit, x.serial, x.notes from tw.product_part x join tw.item i on i.id = x.item_id"
            " join tw.unit u on u.id = i.unit_id where x.product_id = :id order by x.line_no, x.id"
        ),
        {"id": product_id},
    ).mappings()
    covered = is_in_warranty(row["warranty_from"], row["warranty_months"], ctx.today)
    chip: tuple[str, Status] = (N_("In warranty"), "done") if covered else (N_("Out of warranty"), "hold")
    return FormData(
        id=row["id"],
        uid="",
        number=row["serial"],
        title=row["item__name"],
        version=row["version"],
        state=row["state"],
        values={**row, "item": row["item_id"], "customer": row["customer_id"], "end_user": row["end_user_id"]},
        lines=tuple(dict(part) for part in parts),
        editable=ctx.user.may("products.edit"),
        chips=(chip,),
        facts={"order_id": row["order_id"], "notice_id": row["notice_id"], "issue_id": row["issue_id"]},
    )


def blank(ctx: Ctx) -> FormData:
    """A unit that was sold before this program."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "in_field", {"state": "in_field", "warranty_months": 12})


def in_field(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """Units in the field, of one customer where a page asks; how many of them are under warranty."""
    row: Any = ctx.session.execute(
        sa.text(
            "select count(*) as units, count(*) filter (where warranty_until >= :today) as covered from tw.product_file"
            " where state = 'in_field' and (cast(:customer as bigint) is null or :customer in (end_user_id, customer_id))"
        ),
        {"today": ctx.today, "customer": record_id},
    ).one()
    return MeasureValue(
        str(row.units), f"{row.covered} / {row.units}", share=row.covered / row.units if row.units else None
    )
