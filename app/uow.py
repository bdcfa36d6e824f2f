"""One gesture of a person = one transaction = one request id.

`Database.write` runs a service inside one transaction, hands its events to the handlers of later rooms, tells the other
clients, and knows after a cut line whether the gesture was done. `Database.read` runs a query in a read-only
transaction that can be cancelled on the server. Neither is ever called on the UI thread.
"""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Concatenate, ParamSpec, TypeVar

import psycopg2
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.orm import Session

from app import clock
from app.errors import Conflict, InDoubt, NotAllowed, NotFound, RuleError, Unavailable, UserError
from app.registry import Registry

P = ParamSpec("P")
T = TypeVar("T")
READ_DEADLINE = 60.0
WRITE_DEADLINE = 120.0
PATIENCE = 20.0  # seconds a lost line is given to come back before a gesture is reported as in doubt
CHANNEL = "tw"
VERSION = "0.1.0"


# ------------------------------------------------------------------------------------------------ who and what
@dataclass(frozen=True, slots=True)
class CurrentUser:
    """The person of this connection, as the database knows them."""

    id: int
    login: str
    name: str
    name_en: str
    duties: frozenset[str]
    permissions: frozenset[str]
    sees_all: frozenset[str] = frozenset()
    departments: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    must_change_password: bool = False

    def may(self, permission: str) -> bool:
        """Whether this person holds a permission; "" is held by all."""
        return permission == "" or permission in self.permissions


@dataclass(frozen=True, slots=True)
class Made:
    """Something a gesture made besides its own result, linked in the info bar."""

    screen: str
    id: int
    number: str


@dataclass(frozen=True, slots=True)
class Saved:
    """What a writing service answers: the record, its number, version and state, and what else came of it."""

    id: int
    number: str = ""
    version: int = 0
    state: str = ""
    made: tuple[Made, ...] = ()
    count: int = 1


@dataclass(slots=True)
class Ctx:
    """What a service or query is given: the session, the person, and what must be told afterwards."""

    session: Session
    user: CurrentUser
    registry: Registry
    made: list[Made] = field(default_factory=list)
    touched: set[tuple[str, int]] = field(default_factory=set)

    def require(self, permission: str) -> None:
        """Raise NotAllowed unless the person holds the permission."""
        if not self.user.may(permission):
            raise NotAllowed("not_allowed", permission=self.title_of(permission))

    def title_of(self, permission: str) -> str:
        """The English title of a permission, for messages."""
        known = self.registry.permissions.get(permission)
        return known.title if known else permission

    def publish(self, event: object) -> None:
        """Tell later rooms; their handlers run now, in this transaction, and can undo it by raising."""
        for handler in self.registry.handlers.get(type(event), ()):
            handler(self, event)

    def touch(self, kind: str, record_id: int = 0) -> None:
        """Say that a thing of this kind changed; screens that show it read again after the commit."""
        self.touched.add((kind, record_id))

    def note(self, screen: str, record_id: int, number: str) -> None:
        """Add what this gesture also made, for the info bar."""
        self.made.append(Made(screen, record_id, number))

    def call(self, function: str, /, *args: object) -> Any:
        """The result of database function tw.<function>(…), by position."""
        names = [f"a{i}" for i in range(len(args))]
        params = dict(zip(names, args, strict=True))
        marks = ", ".join(f":{n}" for n in names)
        return self.session.execute(sa.text(f"select tw.{function}({marks})"), params).scalar()

    @property
    def today(self) -> date:
        """The business day in the company's zone."""
        return clock.today()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a gesture: its result, whether this answer was found again after a cut, what changed."""

    result: Any
    repeated: bool
    made: tuple[Made, ...]
    touched: tuple[tuple[str, int], ...]


# ------------------------------------------------------------------------------------------------ errors
_BY_STATE: dict[str, type[UserError]] = {"TW001": RuleError, "TW002": NotAllowed, "TW003": Conflict, "TW004": NotFound}
_LOST = ("08", "57P01", "57P02", "57P03")


class Cancelled(UserError):
    """The person (or a newer read) cancelled the work on the server."""


def sqlstate(error: BaseException) -> str:
    """The SQLSTATE of a database error, "" where none came (a line that broke)."""
    original = getattr(error, "orig", error)
    return getattr(original, "pgcode", None) or ""


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, so that nothing more can be said on it."""
    original = getattr(error, "orig", error)
    state = sqlstate(error)
    if state.startswith(_LOST):
        return True
    return isinstance(original, (psycopg2.OperationalError, psycopg2.InterfaceError)) and state == ""


