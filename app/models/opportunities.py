"""Opportunities: deals that may be won, the stages they pass, and what the customer would buy."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Integer, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Keyed,
    Living,
    MoneyCol,
    Numbered,
    PriceCol,
    QuantityCol,
    Scoped,
    Searchable,
    Stamped,
    Txt,
    ref,
)


class SalesStage(Keyed, Stamped, Base):
    """A stage of the company's way of selling, with the chance a deal has in it (percent)."""

    __tablename__ = "sales_stage"
    __table_args__ = (CheckConstraint("probability between 0 and 100", name="probability"),)
    code: Mapped[str] = mapped_column(Text, unique=True)
    sort_no: Mapped[int]
    name: Mapped[str]
    name_en: Mapped[Txt]
    probability: Mapped[int]


class Opportunity(Keyed, Numbered, Living, Scoped, Searchable, Stamped, Base):
    """A deal; its outcome is `state`, its stage stands apart from it. `customer_name` is kept by a trigger."""

    __tablename__ = "opportunity"
    __table_args__ = (
        CheckConstraint("probability between 0 and 100", name="probability"),
        CheckConstraint("amount >= 0", name="amount"),
        Index(None, "expected_date", "id"),
        Index(None, "department_id", "expected_date", "id"),
        Index(None, "owner_id", "expected_date", "id"),
    )
    name: Mapped[str]
    customer_id: Mapped[int] = ref("customer")
    customer_name: Mapped[Txt]
    end_user_id: Mapped[int | None] = ref("customer", nullable=True)
    contact_id: Mapped[int | None] = ref("contact", nullable=True)
    stage_id: Mapped[int] = ref("sales_stage")
    stage_since: Mapped[date] = mapped_column(server_default=sql("current_date"))
    probability: Mapped[int] = mapped_column(Integer, server_default="10")
    amount: Mapped[MoneyCol] = mapped_column(server_default="0")
    currency: Mapped[str] = mapped_column(Text, server_default="CNY")
    expected_date: Mapped[date | None]
    source: Mapped[Txt]
    next_step: Mapped[Txt]
    next_step_on: Mapped[date | None]
    notes: Mapped[Txt]
    state: Mapped[str] = mapped_column(Text, server_default="open", index=True, sort_order=700)


class OpportunityLine(Keyed, Scoped, Stamped, Base):
    """What the customer would buy, at which price with tax in the deal's currency."""

    __tablename__ = "opportunity_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("price_with_tax >= 0", name="price"),
    )
    opportunity_id: Mapped[int] = ref("opportunity", index=False, ondelete="CASCADE")
    line_no: Mapped[int]
    item_id: Mapped[int] = ref("item")
    description: Mapped[Txt]
    quantity: Mapped[QuantityCol]
    price_with_tax: Mapped[PriceCol | None]
    due_date: Mapped[date | None]


class OpportunityStage(Keyed, Scoped, Base):
    """Each move of a deal from stage to stage; written by a trigger, never changed."""

    __tablename__ = "opportunity_stage"
    __table_args__ = (UniqueConstraint("opportunity_id", "id"),)
    opportunity_id: Mapped[int] = ref("opportunity", index=False, ondelete="CASCADE")
    from_stage_id: Mapped[int | None] = ref("sales_stage", nullable=True, index=False)
    to_stage_id: Mapped[int] = ref("sales_stage", index=False)
    at: Mapped[datetime] = mapped_column(server_default=sql("clock_timestamp()"))
    by_id: Mapped[int | None] = ref("app_user", nullable=True, index=False)
