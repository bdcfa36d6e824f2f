"""The import sheet of open sales orders: one row a line; rows with the same order number make one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.i18n import N_
from app.models.customers import Customer
from app.models.items import Item
from app.models.office import AppUser, Currency
from app.models.orders import SalesOrder, SalesOrderLine, SalesOrderLinePrice
from app.modules.office.sheets import SheetCheck, insert_rows, is_empty, text
from app.modules.orders.queries import tax_rates
from app.registry import ImportSheet, SheetColumn
from app.sheets import Progress, SheetRow
from app.uow import Ctx
from app.values import ZERO


def write_open_orders(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress | None = None) -> int:
    """Open orders as drafts, to be submitted like any other. Raises ManyErrors naming every bad cell.

    The number of the former program is kept in the notes; ours is given at the first save. Answers orders written.
    """
    ctx.require("orders.edit")
    check = SheetCheck(ctx, rows)
    check.required("order", "customer", "item", "quantity", "price_with_tax", "due_date")
    check.not_negative("price_with_tax", "discount")
    customers = check.ids(Customer, "customer", "sheet_unknown_customer", ("code", "name"))
    items = check.ids(Item, "item", "sheet_unknown_item")
    check.codes(Currency, "currency", "sheet_unknown_currency")
    people = check.ids(AppUser, "salesperson", "sheet_unknown_person", ("login", "name"))
    rates = tax_rates(ctx, ctx.today)
    check.known("tax_code", rates, "sheet_unknown_tax")
    orders = _grouped(rows)
    _check_lines(check, orders)
    check.refuse()
    ids = _write_heads(ctx, orders, customers, people, progress)
    _write_lines(ctx, orders, ids, items, rates)
    ctx.touch("sales_order")
    return len(ids)


def _grouped(rows: Sequence[SheetRow]) -> dict[str, list[SheetRow]]:
    orders: dict[str, list[SheetRow]] = {}
    for row in rows:
        orders.setdefault(text(row, "order"), []).append(row)
    return orders


def _check_lines(check: SheetCheck, orders: Mapping[str, Sequence[SheetRow]]) -> None:
    """Quantities are positive, shares are shares, and the rows of an order agree on its head."""
    for lines in orders.values():
        first = lines[0]
        for row in lines:
            if not is_empty(row.get("quantity")) and row["quantity"] <= 0:
                check.wrong(row, "quantity", "sheet_quantity_not_positive")
            if not is_empty(row.get("discount")) and row["discount"] > 1:
                check.wrong(row, "discount", "sheet_discount_too_large")
            for column in ("customer", "currency"):
                if text(row, column) != text(first, column):
                    check.wrong(row, column, "sheet_order_disagrees", first=text(first, column))


def _write_heads(
    ctx: Ctx, orders: Mapping[str, Sequence[SheetRow]], customers: Mapping[str, int], people: Mapping[str, int],
    progress: Progress | None,
) -> list[int]:  # fmt: skip
    present = {r.code: r.rate for r in ctx.session.execute(sa.text("select code, rate from tw.currency"))}
    heads = [
        {
            "customer_id": customers[text(lines[0], "customer")], "customer_po": text(lines[0], "customer_po"),
            "order_date": lines[0].get("order_date") or ctx.today, "due_date": max(row["due_date"] for row in lines),
            "currency": text(lines[0], "currency") or "CNY", "payment_terms": text(lines[0], "payment_terms"),
            "rate": lines[0].get("rate") or present.get(text(lines[0], "currency") or "CNY", Decimal(1)),
            "owner_id": people.get(text(lines[0], "salesperson"), ctx.user.id), "notes": f"[{number}]",
        }
        for number, lines in orders.items()
    ]  # fmt: skip
    return insert_rows(ctx, SalesOrder, heads, progress)


def _write_lines(
    ctx: Ctx, orders: Mapping[str, Sequence[SheetRow]], ids: Sequence[int], items: Mapping[str, int],
    rates: Mapping[str, Decimal],
) -> None:  # fmt: skip
    given = [
        (order_id, place, row)
        for order_id, lines in zip(ids, orders.values(), strict=True)
        for place, row in enumerate(lines, start=1)
    ]
    lines: list[dict[str, Any]] = [
        {
            "order_id": order_id, "line_no": place, "item_id": items[text(row, "item")], "quantity": row["quantity"],
            "due_date": row["due_date"],
        }
        for order_id, place, row in given
    ]  # fmt: skip
    line_ids = insert_rows(ctx, SalesOrderLine, lines)
    prices = [
        {
            "line_id": line_id, "order_id": order_id, "price_with_tax": row["price_with_tax"],
            "discount": row.get("discount") or ZERO, "tax_code": text(row, "tax_code") or "13",
            "tax_rate": rates[text(row, "tax_code") or "13"],
        }
        for line_id, (order_id, _place, row) in zip(line_ids, given, strict=True)
    ]  # fmt: skip
    insert_rows(ctx, SalesOrderLinePrice, prices)


OPEN_ORDERS = ImportSheet(
    key="open_orders",
    title=N_("Open sales orders"),
    permission="orders.edit",
    write=write_open_orders,
    order=80,
    columns=(
        SheetColumn("order", ("Order", "订单号", "单号"), "code", True,
                    N_("Number in the former program; rows with the same number make one order"), "SO-1001"),
        SheetColumn("customer", ("Customer", "客户", "客户代码"), "code", True, N_("Code or full name of the customer"), "C00001"),
        SheetColumn("customer_po", ("Customer's number", "客户单号"), "text", False, N_("The customer's own order number")),
        SheetColumn("order_date", ("Order date", "下单日", "订单日期"), "date", False, N_("Empty = today"), "2026-11-02"),
        SheetColumn("currency", ("Currency", "币别", "币种"), "code", False, N_("Code of a currency; empty = CNY"), "CNY"),
        SheetColumn("rate", ("Rate", "汇率"), "number", False, N_("Empty = the present rate")),
        SheetColumn("payment_terms", ("Payment terms", "付款条件"), "text", False, N_("As agreed"), "3-4-2-1"),
        SheetColumn("salesperson", ("Salesperson", "业务员"), "text", False, N_("Login or name; empty = who imports")),
        SheetColumn("item", ("Item", "物料", "物料代码"), "code", True, N_("Code of the item"), "LDG-080-316"),
        SheetColumn("quantity", ("Quantity", "数量"), "quantity", True, N_("What is still to be delivered"), "8"),
        SheetColumn("price_with_tax", ("Price with tax", "含税单价"), "price", True, N_("Unit price with tax"), "6860"),
        SheetColumn("discount", ("Discount", "折扣"), "percent", False, N_("Share taken off: 5% or 0.05")),
        SheetColumn("tax_code", ("Tax", "税种", "税率"), "code", False, N_("Code of a tax kind; empty = 13"), "13"),
        SheetColumn("due_date", ("Due", "交期", "交货日期"), "date", True, N_("When the line is to be delivered"), "2026-12-17"),
    ),
)  # fmt: skip
