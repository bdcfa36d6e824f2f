"""Where the tour is played: a server of its own with a demo company made today, so that the person's stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app import clock
from app.registry import Registry
from app.server import demo, embedded, setup
from app.server.demo.company import DemoServer, ensure_demo, fingerprint
from app.uow import Address

FOLDER = "tour"
PLAYED = "tradewright_tour"
Say = Callable[[str], None]


@contextmanager
def company(registry: Registry, say: Say) -> Iterator[DemoServer]:
    """A copy of a demo company nobody has worked in; gone when the tour is over.

    The first tour of a day makes the company (half a minute), later ones only copy it. The server gives durability up
    for speed: nothing in it is ever needed again.
    """
    folder = embedded.default_folder(FOLDER)
    server = embedded.start(folder, progress=say, for_tests=True)
    admin = setup.normal_url(server.dsn())
    made = folder / "made"
    mark = f"{clock.today()} {_program()}"
    is_fresh = made.exists() and made.read_text(encoding="utf-8") == mark
    original = ensure_demo(registry, progress=say, fresh=not is_fresh, folder=folder)
    made.write_text(mark, encoding="utf-8")
    _copy(admin, original.address.database)
    place = Address(original.address.host, original.address.port, PLAYED, original.address.sslmode)
    try:
        yield DemoServer(place, original.people, original.password, registry)
    finally:
        _drop(admin)
        server.stop()


def _program() -> str:
    """What the company is made of: another program or other sheets make it anew."""
    digest = hashlib.sha256(fingerprint().encode())
    demo_code = Path(demo.__file__).parent
    for path in sorted([*demo_code.glob("*.py"), *(demo_code.parents[2] / "resources" / "demo").glob("*.csv")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _copy(admin: URL, original: str) -> None:
    """The copy's group roles are the original's; only who may connect is said for each database."""
    _drop(admin)
    _run(
        admin,
        f'create database "{PLAYED}" template "{original}"',
        f'revoke all on database "{PLAYED}" from public',
        f'grant connect on database "{PLAYED}" to "{original}_user"',
        f'alter database "{PLAYED}" set search_path = tw, pg_catalog',
    )


def _drop(admin: URL) -> None:
    _run(admin, f'drop database if exists "{PLAYED}" with (force)')


def _run(admin: URL, *statements: str) -> None:
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
