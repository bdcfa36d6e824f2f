"""Items: what is stocked, made, bought or sold, and what goes into it."""

from app.i18n import N_
from app.modules.office.module import ALL
from app.registry import Lifecycle, ModuleSpec, Permission, State, Transition

BOM_LIFE = Lifecycle(
    kind="bom",
    title=N_("Bill of materials"),
    states=(
        State("draft", N_("Draft"), "neutral"),
        State("approved", N_("Approved"), "done"),
        State("retired", N_("Retired"), "hold"),
    ),
    transitions=(
        Transition("approve", N_("Approve"), ("draft",), "approved", "items.approve_bom", guard="guard_bom", main=True),
        Transition("unapprove", N_("Unapprove"), ("approved",), "draft", "items.approve_bom", asks="reason"),
        Transition("retire", N_("Retire"), ("approved",), "retired", "items.approve_bom", asks="reason"),
    ),
    editable=("draft",),
    free=("valid_to",),
    approve_permission="items.approve_bom",
)

MODULE = ModuleSpec(
    key="items",
    title=N_("Items"),
    permissions=(
        Permission("items.read", N_("See items and bills of materials"), (*ALL, "worker")),
        Permission("items.edit", N_("Edit items and bills of materials"), ("engineer",)),
        Permission("items.plan", N_("Edit planning data of items"), ("planner", "engineer")),
        Permission("items.approve_bom", N_("Approve bills of materials"), ("engineer",)),
        Permission("items.sources", N_("Edit sources of items"), ("purchaser",)),
        Permission("items.prices", N_("See sales prices"), (
            "sales", "sales_manager", "merchandiser", "finance", "manager", "auditor",
        )),
        Permission("items.set_prices", N_("Set sales prices"), ("sales_manager", "finance", "manager")),
        Permission("items.costs", N_("See costs"), ("finance", "manager", "auditor", "purchaser")),
        Permission("items.set_costs", N_("Set costs"), ("finance",)),
    ),
    lifecycles=(BOM_LIFE,),
)  # fmt: skip
