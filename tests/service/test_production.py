"""The production room behind its walls: from task to product."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D  # noqa: N817

import pytest

from app.clock import today
from app.errors import Conflict, ManyErrors, NotAllowed, RuleError
from app.modules.production import queries, services
from app.modules.production.drafts import Completion, IssueLine, MaterialDraft, TaskDraft
from app.modules.stock import services as stock
from app.uow import Saved
from tests.helpers.house import House
from tests.helpers.plant import Plant, a_plant, put_in_stock


@pytest.fixture
def plant(house: House) -> Plant:
    return a_plant(house)


def a_task(house: House, plant: Plant, quantity: int = 4, *, released: bool = True) -> Saved:
    draft = TaskDraft(plant.meter, D(quantity), today(), today() + timedelta(days=5))
    saved = house.do("prodan", services.save, draft)
    if released:
        saved = house.do("prodan", services.confirm, saved.id, saved.version)
        saved = house.do("prodan", services.release, saved.id, saved.version)
    return saved


def with_material(house: House, plant: Plant) -> Saved:
    put_in_stock(house, plant, plant.body, 10)
    put_in_stock(house, plant, plant.sensor, 20)
    return a_task(house, plant)


def test_a_new_task_takes_its_material_from_the_bill_of_materials(house: House, plant: Plant) -> None:
    saved = a_task(house, plant, released=False)
    assert saved.number.startswith("MO-")
    form = house.do("prodan", queries.load, saved.id)
    assert [(m["item"], m["quantity"], m["issued"]) for m in form.lines] == [
        (plant.body, D(4), D(0)), (plant.sensor, D(8), D(0)),
    ]  # fmt: skip


def test_material_follows_the_quantity_where_it_is_per_piece(house: House, plant: Plant) -> None:
    saved = a_task(house, plant, released=False)
    lines = house.do("prodan", queries.materials, saved.id)
    drafts = tuple(MaterialDraft(m["item"], m["per_piece"], m["scrap"], m["quantity"], "", m["id"]) for m in lines)
    extra = MaterialDraft(plant.casting, None, None, D(3))
    draft = TaskDraft(plant.meter, D(6), today(), today(), lines=(*drafts, extra), id=saved.id, version=saved.version)
    house.do("prodan", services.save, draft)
    assert [m["quantity"] for m in house.do("prodan", queries.materials, saved.id)] == [D(6), D(12), D(3)]
    fresh = house.do("prodan", queries.load, saved.id)
    house.do("prodan", services.copy_bom, saved.id, fresh.version)
    assert [m["quantity"] for m in house.do("prodan", queries.materials, saved.id)] == [D(6), D(12)]


def test_wrong_fields_are_named_at_once(house: House) -> None:
    with pytest.raises(ManyErrors) as wrong:
        house.do("prodan", services.save, TaskDraft(kind="outsource", start_date=today()))
    assert [e.field for e in wrong.value.errors] == ["item", "quantity", "due_date", "supplier"]


def test_material_goes_out_oldest_first_and_puts_the_task_in_work(house: House, plant: Plant) -> None:
    saved = with_material(house, plant)
    told = house.do("walter", services.issue_materials, saved.id)
    assert told.state == "in_work"
    assert house.do("prodan", queries.load, saved.id).values["issued"] == 1
    with pytest.raises(RuleError, match="nothing_to_issue"):
        house.do("walter", services.issue_materials, saved.id)


def test_a_partial_issue_takes_what_is_there_and_the_rest_is_short(house: House, plant: Plant) -> None:
    put_in_stock(house, plant, plant.body, 1)
    put_in_stock(house, plant, plant.sensor, 20)
    saved = a_task(house, plant)
    house.do("walter", services.issue_materials, saved.id)
    assert [m["outstanding"] for m in house.do("prodan", queries.materials, saved.id)] == [D(3), D(0)]
    (short,) = house.do("prodan", queries.shortages, saved.id)
    assert (short["item_id"], short["short"]) == (plant.body, D(3))


def test_more_than_the_bill_of_materials_asks_needs_the_right(house: House, plant: Plant) -> None:
    saved = with_material(house, plant)
    material = house.do("prodan", queries.materials, saved.id)[0]["id"]
    over = [IssueLine(material, D(5))]
    with pytest.raises(RuleError, match="over_issue"):
        house.do("walter", services.issue_materials, saved.id, lines=over)
    line = f'[{{"item_id": {plant.body}, "quantity": "5", "bin_id": {plant.bin}, "source_line_id": {material}}}]'
    post = "select tw.post_stock('production_issue', current_date, cast(:l as jsonb), 'production_task', :t)"
    with pytest.raises(RuleError, match="over_issue"):
        house.sql("walter", post, l=line, t=saved.id)
    assert house.do("prodan", services.issue_materials, saved.id, lines=over).state == "in_work"


def test_named_material_that_is_not_there_is_refused_with_what_is_free(house: House, plant: Plant) -> None:
    put_in_stock(house, plant, plant.body, 2)
    saved = a_task(house, plant)
    material = house.do("prodan", queries.materials, saved.id)[0]["id"]
    with pytest.raises(RuleError, match="not_enough_stock") as short:
        house.do("walter", services.issue_materials, saved.id, lines=[IssueLine(material, D(3))])
    assert short.value.params["free"] == D(2)


def test_serial_products_get_numbers_and_the_last_one_completes(house: House, plant: Plant) -> None:
    saved = with_material(house, plant)
    assert house.do("prodan", services.complete, saved.id, completion=Completion(D(3))).state == "in_work"
    with pytest.raises(RuleError, match="over_completion"):
        house.do("prodan", services.complete, saved.id, completion=Completion(D(2)))
    assert house.do("prodan", services.complete_rest, saved.id).state == "completed"
    serials = house.sql("walter", "select serial from tw.stock_balance where item_id = :i", i=plant.meter)
    assert len({s for (s,) in serials}) == 4
    assert all(s.startswith("SN-") for (s,) in serials)
    closed = house.do("prodan", services.close, saved.id, None)
    assert closed.state == "closed"


def test_a_reversed_receipt_opens_the_task_again(house: House, plant: Plant) -> None:
    saved = with_material(house, plant)
    house.do("prodan", services.complete_rest, saved.id)
    assert house.last is not None
    receipt = house.last.made[-1].id
    house.do("walter", stock.reverse, receipt, None, reason="数量错误")
    assert house.do("prodan", queries.load, saved.id).state == "in_work"
    assert house.do("prodan", queries.load, saved.id).values["completed"] == 0


def test_nothing_is_posted_for_a_task_that_is_not_released(house: House, plant: Plant) -> None:
    put_in_stock(house, plant, plant.body, 10)
    saved = a_task(house, plant, released=False)
    with pytest.raises(RuleError, match="task_not_in_work"):
        house.do("walter", services.issue_materials, saved.id)
    with pytest.raises(RuleError, match="task_not_in_work"):
        house.do("prodan", services.complete_rest, saved.id)


def test_suspended_work_rests_and_goes_on(house: House, plant: Plant) -> None:
    saved = with_material(house, plant)
    house.do("walter", services.issue_materials, saved.id)
    house.do("prodan", services.suspend, saved.id, None, reason="设备故障")
    with pytest.raises(RuleError, match="task_not_in_work"):
        house.do("prodan", services.complete_rest, saved.id)
    house.do("prodan", services.resume, saved.id, None)
    assert house.do("prodan", services.complete_rest, saved.id).state == "completed"


def test_a_task_with_material_out_is_not_cancelled(house: House, plant: Plant) -> None:
    saved = with_material(house, plant)
    empty = a_task(house, plant, released=False)
    house.do("walter", services.issue_materials, saved.id)
    with pytest.raises(RuleError):
        house.do("prodan", services.cancel, saved.id, None, reason="取消")
    assert house.do("prodan", services.cancel, empty.id, None, reason="取消").state == "closed"


def test_released_tasks_are_frozen_and_stale_edits_refused(house: House, plant: Plant) -> None:
    saved = a_task(house, plant)
    draft = TaskDraft(plant.meter, D(9), today(), today(), id=saved.id, version=saved.version)
    with pytest.raises(RuleError, match="document_frozen"):
        house.do("prodan", services.save, draft)
    with pytest.raises(Conflict):
        house.do("prodan", services.save, replace(draft, version=1))


def test_who_may_not_plan_does_not_and_sellers_see_no_tasks(house: House, plant: Plant) -> None:
    saved = a_task(house, plant, released=False)
    with pytest.raises(NotAllowed):
        house.do("walter", services.confirm, saved.id, saved.version)
    assert house.sql("sally", "select count(*) from tw.production_task") == [(0,)]
    with pytest.raises(RuleError, match="transition_refused"):
        house.sql("prodan", "update tw.production_task set state = 'completed'")
    with pytest.raises(NotAllowed):
        house.sql("walter", "select tw.next_number('serial', current_date)")


def test_pending_work_leads_from_start_to_issue(house: House, plant: Plant) -> None:
    saved = with_material(house, plant)
    rows, count = house.do("prodan", queries.tasks_to_start, 10)
    assert ([r.id for r in rows], count) == ([saved.id], 1)
    rows, count = house.do("walter", queries.materials_to_issue, 10)
    assert ([r.number for r in rows], count) == ([saved.number], 1)
    house.do("walter", services.issue_materials, saved.id)
    assert house.do("walter", queries.materials_to_issue, 10) == ([], 0)


def test_many_tasks_are_confirmed_and_released_together(house: House, plant: Plant) -> None:
    ids = [a_task(house, plant, released=False).id for _ in range(3)]
    house.do("prodan", services.confirm_many, ids)
    house.do("prodan", services.release_many, ids)
    assert house.sql("prodan", "select distinct state from tw.production_task") == [("released",)]
