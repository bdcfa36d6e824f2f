"""Screens of the suppliers room."""

from app.i18n import N_
from app.modules.suppliers import queries, services
from app.modules.suppliers.drafts import SupplierDraft
from app.modules.suppliers.sheets import KINDS
from app.registry import Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec

SUPPLIERS = ListSpec(
    view="supplier",
    search_kind="supplier",
    default_sort="sort_key",
    columns=(
        Column("code", N_("Code"), "code", 90, link="suppliers.supplier", frozen=True),
        Column("name", N_("Name"), "text", 220, stretch=True, frozen=True),
        Column("short_name", N_("Short name"), "text", 110),
        Column("kind", N_("Kind"), "choice", 100, status={k: (t, "neutral") for k, t in KINDS}),
        Column("contact", N_("Contact"), "text", 100),
        Column("phone", N_("Phone"), "text", 130),
        Column("email", N_("E-mail"), "text", 160, hidden=True),
        Column("payment_terms", N_("Payment terms"), "text", 130),
        Column("currency", N_("Currency"), "text", 64),
        Column("lead_time_days", N_("Lead time (days)"), "number", 84),
        Column("tax_no", N_("Tax number"), "code", 160, hidden=True),
        Column("active", N_("Active"), "bool", 70),
        Column("sort_key", N_("Sort key"), "text", 100, hidden=True, filterable=False),
    ),
    saved=(SavedFilter("all", N_("All")), SavedFilter("active", N_("Active suppliers"), "active:yes")),
    group_by=("kind", "currency"),
    kinds=("supplier",),
)

SUPPLIER_FORM = FormSpec(
    kind="supplier",
    title=N_("Supplier"),
    list_screen="suppliers.suppliers",
    draft=SupplierDraft,
    load=queries.load,
    blank=queries.blank,
    save=services.save,
    edit_permission="suppliers.edit",
    kinds=("supplier",),
    fields=(
        Field("name", N_("Name"), required=True, span=2),
        Field("short_name", N_("Short name")),
        Field("code", N_("Code"), "code", help=N_("Left empty, the next free code is taken")),
        Field("name_en", N_("English name"), span=2),
        Field("kind", N_("Kind"), "choice", choices=KINDS),
        Field("contact", N_("Contact")),
        Field("phone", N_("Phone")),
        Field("email", N_("E-mail")),
        Field("lead_time_days", N_("Lead time (days)"), "number"),
        Field("active", N_("Active"), "bool"),
        Field("currency", N_("Currency"), "lookup_code", lookup="office.currency"),
        Field("tax_code", N_("Tax"), "lookup_code", lookup="office.tax"),
        Field("payment_terms", N_("Payment terms")),
        Field("tax_no", N_("Tax number"), "code"),
        Field("bank", N_("Bank")),
        Field("bank_account", N_("Bank account"), "code"),
        Field("address", N_("Address"), span=2),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    tabs=(
        (N_("Terms and bank"), ("currency", "tax_code", "payment_terms", "tax_no", "bank", "bank_account", "address",
                                "notes")),
    ),
)  # fmt: skip

SCREENS = (
    ScreenSpec("suppliers.suppliers", N_("Suppliers"), "purchasing", "suppliers.read", "truck", list=SUPPLIERS,
               opens="suppliers.supplier", new_permission="suppliers.edit", order=60),
    ScreenSpec("suppliers.supplier", N_("Supplier"), "purchasing", "suppliers.read", "truck", form=SUPPLIER_FORM,
               new_permission="suppliers.edit", menu=False),
)  # fmt: skip

PANELS: tuple[PanelSpec, ...] = ()
