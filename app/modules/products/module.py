"""Products: every sold unit in the field, with what it is made of and how long it is covered."""

from app.i18n import N_
from app.modules.office.module import ALL
from app.modules.products import queries, services, warnings
from app.modules.shipping.events import ShipmentReversed, Shipped
from app.registry import LookUp, Measure, ModuleSpec, Permission, Scope, Search

MODULE = ModuleSpec(
    key="products",
    title=N_("Products in the field"),
    permissions=(
        Permission("products.read", N_("See products in the field"), (*ALL, "worker")),
        Permission("products.edit", N_("Edit products in the field"), ("service_desk", "technician")),
    ),
    scopes=(
        Scope("products", N_("Products in the field"), {
            "sales": "department", "sales_manager": "below", "merchandiser": "below", "planner": "all", "engineer": "all",
            "purchaser": "all", "warehouse": "all", "production": "all", "quality": "all", "service_desk": "all",
            "technician": "all", "finance": "all", "cashier": "all", "manager": "all", "auditor": "all", "admin": "all",
            "worker": "all",
        }),
    ),
    handlers={Shipped: (services.on_shipped,), ShipmentReversed: (services.on_shipment_reversed,)},
    lookups=(
        LookUp("products.product", N_("Product"), queries.find_products, "products.products", "products.product"),
    ),
    searches=(
        Search("products", N_("Products in the field"), "products.read", queries.find_products, "products.product", "barcode"),
    ),
    measures=(
        Measure("products.in_field", N_("Units in the field"), "products.read", queries.in_field, "products.products",
                "state:in_field", page="customers.customer", kinds=("product_file",), order=40),
    ),
    warnings=(warnings.WARRANTY_ENDING,),
)  # fmt: skip
