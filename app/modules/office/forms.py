"""Reads behind the administrator's forms."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound
from app.i18n import _
from app.modules.office.people import GIVEN_DUTIES
from app.registry import FormData, LookUpRow
from app.uow import Ctx


def load_person(ctx: Ctx, person_id: int) -> FormData:
    """A person with posts and duties."""
    row = _one(ctx, "select * from tw.app_user where id = :id and kind = 'person'", person_id, "app_user")
    posts = ctx.session.execute(
        sa.text(
            "select p.id, p.title, d.id as department, d.code as department__code, d.name as department__name"
            " from tw.user_post p join tw.department d on d.id = p.department_id where p.user_id = :id"
            " order by p.is_main desc, p.id"
        ),
        {"id": person_id},
    ).mappings()
    held = set(ctx.call("duties_of", row["login"]) or ())
    values = {**row, "password": "", **{duty: duty in held for duty in GIVEN_DUTIES}}
    state = "active" if row["active"] else "locked"
    return FormData(
        row["id"], "", row["login"], row["name"], 0, state, values, tuple(dict(p) for p in posts),
        editable=ctx.user.may("office.people"),
    )  # fmt: skip


def blank_person(ctx: Ctx) -> FormData:
    """A new person."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "active", {})


def load_department(ctx: Ctx, department_id: int) -> FormData:
    """A department."""
    row = _one(
        ctx,
        "select d.*, p.code as parent__code, p.name as parent__name from tw.department d"
        " left join tw.department p on p.id = d.parent_id where d.id = :id",
        department_id,
        "department",
    )
    values = {**row, "parent": row["parent_id"]}
    return FormData(
        row["id"], "", row["code"], row["name"], row["version"], "", values, editable=ctx.user.may("office.people")
    )


def load_approval_rule(ctx: Ctx, rule_id: int) -> FormData:
    """A step of approval."""
    row = _one(ctx, "select * from tw.approval_rule where id = :id", rule_id, "approval_rule")
    return _settings_form(ctx, row, str(row["kind"]))


def load_number_rule(ctx: Ctx, rule_id: int) -> FormData:
    """A rule of numbering."""
    row = _one(ctx, "select * from tw.number_rule where id = :id", rule_id, "number_rule")
    return _settings_form(ctx, row, str(row["kind"]))


def load_warning(ctx: Ctx, warning_id: int) -> FormData:
    """A warning rule with its figures."""
    row = _one(ctx, "select * from tw.warning_setting where id = :id", warning_id, "warning_setting")
    lines = tuple({"name": name, "value": value} for name, value in sorted(dict(row["figures"]).items()))
    return FormData(
        row["id"], "", "", str(row["key"]), row["version"], "", row, lines, editable=ctx.user.may("office.settings")
    )


def load_reach(ctx: Ctx, reach_id: int) -> FormData:
    """A reach, of a duty or a person."""
    row = _one(
        ctx,
        "select r.*, u.id as person, u.login as person__code, u.name as person__name,"
        " (select string_agg(d.code, ', ' order by d.code) from tw.department d where d.id = any (r.departments))"
        " as codes from tw.reach r left join tw.app_user u on u.id = r.user_id where r.id = :id",
        reach_id,
        "reach",
    )
    values = {**row, "departments": row["codes"] or "", "duty": row["duty"] or ""}
    return FormData(
        row["id"], "", "", str(row["scope"]), row["version"], "", values, editable=ctx.user.may("office.people")
    )


def load_company(ctx: Ctx, _company_id: int = 0) -> FormData:
    """The company's head."""
    row = dict(ctx.session.execute(sa.text("select * from tw.company limit 1")).mappings().one())
    return _settings_form(ctx, row, str(row["name"]))


def load_settings(ctx: Ctx, _id: int = 0) -> FormData:
    """Every setting of the company that a room declares, with what was set or its default."""
    kept: dict[str, Any] = dict(ctx.session.execute(sa.text("select key, value from tw.setting")).all())
    lines = tuple(
        {
            "name": s.key, "title": _(s.title), "value": str(kept.get(s.key, s.default)), "default": str(s.default),
            "help": _(s.help) if s.help else "",
        }
        for s in ctx.registry.settings.values()
        if not s.personal
    )  # fmt: skip
    return FormData(1, "", "", _("Settings"), 0, "", {}, lines, editable=ctx.user.may("office.settings"))


def _settings_form(ctx: Ctx, row: Mapping[str, Any], title: str) -> FormData:
    return FormData(row["id"], "", "", title, row["version"], "", row, editable=ctx.user.may("office.settings"))


def blank(**values: Any) -> Callable[[Ctx], FormData]:
    """A blank form with these values."""

    def make(ctx: Ctx) -> FormData:
        return FormData(None, str(uuid.uuid4()), "", "", 0, "", dict(values))

    return make


def find_scopes(ctx: Ctx, text: str, within: object = None, limit: int = 30) -> Sequence[LookUpRow]:
    """Scopes the rooms declare, by key or title."""
    found = [s for s in ctx.registry.scopes.values() if text.lower() in f"{s.key} {s.title}".lower()]
    return [LookUpRow(n, s.key, s.title) for n, s in enumerate(found[:limit])]


def find_permissions(ctx: Ctx, text: str, within: object = None, limit: int = 50) -> Sequence[LookUpRow]:
    """Permissions by key or title."""
    found = [p for p in ctx.registry.permissions.values() if text.lower() in f"{p.key} {p.title}".lower()]
    return [LookUpRow(n, p.key, p.title) for n, p in enumerate(found[:limit])]


def find_kinds(ctx: Ctx, text: str, within: object = None, limit: int = 50) -> Sequence[LookUpRow]:
    """Kinds of documents that have a life, by key or title."""
    found = [k for k in ctx.registry.lifecycles.values() if text.lower() in f"{k.kind} {k.title}".lower()]
    return [LookUpRow(n, k.kind, k.title) for n, k in enumerate(found[:limit])]


def _one(ctx: Ctx, statement: str, record_id: int, kind: str) -> dict[str, Any]:
    row = ctx.session.execute(sa.text(statement), {"id": record_id}).mappings().one_or_none()
    if row is None:
        raise NotFound("not_found", kind=kind)
    return dict(row)
