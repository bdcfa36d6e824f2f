"""Setting up and upgrading a company's database: roles, tables, functions, triggers, policies, registry rows.

Forward only, in one transaction; `models/sql/` is re-applied whole each time. Run as superuser or as a role that may
create roles and the database. Callers: server init and upgrade, the embedded start, the test template.

Alembic takes most of a second to import: only what migrates does so.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg2
import psycopg2.extensions
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, make_url

from app.errors import RuleError, Unavailable
from app.registry import DUTIES, Lifecycle, ModuleSpec, Registry

if TYPE_CHECKING:
    from alembic.config import Config

MODELS = Path(__file__).resolve().parent.parent / "models"
SQL = MODELS / "sql"
NAME_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SPECIAL_OWNERS = {"audit.sql": "audit", "people.sql": "keeper"}
_BUILTIN_LOCALE = 170000


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to be made: login, names, duties, codes of departments (the first is the main one), password."""

    login: str
    name: str
    name_en: str
    duties: tuple[str, ...]
    departments: tuple[str, ...]
    password: str
    temporary: bool = False
    title: str = ""


def normal_url(dsn: str) -> URL:
    """A SQLAlchemy address from a libpq URI or keyword string."""
    if "://" not in dsn:
        parts = psycopg2.extensions.parse_dsn(dsn)
        return URL.create(
            "postgresql+psycopg2", parts.pop("user", None), parts.pop("password", None), parts.pop("host", None),
            int(parts.pop("port", 5432)), parts.pop("dbname", "postgres"), parts,
        )  # fmt: skip
    return make_url(dsn).set(drivername="postgresql+psycopg2")


def head_revision() -> str:
    """The revision this program needs the database to have."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_alembic_config()).get_current_head() or ""


def database_revision(connection: Connection) -> str:
    """The revision the database has; "" where it was never set up."""
    if connection.execute(sa.text("select to_regclass('tw.alembic_version')")).scalar() is None:
        return ""
    return str(connection.execute(sa.text("select version_num from tw.alembic_version")).scalar() or "")


def create_database(admin: URL, name: str) -> None:
    """Create an empty database with the same collation everywhere. Raises RuleError("database_exists")."""
    if not NAME_PATTERN.fullmatch(name):
        raise RuleError("database_name_not_allowed", name=name)
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            if connection.execute(sa.text("select 1 from pg_database where datname = :n"), {"n": name}).scalar():
                raise RuleError("database_exists", name=name)
            version = connection.execute(sa.text("show server_version_num")).scalar()
            if int(str(version)) < 150000:
                raise Unavailable("server_too_old", found=int(str(version)) // 10000)
            locale = "locale_provider builtin builtin_locale 'C.UTF-8'" if int(str(version)) >= _BUILTIN_LOCALE else ""
            connection.execute(
                sa.text(
                    f"create database \"{name}\" template template0 encoding 'UTF8' {locale} lc_collate 'C' lc_ctype 'C'"
                )
            )
    finally:
        engine.dispose()


def install(
    admin: URL,
    name: str,
    registry: Registry,
    *,
    company: str,
    company_en: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> None:
    """Set up an empty database as a company: everything or nothing."""
    with _superuser(admin.set(database=name)) as connection:
        _prepare(connection, name, progress)
        _migrate(connection, name, progress)
        _load_pinyin(connection, name)
        _apply_sql(connection, name, progress)
        _sync_registry(connection, name, registry)
        _as(connection, name, "owner")
        connection.execute(
            sa.text("insert into tw.company (name, name_en) select :n, :e where not exists (select from tw.company)"),
            {"n": company, "e": company_en},
        )
        _seed(connection)
        connection.execute(sa.text("reset role"))


def upgrade(admin: URL, name: str, registry: Registry, *, progress: Callable[[str], None] = lambda _: None) -> None:
    """Bring a company's database to this program's version; its rights and settings are kept."""
    with _superuser(admin.set(database=name)) as connection:
        _prepare(connection, name, progress)
        _migrate(connection, name, progress)
        _load_pinyin(connection, name)
        _apply_sql(connection, name, progress)
        _sync_registry(connection, name, registry)
        connection.execute(sa.text("reset role"))


def reapply(admin: URL, name: str, registry: Registry, *, prefix: str) -> None:
    """Apply `models/sql/` and the registry again to a clone that carries another database's role prefix."""
    with _superuser(admin.set(database=name)) as connection:
        _apply_sql(connection, prefix, lambda _: None)
        _sync_registry(connection, prefix, registry)


