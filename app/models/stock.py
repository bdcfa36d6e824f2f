"""Stock: warehouses and bins, what lies where, and the ledger of every move with its document."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import (
    Base,
    Keyed,
    Living,
    MoneyCol,
    Numbered,
    PriceCol,
    QuantityCol,
    Searchable,
    Stamped,
    Txt,
    ref,
)

INWARD = ("purchase_receipt", "production_receipt", "other_in", "opening")
OUTWARD = ("sales_issue", "production_issue", "other_out")
KINDS = (*INWARD, *OUTWARD, "transfer", "reversal")
BIN_KINDS = ("normal", "high", "dock")


class Warehouse(Keyed, Stamped, Base):
    """A place where stock lies, parted into bins."""

    __tablename__ = "warehouse"
    code: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str]
    name_en: Mapped[Txt]
    kind: Mapped[str] = mapped_column(Text, server_default="normal")
    active: Mapped[bool] = mapped_column(server_default=sql("true"))


class Bin(Keyed, Searchable, Stamped, Base):
    """A bin; `walk_no` is its place in the walk of its warehouse, high bins need the fork-lift."""

    __tablename__ = "bin"
    __table_args__ = (
        CheckConstraint(f"kind in {BIN_KINDS}", name="kind"),
        UniqueConstraint("warehouse_id", "code"),
    )
    warehouse_id: Mapped[int] = ref("warehouse", index=False)
    code: Mapped[str]
    aisle: Mapped[Txt]
    walk_no: Mapped[int] = mapped_column(Integer, server_default="0")
    kind: Mapped[str] = mapped_column(Text, server_default="normal")
    active: Mapped[bool] = mapped_column(server_default=sql("true"))


class StockDocument(Keyed, Numbered, Living, Searchable, Stamped, Base):
    """A receipt, issue or transfer; posted once, undone only by its mirror."""

    __tablename__ = "stock_document"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint("state = 'draft' or posting_no is not null", name="posted_has_number"),
        Index("stock_document_posting_key", "series", "posting_year", "posting_no", unique=True),
        Index(None, "day", "id"),
        Index(None, "source_kind", "source_id"),
    )
    kind: Mapped[str]
    series: Mapped[Txt]
    posting_year: Mapped[int | None]
    posting_no: Mapped[int | None] = mapped_column(BigInteger)
    day: Mapped[date]
    source_kind: Mapped[Txt]
    source_id: Mapped[int | None] = mapped_column(BigInteger)
    party: Mapped[Txt]
    memo: Mapped[Txt]
    posted_at: Mapped[datetime | None]
    posted_by: Mapped[int | None] = mapped_column(BigInteger)
    reverses_id: Mapped[int | None] = ref("stock_document", nullable=True, index=False)


class StockDocumentLine(Keyed, Stamped, Base):
    """What was moved: quantity in the item's unit, above zero; a transfer also names where to."""

    __tablename__ = "stock_document_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        Index(None, "source_line_id", postgresql_where=sql("source_line_id is not null")),
    )
    document_id: Mapped[int] = ref("stock_document", index=False, ondelete="cascade")
    line_no: Mapped[int]
    item_id: Mapped[int] = ref("item")
    quantity: Mapped[QuantityCol]
    bin_id: Mapped[int] = ref("bin", index=False)
    to_bin_id: Mapped[int | None] = ref("bin", nullable=True, index=False)
    lot: Mapped[Txt]
    serials: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    source_line_id: Mapped[int | None] = mapped_column(BigInteger)
    notes: Mapped[Txt]


class StockMove(Keyed, Base):
    """The ledger: one signed move of one item in one bin; never changed."""

    __tablename__ = "stock_move"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="moves_something"),
        Index(None, "item_id", "day", "id"),
        Index(None, "day", "id"),
        Index("stock_move_serial_ix", "serial", "item_id", postgresql_where=sql("serial <> ''")),
    )
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    day: Mapped[date]
    kind: Mapped[str]
    item_id: Mapped[int] = ref("item", index=False)
    bin_id: Mapped[int] = ref("bin")
    lot: Mapped[Txt]
    serial: Mapped[Txt]
    quantity: Mapped[QuantityCol]
    document_id: Mapped[int] = ref("stock_document")
    line_id: Mapped[int] = ref("stock_document_line")


class StockMoveCost(Keyed, Base):
    """What a move was worth, apart, for who may see costs; never changed. A transfer is worth nothing."""

    __tablename__ = "stock_move_cost"
    __table_args__ = (UniqueConstraint("move_id"),)
    move_id: Mapped[int] = ref("stock_move", index=False)
    unit_cost: Mapped[PriceCol]
    value: Mapped[MoneyCol]


class StockValue(Keyed, Base):
    """Quantity and value of an item in all: their quotient is the moving average. Also the lock of an item's stock."""

    __tablename__ = "stock_value"
    __table_args__ = (UniqueConstraint("item_id"),)
    item_id: Mapped[int] = ref("item", index=False)
    quantity: Mapped[QuantityCol] = mapped_column(server_default="0")
    value: Mapped[MoneyCol] = mapped_column(server_default="0")


class StockBalance(Keyed, Base):
    """What lies of an item in a bin under a lot and serial; gone at zero. received: since when, for FIFO."""

    __tablename__ = "stock_balance"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="not_negative"),
        CheckConstraint("serial = '' or quantity <= 1", name="one_per_serial"),
        UniqueConstraint("item_id", "bin_id", "lot", "serial"),
        Index("stock_balance_serial_key", "item_id", "serial", unique=True, postgresql_where=sql("serial <> ''")),
    )
    item_id: Mapped[int] = ref("item", index=False)
    bin_id: Mapped[int] = ref("bin")
    lot: Mapped[Txt]
    serial: Mapped[Txt]
    quantity: Mapped[QuantityCol]
    received: Mapped[date]


class Reservation(Keyed, Base):
    """Stock kept for someone: of one bin, or (bin empty) of the item wherever it lies."""

    __tablename__ = "reservation"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="positive"),
        Index(None, "item_id", "bin_id"),
        Index(None, "for_kind", "for_id"),
    )
    item_id: Mapped[int] = ref("item", index=False)
    bin_id: Mapped[int | None] = ref("bin", nullable=True)
    lot: Mapped[Txt]
    serial: Mapped[Txt]
    quantity: Mapped[QuantityCol]
    for_kind: Mapped[str]
    for_id: Mapped[int] = mapped_column(BigInteger)
    for_line_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(server_default=sql("now()"))
    by_id: Mapped[int | None] = ref("app_user", nullable=True, index=False)
