"""Customers: the file of every customer, its contacts, stage and activities."""

from app.i18n import N_
from app.modules.customers import queries, services, sheets
from app.modules.customers.warnings import WARNINGS
from app.modules.office.module import ALL
from app.registry import (
    Action,
    LookUp,
    Measure,
    ModuleSpec,
    PendingWork,
    Permission,
    Scope,
    Search,
)

MODULE = ModuleSpec(
    key="customers",
    title=N_("Customers"),
    permissions=(
        Permission("customers.read", N_("See customers"), (*ALL, "worker")),
        Permission("customers.edit", N_("Edit customers"), ("sales", "sales_manager", "merchandiser")),
        Permission("customers.credit", N_("Grant credit"), ("sales_manager", "finance")),
    ),
    scopes=(
        Scope(
            "customers",
            N_("Customers"),
            {
                "sales": "own", "sales_manager": "below", "merchandiser": "below", "planner": "all", "engineer": "all",
                "purchaser": "all", "warehouse": "all", "production": "all", "quality": "all", "service_desk": "all",
                "technician": "all", "finance": "all", "cashier": "all", "manager": "all", "auditor": "all",
                "admin": "all", "worker": "all",
            },
        ),
    ),
    lookups=(
        LookUp("customers.customer", N_("Customer"), queries.find_customers, "customers.customers", "customers.customer"),
        LookUp("customers.contact", N_("Contact"), queries.find_contacts),
    ),
    searches=(Search("customers", N_("Customers"), "customers.read", queries.find_customers, "customers.customer", "users"),),
    warnings=WARNINGS,
    sheets=sheets.SHEETS,
    measures=(
        Measure("customers.visits", N_("Calls and visits this week"), "customers.edit", queries.visits_this_week,
                "customers.activities", kinds=("activity",), duties=("sales", "sales_manager", "merchandiser"), order=60),
    ),
    pending=(
        PendingWork(
            "customers.activities", N_("To do today"), "customers.edit", queries.due_activities, "customers.activity",
            "customers.activities",
            (Action("done", N_("Done"), "customers.edit", services.finish_activity),),
            ("activity",), order=20,
        ),
    ),
)  # fmt: skip
