"""Imports every room's tables, so that the metadata is whole (set-up, migrations, generic tests)."""

from app.models import customers, office
from app.models.base import Base

__all__ = ["Base", "customers", "office"]
