"""Screens of the products room."""

from app.i18n import N_
from app.modules.products import queries, services
from app.modules.products.drafts import ProductDraft
from app.registry import Column, Field, FormSpec, ListSpec, PanelSpec, SavedFilter, ScreenSpec, Status

STATES = (("in_field", N_("In the field")), ("returned", N_("Returned")), ("scrapped", N_("Scrapped")))
STATUS: dict[str, tuple[str, Status]] = {
    "in_field": (N_("In the field"), "active"), "returned": (N_("Returned"), "hold"), "scrapped": (N_("Scrapped"), "neutral"),
}  # fmt: skip

PRODUCTS = ListSpec(
    view="product_file_list",
    scope="products",
    search_kind="product_file",
    default_sort="-shipped_on",
    columns=(
        Column("state", N_("State"), "state", 90, status=STATUS),
        Column("serial", N_("Serial number"), "code", 124, link="products.product", frozen=True),
        Column("item_code", N_("Item"), "code", 110, link="items.item", link_id="item_id"),
        Column("item_name", N_("Name"), "text", 160, second="specification"),
        Column("specification", N_("Specification"), "text", 130, hidden=True),
        Column(
            "end_user_name", N_("End user"), "text", 180, stretch=True, link="customers.customer", link_id="end_user_id"
        ),
        Column(
            "customer_name", N_("Bought by"), "text", 180, hidden=True, link="customers.customer", link_id="customer_id"
        ),
        Column("region", N_("Region"), "text", 70),
        Column("shipped_on", N_("Shipped on"), "date", 92),
        Column("installed_on", N_("Installed on"), "date", 96, hidden=True),
        Column("warranty_until", N_("Warranty until"), "date", 98),
        Column("warranty_days", N_("Days of warranty left"), "number", 100, hidden=True),
        Column("in_warranty", N_("In warranty"), "bool", 64),
        Column("order_number", N_("Sales order"), "code", 126, link="orders.order", link_id="order_id"),
        Column("site_address", N_("Site"), "text", 200, hidden=True),
        Column("site_contact", N_("Contact on site"), "text", 120, hidden=True),
    ),
    saved=(
        SavedFilter("all", N_("All")),
        SavedFilter("covered", N_("In warranty"), "in_warranty:yes", "", "done"),
        SavedFilter("ending", N_("Warranty ends soon"), "warranty_until:today..+30", "warranty_until", "waiting"),
    ),
    group_by=("item_code", "end_user_name", "region", "state"),
    kinds=("product_file",),
)

PRODUCT_FORM = FormSpec(
    kind="product_file",
    title=N_("Product"),
    list_screen="products.products",
    draft=ProductDraft,
    load=queries.load,
    blank=queries.blank,
    save=services.save,
    edit_permission="products.edit",
    kinds=("product_file",),
    fields=(
        Field("serial", N_("Serial number"), "code", required=True),
        Field("item", N_("Item"), "lookup", required=True, lookup="items.item", span=2, link="items.item",
              fills={"specification": "specification"}),
        Field("specification", N_("Specification"), computed=True),
        Field("end_user", N_("End user"), "lookup", required=True, lookup="customers.customer", span=2,
              link="customers.customer"),
        Field("customer", N_("Bought by"), "lookup", lookup="customers.customer", span=2, link="customers.customer"),
        Field("state", N_("State"), "choice", choices=STATES),
        Field("shipped_on", N_("Shipped on"), "date"),
        Field("installed_on", N_("Installed on"), "date"),
        Field("warranty_months", N_("Warranty (months)"), "number"),
        Field("warranty_from", N_("Warranty from"), "date", help=N_("Empty: the day it was shipped")),
        Field("warranty_until", N_("Warranty until"), "date", computed=True),
        Field("order_number", N_("Sales order"), "code", computed=True),
        Field("notice_number", N_("Delivery notice"), "code", computed=True),
        Field("site_address", N_("Site"), span=2),
        Field("site_contact", N_("Contact on site")),
        Field("notes", N_("Notes"), "memo", span=2),
    ),
    line_fields=(
        Field("item", N_("Part"), "lookup", required=True, lookup="items.item", width=160, link="items.item",
              fills={"specification": "specification", "unit": "unit"}),
        Field("specification", N_("Specification"), computed=True, width=130),
        Field("quantity", N_("Quantity"), "quantity", required=True, width=90),
        Field("unit", N_("Unit"), computed=True, width=56),
        Field("serial", N_("Serial number"), "code", width=130),
        Field("notes", N_("Notes"), width=180, stretch=True),
    ),
)  # fmt: skip

SCREENS = (
    ScreenSpec("products.products", N_("Products in the field"), "service", "products.read", "barcode", list=PRODUCTS,
               opens="products.product", new_permission="products.edit", order=30),
    ScreenSpec("products.product", N_("Product"), "service", "products.read", "barcode", form=PRODUCT_FORM,
               new_permission="products.edit", menu=False),
)  # fmt: skip

PANELS = (
    PanelSpec("customers.customer", "products.customer_products", N_("Products in the field"), "products.read", PRODUCTS,
              "end_user_id", opens="products.product", order=50),
    PanelSpec("orders.order", "products.order_products", N_("Products in the field"), "products.read", PRODUCTS, "order_id",
              opens="products.product", order=60),
)  # fmt: skip
