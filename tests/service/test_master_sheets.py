"""Import sheets of customers, contacts, suppliers, items, sources and bills of materials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from app.bootstrap import registry
from app.errors import ManyErrors, NotAllowed, UserError
from app.i18n import error_text, speaking
from app.modules.customers import sheets as customers
from app.modules.items import sheets as items
from app.modules.suppliers import sheets as suppliers
from app.sheets import SheetRow
from tests.helpers.goods import a_bom, a_supplier, a_unit, an_item
from tests.helpers.house import House

Write = Callable[..., int]


def rows(*values: dict[str, Any]) -> list[SheetRow]:
    """Rows as the reader gives them, the first below the heads."""
    return [SheetRow(number, value) for number, value in enumerate(values, 2)]


def refusals(house: House, login: str, write: Write, given: Sequence[SheetRow]) -> list[tuple[str, str]]:
    """(place, key) of what is refused; nothing is written then."""
    with pytest.raises(UserError) as refused:
        house.do(login, write, given, None)
    errors = refused.value.errors if isinstance(refused.value, ManyErrors) else (refused.value,)
    for error in errors:
        for language in ("zh", "en"):
            with speaking(language):
                assert error_text(error) != error.key and "{" not in error_text(error), (error.key, language)
    return [(error.field, error.key) for error in errors]


# ---------------------------------------------------------------- items
ITEM = {"code": "P-1", "name": "流量计", "unit": "台"}


def test_items_are_written_with_what_is_given_and_the_tables_own_first_values(house: House) -> None:
    a_unit(house)
    house.do("emil", items.write_items, rows(ITEM, ITEM | {
        "code": "P-2", "source": "自制", "unit": "PCS", "is_serial": True, "lead_time_days": 12, "planner": "孙悦",
        "safety_stock": Decimal(5),
    }), None)  # fmt: skip
    assert house.sql(
        "emil", "select code, source, lead_time_days, is_serial, safety_stock, planner_id from tw.item order by 1"
    ) == [
        ("P-1", "buy", 0, False, Decimal(0), None),
        ("P-2", "make", 12, True, Decimal(5), house.user_id("peter")),
    ]
    assert house.sql(
        "emil", "select code from tw.item where id in (select tw.search('item', 'llj', 9)) order by 1"
    ) == [("P-1",), ("P-2",)]


def test_every_bad_cell_of_the_items_sheet_is_named(house: House) -> None:
    a_unit(house)
    an_item(house, "OLD")
    found = refusals(house, "emil", items.write_items, rows(
        ITEM, ITEM, ITEM | {"code": "OLD"}, ITEM | {"code": "P-3", "unit": "箱"}, ITEM | {"code": "P-4", "group": "01"},
        ITEM | {"code": "P-5", "source": "借来"}, ITEM | {"code": "?", "name": ""},
        ITEM | {"code": "P-6", "cost": Decimal(3), "lead_time_days": -1}, ITEM | {"code": "P-7", "planner": "无名", "tax_code": "99"},
    ))  # fmt: skip
    assert sorted(found) == sorted([
        ("3.code", "sheet_repeated"), ("4.code", "sheet_exists"), ("5.unit", "sheet_unknown_unit"),
        ("6.group", "sheet_unknown_group"), ("7.source", "sheet_choice_unknown"), ("8.code", "sheet_code_invalid"),
        ("8.name", "sheet_cell_empty"), ("9.cost", "sheet_cell_not_allowed"), ("9.lead_time_days", "sheet_cell_negative"),
        ("10.planner", "sheet_unknown_person"), ("10.tax_code", "sheet_unknown_tax"),
    ])  # fmt: skip
    assert house.sql("emil", "select count(*) from tw.item") == [(1,)]


def test_prices_and_costs_come_in_with_their_items_for_who_may(house: House) -> None:
    a_unit(house)
    house.admin("insert into tw.duty_permission (permission, duty) values ('items.edit', 'finance')")
    priced = ITEM | {"price_with_tax": Decimal("9.9"), "cost": Decimal(4)}
    house.do("fiona", items.write_items, rows(priced, ITEM | {"code": "P-2"}), None)
    assert house.sql("fiona", "select code, price_with_tax, cost from tw.item_list order by code") == [
        ("P-1", Decimal("9.9"), Decimal(4)),
        ("P-2", None, None),
    ]


def test_a_thousand_items_take_few_statements(house: House) -> None:
    a_unit(house)
    seen: list[tuple[int, int]] = []
    statements: list[str] = []

    def note(*told: Any) -> None:
        statements.append(told[2])

    sa.event.listen(house.connection, "before_cursor_execute", note)
    given = rows(*(ITEM | {"code": f"P-{n}"} for n in range(1200)))
    written = house.do("emil", items.write_items, given, lambda done, whole: seen.append((done, whole)))
    sa.event.remove(house.connection, "before_cursor_execute", note)
    assert (written, seen[-1]) == (1200, (1200, 1200))
    assert len(statements) < 30, statements


def test_sources_name_unknown_items_suppliers_and_repeats(house: House) -> None:
    an_item(house, "P-1")
    an_item(house, "P-2")
    a_supplier(house, short_name="华胜")
    good = {"item": "P-1", "supplier": "华胜", "lead_time_days": 7, "price": Decimal("5.5")}
    house.do("paula", items.write_sources, rows(good), None)
    assert house.sql("paula", "select item_code, lead_time_days, price, currency from tw.item_source_list") == [
        ("P-1", 7, Decimal("5.5"), "CNY")
    ]
    found = refusals(house, "paula", items.write_sources, rows(
        good, good | {"item": "P-9"}, good | {"item": "P-2", "supplier": "无"}, good | {"item": "P-2", "priority": 0},
        good | {"item": "P-2"},
    ))  # fmt: skip
    assert found == [
        ("2.supplier", "sheet_source_exists"), ("3.item", "sheet_unknown_item"), ("4.supplier", "sheet_unknown_supplier"),
        ("5.priority", "sheet_priority"), ("6.supplier", "sheet_source_repeated"),
    ]  # fmt: skip


# ---------------------------------------------------------------- bills of materials
def bom_row(item: str, component: str, **more: Any) -> dict[str, Any]:
    return {"item": item, "component": component, "quantity": Decimal(1), **more}


def test_boms_come_in_as_drafts_or_approved_as_the_sheet_says(house: House) -> None:
    for code in ("TOP", "MID", "PART"):
        an_item(house, code)
    written = house.do("emil", items.write_boms, rows(
        bom_row("TOP", "MID", quantity=Decimal(2), approved=True), bom_row("TOP", "PART", scrap=Decimal("0.02")),
        bom_row("MID", "PART", version="A"),
    ), None)  # fmt: skip
    assert written == 3
    assert house.sql("emil", "select item_code, version_no, state, lines from tw.bom_list order by 1 desc") == [
        ("TOP", "1", "approved", 2),
        ("MID", "A", "draft", 1),
    ]
    assert house.sql("emil", "select line_no, scrap from tw.bom_current order by 1") == [
        (1, Decimal(0)),
        (2, Decimal("0.02")),
    ]


def test_a_loop_in_the_sheet_or_with_what_is_approved_is_named_at_its_rows(house: House) -> None:
    a, b, _c = an_item(house, "A"), an_item(house, "B"), an_item(house, "C")
    a_bom(house, a, (b, Decimal(1)))
    with pytest.raises(ManyErrors) as refused:
        house.do(
            "emil", items.write_boms, rows(bom_row("B", "C"), bom_row("C", "A"), bom_row("A", "C", version="2")), None
        )
    assert [(e.field, e.key, e.params["loop"]) for e in refused.value.errors] == [
        ("2.component", "sheet_bom_loop", "A → B → C → A"),
        ("3.component", "sheet_bom_loop", "A → B → C → A"),
        ("3.component", "sheet_bom_loop", "A → C → A"),
        ("4.component", "sheet_bom_loop", "A → C → A"),
    ]


def test_every_bad_cell_of_the_bom_sheet_is_named(house: House) -> None:
    top, part = an_item(house, "TOP"), an_item(house, "PART")
    a_bom(house, top, (part, Decimal(1)))
    found = refusals(house, "emil", items.write_boms, rows(
        bom_row("TOP", "PART"), bom_row("TOP", "PART", version="2", approved=True), bom_row("NONE", "PART"),
        bom_row("PART", "GONE"), bom_row("PART", "PART"), bom_row("PART", "TOP", quantity=Decimal(0), scrap=Decimal(1)),
    ))  # fmt: skip
    assert sorted(found) == sorted([
        ("2.version", "sheet_bom_exists"), ("3.approved", "sheet_bom_approved"), ("4.item", "sheet_unknown_item"),
        ("5.component", "sheet_unknown_component"), ("6.component", "sheet_component_itself"),
        ("7.quantity", "sheet_quantity_not_positive"), ("7.scrap", "sheet_scrap"),
    ])  # fmt: skip


# ---------------------------------------------------------------- partners
def test_suppliers_come_in_and_bad_cells_are_named(house: House) -> None:
    good = {"code": "V1", "name": "无锡华胜阀门有限公司", "kind": "外协"}
    house.do("paula", suppliers.write_suppliers, rows(good), None)
    assert house.sql("paula", "select code, kind, currency from tw.supplier") == [("V1", "outsourcing", "CNY")]
    found = refusals(house, "paula", suppliers.write_suppliers, rows(
        good, good | {"code": "V2", "currency": "XXX"}, good | {"code": "V2", "kind": "?"}, good | {"code": "", "name": " "},
    ))  # fmt: skip
    assert found == [
        ("2.code", "sheet_exists"), ("3.currency", "sheet_unknown_currency"), ("4.code", "sheet_repeated"),
        ("4.kind", "sheet_choice_unknown"), ("5.code", "sheet_cell_empty"), ("5.name", "sheet_cell_empty"),
    ]  # fmt: skip


CUSTOMER = {"code": "C-1", "name": "天津海河热电有限公司"}


def test_customers_come_in_with_owner_stage_and_credit(house: House) -> None:
    given = CUSTOMER | {
        "owner": "王敏",
        "stage": "交易",
        "credit_limit": Decimal(50000),
        "term_days": 60,
        "kind": "dealer",
    }
    house.do("maria", customers.write_customers, rows(given, {"code": "C-2", "name": "乙厂"}), None)
    assert house.sql(
        "maria", "select code, stage, kind, owner_name, credit_limit from tw.customer_list order by code"
    ) == [
        ("C-1", "trading", "dealer", "王敏", Decimal(50000)),
        ("C-2", "target", "end_user", "周经理", None),
    ]
    assert house.sql("maria", "select to_stage from tw.customer_stage") == [("trading",)]
    assert house.sql("simon", "select count(*) from tw.customer") == [(0,)]


def test_bad_customer_cells_are_named_also_where_another_department_holds_the_code(house: House) -> None:
    house.do("simon", customers.write_customers, rows(CUSTOMER), None)
    found = refusals(house, "sally", customers.write_customers, rows(
        CUSTOMER, {"code": "C-2", "name": "乙", "owner": "simon"}, {"code": "C-3", "name": "丙", "tax_no": "123"},
        {"code": "C-4", "name": "丁", "credit_limit": Decimal(1)}, {"code": "C-5", "name": "戊", "owner": "无名"},
        {"code": "C-6", "name": "己", "stage": "热恋"},
    ))  # fmt: skip
    assert found == [
        ("2.code", "sheet_exists"), ("3.owner", "sheet_owner_out_of_reach"), ("4.tax_no", "credit_code_length"),
        ("5.credit_limit", "sheet_cell_not_allowed"), ("6.owner", "sheet_unknown_person"), ("7.stage", "sheet_choice_unknown"),
    ]  # fmt: skip


def test_contacts_find_their_customer_by_code_or_name(house: House) -> None:
    house.do("sally", customers.write_customers, rows(CUSTOMER), None)
    given = {"customer": "天津海河热电有限公司", "name": "高建国", "decision_role": "Decides", "is_main": True}
    house.do("sally", customers.write_contacts, rows(given, {"customer": "C-1", "name": "李工"}), None)
    assert house.sql("sally", "select name, decision_role, is_main from tw.contact order by id") == [
        ("高建国", "decides", True),
        ("李工", "", False),
    ]
    found = refusals(house, "sally", customers.write_contacts, rows(
        {"customer": "C-9", "name": "甲"}, {"customer": "C-1", "name": "李工"}, {"customer": "C-1", "name": ""},
    ))  # fmt: skip
    assert found == [
        ("2.customer", "sheet_unknown_customer"), ("3.name", "sheet_contact_exists"), ("4.name", "sheet_cell_empty"),
    ]  # fmt: skip
    assert refusals(house, "simon", customers.write_contacts, rows({"customer": "C-1", "name": "甲"})) == [
        ("2.customer", "sheet_unknown_customer")
    ]


@pytest.mark.parametrize("key", ["customers", "contacts", "suppliers", "items", "item_sources", "boms"])
def test_a_sheet_is_refused_to_who_may_not_write_it(house: House, key: str) -> None:
    with pytest.raises(NotAllowed):
        house.do("walter", registry().sheets[key].write, rows({"code": "X"}), None)