def is_closed(connection: Connection) -> bool:
    """Whether the line under a connection is closed."""
    raw: Any = None if connection.invalidated else connection.connection.dbapi_connection
    return raw is None or bool(raw.closed)


def translate(error: sa.exc.DBAPIError) -> UserError:
    """The refusal behind a database error: a key and parameters; unknown ones stay visible as "database_refused"."""
    state = sqlstate(error)
    original: Any = error.orig
    diag = getattr(original, "diag", None)
    if state in _BY_STATE and diag is not None:
        try:
            params = json.loads(diag.message_detail or "{}")
        except ValueError:
            params = {}
        return _BY_STATE[state](diag.message_primary or "database_refused", **params)
    constraint = (diag.constraint_name if diag else None) or ""
    table = (diag.table_name if diag else None) or ""
    match state:
        case "42501":
            return NotAllowed("row_not_allowed")
        case "23505":
            return RuleError("already_exists", what=_constraint_words(constraint, table))
        case "23503":
            return RuleError("still_in_use", what=_constraint_words(constraint, table))
        case "23502":
            return RuleError("value_missing", what=(diag.column_name if diag else "") or "")
        case "23514":
            return RuleError("value_out_of_bounds", what=_constraint_words(constraint, table))
        case "57014":
            return Cancelled("cancelled")
        case "55P03" | "40P01" | "40001":
            return Conflict("busy_try_again")
        case "53100":
            return Unavailable("server_disk_full")
    if is_lost(error):
        return Unavailable("server_lost")
    return RuleError("database_refused", state=state, text=(diag.message_primary if diag else str(original)) or "")


def _constraint_words(constraint: str, table: str) -> str:
    return constraint.removeprefix(table + "_").rsplit("_", 1)[0].replace("_", " ") or table


# ------------------------------------------------------------------------------------------------ guard
_forbidden: list[int | None] = [None]


def set_forbidden_thread(ident: int | None) -> None:
    """Name the thread that must never wait for the database (the one that draws the windows); None lifts it."""
    _forbidden[0] = ident


def _check_thread() -> None:
    if _forbidden[0] is not None and threading.get_ident() == _forbidden[0]:
        raise AssertionError("the database was asked on the thread of the windows")


