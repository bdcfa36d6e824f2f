"""What documents of a program before this one came to, where no posting here says so."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Keyed, QuantityCol


class HistoryQuantity(Keyed, Base):
    """How much of an imported closed document was received or completed, and scrapped; never changed.

    document_kind "production_task" (record_id: the task) or "purchase_order" (record_id: the line).
    """

    __tablename__ = "history_quantity"
    __table_args__ = (
        UniqueConstraint("document_kind", "record_id"),
        CheckConstraint("quantity >= 0 and scrapped >= 0", name="not_negative"),
    )
    document_kind: Mapped[str] = mapped_column(Text)
    record_id: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[QuantityCol]
    scrapped: Mapped[QuantityCol] = mapped_column(server_default=sql("0"))
    finished_on: Mapped[date | None]
