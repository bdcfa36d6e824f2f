"""Home: the person's numbers, messages and pending work; live."""

from app.ui.home.screen import HomeScreen

__all__ = ["HomeScreen"]
