"""Orders: what customers ordered, from the first line typed to the last piece shipped."""

from decimal import Decimal

from app.i18n import N_
from app.modules.office.module import ALL
from app.modules.opportunities.events import OpportunityWon
from app.modules.orders import papers, queries, reports, services, sheets, warnings
from app.registry import (
    Action,
    ApprovalStep,
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

EDIT, DECIDE, CLOSE, HOLD = "orders.edit", "orders.decide", "orders.close", "orders.hold"

LIFE = Lifecycle(
    kind="sales_order",
    title=N_("Sales order"),
    states=(
        State("draft", N_("Draft"), "neutral"),
        State("pending", N_("Pending"), "waiting"),
        State("rejected", N_("Rejected"), "late"),
        State("approved", N_("Approved"), "active"),
        State("held", N_("On hold"), "hold"),
        State("closed", N_("Closed"), "done"),
        State("void", N_("Void"), "neutral"),
    ),
    transitions=(
        Transition("submit", N_("Submit"), ("draft", "rejected"), "pending", EDIT, services.submit, main=True,
                   icon="paper-plane-tilt", guard="guard_sales_order_submit"),
        Transition("approve", N_("Approve"), ("pending",), "approved", DECIDE, services.approve, main=True, icon="seal-check",
                   guard="guard_sales_order_approve"),
        Transition("reject", N_("Reject"), ("pending",), "rejected", DECIDE, services.reject, asks="reason", danger=True,
                   icon="x-circle"),
        Transition("withdraw", N_("Withdraw"), ("pending",), "draft", EDIT, services.withdraw,
                   icon="arrow-counter-clockwise", guard="guard_sales_order_withdraw"),
        Transition("unapprove", N_("Unapprove"), ("approved",), "draft", "orders.unapprove", services.unapprove,
                   asks="reason", danger=True, icon="arrow-u-up-left", guard="guard_sales_order_unapprove"),
        # system: the last line that leaves closes its order, a line that comes back opens it, whoever ships
        Transition("close", N_("Close"), ("approved", "held"), "closed", CLOSE, services.close, asks="confirm",
                   icon="check", guard="guard_sales_order_close", system=True),
        Transition("reopen", N_("Reopen"), ("closed",), "approved", CLOSE, services.reopen, asks="reason",
                   icon="arrow-counter-clockwise", guard="guard_sales_order_reopen", system=True),
        Transition("hold", N_("Hold"), ("approved",), "held", HOLD, services.hold, asks="reason", icon="pause"),
        Transition("release", N_("Release the hold"), ("held",), "approved", HOLD, services.release, main=True, icon="play"),
        Transition("void", N_("Make void"), ("draft", "rejected"), "void", EDIT, services.void, asks="reason", danger=True,
                   icon="trash"),
    ),
    free=("owner_id", "department_id"),
    # the higher of the agreed and the present rate, so that a low rate does not slip below a band
    amount_sql=(
        "select greatest(a.total_base, round(a.total * coalesce((select c.rate from tw.currency c"
        " where c.code = o.currency), o.rate), 2)) from tw.sales_order o join tw.sales_order_amount a on a.order_id = o.id"
        " where o.id = $1"
    ),
    approve_permission="orders.approve",
)  # fmt: skip

PRICES = ("sales", "sales_manager", "merchandiser", "finance", "cashier", "manager", "auditor", "worker")

MODULE = ModuleSpec(
    key="orders",
    title=N_("Orders"),
    permissions=(
        Permission("orders.read", N_("See sales orders"), (*ALL, "worker")),
        Permission("orders.prices", N_("See prices of sales orders"), PRICES),
        Permission("orders.edit", N_("Edit sales orders"), ("sales", "sales_manager", "merchandiser")),
        Permission("orders.decide", N_("Decide on submitted orders"), ("sales_manager", "finance", "manager")),
        Permission("orders.approve", N_("Approve orders"), ("sales_manager", "manager")),
        Permission("orders.approve_large", N_("Approve large orders"), ("manager",)),
        Permission("orders.exceed_credit", N_("Approve beyond the credit limit"), ("finance", "manager")),
        Permission("orders.unapprove", N_("Unapprove orders"), ("sales_manager", "manager")),
        Permission("orders.close", N_("Close and reopen orders"), ("sales_manager", "merchandiser")),
        Permission("orders.hold", N_("Hold and release orders"), ("sales_manager", "merchandiser", "finance")),
    ),
    scopes=(
        Scope("orders", N_("Sales orders"), {
            "sales": "own", "sales_manager": "below", "merchandiser": "below", "planner": "all", "engineer": "all",
            "purchaser": "all", "warehouse": "all", "production": "all", "quality": "all", "service_desk": "all",
            "technician": "all", "finance": "all", "cashier": "all", "manager": "all", "auditor": "all", "admin": "all",
            "worker": "all",
        }),
    ),
    lifecycles=(LIFE,),
    numbering=(Numbering("sales_order", "SO"),),
    approval_rules=(
        ApprovalStep("sales_order", 1, "orders.approve", Decimal(50000)),
        ApprovalStep("sales_order", 2, "orders.approve_large", Decimal(500000)),
        ApprovalStep("sales_order", 3, "orders.exceed_credit", condition="over_credit"),
    ),
    handlers={OpportunityWon: (services.draft_order_of_won_deal,)},
    lookups=(LookUp("orders.order", N_("Sales order"), queries.find_orders, "orders.orders", "orders.order"),),
    searches=(Search("orders", N_("Sales orders"), "orders.read", queries.find_orders, "orders.order", "file-text"),),
    pending=(
        PendingWork(
            "orders.approve", N_("Orders to approve"), DECIDE, queries.waiting_for_me, "orders.order", "orders.orders",
            (
                Action("approve", N_("Approve"), DECIDE, services.approve, icon="seal-check"),
                Action("reject", N_("Reject"), DECIDE, services.reject, icon="x-circle", asks="reason"),
            ),
            ("sales_order",), order=10, status="waiting",
        ),
        PendingWork(
            "orders.rejected", N_("Rejected orders to mend"), EDIT, queries.rejected, "orders.order", "orders.orders",
            (Action("submit", N_("Submit"), EDIT, services.submit, icon="paper-plane-tilt"),),
            ("sales_order",), order=11, status="late",
        ),
    ),
    measures=(
        Measure("orders.signed", N_("Signed this month"), "orders.prices", queries.signed_this_month, "orders.orders",
                "approved_at:thismonth state:approved,held,closed", kinds=("sales_order",),
                duties=("sales", "sales_manager", "merchandiser", "manager"), order=10),
        Measure("orders.late", N_("Late order lines"), "orders.read", queries.late_lines, "orders.lines", "is_late:yes",
                kinds=("sales_order",), duties=("sales", "sales_manager", "merchandiser", "planner", "manager"), order=11),
        Measure("orders.waiting", N_("Waiting for approval"), "orders.read", queries.waiting_for_approval, "orders.orders",
                "state:pending", kinds=("sales_order",), duties=("sales_manager", "merchandiser", "manager", "finance"),
                order=13),
        Measure("orders.due", N_("Lines due in 7 days"), "orders.read", queries.due_in_seven_days, "orders.lines",
                "line_state:open due_date:today..+7", kinds=("sales_order",),
                duties=("sales", "sales_manager", "merchandiser", "planner", "warehouse"), order=12),
    ),
    papers=(papers.ORDER_CONFIRMATION,),
    warnings=(warnings.LATE_ORDERS,),
    sheets=(sheets.OPEN_ORDERS,),
    reports=(reports.ORDER_PROGRESS,),
)  # fmt: skip
