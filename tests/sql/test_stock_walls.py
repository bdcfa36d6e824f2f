"""What psql gives who tries to go around the stock room."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from app.errors import NotAllowed, RuleError, UserError
from app.modules.stock import services
from app.modules.stock.drafts import StockDocumentDraft, StockLineDraft
from tests.helpers.house import House
from tests.helpers.stocked import make_item, make_place, receive

POST = "select tw.post_stock(:kind, tw.today(), cast(:lines as jsonb))"


def one_line(item: int, bin_id: int, amount: int = 1, **other: object) -> str:
    return json.dumps([{"item_id": item, "quantity": amount, "bin_id": bin_id, **other}])


@pytest.mark.parametrize("table", ["stock_move", "stock_move_cost", "stock_balance", "stock_value", "reservation"])
@pytest.mark.parametrize(
    "verb",
    ["update tw.{t} set {c} = {c}", "delete from tw.{t}", "insert into tw.{t} default values", "truncate tw.{t}"],
)
def test_the_ledger_and_its_sums_have_no_write_grant(house: House, table: str, verb: str) -> None:
    item, place = make_item(house, "A"), make_place(house)
    receive(house, item, place.bins["A-01"], 1)
    for login in ("walter", "adam"):
        with pytest.raises(NotAllowed):
            house.sql(login, verb.format(t=table, c="item_id" if table != "stock_move_cost" else "value"))


def test_a_posted_move_is_not_changed_by_the_superuser_either(house: House) -> None:
    item, place = make_item(house, "A"), make_place(house)
    receive(house, item, place.bins["A-01"], 1)
    for verb in (
        "update tw.stock_move set quantity = 9",
        "delete from tw.stock_move_cost",
        "truncate tw.stock_move cascade",
    ):
        savepoint = house.connection.begin_nested()
        with pytest.raises(Exception, match="posted_is_posted"):
            house.admin(verb)
        savepoint.rollback()


def test_no_duty_no_posting(house: House) -> None:
    item, place = make_item(house, "A"), make_place(house)
    for login in ("sally", "paula", "peter", "fiona", "adam"):
        with pytest.raises(NotAllowed):
            house.sql(login, POST, kind="other_in", lines=one_line(item, place.bins["A-01"]))
    for kind in ("reversal", "gift", ""):
        with pytest.raises(RuleError, match="unknown_stock_kind"):
            house.sql("walter", POST, kind=kind, lines=one_line(item, place.bins["A-01"]))


def test_stock_never_falls_below_zero_and_quantities_are_above_it(house: House) -> None:
    item, place = make_item(house, "A"), make_place(house)
    receive(house, item, place.bins["A-01"], 2)
    with pytest.raises(RuleError, match="not_enough_stock_in_bin"):
        house.sql("walter", POST, kind="other_out", lines=one_line(item, place.bins["A-01"], 3))
    split = json.dumps([{"item_id": item, "quantity": 2, "bin_id": place.bins["A-01"]}] * 2)
    with pytest.raises(RuleError, match="not_enough_stock_in_bin"):
        house.sql("walter", POST, kind="other_out", lines=split)
    for amount in (0, -1):
        with pytest.raises(UserError):
            house.sql("walter", POST, kind="other_in", lines=one_line(item, place.bins["A-01"], amount))
    with pytest.raises(RuleError, match="lines_needed"):
        house.sql("walter", POST, kind="other_in", lines="[]")


def test_a_serial_is_not_doubled_by_lines_or_bins(house: House) -> None:
    item, place = make_item(house, "A", serial=True), make_place(house)
    twice = json.dumps(
        [{"item_id": item, "quantity": 1, "bin_id": place.bins[b], "serials": ["S1"]} for b in ("A-01", "B-01")]
    )
    with pytest.raises(RuleError, match="serial_given_twice"):
        house.sql("walter", POST, kind="other_in", lines=twice)


def test_a_document_cannot_be_posted_by_its_state(house: House) -> None:
    item, place = make_item(house, "A"), make_place(house)
    line = StockLineDraft(item, Decimal(1), place.bins["A-01"])
    saved = house.do("walter", services.save_document, StockDocumentDraft("other_in", lines=(line,)))
    for change in (
        "state = 'posted', posting_no = 7",
        "state = 'posted'",
        "posting_no = 1",
        "kind = 'sales_issue'",
        "series = 'out'",
    ):
        with pytest.raises(UserError):
            house.sql("walter", f"update tw.stock_document set {change} where id = :i", i=saved.id)
    with pytest.raises(UserError):
        house.sql("walter", "select tw.move('stock_document', :i, null, 'post', '')", i=saved.id)
    with pytest.raises(RuleError, match="stock_kind_has_its_own_source"):
        house.sql("walter", "insert into tw.stock_document (kind, day) values ('purchase_receipt', current_date)")
    with pytest.raises(UserError):
        house.sql(
            "walter", "insert into tw.stock_document (kind, day, state) values ('other_in', current_date, 'posted')"
        )
    for inner in ("finish_posting", "write_moves", "apply_moves", "check_stock_lines"):
        with pytest.raises(NotAllowed):
            house.sql("walter", f"select tw.{inner}(:i)", i=saved.id)


def test_lines_of_a_posted_document_are_frozen(house: House) -> None:
    item, place = make_item(house, "A"), make_place(house)
    posted = receive(house, item, place.bins["A-01"], 1)
    for verb in (
        "update tw.stock_document_line set quantity = 5",
        f"select tw.remove_lines('stock_document_line', 'document_id', {posted.id}, array(select id from tw.stock_document_line))",
        f"insert into tw.stock_document_line (document_id, line_no, item_id, quantity, bin_id)"
        f" values ({posted.id}, 9, {item}, 1, {place.bins['A-01']})",
        f"update tw.stock_document set memo = 'x' where id = {posted.id}",
    ):
        with pytest.raises(RuleError, match="document_frozen"):
            house.sql("walter", verb)
    with pytest.raises(UserError):
        house.sql("walter", f"select tw.delete_draft('stock_document', {posted.id}, null)")


def test_reversal_needs_right_and_reason(house: House) -> None:
    item, place = make_item(house, "A"), make_place(house)
    posted = receive(house, item, place.bins["A-01"], 1, kind="production_receipt", login="prodan")
    with pytest.raises(NotAllowed):
        house.sql("prodan", "select tw.reverse_stock(:i, null, 'x')", i=posted.id)
    with pytest.raises(RuleError, match="reason_needed"):
        house.sql("walter", "select tw.reverse_stock(:i, null, '')", i=posted.id)


def test_sellers_see_what_lies_but_no_document(house: House) -> None:
    item, place = make_item(house, "A"), make_place(house)
    receive(house, item, place.bins["A-01"], 1)
    assert house.sql("sally", "select quantity from tw.stock_at_hand") == [(1,)]
    for table in ("stock_document", "stock_document_line", "stock_move", "stock_value", "stock_move_cost"):
        assert house.sql("sally", f"select count(*) from tw.{table}") == [(0,)]
    assert house.sql("nobody_special", "select count(*) from tw.stock_balance") == [(0,)]
