"""Papers of the shipping room: pick list and delivery note."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import NotFound
from app.i18n import N_
from app.modules.office.queries import company_head
from app.modules.shipping.queries import find_notice, find_pick
from app.modules.stock.rules import serial_words
from app.registry import Paper
from app.reports.documents import delivery_note, pick_list
from app.reports.issue import Company, PrintRun
from app.reports.words import Lang, Said
from app.uow import Ctx


def _company(ctx: Ctx) -> Company:
    head = company_head(ctx)
    return Company(
        head["name"],
        head["name_en"],
        Said(head["address"], head["address_en"]),
        head["phone"],
        initial=(head["short_name"] or head["name"])[:1],
    )


def _run(ctx: Ctx, print_no: int) -> PrintRun:
    return PrintRun(ctx.user.name, clock.now(), clock.zone(), print_no)


_PICK = """
select p.number, n.number as notice, c.name as customer, c.name_en as customer_en, n.carrier, n.due_date, p.picker,
    n.ship_to_address, n.packages, n.notes, (select string_agg(distinct o.number, ' ') from tw.delivery_notice_line l
        join tw.sales_order o on o.id = l.order_id where l.notice_id = n.id) as orders
from tw.pick_list p join tw.delivery_notice n on n.id = p.notice_id join tw.customer c on c.id = n.customer_id
where p.id = :id
"""
_PLACES = """
select b.code as bin, b.aisle, b.kind = 'high' as is_high, w.name as house, w.name_en as house_en, w.code as house_code,
    i.code, i.name, i.name_en, i.specification, k.lot, k.serial, k.quantity, u.name as unit, u.name_en as unit_en
from tw.pick_line k join tw.bin b on b.id = k.bin_id join tw.warehouse w on w.id = b.warehouse_id
join tw.item i on i.id = k.item_id join tw.unit u on u.id = i.unit_id
where k.pick_id = :id order by k.line_no
"""


def render_pick(ctx: Ctx, pick_id: int, lang: Lang, print_no: int) -> bytes:
    """The pick list as PDF, aisle by aisle in walking order. Raises NotFound."""
    head: Any = ctx.session.execute(sa.text(_PICK), {"id": pick_id}).one_or_none()
    if head is None:
        raise NotFound("not_found", kind="pick_list")
    places = ctx.session.execute(sa.text(_PLACES), {"id": pick_id}).all()
    houses = list(dict.fromkeys((p.house, p.house_en) for p in places))
    paper = pick_list.PickListPaper(
        number=head.number, notice=head.notice, order=head.orders or "", customer=Said(head.customer, head.customer_en),
        warehouse=Said("、".join(h for h, _en in houses), ", ".join(en or h for h, en in houses)),
        aisles=tuple(_aisles(places, several=len(houses) > 1)), carrier=head.carrier, ship_before=head.due_date,
        picker=head.picker, ship_to=head.ship_to_address, load=head.packages, remark=head.notes,
    )  # fmt: skip
    return pick_list.render(paper, company=_company(ctx), run=_run(ctx, print_no), lang=lang)


def _aisles(places: Any, *, several: bool) -> list[pick_list.PickAisle]:
    """Neighbouring places of one aisle belong together; pieces of one lot and bin stand in one line with their serials."""
    found = []
    for (house, aisle, is_high), group in groupby(places, key=lambda p: (p.house_code, p.aisle, p.is_high)):
        prefix = f"{house} " if several else ""
        lines = [_pick_line(list(same)) for _key, same in groupby(group, key=lambda p: (p.bin, p.code, p.lot))]
        note = Said("叉车", "fork-lift") if is_high else ""
        found.append(pick_list.PickAisle(Said(f"{prefix}{aisle} 通道", f"{prefix}Aisle {aisle}"), tuple(lines), note))
    return found


def _pick_line(same: list[Any]) -> pick_list.PickLine:
    first = same[0]
    marks = [first.lot, serial_words(sorted(p.serial for p in same if p.serial))]
    name = f"{first.name} {first.specification}".strip()
    return pick_list.PickLine(
        first.bin, first.code, Said(name, f"{first.name_en or first.name} {first.specification}".strip()),
        sum(p.quantity for p in same), Said(first.unit, first.unit_en), " ".join(m for m in marks if m),
    )  # fmt: skip


_NOTE = """
select n.number, coalesce(n.shipped_on, n.due_date) as day, c.name as customer, c.name_en as customer_en, s.name as ship_to,
    s.name_en as ship_to_en, n.ship_to_address, n.contact, n.carrier, n.waybill, n.packages, n.notes, c.paper_language,
    (select string_agg(distinct o.number, ' ') from tw.delivery_notice_line l join tw.sales_order o on o.id = l.order_id
        where l.notice_id = n.id) as orders,
    (select string_agg(distinct nullif(o.customer_po, ''), ' ') from tw.delivery_notice_line l
        join tw.sales_order o on o.id = l.order_id where l.notice_id = n.id) as customer_po
from tw.delivery_notice n join tw.customer c on c.id = n.customer_id left join tw.customer s on s.id = n.ship_to_customer_id
where n.id = :id
"""
# what was picked where it was; before that, what was noticed
_NOTE_LINES = """
select i.code, i.name, i.name_en, i.specification, coalesce(l.picked, l.quantity) as quantity, u.name as unit,
    u.name_en as unit_en, l.notes, (select string_agg(nullif(concat_ws(' ', nullif(k.lot, ''), nullif(k.serial, '')), ''), ' '
        order by k.lot, k.serial) from tw.pick_line k join tw.pick_list p on p.id = k.pick_id and p.state = 'picked'
        where k.notice_line_id = l.id and k.picked > 0) as lots
from tw.delivery_notice_line l join tw.item i on i.id = l.item_id join tw.unit u on u.id = i.unit_id
where l.notice_id = :id and coalesce(l.picked, l.quantity) > 0 order by l.line_no
"""


def render_note(ctx: Ctx, notice_id: int, lang: Lang, print_no: int) -> bytes:
    """The delivery note as PDF, without prices. Raises NotFound."""
    head: Any = ctx.session.execute(sa.text(_NOTE), {"id": notice_id}).one_or_none()
    if head is None:
        raise NotFound("not_found", kind="delivery_notice")
    found = ctx.session.execute(sa.text(_NOTE_LINES), {"id": notice_id}).all()
    lines = tuple(
        delivery_note.DeliveryLine(
            r.code, Said(r.name, r.name_en), r.quantity, Said(r.unit, r.unit_en), r.specification, lot=serial_words(dict.fromkeys((r.lots or "").split())),
            remark=r.notes,
        )
        for r in found
    )  # fmt: skip
    paper = delivery_note.DeliveryNotePaper(
        number=head.number, delivery_date=head.day, customer=Said(head.customer, head.customer_en), lines=lines,
        order=head.orders or "", customer_order=head.customer_po or "",
        ship_to=Said(head.ship_to or "", head.ship_to_en or ""), address=head.ship_to_address, contact=head.contact,
        carrier=head.carrier, waybill=head.waybill, packages=head.packages, remark=head.notes,
    )  # fmt: skip
    return delivery_note.render(paper, company=_company(ctx), run=_run(ctx, print_no), lang=lang)


PICK_LIST = Paper("shipping.pick_list", N_("Pick list"), "pick_list", "shipping.read", render_pick, find_pick)
DELIVERY_NOTE = Paper(
    "shipping.delivery_note", N_("Delivery note"), "delivery_notice", "shipping.read", render_note, find_notice
)