@contextmanager
def _superuser(url: URL) -> Iterator[Connection]:
    engine = sa.create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("set local statement_timeout = 0"))
            yield connection
    finally:
        engine.dispose()


def _as(connection: Connection, name: str, role: str) -> None:
    connection.exec_driver_sql(f'set local role "{name}_{role}"')


def _run_file(connection: Connection, path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8").replace("@db@", name).replace("@duties@", ",".join(DUTIES))
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text)
    except psycopg2.Error as error:
        raise RuntimeError(f"{path.name}: {error}") from error
    finally:
        cursor.close()


def _prepare(connection: Connection, name: str, progress: Callable[[str], None]) -> None:
    progress("roles")
    _run_file(connection, SQL / "00_roles" / "roles.sql", name)
    me = connection.execute(sa.text("select current_user")).scalar()
    for role in ("owner", "audit", "keeper"):
        connection.exec_driver_sql(f'grant "{name}_{role}" to "{me}"')
    _run_file(connection, SQL / "00_roles" / "schemas.sql", name)


def _alembic_config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MODELS / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _migrate(connection: Connection, name: str, progress: Callable[[str], None]) -> None:
    from alembic import command

    progress("tables")
    _as(connection, name, "owner")
    config = _alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.execute(sa.text("reset role"))


def _apply_sql(connection: Connection, name: str, progress: Callable[[str], None]) -> None:
    progress("functions, triggers, policies")
    for folder in ("10_functions", "20_triggers", "30_policies", "40_views"):
        for path in sorted((SQL / folder).glob("*.sql"), key=lambda p: (p.name not in _FIRST, p.name)):
            _as(connection, name, _SPECIAL_OWNERS.get(path.name, "owner"))
            _run_file(connection, path, name)
    connection.execute(sa.text("reset role"))


_FIRST = ("identity.sql", "00_walls.sql", "office.sql")


def _load_pinyin(connection: Connection, name: str) -> None:
    """Readings of every Chinese character, once; plain letters, commonest first."""
    _as(connection, name, "owner")
    if not connection.execute(sa.text("select exists (select from tw.pinyin)")).scalar():
        cursor = connection.connection.cursor()
        cursor.copy_expert("copy tw.pinyin (ch, readings) from stdin", io.StringIO(_pinyin_rows()))
        cursor.close()
    connection.execute(sa.text("reset role"))


def _pinyin_rows() -> str:
    import unicodedata

    from pypinyin.constants import PINYIN_DICT

    lines = []
    for code, readings in PINYIN_DICT.items():
        if code < 0x2E80:
            continue
        plain: list[str] = []
        for reading in readings.split(","):
            letters = unicodedata.normalize("NFD", reading.replace("ü", "v"))
            bare = "".join(c for c in letters if "a" <= c <= "z")
            if bare and bare not in plain:
                plain.append(bare)
        if plain:
            lines.append(f"{chr(code)}\t{{{','.join(plain)}}}\n")
    return "".join(lines)


def _sync_registry(connection: Connection, name: str, registry: Registry) -> None:
    """Write what the rooms declare; what an administrator changed since is kept (new pieces only are added)."""
    _as(connection, name, "owner")
    _sync_rights(connection, registry)
    for life in registry.lifecycles.values():
        _sync_life(connection, life)
    for module in registry.modules:
        _sync_rules(connection, module)
    connection.execute(sa.text("reset role"))


