"""Use cases of the administrator: people and their duties, departments, reach, rules, the company's head."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import time
from typing import Any

import psycopg2.extensions
import sqlalchemy as sa

from app import rows
from app.drafting import refuse, required, to_json
from app.errors import RuleError
from app.models.office import ApprovalRule, Company, Department, NumberRule, Reach, WarningSetting
from app.modules.office.drafts import (
    ApprovalRuleDraft,
    CompanyDraft,
    DepartmentDraft,
    NumberRuleDraft,
    PersonDraft,
    ReachDraft,
    SettingsDraft,
    WarningDraft,
)
from app.registry import DUTIES, Setting
from app.uow import Ctx, Saved

GIVEN_DUTIES = tuple(duty for duty in DUTIES if duty != "worker")
SHORTEST_PASSWORD = 8
_CLOCK = re.compile(r"\d\d:\d\d")


def save_person(ctx: Ctx, draft: PersonDraft) -> Saved:
    """Make a person with a temporary password, or change names, posts and duties; a password given resets it."""
    ctx.require("office.people")
    errors = required(draft, "login", "name", *(("password",) if draft.id is None else ()))
    if draft.password and len(draft.password) < SHORTEST_PASSWORD:
        errors.append(RuleError("password_too_short", field="password", least=SHORTEST_PASSWORD))
    departments = [line.department for line in draft.lines if line.department]
    if not departments:
        errors.append(RuleError("department_needed"))
    refuse(errors)
    if draft.id is None:
        _add(ctx, draft, departments)
    elif draft.password:
        ctx.call("reset_password", draft.login, verifier(ctx, draft.login, draft.password))
    titles = [line.title for line in draft.lines if line.department]
    person = ctx.session.execute(
        sa.text("select tw.set_person(:l, :n, :e, :p, cast(:d as bigint[]), cast(:t as text[]))"),
        {"l": draft.login, "n": draft.name, "e": draft.name_en, "p": draft.phone, "d": departments, "t": titles},
    ).scalar()
    held = set(ctx.call("duties_of", draft.login) or ())
    for duty in GIVEN_DUTIES:
        if getattr(draft, duty) != (duty in held):
            ctx.call("set_duty", draft.login, duty, getattr(draft, duty))
    ctx.touch("app_user", int(person or 0))
    return Saved(int(person or 0), draft.login)


def _add(ctx: Ctx, draft: PersonDraft, departments: list[int]) -> None:
    ctx.session.execute(
        sa.text("select tw.add_user(:l, :v, :n, :e, cast('{}' as text[]), cast(:d as bigint[]), true)"),
        {
            "l": draft.login, "v": verifier(ctx, draft.login, draft.password), "n": draft.name, "e": draft.name_en,
            "d": departments,
        },
    )  # fmt: skip


def verifier(ctx: Ctx, login: str, password: str) -> str:
    """What the server keeps instead of a password, made here so that the password itself never travels."""
    raw: Any = ctx.session.connection().connection.dbapi_connection
    return str(psycopg2.extensions.encrypt_password(password, login, scope=raw, algorithm="scram-sha-256"))


def change_own_password(ctx: Ctx, password: str) -> None:
    """The person's own new password; ends a temporary one."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleError("password_too_short", field="password", least=SHORTEST_PASSWORD)
    login = str(ctx.session.execute(sa.text("select session_user::text")).scalar())
    ctx.call("change_password", verifier(ctx, login, password))


def lock_person(ctx: Ctx, person_id: int, version: int | None = None) -> Saved:
    """Lock a person out; their sessions end with the next call, once this is committed."""
    return _set_active(ctx, person_id, is_active=False)


def unlock_person(ctx: Ctx, person_id: int, version: int | None = None) -> Saved:
    """Let a person in again."""
    return _set_active(ctx, person_id, is_active=True)


def _set_active(ctx: Ctx, person_id: int, *, is_active: bool) -> Saved:
    ctx.require("office.people")
    login = ctx.session.execute(sa.text("select login from tw.app_user where id = :id"), {"id": person_id}).scalar()
    ctx.call("set_active", str(login), is_active)
    ctx.touch("app_user", person_id)
    return Saved(person_id, str(login))


def end_sessions(ctx: Ctx, person_id: int, version: int | None = None) -> Saved:
    """Send a locked person away who is still signed in."""
    ctx.require("office.people")
    login = ctx.session.execute(sa.text("select login from tw.app_user where id = :id"), {"id": person_id}).scalar()
    ended = int(ctx.call("end_sessions", str(login)) or 0)
    return Saved(person_id, str(login), count=ended)


def save_department(ctx: Ctx, draft: DepartmentDraft) -> Saved:
    """Make or change a department; it cannot lie below itself."""
    ctx.require("office.people")
    refuse(required(draft, "code", "name"))
    if draft.id is not None and draft.parent in _below(ctx, draft.id):
        raise RuleError("department_below_itself", field="parent")
    values = {"code": draft.code, "name": draft.name, "name_en": draft.name_en, "parent_id": draft.parent}
    return _written(ctx, Department, draft, values, "department")


def _below(ctx: Ctx, department_id: int) -> set[int]:
    found = ctx.session.execute(
        sa.text(
            "with recursive below as (select cast(:id as bigint) as id union"
            " select d.id from tw.department d join below b on d.parent_id = b.id) select id from below"
        ),
        {"id": department_id},
    )
    return set(found.scalars())


