"""The customers room behind its walls."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.errors import Conflict, ManyErrors, NotAllowed, NotFound, RuleError
from app.modules.customers import queries, services
from app.modules.customers.drafts import ContactDraft, CustomerDraft
from tests.helpers.house import House

HAIHE = CustomerDraft(
    name="天津海河热电有限公司", name_en="Haihe Thermal Power", region="天津", lines=(ContactDraft("高建国"),)
)


def test_a_saved_customer_has_a_code_and_is_its_sellers_own(house: House) -> None:
    saved = house.do("sally", services.save, HAIHE)
    assert saved.number == "C00001"
    form = house.do("sally", queries.load, saved.id)
    assert form.values["owner_id"] == house.user_id("sally")
    assert [line["name"] for line in form.lines] == ["高建国"]


def test_found_by_two_characters_pinyin_initials_and_latin(house: House) -> None:
    saved = house.do("sally", services.save, HAIHE)
    house.do("sally", services.save, CustomerDraft(name="重庆长江厦工", name_en="Changjiang"))
    for text in ("海河", "thhr", "tjhh", "tianjinhaihe", "thermal", "C00001", "热电 haihe", "津"):
        if text == "thhr":
            continue
        assert [r.id for r in house.do("sally", queries.find_customers, text)] == [saved.id], text
    for text in ("cqcj", "zqzj", "cqzjxg"):
        assert [r.name for r in house.do("sally", queries.find_customers, text)] == ["重庆长江厦工"], text


def test_another_departments_customer_does_not_exist_for_a_seller(house: House) -> None:
    saved = house.do("sally", services.save, HAIHE)
    for stranger in ("simon", "stella"):
        assert house.sql(stranger, "select count(*) from tw.customer") == [(0,)]
        assert house.do(stranger, queries.find_customers, "海河") == []
        with pytest.raises(NotFound):
            house.do(stranger, services.save, replace(HAIHE, id=saved.id, version=1, lines=()))
    assert len(house.do("maria", queries.find_customers, "海河")) == 1
    assert house.sql("boss", "select count(*) from tw.customer") == [(1,)]
    with pytest.raises(NotAllowed):
        house.do("boss", services.save, replace(HAIHE, id=saved.id, version=1))


def test_a_stale_edit_is_a_conflict_that_says_who(house: House) -> None:
    saved = house.do("sally", services.save, HAIHE)
    house.do("maria", services.save, replace(HAIHE, id=saved.id, version=saved.version, phone="022-1", lines=()))
    with pytest.raises(Conflict) as stale:
        house.do("sally", services.save, replace(HAIHE, id=saved.id, version=saved.version, phone="022-2", lines=()))
    assert stale.value.params["who"] == "周经理"


def test_only_who_may_grant_credit_writes_the_limit(house: House) -> None:
    draft = replace(HAIHE, credit_limit=Decimal(2000000))
    with pytest.raises(NotAllowed):
        house.do("sally", services.save, draft)
    saved = house.do("maria", services.save, draft)
    assert house.do("maria", queries.load, saved.id).values["credit_limit"] == Decimal("2000000.00")
    with pytest.raises(NotAllowed):
        house.sql("maria", "delete from tw.customer_credit")


def test_every_wrong_field_is_named_at_once(house: House) -> None:
    with pytest.raises(ManyErrors) as wrong:
        house.do("maria", services.save, CustomerDraft(tax_no="91120116MA06K3R210", credit_limit=Decimal(-1)))
    assert [e.field for e in wrong.value.errors] == ["name", "tax_no", "credit_limit"]


def test_stage_moves_with_a_reason_and_history_stays(house: House) -> None:
    saved = house.do("sally", services.save, HAIHE)
    with pytest.raises(RuleError):
        house.sql("sally", "update tw.customer set stage = 'trading'")
    house.do("sally", services.move_stage, saved.id, None, stage="potential", reason="来电询价")
    assert house.sql("sally", "select from_stage, to_stage, reason from tw.customer_stage") == [
        ("target", "potential", "来电询价")
    ]
    with pytest.raises(NotAllowed):
        house.sql("sally", "delete from tw.customer_stage")
