from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal as D  # noqa: N817

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.modules.mrp.engine import (
    ON_HAND,
    SAFETY,
    BomLine,
    Demand,
    Plan,
    PlanItem,
    Supply,
    explain,
    firm,
    net_requirements,
    trace_down,
    trace_up,
)
from app.working_calendar import NO_REST, WorkingCalendar

MONDAY = date(2026, 11, 23)
EVERY_DAY = WorkingCalendar(weeks=NO_REST)
WEEKDAYS = WorkingCalendar()


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def demand(ref: str, item: int, amount: object, on: int) -> Demand:
    return Demand(ref, item, D(str(amount)), day(on))


def supply(ref: str, item: int, amount: object, on: int) -> Supply:
    return Supply(ref, item, D(str(amount)), day(on))


def plan(items, bom=(), demands=(), supplies=(), stock=None, calendar=EVERY_DAY) -> Plan:
    by_id = {item.id: item for item in items}
    return net_requirements(by_id, bom, demands, supplies, stock or {}, calendar, MONDAY)


def orders(result: Plan) -> list[tuple[int, D, int, int]]:
    return [(one.item, one.quantity, (one.start - MONDAY).days, (one.due - MONDAY).days) for one in result.orders]


def messages(result: Plan) -> list[tuple[str, str, D, int]]:
    return [(one.kind, one.ref, one.quantity, one.days) for one in result.messages]


def test_the_worked_table_of_the_readme() -> None:
    result = plan(
        [PlanItem(1, "make", 2, safety_stock=D(10), lot_minimum=D(50), lot_multiple=D(20)), PlanItem(2, "buy", 3)],
        [BomLine(1, 2, D(4), scrap=D("0.05"))],
        [demand("SO-1", 1, 25, 4), demand("SO-2", 1, 40, 9)],
        [supply("PO-1", 2, 100, 1)],
        {1: D(30)},
    )
    assert orders(result) == [(1, D(60), 2, 4), (2, D("152"), -1, 2)]
    assert result.orders[0].net == D(5)


def test_published_multi_level_case_of_oca() -> None:
    """H17: two finished goods over two levels of assemblies share two purchased parts, one with stock and a receipt."""
    fp1, fp2, sf1, sf2, pp1, pp2 = range(1, 7)
    leads = {fp1: 2, fp2: 1, sf1: 1, sf2: 3, pp1: 4, pp2: 2}
    items = [PlanItem(item, "buy" if item in (pp1, pp2) else "make", lead) for item, lead in leads.items()]
    bom = [
        BomLine(fp1, pp1, D(2)), BomLine(fp1, pp2, D(3)), BomLine(fp2, sf1, D(2)), BomLine(fp2, sf2, D(3)),
        BomLine(sf1, pp1, D(3)), BomLine(sf1, pp2, D(2)), BomLine(sf2, pp2, D(3)),
    ]  # fmt: skip
    demands = [demand(f"D{item}", item, amount, on) for item, amount, on in
               [(fp1, 100, 6), (fp2, 15, 6), (sf1, 24, 8), (sf2, 36, 8)]]  # fmt: skip
    result = plan(items, bom, demands, [supply("PO", pp2, 5, 0)], {sf2: D(15), pp1: D(10), pp2: D(20)})
    due = defaultdict(dict)
    for item, amount, _start, on in orders(result):
        due[item][on] = amount
    assert due[fp1] == {6: D(100)} and due[fp2] == {6: D(15)}
    assert due[sf1] == {5: D(30), 8: D(24)} and due[sf2] == {5: D(30), 8: D(36)}
    assert due[pp1] == {4: D(280), 7: D(72)}
    assert due[pp2] == {2: D(65), 4: D(360), 5: D(108), 7: D(48)}
    assert result.levels == {fp1: 0, fp2: 0, sf1: 1, sf2: 1, pp1: 2, pp2: 2}


def test_a_receipt_today_that_mends_the_safety_stock_needs_no_order() -> None:
    """H20."""
    item = PlanItem(1, "buy", 2, safety_stock=D(15))
    result = plan([item], (), [demand("SO", 1, 10, 0)], [supply("PO", 1, 20, 0)], {1: D(5)})
    assert not result.orders
    assert [entry.projected for entry in result.records[1]] == [D(5), D(25), D(15)]


def test_stock_below_safety_is_said_and_ordered_today() -> None:
    result = plan([PlanItem(1, "buy", 2, safety_stock=D(15))], stock={1: D(5)})
    assert orders(result) == [(1, D(10), -2, 0)]
    assert messages(result) == [("release_past_due", "plan:1:1", D(10), 2), ("below_safety", "", D(10), 0)]
    assert result.orders[0].needs[0].demand_ref == SAFETY


