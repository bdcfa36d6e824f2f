"""Production: tasks from plan to closing, material out, products in."""

from app.i18n import N_
from app.modules.mrp.events import CancelAccepted, PlannedOrdersReleased, RescheduleAccepted
from app.modules.production import queries, services
from app.registry import (
    Action,
    Lifecycle,
    LookUp,
    ModuleSpec,
    Numbering,
    PendingWork,
    Permission,
    Scope,
    Search,
    State,
    Transition,
)

READERS = (
    "planner", "engineer", "purchaser", "warehouse", "production", "quality", "merchandiser", "sales_manager",
    "service_desk", "finance", "manager", "auditor", "admin", "worker",
)  # fmt: skip

TASK_LIFE = Lifecycle(
    kind="production_task",
    title=N_("Production task"),
    states=(
        State("planned", N_("Planned"), "neutral"),
        State("confirmed", N_("Confirmed"), "waiting"),
        State("released", N_("Released to shop"), "active"),
        State("in_work", N_("In work"), "active"),
        State("completed", N_("Completed"), "done"),
        State("closed", N_("Closed"), "done"),
        State("suspended", N_("Suspended"), "hold"),
    ),
    transitions=(
        Transition("confirm", N_("Confirm"), ("planned",), "confirmed", "production.edit", services.confirm, main=True,
                   icon="check"),
        Transition("unconfirm", N_("Back to planned"), ("confirmed",), "planned", "production.edit", services.unconfirm,
                   icon="arrow-u-up-left"),
        Transition("release", N_("Release to shop"), ("confirmed",), "released", "production.release", services.release,
                   main=True, icon="paper-plane-tilt"),
        Transition("start", N_("Start work"), ("released",), "in_work", "production.work", services.start, main=True,
                   icon="play", system=True),
        Transition("complete", N_("Complete"), ("in_work",), "completed", "production.release", system=True),
        Transition("finish", N_("Complete short"), ("in_work",), "completed", "production.release",
                   services.finish_short, asks="reason", icon="check-circle"),
        Transition("reopen", N_("Reopen"), ("completed",), "in_work", "production.release", services.reopen,
                   asks="reason", icon="arrow-counter-clockwise", system=True),
        Transition("close", N_("Close"), ("completed",), "closed", "production.release", services.close, main=True,
                   icon="lock"),
        Transition("cancel", N_("Cancel"), ("planned", "confirmed", "released"), "closed", "production.edit",
                   services.cancel, asks="reason", danger=True, icon="x-circle", guard="guard_task_cancel"),
        Transition("suspend", N_("Suspend"), ("released", "in_work"), "suspended", "production.release",
                   services.suspend, asks="reason", icon="pause"),
        Transition("resume", N_("Resume"), ("suspended",), "released", "production.release", services.resume, main=True,
                   icon="play"),
    ),
    initial=("planned",),
    editable=("planned", "confirmed"),
    free=("start_date", "due_date", "notes"),
)  # fmt: skip

MODULE = ModuleSpec(
    key="production",
    title=N_("Production"),
    permissions=(
        Permission("production.read", N_("See production tasks"), READERS),
        Permission("production.edit", N_("Plan production tasks"), ("planner", "production")),
        Permission("production.release", N_("Release and close production tasks"), ("planner", "production")),
        Permission("production.work", N_("Start tasks, report completion"), ("production", "warehouse")),
        Permission("production.over_issue", N_("Issue more than the bill of materials asks"), ("production",)),
    ),
    scopes=(Scope("production", N_("Production tasks"), dict.fromkeys(READERS, "all")),),
    lifecycles=(TASK_LIFE,),
    numbering=(Numbering("production_task", "MO"), Numbering("serial", "SN")),
    handlers={
        PlannedOrdersReleased: (services.on_released,),
        RescheduleAccepted: (services.on_reschedule,),
        CancelAccepted: (services.on_cancel,),
    },
    lookups=(LookUp("production.task", N_("Production task"), queries.find_tasks, "production.tasks", "production.task"),),
    searches=(
        Search("production_tasks", N_("Production tasks"), "production.read", queries.find_tasks, "production.task", "factory"),
    ),
    pending=(
        PendingWork(
            "production.start", N_("Tasks to start"), "production.release", queries.tasks_to_start, "production.task",
            "production.tasks",
            (
                Action("confirm", N_("Confirm"), "production.edit", services.confirm, icon="check"),
                Action("release", N_("Release to shop"), "production.release", services.release, icon="paper-plane-tilt"),
            ),
            ("production_task",), order=40,
        ),
        PendingWork(
            "production.issue", N_("Materials to issue"), "stock.issue_production", queries.materials_to_issue,
            "production.task", "production.materials",
            (Action("issue", N_("Issue material"), "stock.issue_production", services.issue_materials, icon="export"),),
            ("production_task", "task_material", "stock_balance"), order=41,
        ),
    ),
)  # fmt: skip
