"""Purchase requests and purchase orders. What was ordered of a request and received of an order is derived."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, Integer, Text, UniqueConstraint
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


class PurchaseRequest(Document, Base):
    """What should be bought; the supplier is the one proposed, the purchaser decides."""

    __tablename__ = "purchase_request"
    __table_args__ = (
        Index(None, "request_date", "id"),
        Index(None, "department_id", "request_date", "id"),
        Index(None, "owner_id", "request_date", "id"),
    )
    request_date: Mapped[date]
    supplier_id: Mapped[int | None] = ref("supplier", nullable=True)
    plan_run_id: Mapped[int | None] = ref("plan_run", nullable=True)
    notes: Mapped[Txt]


class PurchaseRequestLine(Keyed, Scoped, Stamped, Base):
    """One item of a request; closed: no more of it will be ordered."""

    __tablename__ = "purchase_request_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"), Index(None, "due_date", "id"))
    request_id: Mapped[int] = ref("purchase_request", index=False, ondelete="cascade")
    line_no: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int] = ref("item")
    quantity: Mapped[QuantityCol]
    due_date: Mapped[date]
    planned_order_id: Mapped[int | None] = ref("planned_order", nullable=True)
    closed: Mapped[bool] = mapped_column(server_default=sql("false"))
    notes: Mapped[Txt]


class PurchaseOrder(Document, Base):
    """An order to a supplier."""

    __tablename__ = "purchase_order"
    __table_args__ = (
        Index(None, "order_date", "id"),
        Index(None, "department_id", "order_date", "id"),
        Index(None, "owner_id", "order_date", "id"),
    )
    supplier_id: Mapped[int] = ref("supplier")
    order_date: Mapped[date]
    due_date: Mapped[date | None]
    currency: Mapped[str] = mapped_column(Text, server_default="CNY")
    rate: Mapped[RateCol] = mapped_column(server_default="1")
    tax_anchor: Mapped[str] = mapped_column(Text, server_default="with_tax")
    payment_terms: Mapped[Txt]
    ship_to_address: Mapped[Txt]
    notes: Mapped[Txt]


class PurchaseOrderAmount(Keyed, Scoped, Stamped, Base):
    """The sums of an order, 1:1, for who may see purchase prices."""

    __tablename__ = "purchase_order_amount"
    __table_args__ = (UniqueConstraint("order_id"),)
    order_id: Mapped[int] = ref("purchase_order", index=False, ondelete="cascade")
    total: Mapped[MoneyCol]
    tax: Mapped[MoneyCol]
    net: Mapped[MoneyCol]
    total_base: Mapped[MoneyCol]


class PurchaseOrderLine(Keyed, Scoped, Stamped, Base):
    """One item of an order; due_date moves when the supplier or the plan moves it, history keeps the days before."""

    __tablename__ = "purchase_order_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"), Index(None, "due_date", "id"))
    order_id: Mapped[int] = ref("purchase_order", index=False, ondelete="cascade")
    line_no: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int] = ref("item")
    description: Mapped[Txt]
    quantity: Mapped[QuantityCol]
    due_date: Mapped[date]
    request_line_id: Mapped[int | None] = ref("purchase_request_line", nullable=True)
    closed: Mapped[bool] = mapped_column(server_default=sql("false"))
    notes: Mapped[Txt]


class PurchaseOrderLinePrice(Keyed, Scoped, Stamped, Base):
    """The price of a line, 1:1, for who may see purchase prices."""

    __tablename__ = "purchase_order_line_price"
    __table_args__ = (UniqueConstraint("line_id"),)
    line_id: Mapped[int] = ref("purchase_order_line", index=False, ondelete="cascade")
    order_id: Mapped[int] = ref("purchase_order", index=False, ondelete="cascade")
    price: Mapped[PriceCol] = mapped_column(server_default="0")
    tax_code: Mapped[str] = mapped_column(Text, server_default="13")
    tax_rate: Mapped[RateCol] = mapped_column(server_default=sql("0.13"))
    total: Mapped[MoneyCol] = mapped_column(server_default="0")
    tax: Mapped[MoneyCol] = mapped_column(server_default="0")
    net: Mapped[MoneyCol] = mapped_column(server_default="0")
