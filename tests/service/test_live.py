"""Two clients side by side: news after the commit only, and a line whose death is said in time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.live import LineState, NewsListener, read_news
from app.modules.customers import services
from app.modules.customers.drafts import CustomerDraft
from app.modules.office import queries as office
from app.modules.office import services as office_services
from app.uow import Ctx, Database, Saved
from tests.helpers.proxy import Proxy

pytestmark = pytest.mark.commit
SOON = 5.0


@dataclass
class Heard:
    """What a listener called back, and a way to wait for more of it."""

    news: list[tuple[set[tuple[str, int]], str]] = field(default_factory=list)
    states: list[LineState] = field(default_factory=list)
    caught_up: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def on_news(self, changed: tuple[tuple[str, int], ...], by: str) -> None:
        with self.changed:
            self.news.append((set(changed), by))
            self.changed.notify_all()

    def on_state(self, state: LineState) -> None:
        with self.changed:
            self.states.append(state)
            self.changed.notify_all()

    def on_caught_up(self) -> None:
        with self.changed:
            self.caught_up += 1
            self.changed.notify_all()

    def wait(self, what: Callable[[], bool], seconds: float = SOON) -> float:
        """Wait until something holds; answers how long it took, and fails where it does not come."""
        began = time.monotonic()
        with self.changed:
            assert self.changed.wait_for(what, seconds), (self.news, self.states, self.caught_up)
        return time.monotonic() - began

    @property
    def connected(self) -> bool:
        return bool(self.states) and self.states[-1].connected


Listen = Callable[[URL], tuple[NewsListener, Heard]]


@pytest.fixture
def listen() -> Iterator[Listen]:
    opened: list[NewsListener] = []

    def begin(url: URL) -> tuple[NewsListener, Heard]:
        heard = Heard()
        opened.append(NewsListener(url, heard.on_news, heard.on_state, heard.on_caught_up).start())
        return opened[-1], heard

    yield begin
    for each in opened:
        each.stop()


@pytest.fixture
def proxy(admin_url: URL) -> Iterator[Proxy]:
    with Proxy(admin_url.host or "127.0.0.1", admin_url.port or 5432) as made:
        yield made


def through(database: Database, proxy: Proxy) -> URL:
    """A person's address, by way of the proxy."""
    return database.engine.url.set(host=proxy.host, port=proxy.port)


def a_customer(name: str) -> CustomerDraft:
    return CustomerDraft(name=name)


def test_news_come_after_the_commit_and_name_what_changed(sign_in: Callable[..., Database], listen: Listen) -> None:
    sally, maria = sign_in("sally"), sign_in("maria")
    _, heard = listen(maria.engine.url)
    heard.wait(lambda: heard.caught_up == 1)
    written, told_before_commit = threading.Event(), []

    def slow(ctx: Ctx) -> Saved:
        saved = services.save(ctx, a_customer("天津海河热电"))
        ctx.session.flush()
        written.set()
        time.sleep(0.4)  # the transaction stays open while the listener could hear of it
        told_before_commit.extend(heard.news)
        return saved

    saved = sally.write(slow)
    heard.wait(lambda: bool(heard.news))
    assert written.is_set() and told_before_commit == []
    assert heard.news == [({("customer", saved.id)}, sally.client)]
    assert heard.states[0].connected and heard.states[0].latency_ms is not None


