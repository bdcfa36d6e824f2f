"""What an administrator fills in about people, departments and rules."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post of a person; the first line is the main one."""

    department: int | None = None
    title: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as typed: names, posts, and one field a duty. password: only for a new one, or to reset it."""

    login: str = ""
    name: str = ""
    name_en: str = ""
    phone: str = ""
    password: str = ""
    sales: bool = False
    sales_manager: bool = False
    merchandiser: bool = False
    planner: bool = False
    engineer: bool = False
    purchaser: bool = False
    warehouse: bool = False
    production: bool = False
    quality: bool = False
    service_desk: bool = False
    technician: bool = False
    finance: bool = False
    cashier: bool = False
    manager: bool = False
    auditor: bool = False
    admin: bool = False
    lines: tuple[PostDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class DepartmentDraft:
    """A department as typed."""

    code: str = ""
    name: str = ""
    name_en: str = ""
    parent: int | None = None
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ApprovalRuleDraft:
    """A step of approval as typed: from an amount in the company's currency, or where a condition holds."""

    kind: str = ""
    step_no: int = 1
    amount_from: Decimal = Decimal(0)
    condition: str = ""
    permission: str = ""
    active: bool = True
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class NumberRuleDraft:
    """How documents of a kind are numbered, as typed."""

    prefix: str = ""
    period: str = "month"
    digits: int = 5
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """A figure of a warning rule: its name and value."""

    name: str = ""
    value: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class WarningDraft:
    """Whether a warning rule runs, and with which figures."""

    active: bool = True
    lines: tuple[FigureDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ReachDraft:
    """How far a duty or one person sees in a scope, as typed."""

    scope: str = ""
    duty: str = ""
    person: int | None = None
    reach: str = "own"
    departments: str = ""
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class SettingDraft:
    """One setting as typed: its key and its value, both as text."""

    name: str = ""
    value: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class SettingsDraft:
    """All settings of the company that the rooms declare, a line each."""

    lines: tuple[SettingDraft, ...] = ()
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class CompanyDraft:
    """The company's own head, as printed on every paper."""

    name: str = ""
    name_en: str = ""
    short_name: str = ""
    address: str = ""
    address_en: str = ""
    phone: str = ""
    tax_no: str = ""
    bank: str = ""
    bank_account: str = ""
    id: int | None = None
    uid: uuid.UUID | None = None
    version: int | None = None
