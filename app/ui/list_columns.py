"""From a ListSpec to the columns of a grid; rows are mappings of the page's keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.i18n import _
from app.lists import row_keys
from app.registry import Column, ListSpec, Status
from app.ui import theme
from app.ui.grid.columns import Col
from app.ui.parts import Chip

IN_BASE = "_base"
_CHIP_ROOM = 36  # shape, padding of the chip, padding of the cell
_KINDS: Mapping[str, Any] = {
    "text": "text", "code": "code", "number": "number", "quantity": "quantity", "money": "money", "price": "price",
    "percent": "percent", "date": "date", "datetime": "datetime", "state": "state", "bar": "bar", "bool": "check",
    "choice": "text", "memo": "text", "lookup": "text", "lookup_code": "text",
}  # fmt: skip


def to_rows(spec: ListSpec, rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows of a page as mappings by key."""
    keys = row_keys(spec)
    return [dict(zip(keys, row, strict=True)) for row in rows]


def grid_columns(spec: ListSpec, *, short_dates: bool = False) -> list[Col]:
    """The columns of a list's grid."""
    last = max((n for n, c in enumerate(spec.columns) if c.frozen), default=-1)
    return [_column(c, short_dates, is_frozen=n <= last) for n, c in enumerate(spec.columns)]


def _column(column: Column, short_dates: bool, *, is_frozen: bool) -> Col:
    kind: Any = "link" if column.link and column.kind in ("text", "code") else _KINDS[column.kind]
    title = _(column.title) + (f"（{_(column.unit)}）" if column.unit else "")
    return Col(
        column.key,
        title,
        kind,
        width=_width(column),
        frozen=is_frozen,
        stretch=column.stretch,
        status_of=_status_of(column),
        value=_value_of(column),
        is_short=short_dates and column.kind == "date",
        is_hidden=column.hidden,
        can_filter=column.filterable,
        can_sort=column.sortable,
    )


def _width(column: Column) -> int:
    """Wide enough for the longest word of a state in the language in force: a state is never cut."""
    if column.kind != "state" or column.status is None:
        return column.width
    look = theme.look()
    longest = max((look.width(_(title)) for title, _status in column.status.values()), default=0.0)
    return max(column.width, round(longest / look.scale) + _CHIP_ROOM)


def _status_of(column: Column) -> Callable[[Any], Status | None] | None:
    if column.late:
        return lambda row: "late" if row.get(column.late) else None
    if column.kind == "bar":
        return None
    return None


def _value_of(column: Column) -> Callable[[Any], Any] | None:
    if column.kind == "state" and column.status is not None:
        states = column.status
        return lambda row: _chip(states, row.get(column.key))
    if column.kind == "choice" and column.status is not None:
        words = column.status
        return lambda row: _(words[row[column.key]][0]) if row.get(column.key) in words else row.get(column.key)
    if column.second:
        return lambda row: " · ".join(str(v) for v in (row.get(column.key), row.get(column.second)) if v)
    return None


def _chip(states: Mapping[str, tuple[str, Status]], value: Any) -> Any:
    if value not in states:
        return value
    title, status = states[value]
    return Chip(status, _(title))


def total_texts(spec: ListSpec, totals: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The totals row: only columns that are summed, and never quantities, whose units differ.

    An amount in many currencies shows the sum of its column in base currency, `amount_base` below `amount`.
    """
    shown = {c.key: totals[c.key] for c in spec.columns if c.total and c.kind != "quantity" and c.key in totals}
    for key in [key for key in shown if key.endswith(IN_BASE)]:
        shown.setdefault(key.removesuffix(IN_BASE), shown[key])
    return shown
