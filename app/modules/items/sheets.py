"""The import sheets of the items room: items, their sources, bills of materials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from app.errors import RuleError
from app.i18n import N_
from app.models.items import (
    Bom,
    BomLine,
    Item,
    ItemCost,
    ItemGroup,
    ItemPrice,
    ItemSource,
    ItemSourcePrice,
    Unit,
)
from app.models.office import AppUser, Currency, TaxRate
from app.models.suppliers import Supplier
from app.modules.items import rules
from app.modules.items.queries.structure import codes_of, structure_below
from app.modules.office.sheets import SheetCheck, filled, insert_rows, is_empty, text
from app.registry import ImportSheet, SheetColumn
from app.sheets import Progress, SheetRow
from app.uow import Ctx

SOURCE_TITLES = (
    ("make", N_("Made")), ("buy", N_("Bought")), ("outsource", N_("Outsourced")), ("phantom", N_("Phantom")),
    ("service", N_("Service")),
)  # fmt: skip
_PLAIN = (
    "code", "name", "name_en", "specification", "drawing_no", "brand", "mnemonic", "tax_code", "tax_code_cn",
    "lead_time_days", "safety_stock", "lot_minimum", "lot_multiple", "is_serial", "is_lot", "warranty_months", "notes",
)  # fmt: skip


# ---------------------------------------------------------------- items
def write_items(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress | None = None) -> int:
    """New items from a sheet, with price and cost where given. Raises ManyErrors naming every bad cell."""
    ctx.require("items.edit")
    check = SheetCheck(ctx, rows)
    check.required("code", "name", "unit")
    check.no_repeats(("code",))
    check.none_exist(Item)
    check.not_negative("lead_time_days", "safety_stock", "lot_minimum", "lot_multiple", "warranty_months",
                       "price_with_tax", "floor_price", "cost")  # fmt: skip
    check.whole("lead_time_days", "warranty_months")
    check.codes(Currency, "currency", "sheet_unknown_currency")
    check.codes(TaxRate, "tax_code", "sheet_unknown_tax")
    for row in rows:
        _check_code(check, row)
    for columns, permission in (
        (("price_with_tax", "floor_price"), "items.set_prices"),
        (("cost",), "items.set_costs"),
    ):
        _check_right(check, columns, permission)
    units = check.ids(Unit, "unit", "sheet_unknown_unit", ("code", "name", "name_en"))
    groups = check.ids(ItemGroup, "group", "sheet_unknown_group", ("code", "name"))
    planners = check.ids(AppUser, "planner", "sheet_unknown_person", ("login", "name"))
    sources = check.choice("source", SOURCE_TITLES)
    check.refuse()
    values = [
        {
            **filled(row, *_PLAIN), "unit_id": units[text(row, "unit")], "group_id": groups.get(text(row, "group")),
            "planner_id": planners.get(text(row, "planner")), "source": sources.get(text(row, "source"), "buy"),
        }
        for row in rows
    ]  # fmt: skip
    ids = insert_rows(ctx, Item, values, progress)
    insert_rows(ctx, ItemPrice, _side(rows, ids, "item_id", ("price_with_tax", "floor_price"), ("currency",)))
    insert_rows(ctx, ItemCost, _side(rows, ids, "item_id", ("cost",)))
    ctx.touch("item")
    return len(ids)


def _check_code(check: SheetCheck, row: SheetRow) -> None:
    if text(row, "code"):
        try:
            rules.check_code(text(row, "code"))
        except RuleError as error:
            check.wrong(row, "code", "sheet_code_invalid", longest=error.params["longest"])


def _check_right(check: SheetCheck, columns: Sequence[str], permission: str) -> None:
    """Note filled cells that the person may not fill."""
    if check.ctx.user.may(permission):
        return
    for row in check.rows:
        for column in columns:
            if not is_empty(row.get(column)):
                check.wrong(row, column, "sheet_cell_not_allowed")


def _side(
    rows: Sequence[SheetRow], ids: Sequence[int], key: str, columns: Sequence[str], besides: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The 1:1 rows of those whose figures are given."""
    return [
        {key: record_id, **filled(row, *columns, *besides)}
        for row, record_id in zip(rows, ids, strict=True)
        if filled(row, *columns)
    ]


