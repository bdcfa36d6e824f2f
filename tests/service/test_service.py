"""The service room behind its walls: from the call to the closed request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app import clock
from app.errors import Conflict, ManyErrors, NotAllowed, NotFound, RuleError
from app.modules.customers import services as customers
from app.modules.customers.drafts import CustomerDraft
from app.modules.office import queries as office
from app.modules.service import papers, queries, services
from app.modules.service.drafts import DispatchDraft, PartDraft, RequestDraft
from app.modules.service.events import Dispatched, RequestResolved
from app.modules.service.warnings import overdue_requests
from app.registry import Finding
from app.uow import Ctx, Saved
from tests.helpers.house import House

FRIDAY_TEN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
WORKER = "twt_worker_login"


@dataclass
class Field:
    """A customer of sally's with a flow meter in the field, under warranty for a year from Friday."""

    customer: int
    item: int
    part: int
    product: int


@pytest.fixture
def field(house: House) -> Field:
    customer = house.do("sally", customers.save, CustomerDraft(name="天津海河热电有限公司", name_en="Haihe Thermal")).id
    unit = house.admin("insert into tw.unit (code, name, name_en) values ('svc', '台', 'pc') returning id")[0][0]
    item, part = (
        house.admin(
            "insert into tw.item (code, name, name_en, unit_id, is_serial) values (:c, :n, :e, :u, :s) returning id",
            c=code, n=name, e=english, u=unit, s=serial,
        )[0][0]
        for code, name, english, serial in (
            ("SVC-LWGY-80", "涡轮流量计", "Turbine flow meter", True), ("SVC-PROBE", "探头", "Probe", False),
        )
    )  # fmt: skip
    product = house.admin(
        "insert into tw.product_file (serial, item_id, customer_id, end_user_id, warranty_until, site_address)"
        " values ('24-0815', :i, :c, :c, '2027-11-20', '天津市滨海新区 3 号机房') returning id",
        i=item, c=customer,
    )[0][0]  # fmt: skip
    return Field(customer, item, part, product)


def a_request(house: House, field: Field, **given: Any) -> Saved:
    draft = RequestDraft(product=field.product, symptom="流量显示为零", priority="high")
    with clock.fixed(FRIDAY_TEN):
        return house.do("dora", services.save, replace(draft, **given))


def a_visit(house: House, field: Field, request: Saved | None = None, **given: Any) -> Saved:
    request = request or a_request(house, field)
    draft = DispatchDraft(
        request=request.id,
        technician=house.user_id("tom"),
        planned_at=FRIDAY_TEN + timedelta(hours=4),
        task="带探头",
        lines=(PartDraft(field.part, Decimal(2)),),
    )
    with clock.fixed(FRIDAY_TEN):
        return house.do("dora", services.save_dispatch, replace(draft, **given))


def state(house: House, kind: str, record_id: int) -> str:
    return str(house.admin(f"select state from tw.{kind} where id = :i", i=record_id)[0][0])


def visit_goes(house: House, visit: Saved, *steps: Any) -> None:
    for step in steps:
        house.do("tom", step, visit.id, None)


def messages(house: House, login: str) -> list[str]:
    return [m.text for m in house.do(login, office.messages)]


# ---------------------------------------------------------------- requests
def test_a_request_for_a_product_knows_customer_site_warranty_and_limits(house: House, field: Field) -> None:
    saved = a_request(house, field)
    assert saved.number.startswith("SR-")
    form = house.do("dora", queries.load_request, saved.id)
    values = form.values
    assert (values["customer"], values["site_address"], values["charge"], values["product__code"]) == (
        field.customer, "天津市滨海新区 3 号机房", "warranty", "24-0815",
    )  # fmt: skip
    # four working hours from 10:00; eighteen working hours from Friday 10:00 are Tuesday 10:00
    assert values["respond_by"] == FRIDAY_TEN + timedelta(hours=4)
    assert values["finish_by"] == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert form.state == "new"


