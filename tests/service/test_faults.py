"""The line, the session and the server struck at random points of a gesture: reported right, never doubled or lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy.engine import URL

from app import uow
from app.bootstrap import registry
from app.errors import Unavailable
from app.uow import Address, Database, open_database
from tests.helpers.database import PASSWORD
from tests.helpers.faults import Range, save_a_visited_customer
from tests.helpers.proxy import Proxy

pytestmark = pytest.mark.commit


@pytest.fixture
def proxy(admin_url: URL) -> Iterator[Proxy]:
    with Proxy(admin_url.host or "127.0.0.1", admin_url.port or 5432) as made:
        yield made


@pytest.fixture
def struck(admin_url: URL, own_database: str, proxy: Proxy) -> Iterator[Callable[[int], Range]]:
    opened: list[Database] = []

    def make(seed: int) -> Range:
        address = Address(proxy.host, proxy.port, own_database)
        opened.append(open_database(registry(), address, "sally", PASSWORD))
        return Range(opened[-1], proxy, lambda: admin_url.set(database=own_database), seed=seed)

    yield make
    for each in opened:
        each.close()


def test_a_line_cut_at_random_points_is_reported_right(struck: Callable[[int], Range]) -> None:
    trials = struck(20261122)
    verdicts = [trials.cut() for _ in range(14)]
    assert [v for v in verdicts if not v.is_right] == []
    assert all(v.struck for v in verdicts)
    assert len({v.said for v in verdicts}) == 2, "both outcomes must have been met"


def test_a_line_frozen_at_random_points_is_reported_right(
    struck: Callable[[int], Range], monkeypatch: pytest.MonkeyPatch
) -> None:
    trials = struck(7)
    monkeypatch.setattr(uow, "WRITE_DEADLINE", 0.5)  # the deadline of a gesture, two minutes in front of a person
    verdicts = [trials.freeze(0.8) for _ in range(2)]
    assert [v for v in verdicts if not (v.is_right and v.struck)] == []


def test_a_session_ended_by_the_server_is_reported_right(struck: Callable[[int], Range]) -> None:
    trials = struck(11)
    verdicts = [trials.end_session() for _ in range(4)]
    assert [v for v in verdicts if not (v.is_right and v.struck)] == []


def test_a_gesture_without_a_server_is_certainly_not_done_and_works_when_it_is_back(
    struck: Callable[[int], Range], proxy: Proxy
) -> None:
    trials = struck(1)
    proxy.refuse()
    proxy.cut()
    with pytest.raises(Unavailable, match="server_not_reached"):
        trials.database.write(save_a_visited_customer, "无服务器")
    proxy.refuse(False)
    assert trials.database.write(save_a_visited_customer, "服务器恢复").id
