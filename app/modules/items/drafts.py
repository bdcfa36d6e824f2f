"""What is filled in about items, bills of materials, sources, groups and units before it is checked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item as typed. Prices and cost left None stay as they are (0 = none)."""

    code: str = ""
    name: str = ""
    name_en: str = ""
    specification: str = ""
    drawing_no: str = ""
    brand: str = ""
    mnemonic: str = ""
    tax_code: str = "13"
    tax_code_cn: str = ""
    group: int | None = None
    source: str = "buy"
    unit: int | None = None
    lead_time_days: int = 0
    safety_stock: Decimal = Decimal(0)
    lot_minimum: Decimal = Decimal(0)
    lot_multiple: Decimal = Decimal(0)
    planner: int | None = None
    is_serial: bool = False
    is_lot: bool = False
    warranty_months: int = 0
    default_bin: int | None = None
    notes: str = ""
    active: bool = True
    price_with_tax: Decimal | None = None
    floor_price: Decimal | None = None
    price_currency: str = "CNY"
    price_version: int | None = None
    cost: Decimal | None = None
    cost_version: int | None = None
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class BomLineDraft:
    """A component as typed; scrap is a share (0.05 = 5 %)."""

    component: int | None = None
    quantity: Decimal | None = None
    scrap: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_to: date | None = None
    notes: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class BomDraft:
    """A version of a bill of materials as typed; without a version number it takes the next."""

    item: int | None = None
    version_no: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    notes: str = ""
    lines: tuple[BomLineDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A supplier of an item as typed; a price left None stays as it is."""

    item: int | None = None
    supplier: int | None = None
    supplier_item_code: str = ""
    lead_time_days: int = 0
    minimum: Decimal = Decimal(0)
    priority: int = 1
    price: Decimal | None = None
    currency: str = "CNY"
    active: bool = True
    notes: str = ""
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A node of the group tree as typed; its parent follows from the code."""

    code: str = ""
    name: str = ""
    name_en: str = ""
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit as typed; digits: decimals its quantities may have."""

    code: str = ""
    name: str = ""
    name_en: str = ""
    digits: int = 0
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
