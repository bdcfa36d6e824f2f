"""Planning: runs, planned orders and their release, exception messages, promises."""

from app.i18n import N_
from app.modules.mrp import queries, services
from app.registry import Action, Job, ModuleSpec, PendingWork, Permission

MODULE = ModuleSpec(
    key="mrp",
    title=N_("Planning"),
    permissions=(
        Permission("mrp.read", N_("See the plan"), (
            "planner", "purchaser", "production", "engineer", "warehouse", "merchandiser", "sales_manager", "manager",
            "auditor", "worker",
        )),
        Permission("mrp.run", N_("Run planning"), ("planner", "worker")),
        Permission("mrp.release", N_("Decide on the plan: firm, release, act on messages"), ("planner",)),
    ),
    pending=(
        PendingWork(
            "mrp.exceptions", N_("Exceptions to act on"), "mrp.release", queries.open_messages, "mrp.exceptions",
            "mrp.exceptions",
            (
                Action("apply", N_("Act on it"), "mrp.release", services.apply_one, icon="check"),
                Action("ignore", N_("Ignore"), "mrp.release", services.ignore_one, icon="bell-slash"),
            ),
            ("plan_exception", "plan_run"), order=30, status="late",
        ),
        PendingWork(
            "mrp.release", N_("Planned orders to release"), "mrp.release", queries.orders_to_release, "mrp.planned_order",
            "mrp.planned_orders",
            (Action("release", N_("Release"), "mrp.release", services.release_one, icon="paper-plane-tilt"),),
            ("planned_order", "plan_run"), order=31,
        ),
    ),
    jobs=(Job("mrp.run", N_("Nightly planning"), services.run_nightly, 24 * 60),),
)  # fmt: skip
