"""The import sheets of the customers room: customers and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.errors import RuleError
from app.i18n import N_
from app.models.customers import Contact, Customer, CustomerCredit
from app.models.office import Currency, TaxRate
from app.modules.customers.rules import check_credit_code
from app.modules.office.sheets import SheetCheck, filled, insert_rows, is_empty, text
from app.registry import ImportSheet, SheetColumn
from app.sheets import Progress, SheetRow
from app.uow import Ctx

KINDS = (
    ("end_user", N_("End user")), ("dealer", N_("Dealer")), ("design_institute", N_("Design institute")),
    ("oem", N_("OEM")), ("contractor", N_("Contractor")),
)  # fmt: skip
STAGES = (
    ("target", N_("Target")), ("potential", N_("Potential")), ("prospect", N_("Prospect")), ("trading", N_("Trading")),
    ("serviced", N_("Serviced")), ("dormant", N_("Dormant")), ("lost", N_("Lost")),
)  # fmt: skip
LANGUAGES = (("zh", N_("Chinese")), ("en", N_("English")), ("both", N_("Both")))
DECISION_ROLES = (
    ("decides", N_("Decides")), ("influences", N_("Influences")), ("uses", N_("Uses")), ("checks", N_("Checks")),
    ("blocks", N_("Blocks")), ("coach", N_("Opens doors")),
)  # fmt: skip
_BEGINNINGS = ("target", "potential", "prospect")
_PLAIN = (
    "code", "name", "name_en", "short_name", "level", "industry", "region", "address", "ship_to_address", "phone", "email",
    "tax_no", "invoice_title", "invoice_address", "bank", "bank_account", "price_group", "payment_terms", "currency",
    "tax_code", "notes",
)  # fmt: skip


# ---------------------------------------------------------------- customers
def write_customers(
    ctx: Ctx, rows: Sequence[SheetRow], progress: Progress | None = None, *, names_repeat: bool = False
) -> int:
    """New customers from a sheet, each with its salesperson, stage and credit. Raises ManyErrors naming bad cells.

    names_repeat: customers of another program, told apart by their codes, may share a name; typed twice it is a slip.
    """
    ctx.require("customers.edit")
    check = SheetCheck(ctx, rows)
    check.required("code", "name")
    check.no_repeats(("code",))
    if not names_repeat:
        check.no_repeats(("name",))
    _check_codes(check)
    check.not_negative("credit_limit", "term_days")
    check.whole("term_days")
    check.codes(Currency, "currency", "sheet_unknown_currency")
    check.codes(TaxRate, "tax_code", "sheet_unknown_tax")
    kinds, stages = check.choice("kind", KINDS), check.choice("stage", STAGES)
    languages = check.choice("paper_language", LANGUAGES)
    owners = _owners(check)
    for row in rows:
        _check_row(check, row)
    check.refuse()
    wanted = [stages.get(text(row, "stage"), "target") for row in rows]
    values = [
        {
            **filled(row, *_PLAIN), "kind": kinds.get(text(row, "kind"), "end_user"),
            "paper_language": languages.get(text(row, "paper_language"), "zh"),
            "stage": stage if stage in _BEGINNINGS else "target", "owner_id": owners.get(text(row, "owner"), ctx.user.id),
        }
        for row, stage in zip(rows, wanted, strict=True)
    ]  # fmt: skip
    ids = insert_rows(ctx, Customer, values, progress)
    _write_credit(ctx, rows, ids)
    _move_stages(ctx, [(i, s) for i, s in zip(ids, wanted, strict=True) if s not in _BEGINNINGS])
    ctx.touch("customer")
    return len(ids)


def _check_codes(check: SheetCheck) -> None:
    """Note codes that are taken, also by customers the person does not see."""
    taken = set(
        check.ctx.session.execute(
            sa.text("select tw.taken_codes('customer', cast(:codes as text[]))"), {"codes": check.texts("code")}
        ).scalars()
    )
    for row in check.rows:
        if text(row, "code") in taken:
            check.wrong(row, "code", "sheet_exists")


def _owners(check: SheetCheck) -> dict[str, int]:
    """The persons of column owner, by login or by a name only one has; each within the person's own reach."""
    found = check.ctx.session.execute(
        sa.text(
            "select u.id, u.login, u.name, tw.reaches('customers', p.department_id, u.id) as within from tw.app_user u"
            " left join lateral (select department_id from tw.user_post p where p.user_id = u.id"
            " order by p.is_main desc, p.id limit 1) p on true"
            " where u.active and (u.login = any (:texts) or u.name = any (:texts))"
        ),
        {"texts": check.texts("owner")},
    ).all()
    names = [r.name for r in found]
    owners = {r.name: r for r in found if names.count(r.name) == 1} | {r.login: r for r in found}
    check.known("owner", owners, "sheet_unknown_person")
    for row in check.rows:
        owner = owners.get(text(row, "owner"))
        if owner is not None and not owner.within:
            check.wrong(row, "owner", "sheet_owner_out_of_reach")
    return {name: r.id for name, r in owners.items()}


