"""Deliveries of the past, this week's deliveries, the plan and what purchasing and the plant make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import clock
from app.modules.mrp import services as mrp
from app.modules.production import services as production
from app.modules.purchasing import services as purchasing
from app.modules.shipping import services as shipping
from app.modules.stock import services as stock
from app.modules.stock.drafts import PostingLine, StockPosting
from app.server.demo.sales import Act, Ordered
from app.uow import Ctx, Saved

STORE, SUPPLY, PLANT = "luojianjun", "hexiaowen", "tangwei"
SETUP = "demo_setup"
_PREFIX = {"LDG": "LD", "LUG": "LU", "HC-": "HC", "ZJH": "ZJ", "PT-": "PT", "Q94": "QF"}


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a business day, as an instant."""
    return datetime.combine(day, time(hour), clock.zone()).astimezone(UTC)


def tell_past(act: Act, today: date, past: Sequence[tuple[Ordered, Saved]], data: Mapping[str, Any]) -> None:
    """What was ordered in the past was made, picked, shipped and signed for on its day."""
    number = 1000
    for told, order in past:
        day = today + timedelta(days=told.shipped)
        with clock.fixed(at(day)):
            lines = []
            for code, quantity in told.lines:
                serials: tuple[str, ...] = ()
                if code in data["serial_items"]:
                    made = range(number, number + quantity)
                    serials = tuple(f"HC{day:%y}-{_PREFIX[code[:3]]}-{n:05d}" for n in made)
                    number += quantity
                lot = f"{day:%y%m%d}" if code in data["lot_items"] else ""
                lines.append(
                    PostingLine(
                        data["items"][code], Decimal(quantity), data["bins"]["A-03-04"], lot=lot, serials=serials
                    )
                )
            act(SETUP, stock.post, StockPosting("other_in", day, tuple(lines), memo="历史成品入库"))
            deliver(act, order.id, signed_by="收货员", ship=True)


def deliver(act: Act, order_id: int, *, signed_by: str = "", ship: bool, pick: bool = True) -> Any:
    """From the order to the signed delivery note, as far as asked."""
    notice = act("wangmin", shipping.notify_order, order_id)
    if notice.state == "draft":
        notice = act("wangmin", shipping.submit, notice.id, None)
    if notice.state == "pending":
        notice = act("zhoumin", shipping.approve, notice.id, None)
    if not pick:
        return notice
    picked = act(STORE, shipping.make_pick, notice.id, None)
    if not ship:
        return picked
    pick_id = act(STORE, _pick_of, notice.id)
    act(STORE, shipping.confirm_as_asked, pick_id, None)
    shipped = act(STORE, shipping.ship, notice.id, None)
    if signed_by:
        act("wangmin", shipping.sign_for, notice.id, None, signed_by=signed_by)
    return shipped


def _pick_of(ctx: Ctx, notice_id: int) -> int:
    statement = sa.text("select max(id) from tw.pick_list where notice_id = :id")
    return int(ctx.session.execute(statement, {"id": notice_id}).scalar() or 0)


def tell_week(act: Act, made: Sequence[tuple[Ordered, Saved]]) -> None:
    """This week's deliveries: one picked, one on the pick list, one only announced."""
    by_po = {told.po: saved for told, saved in made}
    deliver(act, by_po["XX-0711"].id, ship=False)
    deliver(act, by_po["RZ-2610-55"].id, ship=False)
    deliver(act, by_po["DH-1120"].id, ship=False, pick=False)


def tell_plan(act: Act, ask: Act, today: date) -> None:
    """A plan of last week that was released, ordered, partly received and made; then this morning's plan."""
    with clock.fixed(at(today - timedelta(days=9), 8)):
        act("sunyue", mrp.run)
        buy = ask("sunyue", _planned, "buy", 24)
        make = ask("sunyue", _planned, "make", 10)
        act("sunyue", mrp.release, [*buy, *make])
    with clock.fixed(at(today - timedelta(days=8))):
        requests = ask(SUPPLY, _requests)
        for request_id, state in requests[: max(1, len(requests) - 2)]:
            if state in ("draft", "rejected"):
                saved = act(SUPPLY, purchasing.submit_request, request_id, None)
                if saved.state == "pending":
                    act("malong", purchasing.approve_request, request_id, None)
            act(SUPPLY, purchasing.order_request, request_id, None)
        orders = ask(SUPPLY, _purchase_orders)
        for order_id in orders[:-1]:
            saved = act(SUPPLY, purchasing.submit_order, order_id, None)
            if saved.state == "pending":
                act("malong", purchasing.approve_order, order_id, None)
    with clock.fixed(at(today - timedelta(days=2))):
        for order_id in ask(SUPPLY, _approved_purchase_orders)[:2]:
            act(STORE, purchasing.receive_rest, order_id, None)
        tasks = ask(PLANT, _tasks)
        for task_id in tasks[: len(tasks) - 3]:
            act(PLANT, production.confirm, task_id, None)
        for task_id in tasks[: max(1, len(tasks) // 2)]:
            act(PLANT, production.release, task_id, None)
    with clock.fixed(at(today, 6)):
        act("sunyue", mrp.run)


def _planned(ctx: Ctx, kind: str, limit: int) -> list[int]:
    found = ctx.session.execute(
        sa.text(
            "select o.id from tw.planned_order o where o.kind = :k and o.state = 'proposed'"
            " and o.run_id = (select max(id) from tw.plan_run) order by o.start_date, o.id limit :n"
        ),
        {"k": kind, "n": limit},
    )
    return list(found.scalars())


def _requests(ctx: Ctx) -> list[tuple[int, str]]:
    return [
        (r.id, r.state) for r in ctx.session.execute(sa.text("select id, state from tw.purchase_request order by id"))
    ]


def _purchase_orders(ctx: Ctx) -> list[int]:
    return list(
        ctx.session.execute(sa.text("select id from tw.purchase_order where state = 'draft' order by id")).scalars()
    )


def _approved_purchase_orders(ctx: Ctx) -> list[int]:
    statement = sa.text(
        "select o.id from tw.purchase_order o where o.state = 'approved' and not exists ("
        " select from tw.purchase_order_line l join tw.item i on i.id = l.item_id"
        " where l.order_id = o.id and (i.is_serial or i.is_lot)) order by o.id"
    )
    return list(ctx.session.execute(statement).scalars())


def _tasks(ctx: Ctx) -> list[int]:
    statement = sa.text("select id from tw.production_task where state = 'planned' order by start_date, id")
    return list(ctx.session.execute(statement).scalars())