def test_limits_follow_the_settings_and_the_holidays(house: House, field: Field) -> None:
    house.admin("insert into tw.setting (key, value) values ('service.high_response_minutes', '600')")
    house.admin("insert into tw.calendar_day (day, is_working) values ('2026-11-23', false)")
    values = house.do("dora", queries.load_request, a_request(house, field).id).values
    # ten working hours: seven and a half on Friday until 17:30, Monday is a holiday, the rest on Tuesday
    assert values["respond_by"] == datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_a_changed_priority_moves_the_limits_and_nothing_else_does(house: House, field: Field) -> None:
    saved = a_request(house, field)
    before = house.do("dora", queries.load_request, saved.id).values
    draft = RequestDraft(
        id=saved.id, version=saved.version, product=field.product, customer=field.customer, symptom="仍为零",
        priority="high", opened_at=before["opened_at"], charge="warranty",
    )  # fmt: skip
    changed = house.do("dora", services.save, draft)
    assert house.do("dora", queries.load_request, saved.id).values["finish_by"] == before["finish_by"]
    house.do("dora", services.save, replace(draft, version=changed.version, priority="urgent"))
    assert house.do("dora", queries.load_request, saved.id).values["finish_by"] < before["finish_by"]


def test_a_request_without_customer_or_symptom_names_both(house: House) -> None:
    with pytest.raises(ManyErrors) as wrong:
        house.do("dora", services.save, RequestDraft())
    assert [e.field for e in wrong.value.errors] == ["customer", "symptom"]


def test_warranty_is_not_a_matter_of_opinion(house: House, field: Field) -> None:
    house.admin("update tw.product_file set warranty_until = '2026-11-19' where id = :p", p=field.product)
    assert house.do("dora", queries.load_request, a_request(house, field).id).values["charge"] == "billed"
    with pytest.raises(RuleError, match="not_in_warranty"):
        a_request(house, field, charge="warranty")
    a_request(house, field, charge="goodwill")


def test_a_product_of_somebody_else_is_refused(house: House, field: Field) -> None:
    other = house.do("sally", customers.save, CustomerDraft(name="别家")).id
    with pytest.raises(RuleError, match="product_of_another_customer"):
        a_request(house, field, customer=other)


def test_assigning_proposes_the_technician_and_tells_them(house: House, field: Field) -> None:
    saved = a_request(house, field)
    with clock.fixed(FRIDAY_TEN):
        waiting, count = house.do("dora", queries.to_assign, 10)
    assert (count, waiting[0].what_params["name"]) == (1, "韩冰")
    done = house.do("dora", services.assign, saved.id, waiting[0].version)
    assert done.state == "assigned"
    assert messages(house, "tom") == ["Request {number} is yours: {customer}"]
    assert house.do("dora", queries.to_assign, 10) == ([], 0)
    with pytest.raises(Conflict):
        house.do("dora", services.assign, saved.id, waiting[0].version)


def test_who_does_no_service_work_is_not_sent(house: House, field: Field) -> None:
    with pytest.raises(RuleError, match="not_a_technician"):
        house.do("dora", services.assign, a_request(house, field).id, None, technician_id=house.user_id("sally"))
    with pytest.raises(RuleError, match="not_a_technician"):
        a_visit(house, field, technician=house.user_id("walter"))


def test_solved_on_the_telephone_without_a_visit(house: House, field: Field) -> None:
    saved = a_request(house, field, technician=house.user_id("tom"))
    house.do("dora", services.assign, saved.id, None)
    house.do("tom", services.accept, saved.id, None)
    with pytest.raises(RuleError, match="result_missing"):
        house.do("tom", services.resolve, saved.id, None)
    resolved = house.do("tom", services.resolve, saved.id, None, result="重启后恢复")
    assert resolved.state == "resolved"
    assert messages(house, "dora") == ["Request {number} resolved: {customer}"]
    assert [r.id for r in house.do("dora", queries.to_survey, 5)[0]] == [saved.id]
    house.do("dora", services.survey, saved.id, None, reason="很满意")
    assert [r.id for r in house.do("dora", queries.to_close, 5)[0]] == [saved.id]
    assert house.do("dora", services.close, saved.id, None).state == "closed"
    values = house.do("dora", queries.load_request, saved.id).values
    assert values["survey_notes"] == "很满意"
    assert all(values[k] for k in ("assigned_at", "accepted_at", "resolved_at", "surveyed_at", "closed_at"))
    with pytest.raises(RuleError, match="document_frozen"):
        house.sql("dora", "update tw.service_request set symptom = 'x' where id = :i", i=saved.id)


