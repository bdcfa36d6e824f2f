"""Loading AdventureWorks: masters through the rooms' sheets and services, closed history by the bulk path, part by part.

Each step is a gesture of its own and finds out what of it is there already, so that a load that was broken off goes on where
it stopped, and a second load does nothing.
"""

from __future__ import annotations

import json
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import InDoubt, NotAllowed, RuleError, Unavailable, UserError
from app.i18n import N_, _
from app.importing.adventureworks import figures, history, masters
from app.importing.adventureworks.history import Part
from app.importing.adventureworks.source import Source
from app.importing.problems import Problem
from app.importing.report import ImportReport, SheetReport, State
from app.models.office import TaxRate
from app.modules.customers.sheets import write_contacts, write_customers
from app.modules.items.services import save_group, save_unit
from app.modules.items.sheets import write_boms, write_items, write_sources
from app.modules.suppliers.services import save as save_supplier
from app.rows import insert
from app.sheets import Progress
from app.uow import Ctx, Database

NEEDS = (
    "office.import_history", "office.settings", "items.edit", "items.approve_bom", "items.sources", "items.set_prices",
    "items.set_costs", "suppliers.edit", "customers.edit", "orders.prices", "purchasing.prices",
)  # fmt: skip
Say = Callable[[str, int, int], None]
AT_ONCE = 2  # parts of one kind under way


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the load. there: how many of its `lines` the database holds already; write: makes what is missing.

    write is given the database, the source and how to say how far it is, and answers how many lines it wrote.
    """

    key: str
    title: str
    table: str
    keys: Callable[[Source], list[str]]
    there: str
    write: Callable[[Database, Source, Progress], int]
    is_resumable: bool = False


def load(database: Database, folder: Path, *, progress: Say | None = None) -> ImportReport:
    """Load the folder; the report says what was written, and in `facts` the sums, comparisons and seconds.

    Raises RuleError where files are missing or codes of the sample are in use, NotAllowed naming the rights that lack.
    """
    started, began = clock.now(), time.perf_counter()
    _require(database)
    source = Source(folder)
    say = progress or (lambda _title, _done, _all: None)
    there = {step.key: database.read(_there, source, step) for step in STEPS}
    _refuse_strangers(source, there)
    todo = [step for step in STEPS if there[step.key] < len(step.keys(source))]
    reports, seconds = _write(database, source, todo, say)
    facts: dict[str, Any] = {"adventureworks": {"already_loaded": not todo, "seconds": seconds}}
    if all(report.state == "written" for report in reports):
        facts["adventureworks"] |= _facts(database, source)
    seconds["all"] = round(time.perf_counter() - began, 1)
    return ImportReport(str(folder), False, database.user.login, started, clock.now(), tuple(reports), facts=facts)


def _require(database: Database) -> None:
    lacking = [permission for permission in NEEDS if not database.user.may(permission)]
    if lacking:
        titles = [
            _(database.registry.permissions[key].title) for key in lacking if key in database.registry.permissions
        ]
        raise NotAllowed("adventureworks_rights_missing", permissions=", ".join(titles or lacking))


def _there(ctx: Ctx, source: Source, step: Step) -> int:
    return int(ctx.session.execute(sa.text(step.there), {"keys": step.keys(source)}).scalar_one())


def _refuse_strangers(source: Source, there: dict[str, int]) -> None:
    """Masters are all there or none: a part of them means that this company uses the same codes for something else."""
    for step in STEPS:
        if not step.is_resumable and 0 < there[step.key] < len(step.keys(source)):
            raise RuleError(
                "adventureworks_codes_taken", title=_(step.title), found=there[step.key], wanted=len(step.keys(source))
            )


# ---------------------------------------------------------------- step by step
def _write(
    database: Database, source: Source, todo: Sequence[Step], say: Say
) -> tuple[list[SheetReport], dict[str, float]]:
    """Stage by stage; the lanes of a stage need nothing of each other and run side by side, each on a line of its own."""
    reports = {step.key: _not_reached(source, step) for step in todo}
    seconds: dict[str, float] = {}

    def run(lane: Sequence[Step]) -> None:
        for step in lane:
            began = time.perf_counter()
            reports[step.key] = _one_step(database, source, step, reports[step.key], say)
            seconds[step.key] = round(time.perf_counter() - began, 1)
            if reports[step.key].state != "written":
                return

    if todo:
        _gesture(database, "frame", lambda ctx: _write_frame(ctx, source))
    for stage in STAGES:
        lanes = [[step for step in lane if step.key in reports] for lane in stage]
        with ThreadPoolExecutor(max_workers=len(lanes), thread_name_prefix="adventureworks") as threads:
            for future in [threads.submit(run, lane) for lane in lanes]:
                future.result()
        if any(reports[step.key].state != "written" for lane in lanes for step in lane):
            break
    return list(reports.values()), seconds


def _not_reached(source: Source, step: Step) -> SheetReport:
    lines = len(source.rows(step.table))
    return SheetReport(f"adventureworks.{step.key}", _(step.title), source.file(step.table), "not_reached", lines)


def _one_step(database: Database, source: Source, step: Step, report: SheetReport, say: Say) -> SheetReport:
    try:
        written = step.write(database, source, lambda done, whole: say(report.title, done, whole))
        return replace(report, state="written", written=written)
    except UserError as error:
        lost: dict[type[UserError], State] = {InDoubt: "in_doubt", Unavailable: "not_reached"}
        return replace(report, state=lost.get(type(error), "refused"), problems=(Problem(error),))


def _gesture(database: Database, key: str, work: Callable[[Ctx], int]) -> int:
    """One transaction; what is in it follows from the files, which the key names."""

    def write(ctx: Ctx, _key: str) -> int:
        return work(ctx)

    return int(database.gesture(uuid.uuid4(), "adventureworks", write, (key,)).result)


# ---------------------------------------------------------------- masters
def _write_items(database: Database, source: Source, progress: Progress) -> int:
    def work(ctx: Ctx) -> int:
        return write_items(ctx, _in_company_money(ctx, masters.items(source)), progress)

    return _gesture(database, "items", work)


def _write_frame(ctx: Ctx, source: Source) -> int:
    """The tax kind, units and groups that everything else leans on, as far as they are not there."""
    ctx.require("office.settings")
    if not _known(ctx, "tax_rate", [masters.TAX_CODE]):
        insert(
            ctx, TaxRate, {"code": masters.TAX_CODE, "name": "美国销售税", "name_en": "Sales tax", "rate": Decimal(0)}
        )
    units, groups = masters.units(source), masters.groups(source)
    known = _known(ctx, "unit", [draft.code for draft in units])
    for unit in units:
        if unit.code not in known:
            save_unit(ctx, unit)
    known = _known(ctx, "item_group", [draft.code for draft in groups])
    for group in groups:
        if group.code not in known:
            save_group(ctx, group)
    return len(units) + len(groups)


def _known(ctx: Ctx, table: str, codes: Sequence[str]) -> set[str]:
    found = ctx.session.execute(
        sa.text(f"select code from tw.{table} where code = any (:codes)"), {"codes": list(codes)}
    )
    return set(found.scalars())


def _in_company_money(ctx: Ctx, rows: list[Any]) -> list[Any]:
    """Costs are kept in the company's currency."""
    rate = _rate(ctx)
    for row in rows:
        if row["cost"] is not None:
            row["cost"] = row["cost"] * rate
    return rows


