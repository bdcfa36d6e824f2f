"""Shipping: from the approved order to the signed delivery note."""

from app.i18n import N_
from app.modules.office.module import ALL
from app.modules.shipping import papers, queries, services
from app.modules.stock.events import GoodsAvailable, StockReversed
from app.registry import (
    Action,
    Lifecycle,
    LookUp,
    Measure,
    ModuleSpec,
    Numbering,
    PendingWork,
    Permission,
    PushDown,
    Scope,
    Search,
    Setting,
    State,
    Transition,
)

READ, EDIT, PICK, SHIP, APPROVE = "shipping.read", "shipping.edit", "shipping.pick", "shipping.ship", "shipping.approve"

NOTICE_LIFE = Lifecycle(
    kind="delivery_notice",
    title=N_("Delivery notice"),
    states=(
        State("draft", N_("Draft"), "neutral"),
        State("pending", N_("Pending"), "waiting"),
        State("rejected", N_("Rejected"), "late"),
        State("approved", N_("Approved"), "active"),
        State("picking", N_("Being picked"), "active"),
        State("picked", N_("Picked"), "waiting"),
        State("shipped", N_("Shipped"), "done"),
        State("closed", N_("Closed"), "done"),
        State("void", N_("Void"), "neutral"),
    ),
    transitions=(
        Transition("submit", N_("Submit"), ("draft", "rejected"), "pending", EDIT, services.submit, main=True,
                   icon="paper-plane-tilt"),
        Transition("approve", N_("Approve"), ("pending",), "approved", APPROVE, services.approve, main=True, icon="seal-check"),
        Transition("reject", N_("Reject"), ("pending",), "rejected", APPROVE, services.reject, asks="reason", danger=True,
                   icon="x-circle"),
        Transition("withdraw", N_("Withdraw"), ("pending",), "draft", EDIT, services.withdraw, icon="arrow-counter-clockwise"),
        Transition("unapprove", N_("Unapprove"), ("approved",), "draft", EDIT, services.unapprove, asks="reason", danger=True,
                   icon="arrow-u-up-left"),
        # these move with picks and postings; their guards ask for the facts, so that no bare change of state passes
        Transition("pick", N_("Make pick list"), ("approved",), "picking", PICK, services.make_pick, main=True,
                   icon="list-checks", guard="guard_notice_pick"),
        Transition("picked", N_("Picked"), ("picking",), "picked", PICK, guard="guard_notice_picked"),
        Transition("put_back", N_("Put back"), ("picking", "picked"), "approved", PICK, services.cancel_picking, asks="reason",
                   icon="arrow-counter-clockwise", guard="guard_notice_put_back"),
        Transition("ship", N_("Ship"), ("picked",), "shipped", SHIP, services.ship, main=True, icon="truck",
                   guard="guard_notice_ship", system=True),
        Transition("take_back", N_("Taken back"), ("shipped",), "approved", SHIP, guard="guard_notice_take_back", system=True),
        Transition("close", N_("Close"), ("approved",), "closed", EDIT, services.close, asks="reason", icon="check"),
        Transition("void", N_("Make void"), ("draft", "rejected"), "void", EDIT, services.void, asks="reason", danger=True,
                   icon="trash"),
    ),
    free=("signed_on", "signed_by", "carrier", "waybill", "packages", "notes", "contact", "issue_id", "shipped_on",
          "owner_id", "department_id"),
    approve_permission=APPROVE,
)  # fmt: skip

PICK_LIFE = Lifecycle(
    kind="pick_list",
    title=N_("Pick list"),
    states=(
        State("open", N_("Waiting to be picked"), "waiting"),
        State("picked", N_("Picked"), "done"),
        State("cancelled", N_("Cancelled"), "neutral"),
    ),
    transitions=(
        Transition("confirm", N_("All found as asked"), ("open",), "picked", PICK, services.confirm_as_asked, main=True,
                   asks="confirm", icon="check-circle", guard="guard_pick_confirm"),
        Transition("cancel", N_("Put back"), ("open", "picked"), "cancelled", PICK, services.cancel_pick, asks="reason",
                   danger=True, icon="arrow-counter-clockwise", guard="guard_pick_cancel", system=True),
    ),
    initial=("open",),
    editable=("open",),
    free=("owner_id", "department_id", "picked_at", "picked_by", "picker"),
)  # fmt: skip

