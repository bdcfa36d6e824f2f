"""Real Postgres for tests: one server a run, one template with people, a clone for each worker and each commit test.

`TRADEWRIGHT_TEST_DSN` (a superuser's) runs everything on a given server instead of the embedded one.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.bootstrap import registry
from app.server import embedded, setup
from app.uow import Address, Database, open_database

PASSWORD = "work-hard-9"
PEOPLE = (
    setup.NewUser("sally", "王敏", "Wang Min", ("sales",), ("10",), PASSWORD),
    setup.NewUser("simon", "李强", "Li Qiang", ("sales",), ("20",), PASSWORD),
    setup.NewUser("stella", "陈静", "Chen Jing", ("sales",), ("10",), PASSWORD),
    setup.NewUser("maria", "周经理", "Zhou", ("sales_manager",), ("10",), PASSWORD),
    setup.NewUser("mercy", "何晓雯", "He Xiaowen", ("merchandiser",), ("10",), PASSWORD),
    setup.NewUser("peter", "孙悦", "Sun Yue", ("planner",), ("30",), PASSWORD),
    setup.NewUser("emil", "周海涛", "Zhou Haitao", ("engineer",), ("30",), PASSWORD),
    setup.NewUser("paula", "刘洋", "Liu Yang", ("purchaser",), ("30",), PASSWORD),
    setup.NewUser("walter", "罗建军", "Luo Jianjun", ("warehouse",), ("40",), PASSWORD),
    setup.NewUser("prodan", "赵磊", "Zhao Lei", ("production",), ("40",), PASSWORD),
    setup.NewUser("quinn", "白雪", "Bai Xue", ("quality",), ("40",), PASSWORD),
    setup.NewUser("dora", "吴凯", "Wu Kai", ("service_desk",), ("50",), PASSWORD),
    setup.NewUser("tom", "韩冰", "Han Bing", ("technician",), ("50",), PASSWORD),
    setup.NewUser("fiona", "冯会计", "Feng", ("finance",), ("00",), PASSWORD),
    setup.NewUser("boss", "马总", "Ma", ("manager",), ("00",), PASSWORD),
    setup.NewUser("audrey", "严审计", "Yan", ("auditor",), ("00",), PASSWORD),
    setup.NewUser("adam", "管理员", "Administrator", ("admin",), ("00",), PASSWORD),
    setup.NewUser("nobody_special", "无权", "No rights", (), ("00",), PASSWORD),
)
DEPARTMENTS = (
    ("10", "销售一部", "Sales one"), ("20", "销售二部", "Sales two"), ("30", "计划采购部", "Supply"),
    ("40", "制造部", "Plant"), ("50", "服务部", "Service"),
)  # fmt: skip


def server_url() -> URL:
    """The superuser's address of the test server, started if need be."""
    if given := os.environ.get("TRADEWRIGHT_TEST_DSN"):
        return setup.normal_url(given)
    return setup.normal_url(embedded.start(_folder(), for_tests=True).dsn())


def _folder() -> Path:
    return Path(os.environ.get("TRADEWRIGHT_TEST_FOLDER") or Path(tempfile.gettempdir()) / "tradewright-tests")


@contextmanager
def _autocommit(url: URL) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def drop(admin: URL, name: str) -> None:
    """Drop a test database, whoever is still connected."""
    with _autocommit(admin) as connection:
        connection.execute(sa.text(f'drop database if exists "{name}" with (force)'))


def make_template(admin: URL, name: str) -> None:
    """Install the template with its people; people and group roles of an earlier run are taken over."""
    drop(admin, name)
    setup.create_database(admin, name)
    setup.install(
        admin, name, registry(), company="上海恒测仪表科技有限公司", company_en="Hengce Instruments Co., Ltd."
    )
    engine = sa.create_engine(admin.set(database=name))
    with engine.begin() as connection:
        for code, zh, en in DEPARTMENTS:
            connection.execute(
                sa.text(
                    "insert into tw.department (code, name, name_en, parent_id)"
                    " select :c, :z, :e, id from tw.department where code = '00'"
                ),
                {"c": code, "z": zh, "e": en},
            )
        for person in PEOPLE:
            taken = connection.execute(sa.text("select 1 from pg_roles where rolname = :l"), {"l": person.login})
            if taken.scalar():
                connection.exec_driver_sql(f'drop role "{person.login}"')
    engine.dispose()
    setup.add_users(admin, name, PEOPLE)
    setup.make_worker(admin, name, PASSWORD)


def clone(admin: URL, template: str, name: str) -> None:
    """A copy of the template under another name, with its walls."""
    drop(admin, name)
    with _autocommit(admin) as connection:
        connection.execute(sa.text(f'create database "{name}" template "{template}"'))
        connection.execute(sa.text(f'revoke all on database "{name}" from public'))
        connection.execute(sa.text(f'grant connect on database "{name}" to "{template}_user"'))
        connection.execute(sa.text(f'alter database "{name}" set search_path = tw, pg_catalog'))


def address(admin: URL, name: str) -> Address:
    """Where a test database is, as the client sees it."""
    return Address(admin.host or "127.0.0.1", admin.port or 5432, name)


def sign_in(admin: URL, name: str, login: str, **options: float) -> Database:
    """A person's own connection to a test database."""
    return open_database(registry(), address(admin, name), login, PASSWORD, **options)


def fresh_name() -> str:
    """A database name nobody uses."""
    return "twx_" + uuid.uuid4().hex[:10]
