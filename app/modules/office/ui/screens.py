"""Screens of the office: people, departments, reach, rules of approval, numbers and warnings, the audit."""

from app.i18n import N_
from app.modules.office import forms, people
from app.modules.office.drafts import (
    ApprovalRuleDraft,
    CompanyDraft,
    DepartmentDraft,
    NumberRuleDraft,
    PersonDraft,
    ReachDraft,
    SettingsDraft,
    WarningDraft,
)
from app.registry import Action, Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status

DUTY_TITLES = (
    ("sales", N_("Salesperson")), ("sales_manager", N_("Sales manager")), ("merchandiser", N_("Merchandiser")),
    ("planner", N_("Planner")), ("engineer", N_("Engineer")), ("purchaser", N_("Purchaser")),
    ("warehouse", N_("Warehouse clerk")), ("production", N_("Production lead")), ("quality", N_("Inspector")),
    ("service_desk", N_("Service desk")), ("technician", N_("Technician")), ("finance", N_("Finance")),
    ("cashier", N_("Cashier")), ("manager", N_("General manager")), ("auditor", N_("Auditor")),
    ("admin", N_("Administrator")),
)  # fmt: skip
REACHES = (
    ("own", N_("Own")), ("department", N_("Department")), ("below", N_("Department and below")),
    ("chosen", N_("Chosen departments")), ("all", N_("All")),
)  # fmt: skip
PERIODS = (("month", N_("Month")), ("year", N_("Year")), ("never", N_("Never")))
PERSON_STATE: dict[str, tuple[str, Status]] = {"active": (N_("Active"), "done"), "locked": (N_("Locked"), "hold")}
ACTIONS: dict[str, tuple[str, Status]] = {
    "insert": (N_("Inserted"), "done"), "update": (N_("Changed"), "active"), "delete": (N_("Deleted"), "late"),
}  # fmt: skip

PEOPLE = ListSpec(
    view="people_list",
    default_sort="login",
    columns=(
        Column("state", N_("State"), "state", 84, status=PERSON_STATE),
        Column("login", N_("Login"), "code", 120, link="office.person", frozen=True),
        Column("name", N_("Name"), "text", 120),
        Column("name_en", N_("English name"), "text", 140),
        Column("departments", N_("Departments"), "text", 180),
        Column("duties", N_("Duties"), "text", 240, stretch=True, sortable=False),
        Column("phone", N_("Phone"), "text", 130),
    ),
    saved=(SavedFilter("active", N_("Active"), "state:active"), SavedFilter("all", N_("All"))),
    kinds=("app_user",),
)
DEPARTMENTS = ListSpec(
    view="department_list",
    default_sort="code",
    columns=(
        Column("code", N_("Code"), "code", 90, link="office.department"),
        Column("name", N_("Name"), "text", 200, stretch=True),
        Column("name_en", N_("English name"), "text", 200),
        Column("parent_name", N_("Below"), "text", 180),
        Column("people", N_("People"), "number", 80, sortable=False),
    ),
    kinds=("department",),
)
REACH = ListSpec(
    view="reach_list",
    default_sort="scope",
    columns=(
        Column("scope", N_("Kind of documents"), "code", 150, link="office.reach"),
        Column("duty", N_("Duty"), "choice", 150, status={k: (t, "neutral") for k, t in DUTY_TITLES}),
        Column("person", N_("Person"), "text", 130),
        Column("reach", N_("Sees"), "choice", 170, status={k: (t, "neutral") for k, t in REACHES}),
        Column("departments", N_("Departments"), "text", 240, stretch=True),
    ),
    group_by=("scope", "duty"),
    kinds=("reach",),
)
RIGHTS = ListSpec(
    view="duty_permission_list",
    default_sort="permission",
    columns=(
        Column("permission", N_("Permission"), "code", 200),
        Column("permission_title", N_("Meaning"), "text", 300, stretch=True),
        Column("duty", N_("Duty"), "choice", 180, status={k: (t, "neutral") for k, t in DUTY_TITLES}),
    ),
    group_by=("duty", "permission"),
)
APPROVAL_RULES = ListSpec(
    view="approval_rule_list",
    default_sort="kind",
    columns=(
        Column("kind", N_("Kind of documents"), "code", 170, link="office.approval_rule"),
        Column("step_no", N_("Step"), "number", 60),
        Column("amount_from", N_("From amount"), "money", 130),
        Column("condition", N_("Condition"), "text", 140),
        Column("permission_title", N_("Who approves"), "text", 260, stretch=True),
        Column("active", N_("Active"), "bool", 70),
    ),
    kinds=("approval_rule",),
)
NUMBER_RULES = ListSpec(
    view="number_rule_list",
    default_sort="kind",
    columns=(
        Column("kind", N_("Kind of documents"), "code", 190, link="office.number_rule"),
        Column("prefix", N_("Prefix"), "code", 90),
        Column("period", N_("Counts anew each"), "choice", 140, status={k: (t, "neutral") for k, t in PERIODS}),
        Column("digits", N_("Digits"), "number", 80),
    ),
    kinds=("number_rule",),
)
WARNINGS = ListSpec(
    view="warning_setting_list",
    default_sort="key",
    columns=(
        Column("key", N_("Warning rule"), "code", 220, link="office.warning"),
        Column("active", N_("Active"), "bool", 70),
        Column("figures", N_("Figures"), "text", 260, stretch=True, sortable=False),
        Column("last_run", N_("Last run"), "datetime", 140),
        Column("outcome", N_("Outcome"), "text", 160),
    ),
    kinds=("warning_setting",),
)
AUDIT = ListSpec(
    view="audit_list",
    default_sort="-id",
    columns=(
        Column("at", N_("When"), "datetime", 140),
        Column("who", N_("Who"), "text", 110),
        Column("action", N_("Action"), "state", 90, status=ACTIONS),
        Column("table_name", N_("Table"), "code", 170),
        Column("record_id", N_("Record"), "number", 80),
        Column("changes", N_("Changes"), "text", 380, stretch=True, sortable=False),
        Column("client", N_("Program"), "text", 130),
    ),
    saved=(SavedFilter("all", N_("All")), SavedFilter("today", N_("Today"), "at:today")),
)

