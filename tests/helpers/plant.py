"""A small plant for tests of planning, production and purchasing: items, a BOM of two levels, a bin, a supplier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.modules.stock import services as stock
from app.modules.stock.drafts import PostingLine, StockPosting
from app.uow import Ctx, Saved
from tests.helpers.house import House


@dataclass(frozen=True, slots=True)
class Plant:
    """Ids. meter (made, serial) = 1 body (made) + 2 sensors (bought); body = 3 castings (bought, from two suppliers)."""

    meter: int
    body: int
    sensor: int
    casting: int
    service: int
    bin: int
    supplier: int
    second_supplier: int


def a_plant(house: House) -> Plant:
    """The plant, written behind the walls."""
    unit = house.admin("insert into tw.unit (code, name, name_en) values ('PCX', '只', 'pcs') returning id")[0][0]
    hall = house.admin("insert into tw.warehouse (code, name) values ('W9', '总仓') returning id")[0][0]
    place = house.admin(
        "insert into tw.bin (warehouse_id, code, aisle, walk_no) values (:w, 'A-01', 'A', 10) returning id", w=hall
    )[0][0]
    suppliers = [
        house.admin("insert into tw.supplier (code, name) values (:c, :n) returning id", c=code, n=name)[0][0]
        for code, name in (("V90001", "苏州精铸厂"), ("V90002", "无锡传感器公司"))
    ]

    def item(code: str, name: str, source: str, lead: int, **more: object) -> int:
        row = house.admin(
            "insert into tw.item (code, name, source, lead_time_days, unit_id, default_bin_id, is_serial, lot_minimum)"
            " values (:c, :n, :s, :l, :u, :b, :serial, :low) returning id",
            c=code, n=name, s=source, l=lead, u=unit, b=None if source == "service" else place,
            serial=more.get("serial", False), low=more.get("minimum", 0),
        )  # fmt: skip
        return int(row[0][0])

    meter = item("M-100", "超声波流量计", "make", 3, serial=True)
    body = item("B-100", "表体组件", "make", 2)
    sensor = item("S-100", "换能器", "buy", 5)
    casting = item("C-100", "铸件", "buy", 8, minimum=10)
    install = item("SV-1", "安装调试", "service", 0)
    _bom(house, meter, ((body, 1), (sensor, 2)))
    _bom(house, body, ((casting, 3),))
    for part, seller, priority in ((casting, suppliers[0], 1), (sensor, suppliers[1], 1), (casting, suppliers[1], 2)):
        source = house.admin(
            "insert into tw.item_source (item_id, supplier_id, priority) values (:i, :s, :p) returning id",
            i=part, s=seller, p=priority,
        )[0][0]  # fmt: skip
        house.admin(
            "insert into tw.item_source_price (source_id, price) values (:s, :p)",
            s=source,
            p=100 if part == sensor else 25,
        )
    return Plant(meter, body, sensor, casting, install, place, *suppliers)


def _bom(house: House, parent: int, lines: tuple[tuple[int, int], ...]) -> None:
    bom = house.admin("insert into tw.bom (item_id) values (:i) returning id", i=parent)[0][0]
    for at, (component, quantity) in enumerate(lines, 1):
        house.admin(
            "insert into tw.bom_line (bom_id, line_no, component_id, quantity) values (:b, :n, :c, :q)",
            b=bom, n=at, c=component, q=quantity,
        )  # fmt: skip
    house.admin("alter table tw.bom disable trigger user")
    house.admin("update tw.bom set state = 'approved' where id = :b", b=bom)
    house.admin("alter table tw.bom enable trigger user")


def put_in_stock(house: House, plant: Plant, item: int, quantity: int) -> None:
    """Stock of an item without serial numbers, entered by the warehouse."""

    def receive(ctx: Ctx) -> Saved:
        line = PostingLine(item, Decimal(quantity), plant.bin)
        return stock.post(ctx, StockPosting("other_in", ctx.today, (line,), party="盘盈"))

    house.do("walter", receive)
