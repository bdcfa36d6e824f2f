"""Faults at random points of a saving gesture: `python benchmarks/faults.py [N] [--seed S]`.

The line is cut or frozen, the session ended, the server killed with -9 and started again, while a customer with a
contact and a call is being saved. Each time what the client reported is held against what stands in the database, and
the same request is sent again. Prints a table; the exit code is 1 if one report was wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy.engine import URL

from app import uow
from app.bootstrap import registry
from app.server import embedded, setup
from app.uow import Address, open_database
from tests.helpers.faults import Range, Verdict
from tests.helpers.proxy import Proxy

NAME, PASSWORD = "faults", "work-hard-9"
KINDS = ("cut",) * 10 + ("freeze",) * 2 + ("session ended",) * 4 + ("server killed",) * 4
FROZEN_SECONDS, DEADLINE_SECONDS = 0.9, 0.4


class Server:
    """A durable embedded server of its own, which can be killed and comes back on another port behind the proxy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running = [embedded.start(folder)]
        self.proxy = Proxy(self._running[0].host, self._running[0].port)

    def admin(self, database: str = NAME) -> URL:
        """The superuser's address beside the proxy, once the server runs."""
        return setup.normal_url(self._running[-1].dsn(database))

    def kill(self) -> threading.Thread:
        """Kill the server as the system would; a thread starts it again."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 9)
        thread = threading.Thread(target=self._start, name="restart")
        thread.start()
        return thread

    def _start(self) -> None:
        self._running.append(embedded.start(self.folder))
        self.proxy.target = (self._running[-1].host, self._running[-1].port)

    def stop(self) -> None:
        self.proxy.close()
        for each in self._running:
            each.stop()


def set_up(server: Server) -> Range:
    """A company with one seller, who sits behind the proxy."""
    admin = server.admin("postgres")
    setup.create_database(admin, NAME)
    setup.install(admin, NAME, registry(), company="故障试验有限公司")
    setup.add_users(admin, NAME, [setup.NewUser("sally", "王敏", "Wang Min", ("sales",), ("00",), PASSWORD)])
    address = Address(server.proxy.host, server.proxy.port, NAME)
    return Range(open_database(registry(), address, "sally", PASSWORD), server.proxy, server.admin, seed=0)


def killed(trials: Range, server: Server) -> Verdict:
    """One gesture during which the server is killed and started again."""
    restarts: list[threading.Thread] = []
    return trials.strike(
        lambda: restarts.append(server.kill()), before_looking=lambda: [thread.join() for thread in restarts]
    )


def run(count: int, seed: int) -> int:
    """Do the trials and print what came of them; answers how many reports were wrong."""
    folder = Path(tempfile.mkdtemp(prefix="tradewright-faults-"))
    folder.chmod(0o755)
    server = Server(folder)
    began = time.monotonic()
    told: Counter[tuple[str, str]] = Counter()
    wrong: list[tuple[str, Verdict]] = []
    try:
        trials = set_up(server)
        trials.reseed(seed)
        uow.WRITE_DEADLINE = DEADLINE_SECONDS * 50
        for kind in random.Random(seed).choices(KINDS, k=count):
            verdict = one(kind, trials, server)
            told[kind, verdict.said] += 1
            told[kind, "missed"] += not verdict.struck
            if not verdict.is_right:
                wrong.append((kind, verdict))
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    show(told, wrong, time.monotonic() - began)
    return len(wrong)


def one(kind: str, trials: Range, server: Server) -> Verdict:
    """One trial of a kind."""
    match kind:
        case "cut":
            return trials.cut()
        case "session ended":
            return trials.end_session()
        case "server killed":
            return killed(trials, server)
    uow.WRITE_DEADLINE = DEADLINE_SECONDS  # two minutes in front of a person
    try:
        return trials.freeze(FROZEN_SECONDS)
    finally:
        uow.WRITE_DEADLINE = DEADLINE_SECONDS * 50


def show(told: Counter[tuple[str, str]], wrong: list[tuple[str, Verdict]], seconds: float) -> None:
    """The table: what the client reported, by kind of fault."""
    print(f"{'fault':16}{'trials':>8}{'done':>8}{'not done':>10}{'not met':>9}{'wrong':>7}")
    for kind in dict.fromkeys(KINDS):
        done, not_done = told[kind, "done"], told[kind, "not done"]
        bad = sum(k == kind for k, _ in wrong)
        print(f"{kind:16}{done + not_done:>8}{done:>8}{not_done:>10}{told[kind, 'missed']:>9}{bad:>7}")
    for kind, verdict in wrong:
        print("WRONG", kind, verdict)
    print(f"{seconds:.0f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=20261122)
    chosen = parser.parse_args()
    sys.exit(1 if run(chosen.count, chosen.seed) else 0)