def test_a_refused_gesture_tells_nobody(sign_in: Callable[..., Database], listen: Listen) -> None:
    sally, maria = sign_in("sally"), sign_in("maria")
    _, heard = listen(maria.engine.url)
    heard.wait(lambda: heard.caught_up == 1)

    def fails(ctx: Ctx) -> None:
        services.save(ctx, a_customer("甲"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sally.write(fails)
    after = sally.write(services.save, a_customer("乙"))
    heard.wait(lambda: bool(heard.news))
    assert [changed for changed, _ in heard.news] == [{("customer", after.id)}]


def test_a_cut_line_is_said_made_anew_and_caught_up(
    sign_in: Callable[..., Database], listen: Listen, proxy: Proxy
) -> None:
    sally, maria = sign_in("sally"), sign_in("maria")
    _, heard = listen(through(maria, proxy))
    heard.wait(lambda: heard.caught_up == 1)
    mark = maria.read(office.watermark)
    proxy.refuse()
    proxy.cut()
    assert heard.wait(lambda: not heard.connected) < 5
    assert heard.states[-1].reason in ("server_lost", "server_not_reached")
    lost_since = heard.states[-1].since

    def tell_maria(ctx: Ctx) -> Saved:
        office_services.tell(ctx, maria.user.id, "info", "test", "Hello {name}", {"name": "周"})
        return services.save(ctx, a_customer("断线期间"))

    sally.write(tell_maria)
    assert heard.news == []
    proxy.refuse(False)
    heard.wait(lambda: heard.caught_up == 2, 10)
    assert heard.connected and heard.states[-1].since > lost_since
    # the watermark waits for the oldest transaction of the whole server, another worker's tests among them
    pause, until = threading.Event(), time.monotonic() + 60
    while not (missed := maria.read(office.messages_since, mark)[0]) and time.monotonic() < until:
        pause.wait(0.05)
    assert len(missed) == 1
    sally.write(services.save, a_customer("恢复之后"))
    heard.wait(lambda: bool(heard.news))


def test_a_frozen_line_is_said_within_five_seconds(
    sign_in: Callable[..., Database], listen: Listen, proxy: Proxy
) -> None:
    _, heard = listen(through(sign_in("maria"), proxy))
    heard.wait(lambda: heard.caught_up == 1)
    proxy.freeze()
    assert heard.wait(lambda: not heard.connected, 6) < 5
    assert heard.states[-1].reason == "server_not_answering"
    proxy.thaw()
    heard.wait(lambda: heard.caught_up == 2, 12)
    assert heard.connected


def test_a_session_ended_on_the_server_is_made_anew(
    sign_in: Callable[..., Database], listen: Listen, admin_url: URL, own_database: str
) -> None:
    _, heard = listen(sign_in("maria").engine.url)
    heard.wait(lambda: heard.caught_up == 1)
    with sa.create_engine(admin_url).connect() as admin:
        ended = admin.execute(
            sa.text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = :d and application_name like '%news'"
            ),
            {"d": own_database},
        ).scalars()
        assert list(ended) == [True]
        admin.engine.dispose()
    heard.wait(lambda: heard.caught_up == 2, 10)


def test_a_slow_line_is_slow_and_not_lost(sign_in: Callable[..., Database], listen: Listen, proxy: Proxy) -> None:
    proxy.delay_seconds = 0.05
    _, heard = listen(through(sign_in("maria"), proxy))
    heard.wait(lambda: heard.connected, 10)
    assert (heard.states[-1].latency_ms or 0) >= 100


def test_stop_is_quick_even_on_a_frozen_line(sign_in: Callable[..., Database], proxy: Proxy) -> None:
    maria = sign_in("maria")
    proxy.freeze()
    heard = Heard()
    listener = NewsListener(through(maria, proxy), heard.on_news, heard.on_state).start()
    time.sleep(0.1)
    began = time.monotonic()
    listener.stop()
    listener.stop()
    assert time.monotonic() - began < 0.5
    assert not any(t.name == "news" for t in threading.enumerate())


def test_a_wrong_password_is_a_reason_and_not_an_end(sign_in: Callable[..., Database], listen: Listen) -> None:
    _, heard = listen(sign_in("maria").engine.url.set(password="wrong"))
    heard.wait(lambda: bool(heard.states))
    assert (heard.connected, heard.states[-1].reason) == (False, "wrong_password")


@pytest.mark.parametrize(
    "payload", ["", "{}", "[]", '{"by": 1}', '{"by": "x", "changed": [1]}', "\x00", '{"changed": 3}']
)
def test_a_foreign_notification_is_no_news(payload: str) -> None:
    assert read_news(payload) is None


def test_a_notification_is_read() -> None:
    told = read_news('{"by":"abc","changed":[["customer",7],["message",0]]}')
    assert told == ((("customer", 7), ("message", 0)), "abc")
