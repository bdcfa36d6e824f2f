"""Tables of the office: company, people and rights, lives, numbers, requests, messages, attachments."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from app.models.base import Base, Keyed, MoneyCol, RateCol, Stamped, Txt, ref


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id: the watermark by which a client catches up."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


ischema_names["xid8"] = Xid8  # reflection (Alembic's comparison) knows the type by name


class Company(Keyed, Stamped, Base):
    """The company of this database; one row."""

    __tablename__ = "company"
    name: Mapped[str]
    name_en: Mapped[Txt]
    short_name: Mapped[Txt]
    address: Mapped[Txt]
    address_en: Mapped[Txt]
    phone: Mapped[Txt]
    tax_no: Mapped[Txt]
    bank: Mapped[Txt]
    bank_account: Mapped[Txt]
    currency: Mapped[str] = mapped_column(Text, server_default="CNY")
    zone: Mapped[str] = mapped_column(Text, server_default="Asia/Shanghai")
    is_demo: Mapped[bool] = mapped_column(server_default=sql("false"))
    schema_version: Mapped[Txt]


class Department(Keyed, Stamped, Base):
    """A node of the department tree; branches are nodes with their own number prefix."""

    __tablename__ = "department"
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_en: Mapped[Txt]
    parent_id: Mapped[int | None] = ref("department", nullable=True)


class AppUser(Keyed, Base):
    """A person with a login role of the same name; made only by tw.add_user."""

    __tablename__ = "app_user"
    login: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_en: Mapped[Txt]
    phone: Mapped[Txt]
    active: Mapped[bool] = mapped_column(server_default=sql("true"))
    must_change_password: Mapped[bool] = mapped_column(server_default=sql("false"))
    kind: Mapped[str] = mapped_column(Text, server_default="person")


class UserPost(Keyed, Base):
    """A post: a person in a department; a person may hold several."""

    __tablename__ = "user_post"
    __table_args__ = (UniqueConstraint("user_id", "department_id"),)
    user_id: Mapped[int] = ref("app_user")
    department_id: Mapped[int] = ref("department")
    title: Mapped[Txt]
    is_main: Mapped[bool] = mapped_column(server_default=sql("false"))


class Permission(Base):
    """Every permission the program knows; written by set-up from the registry."""

    __tablename__ = "permission"
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str]


class DutyPermission(Keyed, Base):
    """Which duty holds which permission in this company."""

    __tablename__ = "duty_permission"
    __table_args__ = (UniqueConstraint("permission", "duty"),)
    permission: Mapped[str] = mapped_column(Text, ForeignKey("tw.permission.key"))
    duty: Mapped[str]


class Reach(Keyed, Stamped, Base):
    """How far a duty (or one person, going before the duty) sees in a scope."""

    __tablename__ = "reach"
    __table_args__ = (
        CheckConstraint("reach in ('own', 'department', 'below', 'chosen', 'all')", name="known"),
        CheckConstraint("(duty is null) <> (user_id is null)", name="duty_or_user"),
        UniqueConstraint("scope", "duty", "user_id", postgresql_nulls_not_distinct=True),
    )
    scope: Mapped[str]
    duty: Mapped[str | None]
    user_id: Mapped[int | None] = ref("app_user", nullable=True)
    reach: Mapped[str]
    departments: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")


class Wall(Base):
    """Which form of wall each table has (models/sql/30_policies); read by history, search and the generic tests."""

    __tablename__ = "wall"
    table_name: Mapped[str] = mapped_column(Text, primary_key=True)
    form: Mapped[str]
    scope: Mapped[Txt]
    read_permission: Mapped[Txt]
    write_permission: Mapped[Txt]
    parent_table: Mapped[Txt]
    parent_column: Mapped[Txt]
    search_order: Mapped[str] = mapped_column(Text, server_default="id desc")


class DocumentKind(Base):
    """A kind of document with a life; written by set-up from the registry."""

    __tablename__ = "document_kind"
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    table_name: Mapped[str]
    title: Mapped[str]
    initial: Mapped[list[str]]
    editable: Mapped[list[str]]
    free: Mapped[list[str]]
    amount_sql: Mapped[Txt]
    approve_permission: Mapped[Txt]


class Transition(Keyed, Base):
    """A permitted move; the lifecycle trigger refuses any other."""

    __tablename__ = "transition"
    __table_args__ = (UniqueConstraint("kind", "name", "source"),)
    kind: Mapped[str] = mapped_column(Text, ForeignKey("tw.document_kind.kind"))
    name: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    permission: Mapped[str]
    guard: Mapped[Txt]
    needs_reason: Mapped[bool] = mapped_column(server_default=sql("false"))
    system: Mapped[bool] = mapped_column(server_default=sql("false"))


class NumberRule(Keyed, Stamped, Base):
    """How documents of a kind are numbered."""

    __tablename__ = "number_rule"
    kind: Mapped[str] = mapped_column(Text, unique=True)
    prefix: Mapped[str]
    period: Mapped[str] = mapped_column(Text, server_default="month")
    digits: Mapped[int] = mapped_column(Integer, server_default="5")


class PostingCounter(Base):
    """The gapless counter of posted documents."""

    __tablename__ = "posting_counter"
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)


class ApprovalRule(Keyed, Stamped, Base):
    """A step of approval: asked from an amount on, or where a condition holds."""

    __tablename__ = "approval_rule"
    kind: Mapped[str] = mapped_column(Text, ForeignKey("tw.document_kind.kind"))
    step_no: Mapped[int]
    amount_from: Mapped[MoneyCol] = mapped_column(server_default="0")
    condition: Mapped[Txt]
    permission: Mapped[str] = mapped_column(Text, ForeignKey("tw.permission.key"))
    active: Mapped[bool] = mapped_column(server_default=sql("true"))


class Approval(Keyed, Base):
    """A decision that was taken; append-only."""

    __tablename__ = "approval"
    __table_args__ = (Index(None, "kind", "record_id"),)
    kind: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigInteger)
    step_no: Mapped[int]
    permission: Mapped[str]
    decision: Mapped[str]
    user_id: Mapped[int] = ref("app_user", index=False)
    at: Mapped[datetime]
    comment: Mapped[Txt]


class Request(Base):
    """A writing gesture that was done, by its client-made id."""

    __tablename__ = "request"
    id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True)
    login: Mapped[str]
    action: Mapped[str]
    hash: Mapped[str]
    result: Mapped[Any | None] = mapped_column(JSONB)
    at: Mapped[datetime]
    xid: Mapped[int] = mapped_column(Xid8(), server_default=sql("pg_current_xact_id()"))


class BulkLoad(Base):
    """The transaction of a definer bulk function; nobody else may write here."""

    __tablename__ = "bulk_load"
    xid: Mapped[int] = mapped_column(Xid8(), primary_key=True)


class Message(Keyed, Base):
    """A message to one person: a template with parameters, translated where it is read."""

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "recipient_id", "id"),
        Index("message_dedupe_key", "recipient_id", "dedupe", unique=True, postgresql_where=sql("dedupe <> ''")),
        Index("message_unread_ix", "recipient_id", postgresql_where=sql("read_at is null")),
        Index("message_of_record_ix", "record_id", "kind", postgresql_where=sql("read_at is null")),
    )
    recipient_id: Mapped[int] = ref("app_user", index=False)
    sender_id: Mapped[int | None] = ref("app_user", nullable=True, index=False)
    severity: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    params: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    second: Mapped[Txt]
    second_params: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    screen: Mapped[Txt]
    record_id: Mapped[int | None] = mapped_column(BigInteger)
    dedupe: Mapped[Txt]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    xid: Mapped[int] = mapped_column(Xid8(), server_default=sql("pg_current_xact_id()"))


class MessageMute(Keyed, Base):
    """A kind of message a person does not want."""

    __tablename__ = "message_mute"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)
    user_id: Mapped[int] = ref("app_user")
    kind: Mapped[str]


class Presence(Keyed, Base):
    """Who has which document open for editing: it warns, it does not lock."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("table_name", "record_id", "user_id"),)
    user_id: Mapped[int] = ref("app_user")
    table_name: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime]
    seen: Mapped[datetime]


