"""Commands of the server's administrator: set up, upgrade, make and lock people. As superuser of the server."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from app import bootstrap
from app.cli.company import address_of, url_of
from app.cli.terminal import Terminal, ask_password
from app.errors import NotAllowed, RuleError, Unavailable, UserError
from app.i18n import _
from app.registry import DUTIES
from app.server import setup, worker_login
from app.uow import connect_error, translate

LEAST_CHARACTERS = 8


# ---------------------------------------------------------------- the superuser's line
def admin_url(dsn: str, database: str) -> tuple[URL, str]:
    """(the superuser's address, name of the company's database), once a line is known to come to be.

    A password that is neither in the address nor in the surroundings is asked for. Raises UserError.
    """
    url = url_of(dsn)
    if url.host:
        address = address_of(url)
        url = url.update_query_dict({"sslmode": address.sslmode})
        if address.sslrootcert:
            url = url.update_query_dict({"sslrootcert": address.sslrootcert})
    name = database or ("" if url.database in (None, "postgres", "template1") else str(url.database))
    admin = url.set(database="postgres")
    try:
        _try_line(admin)
    except UserError as refused:
        if refused.key != "wrong_password" or url.password is not None:
            raise
        question = _("Password of {login}").format(login=url.username or "postgres")
        admin = admin.set(password=ask_password(question))
        _try_line(admin)
    return admin, name or "tradewright"


def _try_line(admin: URL) -> None:
    with _line(admin) as connection:
        version = int(str(connection.execute(sa.text("show server_version_num")).scalar()))
        is_super = connection.execute(sa.text("select rolsuper from pg_roles where rolname = current_user")).scalar()
    if version < 150000:
        raise Unavailable("server_too_old", found=version // 10000)
    if not is_super:
        raise NotAllowed("server_needs_superuser")


@contextmanager
def _line(url: URL, *, autocommit: bool = False) -> Iterator[Connection]:
    """A line of its own; what the server refuses comes out as a refusal with its sentence."""
    engine = sa.create_engine(
        url, isolation_level="AUTOCOMMIT" if autocommit else "READ COMMITTED", connect_args={"connect_timeout": 8}
    )
    try:
        try:
            connection = engine.connect()
        except sa.exc.DBAPIError as error:
            raise connect_error(error) from error
        with connection, connection.begin():
            yield connection
    except sa.exc.DBAPIError as error:
        raise translate(error) from error
    finally:
        engine.dispose()


@contextmanager
def _refusing() -> Iterator[None]:
    """What app.server.setup lets through of the database, as a refusal."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise connect_error(error) from error
    except sa.exc.DBAPIError as error:
        raise translate(error) from error


def _check_company(admin: URL, name: str) -> None:
    """Raise Unavailable unless the database exists and is a company's."""
    with _line(admin) as connection:
        if not connection.execute(sa.text("select 1 from pg_database where datname = :n"), {"n": name}).scalar():
            raise Unavailable("no_such_database")
    with _line(admin.set(database=name)) as connection:
        if not setup.database_revision(connection):
            raise Unavailable("database_not_set_up")


# ---------------------------------------------------------------- set up and upgrade
def init(
    terminal: Terminal,
    *,
    dsn: str,
    database: str,
    company: str,
    company_en: str,
    login: str,
    name: str,
    password_file: Path | None,
) -> None:
    """Set up a company with its first administrator and the worker's login: everything, or nothing is left."""
    if not company.strip():
        raise RuleError("company_name_needed", field="company")
    admin, database = admin_url(dsn, database)
    with _refusing():
        password = _new_password(admin, terminal, login, password_file)
        setup.create_database(admin, database)
        try:
            setup.install(
                admin, database, bootstrap.registry(), company=company, company_en=company_en,
                progress=lambda step: terminal.progress(_(step)),
            )  # fmt: skip
            person = setup.NewUser(login, name or login, "", ("admin",), ("00",), password)
            setup.add_users(admin, database, [person])
            file = _make_worker(admin, database)
        except BaseException:
            with suppress(UserError):
                _drop(admin, database)
            raise
    terminal.say(_("Company {company} is set up in database {database}.").format(company=company, database=database))
    terminal.say(_("The administrator signs in as {login}.").format(login=login))
    terminal.say(_("The background program's password is kept in {file}.").format(file=file))


def _drop(admin: URL, database: str) -> None:
    with suppress(psycopg2.Error), _bare(admin) as connection:
        connection.execute(sa.text(f'drop database if exists "{database}" with (force)'))


@contextmanager
def _bare(admin: URL) -> Iterator[Connection]:
    """A line outside any transaction, as creating and dropping databases needs."""
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _make_worker(admin: URL, database: str) -> Path:
    password = secrets.token_urlsafe(24)
    setup.make_worker(admin, database, password)
    return worker_login.keep(f"{admin.host or 'localhost'}_{admin.port or 5432}_{database}", password)


