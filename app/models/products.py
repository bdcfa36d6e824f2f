"""Products in the field: one file per sold unit, with the parts it left the house with."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Keyed, QuantityCol, Scoped, Searchable, Stamped, Txt, ref

STATES = ("in_field", "returned", "scrapped")


class ProductFile(Keyed, Scoped, Searchable, Stamped, Base):
    """A sold unit; it belongs to the end user, and its scope is the customer's.

    known_as: item and end user in words, kept by a trigger so that a unit is found by them.
    """

    __tablename__ = "product_file"
    __table_args__ = (
        UniqueConstraint("item_id", "serial"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("warranty_months >= 0", name="warranty"),
        Index(None, "warranty_until", "id"),
        Index(None, "shipped_on", "id"),
        Index(None, "department_id", "shipped_on", "id"),
        Index(None, "owner_id", "shipped_on", "id"),
    )
    serial: Mapped[str]
    item_id: Mapped[int] = ref("item", index=False)
    customer_id: Mapped[int] = ref("customer")
    end_user_id: Mapped[int] = ref("customer")
    order_id: Mapped[int | None] = ref("sales_order", nullable=True)
    order_line_id: Mapped[int | None] = ref("sales_order_line", nullable=True, index=False)
    notice_id: Mapped[int | None] = ref("delivery_notice", nullable=True, index=False)
    issue_id: Mapped[int | None] = ref("stock_document", nullable=True)
    shipped_on: Mapped[date | None]
    installed_on: Mapped[date | None]
    warranty_months: Mapped[int] = mapped_column(Integer, server_default="0")
    warranty_from: Mapped[date | None]
    warranty_until: Mapped[date | None]
    state: Mapped[str] = mapped_column(Text, server_default="in_field")
    site_address: Mapped[Txt]
    site_contact: Mapped[Txt]
    notes: Mapped[Txt]
    known_as: Mapped[Txt]


class ProductPart(Keyed, Scoped, Stamped, Base):
    """A part the unit was shipped with, as its BOM said on that day."""

    __tablename__ = "product_part"
    product_id: Mapped[int] = ref("product_file", index=False)
    line_no: Mapped[int]
    item_id: Mapped[int] = ref("item")
    quantity: Mapped[QuantityCol]
    serial: Mapped[Txt]
    notes: Mapped[Txt]
