"""Reads of planning: an item's record, why a number is what it is, who needs it, and what waits for the planner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa

from app.errors import NotFound
from app.i18n import N_, _
from app.modules.mrp.engine import Entry, Plan, PlanItem, PlannedOrder, explain
from app.registry import FormData, PendingRow, Section, SectionRow, Status
from app.uow import Ctx

SOON_DAYS = 5
ENTRY_TITLES = {
    "opening": N_("On hand"), "demand": N_("Demand"), "supply": N_("Supply"), "planned": N_("Planned order"),
}  # fmt: skip
FIGURES = {
    "opening": N_("On hand"), "demand": N_("Demand"), "supply": N_("Supply"), "planned": N_("Earlier proposal"),
    "safety": N_("Safety stock"), "net": N_("Net requirement"), "lot_minimum": N_("Minimum lot"),
    "lot_multiple": N_("Lot multiple"), "quantity": N_("Quantity ordered"), "due": N_("Due"),
    "lead_time_days": N_("Lead time"), "start": N_("Start"), "start_past_due": N_("Start, past due"),
}  # fmt: skip
MESSAGES = {
    "expedite": N_("Expedite by {days} working days"),
    "defer": N_("Defer by {days} working days"),
    "cancel": N_("Cancel, nobody needs it"),
    "past_due_receipt": N_("Receipt is {days} working days overdue"),
    "release_past_due": N_("Release now, {days} working days late"),
    "below_safety": N_("Stock is below safety"),
    "bom_loop": N_("The bill of materials loops"),
    "item_without_bom": N_("Made, but without a bill of materials"),
    "item_not_planned": N_("Needed, but not known to planning"),
    "quantity_negative": N_("A quantity is negative"),
    "lead_time_negative": N_("The lead time is negative"),
    "lot_negative": N_("A lot figure is negative"),
    "safety_stock_negative": N_("The safety stock is negative"),
}
_FIXED = {
    "stock:on_hand": N_("On hand"), "stock:safety": N_("Safety stock"), "stock:negative": N_("Negative stock"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """What a ref is called on screen, and where it opens; hidden documents keep only their kind."""

    text: str
    screen: str = ""
    record: int | None = None


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One dated line of an item's record; quantity is negative for a demand."""

    day: date
    kind: str
    ref: str
    label: Label
    quantity: Decimal
    projected: Decimal


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """An item in the current plan: its figures, its record by day, what planning says about it."""

    item_id: int
    code: str
    name: str
    unit: str
    figures: Mapping[str, Any]
    rows: tuple[RecordRow, ...]
    messages: tuple[SectionRow, ...]
    run_id: int | None = None
    planned_at: Any = None


def current_run(ctx: Ctx) -> int | None:
    """The current plan, None before the first run."""
    found = ctx.call("current_plan")
    return int(found) if found is not None else None


def item_record(ctx: Ctx, item_id: int) -> ItemRecord:
    """An item's MRP record in the current plan."""
    ctx.require("mrp.read")
    item = ctx.session.execute(
        sa.text(
            "select i.id, i.code, i.name, u.name as unit, i.source, i.lead_time_days, i.safety_stock, i.lot_minimum,"
            " i.lot_multiple, r.id as run_id, r.finished_at from tw.item i left join tw.unit u on u.id = i.unit_id"
            " left join tw.plan_run r on r.id = tw.current_plan() where i.id = :id"
        ),
        {"id": item_id},
    ).one_or_none()
    if item is None:
        raise NotFound("not_found", kind="item")
    entries = _entries(ctx, item.run_id, item_id)
    labels = labels_of(ctx, item.run_id, [e.ref for e in entries])
    rows = tuple(
        RecordRow(e.when, e.kind, e.ref, labels[e.ref], -e.quantity if e.kind == "demand" else e.quantity, e.projected)
        for e in entries
    )
    figures = {
        "source": item.source, "lead_time_days": item.lead_time_days, "safety_stock": item.safety_stock,
        "lot_minimum": item.lot_minimum, "lot_multiple": item.lot_multiple,
    }  # fmt: skip
    messages = _messages_of(ctx, item.run_id, item_id)
    return ItemRecord(
        item.id, item.code, item.name, item.unit or "", figures, rows, messages, item.run_id, item.finished_at
    )


