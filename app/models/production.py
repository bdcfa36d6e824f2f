"""Production tasks and the material each asks for. What was issued and completed is derived from stock documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Keyed, Living, Numbered, QuantityCol, Scoped, Searchable, Stamped, Txt, ref

TASK_STATES = ("planned", "confirmed", "released", "in_work", "completed", "closed", "suspended")


class ProductionTask(Keyed, Numbered, Living, Scoped, Searchable, Stamped, Base):
    """A task to make a quantity of an item between two days, in the own shop or (kind outsource) at a supplier."""

    __tablename__ = "production_task"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("kind in ('make', 'outsource')", name="kind"),
        CheckConstraint("start_date <= due_date", name="start_before_due"),
        Index(None, "start_date", "id"),
        Index(None, "department_id", "start_date", "id"),
        Index(None, "owner_id", "start_date", "id"),
    )
    state: Mapped[str] = mapped_column(Text, server_default="planned", index=True, sort_order=700)
    item_id: Mapped[int] = ref("item")
    kind: Mapped[str] = mapped_column(Text, server_default="make")
    supplier_id: Mapped[int | None] = ref("supplier", nullable=True, index=False)
    bom_id: Mapped[int | None] = mapped_column(BigInteger)
    quantity: Mapped[QuantityCol]
    start_date: Mapped[date]
    due_date: Mapped[date]
    planned_order_id: Mapped[int | None] = ref("planned_order", nullable=True)
    notes: Mapped[Txt]


class TaskMaterial(Keyed, Scoped, Stamped, Base):
    """One component of a task: per piece and scrap as the BOM said when it was copied, quantity for the whole task."""

    __tablename__ = "task_material"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("scrap >= 0 and scrap < 1", name="scrap_share"),
    )
    task_id: Mapped[int] = ref("production_task", index=False, ondelete="cascade")
    line_no: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int] = ref("item")
    per_piece: Mapped[Decimal] = mapped_column(Numeric(18, 6), server_default="0")
    scrap: Mapped[Decimal] = mapped_column(Numeric(9, 6), server_default="0")
    quantity: Mapped[QuantityCol]
    notes: Mapped[Txt]
