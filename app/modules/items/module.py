"""Items: what is stocked, made, bought or sold, and what goes into it."""

from app.i18n import N_
from app.modules.items import queries, sheets
from app.modules.items.queries import structure
from app.modules.items.services import boms
from app.modules.office.module import ALL
from app.registry import (
    Action,
    Lifecycle,
    LookUp,
    ModuleSpec,
    PendingWork,
    Permission,
    PushDown,
    Search,
    State,
    Transition,
)

BOM_LIFE = Lifecycle(
    kind="bom",
    title=N_("Bill of materials"),
    states=(
        State("draft", N_("Draft"), "neutral"),
        State("approved", N_("Approved"), "done"),
        State("retired", N_("Retired"), "hold"),
    ),
    transitions=(
        Transition("approve", N_("Approve"), ("draft",), "approved", "items.approve_bom", boms.approve, main=True,
                   icon="seal-check", guard="guard_bom"),
        Transition("unapprove", N_("Unapprove"), ("approved",), "draft", "items.approve_bom", boms.unapprove,
                   asks="reason"),
        Transition("retire", N_("Retire"), ("approved",), "retired", "items.approve_bom", boms.retire, asks="reason",
                   danger=True),
    ),
    editable=("draft",),
    free=("valid_to",),
    approve_permission="items.approve_bom",
)  # fmt: skip

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
    lookups=(
        LookUp("items.item", N_("Item"), queries.find_items, "items.items", "items.item"),
        LookUp("items.unit", N_("Unit"), queries.find_units, "items.units", "items.unit"),
        LookUp("items.group", N_("Group"), queries.find_groups, "items.groups", "items.group"),
    ),
    searches=(Search("items", N_("Items"), "items.read", queries.find_items, "items.item", "cube"),),
    push_downs=(
        PushDown("items.bom", "items.bom", N_("New version"), "items.edit", structure.new_version,
                 ("draft", "approved", "retired")),
    ),
    pending=(
        PendingWork(
            "items.boms", N_("Bills of materials to approve"), "items.approve_bom", structure.boms_to_approve, "items.bom",
            "items.boms", (Action("approve", N_("Approve"), "items.approve_bom", boms.approve),), ("bom",), order=60,
        ),
    ),
    sheets=sheets.SHEETS,
)  # fmt: skip