def _rate(ctx: Ctx) -> Decimal:
    """Company currency for one US dollar."""
    own, rate = ctx.session.execute(
        sa.text("select (select currency from tw.company limit 1), (select rate from tw.currency where code = :c)"),
        {"c": masters.CURRENCY},
    ).one()
    if rate is None:
        raise RuleError("currency_unknown", currency=masters.CURRENCY)
    return Decimal(1) if own == masters.CURRENCY else Decimal(rate)


def _write_boms(database: Database, source: Source, progress: Progress) -> int:
    rows, _top = masters.bom_rows(source)
    return _gesture(database, "boms", lambda ctx: write_boms(ctx, rows, progress))


def _write_suppliers(database: Database, source: Source, progress: Progress) -> int:
    def work(ctx: Ctx) -> int:
        drafts = masters.suppliers(source)
        for done, draft in enumerate(drafts, 1):
            save_supplier(ctx, draft)
            progress(done, len(drafts))
        return len(drafts)

    return _gesture(database, "suppliers", work)


def _write_sources(database: Database, source: Source, progress: Progress) -> int:
    return _gesture(database, "sources", lambda ctx: write_sources(ctx, masters.sources(source), progress))


def _write_customers(database: Database, source: Source, progress: Progress) -> int:
    def work(ctx: Ctx) -> int:
        return write_customers(ctx, masters.customers(source), progress, names_repeat=True)

    return _gesture(database, "customers", work)


