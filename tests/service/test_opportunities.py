"""Deals under real rights: saved, advanced, won, lost; who may see them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app import clock
from app.errors import ManyErrors, NotAllowed, NotFound, RuleError
from app.modules.customers import services as customers
from app.modules.customers.drafts import CustomerDraft
from app.modules.opportunities import queries, services
from app.modules.opportunities.drafts import OpportunityDraft, OpportunityLineDraft
from tests.helpers.house import House
from tests.helpers.orders import a_customer, an_item


def a_deal(house: House, login: str = "sally", **values: object) -> int:
    """An open deal of a person with one line of two pieces."""
    item = values.pop("item", None) or an_item(house)
    customer = values.pop("customer", None) or a_customer(house, login)
    line = OpportunityLineDraft(item=item, quantity=Decimal(2), price_with_tax=Decimal(1000))  # type: ignore[arg-type]
    draft = OpportunityDraft(name="二期计量", customer=customer, lines=(line,), **values)  # type: ignore[arg-type]
    return house.do(login, services.save, draft).id


def test_a_new_deal_has_number_first_stage_and_the_sum_of_its_lines(house: House) -> None:
    made = house.do("sally", queries.load, a_deal(house))
    assert made.number.startswith("OP-") and made.state == "open" and made.editable
    assert made.values["amount"] == Decimal("2000.00") and made.values["probability"] == 10
    assert [step.status for step in made.progress][:2] == ["active", "neutral"]
    assert made.lines[0]["quantity"] == 2 and made.lines[0]["item__code"]


def test_a_first_deal_makes_a_prospect_of_the_customer(house: House) -> None:
    customer = a_customer(house)
    a_deal(house, customer=customer)
    assert house.sql("sally", "select stage from tw.customer where id = :c", c=customer) == [("prospect",)]


def test_advancing_takes_the_chance_of_the_next_stage_and_keeps_history(house: House) -> None:
    deal = a_deal(house)
    saved = house.do("sally", services.advance, deal, 1)
    assert house.do("sally", queries.load, deal).values["probability"] == 25 and saved.version == 2
    kept = house.sql("sally", "select count(*) from tw.opportunity_stage where opportunity_id = :d", d=deal)
    assert kept == [(2,)]
    for _turn in range(4):
        house.do("sally", services.advance, deal, None)
    with pytest.raises(RuleError, match="last_stage"):
        house.do("sally", services.advance, deal, None)


def test_a_lost_deal_keeps_its_reason_is_frozen_and_may_be_reopened(house: House) -> None:
    deal = a_deal(house)
    lost = house.do("sally", services.lose, deal, 1, reason="价格")
    assert lost.state == "lost"
    with pytest.raises(RuleError, match="document_frozen"):
        house.sql("sally", "update tw.opportunity set amount = 1 where id = :d", d=deal)
    assert house.do("sally", services.reopen, deal, lost.version).state == "open"
    with pytest.raises(RuleError, match="reason_needed"):
        house.do("sally", services.suspend, deal, None, reason=" ")


def test_every_wrong_place_is_named(house: House) -> None:
    lines = (OpportunityLineDraft(quantity=Decimal(0)),)
    with pytest.raises(ManyErrors) as caught:
        house.do("sally", services.save, OpportunityDraft(probability=120, lines=lines))
    places = {error.field for error in caught.value.errors}
    assert places == {"name", "customer", "probability", "lines.0.item", "lines.0.quantity"}


def test_deals_of_another_department_are_not_seen_and_not_written(house: House) -> None:
    deal = a_deal(house)
    assert house.sql("simon", "select id from tw.opportunity where id = :d", d=deal) == []
    with pytest.raises(NotFound):
        house.do("simon", queries.load, deal)
    with pytest.raises(NotFound):
        house.do("simon", services.win, deal, 1)
    with pytest.raises(NotAllowed):
        house.do("walter", services.lose, deal, 1, reason="x")
    assert house.sql("maria", "select id from tw.opportunity where id = :d", d=deal) == [(deal,)]


def test_a_customer_one_does_not_see_cannot_be_named(house: House) -> None:
    theirs = house.do("simon", customers.save, CustomerDraft(name="别人的客户")).id
    with pytest.raises(NotFound):
        a_deal(house, customer=theirs)


def test_a_due_step_waits_for_its_owner(house: House) -> None:
    yesterday = clock.today() - timedelta(days=1)
    deal = a_deal(house, next_step="电话", next_step_on=yesterday)
    a_deal(house, next_step="以后", next_step_on=yesterday + timedelta(days=9))
    found, count = house.do("sally", queries.to_follow_up, 10)
    assert [(r.id, r.what, r.late) for r in found] == [(deal, "电话", True)] and count == 1
    assert house.do("stella", queries.to_follow_up, 10) == ([], 0)


def test_the_pipeline_is_weighted_in_the_companys_currency(house: House) -> None:
    a_deal(house, amount=Decimal(10000), currency="USD", expected_date=date(2020, 1, 1))
    value = house.do("sally", queries.weighted_pipeline)
    assert value.text == "7,100" and value.status == "waiting"


def test_stages_are_offered_with_their_chance(house: House) -> None:
    found = house.do("sally", queries.find_stages, "谈判")
    assert [(r.code, r.extra["probability"]) for r in found] == [("talks", 80)]
