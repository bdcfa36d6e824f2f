"""Opportunities: deals from the first talk to won or lost."""

from app.i18n import N_
from app.modules.opportunities import queries, services
from app.registry import (
    Action,
    Lifecycle,
    LookUp,
    Measure,
    ModuleSpec,
    Numbering,
    PendingWork,
    Permission,
    Scope,
    Search,
    State,
    Transition,
)

EDIT = "opportunities.edit"

LIFE = Lifecycle(
    kind="opportunity",
    title=N_("Opportunity"),
    states=(
        State("open", N_("Open deal"), "active"),
        State("won", N_("Won"), "done"),
        State("lost", N_("Deal lost"), "late"),
        State("suspended", N_("Suspended"), "hold"),
        State("cancelled", N_("Cancelled"), "neutral"),
    ),
    transitions=(
        Transition("advance", N_("Next stage"), ("open",), "open", EDIT, services.advance, main=True, icon="caret-right"),
        Transition("win", N_("Win"), ("open",), "won", EDIT, services.win, asks="confirm", icon="handshake"),
        Transition("lose", N_("Lose"), ("open", "suspended"), "lost", EDIT, services.lose, asks="reason", danger=True),
        Transition("suspend", N_("Suspend"), ("open",), "suspended", EDIT, services.suspend, asks="reason"),
        Transition("reopen", N_("Reopen"), ("suspended", "lost"), "open", EDIT, services.reopen),
        Transition("cancel", N_("Cancel the deal"), ("open", "suspended"), "cancelled", EDIT, services.cancel,
                   asks="reason", danger=True),
    ),
    initial=("open",),
    editable=("open",),
    free=("owner_id", "department_id"),
)  # fmt: skip

MODULE = ModuleSpec(
    key="opportunities",
    title=N_("Opportunities"),
    permissions=(
        Permission("opportunities.read", N_("See opportunities"), (
            "sales", "sales_manager", "merchandiser", "planner", "finance", "manager", "auditor", "admin", "worker",
        )),
        Permission("opportunities.edit", N_("Edit opportunities"), ("sales", "sales_manager", "merchandiser")),
        Permission("opportunities.stages", N_("Change the sales stages"), ("sales_manager", "admin")),
    ),
    scopes=(
        Scope("opportunities", N_("Opportunities"), {
            "sales": "own", "sales_manager": "below", "merchandiser": "below", "planner": "all", "finance": "all",
            "manager": "all", "auditor": "all", "admin": "all", "worker": "all",
        }),
    ),
    lifecycles=(LIFE,),
    numbering=(Numbering("opportunity", "OP"),),
    lookups=(
        LookUp("opportunities.opportunity", N_("Opportunity"), queries.find_opportunities, "opportunities.opportunities",
               "opportunities.opportunity"),
        LookUp("opportunities.stage", N_("Sales stage"), queries.find_stages, by_name=True),
    ),
    searches=(
        Search("opportunities", N_("Opportunities"), "opportunities.read", queries.find_opportunities,
               "opportunities.opportunity", "target"),
    ),
    pending=(
        PendingWork(
            "opportunities.follow_up", N_("Deals to follow up"), EDIT, queries.to_follow_up, "opportunities.opportunity",
            "opportunities.opportunities",
            (Action("advance", N_("Next stage"), EDIT, services.advance, icon="caret-right"),),
            ("opportunity",), order=25,
        ),
    ),
    measures=(
        Measure("opportunities.weighted", N_("Weighted pipeline"), "opportunities.read", queries.weighted_pipeline,
                "opportunities.opportunities", "state:open", kinds=("opportunity",),
                duties=("sales", "sales_manager", "manager"), order=20),
    ),
)  # fmt: skip