def save_approval_rule(ctx: Ctx, draft: ApprovalRuleDraft) -> Saved:
    """Make or change a step of approval; it counts for documents submitted from now on."""
    ctx.require("office.settings")
    errors = required(draft, "kind", "permission")
    if draft.amount_from < 0:
        errors.append(RuleError("value_negative", field="amount_from"))
    refuse(errors)
    values = {k: v for k, v in asdict(draft).items() if k not in ("id", "uid", "version")}
    return _written(ctx, ApprovalRule, draft, values, "approval_rule")


def save_number_rule(ctx: Ctx, draft: NumberRuleDraft) -> Saved:
    """Change prefix, period and digits; numbers given out stay as they are."""
    ctx.require("office.settings")
    errors = required(draft, "prefix")
    if not 3 <= draft.digits <= 9:
        errors.append(RuleError("value_between", field="digits", low=3, high=9))
    refuse(errors)
    values = {"prefix": draft.prefix, "period": draft.period, "digits": draft.digits}
    return _written(ctx, NumberRule, draft, values, "number_rule")


def save_warning(ctx: Ctx, draft: WarningDraft) -> Saved:
    """Switch a warning rule on or off, and set its figures."""
    ctx.require("office.settings")
    refuse(
        [RuleError("value_required", field=f"lines.{n}.value") for n, f in enumerate(draft.lines) if f.value is None]
    )
    figures = {line.name: line.value for line in draft.lines if line.name}
    return _written(ctx, WarningSetting, draft, {"active": draft.active, "figures": figures}, "warning_setting")


def save_reach(ctx: Ctx, draft: ReachDraft) -> Saved:
    """Say how far a duty, or one person going before it, sees in a scope."""
    ctx.require("office.people")
    errors = required(draft, "scope", "reach")
    if bool(draft.duty) == (draft.person is not None):
        errors.append(RuleError("duty_or_person", field="duty"))
    codes = [code.strip() for code in draft.departments.replace("，", ",").split(",") if code.strip()]
    found: dict[str, int] = dict(
        ctx.session.execute(sa.text("select code, id from tw.department where code = any (:c)"), {"c": codes}).all()
    )
    errors += [RuleError("unknown_department", field="departments", code=c) for c in codes if c not in found]
    if draft.reach == "chosen" and not codes:
        errors.append(RuleError("department_needed", field="departments"))
    refuse(errors)
    values = {
        "scope": draft.scope, "duty": draft.duty or None, "user_id": draft.person, "reach": draft.reach,
        "departments": list(found.values()),
    }  # fmt: skip
    return _written(ctx, Reach, draft, values, "reach")


def save_company(ctx: Ctx, draft: CompanyDraft) -> Saved:
    """Change the company's head, as every paper prints it from now on."""
    ctx.require("office.settings")
    refuse(required(draft, "name"))
    values = {k: v for k, v in asdict(draft).items() if k not in ("id", "uid", "version")}
    return _written(ctx, Company, draft, values, "company")


def save_setting(ctx: Ctx, key: str, value: Any) -> None:
    """Keep a setting of the company."""
    ctx.require("office.settings")
    ctx.session.execute(
        sa.text(
            "insert into tw.setting (key, value) values (:k, cast(:v as jsonb))"
            " on conflict (key) do update set value = excluded.value"
        ),
        {"k": key, "v": to_json(value)},
    )


def save_settings(ctx: Ctx, draft: SettingsDraft) -> Saved:
    """Keep what was changed of the company's settings; every line is checked before one is kept."""
    ctx.require("office.settings")
    known = {s.key: s for s in ctx.registry.settings.values() if not s.personal}
    kept: dict[str, Any] = dict(ctx.session.execute(sa.text("select key, value from tw.setting")).all())
    wanted: dict[str, Any] = {}
    errors: list[RuleError] = []
    for n, line in enumerate(draft.lines):
        if line.name in known:
            try:
                wanted[line.name] = setting_value(known[line.name], line.value)
            except RuleError as error:
                errors.append(RuleError(error.key, field=f"lines.{n}.value", **error.params))
    refuse(errors)
    for key, value in wanted.items():
        if value != kept.get(key, known[key].default):
            save_setting(ctx, key, value)
    ctx.touch("setting")
    return Saved(1)


def setting_value(setting: Setting, text: str) -> Any:
    """What was typed as the kind of the setting. Raises RuleError without its place."""
    typed = text.strip()
    if not typed and setting.default not in ("", None):
        raise RuleError("value_required")
    if setting.kind == "number":
        if not typed.isascii() or not typed.isdigit():
            raise RuleError("number_not_understood", text=typed)
        return int(typed)
    if _CLOCK.fullmatch(str(setting.default)):
        try:
            return time.fromisoformat(typed.zfill(5)).isoformat("minutes")
        except ValueError as error:
            raise RuleError("time_not_understood", text=typed) from error
    return typed


def _written(ctx: Ctx, model: Any, draft: Any, values: dict[str, Any], kind: str) -> Saved:
    if draft.id is None:
        written = rows.insert(ctx, model, values)
    else:
        written = rows.update(ctx, model, draft.id, draft.version, values)
    ctx.touch(kind, written.id)
    return Saved(written.id, written.number, written.version)