def _entries(ctx: Ctx, run_id: int | None, item_id: int) -> list[Entry]:
    told = ctx.session.execute(
        sa.text("select entries from tw.plan_record where run_id = :r and item_id = :i"), {"r": run_id, "i": item_id}
    ).scalar()
    return [
        Entry(kind, ref, date.fromisoformat(day), Decimal(quantity), Decimal(projected))
        for kind, ref, day, quantity, projected in told or ()
    ]


def _messages_of(ctx: Ctx, run_id: int | None, item_id: int) -> tuple[SectionRow, ...]:
    found = ctx.session.execute(
        sa.text(
            "select kind, ref, days, quantity, to_date from tw.plan_exception"
            " where run_id = :r and item_id = :i and state = 'open' order by id"
        ),
        {"r": run_id, "i": item_id},
    ).all()
    labels = labels_of(ctx, run_id, [r.ref for r in found])
    return tuple(
        SectionRow(
            _(MESSAGES[r.kind]).format(days=r.days), number(r.quantity), _look(r.kind), labels[r.ref].text,
            labels[r.ref].screen, labels[r.ref].record,
        )
        for r in found
    )  # fmt: skip


def _look(kind: str) -> Status:
    return {"defer": "hold", "cancel": "hold"}.get(kind, "late")  # type: ignore[return-value]


def number(value: Decimal | None) -> str:
    """A quantity as people write it: no zeros at its end, thousands parted."""
    if value is None:
        return ""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def labels_of(ctx: Ctx, run_id: int | None, refs: Iterable[str]) -> dict[str, Label]:
    """What refs are called, read under the person's own rights; a document out of reach shows as its kind alone."""
    wanted = sorted({ref for ref in refs if ref})
    labels = {ref: Label(_(_FIXED[ref]) if ref in _FIXED else ref) for ref in (*wanted, "")}
    found = ctx.session.execute(
        sa.text(
            "select s.ref, s.document_kind, s.document_id, k.table_name, k.title from tw.plan_source s"
            " left join tw.document_kind k on k.kind = s.document_kind where s.run_id = :r and s.ref = any (:refs)"
        ),
        {"r": run_id, "refs": wanted},
    ).all()
    by_table: defaultdict[str, set[int]] = defaultdict(set)
    for row in found:
        if row.table_name:
            by_table[row.table_name].add(row.document_id)
    numbers = {table: _numbers(ctx, table, ids) for table, ids in by_table.items()}
    for row in found:
        if row.document_kind == "planned_order":
            labels[row.ref] = Label(_("Firm planned order"), "mrp.planned_order", row.document_id)
            continue
        seen = numbers.get(row.table_name, {}).get(row.document_id)
        screen = ctx.registry.screen_of_kind(row.document_kind)
        title = _(row.title) if row.title else row.document_kind
        labels[row.ref] = Label(seen, screen.key if screen else "", row.document_id) if seen else Label(title)
    proposals = [ref for ref in wanted if ref.startswith("plan:")]
    for ref, order_id in _proposals(ctx, run_id, proposals):
        labels[ref] = Label(_("Planned order"), "mrp.planned_order", order_id)
    return labels


def _numbers(ctx: Ctx, table: str, ids: Iterable[int]) -> dict[int, str]:
    """Numbers of documents of a table named by tw.document_kind, as far as the person sees them."""
    found: Any = ctx.session.execute(
        sa.select(sa.column("id"), sa.column("number"))
        .select_from(sa.table(table, schema="tw"))
        .where(sa.column("id").in_(list(ids)))
    )
    return {r[0]: r[1] for r in found}


def _proposals(ctx: Ctx, run_id: int | None, refs: Sequence[str]) -> list[tuple[str, int]]:
    if not refs:
        return []
    found = ctx.session.execute(
        sa.text("select plan_ref, id from tw.planned_order where run_id = :r and plan_ref = any (:refs)"),
        {"r": run_id, "refs": list(refs)},
    )
    return [(r.plan_ref, r.id) for r in found]


# ---------------------------------------------------------------- why, and for whom
def why(ctx: Ctx, order_id: int) -> tuple[Section, ...]:
    """The reckoning of a planned order as a person checks it by hand, and whom it serves."""
    ctx.require("mrp.read")
    row = _order(ctx, order_id)
    run_id = current_run(ctx)
    sections = []
    if row["run_id"] == run_id and row["state"] == "proposed":
        sections.append(_reckoning(ctx, row))
    sections.append(_served(ctx, run_id, [row["plan_ref"], f"planned_order:{order_id}"]))
    return tuple(sections)