def test_reopened_it_goes_back_with_a_reason(house: House, field: Field) -> None:
    saved = a_request(house, field, technician=house.user_id("tom"), result="好了")
    for step in (services.assign, services.accept, services.resolve):
        house.do("dora", step, saved.id, None)
    with pytest.raises(RuleError, match="reason_needed"):
        house.do("dora", services.reopen, saved.id, None, reason=" ")
    assert house.do("dora", services.reopen, saved.id, None, reason="又坏了").state == "assigned"
    values = house.do("dora", queries.load_request, saved.id).values
    assert (values["resolved_at"], values["accepted_at"]) == (None, None)


# ---------------------------------------------------------------- visits
def test_a_visit_has_its_own_number_and_makes_the_technician_responsible(house: House, field: Field) -> None:
    request = a_request(house, field)
    events: list[object] = []

    def listened(ctx: Ctx) -> Saved:
        ctx.registry = _Heard(ctx.registry, events)  # type: ignore[assignment]
        return services.dispatch(
            ctx, DispatchDraft(request=request.id, technician=house.user_id("tom"), planned_at=FRIDAY_TEN)
        )

    visit = house.do("dora", listened)
    assert visit.number.startswith("SD-")
    assert state(house, "service_request", request.id) == "assigned"
    assert [type(e) for e in events] == [Dispatched]
    assert messages(house, "tom") == ["Visit {number}: {customer}, {when}"]
    assert [r.id for r in house.do("tom", queries.to_accept, 5)[0]] == [visit.id]


class _Heard:
    """A registry that writes down what is published."""

    def __init__(self, registry: Any, events: list[object]) -> None:
        self._registry, self._events = registry, events

    def __getattr__(self, name: str) -> Any:
        return getattr(self._registry, name)

    @property
    def handlers(self) -> Any:
        return self

    def get(self, kind: type, default: Any) -> Any:
        return (lambda _ctx, event: self._events.append(event),)


def test_the_request_follows_the_visit_to_its_end(house: House, field: Field) -> None:
    request = a_request(house, field)
    visit = a_visit(house, field, request)
    visit_goes(house, visit, services.accept_dispatch)
    assert state(house, "service_request", request.id) == "accepted"
    with clock.fixed(FRIDAY_TEN):
        assert [r.id for r in house.do("tom", queries.visits_today, 5)[0]] == [visit.id]
    visit_goes(house, visit, services.arrive)
    assert state(house, "service_request", request.id) == "in_work"
    assert [r.id for r in house.do("tom", queries.on_site, 5)[0]] == [visit.id]
    with pytest.raises(RuleError, match="result_missing"):
        house.do("tom", services.finish, visit.id, None)
    events: list[object] = []

    def done(ctx: Ctx) -> Saved:
        ctx.registry = _Heard(ctx.registry, events)  # type: ignore[assignment]
        return services.finish(ctx, visit.id, None, reason="更换探头")

    assert house.do("tom", done).state == "finished"
    assert RequestResolved(request.id) in events
    row = house.do("dora", queries.request_row, request.id)
    assert (row["state"], row["result"]) == ("resolved", "更换探头")
    assert messages(house, "dora") == ["Request {number} resolved: {customer}"]
    assert house.do("dora", services.return_sheet, visit.id, None).state == "returned"
    with pytest.raises(RuleError, match="document_frozen"):
        house.sql("tom", "update tw.service_part set used = 1 where dispatch_id = :d", d=visit.id)


