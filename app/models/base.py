"""Declarative base, column types by meaning, and the mixins every table is made of."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Numeric,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

SCHEMA = "tw"

NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s_ix",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}

MoneyCol = Annotated[Decimal, mapped_column(Numeric(18, 2))]
PriceCol = Annotated[Decimal, mapped_column(Numeric(18, 6))]
QuantityCol = Annotated[Decimal, mapped_column(Numeric(18, 4))]
RateCol = Annotated[Decimal, mapped_column(Numeric(9, 6))]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Day = Annotated[date, mapped_column(Date)]
Txt = Annotated[str, mapped_column(Text, server_default="")]
BigId = Annotated[int, mapped_column(BigInteger)]


class Base(DeclarativeBase):
    """All tables of schema tw."""

    metadata = MetaData(schema=SCHEMA, naming_convention=NAMING)
    type_annotation_map = {
        str: Text,
        int: Integer,
        datetime: DateTime(timezone=True),
        date: Date,
        uuid.UUID: UUID(as_uuid=True),
        list[str]: ARRAY(Text),
        list[int]: ARRAY(BigInteger),
    }


def ref(target: str, *, nullable: bool = False, index: bool = True, **extra: Any) -> Any:
    """A foreign key column to `target` ("customer" or "customer.id"), indexed unless told otherwise."""
    column = target if "." in target else f"{target}.id"
    return mapped_column(BigInteger, ForeignKey(f"{SCHEMA}.{column}", **extra), nullable=nullable, index=index)


class Keyed:
    """A bigint identity."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True, sort_order=-100)


class Stamped:
    """Who, when, which version: set by the database (trigger tw.stamp), never by a client."""

    version: Mapped[int] = mapped_column(Integer, server_default="1", sort_order=900)
    created_at: Mapped[datetime | None] = mapped_column(sort_order=901)
    created_by: Mapped[int | None] = mapped_column(BigInteger, sort_order=902)
    updated_at: Mapped[datetime | None] = mapped_column(sort_order=903)
    updated_by: Mapped[int | None] = mapped_column(BigInteger, sort_order=904)


class Scoped:
    """Whose and which department's: the columns row policies look at; copied onto every dependent row."""

    owner_id: Mapped[int | None] = mapped_column(BigInteger, sort_order=800)
    department_id: Mapped[int | None] = mapped_column(BigInteger, sort_order=801)


class Searchable:
    """Stored search key (tw.search_key) and its character pairs; set by a trigger."""

    search_text: Mapped[str] = mapped_column(Text, server_default="", sort_order=950)
    search_pairs: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}", sort_order=951)


class Sortable:
    """Stored pinyin sort key of the name; set by a trigger."""

    sort_key: Mapped[str] = mapped_column(Text, server_default="", sort_order=952)


class Living:
    """A state that changes only by a named transition, and the reason last given."""

    state: Mapped[str] = mapped_column(Text, server_default="draft", index=True, sort_order=700)
    state_reason: Mapped[str] = mapped_column(Text, server_default="", sort_order=701)


class Decided(Living):
    """The common life of trading documents: submitted and approved by whom, when."""

    submitted_at: Mapped[datetime | None] = mapped_column(sort_order=710)
    submitted_by: Mapped[int | None] = mapped_column(BigInteger, sort_order=711)
    approved_at: Mapped[datetime | None] = mapped_column(sort_order=712)
    approved_by: Mapped[int | None] = mapped_column(BigInteger, sort_order=713)


class Numbered:
    """A number from the first save, and the client-made id of its draft."""

    @declared_attr
    def number(self) -> Mapped[str]:
        return mapped_column(Text, unique=True, sort_order=-90, server_default="")

    @declared_attr
    def uid(self) -> Mapped[uuid.UUID]:
        return mapped_column(UUID(as_uuid=True), unique=True, server_default=text("gen_random_uuid()"), sort_order=-89)


class Document(Keyed, Numbered, Decided, Scoped, Searchable, Stamped):
    """A trading document: numbered, living, owned, searched, stamped."""