def _check_row(check: SheetCheck, row: SheetRow) -> None:
    if text(row, "tax_no"):
        try:
            check_credit_code(text(row, "tax_no"))
        except RuleError as error:
            check.wrong(row, "tax_no", error.key, **error.params)
    if not is_empty(row.get("credit_limit")) and not check.ctx.user.may("customers.credit"):
        check.wrong(row, "credit_limit", "sheet_cell_not_allowed")


def _write_credit(ctx: Ctx, rows: Sequence[SheetRow], ids: Sequence[int]) -> None:
    granted: list[dict[str, Any]] = [
        {"customer_id": customer_id, **filled(row, "credit_limit", "term_days")}
        for row, customer_id in zip(rows, ids, strict=True)
        if not is_empty(row.get("credit_limit"))
    ]
    insert_rows(ctx, CustomerCredit, granted)


def _move_stages(ctx: Ctx, moves: Sequence[tuple[int, str]]) -> None:
    """Carry customers that do business already to their stage by the room's own posting function, one statement."""
    if moves:
        ctx.session.execute(
            sa.text(
                "select tw.move_customer_stage(id, stage, :reason, false)"
                " from unnest(cast(:ids as bigint[]), cast(:stages as text[])) as m(id, stage)"
            ),
            {"ids": [i for i, _ in moves], "stages": [s for _, s in moves], "reason": "Excel"},
        )


CUSTOMERS = ImportSheet(
    key="customers",
    title=N_("Customers"),
    permission="customers.edit",
    write=write_customers,
    order=10,
    columns=(
        SheetColumn("code", ("Code", "客户编码", "客户代码", "编码", "代码"), "code", True, N_("Unique among customers"), "C00001"),
        SheetColumn("name", ("Name", "客户名称", "名称"), "text", True, N_("Full name as on the business licence"),
                    "天津海河热电有限公司"),
        SheetColumn("name_en", ("English name", "英文名称"), "text", False, N_("Name for foreign papers")),
        SheetColumn("short_name", ("Short name", "简称"), "text", False, N_("Name among colleagues"), "海河热电"),
        SheetColumn("kind", ("Kind", "客户类别", "类别"), "choice", False,
                    N_("End user, Dealer, Design institute, OEM or Contractor; empty = End user")),
        SheetColumn("level", ("Level", "级别", "客户等级"), "text", False, N_("A, B or C; empty = C"), "B"),
        SheetColumn("stage", ("Stage", "客户阶段", "阶段"), "choice", False, N_("Empty = Target")),
        SheetColumn("industry", ("Industry", "行业"), "text", False, N_("Trade of the customer")),
        SheetColumn("region", ("Region", "地区", "区域"), "text", False, N_("Where the customer is")),
        SheetColumn("owner", ("Salesperson", "业务员"), "text", False, N_("Login or name of a colleague; empty = yourself")),
        SheetColumn("address", ("Address", "地址"), "text", False, N_("Postal address")),
        SheetColumn("ship_to_address", ("Ship-to address", "收货地址"), "text", False, N_("Where goods are sent")),
        SheetColumn("phone", ("Phone", "电话"), "text", False, N_("Telephone or mobile")),
        SheetColumn("email", ("E-mail", "电子邮箱", "邮箱"), "text", False, N_("Where papers are sent")),
        SheetColumn("tax_no", ("Tax number", "统一社会信用代码", "纳税识别号", "税号"), "code", False,
                    N_("Number on the business licence")),
        SheetColumn("invoice_title", ("Invoice title", "发票抬头"), "text", False, N_("Name on invoices")),
        SheetColumn("invoice_address", ("Invoice address", "开票地址"), "text", False, N_("Address and telephone on invoices")),
        SheetColumn("bank", ("Bank", "开户行"), "text", False, N_("Bank with branch")),
        SheetColumn("bank_account", ("Bank account", "银行账号"), "code", False, N_("Account number")),
        SheetColumn("price_group", ("Price group", "价格组"), "text", False, N_("Price group")),
        SheetColumn("payment_terms", ("Payment terms", "付款条件"), "text", False, N_("As agreed"), "月结 60 天"),
        SheetColumn("currency", ("Currency", "币别", "币种"), "code", False, N_("Code of a currency; empty = CNY"), "CNY"),
        SheetColumn("tax_code", ("Tax", "税种"), "code", False, N_("Code of a tax kind; empty = 13"), "13"),
        SheetColumn("paper_language", ("Language of papers", "单据语言"), "choice", False,
                    N_("Chinese, English or Both; empty = Chinese")),
        SheetColumn("credit_limit", ("Credit limit", "信用额度"), "money", False, N_("Only by who may grant credit")),
        SheetColumn("term_days", ("Credit days", "信用期限（天）", "账期"), "number", False,
                    N_("Days of credit, with a credit limit; empty = 30")),
        SheetColumn("notes", ("Notes", "备注"), "memo", False, N_("Anything else")),
    ),
)  # fmt: skip


