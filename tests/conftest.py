"""Fixtures for all tests: server, template, house, own database; a logged warning fails the test."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from app.uow import Database
from tests.helpers import database
from tests.helpers.house import House
from tests.helpers.lock import alone

TEMPLATE = "twt"


@pytest.fixture(scope="session")
def admin_url(tmp_path_factory: pytest.TempPathFactory) -> URL:
    """The test server, with the template made once a run for all workers."""
    url = database.server_url()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"single-{os.getpid()}")
    marker = Path(tempfile.gettempdir()) / "tradewright-runs"
    marker.mkdir(exist_ok=True)
    with alone(marker / "lock"):
        done = marker / run
        if not done.exists():
            database.make_template(url, TEMPLATE)
            done.touch()
    return url


@pytest.fixture(scope="session")
def worker_database(admin_url: URL) -> Iterator[str]:
    """This worker's own clone; tests roll back in it."""
    name = f"twt_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    run = Path(tempfile.gettempdir()) / "tradewright-runs"
    with alone(run / "lock"):
        database.clone(admin_url, TEMPLATE, name)
    yield name
    database.drop(admin_url, name)


@pytest.fixture(scope="session")
def _connection(admin_url: URL, worker_database: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(admin_url.set(database=worker_database))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def house(_connection: sa.Connection) -> Iterator[House]:
    """The whole house inside a transaction that is rolled back."""
    transaction = _connection.begin()
    try:
        yield House(_connection)
    finally:
        transaction.rollback()


@pytest.fixture
def own_database(admin_url: URL) -> Iterator[str]:
    """A clone for one test that needs real commits."""
    name = database.fresh_name()
    with alone(Path(tempfile.gettempdir()) / "tradewright-runs" / "lock"):
        database.clone(admin_url, TEMPLATE, name)
    yield name
    database.drop(admin_url, name)


@pytest.fixture
def sign_in(admin_url: URL, own_database: str) -> Iterator[Callable[..., Database]]:
    """Sign in to the test's own database as a person: sign_in("sally")."""
    opened: list[Database] = []

    def enter(login: str, **options: float) -> Database:
        opened.append(database.sign_in(admin_url, own_database, login, **options))
        return opened[-1]

    yield enter
    for each in opened:
        each.close()


@pytest.fixture(autouse=True)
def _no_logged_warning(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    loud = [
        r
        for r in caplog.get_records("call")
        if r.levelno >= logging.WARNING and r.name.startswith(("app", "sqlalchemy"))
    ]
    assert not loud, [r.getMessage() for r in loud]
