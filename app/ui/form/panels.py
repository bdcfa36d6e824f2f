"""The side of a form: sections computed by rooms, history, comments, attachments as words of the side panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

from app import clock
from app.i18n import _
from app.registry import Section as SectionSpec
from app.ui.parts import Section, SideLine, SideMeter, SideStack, StackPart


def section(spec: SectionSpec, key: str) -> Section:
    """A room's section as the side panel shows it."""
    items: list[Any] = []
    if spec.bar and spec.mark is not None:
        items.append(SideMeter(spec.bar[0][0], spec.mark, spec.status))
    rows = list(spec.rows)
    if spec.bar and spec.mark is None:
        plain = all(not r.screen and r.status is None for r in rows[: len(spec.bar)])
        named = rows[: len(spec.bar)] if plain and len(rows) >= len(spec.bar) else []
        rows = rows[len(named) :]
        words = [(r.left, r.right) for r in named] or [("", "")] * len(spec.bar)
        items.append(SideStack(tuple(StackPart(*word, *part) for word, part in zip(words, spec.bar, strict=True))))
    for row in rows:
        target = f"{row.screen}:{row.record or ''}" if row.screen else ""
        is_number = bool(row.middle) and row.left.strip().isdigit()
        short = bool(row.middle) and _breadth(row.left.strip()) <= _LEAD_LETTERS
        items.append(
            SideLine(
                text=row.middle if short else f"{row.left}  {row.middle}".rstrip(),
                right=row.right,
                status=row.status,
                lead=row.left if short and not is_number else "",
                number=row.left.strip() if is_number else "",
                key=target,
            )
        )
    if spec.note:
        items.append(SideLine(spec.note, is_small=True, is_muted=True))
    return Section(
        key, _(spec.title) if spec.title else "", tuple(items), spec.result, spec.status if spec.result else None
    )


def history_section(
    rows: Sequence[Any], titles: Mapping[str, str], states: Callable[[str, str], str], table: str
) -> Section:
    """Who changed what, newest first; column names in words where the form knows them."""
    items: list[SideLine] = []
    told = [(row, _what(row, titles, states, table), moment(row.at)) for row in rows[:200]]
    for (who, what, stamp), run in groupby(told, key=lambda one: (one[0].who, one[1], one[2])):
        several = list(run)
        times = f" × {len(several)}" if len(several) > 1 else ""
        items.append(SideLine(f"{who} · {what}{times}", right=stamp))
        for row, _told, _at in several[:1]:
            items += _changes(row, titles, states)
        if len(items) > _MOST_LINES:
            break
    return Section("history", _("History"), tuple(items))


_LEAD_LETTERS = 6


def _breadth(text: str) -> int:
    """How many narrow letters wide a text is; a Chinese character is as wide as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


_MOST_LINES = 80
_SILENT = frozenset({"state", "state_reason", "submitted_at", "submitted_by", "approved_at", "approved_by"})


def _changes(row: Any, titles: Mapping[str, str], states: Callable[[str, str], str]) -> list[SideLine]:
    """What an update changed, a few columns of it; the state stands in the first line already."""
    if row.action != "update":
        return []
    told = [(column, pair) for column, pair in row.changes.items() if column in titles and column not in _SILENT]
    return [
        SideLine(_change(column, titles[column], old, new, states), is_small=True, is_muted=True)
        for column, (old, new) in told[:6]
    ]


def _change(column: str, title: str, old: Any, new: Any, states: Callable[[str, str], str]) -> str:
    if column.endswith("_id"):  # the numbers of the records say nothing to a reader
        return _("{field} changed").format(field=title)
    return f"{title}: {_shown(column, old, states)} → {_shown(column, new, states)}"


def _what(row: Any, titles: Mapping[str, str], states: Callable[[str, str], str], table: str) -> str:
    if row.action == "insert":
        return _("created") if row.table == table else _("line added")
    if row.action == "delete":
        return _("line removed")
    if "state" in row.changes:
        return states("state", str(row.changes["state"][1]))
    return _("changed") if row.table == table else _("line changed")


def _shown(column: str, value: Any, states: Callable[[str, str], str]) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float, Decimal)):
        return f"{Decimal(str(value)).normalize():,f}"
    return _moment_or_text(states(column, str(value)))


def _moment_or_text(text: str) -> str:
    """An instant as people read it; anything else as it is."""
    if len(text) > len("2026-01-01T") and text[10:11] == "T":
        try:
            return moment(datetime.fromisoformat(text))
        except ValueError:
            return text
    return text


def moment(at: datetime) -> str:
    """A time as people say it: today the hour, this year the day, else the date."""
    local, today = at.astimezone(clock.zone()), clock.today()
    if local.date() == today:
        return local.strftime("%H:%M")
    return local.strftime("%m-%d %H:%M") if local.year == today.year else local.strftime("%Y-%m-%d")


def comments_section(rows: Sequence[tuple[datetime, str, str]]) -> Section:
    """Comments, oldest first."""
    items = tuple(
        line
        for at, who, text in rows
        for line in (SideLine(who, right=moment(at), is_small=True, is_muted=True), SideLine(text))
    )
    return Section("comments", _("Comments"), items)


def attachments_section(rows: Sequence[tuple[int, str, int, datetime, str]]) -> Section:
    """Files with their size; a click opens one."""
    items = tuple(
        SideLine(name, right=size_text(size), key=f"attachment:{number}") for number, name, size, _at, _who in rows
    )
    return Section("attachments", _("Attachments"), items)


def size_text(size: int) -> str:
    """A file's size in words."""
    if size < 1024 * 1024:
        return f"{max(1, size // 1024)} KB"
    return f"{size / 1048576:.1f} MB"
