"""The background program: rules evaluated once for all clients, by the company's figures, telling whom it concerns."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from app import clock
from app.bootstrap import registry
from app.errors import NotAllowed, RuleError
from app.modules.all_modules import MODULES
from app.modules.customers import services
from app.modules.customers.drafts import ActivityDraft, CustomerDraft
from app.modules.customers.warnings import quiet_customers
from app.modules.office import queries as office
from app.registry import Finding, Job, ModuleSpec, Registry, WarningRule
from app.server.worker import JobResult, Worker
from app.uow import Ctx, Database
from tests.helpers.house import House

WORKER = "twt_worker_login"
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


# ---------------------------------------------------------------- the rule
def a_silent_customer(house: House, *, level: str = "A", stage: str = "prospect", days: int = 20) -> int:
    """A customer of sally's who was last touched so many days before noon."""
    saved = house.do("sally", services.save, CustomerDraft(name=f"沉默 {level}{days}", level=level, stage=stage))
    with clock.fixed(NOON - timedelta(days=days)):
        house.do("sally", services.save_activity, ActivityDraft(customer=saved.id, subject="拜访", done=True))
    return saved.id


def quiet(house: House) -> list[Finding]:
    with clock.fixed(NOON), house.as_(WORKER) as ctx:
        return list(quiet_customers(ctx, days_a=14, days_b=30, days_c=60, lately=30))


def test_a_silent_customer_is_told_to_its_owner_by_level(house: House) -> None:
    silent = a_silent_customer(house, level="A", days=20)
    a_silent_customer(house, level="B", days=20)
    a_silent_customer(house, level="A", days=14)
    found = quiet(house)
    assert [(f.record_id, f.recipient_id, f.params["days"]) for f in found] == [(silent, house.user_id("sally"), 20)]


def test_who_neither_buys_nor_soon_will_and_the_long_forgotten_are_left_in_peace(house: House) -> None:
    a_silent_customer(house, stage="target", days=20)
    a_silent_customer(house, level="A", days=14 + 31)
    assert quiet(house) == []


def test_a_new_contact_ends_the_silence_and_the_next_one_is_another(house: House) -> None:
    silent = a_silent_customer(house, days=20)
    first = quiet(house)[0]
    with clock.fixed(NOON):
        house.do("sally", services.save_activity, ActivityDraft(customer=silent, subject="电话", done=True))
    assert quiet(house) == []
    with clock.fixed(NOON + timedelta(days=15)), house.as_(WORKER) as ctx:
        later = list(quiet_customers(ctx, 14, 30, 60, 30))
    assert [f.record_id for f in later] == [silent]
    assert later[0].dedupe != first.dedupe


# ---------------------------------------------------------------- the walls
@pytest.mark.parametrize(
    "statement",
    [
        "select tw.claim_job('x', now(), 1)",
        "select tw.job_done('x', now(), 1, '')",
        "select tw.post_messages('x', '[]')",
        "insert into tw.job_run (key, at, took_ms) values ('x', now(), 1)",
    ],
)
@pytest.mark.parametrize("login", ["sally", "adam", "boss"])
def test_only_the_worker_moves_the_clock(house: House, login: str, statement: str) -> None:
    with pytest.raises(NotAllowed):
        house.sql(login, statement)


def test_the_worker_decides_nothing(house: House) -> None:
    saved = house.do("sally", services.save, CustomerDraft(name="不许改"))
    assert house.sql(WORKER, "select count(*) from tw.customer where id = :i", i=saved.id) == [(1,)]
    with pytest.raises(NotAllowed):
        house.sql(WORKER, "insert into tw.customer (name) values ('x')")
    assert house.sql(WORKER, "update tw.customer set name = 'x'") == [0]


# ---------------------------------------------------------------- the program
class Counted:
    """A rule of a test's own: how often it was evaluated, with which figures, and for whom it finds something."""

    def __init__(self, recipient_id: int) -> None:
        self.recipient_id = recipient_id
        self.figures: list[int] = []
        self.gate: Callable[[], object] = lambda: None

    def evaluate(self, ctx: Ctx, days: int) -> Iterator[Finding]:
        self.figures.append(days)
        self.gate()
        yield Finding(self.recipient_id, "warning", "{n} late", {"n": days}, "", {}, "customers.customer", 7, "late:7")


def fails(ctx: Ctx) -> None:
    ctx.session.execute(sa.text("update tw.job_run set outcome = 'never seen'"))


def breaks(ctx: Ctx) -> None:
    raise RuleError("priority_unknown", priority="x")


def a_house_with(rule: Counted, *jobs: Job) -> Registry:
    warning = WarningRule("test.late", "Late", rule.evaluate, every=10, settings={"days": 3})
    return Registry((*MODULES, ModuleSpec("test", "Test", warnings=(warning,), jobs=jobs)))


def of(results: list[JobResult], key: str) -> JobResult | None:
    return next((r for r in results if r.key == key), None)


