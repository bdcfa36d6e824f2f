"""What the program does by itself: a planning run, and the background worker."""

from __future__ import annotations

import secrets
import signal
import threading
from typing import Any

from app import bootstrap
from app.cli import OK, REFUSED
from app.cli.company import Place, Wanted, found, signed_in
from app.cli.terminal import Terminal, ask_password
from app.errors import RuleError
from app.i18n import _
from app.server import setup, worker_login
from app.server.version import check_version
from app.server.worker import JobResult, Worker
from app.uow import Database, open_database


def plan_run(terminal: Terminal, wanted: Wanted, *, horizon_days: int) -> int:
    """Plan anew: demand and supply to planned orders. Raises UserError."""
    from app.modules.mrp import services
    from app.modules.mrp.drafts import RunParameters

    with signed_in(wanted, terminal, needs=("mrp.run",)) as database:
        done = database.write(services.run, RunParameters(horizon_days))
    terminal.say(_("Planning run {number} is done: {n} proposals.").format(number=done.number or done.id, n=done.count))
    return OK


def worker(terminal: Terminal, wanted: Wanted, *, once: bool) -> int:
    """Evaluate warning rules and do jobs under the worker's own login: what is due now, or on and on until stopped."""
    with found(wanted, terminal) as place:
        database = _open(place, wanted)
        try:
            check_version(database)
            terminal.clear()
            return _once(terminal, database) if once else _on_and_on(terminal, database)
        finally:
            database.close()


def _open(place: Place, wanted: Wanted) -> Database:
    login = wanted.login or worker_login.login_of(place.address.database)
    return open_database(bootstrap.registry(), place.address, login, _password(place, wanted, login))


def _password(place: Place, wanted: Wanted, login: str) -> str:
    if wanted.password_file is not None:
        return ask_password(_("Password of {login}").format(login=login), file=wanted.password_file)
    if place.worker_password is not None:
        return place.worker_password
    if place.password is not None and place.login == login:
        return place.password
    try:
        return worker_login.kept(place.key)
    except RuleError:
        if place.admin is None:
            raise
    return _given(place)


def _given(place: Place) -> str:
    """On the embedded server, whose superuser we are, the login gets its password at the first run."""
    assert place.admin is not None
    password = secrets.token_urlsafe(24)
    setup.make_worker(place.admin, place.address.database, password)
    worker_login.keep(place.key, password)
    return password


def _once(terminal: Terminal, database: Database) -> int:
    results = Worker(database).run_once()
    for result in results:
        terminal.say(_line(result))
    return REFUSED if any(result.outcome == "failed" for result in results) else OK


def _line(result: JobResult) -> str:
    if result.outcome == "failed":
        return _("{key}: failed: {error}").format(key=result.key, error=result.error)
    if result.outcome == "done":
        return _("{key}: done, {n} found, {ms} ms").format(key=result.key, n=result.count, ms=result.took_ms)
    return _("{key}: nothing to do").format(key=result.key)


def _on_and_on(terminal: Terminal, database: Database) -> int:
    """Until Ctrl+C or the service manager says stop; a lost server is waited for."""
    stop = threading.Event()

    def end(_number: int, _frame: Any) -> None:
        stop.set()

    kept = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    terminal.say(_("The background program runs. Ctrl+C ends it."))
    try:
        Worker(database).run_forever(stop)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    return OK
