"""The frame around all screens: navigation, tabs, finding anything, the info bar."""

from app.ui.shell.window import Shell

__all__ = ["Shell"]
