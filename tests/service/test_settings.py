"""Settings of the company: all of them on one page, checked line by line before one is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.bootstrap import registry
from app.errors import ManyErrors, NotAllowed
from app.modules.office import forms, people
from app.modules.office.drafts import SettingDraft, SettingsDraft
from app.modules.shipping.queries import days_ahead
from tests.helpers.house import House


def typed(house: House, **values: str) -> SettingsDraft:
    """The page as it was read, with other values at the keys (dots written as two underscores)."""
    lines = house.do("adam", forms.load_settings).lines
    draft = SettingsDraft(tuple(SettingDraft(line["name"], line["value"]) for line in lines))
    wanted = {key.replace("__", "."): value for key, value in values.items()}
    return replace(draft, lines=tuple(replace(x, value=wanted.get(x.name, x.value)) for x in draft.lines))


def test_the_page_shows_every_setting_of_every_room_with_its_default(house: House) -> None:
    lines = house.do("adam", forms.load_settings).lines
    assert [line["name"] for line in lines] == [s.key for s in registry().settings.values() if not s.personal]
    assert all(line["title"] and line["value"] == line["default"] for line in lines)


def test_a_changed_setting_is_kept_and_counts(house: House) -> None:
    house.do("adam", people.save_settings, typed(house, shipping__days_ahead=" 12 ", service__opens="7:45"))
    assert house.do("walter", days_ahead) == 12
    kept = house.admin("select key, value from tw.setting order by key")
    assert kept == [("service.opens", "07:45"), ("shipping.days_ahead", 12)], "what was not changed is not kept"


def test_every_bad_value_is_told_at_its_line_and_none_is_kept(house: House) -> None:
    draft = typed(house, shipping__days_ahead="soon", service__opens="25:00", service__closes="")
    with pytest.raises(ManyErrors) as refused:
        house.do("adam", people.save_settings, draft)
    names = [line.name for line in draft.lines]
    told = {(names[int(e.field.split(".")[1])], e.key) for e in refused.value.errors}
    assert told == {
        ("shipping.days_ahead", "number_not_understood"),
        ("service.opens", "time_not_understood"),
        ("service.closes", "value_required"),
    }
    assert house.admin("select key from tw.setting") == []


def test_only_who_may_change_settings_does(house: House) -> None:
    with pytest.raises(NotAllowed):
        house.do("boss", people.save_settings, typed(house, shipping__days_ahead="1"))
    with pytest.raises(NotAllowed):
        house.sql("boss", "insert into tw.setting (key, value) values ('shipping.days_ahead', '1')")