def upgrade(terminal: Terminal, *, dsn: str, database: str) -> None:
    """Bring a company's database to this program's version; all or nothing."""
    admin, database = admin_url(dsn, database)
    _check_company(admin, database)
    with _refusing():
        with _line(admin.set(database=database)) as connection:
            before = setup.database_revision(connection)
        known = _known_revisions()
        if before not in known:
            raise RuleError("program_older", found=before, needed=setup.head_revision())
        setup.upgrade(admin, database, bootstrap.registry(), progress=lambda step: terminal.progress(_(step)))
    after = setup.head_revision()
    told = _("Database {database} is at revision {after} (before: {before}).")
    terminal.say(told.format(database=database, after=after, before=before))


def _known_revisions() -> set[str]:
    from app.server.version import revisions

    return set(revisions())


# ---------------------------------------------------------------- people
def add_user(
    terminal: Terminal,
    *,
    dsn: str,
    database: str,
    login: str,
    name: str,
    name_en: str,
    duties: tuple[str, ...],
    departments: tuple[str, ...],
    temporary: bool,
    password_file: Path | None,
) -> None:
    """Make a person; a temporary password must be changed at the first sign-in."""
    if unknown := [duty for duty in duties if duty not in DUTIES or duty == "worker"]:
        known = ", ".join(duty for duty in DUTIES if duty != "worker")
        raise RuleError("duty_not_known", duty=unknown[0], known=known)
    admin, database = admin_url(dsn, database)
    _check_company(admin, database)
    with _refusing():
        password = _new_password(admin, terminal, login, password_file)
        person = setup.NewUser(login, name, name_en, duties, departments or ("00",), password, temporary)
        setup.add_users(admin, database, [person])
    terminal.say(_("{name} can sign in as {login}.").format(name=name, login=login))


def _new_password(admin: URL, terminal: Terminal, login: str, file: Path | None) -> str:
    """A password typed twice; somebody who signs in to another company of this server keeps theirs."""
    with _line(admin) as connection:
        is_known = connection.execute(sa.text("select 1 from pg_roles where rolname = :l"), {"l": login}).scalar()
    if is_known:
        terminal.say(_("{login} already signs in to this server; the password stays as it is.").format(login=login))
        return secrets.token_urlsafe(24)
    password = ask_password(_("New password of {login}").format(login=login), file=file, twice=True)
    if len(password) < LEAST_CHARACTERS or password == login:
        raise RuleError("password_too_weak", least=LEAST_CHARACTERS)
    return password


def users(terminal: Terminal, *, dsn: str, database: str) -> None:
    """List the people of a company."""
    admin, database = admin_url(dsn, database)
    _check_company(admin, database)
    with _line(admin.set(database=database)) as connection:
        people = connection.execute(
            sa.text(
                "select u.login, u.name, u.name_en, u.active, u.kind, u.must_change_password,"
                " array_to_string(tw.duties_of(u.login), ', ') as duties,"
                " (select string_agg(d.code, ', ' order by p.is_main desc, d.code) from tw.user_post p"
                " join tw.department d on d.id = p.department_id where p.user_id = u.id) as departments"
                " from tw.app_user u order by u.login"
            )
        ).all()
    heads = [_("Login"), _("Name"), _("English name"), _("Duties"), _("Departments"), _("State")]
    terminal.table(
        heads,
        [
            (p.login, p.name, p.name_en or "", p.duties, p.departments or "", _state(p.active, p.must_change_password))
            for p in people
        ],
    )


def _state(active: bool, must_change: bool) -> str:
    if not active:
        return _("Locked")
    return _("Password is temporary") if must_change else _("Active")


def lock_user(terminal: Terminal, *, dsn: str, database: str, login: str) -> None:
    """Shut a person out: committed first, so that nobody is back before the sessions are ended."""
    admin, database = admin_url(dsn, database)
    _check_company(admin, database)
    _set_active(admin, database, login, active=False)
    with _line(admin, autocommit=True) as connection:
        ended = connection.execute(
            sa.text(
                "select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity"
                " where usename = :l and pid <> pg_backend_pid()"
            ),
            {"l": login},
        ).scalar()
    terminal.say(_("{login} is locked; sessions ended: {n}.").format(login=login, n=ended))


def unlock_user(terminal: Terminal, *, dsn: str, database: str, login: str) -> None:
    """Let a locked person in again, with the rights they had."""
    admin, database = admin_url(dsn, database)
    _check_company(admin, database)
    _set_active(admin, database, login, active=True)
    terminal.say(_("{login} may sign in again.").format(login=login))


def _set_active(admin: URL, database: str, login: str, *, active: bool) -> None:
    with _line(admin.set(database=database)) as connection:
        connection.execute(sa.text("select tw.set_active(:l, :a)"), {"l": login, "a": active})