class Comment(Keyed, Base):
    """What somebody wrote on a record."""

    __tablename__ = "comment"
    __table_args__ = (Index(None, "table_name", "record_id"),)
    table_name: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int] = ref("app_user", index=False)
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    text: Mapped[str]


class Attachment(Keyed, Base):
    """A file on a record, kept in the database; at most 50 MB."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index(None, "table_name", "record_id"),
        CheckConstraint("octet_length(content) <= 52428800 and size = octet_length(content)", name="size"),
    )
    table_name: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int] = ref("app_user", index=False)
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Setting(Base):
    """A setting of the company."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)


class UserSetting(Keyed, Base):
    """What one person arranged: columns, panels, measures, language, theme."""

    __tablename__ = "user_setting"
    __table_args__ = (UniqueConstraint("user_id", "key"),)
    user_id: Mapped[int] = ref("app_user")
    key: Mapped[str]
    value: Mapped[Any] = mapped_column(JSONB)


class SavedView(Keyed, Stamped, Base):
    """A saved view of a list: its search, sort, columns; own or shared."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "screen", "name"),)
    user_id: Mapped[int] = ref("app_user")
    screen: Mapped[str]
    name: Mapped[str]
    shared: Mapped[bool] = mapped_column(server_default=sql("false"))
    is_default: Mapped[bool] = mapped_column(server_default=sql("false"))
    content: Mapped[Any] = mapped_column(JSONB)


class Currency(Keyed, Stamped, Base):
    """A currency and its present rate to the company's."""

    __tablename__ = "currency"
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_en: Mapped[Txt]
    rate: Mapped[RateCol] = mapped_column(server_default="1")


class TaxRate(Keyed, Stamped, Base):
    """A kind of tax, valid from a date."""

    __tablename__ = "tax_rate"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)
    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[Txt]
    rate: Mapped[RateCol]
    valid_from: Mapped[date] = mapped_column(server_default="2019-04-01")


class CalendarDay(Keyed, Stamped, Base):
    """A day that differs from the weekly pattern: a holiday, or a rest day worked in exchange."""

    __tablename__ = "calendar_day"
    day: Mapped[date] = mapped_column(unique=True)
    is_working: Mapped[bool]
    name: Mapped[Txt]


class WarningSetting(Keyed, Stamped, Base):
    """Whether a warning rule runs, and with which figures."""

    __tablename__ = "warning_setting"
    key: Mapped[str] = mapped_column(Text, unique=True)
    active: Mapped[bool] = mapped_column(server_default=sql("true"))
    figures: Mapped[Any] = mapped_column(JSONB, server_default="{}")


class JobRun(Base):
    """When the worker last did a job, for all clients together."""

    __tablename__ = "job_run"
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime]
    took_ms: Mapped[int]
    outcome: Mapped[Txt]


class Pinyin(Base):
    """Readings of each Chinese character, commonest first; loaded by set-up."""

    __tablename__ = "pinyin"
    ch: Mapped[str] = mapped_column(Text, primary_key=True)
    readings: Mapped[list[str]]


class PrintLog(Keyed, Base):
    """How often a paper was printed: a reprint says so."""

    __tablename__ = "print_log"
    __table_args__ = (Index(None, "paper", "record_id"),)
    paper: Mapped[str]
    record_id: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int] = ref("app_user", index=False)
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
