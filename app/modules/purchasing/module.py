"""Purchasing: requests, orders to suppliers, goods received."""

from decimal import Decimal

from app.i18n import N_
from app.modules.mrp.events import CancelAccepted, PlannedOrdersReleased, RescheduleAccepted
from app.modules.purchasing import queries, services
from app.registry import (
    Action,
    ApprovalStep,
    Lifecycle,
    LookUp,
    ModuleSpec,
    Numbering,
    PendingWork,
    Permission,
    PushDown,
    Scope,
    Search,
    State,
    Transition,
)

ASK, EDIT, APPROVE = "purchasing.request", "purchasing.edit", "purchasing.approve"
READERS = (
    "planner", "purchaser", "warehouse", "production", "quality", "engineer", "service_desk", "merchandiser", "finance",
    "cashier", "manager", "auditor", "admin", "worker",
)  # fmt: skip
STATES = (
    State("draft", N_("Draft"), "neutral"),
    State("pending", N_("Pending"), "waiting"),
    State("rejected", N_("Rejected"), "late"),
    State("approved", N_("Approved"), "active"),
    State("closed", N_("Closed"), "done"),
    State("void", N_("Void"), "neutral"),
)

REQUEST_LIFE = Lifecycle(
    kind="purchase_request",
    title=N_("Purchase request"),
    states=STATES,
    transitions=(
        Transition("submit", N_("Submit"), ("draft", "rejected"), "pending", ASK, services.submit_request, main=True,
                   icon="paper-plane-tilt", guard="guard_purchase_request"),
        Transition("approve", N_("Approve"), ("pending",), "approved", APPROVE, services.approve_request, main=True,
                   icon="seal-check"),
        Transition("reject", N_("Reject"), ("pending",), "rejected", APPROVE, services.reject_request, asks="reason",
                   danger=True, icon="x-circle"),
        Transition("withdraw", N_("Withdraw"), ("pending",), "draft", ASK, services.withdraw_request,
                   icon="arrow-counter-clockwise"),
        Transition("unapprove", N_("Unapprove"), ("approved",), "draft", ASK, services.unapprove_request, asks="reason",
                   danger=True, icon="arrow-u-up-left", guard="guard_request_undo"),
        Transition("close", N_("Close"), ("approved",), "closed", ASK, services.close_request, asks="reason", icon="check"),
        Transition("void", N_("Make void"), ("draft", "rejected"), "void", ASK, services.void_request, asks="reason",
                   danger=True, icon="trash"),
    ),
    approve_permission=APPROVE,
)  # fmt: skip

ORDER_LIFE = Lifecycle(
    kind="purchase_order",
    title=N_("Purchase order"),
    states=STATES,
    transitions=(
        Transition("submit", N_("Submit"), ("draft", "rejected"), "pending", EDIT, services.submit_order, main=True,
                   icon="paper-plane-tilt", guard="guard_purchase_order"),
        Transition("approve", N_("Approve"), ("pending",), "approved", APPROVE, services.approve_order, main=True,
                   icon="seal-check"),
        Transition("reject", N_("Reject"), ("pending",), "rejected", APPROVE, services.reject_order, asks="reason",
                   danger=True, icon="x-circle"),
        Transition("withdraw", N_("Withdraw"), ("pending",), "draft", EDIT, services.withdraw_order,
                   icon="arrow-counter-clockwise"),
        Transition("unapprove", N_("Unapprove"), ("approved",), "draft", EDIT, services.unapprove_order, asks="reason",
                   danger=True, icon="arrow-u-up-left", guard="guard_purchase_undo"),
        # system: the last goods that come close their order, goods sent back open it, whoever receives
        Transition("close", N_("Close"), ("approved",), "closed", EDIT, services.close_order, asks="reason", icon="check",
                   system=True),
        Transition("reopen", N_("Reopen"), ("closed",), "approved", EDIT, services.reopen_order, asks="reason",
                   icon="arrow-counter-clockwise", system=True),
        Transition("void", N_("Make void"), ("draft", "rejected"), "void", EDIT, services.void_order, asks="reason",
                   danger=True, icon="trash"),
    ),
    # the higher of the agreed and the present rate, so that a low rate does not slip below a band
    amount_sql=(
        "select greatest(a.total_base, round(a.total * coalesce((select c.rate from tw.currency c"
        " where c.code = o.currency), o.rate), 2)) from tw.purchase_order o"
        " join tw.purchase_order_amount a on a.order_id = o.id where o.id = $1"
    ),
    approve_permission=APPROVE,
)  # fmt: skip

