"""What the tests of windows share: light theme, English, desks of signed-in people, and no database on the UI thread."""

from __future__ import annotations

import gc
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy.engine import URL

from app.i18n import set_language
from app.ui import theme
from app.ui.collecting import Collector
from app.ui.env import Env
from app.uow import Database, set_forbidden_thread
from tests.conftest import TEMPLATE
from tests.helpers import database
from tests.helpers.lock import alone

Aside = Callable[..., Any]


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> Iterator[None]:
    set_language("en")
    if theme.look().theme.name != "light" or theme.look().scale != 1.0 or not qapp.styleSheet():
        theme.apply(qapp, "light")
    yield
    set_language("en")


@pytest.fixture(autouse=True)
def memory_is_collected_here(qapp: QApplication) -> Iterator[None]:
    """As in the client: dead windows are never destroyed by a reading thread."""
    if qapp.findChild(Collector) is None:
        Collector(qapp)
    gc.disable()
    yield
    gc.collect(1)


@pytest.fixture(autouse=True)
def no_database_on_this_thread() -> Iterator[None]:
    """The thread that draws windows must never wait for the database; a test that arranges data does it `aside`."""
    set_forbidden_thread(threading.get_ident())
    yield
    set_forbidden_thread(None)


@pytest.fixture(scope="module")
def own_database(admin_url: URL) -> Iterator[str]:
    """One database for the tests of a module: a window test commits what it does, under names of its own."""
    name = database.fresh_name()
    with alone(Path(tempfile.gettempdir()) / "tradewright-runs" / "lock"):
        database.clone(admin_url, TEMPLATE, name)
    yield name
    database.drop(admin_url, name)


@pytest.fixture
def aside() -> Iterator[Aside]:
    """Run something on another thread and wait for its answer: aside(database.write, service, draft)."""
    with ThreadPoolExecutor(1, thread_name_prefix="aside") as threads:
        yield lambda task, *args, **kwargs: threads.submit(task, *args, **kwargs).result(60)


@pytest.fixture
def person(sign_in: Callable[..., Database], aside: Aside) -> Callable[[str], Database]:
    """Sign somebody in to the test's own database."""
    return lambda login: aside(sign_in, login)


@pytest.fixture
def desk(person: Callable[[str], Database], aside: Aside, tmp_path: Path) -> Iterator[Callable[..., Env]]:
    """The services of a signed-in person's windows: desk("maria"). Drafts lie in the test's folder."""
    from app.bootstrap_ui.desk import make_env
    from app.modules.office.queries import company_head

    opened: list[Env] = []

    def open_desk(login: str) -> Env:
        signed_in = person(login)
        company = aside(signed_in.read, company_head)
        opened.append(make_env(signed_in, drafts=tmp_path / f"drafts of {login}", company=company))
        return opened[-1]

    yield open_desk
    for env in opened:
        env.close()
