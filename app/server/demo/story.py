"""What happened in the demo company until this morning: told through the same services the windows call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import RuleError
from app.i18n import _
from app.importing.folder import import_folder
from app.server.demo import after, sales, supply
from app.uow import Ctx, Database

FIRST_DAY = 600  # days ago the company began to work with the program
SHEETS = Path(__file__).resolve().parents[3] / "resources" / "demo"


def tell(demo: Any, progress: Callable[[str], None]) -> None:
    """Fill the empty company."""
    setup = demo.sign_in("demo_setup")
    try:
        today = clock.today()
        with clock.fixed(supply.at(today - timedelta(days=FIRST_DAY))):
            setup.write(_units_and_groups)
            setup.write(_warehouses)
            _masters(setup, progress)
            setup.write(_default_bins)
        data = setup.read(_what_there_is)
    finally:
        setup.close()
    people = People(demo)
    try:
        progress(_("Deals and orders …"))
        past = sales.tell_orders(people.act, today, sales.PAST, data)
        open_orders = sales.tell_orders(people.act, today, sales.OPEN, data)
        sales.tell_deals(people.act, today, data)
        progress(_("Deliveries, plan and service …"))
        supply.tell_past(people.act, today, past, data)
        supply.tell_week(people.act, open_orders)
        supply.tell_plan(people.act, people.ask, today)
        after.tell_service(people.act, people.ask, today, data)
        after.tell_activities(people.act, today, data)
    finally:
        people.close()


class People:
    """Everyone's own connection, opened when first needed: each gesture is done by the one whose duty it is."""

    def __init__(self, demo: Any) -> None:
        self._demo = demo
        self._open: dict[str, Database] = {}

    def act(self, login: str, service: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One gesture of one person."""
        if login not in self._open:
            self._open[login] = self._demo.sign_in(login)
        return self._open[login].write(service, *args, **kwargs)

    def ask(self, login: str, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One read of one person."""
        if login not in self._open:
            self._open[login] = self._demo.sign_in(login)
        return self._open[login].read(query, *args, **kwargs)

    def close(self) -> None:
        """Give back all connections."""
        for database in self._open.values():
            database.close()


def _what_there_is(ctx: Ctx) -> dict[str, Any]:
    """Ids, prices and terms the story refers to by code."""
    return {
        "customers": sales.customers_by_code(ctx),
        "items": sales.ids(ctx, "item"),
        "prices": sales.prices(ctx),
        "bins": sales.ids(ctx, "bin"),
        "serial_items": _codes(ctx, "is_serial"),
        "lot_items": _codes(ctx, "is_lot"),
    }


def _codes(ctx: Ctx, flag: str) -> frozenset[str]:
    return frozenset(ctx.session.execute(sa.text(f"select code from tw.item where {flag}")).scalars())


def _masters(database: Database, progress: Callable[[str], None]) -> None:
    """Customers, suppliers, items, bills, bins, opening stock: from the sheets that also show how sheets look."""
    progress(_("Customers, items and stock …"))
    report = import_folder(database, SHEETS)
    problems = [p for sheet in report.sheets for p in sheet.problems]
    if problems:
        raise RuleError("demo_sheets_wrong", first=str(problems[0]))


def _default_bins(ctx: Ctx) -> None:
    """Goods go back to where the first of them lie; finished ones without stock to A, materials to M."""
    ctx.session.execute(
        sa.text(
            "update tw.item i set default_bin_id = coalesce("
            " (select min(b.bin_id) from tw.stock_balance b where b.item_id = i.id),"
            " (select min(n.id) from tw.bin n where n.code = case when i.is_serial then 'A-03-04' else 'M-06-04' end))"
            " where i.source <> 'service'"
        )
    )


def _units_and_groups(ctx: Ctx) -> None:
    units = (
        ("台", "set", 0), ("件", "piece", 0), ("套", "kit", 0), ("块", "board", 0), ("个", "pcs", 0), ("片", "chip", 0),
        ("根", "length", 0), ("副", "pair", 0), ("米", "m", 2), ("千克", "kg", 3), ("天", "day", 1),
    )  # fmt: skip
    for code, name_en, digits in units:
        ctx.session.execute(
            sa.text("insert into tw.unit (code, name, name_en, digits) values (:c, :c, :e, :d) on conflict do nothing"),
            {"c": code, "e": name_en, "d": digits},
        )
    groups = (
        ("01", "产成品", "Finished goods"), ("01.01", "电磁流量计", "Electromagnetic flowmeters"),
        ("01.02", "涡街流量计", "Vortex flowmeters"), ("01.03", "阀门与变送器", "Valves and transmitters"),
        ("01.04", "外购成品", "Traded goods"), ("01.05", "附件", "Accessories"), ("01.06", "备件", "Spare parts"),
        ("01.07", "服务", "Services"), ("02", "半成品", "Semi-finished"), ("02.01", "机械组件", "Mechanical"),
        ("02.02", "传感组件", "Sensing"), ("02.03", "转换器", "Converters"), ("02.04", "电路板", "Boards"),
        ("02.05", "阀门组件", "Valve parts"), ("02.06", "虚拟件", "Phantoms"), ("03", "原材料", "Materials"),
        ("03.01", "管材", "Pipes"), ("03.02", "法兰", "Flanges"), ("03.03", "衬里", "Liners"), ("03.09", "通用件", "Parts"),
    )  # fmt: skip
    for code, name, name_en in groups:
        ctx.session.execute(
            sa.text(
                "insert into tw.item_group (code, name, name_en, parent_id) select :c, :n, :e,"
                " (select id from tw.item_group where code = :p) on conflict do nothing"
            ),
            {"c": code, "n": name, "e": name_en, "p": code.rpartition(".")[0]},
        )


def _warehouses(ctx: Ctx) -> None:
    for code, name, name_en in (
        ("01", "成品库", "Finished goods"),
        ("02", "原料库", "Materials"),
        ("03", "服务备件库", "Service parts"),
    ):
        ctx.session.execute(
            sa.text("insert into tw.warehouse (code, name, name_en) values (:c, :n, :e) on conflict do nothing"),
            {"c": code, "n": name, "e": name_en},
        )
