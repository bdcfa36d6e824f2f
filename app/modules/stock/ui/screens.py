"""Screens of the stock room."""

from app.i18n import N_
from app.modules.stock import queries, services
from app.modules.stock.drafts import StockDocumentDraft, WarehouseDraft
from app.registry import Action, Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status

KINDS = (
    ("purchase_receipt", N_("Purchase receipt")), ("production_receipt", N_("Production receipt")),
    ("other_in", N_("Other receipt")), ("opening", N_("Opening stock")), ("sales_issue", N_("Sales issue")),
    ("production_issue", N_("Production issue")), ("other_out", N_("Other issue")), ("transfer", N_("Transfer")),
    ("reversal", N_("Red letter")),
)  # fmt: skip
FREE_KINDS = tuple(k for k in KINDS if k[0] in ("other_in", "other_out", "transfer", "opening"))
BIN_KINDS = (("normal", N_("Normal")), ("high", N_("High")), ("dock", N_("Dock")))
WAREHOUSE_KINDS = (
    ("normal", N_("Normal")), ("rejected", N_("Rejected goods")), ("consigned", N_("Consigned")), ("transit", N_("In transit")),
)  # fmt: skip
STATE: dict[str, tuple[str, Status]] = {
    "draft": (N_("Draft"), "neutral"), "posted": (N_("Posted"), "done"), "reversed": (N_("Reversed"), "hold"),
}  # fmt: skip
KIND_STATUS: dict[str, tuple[str, Status]] = {k: (t, "neutral") for k, t in KINDS}

AT_HAND = ListSpec(
    view="stock_at_hand",
    search_kind="item",
    search_id="item_id",
    default_sort="item_code",
    columns=(
        Column("item_code", N_("Item"), "code", 112, link="items.item", link_id="item_id", frozen=True),
        Column("item_name", N_("Name"), "text", 150, stretch=True, frozen=True),
        Column("specification", N_("Specification"), "text", 130),
        Column("drawing_no", N_("Drawing"), "code", 110, hidden=True),
        Column("warehouse_name", N_("Warehouse"), "text", 90),
        Column("bin_code", N_("Bin"), "code", 80),
        Column("walk_no", N_("Place in the walk"), "number", 80, hidden=True),
        Column("lot", N_("Lot"), "code", 90),
        Column("serial", N_("Serial number"), "code", 120),
        Column("quantity", N_("At hand"), "quantity", 76, total=True),
        Column("reserved", N_("Kept"), "quantity", 72, total=True),
        Column("free", N_("Free"), "quantity", 72, total=True),
        Column("unit", N_("Unit"), "text", 48),
        Column("received", N_("Lies since"), "date", 92),
        Column("cost", N_("Unit cost"), "price", 100, hidden=True),
        Column("value", N_("Amount"), "money", 110, hidden=True, total=True),
    ),
    saved=(
        SavedFilter("all", N_("All")),
        SavedFilter("kept", N_("Kept for someone"), "reserved>0", "", "waiting"),
        SavedFilter("old", N_("Lying for half a year"), "received:..-180", "received", "late"),
    ),
    group_by=("warehouse_name", "item_code", "bin_code"),
    kinds=("stock_balance",),
)

ITEMS = ListSpec(
    view="item_stock",
    search_kind="item",
    default_sort="code",
    columns=(
        Column("code", N_("Item"), "code", 112, link="items.item", frozen=True),
        Column("name", N_("Name"), "text", 170, stretch=True, frozen=True),
        Column("specification", N_("Specification"), "text", 130),
        Column("group_name", N_("Group"), "text", 90),
        Column("on_hand", N_("At hand"), "quantity", 84, late="below"),
        Column("reserved", N_("Kept"), "quantity", 76),
        Column("free", N_("Free"), "quantity", 76),
        Column("unit", N_("Unit"), "text", 48),
        Column("safety_stock", N_("Safety stock"), "quantity", 92),
        Column("missing", N_("Missing"), "quantity", 76),
        Column("below", N_("Below safety"), "bool", 80, hidden=True),
        Column("last_out", N_("Last issue"), "date", 92),
        Column("value", N_("Amount"), "money", 110, hidden=True),
    ),
    saved=(SavedFilter("all", N_("All")), SavedFilter("below", N_("Below safety"), "below:yes", "", "late")),
    group_by=("group_name",),
    kinds=("stock_balance", "item"),
)

_ITEM_COLUMNS = (
    Column("item_code", N_("Item"), "code", 120, link="items.item", link_id="item_id"),
    Column("item_name", N_("Name"), "text", 160, stretch=True, second="specification"),
    Column("specification", N_("Specification"), "text", 130, hidden=True),
)

