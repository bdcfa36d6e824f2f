"""What psql gives who tries to go around shipping and products."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.errors import NotAllowed, RuleError, UserError
from app.modules.shipping import services
from app.uow import Saved
from tests.helpers.house import House
from tests.helpers.orders import a_line, an_approved_order
from tests.helpers.stocked import make_item, make_place, receive


@pytest.fixture
def noticed(house: House) -> tuple[Saved, int, int]:
    """A notice of two pieces of five that lie in one bin: notice, item, bin."""
    item, place = make_item(house, "PT"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    order = an_approved_order(house, a_line(item, 2, 100))
    return house.do("walter", services.notify_from_orders, [order]), item, place.bins["A-01"]


def post(item: int, bin_id: int, amount: int, line: Any) -> str:
    return json.dumps([{"item_id": item, "quantity": amount, "bin_id": bin_id, "source_line_id": line}])


POST = "select tw.post_stock('sales_issue', tw.today(), cast(:l as jsonb), :k, cast(:s as bigint))"


def test_no_sales_issue_without_a_picked_notice(house: House, noticed: tuple[Saved, int, int]) -> None:
    notice, item, bin_id = noticed
    line = house.admin("select id from tw.delivery_notice_line")[0][0]
    with pytest.raises(RuleError, match="issue_needs_notice"):
        house.sql("walter", POST, l=post(item, bin_id, 1, None), k="", s=None)
    with pytest.raises(RuleError, match="transition_refused"):
        house.sql("walter", POST, l=post(item, bin_id, 1, line), k="delivery_notice", s=notice.id)


def test_never_more_than_picked_and_only_lines_of_the_notice(house: House, noticed: tuple[Saved, int, int]) -> None:
    notice, item, bin_id = noticed
    line = house.admin("select id from tw.delivery_notice_line")[0][0]
    pick = house.do("walter", services.make_pick, notice.id, None)
    house.do("walter", services.confirm_pick, pick.id, None)
    for amount, source in ((3, line), (1, None), (1, line + 1)):
        with pytest.raises(RuleError, match="shipped_more_than_picked"):
            house.sql("walter", POST, l=post(item, bin_id, amount, source), k="delivery_notice", s=notice.id)
    house.sql("walter", POST, l=post(item, bin_id, 2, line), k="delivery_notice", s=notice.id)
    with pytest.raises(RuleError, match="transition_refused"):
        house.sql("walter", POST, l=post(item, bin_id, 1, line), k="delivery_notice", s=notice.id)


def test_a_notice_does_not_move_by_its_state(house: House, noticed: tuple[Saved, int, int]) -> None:
    notice, _item, _bin = noticed
    for state in ("picking", "picked", "shipped"):
        with pytest.raises(UserError):
            house.sql("walter", "update tw.delivery_notice set state = :s where id = :i", s=state, i=notice.id)
        with pytest.raises(UserError):
            house.sql("walter", "select tw.move('delivery_notice', :i, null, :s, 'x')", s=state, i=notice.id)
    with pytest.raises(NotAllowed):
        house.sql("walter", "select tw.move('delivery_notice', :i, null, 'pick', 'x')", i=notice.id)
    pick = house.do("walter", services.make_pick, notice.id, None)
    for move, kind, record in (
        ("picked", "delivery_notice", notice.id), ("put_back", "delivery_notice", notice.id),
        ("confirm", "pick_list", pick.id), ("cancel", "pick_list", pick.id),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="shipped_by_its_own_way"):
            house.sql("walter", "select tw.move(:k, :i, null, :m, 'x')", k=kind, i=record, m=move)
    house.do("walter", services.confirm_pick, pick.id, None)
    with pytest.raises(NotAllowed, match="shipped_by_its_own_way"):
        house.sql("walter", "select tw.move('delivery_notice', :i, null, 'ship', 'x')", i=notice.id)


def test_what_the_database_writes_is_written_by_nobody_else(house: House, noticed: tuple[Saved, int, int]) -> None:
    notice, _item, _bin = noticed
    for verb in (
        "update tw.delivery_notice set shipped_on = current_date, issue_id = 1",
        "update tw.delivery_notice set signed_on = current_date",
        "update tw.delivery_notice_line set picked = 1",
        "update tw.delivery_notice_line set quantity = 1",
        "insert into tw.pick_list (notice_id) values (1)",
        "update tw.pick_line set picked = 1",
        "insert into tw.shipment (notice_id) values (1)",
        "delete from tw.shipment",
    ):
        with pytest.raises(UserError):
            house.sql("walter", verb)
    assert notice.id


def test_a_shipment_is_not_changed_by_the_superuser_either(house: House, noticed: tuple[Saved, int, int]) -> None:
    notice, _item, _bin = noticed
    pick = house.do("walter", services.make_pick, notice.id, None)
    house.do("walter", services.confirm_pick, pick.id, None)
    house.do("walter", services.ship, notice.id)
    for verb in ("update tw.shipment set quantity = 1", "delete from tw.shipment"):
        savepoint = house.connection.begin_nested()
        with pytest.raises(Exception, match="posted_is_posted"):
            house.admin(verb)
        savepoint.rollback()


def test_a_stranger_neither_sees_nor_picks_nor_notices(house: House, noticed: tuple[Saved, int, int]) -> None:
    notice, item, _bin = noticed
    for table in ("delivery_notice", "delivery_notice_line", "pick_list", "pick_line", "shipment", "order_line_open"):
        assert house.sql("simon", f"select count(*) from tw.{table}") == [(0,)]
    for call in ("make_pick(:i, null, '[]')", "confirm_pick(:i, null, '[]')", "cancel_pick(:i, null, 'x')"):
        with pytest.raises(UserError):
            house.sql("simon", f"select tw.{call}", i=notice.id)
    assert item