def test_a_second_visit_carries_the_parts_that_were_not_used(house: House, field: Field) -> None:
    request = a_request(house, field)
    visit = a_visit(house, field, request)
    visit_goes(house, visit, services.arrive)
    form = house.do("tom", queries.load_dispatch, visit.id)
    used = DispatchDraft(
        id=visit.id, version=form.version, request=request.id, technician=house.user_id("tom"),
        planned_at=form.values["planned_at"], outcome="waiting_part", result="缺密封圈",
        lines=(PartDraft(field.part, Decimal(2), Decimal(1), "N-1", "O-1", id=form.lines[0]["id"]),),
    )  # fmt: skip
    house.do("tom", services.save_dispatch, used)
    house.do("tom", services.need_second_visit, visit.id, None, reason="缺密封圈")
    assert state(house, "service_request", request.id) == "waiting_for_part"
    again, count = house.do("dora", queries.to_visit_again, 5)
    assert (count, again[0].id, again[0].what_params) == (1, request.id, {"reason": "缺密封圈"})
    draft = house.do("dora", queries.dispatch_from_request, [request.id])
    assert [(line["item"], line["quantity"]) for line in draft["lines"]] == [(field.part, Decimal("1.0000"))]
    assert draft["values"]["technician"] == house.user_id("tom")
    second = a_visit(house, field, request)
    assert house.admin("select visit_no from tw.service_dispatch where id = :i", i=second.id) == [(2,)]
    assert house.do("dora", queries.to_visit_again, 5) == ([], 0)


def test_a_refused_visit_is_told_to_the_desk_and_made_by_another(house: House, field: Field) -> None:
    request = a_request(house, field)
    visit = a_visit(house, field, request)
    house.do("tom", services.refuse_dispatch, visit.id, None, reason="在外地")
    assert messages(house, "dora") == ["{technician} cannot make visit {number}"]
    other = house.do("dora", services.reassign, visit.id, None, technician_id=house.user_id("dora"))
    assert state(house, "service_dispatch", visit.id) == "reassigned"
    assert [p["item_id"] for p in house.do("dora", queries.load_dispatch, other.id).lines] == [field.part]
    row = house.do("dora", queries.request_row, request.id)
    assert row["technician_id"] == house.user_id("dora")
    assert house.do("tom", queries.request_row, request.id)["number"] == row["number"]  # a request behind one's visit


def test_a_visit_under_warranty_costs_nothing(house: House, field: Field) -> None:
    with pytest.raises(RuleError, match="visit_is_free"):
        a_visit(house, field, labour_charge=Decimal(300))
    billed = a_request(house, field, charge="billed")
    visit = a_visit(house, field, billed, labour_charge=Decimal(300), travel_charge=Decimal(50))
    rows = house.sql("dora", "select charge from tw.service_dispatch_list where id = :i", i=visit.id)
    assert rows == [(Decimal("350.00"),)]


def test_a_closed_request_is_not_visited_and_a_visited_one_not_cancelled(house: House, field: Field) -> None:
    request = a_request(house, field)
    visit = a_visit(house, field, request)
    with pytest.raises(RuleError, match="visit_still_open"):
        house.do("dora", services.cancel, request.id, None, reason="客户取消")
    house.do("tom", services.refuse_dispatch, visit.id, None, reason="客户取消")
    house.do("dora", services.cancel, request.id, None, reason="客户取消")
    with pytest.raises(RuleError, match="request_not_open"):
        a_visit(house, field, request)


def test_a_moved_visit_is_told_anew_and_another_technician_is_a_reassignment(house: House, field: Field) -> None:
    visit = a_visit(house, field)
    form = house.do("dora", queries.load_dispatch, visit.id)
    draft = DispatchDraft(
        id=visit.id, version=form.version, request=form.values["request"], technician=house.user_id("tom"),
        planned_at=FRIDAY_TEN + timedelta(days=3),
    )  # fmt: skip
    house.do("dora", services.save_dispatch, draft)
    assert len(messages(house, "tom")) == 2
    with pytest.raises(RuleError, match="reassign_instead"):
        house.do("dora", services.save_dispatch, replace(draft, version=None, technician=house.user_id("dora")))


def test_more_used_than_carried_is_refused_at_its_line(house: House, field: Field) -> None:
    with pytest.raises(RuleError, match="used_more_than_carried") as wrong:
        a_visit(house, field, lines=(PartDraft(field.part, Decimal(1), Decimal(2)),))
    assert wrong.value.field == "lines.0.used"