@pytest.mark.commit
def test_a_rule_runs_when_due_and_once_for_all_workers(sign_in: Callable[..., Database]) -> None:
    sally, one, two = sign_in("sally"), sign_in(WORKER), sign_in(WORKER)
    rule = Counted(sally.user.id)
    one.registry = two.registry = a_house_with(rule)
    both = threading.Barrier(2, timeout=1)

    def wait_for_the_other() -> None:
        # the one that claimed holds its claim until the other was answered
        both.wait()

    rule.gate = wait_for_the_other
    with ThreadPoolExecutor(2) as pool:

        def run(database: Database) -> JobResult | None:
            found = of(Worker(database).run_once(NOON), "test.late")
            if found and found.outcome != "done":
                both.wait()
            return found

        results = list(pool.map(run, (one, two)))
    assert sorted(r.outcome for r in results if r) == ["busy", "done"]
    rule.gate = lambda: None
    assert of(Worker(two).run_once(NOON + timedelta(minutes=9)), "test.late") is None
    assert of(Worker(two).run_once(NOON + timedelta(minutes=10)), "test.late") == JobResult(
        "test.late", "done", 1, pytest.approx(0, abs=5000)
    )
    assert rule.figures == [3, 3]
    assert [m.text for m in sally.read(office.messages)] == ["{n} late"]  # told once, since nothing changed


@pytest.mark.commit
def test_the_administrator_sets_figures_and_switches_rules_off(
    sign_in: Callable[..., Database], admin_url: URL, own_database: str
) -> None:
    sally, database = sign_in("sally"), sign_in(WORKER)
    rule = Counted(sally.user.id)
    database.registry = a_house_with(rule)
    worker = Worker(database)
    setting = sa.text(
        "insert into tw.warning_setting (key, active, figures) values ('test.late', :a, cast(:f as jsonb))"
        " on conflict (key) do update set active = excluded.active, figures = excluded.figures"
    )
    engine = sa.create_engine(admin_url.set(database=own_database))
    with engine.begin() as admin:
        admin.execute(setting, {"a": True, "f": '{"days": 5, "unknown": 1}'})
    worker.run_once(NOON)
    with engine.begin() as admin:
        admin.execute(setting, {"a": False, "f": "{}"})
    engine.dispose()
    assert of(worker.run_once(NOON + timedelta(hours=1)), "test.late") is None
    assert rule.figures == [5]
    assert [dict(m.params) for m in sally.read(office.messages)] == [{"n": 5}]


@pytest.mark.commit
def test_a_failing_job_costs_only_itself_and_is_not_tried_at_every_tick(
    sign_in: Callable[..., Database], caplog: pytest.LogCaptureFixture
) -> None:
    sally, database = sign_in("sally"), sign_in(WORKER)
    rule = Counted(sally.user.id)
    jobs = (Job("test.refused", "Refused", fails, 5), Job("test.broken", "Broken", breaks, 5))
    database.registry = a_house_with(rule, *jobs)
    results = Worker(database).run_once(NOON)
    assert (of(results, "test.refused").outcome, of(results, "test.broken").outcome) == ("failed", "failed")  # type: ignore[union-attr]
    assert of(results, "test.late").outcome == "done"  # type: ignore[union-attr]
    assert [r.levelno for r in caplog.records if r.name == "app.server.worker"] == [logging.ERROR] * 2
    caplog.clear()
    again = Worker(database).run_once(NOON + timedelta(minutes=4))
    assert [r.key for r in again if r.key.startswith("test.")] == []
    outcomes = database.read(
        lambda ctx: dict(ctx.session.execute(sa.text("select key, outcome from tw.job_run")).all())
    )
    assert outcomes["test.broken"] == "failed: priority_unknown(priority=x)"


@pytest.mark.commit
def test_as_a_thread_it_tells_and_stops_when_asked(sign_in: Callable[..., Database]) -> None:
    sally, database = sign_in("sally"), sign_in(WORKER)
    rule, told = Counted(sally.user.id), threading.Event()
    rule.gate = told.set
    database.registry = a_house_with(rule)
    end = Worker(database, tick_seconds=60).start()
    assert told.wait(5)
    end()
    assert not any(t.name == "worker" for t in threading.enumerate())
    assert len(sally.read(office.messages)) == 1


@pytest.mark.commit
def test_all_rules_of_the_house_run(sign_in: Callable[..., Database]) -> None:
    database = sign_in(WORKER)
    results = Worker(database).run_once(NOON)
    keys = {w.key for m in registry().modules for w in m.warnings} | {j.key for m in registry().modules for j in m.jobs}
    assert {r.key for r in results} == keys
    assert [r for r in results if r.outcome != "done"] == []


def test_a_person_is_no_worker(house: House) -> None:
    with pytest.raises(NotAllowed), house.as_("sally") as ctx:
        ctx.require("office.work")
