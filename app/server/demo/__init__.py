"""The demo company: a small instrument maker, bilingual and alive; everything dated relative to today."""

from app.server.demo.company import DemoPerson, DemoServer, ensure_demo

__all__ = ["DemoPerson", "DemoServer", "ensure_demo"]