# ------------------------------------------------------------------------------------------------ watchdog
class _Watchdog:
    """Shuts the socket of a connection that outlives its deadline: keepalives do not see a frozen line."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: dict[int, tuple[float, Any]] = {}
        self._next = 0
        self._thread: threading.Thread | None = None

    @contextmanager
    def watch(self, raw: Any, seconds: float) -> Iterator[None]:
        with self._changed:
            self._next += 1
            key = self._next
            self._watched[key] = (time.monotonic() + seconds, raw)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
                self._thread.start()
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._watched.pop(key, None)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._watched:
                    self._changed.wait()
                    continue
                soonest = min(deadline for deadline, _ in self._watched.values())
                if (rest := soonest - time.monotonic()) > 0:
                    self._changed.wait(rest)
                    continue
                late = [k for k, (deadline, _) in self._watched.items() if deadline <= time.monotonic()]
                doomed = [self._watched.pop(k)[1] for k in late]
            for raw in doomed:
                shut(raw)


def shut(raw: Any) -> None:
    """Cut the line under a psycopg2 connection so that whoever waits on it is told at once."""
    try:
        line = socket.socket(fileno=raw.fileno())
    except (OSError, psycopg2.Error, ValueError):
        return
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    finally:
        line.detach()


_watchdog = _Watchdog()


# ------------------------------------------------------------------------------------------------ json of results
def _plain(value: object) -> object:
    if isinstance(value, Saved):
        return {"saved": asdict(value)}
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (datetime, date, uuid.UUID)):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {k: _plain(v) for k, v in asdict(value).items()}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return value


def _stored(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"saved"}:
        inner = dict(value["saved"])
        inner["made"] = tuple(Made(**m) for m in inner["made"])
        return Saved(**inner)
    return value


def argument_hash(action: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> str:
    """A hash by which a repeated request is known to be the same request."""
    text = json.dumps([action, _plain(args), _plain(kwargs)], sort_keys=True, default=repr, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _news(touched: set[tuple[str, int]], client: str) -> str:
    """The NOTIFY payload: kinds and ids, never data; only kinds where it would grow beyond a notification."""
    if not touched:
        return ""
    text = json.dumps({"by": client, "changed": sorted(touched)}, separators=(",", ":"))
    if len(text.encode()) > 7000:
        kinds = sorted({kind for kind, _ in touched})
        text = json.dumps({"by": client, "changed": [[kind, 0] for kind in kinds]}, separators=(",", ":"))
    return text


# ------------------------------------------------------------------------------------------------ database
@dataclass(frozen=True, slots=True)
class Address:
    """Where a company's database is and how its line is secured."""

    host: str
    port: int
    database: str
    sslmode: str = "prefer"
    sslrootcert: str = ""

    def url(self, login: str, password: str) -> URL:
        query: dict[str, str] = {"sslmode": self.sslmode}
        if self.sslrootcert:
            query["sslrootcert"] = self.sslrootcert
        return URL.create("postgresql+psycopg2", login, password, self.host, self.port, self.database, query)