def test_negative_stock_is_filled_first() -> None:
    result = plan([PlanItem(1, "buy")], (), [demand("SO", 1, 3, 2)], stock={1: D(-7)})
    assert orders(result) == [(1, D(7), 0, 0), (1, D(3), 2, 2)]


def test_open_orders_stay_and_the_planner_is_told_to_move_them() -> None:
    """H32 (Orlicky): O1 is needed a day earlier, O2 a day later; with open orders staying, the lack is ordered."""
    demands = [demand(f"G{on}", 1, amount, on) for on, amount in {0: 30, 1: 5, 3: 10, 4: 10, 5: 10}.items()]
    result = plan([PlanItem(1, "buy")], (), demands, [supply("O1", 1, 20, 1), supply("O2", 1, 20, 3)], {1: D(27)})
    assert messages(result) == [("expedite", "O1", D(20), 1), ("defer", "O2", D(20), 1)]
    assert orders(result) == [(1, D(3), 0, 0)]
    assert (result.messages[0].demand_ref, result.messages[1].demand_ref) == ("G0", "G4")


def test_what_nobody_needs_is_to_be_cancelled_and_what_is_overdue_is_said() -> None:
    demands = [demand("SO", 1, 5, 0)]
    result = plan([PlanItem(1, "buy")], (), demands, [supply("LATE", 1, 5, -3), supply("EXTRA", 1, 9, 4)])
    assert messages(result) == [("past_due_receipt", "LATE", D(5), 3), ("cancel", "EXTRA", D(9), 0)]


def test_lead_times_run_on_working_days() -> None:
    result = plan([PlanItem(1, "buy", 3)], (), [demand("SO", 1, 1, 12)], calendar=WEEKDAYS)
    assert [(one.due, one.start) for one in result.orders] == [(date(2026, 12, 4), date(2026, 12, 1))]


def test_a_phantom_passes_its_needs_through_and_uses_what_lies_there() -> None:
    items = [PlanItem(1, "make", 2), PlanItem(2, "phantom", 9, safety_stock=D(99)), PlanItem(3, "buy", 1)]
    bom = [BomLine(1, 2, D(2)), BomLine(2, 3, D(3))]
    result = plan(items, bom, [demand("SO", 1, 10, 9)], stock={2: D(5)})
    assert orders(result) == [(1, D(10), 7, 9), (3, D(45), 6, 7)]
    assert [(one.item, one.quantity) for one in result.phantoms] == [(2, D(15))]
    assert [one.ref for one in trace_up(result, result.orders[1].ref)] == ["SO"]


def test_a_bought_item_asks_for_no_components_an_outsourced_one_does() -> None:
    bom = [BomLine(1, 3, D(1)), BomLine(2, 3, D(2))]
    items = [PlanItem(1, "buy"), PlanItem(2, "outsource"), PlanItem(3, "buy")]
    result = plan(items, bom, [demand("A", 1, 1, 5), demand("B", 2, 1, 5)])
    assert [(one.item, one.kind, one.quantity) for one in result.orders] == [
        (1, "buy", D(1)), (2, "outsource", D(1)), (3, "buy", D(2)),
    ]  # fmt: skip


def test_components_are_those_valid_when_the_order_starts() -> None:
    items = [PlanItem(1, "make", 2), PlanItem(2, "buy"), PlanItem(3, "buy")]
    bom = [BomLine(1, 2, D(1), valid_to=day(5)), BomLine(1, 3, D(1), valid_from=day(5))]
    result = plan(items, bom, [demand("A", 1, 1, 6), demand("B", 1, 1, 7)])
    assert [(one.item, (one.due - MONDAY).days) for one in result.orders if one.item > 1] == [(2, 4), (3, 5)]


def test_a_loop_is_named_and_the_rest_is_planned() -> None:
    items = [PlanItem(n, "make", 1) for n in (1, 2, 3, 4)] + [PlanItem(5, "buy")]
    bom = [BomLine(2, 3, D(1)), BomLine(3, 2, D(1)), BomLine(1, 3, D(1)), BomLine(3, 5, D(1)), BomLine(4, 5, D(2))]
    result = plan(items, bom, [demand("A", 1, 1, 5), demand("B", 4, 1, 5)])
    assert [problem.loop for problem in result.problems] == [(2, 3)]
    assert orders(result) == [(1, D(1), 4, 5), (4, D(1), 4, 5), (5, D(2), 4, 4)]


