"""Builders for sales: a customer, an item, an order; through the services a person would use where there are some."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app import clock
from app.modules.customers import services as customers
from app.modules.customers.drafts import CustomerDraft
from app.modules.orders import services as orders
from app.modules.orders.drafts import OrderDraft, OrderLineDraft
from tests.helpers.house import House


def a_customer(house: House, login: str = "sally", *, credit: Decimal | None = None, **values: Any) -> int:
    """A customer of a salesperson; credit: the limit granted to it."""
    made = house.do(login, customers.save, CustomerDraft(**{"name": "天津海河热电有限公司", **values})).id
    if credit is not None:
        house.admin(
            "insert into tw.customer_credit (customer_id, credit_limit, owner_id, department_id)"
            " select id, :k, owner_id, department_id from tw.customer where id = :c",
            c=made, k=credit,
        )  # fmt: skip
    return made


def an_item(house: House, *, price: Decimal | None = None, cost: Decimal | None = None, **values: Any) -> int:
    """An item in pieces; price and cost where given."""
    given = {"code": f"IT-{uuid.uuid4().hex[:10]}", "name": "电磁流量计", "specification": "DN80", **values}
    unit = house.admin(
        "insert into tw.unit (code, name) values ('pcs', '台') on conflict (code) do update set name = excluded.name"
        " returning id"
    )[0][0]
    columns = ", ".join(given)
    marks = ", ".join(f":{k}" for k in given)
    made = int(house.admin(
        f"insert into tw.item ({columns}, unit_id) values ({marks}, :unit_id) returning id", **given, unit_id=unit
    )[0][0])  # fmt: skip
    if price is not None:
        house.admin(
            "insert into tw.item_price (item_id, price_with_tax, floor_price) values (:i, :p, :f)",
            i=made, p=price, f=price * Decimal("0.9"),
        )  # fmt: skip
    if cost is not None:
        house.admin("insert into tw.item_cost (item_id, cost) values (:i, :c)", i=made, c=cost)
    return made


def a_line(item: int, quantity: int | Decimal = 2, price: int | Decimal | None = 1000, **values: Any) -> OrderLineDraft:
    """A line as typed."""
    known = None if price is None else Decimal(price)
    return OrderLineDraft(item=item, quantity=Decimal(quantity), price=known, **values)


def an_order(
    house: House, *lines: OrderLineDraft, login: str = "sally", customer: int | None = None, **values: Any
) -> int:
    """A draft order, by default of two pieces at 1,000 each, due in ten days."""
    given = {
        "customer": customer or a_customer(house, login),
        "order_date": clock.today(),
        "due_date": clock.today() + timedelta(days=10),
        "lines": lines or (a_line(an_item(house)),),
        **values,
    }
    return house.do(login, orders.save, OrderDraft(**given)).id


def a_submitted_order(house: House, amount: int, *, login: str = "sally", **values: Any) -> int:
    """An order of one line that comes to `amount`, handed in."""
    made = an_order(house, a_line(an_item(house), 1, amount), login=login, **values)
    house.do(login, orders.submit, made, None)
    return made


def an_approved_order(house: House, *lines: OrderLineDraft, login: str = "sally", **values: Any) -> int:
    """An order that was approved by submitting it: its amount asks nobody."""
    made = an_order(house, *lines, login=login, **values)
    assert house.do(login, orders.submit, made, None).state == "approved"
    return made


def lines_of(house: House, order: int) -> list[int]:
    """The ids of an order's lines."""
    return [
        r[0] for r in house.admin("select id from tw.sales_order_line where order_id = :o order by line_no", o=order)
    ]
