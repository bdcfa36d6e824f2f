"""Every descriptor of every room: it is known, used, readable under a person who may see nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app import lists
from app.bootstrap_ui import registry
from app.errors import NotAllowed
from app.registry import LookUpRow
from tests.helpers.house import House

REGISTRY = registry()
LISTS = sorted(key for key, screen in REGISTRY.screens.items() if screen.list)
FORMS = sorted(key for key, screen in REGISTRY.screens.items() if screen.form)


@pytest.mark.parametrize("key", LISTS)
def test_every_list_reads_for_the_auditor_and_is_empty_for_nobody(house: House, key: str) -> None:
    spec = REGISTRY.screens[key].list
    assert spec is not None
    house.do("audrey", lists.page, spec, lists.Query(), limit=5)
    for column in spec.columns:
        if column.sortable:
            house.do("audrey", lists.page, spec, lists.Query(sort=f"-{column.key}"), limit=2)
    for view in spec.saved:
        house.do("audrey", lists.page, spec, lists.Query(search=view.search, sort=view.sort), limit=2)
    for group in spec.group_by:
        house.do("audrey", lists.groups, spec, lists.Query(), group)
    if spec.scope:
        assert house.do("nobody_special", lists.page, spec, lists.Query(), limit=5).rows == ()


@pytest.mark.parametrize("key", sorted(REGISTRY.pending))
def test_every_pending_work_reads_empty_for_nobody(house: House, key: str) -> None:
    rows, count = house.do("nobody_special", REGISTRY.pending[key].read, 5)
    assert (list(rows), count) == ([], 0)


@pytest.mark.parametrize("key", sorted(REGISTRY.measures))
def test_every_measure_of_home_has_a_value_for_the_manager(house: House, key: str) -> None:
    measure = REGISTRY.measures[key]
    if measure.page == "":
        assert house.do("boss", measure.value, None).text != ""


@pytest.mark.parametrize("key", sorted(REGISTRY.lookups))
def test_every_lookup_answers_both_an_empty_and_a_typed_text(house: House, key: str) -> None:
    for text in ("", "bj", "北京", "x'%_\\"):
        offered = list(house.do("audrey", REGISTRY.lookups[key].find, text, None, 5))
        assert len(offered) <= 5
        assert all(isinstance(row, LookUpRow) and (row.code or row.name) for row in offered), offered


@pytest.mark.parametrize("key", FORMS)
def test_every_form_has_a_blank_and_its_writing_is_guarded(house: House, key: str) -> None:
    form = REGISTRY.screens[key].form
    assert form is not None
    assert house.do("audrey", form.blank).id is None
    assert form.edit_permission == "" or form.edit_permission in REGISTRY.permissions
    with pytest.raises(NotAllowed):
        house.do("nobody_special", form.save, form.draft())


def test_every_permission_is_used_somewhere() -> None:
    from pathlib import Path

    root = Path(__file__).resolve().parents[2] / "app"
    text = "\n".join(p.read_text(encoding="utf-8") for kind in ("*.py", "*.sql") for p in root.rglob(kind))
    unused = [key for key in REGISTRY.permissions if text.count(f'"{key}"') + text.count(f"'{key}'") < 2]
    assert unused == []


def test_every_transition_with_a_button_has_a_service_and_every_state_can_be_reached() -> None:
    for life in REGISTRY.lifecycles.values():
        reachable = set(life.initial)
        for _round in life.states:
            reachable |= {m.target for m in life.transitions if set(m.sources) & reachable}
        assert reachable == {s.key for s in life.states}, life.kind


def test_the_database_knows_the_lives_as_declared(house: House) -> None:
    stored = {
        tuple(r)
        for r in house.connection.execute(sa.text("select kind, name, source, target, permission from tw.transition"))
    }
    declared = {
        (life.kind, m.name, source, m.target, m.permission)
        for life in REGISTRY.lifecycles.values()
        for m in life.transitions
        for source in m.sources
    }
    assert stored == declared
