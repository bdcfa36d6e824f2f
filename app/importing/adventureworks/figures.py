"""What the source holds against what the database holds now: counts, sums, and the published answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.i18n import _
from app.importing.adventureworks import history, masters
from app.importing.adventureworks.source import Row, Source, number
from app.modules.items.queries.structure import structure_below
from app.modules.items.rules import explode
from app.uow import Ctx
from app.values import ZERO, money

WHOLE_ORDERS = 31_465  # of the complete sample; published answers are for it alone
# README.md of the data: revenue (sum of SubTotal) by year, value of purchase orders by status, pieces of work orders
REVENUE = {"2011": "12641672.21", "2012": "33524301.33", "2013": "43622479.05", "2014": "20057928.81"}
PURCHASES = {"1": "3505773.47", "2": "2164338.92", "3": "1301825.92", "4": "56820056.53"}
TASKS = {"OrderQty": "4507721", "StockedQty": "4497070", "ScrappedQty": "10651"}
ROAD_BIKE, ROAD_BIKE_DAY = "749", "2014-06-30"
EXPLOSION = (89, 74, 4, 48)  # rows, different components, levels, leaves


@dataclass(frozen=True, slots=True)
class Figure:
    """One comparison. wanted: of the source (or published); found: of the database (or of the source)."""

    kind: str
    what: str
    wanted: Decimal
    found: Decimal

    @property
    def is_equal(self) -> bool:
        return self.wanted == self.found

    def to_json(self) -> dict[str, Any]:
        """As the report has it."""
        return {
            "kind": self.kind, "what": self.what, "wanted": str(self.wanted), "found": str(self.found),
            "equal": self.is_equal,
        }  # fmt: skip


def compared(ctx: Ctx, source: Source) -> list[Figure]:
    """Every figure, in the order in which a person asks."""
    found = [*_counts(ctx, source), *_sums(ctx, source)]
    if len(source.rows("SalesOrderHeader")) == WHOLE_ORDERS:
        found += _published(source)
        found += _explosion(ctx, source)
    return found


# ---------------------------------------------------------------- counts
def _counts(ctx: Ctx, source: Source) -> Iterable[Figure]:
    boms, top = masters.bom_rows(source)
    contacts = masters.contacts(source)
    cents = history.differences(source, "SalesOrder")
    yield _count(_("Items"), len(source.rows("Product")), _of(ctx, "item", "code", source.codes.values()))
    bom_lines = ctx.session.execute(
        sa.text(
            "select count(*) from tw.bom_line l join tw.bom b on b.id = l.bom_id join tw.item i on i.id = b.item_id"
            " where i.code = any (:codes)"
        ),
        {"codes": list(source.codes.values())},
    ).scalar_one()
    text = _("Rows of bills of materials, {n} of them only name a product at the top").format(n=top)
    yield _count(text, len(source.rows("BillOfMaterials")), bom_lines + len(source.rows("BillOfMaterials")) - len(boms))
    yield _count(_("Customers"), len(source.rows("Customer")), _of(ctx, "customer", "code", source.accounts.values()))
    yield _count(
        _("Contacts of stores"), len(contacts), _of_parent(ctx, "contact", "customer", source.accounts.values())
    )
    yield _count(_("Suppliers"), len(source.rows("Vendor")), _of(ctx, "supplier", "code", source.vendors.values()))
    yield _count(_("Sources of items"), len(source.rows("ProductVendor")),
                 _of_parent(ctx, "item_source", "item", source.codes.values()))  # fmt: skip
    heads = [row["SalesOrderNumber"] for row in source.rows("SalesOrderHeader")]
    yield _count(_("Sales orders"), len(heads), _of(ctx, "sales_order", "number", heads))
    kept = _line_kinds(ctx, heads)
    yield _count(_("Order lines"), len(source.rows("SalesOrderDetail")), kept.get("item", 0))
    yield _count(_("Rounding lines"), len(cents), kept.get("rounding", 0))
    bought = [history.purchase_number(row) for row in source.rows("PurchaseOrderHeader")]
    yield _count(_("Purchase orders"), len(bought), _of(ctx, "purchase_order", "number", bought))
    yield _count(_("Lines of purchase orders"), len(source.rows("PurchaseOrderDetail")),
                 _lines_of(ctx, "purchase_order_line", "purchase_order", bought))  # fmt: skip
    tasks = [f"WO{row['WorkOrderID']}" for row in source.rows("WorkOrder")]
    yield _count(_("Work orders"), len(tasks), _of(ctx, "production_task", "number", tasks))


def _count(what: str, wanted: int, found: int) -> Figure:
    return Figure("count", what, Decimal(wanted), Decimal(found))


def _of(ctx: Ctx, table: str, column: str, texts: Iterable[str]) -> int:
    statement = sa.text(f"select count(*) from tw.{table} where {column} = any (:texts)")
    return int(ctx.session.execute(statement, {"texts": list(texts)}).scalar_one())


def _of_parent(ctx: Ctx, table: str, parent: str, codes: Iterable[str]) -> int:
    statement = sa.text(
        f"select count(*) from tw.{table} c join tw.{parent} p on p.id = c.{parent}_id where p.code = any (:codes)"
    )
    return int(ctx.session.execute(statement, {"codes": list(codes)}).scalar_one())


def _lines_of(ctx: Ctx, table: str, parent: str, numbers: Iterable[str]) -> int:
    statement = sa.text(
        f"select count(*) from tw.{table} l join tw.{parent} o on o.id = l.order_id where o.number = any (:n)"
    )
    return int(ctx.session.execute(statement, {"n": list(numbers)}).scalar_one())


def _line_kinds(ctx: Ctx, numbers: Iterable[str]) -> dict[str, int]:
    found = ctx.session.execute(
        sa.text(
            "select l.kind, count(*) from tw.sales_order_line l join tw.sales_order o on o.id = l.order_id"
            " where o.number = any (:n) group by 1"
        ),
        {"n": list(numbers)},
    )
    return {row[0]: int(row[1]) for row in found}


# ---------------------------------------------------------------- sums
def _sums(ctx: Ctx, source: Source) -> Iterable[Figure]:
    orders = source.rows("SalesOrderHeader")
    kept = _kept(ctx, "select to_char(o.order_date, 'YYYY'), sum(a.net), sum(a.tax) from tw.sales_order o"
                 " join tw.sales_order_amount a on a.order_id = o.id where o.number = any (:n) group by 1",
                 [row["SalesOrderNumber"] for row in orders])  # fmt: skip
    years = _grouped(orders, lambda row: row["OrderDate"][:4], "SubTotal")
    taxes = _grouped(orders, lambda row: row["OrderDate"][:4], "TaxAmt")
    for year, net in years.items():
        found = kept.get(year, (ZERO, ZERO))
        yield Figure("sum", _("Revenue {year}, heads to the cent").format(year=year), net, found[0])
        yield Figure("sum", _("Sales tax {year}, heads to the cent").format(year=year), taxes[year], found[1])
    bought = source.rows("PurchaseOrderHeader")
    kept = _kept(ctx, "select o.state_reason, sum(a.net) from tw.purchase_order o"
                 " join tw.purchase_order_amount a on a.order_id = o.id where o.number = any (:n) group by 1",
                 [history.purchase_number(row) for row in bought])  # fmt: skip
    for status, value in _grouped(bought, lambda row: row["Status"], "SubTotal").items():
        name = history.PURCHASE_STATUS[status]
        yield Figure("sum", _("Purchases, {status}, heads to the cent").format(status=_(name)), value,
                     kept.get(name, (ZERO,))[0])  # fmt: skip
    yield from _task_sums(ctx, source)


def _task_sums(ctx: Ctx, source: Source) -> Iterable[Figure]:
    tasks = source.rows("WorkOrder")
    found = ctx.session.execute(
        sa.text(
            "select coalesce(sum(t.quantity), 0), coalesce(sum(h.quantity), 0), coalesce(sum(h.scrapped), 0)"
            " from tw.production_task t left join tw.history_quantity h on h.document_kind = 'production_task'"
            " and h.record_id = t.id where t.number = any (:n)"
        ),
        {"n": [f"WO{row['WorkOrderID']}" for row in tasks]},
    ).one()
    titles = (_("Work orders, pieces ordered"), _("Work orders, pieces stocked"), _("Work orders, pieces scrapped"))
    for title, column, kept in zip(titles, TASKS, found, strict=True):
        yield Figure("sum", title, sum((number(row[column]) for row in tasks), ZERO), Decimal(kept))


def _kept(ctx: Ctx, statement: str, numbers: list[str]) -> dict[str, tuple[Decimal, ...]]:
    found = ctx.session.execute(sa.text(statement), {"n": numbers})
    return {row[0]: tuple(Decimal(value) for value in row[1:]) for row in found}


def _grouped(rows: Iterable[Row], key: Callable[[Row], str], column: str) -> dict[str, Decimal]:
    """Sums of a column, each row rounded to the cent."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[key(row)] = sums.get(key(row), ZERO) + money(number(row[column]))
    return dict(sorted(sums.items()))


