"""The menu: areas with the screens a person may open, and the words a screen is found by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.i18n import N_, _, in_language
from app.registry import AREAS, Registry, ScreenSpec

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


def search_words(screens: Iterable[ScreenSpec]) -> dict[str, str]:
    """What each screen is found by: its title in both languages and the pinyin of the Chinese one.

    Loads the table of pinyin (a quarter second), so it is called in the background.
    """
    from pypinyin import Style, lazy_pinyin

    chinese = in_language("zh")
    words = {}
    for screen in screens:
        zh = chinese(screen.title)
        initials = "".join(lazy_pinyin(zh, style=Style.FIRST_LETTER))
        words[screen.key] = " ".join((screen.title, zh, "".join(lazy_pinyin(zh)), initials)).lower()
    return words


def fits(words: Mapping[str, str], screen: ScreenSpec, text: str) -> bool:
    """Whether all words of a typed text occur in what a screen is found by."""
    known = words.get(screen.key) or f"{screen.title} {_(screen.title)}".lower()
    return all(part in known for part in text.lower().split())
