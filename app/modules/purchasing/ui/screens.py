"""Screens of the purchasing room: journals by header and by line, requests, orders, receipts."""

from app.i18n import N_
from app.modules.purchasing import queries, rules, services
from app.modules.purchasing.drafts import OrderDraft, ReceiptDraft, RequestDraft
from app.modules.purchasing.module import STATES
from app.registry import Action, Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status

STATE: dict[str, tuple[str, Status]] = {s.key: (s.title, s.status) for s in STATES}
LINE_STATE: dict[str, tuple[str, Status]] = {
    "waiting": (N_("Not approved"), "waiting"), "open": (N_("In progress"), "active"), "closed": (N_("Closed"), "done"),
}  # fmt: skip
POSTED: dict[str, tuple[str, Status]] = {"posted": (N_("Posted"), "done"), "reversed": (N_("Reversed"), "hold")}
ANCHORS = (("with_tax", N_("With tax")), ("net", N_("Net")))

REQUESTS = ListSpec(
    view="purchase_request_list",
    scope="purchasing",
    search_kind="purchase_request",
    default_sort="-request_date",
    columns=(
        Column("state", N_("State"), "state", 96, status=STATE),
        Column("number", N_("Number"), "code", 140, link="purchasing.request", frozen=True),
        Column("supplier_name", N_("Proposed supplier"), "text", 220, stretch=True),
        Column("lines", N_("Lines"), "number", 60, sortable=False),
        Column("ordered", N_("Ordered"), "bar", 110, sortable=False),
        Column("request_date", N_("Request date"), "date", 96),
        Column("due_date", N_("Due date"), "date", 96, sortable=False),
        Column("owner_name", N_("Who"), "text", 90),
        Column("department_name", N_("Department"), "text", 100, hidden=True),
        Column("notes", N_("Notes"), "text", 160),
    ),
    saved=(
        SavedFilter("open", N_("To order"), "state:approved ordered:..0.9999", "-request_date", "waiting"),
        SavedFilter("all", N_("All")),
    ),
    group_by=("supplier_name", "state", "owner_name"),
    kinds=("purchase_request", "purchase_order"),
)

REQUEST_LINES = ListSpec(
    view="purchase_request_line_list",
    scope="purchasing",
    search_kind="item",
    search_id="item_id",
    default_sort="due_date",
    columns=(
        Column("state", N_("State"), "state", 90, status=STATE),
        Column("number", N_("Number"), "code", 128, link="purchasing.request", link_id="request_id", frozen=True),
        Column("line_no", N_("Line"), "number", 40),
        Column("item_code", N_("Item"), "code", 112, link="items.item", link_id="item_id"),
        Column("item_name", N_("Name"), "text", 146, stretch=True),
        Column("specification", N_("Specification"), "text", 116),
        Column("quantity", N_("Asked"), "quantity", 80),
        Column("ordered", N_("Ordered"), "quantity", 76, sortable=False),
        Column("outstanding", N_("Outstanding"), "quantity", 76, sortable=False),
        Column("unit_name", N_("Unit"), "text", 44),
        Column("due_date", N_("Due date"), "date", 98, late="is_late"),
        Column("supplier_name", N_("Proposed supplier"), "text", 112),
        Column("owner_name", N_("Who"), "text", 90, hidden=True),
        Column("closed", N_("Closed"), "bool", 60, hidden=True),
        Column("notes", N_("Notes"), "text", 140, hidden=True),
    ),
    saved=(
        SavedFilter("open", N_("To order"), "state:approved outstanding:>0", "due_date", "waiting"),
        SavedFilter("all", N_("All")),
    ),
    group_by=("supplier_name", "item_code", "number", "due_date"),
    kinds=("purchase_request", "purchase_order"),
)

