"""What a plan is made of, read whole in six statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.modules.mrp.engine import BomLine, Demand, Plan, PlanItem, Supply, net_requirements
from app.uow import Ctx
from app.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Source:
    """The document behind a ref."""

    kind: str
    document_id: int
    line_id: int | None


@dataclass(frozen=True, slots=True)
class PlanInput:
    """All that a plan is made of."""

    items: Mapping[int, PlanItem]
    bom: Sequence[BomLine]
    demand: Sequence[Demand]
    supply: Sequence[Supply]
    on_hand: Mapping[int, Decimal]
    sources: Mapping[str, Source]


def working_calendar(ctx: Ctx) -> WorkingCalendar:
    """The company's calendar: double rest days but for the days named otherwise."""
    found = ctx.session.execute(sa.text("select day, is_working from tw.calendar_day")).all()
    return WorkingCalendar(
        holidays=frozenset(r.day for r in found if not r.is_working),
        exchanged_workdays=frozenset(r.day for r in found if r.is_working),
    )


def read_input(ctx: Ctx) -> PlanInput:
    """Items, BOM, demand, supply and stock, whole, whoever plans (right mrp.run)."""
    run = ctx.session.execute
    items = {r[0]: PlanItem(*r) for r in run(sa.text("select * from tw.plan_input_items()"))}
    bom = [BomLine(*r) for r in run(sa.text("select * from tw.plan_input_bom()"))]
    wanted = run(sa.text("select * from tw.plan_input_demand()")).all()
    coming = run(sa.text("select * from tw.plan_input_supply()")).all()
    sources = {r.ref: Source(r.document_kind, r.document_id, r.line_id) for r in (*wanted, *coming)}
    return PlanInput(
        items,
        bom,
        [Demand(r.ref, r.item_id, r.quantity, r.due) for r in wanted],
        [Supply(r.ref, r.item_id, r.quantity, r.due, r.kind, r.start) for r in coming],
        {r.item_id: r.on_hand for r in run(sa.text("select * from tw.plan_input_stock()"))},
        sources,
    )


def make_plan(given: PlanInput, calendar: WorkingCalendar, today: date) -> Plan:
    """The engine on what was read."""
    return net_requirements(given.items, given.bom, given.demand, given.supply, given.on_hand, calendar, today)