ITEMS = ImportSheet(
    key="items",
    title=N_("Items"),
    permission="items.edit",
    write=write_items,
    order=30,
    columns=(
        SheetColumn("code", ("Code", "物料编码", "物料代码", "编码", "代码"), "code", True,
                    N_("Unique among items; letters, digits, . - / + # * ( )"), "P-DN50-16"),
        SheetColumn("name", ("Name", "物料名称", "名称"), "text", True, N_("Name on papers"), "电磁流量计"),
        SheetColumn("name_en", ("English name", "英文名称"), "text", False, N_("Name on foreign papers"), "Flowmeter"),
        SheetColumn("specification", ("Specification", "规格型号", "规格"), "text", False, N_("Stands beside the name"),
                    "DN50 PN16"),
        SheetColumn("drawing_no", ("Drawing number", "图号"), "text", False, N_("Drawing number")),
        SheetColumn("brand", ("Brand", "品牌", "品牌/材质"), "text", False, N_("Brand or material")),
        SheetColumn("mnemonic", ("Mnemonic", "助记码"), "text", False, N_("Short way to find it")),
        SheetColumn("group", ("Group", "物料组", "物料分类"), "code", False, N_("Code or name of an item group"), "01.02"),
        SheetColumn("source", ("Item class", "物料属性", "来源", "Source"), "choice", False,
                    N_("Made, Bought, Outsourced, Phantom or Service; empty = Bought"), "外购"),
        SheetColumn("unit", ("Unit", "计量单位", "单位"), "code", True, N_("Code or name of a unit"), "台"),
        SheetColumn("lead_time_days", ("Lead time (days)", "提前期（天）", "提前期"), "number", False,
                    N_("Days to buy or make it"), "15"),
        SheetColumn("safety_stock", ("Safety stock", "安全库存"), "quantity", False, N_("What always stays on the shelf")),
        SheetColumn("lot_minimum", ("Minimum lot", "最小批量", "最小订货量"), "quantity", False, N_("Never less at once")),
        SheetColumn("lot_multiple", ("Lot multiple", "批量倍数", "批量增量"), "quantity", False, N_("Only multiples of this")),
        SheetColumn("planner", ("Planner", "计划员"), "text", False, N_("Login or name of a colleague")),
        SheetColumn("is_serial", ("Serial numbers", "序列号管理"), "bool", False, N_("Yes where each piece has its number")),
        SheetColumn("is_lot", ("Lots", "批次管理"), "bool", False, N_("Yes where it is kept by lot")),
        SheetColumn("warranty_months", ("Warranty (months)", "保修期（月）", "保修期"), "number", False, N_("From shipment")),
        SheetColumn("tax_code", ("Tax", "税种"), "code", False, N_("Code of a tax kind; empty = 13"), "13"),
        SheetColumn("tax_code_cn", ("Tax classification code", "税收分类编码"), "code", False,
                    N_("19 digits for the tax platform")),
        SheetColumn("price_with_tax", ("Price with tax", "含税单价", "销售单价"), "price", False, N_("Sales price with tax")),
        SheetColumn("floor_price", ("Floor price", "最低限价", "底价"), "price", False,
                    N_("Below it a sale needs approval")),
        SheetColumn("currency", ("Currency", "币别", "币种"), "code", False, N_("Of the sales price; empty = CNY"), "CNY"),
        SheetColumn("cost", ("Cost", "成本单价", "成本"), "price", False, N_("Per unit, in the company's currency")),
        SheetColumn("notes", ("Notes", "备注"), "memo", False, N_("Anything else")),
    ),
)  # fmt: skip


# ---------------------------------------------------------------- sources
def write_sources(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress | None = None) -> int:
    """New sources of items from a sheet, with prices where given. Raises ManyErrors naming every bad cell."""
    ctx.require("items.sources")
    check = SheetCheck(ctx, rows)
    check.required("item", "supplier")
    check.no_repeats(("item", "supplier"), "sheet_source_repeated")
    check.not_negative("lead_time_days", "minimum", "price")
    check.whole("lead_time_days", "priority")
    check.codes(Currency, "currency", "sheet_unknown_currency")
    items = check.ids(Item, "item", "sheet_unknown_item")
    suppliers = check.ids(Supplier, "supplier", "sheet_unknown_supplier", ("code", "name", "short_name"))
    _check_right(check, ("price",), "purchasing.prices")
    for row in rows:
        if not is_empty(row.get("priority")) and row["priority"] < 1:
            check.wrong(row, "priority", "sheet_priority")
    _check_kept_sources(check, items, suppliers)
    check.refuse()
    values = [
        {
            **filled(row, "supplier_item_code", "lead_time_days", "minimum", "priority", "notes"),
            "item_id": items[text(row, "item")], "supplier_id": suppliers[text(row, "supplier")],
        }
        for row in rows
    ]  # fmt: skip
    ids = insert_rows(ctx, ItemSource, values, progress)
    insert_rows(ctx, ItemSourcePrice, _side(rows, ids, "source_id", ("price",), ("currency",)))
    ctx.touch("item_source")
    ctx.touch("item")
    return len(ids)


