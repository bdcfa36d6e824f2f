"""Shipping: what is to leave, what was picked where, and what really left for which order line."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Document, Keyed, Living, Numbered, QuantityCol, Scoped, Stamped, Txt, ref


class DeliveryNotice(Document, Base):
    """What is to be delivered to one customer, of one or several of its orders."""

    __tablename__ = "delivery_notice"
    __table_args__ = (
        Index(None, "due_date", "id"),
        Index(None, "department_id", "due_date", "id"),
        Index(None, "owner_id", "due_date", "id"),
    )
    customer_id: Mapped[int] = ref("customer")
    ship_to_customer_id: Mapped[int | None] = ref("customer", nullable=True, index=False)
    end_user_id: Mapped[int | None] = ref("customer", nullable=True, index=False)
    ship_to_address: Mapped[Txt]
    contact: Mapped[Txt]
    due_date: Mapped[date]
    carrier: Mapped[Txt]
    waybill: Mapped[Txt]
    packages: Mapped[Txt]
    notes: Mapped[Txt]
    issue_id: Mapped[int | None] = ref("stock_document", nullable=True)
    shipped_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    signed_by: Mapped[Txt]


class DeliveryNoticeLine(Keyed, Scoped, Stamped, Base):
    """A quantity of an order line that is to leave. picked: what a confirmed pick found of it, empty before."""

    __tablename__ = "delivery_notice_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        CheckConstraint("picked between 0 and quantity", name="picked"),
    )
    notice_id: Mapped[int] = ref("delivery_notice", index=False, ondelete="cascade")
    line_no: Mapped[int]
    order_id: Mapped[int] = ref("sales_order")
    order_line_id: Mapped[int] = ref("sales_order_line")
    item_id: Mapped[int] = ref("item")
    quantity: Mapped[QuantityCol]
    picked: Mapped[QuantityCol | None]
    notes: Mapped[Txt]


class PickList(Keyed, Numbered, Living, Scoped, Stamped, Base):
    """The walk for one notice: open, then picked, or cancelled."""

    __tablename__ = "pick_list"
    state: Mapped[str] = mapped_column(Text, server_default="open", index=True)
    notice_id: Mapped[int] = ref("delivery_notice")
    picker: Mapped[Txt]
    picked_at: Mapped[datetime | None]
    picked_by: Mapped[int | None] = mapped_column(BigInteger)


class PickLine(Keyed, Scoped, Stamped, Base):
    """What to take from one bin, and what was really taken (empty until confirmed)."""

    __tablename__ = "pick_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        CheckConstraint("picked is null or (picked >= 0 and picked <= quantity)", name="picked"),
    )
    pick_id: Mapped[int] = ref("pick_list", index=False)
    line_no: Mapped[int]
    notice_line_id: Mapped[int] = ref("delivery_notice_line")
    item_id: Mapped[int] = ref("item", index=False)
    bin_id: Mapped[int] = ref("bin", index=False)
    lot: Mapped[Txt]
    serial: Mapped[Txt]
    quantity: Mapped[QuantityCol]
    picked: Mapped[QuantityCol | None]


class Shipment(Keyed, Scoped, Base):
    """What left for an order line, and (below zero) what a red letter took back; never changed."""

    __tablename__ = "shipment"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="ships_something"),
        Index(None, "order_line_id"),
        Index(None, "order_id"),
    )
    notice_id: Mapped[int] = ref("delivery_notice")
    notice_line_id: Mapped[int] = ref("delivery_notice_line", index=False)
    order_id: Mapped[int] = ref("sales_order", index=False)
    order_line_id: Mapped[int] = ref("sales_order_line", index=False)
    item_id: Mapped[int] = ref("item")
    quantity: Mapped[QuantityCol]
    day: Mapped[date]
    document_id: Mapped[int] = ref("stock_document")
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
