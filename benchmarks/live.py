"""From commit to 50 listening clients: `python benchmarks/live.py`.

Each client is a `NewsListener` of a person of its own, with its own line and thread, all in this one process. A customer is saved 60 times; measured is from the answer of the commit to the callback of each client (below
zero where a client hears before the committer does), and what the listeners cost the committing gesture.
"""

from __future__ import annotations

import argparse
import threading
from collections.abc import Sequence
from time import perf_counter

import common
from common import median, slow
from sqlalchemy.engine import URL

from app.live import Changed, NewsListener
from app.modules.customers import services as customers
from app.modules.customers.drafts import CustomerDraft
from app.server.setup import NewUser
from app.uow import Database

NAME, SELLER = "bench_live", "bl_seller"
PEOPLE = (NewUser(SELLER, "王敏", "Wang Min", ("sales",), ("00",), common.PASSWORD),)
LISTENER = "bl_client_"
COMMITS = 60
PATIENCE = 10.0


class Audience:
    """Clients that note when they hear of each commit."""

    def __init__(self, urls: Sequence[URL]) -> None:
        self.clients = len(urls)
        self.heard: list[float] = []
        self._all_heard, self._ready = threading.Event(), threading.Semaphore(0)
        self._lock = threading.Lock()
        self._listeners = [NewsListener(url, self._hear, on_caught_up=self._ready.release) for url in urls]

    def __enter__(self) -> Audience:
        for listener in self._listeners:
            listener.start()
        for _ in self._listeners:
            if not self._ready.acquire(timeout=PATIENCE):
                raise RuntimeError("a client does not listen")
        return self

    def __exit__(self, *_: object) -> None:
        threads = [threading.Thread(target=listener.stop) for listener in self._listeners]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _hear(self, _changed: Changed, _client: str) -> None:
        now = perf_counter()
        with self._lock:
            self.heard.append(now)
            if len(self.heard) == self.clients:
                self._all_heard.set()

    def next(self) -> None:
        """Before a commit: nobody has heard anything."""
        with self._lock:
            self.heard = []
            self._all_heard.clear()

    def wait(self) -> list[float]:
        """When each client heard, soonest first."""
        if not self._all_heard.wait(PATIENCE):
            raise RuntimeError(f"only {len(self.heard)} of {self.clients} clients heard")
        return sorted(self.heard)


def save(database: Database, n: int) -> tuple[float, float]:
    """(when the gesture began, when it was answered)."""
    began = perf_counter()
    database.write(customers.save, CustomerDraft(name=f"天津海河热电有限公司 {n}"))
    return began, perf_counter()


def measure(admin: URL, clients: int) -> None:
    """The table of README.md."""
    names = [f"{LISTENER}{n}" for n in range(clients)]
    listeners = [NewUser(name, name, name, ("sales",), ("00",), common.PASSWORD) for name in names]
    common.fresh_company(admin, NAME, [*PEOPLE, *listeners])
    urls = [common.address(admin, NAME).url(name, common.PASSWORD) for name in names]
    database = common.sign_in(admin, NAME, SELLER)
    for n in range(10):
        save(database, n)
    alone = [(end - began) * 1000 for began, end in (save(database, 100 + n) for n in range(COMMITS))]
    gestures, firsts, middles, lasts = [], [], [], []
    with Audience(urls) as audience:
        for n in range(COMMITS):
            audience.next()
            began, answered = save(database, 1000 + n)
            heard = audience.wait()
            gestures.append((answered - began) * 1000)
            firsts.append((heard[0] - answered) * 1000)
            middles.append((median(heard) - answered) * 1000)
            lasts.append((heard[-1] - answered) * 1000)
    database.close()
    print(f"\n{COMMITS} commits; median (95 %) in ms")
    rows = [
        ("gesture, nobody listens", f"{median(alone):.1f} ({slow(alone):.1f})"),
        (f"gesture, {clients} clients listen", f"{median(gestures):.1f} ({slow(gestures):.1f})"),
        ("commit answered → first client", f"{median(firsts):.1f} ({slow(firsts):.1f})"),
        ("commit answered → middle client", f"{median(middles):.1f} ({slow(middles):.1f})"),
        ("commit answered → last client", f"{median(lasts):.1f} ({slow(lasts):.1f})"),
    ]
    common.table(("", "ms"), rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", type=int, nargs="?", default=50)
    wanted = parser.parse_args().clients
    with common.server() as server:
        print(common.machine(), common.server_version(server), sep=", ")
        measure(server, wanted)
