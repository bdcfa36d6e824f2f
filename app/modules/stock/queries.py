"""Reads of the stock room."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound
from app.modules.office.queries import search_rows
from app.modules.stock.rules import Balance
from app.registry import FormData, LookUpRow, MeasureValue, PendingRow
from app.uow import Ctx
from app.values import ZERO


def find_bins(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Bins by code or aisle; within = an item: what lies of it there is told, and such bins come first."""
    return search_rows(
        ctx,
        "bin",
        text,
        "select b.id, b.code, w.name, case when s.quantity is null then '' else trim_scale(s.quantity)::text end as second,"
        " json_build_object('on_hand', coalesce(s.quantity, 0)) as extra"
        " from tw.bin b join tw.warehouse w on w.id = b.warehouse_id left join lateral (select sum(x.quantity) as quantity"
        " from tw.stock_balance x where x.bin_id = b.id and x.item_id = cast(:item as bigint)) s on true"
        " where b.id = any (:ids) and b.active",
        limit,
        {"item": within},
    ) if text.strip() else _nearest_bins(ctx, within, limit)  # fmt: skip


def _nearest_bins(ctx: Ctx, item: object, limit: int) -> Sequence[LookUpRow]:
    """Without a text: where the item lies, its usual bin, then the walk from its start."""
    found = ctx.session.execute(
        sa.text(
            "select b.id, b.code, w.name, s.quantity from tw.bin b join tw.warehouse w on w.id = b.warehouse_id"
            " left join lateral (select sum(x.quantity) as quantity from tw.stock_balance x"
            " where x.bin_id = b.id and x.item_id = cast(:item as bigint)) s on true"
            " left join tw.item i on i.id = cast(:item as bigint) where b.active"
            " order by s.quantity is null, b.id is distinct from i.default_bin_id, b.walk_no, b.code limit :n"
        ),
        {"item": item, "n": limit},
    )
    return [
        LookUpRow(r.id, r.code, r.name, "" if r.quantity is None else f"{r.quantity.normalize():f}",
                  {"on_hand": r.quantity or ZERO})
        for r in found
    ]  # fmt: skip