ORDERS = ListSpec(
    view="purchase_order_list",
    scope="purchasing",
    search_kind="purchase_order",
    default_sort="-order_date",
    columns=(
        Column("state", N_("State"), "state", 96, status=STATE),
        Column("number", N_("Number"), "code", 140, link="purchasing.order", frozen=True),
        Column(
            "supplier_name", N_("Supplier"), "text", 220, link="suppliers.supplier", link_id="supplier_id", stretch=True
        ),
        Column("order_date", N_("Order date"), "date", 96),
        Column("due_date", N_("Due date"), "date", 96, late="is_late", sortable=False),
        Column("currency", N_("Currency"), "text", 60),
        Column("amount", N_("Amount with tax"), "money", 124),
        Column("amount_base", N_("Amount in base currency"), "money", 124, total=True, hidden=True),
        Column("received", N_("Received"), "bar", 110, sortable=False),
        Column("lines", N_("Lines"), "number", 60, sortable=False),
        Column("net", N_("Net"), "money", 110, hidden=True),
        Column("tax", N_("Tax amount"), "money", 110, hidden=True),
        Column("payment_terms", N_("Payment terms"), "text", 110, hidden=True),
        Column("owner_name", N_("Purchaser"), "text", 90),
        Column("department_name", N_("Department"), "text", 100, hidden=True),
        Column("approved_at", N_("Approved on"), "datetime", 130, hidden=True),
        Column("state_reason", N_("Reason"), "text", 140, hidden=True),
        Column("notes", N_("Notes"), "text", 140, hidden=True),
        Column("is_late", N_("Late"), "bool", 60, hidden=True),
    ),
    saved=(
        SavedFilter("open", N_("Not finished"), "state:draft,pending,rejected,approved", "-order_date", "active"),
        SavedFilter("late", N_("Late"), "is_late:yes", "-order_date", "late"),
        SavedFilter("pending", N_("Waiting for approval"), "state:pending", "-order_date", "waiting"),
        SavedFilter("all", N_("All")),
    ),
    group_by=("supplier_name", "state", "owner_name"),
    kinds=("purchase_order", "stock_document"),
)

ORDER_LINES = ListSpec(
    view="purchase_order_line_list",
    scope="purchasing",
    search_kind="item",
    search_id="item_id",
    default_sort="due_date",
    columns=(
        Column("line_state", N_("State"), "state", 90, status=LINE_STATE),
        Column("number", N_("Number"), "code", 126, link="purchasing.order", link_id="order_id", frozen=True),
        Column("line_no", N_("Line"), "number", 40),
        Column("supplier_name", N_("Supplier"), "text", 124, link="suppliers.supplier", link_id="supplier_id"),
        Column("item_code", N_("Item"), "code", 110, link="items.item", link_id="item_id"),
        Column("item_name", N_("Name"), "text", 160, stretch=True, second="specification"),
        Column("specification", N_("Specification"), "text", 130, hidden=True),
        Column("drawing_no", N_("Drawing"), "code", 110, hidden=True),
        Column("quantity", N_("Ordered"), "quantity", 66),
        Column("received", N_("Received"), "quantity", 66, sortable=False),
        Column("outstanding", N_("Outstanding"), "quantity", 70, sortable=False),
        Column("unit_name", N_("Unit"), "text", 44),
        Column("due_date", N_("Due date"), "date", 98, late="is_late"),
        Column("price", N_("Price"), "price", 100, hidden=True),
        Column("tax_rate", N_("Tax"), "percent", 60, hidden=True),
        Column("currency", N_("Currency"), "text", 56),
        Column("amount", N_("Amount with tax"), "money", 96),
        Column("net", N_("Net"), "money", 110, hidden=True),
        Column("request_number", N_("Purchase request"), "code", 130, link="purchasing.request", link_id="request_id",
               hidden=True),
        Column("order_date", N_("Order date"), "date", 96, hidden=True),
        Column("owner_name", N_("Purchaser"), "text", 90, hidden=True),
        Column("is_late", N_("Late"), "bool", 60, hidden=True),
        Column("notes", N_("Notes"), "text", 140, hidden=True),
    ),
    saved=(
        SavedFilter("open", N_("To come"), "line_state:open", "due_date", "active"),
        SavedFilter("late", N_("Late"), "is_late:yes", "due_date", "late"),
        SavedFilter("all", N_("All")),
    ),
    group_by=("supplier_name", "item_code", "number", "due_date"),
    kinds=("purchase_order", "stock_document"),
)  # fmt: skip

RECEIPTS = ListSpec(
    view="purchase_receipt_list",
    search_kind="item",
    search_id="item_id",
    default_sort="-day",
    columns=(
        Column("state", N_("State"), "state", 84, status=POSTED),
        Column("number", N_("Number"), "code", 126, link="purchasing.receipt", link_id="document_id", frozen=True),
        Column("posting_no", N_("Posting number"), "number", 90, hidden=True),
        Column("day", N_("Day"), "date", 88),
        Column("order_number", N_("Purchase order"), "code", 126, link="purchasing.order", link_id="order_id"),
        Column("supplier_name", N_("Supplier"), "text", 136),
        Column("item_code", N_("Item"), "code", 110, link="items.item", link_id="item_id"),
        Column("item_name", N_("Name"), "text", 160, stretch=True, second="specification"),
        Column("specification", N_("Specification"), "text", 130, hidden=True),
        Column("quantity", N_("Quantity"), "quantity", 66),
        Column("unit_name", N_("Unit"), "text", 44),
        Column("bin_code", N_("Bin"), "code", 72),
        Column("lot", N_("Lot"), "code", 70),
        Column("serials", N_("Serial numbers"), "text", 140, hidden=True),
        Column("posted_by_name", N_("Posted by"), "text", 70),
        Column("memo", N_("Memo"), "text", 140, hidden=True),
    ),
    group_by=("supplier_name", "item_code", "day", "number"),
    kinds=("stock_document",),
)

