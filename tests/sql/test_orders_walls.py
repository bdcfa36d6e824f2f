"""What psql gives for sales orders: every way around approval, credit, prices and reach is refused or empty."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app import clock
from app.errors import Conflict, NotAllowed, NotFound, RuleError
from app.modules.customers import services as customers
from app.modules.customers.drafts import CustomerDraft
from app.modules.orders import services
from app.modules.orders.drafts import OrderDraft
from app.uow import Ctx, Database
from tests.helpers.house import House
from tests.helpers.orders import (
    a_customer,
    a_line,
    a_submitted_order,
    an_approved_order,
    an_item,
    an_order,
)


def state_of(house: House, order: int) -> str:
    return str(house.admin("select state from tw.sales_order where id = :o", o=order)[0][0])


# ------------------------------------------------------------------------------------------------ approval
def test_nobody_approves_their_own_order(house: House) -> None:
    order = a_submitted_order(house, 60000, login="maria")
    with pytest.raises(NotAllowed, match="approve_own"):
        house.sql("maria", "select tw.decide('sales_order', :o, null, 'approve', '')", o=order)
    with pytest.raises(NotAllowed, match="approval_steps_open"):
        house.sql("maria", "update tw.sales_order set state = 'approved' where id = :o", o=order)
    assert house.sql("boss", "select tw.decide('sales_order', :o, null, 'approve', '')", o=order) == [("approved",)]


def test_a_salesperson_does_not_approve_and_does_not_skip_the_pending_state(house: House) -> None:
    order = a_submitted_order(house, 60000)
    with pytest.raises(NotAllowed):
        house.sql("sally", "select tw.decide('sales_order', :o, null, 'approve', '')", o=order)
    fresh = an_order(house, a_line(an_item(house), 1, 60000))
    with pytest.raises(RuleError, match="transition_refused"):
        house.sql("sally", "update tw.sales_order set state = 'approved' where id = :o", o=fresh)
    with pytest.raises(RuleError, match="must_begin_as"):
        house.sql("sally", "insert into tw.sales_order (customer_id, order_date, state) select customer_id, order_date,"
                  " 'approved' from tw.sales_order where id = :o", o=fresh)  # fmt: skip


def test_the_sales_manager_does_not_approve_past_the_band(house: House) -> None:
    order = a_submitted_order(house, 500000)
    house.sql("maria", "select tw.decide('sales_order', :o, null, 'approve', '')", o=order)
    assert state_of(house, order) == "pending"
    with pytest.raises(NotAllowed):
        house.sql("maria", "select tw.decide('sales_order', :o, null, 'approve', '')", o=order)
    with pytest.raises(NotAllowed, match="approval_steps_open"):
        house.sql("maria", "update tw.sales_order set state = 'approved' where id = :o", o=order)


def test_nobody_approves_past_the_credit_limit_without_the_right(house: House) -> None:
    customer = a_customer(house, credit=Decimal(55000))
    an_approved_order(house, customer=customer)
    order = a_submitted_order(house, 54000, customer=customer)
    assert house.sql("maria", "select tw.decide('sales_order', :o, null, 'approve', '')", o=order) == [("pending",)]
    with pytest.raises(NotAllowed):
        house.sql("maria", "select tw.decide('sales_order', :o, null, 'approve', '')", o=order)
    with pytest.raises(NotAllowed, match="approval_steps_open"):
        house.sql("maria", "update tw.sales_order set state = 'approved' where id = :o", o=order)
    assert house.sql("fiona", "select tw.decide('sales_order', :o, null, 'approve', '')", o=order) == [("approved",)]


def test_a_low_rate_does_not_slip_below_a_band(house: House) -> None:
    order = an_order(house, a_line(an_item(house), 1, 10000), currency="USD")
    house.sql("sally", "update tw.sales_order set rate = 0.001 where id = :o", o=order)
    assert house.do("sally", services.submit, order, None).state == "pending"
    with pytest.raises(RuleError, match="currency_unknown"):
        an_order(house, currency="XXX")


def test_stamps_and_decisions_cannot_be_written(house: House) -> None:
    order = a_submitted_order(house, 60000)
    for statement in (
        "update tw.sales_order set submitted_by = null where id = :o",
        "update tw.sales_order set approved_by = 1 where id = :o",
        "insert into tw.approval (kind, record_id, step_no, permission, decision, user_id, at, comment)"
        " values ('sales_order', :o, 1, 'orders.approve', 'approve', 4, now(), '')",
    ):
        with pytest.raises(NotAllowed):
            house.sql("sally", statement, o=order)
    assert house.sql("sally", "update tw.approval_rule set active = false where kind = 'sales_order'") == [0]
    assert state_of(house, order) == "pending"


# ------------------------------------------------------------------------------------------------ amounts
def test_a_wrong_total_cannot_be_stored(house: House) -> None:
    order = an_order(house, a_line(an_item(house), 10, 60000))
    for statement in (
        "update tw.sales_order_amount set total = 1, total_base = 1 where order_id = :o",
        "insert into tw.sales_order_amount (order_id, total_base) values (:o, 1)",
        "update tw.sales_order_line_price set total = 1, net = 1, tax = 0 where order_id = :o",
        "delete from tw.sales_order_line_price where order_id = :o",
        "delete from tw.sales_order_line where order_id = :o",
    ):
        with pytest.raises(NotAllowed):
            house.sql("sally", statement, o=order)
    house.sql("sally", "update tw.sales_order_line set quantity = 1 where order_id = :o", o=order)
    house.sql("sally", "update tw.sales_order_line_price set price_with_tax = 50 where order_id = :o", o=order)
    assert house.sql("sally", "select total from tw.sales_order_amount where order_id = :o", o=order) == [(50,)]


def test_a_price_row_belongs_to_its_own_order(house: House) -> None:
    cheap, dear = an_order(house, a_line(an_item(house), 1, 1)), an_order(house, a_line(an_item(house), 1, 90000))
    with pytest.raises((RuleError, NotFound)):
        house.sql("sally", "update tw.sales_order_line_price set order_id = :c where order_id = :d", c=cheap, d=dear)
    with pytest.raises(RuleError, match="line_moved_to_another_document"):
        house.sql("sally", "update tw.sales_order_line set order_id = :c where order_id = :d", c=cheap, d=dear)


def test_an_order_without_prices_is_not_submitted(house: House) -> None:
    order = an_order(house, a_line(an_item(house), 5, None))
    with pytest.raises(RuleError, match="line_price_missing"):
        house.sql("sally", "select tw.submit('sales_order', :o, null)", o=order)
    empty = an_order(house)
    house.sql("sally", "select tw.remove_lines('sales_order_line', 'order_id', :o, array(select id from"
              " tw.sales_order_line where order_id = :o))", o=empty)  # fmt: skip
    with pytest.raises(RuleError, match="order_without_lines"):
        house.sql("sally", "update tw.sales_order set state = 'pending' where id = :o", o=empty)


@pytest.mark.parametrize(
    "statement",
    [
        "update tw.sales_order_line_price set price_with_tax = 1 where order_id = :o",
        "update tw.sales_order_line set quantity = 2 where order_id = :o",
        "update tw.sales_order set rate = 2, currency = 'USD' where id = :o",
        "update tw.sales_order set customer_po = 'x' where id = :o",
        "insert into tw.sales_order_line (order_id, line_no, item_id, quantity) select order_id, 9, item_id, 1"
        " from tw.sales_order_line where order_id = :o",
        "select tw.remove_lines('sales_order_line', 'order_id', :o, array(select id from tw.sales_order_line"
        " where order_id = :o))",
    ],
)
@pytest.mark.parametrize("amount", [2000, 60000])
def test_what_was_submitted_or_approved_is_frozen(house: House, statement: str, amount: int) -> None:
    order = a_submitted_order(house, amount)
    with pytest.raises(RuleError, match="document_frozen"):
        house.sql("sally", statement, o=order)


def test_an_amount_stays_as_agreed_when_an_order_changes_hands(house: House) -> None:
    order = an_approved_order(house)
    house.sql(
        "maria",
        "update tw.sales_order set owner_id = (select id from tw.app_user where login = 'stella') where id = :o",
        o=order,
    )
    assert house.sql("stella", "select total from tw.sales_order_amount where order_id = :o", o=order) == [(2000,)]
    assert house.sql("sally", "select order_id from tw.sales_order_line_price where order_id = :o", o=order) == []


def test_rounding_lines_are_not_made_by_hand(house: House) -> None:
    order = an_order(house)
    with pytest.raises(RuleError, match="rounding_lines_are_imported"):
        house.sql(
            "sally",
            "insert into tw.sales_order_line (order_id, line_no, kind, quantity) values (:o, 5, 'rounding', 1)",
            o=order,
        )
    with pytest.raises(RuleError, match="line_price_negative"):
        house.sql("sally", "update tw.sales_order_line_price set price_with_tax = -5 where order_id = :o", o=order)


# ------------------------------------------------------------------------------------------------ who sees what
def test_other_departments_orders_are_neither_seen_nor_touched(house: House) -> None:
    order = a_submitted_order(house, 60000)
    for table, column in (
        ("sales_order", "id"), ("sales_order_line", "order_id"), ("sales_order_line_price", "order_id"),
        ("sales_order_amount", "order_id"), ("sales_order_list", "id"), ("sales_order_line_list", "order_id"),
        ("demand_orders", "document_id"),
    ):  # fmt: skip
        assert house.sql("simon", f"select 1 from tw.{table} where {column} = :o", o=order) == [], table
        assert house.sql("stella", f"select 1 from tw.{table} where {column} = :o", o=order) == [], table
    for call in (
        "select tw.move('sales_order', :o, null, 'withdraw', '')", "select tw.close_finished_lines(:o)",
        "select tw.submit('sales_order', :o, null)", "select * from tw.history('sales_order', :o)",
    ):  # fmt: skip
        with pytest.raises(NotFound):
            house.sql("simon", call, o=order)
    assert house.sql("simon", "select * from tw.deciders('sales_order', :o)", o=order) == []
    assert house.sql("simon", "update tw.sales_order set notes = 'x' where id = :o", o=order) == [0]


def test_prices_are_not_seen_without_the_right_not_even_in_the_history(house: House) -> None:
    order = an_approved_order(house)
    for login in ("walter", "peter", "prodan", "tom"):
        assert house.sql(login, "select id from tw.sales_order where id = :o", o=order) == [(order,)]
        assert house.sql(login, "select 1 from tw.sales_order_line_price where order_id = :o", o=order) == []
        assert house.sql(login, "select 1 from tw.sales_order_amount where order_id = :o", o=order) == []
        assert house.sql(login, "select amount from tw.sales_order_line_list where order_id = :o", o=order) == [(None,)]
        changed = house.sql(login, "select distinct table_name from tw.history('sales_order', :o)", o=order)
        assert "sales_order_line_price" not in {r[0] for r in changed}
    for call in ("tw.exposure", "tw.exposure_by_part"):
        with pytest.raises(NotAllowed):
            house.sql(
                "walter", f"select * from {call}((select customer_id from tw.sales_order where id = :o))", o=order
            )


@pytest.mark.parametrize(
    "call", ["tw.exposure_orders(1)", "tw.credit_parts(1)", "tw.condition_over_credit(1)", "tw.lock_credit(1)"]
)
def test_what_works_behind_the_wall_is_not_called_from_before_it(house: House, call: str) -> None:
    with pytest.raises(NotAllowed):
        house.sql("boss", f"select * from {call}")


def test_exposure_is_told_of_customers_one_sees_and_is_whole(house: House) -> None:
    customer = a_customer(house)
    an_approved_order(house, customer=customer)
    an_approved_order(house, customer=customer, login="maria")
    assert house.sql("sally", "select tw.exposure(:c)", c=customer) == [(4000,)]
    assert len(house.sql("sally", "select id from tw.sales_order where customer_id = :c", c=customer)) == 1
    with pytest.raises(NotFound):
        house.sql("simon", "select tw.exposure(:c)", c=customer)


def test_an_order_for_a_customer_one_does_not_see_is_refused(house: House) -> None:
    theirs = house.do("simon", customers.save, CustomerDraft(name="别人的客户")).id
    with pytest.raises(NotFound):
        an_order(house, customer=theirs)


# ------------------------------------------------------------------------------------------------ closing
def test_closing_lines_and_orders_asks_the_right(house: House) -> None:
    order = an_approved_order(house)
    with pytest.raises(NotAllowed):
        house.sql("sally", "update tw.sales_order_line set closed = true where order_id = :o", o=order)
    with pytest.raises(NotAllowed):
        house.sql("sally", "update tw.sales_order set state = 'closed' where id = :o", o=order)
    for login in ("walter", "sally"):
        with pytest.raises(NotAllowed):
            house.sql(login, "select tw.move('sales_order', :o, null, 'close', '')", o=order)
    assert house.sql("walter", "select tw.close_finished_lines(:o)", o=order) == [("approved",)]
    house.do("maria", services.close, order, None)
    with pytest.raises(NotAllowed):
        house.sql("walter", "select tw.move('sales_order', :o, null, 'reopen', 'x')", o=order)
    assert house.sql("mercy", "select tw.move('sales_order', :o, null, 'reopen', 'x')", o=order) == [("approved",)]


def test_by_whom_a_line_was_closed_is_not_forged(house: House) -> None:
    order = an_approved_order(house)
    house.sql(
        "mercy", "update tw.sales_order_line set closed = true, closed_by = 'shipped' where order_id = :o", o=order
    )
    assert house.admin("select closed_by from tw.sales_order_line where order_id = :o", o=order) == [("hand",)]
    house.sql("mercy", "update tw.sales_order_line set closed_by = 'shipped' where order_id = :o", o=order)
    assert house.admin("select closed_by from tw.sales_order_line where order_id = :o", o=order) == [("hand",)]


# ------------------------------------------------------------------------------------------------ two at once
def test_two_orders_at_once_do_not_both_find_the_same_credit_free(sign_in: Callable[..., Database]) -> None:
    sally = sign_in("sally")
    customer = sally.write(customers.save, CustomerDraft(name="信用只够一单")).id
    fiona = sign_in("fiona")

    def grant(ctx: Ctx) -> None:
        ctx.session.execute(
            sa.text(
                "insert into tw.customer_credit (customer_id, credit_limit, owner_id, department_id)"
                " select id, 3000, owner_id, department_id from tw.customer where id = :c"
            ),
            {"c": customer},
        )

    fiona.write(grant)
    engineer = sign_in("emil")

    def item(ctx: Ctx) -> int:
        unit = ctx.session.execute(
            sa.text("insert into tw.unit (code, name) values ('pcs', '台') returning id")
        ).scalar()
        return int(ctx.session.execute(
            sa.text("insert into tw.item (code, name, unit_id) values ('X1', 'X', :u) returning id"), {"u": unit}
        ).scalar_one())  # fmt: skip

    thing = engineer.write(item)
    made = [
        sally.write(services.save, OrderDraft(customer=customer, order_date=clock.today(), due_date=clock.today(),
                                              lines=(a_line(thing),))).id
        for _turn in range(6)
    ]  # fmt: skip
    clients = [sign_in("sally") for _order in made]

    def hand_in(client: Database, order: int) -> str:
        try:
            return str(client.write(services.submit, order, None).state)
        except Conflict:
            return "again"

    with ThreadPoolExecutor(len(made)) as pool:
        states = list(pool.map(hand_in, clients, made))
    assert states.count("approved") == 1 and set(states) <= {"approved", "pending", "again"}, states
