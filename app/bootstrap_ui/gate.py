"""The way in, behind the sign-in: profiles, the embedded server, the demo company. Called in the background only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import psycopg2.extensions
import sqlalchemy as sa

from app import uow
from app.bootstrap_ui.desk import registry
from app.errors import RuleError, UserError
from app.i18n import _, language
from app.live import NewsListener
from app.modules.office import queries
from app.server import embedded, profiles, worker_login
from app.server.demo.company import DemoServer, ensure_demo, worker_password
from app.server.profiles import KeyRing, Profile, ProfileStore, is_this_computer
from app.server.version import check_version
from app.server.worker import Worker
from app.ui import shell
from app.ui.connection_page import Connection
from app.ui.shell.line import Listen
from app.ui.sign_in import Entered, Entrance, Person, Reached
from app.uow import Address, Database, open_database

log = logging.getLogger(__name__)
WORKER_SECONDS = 5.0  # it reads and reckons in this program: first the desk

assert shell  # imported here so that the first desk opens without waiting for it


T = TypeVar("T")
RING_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """A person's way to one company, and the company's head."""

    database: Database
    company: Mapping[str, Any]
    profile: str
    login: str


class ServerGate:
    """The `Gate` of the sign-in over this computer's profiles."""

    def __init__(
        self, *, store: ProfileStore | None = None, fresh_demo: bool = False, ring: KeyRing | None = None
    ) -> None:
        self.store = store or ProfileStore()
        self._fresh_demo = fresh_demo
        self._ring = ring or KeyRing()
        self._was_kept = ("", "")
        self._demo: DemoServer | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._stops: list[Callable[[], None]] = []

    # -- what there is
    def entrances(self) -> Sequence[Entrance]:
        """The profiles, the one used last first."""
        last = self.store.last()
        found = sorted(self.store.profiles(), key=lambda p: last is None or p.name != last.name)
        return [_entrance(profile) for profile in found]

    def probe(self, key: str) -> Reached:
        """Whether a server answers, and how fast."""
        reach = profiles.probe(self.store.get(key))
        return Reached(reach.ok, reach.ms, reach.why)

    # -- going in
    def enter(self, key: str, login: str, password: str, *, remember: bool, keep_password: bool = False) -> Entered:
        """Sign in with a password, kept in the key ring where that is wanted. Raises NotAllowed, Unavailable or RuleError with a sentence."""
        profile = self.store.get(key)
        database = open_database(registry(), self._address(profile), login, password)
        try:
            check_version(database)
            entered = (
                Entered(database, must_change=True)
                if database.user.must_change_password
                else _enter(database, key, login)
            )
        except Exception:
            database.close()
            raise
        self.store.signed_in(key, login if remember else "")
        if keep_password and remember and not entered.must_change:
            self._ring.keep(profile, login, password)  # nobody waits for the ring
        elif self._was_kept == (key, login):
            self._ring.forget(profile, login)
        return entered

    # -- connections and kept passwords
    def connection(self, key: str) -> Connection:
        """A profile as it is typed."""
        known = self.store.get(key)
        return Connection(known.name, known.host, str(known.port), known.database, known.sslrootcert)

    def keep_connection(self, key: str, connection: Connection) -> Sequence[Entrance]:
        """Add a profile (key "") or change one, checked first. Raises RuleError with its field."""
        name = connection.name.strip()
        known = {one.name: one for one in self.store.profiles()}
        if name != key and name in known:
            raise RuleError("connection_name_taken", field="name", name=name)
        if not (connection.port.isascii() and connection.port.isdigit()):
            raise RuleError("port_not_allowed", field="port", port=connection.port)
        if not connection.database:
            raise RuleError("value_required", field="database")
        before = known.get(key)
        host = connection.host.strip()
        # a server of this computer may do without TLS; another computer never
        mode = (
            before.sslmode if before and host == before.host else "prefer" if is_this_computer(host) else "verify-full"
        )
        changed = replace(
            before or Profile(name), name=name, kind="server", host=host, port=int(connection.port),
            database=connection.database, sslrootcert=connection.root_file, sslmode=mode,
        )  # fmt: skip
        self.store.save(changed)
        if key and key != name:
            self.store.remove(key)
        return self.entrances()

    def drop_connection(self, key: str) -> Sequence[Entrance]:
        """Forget a profile and the password kept for it; the company's database is not touched."""
        known = self.store.get(key)
        if known.last_user:
            self._ring.forget(known, known.last_user)
        self.store.remove(key)
        return self.entrances()

    def keeps_passwords(self) -> bool:
        """Whether this computer has a key ring; on a thread, since some ask their person first."""
        return self._answered(self._ring.offered(), False)

    def kept_password(self, key: str, login: str) -> str:
        """The password the key ring has for a login, "" where it has none or does not answer."""
        found = self._answered(self._ring.kept(self.store.get(key), login), None) or ""
        if found:
            self._was_kept = (key, login)
        return found

    @staticmethod
    def _answered(asked: Future[T], otherwise: T) -> T:
        try:
            return asked.result(RING_SECONDS)
        except Exception:  # a ring is a convenience: whatever ails it, one types the password
            return otherwise

    def _address(self, profile: Profile) -> Address:
        server = embedded.start() if profile.kind == "embedded" else None
        return profile.address(server)

    def change_password(self, entered: Entered, old: str, new: str) -> Entered:
        """Set the person's own password; only its verifier leaves this computer."""
        database: Database = entered.ticket
        if new == old:
            raise RuleError("same_password")
        url = database.engine.url
        login = str(url.username)
        database.write(_set_password, login, new)
        database.close()
        query = dict(url.query)
        address = Address(
            url.host or "", url.port or 5432, url.database or "", str(query.get("sslmode", "prefer")),
            str(query.get("sslrootcert", "")),
        )  # fmt: skip
        return _enter(open_database(registry(), address, login, new), "", login)

    # -- the demo
    def people(self, key: str, progress: Callable[[str], None]) -> Sequence[Person]:
        """Make or find the demo company; answers who one can be."""
        demo = self._ensure_demo(progress)
        zh = language() == "zh"
        return [Person(p.login, p.name if zh else p.name_en, p.title if zh else p.title_en) for p in demo.people]

    def _ensure_demo(self, progress: Callable[[str], None]) -> DemoServer:
        with self._lock:
            if self._demo is None:
                self._demo = ensure_demo(registry(), progress=progress, fresh=self._fresh_demo)
                self._start_worker(self._demo)
            return self._demo

    def _start_worker(self, demo: DemoServer) -> None:
        """The demo's background program runs as a thread of this one, once the desk stands."""
        pause = threading.Timer(WORKER_SECONDS, self._work_for, (demo,))
        pause.daemon = True
        pause.start()
        self._stops.append(pause.cancel)

    def _work_for(self, demo: DemoServer) -> None:
        login = worker_login.login_of(demo.address.database)
        try:
            database = open_database(registry(), demo.address, login, worker_password(demo))
        except UserError:
            log.exception("the demo goes without its background program")
            return
        with self._lock:
            if self._closed:
                database.close()
                return
            self._stops += [Worker(database).start(), database.close]

    def enter_as(self, key: str, login: str) -> Entered:
        """Go into the demo as a person, named by login or duty. Raises RuleError("no_such_person")."""
        demo = self._ensure_demo(lambda _text: None)
        found = next((p for p in demo.people if login in (p.login, p.name, *p.duties)), None)
        if found is None:
            raise RuleError("no_such_person", name=login, known=", ".join(p.login for p in demo.people))
        return _enter(demo.sign_in(found.login), key, found.login)

    def close(self) -> None:
        """End what was started here."""
        with self._lock:
            self._closed = True
        for stop in self._stops:
            stop()


def _enter(database: Database, key: str, login: str) -> Entered:
    return Entered(Ticket(database, database.read(queries.company_head), key, login))


def _set_password(ctx: uow.Ctx, login: str, new: str) -> None:
    raw: Any = ctx.session.connection().connection.dbapi_connection
    verifier = psycopg2.extensions.encrypt_password(new, login, scope=raw, algorithm="scram-sha-256")
    ctx.session.execute(sa.text("select tw.change_password(:v)"), {"v": verifier})


def _entrance(profile: Profile) -> Entrance:
    if profile.is_demo:
        return Entrance(profile.name, _("Demo company"), _("on this computer"), "demo", True)
    place = _("on this computer") if profile.kind == "embedded" else profile.host
    return Entrance(profile.name, profile.name, place, profile.tint, False, profile.last_user)


def listener(database: Database) -> Listen:
    """What brings the news of a company to a desk."""

    def listen(on_news: Any, on_state: Any, on_caught_up: Any) -> Callable[[], None]:
        return NewsListener(database.engine.url, on_news, on_state, on_caught_up).start().stop

    return listen
