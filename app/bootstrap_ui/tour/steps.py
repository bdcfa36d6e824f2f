"""The first working day, step by step: who sits down, what they click and type, what is photographed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.bootstrap_ui.tour.hands import CONTROL, Desk
from app.i18n import N_, _

CUSTOMER, CUSTOMER_EN = "天津北辰能源科技有限公司", "Beichen Energy Technology, Tianjin"
INITIALS = "tjbcny"
MADE, BOUGHT = "LDG-050-316", "Q941F-040"
LANGUAGES = ("zh", "en", "both")
LANGUAGE_WORDS = {"zh": N_("Chinese"), "en": N_("English"), "both": N_("Both languages")}


@dataclass
class Played:
    """What later steps need of earlier ones."""

    order: int = 0
    order_number: str = ""
    requests: list[str] = field(default_factory=list)
    purchase: int = 0
    notice: int = 0
    notice_number: str = ""
    serial: str = ""
    request_number: str = ""
    dispatch: int = 0


class Stage(Protocol):
    """What a step may use besides the window: pictures and files, and what was played before."""

    played: Played
    out: Path

    def shot(self, desk: Desk, name: str) -> None: ...
    def picture(self, desk: Desk, name: str) -> None: ...
    def popup(self, desk: Desk, name: str) -> None: ...
    def file(self, name: str, content: bytes) -> None: ...
    def wait_for_file(self, desk: Desk, path: Path) -> None: ...


class Step(NamedTuple):
    """A step: its name, who plays it, how."""

    key: str
    title: str
    login: str
    play: Callable[[Stage, Desk], None]


# ---------------------------------------------------------------- selling
def look_around(stage: Stage, desk: Desk) -> None:
    """The seller's morning: home, the customers, the stock."""
    assert desk.home.pending.kinds
    stage.shot(desk, "home-sales")
    desk.open("customers.customers")
    desk.search("jlyy")
    desk.row(desk.list.grid, lambda r: "金陵" in r["name"], "the customer found by initials")
    stage.shot(desk, "customers-by-initials")


def make_customer(stage: Stage, desk: Desk) -> None:
    """A customer nobody knew, with two contacts."""
    desk.new("customers.customers")
    desk.type("name", CUSTOMER)
    desk.type("name_en", CUSTOMER_EN)
    desk.type("short_name", "北辰能源")
    desk.choose("level", "A")
    desk.type("industry", "热电")
    desk.type("region", "天津")
    desk.type("payment_terms", "月结 60 天")
    desk.type_line(0, {"name": "郭志远", "title": "设备部部长", "mobile": "138 2038 6617"})
    desk.type_line(1, {"name": "Lena Guo", "title": "Purchasing", "email": "lena@beichen.example"})
    desk.type("address", "天津市北辰区科技路 66 号")
    desk.type("ship_to_address", "天津市北辰区科技路 66 号 2 号仓")
    stage.shot(desk, "customer-typed")
    desk.save()
    stage.shot(desk, "customer")


def open_deal(stage: Stage, desk: Desk) -> None:
    """An opportunity for it, customer and items found by initials and code."""
    desk.new("opportunities.opportunities")
    desk.type("name", "北辰热网计量改造")
    desk.type("customer", INITIALS)
    stage.popup(desk, "deal-customer-by-initials")
    desk.type("expected_date", "+14")
    desk.type_line(0, {"item": MADE, "quantity": "10"})
    desk.type_line(1, {"item": BOUGHT, "quantity": "6"})
    desk.type("next_step", "方案与报价")
    desk.save()
    stage.shot(desk, "deal")