def test_bad_data_is_named_per_item() -> None:
    items = [PlanItem(1, "make", -1, D(-2), D(-3), D(-4))]
    result = plan(items, [BomLine(1, 8, D(1))], [demand("A", 1, 5, 3), demand("B", 9, 1, 3), demand("C", 1, -1, 3)])
    assert [(one.key, one.item, one.refs) for one in result.problems] == [
        ("lead_time_negative", 1, ()), ("lot_negative", 1, ()), ("safety_stock_negative", 1, ()),
        ("item_not_planned", 8, ("item:1",)), ("item_not_planned", 9, ("B",)), ("quantity_negative", 1, ("C",)),
    ]  # fmt: skip
    assert orders(result) == [(1, D(5), 3, 3)]


def test_pegs_tell_the_first_come_first_served_demand() -> None:
    item = PlanItem(1, "buy", lot_multiple=D(10))
    result = plan([item], (), [demand("A", 1, 12, 2), demand("B", 1, 5, 3), demand("C", 1, 9, 4)], stock={1: D(4)})
    assert [(one.supply_ref, one.demand_ref, one.quantity) for one in result.pegs] == [
        (ON_HAND, "A", D(4)), ("plan:1:1", "A", D(8)), ("plan:1:1", "B", D(2)),
        ("plan:1:2", "B", D(3)), ("plan:1:2", "C", D(7)), ("plan:1:3", "C", D(2)),
    ]  # fmt: skip
    assert sum(peg.quantity for peg in result.orders[0].needs) == D(10)
    assert [peg.supply_ref for peg in trace_down(result, "A")] == [ON_HAND, "plan:1:1"]


def test_the_explanation_adds_up_by_hand() -> None:
    item = PlanItem(1, "make", 2, safety_stock=D(10), lot_minimum=D(50), lot_multiple=D(20))
    demands = [demand("SO-1", 1, 25, 4), demand("SO-2", 1, 70, 9)]
    result = plan([item], [], demands, [supply("PO", 1, 3, 1)], {1: D(30)})
    told = explain(result, result.orders[1])
    assert [(figure.key, figure.quantity, figure.ref) for figure in told] == [
        ("opening", D(30), ON_HAND), ("supply", D(3), "PO"), ("demand", D(25), "SO-1"),
        ("planned", D(60), "plan:1:1"), ("demand", D(70), "SO-2"), ("safety", D(10), ""), ("net", D(12), ""),
        ("lot_minimum", D(50), ""), ("lot_multiple", D(20), ""), ("quantity", D(60), "plan:1:2"),
        ("due", None, ""), ("lead_time_days", None, ""), ("start", None, ""),
    ]  # fmt: skip
    assert (told[-3].when, told[-2].days, told[-1].when) == (day(9), 2, day(7))


def test_firm_orders_ask_for_their_components_open_ones_do_not() -> None:
    items, bom = [PlanItem(1, "make", 2), PlanItem(2, "buy")], [BomLine(1, 2, D(3))]
    opened = Supply("MO", 1, D(4), day(5), "open", day(3))
    firmed = Supply("FP", 1, D(4), day(5), "firm", day(3))
    assert orders(plan(items, bom, [demand("A", 1, 4, 5)], [opened])) == []
    assert orders(plan(items, bom, [demand("A", 1, 4, 5)], [firmed])) == [(2, D(12), 3, 3)]


amounts = st.integers(1, 99_999).map(lambda n: D(n) / 1000)


@st.composite
def companies(draw):
    count = draw(st.integers(1, 7))
    lots = st.sampled_from([D(0), D(5), D("2.5"), D(40)])
    items = [
        PlanItem(
            n, draw(st.sampled_from(["make", "make", "buy", "phantom"])), draw(st.integers(0, 6)),
            draw(st.sampled_from([D(0), D(0), D(12)])), draw(lots), draw(lots),
        )
        for n in range(count)
    ]  # fmt: skip
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=10)) if pairs else []
    scraps = st.sampled_from([D(0), D("0.03")])
    bom = [BomLine(a, b, draw(amounts), draw(scraps)) for a, b in chosen]
    dated = st.tuples(st.integers(0, count - 1), amounts, st.integers(-5, 40))
    demands = [demand(f"D{n}", *row) for n, row in enumerate(draw(st.lists(dated, max_size=8)))]
    supplies = [supply(f"S{n}", *row) for n, row in enumerate(draw(st.lists(dated, max_size=5)))]
    stock = draw(st.dictionaries(st.integers(0, count - 1), st.integers(-20, 100).map(D)))
    return items, bom, demands, supplies, stock