class ReadHandle:
    """A read under way; `cancel` stops it on the server from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._raw: Any = None
        self.cancelled = False

    def cancel(self) -> None:
        """Stop the statement on the server; harmless when it has already ended."""
        with self._lock:
            self.cancelled = True
            if self._raw is not None:
                try:
                    self._raw.cancel()
                except psycopg2.Error:
                    pass

    @contextmanager
    def holding(self, raw: Any) -> Iterator[None]:
        with self._lock:
            if self.cancelled:
                raise Cancelled("cancelled")
            self._raw = raw
        try:
            yield
        finally:
            with self._lock:
                self._raw = None


class Database:
    """One person's way to one company: reads, and gestures that write."""

    def __init__(self, engine: Engine, registry: Registry, *, patience: float = PATIENCE) -> None:
        self.engine = engine
        self.registry = registry
        self.patience = patience
        self.client = uuid.uuid4().hex[:12]
        self._user: CurrentUser | None = None

    # -- who
    @property
    def user(self) -> CurrentUser:
        """The signed-in person; read once at sign-in, again by `reload_user`."""
        if self._user is None:
            self._user = self.reload_user()
        return self._user

    def reload_user(self) -> CurrentUser:
        """Read the person's rights from the database."""
        with self._connection(READ_DEADLINE) as connection:
            row = connection.execute(sa.text("select * from tw.whoami()")).mappings().one_or_none()
            if row is None or not row["active"]:
                raise NotAllowed("not_a_user_of_this_company")
            scopes = {
                scope: (sees, tuple(departments))
                for scope, sees, departments in connection.execute(
                    sa.text("select s, tw.sees_all(s), tw.my_departments(s) from unnest(cast(:scopes as text[])) s"),
                    {"scopes": list(self.registry.scopes)},
                )
            }
            connection.rollback()
        self._user = CurrentUser(
            row["id"], row["login"], row["name"], row["name_en"], frozenset(row["duties"]),
            frozenset(row["permissions"]), frozenset(s for s, (sees, _) in scopes.items() if sees),
            {s: departments for s, (_, departments) in scopes.items()}, row["must_change_password"],
        )  # fmt: skip
        return self._user

    # -- lines
    @contextmanager
    def _connection(self, deadline: float) -> Iterator[Connection]:
        _check_thread()
        try:
            connection = self.engine.connect()
        except sa.exc.DBAPIError as error:
            raise connect_error(error) from error
        raw = connection.connection.dbapi_connection
        try:
            with _watchdog.watch(raw, deadline):
                yield connection
        finally:
            if is_closed(connection):
                connection.invalidate()
            try:
                connection.close()
            except sa.exc.DBAPIError:
                connection.invalidate()
                connection.close()

    # -- reads
    def read(
        self,
        query: Callable[Concatenate[Ctx, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query in a read-only transaction and give its rows."""
        return self.read_with(ReadHandle(), query, *args, **kwargs)

    def read_long(self, handle: ReadHandle, query: Callable[[Ctx], T]) -> T:
        """Run a read that may take minutes (an export): an hour's deadline, no second try, `handle` cancels it."""
        try:
            return self._read_once(handle, query, (), {}, deadline=3600.0)
        except sa.exc.DBAPIError as error:
            raise (Cancelled("cancelled") if handle.cancelled else translate(error)) from error

    def read_with(
        self, handle: ReadHandle, query: Callable[Concatenate[Ctx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a query that `handle` can cancel. Retried once where the pool handed out a dead line."""
        for last in (False, True):
            try:
                return self._read_once(handle, query, args, kwargs)
            except sa.exc.DBAPIError as error:
                if handle.cancelled:
                    raise Cancelled("cancelled") from error
                if last or not is_lost(error):
                    raise translate(error) from error
        raise AssertionError("unreachable")

    def _read_once(
        self, handle: ReadHandle, query: Callable[..., T], args: Any, kwargs: Any, deadline: float = READ_DEADLINE
    ) -> T:
        user = self.user
        with self._connection(deadline) as connection:
            with handle.holding(connection.connection.dbapi_connection):
                connection.execution_options(postgresql_readonly=True)
                with Session(connection, autoflush=False, expire_on_commit=False) as session:
                    try:
                        return query(Ctx(session, user, self.registry), *args, **kwargs)
                    finally:
                        if not is_closed(connection):
                            session.rollback()

    # -- writes
    def write(
        self,
        service: Callable[Concatenate[Ctx, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a gesture with a request id of its own and give its result (for scripts and tests)."""
        result: T = self.gesture(uuid.uuid4(), service.__qualname__, service, args, kwargs).result
        return result

    def gesture(
        self,
        request_id: uuid.UUID,
        action: str,
        service: Callable[..., Any],
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
        *,
        deadline: float = WRITE_DEADLINE,
    ) -> Outcome:
        """Do a gesture exactly once, whatever becomes of the line; after `deadline` seconds it is taken for dead.

        The same request id done before gives the stored result. A line lost on the way is followed by the question
        what became of it. Raises Unavailable where it was certainly not done, InDoubt where nobody could say within
        `patience`; then `settle(request_id)` asks again.
        """
        kwargs = kwargs or {}
        hash_ = argument_hash(action, args, kwargs)
        for attempt in range(4):
            try:
                return self._write_once(request_id, action, hash_, service, args, kwargs, deadline)
            except _LostLine as lost:
                known = self.settle(request_id)
                if known is not None:
                    return known
                raise Unavailable("not_saved_line_lost") from lost.__cause__
            except sa.exc.DBAPIError as error:
                if sqlstate(error) in ("40P01", "40001") and attempt < 3:
                    time.sleep(0.02 * 2**attempt)
                    continue
                raise translate(error) from error
        raise Conflict("busy_try_again")

    def _write_once(
        self,
        request_id: uuid.UUID,
        action: str,
        hash_: str,
        service: Callable[..., Any],
        args: Any,
        kwargs: Any,
        deadline: float,
    ) -> Outcome:
        user = self.user
        with self._connection(deadline) as connection:
            try:
                with Session(connection, autoflush=False, expire_on_commit=False) as session:
                    ctx = Ctx(session, user, self.registry)
                    kept = ctx.call("begin_request", request_id, action, hash_)
                    if kept is not None:
                        session.rollback()
                        return Outcome(_stored(kept["result"]), True, (), ())
                    result = service(ctx, *args, **kwargs)
                    session.flush()
                    session.execute(
                        sa.text("select tw.finish_request(:id, cast(:result as jsonb), :news)"),
                        {
                            "id": request_id,
                            "result": json.dumps(_plain(result)),
                            "news": _news(ctx.touched, self.client),
                        },
                    )
                    _commit(session, connection)
                    return Outcome(result, False, tuple(ctx.made), tuple(sorted(ctx.touched)))
            except (sa.exc.DBAPIError, psycopg2.Error) as error:
                if is_lost(error):
                    raise _LostLine from error
                raise

    def settle(self, request_id: uuid.UUID) -> Outcome | None:
        """What became of a gesture whose line broke: its outcome, or None if it was not done.

        Waits with growing pauses for the server, `patience` seconds at most. Raises InDoubt beyond.
        """
        deadline, pause = time.monotonic() + self.patience, 0.05
        while True:
            try:
                with self._connection(5) as connection:
                    kept = connection.execute(sa.text("select tw.ask_request(:id)"), {"id": request_id}).scalar()
                    connection.rollback()
                return None if kept is None else Outcome(_stored(kept["result"]), True, (), ())
            except (sa.exc.DBAPIError, UserError) as error:
                if isinstance(error, sa.exc.DBAPIError) and not is_lost(error) and sqlstate(error) != "57014":
                    raise translate(error) from error
                if time.monotonic() + pause > deadline:
                    raise InDoubt("in_doubt", request=str(request_id)) from error
                time.sleep(pause)
                pause = min(pause * 2, 2.0)

    def close(self) -> None:
        """Give back all lines."""
        self.engine.dispose()


class _LostLine(Exception):
    """The line broke under a writing gesture; its cause is the database error."""


def _commit(session: Session, connection: Connection) -> None:
    """Commit; a commit that only warns of a cancelled replication wait is in doubt, not done."""
    raw: Any = connection.connection.dbapi_connection
    del raw.notices[:]
    session.commit()
    if any("canceling wait for synchronous replication" in n for n in raw.notices):
        raise InDoubt("in_doubt_replica", request="")


def connect_error(error: sa.exc.DBAPIError) -> UserError:
    """Why no line came to be, as a sentence that says what to do."""
    text = str(error.orig or error)
    if "password authentication failed" in text or "no password supplied" in text:
        return NotAllowed("wrong_password")
    if "is not permitted to log in" in text or ("role" in text and "does not exist" in text):
        return NotAllowed("wrong_password")
    if "does not support SSL" in text:
        return Unavailable("server_without_tls")
    if "certificate verify failed" in text or "does not match host name" in text or "root certificate" in text:
        return Unavailable("server_certificate_refused", text=text.strip().splitlines()[-1])
    if "permission denied for database" in text:
        return NotAllowed("not_a_user_of_this_company")
    if "database" in text and "does not exist" in text:
        return Unavailable("no_such_database")
    if "too many connections" in text or "remaining connection slots" in text:
        return Unavailable("too_many_connections")
    if "starting up" in text or "shutting down" in text:
        return Unavailable("server_starting")
    return Unavailable("server_not_reached")


def make_engine(address: Address, login: str, password: str, *, pool_size: int = 4) -> Engine:
    """The engine of one person: few lines, dead ones found before use."""
    return sa.create_engine(
        address.url(login, password),
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=True,
        pool_timeout=30,
        connect_args={
            "connect_timeout": 5,
            "application_name": f"tradewright {VERSION}",
            "keepalives": 1,
            "keepalives_idle": 10,
            "keepalives_interval": 3,
            "keepalives_count": 2,
        },
    )


def open_database(
    registry: Registry, address: Address, login: str, password: str, *, patience: float = PATIENCE
) -> Database:
    """Sign in. Raises NotAllowed or Unavailable with a sentence that says what to do."""
    database = Database(make_engine(address, login, password), registry, patience=patience)
    try:
        database.reload_user()
    except sa.exc.DBAPIError as error:
        database.close()
        if sqlstate(error) in ("3F000", "42883", "42P01"):
            raise Unavailable("database_not_set_up") from error
        raise translate(error) from error
    except UserError:
        database.close()
        raise
    return database