LEDGER = ListSpec(
    view="stock_ledger",
    search_kind="item",
    search_id="item_id",
    default_sort="-day",
    columns=(
        Column("day", N_("Day"), "date", 88),
        Column("number", N_("Number"), "code", 126, link="stock.document", link_id="document_id"),
        Column("kind", N_("Kind"), "state", 104, status=KIND_STATUS),
        Column("is_red", N_("Red letter"), "bool", 70, hidden=True),
        Column("party", N_("Party"), "text", 120),
        *_ITEM_COLUMNS,
        Column("warehouse_name", N_("Warehouse"), "text", 80),
        Column("bin_code", N_("Bin"), "code", 76),
        Column("lot", N_("Lot"), "code", 80),
        Column("serial", N_("Serial number"), "code", 120, hidden=True),
        Column("quantity_in", N_("In"), "quantity", 72, total=True),
        Column("quantity_out", N_("Out"), "quantity", 72, total=True),
        Column("unit", N_("Unit"), "text", 48),
        Column("unit_cost", N_("Unit cost"), "price", 100, hidden=True),
        Column("value", N_("Amount"), "money", 110, hidden=True, total=True),
        Column("posted_by_name", N_("Posted by"), "text", 90, hidden=True),
    ),
    saved=(SavedFilter("all", N_("All")), SavedFilter("today", N_("Today"), "day:today")),
    group_by=("kind", "item_code", "party", "day"),
    kinds=("stock_document",),
)

DOCUMENTS = ListSpec(
    view="stock_document_list",
    search_kind="stock_document",
    default_sort="-day",
    columns=(
        Column("state", N_("State"), "state", 86, status=STATE),
        Column("number", N_("Number"), "code", 126, link="stock.document", frozen=True),
        Column("posting_no", N_("Posting number"), "number", 72),
        Column("kind", N_("Kind"), "state", 112, status=KIND_STATUS),
        Column("day", N_("Day"), "date", 88),
        Column("party", N_("Party"), "text", 190, stretch=True),
        Column("lines", N_("Lines"), "number", 56),
        Column("is_red", N_("Red letter"), "bool", 52),
        Column("reverses_number", N_("Reverses"), "code", 126, link="stock.document", link_id="reverses_id"),
        Column("memo", N_("Memo"), "text", 126),
        Column("posted_by_name", N_("Posted by"), "text", 80),
        Column("posted_at", N_("Posted at"), "datetime", 130, hidden=True),
        Column("created_by_name", N_("Made by"), "text", 90, hidden=True),
        Column("value", N_("Amount"), "money", 110, hidden=True),
    ),
    saved=(
        SavedFilter("all", N_("All")),
        SavedFilter("drafts", N_("Drafts"), "state:draft", "", "waiting"),
        SavedFilter("in", N_("Receipts"), "kind:purchase_receipt,production_receipt,other_in,opening"),
        SavedFilter("out", N_("Issues"), "kind:sales_issue,production_issue,other_out"),
        SavedFilter("red", N_("Red letters"), "kind:reversal", "", "hold"),
    ),
    group_by=("kind", "state", "day", "party"),
    kinds=("stock_document",),
)

LINES = ListSpec(
    view="stock_document_line_list",
    search_kind="item",
    search_id="item_id",
    default_sort="-id",
    columns=(
        Column("state", N_("State"), "state", 86, status=STATE),
        Column("number", N_("Number"), "code", 126, link="stock.document", link_id="document_id", frozen=True),
        Column("kind", N_("Kind"), "state", 104, status=KIND_STATUS),
        Column("day", N_("Day"), "date", 88),
        Column("party", N_("Party"), "text", 116),
        Column("line_no", N_("No."), "number", 48, hidden=True),
        *_ITEM_COLUMNS,
        Column("quantity", N_("Quantity"), "quantity", 76, total=True),
        Column("unit", N_("Unit"), "text", 48),
        Column("warehouse_name", N_("Warehouse"), "text", 80),
        Column("bin_code", N_("Bin"), "code", 76),
        Column("to_bin_code", N_("To bin"), "code", 90, hidden=True),
        Column("lot", N_("Lot"), "code", 100, hidden=True),
        Column("serials", N_("Serial number"), "text", 160, hidden=True),
        Column("notes", N_("Notes"), "text", 140, hidden=True),
        Column("value", N_("Amount"), "money", 110, hidden=True, total=True),
    ),
    group_by=("kind", "item_code", "party", "day"),
    kinds=("stock_document",),
)