def find_warehouses(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Warehouses by code or part of a name."""
    found = ctx.session.execute(
        sa.text(
            "select id, code, name, name_en from tw.warehouse where active"
            " and position(:t in lower(code || ' ' || name || ' ' || name_en)) > 0 order by code limit :n"
        ),
        {"t": text.strip().lower(), "n": limit},
    )
    return [LookUpRow(r.id, r.code, r.name, r.name_en) for r in found]


def find_documents(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Stock documents by number, party or memo."""
    return search_rows(
        ctx,
        "stock_document",
        text,
        "select id, number as code, party as name, day::text as second from tw.stock_document where id = any (:ids)",
        limit,
    )


@dataclass(frozen=True, slots=True)
class FreeStock:
    """What lies of an item, what is kept, and what is left to promise or take."""

    on_hand: Decimal
    reserved: Decimal
    free: Decimal


def free_stock(ctx: Ctx, item_ids: Sequence[int]) -> dict[int, FreeStock]:
    """Free stock by item, complete whoever asks."""
    found = ctx.session.execute(sa.text("select * from tw.free_stock(cast(:ids as bigint[]))"), {"ids": list(item_ids)})
    return {r.item_id: FreeStock(r.on_hand, r.reserved, r.free) for r in found}


@dataclass(frozen=True, slots=True)
class PlacedBalance:
    """A balance for picking, with the bin it lies in."""

    bin_id: int
    balance: Balance


def pickable(ctx: Ctx, item_ids: Sequence[int], for_kind: str, for_id: int) -> list[PlacedBalance]:
    """What lies of items, for `rules.allocate`: reserved by others counts as gone, reserved for this document as free."""
    found = ctx.session.execute(
        sa.text(
            "select b.item_id, b.bin_id, n.code, b.quantity, b.lot, b.serial, b.received, coalesce(r.quantity, 0) as others"
            " from tw.stock_balance b join tw.bin n on n.id = b.bin_id left join lateral (select sum(k.quantity) as quantity"
            " from tw.reservation k where (k.item_id, k.bin_id, k.lot, k.serial) = (b.item_id, b.bin_id, b.lot, b.serial)"
            " and not (k.for_kind = :kind and k.for_id = :id)) r on true"
            " where b.item_id = any (:items) and b.quantity > 0 and n.active order by b.id"
        ),
        {"items": list(item_ids), "kind": for_kind, "id": for_id},
    )
    return [
        PlacedBalance(
            r.bin_id,
            Balance(
                r.item_id, r.code, r.quantity, r.lot, r.serial, r.received, {"others": r.others} if r.others else {}
            ),
        )
        for r in found
    ]


# ---------------------------------------------------------------- forms
def load_document(ctx: Ctx, document_id: int) -> FormData:
    """A stock document with its lines."""
    row = ctx.session.execute(
        sa.text("select * from tw.stock_document_list where id = :id"), {"id": document_id}
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="stock_document")
    version = ctx.session.execute(
        sa.text("select version, uid from tw.stock_document where id = :id"), {"id": document_id}
    ).one()
    lines = ctx.session.execute(
        sa.text(
            "select l.id, l.item_id as item, i.code as item__code, i.name as item__name, i.specification, u.name as unit,"
            " l.quantity, l.bin_id as bin, b.code as bin__code, w.name as bin__name, l.to_bin_id as to_bin,"
            " t.code as to_bin__code, v.name as to_bin__name, l.lot, array_to_string(l.serials, ' ') as serials, l.notes"
            " from tw.stock_document_line l join tw.item i on i.id = l.item_id join tw.unit u on u.id = i.unit_id"
            " join tw.bin b on b.id = l.bin_id join tw.warehouse w on w.id = b.warehouse_id"
            " left join tw.bin t on t.id = l.to_bin_id left join tw.warehouse v on v.id = t.warehouse_id"
            " where l.document_id = :id order by l.line_no"
        ),
        {"id": document_id},
    ).mappings()
    return FormData(
        id=row["id"],
        uid=str(version.uid),
        number=row["number"],
        title=row["party"],
        version=version.version,
        state=row["state"],
        values=dict(row),
        lines=tuple(dict(line) for line in lines),
        editable=row["state"] == "draft" and ctx.user.may("stock.edit"),
        facts={"posting_no": row["posting_no"], "reverses_id": row["reverses_id"], "source_kind": row["source_kind"],
               "source_id": row["source_id"]},
    )  # fmt: skip


def blank_document(ctx: Ctx) -> FormData:
    """A receipt without other source, of today."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "draft", {"kind": "other_in", "day": ctx.today})


def load_warehouse(ctx: Ctx, warehouse_id: int) -> FormData:
    """A warehouse with its bins in walking order."""
    row = ctx.session.execute(
        sa.text("select * from tw.warehouse where id = :id"), {"id": warehouse_id}
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="warehouse")
    bins = ctx.session.execute(
        sa.text("select id, code, aisle, walk_no, kind, active from tw.bin where warehouse_id = :id order by walk_no, code"),
        {"id": warehouse_id},
    ).mappings()  # fmt: skip
    return FormData(
        row["id"], "", row["code"], row["name"], row["version"], "", dict(row), tuple(dict(b) for b in bins),
        editable=ctx.user.may("stock.settings"),
    )  # fmt: skip


def blank_warehouse(ctx: Ctx) -> FormData:
    """A warehouse in use."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "", {"kind": "normal", "active": True})


# ---------------------------------------------------------------- what waits, what is measured
def open_drafts(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Drafts of stock documents that are not posted yet."""
    found = ctx.session.execute(
        sa.text(
            "select d.id, d.number, d.party, d.kind, d.memo, d.created_at, d.day, d.version, count(*) over () as n"
            " from tw.stock_document d where d.state = 'draft' order by d.day, d.id limit :n"
        ),
        {"n": limit},
    ).all()
    pending = [
        PendingRow(r.id, r.number, r.party, r.memo, None, "", r.created_at, r.day, r.day < ctx.today, r.version)
        for r in found
    ]
    return pending, found[0].n if found else 0


def below_safety(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """How many items lie below their safety stock."""
    row: Any = ctx.session.execute(
        sa.text(
            "select count(*) filter (where coalesce(b.quantity, 0) < i.safety_stock) as below, count(*) as watched"
            " from tw.item i left join lateral (select sum(s.quantity) as quantity from tw.stock_balance s"
            " where s.item_id = i.id) b on true where i.active and i.safety_stock > 0 and i.source not in ('service', 'phantom')"
        )
    ).one()
    share = row.below / row.watched if row.watched else None
    return MeasureValue(str(row.below), f"/ {row.watched}", "late" if row.below else "done", share)


def stock_value(ctx: Ctx, record_id: int | None = None) -> MeasureValue:
    """What all stock is worth at moving average."""
    value = ctx.session.execute(sa.text("select coalesce(sum(value), 0) from tw.stock_value")).scalar() or ZERO
    return MeasureValue(f"{value:,.2f}")
