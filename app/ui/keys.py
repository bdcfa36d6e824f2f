"""F1: all keys of the screen in front, and those that work everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, _
from app.ui import theme
from app.ui.parts import Button, Words

EVERYWHERE: Sequence[tuple[str, str]] = (
    ("Ctrl+K", N_("Find anything: screens, documents, customers, items")),
    ("Alt+Home", N_("Home")),
    ("Ctrl+W", N_("Close the tab")),
    ("Ctrl+Tab", N_("Next tab")),
    ("Ctrl+Shift+Tab", N_("Former tab")),
    ("PgDown", N_("Next document of the list")),
    ("PgUp", N_("Former document of the list")),
    ("F1", N_("This help")),
)
ON_SCREEN: Sequence[tuple[str, str]] = (
    ("Ctrl+N", N_("New")),
    ("Ctrl+S", N_("Save")),
    ("Ctrl+Return", N_("The main next step of the document")),
    ("Ctrl+D", N_("Duplicate")),
    ("Ctrl+J", N_("Push down")),
    ("F5", N_("Refresh")),
    ("F7", N_("Look-up on the field")),
    ("F8", N_("Next error")),
    ("Ctrl+F", N_("Search")),
    ("Shift+F", N_("Filter row")),
    ("Ctrl+P", N_("Print")),
    ("Ctrl+Shift+P", N_("Preview")),
    ("Ctrl+E", N_("Export to Excel")),
)
TYPED: Sequence[tuple[str, str]] = (
    (
        "0   +7   -1   w+1   m   1125",
        N_("Dates: today, in seven days, yesterday, next week, end of month, 25 November"),
    ),
    ("=12*1.13", N_("Sums in fields of numbers")),
    ("bjkj", N_("Look-ups: code, name, part of it, or pinyin initials; F7 chooses")),
    ("amount:100..500   due:..today", N_("Search in lists: field, from..to, and / or / ( )")),
)


def screen_keys(screen: QWidget | None) -> list[tuple[str, str]]:
    """The keys that this screen itself answers to."""
    if screen is None:
        return []
    held = {s.key().toString(QKeySequence.SequenceFormat.PortableText) for s in screen.findChildren(QShortcut)}
    has_fields = any(w.property("part") == "field" for w in screen.findChildren(QWidget))
    return [(key, text) for key, text in ON_SCREEN if key in held or (key == "F7" and has_fields and "Ctrl+S" in held)]


class KeysHelp(QDialog):
    """The keys in three short lists. Esc closes."""

    def __init__(self, screen: QWidget | None, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keys_help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keys"))
        look = theme.look()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(20), look.px(14), look.px(20), look.px(14))
        column.setSpacing(look.px(10))
        lists = QHBoxLayout()
        lists.setSpacing(look.px(36))
        mine = screen_keys(screen)
        if mine:
            lists.addLayout(self._list(title, mine), 1)
        lists.addLayout(self._list(_("Everywhere"), EVERYWHERE), 1)
        column.addLayout(lists)
        column.addLayout(self._list(_("What can be typed"), TYPED))
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = Button(_("Close"), "", "Esc", parent=self, name="close")
        close.clicked.connect(self.accept)
        foot.addWidget(close)
        column.addLayout(foot)

    def _list(self, title: str, keys: Sequence[tuple[str, str]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(Words(title, "text", "panel_title", self, is_bold=True))
        table = QGridLayout()
        table.setHorizontalSpacing(theme.look().px(16))
        table.setVerticalSpacing(theme.look().px(5))
        for row, (key, text) in enumerate(keys):
            shown = key.replace("Return", "Enter").replace("PgDown", "PgDn")
            table.addWidget(Words(shown, "accent", "body", self, is_bold=True, can_shrink=False), row, 0)
            table.addWidget(Words(_(text), "text", "body", self, can_shrink=False), row, 1)
        table.setColumnStretch(1, 1)
        column.addLayout(table)
        column.addStretch(1)
        return column
