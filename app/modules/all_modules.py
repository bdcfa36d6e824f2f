"""Every room, in dependency order; static, so that linters and the packager see it."""

from app.modules.customers.module import MODULE as CUSTOMERS
from app.modules.items.module import MODULE as ITEMS
from app.modules.mrp.module import MODULE as MRP
from app.modules.office.module import MODULE as OFFICE
from app.modules.opportunities.module import MODULE as OPPORTUNITIES
from app.modules.orders.module import MODULE as ORDERS
from app.modules.production.module import MODULE as PRODUCTION
from app.modules.products.module import MODULE as PRODUCTS
from app.modules.purchasing.module import MODULE as PURCHASING
from app.modules.service.module import MODULE as SERVICE
from app.modules.shipping.module import MODULE as SHIPPING
from app.modules.stock.module import MODULE as STOCK
from app.modules.suppliers.module import MODULE as SUPPLIERS
from app.registry import ModuleSpec

MODULES: tuple[ModuleSpec, ...] = (
    OFFICE,
    CUSTOMERS,
    SUPPLIERS,
    ITEMS,
    STOCK,
    MRP,
    OPPORTUNITIES,
    ORDERS,
    PRODUCTION,
    PURCHASING,
    SHIPPING,
    PRODUCTS,
    SERVICE,
)
