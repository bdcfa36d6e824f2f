"""Putting a theme on the application: Fusion, palette, short style sheet, font; light, dark or as the system."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.theme.look import Look
from app.ui.theme.sheet import style_sheet
from app.ui.theme.tokens import SIZES, ThemeName, load_theme

FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts"


class Changes(QObject):
    """`changed` is sent after another theme or scale has been put on; who caches geometry listens."""

    changed = Signal()


class _State:
    def __init__(self) -> None:
        self.chosen = "light"
        self.look: Look | None = None
        self.family = ""
        self.changes: Changes | None = None
        self.following = False


_state = _State()


def changes() -> Changes:
    """The one object that tells of a change of theme."""
    if _state.changes is None:
        _state.changes = Changes()
    return _state.changes


def look() -> Look:
    """The look in force. Ask anew in every paint; never keep it."""
    if _state.look is None:
        _state.look = Look(load_theme("light"), 1.0, _family())
    return _state.look


def theme_name() -> str:
    """What the person chose: "light", "dark" or "system"."""
    return _state.chosen


def apply(app: QApplication, name: str = "system", scale: float = 1.0) -> None:
    """Put a theme on the running program.

    name: "light", "dark" or "system"; scale: the size of the text the person chose, 1.0 = 100 %.

    Costs one style sheet and a repaint of what is visible; nothing is rebuilt.
    """
    _state.chosen = name
    _follow_system(app)
    new = Look(load_theme(_resolved(app, name)), scale, _family())
    _state.look = new
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(new.font())
    app.setPalette(palette(new))
    app.setStyleSheet(style_sheet(new))
    changes().changed.emit()
    for window in app.topLevelWidgets():
        window.update()


def _resolved(app: QApplication, name: str) -> ThemeName:
    if name == "dark":
        return "dark"
    if name == "system" and app.styleHints().colorScheme() == Qt.ColorScheme.Dark:
        return "dark"
    return "light"


def _follow_system(app: QApplication) -> None:
    if _state.following:
        return
    _state.following = True

    def system_changed() -> None:
        if _state.chosen == "system":
            apply(app, "system", look().scale)

    app.styleHints().colorSchemeChanged.connect(system_changed)


def _family() -> str:
    """The system's YaHei where there is one, else the font we carry."""
    if _state.family:
        return _state.family
    if SIZES.families[0] in QFontDatabase.families():
        _state.family = SIZES.families[0]
    else:
        for file in sorted(FONTS.glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))
        _state.family = SIZES.families[1]
    return _state.family


def palette(look: Look) -> QPalette:
    """The Fusion palette of a look, so that a plain Qt dialog belongs to the program too."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, token in (
        (role.Window, "desk"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "surface_alt"),
        (role.Text, "text"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "on_accent"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "text_muted"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Light, "surface"),
        (role.Midlight, "surface_alt"),
        (role.Mid, "line"),
        (role.Dark, "line_strong"),
        (role.Shadow, "line_strong"),
        (role.Accent, "accent"),
    ):
        made.setColor(which, look.color(token))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, look.color("text_muted"))
    return made