REQUEST_FORM = FormSpec(
    kind="purchase_request",
    title=N_("Purchase request"),
    list_screen="purchasing.requests",
    draft=RequestDraft,
    load=queries.load_request,
    blank=queries.blank_request,
    save=services.save_request,
    edit_permission="purchasing.request",
    kinds=("purchase_request", "purchase_order"),
    fields=(
        Field("supplier", N_("Proposed supplier"), "lookup", lookup="suppliers.supplier", link="suppliers.supplier", span=2),
        Field("request_date", N_("Request date"), "date", required=True),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    line_fields=(
        Field("item", N_("Item"), "lookup", required=True, lookup="items.item", width=140, link="items.item",
              fills={"specification": "specification", "unit": "unit"}),
        Field("specification", N_("Specification"), computed=True, width=170, stretch=True),
        Field("unit", N_("Unit"), computed=True, width=56),
        Field("quantity", N_("Quantity"), "quantity", required=True, width=90),
        Field("due_date", N_("Due date"), "date", required=True, width=96),
        Field("ordered", N_("Ordered"), "quantity", computed=True, width=90),
        Field("notes", N_("Remark"), width=140),
    ),
)  # fmt: skip

ORDER_FORM = FormSpec(
    kind="purchase_order",
    title=N_("Purchase order"),
    list_screen="purchasing.orders",
    draft=OrderDraft,
    load=queries.load_order,
    blank=queries.blank_order,
    save=services.save_order,
    totals=rules.form_totals,
    total_keys=(
        ("lines_count", N_("Lines")), ("net", N_("Net")), ("tax", N_("Tax amount")), ("total", N_("Total with tax")),
    ),
    edit_permission="purchasing.edit",
    kinds=("purchase_order", "stock_document"),
    fields=(
        Field("supplier", N_("Supplier"), "lookup", required=True, lookup="suppliers.supplier", link="suppliers.supplier",
              span=2, fills={"currency": "currency", "payment_terms": "payment_terms"}),
        Field("order_date", N_("Order date"), "date", required=True),
        Field("due_date", N_("Due date"), "date", help=N_("Lines without a date of their own are due on this day")),
        Field("currency", N_("Currency"), "lookup_code", required=True, lookup="office.currency",
              fills={"rate": "currency_rate"}),
        Field("rate", N_("Rate"), "number", permission="purchasing.prices"),
        Field("tax_anchor", N_("Prices"), "choice", choices=ANCHORS, default="with_tax"),
        Field("payment_terms", N_("Payment terms")),
        Field("ship_to_address", N_("Ship-to address"), span=2),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    line_fields=(
        Field("item", N_("Item"), "lookup", required=True, lookup="items.item", width=116, link="items.item", fills={
            "specification": "specification", "unit": "unit", "tax_code": "tax_code", "tax_rate": "tax_rate",
        }),
        Field("specification", N_("Specification"), computed=True, width=130, stretch=True),
        Field("unit", N_("Unit"), computed=True, width=44),
        Field("quantity", N_("Quantity"), "quantity", required=True, width=66),
        Field("price", N_("Price"), "price", width=84, permission="purchasing.prices"),
        Field("tax_code", N_("Tax"), "lookup_code", lookup="office.tax", width=48, default="13",
              permission="purchasing.prices", fills={"tax_rate": "tax_rate"}),
        Field("total", N_("Amount with tax"), "money", computed=True, width=104, permission="purchasing.prices"),
        Field("due_date", N_("Due date"), "date", width=84),
        Field("received", N_("Received"), "quantity", computed=True, width=62),
        Field("request_number", N_("Purchase request"), "code", computed=True, width=116),
        Field("description", N_("Description"), width=90),
        Field("notes", N_("Remark"), width=90),
    ),
)  # fmt: skip

RECEIPT_FORM = FormSpec(
    kind="purchase_receipt",
    title=N_("Purchase receipt"),
    list_screen="purchasing.receipts",
    draft=ReceiptDraft,
    load=queries.load_receipt,
    blank=queries.blank_receipt,
    save=services.save_receipt,
    edit_permission="stock.receive",
    kinds=("stock_document",),
    fields=(
        Field("order", N_("Purchase order"), "lookup", required=True, lookup="purchasing.order", link="purchasing.order", span=2),
        Field("day", N_("Day"), "date", computed=True),
        Field("memo", N_("Memo"), span=2),
    ),
    line_fields=(
        Field("order_line", N_("Order line"), "lookup", required=True, lookup="purchasing.order_line", depends="order", width=150,
              fills={"outstanding": "outstanding", "quantity": "quantity", "unit": "unit"}),
        Field("outstanding", N_("Outstanding"), "quantity", computed=True, width=90),
        Field("quantity", N_("Quantity"), "quantity", required=True, width=90),
        Field("unit", N_("Unit"), computed=True, width=56),
        Field("bin", N_("Bin"), "lookup", lookup="stock.bin", width=90, help=N_("Left empty, the item's usual bin")),
        Field("lot", N_("Lot"), "code", width=100),
        Field("serials", N_("Serial numbers"), width=240, stretch=True),
    ),
)  # fmt: skip

SCREENS = (
    ScreenSpec("purchasing.requests", N_("Purchase requests"), "purchasing", "purchasing.read", "clipboard-text", list=REQUESTS,
               opens="purchasing.request", lifecycle="purchase_request", new_permission="purchasing.request", actions=(
        Action("order", N_("Make orders"), "purchasing.edit", services.order_requests, icon="shopping-cart"),
    ), order=10),
    ScreenSpec("purchasing.request_lines", N_("Request lines"), "purchasing", "purchasing.read", "rows", list=REQUEST_LINES,
               opens="purchasing.request", row_id="request_id", actions=(
        Action("order", N_("Make orders"), "purchasing.edit", services.order_lines, icon="shopping-cart"),
    ), order=11),
    ScreenSpec("purchasing.request", N_("Purchase request"), "purchasing", "purchasing.read", "clipboard-text",
               form=REQUEST_FORM, lifecycle="purchase_request", new_permission="purchasing.request", menu=False),
    ScreenSpec("purchasing.orders", N_("Purchase orders"), "purchasing", "purchasing.read", "shopping-cart", list=ORDERS,
               opens="purchasing.order", lifecycle="purchase_order", new_permission="purchasing.edit", order=20),
    ScreenSpec("purchasing.order_lines", N_("Purchase order lines"), "purchasing", "purchasing.read", "rows", list=ORDER_LINES,
               opens="purchasing.order", row_id="order_id", actions=(
        Action("close_lines", N_("Close lines"), "purchasing.edit", services.close_lines, icon="check", asks="confirm"),
        Action("reopen_lines", N_("Reopen lines"), "purchasing.edit", services.reopen_lines, icon="arrow-counter-clockwise"),
    ), order=21),
    ScreenSpec("purchasing.order", N_("Purchase order"), "purchasing", "purchasing.read", "shopping-cart", form=ORDER_FORM,
               lifecycle="purchase_order", new_permission="purchasing.edit", actions=(
        Action("receive", N_("Receive everything"), "stock.receive", services.receive_rest, icon="package", asks="confirm",
               states=("approved",)),
    ), menu=False),
    ScreenSpec("purchasing.receipts", N_("Purchase receipts"), "purchasing", "stock.read", "package", list=RECEIPTS,
               opens="purchasing.receipt", row_id="document_id", new_permission="stock.receive", order=30),
    ScreenSpec("purchasing.receipt", N_("Purchase receipt"), "purchasing", "stock.read", "package", form=RECEIPT_FORM,
               new_permission="stock.receive", menu=False),
)  # fmt: skip

PANELS = (
    PanelSpec(
        "items.item",
        "purchasing.of_item",
        N_("Purchase orders"),
        "purchasing.read",
        ORDER_LINES,
        "item_id",
        opens="purchasing.order",
        order=45,
    ),
    PanelSpec(
        "suppliers.supplier",
        "purchasing.of_supplier",
        N_("Purchase orders"),
        "purchasing.read",
        ORDERS,
        "supplier_id",
        opens="purchasing.order",
        order=20,
    ),
    PanelSpec(
        "suppliers.supplier",
        "purchasing.lines_of_supplier",
        N_("To come"),
        "purchasing.read",
        ORDER_LINES,
        "supplier_id",
        opens="purchasing.order",
        order=21,
    ),
)