def _write_contacts(database: Database, source: Source, progress: Progress) -> int:
    return _gesture(database, "contacts", lambda ctx: write_contacts(ctx, masters.contacts(source), progress))


# ---------------------------------------------------------------- history
def _write_orders(database: Database, source: Source, progress: Progress) -> int:
    made = history.sales_orders(source, database.read(_rate))
    written = _in_parts(
        database, "sales_order", "load_history_orders", made, len(source.rows("SalesOrderHeader")), progress
    )
    _gesture(database, "traded", lambda ctx: _told(ctx, "customer", int(ctx.call("finish_history_orders"))))
    return written


def _write_purchases(database: Database, source: Source, progress: Progress) -> int:
    made = history.purchase_orders(source, database.read(_rate))
    whole = len(source.rows("PurchaseOrderHeader"))
    return _in_parts(database, "purchase_order", "load_history_purchases", made, whole, progress)


def _write_tasks(database: Database, source: Source, progress: Progress) -> int:
    made, whole = history.work_orders(source), len(source.rows("WorkOrder"))
    return _in_parts(database, "production_task", "load_history_tasks", made, whole, progress)


def _in_parts(
    database: Database, table: str, function: str, made: Iterable[Part], whole: int, progress: Progress
) -> int:
    """Hand parts to a bulk function, each in a transaction of its own, two at a time: the server works while we reckon."""
    done = written = 0
    waiting: deque[Future[tuple[int, int]]] = deque()
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix=table) as threads:
        for part in chain(made, repeat(None, AT_ONCE)):
            if part is not None:
                waiting.append(threads.submit(_one_part, database, table, function, part))
            if waiting and (part is None or len(waiting) > AT_ONCE):
                read, made_of_it = waiting.popleft().result()
                done, written = done + read, written + made_of_it
                progress(done, whole)
    return written


def _one_part(database: Database, table: str, function: str, part: Part) -> tuple[int, int]:
    """(documents of the part, those written); what an earlier load wrote is left out."""
    rest = _missing(part, database.read(_numbers, table, [head["number"] for head in part.heads]))
    if not rest.heads:
        return len(part.heads), 0
    return len(part.heads), _gesture(database, f"{table} {rest.heads[0]['number']}", _bulk(table, function, rest))


def _bulk(table: str, function: str, part: Part) -> Callable[[Ctx], int]:
    rows = [json.dumps(part.heads, ensure_ascii=False)]
    if part.lines:
        rows.append(json.dumps(part.lines, ensure_ascii=False))
    marks = ", ".join(f"cast(:rows{place} as jsonb)" for place in range(len(rows)))

    def work(ctx: Ctx) -> int:
        ctx.require("office.import_history")
        params = {f"rows{place}": text for place, text in enumerate(rows)}
        return _told(
            ctx, table, int(ctx.session.execute(sa.text(f"select tw.{function}({marks})"), params).scalar_one())
        )

    return work


def _told(ctx: Ctx, table: str, written: int) -> int:
    ctx.touch(table)
    return written


def _missing(part: Part, there: set[str]) -> Part:
    if not there:
        return part
    return Part(
        tuple(head for head in part.heads if head["number"] not in there),
        tuple(line for line in part.lines if line["number"] not in there),
    )


def _numbers(ctx: Ctx, table: str, numbers: Sequence[str]) -> set[str]:
    found = ctx.session.execute(sa.text(f"select number from tw.{table} where number = any (:n)"), {"n": list(numbers)})
    return set(found.scalars())


# ---------------------------------------------------------------- afterwards
def _facts(database: Database, source: Source) -> dict[str, Any]:
    sums = database.read(figures.compared, source)
    sold, bought = history.differences(source, "SalesOrder"), history.differences(source, "PurchaseOrder")
    return {
        "equal": all(figure.is_equal for figure in sums),
        "figures": [figure.to_json() for figure in sums],
        "bom_rows_without_assembly": masters.bom_rows(source)[1],
        "contacts_of_vendors": sum(
            row["BusinessEntityID"] in source.vendors for row in source.rows("BusinessEntityContact")
        ),
        "rounding": {"sales_orders": _rounding(sold), "purchase_orders": _rounding(bought)},
    }


def _rounding(found: dict[str, Decimal]) -> dict[str, Any]:
    largest = max((abs(difference) for difference in found.values()), default=Decimal(0))
    return {"orders": len(found), "largest": str(largest), "together": str(sum(found.values(), Decimal(0)))}