def _exact(rows: Iterable[Row], column: str) -> Decimal:
    """The sum of a column as the source has it, rounded only now."""
    return money(sum((number(row[column]) for row in rows), ZERO))


# ---------------------------------------------------------------- published answers
def _published(source: Source) -> Iterable[Figure]:
    """The unrounded sums of the files against what their README says of them."""
    orders, bought, tasks = (source.rows(n) for n in ("SalesOrderHeader", "PurchaseOrderHeader", "WorkOrder"))
    for year, wanted in REVENUE.items():
        found = _exact([row for row in orders if row["OrderDate"].startswith(year)], "SubTotal")
        yield Figure("published", _("Revenue {year}, unrounded").format(year=year), Decimal(wanted), found)
    for status, wanted in PURCHASES.items():
        found = _exact([row for row in bought if row["Status"] == status], "SubTotal")
        name = history.PURCHASE_STATUS[status]
        yield Figure("published", _("Purchases, {status}, unrounded").format(status=_(name)), Decimal(wanted), found)
    titles = (_("Work orders, pieces ordered"), _("Work orders, pieces stocked"), _("Work orders, pieces scrapped"))
    for title, (column, wanted) in zip(titles, TASKS.items(), strict=True):
        yield Figure("published", title, Decimal(wanted), sum((number(row[column]) for row in tasks), ZERO))


def _explosion(ctx: Ctx, source: Source) -> Iterable[Figure]:
    """The structure of one bicycle, exploded from the database by the rules of the items room."""
    item = ctx.session.execute(
        sa.text("select id from tw.item where code = :code"), {"code": source.codes[ROAD_BIKE]}
    ).scalar_one()  # fmt: skip
    on = date.fromisoformat(ROAD_BIKE_DAY)
    rows = explode(structure_below(ctx, [item]), item, Decimal(1), on=on)
    parents = {row.line.parent for row in rows}
    found = (
        len(rows), len({row.component for row in rows}), max((row.level for row in rows), default=0),
        len({row.component for row in rows} - parents),
    )  # fmt: skip
    titles = (_("Road-150 exploded: rows"), _("Road-150 exploded: different components"),
              _("Road-150 exploded: levels"), _("Road-150 exploded: bought parts"))  # fmt: skip
    for title, wanted, got in zip(titles, EXPLOSION, found, strict=True):
        yield Figure("published", title, Decimal(wanted), Decimal(got))
