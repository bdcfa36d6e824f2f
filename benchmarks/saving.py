"""Saving, submitting and approving a sales order of 5 and of 200 lines: `python benchmarks/saving.py`.

Through the services, as the windows do, beside the very statements these sent, replayed as plain SQL on a plain connection of
the same person in the same run, order by order. Walls, triggers and audit are the same: the ratio is what our Python costs.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from time import perf_counter
from typing import Any

import common
import psycopg2
import sqlalchemy as sa
from common import median, slow
from sqlalchemy.engine import URL

from app import clock
from app.modules.customers import services as customers
from app.modules.customers.drafts import CustomerDraft
from app.modules.orders import services as orders
from app.modules.orders.drafts import OrderDraft, OrderLineDraft
from app.server.setup import NewUser
from app.uow import Ctx, Database, Saved

NAME, SELLER, MANAGER = "bench_saving", "bs_seller", "bs_manager"
PEOPLE = (
    NewUser(SELLER, "王敏", "Wang Min", ("sales",), ("00",), common.PASSWORD),
    NewUser(MANAGER, "周经理", "Zhou", ("sales_manager",), ("00",), common.PASSWORD),
)
SIZES = (5, 200)
ITEMS = 300
REPEAT = 15
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FIRST_ID = 7_000_000_000_000  # no other figure of a statement looks like an id then


@dataclass
class Recording:
    """What one gesture sent to the server, for an order and its lines."""

    said: list[tuple[str, Any]]
    order: int
    lines: list[int]


def record(database: Database, work: Callable[[], Saved]) -> Recording:
    """Run a gesture and keep what it sent."""
    said: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        said.append((statement, parameters))

    sa.event.listen(database.engine, "before_cursor_execute", hear)
    saved = work()
    sa.event.remove(database.engine, "before_cursor_execute", hear)
    return Recording(said, saved.id, database.read(line_ids, saved.id))


def line_ids(ctx: Ctx, order: int) -> list[int]:
    """The lines of an order."""
    found = ctx.session.execute(
        sa.text("select id from tw.sales_order_line where order_id = :o order by id"), {"o": order}
    )
    return list(found.scalars())


class Plain:
    """A plain connection of a person, which replays recordings for orders of its own."""

    def __init__(self, admin: URL, login: str) -> None:
        self.raw = psycopg2.connect(
            host=admin.host, port=admin.port, dbname=NAME, user=login, password=common.PASSWORD, sslmode="disable"
        )

    def replay(self, recording: Recording, ids: dict[Any, Any]) -> float:
        """Milliseconds of the statements and the commit. ids: recorded id -> id here; an insert adds its own."""
        fresh = Fresh(ids)
        cursor = self.raw.cursor()
        started = perf_counter()
        for statement, parameters in recording.said:
            cursor.execute(statement, fresh.changed(parameters))
            rows = cursor.fetchall() if cursor.description else []
            if statement.startswith("INSERT INTO tw.sales_order ("):
                ids[recording.order] = rows[0][0]
            elif statement.startswith("INSERT INTO tw.sales_order_line ("):
                ids.update(zip(recording.lines, sorted(row[0] for row in rows), strict=True))
        self.raw.commit()
        return (perf_counter() - started) * 1000


class Fresh:
    """Parameters of a recording with the ids of another order, and request and draft ids of their own."""

    def __init__(self, ids: Mapping[Any, Any]) -> None:
        self._ids = ids
        self._uuids: dict[str, str] = {}

    def changed(self, value: Any) -> Any:
        """The value to send instead."""
        if isinstance(value, Mapping):
            return {key: self.changed(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self.changed(one) for one in value)
        if isinstance(value, uuid.UUID) or (isinstance(value, str) and UUID.fullmatch(value)):
            return self._uuids.setdefault(str(value), str(uuid.uuid4()))
        return self._ids.get(value, value) if isinstance(value, int) else value


def company(admin: URL) -> tuple[int, list[int]]:
    """A fresh company with a customer and items; ids far away from other figures. Answers (customer, items)."""
    common.fresh_company(admin, NAME, PEOPLE)
    with common.as_owner(admin, NAME) as connection:
        for table in ("sales_order", "sales_order_line", "sales_order_line_price", "item", "customer"):
            connection.execute(sa.text(f"alter table tw.{table} alter column id restart with {FIRST_ID}"))
        connection.execute(sa.text("insert into tw.unit (code, name) values ('BM', '台')"))
        items = connection.execute(
            sa.text(
                "insert into tw.item (code, name, unit_id, lead_time_days) select 'P-' || n, '电磁流量计', u.id, 10"
                " from generate_series(1, :n) n join tw.unit u on u.code = 'BM' returning id"
            ),
            {"n": ITEMS},
        ).scalars().all()  # fmt: skip
    seller = common.sign_in(admin, NAME, SELLER)
    customer = seller.write(customers.save, CustomerDraft(name="天津海河热电有限公司")).id
    seller.close()
    return customer, list(items)


def a_draft(customer: int, items: Sequence[int], lines: int) -> OrderDraft:
    """An order as typed."""
    today = clock.today()
    made = tuple(
        OrderLineDraft(
            item=items[n % len(items)], quantity=Decimal(3), price=Decimal(200_000 // (3 * lines) + n), due_date=today
        )
        for n in range(lines)
    )
    return OrderDraft(customer=customer, order_date=today, due_date=today, lines=made, uid=uuid.uuid4())


# ---------------------------------------------------------------- measuring
GESTURES = ("save", "submit", "approve")


def gestures(seller: Database, manager: Database, draft: OrderDraft) -> dict[str, Callable[[Saved], Saved]]:
    """What a person does to an order, each from the answer of the one before."""
    return {
        "save": lambda _before: seller.write(orders.save, draft),
        "submit": lambda before: seller.write(orders.submit, before.id, before.version),
        "approve": lambda before: manager.write(orders.approve, before.id, before.version),
    }


def through_services(work: Mapping[str, Callable[[Saved], Saved]]) -> dict[str, float]:
    """Milliseconds of each gesture on one order."""
    saved, spent = Saved(0), {}
    for name in GESTURES:
        started = perf_counter()
        saved = work[name](saved)
        spent[name] = (perf_counter() - started) * 1000
    assert saved.state == "approved", saved
    return spent


def recordings(databases: Mapping[str, Database], work: Mapping[str, Callable[[Saved], Saved]]) -> dict[str, Recording]:
    """Each gesture of one order, kept."""
    saved: list[Saved] = [Saved(0)]
    kept: dict[str, Recording] = {}
    for name in GESTURES:

        def do(name: str = name) -> Saved:
            saved[0] = work[name](saved[0])
            return saved[0]

        kept[name] = record(databases[name], do)
    return kept


def measure(admin: URL, customer: int, items: Sequence[int], lines: int) -> list[list[object]]:
    """Rows of the table for orders of so many lines."""
    seller, manager = common.sign_in(admin, NAME, SELLER), common.sign_in(admin, NAME, MANAGER)
    of = {"save": seller, "submit": seller, "approve": manager}
    plain = {"save": Plain(admin, SELLER), "approve": Plain(admin, MANAGER)}
    plain["submit"] = plain["save"]
    for _ in range(2):
        through_services(gestures(seller, manager, a_draft(customer, items, lines)))
    kept = recordings(of, gestures(seller, manager, a_draft(customer, items, lines)))
    ours: dict[str, list[float]] = {name: [] for name in GESTURES}
    theirs: dict[str, list[float]] = {name: [] for name in GESTURES}
    for _ in range(REPEAT):
        for name, spent in through_services(gestures(seller, manager, a_draft(customer, items, lines))).items():
            ours[name].append(spent)
        ids: dict[Any, Any] = {}
        for name in GESTURES:
            theirs[name].append(plain[name].replay(kept[name], ids))
    seller.close()
    manager.close()
    return [
        [f"{name}, {lines} lines", len(kept[name].said), f"{median(theirs[name]):.1f} ({slow(theirs[name]):.1f})",
         f"{median(ours[name]):.1f} ({slow(ours[name]):.1f})", f"{median(ours[name]) / median(theirs[name]):.2f}"]
        for name in GESTURES
    ]  # fmt: skip


if __name__ == "__main__":
    with common.server() as server:
        print(common.machine(), common.server_version(server), sep=", ")
        bought, goods = company(server)
        print("\nmedian (95 %) in ms")
        found = [row for lines in SIZES for row in measure(server, bought, goods, lines)]
        common.table(("", "statements", "the same as plain SQL", "through the services", "ratio"), found)