def _check_kept_sources(check: SheetCheck, items: Mapping[str, int], suppliers: Mapping[str, int]) -> None:
    kept = {
        (r.item_id, r.supplier_id)
        for r in check.ctx.session.execute(
            sa.text("select item_id, supplier_id from tw.item_source where item_id = any (:ids)"),
            {"ids": list(items.values())},
        )
    }
    for row in check.rows:
        if (items.get(text(row, "item")), suppliers.get(text(row, "supplier"))) in kept:
            check.wrong(row, "supplier", "sheet_source_exists", item=text(row, "item"))


SOURCES = ImportSheet(
    key="item_sources",
    title=N_("Sources of items"),
    permission="items.sources",
    write=write_sources,
    order=40,
    columns=(
        SheetColumn("item", ("Item", "物料编码", "物料代码"), "code", True, N_("Code of an item"), "B-200318"),
        SheetColumn("supplier", ("Supplier", "供应商"), "code", True, N_("Code, name or short name of a supplier"), "V00001"),
        SheetColumn("supplier_item_code", ("Supplier's code", "供应商物料编码", "供应商物料代码"), "code", False, N_("As the supplier calls it")),
        SheetColumn("lead_time_days", ("Lead time (days)", "提前期（天）", "提前期"), "number", False,
                    N_("Days from order to arrival"), "15"),
        SheetColumn("minimum", ("Minimum", "最小订货量"), "quantity", False, N_("Least quantity of one order")),
        SheetColumn("priority", ("Priority", "优先级"), "number", False, N_("1 = first asked; empty = 1"), "1"),
        SheetColumn("price", ("Price with tax", "含税单价", "采购单价"), "price", False, N_("Purchase price with tax")),
        SheetColumn("currency", ("Currency", "币别", "币种"), "code", False, N_("Code of a currency; empty = CNY"), "CNY"),
        SheetColumn("notes", ("Notes", "备注"), "memo", False, N_("Anything else")),
    ),
)  # fmt: skip


# ---------------------------------------------------------------- bills of materials
def write_boms(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress | None = None) -> int:
    """New bills of materials from a sheet, a component a row; approved where the sheet says so.

    Raises ManyErrors naming every bad cell; a loop is named at each row that is part of it.
    """
    ctx.require("items.edit")
    check = SheetCheck(ctx, rows)
    check.required("item", "component", "quantity")
    items = check.ids(Item, "item", "sheet_unknown_item")
    components = check.ids(Item, "component", "sheet_unknown_component")
    _check_right(check, ("approved",), "items.approve_bom")
    for row in rows:
        _check_bom_row(check, row)
    _check_versions(check, items)
    check.refuse()
    _check_loops(check, items, components)
    check.refuse()
    heads = {_head(row): row for row in reversed(rows)}
    keys = list(reversed(heads))
    ids = insert_rows(ctx, Bom, [{"item_id": items[item], "version_no": version} for item, version in keys])
    bom_ids = dict(zip(keys, ids, strict=True))
    insert_rows(ctx, BomLine, _bom_lines(rows, bom_ids, components), progress)
    _approve(ctx, sorted({bom_ids[_head(row)] for row in rows if row.get("approved")}))
    ctx.touch("bom")
    ctx.touch("item")
    return len(rows)


def _head(row: SheetRow) -> tuple[str, str]:
    return text(row, "item"), text(row, "version") or "1"


def _check_bom_row(check: SheetCheck, row: SheetRow) -> None:
    if isinstance(row.get("quantity"), Decimal) and row["quantity"] <= 0:
        check.wrong(row, "quantity", "sheet_quantity_not_positive")
    if not is_empty(row.get("scrap")) and not 0 <= row["scrap"] < 1:
        check.wrong(row, "scrap", "sheet_scrap")
    if text(row, "component") and text(row, "component") == text(row, "item"):
        check.wrong(row, "component", "sheet_component_itself")
    if row.get("valid_from") and row.get("valid_to") and row["valid_to"] <= row["valid_from"]:
        check.wrong(row, "valid_to", "sheet_validity")


