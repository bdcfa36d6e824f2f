"""Closed documents of AdventureWorks as rows for the definer bulk functions (models/sql/10_functions/zz_history.sql).

Amounts: a line is rounded to the cent, the head's sum is kept as the source has it, rounded to the cent. Where both differ a
sales order gets a line "Rounding" of its own; a purchase order, which has no such line, says it in its notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from app.i18n import N_
from app.importing.adventureworks.masters import CURRENCY, TAX_CODE
from app.importing.adventureworks.source import Row, Source, number
from app.values import CENT, ZERO, money, round_to

RATE_STEP = Decimal("0.000001")
ROUNDING = "Rounding"
ORDERS_AT_ONCE = 1500
TASKS_AT_ONCE = 6000
PURCHASE_STATUS = {"1": N_("Pending"), "2": N_("Approved"), "3": N_("Rejected"), "4": N_("Complete")}
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Documents that go to the database in one call, with their lines."""

    heads: tuple[Values, ...]
    lines: tuple[Values, ...] = ()


# ---------------------------------------------------------------- sales orders
def sales_orders(source: Source, rate: Decimal) -> Iterator[Part]:
    """Sales orders; rate: company currency for one US dollar (every amount of the source is in dollars)."""
    lines_of = _by_order(source.rows("SalesOrderDetail"), "SalesOrderID")
    for part in parts(source.rows("SalesOrderHeader"), ORDERS_AT_ONCE):
        heads, lines = [], []
        for row in part:
            made = _sales_lines(source, row, lines_of.get(row["SalesOrderID"], ()))
            heads.append(_sales_head(source, row, rate))
            lines += made
        yield Part(tuple(heads), tuple(lines))


def _sales_head(source: Source, row: Row, rate: Decimal) -> Values:
    return {
        "number": row["SalesOrderNumber"], "customer": source.accounts[row["CustomerID"]],
        "customer_po": row["PurchaseOrderNumber"], "order_date": row["OrderDate"][:10], "due_date": row["DueDate"][:10],
        "currency": CURRENCY, "rate": str(rate), "ship_to_address": source.addresses.get(row["ShipToAddressID"], ""),
        "notes": _sales_notes(row), "net": str(money(number(row["SubTotal"]))), "tax": str(money(number(row["TaxAmt"]))),
        "total": str(money(number(row["SubTotal"])) + money(number(row["TaxAmt"]))),
    }  # fmt: skip


def _sales_notes(row: Row) -> str:
    """What our head has no column for."""
    parts = [f"Shipped {row['ShipDate'][:10]}"] if row["ShipDate"] else []
    parts += [f"freight {money(number(row['Freight']))}", f"total due {money(number(row['TotalDue']))}"]
    if row["CurrencyCode"] != CURRENCY:
        parts.append(f"customer pays in {row['CurrencyCode']}")
    return ", ".join(parts) + "."


def _sales_lines(source: Source, head: Row, details: Sequence[Row]) -> list[Values]:
    nets = [money(number(row["LineTotal"])) for row in details]
    missing = money(number(head["SubTotal"])) - sum(nets, ZERO)
    taxes = shared(money(number(head["TaxAmt"])), nets)
    rate = tax_rate(number(head["TaxAmt"]), number(head["SubTotal"]))
    due = head["DueDate"][:10]
    lines = [
        {
            "number": head["SalesOrderNumber"], "line_no": place, "item": source.codes[row["ProductID"]],
            "description": row["CarrierTrackingNumber"], "quantity": row["OrderQty"], "due_date": due,
            "price_net": row["UnitPrice"], "discount": row["UnitPriceDiscount"], "tax_code": TAX_CODE, "tax_rate": str(rate),
            "net": str(net), "tax": str(tax), "total": str(net + tax),
        }
        for place, (row, net, tax) in enumerate(zip(details, nets, taxes, strict=True), 1)
    ]  # fmt: skip
    if missing:
        lines.append(_rounding(head["SalesOrderNumber"], len(lines) + 1, due, missing))
    return lines


def _rounding(order: str, place: int, due: str, missing: Decimal) -> Values:
    return {
        "number": order, "line_no": place, "item": None, "description": ROUNDING, "quantity": "1", "due_date": due,
        "price_net": str(missing), "discount": "0", "tax_code": TAX_CODE, "tax_rate": "0", "net": str(missing), "tax": "0",
        "total": str(missing),
    }  # fmt: skip


# ---------------------------------------------------------------- purchase orders
def purchase_orders(source: Source, rate: Decimal) -> Iterator[Part]:
    """Purchase orders of every status, all closed: what was pending in 2014 asks nothing of anybody today."""
    lines_of = _by_order(source.rows("PurchaseOrderDetail"), "PurchaseOrderID")
    for part in parts(source.rows("PurchaseOrderHeader"), ORDERS_AT_ONCE):
        heads, lines = [], []
        for row in part:
            made = _purchase_lines(source, row, lines_of.get(row["PurchaseOrderID"], ()))
            heads.append(_purchase_head(source, row, made, rate))
            lines += made
        yield Part(tuple(heads), tuple(lines))