def test_the_dispatch_sheet_says_where_who_what_and_with_which_parts(house: House, field: Field) -> None:
    visit = a_visit(house, field)
    sheet = house.do("tom", papers.sheet_of, visit.id)
    assert (sheet.serial, sheet.problem, sheet.advice) == ("24-0815", "流量显示为零", "带探头")
    assert str(sheet.warranty.zh) == "至 2027-11-20 保内免费"  # type: ignore[union-attr]
    assert [(p.item_code, p.quantity) for p in sheet.parts] == [("SVC-PROBE", Decimal("2.0000"))]
    for lang in ("zh", "en", "both"):
        assert house.do("tom", papers.dispatch_sheet, visit.id, lang, 1).startswith(b"%PDF")
    assert house.do("tom", papers.find_dispatch, visit.number) == visit.id
    with pytest.raises(NotFound):
        house.do("simon", papers.find_dispatch, visit.number)


# ---------------------------------------------------------------- figures, warnings, panels
def overdue(house: House, moment: datetime) -> list[Finding]:
    with clock.fixed(moment), house.as_(WORKER) as ctx:
        return list(overdue_requests(ctx, 0))


def test_an_overdue_request_is_told_to_the_desk_then_also_to_the_technician(house: House, field: Field) -> None:
    request = a_request(house, field)
    assert overdue(house, FRIDAY_TEN + timedelta(hours=4)) == []
    unanswered = overdue(house, FRIDAY_TEN + timedelta(hours=5))
    assert [(f.recipient_id, f.record_id) for f in unanswered] == [(house.user_id("dora"), request.id)]
    house.do("dora", services.assign, request.id, None)
    house.do("tom", services.accept, request.id, None)
    assert overdue(house, FRIDAY_TEN + timedelta(hours=5)) == []
    unfinished = overdue(house, FRIDAY_TEN + timedelta(days=7))
    assert {f.recipient_id for f in unfinished} == {house.user_id("dora"), house.user_id("tom")}
    assert {f.dedupe for f in unfinished}.isdisjoint({f.dedupe for f in unanswered})


def test_the_figures_count_what_the_person_sees(house: House, field: Field) -> None:
    a_request(house, field)
    a_request(house, field, technician=house.user_id("tom"))
    with clock.fixed(FRIDAY_TEN + timedelta(hours=5)):
        assert house.do("dora", queries.open_requests).text == "2"
        assert house.do("dora", queries.overdue_requests).text == "2"
        assert house.do("tom", queries.open_requests).text == "1"
        assert house.do("simon", queries.open_requests).text == "0"
        assert house.do("sally", queries.open_requests, field.customer).text == "2"


def test_the_review_shows_limits_warranty_and_who_could_go(house: House, field: Field) -> None:
    visit = a_visit(house, field)
    visit_goes(house, visit, services.arrive)
    house.do("tom", services.finish, visit.id, None, reason="好了")
    values = {"product": field.product, "opened_at": FRIDAY_TEN, "priority": "high", "id": None}
    sections = {s.title: s for s in house.do("dora", queries.request_review, values, [])}
    assert sections["Warranty"].result == "2027-11-20"
    assert sections["Who could go"].result == "韩冰"
    assert sections["Who could go"].rows[0].middle != ""  # was there before
    assert sections["Service history"].result == "1"
    same_day = {"request": 0, "technician": house.user_id("tom"), "planned_at": FRIDAY_TEN, "planned_minutes": 600}
    a_visit(house, field)
    clash = house.do("dora", queries.dispatch_review, same_day, [])
    assert [(s.result, s.status) for s in clash] == [("1", "late")]


def test_a_request_from_a_product_brings_customer_and_site(house: House, field: Field) -> None:
    values = house.do("dora", queries.request_from_product, [field.product])["values"]
    assert (values["customer"], values["product"], values["site_address"]) == (
        field.customer, field.product, "天津市滨海新区 3 号机房",
    )  # fmt: skip


def test_a_file_date_is_a_day_in_the_companys_zone() -> None:
    assert queries.local_day(datetime(2026, 11, 20, 17, 0, tzinfo=UTC)) == date(2026, 11, 21)


def test_only_the_desk_assigns_and_only_service_edits(house: House, field: Field) -> None:
    request = a_request(house, field, technician=house.user_id("tom"))
    for login in ("tom", "sally", "boss"):
        with pytest.raises(NotAllowed):
            house.do(login, services.assign, request.id, None)
    for login in ("sally", "boss", "walter"):
        with pytest.raises(NotAllowed):
            house.do(login, services.save, RequestDraft(customer=field.customer, symptom="x"))
