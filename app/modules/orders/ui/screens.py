"""Screens of the orders room: journals by header and by line, the order."""

from app.i18n import N_
from app.modules.orders import queries, rules, services
from app.modules.orders.drafts import OrderDraft
from app.modules.orders.reports import STATES
from app.registry import (
    Action,
    Column,
    Field,
    FormSpec,
    ListSpec,
    PanelSpec,
    SavedFilter,
    ScreenSpec,
    Status,
)

OPEN = "draft,pending,rejected,approved,held"
LINE_STATES: dict[str, tuple[str, Status]] = {
    "waiting": (N_("Not approved"), "waiting"), "open": (N_("In progress"), "active"), "closed": (N_("Closed"), "done"),
}  # fmt: skip
ANCHORS = (("with_tax", N_("With tax")), ("net", N_("Net")))

ORDERS = ListSpec(
    view="sales_order_list",
    scope="orders",
    search_kind="sales_order",
    default_sort="-order_date",
    columns=(
        Column("state", N_("State"), "state", 96, status=STATES),
        Column("number", N_("Number"), "code", 136, link="orders.order", frozen=True),
        Column("customer_name", N_("Customer"), "text", 220, link="customers.customer", link_id="customer_id", stretch=True,
               frozen=True),
        Column("customer_po", N_("Customer's number"), "text", 110),
        Column("owner_name", N_("Salesperson"), "text", 84),
        Column("order_date", N_("Order date"), "date", 96),
        Column("due_date", N_("Due date"), "date", 110, late="is_late"),
        Column("currency", N_("Currency"), "text", 60),
        Column("amount", N_("Amount with tax"), "money", 124),
        Column("delivered", N_("Delivered"), "bar", 104, sortable=False),
        Column("amount_base", N_("Amount in base currency"), "money", 124, total=True, hidden=True),
        Column("lines", N_("Lines"), "number", 60, hidden=True, sortable=False),
        Column("net", N_("Net"), "money", 120, hidden=True),
        Column("tax", N_("Tax"), "money", 110, hidden=True),
        Column("payment_terms", N_("Payment terms"), "text", 110, hidden=True),
        Column("department_name", N_("Department"), "text", 100, hidden=True),
        Column("approved_at", N_("Approved on"), "datetime", 130, hidden=True),
        Column("submitted_at", N_("Submitted on"), "datetime", 130, hidden=True),
        Column("state_reason", N_("Reason"), "text", 160, hidden=True),
        Column("is_mine", N_("Mine"), "bool", 60, hidden=True),
        Column("is_late", N_("Late"), "bool", 60, hidden=True),
    ),
    saved=(
        SavedFilter("mine", N_("My open orders"), f"state:{OPEN} is_mine:yes", "due_date"),
        SavedFilter("all", N_("All")),
        SavedFilter("late", N_("Late"), "is_late:yes", "due_date", "late"),
        SavedFilter("week", N_("Due this week"), "state:pending,approved,held due_date:thisweek", "due_date"),
        SavedFilter("pending", N_("Waiting for approval"), "state:pending", "submitted_at", "waiting"),
    ),
    group_by=("due_date", "state", "customer_name", "owner_name"),
    kinds=("sales_order",),
)

LINES = ListSpec(
    view="sales_order_line_list",
    scope="orders",
    search_kind="sales_order",
    search_id="order_id",
    default_sort="-order_date",
    columns=(
        Column("line_state", N_("State"), "state", 96, status=LINE_STATES),
        Column("number", N_("Number"), "code", 136, link="orders.order", link_id="order_id", frozen=True),
        Column("line_no", N_("Line"), "number", 44, frozen=True),
        Column("customer_name", N_("Customer"), "text", 190, link="customers.customer", link_id="customer_id"),
        Column("item_code", N_("Item"), "code", 120, link="items.item", link_id="item_id"),
        Column("item_name", N_("Name"), "text", 170, stretch=True, second="specification"),
        Column("quantity", N_("Ordered"), "quantity", 84),
        Column("shipped", N_("Shipped"), "quantity", 84, sortable=False),
        Column("open_quantity", N_("Still open"), "quantity", 84, sortable=False),
        Column("unit", N_("Unit"), "text", 48),
        Column("due_date", N_("Due date"), "date", 104, late="is_late"),
        Column("promised_date", N_("Promised"), "date", 104, late="promised_late"),
        Column("price_with_tax", N_("Price with tax"), "price", 104),
        Column("discount", N_("Discount"), "percent", 64),
        Column("currency", N_("Currency"), "text", 60),
        Column("amount", N_("Amount with tax"), "money", 120),
        Column("owner_name", N_("Salesperson"), "text", 84),
        Column("order_date", N_("Order date"), "date", 96),
        Column("customer_po", N_("Customer's number"), "text", 110, hidden=True),
        Column("specification", N_("Specification"), "text", 150, hidden=True),
        Column("drawing_no", N_("Drawing"), "code", 110, hidden=True),
        Column("net", N_("Net"), "money", 110, hidden=True),
        Column("tax_rate", N_("Tax"), "percent", 60, hidden=True),
        Column("state", N_("State of the order"), "state", 96, status=STATES, hidden=True),
        Column("department_name", N_("Department"), "text", 100, hidden=True),
        Column("is_mine", N_("Mine"), "bool", 60, hidden=True),
        Column("is_late", N_("Late"), "bool", 60, hidden=True),
    ),
    saved=(
        SavedFilter("mine", N_("My open lines"), "line_state:waiting,open is_mine:yes", "due_date"),
        SavedFilter("all", N_("All")),
        SavedFilter("open", N_("In progress"), "line_state:open", "due_date"),
        SavedFilter("late", N_("Late"), "is_late:yes", "due_date", "late"),
        SavedFilter("week", N_("Due this week"), "line_state:open due_date:thisweek", "due_date"),
    ),
    group_by=("due_date", "customer_name", "item_code", "number", "owner_name"),
    kinds=("sales_order",),
)