# ---------------------------------------------------------------- contacts
def write_contacts(ctx: Ctx, rows: Sequence[SheetRow], progress: Progress | None = None) -> int:
    """New contacts of known customers from a sheet. Raises ManyErrors naming every bad cell."""
    ctx.require("customers.edit")
    check = SheetCheck(ctx, rows)
    check.required("customer", "name")
    check.no_repeats(("customer", "name"), "sheet_contact_repeated")
    customers = check.ids(Customer, "customer", "sheet_unknown_customer", ("code", "name", "short_name"))
    roles = check.choice("decision_role", DECISION_ROLES)
    _check_kept_contacts(check, customers)
    check.refuse()
    values = [
        {
            **filled(row, "name", "name_en", "title", "phone", "mobile", "email", "birthday", "is_main"),
            "customer_id": customers[text(row, "customer")], "decision_role": roles.get(text(row, "decision_role"), ""),
        }
        for row in rows
    ]  # fmt: skip
    insert_rows(ctx, Contact, values, progress)
    ctx.touch("contact")
    ctx.touch("customer")
    return len(values)


def _check_kept_contacts(check: SheetCheck, customers: dict[str, int]) -> None:
    kept = {
        (r.customer_id, r.name)
        for r in check.ctx.session.execute(
            sa.text("select customer_id, name from tw.contact where customer_id = any (:ids)"),
            {"ids": list(customers.values())},
        )
    }
    for row in check.rows:
        if (customers.get(text(row, "customer")), text(row, "name")) in kept:
            check.wrong(row, "name", "sheet_contact_exists", customer=text(row, "customer"))


CONTACTS = ImportSheet(
    key="contacts",
    title=N_("Contacts"),
    permission="customers.edit",
    write=write_contacts,
    order=15,
    columns=(
        SheetColumn("customer", ("Customer", "客户", "客户代码", "客户名称"), "code", True,
                    N_("Code, name or short name of a customer"), "C00001"),
        SheetColumn("name", ("Contact", "联系人", "姓名"), "text", True, N_("Name of the person"), "高建国"),
        SheetColumn("name_en", ("English name", "英文名称", "英文名"), "text", False, N_("Name for foreign papers")),
        SheetColumn("title", ("Position", "职务"), "text", False, N_("What the person does there"), "设备科长"),
        SheetColumn("decision_role", ("Role in the decision", "决策角色"), "choice", False,
                    N_("Decides, Influences, Uses, Checks, Blocks or Opens doors")),
        SheetColumn("mobile", ("Mobile", "手机"), "text", False, N_("Mobile number"), "13800000000"),
        SheetColumn("phone", ("Phone", "电话"), "text", False, N_("Telephone with extension")),
        SheetColumn("email", ("E-mail", "电子邮箱", "邮箱"), "text", False, N_("E-mail")),
        SheetColumn("birthday", ("Birthday", "生日"), "date", False, N_("Date of birth")),
        SheetColumn("is_main", ("Main contact", "主要联系人"), "bool", False, N_("Yes for the first one to call")),
    ),
)  # fmt: skip

SHEETS = (CUSTOMERS, CONTACTS)
