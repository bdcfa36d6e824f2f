"""The headless composition root: rooms -> registry -> checks."""

from __future__ import annotations

from functools import cache

from app.modules.all_modules import MODULES
from app.registry import Registry


@cache
def registry() -> Registry:
    """All rooms without their screens, as the command line, the worker and set-up need them."""
    return Registry(MODULES)
