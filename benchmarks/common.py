"""What the benchmarks share: a server of their own, a company, the machine in a line, medians and tables."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.bootstrap import registry
from app.server import embedded, setup
from app.uow import Address, Database, open_database

PASSWORD = "work-hard-9"


@contextmanager
def server(name: str = "server") -> Iterator[URL]:
    """The superuser's address of an embedded server kept in a folder of its own between runs (durable, as a demo is)."""
    base = Path(os.environ.get("TRADEWRIGHT_BENCH_FOLDER") or Path(tempfile.gettempdir()) / "tradewright-benchmarks")
    base.mkdir(mode=0o755, parents=True, exist_ok=True)
    running = embedded.start(base / name)
    try:
        yield setup.normal_url(running.dsn())
    finally:
        running.stop()


def has_company(admin: URL, name: str) -> bool:
    """Whether the server holds a database of this name."""
    engine = sa.create_engine(admin)
    try:
        with engine.connect() as connection:
            found = connection.execute(sa.text("select 1 from pg_database where datname = :n"), {"n": name}).scalar()
            return found is not None
    finally:
        engine.dispose()


def fresh_company(admin: URL, name: str, people: Sequence[setup.NewUser], *, currency: str = "CNY") -> None:
    """A new empty company with these people, in place of one of the same name."""
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'drop database if exists "{name}" with (force)'))
        for person in people:
            connection.execute(sa.text(f'drop role if exists "{person.login}"'))
    engine.dispose()
    setup.create_database(admin, name)
    setup.install(admin, name, registry(), company="量测有限公司", company_en="Benchmark Ltd.")
    with as_owner(admin, name) as connection:
        connection.execute(sa.text("update tw.company set currency = :c"), {"c": currency})
    setup.add_users(admin, name, people)


def upgrade(admin: URL, name: str) -> None:
    """Apply this program's functions, walls and views to a company kept from an earlier run."""
    setup.upgrade(admin, name, registry())


@contextmanager
def as_owner(admin: URL, name: str) -> Iterator[sa.Connection]:
    """The superuser in a company, committed at the end."""
    engine = sa.create_engine(admin.set(database=name))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def sign_in(admin: URL, name: str, login: str) -> Database:
    """A person's own connection."""
    return open_database(registry(), address(admin, name), login, PASSWORD)


def address(admin: URL, name: str) -> Address:
    """Where a company is."""
    return Address(admin.host or "127.0.0.1", admin.port or 5432, name, "disable")


# ---------------------------------------------------------------- measuring
def millis(work: Callable[[], object], *, repeat: int = 21, warm: int = 3) -> list[float]:
    """Milliseconds of each of `repeat` runs, after some that do not count."""
    for _ in range(warm):
        work()
    spent = []
    for _ in range(repeat):
        started = time.perf_counter()
        work()
        spent.append((time.perf_counter() - started) * 1000)
    return spent


def median(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def slow(values: Sequence[float]) -> float:
    """What 19 of 20 stay below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


# ---------------------------------------------------------------- saying
def machine() -> str:
    """The machine in a line."""
    memory = ""
    try:
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
    except (AttributeError, ValueError, OSError):
        pass
    return f"{os.cpu_count()} cores {_cpu()}{memory}, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        return platform.processor()


def server_version(admin: URL) -> str:
    """The version of the server."""
    engine = sa.create_engine(admin)
    with engine.connect() as connection:
        version = str(connection.execute(sa.text("show server_version")).scalar())
    engine.dispose()
    return "PostgreSQL " + version


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table in Markdown, for the terminal and for README.md alike."""
    lines = [[str(cell) for cell in row] for row in (heads, *rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    rule = ["-" * width for width in widths]
    for line in (lines[0], rule, *lines[1:]):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