def _reckoning(ctx: Ctx, row: Mapping[str, Any]) -> Section:
    entries = _entries(ctx, row["run_id"], row["item_id"])
    item = PlanItem(
        row["item_id"], row["kind"], row["lead_time_days"], row["safety_stock"], row["lot_minimum"], row["lot_multiple"]
    )
    order = PlannedOrder(
        row["plan_ref"], item.id, row["kind"], row["quantity"], row["net"], row["start_date"], row["due_date"], row["level"]
    )  # fmt: skip
    plan = Plan(row["today"], {item.id: item}, (order,), (), (), {item.id: tuple(entries)}, (), (), {}, {})
    figures = explain(plan, order)
    labels = labels_of(ctx, row["run_id"], [f.ref for f in figures])
    shown = []
    for figure in figures:
        sign = "−" if figure.key in ("demand", "safety") else ""
        right = (
            f"{sign}{number(figure.quantity)}" if figure.quantity is not None
            else _("{n} days").format(n=figure.days) if figure.days is not None
            else str(figure.when)
        )  # fmt: skip
        label = labels[figure.ref] if figure.key in ("demand", "supply") else Label("")
        middle = " · ".join(x for x in (label.text, str(figure.when or "") if figure.quantity is not None else "") if x)
        look: Status | None = "late" if figure.key == "start_past_due" else None
        shown.append(SectionRow(_(FIGURES[figure.key]), right, look, middle, label.screen, label.record))
    return Section(_("Why this number"), number(row["quantity"]), rows=tuple(shown))


def _served(ctx: Ctx, run_id: int | None, refs: Sequence[str]) -> Section:
    found = trace_up(ctx, refs)
    labels = labels_of(ctx, run_id, [r.ref for r in found])
    shown = tuple(
        SectionRow(
            "　" * (r.level - 1) + labels[r.ref].text, number(r.quantity), None, r.item_code, labels[r.ref].screen,
            labels[r.ref].record,
        )
        for r in found
    )  # fmt: skip
    note = "" if shown else _("Serves no demand yet: the lot rule or safety stock asks for it")
    return Section(_("Serves"), rows=shown, note=note)


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A demand served, level 1 directly; quantity: how much of it on that level."""

    level: int
    ref: str
    item_id: int
    item_code: str
    quantity: Decimal


def trace_up(ctx: Ctx, refs: Sequence[str]) -> list[TraceRow]:
    """What supplies serve, through all levels: planned orders by their ref, documents through their own demand."""
    found = ctx.session.execute(
        sa.text(
            "with recursive up (ref, item_id, quantity, depth, path) as ("
            " select p.demand_ref, p.item_id, p.quantity, 1, array[p.id] from tw.plan_peg p"
            "  where p.run_id = tw.current_plan() and p.supply_ref = any (:refs)"
            " union all"
            " select p.demand_ref, p.item_id, p.quantity, u.depth + 1, u.path || p.id from up u"
            "  cross join lateral (select u.ref as ref union select b.ref from tw.plan_source a join tw.plan_source b"
            "   on b.run_id = a.run_id and b.document_kind = a.document_kind and b.document_id = a.document_id"
            "   where a.run_id = tw.current_plan() and a.ref = u.ref) x"
            "  join tw.plan_peg p on p.run_id = tw.current_plan() and p.supply_ref = x.ref"
            "  where u.depth < 40 and not p.id = any (u.path))"
            " select u.depth, u.ref, u.item_id, i.code, u.quantity from up u left join tw.item i on i.id = u.item_id"
            " order by u.path limit 500"
        ),
        {"refs": [r for r in refs if r]},
    )
    return [TraceRow(r.depth, r.ref, r.item_id, r.code or "", r.quantity) for r in found]


def item_sections(ctx: Ctx, item_id: int) -> tuple[Section, ...]:
    """The planning panel of an item's page: messages, the record by day, the pegs."""
    record = item_record(ctx, item_id)
    if record.run_id is None:
        return (Section(_("Planning"), note=_("There was no planning run yet")),)
    shown = tuple(
        SectionRow(
            f"{row.day}　{row.label.text or _(ENTRY_TITLES[row.kind])}", number(row.projected),
            "late" if row.projected < 0 else None, number(row.quantity), row.label.screen, row.label.record,
        )
        for row in record.rows
    )  # fmt: skip
    end = number(record.rows[-1].projected) if record.rows else ""
    sections = [Section(_("Item record"), end, rows=shown, note="" if shown else _("Nothing moves this item"))]
    if record.messages:
        sections.insert(0, Section(_("Exception messages"), str(len(record.messages)), "late", record.messages))
    return (*sections, _pegs(ctx, record))


