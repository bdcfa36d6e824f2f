"""The stock room behind its walls: posting, balances, costs, red letters, reservations, forms, sheets, reports."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import Conflict, ManyErrors, NotAllowed, RuleError
from app.modules.stock import queries, reports, services, sheets, warnings
from app.modules.stock.drafts import (
    BinDraft,
    PostingLine,
    ReservationLine,
    StockDocumentDraft,
    StockLineDraft,
    StockPosting,
    WarehouseDraft,
)
from app.modules.stock.rules import DUTY
from app.sheets import SheetRow
from app.uow import Database
from tests.helpers.house import House
from tests.helpers.stocked import issue, make_item, make_place, receive


def balances(house: House, item: int) -> dict[tuple[str, str, str], Decimal]:
    found = house.sql(
        "walter", "select bin_code, lot, serial, quantity from tw.stock_at_hand where item_id = :i", i=item
    )
    return {(r.bin_code, r.lot, r.serial): r.quantity for r in found}


def consistent(house: House) -> None:
    assert house.sql("walter", "select * from tw.stock_differences()") == []
    off = house.admin(
        "select v.item_id from tw.stock_value v left join (select m.item_id, sum(m.quantity) as q, sum(c.value) as w"
        " from tw.stock_move m left join tw.stock_move_cost c on c.move_id = m.id group by 1) l using (item_id)"
        " where v.quantity <> coalesce(l.q, 0) or v.value <> coalesce(l.w, 0)"
    )
    assert off == []


def test_a_receipt_makes_document_moves_balance_and_a_gapless_number(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    first = receive(house, item, place.bins["A-01"], 5)
    second = receive(house, item, place.bins["A-01"], 3)
    assert first.number.startswith("IN-") and first.state == "posted"
    numbers = house.sql("walter", "select posting_no from tw.stock_document order by id")
    assert [n for (n,) in numbers] == [1, 2]
    assert balances(house, item) == {("A-01", "", ""): Decimal(8)}
    assert house.do("sally", queries.free_stock, [item])[item].free == 8
    issue(house, item, place.bins["A-01"], 8)
    assert balances(house, item) == {}
    assert second.id != first.id
    consistent(house)


def test_a_refused_posting_leaves_no_gap(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    receive(house, item, place.bins["A-01"], 1)
    with pytest.raises(RuleError, match="not_enough_stock_in_bin"):
        issue(house, item, place.bins["A-01"], 2)
    receive(house, item, place.bins["A-01"], 1)
    assert house.sql("walter", "select max(posting_no) from tw.stock_document") == [(2,)]
    consistent(house)


def test_what_cannot_be_taken_is_named_with_item_and_bin(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    with pytest.raises(RuleError) as short:
        issue(house, item, place.bins["A-02"], 1)
    assert short.value.params == {
        "item": "LDG-1 电磁流量计", "bin": "A-02", "serial": "", "wanted": 1, "free": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("serials_do_not_match", {"quantity": 2, "serials": ("S1",)}),
        ("serial_given_twice", {"quantity": 2, "serials": ("S1", "S1")}),
        ("quantity_too_fine", {"quantity": "1.5", "serials": ("S1",)}),
        ("to_bin_not_wanted", {"quantity": 1, "serials": ("S1",), "to_bin": "A-02"}),
        ("item_has_no_lots", {"quantity": 1, "serials": ("S1",), "lot": "L"}),
    ],
)
def test_lines_are_checked_by_the_database(house: House, key: str, line: dict[str, Any]) -> None:
    item, place = make_item(house, "LDG-1", serial=True), make_place(house)
    wanted = PostingLine(
        item, Decimal(line["quantity"]), place.bins["A-01"], place.bins[line["to_bin"]] if "to_bin" in line else None,
        line.get("lot", ""), line["serials"],
    )  # fmt: skip
    with pytest.raises(RuleError, match=key), house.as_("walter") as ctx:
        services.post(ctx, StockPosting("other_in", ctx.today, (wanted,)))


def test_items_with_lots_need_one_and_services_are_not_stocked(house: House) -> None:
    lots, service, place = make_item(house, "L", lot=True), make_item(house, "S", source="service"), make_place(house)
    with pytest.raises(RuleError, match="lot_needed"):
        receive(house, lots, place.bins["A-01"], 1)
    with pytest.raises(RuleError, match="item_is_not_stocked"):
        receive(house, service, place.bins["A-01"], 1)
    receive(house, lots, place.bins["A-01"], 1, lot="B1")
    with pytest.raises(RuleError, match="not_enough_stock_in_bin"):
        issue(house, lots, place.bins["A-01"], 1, lot="B2")


def test_a_posting_in_the_future_is_refused(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    with pytest.raises(RuleError, match="day_in_future"), house.as_("walter") as ctx:
        line = PostingLine(item, Decimal(1), place.bins["A-01"])
        services.post(ctx, StockPosting("other_in", ctx.today + timedelta(days=1), (line,)))


def test_a_serial_is_at_one_place_only_and_moves_with_a_transfer(house: House) -> None:
    item, place = make_item(house, "LDG-1", serial=True), make_place(house)
    receive(house, item, place.bins["A-01"], 2, serials=("S1", "S2"))
    with pytest.raises(RuleError, match="serial_already_in_stock"):
        receive(house, item, place.bins["B-01"], 1, serials=("S1",))
    line = PostingLine(item, Decimal(1), place.bins["A-01"], place.bins["B-01"], serials=("S1",))
    with house.as_("walter") as ctx:
        moved = services.post(ctx, StockPosting("transfer", ctx.today, (line,)))
    assert moved.number.startswith("TR-")
    assert set(balances(house, item)) == {("B-01", "", "S1"), ("A-01", "", "S2")}
    with pytest.raises(RuleError, match="serial_not_there"):
        issue(house, item, place.bins["A-01"], 1, serials=("S1",))
    consistent(house)


def test_costs_move_on_average_and_no_cent_is_lost(house: House) -> None:
    item, place = make_item(house, "LDG-1", cost="9"), make_place(house)
    receive(house, item, place.bins["A-01"], 1, cost="10")
    receive(house, item, place.bins["A-01"], 2, cost="10.005")
    assert house.admin("select value from tw.stock_value where item_id = :i", i=item) == [(Decimal("30.01"),)]
    for _ in range(3):
        issue(house, item, place.bins["A-01"], 1)
    assert house.admin("select quantity, value from tw.stock_value where item_id = :i", i=item) == [(0, 0)]
    receive(house, item, place.bins["A-01"], 2)
    assert house.admin("select value from tw.stock_value where item_id = :i", i=item) == [(Decimal("18.00"),)]
    consistent(house)


def test_costs_are_for_who_may_see_them(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    receive(house, item, place.bins["A-01"], 1, cost="10")
    assert house.sql("walter", "select cost, value from tw.stock_at_hand") == [(None, None)]
    assert house.sql("fiona", "select cost, value from tw.stock_at_hand") == [(10, 10)]
    assert house.sql("walter", "select count(*) from tw.stock_move_cost") == [(0,)]


def test_a_red_letter_mirrors_moves_and_value_once(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    receive(house, item, place.bins["A-01"], 10, cost="10")
    dear = receive(house, item, place.bins["A-01"], 10, cost="20")
    mirror = house.do("walter", services.reverse, dear.id, None, reason="价格录错")
    assert mirror.number.startswith("IN-")
    assert balances(house, item) == {("A-01", "", ""): Decimal(10)}
    assert house.admin("select value from tw.stock_value") == [(Decimal("100.00"),)]
    assert house.sql("walter", "select state from tw.stock_document where id = :i", i=dear.id) == [("reversed",)]
    with pytest.raises(RuleError, match="transition_refused"):
        house.do("walter", services.reverse, dear.id, None, reason="再来一次")
    with pytest.raises(RuleError, match="unknown_stock_kind"):
        house.do("walter", services.reverse, mirror.id, None, reason="红字的红字")
    consistent(house)


def test_a_red_letter_never_leaves_value_without_stock(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    cheap = receive(house, item, place.bins["A-01"], 10, cost="10")
    receive(house, item, place.bins["A-01"], 10, cost="20")
    issue(house, item, place.bins["A-01"], 10)
    house.do("walter", services.reverse, cheap.id, None, reason="退回")
    assert house.admin("select quantity, value from tw.stock_value") == [(0, 0)]
    consistent(house)


def test_a_receipt_that_was_used_cannot_be_reversed(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    got = receive(house, item, place.bins["A-01"], 5)
    issue(house, item, place.bins["A-01"], 1)
    with pytest.raises(RuleError, match="not_enough_stock_in_bin"):
        house.do("walter", services.reverse, got.id, None, reason="退货")
    with pytest.raises(RuleError, match="reason_needed"):
        house.do("walter", services.reverse, got.id, None, reason=" ")


def test_reserved_stock_is_left_to_its_document(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    house.do("peter", services.reserve, "sample", 7, [ReservationLine(item, Decimal(4))])
    with pytest.raises(RuleError, match="not_enough_stock"):
        house.do("peter", services.reserve, "sample", 8, [ReservationLine(item, Decimal(2))])
    with pytest.raises(RuleError, match="stock_kept_for_others"):
        issue(house, item, place.bins["A-01"], 2)
    issue(house, item, place.bins["A-01"], 3, source_kind="sample", source_id=7)
    free = house.do("sally", queries.free_stock, [item])[item]
    assert (int(free.on_hand), int(free.reserved), int(free.free)) == (2, 1, 1)
    assert house.do("peter", services.unreserve, "sample", 7) == 1
    issue(house, item, place.bins["A-01"], 2)
    consistent(house)


def test_a_bin_kept_for_one_gives_nothing_to_another(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    receive(house, item, place.bins["A-01"], 2)
    receive(house, item, place.bins["B-01"], 2)
    kept = ReservationLine(item, Decimal(2), place.bins["A-01"])
    house.do("walter", services.reserve, "delivery_notice", 1, [kept])
    with pytest.raises(RuleError, match="not_enough_stock_in_bin"):
        issue(house, item, place.bins["A-01"], 1)
    issue(house, item, place.bins["B-01"], 2)
    with pytest.raises(RuleError, match="not_enough_stock"):
        house.do("walter", services.reserve, "delivery_notice", 2, [kept])


def draft_of(item: int, place: Any, **other: Any) -> StockDocumentDraft:
    line = StockLineDraft(item, Decimal(3), place.bins["A-01"], serials="S08~S10")
    return StockDocumentDraft("other_in", party="盘盈", lines=(line,), **other)


def test_a_draft_is_saved_changed_and_posted_as_one_document(house: House) -> None:
    item, place = make_item(house, "LDG-1", serial=True), make_place(house)
    saved = house.do("walter", services.save_document, draft_of(item, place))
    form = house.do("walter", queries.load_document, saved.id)
    assert form.editable and form.lines[0]["serials"] == "S08 S09 S10" and form.number == saved.number
    assert [r.number for r in house.do("walter", queries.open_drafts, 10)[0]] == [saved.number]
    changed = house.do("walter", services.save_document, StockDocumentDraft(
        "other_in", party="盘盈入库", lines=(StockLineDraft(item, Decimal(1), place.bins["A-01"], serials="S1"),),
        id=saved.id, version=saved.version))  # fmt: skip
    with pytest.raises(Conflict):
        house.do("walter", services.post_document, saved.id, saved.version)
    posted = house.do("walter", services.post_document, saved.id, changed.version)
    assert (posted.id, posted.number, posted.state) == (saved.id, saved.number, "posted")
    assert balances(house, item) == {("A-01", "", "S1"): Decimal(1)}
    with pytest.raises(RuleError, match="transition_refused"):
        house.do("walter", services.post_document, saved.id, None)
    with pytest.raises(RuleError, match=r"document_frozen|stock_is_posted_its_own_way"):
        house.do("walter", services.save_document, draft_of(item, place, id=saved.id, version=posted.version))
    assert not house.do("walter", queries.load_document, saved.id).editable


def test_a_draft_names_every_wrong_field(house: House) -> None:
    place = make_place(house)
    lines = (StockLineDraft(None, Decimal(0), place.bins["A-01"]), StockLineDraft(1, Decimal(1), None, serials="S9~S1"))
    with pytest.raises(ManyErrors) as wrong:
        house.do("walter", services.save_document, StockDocumentDraft("sales_issue", lines=lines))
    assert {e.field for e in wrong.value.errors} == {
        "kind", "lines.0.item", "lines.0.quantity", "lines.1.bin", "lines.1.serials",
    }  # fmt: skip


def test_only_the_duty_of_a_kind_posts_it(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    for login in ("sally", "paula", "fiona", "boss", "audrey"):
        with pytest.raises(NotAllowed):
            receive(house, item, place.bins["A-01"], 1, login=login)
    receive(house, item, place.bins["A-01"], 1, kind="production_receipt", login="prodan")
    with pytest.raises(NotAllowed):
        receive(house, item, place.bins["A-01"], 1, kind="purchase_receipt", login="prodan")


def test_both_tables_of_duties_agree(house: House) -> None:
    for kind, duty in DUTY.items():
        assert house.admin("select tw.stock_duty(:k)", k=kind) == [(duty,)]


def test_a_warehouse_is_kept_with_its_bins_in_natural_walk(house: House) -> None:
    bins = tuple(BinDraft(c) for c in ("A-10-1", "A-2-1", "F-01-H2", "B-1"))
    saved = house.do("walter", services.save_warehouse, WarehouseDraft("02", "成品库", lines=bins))
    form = house.do("walter", queries.load_warehouse, saved.id)
    assert [line["code"] for line in form.lines] == ["A-2-1", "A-10-1", "B-1", "F-01-H2"]
    assert [line["aisle"] for line in form.lines] == ["A", "A", "B", "F"]
    with pytest.raises(NotAllowed):
        house.do("sally", services.save_warehouse, WarehouseDraft("03", "x"))


def test_bins_are_found_by_code_and_where_the_item_lies_comes_first(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    receive(house, item, place.bins["B-01"], 4)
    assert [r.code for r in house.do("walter", queries.find_bins, "a-0")] == ["A-01", "A-02"]
    nearest = house.do("walter", queries.find_bins, "", item)
    assert (nearest[0].code, nearest[0].second) == ("B-01", "4")


def row(number: int, **values: Any) -> SheetRow:
    return SheetRow(number, values)


def test_opening_stock_comes_in_by_sheet_whole_or_not_at_all(house: House) -> None:
    item, place = make_item(house, "LDG-1", serial=True), make_place(house)
    plain = make_item(house, "PT-2")
    good = [
        row(2, item="LDG-1", bin="A-01", quantity=Decimal(3), serials="S1~S3", cost=Decimal("7.5")),
        row(3, item="PT-2", bin="01/B-01", quantity=Decimal(9)),
    ]
    bad = [
        *good,
        row(4, item="NONE", bin="Z", quantity=Decimal(-1)),
        row(5, item="PT-2", bin="A-01", quantity=Decimal(1), serials="X~"),
    ]
    with pytest.raises(ManyErrors) as wrong:
        house.do("walter", sheets.write_opening, bad)
    assert {e.field for e in wrong.value.errors} == {"4.item", "4.bin", "4.quantity", "5.serials"}
    assert house.do("walter", sheets.write_opening, good) == 2
    assert len(balances(house, item)) == 3 and balances(house, plain) == {("B-01", "", ""): Decimal(9)}
    assert house.admin("select value from tw.stock_value where item_id = :i", i=item) == [(Decimal("22.50"),)]
    assert place.warehouse


def test_bins_come_in_by_sheet_and_known_ones_are_changed(house: House) -> None:
    place = make_place(house)
    rows = [row(2, warehouse="01", code="A-01", aisle="主通道"), row(3, warehouse="01", code="C-01", kind="高位")]
    assert house.do("walter", sheets.write_bin_rows, rows) == 2
    found = house.sql(
        "walter", "select code, aisle, kind from tw.bin where warehouse_id = :w order by walk_no", w=place.warehouse
    )
    assert ("A-01", "主通道", "normal") in found and ("C-01", "C", "high") in found and len(found) == 4
    with pytest.raises(ManyErrors):
        house.do("walter", sheets.write_bin_rows, [row(2, warehouse="99", code="A"), row(3, warehouse="01", code="")])


def test_opening_plus_in_minus_out_is_closing(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    other = make_item(house, "PT-2", digits=2)
    receive(house, item, place.bins["A-01"], 10, cost="3.33")
    undone = receive(house, item, place.bins["A-01"], 5, cost="4")
    issue(house, item, place.bins["A-01"], 4)
    house.do("walter", services.reverse, undone.id, None, reason="错")
    receive(house, other, place.bins["B-01"], "2.25")
    with house.as_("walter") as ctx:
        line = PostingLine(item, Decimal(2), place.bins["A-01"], place.bins["B-01"])
        services.post(ctx, StockPosting("transfer", ctx.today, (line,)))
        today = ctx.today
    # what lies before the period: the same ledger, dated back as its owner only could
    house.admin("alter table tw.stock_move disable trigger refuse_change")
    house.admin("update tw.stock_move set day = day - 40 where id = (select min(id) from tw.stock_move)")
    house.admin("alter table tw.stock_move enable always trigger refuse_change")
    asked: Any = {"date_from": today - timedelta(days=30), "date_to": today}
    with house.as_("fiona") as ctx:
        found = {r[0]: r for r in reports.summary(ctx, **asked)}
    for r in found.values():
        assert (r[4] or 0) + (r[6] or 0) - (r[8] or 0) == r[10]
        assert (r[5] or 0) + (r[7] or 0) - (r[9] or 0) == r[11]
    assert found["LDG-1"][4:11:2] == (10, 2, 6, 6)
    with house.as_("fiona") as ctx:
        here = {r[0]: r for r in reports.summary(ctx, **asked, warehouse=place.warehouse)}
        card = list(reports.card(ctx, item=item, **asked))
    assert here["LDG-1"][10] == 6 and here["LDG-1"][11] is None
    assert card[0][9] == 10 and card[-1][9] == 6
    total = house.sql("walter", "select sum(quantity) from tw.stock_at_hand where item_id = :i", i=item)
    assert total == [(6,)]


def test_low_stock_is_told_to_the_planner(house: House) -> None:
    item, place = make_item(house, "LDG-1", safety=5), make_place(house)
    receive(house, item, place.bins["A-01"], 2)
    assert house.do("peter", queries.below_safety).text == "1"
    told = house.do("peter", lambda ctx: list(warnings.low_stock(ctx)))
    assert {f.recipient_id for f in told} == {house.user_id("peter"), house.user_id("walter")}
    house.admin("update tw.item set planner_id = :p where id = :i", p=house.user_id("peter"), i=item)
    assert [f.recipient_id for f in house.do("peter", lambda ctx: list(warnings.low_stock(ctx)))] == [
        house.user_id("peter")
    ]
    receive(house, item, place.bins["A-01"], 3)
    assert house.do("peter", lambda ctx: list(warnings.low_stock(ctx))) == []


def test_balances_are_rebuilt_from_the_ledger(house: House) -> None:
    item, place = make_item(house, "LDG-1"), make_place(house)
    receive(house, item, place.bins["A-01"], 5)
    house.admin("update tw.stock_balance set quantity = 4")
    assert len(house.sql("walter", "select * from tw.stock_differences()")) == 1
    assert house.sql("walter", "select tw.rebuild_balance()") == [(1,)]
    consistent(house)
    assert balances(house, item) == {("A-01", "", ""): Decimal(5)}


def test_two_who_want_the_last_piece_get_it_once(
    sign_in: Callable[..., Database], admin_url: Any, own_database: str
) -> None:
    engine = sa.create_engine(admin_url.set(database=own_database))
    with engine.begin() as connection:
        arranged = House(connection)
        item, place = make_item(arranged, "LDG-1"), make_place(arranged)
    walter = sign_in("walter")
    line = PostingLine(item, Decimal(10), place.bins["A-01"])
    walter.write(services.post, StockPosting("other_in", _today(), (line,)))

    def take(_n: int) -> bool:
        wanted = PostingLine(item, Decimal(1), place.bins["A-01"])
        try:
            walter.write(services.post, StockPosting("other_out", _today(), (wanted,)))
        except RuleError:
            return False
        return True

    with ThreadPoolExecutor(4) as crowd:
        taken = list(crowd.map(take, range(16)))
    assert sum(taken) == 10
    with engine.connect() as connection:
        numbers = connection.execute(
            sa.text("select array_agg(posting_no order by posting_no) from tw.stock_document where series = 'out'")
        ).scalar()
        left = connection.execute(sa.text("select count(*) from tw.stock_balance")).scalar()
    engine.dispose()
    assert numbers == list(range(1, 11)) and left == 0


def _today() -> Any:
    from app import clock

    return clock.today()
