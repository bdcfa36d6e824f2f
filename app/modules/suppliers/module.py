"""Suppliers: from whom the company buys."""

from app.i18n import N_
from app.modules.suppliers import queries, sheets
from app.registry import LookUp, ModuleSpec, Permission, Search

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
        # declared here because both items (sources) and purchasing keep prices behind it
        Permission("purchasing.prices", N_("See purchase prices"), ("purchaser", "finance", "manager", "auditor")),
    ),
    lookups=(
        LookUp(
            "suppliers.supplier", N_("Supplier"), queries.find_suppliers, "suppliers.suppliers", "suppliers.supplier"
        ),
    ),
    searches=(
        Search("suppliers", N_("Suppliers"), "suppliers.read", queries.find_suppliers, "suppliers.supplier", "truck"),
    ),
    sheets=(sheets.SUPPLIERS,),
)
