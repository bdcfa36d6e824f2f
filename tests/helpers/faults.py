"""A gesture struck at a random point of its talk with the server, and whether what was reported is the truth.

Every trial ends in a `Verdict`: what the client said (done, not done), what stands in the database, and what the same
request gives when it is sent again. Used by the suite and, with many more trials, by benchmarks/faults.py.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.errors import InDoubt, Unavailable
from app.modules.customers import services
from app.modules.customers.drafts import ActivityDraft, ContactDraft, CustomerDraft
from app.uow import Ctx, Database, Outcome, Saved
from tests.helpers.proxy import DOWN, UP, Proxy

COMMIT_BYTES = {UP: 12, DOWN: 18}  # the last message of a gesture, and the last answer


@dataclass(frozen=True, slots=True)
class Verdict:
    """One trial. stands: rows of the gesture's three tables after the answer, then after the same request again."""

    said: str
    struck: bool
    stands: tuple[int, int, int]
    again: tuple[int, int, int]
    same_result: bool

    @property
    def is_right(self) -> bool:
        """Said done and all of it stands, or said not done and nothing does; the second try adds only what lacks."""
        wanted = (1, 1, 1) if self.said == "done" else (0, 0, 0)
        return self.stands == wanted and self.again == (1, 1, 1) and self.same_result


def save_a_visited_customer(ctx: Ctx, name: str) -> Saved:
    """The gesture under fire: a customer with a contact and a call that was made, in one transaction."""
    saved = services.save(ctx, CustomerDraft(name=name, lines=(ContactDraft("高建国"),)))
    services.save_activity(ctx, ActivityDraft(customer=saved.id, subject=name, done=True))
    return saved


class Range:
    """A person behind a proxy, and a superuser beside it."""

    def __init__(self, database: Database, proxy: Proxy, admin: Callable[[], URL], *, seed: int) -> None:
        self.database, self.proxy, self._admin = database, proxy, admin
        self._chance = random.Random(seed)
        self._trials = 0

    def reseed(self, seed: int) -> None:
        """Begin the same row of random points again."""
        self._chance = random.Random(seed)

    def strike(self, blow: Callable[[], object], *, before_looking: Callable[[], object] = lambda: None) -> Verdict:
        """One gesture with a blow at a random byte of it. before_looking: waits until the superuser gets in again."""
        self._trials += 1
        name, request = f"trial {self._trials:06}", uuid.uuid4()
        self.proxy.strike_after(*self._random_point(), blow)
        outcome = self._report(request, name)
        struck = not self.proxy.disarm()
        before_looking()
        stands = self._stands(name)
        self.database.settle(request)  # waits until the line is up again
        again = self._act(request, name)
        same = outcome is None or (again.repeated and again.result == outcome.result)
        return Verdict("not done" if outcome is None else "done", struck, stands, self._stands(name), same)

    def cut(self) -> Verdict:
        """The line breaks; half of the times it stays down for a while."""
        seconds = self._chance.choice((0.0, 0.0, 0.1, 0.4))
        return self.strike(lambda: self.proxy.cut_for(seconds))

    def freeze(self, seconds: float) -> Verdict:
        """Nothing passes for so long, and nobody is told; what was held passes afterwards."""
        return self.strike(lambda: self.proxy.freeze_for(seconds))

    def end_session(self) -> Verdict:
        """The superuser ends the session on the server."""
        return self.strike(self._end_sessions)

    def _random_point(self) -> tuple[str, int]:
        """A byte of a gesture as it is now; often one of the last, where COMMIT and its answer pass."""
        self._act(uuid.uuid4(), f"warm {self._trials:07}")
        self.proxy.count()
        self._act(uuid.uuid4(), f"size {self._trials:07}")
        direction = self._chance.choice((UP, DOWN))
        last = self.proxy.count()[direction]
        first = last - COMMIT_BYTES[direction] if self._chance.random() < 0.4 else 1
        return direction, self._chance.randint(first, last)

    def _act(self, request: uuid.UUID, name: str) -> Outcome:
        return self.database.gesture(request, "save_a_visited_customer", save_a_visited_customer, (name,))

    def _report(self, request: uuid.UUID, name: str) -> Outcome | None:
        """What the client is told in the end: the outcome, or None for not done."""
        try:
            return self._act(request, name)
        except InDoubt:
            return self.database.settle(request)
        except Unavailable:
            return None

    def _stands(self, name: str) -> tuple[int, int, int]:
        """Customers, contacts and activities of this name, seen by the superuser beside the proxy."""
        row = self._as_superuser(
            "select (select count(*) from tw.customer where name = :n),"
            " (select count(*) from tw.contact t join tw.customer c on c.id = t.customer_id where c.name = :n),"
            " (select count(*) from tw.activity where subject = :n)",
            n=name,
        )
        return (row[0], row[1], row[2])

    def _end_sessions(self) -> None:
        self._as_superuser(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and usename = :u",
            u=self.database.engine.url.username,
        )

    def _as_superuser(self, statement: str, **params: object) -> sa.Row[tuple[int, ...]]:
        engine = sa.create_engine(self._admin())
        try:
            with engine.connect() as connection:
                return connection.execute(sa.text(statement), params).one()
        finally:
            engine.dispose()
