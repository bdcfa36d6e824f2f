"""Look-ups of a form: asking while a person types, resolving what was pasted, filling what a picked row brings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.i18n import _
from app.registry import Field as FieldSpec
from app.ui.fields.candidates import Candidate
from app.ui.fields.look_up import LookUpField
from app.ui.form.build import to_candidate
from app.ui.form.state import plain

if TYPE_CHECKING:
    from app.ui.form.screen import FormScreen


class FormLookUps:
    """Serves the look-up fields and look-up columns of one form."""

    def __init__(self, form: FormScreen) -> None:
        self.form = form
        self.extras: dict[tuple[str, Any], Any] = {}

    def within(self, piece: FieldSpec) -> Any:
        if not piece.depends or self.form.state is None:
            return None
        return plain(self.form.state.values.get(piece.depends))

    def ask_lookup(self, piece: FieldSpec, text: str) -> None:
        field = self.form.fields()[piece.key]
        assert isinstance(field, LookUpField)

        def offer(rows: Sequence[Any]) -> None:
            self.remember(piece, rows)
            field.offer(text, [to_candidate(r, by_code=piece.kind == "lookup_code") for r in rows])

        find = self.form.env.registry.lookups[piece.lookup].find
        self.form.env.run(find, text, self.within(piece), then=offer, owner=field, name="lookup")

    def remember(self, piece: FieldSpec, rows: Sequence[Any]) -> None:
        """Keep what a row brings along, for the moment it is picked."""
        by_code = piece.kind == "lookup_code"
        self.extras = {
            **self.extras,
            **{(piece.lookup, r.code if by_code else r.id): r for r in rows},
        }
        if (
            piece.fills
            and not getattr(self.form.fields().get(piece.key), "_fills_connected", False)
            and piece.key in self.form.fields()
        ):
            field = self.form.fields()[piece.key]
            field._fills_connected = True  # type: ignore[attr-defined]
            field.changed.connect(lambda value, p=piece: self.fill_from(p, value))

    def fill_from(self, piece: FieldSpec, value: Any) -> None:
        """A picked row also fills the fields it knows, where the person had typed nothing."""
        row = self.extras.get((piece.lookup, plain(value))) if value else None
        if row is None or self.form.state is None:
            return
        specs = {p.key: p for p in self.form.spec.fields}
        for target, source in piece.fills.items():
            found = _extra(row, source)
            if found is None:
                continue
            if specs.get(target) and specs[target].lookup:
                found = Candidate(
                    found, str(_extra(row, f"{source}__code") or found), str(_extra(row, f"{source}__name") or "")
                )
            self.form.state.values[target] = found
            if target in self.form.fields():
                self.form.fields()[target].set_value(found)
        self.form.recompute()

    def ask_line_lookup(self, row: int, key: str, text: str) -> None:
        piece = self.form.line_piece(key)
        assert self.form.grid is not None
        grid = self.form.grid

        def offer(rows: Sequence[Any]) -> None:
            self.remember(piece, rows)
            grid.offer(row, key, text, [to_candidate(r, by_code=piece.kind == "lookup_code") for r in rows])

        self.form.env.run(
            self.form.env.registry.lookups[piece.lookup].find,
            text,
            self.within(piece),
            then=offer,
            owner=grid,
            name="lookup",
        )

    def resolve(self, piece: FieldSpec, row: int, text: str) -> None:
        """Find the one record a typed or pasted text means; else say so in the cell."""
        assert self.form.grid is not None
        grid = self.form.grid

        def take(rows: Sequence[Any]) -> None:
            self.remember(piece, rows)
            exact = [r for r in rows if r.code.lower() == text.strip().lower()] or list(rows)
            if len(exact) == 1:
                grid.resolve(row, piece.key, to_candidate(exact[0], by_code=piece.kind == "lookup_code"))
                self.fill_line(piece, row, exact[0])
            else:
                sentence = (
                    _("“{text}” fits nothing; press F7 to choose.")
                    if not rows
                    else _("“{text}” fits several; press F7 to choose.")
                )
                grid.resolve(row, piece.key, None, sentence.format(text=text))
            self.form.lines_changed()

        find = self.form.env.registry.lookups[piece.lookup].find
        self.form.env.run(find, text, self.within(piece), then=take, owner=grid, name=f"resolve {row} {piece.key}")

    def fill_picked(self, piece: FieldSpec, row: int, picked: Candidate) -> None:
        """A match taken from the list brings along what it knows."""
        found = self.extras.get((piece.lookup, picked.key))
        if found is not None:
            self.fill_line(piece, row, found)

    def fill_line(self, piece: FieldSpec, row: int, found: Any) -> None:
        if self.form.grid is None or not piece.fills or row >= len(self.form.grid.lines()):
            return
        line = dict(self.form.grid.lines()[row])
        for target, source in piece.fills.items():
            value = _extra(found, source)
            if value is not None:
                line[target] = value
        self.form.grid.replace_line(row, line)

    def open_chooser(self, piece: FieldSpec, text: str, row: int) -> None:
        from app.ui.chooser import Chooser

        lookup = self.form.env.registry.lookups[piece.lookup]

        def take(found: Any) -> None:
            self.remember(piece, [found])
            picked = to_candidate(found, by_code=piece.kind == "lookup_code")
            if row < 0:
                field = self.form.fields()[piece.key]
                assert isinstance(field, LookUpField)
                field.take(picked)
            elif self.form.grid is not None:
                self.form.grid.choose(row, piece.key, picked)
                self.fill_line(piece, row, found)
                self.form.lines_changed()

        Chooser(self.form.env, lookup, text, self.within(piece), take, self.form).open()

    def follow(self, piece: FieldSpec) -> None:
        value = self.form.state.values.get(piece.key) if self.form.state else None
        if isinstance(value, Candidate):
            self.form.env.open(piece.link, int(value.key))


def _extra(row: Any, key: str) -> Any:
    """What a look-up row brings under a key: one of its own parts, or of its extra."""
    if key in ("id", "code", "name", "second"):
        return getattr(row, key)
    return row.extra.get(key)