def win_deal(stage: Stage, desk: Desk) -> None:
    """Through the stages to won; the order is drafted by it."""
    desk.open("opportunities.opportunities")
    desk.open_row(lambda r: r["customer_name"] == CUSTOMER, "the new deal")
    seen = {_stage_of(desk)}
    while _stage_of(desk) != "signing":
        before = _stage_of(desk)
        QTest.keyClick(desk.form, Qt.Key.Key_Return, CONTROL)
        desk.until(lambda old=before: _stage_of(desk) != old, "the next stage")  # type: ignore[misc]
        desk.rest()
        seen.add(_stage_of(desk))
    assert len(seen) == 6, seen
    stage.shot(desk, "deal-before-signing")
    desk.in_menu("more", _("Win"))
    desk.until(lambda: desk.form.state and desk.form.state.base.state == "won", "the deal won")
    desk.rest()
    stage.shot(desk, "deal-won-order-drafted")


def _stage_of(desk: Desk) -> str:
    state = desk.form.state
    found = state.values.get("stage") if state else None
    return str(getattr(found, "code", ""))


def complete_order(stage: Stage, desk: Desk) -> None:
    """The drafted order gets what is missing; above the seller's band it waits for approval."""
    desk.open("orders.orders")
    desk.open_row(lambda r: r["customer_name"] == CUSTOMER, "the drafted order")
    desk.type("customer_po", "BC-2026-118")
    desk.type("due_date", "+10")
    QTest.qWait(400)
    desk.rest()
    stage.shot(desk, "order-to-submit")
    desk.main_step("pending")
    form = desk.form
    assert form.record_id is not None and form.state is not None
    stage.played.order, stage.played.order_number = form.record_id, form.state.base.number
    stage.shot(desk, "order-waits")


def approve_order(stage: Stage, desk: Desk) -> None:
    """The manager decides on home; the confirmation goes to the customer."""
    assert desk.home
    stage.shot(desk, "home-sales-manager")
    number = stage.played.order_number
    desk.do_pending("orders.approve", lambda r: r.number == number, "approve", number)
    desk.open("orders.orders")
    _view(desk, "all")
    desk.open_row(lambda r: r["number"] == number, number)
    assert desk.form.state is not None and desk.form.state.base.state == "approved", desk.form.state
    stage.shot(desk, "order-approved")
    _papers(stage, desk, N_("Order confirmation"), "order-confirmation")


# ---------------------------------------------------------------- planning, buying, making
def plan(stage: Stage, desk: Desk) -> None:
    """What must be made and bought; released for this order's items."""
    assert desk.home
    stage.shot(desk, "home-planner")
    desk.open("mrp.planned_orders")
    desk.click("run")
    desk.until(lambda: any("done" in s.split(":")[0] for s in desk.said), "the plan")
    desk.search(f"item_code:{MADE},{BOUGHT}")
    stage.shot(desk, "plan")
    count = desk.check_rows(lambda r: r["item_code"] in (MADE, BOUGHT), "proposals for the order")
    assert count >= 2, count
    stage.picture(desk, "plan-to-release")
    desk.click("release")
    desk.until(lambda: desk.list.grid.model.rowCount() == 0, "nothing left to release")
    _view(desk, "released")
    desk.row(desk.list.grid, lambda r: r["item_code"] == BOUGHT and r["made_number"], "what became of it")
    grid = desk.list.grid
    entries = [grid.model.entry(n) for n in range(grid.model.rowCount())]
    stage.played.requests = [str(e["made_number"]) for e in entries if e and e["item_code"] == BOUGHT]
    stage.shot(desk, "plan-released")


def order_goods(stage: Stage, desk: Desk) -> None:
    """The purchaser makes an order of the request and submits it."""
    assert desk.home
    stage.shot(desk, "home-purchaser")
    desk.open("purchasing.requests")
    _view(desk, "all")
    desk.open_row(lambda r: r["number"] in stage.played.requests, f"request {stage.played.requests}")
    stage.shot(desk, "purchase-request")
    _order_requests(desk, set(stage.played.requests))
    desk.open("purchasing.orders")
    desk.open_row(lambda r: r["state"] == "draft" and "浙南" in r["supplier_name"], "the drafted purchase order")
    stage.shot(desk, "purchase-order")
    QTest.keyClick(desk.form, Qt.Key.Key_Return, CONTROL)
    desk.until(lambda: desk.form.state and desk.form.state.base.state in ("pending", "approved"), "submitted")
    desk.rest()
    stage.played.purchase = desk.form.record_id or 0
    stage.shot(desk, "purchase-order-submitted")


