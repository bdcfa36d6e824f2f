"""Every room's screens; imported by bootstrap_ui alone."""

from app.modules.customers.ui import screens as customers
from app.registry import PanelSpec, ScreenSpec

ROOMS = (customers,)
SCREENS: tuple[ScreenSpec, ...] = tuple(s for room in ROOMS for s in room.SCREENS)
PANELS: tuple[PanelSpec, ...] = tuple(p for room in ROOMS for p in room.PANELS)
