"""Items: what is stocked, made, bought or sold; units, groups, bills of materials, sources, prices and costs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Decided,
    Keyed,
    PriceCol,
    QuantityCol,
    RateCol,
    Searchable,
    Sortable,
    Stamped,
    Txt,
    ref,
)

SOURCES = ("make", "buy", "outsource", "phantom", "service")


class Unit(Keyed, Stamped, Base):
    """A unit of measure; digits: decimals a quantity in it may have."""

    __tablename__ = "unit"
    __table_args__ = (CheckConstraint("digits between 0 and 4", name="digits"),)
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_en: Mapped[Txt]
    digits: Mapped[int] = mapped_column(Integer, server_default="0")


class ItemGroup(Keyed, Stamped, Base):
    """A node of the coded group tree: 01.02.0003."""

    __tablename__ = "item_group"
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_en: Mapped[Txt]
    parent_id: Mapped[int | None] = ref("item_group", nullable=True)


class Item(Keyed, Searchable, Sortable, Stamped, Base):
    """An item. Prices and costs live in tables of their own, because not everyone may see them."""

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint(f"source in {SOURCES}", name="source"),
        CheckConstraint("lead_time_days >= 0", name="lead_time"),
        CheckConstraint("safety_stock >= 0 and lot_minimum >= 0 and lot_multiple >= 0", name="planning"),
        CheckConstraint("warranty_months >= 0", name="warranty"),
        Index(None, "sort_key", "id"),
    )
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_en: Mapped[Txt]
    specification: Mapped[Txt]
    drawing_no: Mapped[Txt]
    brand: Mapped[Txt]
    mnemonic: Mapped[Txt]
    tax_code: Mapped[str] = mapped_column(Text, server_default="13")
    tax_code_cn: Mapped[Txt]
    group_id: Mapped[int | None] = ref("item_group", nullable=True)
    source: Mapped[str] = mapped_column(Text, server_default="buy")
    unit_id: Mapped[int] = ref("unit")
    lead_time_days: Mapped[int] = mapped_column(Integer, server_default="0")
    safety_stock: Mapped[QuantityCol] = mapped_column(server_default="0")
    lot_minimum: Mapped[QuantityCol] = mapped_column(server_default="0")
    lot_multiple: Mapped[QuantityCol] = mapped_column(server_default="0")
    planner_id: Mapped[int | None] = ref("app_user", nullable=True)
    is_serial: Mapped[bool] = mapped_column(server_default=sql("false"))
    is_lot: Mapped[bool] = mapped_column(server_default=sql("false"))
    warranty_months: Mapped[int] = mapped_column(Integer, server_default="0")
    default_bin_id: Mapped[int | None] = mapped_column(BigInteger)
    notes: Mapped[Txt]
    active: Mapped[bool] = mapped_column(server_default=sql("true"))


class ItemPrice(Keyed, Stamped, Base):
    """The sales price of an item, 1:1: with tax, and the floor below which a sale needs approval (0 = none)."""

    __tablename__ = "item_price"
    __table_args__ = (
        CheckConstraint("price_with_tax >= 0 and floor_price >= 0", name="not_negative"),
        UniqueConstraint("item_id"),
    )
    item_id: Mapped[int] = ref("item", index=False)
    price_with_tax: Mapped[PriceCol] = mapped_column(server_default="0")
    floor_price: Mapped[PriceCol] = mapped_column(server_default="0")
    currency: Mapped[str] = mapped_column(Text, server_default="CNY")


class ItemCost(Keyed, Stamped, Base):
    """The cost of an item per stock unit in the company's currency, 1:1."""

    __tablename__ = "item_cost"
    __table_args__ = (CheckConstraint("cost >= 0", name="not_negative"), UniqueConstraint("item_id"))
    item_id: Mapped[int] = ref("item", index=False)
    cost: Mapped[PriceCol] = mapped_column(server_default="0")


class Bom(Keyed, Decided, Stamped, Base):
    """A version of what goes into an item; valid in [valid_from, valid_to), open where null."""

    __tablename__ = "bom"
    __table_args__ = (
        UniqueConstraint("item_id", "version_no"),
        CheckConstraint("valid_to > valid_from", name="validity"),
        Index(None, "item_id", "state"),
    )
    item_id: Mapped[int] = ref("item", index=False)
    version_no: Mapped[str] = mapped_column(Text, server_default="1")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    notes: Mapped[Txt]


class BomLine(Keyed, Stamped, Base):
    """A component: quantity per piece of the parent, in the component's unit; scrap is issued on top (0.05 = 5 %)."""

    __tablename__ = "bom_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("scrap >= 0 and scrap < 1", name="scrap"),
        CheckConstraint("valid_to > valid_from", name="validity"),
    )
    bom_id: Mapped[int] = ref("bom", index=False, ondelete="CASCADE")
    line_no: Mapped[int] = mapped_column(Integer, server_default="0")
    component_id: Mapped[int] = ref("item")
    quantity: Mapped[QuantityCol]
    scrap: Mapped[RateCol] = mapped_column(server_default="0")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    notes: Mapped[Txt]


class ItemSource(Keyed, Stamped, Base):
    """A supplier of an item: lead time, least quantity, priority (1 = first asked)."""

    __tablename__ = "item_source"
    __table_args__ = (
        UniqueConstraint("item_id", "supplier_id"),
        CheckConstraint("lead_time_days >= 0 and minimum >= 0", name="not_negative"),
        CheckConstraint("priority >= 1", name="priority"),
    )
    item_id: Mapped[int] = ref("item", index=False)
    supplier_id: Mapped[int] = ref("supplier")
    supplier_item_code: Mapped[Txt]
    lead_time_days: Mapped[int] = mapped_column(Integer, server_default="0")
    minimum: Mapped[QuantityCol] = mapped_column(server_default="0")
    priority: Mapped[int] = mapped_column(Integer, server_default="1")
    active: Mapped[bool] = mapped_column(server_default=sql("true"))
    notes: Mapped[Txt]


class ItemSourcePrice(Keyed, Stamped, Base):
    """What a source asks, with tax, 1:1; seen with the right purchasing.prices alone."""

    __tablename__ = "item_source_price"
    __table_args__ = (CheckConstraint("price >= 0", name="not_negative"), UniqueConstraint("source_id"))
    source_id: Mapped[int] = ref("item_source", index=False)
    price: Mapped[PriceCol] = mapped_column(server_default="0")
    currency: Mapped[str] = mapped_column(Text, server_default="CNY")
