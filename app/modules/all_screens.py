"""Every room's screens; imported by bootstrap_ui alone."""

from app.modules.customers.ui import screens as customers
from app.modules.items.ui import screens as items
from app.modules.mrp.ui import screens as mrp
from app.modules.office.ui import screens as office
from app.modules.opportunities.ui import screens as opportunities
from app.modules.orders.ui import screens as orders
from app.modules.production.ui import screens as production
from app.modules.products.ui import screens as products
from app.modules.purchasing.ui import screens as purchasing
from app.modules.service.ui import screens as service
from app.modules.shipping.ui import screens as shipping
from app.modules.stock.ui import screens as stock
from app.modules.suppliers.ui import screens as suppliers
from app.registry import PanelSpec, ScreenSpec

ROOMS = (
    office, customers, suppliers, items, stock, mrp, opportunities, orders,
    production, purchasing, shipping, products, service,
)  # fmt: skip
SCREENS: tuple[ScreenSpec, ...] = tuple(s for room in ROOMS for s in room.SCREENS)
PANELS: tuple[PanelSpec, ...] = tuple(p for room in ROOMS for p in room.PANELS)
