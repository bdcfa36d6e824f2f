"""Lists read behind the walls: every page, jump, count and sum over what a person may see, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock, lists
from app.errors import RuleError
from app.lists import Key, Query
from app.lists.pages import Order, page_statement
from app.registry import Column, ListSpec
from app.uow import Ctx
from tests.helpers.house import House

MANY = 60_000
TODAY = datetime(2026, 11, 18, 4, tzinfo=UTC)
COLUMNS = (
    Column("number", "Number", "code", link="deal", link_id="party_id"),
    Column("name", "Name", second="note"),
    Column("state", "State", "state", status={"draft": ("Draft", "neutral"), "open": ("Open", "active")}),
    Column("amount", "Amount", "money", total=True, currency="currency"),
    Column("weight", "Weight", "quantity", total=True),
    Column("due", "Due", "date", late="late"),
    Column("seen_at", "Seen at", "datetime"),
    Column("hold", "On hold", "bool"),
)
SPEC = ListSpec("deal_list", COLUMNS, default_sort="-due", scope="deals", search_kind="deal")
PLAIN = ListSpec("deal_list", COLUMNS, default_sort="number", scope="deals")
KEYS = ("id", *(c.key for c in COLUMNS), "party_id", "note", "currency", "late")

TABLE = """
create table tw.deal (
    id bigint generated always as identity primary key, number text not null, name text not null default '',
    note text not null default '', state text not null default 'draft', amount numeric(18,2) not null default 0,
    currency text not null default 'CNY', weight numeric(18,4), due date, seen_at timestamptz, hold boolean not null default false,
    party_id bigint, owner_id bigint, department_id bigint, version int not null default 1,
    created_at timestamptz, created_by bigint, updated_at timestamptz, updated_by bigint,
    search_text text not null default '', search_pairs text[] not null default '{}');
alter table tw.deal owner to twt_owner;
insert into tw.reach (duty, scope, reach) values
    ('sales', 'deals', 'department'), ('manager', 'deals', 'all'), ('planner', 'deals', 'own');
"""
WALLS = """
set local role twt_owner;
call tw_admin.owned('deal', 'deals', 'office.use', search_order => 'due desc, id desc');
call tw_admin.searched('deal', '', 'number', 'name');
create view tw.deal_list with (security_invoker) as
    select d.*, coalesce(d.due < tw.today(), false) as late from tw.deal d;
grant select on tw.deal_list to twt_user;
reset role;
"""
ROWS = """
insert into tw.deal (number, name, note, state, amount, currency, weight, due, seen_at, hold, owner_id, department_id, search_text, search_pairs)
select 'SO-' || lpad(n::text, 6, '0'), case n % 4 when 0 then '北京科技' when 1 then 'Acme ltd' when 2 then 'acme 100%' else 'Bolt' end,
       'note', case when n % 3 = 0 then 'open' else 'draft' end, n, 'CNY', case when n % 5 > 0 then n end,
       case when n % 7 > 0 then date '2026-01-01' + (n % 90) end, timestamptz '2026-11-17 15:30+00' + n * interval '1 hour',
       n % 2 = 0, null, d.id, '', '{}'
