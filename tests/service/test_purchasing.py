"""The purchasing room behind its walls: ask, order, approve, receive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D  # noqa: N817

import pytest

from app.clock import today
from app.errors import Conflict, ManyErrors, NotAllowed, RuleError
from app.modules.purchasing import queries, services
from app.modules.purchasing.drafts import (
    OrderDraft,
    OrderLineDraft,
    ReceiptDraft,
    ReceiptLine,
    ReceiptLineDraft,
    RequestDraft,
    RequestLineDraft,
)
from app.modules.stock import services as stock
from app.uow import Saved
from tests.helpers.house import House
from tests.helpers.plant import Plant, a_plant

SOON = today() + timedelta(days=10)


@pytest.fixture
def plant(house: House) -> Plant:
    return a_plant(house)


def an_order(plant: Plant, price: str = "25", quantity: int = 100) -> OrderDraft:
    return OrderDraft(
        plant.supplier, today(), SOON, lines=(OrderLineDraft(plant.casting, "", D(quantity), D(price)),)
    )  # fmt: skip


def an_approved_order(house: House, plant: Plant, quantity: int = 100) -> Saved:
    saved = house.do("paula", services.save_order, an_order(plant, quantity=quantity))
    return house.do("paula", services.submit_order, saved.id, saved.version)


def line_of(house: House, order_id: int) -> int:
    return int(house.admin("select id from tw.purchase_order_line where order_id = :o", o=order_id)[0][0])


def a_request(house: House, plant: Plant) -> Saved:
    lines = (RequestLineDraft(plant.casting, D(40), SOON), RequestLineDraft(plant.sensor, D(8), SOON))
    saved = house.do("prodan", services.save_request, RequestDraft(today(), None, "", lines))
    return house.do("prodan", services.submit_request, saved.id, saved.version)


def test_a_request_is_approved_where_no_step_asks_and_becomes_orders_by_supplier(house: House, plant: Plant) -> None:
    request = a_request(house, plant)
    assert (request.number[:3], request.state) == ("PR-", "approved")
    rows, count = house.do("paula", queries.requests_to_order, 10)
    assert ([r.number for r in rows], count) == ([request.number], 1)
    made = house.do("paula", services.order_requests, [request.id])
    assert made.count == 2
    lines = house.sql(
        "paula", "select supplier_id, item_id, quantity, price from tw.purchase_order_line_list order by 1"
    )
    assert lines == [(plant.supplier, plant.casting, D(40), D(25)), (plant.second_supplier, plant.sensor, D(8), D(100))]
    assert house.do("paula", queries.requests_to_order, 10) == ([], 0)
    with pytest.raises(RuleError, match="nothing_outstanding"):
        house.do("paula", services.order_requests, [request.id])


def test_push_down_takes_what_remains_and_refuses_two_suppliers(house: House, plant: Plant) -> None:
    lines = (RequestLineDraft(plant.casting, D(40), SOON),)
    request = house.do("prodan", services.save_request, RequestDraft(today(), plant.supplier, "", lines))
    house.do("prodan", services.submit_request, request.id, request.version)
    drafted = house.do("paula", queries.order_from_requests, [request.id])
    assert drafted["values"]["supplier"] == plant.supplier
    line = drafted["lines"][0]
    part = OrderLineDraft(line["item"], "", D(15), line["price"], "13", SOON, "", line["request_line"])
    house.do("paula", services.save_order, OrderDraft(plant.supplier, lines=(part,)))
    assert house.do("paula", queries.order_from_requests, [request.id])["lines"][0]["quantity"] == D(25)
    both = a_request(house, plant)
    with pytest.raises(RuleError, match="one_supplier_only"):
        house.do("paula", queries.order_from_requests, [request.id, both.id])


def test_money_is_reckoned_by_the_database_for_both_anchors(house: House, plant: Plant) -> None:
    saved = house.do("paula", services.save_order, an_order(plant, "33.33", 3))
    values = house.do("paula", queries.load_order, saved.id).values
    assert (values["total"], values["tax"], values["net"]) == (D("99.99"), D("11.50"), D("88.49"))
    line = OrderLineDraft(plant.casting, "", D(3), D("33.33"), "13", SOON, id=line_of(house, saved.id))
    net = replace(an_order(plant), tax_anchor="net", lines=(line,), id=saved.id, version=saved.version)
    house.do("paula", services.save_order, net)
    values = house.do("paula", queries.load_order, saved.id).values
    assert (values["total"], values["net"]) == (D("112.99"), D("99.99"))
    with pytest.raises(NotAllowed):
        house.sql("paula", "update tw.purchase_order_amount set total_base = 1")
    with pytest.raises(NotAllowed):
        house.sql("paula", "update tw.purchase_order_line_price set total = 1")


def test_large_orders_wait_for_the_manager_and_nobody_approves_their_own(house: House, plant: Plant) -> None:
    small = an_approved_order(house, plant)
    assert small.state == "approved"
    saved = house.do("paula", services.save_order, an_order(plant, "600"))
    large = house.do("paula", services.submit_order, saved.id, saved.version)
    assert large.state == "pending"
    with pytest.raises(NotAllowed):
        house.do("paula", services.approve_order, saved.id, None)
    rows, count = house.do("boss", queries.orders_to_approve, 10)
    assert ([(r.id, r.amount) for r in rows], count) == ([(saved.id, D(60000))], 1)
    assert house.do("boss", services.approve_order, saved.id, rows[0].version).state == "approved"


def test_an_order_without_a_price_is_not_submitted(house: House, plant: Plant) -> None:
    saved = house.do("paula", services.save_order, an_order(plant, "0"))
    with pytest.raises(RuleError, match="price_missing"):
        house.do("paula", services.submit_order, saved.id, saved.version)


def test_wrong_fields_are_named_at_once(house: House, plant: Plant) -> None:
    with pytest.raises(ManyErrors) as wrong:
        house.do("paula", services.save_order, OrderDraft(lines=(OrderLineDraft(None, "", D(-1), D(-5)),)))
    assert [e.field for e in wrong.value.errors] == [
        "supplier", "lines.0.item", "lines.0.quantity", "lines.0.due_date", "lines.0.price",
    ]  # fmt: skip


def test_goods_come_in_parts_at_net_cost_and_the_last_part_closes_the_order(house: House, plant: Plant) -> None:
    order = an_approved_order(house, plant)
    line = line_of(house, order.id)
    receipt = house.do("walter", services.receive, order.id, [ReceiptLine(line, D(60))])
    assert receipt.number.startswith("IN-")
    assert house.do("paula", queries.load_order, order.id).lines[0]["received"] == D(60)
    with pytest.raises(RuleError, match="over_receipt"):
        house.do("walter", services.receive, order.id, [ReceiptLine(line, D(41))])
    house.do("walter", services.receive_rest, order.id)
    assert house.do("paula", queries.load_order, order.id).state == "closed"
    cost = house.sql("fiona", "select unit_cost from tw.stock_move_cost order by id limit 1")
    assert cost == [(D("22.123900"),)]


def test_the_database_refuses_more_than_was_ordered_whoever_posts(house: House, plant: Plant) -> None:
    order = an_approved_order(house, plant, 10)
    lines = f'[{{"item_id": {plant.casting}, "quantity": "11", "bin_id": {plant.bin}, "source_line_id": {line_of(house, order.id)}}}]'
    post = "select tw.post_stock('purchase_receipt', current_date, cast(:l as jsonb), 'purchase_order', :o)"
    with pytest.raises(RuleError, match="over_receipt"):
        house.sql("walter", post, l=lines, o=order.id)
    draft = house.do("paula", services.save_order, an_order(plant))
    with pytest.raises(RuleError, match="order_not_approved"):
        house.do("walter", services.receive, draft.id, [ReceiptLine(line_of(house, draft.id), D(1))])


def test_goods_sent_back_open_the_order_again(house: House, plant: Plant) -> None:
    order = an_approved_order(house, plant, 10)
    receipt = house.do("walter", services.receive_rest, order.id)
    house.do("walter", stock.reverse, receipt.id, None, reason="质量问题")
    form = house.do("paula", queries.load_order, order.id)
    assert (form.state, form.lines[0]["received"]) == ("approved", D(0))


def test_a_received_order_is_not_unapproved(house: House, plant: Plant) -> None:
    order = an_approved_order(house, plant, 10)
    house.do("walter", services.receive, order.id, [ReceiptLine(line_of(house, order.id), D(1))])
    with pytest.raises(RuleError, match="something_follows"):
        house.do("paula", services.unapprove_order, order.id, None, reason="改价")


def test_serial_goods_are_counted_with_their_numbers(house: House, plant: Plant) -> None:
    draft = OrderDraft(plant.supplier, today(), SOON, lines=(OrderLineDraft(plant.meter, "", D(3), D(900)),))
    saved = house.do("paula", services.save_order, draft)
    order = house.do("paula", services.submit_order, saved.id, saved.version)
    pushed = house.do("walter", queries.receipt_of_order, [order.id])
    line = pushed["lines"][0]["order_line"]
    typed = ReceiptDraft(order.id, "", (ReceiptLineDraft(line, D(3), None, "", "X1 X2"),))
    with pytest.raises(RuleError, match="serials_do_not_match"):
        house.do("walter", services.save_receipt, typed)
    posted = house.do(
        "walter", services.save_receipt, replace(typed, lines=(replace(typed.lines[0], serials="X1 X2 X3"),))
    )
    assert house.do("walter", queries.load_receipt, posted.id).lines[0]["serials"] == "X1 X2 X3"


def test_a_clerk_receives_without_prices(house: House, plant: Plant) -> None:
    order = an_approved_order(house, plant)
    assert house.sql("walter", "select amount from tw.purchase_order_list") == [(None,)]
    assert house.sql("walter", "select count(*) from tw.purchase_order_line_price") == [(0,)]
    rows, count = house.do("walter", queries.goods_to_receive, 10)
    assert (len(rows), count) == (0, 0)
    house.admin("update tw.purchase_order_line set due_date = :d", d=today() + timedelta(days=2))
    rows, count = house.do("walter", queries.goods_to_receive, 10)
    assert ([r.id for r in rows], [r.amount for r in rows], count) == ([order.id], [None], 1)


def test_an_approved_order_is_frozen_but_for_dates_and_closing(house: House, plant: Plant) -> None:
    order = an_approved_order(house, plant)
    with pytest.raises(RuleError, match="document_frozen"):
        house.sql("paula", "update tw.purchase_order_line set quantity = 500")
    with pytest.raises(RuleError, match="document_frozen"):
        house.sql("paula", "update tw.purchase_order_line_price set price = 1")
    house.sql("paula", "update tw.purchase_order_line set due_date = due_date + 3")
    line = line_of(house, order.id)
    assert house.do("paula", services.close_lines, [line]).count == 1
    assert house.do("paula", services.reopen_lines, [line]).count == 1


def test_stale_edits_and_strangers_are_refused(house: House, plant: Plant) -> None:
    saved = house.do("paula", services.save_order, an_order(plant))
    house.do("paula", services.save_order, replace(an_order(plant), id=saved.id, version=saved.version, lines=(
        OrderLineDraft(plant.casting, "", D(7), D(25), id=line_of(house, saved.id)),
    )))  # fmt: skip
    with pytest.raises(Conflict):
        house.do("paula", services.save_order, replace(an_order(plant), id=saved.id, version=saved.version))
    with pytest.raises(NotAllowed):
        house.do("walter", services.save_order, an_order(plant))
    with pytest.raises(NotAllowed):
        house.do("paula", services.receive, saved.id, [ReceiptLine(line_of(house, saved.id), D(1))])
    assert house.sql("sally", "select count(*) from tw.purchase_order") == [(0,)]


def test_a_void_order_gives_its_requests_back(house: House, plant: Plant) -> None:
    request = a_request(house, plant)
    house.do("paula", services.order_requests, [request.id])
    for (order_id,) in house.admin("select id from tw.purchase_order"):
        house.do("paula", services.void_order, order_id, None, reason="供应商停产")
    rows, _count = house.do("paula", queries.requests_to_order, 10)
    assert [r.id for r in rows] == [request.id]