def _waits(desk: Desk, work: str, numbers: set[str]) -> bool:
    model = desk.home.pending.grid.model
    entries = [model.entry(n) for n in range(model.rowCount())]
    return any(getattr(e, "work", None) is not None and e.work.key == work and e.number in numbers for e in entries)


def _order_requests(desk: Desk, numbers: set[str]) -> None:
    """From home where the request is among the first that wait, else from the journal."""
    if _waits(desk, "purchasing.order", numbers):
        desk.do_pending("purchasing.order", lambda r: r.number in numbers, "order", str(numbers))
        return
    desk.open("purchasing.requests")
    desk.check_rows(lambda r: r["number"] in numbers, str(numbers))
    desk.click("order")


def receive_goods(stage: Stage, desk: Desk) -> None:
    """The goods come in with their serial numbers."""
    assert desk.home
    stage.shot(desk, "home-warehouse")
    desk.open("purchasing.orders")
    desk.open_row(lambda r: r["id"] == stage.played.purchase, "the purchase order")
    desk.in_menu("push_down", _("Receive goods"))
    desk.until(lambda: desk.form.spec.kind == "purchase_receipt" and desk.form.state, "the receipt")
    desk.rest()
    grid = desk.form.grid
    assert grid is not None
    for number, line in enumerate(grid.lines()):
        count = int(line["quantity"])
        desk.type_line(number, {"serials": f"ZN26-{number + 1}001~ZN26-{number + 1}{count:03d}"})
    stage.shot(desk, "receipt-to-post")
    desk.save()
    stage.shot(desk, "receipt")


def make_goods(stage: Stage, desk: Desk) -> None:
    """The shop confirms, releases, takes its material and reports what it made."""
    assert desk.home
    stage.shot(desk, "home-production")
    desk.open("production.tasks")
    _view(desk, "planned")
    desk.open_row(lambda r: r["item_code"] == MADE, "the task")
    desk.main_step("confirmed")
    desk.main_step("released")
    stage.shot(desk, "task-released")
    desk.click("issue")
    desk.until(lambda: desk.form.state and desk.form.state.base.state == "in_work", "material issued")
    desk.click("complete")
    desk.until(lambda: desk.form.state and desk.form.state.base.state == "completed", "completed")
    desk.rest()
    stage.shot(desk, "task-completed")


# ---------------------------------------------------------------- delivering
def notify(stage: Stage, desk: Desk) -> None:
    """The order desk pushes the order down to a delivery notice."""
    assert desk.home
    stage.shot(desk, "home-order-desk")
    desk.open("orders.orders")
    _view(desk, "all")
    desk.open_row(lambda r: r["id"] == stage.played.order, stage.played.order_number)
    desk.in_menu("push_down", _("Delivery notice"))
    desk.until(lambda: desk.form.spec.kind == "delivery_notice" and desk.form.state, "the notice")
    desk.rest()
    desk.type("carrier", "德邦物流")
    desk.save()
    stage.shot(desk, "delivery-notice")
    desk.main_step("approved")
    assert desk.form.state is not None
    stage.played.notice, stage.played.notice_number = desk.form.record_id or 0, desk.form.state.base.number


