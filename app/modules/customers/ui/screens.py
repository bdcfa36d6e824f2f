"""Screens of the customers room."""

from app.i18n import N_
from app.modules.customers import queries, services
from app.modules.customers.drafts import ActivityDraft, CustomerDraft
from app.modules.customers.sheets import DECISION_ROLES, KINDS, LANGUAGES
from app.registry import Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec

ROLES = (("", ""), *DECISION_ROLES)
ACTIVITY_KINDS = (
    ("call", N_("Call")), ("visit", N_("Visit")), ("mail", N_("Mail")), ("meeting", N_("Meeting")), ("other", N_("Other")),
)  # fmt: skip

CUSTOMERS = ListSpec(
    view="customer_list",
    scope="customers",
    search_kind="customer",
    default_sort="name",
    columns=(
        Column("stage", N_("Stage"), "state", 86, status=queries.STAGES),
        Column("code", N_("Code"), "code", 80, link="customers.customer", frozen=True),
        Column("name", N_("Name"), "text", 220, stretch=True, frozen=True, sort="sort_key"),
        Column("level", N_("Level"), "text", 52),
        Column("kind", N_("Kind"), "choice", 90, status={k: (t, "neutral") for k, t in KINDS}),
        Column("industry", N_("Industry"), "text", 80),
        Column("region", N_("Region"), "text", 76),
        Column("owner_name", N_("Salesperson"), "text", 76),
        Column("department_name", N_("Department"), "text", 100, hidden=True),
        Column("last_contact_on", N_("Last contact"), "date", 92),
        Column("payment_terms", N_("Payment terms"), "text", 104),
        Column("credit_limit", N_("Credit limit"), "money", 100),
        Column("currency", N_("Currency"), "text", 62),
        Column("phone", N_("Phone"), "text", 120, hidden=True),
        Column("tax_no", N_("Tax number"), "code", 160, hidden=True),
    ),
    saved=(
        SavedFilter("all", N_("All")),
        SavedFilter("trading", N_("Trading"), "stage:trading,serviced"),
        SavedFilter("quiet", N_("Quiet"), "last_contact_on:..-45", "last_contact_on", "waiting"),
    ),
    group_by=("stage", "owner_name", "region", "industry"),
    kinds=("customer",),
)

CUSTOMER_FORM = FormSpec(
    kind="customer",
    title=N_("Customer"),
    list_screen="customers.customers",
    draft=CustomerDraft,
    load=queries.load,
    blank=queries.blank,
    save=services.save,
    edit_permission="customers.edit",
    kinds=("customer",),
    fields=(
        Field("name", N_("Name"), required=True, span=2),
        Field("short_name", N_("Short name")),
        Field("code", N_("Code"), "code", help=N_("Left empty, the next free code is taken")),
        Field("name_en", N_("English name"), span=2),
        Field("kind", N_("Kind"), "choice", choices=KINDS),
        Field("level", N_("Level"), "choice", choices=(("A", "A"), ("B", "B"), ("C", "C"))),
        Field("industry", N_("Industry")),
        Field("region", N_("Region")),
        Field("owner", N_("Salesperson"), "lookup", lookup="office.person"),
        Field("payment_terms", N_("Payment terms")),
        Field("currency", N_("Currency"), "lookup_code", lookup="office.currency"),
        Field("tax_code", N_("Tax"), "lookup_code", lookup="office.tax"),
        Field("credit_limit", N_("Credit limit"), "money"),
        Field("term_days", N_("Credit days"), "number"),
        Field("address", N_("Address"), span=2),
        Field("ship_to_address", N_("Ship-to address"), span=2),
        Field("phone", N_("Phone")),
        Field("email", N_("E-mail")),
        Field("tax_no", N_("Tax number"), "code"),
        Field("invoice_title", N_("Invoice title")),
        Field("invoice_address", N_("Invoice address"), span=2),
        Field("bank", N_("Bank")),
        Field("bank_account", N_("Bank account"), "code"),
        Field("price_group", N_("Price group")),
        Field("paper_language", N_("Language of papers"), "choice", choices=LANGUAGES),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    tabs=(
        (N_("Addresses and bank"), (
            "address", "ship_to_address", "phone", "email", "tax_no", "invoice_title", "invoice_address", "bank",
            "bank_account", "price_group", "paper_language", "notes",
        )),
    ),
    line_fields=(
        Field("name", N_("Contact"), required=True, width=110),
        Field("title", N_("Position"), width=110),
        Field("decision_role", N_("Role in the decision"), "choice", choices=ROLES, width=110),
        Field("mobile", N_("Mobile"), width=110),
        Field("phone", N_("Phone"), width=120),
        Field("email", N_("E-mail"), width=160, stretch=True),
        Field("birthday", N_("Birthday"), "date", width=90),
        Field("is_main", N_("Main contact"), "bool", width=80),
    ),
)  # fmt: skip

ACTIVITIES = ListSpec(
    view="activity_list",
    scope="customers",
    default_sort="-due_at",
    columns=(
        Column("due_at", N_("Due"), "datetime", 126, late="is_late"),
        Column("kind", N_("Kind"), "choice", 64, status={k: (t, "neutral") for k, t in ACTIVITY_KINDS}),
        Column("subject", N_("Subject"), "text", 210, stretch=True),
        Column("customer_name", N_("Customer"), "text", 210, link="customers.customer", link_id="customer_id"),
        Column("contact_name", N_("Contact"), "text", 90),
        Column("owner_name", N_("Who"), "text", 76),
        Column("done_at", N_("Done"), "datetime", 116),
        Column("result", N_("Result"), "text", 170),
    ),
    kinds=("activity",),
)

ACTIVITY_FORM = FormSpec(
    kind="activity",
    title=N_("Activity"),
    list_screen="customers.activities",
    draft=ActivityDraft,
    load=queries.load_activity,
    blank=queries.blank_activity,
    save=services.save_activity,
    edit_permission="customers.edit",
    kinds=("activity",),
    fields=(
        Field(
            "customer",
            N_("Customer"),
            "lookup",
            required=True,
            lookup="customers.customer",
            span=2,
            link="customers.customer",
        ),
        Field("contact", N_("Contact"), "lookup", lookup="customers.contact", depends="customer"),
        Field("kind", N_("Kind"), "choice", choices=ACTIVITY_KINDS),
        Field("subject", N_("Subject"), required=True, span=2),
        Field("due_at", N_("Due"), "datetime"),
        Field("done", N_("Done"), "bool"),
        Field("content", N_("Content"), "memo", span=2),
        Field("result", N_("Result"), "memo", span=2),
    ),
)

SCREENS = (
    ScreenSpec("customers.customers", N_("Customers"), "customers", "customers.read", "users-three", list=CUSTOMERS,
               opens="customers.customer", new_permission="customers.edit", order=10),
    ScreenSpec("customers.customer", N_("Customer"), "customers", "customers.read", "users-three", form=CUSTOMER_FORM,
               new_permission="customers.edit", menu=False),
    ScreenSpec("customers.activities", N_("Activities"), "customers", "customers.read", "phone", list=ACTIVITIES,
               opens="customers.activity", new_permission="customers.edit", order=20),
    ScreenSpec("customers.activity", N_("Activity"), "customers", "customers.read", "phone", form=ACTIVITY_FORM,
               new_permission="customers.edit", menu=False),
)  # fmt: skip

PANELS = (
    PanelSpec("customers.customer", "customers.activities_panel", N_("Activities"), "customers.read", ACTIVITIES,
              "customer_id", opens="customers.activity", order=10),
)  # fmt: skip