def lines_of(report: ImportReport) -> Iterator[str]:
    """What the report's facts say, for a person: comparisons, rounding, seconds."""
    facts = report.facts["adventureworks"]
    if facts["already_loaded"]:
        yield _("AdventureWorks is already loaded; nothing was done.")
    for figure in facts.get("figures", ()):
        word = _("equal") if figure["equal"] else _("NOT EQUAL")
        yield f"{figure['what']}: {_grouped(figure['wanted'])} = {_grouped(figure['found'])} · {word}"
    if "bom_rows_without_assembly" in facts:
        yield _("{n} rows of bills of materials have no assembly above them: they name products at the top and are left out.").format(
            n=facts["bom_rows_without_assembly"]
        )  # fmt: skip
        yield _("{n} contacts belong to vendors: the first of each is the contact of the supplier.").format(
            n=facts["contacts_of_vendors"]
        )
        for kind, text in _ROUNDED.items():
            rounding = facts["rounding"][kind]
            yield _(text).format(
                n=f"{rounding['orders']:,}", largest=rounding["largest"], together=rounding["together"]
            )
    yield _("{seconds} s in all").format(seconds=facts["seconds"]["all"])


_ROUNDED = {
    "sales_orders": N_(
        "{n} sales orders have a line for the cents by which rounded lines miss the head: at most {largest}, {together} together."
    ),
    "purchase_orders": N_(
        "{n} purchase orders keep the sum of their head; their rounded lines miss it by at most {largest}, {together} together."
    ),
}  # fmt: skip


def _grouped(text: str) -> str:
    value = Decimal(text)
    return f"{value.normalize():,f}" if value == value.to_integral_value() else f"{value:,.2f}"


def _by_code(table: str) -> str:
    return f"select count(*) from tw.{table} where code = any (:keys)"


def _by_number(table: str) -> str:
    return f"select count(*) from tw.{table} where number = any (:keys)"


_ITEMS = (
    Step("items", N_("Items"), "Product", lambda s: list(s.codes.values()), _by_code("item"), _write_items),
    Step(
        "boms", N_("Bills of materials"), "BillOfMaterials",
        lambda s: sorted({s.codes[r["ProductAssemblyID"]] for r in s.rows("BillOfMaterials") if r["ProductAssemblyID"]}),
        "select count(*) from tw.item i where i.code = any (:keys) and exists (select from tw.bom b where b.item_id = i.id)",
        _write_boms,
    ),
    Step("suppliers", N_("Suppliers"), "Vendor", lambda s: list(s.vendors.values()), _by_code("supplier"), _write_suppliers),
    Step(
        "sources", N_("Sources of items"), "ProductVendor",
        lambda s: sorted({s.codes[r["ProductID"]] for r in s.rows("ProductVendor")}),
        "select count(*) from tw.item i where i.code = any (:keys) and exists (select from tw.item_source b where b.item_id = i.id)",
        _write_sources,
    ),
)  # fmt: skip
_CUSTOMERS = (
    Step("customers", N_("Customers"), "Customer", lambda s: list(s.accounts.values()), _by_code("customer"), _write_customers),
    Step(
        "contacts", N_("Contacts"), "BusinessEntityContact",
        lambda s: sorted({row["customer"] for row in masters.contacts(s)}),
        "select count(*) from tw.customer c where c.code = any (:keys) and exists (select from tw.contact t where t.customer_id = c.id)",
        _write_contacts,
    ),
)  # fmt: skip
_SOLD = (
    Step(
        "orders", N_("Sales orders"), "SalesOrderHeader", lambda s: [r["SalesOrderNumber"] for r in s.rows("SalesOrderHeader")],
        _by_number("sales_order"), _write_orders, is_resumable=True,
    ),
)  # fmt: skip
_MADE = (
    Step(
        "purchases", N_("Purchase orders"), "PurchaseOrderHeader",
        lambda s: [history.purchase_number(r) for r in s.rows("PurchaseOrderHeader")], _by_number("purchase_order"),
        _write_purchases, is_resumable=True,
    ),
    Step(
        "tasks", N_("Work orders"), "WorkOrder", lambda s: [f"WO{r['WorkOrderID']}" for r in s.rows("WorkOrder")],
        _by_number("production_task"), _write_tasks, is_resumable=True,
    ),
)  # fmt: skip
STAGES = ((_ITEMS, _CUSTOMERS), (_SOLD, _MADE))
STEPS = tuple(step for stage in STAGES for lane in stage for step in lane)
