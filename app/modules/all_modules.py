"""Every room, in dependency order; static, so that linters and the packager see it."""

from app.modules.customers.module import MODULE as CUSTOMERS
from app.modules.items.module import MODULE as ITEMS
from app.modules.office.module import MODULE as OFFICE
from app.modules.suppliers.module import MODULE as SUPPLIERS
from app.registry import ModuleSpec

MODULES: tuple[ModuleSpec, ...] = (OFFICE, CUSTOMERS, SUPPLIERS, ITEMS)