calendars = st.sampled_from([EVERY_DAY, WEEKDAYS, WorkingCalendar(holidays=frozenset({day(0), day(7), day(8)}))])


@settings(max_examples=60, deadline=None)
@given(companies(), calendars)
def test_stock_never_ends_a_day_below_safety_and_every_figure_balances(company, calendar) -> None:
    result = plan(*company, calendar=calendar)
    for item, entries in result.records.items():
        stock = D(0)
        for entry in entries:
            stock += -entry.quantity if entry.kind == "demand" else entry.quantity
            assert stock == entry.projected
        last_of_day = {entry.when: entry.projected for entry in entries}
        assert all(left >= result.items[item].safety_stock for left in last_of_day.values())
        assert all(entry.quantity == entry.quantity.quantize(D("0.0001")) for entry in entries)


@settings(max_examples=50, deadline=None)
@given(companies(), calendars)
def test_every_demand_is_pegged_whole_and_in_time(company, calendar) -> None:
    result = plan(*company, calendar=calendar)
    comes = {
        entry.ref: entry.when for entries in result.records.values() for entry in entries if entry.kind != "demand"
    }
    served = defaultdict(D)
    given_away = defaultdict(D)
    for peg in result.pegs:
        served[peg.item, peg.demand_ref] += peg.quantity
        given_away[peg.item, peg.supply_ref] += peg.quantity
    for item, entries in result.records.items():
        asked = defaultdict(D)
        for entry in entries:
            if entry.kind == "demand":
                asked[entry.ref] += entry.quantity
        assert all(served[item, ref] == amount for ref, amount in asked.items())
        due = {entry.ref: entry.when for entry in entries if entry.kind == "demand"}
        late = [
            p for p in result.pegs if p.item == item and p.demand_ref in due and comes[p.supply_ref] > due[p.demand_ref]
        ]
        assert not late
        offered = {entry.ref: entry.quantity for entry in entries if entry.kind != "demand"}
        assert all(given_away[item, ref] <= max(amount, D(0)) for ref, amount in offered.items())


@settings(max_examples=50, deadline=None)
@given(companies(), calendars)
def test_planning_again_on_the_firmed_plan_proposes_nothing(company, calendar) -> None:
    items, bom, demands, supplies, stock = company
    first = plan(items, bom, demands, supplies, stock, calendar)
    again = plan(items, bom, demands, [*supplies, *firm(first)], stock, calendar)
    assert again.orders == ()
    assert [peg.quantity for peg in again.pegs if peg.supply_ref == ON_HAND] == [
        peg.quantity for peg in first.pegs if peg.supply_ref == ON_HAND
    ]


@settings(max_examples=50, deadline=None)
@given(companies(), calendars, st.randoms())
def test_the_plan_does_not_depend_on_the_order_of_its_input(company, calendar, random) -> None:
    items, bom, demands, supplies, stock = company
    mixed = [random.sample(rows, len(rows)) for rows in (items, bom, demands, supplies)]
    assert plan(*mixed, stock, calendar) == plan(items, bom, demands, supplies, stock, calendar)


@settings(max_examples=50, deadline=None)
@given(companies(), calendars)
def test_each_order_is_explained_by_figures_that_give_its_net(company, calendar) -> None:
    result = plan(*company, calendar=calendar)
    for order in (*result.orders, *result.phantoms):
        told = {"opening": D(0), "demand": D(0), "supply": D(0), "planned": D(0), "safety": D(0)}
        for figure in explain(result, order):
            if figure.key in told:
                told[figure.key] += figure.quantity
        net = told["safety"] + told["demand"] - told["opening"] - told["supply"] - told["planned"]
        assert net == order.net > 0
        assert order.quantity >= order.net


def test_a_thousand_items_are_planned_in_a_moment() -> None:
    items = [PlanItem(n, "make", n % 7) for n in range(1000)]
    bom = [BomLine(n, n + 200 + step, D(2)) for n in range(700) for step in (0, 31)]
    demands = [demand(f"D{n}", n % 200, 5, n % 60) for n in range(400)]
    result = plan(items, bom, demands)
    assert max(result.levels.values()) >= 3
    assert len(result.orders) > 3000


@pytest.mark.parametrize("lead", [0, 1, 5])
def test_past_due_needs_count_as_of_today(lead: int) -> None:
    result = plan([PlanItem(1, "buy", lead)], (), [demand("OLD", 1, 2, -30)])
    assert orders(result) == [(1, D(2), -lead, 0)]
