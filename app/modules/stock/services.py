"""Use cases of the stock room: post and undo, keep for someone, drafts of free documents, warehouses with bins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import rows
from app.drafting import refuse, required
from app.errors import NotFound, RuleError, UserError
from app.models.stock import Bin, StockDocument, StockDocumentLine, Warehouse
from app.modules.stock.drafts import (
    BinDraft,
    ReservationLine,
    StockDocumentDraft,
    StockLineDraft,
    StockPosting,
    WarehouseDraft,
)
from app.modules.stock.events import GoodsAvailable, StockPosted, StockReversed
from app.modules.stock.rules import DUTY, FREE_KINDS, INWARD, OUTWARD, parse_serials, walk_key
from app.uow import Ctx, Saved


def post(ctx: Ctx, posting: StockPosting) -> Saved:
    """Post stock in one call: document, ledger, balances, costs, gapless number; all lines or none.

    Asks for the duty of the kind. Raises RuleError naming item and bin where there is not enough that is free.
    """
    _require_duty(ctx, posting.kind)
    lines = [_plain({k: v for k, v in asdict(line).items() if v not in (None, "", ())}) for line in posting.lines]
    posted = ctx.call(
        "post_stock", posting.kind, posting.day, json.dumps(lines), posting.source_kind, posting.source_id,
        posting.party, posting.memo,
    )  # fmt: skip
    return _told(ctx, posted, posting.kind, posting.source_kind, posting.source_id)


def _require_duty(ctx: Ctx, kind: str) -> None:
    if kind not in DUTY:
        raise RuleError("unknown_stock_kind", kind=kind)
    ctx.require(DUTY[kind])


def _plain(line: dict[str, Any]) -> dict[str, Any]:
    return {k: str(v) if isinstance(v, Decimal) else v for k, v in line.items()}


def _told(ctx: Ctx, posted: dict[str, Any], kind: str, source_kind: str, source_id: int | None) -> Saved:
    document_id = int(posted["id"])
    ctx.touch("stock_document", document_id)
    ctx.touch("stock_balance")
    ctx.publish(StockPosted(document_id, kind, source_kind, source_id))
    if kind in INWARD:
        ctx.publish(GoodsAvailable(_items_of(ctx, document_id), document_id, source_kind, source_id))
    return Saved(document_id, posted["number"], posted["version"], posted["state"])


def _items_of(ctx: Ctx, document_id: int) -> tuple[int, ...]:
    """Items of a document."""
    table: Any = StockDocumentLine.__table__
    found = ctx.session.execute(
        sa.select(table.c.item_id).where(table.c.document_id == document_id).distinct().order_by(table.c.item_id)
    )
    return tuple(found.scalars())


def post_document(ctx: Ctx, document_id: int, version: int | None) -> Saved:
    """Post a draft."""
    kind = _kind_of(ctx, document_id)
    _require_duty(ctx, kind)
    posted = ctx.call("post_stock_draft", document_id, version)
    return _told(ctx, posted, kind, "", None)


def _kind_of(ctx: Ctx, document_id: int) -> str:
    kind = ctx.session.execute(
        sa.text("select kind from tw.stock_document where id = :id"), {"id": document_id}
    ).scalar()
    if kind is None:
        raise NotFound("not_found", kind="stock_document")
    return str(kind)


def reverse(ctx: Ctx, document_id: int, version: int | None, *, reason: str) -> Saved:
    """Undo a posted document by its mirror (红字); answers the mirror."""
    ctx.require("stock.reverse")
    document = ctx.session.execute(
        sa.text("select kind, source_kind, source_id from tw.stock_document where id = :id"), {"id": document_id}
    ).one_or_none()
    if document is None:
        raise NotFound("not_found", kind="stock_document")
    mirror = ctx.call("reverse_stock", document_id, version, reason)
    mirror_id = int(mirror["id"])
    ctx.touch("stock_document", document_id)
    ctx.touch("stock_document", mirror_id)
    ctx.touch("stock_balance")
    ctx.note("stock.document", mirror_id, mirror["number"])
    source = (document.source_kind, document.source_id)
    ctx.publish(StockReversed(document_id, mirror_id, document.kind, *source))
    if document.kind in OUTWARD:
        ctx.publish(GoodsAvailable(_items_of(ctx, document_id), mirror_id, *source))
    return Saved(mirror_id, mirror["number"], mirror["version"], mirror["state"])


def reserve(ctx: Ctx, for_kind: str, for_id: int, lines: Sequence[ReservationLine]) -> int:
    """Keep stock for a document. Raises RuleError("not_enough_stock") where it is not free."""
    ctx.require("stock.reserve")
    kept = ctx.call("reserve_stock", for_kind, for_id, json.dumps([_plain(asdict(line)) for line in lines]))
    ctx.touch("stock_balance")
    return int(kept)


def unreserve(ctx: Ctx, for_kind: str, for_id: int) -> int:
    """Free everything that was kept for a document; answers how many reservations there were."""
    ctx.require("stock.reserve")
    freed = ctx.call("unreserve_stock", for_kind, for_id)
    ctx.touch("stock_balance")
    return int(freed)


# ---------------------------------------------------------------- drafts
def save_document(ctx: Ctx, draft: StockDocumentDraft) -> Saved:
    """Create or change a draft of a free kind; posting it is a step of its own."""
    ctx.require("stock.edit")
    serials, errors = _read_serials(draft.lines)
    refuse(errors + _document_errors(draft))
    values: dict[str, Any] = {"day": draft.day or ctx.today, "party": draft.party, "memo": draft.memo}
    if draft.id is None:
        made = values | {"kind": draft.kind} | ({"uid": draft.uid} if draft.uid else {})
        written = rows.insert(ctx, StockDocument, made)
    else:
        written = rows.update(ctx, StockDocument, draft.id, draft.version, values)
    lines = [_line_values(n, line, found) for n, (line, found) in enumerate(zip(draft.lines, serials, strict=True), 1)]
    rows.write_lines(ctx, StockDocumentLine, "document_id", written.id, lines)
    ctx.touch("stock_document", written.id)
    return Saved(written.id, written.number, written.version, "draft")


def _document_errors(draft: StockDocumentDraft) -> list[UserError]:
    errors: list[UserError] = []
    if draft.kind not in FREE_KINDS:
        errors.append(RuleError("stock_kind_has_its_own_source", field="kind", kind=draft.kind))
    for at, line in enumerate(draft.lines):
        wanted = ("item", "quantity", "bin", "to_bin") if draft.kind == "transfer" else ("item", "quantity", "bin")
        errors += [RuleError("value_required", field=f"lines.{at}.{e.field}") for e in required(line, *wanted)]
        if line.quantity is not None and line.quantity <= 0:
            errors.append(RuleError("quantity_not_positive", field=f"lines.{at}.quantity", quantity=line.quantity))
        if line.to_bin is not None and draft.kind != "transfer":
            errors.append(RuleError("to_bin_not_wanted", field=f"lines.{at}.to_bin", line=at + 1, item=""))
    return errors


def _read_serials(lines: Sequence[StockLineDraft]) -> tuple[list[tuple[str, ...]], list[UserError]]:
    found: list[tuple[str, ...]] = []
    errors: list[UserError] = []
    for at, line in enumerate(lines):
        try:
            found.append(parse_serials(line.serials))
        except RuleError as error:
            found.append(())
            errors.append(RuleError(error.key, field=f"lines.{at}.serials", **error.params))
    return found, errors


def _line_values(line_no: int, line: StockLineDraft, serials: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": line.id, "line_no": line_no, "item_id": line.item, "quantity": line.quantity, "bin_id": line.bin,
        "to_bin_id": line.to_bin, "lot": line.lot.strip(), "serials": list(serials), "notes": line.notes,
    }  # fmt: skip


def delete_document(ctx: Ctx, document_id: int, version: int | None) -> Saved:
    """Delete a draft; nothing was ever posted with it."""
    ctx.require("stock.edit")
    ctx.call("delete_draft", "stock_document", document_id, version)
    ctx.touch("stock_document", document_id)
    return Saved(document_id)


# ---------------------------------------------------------------- places
def save_warehouse(ctx: Ctx, draft: WarehouseDraft) -> Saved:
    """Create or change a warehouse with its bins; a bin that held something cannot be removed, only put out of use."""
    ctx.require("stock.settings")
    refuse(required(draft, "code", "name"))
    values = {k: getattr(draft, k) for k in ("code", "name", "name_en", "kind", "active")}
    if draft.id is None:
        written = rows.insert(ctx, Warehouse, values)
    else:
        written = rows.update(ctx, Warehouse, draft.id, draft.version, values)
    write_bins(ctx, written.id, [line for line in draft.lines if line.code.strip()])
    ctx.touch("warehouse", written.id)
    return Saved(written.id, written.number, written.version)


def write_bins(ctx: Ctx, warehouse_id: int, bins: Sequence[BinDraft]) -> None:
    """Make the bins of a warehouse those given; a bin without a place in the walk gets its natural one."""
    natural = {code: n * 10 for n, code in enumerate(sorted({b.code.strip() for b in bins}, key=walk_key), 1)}
    lines = [
        {
            "id": b.id, "code": b.code.strip(), "aisle": b.aisle.strip() or b.code.strip().split("-")[0],
            "walk_no": natural[b.code.strip()] if b.walk_no is None else b.walk_no, "kind": b.kind, "active": b.active,
        }
        for b in bins
    ]  # fmt: skip
    rows.write_lines(ctx, Bin, "warehouse_id", warehouse_id, lines)
    ctx.touch("bin")
