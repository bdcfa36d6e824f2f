"""What the database itself refuses, whoever asks: identity, requests, audit, ledgers."""

from __future__ import annotations

import uuid

import pytest

from app.errors import NotAllowed, RuleError, UserError
from tests.helpers.house import House


def test_identity_is_the_session_and_cannot_be_forged(house: House) -> None:
    me = house.sql("sally", "select tw.me()")[0][0]
    assert me == house.user_id("sally")
    with house.as_("sally") as ctx:
        from sqlalchemy import text

        ctx.session.execute(text("select set_config('tw.user', 'adam', true), set_config('role', 'twt_user', true)"))
        assert ctx.session.execute(text("select tw.me()")).scalar() == me


def test_a_temporary_password_gives_no_identity(house: House) -> None:
    house.admin("update tw.app_user set must_change_password = true where login = 'sally'")
    assert house.sql("sally", "select tw.me(), tw.may('office.use')") == [(None, False)]
    assert house.sql("sally", "select count(*) from tw.department") == [(0,)]


def test_rights_come_from_duties(house: House) -> None:
    assert house.sql("adam", "select tw.may('office.people'), tw.may('office.work')") == [(True, False)]
    assert house.sql("sally", "select tw.may('office.people'), tw.may('office.use')") == [(False, True)]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from tw_audit.entry",
        "update tw_audit.entry set login = 'x'",
        "insert into tw_audit.entry (login, client, table_name, action, changes) values ('a', '', 'x', 'insert', '{}')",
        "truncate tw_audit.entry",
        "insert into tw.app_user (login, name) values ('evil', 'evil')",
        "update tw.app_user set active = true",
        "insert into tw.duty_permission (permission, duty) values ('office.people', 'sales')",
        "insert into tw.message (recipient_id, severity, kind, text, at) select id, 'info', 'x', 'x', now() from tw.app_user",
        "delete from tw.approval",
        "lock table tw.department in exclusive mode",
        "create temporary table t (i int)",
        "create table tw.t (i int)",
        "select tw_admin.owned('department', 'x', 'y')",
        "select tw.next_number('sales_order', current_date)",
        "alter role sally superuser",
        "grant twt_admin to sally",
    ],
)
def test_psql_is_refused(house: House, statement: str) -> None:
    with pytest.raises(UserError) as refused:
        house.sql("sally", statement)
    assert isinstance(refused.value, (NotAllowed, RuleError)), refused.value


def test_only_the_administrator_makes_people_and_none_for_themselves(house: House) -> None:
    make = "select tw.add_user('newone', :v, '新人', 'New', cast('{sales}' as text[]), cast('{}' as bigint[]), true)"
    with pytest.raises(NotAllowed):
        house.sql("sally", make, v="SCRAM-SHA-256$4096:x$y:z")
    with pytest.raises(NotAllowed, match="not_your_own_duties"):
        house.sql("adam", "select tw.set_duty('adam', 'finance', true)")


def test_a_changed_row_is_audited_with_who_and_what(house: House) -> None:
    house.sql("adam", "update tw.department set name = '销售特部' where code = '10'")
    rows = house.sql(
        "audrey",
        "select login, changes->'name' from tw_audit.entry where table_name = 'department' order by id desc limit 1",
    )
    assert rows == [("adam", ["销售一部", "销售特部"])]
    assert house.sql("sally", "select count(*) from tw_audit.entry") == [(0,)]


def test_a_request_is_done_once_and_only_asked_by_its_person(house: House) -> None:
    request = uuid.uuid4()
    assert house.sql("sally", "select tw.begin_request(:r, 'a', 'h')", r=request) == [(None,)]
    house.sql("sally", "select tw.finish_request(:r, '{\"n\": 1}', '')", r=request)
    assert house.sql("sally", "select tw.begin_request(:r, 'a', 'h')", r=request) == [({"result": {"n": 1}},)]
    with pytest.raises(NotAllowed):
        house.sql("sally", "select tw.begin_request(:r, 'a', 'other')", r=request)
    with pytest.raises(NotAllowed):
        house.sql("simon", "select tw.begin_request(:r, 'a', 'h')", r=request)
    with pytest.raises(NotAllowed):
        house.sql("simon", "select tw.ask_request(:r)", r=request)
