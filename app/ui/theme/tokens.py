"""The design tokens as frozen values. Sizes are pixels at 100 %; colours are "#RRGGBB"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

Status = Literal["neutral", "waiting", "active", "done", "late", "hold"]
STATUSES: tuple[Status, ...] = get_args(Status)
ThemeName = Literal["light", "dark"]


@dataclass(frozen=True)
class Roles:
    window: str
    desk: str
    surface: str
    surface_alt: str
    sunken: str
    line: str
    line_strong: str
    text: str
    text_muted: str
    accent: str
    accent_hover: str
    accent_soft: str
    select: str
    on_accent: str
    hover: str


@dataclass(frozen=True)
class StatusColours:
    """fg: text and shape; soft: fill of a chip; solid: bars and edges."""

    fg: str
    soft: str
    solid: str


@dataclass(frozen=True)
class Theme:
    name: ThemeName
    roles: Roles
    status: Mapping[Status, StatusColours]
    series: tuple[str, ...]


@dataclass(frozen=True)
class Space:
    unit: int
    inside_cell: int
    panel_padding: int
    between_panels: int
    page_edge: int
    between_columns_of_fields: int


@dataclass(frozen=True)
class Radius:
    check_box: int
    chip: int
    field: int
    button: int
    panel: int
    tab: int
    window: int


@dataclass(frozen=True)
class Height:
    grid_row: int
    grid_row_two_lines: int
    grid_head: int
    filter_row: int
    group_row: int
    totals_row: int
    field: int
    button: int
    button_in_row: int
    chip: int
    count: int
    panel_head: int
    tab_strip: int
    title_bar: int
    info_bar: int
    side_timeline_row: int
    toolbar: int


@dataclass(frozen=True)
class Width:
    nav_open: int
    nav_rail: int
    side_panel: int
    side_panel_min: int
    message_center: int
    label: int
    accent_bar: int


@dataclass(frozen=True)
class FontSizes:
    small: int
    body: int
    panel_title: int
    screen_title: int
    document_title: int
    strip_number_dense: int
    strip_number: int


FontSize = Literal[
    "small", "body", "panel_title", "screen_title", "document_title", "strip_number_dense", "strip_number"
]


@dataclass(frozen=True)
class Sizes:
    space: Space
    radius: Radius
    height: Height
    width: Width
    font: FontSizes
    families: tuple[str, ...]


@cache
def _tokens() -> dict[str, Any]:
    source = Path(__file__).with_name("tokens.json")
    loaded: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return loaded


@cache
def load_theme(name: ThemeName) -> Theme:
    """A theme from tokens.json; a missing or unknown role is a TypeError at start, not a black widget later."""
    part = _tokens()[name]
    status = {key: StatusColours(**part["status"][key]) for key in STATUSES}
    return Theme(name, Roles(**part["roles"]), status, tuple(part["series"]))


def _load_sizes() -> Sizes:
    whole = _tokens()
    return Sizes(
        space=Space(**whole["space"]),
        radius=Radius(**whole["radius"]),
        height=Height(**whole["height"]),
        width=Width(**whole["width"]),
        font=FontSizes(**whole["font"]["sizes"]),
        families=tuple(whole["font"]["families"]),
    )


SIZES = _load_sizes()
