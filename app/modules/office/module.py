"""The office: people and rights, lives, messages, attachments, settings."""

from app.i18n import N_
from app.modules.office import forms, queries
from app.registry import LookUp, ModuleSpec, Permission

ALL = (
    "sales", "sales_manager", "merchandiser", "planner", "engineer", "purchaser", "warehouse", "production", "quality",
    "service_desk", "technician", "finance", "cashier", "manager", "auditor", "admin",
)  # fmt: skip

MODULE = ModuleSpec(
    key="office",
    title=N_("Office"),
    permissions=(
        Permission("office.use", N_("Use the program"), (*ALL, "worker")),
        Permission("office.people", N_("Manage people and rights"), ("admin",)),
        Permission("office.settings", N_("Change settings"), ("admin",)),
        Permission("office.audit", N_("Read the audit"), ("auditor", "admin")),
        Permission("office.work", N_("Run background jobs"), ("worker",)),
        Permission("office.import_history", N_("Import closed history"), ("admin",)),
    ),
    lookups=(
        LookUp("office.person", N_("Person"), queries.find_people, by_name=True),
        LookUp("office.department", N_("Department"), queries.find_departments),
        LookUp("office.tax", N_("Tax"), queries.find_tax_rates),
        LookUp("office.currency", N_("Currency"), queries.find_currencies),
        LookUp("office.scope", N_("Kind of documents"), forms.find_scopes),
        LookUp("office.permission", N_("Permission"), forms.find_permissions),
        LookUp("office.kind", N_("Kind of documents"), forms.find_kinds),
    ),
)
