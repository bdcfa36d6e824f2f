"""Suppliers: from whom the company buys, on which terms."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Integer, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Keyed, Searchable, Sortable, Stamped, Txt


class Supplier(Keyed, Searchable, Sortable, Stamped, Base):
    """A supplier; seen by everyone who buys, plans, receives or pays, without regard to department."""

    __tablename__ = "supplier"
    __table_args__ = (CheckConstraint("lead_time_days >= 0", name="lead_time"), Index(None, "sort_key", "id"))
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_en: Mapped[Txt]
    short_name: Mapped[Txt]
    kind: Mapped[str] = mapped_column(Text, server_default="material")
    contact: Mapped[Txt]
    phone: Mapped[Txt]
    email: Mapped[Txt]
    address: Mapped[Txt]
    currency: Mapped[str] = mapped_column(Text, server_default="CNY")
    tax_code: Mapped[str] = mapped_column(Text, server_default="13")
    payment_terms: Mapped[Txt]
    tax_no: Mapped[Txt]
    bank: Mapped[Txt]
    bank_account: Mapped[Txt]
    lead_time_days: Mapped[int] = mapped_column(Integer, server_default="0")
    notes: Mapped[Txt]
    active: Mapped[bool] = mapped_column(server_default=sql("true"))
