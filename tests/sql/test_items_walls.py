"""What psql gives and refuses a person about suppliers, items and bills of materials."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.errors import NotAllowed, NotFound, RuleError, UserError
from app.modules.items import services
from app.modules.items.drafts import SourceDraft
from tests.helpers.goods import a_bom, a_supplier, an_item
from tests.helpers.house import House

HIDDEN = ("item_price", "item_cost", "item_source_price")


@pytest.fixture
def goods(house: House) -> dict[str, int]:
    """An item with price, cost, a priced source and an approved bill of materials."""
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    house.sql("maria", "insert into tw.item_price (item_id, price_with_tax) values (:i, 100)", i=top)
    house.sql("fiona", "insert into tw.item_cost (item_id, cost) values (:i, 60)", i=top)
    source = house.do("paula", services.save_source, SourceDraft(part, a_supplier(house), price=Decimal(9)))
    bom = a_bom(house, top, (part, Decimal(1)))
    return {"top": top, "part": part, "source": source.id, "bom": bom.id}


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("walter", (0, 0, 0)), ("prodan", (0, 0, 0)), ("tom", (0, 0, 0)), ("emil", (0, 0, 0)), ("peter", (0, 0, 0)),
        ("sally", (1, 0, 0)), ("mercy", (1, 0, 0)), ("maria", (1, 0, 0)), ("paula", (0, 1, 1)), ("fiona", (1, 1, 1)),
        ("boss", (1, 1, 1)), ("audrey", (1, 1, 1)), ("adam", (0, 0, 0)),
    ],
)  # fmt: skip
def test_who_sees_prices_costs_and_purchase_prices(
    house: House, goods: dict[str, int], login: str, seen: tuple[int, ...]
) -> None:
    counts = ", ".join(f"(select count(*) from tw.{table})" for table in HIDDEN)
    assert house.sql(login, f"select {counts}") == [seen]
    assert house.sql(login, "select count(*) from tw.item") == [(2,)]
    shown = house.sql(login, "select count(price_with_tax), count(cost) from tw.item_list")
    assert shown == [seen[:2]]
    assert house.sql(login, "select count(price) from tw.item_source_list") == [(seen[2],)]


def test_nobody_special_sees_nothing_of_it(house: House, goods: dict[str, int]) -> None:
    for table in ("item", "unit", "item_group", "bom", "bom_line", "item_source", "supplier", *HIDDEN):
        assert house.sql("nobody_special", f"select count(*) from tw.{table}") == [(0,)], table
    assert house.sql("nobody_special", "select tw.search('item', 'TOP', 5)") == []


def test_history_of_a_hidden_price_is_hidden_too(house: House, goods: dict[str, int]) -> None:
    for table, record in (("item_price", 1), ("item_cost", 1)):
        record = house.admin(f"select id from tw.{table}")[0][0]
        with pytest.raises(NotFound):
            house.sql("walter", "select * from tw.history(:t, :r)", t=table, r=record)
    tables = {r[0] for r in house.sql("walter", "select table_name from tw.history('item', :i)", i=goods["top"])}
    assert tables == {"item"}
    tables = {
        r[0] for r in house.sql("paula", "select table_name from tw.history('item_source', :i)", i=goods["source"])
    }
    assert tables == {"item_source", "item_source_price"}


@pytest.mark.parametrize(
    ("login", "statement"),
    [
        ("walter", "insert into tw.item (code, name, unit_id) select 'X', 'X', id from tw.unit limit 1"),
        ("walter", "insert into tw.supplier (code, name) values ('X', 'X')"),
        ("emil", "insert into tw.supplier (code, name) values ('X', 'X')"),
        ("sally", "insert into tw.item_source (item_id, supplier_id) select i.id, 1 from tw.item i limit 1"),
        ("emil", "insert into tw.item_source_price (source_id, price) values (1, 1)"),
        ("walter", "delete from tw.item"),
        ("emil", "delete from tw.bom_line"),
        ("emil", "update tw.bom set version = 9"),
        ("emil", "update tw.item set sort_key = 'a'"),
        ("walter", "select tw.taken_codes('customer', array['C00001'])"),
        ("emil", "insert into tw.bom (item_id, version_no, state) select id, '9', 'approved' from tw.item limit 1"),
    ],
)
def test_psql_is_refused(house: House, goods: dict[str, int], login: str, statement: str) -> None:
    with pytest.raises(UserError) as refused:
        house.sql(login, statement)
    assert isinstance(refused.value, (NotAllowed, RuleError)), refused.value


def test_an_update_past_the_wall_changes_nothing(house: House, goods: dict[str, int]) -> None:
    for login, statement in (
        ("walter", "update tw.item set name = 'x'"),
        ("sally", "update tw.supplier set name = 'x'"),
        ("walter", "update tw.item_source_price set price = 1"),
        ("boss", "update tw.unit set digits = 4"),
        ("peter", "update tw.bom set valid_to = '2030-01-01'"),
    ):
        assert house.sql(login, statement) == [0], (login, statement)


def test_lines_of_an_approved_version_are_not_removed(house: House, goods: dict[str, int]) -> None:
    remove = (
        "select tw.remove_lines('bom_line', 'bom_id', :b, (select array_agg(id) from tw.bom_line where bom_id = :b))"
    )
    with pytest.raises(NotAllowed):
        house.sql("walter", remove, b=goods["bom"])
    with pytest.raises(RuleError, match="document_frozen"):
        house.sql("emil", remove, b=goods["bom"])


def test_a_bad_figure_is_refused_by_the_table_itself(house: House, goods: dict[str, int]) -> None:
    for login, statement in (
        ("emil", "update tw.item set safety_stock = -1"),
        ("emil", "update tw.item set source = 'found'"),
        ("maria", "update tw.item_price set price_with_tax = -1"),
        ("paula", "update tw.item_source set priority = 0"),
    ):
        with pytest.raises(RuleError, match="value_out_of_bounds"):
            house.sql(login, statement)