def _sync_rights(connection: Connection, registry: Registry) -> None:
    """Permissions with the duties that hold them, and how far each duty sees: for new ones only."""
    known = set(connection.execute(sa.text("select key from tw.permission")).scalars())
    for permission in registry.permissions.values():
        connection.execute(
            sa.text(
                "insert into tw.permission (key, title) values (:k, :t)"
                " on conflict (key) do update set title = excluded.title"
            ),
            {"k": permission.key, "t": permission.title},
        )
        if permission.key not in known:
            _insert_all(
                connection,
                "insert into tw.duty_permission (permission, duty) values (:k, :d)",
                [{"k": permission.key, "d": duty} for duty in permission.duties],
            )
    known_scopes = set(connection.execute(sa.text("select distinct scope from tw.reach")).scalars())
    for scope in registry.scopes.values():
        if scope.key not in known_scopes:
            _insert_all(
                connection,
                "insert into tw.reach (scope, duty, reach) values (:s, :d, :r)",
                [{"s": scope.key, "d": duty, "r": reach} for duty, reach in scope.reach.items()],
            )


def _sync_life(connection: Connection, life: Lifecycle) -> None:
    """A kind of document and its moves, exactly as declared."""
    connection.execute(
        sa.text(
            "insert into tw.document_kind (kind, table_name, title, initial, editable, free, amount_sql,"
            " approve_permission) values (:k, :t, :n, :i, :e, :f, :a, :p) on conflict (kind) do update set"
            " table_name = excluded.table_name, title = excluded.title, initial = excluded.initial,"
            " editable = excluded.editable, free = excluded.free, amount_sql = excluded.amount_sql,"
            " approve_permission = excluded.approve_permission"
        ),
        {
            "k": life.kind, "t": life.table or life.kind, "n": life.title, "i": list(life.initial),
            "e": list(life.editable), "f": list(life.free), "a": life.amount_sql, "p": life.approve_permission,
        },
    )  # fmt: skip
    connection.execute(sa.text("delete from tw.transition where kind = :k"), {"k": life.kind})
    _insert_all(
        connection,
        "insert into tw.transition (kind, name, source, target, permission, guard, needs_reason, system)"
        " values (:k, :n, :s, :t, :p, :g, :r, :y)",
        [
            {
                "k": life.kind, "n": move.name, "s": source, "t": move.target, "p": move.permission, "g": move.guard,
                "r": move.asks == "reason", "y": move.system,
            }
            for move in life.transitions
            for source in move.sources
        ],
    )  # fmt: skip


def _sync_rules(connection: Connection, module: ModuleSpec) -> None:
    """Numbering, warnings and steps of approval a room starts with."""
    _insert_all(
        connection,
        "insert into tw.number_rule (kind, prefix, period, digits) values (:k, :p, :e, :d) on conflict do nothing",
        [{"k": rule.kind, "p": rule.prefix, "e": rule.period, "d": rule.digits} for rule in module.numbering],
    )
    _insert_all(
        connection,
        "insert into tw.warning_setting (key, figures) values (:k, cast(:f as jsonb)) on conflict do nothing",
        [{"k": warning.key, "f": json.dumps(dict(warning.settings))} for warning in module.warnings],
    )
    _insert_all(
        connection,
        "insert into tw.approval_rule (kind, step_no, amount_from, condition, permission) select :k, :s, :a, :c, :p"
        " where not exists (select from tw.approval_rule where kind = :k and step_no = :s)",
        [
            {"k": step.kind, "s": step.step_no, "a": step.amount_from, "c": step.condition, "p": step.permission}
            for step in module.approval_rules
        ],
    )


def _insert_all(connection: Connection, statement: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.text(statement), rows)


