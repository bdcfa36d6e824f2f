"""From descriptors to widgets: fields of a head, columns of a line grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app import clock
from app.i18n import _
from app.registry import Field as FieldSpec
from app.registry import LookUpRow
from app.ui.fields.base import Field
from app.ui.fields.candidates import Candidate
from app.ui.fields.date_field import DateField
from app.ui.fields.instant_field import InstantField
from app.ui.fields.layout import FieldGrid
from app.ui.fields.look_up import LookUpField
from app.ui.fields.numbers import MoneyField, NumberField, PercentField, QuantityField
from app.ui.fields.plain import CheckField, ChoiceField, MemoField, TextField
from app.ui.grid.columns import Col
from app.ui.grid.columns import Kind as ColKind

_COL_KINDS: dict[str, ColKind] = {
    "text": "text", "code": "code", "number": "number", "quantity": "quantity", "money": "money", "price": "price",
    "percent": "percent", "date": "date", "datetime": "datetime", "bool": "bool", "choice": "text", "memo": "text",
    "lookup": "code", "lookup_code": "code", "state": "state", "bar": "bar",
}  # fmt: skip


def to_candidate(row: LookUpRow, *, by_code: bool = False) -> Candidate:
    """A look-up row as the field offers it; the draft gets the id, or the code itself."""
    return Candidate(row.code if by_code else row.id, row.code, row.name, row.second)


def make_field(piece: FieldSpec, parent: QWidget) -> Field:
    """The widget of a declared field."""
    title = _(piece.title)
    match piece.kind:
        case "money":
            return MoneyField(piece.key, title, parent)
        case "quantity" | "number" | "price":
            decimals = 0 if piece.kind == "number" else None
            if piece.kind == "quantity":
                return QuantityField(piece.key, title, parent)
            return NumberField(piece.key, title, parent, decimals=decimals)
        case "percent":
            return PercentField(piece.key, title, parent)
        case "date":
            return DateField(piece.key, title, parent, today=clock.today)
        case "datetime":
            return InstantField(piece.key, title, parent)
        case "choice":
            return ChoiceField(piece.key, title, [(v, _(t)) for v, t in piece.choices], parent)
        case "bool":
            return CheckField(piece.key, title, parent)
        case "memo":
            return MemoField(piece.key, title, parent)
        case "lookup" | "lookup_code":
            return LookUpField(piece.key, title, parent)
        case _:
            return TextField(piece.key, title, parent, hint=_(piece.help))


def head_grid(pieces: Sequence[FieldSpec], fields: dict[str, Field], parent: QWidget) -> FieldGrid:
    """Fields in columns: wide ones (span 2) in the first, the rest spread evenly over up to three more."""
    memos = [p for p in pieces if p.kind == "memo"]
    rest = [p for p in pieces if p.kind != "memo"]
    wide = [p for p in rest if p.span > 1]
    narrow = [p for p in rest if p.span == 1]
    height = max(len(wide), -(-len(rest) // 4), 1)
    first = wide + narrow[: max(0, height - len(wide))]
    others = narrow[max(0, height - len(wide)) :]
    columns = [first] + [others[n : n + height] for n in range(0, len(others), height)]
    shown = [[fields[p.key] for p in column] for column in columns if column]
    stretch = [2 if wide else 1] + [1] * (len(shown) - 1)
    return FieldGrid(shown, stretch, [fields[m.key] for m in memos], parent)


def line_columns(pieces: Sequence[FieldSpec], *, may: Any) -> list[Col]:
    """Columns of a line grid; what the person may not see is not there."""
    columns = []
    for piece in pieces:
        if piece.permission and not may(piece.permission):
            continue
        columns.append(
            Col(
                piece.key,
                _(piece.title),
                _COL_KINDS.get(piece.kind, "text"),
                width=piece.width,
                editable=not piece.computed,
                stretch=piece.stretch,
                look_up=piece.lookup,
                choices=tuple((v, _(t)) for v, t in piece.choices),
                is_short=piece.kind == "date",
                can_filter=False,
                can_sort=False,
                tip=_(piece.help) if piece.help else "",
                value=_with_name(piece) if piece.beside else None,
            )
        )
    return columns


def _with_name(piece: FieldSpec) -> Callable[[Any], Any]:
    """The name of the picked record, then the text of this column."""

    def text(line: Any) -> str:
        picked = line.get(piece.beside)
        name = picked.name if isinstance(picked, Candidate) else ""
        return " · ".join(str(part) for part in (name, line.get(piece.key)) if part)

    return text
