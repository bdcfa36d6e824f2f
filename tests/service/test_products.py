"""Product files: made by shipments, kept by the service desk, seen with the end user."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.errors import ManyErrors, NotAllowed, NotFound, RuleError, UserError
from app.modules.products import queries, services, warnings
from app.modules.products.drafts import PartDraft, ProductDraft
from app.modules.products.rules import add_months, warranty_end
from app.modules.shipping import services as shipping
from app.modules.stock import services as stock
from tests.helpers.house import House
from tests.helpers.orders import a_customer, a_line, an_approved_order
from tests.helpers.stocked import make_item, make_place, receive


def sell(house: House, item: int, serials: tuple[str, ...], **order: Any) -> int:
    """Receive, order and ship units; answers the notice."""
    places = house.admin("select min(id) from tw.bin")[0][0]
    bin_id = places or make_place(house).bins["A-01"]
    receive(house, item, bin_id, len(serials), serials=serials)
    made = an_approved_order(house, a_line(item, len(serials), 100), **order)
    notice = house.do("walter", shipping.notify_from_orders, [made])
    pick = house.do("walter", shipping.make_pick, notice.id, notice.version)
    house.do("walter", shipping.confirm_pick, pick.id, pick.version)
    house.do("walter", shipping.ship, notice.id)
    return notice.id


def bom(house: House, parent: int, *parts: tuple[int, str]) -> None:
    made = house.admin("insert into tw.bom (item_id, version_no) values (:p, '1') returning id", p=parent)[0][0]
    for n, (part, amount) in enumerate(parts, 1):
        house.admin(
            "insert into tw.bom_line (bom_id, line_no, component_id, quantity) values (:b, :n, :c, :q)",
            b=made, n=n, c=part, q=Decimal(amount),
        )  # fmt: skip
    house.admin("alter table tw.bom disable trigger user")
    house.admin("update tw.bom set state = 'approved' where id = :b", b=made)
    house.admin("alter table tw.bom enable trigger user")


def test_each_unit_that_leaves_has_a_file_with_warranty_and_parts(house: House) -> None:
    item, kit, board, screw = (
        make_item(house, "LDG", serial=True, warranty=18), make_item(house, "KIT", source="phantom"),
        make_item(house, "PCB"), make_item(house, "SCR", digits=2),
    )  # fmt: skip
    bom(house, item, (board, "1"), (kit, "2"))
    bom(house, kit, (screw, "4"), (board, "0.5"))
    user = a_customer(house, name="最终用户")
    sell(house, item, ("S1", "S2"), end_user=user)
    assert house.last is not None
    files = house.sql("dora", "select serial, end_user_id, warranty_until, state from tw.product_file order by serial")
    today = clock.today()
    assert [tuple(f) for f in files] == [(s, user, warranty_end(today, 18), "in_field") for s in ("S1", "S2")]
    product = house.do("dora", queries.find_products, "s1")[0]
    for text in ("ldg 最终", "zzyh", "电磁"):  # item, end user by pinyin initials, words of the name
        assert len(house.do("dora", queries.find_products, text)) == 2, text
    assert house.do("dora", queries.find_products, "s1", a_customer(house, name="别家")) == []
    form = house.do("dora", queries.load, product.id)
    assert [(p["item__code"], p["quantity"]) for p in form.lines] == [("PCB", 2), ("SCR", 8)]
    assert form.chips == (("In warranty", "done"),) and product.extra["customer"] == user
    assert house.do("dora", queries.in_field, user).text == "2"


def test_items_without_serials_make_no_file(house: House) -> None:
    item, place = make_item(house, "PT"), make_place(house)
    receive(house, item, place.bins["A-01"], 2)
    order = an_approved_order(house, a_line(item, 2, 100))
    notice = house.do("walter", shipping.notify_from_orders, [order])
    pick = house.do("walter", shipping.make_pick, notice.id, notice.version)
    house.do("walter", shipping.confirm_pick, pick.id, pick.version)
    house.do("walter", shipping.ship, notice.id)
    assert house.admin("select count(*) from tw.product_file") == [(0,)]


def test_a_unit_that_came_back_and_is_sold_again_keeps_its_file(house: House) -> None:
    item = make_item(house, "LDG", serial=True)
    notice = sell(house, item, ("S1",))
    issue = house.admin("select issue_id from tw.delivery_notice where id = :n", n=notice)[0][0]
    house.do("walter", stock.reverse, issue, None, reason="退货")
    assert house.sql("dora", "select state from tw.product_file") == [("returned",)]
    pick = house.do("walter", shipping.make_pick, notice, None)
    house.do("walter", shipping.confirm_pick, pick.id, pick.version)
    house.do("walter", shipping.ship, notice)
    assert house.sql("dora", "select count(*), min(state) from tw.product_file") == [(1, "in_field")]


def test_a_product_is_seen_with_its_end_user_and_follows_it(house: House) -> None:
    item = make_item(house, "LDG", serial=True)
    customer = a_customer(house)
    sell(house, item, ("S1",), customer=customer)
    for login, count in (
        ("sally", 1),
        ("stella", 1),
        ("simon", 0),
        ("maria", 1),
        ("dora", 1),
        ("tom", 1),
        ("nobody_special", 0),
    ):
        assert house.sql(login, "select count(*) from tw.product_file") == [(count,)], login
    department = house.admin("select id from tw.department where code = '20'")[0][0]
    house.admin(
        "update tw.customer set owner_id = :o, department_id = :d where id = :c",
        o=house.user_id("simon"),
        d=department,
        c=customer,
    )
    assert house.sql("simon", "select count(*) from tw.product_file") == [(1,)]
    assert house.sql("sally", "select count(*) from tw.product_file") == [(0,)]
    product = house.admin("select id from tw.product_file")[0][0]
    with pytest.raises(NotFound):
        house.do("sally", queries.product, product)


def test_the_service_desk_adds_what_it_learns_but_not_where_it_came_from(house: House) -> None:
    item, part = make_item(house, "LDG", serial=True), make_item(house, "PCB")
    sell(house, item, ("S1",))
    row = house.admin("select * from tw.product_file")[0]
    draft = ProductDraft(
        row.serial, row.item_id, row.customer_id, row.end_user_id, row.shipped_on, row.shipped_on + timedelta(days=5), 24,
        site_address="二号机房", lines=(PartDraft(part, Decimal(1), "P-1"),), id=row.id, version=row.version,
    )  # fmt: skip
    saved = house.do("dora", services.save, draft)
    form = house.do("tom", queries.load, saved.id)
    assert form.values["warranty_until"] == add_months(row.shipped_on, 24) and form.lines[0]["serial"] == "P-1"
    with pytest.raises(NotAllowed):
        house.do("sally", services.save, draft)
    for change in ("serial = 'X'", "issue_id = null", "order_id = null", "shipped_on = '2020-01-01'"):
        with pytest.raises(UserError):
            house.sql("dora", f"update tw.product_file set {change}")


def test_a_unit_sold_before_is_entered_by_hand_once(house: House) -> None:
    item, user = make_item(house, "LDG", serial=True), a_customer(house)
    draft = ProductDraft("OLD-1", item, None, user, date(2024, 1, 31), warranty_months=1)
    saved = house.do("dora", services.save, draft)
    form = house.do("dora", queries.load, saved.id)
    assert form.values["warranty_until"] == date(2024, 2, 29) and form.chips == (("Out of warranty", "hold"),)
    with pytest.raises(RuleError, match="already_exists"):
        house.do("dora", services.save, draft)
    with pytest.raises(ManyErrors) as wrong:
        house.do("dora", services.save, ProductDraft(
            shipped_on=date(2024, 2, 1), installed_on=date(2024, 1, 1), warranty_months=-1, lines=(PartDraft(),)))  # fmt: skip
    assert {e.field for e in wrong.value.errors} == {
        "serial", "item", "end_user", "warranty_months", "installed_on", "lines.0.item", "lines.0.quantity",
    }  # fmt: skip


def test_files_come_only_from_posted_issues(house: House) -> None:
    item = make_item(house, "LDG", serial=True)
    notice = sell(house, item, ("S1",))
    issue = house.admin("select issue_id from tw.delivery_notice where id = :n", n=notice)[0][0]
    receipt = house.admin("select id from tw.stock_document where kind = 'other_in'")[0][0]
    for login in ("dora", "sally"):
        with pytest.raises(NotAllowed):
            house.sql(login, "select tw.register_products(:i)", i=issue)
    with pytest.raises(RuleError):
        house.sql("walter", "select tw.register_products(:i)", i=receipt)
    with pytest.raises(RuleError):
        house.sql("walter", "select tw.take_back_products(:i)", i=issue)


def test_a_warranty_that_ends_soon_is_told_to_the_seller(house: House) -> None:
    item = make_item(house, "LDG", serial=True, warranty=12)
    sell(house, item, ("S1", "S2"))
    house.admin(
        "update tw.product_file set warranty_until = :d where serial = 'S1'", d=clock.today() + timedelta(days=20)
    )
    told = house.do("audrey", lambda ctx: list(warnings.warranty_ending(ctx)))
    assert [(f.recipient_id, f.params["serial"]) for f in told] == [(house.user_id("sally"), "S1")]
