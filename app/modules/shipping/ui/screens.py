"""Screens of the shipping room."""

from app.i18n import N_
from app.modules.shipping import queries, services
from app.modules.shipping.drafts import NoticeDraft, PickedDraft
from app.registry import Action, Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status

READ, EDIT, PICK = "shipping.read", "shipping.edit", "shipping.pick"
STATE: dict[str, tuple[str, Status]] = {
    "draft": (N_("Draft"), "neutral"), "pending": (N_("Pending"), "waiting"), "rejected": (N_("Rejected"), "late"),
    "approved": (N_("Approved"), "active"), "picking": (N_("Being picked"), "active"), "picked": (N_("Picked"), "waiting"),
    "shipped": (N_("Shipped"), "done"), "closed": (N_("Closed"), "done"), "void": (N_("Void"), "neutral"),
}  # fmt: skip
PICK_STATE: dict[str, tuple[str, Status]] = {
    "open": (N_("Waiting to be picked"), "waiting"), "picked": (N_("Picked"), "done"), "cancelled": (N_("Cancelled"), "neutral"),
}  # fmt: skip

_ITEM = (
    Column("item_code", N_("Item"), "code", 120, link="items.item", link_id="item_id"),
    Column("item_name", N_("Name"), "text", 164, stretch=True, second="specification"),
    Column("specification", N_("Specification"), "text", 130, hidden=True),
)
_CUSTOMER = Column("customer_name", N_("Customer"), "text", 150, link="customers.customer", link_id="customer_id")

NOTICES = ListSpec(
    view="delivery_notice_list",
    scope="shipping",
    search_kind="delivery_notice",
    default_sort="-due_date",
    columns=(
        Column("state", N_("State"), "state", 90, status=STATE),
        Column("number", N_("Number"), "code", 126, link="shipping.notice", frozen=True),
        Column(
            "customer_name", N_("Customer"), "text", 180, stretch=True, link="customers.customer", link_id="customer_id"
        ),
        Column("orders", N_("Sales orders"), "text", 130),
        Column("due_date", N_("Ship by"), "date", 98, late="is_late"),
        Column("lines", N_("Lines"), "number", 54),
        Column("carrier", N_("Carrier"), "text", 90),
        Column("waybill", N_("Waybill no."), "code", 108),
        Column("shipped_on", N_("Shipped on"), "date", 92),
        Column("issue_number", N_("Sales issue"), "code", 140, link="stock.document", link_id="issue_id", hidden=True),
        Column("signed_on", N_("Signed on"), "date", 92),
        Column("is_unsigned", N_("Not signed"), "bool", 80, hidden=True),
        Column("is_late", N_("Late"), "bool", 60, hidden=True),
        Column("ship_to_address", N_("Ship-to address"), "text", 220, hidden=True),
        Column("owner_name", N_("Salesperson"), "text", 74),
        Column("department_name", N_("Department"), "text", 100, hidden=True),
    ),
    saved=(
        SavedFilter("all", N_("All")),
        SavedFilter("open", N_("To leave"), "state:approved,picking,picked", "due_date", "active"),
        SavedFilter("late", N_("Late"), "is_late:yes", "due_date", "late"),
        SavedFilter("unsigned", N_("Not signed"), "is_unsigned:yes", "shipped_on", "waiting"),
    ),
    group_by=("state", "customer_name", "owner_name", "carrier"),
    kinds=("delivery_notice",),
)

NOTICE_LINES = ListSpec(
    view="delivery_notice_line_list",
    scope="shipping",
    search_kind="item",
    search_id="item_id",
    default_sort="-id",
    columns=(
        Column("state", N_("State"), "state", 90, status=STATE),
        Column("number", N_("Number"), "code", 126, link="shipping.notice", link_id="notice_id", frozen=True),
        _CUSTOMER,
        Column("order_number", N_("Sales order"), "code", 126, link="orders.order", link_id="order_id"),
        *_ITEM,
        Column("quantity", N_("Noticed"), "quantity", 70, total=True),
        Column("picked", N_("Picked"), "quantity", 66, total=True),
        Column("shipped", N_("Shipped"), "quantity", 66, total=True),
        Column("unit", N_("Unit"), "text", 44),
        Column("due_date", N_("Ship by"), "date", 98),
        Column("shipped_on", N_("Shipped on"), "date", 96, hidden=True),
        Column("notes", N_("Notes"), "text", 140, hidden=True),
    ),
    group_by=("state", "customer_name", "item_code", "order_number"),
    kinds=("delivery_notice",),
)

