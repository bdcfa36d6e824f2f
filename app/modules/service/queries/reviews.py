"""The side panel of a request and of a visit: limits, who could go, the product's past, likely parts with stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import RuleError
from app.i18n import _
from app.modules.service.queries.records import limits_for, local_day, technicians
from app.modules.service.rules import charge_for, proposed
from app.registry import Section, SectionRow, Status
from app.uow import Ctx


def request_review(ctx: Ctx, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    """Until when, who pays, who could go, what was done before."""
    product = values.get("product")
    found = [_limits(ctx, values)]
    if product:
        found += [_warranty(ctx, product, values), _past(ctx, product, values.get("id"))]
        found += _likely_parts(ctx, product)
    found.append(_who(ctx, product))
    return tuple(section for section in found if section.rows or section.result)


def dispatch_review(ctx: Ctx, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    """What else the technician has on that day, and what was found before."""
    found = [_same_day(ctx, values)]
    product = ctx.session.execute(
        sa.text("select product_id from tw.service_request where id = :r"), {"r": values.get("request")}
    ).scalar()
    if product:
        found += [_past(ctx, product, values.get("request")), *_likely_parts(ctx, product)]
    return tuple(section for section in found if section.rows or section.result)


def _limits(ctx: Ctx, values: Mapping[str, Any]) -> Section:
    opened = values.get("opened_at") or clock.now()
    try:
        limits = limits_for(ctx, opened, values.get("priority") or "normal")
    except RuleError:
        return Section(_("Limits"))
    now, state = clock.now(), values.get("state") or "new"
    answered, done = state not in ("new", "assigned"), state in ("resolved", "surveyed", "closed", "cancelled")
    return Section(
        _("Limits"),
        rows=(
            _limit(_("Answer by"), limits.respond_by, values.get("accepted_at"), now, answered),
            _limit(_("Finish by"), limits.finish_by, values.get("resolved_at"), now, done),
        ),
    )


def _limit(title: str, due: datetime, met_at: datetime | None, now: datetime, is_met: bool) -> SectionRow:
    late = (met_at or now) > due if is_met else now > due
    status: Status = "late" if late else "done" if is_met else "neutral"
    return SectionRow(title, f"{due.astimezone(clock.zone()):%m-%d %H:%M}", status)


def _warranty(ctx: Ctx, product: int, values: Mapping[str, Any]) -> Section:
    until = ctx.session.execute(
        sa.text("select warranty_until from tw.product_file where id = :p"), {"p": product}
    ).scalar()
    covered = charge_for(until, local_day(values.get("opened_at") or clock.now())) == "warranty"
    return Section(
        _("Warranty"), str(until or "\u2014"), "done" if covered else "neutral",
        note=_("Free of charge") if covered else _("The visit is charged"),
    )  # fmt: skip


def _who(ctx: Ctx, product: int | None) -> Section:
    """Everybody who could go with their open visits, the proposed one marked."""
    pool = technicians(ctx, product)
    best = proposed(pool)
    rows = tuple(
        SectionRow(
            t.name, str(t.open_visits), "active" if t == best else None, _("knows this product") if t.knows else ""
        )
        for t in sorted(pool, key=lambda t: (t != best, t.open_visits))[:6]
    )
    return Section(_("Who could go"), best.name if best else "", rows=rows, note=_("Open visits"))


def _past(ctx: Ctx, product: int, request_id: int | None) -> Section:
    """The product's former requests, newest first."""
    found = ctx.session.execute(
        sa.text(
            "select r.id, r.number, r.opened_at, coalesce(nullif(r.result, ''), r.symptom) as what from tw.service_request r"
            " where r.product_id = :p and (cast(:me as bigint) is null or r.id <> :me) order by r.opened_at desc limit 5"
        ),
        {"p": product, "me": request_id},
    )
    rows = tuple(
        SectionRow(r.number, local_day(r.opened_at).isoformat(), None, r.what, "service.request", r.id) for r in found
    )
    return Section(_("Service history"), str(len(rows)) if rows else "", rows=rows)


def _likely_parts(ctx: Ctx, product: int) -> list[Section]:
    """Parts that visits to products of the same item used, most often first, with free stock."""
    found = ctx.session.execute(
        sa.text(
            "select i.id, i.code, i.name, count(*) as times from tw.service_part l"
            " join tw.service_dispatch d on d.id = l.dispatch_id join tw.service_request r on r.id = d.request_id"
            " join tw.product_file p on p.id = r.product_id join tw.item i on i.id = l.item_id"
            " where l.used > 0 and p.item_id = (select x.item_id from tw.product_file x where x.id = :p)"
            " group by i.id, i.code, i.name order by times desc, i.code limit 5"
        ),
        {"p": product},
    ).all()
    if not found:
        return []
    free = {
        r.item_id: r.free
        for r in ctx.session.execute(
            sa.text("select item_id, free from tw.free_stock(cast(:ids as bigint[]))"), {"ids": [r.id for r in found]}
        )
    }
    rows = tuple(
        SectionRow(
            f"{r.code} {r.name}", f"{free.get(r.id, 0):,g}", "done" if free.get(r.id, 0) > 0 else "late",
            screen="items.item", record=r.id,
        )
        for r in found
    )  # fmt: skip
    return [Section(_("Likely parts"), rows=rows, note=_("Free stock"))]


def _same_day(ctx: Ctx, values: Mapping[str, Any]) -> Section:
    """The technician's other visits on the planned day."""
    technician, planned = values.get("technician"), values.get("planned_at")
    if not technician or not planned:
        return Section(_("Same day"))
    found = ctx.session.execute(
        sa.text(
            "select d.id, d.number, d.customer_name, d.planned_at, d.planned_minutes,"
            " tstzrange(d.planned_at, d.planned_at + make_interval(mins => d.planned_minutes)) &&"
            "  tstzrange(:at, :at + make_interval(mins => :minutes)) as clashes"
            " from tw.service_dispatch d where d.technician_id = :t and d.state in ('dispatched', 'accepted', 'on_site')"
            " and tw.day_of(d.planned_at) = tw.day_of(:at) and (cast(:me as bigint) is null or d.id <> :me)"
            " order by d.planned_at limit 10"
        ).bindparams(sa.bindparam("at", type_=sa.DateTime(timezone=True))),
        {"t": technician, "at": planned, "me": values.get("id"), "minutes": int(values.get("planned_minutes") or 120)},
    ).all()
    rows = tuple(
        SectionRow(
            f"{r.planned_at.astimezone(clock.zone()):%H:%M} {r.customer_name}", r.number,
            "late" if r.clashes else None, "", "service.dispatch", r.id,
        )
        for r in found
    )  # fmt: skip
    clashes = any(r.clashes for r in found)
    return Section(
        _("Same day"), str(len(rows)), "late" if clashes else "neutral", rows=rows,
        note=_("The times overlap") if clashes else "",
    )  # fmt: skip
