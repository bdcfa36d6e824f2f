"""Import sheets of the stock room: bins, and opening stock 期初库存."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.drafting import refuse
from app.errors import RuleError, UserError
from app.i18n import N_
from app.modules.stock.drafts import BinDraft, PostingLine, StockPosting
from app.modules.stock.rules import parse_serials
from app.modules.stock.services import post, write_bins
from app.registry import ImportSheet, SheetColumn
from app.sheets import Progress, SheetRow
from app.uow import Ctx

_LINES = 1000


def _text(row: SheetRow, column: str) -> str:
    return str(row.get(column) or "").strip()


def _ids(ctx: Ctx, statement: str, codes: Iterable[str]) -> dict[str, Any]:
    """Rows (code, …) of a statement over :codes, by code."""
    return {r[0]: r for r in ctx.session.execute(sa.text(statement), {"codes": sorted(set(codes))})}


# ---------------------------------------------------------------- bins
def write_bin_rows(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress | None = None) -> int:
    """Add bins to warehouses; a bin that is there already is changed. Raises ManyErrors by row."""
    ctx.require("stock.settings")
    found = _ids(
        ctx, "select code, id from tw.warehouse where code = any (:codes)", (_text(r, "warehouse") for r in rows)
    )
    errors: list[UserError] = []
    by_house: dict[int, dict[str, SheetRow]] = defaultdict(dict)
    for row in rows:
        for column in ("warehouse", "code"):
            if not _text(row, column):
                errors.append(row.refuse(RuleError("value_required"), column))
        house = found.get(_text(row, "warehouse"))
        if house is None:
            errors.append(row.refuse(RuleError("warehouse_unknown", code=_text(row, "warehouse")), "warehouse"))
        elif _text(row, "code") in by_house[house.id]:
            errors.append(row.refuse(RuleError("bin_given_twice", code=_text(row, "code")), "code"))
        else:
            by_house[house.id][_text(row, "code")] = row
    refuse(errors)
    for warehouse_id, given in by_house.items():
        _merge_bins(ctx, warehouse_id, given)
    if progress:
        progress(len(rows), len(rows))
    return len(rows)


def _merge_bins(ctx: Ctx, warehouse_id: int, given: dict[str, SheetRow]) -> None:
    kept = ctx.session.execute(
        sa.text("select id, code, aisle, walk_no, kind, active from tw.bin where warehouse_id = :id"),
        {"id": warehouse_id},
    ).all()
    bins = [
        _bin(given[r.code], r.id) if r.code in given else BinDraft(r.code, r.aisle, r.walk_no, r.kind, r.active, r.id)
        for r in kept
    ]
    known = {r.code for r in kept}
    bins += [_bin(row, None) for code, row in given.items() if code not in known]
    write_bins(ctx, warehouse_id, bins)


def _bin(row: SheetRow, bin_id: int | None) -> BinDraft:
    walk = row.get("walk_no")
    kind = "high" if _text(row, "kind").lower() in ("high", "高位", "高位货架") else "normal"
    return BinDraft(
        _text(row, "code"), _text(row, "aisle"), None if walk in (None, "") else int(walk), kind, True, bin_id
    )


# ---------------------------------------------------------------- opening stock
def write_opening(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress | None = None) -> int:
    """Post opening stock, a thousand lines a document, all in one transaction. Raises ManyErrors by row."""
    ctx.require("stock.opening")
    items = _ids(ctx, "select code, id from tw.item where code = any (:codes)", (_text(r, "item") for r in rows))
    bins = _ids(ctx, _BINS, (_text(r, "bin") for r in rows))
    errors: list[UserError] = []
    lines = [line for row in rows if (line := _opening_line(row, items, bins, errors.append)) is not None]
    refuse(errors)
    for start in range(0, len(lines), _LINES):
        part = lines[start : start + _LINES]
        post(ctx, StockPosting("opening", ctx.today, tuple(part), "import"))
        if progress:
            progress(start + len(part), len(rows))
    return len(lines)


_BINS = (
    "select code, min(id) as id from (select b.code, b.id from tw.bin b where b.code = any (:codes)"
    " union all select w.code || '/' || b.code, b.id from tw.bin b join tw.warehouse w on w.id = b.warehouse_id"
    " where w.code || '/' || b.code = any (:codes)) x group by code having count(*) = 1"
)


def _opening_line(
    row: SheetRow, items: dict[str, Any], bins: dict[str, Any], wrong: Callable[[UserError], object]
) -> PostingLine | None:
    item, place = items.get(_text(row, "item")), bins.get(_text(row, "bin"))
    amount: Decimal | None = row.get("quantity")
    serials: tuple[str, ...] = ()
    refused: list[UserError] = []
    if item is None:
        refused.append(row.refuse(RuleError("item_unknown", code=_text(row, "item")), "item"))
    if place is None:
        refused.append(row.refuse(RuleError("bin_unknown", code=_text(row, "bin")), "bin"))
    if amount is None or amount <= 0:
        refused.append(row.refuse(RuleError("quantity_not_positive", quantity=amount or 0), "quantity"))
    try:
        serials = parse_serials(_text(row, "serials"))
    except RuleError as error:
        refused.append(row.refuse(error, "serials"))
    for error_ in refused:
        wrong(error_)
    if refused or item is None or place is None or amount is None:
        return None
    return PostingLine(item.id, amount, place.id, lot=_text(row, "lot"), serials=serials, cost=row.get("cost"))


BINS = ImportSheet(
    key="bins",
    title=N_("Bins"),
    permission="stock.settings",
    write=write_bin_rows,
    order=35,
    columns=(
        SheetColumn("warehouse", ("Warehouse", "仓库", "仓库代码"), "code", True, N_("Code of the warehouse"), "01"),
        SheetColumn("code", ("Bin", "仓位", "库位", "货位"), "code", True, N_("As written on the shelf"), "A-01-03"),
        SheetColumn(
            "aisle", ("Aisle", "通道", "巷道"), "text", False, N_("Empty: what stands before the first dash"), "A"
        ),
        SheetColumn(
            "walk_no", ("Place in the walk", "行走顺序"), "number", False, N_("Empty: the natural order"), "10"
        ),
        SheetColumn("kind", ("Kind", "类型"), "text", False, N_("High needs the fork-lift; empty = normal"), ""),
    ),
)

OPENING = ImportSheet(
    key="opening_stock",
    title=N_("Opening stock"),
    permission="stock.opening",
    write=write_opening,
    order=60,
    columns=(
        SheetColumn("item", ("Item", "物料代码", "物料编码"), "code", True, N_("Code of the item"), "LDG-100"),
        SheetColumn("bin", ("Bin", "仓位", "库位"), "code", True,
                    N_("Code of the bin; warehouse/bin where two share it"), "A-01-03"),
        SheetColumn("quantity", ("Quantity", "数量"), "quantity", True, N_("In the item's unit"), "5"),
        SheetColumn("lot", ("Lot", "批号"), "code", False, N_("For items with lots")),
        SheetColumn("serials", ("Serial numbers", "序列号"), "memo", False,
                    N_("One for each piece; A008~A012 stands for five"), ""),
        SheetColumn("cost", ("Unit cost", "单位成本", "成本"), "price", False,
                    N_("Without tax, in the company's currency; empty: the item's cost")),
    ),
)  # fmt: skip
