"""Settings, look-ups, forms and push-downs of the service room."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import NotFound
from app.i18n import N_, _
from app.modules.mrp.queries.plan_input import working_calendar
from app.modules.office.queries import search_rows
from app.modules.products import queries as products
from app.modules.service.rules import (
    CLOSES,
    LIMITS,
    OPENS,
    Deadlines,
    Limits,
    Technician,
    deadlines,
    is_overdue,
    proposed,
)
from app.registry import FormData, LookUpRow, Status, Step
from app.uow import Ctx

OPEN_STATES = ("new", "assigned", "accepted", "in_work", "waiting_for_part")
OPEN_VISITS = ("dispatched", "accepted", "on_site")


# ---------------------------------------------------------------- settings
def settings(ctx: Ctx) -> dict[str, Any]:
    """The company's service settings; what nobody set has its default."""
    kept = ctx.session.execute(sa.text("select key, value from tw.setting where key like 'service.%'"))
    known = {k: s.default for k, s in ctx.registry.settings.items() if k.startswith("service.")}
    return known | {r.key: r.value for r in kept}


def limits_for(ctx: Ctx, opened_at: datetime, priority: str) -> Deadlines:
    """Until when a request opened then must be answered and resolved, on the working calendar and the settings."""
    found = settings(ctx)
    limits = {
        name: Limits(
            int(found.get(f"service.{name}_response_minutes", usual.response_minutes)),
            int(found.get(f"service.{name}_finish_minutes", usual.finish_minutes)),
        )
        for name, usual in LIMITS.items()
    }
    opens = time.fromisoformat(str(found.get("service.opens") or OPENS.isoformat()))
    closes = time.fromisoformat(str(found.get("service.closes") or CLOSES.isoformat()))
    local = opened_at.astimezone(clock.zone())
    return deadlines(local, priority, working_calendar(ctx), limits, opens=opens, closes=closes)


