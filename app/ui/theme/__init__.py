"""One palette per theme; code names roles, never colours. `look()` gives what a paint needs."""

from app.ui.theme.look import Look
from app.ui.theme.style import apply, changes, look, theme_name
from app.ui.theme.tokens import SIZES, STATUSES, Status, Theme, load_theme

__all__ = [
    "SIZES",
    "STATUSES",
    "Look",
    "Status",
    "Theme",
    "apply",
    "changes",
    "load_theme",
    "look",
    "theme_name",
]