MODULE = ModuleSpec(
    key="shipping",
    title=N_("Shipping"),
    permissions=(
        Permission(READ, N_("See deliveries"), (*ALL, "worker")),
        Permission(EDIT, N_("Write delivery notices"), ("warehouse", "merchandiser")),
        Permission(APPROVE, N_("Approve delivery notices"), ("sales_manager", "merchandiser")),
        Permission(PICK, N_("Pick for delivery"), ("warehouse",)),
        Permission(SHIP, N_("Ship"), ("warehouse",)),
    ),
    scopes=(
        Scope("shipping", N_("Deliveries"), {
            "sales": "own", "sales_manager": "below", "merchandiser": "below", "planner": "all", "engineer": "all",
            "purchaser": "all", "warehouse": "all", "production": "all", "quality": "all", "service_desk": "all",
            "technician": "all", "finance": "all", "cashier": "all", "manager": "all", "auditor": "all", "admin": "all",
            "worker": "all",
        }),
    ),
    lifecycles=(NOTICE_LIFE, PICK_LIFE),
    numbering=(Numbering("delivery_notice", "DN"), Numbering("pick_list", "PK")),
    handlers={StockReversed: (services.on_stock_reversed,), GoodsAvailable: (services.on_goods_available,)},
    lookups=(
        LookUp("shipping.notice", N_("Delivery notice"), queries.find_notices, "shipping.notices", "shipping.notice"),
        LookUp("shipping.open_line", N_("Open order line"), queries.find_open_lines, "shipping.open_lines"),
    ),
    searches=(Search("deliveries", N_("Delivery notices"), READ, queries.find_notices, "shipping.notice", "truck"),),
    pending=(
        PendingWork("shipping.to_deliver", N_("To deliver"), EDIT, queries.to_deliver, "orders.order", "shipping.open_lines",
                    (Action("notify", N_("Notify"), EDIT, services.notify_order, icon="paper-plane-tilt"),),
                    ("sales_order", "delivery_notice", "stock_balance"), order=30),
        PendingWork("shipping.to_pick", N_("Notices to pick"), PICK, queries.notices_to_pick, "shipping.notice",
                    "shipping.notices", (Action("pick", N_("Make pick list"), PICK, services.make_pick, icon="list-checks"),),
                    ("delivery_notice",), order=31),
        PendingWork("shipping.picks", N_("Picks"), PICK, queries.open_picks, "shipping.pick", "shipping.picks",
                    (Action("open", N_("Open"), PICK, screen="shipping.pick", icon="folder-open"),
                     Action("print", N_("Print"), PICK, icon="printer", paper=papers.PICK_LIST.key)),
                    ("pick_list",), order=32),
        PendingWork("shipping.to_ship", N_("Picked, to ship"), SHIP, queries.notices_to_ship, "shipping.notice",
                    "shipping.notices", (Action("ship", N_("Ship"), SHIP, services.ship, icon="truck"),),
                    ("delivery_notice",), order=33),
    ),
    measures=(
        Measure("shipping.on_time", N_("Shipped on time this month"), READ, queries.on_time, "shipping.shipments",
                "day:thismonth", kinds=("shipment",), duties=("merchandiser", "warehouse", "manager"), order=20),
    ),
    push_downs=(
        PushDown("orders.order", "shipping.notice", N_("Delivery notice"), EDIT, queries.draft_from_orders),
    ),
    papers=(papers.PICK_LIST, papers.DELIVERY_NOTE),
    settings=(
        Setting("shipping.days_ahead", N_("Days ahead in “To deliver”"), "number", 7,
                N_("How many days before its date an order line stands among what is to be delivered")),
    ),
)  # fmt: skip