ORDER_FORM = FormSpec(
    kind="sales_order",
    title=N_("Sales order"),
    list_screen="orders.orders",
    draft=OrderDraft,
    load=queries.load,
    blank=queries.blank,
    save=services.save,
    totals=rules.form_totals,
    total_keys=(
        ("lines_count", N_("Lines")), ("net", N_("Net")), ("tax", N_("Tax")), ("total", N_("Total with tax")),
    ),
    review=queries.review,
    edit_permission="orders.edit",
    kinds=("sales_order",),
    fields=(
        Field("customer", N_("Customer"), "lookup", required=True, lookup="customers.customer", link="customers.customer",
              span=2, fills={
                  "currency": "currency", "payment_terms": "payment_terms", "ship_to_address": "ship_to_address",
              }),
        Field("order_date", N_("Order date"), "date", required=True),
        Field("currency", N_("Currency"), "lookup_code", required=True, lookup="office.currency",
              fills={"rate": "currency_rate"}),
        Field("ship_to_address", N_("Ship-to address"), span=2),
        Field("due_date", N_("Due date"), "date", help=N_("Lines without a date of their own are due on this day")),
        Field("payment_terms", N_("Payment terms")),
        Field("contact", N_("Contact"), "lookup", lookup="customers.contact", depends="customer", span=2),
        Field("customer_po", N_("Customer's number")),
        Field("owner", N_("Salesperson"), "lookup", lookup="office.person"),
        Field("ship_to", N_("Ship-to"), "lookup", lookup="customers.customer", span=2,
              help=N_("Left empty, the ordering customer")),
        Field("bill_to", N_("Bill-to"), "lookup", lookup="customers.customer", span=2,
              help=N_("Who pays; the credit of this customer counts")),
        Field("end_user", N_("End user"), "lookup", lookup="customers.customer", span=2,
              help=N_("Who will use it; product files belong to them")),
        Field("tax_anchor", N_("Prices"), "choice", choices=ANCHORS, default="with_tax",
              help=N_("At home prices are with tax, for export net")),
        Field("rate", N_("Rate"), "number", permission="orders.prices"),
        Field("opportunity", N_("Opportunity"), "lookup", lookup="opportunities.opportunity",
              link="opportunities.opportunity"),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    tabs=((N_("Parties and terms"), ("ship_to", "bill_to", "end_user", "tax_anchor", "rate", "opportunity", "notes")),),
    line_fields=(
        Field("item", N_("Item"), "lookup", required=True, lookup="items.item", width=116, link="items.item", fills={
            "specification": "specification", "unit": "unit", "price": "price_with_tax", "tax_code": "tax_code",
            "tax_rate": "tax_rate",
        }),
        Field("specification", N_("Name · specification"), computed=True, width=150, stretch=True, beside="item"),
        Field("unit", N_("Unit"), computed=True, width=44),
        Field("quantity", N_("Quantity"), "quantity", required=True, width=62),
        Field("price", N_("Price"), "price", width=88, permission="orders.prices"),
        Field("discount", N_("Discount"), "percent", width=52, permission="orders.prices"),
        Field("tax_code", N_("Tax"), "lookup_code", lookup="office.tax", width=46, default="13",
              permission="orders.prices", fills={"tax_rate": "tax_rate"}),
        Field("total", N_("Amount with tax"), "money", computed=True, width=104, permission="orders.prices"),
        Field("due_date", N_("Due date"), "date", width=92),
        Field("promised_date", N_("Promised"), "date", width=60),
        Field("shipped", N_("Shipped"), "quantity", computed=True, width=58),
        Field("notes", N_("Remark"), width=120),
    ),
)  # fmt: skip

SCREENS = (
    ScreenSpec("orders.orders", N_("Sales orders"), "orders", "orders.read", "file-text", list=ORDERS, opens="orders.order",
               lifecycle="sales_order", new_permission="orders.edit", order=30),
    ScreenSpec("orders.lines", N_("Order lines"), "orders", "orders.read", "rows", list=LINES, opens="orders.order",
               row_id="order_id", new_permission="orders.edit", order=31, actions=(
                   Action("close_lines", N_("Close lines"), "orders.close", services.close_lines, icon="check",
                          asks="confirm"),
                   Action("reopen_lines", N_("Reopen lines"), "orders.close", services.reopen_lines,
                          icon="arrow-counter-clockwise"),
               )),
    ScreenSpec("orders.order", N_("Sales order"), "orders", "orders.read", "file-text", form=ORDER_FORM,
               lifecycle="sales_order", new_permission="orders.edit", menu=False),
)  # fmt: skip

PANELS = (
    PanelSpec("customers.customer", "orders.of_customer", N_("Sales orders"), "orders.read", ORDERS, "customer_id",
              opens="orders.order", order=30),
    PanelSpec("opportunities.opportunity", "orders.of_opportunity", N_("Sales orders"), "orders.read", ORDERS,
              "opportunity_id", opens="orders.order", order=30),
    PanelSpec("orders.order", "orders.approval", N_("Approval"), "orders.read", load=queries.approval_sections, order=10),
)  # fmt: skip
