"""What a form holds: the record as read, and what the person made of it. No widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.registry import FormData, FormSpec
from app.ui.fields.candidates import Candidate


def plain(value: Any) -> Any:
    """A value as a draft takes it: the id (or code) behind a picked look-up row."""
    return value.key if isinstance(value, Candidate) else value


def candidate(values: Mapping[str, Any], key: str, *, by_code: bool) -> Candidate | None:
    """The look-up row behind a stored id, from the values that were read with it."""
    stored = values.get(key)
    if stored is None or stored == "":
        return None
    if isinstance(stored, Candidate):
        return stored
    code = str(values.get(f"{key}__code") or (stored if by_code else ""))
    return Candidate(stored, code, str(values.get(f"{key}__name") or ""))


@dataclass
class FormState:
    """Header values and lines as shown; `base` is what was read."""

    spec: FormSpec
    base: FormData
    values: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    dirty: bool = False

    @classmethod
    def of(cls, spec: FormSpec, base: FormData) -> FormState:
        """The state of a record just read."""
        values = dict(base.values)
        for piece in spec.fields:
            if piece.lookup:
                values[piece.key] = candidate(base.values, piece.key, by_code=piece.kind == "lookup_code")
        lines = []
        for line in base.lines:
            shown = dict(line)
            for piece in spec.line_fields:
                if piece.lookup:
                    shown[piece.key] = candidate(line, piece.key, by_code=piece.kind == "lookup_code")
            lines.append(shown)
        return cls(spec, base, values, lines)

    def draft_values(self) -> dict[str, Any]:
        """Header values as the draft takes them."""
        return {k: plain(v) for k, v in self.values.items() if "__" not in k}

    def draft_lines(self) -> list[dict[str, Any]]:
        """Lines as the draft takes them; empty ones are left out."""
        return [
            {k: plain(v) for k, v in line.items() if "__" not in k} for line in self.lines if not self.is_empty(line)
        ]

    def is_empty(self, line: Mapping[str, Any]) -> bool:
        """Whether nothing was typed into a line."""
        typed = [p.key for p in self.spec.line_fields if not p.computed and p.default is None and p.kind != "bool"]
        return not line.get("id") and all(line.get(k) in (None, "") for k in typed)

    def kept(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Values and lines as they go to disk: look-ups with their code and name."""
        return _flat(self.values), [_flat(line) for line in self.lines]

    def differences(self, theirs: FormData) -> list[tuple[str, Any, Any, Any]]:
        """Fields in which mine and theirs differ from each other and at least one from what was read.

        Answers (key, as read, mine, theirs).
        """
        other = FormState.of(self.spec, theirs)
        was = FormState.of(self.spec, self.base)
        found = []
        for piece in self.spec.fields:
            mine, their, old = (plain(s.values.get(piece.key)) for s in (self, other, was))
            if mine != their and (mine != old or their != old) and not piece.computed:
                found.append(
                    (piece.key, was.values.get(piece.key), self.values.get(piece.key), other.values.get(piece.key))
                )
        return found


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Candidate):
            flat[key], flat[f"{key}__code"], flat[f"{key}__name"] = value.key, value.code, value.name
        elif value is None or isinstance(value, (str, int, float, bool, Decimal, date)):
            flat.setdefault(key, value)
    return flat


def restored(base: FormData, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> FormData:
    """A record as read, overlaid with what was typed before a crash."""
    return replace(base, values={**base.values, **values}, lines=tuple(lines))
