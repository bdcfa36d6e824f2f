"""The demo company: a small instrument maker, bilingual and alive; everything dated relative to today."""

from app.server.demo.company import DemoServer, ensure_demo
from app.server.demo.people import DemoPerson

__all__ = ["DemoPerson", "DemoServer", "ensure_demo"]