NOTICE_FORM = FormSpec(
    kind="delivery_notice",
    title=N_("Delivery notice"),
    list_screen="shipping.notices",
    draft=NoticeDraft,
    load=queries.load_notice,
    blank=queries.blank_notice,
    save=services.save,
    edit_permission=EDIT,
    kinds=("delivery_notice", "sales_order"),
    fields=(
        Field("customer", N_("Customer"), "lookup", required=True, lookup="customers.customer", span=2,
              link="customers.customer", fills={"ship_to_address": "ship_to_address"}),
        Field("due_date", N_("Ship by"), "date", required=True),
        Field("carrier", N_("Carrier")),
        Field("ship_to_customer", N_("Ship to"), "lookup", lookup="customers.customer", span=2),
        Field("end_user", N_("End user"), "lookup", lookup="customers.customer", span=2),
        Field("ship_to_address", N_("Ship-to address"), span=2),
        Field("contact", N_("Contact")),
        Field("waybill", N_("Waybill no."), "code"),
        Field("packages", N_("Packages")),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    line_fields=(
        Field("order_line", N_("Order line"), "lookup", required=True, lookup="shipping.open_line", depends="customer", width=130,
              fills={"item_code": "item_code", "item_name": "item_name", "specification": "specification", "unit": "unit",
                     "open": "open", "free": "free", "quantity": "quantity"}),
        Field("item_code", N_("Item"), "code", computed=True, width=106),
        Field("item_name", N_("Name"), computed=True, width=110, stretch=True),
        Field("specification", N_("Specification"), computed=True, width=120),
        Field("quantity", N_("Quantity"), "quantity", required=True, width=64),
        Field("unit", N_("Unit"), computed=True, width=44),
        Field("picked", N_("Picked"), "quantity", computed=True, width=64),
        Field("open", N_("Open in the order"), "quantity", computed=True, width=76),
        Field("free", N_("Free"), "quantity", computed=True, width=70),
        Field("notes", N_("Notes"), width=100),
    ),
)  # fmt: skip

OPEN_LINES = ListSpec(
    view="order_line_open",
    scope="orders",
    search_kind="sales_order",
    search_id="order_id",
    default_sort="due",
    columns=(
        Column("number", N_("Sales order"), "code", 126, link="orders.order", link_id="order_id", frozen=True),
        Column("line_no", N_("No."), "number", 40),
        _CUSTOMER,
        *_ITEM,
        Column("ordered", N_("Ordered"), "quantity", 66),
        Column("noticed", N_("Noticed"), "quantity", 66),
        Column("shipped", N_("Shipped"), "quantity", 62),
        Column("open", N_("To deliver"), "quantity", 66),
        Column("free", N_("Free"), "quantity", 66),
        Column("unit", N_("Unit"), "text", 44),
        Column("due", N_("Promised"), "date", 98, late="is_late"),
        Column("is_late", N_("Late"), "bool", 60, hidden=True),
        Column("due_date", N_("Due date"), "date", 96, hidden=True),
        Column("owner_name", N_("Salesperson"), "text", 70),
    ),
    saved=(
        SavedFilter("all", N_("All")),
        SavedFilter("ready", N_("Something lies free"), "free>0", "due", "active"),
        SavedFilter("late", N_("Late"), "is_late:yes", "due", "late"),
    ),
    group_by=("customer_name", "number", "item_code"),
    kinds=("sales_order", "delivery_notice", "stock_balance"),
)

PICKS = ListSpec(
    view="pick_list_list",
    scope="shipping",
    default_sort="-id",
    columns=(
        Column("state", N_("State"), "state", 84, status=PICK_STATE),
        Column("number", N_("Number"), "code", 126, link="shipping.pick", frozen=True),
        Column("notice_number", N_("Delivery notice"), "code", 126, link="shipping.notice", link_id="notice_id"),
        Column(
            "customer_name", N_("Customer"), "text", 190, stretch=True, link="customers.customer", link_id="customer_id"
        ),
        Column("due_date", N_("Ship by"), "date", 98, late="is_late"),
        Column("aisles", N_("Aisles"), "text", 66),
        Column("lines", N_("Lines"), "number", 54),
        Column("short_lines", N_("Short"), "number", 58),
        Column("created_at", N_("Made at"), "datetime", 116),
        Column("picked_at", N_("Picked at"), "datetime", 116),
        Column("picked_by_name", N_("Picked by"), "text", 80),
    ),
    saved=(
        SavedFilter("open", N_("Waiting to be picked"), "state:open", "due_date", "waiting"),
        SavedFilter("all", N_("All")),
    ),
    group_by=("state", "customer_name"),
    kinds=("pick_list",),
)

PICK_FORM = FormSpec(
    kind="pick_list",
    title=N_("Pick list"),
    list_screen="shipping.picks",
    draft=PickedDraft,
    load=queries.load_pick,
    blank=queries.blank_pick,
    save=services.save_picked,
    edit_permission=PICK,
    kinds=("pick_list",),
    fields=(
        Field("notice_number", N_("Delivery notice"), "code", computed=True),
        Field("customer_name", N_("Customer"), computed=True, span=2),
        Field("due_date", N_("Ship by"), "date", computed=True),
        Field("aisles", N_("Aisles"), computed=True),
    ),
    line_fields=(
        Field("warehouse", N_("Warehouse"), computed=True, width=72),
        Field("bin", N_("Bin"), "code", computed=True, width=84),
        Field("item_code", N_("Item"), "code", computed=True, width=106),
        Field("item_name", N_("Name"), computed=True, width=110, stretch=True),
        Field("specification", N_("Specification"), computed=True, width=130),
        Field("lot", N_("Lot"), "code", computed=True, width=80),
        Field("quantity", N_("To pick"), "quantity", computed=True, width=64),
        Field("picked", N_("Picked"), "quantity", width=64),
        Field("serial", N_("Serial number"), "code", width=124, help=N_("Change it where another piece was taken")),
        Field("unit", N_("Unit"), computed=True, width=44),
    ),
)

SHIPMENTS = ListSpec(
    view="shipment_list",
    scope="shipping",
    search_kind="item",
    search_id="item_id",
    default_sort="-id",
    columns=(
        Column("day", N_("Shipped on"), "date", 88, late="is_late"),
        Column("notice_number", N_("Delivery notice"), "code", 126, link="shipping.notice", link_id="notice_id"),
        _CUSTOMER,
        Column("order_number", N_("Sales order"), "code", 126, link="orders.order", link_id="order_id"),
        *_ITEM,
        Column("quantity", N_("Quantity"), "quantity", 66, total=True),
        Column("unit", N_("Unit"), "text", 44),
        Column("due", N_("Promised"), "date", 92),
        Column("is_late", N_("Late"), "bool", 60, hidden=True),
        Column("carrier", N_("Carrier"), "text", 80),
        Column("signed_on", N_("Signed on"), "date", 88),
    ),
    saved=(
        SavedFilter("all", N_("All")),
        SavedFilter("late", N_("Left late"), "is_late:yes", "", "late"),
        SavedFilter("back", N_("Came back"), "quantity<0", "", "hold"),
    ),
    group_by=("customer_name", "item_code", "day"),
    kinds=("shipment", "delivery_notice"),
)

SCREENS = (
    ScreenSpec("shipping.open_lines", N_("To deliver"), "stock", READ, "clipboard-text", list=OPEN_LINES, opens="orders.order",
               row_id="order_id", order=40),
    ScreenSpec("shipping.notices", N_("Delivery notices"), "stock", READ, "truck", list=NOTICES, opens="shipping.notice",
               lifecycle="delivery_notice", new_permission=EDIT, order=42,
               actions=(Action("sign", N_("Signed for"), EDIT, services.sign_for, icon="signature", on="each"),)),
    ScreenSpec("shipping.notice", N_("Delivery notice"), "stock", READ, "truck", form=NOTICE_FORM, lifecycle="delivery_notice",
               new_permission=EDIT, menu=False,
               actions=(Action("sign", N_("Signed for"), EDIT, services.sign_for, icon="signature", states=("shipped",)),)),
    ScreenSpec("shipping.notice_lines", N_("Delivery notices by line"), "stock", READ, "truck", list=NOTICE_LINES,
               opens="shipping.notice", row_id="notice_id", order=44),
    ScreenSpec("shipping.picks", N_("Pick lists"), "stock", READ, "list-checks", list=PICKS, opens="shipping.pick",
               lifecycle="pick_list", order=46),
    ScreenSpec("shipping.pick", N_("Pick list"), "stock", READ, "list-checks", form=PICK_FORM, lifecycle="pick_list", menu=False),
    ScreenSpec("shipping.shipments", N_("Shipments"), "stock", READ, "package", list=SHIPMENTS, opens="shipping.notice",
               row_id="notice_id", order=48),
)  # fmt: skip

PANELS = (
    PanelSpec("orders.order", "shipping.order_progress", N_("Delivered"), READ, load=queries.order_deliveries, order=20),
    PanelSpec("orders.order", "shipping.order_deliveries", N_("Deliveries"), READ, SHIPMENTS, "order_id",
              opens="shipping.notice", order=25),
    PanelSpec("customers.customer", "shipping.customer_notices", N_("Delivery notices"), READ, NOTICES, "customer_id",
              opens="shipping.notice", order=40),
)  # fmt: skip
