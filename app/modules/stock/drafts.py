"""What is filled in about stock before it is checked, and what other rooms ask to be posted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PostingLine:
    """One line to be posted. cost: per unit, for receipts whose cost is known; else the moving average counts."""

    item_id: int
    quantity: Decimal
    bin_id: int
    to_bin_id: int | None = None
    lot: str = ""
    serials: tuple[str, ...] = ()
    source_line_id: int | None = None
    cost: Decimal | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class StockPosting:
    """What another room asks to be posted: kind of stock document, day, lines, and what they come from."""

    kind: str
    day: date
    lines: tuple[PostingLine, ...]
    source_kind: str = ""
    source_id: int | None = None
    party: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class ReservationLine:
    """Stock to be kept: of a bin, or wherever it lies."""

    item_id: int
    quantity: Decimal
    bin_id: int | None = None
    lot: str = ""
    serial: str = ""
    line_id: int | None = None


@dataclass(frozen=True, slots=True)
class StockLineDraft:
    """A line as typed. serials: as `rules.parse_serials` reads them."""

    item: int | None = None
    quantity: Decimal | None = None
    bin: int | None = None
    to_bin: int | None = None
    lot: str = ""
    serials: str = ""
    notes: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class StockDocumentDraft:
    """A receipt, issue or transfer as typed, of the kinds that have no other source."""

    kind: str = "other_in"
    day: date | None = None
    party: str = ""
    memo: str = ""
    lines: tuple[StockLineDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class BinDraft:
    """A bin as typed. walk_no None: its place in the natural walk."""

    code: str = ""
    aisle: str = ""
    walk_no: int | None = None
    kind: str = "normal"
    active: bool = True
    id: int | None = None


@dataclass(frozen=True, slots=True)
class WarehouseDraft:
    """A warehouse as typed, with its bins as lines."""

    code: str = ""
    name: str = ""
    name_en: str = ""
    kind: str = "normal"
    active: bool = True
    lines: tuple[BinDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
