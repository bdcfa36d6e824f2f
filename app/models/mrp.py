"""Planning: runs, what they propose, what serves what, what the planner should do. Computed; written by tw.write_plan_*."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Keyed, QuantityCol, Stamped, Txt, ref

ORDER_STATES = ("proposed", "firm", "released", "dropped")
MESSAGE_STATES = ("open", "applied", "ignored")


class PlanRun(Keyed, Base):
    """One run of the planning; the newest finished one is the current plan, older ones keep their figures only."""

    __tablename__ = "plan_run"
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    by_id: Mapped[int | None] = ref("app_user", nullable=True, index=False)
    finished_at: Mapped[datetime | None]
    today: Mapped[date]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    items: Mapped[int] = mapped_column(Integer, server_default="0")
    orders: Mapped[int] = mapped_column(Integer, server_default="0")
    messages: Mapped[int] = mapped_column(Integer, server_default="0")
    seconds: Mapped[Decimal] = mapped_column(server_default="0")


class PlannedOrder(Keyed, Stamped, Base):
    """A proposal of the plan, with the item's figures it was reckoned by.

    Proposed ones go with their run; firm and released ones stay, with what was made of them.
    """

    __tablename__ = "planned_order"
    __table_args__ = (
        CheckConstraint(f"state in {ORDER_STATES}", name="state"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        UniqueConstraint("run_id", "plan_ref"),
        Index(None, "start_date", "id"),
        Index(None, "made_kind", "made_id", postgresql_where=sql("made_id is not null")),
        Index(None, "state", "id", postgresql_where=sql("state <> 'proposed'")),
    )
    run_id: Mapped[BigId]
    plan_ref: Mapped[str]
    item_id: Mapped[int] = ref("item")
    kind: Mapped[str]
    quantity: Mapped[QuantityCol]
    net: Mapped[QuantityCol]
    start_date: Mapped[date]
    due_date: Mapped[date]
    level: Mapped[int] = mapped_column(Integer, server_default="0")
    lead_time_days: Mapped[int] = mapped_column(Integer, server_default="0")
    safety_stock: Mapped[QuantityCol] = mapped_column(server_default="0")
    lot_minimum: Mapped[QuantityCol] = mapped_column(server_default="0")
    lot_multiple: Mapped[QuantityCol] = mapped_column(server_default="0")
    supplier_id: Mapped[int | None] = ref("supplier", nullable=True, index=False)
    state: Mapped[str] = mapped_column(Text, server_default="proposed")
    made_kind: Mapped[Txt]
    made_id: Mapped[int | None] = mapped_column(BigInteger)
    made_number: Mapped[Txt]
    released_at: Mapped[datetime | None]
    released_by: Mapped[int | None] = ref("app_user", nullable=True, index=False)


class PlanPeg(Keyed, Base):
    """Part of a supply that serves part of a demand; refs as the engine names them. Rows come by hundred thousands."""

    __tablename__ = "plan_peg"
    __table_args__ = (
        Index(None, "run_id", "item_id"),
        Index(None, "run_id", "supply_ref"),
    )
    run_id: Mapped[BigId]
    item_id: Mapped[BigId]
    supply_ref: Mapped[str]
    demand_ref: Mapped[str]
    quantity: Mapped[QuantityCol]


class PlanRecord(Base):
    """An item's record in a run: [[kind, ref, day, quantity, stock after it], …] in the order of the engine.

    One row an item, since a record is always read whole and a plan of 20,000 items has half a million lines.
    """

    __tablename__ = "plan_record"
    run_id: Mapped[BigId] = mapped_column(BigInteger, primary_key=True)
    item_id: Mapped[BigId] = mapped_column(BigInteger, primary_key=True)
    entries: Mapped[list[Any]] = mapped_column(JSONB)


class PlanSource(Keyed, Base):
    """Which document stands behind a ref of a run."""

    __tablename__ = "plan_source"
    __table_args__ = (Index(None, "run_id", "ref"), Index(None, "run_id", "document_kind", "document_id"))
    run_id: Mapped[BigId]
    ref: Mapped[str]
    document_kind: Mapped[str]
    document_id: Mapped[BigId]
    line_id: Mapped[int | None] = mapped_column(BigInteger)


class PlanException(Keyed, Stamped, Base):
    """What the planner should do about a supply, an order, a stock, or bad master data; open until acted on."""

    __tablename__ = "plan_exception"
    __table_args__ = (
        CheckConstraint(f"state in {MESSAGE_STATES}", name="state"),
        Index(None, "run_id", "state"),
    )
    run_id: Mapped[int] = ref("plan_run", index=False)
    kind: Mapped[str]
    item_id: Mapped[int | None] = ref("item", nullable=True)
    acted_by: Mapped[int | None] = ref("app_user", nullable=True, index=False)
    ref: Mapped[Txt]
    quantity: Mapped[QuantityCol] = mapped_column(server_default="0")
    days: Mapped[int] = mapped_column(Integer, server_default="0")
    from_date: Mapped[date | None]
    to_date: Mapped[date | None]
    demand_ref: Mapped[Txt]
    detail: Mapped[Txt]
    document_kind: Mapped[Txt]
    document_id: Mapped[int | None] = mapped_column(BigInteger)
    line_id: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(Text, server_default="open")
    acted_at: Mapped[datetime | None]