PERSON_FORM = FormSpec(
    kind="app_user",
    title=N_("Person"),
    list_screen="office.people",
    draft=PersonDraft,
    load=forms.load_person,
    blank=forms.blank_person,
    save=people.save_person,
    edit_permission="office.people",
    kinds=("app_user",),
    fields=(
        Field("login", N_("Login"), "code", required=True, help=N_("Small letters; it cannot be changed later")),
        Field("name", N_("Name"), required=True),
        Field("name_en", N_("English name")),
        Field("phone", N_("Phone")),
        Field("password", N_("Temporary password"), help=N_("For a new person, or to reset it")),
        *(Field(key, title, "bool") for key, title in DUTY_TITLES),
    ),
    tabs=((N_("Duties"), tuple(key for key, _title in DUTY_TITLES)),),
    line_fields=(
        Field("department", N_("Department"), "lookup", required=True, lookup="office.department", width=200),
        Field("title", N_("Position"), width=200, stretch=True),
    ),
)
DEPARTMENT_FORM = FormSpec(
    kind="department",
    title=N_("Department"),
    list_screen="office.departments",
    draft=DepartmentDraft,
    load=forms.load_department,
    blank=forms.blank(),
    save=people.save_department,
    edit_permission="office.people",
    kinds=("department",),
    fields=(
        Field("code", N_("Code"), "code", required=True),
        Field("name", N_("Name"), required=True),
        Field("name_en", N_("English name")),
        Field("parent", N_("Below"), "lookup", lookup="office.department"),
    ),
)
REACH_FORM = FormSpec(
    kind="reach",
    title=N_("Reach"),
    list_screen="office.reaches",
    draft=ReachDraft,
    load=forms.load_reach,
    blank=forms.blank(reach="own"),
    save=people.save_reach,
    edit_permission="office.people",
    kinds=("reach",),
    fields=(
        Field("scope", N_("Kind of documents"), "lookup_code", required=True, lookup="office.scope"),
        Field("duty", N_("Duty"), "choice", choices=(("", ""), *DUTY_TITLES)),
        Field("person", N_("Person"), "lookup", lookup="office.person"),
        Field("reach", N_("Sees"), "choice", choices=REACHES),
        Field("departments", N_("Departments"), help=N_("Codes with commas, for chosen departments")),
    ),
)
APPROVAL_FORM = FormSpec(
    kind="approval_rule",
    title=N_("Step of approval"),
    list_screen="office.approval_rules",
    draft=ApprovalRuleDraft,
    load=forms.load_approval_rule,
    blank=forms.blank(step_no=1, amount_from=0, active=True),
    save=people.save_approval_rule,
    edit_permission="office.settings",
    kinds=("approval_rule",),
    fields=(
        Field("kind", N_("Kind of documents"), "lookup_code", required=True, lookup="office.kind"),
        Field("step_no", N_("Step"), "number"),
        Field("amount_from", N_("From amount"), "money"),
        Field("condition", N_("Condition"), help=N_("Name of a condition; empty: the amount decides")),
        Field("permission", N_("Who approves"), "lookup_code", required=True, lookup="office.permission"),
        Field("active", N_("Active"), "bool"),
    ),
)
NUMBER_FORM = FormSpec(
    kind="number_rule",
    title=N_("Numbering"),
    list_screen="office.number_rules",
    draft=NumberRuleDraft,
    load=forms.load_number_rule,
    blank=forms.blank(period="month", digits=5),
    save=people.save_number_rule,
    edit_permission="office.settings",
    kinds=("number_rule",),
    fields=(
        Field("kind", N_("Kind of documents"), "code", computed=True),
        Field("prefix", N_("Prefix"), "code", required=True),
        Field("period", N_("Counts anew each"), "choice", choices=PERIODS),
        Field("digits", N_("Digits"), "number"),
    ),
)
WARNING_FORM = FormSpec(
    kind="warning_setting",
    title=N_("Warning rule"),
    list_screen="office.warnings",
    draft=WarningDraft,
    load=forms.load_warning,
    blank=forms.blank(active=True),
    save=people.save_warning,
    edit_permission="office.settings",
    kinds=("warning_setting",),
    fields=(Field("key", N_("Warning rule"), "code", computed=True), Field("active", N_("Active"), "bool")),
    line_fields=(
        Field("name", N_("Figure"), computed=True, width=220),
        Field("value", N_("Value"), "number", required=True, width=120),
    ),
)
COMPANY_FORM = FormSpec(
    kind="company",
    title=N_("Company"),
    list_screen="office.departments",
    draft=CompanyDraft,
    load=forms.load_company,
    blank=forms.blank(),
    single=True,
    save=people.save_company,
    edit_permission="office.settings",
    kinds=("company",),
    fields=(
        Field("name", N_("Name"), required=True, span=2),
        Field("name_en", N_("English name"), span=2),
        Field("short_name", N_("Short name")),
        Field("phone", N_("Phone")),
        Field("address", N_("Address"), span=2),
        Field("address_en", N_("English address"), span=2),
        Field("tax_no", N_("Tax number"), "code"),
        Field("bank", N_("Bank")),
        Field("bank_account", N_("Bank account"), "code"),
    ),
)

