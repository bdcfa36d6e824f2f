"""Planning behind its walls: run, record, messages, release, promise; one story from demand to an empty plan."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D  # noqa: N817
from typing import Any

import pytest

from app.clock import today
from app.errors import Conflict, NotAllowed, RuleError
from app.i18n import speaking
from app.modules.mrp import queries, services
from app.modules.mrp.drafts import PlannedOrderDraft, RunParameters
from app.modules.production import services as production
from app.modules.production.drafts import MaterialDraft, TaskDraft
from app.modules.purchasing import services as purchasing
from app.modules.purchasing.drafts import OrderDraft, OrderLineDraft
from app.uow import Saved
from tests.helpers.house import House
from tests.helpers.orders import a_line, an_approved_order, lines_of
from tests.helpers.plant import Plant, a_plant, put_in_stock

DUE = today() + timedelta(days=60)


@pytest.fixture
def plant(house: House) -> Plant:
    return a_plant(house)


def wanted(house: House, plant: Plant, item: int, quantity: int, start: date = DUE) -> Saved:
    """A demand for an item: the material of a job whose own product nobody plans."""
    frame = house.admin(
        "insert into tw.item (code, name, source, unit_id) select 'F-' || count(*), '改造', 'service', min(unit_id) from tw.item"
        " returning id"
    )[0][0]
    lines = (MaterialDraft(item, None, None, D(quantity)),)
    return house.do("prodan", production.save, TaskDraft(frame, D(1), start, start + timedelta(days=5), lines=lines))


def plan(house: House) -> list[Any]:
    house.do("peter", services.run)
    return house.sql(
        "peter",
        "select item_id, quantity, kind, supplier_id from tw.planned_order_list where state = 'proposed' order by item_code",
    )


def order_of(house: House, item: int) -> int:
    return int(house.admin("select id from tw.planned_order where item_id = :i and state <> 'released'", i=item)[0][0])


def test_a_run_explodes_nets_and_proposes_suppliers(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.meter, 6)
    put_in_stock(house, plant, plant.body, 2)
    assert plan(house) == [
        (plant.body, D(4), "make", None),
        (plant.casting, D(12), "buy", plant.supplier),
        (plant.meter, D(6), "make", None),
        (plant.sensor, D(12), "buy", plant.second_supplier),
    ]
    run = house.sql("peter", "select orders, is_current from tw.plan_run_list")
    assert run == [(4, True)]


def test_services_are_never_planned(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.service, 1)
    assert plan(house) == []
    assert house.sql("peter", "select kind from tw.plan_exception_list where item_id = :i", i=plant.service) == []


def test_the_record_of_an_item_names_its_documents_and_says_why(house: House, plant: Plant) -> None:
    task = wanted(house, plant, plant.meter, 6)
    plan(house)
    record = house.do("peter", queries.item_record, plant.meter)
    assert [(r.kind, r.label.text, r.quantity, r.projected) for r in record.rows] == [
        ("opening", "On hand", D(0), D(0)), ("demand", task.number, D(-6), D(-6)), ("planned", "Planned order", D(6), D(0)),
    ]  # fmt: skip
    why, serves = house.do("peter", queries.why, order_of(house, plant.casting))
    assert [(row.left, row.right) for row in why.rows][:4] == [
        ("On hand", "0"), ("Demand", "−18"), ("Net requirement", "18"), ("Minimum lot", "10"),
    ]  # fmt: skip
    assert [row.left.strip("　") for row in serves.rows] == ["Planned order", "Planned order", task.number]
    with speaking("zh"):
        assert [s.title for s in house.do("peter", queries.item_sections, plant.meter)] == ["物料计划记录", "需求追溯"]


def test_a_newer_run_takes_the_place_of_the_older_but_keeps_what_is_firm(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.casting, 40)
    plan(house)
    first = order_of(house, plant.casting)
    house.do("peter", services.firm, [first])
    assert plan(house) == []
    wanted(house, plant, plant.casting, 5)
    assert plan(house) == [(plant.casting, D(10), "buy", plant.supplier)]
    house.do("peter", services.drop, [first])
    assert [row[1] for row in plan(house)] == [D(45)]


def test_a_planner_changes_a_proposal_and_it_stays(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.casting, 40)
    plan(house)
    form = house.do("peter", queries.load_order, order_of(house, plant.casting))
    draft = PlannedOrderDraft(D(60), DUE - timedelta(20), DUE, None, form.id, None, form.version)
    house.do("peter", services.save_planned_order, draft)
    assert plan(house) == []
    with pytest.raises(Conflict):
        house.do("peter", services.save_planned_order, draft)
    with pytest.raises(RuleError, match="start_after_due"):
        house.do("peter", services.save_planned_order, PlannedOrderDraft(D(1), DUE, DUE - timedelta(1), None, form.id))


def test_release_makes_tasks_and_one_request_per_supplier(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.meter, 6)
    plan(house)
    ids = [row[0] for row in house.admin("select id from tw.planned_order order by id")]
    released = house.do("peter", services.release, ids)
    assert (released.count, sorted(m.screen for m in released.made)) == (
        4, ["production.task"] * 2 + ["purchasing.request"] * 2,
    )  # fmt: skip
    made = house.sql(
        "peter", "select item_id, made_kind, made_number <> '' from tw.planned_order_list order by item_code"
    )
    assert [m[1] for m in made] == ["production_task", "purchase_request", "production_task", "purchase_request"]
    assert plan(house) == []
    with pytest.raises(Conflict, match="planned_orders_gone"):
        house.do("peter", services.release, ids[:1])


def test_proposals_of_an_older_run_are_not_released(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.casting, 40)
    plan(house)
    old = order_of(house, plant.casting)
    plan(house)
    with pytest.raises(Conflict, match="planned_orders_gone"):
        house.do("peter", services.release, [old])


def test_a_supply_that_comes_too_late_is_expedited_and_accepting_moves_it(house: House, plant: Plant) -> None:
    draft = OrderDraft(
        plant.supplier, lines=(OrderLineDraft(plant.casting, "", D(50), D(25), "13", DUE + timedelta(20)),)
    )
    order = house.do("paula", purchasing.save_order, draft)
    house.do("paula", purchasing.submit_order, order.id, order.version)
    wanted(house, plant, plant.casting, 40)
    plan(house)
    (row,) = house.do("peter", queries.open_messages, 10)[0]
    assert (row.number, row.what) == ("C-100", "Expedite by {days} working days")
    house.do("peter", services.apply, [row.id])
    (moved,) = house.sql("paula", "select due_date from tw.purchase_order_line")[0]
    assert moved <= DUE
    text = house.sql("paula", "select text, params->>'number' from tw.message")
    assert text == [("{number}: planning needs a line on {day}", order.number)]
    assert plan(house) == []
    assert house.do("peter", queries.open_messages, 10) == ([], 0)


def test_what_nobody_needs_is_cancelled_and_ignored_messages_stay_ignored(house: House, plant: Plant) -> None:
    task = house.do("prodan", production.save, TaskDraft(plant.meter, D(2), DUE, DUE))
    plan(house)
    kinds = {r[0]: r[1] for r in house.sql("peter", "select kind, id from tw.plan_exception_list")}
    assert set(kinds) == {"cancel"}
    house.do("peter", services.ignore, [kinds["cancel"]])
    with pytest.raises(Conflict, match="exception_acted_on"):
        house.do("peter", services.ignore, [kinds["cancel"]])
    plan(house)
    assert house.do("peter", queries.open_messages, 10) == ([], 0)
    house.admin("update tw.plan_exception set state = 'open'")
    (again,) = house.sql("peter", "select id from tw.plan_exception_list where kind = 'cancel'")
    house.do("peter", services.apply, [again[0]])
    assert house.sql("prodan", "select state from tw.production_task where id = :i", i=task.id) == [("closed",)]
    assert plan(house) == []


def test_a_late_start_is_released_by_its_message(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.casting, 40, today() + timedelta(days=1))
    plan(house)
    (row,) = house.do("peter", queries.open_messages, 10)[0]
    assert row.what == "Release now, {days} working days late"
    house.do("peter", services.apply_one, row.id, row.version)
    assert house.sql("paula", "select item_id, quantity from tw.purchase_request_line_list") == [(plant.casting, D(40))]


def test_bad_master_data_is_a_message_that_cannot_be_applied(house: House, plant: Plant) -> None:
    made = house.admin(
        "insert into tw.item (code, name, source, unit_id) select 'X-1', '无清单', 'make', min(id) from tw.unit returning id"
    )[0][0]
    plan(house)
    assert house.do("peter", queries.open_messages, 10) == ([], 0)
    wanted(house, plant, made, 1)
    plan(house)
    ((message, kind),) = house.sql("peter", "select id, kind from tw.plan_exception_list where item_code = 'X-1'")
    assert kind == "item_without_bom"
    with pytest.raises(RuleError, match="exception_cannot_be_applied"):
        house.do("peter", services.apply, [message])


def test_the_horizon_leaves_later_proposals_for_later(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.casting, 40)
    assert house.do("peter", services.run, RunParameters(10)).count == 0
    with pytest.raises(RuleError, match="horizon_out_of_range"):
        house.do("peter", services.run, RunParameters(0))


# ---------------------------------------------------------------- walls
def test_only_the_planner_runs_and_decides_and_nobody_writes_a_plan(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.casting, 40)
    plan(house)
    for who in ("sally", "paula", "boss"):
        with pytest.raises(NotAllowed):
            house.do(who, services.run)
        with pytest.raises(NotAllowed):
            house.do(who, services.release, [order_of(house, plant.casting)])
        with pytest.raises(NotAllowed):
            house.sql(who, "select * from tw.plan_input_demand()")
        with pytest.raises(NotAllowed):
            house.sql(who, "select tw.release_planned_orders(array[1])")
    assert house.sql("sally", "select count(*) from tw.planned_order") == [(0,)]
    for statement in (
        "update tw.planned_order set quantity = 1",
        "delete from tw.plan_peg",
        "insert into tw.plan_run (today) values (current_date)",
        "select tw.reschedule_task(1, current_date)",
    ):
        with pytest.raises(NotAllowed):
            house.sql("paula", statement)


def test_a_finished_run_is_written_no_more(house: House, plant: Plant) -> None:
    run = house.do("peter", services.run)
    write = "select tw.write_plan_pegs(:r, array[1]::bigint[], array['x'], array['y'], array[1]::numeric[])"
    with pytest.raises(Exception, match="not_found"):
        house.sql("peter", write, r=run.id)


# ---------------------------------------------------------------- promises
def promised(house: House, who: str, item: int, quantity: int, on: date = DUE) -> Any:
    return house.do(who, services.promise, [("a", item, D(quantity), on)])[0]


def test_everyone_is_promised_the_same_day_and_sees_only_sums(house: House, plant: Plant) -> None:
    put_in_stock(house, plant, plant.casting, 50)
    wanted(house, plant, plant.casting, 45, today() + timedelta(days=30))
    seller, planner = (promised(house, who, plant.casting, 20, today()) for who in ("sally", "peter"))
    assert (seller.date, seller.reason, seller.short) == (planner.date, planner.reason, planner.short)
    assert (seller.ok, seller.short) == (False, D(15))
    assert house.sql("sally", "select count(*) from tw.production_task") == [(0,)]
    assert promised(house, "sally", plant.casting, 5, today()).ok


def test_orders_of_another_team_count_though_they_are_not_seen(house: House, plant: Plant) -> None:
    put_in_stock(house, plant, plant.casting, 55)
    stranger = an_approved_order(house, a_line(plant.casting, 50, 30), login="simon")
    assert house.sql("sally", "select count(*) from tw.sales_order") == [(0,)]
    days = {who: promised(house, who, plant.casting, 10).date for who in ("sally", "simon", "peter")}
    assert len(set(days.values())) == 1
    assert promised(house, "sally", plant.casting, 10, today()).short == D(5)
    (alone,) = house.do(
        "simon", services.promise, [("a", plant.casting, D(10), today())], without=("sales_order", stranger)
    )
    assert alone.ok


def test_an_order_is_planned_made_and_traced_back_to_its_customer(house: House, plant: Plant) -> None:
    order = an_approved_order(house, a_line(plant.meter, 2, 900, due_date=DUE))
    plan(house)
    number = house.admin("select number from tw.sales_order where id = :o", o=order)[0][0]
    _why, serves = house.do("peter", queries.why, order_of(house, plant.sensor))
    assert [row.left.strip("　") for row in serves.rows] == ["Planned order", number]
    task = order_of(house, plant.meter)
    house.do("peter", services.release, [r[0] for r in house.admin("select id from tw.planned_order")])
    plan(house)
    refs = [
        f"production_task:{r[0]}" for r in house.admin("select made_id from tw.planned_order where id = :t", t=task)
    ]
    assert [r.ref for r in house.do("peter", queries.trace_up, refs)] == [
        f"sales_order_line:{lines_of(house, order)[0]}"
    ]


def test_a_promise_names_what_decides_it(house: House, plant: Plant) -> None:
    line = promised(house, "sally", plant.meter, 1, today())
    assert (line.reason, line.params["item"], line.params["days"]) == ("lead_time", "C-100", 8)
    assert queries.reason_text(line).startswith("C-100: 8 working days")
    with speaking("zh"):
        assert "8 个工作日" in queries.reason_text(line)
    assert promised(house, "sally", plant.service, 1, today()).ok


def test_lines_of_one_order_do_not_promise_the_same_stock_twice(house: House, plant: Plant) -> None:
    put_in_stock(house, plant, plant.casting, 50)
    lines = [("a", plant.casting, D(30), today()), ("b", plant.casting, D(30), today())]
    first, second = house.do("sally", services.promise, lines)
    assert (first.ok, second.ok, second.short) == (True, False, D(10))
    parts = [("a", plant.casting, D(40), today()), ("b", plant.body, D(5), today())]
    _first, body = house.do("sally", services.promise, parts)
    assert body.params["item"] == "C-100"


def test_planned_orders_take_their_components_from_later_promises(house: House, plant: Plant) -> None:
    put_in_stock(house, plant, plant.casting, 30)
    wanted(house, plant, plant.body, 10, today() + timedelta(days=30))
    plan(house)
    assert not promised(house, "sally", plant.casting, 1, today()).ok


def test_a_stranger_is_promised_nothing(house: House, plant: Plant) -> None:
    with pytest.raises(NotAllowed):
        promised(house, "nobody_special", plant.casting, 1)


# ---------------------------------------------------------------- the story
def test_from_demand_to_goods_and_an_empty_plan(house: House, plant: Plant) -> None:
    wanted(house, plant, plant.meter, 6)
    plan(house)
    house.do("peter", services.release, [r[0] for r in house.admin("select id from tw.planned_order")])

    requests = [r[0] for r in house.sql("paula", "select id from tw.purchase_request_list where state = 'approved'")]
    orders = house.do("paula", purchasing.order_requests, requests)
    assert orders.count == 2
    assert plan(house) == []
    for made in orders.made:
        house.do("paula", purchasing.submit_order, made.id, None)
        house.do("walter", purchasing.receive_rest, made.id)
    assert plan(house) == []

    tasks = house.sql("prodan", "select id from tw.production_task_list where item_id = any (:i) order by item_code",
                      i=[plant.body, plant.meter])  # fmt: skip
    for (task,) in tasks:
        house.do("prodan", production.confirm, task, None)
        house.do("prodan", production.release, task, None)
        house.do("walter", production.issue_materials, task)
        assert house.do("prodan", production.complete_rest, task).state == "completed"
    assert plan(house) == []
    stock = dict(house.sql("walter", "select item_id, sum(quantity) from tw.stock_balance group by 1"))
    assert stock == {plant.meter: D(6)}
    assert house.do("peter", queries.open_messages, 10) == ([], 0)
