"""The import sheet of suppliers."""

from __future__ import annotations

from collections.abc import Sequence

from app.i18n import N_
from app.models.office import Currency, TaxRate
from app.models.suppliers import Supplier
from app.modules.office.sheets import SheetCheck, filled, insert_rows, text
from app.registry import ImportSheet, SheetColumn
from app.sheets import Progress, SheetRow
from app.uow import Ctx

KINDS = (
    ("material", N_("Materials")), ("outsourcing", N_("Outsourcing")), ("freight", N_("Freight")),
    ("service", N_("Service")), ("other", N_("Other")),
)  # fmt: skip

_TEXTS = (
    "code", "name", "name_en", "short_name", "contact", "phone", "email", "address", "currency", "tax_code",
    "payment_terms", "tax_no", "bank", "bank_account", "lead_time_days", "notes",
)  # fmt: skip


def write_suppliers(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress | None = None) -> int:
    """New suppliers from a sheet. Raises ManyErrors naming every bad cell; then nothing is written."""
    ctx.require("suppliers.edit")
    check = SheetCheck(ctx, rows)
    check.required("code", "name")
    check.no_repeats(("code",))
    check.none_exist(Supplier)
    check.not_negative("lead_time_days")
    check.whole("lead_time_days")
    check.codes(Currency, "currency", "sheet_unknown_currency")
    check.codes(TaxRate, "tax_code", "sheet_unknown_tax")
    kinds = check.choice("kind", KINDS)
    check.refuse()
    values = [{**filled(row, *_TEXTS), "kind": kinds.get(text(row, "kind"), "material")} for row in rows]
    insert_rows(ctx, Supplier, values, progress)
    ctx.touch("supplier")
    return len(values)


SUPPLIERS = ImportSheet(
    key="suppliers",
    title=N_("Suppliers"),
    permission="suppliers.edit",
    write=write_suppliers,
    order=20,
    columns=(
        SheetColumn("code", ("Code", "供应商编码", "供应商代码", "编码", "代码"), "code", True, N_("Unique among suppliers"), "V00001"),
        SheetColumn("name", ("Name", "供应商名称", "名称"), "text", True, N_("Full name as on the business licence"),
                    "无锡华胜阀门有限公司"),
        SheetColumn("name_en", ("English name", "英文名称"), "text", False, N_("Name for foreign papers")),
        SheetColumn("short_name", ("Short name", "简称"), "text", False, N_("Name among colleagues"), "华胜阀门"),
        SheetColumn("kind", ("Kind", "类别"), "choice", False,
                    N_("Materials, Outsourcing, Freight, Service or Other; empty = Materials")),
        SheetColumn("contact", ("Contact", "联系人"), "text", False, N_("Whom to ask")),
        SheetColumn("phone", ("Phone", "电话"), "text", False, N_("Telephone or mobile")),
        SheetColumn("email", ("E-mail", "电子邮箱", "邮箱"), "text", False, N_("Where orders are sent")),
        SheetColumn("address", ("Address", "地址"), "text", False, N_("Postal address")),
        SheetColumn("currency", ("Currency", "币别", "币种"), "code", False, N_("Code of a currency; empty = CNY"), "CNY"),
        SheetColumn("tax_code", ("Tax", "税种"), "code", False, N_("Code of a tax kind; empty = 13"), "13"),
        SheetColumn("payment_terms", ("Payment terms", "付款条件"), "text", False, N_("As agreed"), "月结 60 天"),
        SheetColumn("tax_no", ("Tax number", "纳税识别号", "税号"), "code", False, N_("Number on the business licence")),
        SheetColumn("bank", ("Bank", "开户行"), "text", False, N_("Bank with branch")),
        SheetColumn("bank_account", ("Bank account", "银行账号"), "code", False, N_("Account number")),
        SheetColumn("lead_time_days", ("Lead time (days)", "提前期（天）", "提前期"), "number", False,
                    N_("Calendar days from order to arrival"), "15"),
        SheetColumn("notes", ("Notes", "备注"), "memo", False, N_("Anything else")),
    ),
)  # fmt: skip
