"""Suppliers: from whom the company buys."""

from app.i18n import N_
from app.registry import ModuleSpec, Permission

READERS = (
    "merchandiser", "planner", "engineer", "purchaser", "warehouse", "production", "quality", "service_desk",
    "finance", "cashier", "manager", "auditor", "admin", "worker",
)  # fmt: skip

MODULE = ModuleSpec(
    key="suppliers",
    title=N_("Suppliers"),
    permissions=(
        Permission("suppliers.read", N_("See suppliers"), READERS),
        Permission("suppliers.edit", N_("Edit suppliers"), ("purchaser",)),
        Permission("purchasing.prices", N_("See purchase prices"), ("purchaser", "finance", "manager", "auditor")),
    ),
)
