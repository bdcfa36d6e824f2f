"""A company of its own for the sample on the embedded server: one database is one company, and the demo stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.i18n import _
from app.importing.adventureworks.masters import CURRENCY
from app.registry import DUTIES, Registry
from app.server import embedded, setup
from app.server.profiles import Profile, ProfileStore
from app.uow import Address, Database, open_database

DATABASE = "tradewright_adventureworks"
PROFILE = "adventureworks"
LOGIN = "adventure"
ZONE = "America/Los_Angeles"


@dataclass(frozen=True, slots=True)
class SampleCompany:
    """The person of the sample, signed in, and how the desktop gets there."""

    database: Database
    profile: str
    login: str
    password: str


@contextmanager
def sample_company(
    registry: Registry, progress: Callable[[str], None], store: ProfileStore | None = None
) -> Iterator[SampleCompany]:
    """The sample's company, made at the first time, and its one person, who holds every duty; the profile is kept."""
    server = embedded.start(progress=progress)
    try:
        admin = setup.normal_url(server.dsn())
        password = hashlib.sha256(f"adventureworks {server.password}".encode()).hexdigest()[:12]
        _ensure(admin, registry, password, progress)
        (store or ProfileStore()).save(
            Profile(PROFILE, kind="embedded", database=DATABASE, sslmode="disable", last_user=LOGIN)
        )
        address = Address(server.host, server.port, DATABASE, "disable")
        database = open_database(registry, address, LOGIN, password)
        try:
            yield SampleCompany(database, PROFILE, LOGIN, password)
        finally:
            database.close()
    finally:
        server.stop()


def _ensure(admin: URL, registry: Registry, password: str, progress: Callable[[str], None]) -> None:
    state = _state(admin)
    if state == "whole":
        progress(_("Upgrading the company …"))
        setup.upgrade(admin, DATABASE, registry)
        return
    progress(_("Making the company …"))
    if state == "half":  # broken off while it was made: nothing in it yet
        _drop(admin)
    setup.create_database(admin, DATABASE)
    setup.install(admin, DATABASE, registry, company="Adventure Works Cycles", company_en="Adventure Works Cycles")
    _settle(admin)
    duties = tuple(duty for duty in DUTIES if duty != "worker")
    setup.add_users(admin, DATABASE, [setup.NewUser(LOGIN, "Adventure", "Adventure", duties, ("00",), password)])


def _state(admin: URL) -> str:
    """ "whole" with its person, "half" without, "" where there is no such database."""
    engine = sa.create_engine(admin)
    with engine.connect() as connection:
        found = connection.execute(sa.text("select 1 from pg_database where datname = :n"), {"n": DATABASE}).scalar()
    engine.dispose()
    if not found:
        return ""
    engine = sa.create_engine(admin.set(database=DATABASE))
    try:
        with engine.connect() as connection:
            if connection.execute(sa.text("select to_regclass('tw.app_user')")).scalar() is None:
                return "half"
            person = connection.execute(sa.text("select 1 from tw.app_user where login = :l"), {"l": LOGIN}).scalar()
            return "whole" if person else "half"
    finally:
        engine.dispose()


def _drop(admin: URL) -> None:
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'drop database "{DATABASE}" with (force)'))
        connection.execute(sa.text(f'drop role if exists "{LOGIN}"'))
    engine.dispose()


def _settle(admin: URL) -> None:
    """The company reckons in dollars, in its own time zone."""
    engine = sa.create_engine(admin.set(database=DATABASE))
    with engine.begin() as connection:
        connection.execute(sa.text("update tw.company set currency = :c, zone = :z"), {"c": CURRENCY, "z": ZONE})
        connection.execute(sa.text("update tw.currency set rate = round(rate / (select rate from tw.currency where code = :c), 6)"),
                           {"c": CURRENCY})  # fmt: skip
    engine.dispose()
