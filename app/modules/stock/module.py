"""Stock: what lies where, what moved, and what is kept for whom."""

from app.i18n import N_
from app.modules.office.module import ALL
from app.modules.stock import queries, reports, services, sheets, warnings
from app.registry import (
    Action,
    Lifecycle,
    LookUp,
    Measure,
    ModuleSpec,
    Numbering,
    PendingWork,
    Permission,
    Search,
    State,
    Transition,
)

READERS = (
    "merchandiser", "planner", "purchaser", "warehouse", "production", "quality", "service_desk", "finance", "manager",
    "auditor", "admin", "worker",
)  # fmt: skip

DOCUMENT_LIFE = Lifecycle(
    kind="stock_document",
    title=N_("Stock document"),
    states=(
        State("draft", N_("Draft"), "neutral"),
        State("posted", N_("Posted"), "done"),
        State("reversed", N_("Reversed"), "hold"),
    ),
    transitions=(
        Transition("post", N_("Post"), ("draft",), "posted", "stock.edit", services.post_document, main=True,
                   icon="check-circle", system=True),
        Transition("reverse", N_("Reverse"), ("posted",), "reversed", "stock.reverse", services.reverse, asks="reason",
                   danger=True, icon="arrow-counter-clockwise", system=True),
    ),
    editable=("draft",),
)  # fmt: skip

MODULE = ModuleSpec(
    key="stock",
    title=N_("Stock"),
    permissions=(
        Permission("stock.balances", N_("See stock at hand"), (*ALL, "worker")),
        Permission("stock.read", N_("See stock documents"), READERS),
        Permission("stock.edit", N_("Write stock documents"), ("warehouse",)),
        Permission("stock.receive", N_("Receive purchases"), ("warehouse",)),
        Permission("stock.receive_production", N_("Receive from production"), ("warehouse", "production")),
        Permission("stock.issue", N_("Issue for sales"), ("warehouse",)),
        Permission("stock.issue_production", N_("Issue to production"), ("warehouse", "production")),
        Permission("stock.adjust", N_("Other receipts and issues"), ("warehouse",)),
        Permission("stock.transfer", N_("Transfer stock"), ("warehouse",)),
        Permission("stock.opening", N_("Enter opening stock"), ("warehouse", "admin")),
        Permission("stock.reverse", N_("Reverse stock documents"), ("warehouse",)),
        Permission("stock.reserve", N_("Keep stock for a document"), ("warehouse", "production", "planner")),
        Permission("stock.settings", N_("Edit warehouses and bins"), ("warehouse", "admin")),
        Permission("stock.watch", N_("Be told of low stock"), ("planner", "warehouse")),
    ),
    lifecycles=(DOCUMENT_LIFE,),
    numbering=(Numbering("stock_in", "IN"), Numbering("stock_out", "OUT"), Numbering("stock_transfer", "TR")),
    lookups=(
        LookUp("stock.bin", N_("Bin"), queries.find_bins, "stock.at_hand"),
        LookUp("stock.warehouse", N_("Warehouse"), queries.find_warehouses, "stock.warehouses", "stock.warehouse"),
    ),
    searches=(
        Search("stock_documents", N_("Stock documents"), "stock.read", queries.find_documents, "stock.document", "package"),
    ),
    pending=(
        PendingWork("stock.drafts", N_("Stock documents to post"), "stock.edit", queries.open_drafts, "stock.document",
                    "stock.documents", (Action("post", N_("Post"), "stock.edit", services.post_document),),
                    ("stock_document",), order=60),
    ),
    measures=(
        Measure("stock.below_safety", N_("Items below safety stock"), "stock.balances", queries.below_safety, "stock.items",
                "below:yes", kinds=("stock_balance", "item"), duties=("planner", "warehouse", "purchaser"), order=40),
        Measure("stock.value", N_("Stock value"), "items.costs", queries.stock_value, "stock.items",
                kinds=("stock_balance",), duties=("finance", "manager"), order=45),
    ),
    warnings=(warnings.LOW_STOCK,),
    sheets=(sheets.BINS, sheets.OPENING),
    reports=(reports.SUMMARY, reports.CARD),
)  # fmt: skip