SETTINGS_FORM = FormSpec(
    kind="setting",
    title=N_("Settings"),
    list_screen="office.number_rules",
    draft=SettingsDraft,
    load=forms.load_settings,
    blank=forms.blank(),
    single=True,
    save=people.save_settings,
    edit_permission="office.settings",
    kinds=("setting",),
    fields=(),
    line_fields=(
        Field("title", N_("Setting"), computed=True, width=260),
        Field("value", N_("Value"), required=True, width=120),
        Field("default", N_("Default"), computed=True, width=100),
        Field("help", N_("Meaning"), computed=True, width=300, stretch=True),
        Field("name", N_("Key"), "code", computed=True, width=240),
    ),
)

SCREENS = (
    ScreenSpec("office.people", N_("People"), "office", "office.people", "users", list=PEOPLE, opens="office.person",
               new_permission="office.people", order=10, actions=(
                   Action("lock", N_("Lock"), "office.people", people.lock_person, on="each"),
                   Action("unlock", N_("Unlock"), "office.people", people.unlock_person, on="each"),
                   Action("end_sessions", N_("End sessions"), "office.people", people.end_sessions, on="each"),
               )),
    ScreenSpec("office.person", N_("Person"), "office", "office.people", "user", form=PERSON_FORM,
               new_permission="office.people", menu=False),
    ScreenSpec("office.departments", N_("Departments"), "office", "office.use", "tree-structure", list=DEPARTMENTS,
               opens="office.department", new_permission="office.people", order=20),
    ScreenSpec("office.department", N_("Department"), "office", "office.use", "tree-structure", form=DEPARTMENT_FORM,
               new_permission="office.people", menu=False),
    ScreenSpec("office.reaches", N_("Who sees what"), "office", "office.people", "eye", list=REACH, opens="office.reach",
               new_permission="office.people", order=30),
    ScreenSpec("office.reach", N_("Reach"), "office", "office.people", "eye", form=REACH_FORM,
               new_permission="office.people", menu=False),
    ScreenSpec("office.rights", N_("Rights by duty"), "office", "office.people", "shield-check", list=RIGHTS, order=40),
    ScreenSpec("office.approval_rules", N_("Rules of approval"), "office", "office.use", "seal-check",
               list=APPROVAL_RULES, opens="office.approval_rule", new_permission="office.settings", order=50),
    ScreenSpec("office.approval_rule", N_("Step of approval"), "office", "office.use", "seal-check", form=APPROVAL_FORM,
               new_permission="office.settings", menu=False),
    ScreenSpec("office.number_rules", N_("Numbering"), "office", "office.settings", "barcode", list=NUMBER_RULES,
               opens="office.number_rule", order=60),
    ScreenSpec("office.number_rule", N_("Numbering"), "office", "office.settings", "barcode", form=NUMBER_FORM,
               menu=False),
    ScreenSpec("office.warnings", N_("Warning rules"), "office", "office.settings", "bell", list=WARNINGS,
               opens="office.warning", order=70),
    ScreenSpec("office.warning", N_("Warning rule"), "office", "office.settings", "bell", form=WARNING_FORM, menu=False),
    ScreenSpec("office.company", N_("Company"), "office", "office.settings", "buildings", form=COMPANY_FORM, order=80),
    ScreenSpec("office.settings", N_("Settings"), "office", "office.settings", "sliders-horizontal", form=SETTINGS_FORM, order=85),
    ScreenSpec("office.audit", N_("Audit"), "office", "office.audit", "clock-counter-clockwise", list=AUDIT, order=90),
)  # fmt: skip

PANELS: tuple[PanelSpec, ...] = ()
