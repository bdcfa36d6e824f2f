"""Ways in that once stood open: each told here as the person who would try it, with the way that stays open beside it."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from app.errors import NotAllowed, NotFound, RuleError, UserError
from app.modules.orders import services as orders
from app.modules.shipping import services as shipping
from tests.helpers.goods import a_supplier
from tests.helpers.house import House
from tests.helpers.orders import a_customer, a_line, a_submitted_order, an_approved_order, an_item, an_order, lines_of
from tests.helpers.stocked import make_item, make_place, receive


def department(house: House, code: str) -> int:
    return int(house.admin("select id from tw.department where code = :c", c=code)[0][0])


# ------------------------------------------------------------------------------------------------ what others have
def test_comments_and_files_are_seen_with_their_record_and_never_by_their_own_id(house: House) -> None:
    customer = a_customer(house)
    house.sql("sally", "insert into tw.comment (table_name, record_id, user_id, text) values ('customer', :c, tw.me(),"
              " '底价 42')", c=customer)  # fmt: skip
    comment = house.admin("select id from tw.comment")[0][0]
    assert len(house.sql("sally", "select * from tw.history('comment', :c)", c=comment)) == 1
    for login in ("simon", "nobody_special"):
        with pytest.raises(NotFound):
            house.sql(login, "select * from tw.history('comment', :c)", c=comment)
        with pytest.raises(UserError):
            house.sql(login, "insert into tw.comment (table_name, record_id, user_id, text)"
                      " values ('comment', :c, tw.me(), 'x')", c=comment)  # fmt: skip


def test_messages_requests_and_wishes_of_others_do_not_even_exist(house: House) -> None:
    house.sql(
        "sally", "select tw.post_message(:r, 'info', 'x', 'x', '{}', '', '{}', '', null, '')", r=house.user_id("maria")
    )
    message = house.admin("select max(id) from tw.message")[0][0]
    assert house.sql("simon", "select tw.can_see('message', :m)", m=message) == [(False,)]
    assert house.sql("simon", "select * from tw.search('message', '', 100)") == []
    assert house.sql("simon", "select * from tw.search('user_setting', '', 100)") == []


def test_a_message_is_not_worded_anew_in_anothers_name(house: House) -> None:
    post = "select tw.post_message(:r, 'warning', 'late', :t, '{}', '', '{}', '', null, 'late:1')"
    maria = house.user_id("maria")
    house.sql("twt_worker_login", post, r=maria, t="late")
    house.sql("simon", post, r=maria, t="all is well")
    told = "select m.text, u.login from tw.message m join tw.app_user u on u.id = m.sender_id where m.dedupe = 'late:1'"
    assert house.admin(told) == [("late", "twt_worker_login")]
    house.sql("twt_worker_login", post, r=maria, t="later still")
    assert house.admin(told)[0][0] == "later still"


def test_amount_steps_and_guards_tell_nothing_of_an_order_one_does_not_see(house: House) -> None:
    order = a_submitted_order(house, 60000)
    assert house.sql("sally", "select step_no from tw.open_steps('sales_order', :o)", o=order) == [(1,)]
    for what in ("document_amount('sales_order', :o)", "open_steps('sales_order', :o)", "guard_sales_order_withdraw(:o)",
                 "guard_sales_order_submit(:o)", "run_guard('sales_order', 'guard_sales_order_submit', :o)"):  # fmt: skip
        with pytest.raises(UserError) as refused:
            house.sql("simon", f"select tw.{what}", o=order)
        assert isinstance(refused.value, (NotAllowed, NotFound))
        assert not refused.value.params.get("number")


def test_the_clerk_who_sees_no_prices_gets_no_amount(house: House) -> None:
    order = an_order(house)
    with pytest.raises(NotAllowed):
        house.sql("walter", "select tw.document_amount('sales_order', :o)", o=order)


def test_decisions_are_read_with_their_document(house: House) -> None:
    order = a_submitted_order(house, 60000)
    house.sql("maria", "select tw.decide('sales_order', :o, null, 'reject', '价格太低')", o=order)
    read = "select comment from tw.approval where kind = 'sales_order' and record_id = :o"
    assert house.sql("sally", read, o=order) == [("价格太低",)]
    assert house.sql("simon", read, o=order) == []


def test_the_audit_shows_no_costs_to_who_may_not_read_them(house: House) -> None:
    item = an_item(house)
    house.sql("fiona", "insert into tw.item_cost (item_id, cost) values (:i, 812.5)", i=item)
    read = "select count(*) from tw.audit_list where table_name = 'item_cost' and changes like '%812.5%'"
    assert house.sql("audrey", read) == [(1,)]
    assert house.sql("adam", read) == [(0,)]
    assert house.sql("adam", "select count(*) > 0 from tw_audit.entry where table_name = 'app_user'") == [(True,)]


# ------------------------------------------------------------------------------------------------ approval and credit
def a_purchase(house: House, price: int, **values: Any) -> int:
    given = {"currency": "CNY", "rate": 1, **values}
    order = house.sql("paula", "insert into tw.purchase_order (supplier_id, order_date, currency, rate)"
                      " values (:s, tw.today(), :currency, :rate) returning id", s=a_supplier(house), **given)[0][0]  # fmt: skip
    line = house.sql("paula", "insert into tw.purchase_order_line (order_id, line_no, item_id, quantity, due_date)"
                     " values (:o, 1, :i, 1, tw.today()) returning id", o=order, i=an_item(house, source="buy"))[0][0]  # fmt: skip
    house.sql("paula", "insert into tw.purchase_order_line_price (line_id, order_id, price) values (:l, :o, :p)",
              l=line, o=order, p=price)  # fmt: skip
    return int(order)


def test_a_purchaser_does_not_remove_the_amount_that_the_band_looks_at(house: House) -> None:
    order = a_purchase(house, 600000)
    amount = house.admin("select id from tw.purchase_order_amount where order_id = :o", o=order)[0][0]
    with pytest.raises(NotAllowed):
        house.sql("paula", "select tw.remove_lines('purchase_order_amount', 'order_id', :o, array[cast(:a as bigint)])",
                  o=order, a=amount)  # fmt: skip
    assert house.sql("paula", "select tw.submit('purchase_order', :o, null)", o=order) == [("pending",)]


def test_a_purchase_in_a_currency_nobody_knows_is_not_submitted(house: House) -> None:
    order = a_purchase(house, 600000, currency="QQQ", rate=Decimal("0.000001"))
    with pytest.raises(RuleError, match="currency_unknown"):
        house.sql("paula", "select tw.submit('purchase_order', :o, null)", o=order)


def test_nobody_bills_a_customer_of_another_department(house: House) -> None:
    other = a_customer(house, "simon", name="厦门鹭岛水务", credit=Decimal(900000))
    order = an_order(house)
    for party in ("bill_to_customer_id", "ship_to_customer_id", "end_user_id"):
        with pytest.raises(NotFound):
            house.sql("sally", f"update tw.sales_order set {party} = :c where id = :o", c=other, o=order)
    own = a_customer(house, name="天津分公司")
    assert house.sql("sally", "update tw.sales_order set bill_to_customer_id = :c where id = :o", c=own, o=order) == [1]


def test_what_is_taken_up_again_counts_against_the_credit_limit(house: House) -> None:
    customer = a_customer(house, credit=Decimal(10000))
    first = an_approved_order(house, a_line(an_item(house), 1, 8000), customer=customer)
    house.do("maria", orders.close, first, None)
    second = an_approved_order(house, a_line(an_item(house), 1, 8000), customer=customer)
    assert second
    with pytest.raises(NotAllowed):
        house.sql("maria", "select tw.move('sales_order', :o, null, 'reopen', '还要货')", o=first)
    with pytest.raises(NotAllowed):
        house.sql("maria", "update tw.sales_order_line set closed = false where id = :l", l=lines_of(house, first)[0])
    house.admin("update tw.customer_credit set credit_limit = 20000 where customer_id = :c", c=customer)
    assert house.sql("maria", "select tw.move('sales_order', :o, null, 'reopen', '还要货')", o=first) == [("approved",)]


# ------------------------------------------------------------------------------------------------ whose it is
def test_a_row_is_not_filed_in_a_department_that_is_neither_its_owners_nor_the_writers(house: House) -> None:
    order, elsewhere = an_order(house), department(house, "20")
    for value in (elsewhere, None):
        with pytest.raises(NotAllowed):
            house.sql("sally", "update tw.sales_order set department_id = :d where id = :o", d=value, o=order)
    with pytest.raises(NotAllowed):
        house.sql("sally", "insert into tw.sales_order (customer_id, order_date, department_id)"
                  " select customer_id, order_date, :d from tw.sales_order where id = :o", d=elsewhere, o=order)  # fmt: skip
    with pytest.raises(NotAllowed):
        house.sql("sally", "insert into tw.sales_order (customer_id, order_date, owner_id)"
                  " select customer_id, order_date, :u from tw.sales_order where id = :o", u=house.user_id("simon"), o=order)  # fmt: skip


def test_a_line_is_not_hidden_from_who_decides_on_its_order(house: House) -> None:
    order = an_order(house)
    for table in ("sales_order_line", "sales_order_line_price"):
        with pytest.raises(NotAllowed):
            house.sql("sally", f"update tw.{table} set department_id = null where order_id = :o", o=order)
    assert house.sql("maria", "select count(*) from tw.sales_order_line where order_id = :o", o=order) == [(1,)]


def test_a_customer_is_carried_forward_only_by_what_happened(house: House) -> None:
    customer = a_customer(house)
    carry = "select tw.move_customer_stage(:c, :s, 'x', true)"
    for login in ("sally", "simon", "tom"):
        for stage in ("trading", "serviced"):
            with pytest.raises(NotAllowed):
                house.sql(login, carry, c=customer, s=stage)
    an_approved_order(house, customer=customer)
    assert house.admin("select stage from tw.customer where id = :c", c=customer) == [("trading",)]
    assert house.sql("simon", carry, c=customer, s="trading") == [(None,)]


# ------------------------------------------------------------------------------------------------ stock and products
def line(item: int, place: int, **more: object) -> str:
    return json.dumps([{"item_id": item, "quantity": 1, "bin_id": place, **more}])


def test_a_clerk_does_not_name_the_cost_of_a_purchase(house: House) -> None:
    item, place = make_item(house, "A"), make_place(house).bins["A-01"]
    post = "select tw.post_stock('purchase_receipt', tw.today(), cast(:l as jsonb))"
    with pytest.raises(NotAllowed):
        house.sql("walter", post, l=line(item, place, cost="99999"))
    house.sql("walter", post, l=line(item, place))


def test_material_is_not_issued_past_the_limit_by_leaving_out_the_task(house: House) -> None:
    item, place = make_item(house, "A"), make_place(house).bins["A-01"]
    receive(house, item, place, 5)
    post = "select tw.post_stock('production_issue', tw.today(), cast(:l as jsonb))"
    with pytest.raises(NotAllowed):
        house.sql("walter", post, l=line(item, place))
    house.sql("prodan", post, l=line(item, place))


def test_another_kind_of_document_does_not_use_up_what_a_delivery_keeps(house: House) -> None:
    item, place = make_item(house, "PT"), make_place(house).bins["A-01"]
    receive(house, item, place, 2)
    notice = house.do("walter", shipping.notify_from_orders, [an_approved_order(house, a_line(item, 2, 100))])
    house.do("walter", shipping.make_pick, notice.id, None)
    with pytest.raises(RuleError, match="stock_kind_has_its_own_source"):
        house.sql("walter", "select tw.post_stock('other_out', tw.today(), cast(:l as jsonb), 'delivery_notice', :n)",
                  l=line(item, place), n=notice.id)  # fmt: skip


def test_an_old_issue_told_again_does_not_take_a_product_back(house: House) -> None:
    item, place = make_item(house, "FT", serial=True), make_place(house).bins["A-01"]

    def ship() -> int:
        notice = house.do("walter", shipping.notify_from_orders, [an_approved_order(house, a_line(item, 1, 100))])
        pick = house.do("walter", shipping.make_pick, notice.id, None)
        house.do("walter", shipping.confirm_pick, pick.id, None)
        house.do("walter", shipping.ship, notice.id, None)
        return int(house.admin("select issue_id from tw.delivery_notice where id = :n", n=notice.id)[0][0])

    receive(house, item, place, 1, serials=("S1",))
    first = ship()
    receive(house, item, place, 1, serials=("S1",))  # taken back as another receipt
    second = ship()
    house.sql("walter", "select tw.register_products(:i)", i=first)
    assert house.admin("select issue_id from tw.product_file where serial = 'S1'") == [(second,)]
    house.admin("update tw.product_file set installed_on = tw.today() where serial = 'S1'")
    house.sql("walter", "select tw.register_products(:i)", i=second)
    assert house.admin("select installed_on is not null from tw.product_file where serial = 'S1'") == [(True,)]


# ------------------------------------------------------------------------------------------------ in each other's way
@pytest.mark.parametrize("table", ["presence", "user_setting", "saved_view", "message_mute", "sales_order", "message"])
def test_no_table_is_locked_by_a_person(house: House, table: str) -> None:
    with pytest.raises(NotAllowed):
        house.sql("sally", f"lock table tw.{table} in access exclusive mode")
    with pytest.raises(NotAllowed):
        house.sql("sally", f"delete from tw.{table}")


def test_only_ones_own_rows_are_forgotten_and_changed(house: House) -> None:
    made = house.sql("sally", "insert into tw.presence (user_id, table_name, record_id, since, seen)"
                     " values (tw.me(), 'item', 1, now(), now()) returning id")[0][0]  # fmt: skip
    forget = "select tw.forget('presence', array[cast(:p as bigint)])"
    assert house.sql("simon", forget, p=made) == [(0,)]
    assert house.sql("simon", "update tw.presence set seen = now() - interval '1 day' where id = :p", p=made) == [0]
    with pytest.raises(UserError):
        house.sql("sally", "update tw.presence set user_id = :u where id = :p", u=house.user_id("simon"), p=made)
    with pytest.raises(NotAllowed):
        house.sql("sally", "select tw.forget('sales_order', array[1::bigint])")
    assert house.sql("sally", forget, p=made) == [(1,)]


@pytest.mark.parametrize("call", ["pg_advisory_lock(1)", "pg_try_advisory_lock(1)", "pg_try_advisory_lock_shared(1)",
                                  "pg_advisory_lock_shared(1, 2)"])  # fmt: skip
def test_no_lock_outlives_its_transaction(house: House, call: str) -> None:
    with pytest.raises(NotAllowed):
        house.sql("sally", f"select {call}")


def test_the_administrator_does_not_take_over_roles_of_the_server_or_of_another_company(house: House) -> None:
    for made in ("othercompany_user nologin", "othercompany_worker nologin", "other_worker_login login", "guest login"):
        house.admin(f"create role {made}")
    house.admin("grant othercompany_worker to other_worker_login")
    house.admin("grant othercompany_user to guest")
    make = "select tw.add_user(:l, 'SCRAM-SHA-256$x', 'x', 'x', cast('{}' as text[]), cast('{}' as bigint[]), true)"
    for login in ("othercompany_user", "other_worker_login"):
        with pytest.raises(RuleError, match="login_name_not_allowed"):
            house.sql("adam", make, l=login)
    house.sql("adam", make, l="guest")  # a person may work in two companies
    with pytest.raises(RuleError, match="login_name_not_allowed"):
        house.sql("adam", "select tw.reset_password('guest', 'SCRAM-SHA-256$4096:x$y:z')")
    house.sql("adam", "select tw.set_active('guest', false)")
    assert house.admin("select rolcanlogin from pg_roles where rolname = 'guest'") == [(True,)], "the other company's"
    assert house.admin("select active from tw.app_user where login = 'guest'") == [(False,)]
    house.sql("adam", "select tw.set_active('sally', false)")
    assert house.admin("select rolcanlogin from pg_roles where rolname = 'sally'") == [(False,)]


# ------------------------------------------------------------------------------------------------ every door
# Functions that run with the owner's rights and ask neither a duty nor reach, each with the reason why it may.
OPEN_TO_ALL = {
    "has_duty": "about oneself", "may": "about oneself", "me": "about oneself", "require": "about oneself",
    "reaches": "about oneself", "whoami": "about oneself", "change_password": "one's own",
    "ask_request": "one's own", "begin_request": "one's own", "finish_request": "one's own",
    "bulk": "about the transaction", "revision": "the program's version", "current_plan": "an id alone",
    "day_of": "a calendar", "today": "a calendar", "search_key": "of the text given", "sort_key": "of the text given",
    "holders": "names of colleagues are known", "main_department": "names of colleagues are known",
    "duties_of": "names of colleagues are known", "check_technician": "names of colleagues are known",
    "material_issued": "a sum of pieces, no document", "task_completed": "a sum of pieces, no document",
    "task_issued_share": "a share, no document", "purchase_received": "a sum of pieces, no document",
    "request_ordered": "a sum of pieces, no document", "item_is_used": "yes or no",
    "refuse_bom_overlap": "yes or no, of what all read",
}  # fmt: skip
ASKS = re.compile(
    r"tw\.(me|may|require|can_see|can_see_document|reaches|my_reach|sees_all|check_\w+|lock_document|require_\w+|holders"
    r"|promise_cone|exposure_by_part|begin_history|deciders|search_condition|search_run)\("
)


def test_every_definer_function_that_people_may_call_asks_for_duty_or_reach(house: House) -> None:
    granted = house.admin(
        "select p.proname, p.prosrc from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('tw', 'tw_admin', 'tw_audit') and p.prosecdef and p.prorettype <> 'trigger'::regtype"
        " and has_function_privilege('twt_user', p.oid, 'execute')"
    )
    loose = sorted(name for name, body in granted if not ASKS.search(body) and name not in OPEN_TO_ALL)
    assert loose == []
    assert sorted(set(OPEN_TO_ALL) - {name for name, _ in granted}) == [], "no longer granted"
