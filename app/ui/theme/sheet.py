"""The short style sheet: edges and radii of fields, menus, scroll bars. Everything else is painted or palette."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from app.ui.theme.tokens import SIZES

if TYPE_CHECKING:
    from app.ui.theme.look import Look

_SHEET = Template("""
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 3px 6px; }
QLineEdit[part="field"], QPlainTextEdit[part="field"] {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius}px; padding: 0 ${pad}px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit[part="field"]:focus, QPlainTextEdit[part="field"]:focus {
  border: 2px solid $accent; padding: 0 ${pad_focus}px; }
QLineEdit[part="field"][sunken="true"], QPlainTextEdit[part="field"][sunken="true"] {
  background: $sunken; border: 1px solid $sunken; }
QLineEdit[part="field"][sunken="true"]:focus, QPlainTextEdit[part="field"][sunken="true"]:focus {
  border: 1px solid $accent; padding: 0 ${pad}px; }
QLineEdit[part="field"][wrong="true"], QPlainTextEdit[part="field"][wrong="true"] {
  background: $late_soft; border: 1px solid $late_solid; }
QLineEdit[part="field"][wrong="true"]:focus, QPlainTextEdit[part="field"][wrong="true"]:focus {
  border: 2px solid $late_solid; }
QLineEdit[part="field"][link="true"] { color: $accent; }
QLineEdit[part="cell"] { background: $surface; color: $text; border: 2px solid $accent; border-radius: 0;
  padding: 0 ${pad_cell}px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit[part="filter"] { background: $surface; color: $accent; border: 2px solid $accent;
  border-radius: ${radius}px; padding: 0 3px; selection-background-color: $accent; selection-color: $on_accent; }
QMenu { background: $surface; color: $text; border: 1px solid $edge; padding: 4px 0; }
QMenu::item { padding: 4px 24px 4px 12px; min-height: ${menu}px; }
QMenu::item:selected { background: $select; color: $text; }
QMenu::item:disabled { color: $text_muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QMenu::indicator { width: ${check}px; height: ${check}px; margin-left: 8px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $rule; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $line_strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def style_sheet(look: Look) -> str:
    """The sheet of a look."""
    roles = ("surface", "sunken", "edge", "rule", "line", "line_strong", "text", "text_muted", "accent", "on_accent")
    colours = {role: look.color(role).name() for role in (*roles, "select")}
    pad = look.px(5)  # QLineEdit adds two of its own
    return _SHEET.substitute(
        colours,
        late_soft=look.color("late.soft").name(),
        late_solid=look.color("late.solid").name(),
        radius=look.px(SIZES.radius.field),
        pad=pad,
        pad_focus=pad - 1,
        pad_cell=look.px(SIZES.space.inside_cell) - 2,
        menu=look.px(18),
        check=look.px(14),
    )
