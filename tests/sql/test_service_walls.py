"""What psql gives in the service room, as each person."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import NotAllowed, NotFound, RuleError, UserError
from app.modules.customers import services as customers
from app.modules.customers.drafts import CustomerDraft
from app.modules.service import services
from app.modules.service.drafts import DispatchDraft, RequestDraft
from tests.helpers.house import House
from tests.service.test_service import FRIDAY_TEN

INSERT = (
    "insert into tw.service_request (customer_id, symptom, respond_by, finish_by, technician_id, charge)"
    " values (:c, 'x', now(), now(), :t, :g)"
)


@pytest.fixture
def customer(house: House) -> int:
    return house.do("sally", customers.save, CustomerDraft(name="天津海河热电有限公司")).id


def a_request(house: House, customer: int, **given: Any) -> int:
    return house.do("dora", services.save, RequestDraft(customer=customer, symptom="流量为零", **given)).id


def a_visit(house: House, request: int) -> int:
    draft = DispatchDraft(request=request, technician=house.user_id("tom"), planned_at=FRIDAY_TEN)
    return house.do("dora", services.save_dispatch, draft).id


def counts(house: House, login: str) -> tuple[int, int]:
    row = house.sql(
        login, "select (select count(*) from tw.service_request), (select count(*) from tw.service_dispatch)"
    )[0]
    return row[0], row[1]


def test_who_sees_what(house: House, customer: int) -> None:
    request = a_request(house, customer)
    everything = {"dora", "boss", "audrey", "quinn", "fiona", "adam"}
    sellers = {"sally", "maria", "mercy"}
    people = everything | sellers | {"tom", "simon", "stella", "peter", "walter", "nobody_special"}
    assert {p for p in people if counts(house, p) == (1, 0)} == everything | sellers
    a_visit(house, request)
    assert {p for p in people if counts(house, p) == (1, 1)} == everything | sellers | {"tom"}
    assert {p for p in people if counts(house, p) == (0, 0)} == {"simon", "stella", "peter", "walter", "nobody_special"}


def test_a_technician_keeps_the_requests_behind_their_visits_and_no_others(house: House, customer: int) -> None:
    request = a_request(house, customer)
    a_request(house, customer)
    visit = a_visit(house, request)
    house.do("dora", services.reassign, visit, None, technician_id=house.user_id("dora"))
    assert house.sql("tom", "select id from tw.service_request") == [(request,)]
    with pytest.raises(NotFound):
        house.sql("tom", "select tw.move('service_request', :r, null, 'accept', '')", r=request)


def test_sellers_follow_their_customer(house: House, customer: int) -> None:
    request = a_request(house, customer)
    a_visit(house, request)
    house.admin("update tw.customer set owner_id = :s where id = :c", s=house.user_id("stella"), c=customer)
    assert counts(house, "stella") == (1, 1)
    assert counts(house, "sally") == (0, 0)


@pytest.mark.parametrize("login", ["sally", "maria", "boss", "audrey", "tom"])
@pytest.mark.parametrize(
    "statement",
    [
        "select tw.move('service_request', :r, null, 'assign', '')",
        "select tw.move('service_request', :r, null, 'close', '')",
        "select tw.move('service_dispatch', :v, null, 'return', '')",
        "update tw.service_request set customer_owner_id = tw.me()",
        "update tw.service_request set closed_at = now()",
        "update tw.service_dispatch set visit_no = 9",
        "delete from tw.service_request",
        "delete from tw.service_part",
        "lock table tw.service_dispatch in exclusive mode",
    ],
)
def test_psql_is_refused(house: House, customer: int, login: str, statement: str) -> None:
    request = a_request(house, customer, technician=house.user_id("tom"))
    visit = a_visit(house, request)
    params = {name: value for name, value in (("r", request), ("v", visit)) if f":{name}" in statement}
    with pytest.raises(UserError) as refused:
        house.sql(login, statement, **params)
    assert isinstance(refused.value, (NotAllowed, NotFound, RuleError)), refused.value


@pytest.mark.parametrize("login", ["sally", "maria", "boss", "audrey"])
def test_who_only_reads_changes_nothing(house: House, customer: int, login: str) -> None:
    a_visit(house, a_request(house, customer))
    assert house.sql(login, "update tw.service_request set symptom = 'x'") == [0]
    assert house.sql(login, "update tw.service_dispatch set task = 'x'") == [0]
    with pytest.raises(NotAllowed):
        house.sql(login, INSERT, c=customer, t=None, g="billed")


def test_a_technician_opens_requests_of_their_own_only(house: House, customer: int) -> None:
    house.sql("tom", INSERT, c=customer, t=house.user_id("tom"), g="billed")
    with pytest.raises(NotAllowed):
        house.sql("tom", INSERT, c=customer, t=house.user_id("dora"), g="billed")
    with pytest.raises(NotAllowed):
        house.sql("tom", "update tw.service_request set technician_id = :d", d=house.user_id("dora"))


def test_free_of_charge_needs_a_warranty(house: House, customer: int) -> None:
    with pytest.raises(RuleError, match="not_in_warranty"):
        house.sql("dora", INSERT, c=customer, t=None, g="warranty")


def test_a_technician_sends_nobody_else_and_moves_no_visit_of_others(house: House, customer: int) -> None:
    request = a_request(house, customer, technician=house.user_id("tom"))
    insert = "insert into tw.service_dispatch (request_id, technician_id, planned_at) values (:r, :t, now())"
    with pytest.raises(NotAllowed):
        house.sql("tom", insert, r=request, t=house.user_id("dora"))
    house.sql("tom", insert, r=request, t=house.user_id("tom"))
    house.sql("dora", insert, r=request, t=house.user_id("dora"))
    with pytest.raises(NotFound):
        house.sql(
            "tom",
            "select tw.move('service_dispatch', :v, null, 'accept', '')",
            v=house.admin("select max(id) from tw.service_dispatch")[0][0],
        )


def test_states_move_by_name_only_and_never_backwards(house: House, customer: int) -> None:
    request = a_request(house, customer)
    visit = a_visit(house, request)
    for statement in (
        "update tw.service_request set state = 'closed'",
        "update tw.service_dispatch set state = 'returned'",
        "insert into tw.service_request (customer_id, symptom, respond_by, finish_by, state)"
        f" values ({customer}, 'x', now(), now(), 'closed')",
    ):
        with pytest.raises(RuleError):
            house.sql("dora", statement)
    house.do("tom", services.arrive, visit, None)
    with pytest.raises(RuleError, match="transition_refused"):
        house.sql("tom", "select tw.move('service_dispatch', :v, null, 'accept', '')", v=visit)


def test_stamps_are_the_databases_own(house: House, customer: int) -> None:
    request = a_request(house, customer)
    visit = a_visit(house, request)
    house.do("tom", services.accept_dispatch, visit, None)
    row = house.admin("select accepted_at is not null, finished_at from tw.service_dispatch where id = :v", v=visit)
    assert row == [(True, None)]
    assert house.admin("select accepted_at is not null from tw.service_request where id = :r", r=request) == [(True,)]


def test_who_changed_the_request_through_a_visit_stands_in_its_history(house: House, customer: int) -> None:
    request = a_request(house, customer)
    visit = a_visit(house, request)
    house.do("tom", services.arrive, visit, None)
    rows = house.sql(
        "dora", "select who, changes from tw.history('service_request', :r) order by entry_id desc", r=request
    )
    assert rows[0][0] == "韩冰" and rows[0][1]["state"] == ["assigned", "in_work"]
