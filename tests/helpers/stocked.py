"""Items, bins and stock for tests, arranged as superuser; what happens to them then goes through services."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.modules.stock import services
from app.modules.stock.drafts import PostingLine, StockPosting
from app.uow import Saved
from tests.helpers.house import House


def make_item(
    house: House, code: str, name: str = "电磁流量计", *, serial: bool = False, lot: bool = False, source: str = "make",
    digits: int = 0, safety: int = 0, cost: str = "", warranty: int = 12,
) -> int:  # fmt: skip
    """An item of this code; answers its id."""
    house.admin(
        "insert into tw.unit (code, name, name_en, digits) values (:c, :n, :c, :d) on conflict do nothing",
        c=f"pcs{digits}", n="台" if digits == 0 else "米", d=digits,
    )  # fmt: skip
    row = house.admin(
        "insert into tw.item (code, name, source, unit_id, is_serial, is_lot, safety_stock, warranty_months)"
        " select :c, :n, :s, id, :serial, :lot, :safety, :w from tw.unit where code = :u returning id",
        c=code, n=name, s=source, serial=serial, lot=lot, safety=safety, w=warranty, u=f"pcs{digits}",
    )  # fmt: skip
    if cost:
        house.admin("insert into tw.item_cost (item_id, cost) values (:i, :c)", i=row[0][0], c=Decimal(cost))
    return int(row[0][0])


@dataclass(frozen=True)
class Place:
    """A warehouse and its bins by code."""

    warehouse: int
    bins: dict[str, int]


def make_place(house: House, code: str = "01", bins: tuple[str, ...] = ("A-01", "A-02", "B-01")) -> Place:
    """A warehouse with bins in this walk."""
    made = house.admin("insert into tw.warehouse (code, name) values (:c, :n) returning id", c=code, n=f"{code} 库")
    warehouse = int(made[0][0])
    rows = house.admin(
        "insert into tw.bin (warehouse_id, code, aisle, walk_no) select :w, x.code, left(x.code, 1), x.n * 10"
        " from unnest(cast(:codes as text[])) with ordinality x(code, n) returning code, id",
        w=warehouse, codes=list(bins),
    )  # fmt: skip
    return Place(warehouse, {code_: int(id_) for code_, id_ in rows})


def receive(
    house: House, item: int, bin_id: int, amount: int | str, *, serials: tuple[str, ...] = (), lot: str = "",
    cost: str = "", kind: str = "other_in", login: str = "walter",
) -> Saved:  # fmt: skip
    """Post a receipt of one line today."""
    line = PostingLine(item, Decimal(amount), bin_id, lot=lot, serials=serials, cost=Decimal(cost) if cost else None)
    with house.as_(login) as ctx:
        return services.post(ctx, StockPosting(kind, ctx.today, (line,)))


def issue(
    house: House, item: int, bin_id: int, amount: int | str, *, serials: tuple[str, ...] = (), lot: str = "",
    login: str = "walter", kind: str = "other_out", source_kind: str = "", source_id: int | None = None,
) -> Saved:  # fmt: skip
    """Post an issue of one line today."""
    line = PostingLine(item, Decimal(amount), bin_id, lot=lot, serials=serials)
    with house.as_(login) as ctx:
        return services.post(ctx, StockPosting(kind, ctx.today, (line,), source_kind, source_id))
