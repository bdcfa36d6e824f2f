"""Themes: complete, readable, switched live."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import theme
from app.ui.theme import icons
from app.ui.theme.tokens import STATUSES, load_theme

THEMES = ("light", "dark")


def luminance(colour: QColor) -> float:
    def part(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF())


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("role", ["text", "text_muted", "accent"])
@pytest.mark.parametrize("ground", ["surface", "surface_alt", "desk", "window", "sunken", "accent_soft", "select"])
def test_text_can_be_read_on_every_ground(name, role, ground):
    roles = load_theme(name).roles
    assert contrast(getattr(roles, role), getattr(roles, ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("status", STATUSES)
def test_a_state_can_be_read_on_its_chip_and_seen_as_a_bar(name, status):
    chosen = load_theme(name)
    colours = chosen.status[status]
    assert contrast(colours.fg, colours.soft) >= 4.5
    assert contrast(colours.fg, chosen.roles.surface) >= 4.5
    assert contrast(colours.solid, chosen.roles.surface) >= 2.9


def test_both_themes_have_as_many_series():
    assert len(load_theme("light").series) == len(load_theme("dark").series) >= 6


def test_a_theme_is_switched_live_and_tells_so(qapp, qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    before = theme.look()
    with qtbot.waitSignal(theme.changes().changed):
        theme.apply(qapp, "dark")
    assert theme.look() is not before
    assert widget.palette().window().color().name() == load_theme("dark").roles.desk.lower()
    assert theme.theme_name() == "dark"


def test_a_scale_scales_fonts_and_sizes(qapp):
    theme.apply(qapp, "light", 1.5)
    assert theme.look().font("body").pixelSize() == 18
    assert theme.look().px(26) == 39


def shape_pixels(status: str) -> bytes:
    image = theme.look().shape(status, 10, "text", 2.0).toImage()
    return bytes(image.constBits())


def test_the_six_shapes_differ_without_colour():
    assert len({shape_pixels(status) for status in STATUSES}) == len(STATUSES)


def test_pixmaps_are_kept_and_tinted_by_role():
    look = theme.look()
    assert look.icon("house") is look.icon("house")
    image = look.icon("house", 16, "accent").toImage()
    seen = {
        image.pixelColor(x, y).name() for x in range(16) for y in range(16) if image.pixelColor(x, y).alpha() == 255
    }
    assert seen == {look.theme.roles.accent.lower()}


def test_every_icon_named_in_the_interface_is_there():
    source = "\n".join(file.read_text(encoding="utf-8") for file in Path("app/ui").rglob("*.py"))
    named = set(re.findall(r'draw_icon\([^)]*?"([a-z]+(?:-[a-z]+)*)"', source)) | {"magnifying-glass", "calendar-blank"}
    assert named and not [
        name for name in named if not icons.exists(name) and name not in theme.load_theme("light").roles.__dict__
    ]


def test_no_colour_is_written_outside_the_tokens():
    allowed = {"tokens.json", "icons.py", "tokens.py"}
    for file in Path("app/ui").rglob("*.py"):
        if file.name not in allowed:
            assert not re.search(r'"#[0-9A-Fa-f]{6}"', file.read_text(encoding="utf-8")), file


def test_the_sign_is_drawn(qapp: QApplication):
    drawn = icons.logo(32)
    assert drawn.toImage().pixelColor(16, 2).name() == "#1f4e9e"
    assert not icons.window_icon().isNull()


def test_a_text_too_wide_is_cut_only_where_asked(qtbot):
    canvas = QPixmap(60, 20)
    canvas.fill(QColor("white"))
    painter = QPainter(canvas)
    theme.look().draw_text(painter, canvas.rect().adjusted(0, 0, -30, 0), "a very long name indeed", elide=True)
    painter.end()
    image = canvas.toImage()
    assert all(image.pixelColor(x, y).name() == "#ffffff" for x in range(32, 60) for y in range(20))