def pick_and_ship(stage: Stage, desk: Desk) -> None:
    """Pick list in walking order, one piece short, shipped with the serials that were found."""
    number = stage.played.notice_number
    desk.do_pending("shipping.to_pick", lambda r: r.number == number, "pick", number)
    stage.shot(desk, "home-warehouse-picks")
    desk.open("shipping.picks")
    _view(desk, "open")
    desk.open_row(lambda r: r["notice_number"] == number, f"pick list of {number}")
    _papers(stage, desk, N_("Pick list"), "pick-list")
    grid = desk.form.grid
    assert grid is not None
    lines = grid.lines()
    stage.played.serial = next(str(line["serial"]) for line in lines if line["item_code"] == MADE)
    short = max(n for n, line in enumerate(lines) if line["item_code"] == MADE)
    desk.type_line(short, {"picked": "0"})
    stage.shot(desk, "pick-list-one-short")
    desk.save()
    desk.until(lambda: desk.form.state and desk.form.state.base.state == "picked", "picked")
    desk.do_pending("shipping.to_ship", lambda r: r.number == number, "ship", number)
    desk.open("shipping.notices")
    desk.open_row(lambda r: r["number"] == number, number)
    assert desk.form.state is not None and desk.form.state.base.state == "shipped", desk.form.state
    stage.shot(desk, "delivery-notice-shipped")
    _papers(stage, desk, N_("Delivery note"), "delivery-note")
    desk.open("stock.ledger")
    stage.shot(desk, "stock-ledger")


def hear_of_it(stage: Stage, desk: Desk) -> None:
    """The seller was told what is short, and sees how far the order is."""
    desk.home.messages.refresh()
    desk.rest()
    stage.shot(desk, "home-sales-told")
    desk.open("orders.orders")
    desk.open_row(lambda r: r["id"] == stage.played.order, stage.played.order_number)
    stage.shot(desk, "order-partly-shipped")


# ---------------------------------------------------------------- after the sale
def take_request(stage: Stage, desk: Desk) -> None:
    """The customer calls about one piece; the request comes from its product file."""
    assert desk.home
    stage.shot(desk, "home-service-desk")
    desk.open("products.products")
    desk.search(stage.played.serial)
    desk.open_row(lambda r: r["serial"] == stage.played.serial, stage.played.serial)
    stage.shot(desk, "product-file")
    desk.in_menu("push_down", _("Service request"))
    desk.until(lambda: desk.form.spec.kind == "service_request" and desk.form.state, "the request")
    desk.rest()
    desk.type("symptom", "零点漂移，1 号换热站读数偏高约 4 %。")
    desk.choose("priority", "high")
    stage.shot(desk, "request-typed")
    desk.save()
    assert desk.form.state is not None
    stage.played.request_number = desk.form.state.base.number


def send_technician(stage: Stage, desk: Desk) -> None:
    """Assigned, and a technician sent with the part to carry."""
    number = stage.played.request_number
    assert desk.home
    stage.shot(desk, "home-to-assign")
    desk.open("service.requests")
    desk.open_row(lambda r: r["number"] == number, number)
    desk.type("technician", "hanbing")
    desk.save()
    desk.main_step("assigned")
    desk.in_menu("push_down", _("Dispatch"))
    desk.until(lambda: desk.form.spec.kind == "service_dispatch" and desk.form.state, "the dispatch")
    desk.rest()
    desk.type("planned_at", f"{_today():%Y-%m-%d} 15:30")
    desk.type_line(0, {"item": "SEAL-316", "quantity": "2"})
    desk.save()
    stage.played.dispatch = desk.form.record_id or 0
    stage.shot(desk, "dispatch")


def visit(stage: Stage, desk: Desk) -> None:
    """The technician does the visit from home: accepted, on site, done."""
    wanted = stage.played.dispatch
    assert desk.home
    stage.shot(desk, "home-technician")
    desk.do_pending("service.to_accept", lambda r: r.id == wanted, "accept", "the visit")
    desk.do_pending("service.visit_today", lambda r: r.id == wanted, "arrive", "the visit")
    stage.shot(desk, "home-technician-on-site")
    desk.do_pending(
        "service.on_site",
        lambda r: r.id == wanted,
        "finish",
        "the visit",
        reason="更换密封件，重新标定零点，运行正常。",
    )
    desk.open("service.dispatches")
    _view(desk, "all")
    desk.open_row(lambda r: r["id"] == wanted, "the visit")
    stage.shot(desk, "dispatch-finished")
    _papers(stage, desk, N_("Dispatch sheet"), "dispatch-sheet")


