"""Drafts: what a person, a pasted table, a file or a push-down filled in, before it is checked.

A draft is a frozen dataclass of a room (`drafts.py`) with `id`, `uid`, `version`, its fields and `lines`. The forms know
only mappings of values; this module makes one from the other, and writes drafts to disk and back.
"""

from __future__ import annotations

import json
import types
import typing
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar

from app.errors import ManyErrors, RuleError, UserError

T = TypeVar("T")


def make_draft(draft: type[T], values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]] = (), **head: Any) -> T:
    """A draft from the values of a form. Raises ManyErrors naming each value of the wrong type by its place.

    head: id, uid, version. Unknown keys are left out: a form also holds what is only shown.
    """
    errors: list[UserError] = []
    hints = _hints(typing.cast(Any, draft))
    filled = _fill(hints, {**values, **head}, "", errors)
    if "lines" in hints:
        line_type = typing.get_args(hints["lines"])[0]
        line_hints = _hints(line_type)
        made = [line_type(**_fill(line_hints, line, f"lines.{n}.", errors)) for n, line in enumerate(lines)]
        filled["lines"] = tuple(made)
    if errors:
        raise ManyErrors(errors)
    return draft(**filled)


def values_of(draft: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The values and lines of a draft, as a form holds them."""
    head = {f.name: getattr(draft, f.name) for f in fields(draft) if f.name != "lines"}
    rows = [{f.name: getattr(line, f.name) for f in fields(line)} for line in getattr(draft, "lines", ())]
    return head, rows


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _fill(hints: Mapping[str, Any], values: Mapping[str, Any], place: str, errors: list[UserError]) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for name, hint in hints.items():
        if name == "lines" or name not in values:
            continue
        try:
            filled[name] = convert(values[name], hint)
        except (ValueError, TypeError, InvalidOperation):
            errors.append(RuleError("value_not_understood", field=place + name, value=str(values[name])))
    return filled


def convert(value: Any, hint: Any) -> Any:
    """A value as a type hint asks: str | None, Decimal, date, int, bool, uuid. Raises ValueError or TypeError."""
    options = (
        typing.get_args(hint)
        if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union
        else (hint,)
    )
    optional = type(None) in options
    kind = next(o for o in options if o is not type(None))
    if value is None or (value == "" and kind is not str):
        if optional:
            return None
        if kind is str:
            return ""
        if kind is bool:
            return False
        raise ValueError("missing")
    if isinstance(kind, type) and isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value.date() if kind is date and isinstance(value, datetime) else value
    if kind is Decimal:
        return Decimal(str(value).replace(",", ""))
    if kind is date:
        return date.fromisoformat(str(value))
    if kind is datetime:
        return datetime.fromisoformat(str(value))
    if kind is uuid.UUID:
        return uuid.UUID(str(value))
    if kind is bool:
        return str(value).strip().lower() in ("1", "true", "yes", "y", "是")
    if kind is int:
        return int(value)
    if kind is str:
        return str(value)
    if typing.get_origin(kind) is tuple:
        return tuple(value)
    return value


def to_json(values: Any) -> str:
    """Any tree of values as JSON that `from_json` gives back with its types."""
    return json.dumps(values, default=_encode, ensure_ascii=False)


def from_json(text: str) -> Any:
    """The values behind `to_json`."""
    return json.loads(text, object_hook=_decode)


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, uuid.UUID):
        return {"$uuid": str(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    raise TypeError(type(value).__name__)


def _decode(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        ((key, text),) = value.items()
        match key:
            case "$decimal":
                return Decimal(text)
            case "$datetime":
                return datetime.fromisoformat(text)
            case "$date":
                return date.fromisoformat(text)
            case "$uuid":
                return uuid.UUID(text)
    return value


def required(draft: Any, *names: str) -> list[UserError]:
    """A refusal for each named field of the draft that is empty."""
    return [RuleError("value_required", field=n) for n in names if getattr(draft, n) in (None, "", ())]


def refuse(errors: Sequence[UserError]) -> None:
    """Raise what was found: nothing, the one error, or all together."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ManyErrors(errors)
