"""Screens of the opportunities room."""

from app.i18n import N_
from app.modules.opportunities import queries, rules, services
from app.modules.opportunities.drafts import OpportunityDraft
from app.modules.opportunities.module import LIFE
from app.registry import Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status

STATES = {s.key: (s.title, s.status) for s in LIFE.states}
STAGES: dict[str, tuple[str, Status]] = {code: (title, "neutral") for code, title in queries.STAGE_TITLES.items()}
SOURCES = (
    ("", ""), ("existing", N_("Existing customer")), ("referral", N_("Referral")), ("fair", N_("Trade fair")),
    ("web", N_("Website")), ("tender", N_("Tender")), ("call", N_("Cold call")), ("institute", N_("Design institute")),
)  # fmt: skip
SOURCE_TITLES: dict[str, tuple[str, Status]] = {k: (t, "neutral") for k, t in SOURCES if k}

OPPORTUNITIES = ListSpec(
    view="opportunity_list",
    scope="opportunities",
    search_kind="opportunity",
    default_sort="expected_date",
    columns=(
        Column("state", N_("Outcome"), "state", 84, status=STATES),
        Column("number", N_("Number"), "code", 124, link="opportunities.opportunity", frozen=True),
        Column("name", N_("Deal"), "text", 170, stretch=True, frozen=True),
        Column("customer_name", N_("Customer"), "text", 180, link="customers.customer", link_id="customer_id"),
        Column("owner_name", N_("Salesperson"), "text", 76),
        Column("stage", N_("Sales stage"), "choice", 100, status=STAGES),
        Column("stage_days", N_("Days in stage"), "number", 72, hidden=True),
        Column("expected_date", N_("Expected"), "date", 98, late="is_late"),
        Column("currency", N_("Currency"), "text", 60),
        Column("amount", N_("Amount"), "money", 104),
        Column("probability", N_("Chance"), "bar", 84),
        Column("weighted", N_("Weighted"), "money", 120, hidden=True),
        Column("next_step", N_("Next step"), "text", 180, hidden=True),
        Column("next_step_on", N_("Next step on"), "date", 104, late="step_late", hidden=True),
        Column("source", N_("Source"), "choice", 110, status=SOURCE_TITLES, hidden=True),
        Column("department_name", N_("Department"), "text", 100, hidden=True),
        Column("state_reason", N_("Reason"), "text", 160, hidden=True),
        Column("is_mine", N_("Mine"), "bool", 60, hidden=True),
        Column("is_late", N_("Late"), "bool", 60, hidden=True),
        Column("created_at", N_("Created"), "datetime", 130, hidden=True),
    ),
    saved=(
        SavedFilter("mine", N_("My open deals"), "state:open is_mine:yes", "expected_date"),
        SavedFilter("all", N_("All")),
        SavedFilter("late", N_("Expected date passed"), "is_late:yes", "expected_date", "late"),
        SavedFilter("month", N_("Expected this month"), "state:open expected_date:thismonth", "expected_date"),
        SavedFilter("won", N_("Won"), "state:won", "-number", "done"),
    ),
    group_by=("stage", "state", "owner_name", "customer_name"),
    kinds=("opportunity",),
)

OPPORTUNITY_FORM = FormSpec(
    kind="opportunity",
    title=N_("Opportunity"),
    list_screen="opportunities.opportunities",
    draft=OpportunityDraft,
    load=queries.load,
    blank=queries.blank,
    save=services.save,
    totals=rules.form_totals,
    total_keys=(("lines_total", N_("Sum of lines")), ("weighted", N_("Weighted"))),
    edit_permission="opportunities.edit",
    kinds=("opportunity",),
    fields=(
        Field("name", N_("Deal"), required=True, span=2),
        Field("customer", N_("Customer"), "lookup", required=True, lookup="customers.customer", link="customers.customer",
              fills={"currency": "currency"}, span=2),
        Field("end_user", N_("End user"), "lookup", lookup="customers.customer", link="customers.customer", span=2),
        Field("contact", N_("Contact"), "lookup", lookup="customers.contact", depends="customer"),
        Field("source", N_("Source"), "choice", choices=SOURCES),
        Field("stage", N_("Sales stage"), "lookup", lookup="opportunities.stage", fills={"probability": "probability"}),
        Field("probability", N_("Chance (%)"), "number"),
        Field("amount", N_("Amount"), "money", help=N_("Left empty, the sum of the lines")),
        Field("currency", N_("Currency"), "lookup_code", lookup="office.currency", default="CNY"),
        Field("expected_date", N_("Expected"), "date"),
        Field("owner", N_("Salesperson"), "lookup", lookup="office.person"),
        Field("next_step_on", N_("Next step on"), "date"),
        Field("next_step", N_("Next step"), span=2),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    tabs=((N_("Notes"), ("notes",)),),
    line_fields=(
        Field("item", N_("Item"), "lookup", required=True, lookup="items.item", width=130, fills={
            "specification": "specification", "unit": "unit", "price_with_tax": "price_with_tax",
        }),
        Field("specification", N_("Name · specification"), computed=True, width=180, stretch=True, beside="item"),
        Field("unit", N_("Unit"), computed=True, width=50),
        Field("quantity", N_("Quantity"), "quantity", required=True, width=90),
        Field("price_with_tax", N_("Price with tax"), "price", width=110),
        Field("line_amount", N_("Amount"), "money", computed=True, width=120),
        Field("due_date", N_("Wanted by"), "date", width=92),
        Field("description", N_("Remark"), width=120),
    ),
)  # fmt: skip

SCREENS = (
    ScreenSpec("opportunities.opportunities", N_("Opportunities"), "opportunities", "opportunities.read", "target",
               list=OPPORTUNITIES, opens="opportunities.opportunity", lifecycle="opportunity",
               new_permission="opportunities.edit", order=10),
    ScreenSpec("opportunities.opportunity", N_("Opportunity"), "opportunities", "opportunities.read", "target",
               form=OPPORTUNITY_FORM, lifecycle="opportunity", new_permission="opportunities.edit", menu=False),
)  # fmt: skip

PANELS = (
    PanelSpec("customers.customer", "opportunities.of_customer", N_("Opportunities"), "opportunities.read", OPPORTUNITIES,
              "customer_id", opens="opportunities.opportunity", order=20),
)  # fmt: skip