# ---------------------------------------------------------------- look-ups
def find_requests(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Requests by number, customer, serial or words of the symptom; `within`: of this customer only."""
    return search_rows(
        ctx,
        "service_request",
        text,
        "select r.id, r.number as code, r.customer_name as name, left(r.symptom, 60) as second from tw.service_request r"
        " where r.id = any (:ids) and (cast(:customer as bigint) is null or r.customer_id = :customer)",
        limit,
        {"customer": within},
    )


def find_dispatches(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Visits by number, customer or words of the task."""
    return search_rows(
        ctx,
        "service_dispatch",
        text,
        "select d.id, d.number as code, d.customer_name as name, u.name as second from tw.service_dispatch d"
        " join tw.app_user u on u.id = d.technician_id where d.id = any (:ids)",
        limit,
    )


def find_products(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Products in the field, each with what a request takes from it: end user and site."""
    return [
        replace(
            row,
            extra={
                **row.extra,
                "customer__code": row.extra.get("customer_code"),
                "customer__name": row.extra.get("customer_name"),
            },
        )
        for row in products.find_products(ctx, text, within, limit)
    ]


def find_technicians(ctx: Ctx, text: str, within: object = None, limit: int = 20) -> Sequence[LookUpRow]:
    """Who may be sent, by name or login, the least loaded first."""
    found = ctx.session.execute(
        sa.text(
            "select u.id, u.login, u.name, u.name_en, (select count(*) from tw.service_dispatch d"
            " where d.technician_id = u.id and d.state = any (:open)) as visits"
            " from tw.app_user u where u.active and u.id in (select tw.holders('service.work'))"
            " and position(:t in lower(u.login || ' ' || u.name || ' ' || u.name_en) || ' ' || tw.search_key(u.name)) > 0"
            " order by visits, u.name limit :n"
        ),
        {"t": text.lower(), "n": limit, "open": list(OPEN_VISITS)},
    )
    return [LookUpRow(r.id, r.login, r.name, r.name_en) for r in found]


def technicians(ctx: Ctx, product_id: int | None) -> list[Technician]:
    """Everybody with the duty technician, their open visits, and whether they were at this product before."""
    found = ctx.session.execute(
        sa.text(
            "select u.id, u.name,"
            " (select count(*) from tw.service_dispatch d where d.technician_id = u.id and d.state = any (:open)) as visits,"
            " exists (select from tw.service_dispatch d join tw.service_request r on r.id = d.request_id"
            "   where d.technician_id = u.id and r.product_id = :product and d.finished_at is not null) as knows"
            " from tw.app_user u where u.active and u.kind = 'person' and 'technician' = any (tw.duties_of(u.login))"
            " order by u.id"
        ),
        {"open": list(OPEN_VISITS), "product": product_id},
    )
    return [Technician(r.id, r.name, r.visits, r.knows) for r in found]


# ---------------------------------------------------------------- forms
_REQUEST = """
select r.*, c.code as customer_code, c.name as customer_full_name, t.name as contact_name, i.code as item_code,
    i.name as item_name, p.warranty_until, u.login as technician_login, u.name as technician_name,
    (select min(d.planned_at) from tw.service_dispatch d where d.request_id = r.id) as first_visit_at
from tw.service_request r
left join tw.customer c on c.id = r.customer_id
left join tw.contact t on t.id = r.contact_id
left join tw.product_file p on p.id = r.product_id
left join tw.item i on i.id = p.item_id
left join tw.app_user u on u.id = r.technician_id
where r.id = :id
"""
_DISPATCH = """
select d.*, r.number as request_number, r.symptom, r.charge, r.kind, r.serial, r.site_address, r.product_id,
    u.login as technician_login, u.name as technician_name
from tw.service_dispatch d
left join tw.service_request r on r.id = d.request_id
left join tw.app_user u on u.id = d.technician_id
where d.id = :id
"""


def request_row(ctx: Ctx, request_id: int) -> Mapping[str, Any]:
    """One request with the names that belong to it. Raises NotFound."""
    return _one(ctx, _REQUEST, request_id, "service_request")


def dispatch_row(ctx: Ctx, dispatch_id: int) -> Mapping[str, Any]:
    """One visit with its request. Raises NotFound."""
    return _one(ctx, _DISPATCH, dispatch_id, "service_dispatch")


def _one(ctx: Ctx, statement: str, record_id: int, kind: str) -> Mapping[str, Any]:
    row = ctx.session.execute(sa.text(statement), {"id": record_id}).mappings().one_or_none()
    if row is None:
        raise NotFound("not_found", kind=kind)
    return dict(row)


def load_request(ctx: Ctx, request_id: int) -> FormData:
    """A request, for its form."""
    row = request_row(ctx, request_id)
    values = {
        **row,
        **_named("customer", row["customer_id"], row["customer_code"], row["customer_name"]),
        **_named("contact", row["contact_id"], row["contact_name"], ""),
        **_named("product", row["product_id"], row["serial"], row["item_name"]),
        **_named("technician", row["technician_id"], row["technician_login"], row["technician_name"]),
    }
    return FormData(
        row["id"], str(row["uid"]), row["number"], row["customer_name"], row["version"], row["state"], values,
        editable=row["state"] not in ("closed", "cancelled") and ctx.user.may("service.edit"),
        chips=_chips(row), progress=_steps(row),
    )  # fmt: skip


def blank_request(ctx: Ctx) -> FormData:
    """A repair that is asked for now."""
    values = {"kind": "repair", "priority": "normal", "charge": "", "opened_at": clock.now()}
    return FormData(None, str(uuid.uuid4()), "", "", 0, "new", values)


def load_dispatch(ctx: Ctx, dispatch_id: int) -> FormData:
    """A visit with its parts, for its form."""
    row = dispatch_row(ctx, dispatch_id)
    values = {
        **row,
        **_named("request", row["request_id"], row["request_number"], row["customer_name"]),
        **_named("technician", row["technician_id"], row["technician_login"], row["technician_name"]),
    }
    return FormData(
        row["id"], str(row["uid"]), row["number"], row["customer_name"], row["version"], row["state"], values,
        lines=tuple(_parts(ctx, dispatch_id)),
        editable=row["state"] not in ("returned", "reassigned", "refused") and ctx.user.may("service.edit"),
    )  # fmt: skip


def blank_dispatch(ctx: Ctx) -> FormData:
    """A visit tomorrow morning."""
    return FormData(
        None, str(uuid.uuid4()), "", "", 0, "dispatched", {"planned_minutes": 120, "planned_at": tomorrow()}
    )


def local_day(moment: datetime) -> date:
    """The day of an instant in the company's zone."""
    return moment.astimezone(clock.zone()).date()


def tomorrow() -> datetime:
    """Tomorrow at nine in the company's zone."""
    return datetime.combine(clock.today() + timedelta(days=1), time(9), clock.zone())


def _parts(ctx: Ctx, dispatch_id: int) -> list[dict[str, Any]]:
    found = ctx.session.execute(
        sa.text(
            "select l.id, l.item_id, i.code, i.name, i.name_en, i.specification, n.name as unit, n.name_en as unit_en,"
            " l.quantity, l.used, l.serial, l.old_serial, i.default_bin_id from tw.service_part l"
            " join tw.item i on i.id = l.item_id join tw.unit n on n.id = i.unit_id"
            " where l.dispatch_id = :id order by l.line_no, l.id"
        ),
        {"id": dispatch_id},
    ).mappings()
    return [{**r, **_named("item", r["item_id"], r["code"], r["name"])} for r in found]


def parts_of(ctx: Ctx, dispatch_id: int) -> list[dict[str, Any]]:
    """The parts of a visit with item, unit and the item's usual bin, for the paper."""
    parts = _parts(ctx, dispatch_id)
    bins = {
        r.id: r.code
        for r in ctx.session.execute(
            sa.text("select id, code from tw.bin where id = any (:ids)"),
            {"ids": [p["default_bin_id"] for p in parts if p["default_bin_id"]]},
        )
    }
    return [{**part, "bin": bins.get(part["default_bin_id"], "")} for part in parts]


def _named(key: str, value: Any, code: Any, name: Any) -> dict[str, Any]:
    """What a look-up field holds."""
    return {key: value, f"{key}__code": code or "", f"{key}__name": name or ""}


def _chips(row: Mapping[str, Any]) -> tuple[tuple[str, Status], ...]:
    chips: list[tuple[str, Status]] = []
    if is_late(row, clock.now()):
        chips.append((_("Overdue"), "late"))
    if row["charge"] == "warranty":
        chips.append((_("Under warranty"), "done"))
    return tuple(chips)


def is_late(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether a request is past one of its limits."""
    return is_overdue(row["state"], Deadlines(row["respond_by"], row["finish_by"]), now)


_CHAIN = (
    ("opened_at", N_("Reported")), ("assigned_at", N_("Assigned")), ("accepted_at", N_("Accepted")),
    ("started_at", N_("Being handled")), ("resolved_at", N_("Resolved")), ("surveyed_at", N_("Surveyed")),
    ("closed_at", N_("Closed")),
)  # fmt: skip


def _steps(row: Mapping[str, Any]) -> tuple[Step, ...]:
    """The chain with its stamps; the first one not reached is what is waited for."""
    steps: list[Step] = []
    waiting = row["state"] != "cancelled"
    for key, title in _CHAIN:
        at = row[key]
        if at is not None:
            steps.append(Step(title, f"{at.astimezone(clock.zone()):%m-%d %H:%M}", 1.0, "done"))
        else:
            steps.append(Step(title, "", 0.0, "active" if waiting else "neutral"))
            waiting = False
    return tuple(steps)


# ---------------------------------------------------------------- push-downs
def request_from_product(ctx: Ctx, product_ids: Sequence[int]) -> dict[str, Any]:
    """A new request for a product in the field, of its end user, at its site."""
    product = products.product(ctx, product_ids[0])
    customer = ctx.session.execute(
        sa.text("select code, name from tw.customer where id = :c"), {"c": product.end_user_id}
    ).one_or_none()
    values = {
        **dict(blank_request(ctx).values),
        **_named("product", product.id, product.serial, product.item),
        **_named("customer", product.end_user_id, customer and customer.code, customer and customer.name),
        "site_address": product.site_address,
    }
    return {"values": values, "lines": []}


def dispatch_from_request(ctx: Ctx, request_ids: Sequence[int]) -> dict[str, Any]:
    """A new visit for a request: its technician, or else who should go; parts of an earlier visit that came back."""
    row = request_row(ctx, request_ids[0])
    values = {
        **dict(blank_dispatch(ctx).values),
        **_named("request", row["id"], row["number"], row["customer_name"]),
        **_named("technician", row["technician_id"], row["technician_login"], row["technician_name"]),
        "task": row["symptom"],
    }
    if row["technician_id"] is None and (who := proposed(technicians(ctx, row["product_id"]))):
        values |= _named("technician", who.id, "", who.name)
    left = ctx.session.execute(
        sa.text(
            "select l.item_id, i.code, i.name, n.name as unit, l.quantity - l.used as quantity from tw.service_part l"
            " join tw.item i on i.id = l.item_id join tw.unit n on n.id = i.unit_id where l.quantity > l.used and l.dispatch_id = (select max(d.id)"
            " from tw.service_dispatch d where d.request_id = :r) order by l.line_no"
        ),
        {"r": row["id"]},
    )
    lines = [
        {**_named("item", r.item_id, r.code, r.name), "name": r.name, "unit": r.unit, "quantity": r.quantity}
        for r in left
    ]
    return {"values": values, "lines": lines}


def dispatch_from_dispatch(ctx: Ctx, dispatch_ids: Sequence[int]) -> dict[str, Any]:
    """The same visit with another technician still to be chosen: saving it marks the first one as reassigned."""
    row = dispatch_row(ctx, dispatch_ids[0])
    values = {
        **_named("request", row["request_id"], row["request_number"], row["customer_name"]),
        "planned_at": row["planned_at"], "planned_minutes": row["planned_minutes"], "task": row["task"],
        "reassigns": row["id"],
    }  # fmt: skip
    keys = ("item", "item__code", "item__name", "name", "unit", "quantity")
    return {"values": values, "lines": [{k: p[k] for k in keys} for p in _parts(ctx, row["id"])]}
