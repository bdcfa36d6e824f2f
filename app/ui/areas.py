"""The menu: areas with the screens a person may open, and the words a screen is found by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.i18n import N_, _, in_language
from app.lists.keys import search_keys
from app.registry import AREAS, Registry, ScreenSpec
from app.uow import Ctx

HOME = "home"
TITLES: Mapping[str, str] = {
    "home": N_("Home"), "customers": N_("Customers"), "opportunities": N_("Opportunities"), "orders": N_("Orders"),
    "planning": N_("Planning"), "purchasing": N_("Purchasing"), "stock": N_("Stock"), "production": N_("Production"),
    "service": N_("Service"), "reports": N_("Reports"), "office": N_("Office"),
}  # fmt: skip
ICONS: Mapping[str, str] = {
    "home": "house", "customers": "users-three", "opportunities": "target", "orders": "file-text",
    "planning": "tree-structure", "purchasing": "shopping-cart", "stock": "cube", "production": "factory",
    "service": "wrench", "reports": "chart-line", "office": "gear",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the menu with its screens in order."""

    key: str
    title: str
    icon: str
    screens: tuple[ScreenSpec, ...]


def menu(registry: Registry, may: Callable[[str], bool]) -> tuple[Area, ...]:
    """The areas in which this person has at least one screen; home comes first and has none."""
    shown = [s for s in registry.screens.values() if s.menu and may(s.permission)]
    areas = [Area(HOME, _(TITLES[HOME]), ICONS[HOME], ())]
    for key in AREAS:
        mine = sorted((s for s in shown if s.area == key), key=lambda s: (s.order, s.key))
        if mine and key != HOME:
            areas.append(Area(key, _(TITLES[key]), ICONS[key], tuple(mine)))
    return tuple(areas)


def search_words(ctx: Ctx, screens: Sequence[ScreenSpec]) -> dict[str, str]:
    """What each screen is found by: its title in both languages and the pinyin of the Chinese one."""
    chinese = in_language("zh")
    keys = search_keys(ctx, [chinese(screen.title) for screen in screens])
    return {screen.key: f"{screen.title.lower()} {key}" for screen, key in zip(screens, keys, strict=True)}


def fits(words: Mapping[str, str], screen: ScreenSpec, text: str) -> bool:
    """Whether all words of a typed text occur in what a screen is found by."""
    known = words.get(screen.key) or f"{screen.title} {_(screen.title)}".lower()
    return all(part in known for part in text.lower().split())
