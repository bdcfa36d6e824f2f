"""The dispatch sheet of a visit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import NotFound
from app.modules.office.queries import company_head
from app.modules.service import queries
from app.reports.documents.service_dispatch import CarriedPart, ServiceDispatchPaper, render
from app.reports.issue import Company, PrintRun
from app.reports.words import Lang, Said
from app.uow import Ctx

_FACTS = """
select r.number as request, r.symptom, r.site_address, r.access, r.phone, r.serial, r.charge, r.respond_by, r.finish_by,
    c.name, c.name_en, t.name as contact, t.mobile, i.code as item_code, i.name as item_name, i.name_en as item_name_en,
    p.warranty_until, u.name as technician, u.name_en as technician_en, u.phone as technician_phone,
    (select max(e.finished_at) from tw.service_dispatch e join tw.service_request q on q.id = e.request_id
     where q.product_id = r.product_id and e.id <> d.id) as last_service
from tw.service_dispatch d
join tw.service_request r on r.id = d.request_id
left join tw.customer c on c.id = r.customer_id
left join tw.contact t on t.id = r.contact_id
left join tw.product_file p on p.id = r.product_id
left join tw.item i on i.id = p.item_id
left join tw.app_user u on u.id = d.technician_id
where d.id = :id
"""


def find_dispatch(ctx: Ctx, number: str) -> int:
    """The id of a visit by its number. Raises NotFound."""
    found = ctx.session.execute(sa.text("select id from tw.service_dispatch where number = :n"), {"n": number}).scalar()
    if found is None:
        raise NotFound("not_found", kind="service_dispatch")
    return int(found)


def dispatch_sheet(ctx: Ctx, dispatch_id: int, lang: Lang, print_no: int = 1) -> bytes:
    """The sheet a technician takes along, as PDF."""
    ctx.require("service.read")
    head = company_head(ctx)
    company = Company(
        head["name"], head["name_en"], Said(head["address"], head["address_en"]), head["phone"],
        initial=(head["short_name"] or head["name"])[:1],
    )  # fmt: skip
    run = PrintRun(ctx.user.name, clock.now(), clock.zone(), print_no)
    return render(sheet_of(ctx, dispatch_id, lang), company=company, run=run, lang=lang)


def sheet_of(ctx: Ctx, dispatch_id: int, lang: Lang = "both") -> ServiceDispatchPaper:
    """What stands on the sheet; in both languages the model's code stands once."""
    visit = queries.dispatch_row(ctx, dispatch_id)
    row = ctx.session.execute(sa.text(_FACTS), {"id": dispatch_id}).one()
    return ServiceDispatchPaper(
        number=visit["number"],
        request=row.request,
        customer=Said(row.name or visit["customer_name"], row.name_en or ""),
        site=row.site_address,
        contact=_words(row.contact, row.mobile or row.phone),
        technician=Said(_words(row.technician, row.technician_phone), _words(row.technician_en, row.technician_phone)),
        planned_arrival=visit["planned_at"],
        problem=row.symptom,
        model=Said(
            _words(row.item_code, row.item_name),
            row.item_name_en or "" if lang == "both" else _words(row.item_code, row.item_name_en or row.item_name),
        ),
        serial=row.serial,
        warranty=_warranty(row),
        last_service="" if row.last_service is None else queries.local_day(row.last_service).isoformat(),
        access=row.access,
        respond_by=row.respond_by,
        finish_by=row.finish_by,
        advice="" if visit["task"].strip() == row.symptom.strip() else visit["task"],
        parts=tuple(
            CarriedPart(
                p["bin"], p["code"], Said(p["name"], p["name_en"]), p["quantity"], Said(p["unit"], p["unit_en"])
            )
            for p in queries.parts_of(ctx, dispatch_id)
        ),
    )


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _warranty(row: Any) -> Said:
    """Until when, and whether the visit costs anything."""
    until_zh = f"至 {row.warranty_until}" if row.warranty_until else ""
    until_en = f"until {row.warranty_until}" if row.warranty_until else ""
    zh = {"warranty": "保内免费", "goodwill": "优惠免费", "billed": "收费"}[row.charge]
    en = {"warranty": "free, under warranty", "goodwill": "free, goodwill", "billed": "charged"}[row.charge]
    return Said(_words(until_zh, zh), _words(until_en, en))
