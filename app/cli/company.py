"""Which company a command is for, and as whom: a profile, an address, or the demo on the embedded server."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from psycopg2 import ProgrammingError
from sqlalchemy.engine import URL

from app import bootstrap
from app.cli.terminal import Terminal, ask_password
from app.errors import NotAllowed, RuleError
from app.i18n import _
from app.registry import Registry
from app.server import embedded, setup
from app.server.profiles import DEMO, KeyRing, Profile, ProfileStore, secured
from app.server.version import check_version
from app.uow import Address, Database, open_database

RING_SECONDS = 20.0
HELPER = "demo_import"


class Person(Protocol):
    """Someone of the demo company."""

    @property
    def login(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...
    @property
    def duties(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options of a command say: `--profile` or `--dsn`, `--as`, `--password-file`."""

    profile: str = ""
    dsn: str = ""
    login: str = ""
    password_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A company found: its address, and what is known of who signs in there.

    key: names it where its port may change. people: of the demo, who share the password. admin: the superuser, where the
    server is the embedded one.
    """

    address: Address
    key: str
    login: str = ""
    password: str | None = field(default=None, repr=False)
    worker_password: str | None = field(default=None, repr=False)
    profile: Profile | None = None
    people: tuple[Person, ...] = ()
    admin: URL | None = None


def whole_registry() -> Registry:
    """All rooms with the lists of their screens, and no window."""
    made = bootstrap.registry()
    if not made.screens:
        from app.modules import all_screens

        made.add_screens(all_screens.SCREENS, all_screens.PANELS)
        made.seal()
    return made


# ---------------------------------------------------------------- where
@contextmanager
def found(
    wanted: Wanted, terminal: Terminal, *, registry: Registry | None = None, store: ProfileStore | None = None
) -> Iterator[Place]:
    """The company a command is for; the embedded server runs as long as the block. Raises UserError."""
    if wanted.profile and wanted.dsn:
        raise RuleError("profile_or_dsn")
    if wanted.dsn:
        yield _by_dsn(wanted.dsn)
        return
    profile = (store or ProfileStore()).get(wanted.profile or DEMO.name)
    if profile.kind == "server":
        key = f"{profile.host}_{profile.port}_{profile.database}"
        yield Place(profile.address(), key, profile.last_user, profile=profile)
        return
    if profile.is_demo:
        yield _demo(profile, registry or bootstrap.registry(), terminal)
        return
    server = embedded.start(progress=terminal.progress)
    try:
        key, admin = f"embedded_{profile.database}", setup.normal_url(server.dsn())
        yield Place(profile.address(server), key, profile.last_user, profile=profile, admin=admin)
    finally:
        server.stop()


def url_of(dsn: str) -> URL:
    """An address given as URI or as "host=… dbname=…". Raises RuleError("dsn_not_understood")."""
    try:
        return setup.normal_url(dsn)
    except (sa.exc.ArgumentError, ProgrammingError, ValueError) as error:
        raise RuleError("dsn_not_understood", reason=str(error).strip()) from error


def address_of(url: URL) -> Address:
    """Where an address leads, with a line as safe as that of a profile."""
    mode, root = url.query.get("sslmode", ""), url.query.get("sslrootcert", "")
    return secured(url.host or "", url.port or 5432, url.database or "tradewright", str(mode), str(root))


def _by_dsn(dsn: str) -> Place:
    url = url_of(dsn)
    address = address_of(url)
    key = f"{address.host}_{address.port}_{address.database}"
    return Place(address, key, url.username or "", url.password)


def _demo(profile: Profile, registry: Registry, terminal: Terminal) -> Place:
    """The demo, whose server runs until the program ends."""
    from app.server.demo import company

    demo = company.ensure_demo(registry, progress=terminal.progress)
    server = embedded.running()
    return Place(
        demo.address, f"embedded_{demo.address.database}", password=demo.password, profile=profile,
        worker_password=company.worker_password(demo), people=tuple(demo.people),
        admin=setup.normal_url(server.dsn()) if server else None,
    )  # fmt: skip


# ---------------------------------------------------------------- who
@contextmanager
def signed_in(
    wanted: Wanted,
    terminal: Terminal,
    *,
    registry: Registry | None = None,
    needs: Iterable[str] = (),
    store: ProfileStore | None = None,
) -> Iterator[Database]:
    """A person's way into the company of a command, for the length of the block.

    needs: permissions by which a person of the demo is chosen where none is named. Raises UserError; a database of
    another version is refused.
    """
    rooms = registry or bootstrap.registry()
    with found(wanted, terminal, registry=rooms, store=store) as place:
        login, password = _who(place, wanted, rooms, frozenset(needs))
        database = open_database(rooms, place.address, login, password)
        try:
            check_version(database)
            terminal.clear()
            yield database
        finally:
            database.close()


def _who(place: Place, wanted: Wanted, registry: Registry, needs: frozenset[str]) -> tuple[str, str]:
    if place.people:
        person = chosen(place.people, wanted.login, registry, needs)
        login = person.login if wanted.login or not _lacking(person, registry, needs) else _of_every_duty(place)
        return login, place.password or ""
    login = wanted.login or place.login or os.environ.get("TRADEWRIGHT_USER", "")
    if not login:
        raise NotAllowed("login_needed")
    return login, _password(place, wanted, login)


def _password(place: Place, wanted: Wanted, login: str) -> str:
    """From the address, a file, the key ring, the surroundings, or the person, in this order."""
    if place.password is not None and login == place.login and wanted.password_file is None:
        return place.password
    if wanted.password_file is None:
        given = _kept(place.profile, login) or os.environ.get("PGPASSWORD")
        if given:
            return given
    return ask_password(_("Password of {login}").format(login=login), file=wanted.password_file)


def _kept(profile: Profile | None, login: str) -> str | None:
    try:
        return KeyRing().kept(profile, login).result(RING_SECONDS) if profile else None
    except TimeoutError:  # the ring asks a person who does not look
        return None


def chosen(people: Sequence[Person], name: str, registry: Registry, needs: frozenset[str]) -> Person:
    """The person of a login, name or duty; else who holds most of what is needed, the manager before others."""
    if name:
        for person in people:
            if name in (person.login, person.name, person.name_en, *person.duties):
                return person
        raise RuleError("no_such_person", name=name, known=", ".join(person.login for person in people))

    return max(people, key=lambda person: (-len(_lacking(person, registry, needs)), "manager" in person.duties))


def _lacking(person: Person, registry: Registry, needs: frozenset[str]) -> list[str]:
    """The permissions a person does not hold."""
    return [key for key in needs if not set(registry.permissions[key].duties) & set(person.duties)]


def _of_every_duty(place: Place) -> str:
    """The demo's own helper for work that no single one of its people may do, such as importing every kind of sheet."""
    assert place.admin is not None
    duties = tuple(sorted({duty for person in place.people for duty in person.duties}))
    helper = setup.NewUser(HELPER, "数据导入", "Import", duties, ("00",), place.password or "")
    engine = sa.create_engine(place.admin.set(database=place.address.database))
    try:
        with engine.connect() as connection:
            is_there = connection.execute(sa.text("select 1 from tw.app_user where login = :l"), {"l": HELPER}).scalar()
    finally:
        engine.dispose()
    if not is_there:
        setup.add_users(place.admin, place.address.database, [helper])
    return HELPER