def _seed(connection: Connection) -> None:
    """What no company can do without: a department, currencies, tax kinds."""
    statements = (
        "insert into tw.department (code, name, name_en) select '00', name, name_en from tw.company"
        " where not exists (select from tw.department)",
        "insert into tw.currency (code, name, name_en, rate) values ('CNY', '人民币', 'Renminbi', 1),"
        " ('USD', '美元', 'US dollar', 7.1), ('EUR', '欧元', 'Euro', 7.8), ('GBP', '英镑', 'Pound sterling', 9.1),"
        " ('JPY', '日元', 'Yen', 0.047), ('AUD', '澳元', 'Australian dollar', 4.7),"
        " ('CAD', '加元', 'Canadian dollar', 5.1) on conflict do nothing",
        "insert into tw.tax_rate (code, name, name_en, rate) values ('13', '增值税 13%', 'VAT 13 %', 0.13),"
        " ('9', '增值税 9%', 'VAT 9 %', 0.09), ('6', '增值税 6%', 'VAT 6 %', 0.06), ('3', '征收率 3%', 'VAT 3 %', 0.03),"
        " ('0', '零税率', 'Zero-rated', 0), ('exempt', '免税', 'Exempt', 0), ('none', '不征税', 'Not taxed', 0)"
        " on conflict do nothing",
        "insert into tw.unit (code, name, name_en, digits) values ('件', '件', 'piece', 0), ('台', '台', 'set', 0),"
        " ('套', '套', 'kit', 0), ('个', '个', 'pcs', 0), ('千克', '千克', 'kg', 3), ('米', '米', 'm', 2)"
        " on conflict do nothing",
    )
    for statement in statements:
        connection.execute(sa.text(statement))


def add_users(admin: URL, name: str, users: Sequence[NewUser], *, lines: Connection | None = None) -> None:
    """Make people as the owner of the database (server init, demo, tests); the client does it as administrator."""
    engine = sa.create_engine(admin.set(database=name))
    try:
        with engine.begin() as connection:
            for user in users:
                _add_user(connection, name, user)
    finally:
        engine.dispose()


def _add_user(connection: Connection, name: str, user: NewUser) -> None:
    raw: Any = connection.connection.dbapi_connection
    verifier = psycopg2.extensions.encrypt_password(user.password, user.login, scope=raw, algorithm="scram-sha-256")
    codes = list(user.departments) or ["00"]
    rows = connection.execute(sa.text("select code, id from tw.department where code = any (:codes)"), {"codes": codes})
    found: dict[str, int] = {r.code: r.id for r in rows}
    missing = [code for code in codes if code not in found]
    if missing:
        raise RuleError("unknown_department", code=missing[0])
    made = connection.execute(
        sa.text("select tw.add_user(:l, :v, :n, :e, cast(:d as text[]), cast(:p as bigint[]), :t)"),
        {
            "l": user.login, "v": verifier, "n": user.name, "e": user.name_en, "d": list(user.duties),
            "p": [found[code] for code in codes], "t": user.temporary,
        },
    ).scalar()  # fmt: skip
    if user.title:
        connection.execute(
            sa.text("update tw.user_post set title = :t where user_id = :u and is_main"), {"t": user.title, "u": made}
        )


def make_worker(admin: URL, name: str, password: str) -> None:
    """The background program's own login: sees all, decides nothing."""
    engine = sa.create_engine(admin.set(database=name))
    login = f"{name}_worker_login"
    try:
        with engine.begin() as connection:
            raw: Any = connection.connection.dbapi_connection
            verifier = psycopg2.extensions.encrypt_password(password, login, scope=raw, algorithm="scram-sha-256")
            exists = connection.execute(sa.text("select 1 from pg_roles where rolname = :l"), {"l": login}).scalar()
            verb = "alter" if exists else "create"
            connection.exec_driver_sql(f"{verb} role \"{login}\" login password '{verifier}'")
            connection.exec_driver_sql(f'grant "{name}_user", "{name}_worker" to "{login}"')
            connection.execute(
                sa.text(
                    "insert into tw.app_user (login, name, name_en, kind) values (:l, '后台程序', 'Background', 'worker')"
                    " on conflict (login) do nothing"
                ),
                {"l": login},
            )
    finally:
        engine.dispose()