def _pegs(ctx: Ctx, record: ItemRecord) -> Section:
    found = ctx.session.execute(
        sa.text(
            "select supply_ref, demand_ref, quantity from tw.plan_peg where run_id = :r and item_id = :i order by id limit 200"
        ),
        {"r": record.run_id, "i": record.item_id},
    ).all()
    labels = labels_of(ctx, record.run_id, [ref for r in found for ref in (r.supply_ref, r.demand_ref)])
    shown = tuple(
        SectionRow(
            labels[r.supply_ref].text, number(r.quantity), None, "→ " + labels[r.demand_ref].text,
            labels[r.demand_ref].screen, labels[r.demand_ref].record,
        )
        for r in found
    )  # fmt: skip
    return Section(_("Pegging"), rows=shown)


# ---------------------------------------------------------------- the planned order's page
def _order(ctx: Ctx, order_id: int) -> Mapping[str, Any]:
    row = ctx.session.execute(
        sa.text(
            "select p.*, r.today, i.code as item_code, i.name as item_name, i.specification, u.name as unit_name,"
            " s.code as supplier_code, s.name as supplier_name from tw.planned_order p"
            " join tw.plan_run r on r.id = p.run_id join tw.item i on i.id = p.item_id"
            " left join tw.unit u on u.id = i.unit_id left join tw.supplier s on s.id = p.supplier_id where p.id = :id"
        ),
        {"id": order_id},
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("not_found", kind="planned_order")
    return cast(Mapping[str, Any], row)


def load_order(ctx: Ctx, order_id: int) -> FormData:
    """A planned order for its page."""
    row = _order(ctx, order_id)
    values = {
        **row, "item": row["item_id"], "item__code": row["item_code"], "item__name": row["item_name"],
        "supplier": row["supplier_id"], "supplier__code": row["supplier_code"] or "",
        "supplier__name": row["supplier_name"] or "",
    }  # fmt: skip
    return FormData(
        row["id"], "", "", f"{row['item_code']} {row['item_name']}", row["version"], row["state"], values,
        editable=row["state"] in ("proposed", "firm") and ctx.user.may("mrp.release"),
    )  # fmt: skip


def blank_order(ctx: Ctx) -> FormData:
    """Planned orders come from runs: nothing to fill in."""
    return FormData(None, "", "", "", 0, "proposed", {}, editable=False)


# ---------------------------------------------------------------- what waits
def open_messages(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Messages of the current plan that nobody acted on, urgent ones first."""
    found = ctx.session.execute(
        sa.text(
            "select id, version, kind, item_id, item_code, item_name, days, to_date, count(*) over () as n"
            " from tw.plan_exception_list where state = 'open'"
            " order by is_urgent desc, coalesce(from_date, to_date), id limit :n"
        ),
        {"n": limit},
    ).all()
    waiting = [
        PendingRow(
            r.id, r.item_code or "", r.item_name or "", MESSAGES[r.kind], None, "", None, r.to_date,
            r.kind in ("expedite", "past_due_receipt", "release_past_due"), r.version, "mrp.exceptions",
            {"days": r.days},
        )
        for r in found
    ]  # fmt: skip
    return waiting, found[0].n if found else 0


def orders_to_release(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Planned orders that start within the next days."""
    found = ctx.session.execute(
        sa.text(
            "select id, version, item_code, item_name, kind, quantity, unit_name, start_date, due_date, is_late,"
            " count(*) over () as n from tw.planned_order_list"
            " where state in ('proposed', 'firm') and start_date <= :until order by start_date, id limit :n"
        ),
        {"until": ctx.today + timedelta(days=SOON_DAYS), "n": limit},
    ).all()
    waiting = [
        PendingRow(
            r.id, r.item_code, r.item_name, N_("{quantity} {unit}, due {due}"), None, "", None, r.start_date, r.is_late,
            r.version, "mrp.planned_order",
            {"quantity": number(r.quantity), "unit": r.unit_name or "", "due": str(r.due_date)},
        )
        for r in found
    ]  # fmt: skip
    return waiting, found[0].n if found else 0