DOCUMENT_FORM = FormSpec(
    kind="stock_document",
    title=N_("Stock document"),
    list_screen="stock.documents",
    draft=StockDocumentDraft,
    load=queries.load_document,
    blank=queries.blank_document,
    save=services.save_document,
    edit_permission="stock.edit",
    kinds=("stock_document",),
    fields=(
        Field("kind", N_("Kind"), "choice", required=True, choices=FREE_KINDS),
        Field("day", N_("Day"), "date", required=True),
        Field("party", N_("Party"), span=2),
        Field("memo", N_("Memo"), span=2),
    ),
    line_fields=(
        Field("item", N_("Item"), "lookup", required=True, lookup="items.item", width=130, link="items.item",
              fills={"specification": "specification", "unit": "unit"}),
        Field("specification", N_("Specification"), computed=True, width=130),
        Field("quantity", N_("Quantity"), "quantity", required=True, width=80),
        Field("unit", N_("Unit"), computed=True, width=48),
        Field("bin", N_("Bin"), "lookup", required=True, lookup="stock.bin", depends="item", width=90),
        Field("to_bin", N_("To bin"), "lookup", lookup="stock.bin", depends="item", width=90),
        Field("lot", N_("Lot"), "code", width=90),
        Field("serials", N_("Serial number"), width=150, stretch=True, help=N_("Parted by blanks; A008~A012 stands for five")),
        Field("notes", N_("Notes"), width=110),
    ),
)  # fmt: skip

WAREHOUSES = ListSpec(
    view="warehouse_list",
    default_sort="code",
    columns=(
        Column("code", N_("Code"), "code", 90, link="stock.warehouse"),
        Column("name", N_("Name"), "text", 220, stretch=True),
        Column("name_en", N_("English name"), "text", 160),
        Column("kind", N_("Kind"), "state", 120, status={k: (t, "neutral") for k, t in WAREHOUSE_KINDS}),
        Column("bins", N_("Bins"), "number", 80),
        Column("items", N_("Items"), "number", 80),
        Column("active", N_("Active"), "bool", 70),
    ),
    kinds=("warehouse", "bin"),
)

WAREHOUSE_FORM = FormSpec(
    kind="warehouse",
    title=N_("Warehouse"),
    list_screen="stock.warehouses",
    draft=WarehouseDraft,
    load=queries.load_warehouse,
    blank=queries.blank_warehouse,
    save=services.save_warehouse,
    edit_permission="stock.settings",
    kinds=("warehouse", "bin"),
    fields=(
        Field("code", N_("Code"), "code", required=True),
        Field("name", N_("Name"), required=True, span=2),
        Field("name_en", N_("English name"), span=2),
        Field("kind", N_("Kind"), "choice", choices=WAREHOUSE_KINDS),
        Field("active", N_("Active"), "bool"),
    ),
    line_fields=(
        Field("code", N_("Bin"), "code", required=True, width=120),
        Field("aisle", N_("Aisle"), width=100),
        Field("walk_no", N_("Place in the walk"), "number", width=110, help=N_("Empty: the natural order")),
        Field("kind", N_("Kind"), "choice", choices=BIN_KINDS, width=110, default="normal"),
        Field("active", N_("Active"), "bool", width=70, default=True, stretch=True),
    ),
)

SCREENS = (
    ScreenSpec("stock.at_hand", N_("Stock at hand"), "stock", "stock.balances", "stack", list=AT_HAND, opens="items.item",
               row_id="item_id", order=10),
    ScreenSpec("stock.items", N_("Stock by item"), "stock", "stock.balances", "stack", list=ITEMS, opens="items.item", order=15),
    ScreenSpec("stock.documents", N_("Stock documents"), "stock", "stock.read", "package", list=DOCUMENTS,
               opens="stock.document", lifecycle="stock_document", new_permission="stock.edit", order=20,
               actions=(Action("post", N_("Post"), "stock.edit", services.post_document, icon="check-circle", on="each"),)),
    ScreenSpec("stock.document", N_("Stock document"), "stock", "stock.read", "package", form=DOCUMENT_FORM,
               lifecycle="stock_document", new_permission="stock.edit", menu=False),
    ScreenSpec("stock.lines", N_("Stock documents by line"), "stock", "stock.read", "package", list=LINES,
               opens="stock.document", row_id="document_id", order=25),
    ScreenSpec("stock.ledger", N_("Stock ledger"), "stock", "stock.read", "list", list=LEDGER,
               opens="stock.document", row_id="document_id", order=30),
    ScreenSpec("stock.warehouses", N_("Warehouses and bins"), "stock", "stock.balances", "buildings", list=WAREHOUSES,
               opens="stock.warehouse", new_permission="stock.settings", order=80),
    ScreenSpec("stock.warehouse", N_("Warehouse"), "stock", "stock.balances", "buildings", form=WAREHOUSE_FORM,
               new_permission="stock.settings", menu=False),
)  # fmt: skip

PANELS = (
    PanelSpec("items.item", "stock.item_at_hand", N_("Stock at hand"), "stock.balances", AT_HAND, "item_id", order=30),
    PanelSpec("items.item", "stock.item_ledger", N_("Stock ledger"), "stock.read", LEDGER, "item_id",
              opens="stock.document", order=35),
)  # fmt: skip