from generate_series(1, cast(:many as int)) n join tw.department d on d.code = case when n % 10 < 3 then '20' when n % 10 = 3 then '30' else '10' end
"""


def a_table(house: House, many: int = 0) -> None:
    house.admin(TABLE)
    if many:
        house.admin("alter table tw.deal disable row level security")
        house.admin(ROWS, many=many)
    house.admin(WALLS)


def a_deal(house: House, **values: Any) -> int:
    values = {"number": "X", "department_id": department(house, "10"), **values}
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    return int(house.admin(f"insert into tw.deal ({names}) values ({marks}) returning id", **values)[0][0])


def with_search_keys(house: House) -> None:
    """Search keys for generated rows, which came before the triggers; one key a name, since a key takes its time."""
    house.admin("set local session_replication_role = replica")
    house.admin("""
        with k as materialized (select name, tw.search_key(name) as key from (select distinct name from tw.deal) n)
        update tw.deal d set search_text = lower(number) || e'\\n' || k.key,
            search_pairs = tw.search_pairs(lower(number) || e'\\n' || k.key)
        from k where k.name = d.name""")
    house.admin("set local session_replication_role = origin")


def department(house: House, code: str) -> int:
    return int(house.admin("select id from tw.department where code = :c", c=code)[0][0])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def deals(house: House) -> House:
    a_table(house, 200)
    return house


@pytest.fixture
def seller(deals: House) -> Iterator[Ctx]:
    """sally, of department 10; the registry of the test house knows no scope "deals", so neither does her user."""
    with deals.as_("sally") as ctx:
        yield ctx


def numbers(page: lists.Page) -> list[str]:
    return [row[KEYS.index("number")] for row in page.rows]


def through(ctx: Ctx, spec: ListSpec, query: Query, limit: int = 7) -> list[tuple[Any, ...]]:
    """All rows by reading page after page."""
    rows: list[tuple[Any, ...]] = []
    page = lists.page(ctx, spec, query, limit=limit)
    assert page.at_start
    while True:
        rows += page.rows
        if page.at_end:
            return rows
        page = lists.page(ctx, spec, query, after=page.last, limit=limit)
        assert not page.at_start


def back(ctx: Ctx, spec: ListSpec, query: Query, limit: int = 7) -> list[tuple[Any, ...]]:
    """All rows by reading page before page, from the end."""
    rows: list[tuple[Any, ...]] = []
    page = lists.page(ctx, spec, query, last=True, limit=limit)
    assert page.at_end
    while True:
        rows = [*page.rows, *rows]
        if page.at_start:
            return rows
        page = lists.page(ctx, spec, query, before=page.first, limit=limit)
        assert not page.at_end


# ------------------------------------------------------------------------------------------------ who sees what
def test_a_page_holds_the_departments_rows_and_own_ones_elsewhere_once(deals: House) -> None:
    sally, far = deals.user_id("sally"), department(deals, "20")
    own_far = a_deal(deals, number="FAR", owner_id=sally, department_id=far, due=date(2030, 1, 1))
    own_here = a_deal(deals, number="HERE", owner_id=sally, due=date(2030, 1, 2))
    nowhere = a_deal(deals, number="NOWHERE", owner_id=sally, department_id=far, due=date(2030, 1, 3))
    deals.admin("update tw.deal set department_id = null where id = :id", id=nowhere)
    seen = {r[0] for r in deals.admin("select id from tw.deal where department_id = :d", d=department(deals, "10"))}
    with deals.as_("sally") as ctx:
        rows = [row[0] for row in through(ctx, SPEC, Query(sort="id"))]
        assert rows == sorted({*seen, own_far, own_here, nowhere})
        assert lists.count(ctx, SPEC, Query()) == (len(seen) + 2, False)
        assert lists.count_exact(ctx, SPEC, Query()) == len(seen) + 2


def test_a_person_whose_reach_is_own_sees_own_rows_alone(deals: House) -> None:
    own = a_deal(deals, owner_id=deals.user_id("peter"), department_id=department(deals, "30"))
    with deals.as_("peter") as ctx:
        assert [row[0] for row in lists.page(ctx, SPEC, Query()).rows] == [own]


def test_a_person_who_sees_nothing_gets_empty_answers(deals: House) -> None:
    with deals.as_("nobody_special") as ctx:
        page = lists.page(ctx, SPEC, Query(search="acme or state:open", sort="-amount"))
        assert (page.rows, page.first, page.at_start, page.at_end) == ((), None, True, True)
        assert lists.page(ctx, SPEC, Query(search="acme")).rows == ()
        assert lists.jump(ctx, SPEC, Query(), 50).rows == ()
        assert lists.count(ctx, SPEC, Query()) == (0, False)
        assert lists.groups(ctx, SPEC, Query(), "state") == []
        assert lists.distinct_values(ctx, SPEC, "state") == []
        assert list(lists.stream(ctx, SPEC, Query(), ("number",))) == []
        assert lists.totals(ctx, SPEC, Query()) == {"amount": 0, "weight": 0}


def test_who_sees_all_reads_the_view_directly(deals: House) -> None:
    deals.admin("update tw.deal set department_id = null where id = 9")
    with deals.as_("boss") as ctx:
        ctx.user = replace(ctx.user, sees_all=frozenset({"deals"}))  # as sign-in reads it from the registry's scopes
        assert len(through(ctx, SPEC, Query(), 90)) == lists.count_exact(ctx, SPEC, Query()) == 200


@pytest.mark.parametrize("search", ["acme", "state:open"])
def test_a_page_is_one_statement_with_named_columns_and_one_more_for_a_search_that_does_not_fill_it(
    deals: House, search: str
) -> None:
    with_search_keys(deals)
    with deals.as_("sally") as ctx:
        said: list[str] = []
        connection = ctx.session.connection()

        def hear(*heard: Any) -> None:
            said.append(heard[2])

        sa.event.listen(connection, "before_cursor_execute", hear)
        page = lists.page(ctx, SPEC, Query(search=search, filters={"amount": ">5"}))
        sa.event.remove(connection, "before_cursor_execute", hear)
    assert len(said) == (2 if search == "acme" else 1)
    assert "*" not in "".join(said)
    assert lists.row_keys(SPEC) == KEYS
    assert {len(row) for row in page.rows} == {len(KEYS)}
    assert lists.key_of(SPEC, Query(), page.rows[0]) == page.first


# ------------------------------------------------------------------------------------------------ order
@pytest.mark.parametrize("group", ["", "state", "due", "weight"])
@pytest.mark.parametrize(
    "sort", ["", "id", "-id", "number", "name", "-name", "due", "-due", "weight", "-weight", "hold", "-seen_at"]
)
def test_pages_in_either_direction_give_every_row_once_in_order(seller: Ctx, sort: str, group: str) -> None:
    query = Query(sort=sort, group=group)
    rows = through(seller, SPEC, query, 17)
    assert back(seller, SPEC, query, 17) == rows
    assert list(lists.stream(seller, SPEC, query, KEYS)) == rows
    assert len({row[0] for row in rows}) == len(rows) == lists.count_exact(seller, SPEC, query) == 120
    name = (sort or SPEC.default_sort).removeprefix("-")
    falling = (sort or SPEC.default_sort).startswith("-")

    def rank(row: tuple[Any, ...]) -> tuple[Any, ...]:
        value = row[KEYS.index(name)]
        return (value is None, value if value is not None else 0, row[0])

    def grouped(row: tuple[Any, ...]) -> tuple[Any, ...]:
        value = row[KEYS.index(group)] if group and group != name else 0
        return (value is None, value if value is not None else 0)

    for one, other in pairwise(rows):
        assert grouped(one) <= grouped(other)
        if grouped(one) == grouped(other):
            assert rank(one) > rank(other) if falling else rank(one) < rank(other)


def test_a_row_that_vanished_is_no_obstacle_to_reading_on(seller: Ctx) -> None:
    query = Query(sort="amount")
    assert numbers(lists.page(seller, SPEC, query, after=Key(Decimal("7.5"), 0), limit=2)) == ["SO-000008", "SO-000009"]
    assert numbers(lists.page(seller, SPEC, query, before=Key(Decimal("7.5"), 0), limit=2)) == [
        "SO-000006",
        "SO-000007",
    ]


@pytest.mark.parametrize("sort", ["amount", "-due", "weight"])
def test_a_jump_lands_at_its_row_from_either_end(seller: Ctx, sort: str) -> None:
    query = Query(sort=sort)
    rows = through(seller, SPEC, query, 50)
    for position in (0, 1, 59, 61, 100, 118, 119):
        for total in (None, 120):
            page = lists.jump(seller, SPEC, query, position, 10, total=total)
            assert list(page.rows) == rows[position : position + 10], (position, total)
            assert (page.position, page.at_start, page.at_end) == (position, position == 0, position >= 110)
    for total in (None, 120, 130):
        beyond = lists.jump(seller, SPEC, query, 500, 10, total=total)
        assert list(beyond.rows) == rows[-10:]
        assert beyond.at_end


def test_sorting_by_what_is_no_column_is_refused(seller: Ctx) -> None:
    for sort in ("owner_id", "amount; drop table x", "--amount"):
        with pytest.raises(RuleError, match="list_column_unknown"):
            lists.page(seller, SPEC, Query(sort=sort))
    with pytest.raises(RuleError, match="list_column_unknown"):
        lists.page(seller, SPEC, Query(filters={"owner_id": "1"}))
    with pytest.raises(RuleError, match="list_column_unknown"):
        lists.groups(seller, SPEC, Query(), "owner_id")


# ------------------------------------------------------------------------------------------------ what is asked
@pytest.mark.parametrize(
    ("search", "where"),
    [
        ("no:so-00000*", "number like 'SO-00000%'"),
        ("no:=so-000007", "number = 'SO-000007'"),
        ("no:*7", "number like '%7'"),
        ("no!=so-000007", "number <> 'SO-000007'"),
        ("no:SO-000010..SO-000030", "number between 'SO-000010' and 'SO-000030'"),
        ('name:"100%"', "name = 'acme 100%'"),
        ("name:=acme*", "name ilike 'acme%'"),
        ("state:open amount:100..150", "state = 'open' and amount between 100 and 150"),
        ("state!=open", "state <> 'open'"),
        ("weight:", None),
        ("weight:=", "weight is null"),
        ("weight!=", "weight is not null"),
        ("not weight>100", "weight <= 100 or weight is null"),
        ("due:..2026-01-31", "due < '2026-02-01'"),
        ("due:2026-02", "due >= '2026-02-01' and due < '2026-03-01'"),
        ("seen_at:today", "(seen_at at time zone 'Asia/Shanghai')::date = '2026-11-18'"),
        ("seen_at:>today", "(seen_at at time zone 'Asia/Shanghai')::date > '2026-11-18'"),
        ("hold:yes", "hold"),
        ("hold:是,否", "true"),
        ("acme", "name ilike '%acme%'"),
        ("acme ltd", "name = 'Acme ltd'"),
        ("bjkj", "name = '北京科技'"),
        ("北京 000004", "id = 4"),
        ("acme state:open", "name ilike '%acme%' and state = 'open'"),
        ("bolt or state:open", "name = 'Bolt' or state = 'open'"),
        ("not acme", "name not ilike '%acme%'"),
        ("*", "true"),
        ("'; drop table tw.deal; --", "false"),
    ],
)
def test_a_search_finds_what_the_same_words_mean_in_sql(deals: House, search: str, where: str | None) -> None:
    with_search_keys(deals)
    with deals.as_("sally") as ctx:
        if where is None:
            with pytest.raises(RuleError, match="search_value_missing"):
                lists.page(ctx, SPEC, Query(search=search))
            return
        expected = {
            r[0]
            for r in ctx.session.execute(sa.text(f"select id from tw.deal where {where.replace(':', chr(92) + ':')}"))
        }
        assert bool(expected) is (where != "false")
        assert {row[0] for row in lists.page(ctx, SPEC, Query(search=search), limit=500).rows} == expected
        assert lists.count_exact(ctx, SPEC, Query(search=search)) == len(expected)


@pytest.mark.parametrize("days", [1, 97], ids=["all of one day", "many days"])
@pytest.mark.parametrize("search", ["acme", "acme amount:>50"])
def test_pages_of_a_search_by_runs_are_those_of_all_it_finds(deals: House, search: str, days: int) -> None:
    with_search_keys(deals)
    deals.admin(f"update tw.deal set due = date '2026-01-01' + (id % {days})::int")
    with deals.as_("sally") as ctx:
        whole = through(ctx, SPEC, Query(search=search), 500)  # due may be null: no runs yet
    deals.admin("alter table tw.deal alter due set not null")
    with deals.as_("sally") as ctx:
        assert through(ctx, SPEC, Query(search=search), 500) == through(ctx, SPEC, Query(search=search), 3) == whole
        assert back(ctx, SPEC, Query(search=search), 3) == whole
        run = ctx.call("search_run", "deal", "acme", "due", True, None, 9)
    assert len(whole) > 12
    assert run == ([] if days == 1 else [row[0] for row in whole][: len(run)]) or search != "acme"
    assert len(run) < 9 and (days == 1 or run)


def test_without_a_search_key_free_words_are_found_in_any_text_column(seller: Ctx) -> None:
    found = lists.page(seller, PLAIN, Query(search="ACME 00001"), limit=500)
    assert numbers(found) == ["SO-000014", "SO-000017", "SO-000018"]
    assert lists.page(seller, PLAIN, Query(search="100%"), limit=500).rows
    assert not lists.page(seller, PLAIN, Query(search="1_0"), limit=500).rows


def test_the_filter_row_fixed_values_and_ids_narrow_together(deals: House) -> None:
    deals.admin("update tw.deal set party_id = 5 where id <= 50")
    with deals.as_("sally") as ctx:
        query = Query(
            filters={"name": "acme", "amount": ">10"}, fixed={"party_id": 5}, ids=[4, 6, 14, 17, 18, 66], sort="number"
        )
        assert numbers(lists.page(ctx, SPEC, query)) == ["SO-000014", "SO-000017", "SO-000018"]
        assert lists.page(ctx, SPEC, Query(ids=[])).rows == ()
        assert lists.count_exact(ctx, SPEC, Query(fixed={"due": None})) == lists.count_exact(
            ctx, SPEC, Query(search="due:=")
        )


# ------------------------------------------------------------------------------------------------ figures
def test_a_count_stops_at_its_cap(seller: Ctx) -> None:
    assert lists.count(seller, SPEC, Query(), cap=119) == (119, True)
    assert lists.count(seller, SPEC, Query(), cap=120) == (120, False)


def test_totals_are_sums_and_unlike_currencies_have_none(deals: House) -> None:
    where = f"department_id = {department(deals, '10')} and state = 'open'"
    expected = deals.admin(f"select sum(amount), sum(weight) from tw.deal where {where}")[0]
    with deals.as_("sally") as ctx:
        assert lists.totals(ctx, SPEC, Query(search="state:open")) == {"amount": expected[0], "weight": expected[1]}
    deals.admin(f"update tw.deal set currency = 'USD' where id = (select min(id) from tw.deal where {where})")
    with deals.as_("sally") as ctx:
        assert lists.totals(ctx, SPEC, Query(search="state:open")) == {"weight": expected[1]}
        assert set(lists.totals(ctx, SPEC, Query(search="state:draft"))) == {"amount", "weight"}


def test_groups_add_up_to_the_whole_and_open_into_their_rows(seller: Ctx) -> None:
    for column in ("state", "due", "hold"):
        found = lists.groups(seller, SPEC, Query(), column)
        assert sum(n for _value, n, _sums in found) == 120
        assert sum(sums["amount"] for _value, _n, sums in found) == lists.totals(seller, SPEC, Query())["amount"]
        for value, n, _sums in found[-3:]:
            assert lists.count_exact(seller, SPEC, Query(fixed={column: value})) == n
        ordered = [row[KEYS.index(column)] for row in through(seller, SPEC, Query(group=column), 50)]
        assert list(dict.fromkeys(ordered)) == [value for value, _n, _sums in found]


def test_the_values_of_a_column_are_sorted_and_few(seller: Ctx) -> None:
    assert lists.distinct_values(seller, SPEC, "state") == ["draft", "open"]
    assert lists.distinct_values(seller, SPEC, "number", limit=3) == ["SO-000004", "SO-000005", "SO-000006"]
    assert None not in lists.distinct_values(seller, SPEC, "due")


# ------------------------------------------------------------------------------------------------ how it is read
def plan_of(ctx: Ctx, query: Query, key: Key | None = None, *, backward: bool = False) -> list[dict[str, Any]]:
    """The nodes of the plan of a page, flat, as executed."""
    statement = page_statement(
        ctx, SPEC, query, Order(SPEC, query), key, lists.row_keys(SPEC), backward=backward, limit=101
    )
    connection = ctx.session.connection()
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    text = f"explain (analyze, format json) {compiled}"
    plan = connection.exec_driver_sql(text, compiled.params).scalar()
    nodes: list[dict[str, Any]] = []

    def walk(node: dict[str, Any]) -> None:
        nodes.append(node)
        for child in node.get("Plans", ()):
            walk(child)

    walk(plan[0]["Plan"])
    return nodes


def touched(nodes: list[dict[str, Any]]) -> int:
    """Rows of the table that were looked at, kept or thrown away."""
    return sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes if node.get("Relation Name") == "deal"
    )  # fmt: skip


def test_a_page_of_a_large_table_reads_little_more_than_itself(house: House) -> None:
    a_table(house, MANY)
    house.admin("create index deal_due on tw.deal (department_id, due desc, id desc)")
    # the rows of a team that comes rarely: trap 1
    house.admin("update tw.deal set department_id = :rare where id % 1000 = 3", rare=department(house, "50"))
    house.admin("analyze tw.deal")
    middle = Key(date(2026, 2, 10), 30_000)
    for login in ("sally", "dora"):
        house.admin(
            "insert into tw.reach (duty, scope, reach) values ('service_desk', 'deals', 'department') on conflict do nothing"
        )
        with house.as_(login) as ctx:
            for query, key, backward in (
                (Query(), None, False),
                (Query(), None, True),
                (Query(), middle, False),
                (Query(), middle, True),
                (Query(sort="due"), middle, False),
                (Query(), Key(None, 30_000), False),
            ):
                nodes = plan_of(ctx, query, key, backward=backward)
                scans = {node["Node Type"] for node in nodes if node.get("Relation Name") == "deal"}
                assert scans <= {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}, (login, query, key, scans)
                assert touched(nodes) <= 600, (login, query, key, backward, touched(nodes))


def test_a_code_by_its_beginning_and_a_found_word_use_their_indexes(house: House) -> None:
    a_table(house, MANY)
    house.admin("create unique index deal_number on tw.deal (number)")
    house.admin("update tw.deal set name = '上海恒测仪表' where id in (4, 5, 6)")
    house.admin("analyze tw.deal")
    with house.as_("sally") as ctx:
        for search in ("no:so-00004", "no:=SO-000044", "恒测"):
            nodes = plan_of(ctx, Query(search=search))
            scans = {node["Node Type"] for node in nodes if node.get("Relation Name") == "deal"}
            assert scans <= {"Index Scan", "Bitmap Heap Scan"}, (search, scans)
            assert touched(nodes) <= 60, (search, touched(nodes))
            assert lists.page(ctx, SPEC, Query(search=search)).rows
