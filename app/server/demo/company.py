"""Making the demo company once on the embedded server, and finding it again in a blink."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.i18n import _
from app.registry import Registry
from app.server import embedded, setup
from app.server.demo.people import DEPARTMENTS, PEOPLE, DemoPerson
from app.uow import Address, Database, open_database

DATABASE = "tradewright_demo"
SETUP_LOGIN = "demo_setup"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoServer:
    """Where the demo is and who may be played; every login has the same password."""

    address: Address
    people: Sequence[DemoPerson]
    password: str
    registry: Registry

    def sign_in(self, login: str) -> Database:
        """A person's own connection."""
        return open_database(self.registry, self.address, login, self.password)


def ensure_demo(
    registry: Registry, *, progress: Say = lambda _text: None, fresh: bool = False, folder: Path | None = None
) -> DemoServer:
    """The demo company, ready: made at the first start, upgraded where the program is newer, else only found."""
    server = embedded.start(folder, progress=progress)
    admin = setup.normal_url(server.dsn())
    demo = DemoServer(
        Address(server.host, server.port, DATABASE, "disable"), PEOPLE, _password(server.password), registry
    )
    state = "" if fresh else _state(admin)
    if state == fingerprint():
        return demo
    if state:
        progress(_("Upgrading the demo company …"))
        setup.upgrade(admin, DATABASE, registry)
        _mark(admin)
        return demo
    _make(admin, demo, progress)
    return demo


def worker_password(demo: DemoServer) -> str:
    """The background program's password in the demo."""
    return _password(demo.password)


def _password(secret: str) -> str:
    return hashlib.sha256(f"demo {secret}".encode()).hexdigest()[:24]


@cache
def fingerprint() -> str:
    """What the database is made of: another program text means an upgrade, which takes two seconds."""
    digest = hashlib.sha256()
    for path in sorted([*setup.SQL.rglob("*.sql"), *(setup.MODELS / "migrations").rglob("*.py")]):
        digest.update(path.read_bytes())
    for path in sorted((setup.MODELS.parent / "modules").glob("*/module.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _state(admin: URL) -> str:
    """The fingerprint the demo was made with; "" where there is none or it was not finished."""
    engine = sa.create_engine(admin)
    try:
        with engine.connect() as connection:
            if not connection.execute(
                sa.text("select 1 from pg_database where datname = :n"), {"n": DATABASE}
            ).scalar():
                return ""
    finally:
        engine.dispose()
    engine = sa.create_engine(admin.set(database=DATABASE))
    try:
        with engine.connect() as connection:
            if connection.execute(sa.text("select to_regclass('tw.company')")).scalar() is None:
                return ""
            found = connection.execute(sa.text("select schema_version from tw.company where is_demo")).scalar()
            return str(found or "")
    finally:
        engine.dispose()


def _mark(admin: URL) -> None:
    engine = sa.create_engine(admin.set(database=DATABASE))
    with engine.begin() as connection:
        connection.execute(sa.text("update tw.company set is_demo = true, schema_version = :f"), {"f": fingerprint()})
    engine.dispose()


def _make(admin: URL, demo: DemoServer, progress: Say) -> None:
    from app.server.demo import story

    progress(_("Making the demo company …"))
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'drop database if exists "{DATABASE}" with (force)'))
        for person in (*(p.login for p in PEOPLE), SETUP_LOGIN, f"{DATABASE}_worker_login"):
            if connection.execute(sa.text("select 1 from pg_roles where rolname = :l"), {"l": person}).scalar():
                connection.execute(sa.text(f'drop role "{person}"'))
    engine.dispose()
    setup.create_database(admin, DATABASE)
    setup.install(
        admin, DATABASE, demo.registry, company="上海恒测仪表科技有限公司", company_en="Hengce Instruments Co., Ltd."
    )
    _head_and_departments(admin)
    users = [
        setup.NewUser(p.login, p.name, p.name_en, p.duties, (p.department,), demo.password, title=p.title)
        for p in PEOPLE
    ]
    every_duty = tuple(sorted({duty for p in PEOPLE for duty in p.duties}))
    users.append(setup.NewUser(SETUP_LOGIN, "系统初始化", "Set-up", every_duty, ("00",), demo.password))
    setup.add_users(admin, DATABASE, users)
    setup.make_worker(admin, DATABASE, worker_password(demo))
    story.tell(demo, progress)
    _end_setup(admin)
    _mark(admin)


def _head_and_departments(admin: URL) -> None:
    engine = sa.create_engine(admin.set(database=DATABASE))
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "update tw.company set short_name = '恒测仪表', address = '上海市嘉定区仪表路 266 号',"
                " address_en = '266 Yibiao Road, Jiading, Shanghai', phone = '021-6608 2266',"
                " bank = '工商银行上海嘉定支行', bank_account = '1001 2345 0904 6266 880'"
            )
        )
        for code, name, name_en, parent in DEPARTMENTS:
            connection.execute(
                sa.text(
                    "insert into tw.department (code, name, name_en, parent_id)"
                    " select :c, :n, :e, id from tw.department where code = :p"
                ),
                {"c": code, "n": name, "e": name_en, "p": parent},
            )
    engine.dispose()


def _end_setup(admin: URL) -> None:
    """The helper login of the set-up is locked for good."""
    engine = sa.create_engine(admin.set(database=DATABASE))
    with engine.begin() as connection:
        connection.execute(sa.text("select tw.set_active(:l, false)"), {"l": SETUP_LOGIN})
    engine.dispose()