def _check_versions(check: SheetCheck, items: Mapping[str, int]) -> None:
    """Note versions that exist already, and a second approved version of one item, in the file or kept."""
    kept = check.ctx.session.execute(
        sa.text("select item_id, version_no, state from tw.bom where item_id = any (:ids)"),
        {"ids": list(items.values())},
    ).all()
    taken = {(r.item_id, r.version_no) for r in kept}
    approved: dict[int | None, str] = {r.item_id: r.version_no for r in kept if r.state == "approved"}
    for row in check.rows:
        code, version = _head(row)
        item = items.get(code)
        if (item, version) in taken:
            check.wrong(row, "version", "sheet_bom_exists", item=code, version=version)
        elif row.get("approved") and item is not None and approved.setdefault(item, version) != version:
            check.wrong(row, "approved", "sheet_bom_approved", item=code, version=approved[item])


def _check_loops(check: SheetCheck, items: Mapping[str, int], components: Mapping[str, int]) -> None:
    edges = [(row, items[text(row, "item")], components[text(row, "component")]) for row in check.rows]
    kept = structure_below(check.ctx, sorted({*items.values(), *components.values()}))
    whole = [*kept, *(rules.BomLine(parent, component, Decimal(1)) for _, parent, component in edges)]
    loops = rules.find_loops(whole)
    if not loops:
        return
    codes = codes_of(check.ctx, sorted({member for loop in loops for member in loop}))
    for loop in loops:
        closed = (*loop, loop[0])
        steps = set(pairwise(closed))
        for row, parent, component in edges:
            if (parent, component) in steps:
                check.wrong(row, "component", "sheet_bom_loop", loop=" → ".join(codes[member] for member in closed))


def _bom_lines(
    rows: Sequence[SheetRow], bom_ids: Mapping[tuple[str, str], int], components: Mapping[str, int]
) -> list[dict[str, Any]]:
    counted: dict[int, int] = {}
    lines = []
    for row in rows:
        bom = bom_ids[_head(row)]
        counted[bom] = counted.get(bom, 0) + 1
        lines.append(
            {
                **filled(row, "quantity", "scrap", "valid_from", "valid_to", "notes"),
                "bom_id": bom, "line_no": counted[bom], "component_id": components[text(row, "component")],
            }
        )  # fmt: skip
    return lines


def _approve(ctx: Ctx, bom_ids: Sequence[int]) -> None:
    """Approve many by one statement; each passes the same guard as one approved by hand."""
    if bom_ids:
        ctx.session.execute(
            sa.text("select tw.move('bom', id, null, 'approve', '') from unnest(cast(:ids as bigint[])) id"),
            {"ids": list(bom_ids)},
        )


BOMS = ImportSheet(
    key="boms",
    title=N_("Bills of materials"),
    permission="items.edit",
    write=write_boms,
    order=50,
    columns=(
        SheetColumn("item", ("Item", "父项编码", "父项代码", "产品编码", "母件编码"), "code", True,
                    N_("Code of what is made; repeated on every row of its components"), "P-DN50-16"),
        SheetColumn("version", ("Version", "版本", "版本号"), "code", False, N_("Empty = 1"), "1"),
        SheetColumn("component", ("Component", "子件编码", "子项编码", "子项代码"), "code", True, N_("Code of what goes in"), "B-200318"),
        SheetColumn("quantity", ("Quantity", "用量", "单位用量"), "quantity", True,
                    N_("Per piece of the item, in the component's unit"), "2"),
        SheetColumn("scrap", ("Scrap", "损耗率"), "percent", False, N_("Share issued on top: 5 % or 0.05")),
        SheetColumn("valid_from", ("Valid from", "生效日期"), "date", False, N_("First day of this component")),
        SheetColumn("valid_to", ("Valid to", "失效日期"), "date", False, N_("First day without this component")),
        SheetColumn("approved", ("Approved", "已审核", "审核"), "bool", False, N_("Yes = approved at once; empty = draft")),
        SheetColumn("notes", ("Notes", "备注"), "text", False, N_("Anything else")),
    ),
)  # fmt: skip

SHEETS = (ITEMS, SOURCES, BOMS)
