"""Sales orders: header, lines, and in tables of their own the prices and amounts that not everyone may see."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Document,
    Keyed,
    MoneyCol,
    PriceCol,
    QuantityCol,
    RateCol,
    Scoped,
    Stamped,
    Txt,
    ref,
)

CLOSED_BY = ("", "shipped", "hand", "order")


class SalesOrder(Document, Base):
    """A sales order with its four parties; a party left empty is the ordering customer (trigger).

    `customer_name` is the name as it was ordered under, kept by a trigger. rate: base currency for one of the order's.
    """

    __tablename__ = "sales_order"
    __table_args__ = (
        CheckConstraint("tax_anchor in ('with_tax', 'net')", name="tax_anchor"),
        CheckConstraint("rate > 0", name="rate"),
        Index(None, sql("order_date desc"), sql("id desc")),
        Index(None, "department_id", sql("order_date desc"), sql("id desc")),
        Index(None, "owner_id", sql("order_date desc"), sql("id desc")),
    )
    customer_id: Mapped[int] = ref("customer")
    customer_name: Mapped[Txt]
    ship_to_customer_id: Mapped[int] = ref("customer", index=False)
    bill_to_customer_id: Mapped[int] = ref("customer")
    end_user_id: Mapped[int] = ref("customer")
    contact_id: Mapped[int | None] = ref("contact", nullable=True)
    customer_po: Mapped[Txt]
    order_date: Mapped[date]
    due_date: Mapped[date | None]
    currency: Mapped[str] = mapped_column(Text, server_default="CNY")
    rate: Mapped[RateCol] = mapped_column(server_default="1")
    tax_anchor: Mapped[str] = mapped_column(Text, server_default="with_tax")
    payment_terms: Mapped[Txt]
    ship_to_address: Mapped[Txt]
    notes: Mapped[Txt]
    opportunity_id: Mapped[int | None] = ref("opportunity", nullable=True)


class SalesOrderAmount(Keyed, Scoped, Stamped, Base):
    """What an order comes to, 1:1; computed by the database from the line prices, written by nobody."""

    __tablename__ = "sales_order_amount"
    __table_args__ = (UniqueConstraint("order_id"),)
    order_id: Mapped[int] = ref("sales_order", index=False, ondelete="CASCADE")
    total: Mapped[MoneyCol] = mapped_column(server_default="0")
    tax: Mapped[MoneyCol] = mapped_column(server_default="0")
    net: Mapped[MoneyCol] = mapped_column(server_default="0")
    total_base: Mapped[MoneyCol] = mapped_column(server_default="0")


class SalesOrderLine(Keyed, Scoped, Stamped, Base):
    """An ordered item. kind "rounding" has no item: the cents by which a closed order of another program differs."""

    __tablename__ = "sales_order_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("kind in ('item', 'rounding') and (kind = 'item') = (item_id is not null)", name="kind"),
        CheckConstraint(f"closed_by in {CLOSED_BY} and closed = (closed_by <> '')", name="closed_by"),
        UniqueConstraint("order_id", "line_no", deferrable=True, initially="DEFERRED"),
        UniqueConstraint("id", "order_id"),
        Index("sales_order_line_open_ix", "item_id", postgresql_where=sql("not closed")),
    )
    order_id: Mapped[int] = ref("sales_order", index=False, ondelete="CASCADE")
    line_no: Mapped[int]
    kind: Mapped[str] = mapped_column(Text, server_default="item")
    item_id: Mapped[int | None] = ref("item", nullable=True)
    description: Mapped[Txt]
    unit_id: Mapped[int | None] = ref("unit", nullable=True, index=False)
    quantity: Mapped[QuantityCol]
    due_date: Mapped[date | None]
    promised_date: Mapped[date | None]
    closed: Mapped[bool] = mapped_column(server_default=sql("false"))
    closed_by: Mapped[Txt]
    notes: Mapped[Txt]


class SalesOrderLinePrice(Keyed, Scoped, Stamped, Base):
    """The price of a line, 1:1. The anchor's price is typed, the other price and the amounts are the database's own.

    discount and tax_rate are shares (0.05 = 5 %); the price is None while it is not known.
    """

    __tablename__ = "sales_order_line_price"
    __table_args__ = (
        UniqueConstraint("line_id"),
        ForeignKeyConstraint(
            ["line_id", "order_id"], ["tw.sales_order_line.id", "tw.sales_order_line.order_id"], ondelete="CASCADE"
        ),
        CheckConstraint("discount between 0 and 1", name="discount"),
        CheckConstraint("tax_rate >= 0 and tax_rate < 1", name="tax_rate"),
    )
    line_id: Mapped[int] = mapped_column(BigInteger)
    order_id: Mapped[int] = ref("sales_order", index=False, ondelete="CASCADE")
    price_with_tax: Mapped[PriceCol | None]
    price_net: Mapped[PriceCol | None]
    discount: Mapped[RateCol] = mapped_column(server_default="0")
    tax_code: Mapped[str] = mapped_column(Text, server_default="13")
    tax_rate: Mapped[RateCol] = mapped_column(server_default="0.13")
    total: Mapped[MoneyCol] = mapped_column(server_default="0")
    tax: Mapped[MoneyCol] = mapped_column(server_default="0")
    net: Mapped[MoneyCol] = mapped_column(server_default="0")
