"""Reads of the suppliers room."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from app.errors import NotFound
from app.modules.office.queries import search_rows
from app.registry import FormData, LookUpRow
from app.uow import Ctx


def find_suppliers(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Active suppliers by code, name, part of a name, pinyin initials, contact or telephone."""
    return search_rows(
        ctx,
        "supplier",
        text,
        "select s.id, s.code, s.name, coalesce(nullif(s.short_name, ''), s.contact) as second,"
        " json_build_object('currency', s.currency, 'payment_terms', s.payment_terms, 'tax_code', s.tax_code,"
        " 'lead_time_days', s.lead_time_days) as extra"
        " from tw.supplier s where s.id = any (:ids) and s.active",
        limit,
    )


def load(ctx: Ctx, supplier_id: int) -> FormData:
    """A supplier, for its page."""
    row = (
        ctx.session.execute(sa.text("select * from tw.supplier where id = :id"), {"id": supplier_id})
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound("not_found", kind="supplier")
    values = {**row, "currency__code": row["currency"], "tax_code__code": row["tax_code"]}
    return FormData(
        row["id"], "", row["code"], row["name"], row["version"], "", values, editable=ctx.user.may("suppliers.edit")
    )


def blank(ctx: Ctx) -> FormData:
    """A new supplier."""
    values = {"kind": "material", "currency": "CNY", "tax_code": "13", "lead_time_days": 0, "active": True}
    return FormData(None, str(uuid.uuid4()), "", "", 0, "", values)
