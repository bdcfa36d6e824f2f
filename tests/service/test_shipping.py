"""From the approved order to the signed delivery note, behind the walls."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.drafting import make_draft
from app.errors import ManyErrors, NotAllowed, NotFound, RuleError
from app.modules.orders import services as orders
from app.modules.orders.drafts import OrderLineDraft
from app.modules.shipping import papers, queries, services
from app.modules.shipping.drafts import NoticeDraft, NoticeLineDraft, PickedLineDraft
from app.modules.stock import services as stock
from tests.helpers.house import House
from tests.helpers.orders import a_customer, a_line, an_approved_order, lines_of
from tests.helpers.stocked import make_item, make_place, receive


def line(item: int, quantity: int, **values: Any) -> OrderLineDraft:
    return a_line(item, quantity, 100, **values)


def shipped(house: House, order: int) -> list[Decimal]:
    return [
        r[0] for r in house.sql(
            "sally", "select coalesce(s.shipped, 0) from tw.sales_order_line l left join tw.order_line_shipped s"
            " on s.line_id = l.id where l.order_id = :o order by l.line_no", o=order)
    ]  # fmt: skip


def state_of(house: House, table: str, record: int) -> str:
    return str(house.admin(f"select state from tw.{table} where id = :i", i=record)[0][0])


def whole_way(house: House, order: int) -> int:
    """Notify, pick, confirm and ship everything open of an order; answers the notice."""
    notice = house.do("walter", services.notify_from_orders, [order])
    pick = house.do("walter", services.make_pick, notice.id, notice.version)
    house.do("walter", services.confirm_pick, pick.id, pick.version)
    house.do("walter", services.ship, notice.id)
    return notice.id


def test_an_order_is_noticed_picked_and_shipped_and_closes_itself(house: House) -> None:
    item, place = make_item(house, "LDG", serial=True), make_place(house)
    receive(house, item, place.bins["B-01"], 2, serials=("S3", "S4"))
    receive(house, item, place.bins["A-02"], 2, serials=("S1", "S2"))
    order = an_approved_order(house, line(item, 3))
    notice = house.do("walter", services.notify_from_orders, [order])
    assert notice.number.startswith("DN-") and notice.state == "approved"
    pick = house.do("walter", services.make_pick, notice.id, notice.version)
    assert pick.number.startswith("PK-") and state_of(house, "delivery_notice", notice.id) == "picking"
    form = house.do("walter", queries.load_pick, pick.id)
    assert [(x["bin"], x["serial"]) for x in form.lines] == [("A-02", "S1"), ("A-02", "S2"), ("B-01", "S3")]
    free = house.sql("sally", "select on_hand, reserved, free from tw.free_stock(array[cast(:i as bigint)])", i=item)
    assert free == [(4, 3, 1)]
    house.do("walter", services.confirm_pick, pick.id, pick.version)
    done = house.do("walter", services.ship, notice.id)
    assert done.state == "shipped" and shipped(house, order) == [3]
    assert state_of(house, "sales_order", order) == "closed"
    assert house.sql(
        "sally", "select shipped_lines, shipped_share from tw.sales_order_progress where order_id = :o", o=order
    ) == [(1, 1)]
    issue = house.sql(
        "walter",
        "select d.kind, d.number, d.party from tw.stock_document d join tw.delivery_notice n on n.issue_id = d.id",
    )
    assert issue[0][0] == "sales_issue" and issue[0][1].startswith("OUT-")
    assert house.admin("select count(*) from tw.reservation") == [(0,)]
    signed = house.do("walter", services.sign_for, notice.id, done.version, signed_by="高建国")
    assert house.do("sally", queries.load_notice, signed.id).values["signed_by"] == "高建国"


def test_a_short_pick_returns_to_the_order_and_its_owner_is_told(house: House) -> None:
    item, place = make_item(house, "PT"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    receive(house, item, place.bins["B-01"], 5)
    order = an_approved_order(house, line(item, 10))
    notice = house.do("walter", services.notify_from_orders, [order])
    pick = house.do("walter", services.make_pick, notice.id, notice.version)
    second = house.do("walter", queries.load_pick, pick.id).lines[1]["id"]
    house.do("walter", services.confirm_pick, pick.id, pick.version, lines=[PickedLineDraft(second, Decimal(1))])
    assert house.admin("select sum(quantity) from tw.reservation") == [(6,)]
    told = house.sql("sally", "select text, second_params ->> 'what' from tw.message where kind = 'shipping.short'")
    assert len(told) == 1 and told[0][1] == "PT 电磁流量计 4 台"
    house.do("walter", services.ship, notice.id)
    assert shipped(house, order) == [6] and state_of(house, "sales_order", order) == "approved"
    assert house.sql("sally", "select open, noticed from tw.order_line_open where order_id = :o", o=order) == [(4, 6)]
    whole_way(house, order)
    assert shipped(house, order) == [10] and state_of(house, "sales_order", order) == "closed"


def test_what_lies_short_from_the_start_is_left_out(house: House) -> None:
    here, nowhere, place = make_item(house, "A"), make_item(house, "B"), make_place(house)
    receive(house, here, place.bins["A-01"], 1)
    order = an_approved_order(house, line(here, 2), line(nowhere, 1))
    whole_way(house, order)
    assert shipped(house, order) == [1, 0]
    with pytest.raises(RuleError, match="nothing_to_pick"):
        whole_way(house, order)


def test_several_orders_of_one_customer_go_together(house: House) -> None:
    item, place = make_item(house, "PT"), make_place(house)
    receive(house, item, place.bins["A-01"], 9)
    customer = a_customer(house)
    first, second = (an_approved_order(house, line(item, n), customer=customer) for n in (2, 3))
    notice = house.do("mercy", services.notify_from_orders, [first, second])
    form = house.do("sally", queries.load_notice, notice.id)
    assert [x["quantity"] for x in form.lines] == [2, 3] and form.values["customer"] == customer
    assert house.sql("sally", "select owner_name from tw.delivery_notice_list") == [("王敏",)]
    other = an_approved_order(house, line(item, 1), customer=a_customer(house, name="另一家"))
    with pytest.raises(RuleError, match="nothing_open"):
        house.do("mercy", services.notify_from_orders, [first])
    with pytest.raises(RuleError, match="several_customers"):
        house.do(
            "mercy", services.notify_from_orders, [an_approved_order(house, line(item, 1), customer=customer), other]
        )


def test_more_than_is_open_is_refused_wherever_it_is_noticed(house: House) -> None:
    item = make_item(house, "PT")
    customer = a_customer(house)
    order = an_approved_order(house, line(item, 5), customer=customer)
    (order_line,) = lines_of(house, order)
    draft = NoticeDraft(customer, due_date=clock.today(), lines=(NoticeLineDraft(order_line, Decimal(3)),))
    first = house.do("walter", services.save, draft)
    with pytest.raises(RuleError, match="more_than_open") as refused:
        house.do("walter", services.save, draft)
    assert refused.value.params["open"] == 2
    house.do("walter", services.void, first.id, first.version, reason="错")
    house.do("walter", services.save, replace(draft, lines=(NoticeLineDraft(order_line, Decimal(5)),)))


def test_a_notice_names_lines_of_its_own_customer_and_approved_orders(house: House) -> None:
    item = make_item(house, "PT")
    order = an_approved_order(house, line(item, 5))
    (order_line,) = lines_of(house, order)
    stranger = a_customer(house, name="别的客户")
    lines = (NoticeLineDraft(order_line, Decimal(1)),)
    with pytest.raises(RuleError, match="notice_line_differs_from_order"):
        house.do("walter", services.save, NoticeDraft(stranger, due_date=clock.today(), lines=lines))
    with pytest.raises(RuleError, match="order_line_unknown"):
        house.do(
            "walter",
            services.save,
            NoticeDraft(stranger, due_date=clock.today(), lines=(NoticeLineDraft(99, Decimal(1)),)),
        )
    with pytest.raises(ManyErrors):
        house.do("walter", services.save, NoticeDraft(lines=(NoticeLineDraft(),)))
    house.do("maria", orders.hold, order, None, reason="等款")
    with pytest.raises(RuleError, match="order_line_not_open"):
        customer = house.admin("select customer_id from tw.sales_order where id = :o", o=order)[0][0]
        house.do("walter", services.save, NoticeDraft(customer, due_date=clock.today(), lines=lines))


def test_another_piece_of_the_same_bin_may_be_taken(house: House) -> None:
    item, place = make_item(house, "LDG", serial=True), make_place(house)
    receive(house, item, place.bins["A-01"], 2, serials=("S1", "S2"))
    receive(house, item, place.bins["B-01"], 1, serials=("S9",))
    order = an_approved_order(house, line(item, 1))
    notice = house.do("walter", services.notify_from_orders, [order])
    pick = house.do("walter", services.make_pick, notice.id, notice.version)
    place_id = house.do("walter", queries.load_pick, pick.id).lines[0]["id"]
    with pytest.raises(RuleError, match="not_enough_stock"):
        house.do("walter", services.confirm_pick, pick.id, None, lines=[PickedLineDraft(place_id, serial="S9")])
    house.do("walter", services.confirm_pick, pick.id, None, lines=[PickedLineDraft(place_id, serial="S2")])
    house.do("walter", services.ship, notice.id)
    assert house.sql("walter", "select serial from tw.stock_at_hand order by 1") == [("S1",), ("S9",)]


def test_wrong_picks_are_named(house: House) -> None:
    item, place = make_item(house, "PT"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    order = an_approved_order(house, line(item, 3))
    notice = house.do("walter", services.notify_from_orders, [order])
    pick = house.do("walter", services.make_pick, notice.id, notice.version)
    place_id = house.do("walter", queries.load_pick, pick.id).lines[0]["id"]
    for picked, key in ((Decimal(4), "picked_more_than_asked"), (Decimal(0), "nothing_picked")):
        with pytest.raises(RuleError, match=key):
            house.do("walter", services.confirm_pick, pick.id, None, lines=[PickedLineDraft(place_id, picked)])


def test_an_order_on_hold_is_neither_picked_nor_shipped(house: House) -> None:
    item, place = make_item(house, "PT"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    order = an_approved_order(house, line(item, 3))
    notice = house.do("walter", services.notify_from_orders, [order])
    house.do("maria", orders.hold, order, None, reason="等款")
    with pytest.raises(RuleError, match="order_line_not_open"):
        house.do("walter", services.make_pick, notice.id, None)
    house.do("maria", orders.release, order, None)
    pick = house.do("walter", services.make_pick, notice.id, None)
    house.do("walter", services.confirm_pick, pick.id, None)
    house.do("maria", orders.hold, order, None, reason="等款")
    with pytest.raises(RuleError, match="order_line_not_open"):
        house.do("walter", services.ship, notice.id)
    assert house.sql("walter", "select sum(quantity) from tw.stock_at_hand") == [(5,)]


def test_a_notice_with_lines_keeps_its_customer(house: House) -> None:
    order = an_approved_order(house, line(make_item(house, "PT"), 3))
    made = house.do("walter", queries.draft_from_orders, [order])
    draft = make_draft(NoticeDraft, made["values"], made["lines"])
    saved = house.do("walter", services.save, draft)
    other = a_customer(house, name="别的客户")
    with pytest.raises(RuleError, match="notice_keeps_its_customer"):
        house.sql("walter", "update tw.delivery_notice set customer_id = :c where id = :i", c=other, i=saved.id)


def test_put_back_frees_everything(house: House) -> None:
    item, place = make_item(house, "PT"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    order = an_approved_order(house, line(item, 3))
    notice = house.do("walter", services.notify_from_orders, [order])
    pick = house.do("walter", services.make_pick, notice.id, notice.version)
    house.do("walter", services.confirm_pick, pick.id, None)
    back = house.do("walter", services.cancel_picking, notice.id, None, reason="客户改期")
    assert back.state == "approved" and state_of(house, "pick_list", pick.id) == "cancelled"
    assert house.admin("select count(*) from tw.reservation") == [(0,)]
    closed = house.do("walter", services.close, notice.id, back.version, reason="不发了")
    assert closed.state == "closed"
    assert house.sql("walter", "select open from tw.order_line_open where order_id = :o", o=order) == [(3,)]


def test_a_red_letter_brings_goods_and_open_quantity_back(house: House) -> None:
    item, place = make_item(house, "LDG", serial=True), make_place(house)
    receive(house, item, place.bins["A-01"], 2, serials=("S1", "S2"))
    order = an_approved_order(house, line(item, 2))
    notice = whole_way(house, order)
    issue = house.admin("select issue_id from tw.delivery_notice where id = :n", n=notice)[0][0]
    house.do("walter", stock.reverse, issue, None, reason="发错货")
    assert shipped(house, order) == [0] and state_of(house, "sales_order", order) == "approved"
    assert state_of(house, "delivery_notice", notice) == "approved"
    assert house.sql("walter", "select count(*) from tw.stock_at_hand") == [(2,)]
    pick = house.do("walter", services.make_pick, notice, None)
    house.do("walter", services.confirm_pick, pick.id, pick.version)
    house.do("walter", services.ship, notice)
    assert shipped(house, order) == [2] and state_of(house, "sales_order", order) == "closed"


def test_the_work_of_the_day_is_seen_by_who_does_it(house: House) -> None:
    item, place = make_item(house, "PT"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    soon = an_approved_order(house, line(item, 3, due_date=clock.today() + timedelta(days=2)))
    later = an_approved_order(house, line(item, 3, due_date=clock.today() + timedelta(days=60)))
    house.admin("update tw.sales_order_line set promised_date = due_date")
    rows, count = house.do("mercy", queries.to_deliver, 10)
    assert ([r.id for r in rows], count) == ([soon], 1) and later != soon
    assert house.do("nobody_special", queries.to_deliver, 10) == ([], 0)
    notice = house.do("mercy", services.notify_order, soon)
    assert house.do("mercy", queries.to_deliver, 10)[1] == 0
    assert [r.id for r in house.do("walter", queries.notices_to_pick, 10)[0]] == [notice.id]
    pick = house.do("walter", services.make_pick, notice.id, notice.version)
    assert [r.id for r in house.do("walter", queries.open_picks, 10)[0]] == [pick.id]
    house.do("walter", services.confirm_as_asked, pick.id, pick.version)
    assert [r.id for r in house.do("walter", queries.notices_to_ship, 10)[0]] == [notice.id]
    house.do("walter", services.ship, notice.id)
    assert house.do("boss", queries.on_time).text == "100%"


def test_who_may_do_what_and_who_sees_it(house: House) -> None:
    item, place = make_item(house, "PT"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    order = an_approved_order(house, line(item, 3))
    with pytest.raises(NotAllowed):
        house.do("sally", services.notify_from_orders, [order])
    notice = house.do("mercy", services.notify_from_orders, [order])
    for act in (services.make_pick, services.ship):
        with pytest.raises(NotAllowed):
            house.do("mercy", act, notice.id, None)
    assert house.sql("simon", "select count(*) from tw.delivery_notice") == [(0,)]
    with pytest.raises(NotFound):
        house.do("simon", queries.load_notice, notice.id)
    assert house.sql("maria", "select count(*) from tw.delivery_notice") == [(1,)]


def test_open_lines_are_found_for_the_notices_customer_only(house: House) -> None:
    item = make_item(house, "PT-7")
    customer = a_customer(house)
    an_approved_order(house, line(item, 3), customer=customer)
    an_approved_order(house, line(item, 3), customer=a_customer(house, name="另一家"))
    found = house.do("walter", queries.find_open_lines, "pt-7", customer)
    assert [(r.second, r.extra["open"]) for r in found] == [("3 台", 3)]
    assert len(house.do("walter", queries.find_open_lines, "", None)) == 2


def test_papers_say_where_to_go_and_what_left(house: House) -> None:
    from tests.unit.test_reports_papers import pages

    item, place = make_item(house, "LDG", serial=True), make_place(house)
    receive(house, item, place.bins["A-01"], 2, serials=("S1", "S2"))
    order = an_approved_order(house, line(item, 2), customer_po="PO-77")
    notice = house.do("walter", services.notify_from_orders, [order])
    pick = house.do("walter", services.make_pick, notice.id, notice.version)
    shown = "".join(pages(house.do("walter", papers.render_pick, pick.id, "zh", 1)))
    assert pick.number in shown and "A-01" in shown and "S1S2" in shown and "A通道" in shown
    house.do("walter", services.confirm_pick, pick.id, pick.version)
    house.do("walter", services.ship, notice.id)
    note = "".join(pages(house.do("sally", papers.render_note, notice.id, "both", 2)))
    assert notice.number in note and "S1S2" in note and "PO-77" in note and "天津海河热电有限公司" in note
    assert house.do("sally", queries.find_notice, notice.number) == notice.id
    with pytest.raises(NotFound):
        house.do("simon", papers.render_note, notice.id, "zh", 1)