def close_request(stage: Stage, desk: Desk) -> None:
    """The signed sheet is back, the customer asked, the request closed."""
    number = stage.played.request_number
    desk.open("service.dispatches")
    _view(desk, "all")
    desk.open_row(lambda r: r["id"] == stage.played.dispatch, "the visit")
    desk.main_step("returned")
    desk.do_pending("service.to_survey", lambda r: r.number == number, "survey", number, reason="客户满意，响应及时。")
    desk.do_pending("service.to_close", lambda r: r.number == number, "close", number)
    desk.open("service.requests")
    _view(desk, "all")
    desk.open_row(lambda r: r["number"] == number, number)
    assert desk.form.state is not None and desk.form.state.base.state == "closed", desk.form.state
    stage.shot(desk, "request-closed")


def look_at_the_day(stage: Stage, desk: Desk) -> None:
    """The general manager's home, and the journal of orders as an Excel file."""
    assert desk.home
    stage.shot(desk, "home-manager")
    desk.open("orders.lines")
    _view(desk, "all")
    stage.shot(desk, "order-lines")
    path = stage.out / "order-lines.xlsx"
    desk.list.export_to(path)
    stage.wait_for_file(desk, path)


# ---------------------------------------------------------------- what several steps do
def _today() -> date:
    from app import clock

    return clock.today()


def _view(desk: Desk, key: str) -> None:
    """Choose a saved view of the journal in front."""
    desk.list.pills.choose(key)
    desk.rest()


def _papers(stage: Stage, desk: Desk, title: str, name: str) -> None:
    """A paper in Chinese, English and both, through the preview."""
    for lang in LANGUAGES:
        desk.in_menu("print", f"{_(title)} · {_(LANGUAGE_WORDS[lang])}")
        preview = desk.preview()
        stage.file(f"{name}-{lang}.pdf", preview.pdf)
        if lang == "both":
            stage.picture(desk, f"preview-{name}")
        preview.close()
        desk.come_back()


STEPS = (
    Step("look around", N_("Salesperson looks around"), "chenjing", look_around),
    Step("customer", N_("Salesperson makes a customer"), "chenjing", make_customer),
    Step("deal", N_("Salesperson opens a deal"), "chenjing", open_deal),
    Step("win", N_("Salesperson wins the deal"), "chenjing", win_deal),
    Step("order", N_("Salesperson completes and submits the order"), "chenjing", complete_order),
    Step("approve", N_("Sales manager approves the order"), "zhoumin", approve_order),
    Step("plan", N_("Planner plans and releases"), "sunyue", plan),
    Step("purchase", N_("Purchaser orders what is missing"), "hexiaowen", order_goods),
    Step("receive", N_("Warehouse receives the goods"), "luojianjun", receive_goods),
    Step("make", N_("Production makes the pieces"), "tangwei", make_goods),
    Step("notify", N_("Order desk writes the delivery notice"), "wangmin", notify),
    Step("ship", N_("Warehouse picks and ships"), "luojianjun", pick_and_ship),
    Step("hear", N_("Salesperson hears what is short"), "chenjing", hear_of_it),
    Step("request", N_("Service desk takes a request"), "wukai", take_request),
    Step("dispatch", N_("Service desk sends a technician"), "wukai", send_technician),
    Step("visit", N_("Technician makes the visit"), "hanbing", visit),
    Step("close", N_("Service desk closes the request"), "wukai", close_request),
    Step("manager", N_("General manager looks at the day"), "malong", look_at_the_day),
)
