"""Customers: who they are, where, on which terms; their contacts, stage history and what was done with them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Integer, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Keyed, MoneyCol, Scoped, Searchable, Sortable, Stamped, Txt, ref

STAGES = ("target", "potential", "prospect", "trading", "serviced", "dormant", "lost")


class Customer(Keyed, Scoped, Searchable, Sortable, Stamped, Base):
    """A customer; `stage` moves by itself on events or by hand with a reason."""

    __tablename__ = "customer"
    __table_args__ = (
        CheckConstraint(f"stage in {STAGES}", name="stage"),
        Index(None, "sort_key", "id"),
        Index(None, "department_id", "sort_key", "id"),
        Index(None, "owner_id", "sort_key", "id"),
    )
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_en: Mapped[Txt]
    short_name: Mapped[Txt]
    kind: Mapped[str] = mapped_column(Text, server_default="end_user")
    level: Mapped[str] = mapped_column(Text, server_default="C")
    stage: Mapped[str] = mapped_column(Text, server_default="target")
    industry: Mapped[Txt]
    region: Mapped[Txt]
    address: Mapped[Txt]
    ship_to_address: Mapped[Txt]
    phone: Mapped[Txt]
    email: Mapped[Txt]
    tax_no: Mapped[Txt]
    invoice_title: Mapped[Txt]
    invoice_address: Mapped[Txt]
    bank: Mapped[Txt]
    bank_account: Mapped[Txt]
    price_group: Mapped[Txt]
    payment_terms: Mapped[Txt]
    currency: Mapped[str] = mapped_column(Text, server_default="CNY")
    tax_code: Mapped[str] = mapped_column(Text, server_default="13")
    paper_language: Mapped[str] = mapped_column(Text, server_default="zh")
    active: Mapped[bool] = mapped_column(server_default=sql("true"))
    notes: Mapped[Txt]
    last_contact_on: Mapped[date | None]


class CustomerCredit(Keyed, Scoped, Stamped, Base):
    """Credit limit of a customer, 1:1, with its own right to change it; no row = no limit is granted."""

    __tablename__ = "customer_credit"
    __table_args__ = (CheckConstraint("credit_limit >= 0", name="not_negative"), UniqueConstraint("customer_id"))
    customer_id: Mapped[int] = ref("customer", index=False)
    credit_limit: Mapped[MoneyCol]
    term_days: Mapped[int] = mapped_column(Integer, server_default="30")
    grace_until: Mapped[date | None]


class Contact(Keyed, Scoped, Stamped, Base):
    """A person at a customer, with their role in the buying decision."""

    __tablename__ = "contact"
    customer_id: Mapped[int] = ref("customer", index=False)
    name: Mapped[str]
    name_en: Mapped[Txt]
    title: Mapped[Txt]
    decision_role: Mapped[Txt]
    phone: Mapped[Txt]
    mobile: Mapped[Txt]
    email: Mapped[Txt]
    birthday: Mapped[date | None]
    is_main: Mapped[bool] = mapped_column(server_default=sql("false"))


class CustomerStage(Keyed, Scoped, Base):
    """Each move of a customer's stage; never overwritten."""

    __tablename__ = "customer_stage"
    customer_id: Mapped[int] = ref("customer", index=False)
    from_stage: Mapped[Txt]
    to_stage: Mapped[str]
    reason: Mapped[Txt]
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    by_id: Mapped[int | None] = ref("app_user", nullable=True, index=False)


class Activity(Keyed, Scoped, Stamped, Base):
    """A call, visit or mail with a customer, planned or done."""

    __tablename__ = "activity"
    __table_args__ = (Index(None, "customer_id", "due_at"),)
    customer_id: Mapped[int] = ref("customer", index=False)
    contact_id: Mapped[int | None] = ref("contact", nullable=True)
    kind: Mapped[str] = mapped_column(Text, server_default="call")
    subject: Mapped[str]
    content: Mapped[Txt]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    result: Mapped[Txt]
