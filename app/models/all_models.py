"""Imports every room's tables, so that the metadata is whole (set-up, migrations, generic tests)."""

from app.models import (
    customers,
    history,
    items,
    mrp,
    office,
    opportunities,
    orders,
    production,
    products,
    purchasing,
    service,
    shipping,
    stock,
    suppliers,
)
from app.models.base import Base

__all__ = [
    "Base",
    "customers",
    "history",
    "items",
    "mrp",
    "office",
    "opportunities",
    "orders",
    "production",
    "products",
    "purchasing",
    "service",
    "shipping",
    "stock",
    "suppliers",
]
