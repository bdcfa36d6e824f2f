"""Every table, whichever room it is of: behind a wall, audited or exempt with a reason, applied twice to the same."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.bootstrap import registry
from app.models.all_models import Base
from app.models.exempt import NOT_AUDITED
from app.server import setup
from tests.helpers.house import House

TABLES = sorted(t.name for t in Base.metadata.tables.values())


def _by_table(house: House, statement: str) -> dict[str, object]:
    return {r[0]: r[1] for r in house.admin(statement)}


def test_every_table_has_row_security_and_a_policy(house: House) -> None:
    secured = _by_table(
        house,
        "select c.relname, c.relrowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'tw' and c.relkind in ('r', 'p') and c.relname <> 'alembic_version'",
    )
    policies = _by_table(house, "select tablename, count(*) from pg_policies where schemaname = 'tw' group by 1")
    assert set(TABLES) <= set(secured)
    assert not [t for t, on in secured.items() if not on]
    assert not [t for t in secured if not policies.get(t)]
    walls = _by_table(house, "select table_name, form from tw.wall")
    assert sorted(set(secured) - set(walls)) == []


def test_every_table_is_audited_or_exempt_with_a_reason(house: House) -> None:
    audited = {
        r[0]
        for r in house.admin(
            "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid"
            " where p.proname = 'record' and t.tgenabled <> 'D'"
        )
    }
    ledgers = {r[0] for r in house.admin("select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
                                         " where t.tgname = 'refuse_change'")}  # fmt: skip
    missing = [t for t in TABLES if t not in audited and t not in ledgers and not NOT_AUDITED.get(t)]
    assert missing == []
    assert [t for t in NOT_AUDITED if t in audited] == [], "exempt, yet audited"
    assert [t for t in NOT_AUDITED if t not in TABLES] == []


def test_nobody_may_delete_or_update_a_whole_table(house: House) -> None:
    """Table-level UPDATE or DELETE would allow LOCK TABLE."""
    granted = house.admin(
        "select table_name, privilege_type from information_schema.role_table_grants where table_schema = 'tw'"
        " and grantee = 'twt_user' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER')"
    )
    assert granted == []


def test_views_and_functions_do_not_open_a_back_door(house: House) -> None:
    loose = house.admin(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'tw'"
        " and c.relkind = 'v' and has_table_privilege('twt_user', c.oid, 'select')"
        " and not coalesce(c.reloptions, '{}') @> '{security_invoker=true}'"
    )
    assert [r[0] for r in loose] == []
    unpinned = house.admin(
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('tw', 'tw_admin', 'tw_audit') and p.prosecdef and p.proconfig is null"
    )
    assert [r[0] for r in unpinned] == []
    public = house.admin(
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('tw', 'tw_admin', 'tw_audit') and has_function_privilege('public', p.oid, 'execute')"
    )
    assert [r[0] for r in public] == []


def test_a_person_without_duties_sees_no_row_of_any_business_table(house: House) -> None:
    for table, form in house.admin("select table_name, form from tw.wall where form in ('owned', 'child') order by 1"):
        assert house.sql("nobody_special", f"select count(*) from tw.{table}") == [(0,)], (table, form)


def test_the_migrated_database_is_the_declared_one(house: House) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def mine(thing: object, name: str | None, kind: str, reflected: bool, against: object) -> bool:
        # indexes for search and reach are made with the walls, in models/sql
        return not (kind == "index" and reflected and against is None) and name != "alembic_version"

    # the database's search path makes tw the default schema, which Alembic would take for "no schema"
    house.connection.dialect.default_schema_name = "public"
    context = MigrationContext.configure(
        house.connection,
        opts={
            "include_schemas": True,
            "include_name": lambda name, kind, parents: name == "tw" if kind == "schema" else True,
            "include_object": mine,
            "version_table_schema": "tw",
        },
    )
    assert compare_metadata(context, Base.metadata) == []


def test_an_upgrade_applied_twice_changes_nothing(admin_url: URL, own_database: str) -> None:
    def picture() -> list[object]:
        engine = sa.create_engine(admin_url.set(database=own_database))
        with engine.connect() as connection:
            rows = connection.execute(
                sa.text(
                    "select 'policy', tablename, policyname, coalesce(qual, '') || coalesce(with_check, '') from pg_policies"
                    " where schemaname = 'tw' union all"
                    " select 'trigger', c.relname, t.tgname, pg_get_triggerdef(t.oid) from pg_trigger t"
                    " join pg_class c on c.oid = t.tgrelid where not t.tgisinternal union all"
                    " select 'function', n.nspname, p.proname, md5(pg_get_functiondef(p.oid)) from pg_proc p"
                    " join pg_namespace n on n.oid = p.pronamespace where n.nspname like 'tw%' union all"
                    " select 'transition', kind, name, source || '>' || target || permission from tw.transition union all"
                    " select 'grant', table_name, privilege_type, grantee from information_schema.role_table_grants"
                    " where table_schema = 'tw' order by 1, 2, 3, 4"
                )
            ).all()
        engine.dispose()
        return [tuple(r) for r in rows]

    # the clone carries the template's role prefix: upgrade under that name
    first = picture()
    setup.reapply(admin_url, own_database, registry(), prefix="twt")
    assert picture() == first