def _purchase_head(source: Source, row: Row, lines: Sequence[Values], rate: Decimal) -> Values:
    net, tax = money(number(row["SubTotal"])), money(number(row["TaxAmt"]))
    due = max((line["due_date"] for line in lines), default=row["OrderDate"][:10])
    return {
        "number": purchase_number(row), "supplier": source.vendors[row["VendorID"]], "order_date": row["OrderDate"][:10],
        "due_date": due, "currency": CURRENCY, "rate": str(rate), "notes": _purchase_notes(row, lines, net),
        "state_reason": PURCHASE_STATUS[row["Status"]], "net": str(net), "tax": str(tax), "total": str(net + tax),
    }  # fmt: skip


def _purchase_notes(row: Row, lines: Sequence[Values], net: Decimal) -> str:
    added = sum((Decimal(line["net"]) for line in lines), ZERO)
    parts = [f"Freight {money(number(row['Freight']))}", f"total due {money(number(row['TotalDue']))}"]
    if added != net:
        parts.append(f"rounded lines add up to {added}")
    return ", ".join(parts) + "."


def _purchase_lines(source: Source, head: Row, details: Sequence[Row]) -> list[Values]:
    nets = [money(number(row["LineTotal"])) for row in details]
    taxes = shared(money(number(head["TaxAmt"])), nets)
    rate = tax_rate(number(head["TaxAmt"]), number(head["SubTotal"]))
    return [
        {
            "number": purchase_number(head), "line_no": place, "item": source.codes[row["ProductID"]],
            "quantity": row["OrderQty"], "received": row["StockedQty"], "due_date": row["DueDate"][:10],
            "price": row["UnitPrice"], "tax_code": TAX_CODE, "tax_rate": str(rate), "net": str(net), "tax": str(tax),
            "total": str(net + tax),
        }
        for place, (row, net, tax) in enumerate(zip(details, nets, taxes, strict=True), 1)
    ]  # fmt: skip


def purchase_number(row: Row) -> str:
    """The source numbers its purchase orders plainly; ours stand beside other documents."""
    return f"PO{row['PurchaseOrderID']}"


# ---------------------------------------------------------------- work orders
def work_orders(source: Source) -> Iterator[Part]:
    """Work orders as closed production tasks, with what they gave and scrapped."""
    reasons = {row["ScrapReasonID"]: row["Name"] for row in source.rows("ScrapReason")}
    for part in parts(source.rows("WorkOrder"), TASKS_AT_ONCE):
        yield Part(tuple(_task(source, row, reasons) for row in part))


def _task(source: Source, row: Row, reasons: Mapping[str, str]) -> Values:
    scrapped = number(row["ScrappedQty"])
    return {
        "number": f"WO{row['WorkOrderID']}", "item": source.codes[row["ProductID"]], "quantity": row["OrderQty"],
        "completed": row["StockedQty"], "scrapped": str(scrapped), "start_date": row["StartDate"][:10],
        "due_date": row["DueDate"][:10], "finished_on": row["EndDate"][:10] or None,
        "notes": f"Scrapped {scrapped}: {reasons[row['ScrapReasonID']]}." if scrapped and row["ScrapReasonID"] else "",
    }  # fmt: skip


# ---------------------------------------------------------------- figures
def differences(source: Source, kind: str) -> dict[str, Decimal]:
    """By how much a head's sum lies above its rounded lines, for the orders where it does. kind: SalesOrder, PurchaseOrder."""
    added: dict[str, Decimal] = {}
    for row in source.rows(f"{kind}Detail"):
        added[row[f"{kind}ID"]] = added.get(row[f"{kind}ID"], ZERO) + money(number(row["LineTotal"]))
    heads = source.rows(f"{kind}Header")
    found = {row[f"{kind}ID"]: money(number(row["SubTotal"])) - added.get(row[f"{kind}ID"], ZERO) for row in heads}
    return {order: difference for order, difference in found.items() if difference}


def shared(whole: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount shared out by weights to the cent, so that the shares add up to it: what is left goes to the largest rests."""
    together = sum(weights, ZERO)
    if not together:
        return [whole if place == 0 else ZERO for place in range(len(weights))]
    exact = [whole * weight / together for weight in weights]
    shares = [share.quantize(CENT, rounding=ROUND_DOWN) for share in exact]
    cents = int((whole - sum(shares, ZERO)) / CENT)
    by_rest = sorted(range(len(exact)), key=lambda place: abs(exact[place] - shares[place]), reverse=True)
    for place in by_rest[: abs(cents)]:
        shares[place] += CENT if cents > 0 else -CENT
    return shares


def tax_rate(tax: Decimal, net: Decimal) -> Decimal:
    """The share that a head's tax is of its net sum."""
    return round_to(tax / net, RATE_STEP) if net else ZERO


def parts(rows: Sequence[Row], at_once: int) -> Iterator[Sequence[Row]]:
    """Rows in runs of at most `at_once`."""
    for start in range(0, len(rows), at_once):
        yield rows[start : start + at_once]


def _by_order(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found
