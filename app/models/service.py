"""Service: what customers ask for, the visits made for it, and the parts carried along."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Keyed,
    Living,
    MoneyCol,
    Numbered,
    QuantityCol,
    Scoped,
    Searchable,
    Stamped,
    Txt,
    ref,
)

KINDS = ("repair", "complaint", "installation", "commissioning", "maintenance", "consultation", "follow_up", "training")
PRIORITIES = ("urgent", "high", "normal", "low")
CHARGES = ("warranty", "billed", "goodwill")
OUTCOMES = ("", "solved", "waiting_part", "return_factory", "handed_over")
CAUSES = ("", "installation", "part", "medium", "operation", "design")


class ServiceRequest(Keyed, Numbered, Living, Scoped, Searchable, Stamped, Base):
    """What a customer asks for. It belongs to whom it is assigned to; until then to whoever took the call.

    customer_owner_id, customer_department_id: the customer's, so that sellers see the service of their customers.
    customer_name, serial: kept by a trigger, for the search. charge: "warranty" only while the product is covered.
    """

    __tablename__ = "service_request"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"priority in {PRIORITIES}", name="priority"),
        CheckConstraint(f"charge in {CHARGES}", name="charge"),
        CheckConstraint("satisfaction between 1 and 5", name="satisfaction"),
        CheckConstraint("finish_by >= respond_by", name="limits"),
        Index(None, sql("opened_at desc"), sql("id desc")),
        Index(None, "customer_owner_id"),
        Index(None, "customer_department_id"),
        Index(None, "technician_id", "state"),
    )
    state: Mapped[str] = mapped_column(Text, server_default="new", index=True, sort_order=700)
    kind: Mapped[str] = mapped_column(Text, server_default="repair")
    customer_id: Mapped[int] = ref("customer")
    customer_name: Mapped[Txt]
    contact_id: Mapped[int | None] = ref("contact", nullable=True, index=False)
    phone: Mapped[Txt]
    product_id: Mapped[int | None] = ref("product_file", nullable=True)
    serial: Mapped[Txt]
    site_address: Mapped[Txt]
    access: Mapped[Txt]
    symptom: Mapped[str]
    priority: Mapped[str] = mapped_column(Text, server_default="normal")
    charge: Mapped[str] = mapped_column(Text, server_default="billed")
    opened_at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    respond_by: Mapped[datetime]
    finish_by: Mapped[datetime]
    technician_id: Mapped[int | None] = ref("app_user", nullable=True, index=False)
    assigned_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    surveyed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cause: Mapped[Txt]
    result: Mapped[Txt]
    satisfaction: Mapped[int | None]
    survey_notes: Mapped[Txt]
    customer_owner_id: Mapped[int | None] = mapped_column(BigInteger)
    customer_department_id: Mapped[int | None] = mapped_column(BigInteger)


class ServiceDispatch(Keyed, Numbered, Living, Scoped, Searchable, Stamped, Base):
    """One visit for a request. It belongs to the technician (trigger); a request has several, counted by visit_no."""

    __tablename__ = "service_dispatch"
    __table_args__ = (
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        CheckConstraint(f"cause in {CAUSES}", name="cause"),
        CheckConstraint("planned_minutes > 0", name="planned_minutes"),
        CheckConstraint("labour_charge >= 0 and travel_charge >= 0", name="not_negative"),
        UniqueConstraint("request_id", "visit_no"),
        Index(None, sql("planned_at desc"), sql("id desc")),
        Index(None, "technician_id", "planned_at"),
        Index(None, "customer_owner_id"),
        Index(None, "customer_department_id"),
    )
    state: Mapped[str] = mapped_column(Text, server_default="dispatched", index=True, sort_order=700)
    request_id: Mapped[int] = ref("service_request", index=False)
    visit_no: Mapped[int] = mapped_column(Integer, server_default="0")
    technician_id: Mapped[int] = ref("app_user", index=False)
    planned_at: Mapped[datetime]
    planned_minutes: Mapped[int] = mapped_column(Integer, server_default="120")
    task: Mapped[Txt]
    accepted_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    outcome: Mapped[Txt]
    cause: Mapped[Txt]
    result: Mapped[Txt]
    labour_charge: Mapped[MoneyCol] = mapped_column(server_default="0")
    travel_charge: Mapped[MoneyCol] = mapped_column(server_default="0")
    customer_name: Mapped[Txt]
    customer_owner_id: Mapped[int | None] = mapped_column(BigInteger)
    customer_department_id: Mapped[int | None] = mapped_column(BigInteger)


class ServicePart(Keyed, Scoped, Stamped, Base):
    """A part the technician carries, and what became of it."""

    __tablename__ = "service_part"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        CheckConstraint("used >= 0 and used <= quantity", name="used"),
    )
    dispatch_id: Mapped[int] = ref("service_dispatch", index=False)
    line_no: Mapped[int]
    item_id: Mapped[int] = ref("item")
    quantity: Mapped[QuantityCol]
    used: Mapped[QuantityCol] = mapped_column(server_default="0")
    serial: Mapped[Txt]
    old_serial: Mapped[Txt]
