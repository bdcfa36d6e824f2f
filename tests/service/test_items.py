"""Items, groups, units and sources behind their walls."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.drafting import make_draft
from app.errors import Conflict, ManyErrors, NotAllowed, RuleError
from app.modules.items import queries, services
from app.modules.items.drafts import GroupDraft, ItemDraft, SourceDraft, UnitDraft
from app.modules.items.queries import structure
from app.modules.office.queries import history
from tests.helpers.goods import a_bom, a_supplier, a_unit, an_item
from tests.helpers.house import House

PRICE, COST = Decimal("1280.5"), Decimal("700.25")


def a_priced_item(house: House) -> int:
    item = an_item(house, "LD-DN50", "电磁流量计", specification="DN50 PN16", drawing_no="T-100-1", mnemonic="LDJ")
    draft = draft_of(house, "fiona", item)
    house.do("fiona", services.save, replace(draft, price_with_tax=PRICE, floor_price=Decimal(1000), cost=COST))
    return item


def draft_of(house: House, login: str, item: int) -> ItemDraft:
    """What the form of a person sends back untouched."""
    form = house.do(login, queries.load, item)
    return make_draft(ItemDraft, form.values, id=form.id, version=form.version)


def test_an_item_is_found_by_code_name_part_initials_mnemonic_and_specification(house: House) -> None:
    item = an_item(house, "LD-DN50", "电磁流量计", specification="DN50 PN16", drawing_no="T-100-1", mnemonic="LDJ")
    an_item(house, "FX-1", "防爆接线盒")
    for text in ("LD-DN50", "流量", "dcll", "ldj", "pn16", "t-100", "电磁 dn50"):
        assert [r.id for r in house.do("walter", queries.find_items, text)] == [item], text
    house.do("emil", services.save, replace(draft_of(house, "emil", item), active=False))
    assert house.do("walter", queries.find_items, "流量") == []


def test_what_the_look_up_gives_an_order_line(house: House) -> None:
    a_priced_item(house)
    (offer,) = house.do("sally", queries.find_items, "LD-DN50")
    assert offer.second == "DN50 PN16"
    assert offer.extra["price_with_tax"] == PRICE and isinstance(offer.extra["price_with_tax"], Decimal)
    assert offer.extra["tax_rate"] == Decimal("0.13")
    assert (offer.extra["unit"], offer.extra["source"], offer.extra["is_serial"]) == ("台", "buy", False)


def test_an_item_without_a_code_takes_the_next(house: House) -> None:
    unit = a_unit(house)
    first = house.do("emil", services.save, ItemDraft(name="甲", unit=unit))
    second = house.do("emil", services.save, ItemDraft(name="乙", unit=unit))
    assert (first.number, second.number) == ("M00001", "M00002")


def test_every_wrong_field_of_an_item_is_named_at_once(house: House) -> None:
    an_item(house, "X-1")
    with pytest.raises(ManyErrors) as wrong:
        house.do("emil", services.save, ItemDraft(code="X-1", lead_time_days=-1, cost=Decimal(-1)))
    assert [(e.key, e.field) for e in wrong.value.errors] == [
        ("value_required", "name"), ("value_required", "unit"), ("code_taken", "code"),
        ("value_negative", "lead_time_days"), ("value_negative", "cost"),
    ]  # fmt: skip


def test_a_clerk_sees_items_but_never_a_price_or_a_cost(house: House) -> None:
    item = a_priced_item(house)
    assert house.sql("walter", "select count(*) from tw.item") == [(1,)]
    assert house.sql("walter", "select (select count(*) from tw.item_price), (select count(*) from tw.item_cost)") == [
        (0, 0)
    ]
    assert house.sql("walter", "select code, price_with_tax, floor_price, cost from tw.item_list") == [
        ("LD-DN50", None, None, None)
    ]
    (offer,) = house.do("walter", queries.find_items, "LD-DN50")
    assert (offer.extra["price_with_tax"], offer.extra["floor_price"]) == (None, None)
    form = house.do("walter", queries.load, item)
    assert (form.values["price_with_tax"], form.values["cost"], form.editable) == (None, None, False)
    assert {row.table for row in house.do("walter", history, "item", item)} == {"item"}


def test_a_seller_sees_the_price_but_not_the_cost(house: House) -> None:
    item = a_priced_item(house)
    assert house.sql("sally", "select price_with_tax, cost from tw.item_list") == [(PRICE, None)]
    assert {row.table for row in house.do("sally", history, "item", item)} == {"item", "item_price"}
    assert {row.table for row in house.do("fiona", history, "item", item)} == {"item", "item_price", "item_cost"}
    assert house.sql("paula", "select price_with_tax, cost from tw.item_list") == [(None, COST)]


def test_prices_and_costs_are_set_by_who_may_and_by_nobody_else(house: House) -> None:
    item = a_priced_item(house)
    with pytest.raises(NotAllowed):
        house.do("sally", services.save, replace(draft_of(house, "sally", item), price_with_tax=Decimal(1)))
    with pytest.raises(NotAllowed):
        house.do("emil", services.save, replace(draft_of(house, "emil", item), cost=Decimal(1)))
    for login, statement in (
        ("sally", "update tw.item_price set price_with_tax = 1"),
        ("boss", "update tw.item_cost set cost = 1"),
        ("emil", "update tw.item_price set price_with_tax = 1"),
    ):
        assert house.sql(login, statement) == [0], (login, statement)
    with pytest.raises(NotAllowed):
        house.sql("emil", "insert into tw.item_cost (item_id, cost) values (:i, 1)", i=an_item(house, "X-9"))
    house.do("maria", services.save, replace(draft_of(house, "maria", item), price_with_tax=Decimal(1300)))
    assert house.do("sally", queries.load, item).values["price_with_tax"] == Decimal(1300)


def test_the_engineer_who_sees_no_price_saves_without_touching_it(house: House) -> None:
    item = a_priced_item(house)
    house.do("emil", services.save, replace(draft_of(house, "emil", item), name="智能电磁流量计"))
    form = house.do("fiona", queries.load, item)
    assert (form.values["name"], form.values["price_with_tax"], form.values["cost"]) == ("智能电磁流量计", PRICE, COST)


def test_a_planner_changes_planning_data_alone(house: House) -> None:
    item = an_item(house, "X-1")
    planned = replace(draft_of(house, "peter", item), safety_stock=Decimal(5), planner=house.user_id("peter"))
    saved = house.do("peter", services.save, planned)
    assert house.do("emil", queries.load, item).values["safety_stock"] == Decimal(5)
    with pytest.raises(NotAllowed):
        house.do("peter", services.save, replace(planned, version=saved.version, name="改名"))
    with pytest.raises(NotAllowed):
        house.sql("peter", "update tw.item set name = '改名' where id = :i", i=item)
    assert house.sql("peter", "update tw.item set lead_time_days = 9 where id = :i", i=item) == [1]
    with pytest.raises(NotAllowed):
        house.do("peter", services.save, ItemDraft(code="X-2", name="新", unit=a_unit(house)))


def test_a_stale_edit_of_an_item_is_a_conflict(house: House) -> None:
    item = an_item(house, "X-1")
    stale = draft_of(house, "emil", item)
    house.do("peter", services.save, replace(draft_of(house, "peter", item), lead_time_days=3))
    with pytest.raises(Conflict) as conflict:
        house.do("emil", services.save, replace(stale, name="旧"))
    assert conflict.value.params["who"] == "孙悦"


def test_a_stale_price_is_a_conflict_too(house: House) -> None:
    item = a_priced_item(house)
    stale = draft_of(house, "fiona", item)
    house.do("maria", services.save, replace(draft_of(house, "maria", item), price_with_tax=Decimal(1300)))
    with pytest.raises(Conflict):
        house.do("fiona", services.save, replace(stale, price_with_tax=Decimal(1400)))


def test_the_unit_of_a_used_item_stays(house: House) -> None:
    top, part = an_item(house, "TOP", source="make"), an_item(house, "PART")
    kg = a_unit(house, "KG", "千克", 3)
    house.do("emil", services.save, replace(draft_of(house, "emil", part), unit=kg))
    a_bom(house, top, (part, Decimal(2)), approve=False)
    with pytest.raises(RuleError, match="unit_of_used_item"):
        house.do("emil", services.save, replace(draft_of(house, "emil", part), unit=a_unit(house)))


def test_a_group_stands_below_the_group_its_code_continues(house: House) -> None:
    with pytest.raises(RuleError, match="group_parent_missing"):
        house.do("emil", services.save_group, GroupDraft("01.02", "阀门"))
    root = house.do("emil", services.save_group, GroupDraft("01", "外购件"))
    house.do("emil", services.save_group, GroupDraft("01.02", "阀门"))
    assert house.sql("walter", "select parent_id from tw.item_group where code = '01.02'") == [(root.id,)]
    assert [r.code for r in house.do("walter", queries.find_groups, "01")] == ["01", "01.02"]
    assert [r.code for r in house.do("walter", queries.find_groups, "阀")] == ["01.02"]
    with pytest.raises(RuleError, match="code_taken"):
        house.do("emil", services.save_group, GroupDraft("01", "又一个"))
    with pytest.raises(NotAllowed):
        house.do("walter", services.save_group, GroupDraft("02", "自制件"))


def test_units_are_found_and_kept_sane(house: House) -> None:
    a_unit(house, "QK", "千克拉", 3)
    assert [r.extra["digits"] for r in house.do("walter", queries.find_units, "千克拉")] == [3]
    with pytest.raises(RuleError, match="unit_digits"):
        house.do("emil", services.save_unit, UnitDraft("T", "吨", digits=5))


def test_a_source_and_its_price_are_seen_by_different_people(house: House) -> None:
    item, supplier = an_item(house, "X-1"), a_supplier(house)
    draft = SourceDraft(item, supplier, lead_time_days=20, minimum=Decimal(10), price=Decimal("96.4"))
    source = house.do("paula", services.save_source, draft)
    assert house.sql("paula", "select supplier_name, price from tw.item_source_list") == [
        ("无锡华胜阀门有限公司", Decimal("96.4"))
    ]
    assert house.sql("walter", "select lead_time_days, price from tw.item_source_list") == [(20, None)]
    assert house.sql("walter", "select count(*) from tw.item_source_price") == [(0,)]
    assert {r.table for r in house.do("walter", history, "item_source", source.id)} == {"item_source"}
    assert house.sql("sally", "select count(*) from tw.item_source") == [(0,)]
    assert house.do("walter", queries.load_source, source.id).values["price"] is None
    with pytest.raises(RuleError, match="source_exists"):
        house.do("paula", services.save_source, draft)
    with pytest.raises(NotAllowed):
        house.do("walter", services.save_source, replace(draft, id=source.id, version=source.version))


def test_where_an_item_is_used_and_its_structure_stand_on_its_page(house: House) -> None:
    top, middle, part = (an_item(house, code, source="make") for code in ("TOP", "MID", "PART"))
    a_bom(house, middle, (part, Decimal(3)))
    a_bom(house, top, (middle, Decimal(2)))
    assert house.sql("walter", "select item_code, quantity from tw.where_used where component_id = :i", i=part) == [
        ("MID", Decimal(3))
    ]
    (section,) = house.do("walter", structure.tree_sections, top)
    assert [(row.left, row.right) for row in section.rows] == [("MID 物料 MID", "2 台"), ("　PART 物料 PART", "6 台")]


def test_the_default_bin_is_set_by_a_planner_and_shown_with_its_words(house: House) -> None:
    item = an_item(house, "X-1")
    house.admin("insert into tw.warehouse (code, name) values ('W1', '成品库')")
    house.admin("insert into tw.bin (warehouse_id, code) select id, 'A-01' from tw.warehouse")
    (bin_id,) = house.admin("select id from tw.bin")[0]
    house.do("peter", services.save, replace(draft_of(house, "peter", item), default_bin=bin_id))
    values = house.do("walter", queries.load, item).values
    assert (values["default_bin"], values["default_bin__code"], values["default_bin__name"]) == (
        bin_id,
        "A-01",
        "成品库",
    )
