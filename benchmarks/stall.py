"""How long the window stands still while it imports and exports: `python benchmarks/stall.py` (offscreen).

A timer of the event loop should come every 5 ms; what is measured is the longest pause between two of them while, in the
background, the journal of orders is exported to Excel as its own button does it, and a sheet of 5,000 customers is imported.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import common
import million
from common import slow
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication
from sqlalchemy.engine import URL

from app import uow
from app.bootstrap_ui import make_env, pace
from app.i18n import set_language
from app.importing.folder import import_folder
from app.importing.report import ImportReport
from app.server.setup import NewUser
from app.ui import theme
from app.ui.env import Env
from app.ui.list_screen import ListScreen
from app.uow import Database

NAME, SELLER = "bench_stall", "bt_seller"
PEOPLE = (NewUser(SELLER, "王敏", "Wang Min", ("sales",), ("00",), common.PASSWORD),)
CUSTOMERS = 5_000
EXPORTED = "order_date:2026-01-01..2026-06-30"
TICK_MS = 5


class Pulse:
    """Pauses between the ticks of the event loop, in ms."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = perf_counter()
        if self._last:
            self.pauses.append((now - self._last) * 1000)
        self._last = now

    def during(self, begin: Callable[[Callable[[], None]], None]) -> float:
        """Run the event loop until the work calls what it was given; answers the seconds it took."""
        self.pauses, self._last = [], 0.0
        loop = QEventLoop()
        self._timer.start(TICK_MS)
        started = perf_counter()
        QTimer.singleShot(0, lambda: begin(loop.quit))
        loop.exec()
        self._timer.stop()
        return perf_counter() - started


def idle(done: Callable[[], None]) -> None:
    """Nothing for some seconds."""
    QTimer.singleShot(5000, done)


def exporting(env: Env, screen: ListScreen, target: Path) -> Callable[[Callable[[], None]], None]:
    """The export button of the journal."""

    def begin(done: Callable[[], None]) -> None:
        screen.export_to(target)
        env.jobs_changed.connect(lambda: done() if not env.jobs else None)

    return begin


def importing(env: Env, database: Database, folder: Path) -> Callable[[Callable[[], None]], None]:
    """A folder with a sheet of customers, as a job."""

    def begin(done: Callable[[], None]) -> None:
        def run(job: object) -> object:
            return import_folder(database, folder, progress=lambda _t, n, all_: job.progress(n / all_))  # type: ignore[attr-defined]

        def finished(report: ImportReport) -> None:
            print(f"  {report.written:,} customers written")
            done()

        env.job("import", run, then=finished)

    return begin


def write_sheet(folder: Path) -> None:
    """Customers with invented Chinese names."""
    with (folder / "customers.csv").open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Code", "Name", "Short name", "Address", "Phone"])
        for n in range(CUSTOMERS):
            place, name = million.PLACES.split()[n % 20], million.NAMES.split()[n // 20 % 25]
            writer.writerow(
                [f"C{n:05}", f"{place}{name}{n}仪表有限公司", f"{name}{n}", f"{place}市工业路 {n} 号", f"021-{n:08}"]
            )


def opened(env: Env, pulse: Pulse) -> ListScreen:
    """The journal of orders on the screen, filtered, with its first page."""
    screen = ListScreen(env, env.registry.screens["orders.orders"], {"search": EXPORTED})
    screen.resize(1366, 768)
    screen.show()
    pulse.during(lambda done: QTimer.singleShot(4000, done))
    return screen


def signed_in(admin: URL, company: str, login: str) -> Env:
    """A person's desk, read on another thread as the client does."""
    made: list[tuple[Database, object]] = []

    def enter() -> None:
        from app.modules.office import queries

        database = common.sign_in(admin, company, login)
        made.append((database, database.read(queries.company_head)))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    database, head = made[0]
    return make_env(database, drafts=Path(tempfile.mkdtemp()), company=head)  # type: ignore[arg-type]


def row(title: str, seconds: float, pulse: Pulse) -> tuple[str, ...]:
    """A line of the table."""
    pauses = pulse.pauses
    late = sum(1 for pause in pauses if pause > 50)
    return (title, f"{seconds:.1f}", f"{max(pauses):.0f}", f"{slow(pauses):.1f}", f"{late}", f"{len(pauses):,}")


def measure(admin: URL, work: Path) -> None:
    """The table of README.md."""
    million.ensure(admin)
    common.fresh_company(admin, NAME, PEOPLE)
    write_sheet(work)
    pulse, rows = Pulse(), []
    uow.set_forbidden_thread(threading.get_ident())
    env = signed_in(admin, million.NAME, million.SEES_ALL)
    screen = opened(env, pulse)
    pace.settle()
    rows.append(row("nothing", pulse.during(idle), pulse))
    target = work / "orders.xlsx"
    rows.append(row("export to Excel", pulse.during(exporting(env, screen, target)), pulse))
    print(f"  {screen.source.total:,} orders exported, {target.stat().st_size / 1e6:.1f} MB")
    writer = signed_in(admin, NAME, SELLER)
    rows.append(
        row(f"import of {CUSTOMERS:,} customers", pulse.during(importing(writer, writer.database, work)), pulse)
    )
    screen.close()
    print()
    common.table(("", "s", "longest pause, ms", "95 %, ms", "pauses over 50 ms", "ticks"), rows)
    for each in (env, writer):
        each.close()
        each.database.close()
    uow.set_forbidden_thread(None)


if __name__ == "__main__":
    pace.hurry()
    application = QApplication(sys.argv[:1])
    set_language("en")
    theme.apply(application, "light")
    with common.server() as server, tempfile.TemporaryDirectory() as place:
        print(common.machine(), common.server_version(server), sep=", ")
        measure(server, Path(place))
