"""Journals of a million orders: first page, far page, contains-search: `python benchmarks/lists.py [--fresh]`.

As a person who sees all, as one of a team of 50, as one of a tiny team; through app.lists and Database.read as the windows do,
beside the same rows asked for in plain SQL by a superuser, who stands before no wall, in the same run.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

import common
import million
import sqlalchemy as sa
from common import median, millis, slow

from app import lists
from app.lists import Key, Page, Query
from app.modules.orders.ui.screens import LINES, ORDERS
from app.registry import ListSpec
from app.uow import Database

FAR = 500_000
SEARCHES = {
    "search, two Chinese characters": "化工",
    "search, pinyin initials": "hhrd",
    "search, Latin (part of a number)": "0123456",
    "search, two Chinese characters and a number": "水务 4711",
}
PLAIN_HEADS = """
select o.id, o.state, o.number, o.customer_name, o.customer_po, u.name, o.order_date, o.due_date, o.currency, a.total, a.net, a.tax,
    (select count(*) from tw.sales_order_line l where l.order_id = o.id)
from tw.sales_order o join tw.sales_order_amount a on a.order_id = o.id join tw.app_user u on u.id = o.owner_id
where {where} order by o.order_date desc, o.id desc limit 101
"""
PLAIN_LINES = """
select l.id, o.state, o.number, l.line_no, o.customer_name, i.code, i.name, l.quantity, p.price_with_tax, p.total, o.order_date
from tw.sales_order_line l join tw.sales_order o on o.id = l.order_id join tw.item i on i.id = l.item_id
join tw.sales_order_line_price p on p.line_id = l.id
where {where} order by o.order_date desc, l.id desc limit 101
"""


class Journal:
    """One journal as one person sees it."""

    def __init__(self, database: Database, spec: ListSpec) -> None:
        self.database, self.spec = database, spec

    def page(self, query: Query, after: Key | None = None) -> Page:
        """A page, as the window reads it."""
        return self.database.read(lists.page, self.spec, query, after=after, limit=100)

    def far(self, position: int) -> Key | None:
        """The place before a far page; the page itself is what is measured."""
        return self.database.read(lists.jump, self.spec, Query(), position, 1).first


def measured(journal: Journal, rows: int) -> dict[str, Callable[[], object]]:
    """What is done to a journal, by name."""
    far = journal.far(rows // 2)
    work: dict[str, Callable[[], object]] = {
        "first page": partial(journal.page, Query()),
        "far page (half way down)": partial(journal.page, Query(), far),
        "last page": partial(journal.database.read, lists.page, journal.spec, Query(), last=True, limit=100),
        "count up to 10,000": partial(journal.database.read, lists.count, journal.spec, Query()),
    }
    for title, text in SEARCHES.items():
        work[title] = partial(journal.page, Query(search=text))
    return work


def plain(connection: sa.Connection, statement: str, **params: Any) -> Callable[[], object]:
    """A statement read whole by the superuser."""
    return lambda: connection.execute(sa.text(statement), params).all()


def plain_work(connection: sa.Connection) -> dict[str, Callable[[], object]]:
    """The same rows of the journal of orders by hand-written SQL without walls."""
    day, record = connection.execute(
        sa.text("select order_date, id from tw.sales_order order by order_date desc, id desc offset :n limit 1"), {"n": FAR}
    ).one()  # fmt: skip
    found = "search_pairs @> tw.word_pairs('{0}') and position('{0}' in search_text) > 0"
    work = {
        "first page": plain(connection, PLAIN_HEADS.format(where="true")),
        "far page (half way down)": plain(
            connection, PLAIN_HEADS.format(where="(o.order_date, o.id) < (:day, :id)"), day=day, id=record
        ),
        "last page": plain(connection, PLAIN_HEADS.format(where="true").replace("desc, o.id desc", ", o.id")),
        "count up to 10,000": plain(connection, "select count(*) from (select from tw.sales_order limit 10001) x"),
    }
    for title, text in SEARCHES.items():
        where = " and ".join(found.format(word) for word in text.split())
        work[title] = plain(connection, PLAIN_HEADS.format(where=where))
    return work


def compare(admin: Any) -> None:
    """The tables of README.md."""
    people = {
        "sees all": (million.SEES_ALL, million.ORDERS), "team of 50": (million.OF_TEAM, million.ORDERS // 49),
        "tiny team": (million.OF_TINY_TEAM, million.TINY),
    }  # fmt: skip
    with common.as_owner(admin, million.NAME) as connection:
        connection.exec_driver_sql("set local jit = off")
        base = {title: millis(work) for title, work in plain_work(connection).items()}
        _heads(admin, people, base)
        line_base = millis(plain(connection, PLAIN_LINES.format(where="true")))
    _lines(admin, people, line_base)


def _heads(admin: Any, people: dict[str, tuple[str, int]], base: dict[str, list[float]]) -> None:
    rows = []
    seen: dict[str, dict[str, list[float]]] = {}
    for who, (login, count) in people.items():
        database = common.sign_in(admin, million.NAME, login)
        seen[who] = {title: millis(work) for title, work in measured(Journal(database, ORDERS), count).items()}
        database.close()
    for title, plain_ms in base.items():
        row = [title, f"{median(plain_ms):.1f}"]
        for who in people:
            spent = seen[who][title]
            row += [f"{median(spent):.1f} ({slow(spent):.1f})"]
        row.append(f"{median(seen['sees all'][title]) / max(median(plain_ms), 0.01):.1f}")
        rows.append(row)
    print(f"\nJournal of {million.ORDERS:,} orders, 100 rows a page; median (95 %) in ms")
    common.table(("", "plain SQL, no walls", *people, "all / plain"), rows)


def _lines(admin: Any, people: dict[str, tuple[str, int]], base: list[float]) -> None:
    rows = []
    for who, (login, count) in people.items():
        database = common.sign_in(admin, million.NAME, login)
        journal = Journal(database, LINES)
        far = journal.far(count // 2)
        for title, work in (
            ("first page", partial(journal.page, Query())), ("far page", partial(journal.page, Query(), far)),
            ("search, two Chinese characters", partial(journal.page, Query(search="化工"))),
        ):  # fmt: skip
            spent = millis(work, repeat=11, warm=1)
            rows.append([title, who, f"{median(spent):.1f} ({slow(spent):.1f})"])
        database.close()
    print(f"\nJournal of {million.ORDERS * million.LINES_EACH:,} order lines; median (95 %) in ms;"
          f" plain SQL, first page: {median(base):.1f}")  # fmt: skip
    common.table(("", "who", "ms"), rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="generate the orders anew")
    fresh = parser.parse_args().fresh
    with common.server() as server:
        print(common.machine(), common.server_version(server), sep=", ")
        million.ensure(server, fresh=fresh)
        compare(server)