MODULE = ModuleSpec(
    key="purchasing",
    title=N_("Purchasing"),
    permissions=(
        Permission("purchasing.read", N_("See purchase requests and orders"), READERS),
        Permission("purchasing.request", N_("Ask for purchases"), (
            "planner", "purchaser", "production", "warehouse", "engineer", "service_desk",
        )),
        Permission("purchasing.edit", N_("Edit purchase orders"), ("purchaser",)),
        Permission("purchasing.approve", N_("Approve purchases"), ("manager",)),
    ),
    scopes=(Scope("purchasing", N_("Purchase requests and orders"), dict.fromkeys(READERS, "all")),),
    lifecycles=(REQUEST_LIFE, ORDER_LIFE),
    numbering=(Numbering("purchase_request", "PR"), Numbering("purchase_order", "PO")),
    approval_rules=(ApprovalStep("purchase_order", 1, APPROVE, Decimal(50000)),),
    handlers={
        PlannedOrdersReleased: (services.on_released,),
        RescheduleAccepted: (services.on_reschedule,),
        CancelAccepted: (services.on_cancel,),
    },
    lookups=(
        LookUp("purchasing.request", N_("Purchase request"), queries.find_requests, "purchasing.requests", "purchasing.request"),
        LookUp("purchasing.order", N_("Purchase order"), queries.find_orders, "purchasing.orders", "purchasing.order"),
        LookUp("purchasing.order_line", N_("Order line"), queries.find_order_lines),
    ),
    searches=(
        Search("purchase_orders", N_("Purchase orders"), "purchasing.read", queries.find_orders, "purchasing.order",
               "shopping-cart"),
        Search("purchase_requests", N_("Purchase requests"), "purchasing.read", queries.find_requests, "purchasing.request",
               "clipboard-text"),
    ),
    push_downs=(
        PushDown("purchasing.request", "purchasing.order", N_("Purchase order"), EDIT, queries.order_from_requests),
        PushDown("purchasing.order", "purchasing.receipt", N_("Receive goods"), "stock.receive", queries.receipt_of_order),
    ),
    pending=(
        PendingWork(
            "purchasing.order", N_("Requests to order"), EDIT, queries.requests_to_order, "purchasing.request",
            "purchasing.requests",
            (Action("order", N_("Make orders"), EDIT, services.order_request, icon="shopping-cart"),),
            ("purchase_request", "purchase_order"), order=35,
        ),
        PendingWork(
            "purchasing.approve", N_("Purchase orders to approve"), APPROVE, queries.orders_to_approve, "purchasing.order",
            "purchasing.orders",
            (
                Action("approve", N_("Approve"), APPROVE, services.approve_order, icon="seal-check"),
                Action("reject", N_("Reject"), APPROVE, services.reject_order, icon="x-circle", asks="reason"),
            ),
            ("purchase_order",), order=12, status="waiting",
        ),
        PendingWork(
            "purchasing.receive", N_("Goods to receive"), "stock.receive", queries.goods_to_receive, "purchasing.order",
            "purchasing.order_lines",
            (Action("receive", N_("Receive everything"), "stock.receive", services.receive_rest, icon="package", asks="confirm"),),
            ("purchase_order", "stock_document"), order=36,
        ),
    ),
)  # fmt: skip
