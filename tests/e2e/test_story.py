"""One deal through the whole house, each step by the one whose duty it is, each on a connection of its own.

The same story as the tour's, through the services alone: what must be true after every step is asserted here, in
states, stock figures, open quantities, files and messages.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal as D  # noqa: N817
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.errors import ManyErrors, NotAllowed, RuleError
from app.modules.customers import services as customers
from app.modules.customers.drafts import ContactDraft, CustomerDraft
from app.modules.items import services as items
from app.modules.items.drafts import BomDraft, BomLineDraft, ItemDraft, SourceDraft, UnitDraft
from app.modules.items.services import boms
from app.modules.mrp import services as mrp
from app.modules.office import queries as office
from app.modules.opportunities import services as deals
from app.modules.opportunities.drafts import OpportunityDraft, OpportunityLineDraft
from app.modules.orders import papers as order_papers
from app.modules.orders import queries as order_queries
from app.modules.orders import services as orders
from app.modules.orders.drafts import OrderDraft, OrderLineDraft
from app.modules.production import services as production
from app.modules.purchasing import services as purchasing
from app.modules.service import papers as service_papers
from app.modules.service import services as service
from app.modules.service.drafts import DispatchDraft, PartDraft, RequestDraft
from app.modules.shipping import papers as shipping_papers
from app.modules.shipping import queries as shipping_queries
from app.modules.shipping import services as shipping
from app.modules.shipping.drafts import PickedLineDraft
from app.modules.stock import services as stock
from app.modules.stock.drafts import BinDraft, PostingLine, StockPosting, WarehouseDraft
from app.modules.suppliers import services as suppliers
from app.modules.suppliers.drafts import SupplierDraft
from app.uow import Ctx, Database

SignIn = Callable[..., Database]


class Told:
    """People at work: `do` is a gesture of one of them, `ask` a statement under their eyes."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._open: dict[str, Database] = {}

    def _of(self, login: str) -> Database:
        if login not in self._open:
            self._open[login] = self._sign_in(login)
        return self._open[login]

    def do(self, login: str, task: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._of(login).write(task, *args, **kwargs)

    def read(self, login: str, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._of(login).read(query, *args, **kwargs)

    def ask(self, login: str, statement: str, **params: Any) -> list[Any]:
        def run(ctx: Ctx) -> list[Any]:
            return [tuple(row) for row in ctx.session.execute(sa.text(statement), params)]

        return list(self.read(login, run))

    def one(self, login: str, statement: str, **params: Any) -> Any:
        rows = self.ask(login, statement, **params)
        assert len(rows) == 1, rows
        return rows[0][0] if len(rows[0]) == 1 else rows[0]

    def state(self, table: str, record: int) -> str:
        return str(self.one("audrey", f"select state from tw.{table} where id = :i", i=record))

    def heard(self, login: str) -> list[str]:
        """Kinds of the person's messages, newest first."""
        return [message.kind for message in self.read(login, office.messages)]


class Company:
    """What there is before the first call: a meter made of a sensor and a housing, and a bought valve."""

    def __init__(self, told: Told) -> None:
        unit = told.do("emil", items.save_unit, UnitDraft("SET", "台", "set", 0)).id
        store = told.do(
            "walter", stock.save_warehouse, WarehouseDraft("01", "成品库", lines=(BinDraft("A-01"), BinDraft("A-02")))
        )
        self.bins = dict(told.ask("walter", "select code, id from tw.bin where warehouse_id = :w", w=store.id))
        self.supplier = told.do(
            "paula", suppliers.save, SupplierDraft(name="浙南自控设备有限公司", lead_time_days=5)
        ).id

        def item(code: str, name: str, **more: Any) -> int:
            draft = ItemDraft(code=code, name=name, unit=unit, default_bin=self.bins["A-01"], **more)
            return int(told.do("emil", items.save, draft).id)

        self.sensor = item("SEN-1", "传感器", lead_time_days=5)
        self.housing = item("HSG-1", "壳体", lead_time_days=5)
        self.meter = item("LDG-1", "电磁流量计", source="make", is_serial=True, warranty_months=18, lead_time_days=2)
        self.seal = item("SEAL", "密封件", lead_time_days=5)
        bill = told.do("emil", boms.save, BomDraft(
            item=self.meter, lines=(BomLineDraft(self.sensor, D(1)), BomLineDraft(self.housing, D(2)))
        ))  # fmt: skip
        told.do("emil", boms.approve, bill.id, bill.version)
        for part in (self.sensor, self.housing):
            told.do("paula", items.save_source, SourceDraft(item=part, supplier=self.supplier, price=D(100)))
        lines = (
            PostingLine(self.meter, D(3), self.bins["A-02"], serials=("M-1", "M-2", "M-3")),
            PostingLine(self.sensor, D(2), self.bins["A-01"]),
        )
        told.do("walter", stock.post, StockPosting("other_in", clock.today(), lines))


@pytest.fixture
def told(sign_in: SignIn) -> Told:
    return Told(sign_in)


@pytest.fixture
def company(told: Told) -> Company:
    return Company(told)


def at(hour: int) -> datetime:
    return datetime.combine(clock.today(), time(hour), clock.zone()).astimezone(UTC)


def on_hand(told: Told, item: int) -> tuple[D, D, D]:
    """On hand, reserved, free."""
    found = told.one("sally", "select on_hand, reserved, free from tw.free_stock(array[cast(:i as bigint)])", i=item)
    return D(found[0]), D(found[1]), D(found[2])


def test_one_order_from_the_first_call_to_the_closed_request(told: Told, company: Company) -> None:
    customer = first_call(told)
    order = win(told, company, customer)
    complete_and_approve(told, company, order)
    plan_and_release(told, company, order)
    buy_and_receive(told, company)
    make(told, company)
    serial = deliver(told, company, order)
    look_after(told, company, serial, customer)
    assert (
        told.one(
            "audrey",
            "select count(*) from tw.product_file where serial = :s and customer_id = :c",
            s=serial,
            c=customer,
        )
        == 1
    )


def first_call(told: Told) -> int:
    made = told.do("sally", customers.save, CustomerDraft(
        name="天津北辰能源科技有限公司", ship_to_address="2 号仓", payment_terms="月结 60 天", lines=(ContactDraft("郭志远", "部长"),)
    ))  # fmt: skip
    assert told.ask("simon", "select id from tw.customer where id = :c", c=made.id) == []  # another department's
    assert told.one("maria", "select code from tw.customer where id = :c", c=made.id).startswith("C")
    return int(made.id)


def win(told: Told, company: Company, customer: int) -> int:
    lines = (OpportunityLineDraft(item=company.meter, quantity=D(8), price_with_tax=D(7500)),)
    deal = told.do("sally", deals.save, OpportunityDraft(name="热网计量改造", customer=customer, lines=lines))
    for _stage in range(5):
        deal = told.do("sally", deals.advance, deal.id, None)
    assert told.one("sally", "select probability from tw.opportunity where id = :i", i=deal.id) == 95
    with pytest.raises(NotAllowed):
        told.do("walter", deals.win, deal.id, None)
    won = told.do("sally", deals.win, deal.id, None)
    assert won.state == "won"
    order, state = told.one("sally", "select id, state from tw.sales_order where opportunity_id = :d", d=deal.id)
    assert state == "draft"
    return int(order)


def complete_and_approve(told: Told, company: Company, order: int) -> None:
    now = told.read("sally", order_queries.load, order)
    line = now.lines[0]
    assert (line["quantity"], line["price"]) == (8, 7500)
    told.do("sally", orders.save, OrderDraft(
        id=order, version=now.version, customer=now.values["customer"], opportunity=now.values["opportunity"],
        customer_po="BC-118", order_date=clock.today(), due_date=clock.today() + timedelta(days=30),
        lines=(OrderLineDraft(id=line["id"], item=company.meter, quantity=D(8), price=D(7500)),),
    ))  # fmt: skip
    assert told.do("sally", orders.submit, order, None).state == "pending"  # 60,000 is above the seller's band
    assert told.heard("maria")[0].startswith("sales_order.")
    with pytest.raises(NotAllowed):
        told.do("sally", orders.approve, order, None)
    assert told.do("maria", orders.approve, order, None).state == "approved"
    assert told.heard("sally")[0] == "sales_order.decided"
    assert told.one("sally", "select total, tax, net from tw.sales_order_amount where order_id = :o", o=order) == (
        D("60000.00"), D("6902.65"), D("53097.35"),
    )  # fmt: skip
    for lang in ("zh", "en", "both"):
        assert _paper(told, "sally", order_papers.ORDER_CONFIRMATION, order, lang).startswith(b"%PDF")


def _paper(told: Told, login: str, paper: Any, record: int, lang: str) -> bytes:
    from app.modules.office.services import count_print

    return bytes(
        told.read(login, lambda ctx: paper.render(ctx, record, lang, count_print(ctx, paper.key, record, False)))
    )


def plan_and_release(told: Told, company: Company, order: int) -> None:
    told.do("peter", mrp.run)
    planned = told.ask(
        "peter", "select item_id, kind, quantity, id from tw.planned_order_list where state = 'proposed' order by id"
    )
    wanted = {(item, kind): quantity for item, kind, quantity, _id in planned}
    assert wanted == {(company.meter, "make"): 5, (company.sensor, "buy"): 3, (company.housing, "buy"): 10}
    released = told.do("peter", mrp.release, [row[3] for row in planned])
    assert released.count == 3
    assert told.one("prodan", "select state, quantity from tw.production_task") == ("planned", 5)
    assert told.one("paula", "select count(*) from tw.purchase_request_line") == 2
    told.do("peter", mrp.run)
    assert told.ask("peter", "select id from tw.planned_order_list where state = 'proposed'") == []


def buy_and_receive(told: Told, company: Company) -> None:
    request, state = told.one("paula", "select id, state from tw.purchase_request")
    if state == "draft":
        told.do("paula", purchasing.submit_request, request, None)
    told.do("paula", purchasing.order_request, request, None)
    purchase = told.one("paula", "select id from tw.purchase_order")
    assert told.do("paula", purchasing.submit_order, purchase, None).state == "approved"  # 1,300 asks nobody
    with pytest.raises(NotAllowed):
        told.do("paula", purchasing.receive_rest, purchase, None)
    told.do("walter", purchasing.receive_rest, purchase, None)
    assert told.state("purchase_order", purchase) == "closed"
    assert on_hand(told, company.sensor)[0] == 5 and on_hand(told, company.housing)[0] == 10


def make(told: Told, company: Company) -> None:
    task = told.one("prodan", "select id from tw.production_task")
    told.do("prodan", production.confirm, task, None)
    with pytest.raises(RuleError):
        told.do("walter", production.issue_materials, task)  # not yet released
    told.do("prodan", production.release, task, None)
    told.do("walter", production.issue_materials, task)
    assert on_hand(told, company.sensor)[0] == 0 and on_hand(told, company.housing)[0] == 0
    told.do("prodan", production.complete_rest, task)
    assert told.state("production_task", task) == "completed"
    assert on_hand(told, company.meter) == (8, 0, 8)


def deliver(told: Told, company: Company, order: int) -> str:
    """Eight are noticed, seven are found and leave; the eighth is open again."""
    notice = told.do("mercy", shipping.notify_order, order)
    assert notice.state == "approved"
    pick = told.do("walter", shipping.make_pick, notice.id, None)
    assert on_hand(told, company.meter) == (8, 8, 0)
    places = told.read("walter", shipping_queries.load_pick, pick.id).lines
    assert len(places) == 8 and {"M-1", "M-2", "M-3"} <= {place["serial"] for place in places}
    missing = next(place for place in places if place["serial"] == "M-3")
    told.do("walter", shipping.confirm_pick, pick.id, None, lines=(PickedLineDraft(missing["id"], D(0)),))
    assert "shipping.short" in told.heard("sally")
    assert told.do("walter", shipping.ship, notice.id).state == "shipped"
    assert on_hand(told, company.meter) == (1, 0, 1)
    moves = told.one(
        "walter", "select sum(quantity), count(*) from tw.stock_move where item_id = :i and kind = 'sales_issue'",
        i=company.meter,
    )  # fmt: skip
    assert moves == (-7, 7)
    assert told.one("sally", "select shipped, open from tw.order_line_open where order_id = :o", o=order) == (7, 1)
    assert told.state("sales_order", order) == "approved"  # one piece is still to come
    for paper, record in ((shipping_papers.PICK_LIST, pick.id), (shipping_papers.DELIVERY_NOTE, notice.id)):
        assert _paper(told, "walter", paper, record, "both").startswith(b"%PDF")
    files = told.ask("dora", "select serial, warranty_until from tw.product_file order by serial")
    assert len(files) == 7 and "M-3" not in [serial for serial, _until in files]
    assert all(until > clock.today() + timedelta(days=500) for _serial, until in files)
    return "M-1"


def look_after(told: Told, company: Company, serial: str, customer: int) -> None:
    product, owner = told.one("dora", "select id, end_user_id from tw.product_file where serial = :s", s=serial)
    assert owner == customer
    request = told.do("dora", service.open_request, RequestDraft(product=product, symptom="零点漂移", priority="high"))
    assert request.state == "new" and request.number.startswith("SR-")
    technician = told.one("dora", "select id from tw.app_user where login = 'tom'")
    told.do("dora", service.assign, request.id, None, technician_id=technician)
    assert "service.assigned" in told.heard("tom")
    visit = told.do("dora", service.dispatch, DispatchDraft(
        request=request.id, technician=technician, planned_at=at(15), task="校零", lines=(PartDraft(company.seal, D(2)),)
    ))  # fmt: skip
    assert visit.number.startswith("SD-") and told.heard("tom")[0] != "service.assigned"
    told.do("tom", service.accept_dispatch, visit.id, None)
    told.do("tom", service.arrive, visit.id, None)
    assert told.state("service_request", request.id) == "in_work"
    with pytest.raises(RuleError):
        told.do("tom", service.finish, visit.id, None)  # what was done must be said
    told.do("tom", service.finish, visit.id, None, reason="更换密封件，重新标定。")
    assert told.state("service_request", request.id) == "resolved" and told.heard("dora")
    sheet = next(paper for paper in _papers_of(told, "service_dispatch"))
    assert _paper(told, "tom", sheet, visit.id, "both").startswith(b"%PDF")
    assert told.do("dora", service.return_sheet, visit.id, None).state == "returned"
    told.do("dora", service.survey, request.id, None, reason="满意")
    assert told.do("dora", service.close, request.id, None).state == "closed"


def _papers_of(told: Told, kind: str) -> list[Any]:
    assert service_papers
    return list(told.read("audrey", lambda ctx: ctx.registry.papers_of(kind)))


def test_nothing_of_an_order_is_lost_when_a_step_is_refused(told: Told, company: Company) -> None:
    """A refusal in the middle of the house undoes its own step alone."""
    customer = first_call(told)
    order = win(told, company, customer)
    complete_and_approve(told, company, order)
    notice = told.do("mercy", shipping.notify_order, order)
    pick = told.do("walter", shipping.make_pick, notice.id, None)
    place = told.read("walter", shipping_queries.load_pick, pick.id).lines[0]
    before = on_hand(told, company.meter)
    with pytest.raises(ManyErrors):  # five of one piece
        told.do("walter", shipping.confirm_pick, pick.id, None, lines=(PickedLineDraft(place["id"], D(5)),))
    assert on_hand(told, company.meter) == before and told.state("pick_list", pick.id) == "open"
    told.do("walter", shipping.confirm_pick, pick.id, None)
    told.do("walter", shipping.ship, notice.id)
    assert told.one("sally", "select shipped, open from tw.order_line_open where order_id = :o", o=order) == (3, 5)
