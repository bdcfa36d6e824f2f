"""Orders under real rights: saved, submitted, decided, closed; what is computed, told and promised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.drafting import make_draft
from app.errors import Conflict, ManyErrors, NotAllowed, NotFound, RuleError
from app.lists import Query, page, row_keys
from app.modules.mrp import services as planning
from app.modules.opportunities import services as opportunities
from app.modules.opportunities.drafts import OpportunityDraft, OpportunityLineDraft
from app.modules.orders import papers, queries, reports, rules, services, sheets, warnings
from app.modules.orders.drafts import OrderDraft, OrderLineDraft
from app.modules.orders.ui import screens
from app.sheets import SheetRow
from tests.helpers.house import House
from tests.helpers.orders import (
    a_customer,
    a_line,
    a_submitted_order,
    an_approved_order,
    an_item,
    an_order,
    lines_of,
)


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """The statements sent within the block."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lower().startswith(("savepoint", "release", "rollback", "set local", "reset")):
            sent.append(statement)

    sa.event.listen(house.connection.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(house.connection.engine, "before_cursor_execute", note)


def state_of(house: House, order: int) -> str:
    return str(house.admin("select state from tw.sales_order where id = :o", o=order)[0][0])


def messages_of(house: House, login: str) -> list[Any]:
    return house.sql(login, "select text, params, second, screen, record_id from tw.message order by id")


# ------------------------------------------------------------------------------------------------ saving
def test_an_order_is_saved_with_number_parties_and_amounts(house: House) -> None:
    item = an_item(house)
    made = house.do("sally", queries.load, an_order(house, a_line(item, 3, Decimal("99.99"), discount=Decimal("0.05"))))
    assert made.number.startswith("SO-") and made.editable and made.state == "draft"
    assert made.values["ship_to"] == made.values["bill_to"] == made.values["end_user"] == made.values["customer"]
    assert (made.values["total"], made.values["tax"], made.values["net"]) == (
        Decimal("284.97"), Decimal("32.78"), Decimal("252.19"),
    )  # fmt: skip
    assert made.lines[0]["total"] == Decimal("284.97") and made.lines[0]["unit"] == "台"
    assert made.lines[0]["due_date"] == made.values["due_date"]


def test_what_was_loaded_can_be_saved_again_as_a_draft(house: House) -> None:
    order = an_order(house)
    shown = house.do("sally", queries.load, order)
    again = make_draft(OrderDraft, shown.values, shown.lines, id=shown.id, uid=shown.uid, version=shown.version)
    saved = house.do("sally", services.save, again)
    assert saved.version == 2 and house.do("sally", queries.load, order).lines[0]["id"] == shown.lines[0]["id"]


def test_two_hundred_lines_take_as_many_statements_as_two(house: House) -> None:
    item, customer = an_item(house), a_customer(house)
    counts = []
    for size in (2, 200):
        draft = OrderDraft(customer=customer, order_date=clock.today(), due_date=clock.today(),
                           lines=tuple(a_line(item, n + 1) for n in range(size)))  # fmt: skip
        with statements(house) as sent:
            house.do("sally", services.save, draft)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8, counts


def test_changed_added_and_removed_lines_are_all_kept_and_summed(house: House) -> None:
    item = an_item(house)
    order = an_order(house, a_line(item, 1, 100), a_line(item, 1, 200), a_line(item, 1, 300))
    first, second, _third = lines_of(house, order)
    shown = house.do("sally", queries.load, order)
    kept = (a_line(item, 5, 200, id=second), a_line(item, 1, 100, id=first), a_line(item, 1, 7))
    draft = replace(make_draft(OrderDraft, shown.values, (), id=order, version=shown.version), lines=kept)
    house.do("sally", services.save, draft)
    after = house.do("sally", queries.load, order)
    assert [(line["id"], line["line_no"]) for line in after.lines][:2] == [(second, 1), (first, 2)]
    assert after.values["total"] == Decimal("1107.00") and len(after.lines) == 3


def test_a_stale_order_is_a_conflict(house: House) -> None:
    order = an_order(house)
    shown = house.do("sally", queries.load, order)
    draft = make_draft(OrderDraft, shown.values, shown.lines, id=order, version=shown.version)
    house.do("sally", services.save, draft)
    with pytest.raises(Conflict):
        house.do("sally", services.save, draft)


def test_an_export_order_is_anchored_net_and_in_its_currency(house: House) -> None:
    order = an_order(house, a_line(an_item(house), 3, 100, tax_code="0"), currency="USD", tax_anchor="net")
    shown = house.do("sally", queries.load, order)
    assert shown.values["total"] == Decimal("300.00") and shown.values["total_base"] == Decimal("2130.00")
    assert shown.lines[0]["price"] == Decimal(100)


def test_another_rate_or_anchor_is_reckoned_again(house: House) -> None:
    order = an_order(house, a_line(an_item(house), 1, 113), currency="USD")
    house.sql("sally", "update tw.sales_order set rate = 8 where id = :o", o=order)
    assert house.sql("sally", "select total, total_base from tw.sales_order_amount where order_id = :o", o=order) == [
        (Decimal("113.00"), Decimal("904.00"))
    ]
    house.sql("sally", "update tw.sales_order_line set quantity = 3 where order_id = :o", o=order)
    assert house.sql("sally", "select total from tw.sales_order_amount where order_id = :o", o=order) == [(339,)]


@pytest.mark.parametrize("anchor", ["with_tax", "net"])
def test_the_database_reckons_as_the_rules_do(house: House, anchor: str) -> None:
    item, customer = an_item(house), a_customer(house)
    cases = [
        (Decimal(q), Decimal(p), Decimal(d), t)
        for q in ("1", "3", "0.3333", "17.5", "99999")
        for p in ("0", "0.005", "1.115", "33.333333", "6860")
        for d in ("0", "0.05", "0.333333", "1")
        for t in ("13", "3", "0")
    ]
    lines = tuple(OrderLineDraft(item=item, quantity=q, price=p, discount=d, tax_code=t) for q, p, d, t in cases)
    order = house.do("sally", services.save, OrderDraft(
        customer=customer, order_date=clock.today(), due_date=clock.today(), tax_anchor=anchor, lines=lines)).id  # fmt: skip
    shown = house.do("sally", queries.load, order)
    rates = {"13": Decimal("0.13"), "3": Decimal("0.03"), "0": Decimal(0)}
    known = [
        rules.line_amounts(q, p, tax_rate=rates[t], discount=d, anchor=anchor)  # type: ignore[arg-type]
        for q, p, d, t in cases
    ]
    assert [(x["total"], x["tax"], x["net"]) for x in shown.lines] == [(a.total, a.tax, a.net) for a in known]
    whole = rules.order_totals(known)
    assert (shown.values["total"], shown.values["tax"], shown.values["net"]) == (whole.total, whole.tax, whole.net)
    head, computed, errors = rules.form_totals(shown.values, shown.lines)
    assert head["total"] == whole.total and computed[7]["net"] == known[7].net and not errors


def test_every_wrong_place_of_a_draft_is_named(house: House) -> None:
    lines = (OrderLineDraft(quantity=Decimal(-1), discount=Decimal(2)), OrderLineDraft(item=an_item(house)))
    with pytest.raises(ManyErrors) as caught:
        house.do("sally", services.save, OrderDraft(lines=lines))
    places = {error.field for error in caught.value.errors}
    assert places == {
        "customer",
        "order_date",
        "lines.0.item",
        "lines.0.quantity",
        "lines.0.discount",
        "lines.1.quantity",
    }


def test_a_draft_may_lack_prices_but_not_be_submitted_without(house: House) -> None:
    order = an_order(house, a_line(an_item(house), 1, None), due_date=None)
    with pytest.raises(ManyErrors) as caught:
        house.do("sally", services.submit, order, 1)
    assert {e.field for e in caught.value.errors} == {"lines.0.price", "lines.0.due_date"}


def test_errors_stand_at_the_cell_while_typing_and_not_in_empty_lines() -> None:
    values = {"order_date": clock.today()}
    lines = [{"item": 1, "quantity": Decimal(2), "due_date": clock.today() - timedelta(days=1)}, {}]
    head, computed, errors = rules.form_totals(values, lines)
    assert {place: error.key for place, error in errors.items()} == {
        (0, "price"): "line_price_missing", (0, "due_date"): "due_before_order_date",
    }  # fmt: skip
    assert head["lines_count"] == 1 and computed[1]["total"] is None
    blind_head, _rows, blind = rules.form_totals({**values, "sees_prices": False}, lines)
    assert (0, "price") not in blind and "total" not in blind_head


# ------------------------------------------------------------------------------------------------ deciding
def test_a_small_order_is_approved_by_submitting_it(house: House) -> None:
    order = an_order(house)
    saved = house.do("sally", services.submit, order, 1)
    assert saved.state == "approved" and not house.do("sally", queries.load, order).editable
    stage = house.admin(
        "select c.stage from tw.customer c join tw.sales_order o on o.customer_id = c.id where o.id = :o", o=order
    )
    assert stage == [("trading",)]


def test_from_fifty_thousand_the_sales_manager_decides_and_is_told(house: House) -> None:
    order = a_submitted_order(house, 50000)
    assert state_of(house, order) == "pending"
    told = messages_of(house, "maria")
    assert told[-1].text == "{number} waits for your approval" and told[-1].record_id == order
    assert messages_of(house, "fiona") == []
    rows, count = house.do("maria", queries.waiting_for_me, 10)
    assert [r.id for r in rows] == [order] and count == 1 and rows[0].amount == 50000
    assert house.do("sally", queries.waiting_for_me, 10) == ([], 0)
    saved = house.do("maria", services.approve, order, rows[0].version)
    assert saved.state == "approved"
    assert messages_of(house, "sally")[-1].text == "{number} is approved"
    assert house.do("maria", queries.waiting_for_me, 10) == ([], 0)


def test_from_half_a_million_the_manager_decides_after_the_sales_manager(house: House) -> None:
    order = a_submitted_order(house, 500000)
    assert house.do("maria", services.approve, order, None).state == "pending"
    with pytest.raises(NotAllowed):
        house.do("maria", services.approve, order, None)
    assert house.do("maria", queries.waiting_for_me, 10) == ([], 0)
    assert [r.id for r in house.do("boss", queries.waiting_for_me, 10)[0]] == [order]
    assert messages_of(house, "boss")[-1].record_id == order
    assert house.do("boss", services.approve, order, None).state == "approved"


def test_beyond_the_credit_limit_finance_decides(house: House) -> None:
    customer = a_customer(house, credit=Decimal(1500))
    order = an_order(house, customer=customer)
    assert house.do("sally", services.submit, order, 1).state == "pending"
    rows, _count = house.do("fiona", queries.waiting_for_me, 10)
    assert [(r.id, r.what) for r in rows] == [(order, "Beyond the credit limit")]
    assert house.do("fiona", services.approve, order, None).state == "approved"


def test_open_orders_use_up_the_credit_until_they_are_closed(house: House) -> None:
    customer = a_customer(house, credit=Decimal(3000))
    first = an_approved_order(house, customer=customer)
    assert house.do("sally", lambda ctx: ctx.call("exposure", customer)) == 2000
    second = an_order(house, customer=customer)
    assert house.do("sally", services.submit, second, 1).state == "pending"
    house.do("sally", services.withdraw, second, None)
    house.do("maria", services.close, first, None)
    assert house.do("sally", services.submit, second, None).state == "approved"


def test_a_payers_credit_counts_whoever_orders(house: House) -> None:
    payer = a_customer(house, credit=Decimal(100), name="付款方")
    order = an_order(house, bill_to=payer)
    assert house.do("sally", services.submit, order, 1).state == "pending"


def test_a_rejected_order_comes_back_with_its_reason_and_may_be_submitted_again(house: House) -> None:
    order = a_submitted_order(house, 60000)
    with pytest.raises(RuleError, match="reason_needed"):
        house.do("maria", services.reject, order, None, reason=" ")
    assert house.do("maria", services.reject, order, None, reason="毛利太低").state == "rejected"
    rows, _count = house.do("sally", queries.rejected, 10)
    assert [(r.id, r.what) for r in rows] == [(order, "毛利太低")]
    told = messages_of(house, "sally")[-1]
    assert told.text == "{number} was rejected" and told.second == "{customer}: {reason}"
    assert house.do("sally", services.submit, order, None).state == "pending"


def test_withdrawing_is_for_who_submitted(house: House) -> None:
    order = a_submitted_order(house, 60000)
    with pytest.raises(NotAllowed, match="withdrawn_by_submitter_only"):
        house.do("mercy", services.withdraw, order, None)
    assert house.do("sally", services.withdraw, order, None).state == "draft"


def test_the_side_panel_says_who_decided_and_who_is_asked(house: House) -> None:
    order = a_submitted_order(house, 600000)
    house.do("maria", services.approve, order, None, comment="可以")
    (section,) = house.do("sally", queries.approval_sections, order)
    assert [row.status for row in section.rows] == ["done", "waiting"] and "可以" in section.rows[0].left


# ------------------------------------------------------------------------------------------------ other moves
def test_unapproving_keeps_number_and_reason_and_asks_the_right(house: House) -> None:
    order = an_approved_order(house)
    with pytest.raises(NotAllowed):
        house.do("sally", services.unapprove, order, None, reason="价格")
    saved = house.do("maria", services.unapprove, order, None, reason="客户改型号")
    assert saved.state == "draft" and saved.number.startswith("SO-")
    assert house.do("sally", queries.load, order).chips == (("客户改型号", "waiting"),)


def test_an_order_that_is_followed_is_not_unapproved(house: House) -> None:
    order = an_approved_order(house)
    (line,) = lines_of(house, order)
    for table in ("delivery_notice", "delivery_notice_line"):  # how a notice comes to be is the shipping room's matter
        house.admin(f"alter table tw.{table} disable trigger user")
    notice = house.admin(
        "insert into tw.delivery_notice (number, customer_id, due_date, owner_id, department_id)"
        " select 'DN-T1', customer_id, due_date, owner_id, department_id from tw.sales_order where id = :o returning id",
        o=order,
    )[0][0]  # fmt: skip
    house.admin(
        "insert into tw.delivery_notice_line (notice_id, line_no, order_id, order_line_id, item_id, quantity)"
        " select :n, 1, order_id, id, item_id, 1 from tw.sales_order_line where id = :l",
        n=notice, l=line,
    )  # fmt: skip
    with pytest.raises(RuleError, match="order_is_followed"):
        house.do("maria", services.unapprove, order, None, reason="x")
    house.admin("update tw.delivery_notice set state = 'void' where id = :n", n=notice)
    assert house.do("maria", services.unapprove, order, None, reason="x").state == "draft"


def test_held_orders_go_on_when_released_and_still_use_credit(house: House) -> None:
    customer = a_customer(house, credit=Decimal(9000))
    order = an_approved_order(house, customer=customer)
    assert house.do("fiona", services.hold, order, None, reason="逾期").state == "held"
    assert house.do("fiona", lambda ctx: ctx.call("exposure", customer)) == 2000
    assert house.do("mercy", services.release, order, None).state == "approved"


def test_closing_an_order_closes_its_lines_and_reopening_opens_them(house: House) -> None:
    order = an_approved_order(house)
    (line,) = lines_of(house, order)
    assert house.do("maria", services.close, order, None).state == "closed"
    assert house.admin("select closed, closed_by from tw.sales_order_line where id = :l", l=line) == [(True, "order")]
    assert house.do("maria", services.reopen, order, None, reason="补发").state == "approved"
    assert house.admin("select closed from tw.sales_order_line where id = :l", l=line) == [(False,)]


def test_closing_the_last_line_closes_the_order(house: House) -> None:
    item = an_item(house)
    order = an_approved_order(house, a_line(item), a_line(item))
    first, second = lines_of(house, order)
    assert house.do("mercy", services.close_lines, [first]).count == 1
    assert state_of(house, order) == "approved"
    house.do("mercy", services.close_lines, [second])
    assert state_of(house, order) == "closed"
    house.do("mercy", services.reopen_lines, [first])
    assert state_of(house, order) == "approved"
    with pytest.raises(RuleError, match="no_line_to_change"):
        house.do("mercy", services.reopen_lines, [first])
    with pytest.raises(NotAllowed):
        house.do("sally", services.close_lines, [first])


@contextmanager
def shipped(house: House, **by_line: Any) -> Iterator[None]:
    """What the shipping room's view says within the block, as if it had left."""
    kept = house.admin("select pg_get_viewdef('tw.order_line_shipped'::regclass)")[0][0].rstrip(";")
    rows = ", ".join(f"({line}::bigint, {amount}::numeric)" for line, amount in by_line["lines"])
    house.admin(f"create or replace view tw.order_line_shipped with (security_invoker) as select line_id, shipped"
                f" from (values {rows}) v (line_id, shipped)")  # fmt: skip
    yield
    house.admin(f"create or replace view tw.order_line_shipped with (security_invoker) as {kept}")


def test_a_clerk_without_rights_closes_what_has_left_whole_and_reopens_what_comes_back(house: House) -> None:
    item = an_item(house)
    order = an_approved_order(house, a_line(item, 5), a_line(item, 3))
    first, second = lines_of(house, order)
    with shipped(house, lines=[(first, 5), (second, 1)]):
        assert house.do("walter", services.close_finished_lines, order) == "approved"
        got = house.sql(
            "peter",
            "select shipped, open_quantity from tw.sales_order_line_list where order_id = :o order by line_no",
            o=order,
        )
        assert got == [(5, 0), (1, 2)]
        demand = house.sql("peter", "select line_id, quantity from tw.demand_orders where document_id = :o", o=order)
        assert demand == [(second, 2)]
    with shipped(house, lines=[(first, 5), (second, 3)]):
        assert house.do("walter", services.close_finished_lines, order) == "closed"
        delivered = house.sql("walter", "select delivered, amount from tw.sales_order_list where id = :o", o=order)
        assert delivered == [(1, None)]
    with shipped(house, lines=[(first, 5), (second, 2)]):
        assert house.do("walter", services.close_finished_lines, order) == "approved"
        assert house.do("maria", lambda ctx: ctx.call("exposure", ctx.session.execute(
            sa.text("select customer_id from tw.sales_order where id = :o"), {"o": order}).scalar())) == 1000  # fmt: skip


def test_a_void_order_keeps_its_number(house: House) -> None:
    order = an_order(house)
    saved = house.do("sally", services.void, order, 1, reason="重复")
    assert saved.state == "void" and saved.number
    with pytest.raises(RuleError, match="transition_refused"):
        house.do("sally", services.submit, order, None)


# ------------------------------------------------------------------------------------------------ from a won deal
def test_a_won_deal_is_an_order_at_once(house: House) -> None:
    item, customer = an_item(house), a_customer(house, payment_terms="3-4-2-1", ship_to_address="三号库")
    due = clock.today() + timedelta(days=30)
    line = OpportunityLineDraft(item=item, quantity=Decimal(4), price_with_tax=Decimal(250))
    deal = house.do("sally", opportunities.save, OpportunityDraft(
        name="二期", customer=customer, expected_date=due, lines=(line,))).id  # fmt: skip
    assert house.do("sally", opportunities.win, deal, 1).state == "won"
    assert house.last is not None
    (made,) = house.last.made
    assert made.screen == "orders.order"
    order = house.do("sally", queries.load, made.id)
    assert order.values["opportunity"] == deal and order.values["payment_terms"] == "3-4-2-1"
    assert order.values["ship_to_address"] == "三号库" and order.values["total"] == 1000
    assert order.state == "draft" and order.lines[0]["due_date"] == due
    with pytest.raises(RuleError, match="transition_refused"):
        house.do("sally", opportunities.win, deal, None)


# ------------------------------------------------------------------------------------------------ review, promise
def sections(house: House, login: str, values: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {s.title: s for s in house.do(login, queries.review, values, lines)}


def test_the_review_shows_credit_and_promise_but_margin_only_to_who_sees_costs(house: House) -> None:
    customer = a_customer(house, credit=Decimal(5000), payment_terms="月结")
    an_approved_order(house, customer=customer)
    item = an_item(house, price=Decimal(1000), cost=Decimal(400))
    values = {
        "customer": customer,
        "due_date": clock.today() + timedelta(days=5),
        "payment_terms": "款到发货",
        "currency": "CNY",
    }
    lines = [{"item": item, "quantity": Decimal(4), "price": Decimal(800), "tax_rate": Decimal("0.13")}]
    seen = sections(house, "sally", values, lines)
    assert "Margin" not in seen
    assert seen["Credit"].status == "late" and seen["Credit"].result == "200.00 beyond"
    assert [row.right for row in seen["Credit"].rows] == ["2,000.00", "3,200.00", "5,000.00"]
    assert seen["Terms"].rows[0].status == "waiting" and seen["Terms"].rows[1].status == "done"
    assert len(seen["Promised date"].rows) == 1
    margin = sections(house, "boss", values, lines)["Margin"]
    assert margin.result == "43.5 %" and any("below floor" in row.right for row in margin.rows)


def test_an_approved_order_does_not_count_itself_twice(house: House) -> None:
    customer = a_customer(house, credit=Decimal(2500))
    order = an_approved_order(house, customer=customer)
    shown = house.do("sally", queries.load, order)
    credit = sections(house, "sally", {**shown.values, "id": order}, [dict(x) for x in shown.lines])["Credit"]
    assert credit.status == "done" and credit.result == "500.00 left"


def test_the_promise_is_the_same_whoever_asks_and_is_kept_at_submission(house: House) -> None:
    item = an_item(house, source="buy", lead_time_days=7)
    lines = [{"item": item, "quantity": Decimal(3), "price": Decimal(1)}]
    values = {"due_date": clock.today() + timedelta(days=60), "order_date": clock.today()}
    asked = [sections(house, login, values, lines)["Promised date"] for login in ("sally", "peter")]
    assert asked[0] == asked[1]
    order = an_approved_order(house, a_line(item, 3), due_date=values["due_date"])
    promised = house.admin("select promised_date from tw.sales_order_line where order_id = :o", o=order)[0][0]
    assert promised is not None and promised <= values["due_date"]


def test_progress_follows_the_plan_to_whoever_sees_the_order(house: House) -> None:
    order = an_approved_order(house, a_line(an_item(house, source="buy", lead_time_days=7), 3))
    assert [s.title for s in house.do("sally", queries.load, order).progress] == ["Shipping"]
    house.do("peter", planning.run)
    steps = {s.title: s.text for s in house.do("sally", queries.load, order).progress}
    assert steps == {"Plan": "0 / 1", "Purchasing": "0 / 1", "Production": "1 / 1", "Shipping": "0 / 1"}
    proposed = house.admin("select id from tw.planned_order where state = 'proposed'")
    house.do("peter", planning.release, [r[0] for r in proposed])
    steps = {s.title: s.text for s in house.do("sally", queries.load, order).progress}
    assert steps["Plan"] == "1 / 1" and steps["Purchasing"] == "0 / 1"
    house.do("peter", planning.run)
    steps = {s.title: s.text for s in house.do("sally", queries.load, order).progress}
    assert steps["Plan"] == "1 / 1" and steps["Purchasing"] == "0 / 1"
    with pytest.raises(NotFound):
        house.sql("simon", "select * from tw.order_steps(:o)", o=order)


# ------------------------------------------------------------------------------------------------ lists, figures, files
def test_journals_by_header_and_by_line_are_read_with_every_saved_filter(house: House) -> None:
    order = an_approved_order(house, due_date=clock.today())
    for spec in (screens.ORDERS, screens.LINES):
        for saved in spec.saved:
            for login in ("sally", "walter", "boss"):
                house.do(login, page, spec, Query(search=saved.search, sort=saved.sort), limit=20)
    found = house.do("sally", page, screens.LINES, Query(search="海河 due_date:today is_mine:yes"), limit=20)
    assert [row[row_keys(screens.LINES).index("order_id")] for row in found.rows] == [order]
    found = house.do("sally", page, screens.ORDERS, Query(search="hhrd state:approved"), limit=20)
    assert [row[0] for row in found.rows] == [order]


def test_a_clerk_sees_orders_without_prices(house: House) -> None:
    order = an_approved_order(house)
    shown = house.do("walter", queries.load, order)
    assert shown.values["total"] is None and shown.lines[0]["price"] is None and shown.lines[0]["quantity"] == 2
    with pytest.raises(NotAllowed):
        house.do("walter", lambda ctx: ctx.call("exposure", shown.values["customer"]))


def test_home_figures_count_what_is_signed_late_and_due(house: House) -> None:
    an_approved_order(house, due_date=clock.today() + timedelta(days=3))
    late = an_approved_order(house, due_date=clock.today())
    before = {
        m: house.do("boss", m).text for m in (queries.signed_this_month, queries.late_lines, queries.due_in_seven_days)
    }
    assert before[queries.signed_this_month] == "4,000" and before[queries.due_in_seven_days] == "2"
    house.admin("alter table tw.sales_order_line disable trigger user")
    house.admin("update tw.sales_order_line set due_date = due_date - 5 where order_id = :o", o=late)
    assert house.do("boss", queries.late_lines).text == "1" and house.do("simon", queries.late_lines).text == "0"


def test_a_late_order_is_found_once_for_its_salesperson(house: House) -> None:
    order = an_approved_order(house)
    house.admin("alter table tw.sales_order_line disable trigger user")
    house.admin("update tw.sales_order_line set due_date = current_date - 3 where order_id = :o", o=order)
    (finding,) = house.do("boss", lambda ctx: list(warnings.late_orders(ctx, days=1)))
    assert finding.recipient_id == house.user_id("sally") and finding.record_id == order
    assert house.do("boss", lambda ctx: list(warnings.late_orders(ctx, days=9))) == []


def test_the_progress_report_lists_open_lines_only_unless_asked(house: House) -> None:
    order = an_approved_order(house)
    house.do("maria", services.close, order, None)
    an_approved_order(house)
    assert len(house.do("boss", lambda ctx: list(reports.order_progress(ctx)))) == 1
    every = house.do("boss", lambda ctx: list(reports.order_progress(ctx, open_only=False, since=clock.today())))
    assert len(every) == 2 and len(every[0]) == len(reports.COLUMNS)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_confirmation_prints_the_stored_figures(house: House, lang: Any) -> None:
    order = an_approved_order(
        house,
        a_line(an_item(house), 2, 1000, discount=Decimal("0.05")),
        a_line(an_item(house), 1, 10, tax_code="exempt"),
    )
    number = house.do("sally", queries.load, order).number
    assert house.do("sally", papers.find_order, number) == order
    assert house.do("sally", papers.render_confirmation, order, lang, 1).startswith(b"%PDF")
    with pytest.raises(NotAllowed):
        house.do("walter", papers.render_confirmation, order, lang, 1)


def test_open_orders_are_imported_as_drafts_and_bad_cells_are_named(house: House) -> None:
    customer, item = a_customer(house), an_item(house, code="LDG-1")
    code = house.admin("select code from tw.customer where id = :c", c=customer)[0][0]
    good = {
        "order": "A1", "customer": code, "item": "LDG-1", "quantity": Decimal(2), "price_with_tax": Decimal(10),
        "due_date": clock.today() + timedelta(days=4),
    }  # fmt: skip
    rows = [
        SheetRow(2, good),
        SheetRow(3, {**good, "quantity": Decimal(3)}),
        SheetRow(4, {**good, "order": "A2", "tax_code": "9"}),
    ]
    assert house.do("sally", sheets.write_open_orders, rows) == 2
    stored = house.sql(
        "sally",
        "select o.state, a.total, o.notes from tw.sales_order o join tw.sales_order_amount a on a.order_id = o.id order by o.id",
    )
    assert stored == [("draft", 50, "[A1]"), ("draft", 20, "[A2]")] and item
    bad = [
        SheetRow(2, {**good, "item": "X", "quantity": Decimal(0)}),
        SheetRow(3, {**good, "customer": "nobody", "due_date": None}),
    ]
    with pytest.raises(ManyErrors) as caught:
        house.do("sally", sheets.write_open_orders, bad)
    assert {e.field for e in caught.value.errors} >= {"2.item", "2.quantity", "3.customer", "3.due_date"}
