"""Checking the rows of an import sheet: every bad cell is named, nothing is asked of the database row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import rows as writing
from app.drafting import refuse
from app.errors import RuleError, UserError
from app.i18n import in_language
from app.models.base import Base
from app.sheets import Progress, SheetRow
from app.uow import Ctx

CHUNK = 1000
_TEXTS = sa.ARRAY(sa.Text)


class SheetCheck:
    """What is wrong with the rows of a sheet, each with its place "row.column"; `refuse` raises all of it at once."""

    def __init__(self, ctx: Ctx, rows: Sequence[SheetRow]) -> None:
        self.ctx = ctx
        self.rows = rows
        self.errors: list[UserError] = []

    def wrong(self, row: SheetRow, column: str, key: str, **params: object) -> None:
        """Note a refusal at a cell; the sentence of `key` is given the value besides the params."""
        told: dict[str, Any] = {"value": row.get(column), **params}
        self.errors.append(row.refuse(RuleError(key, **told), column))

    def required(self, *columns: str) -> None:
        """Note every empty cell of these columns."""
        for row in self.rows:
            for column in columns:
                if is_empty(row.get(column)):
                    self.wrong(row, column, "sheet_cell_empty")

    def not_negative(self, *columns: str) -> None:
        """Note every figure below zero in these columns."""
        for row in self.rows:
            for column in columns:
                value = row.get(column)
                if isinstance(value, (int, Decimal)) and value < 0:
                    self.wrong(row, column, "sheet_cell_negative")

    def whole(self, *columns: str) -> None:
        """Note every figure that is not a whole number in these columns."""
        for row in self.rows:
            for column in columns:
                value = row.get(column)
                if isinstance(value, Decimal) and value != value.to_integral_value():
                    self.wrong(row, column, "sheet_not_whole")

    def no_repeats(self, columns: Sequence[str], key: str = "sheet_repeated") -> None:
        """Note rows that agree with an earlier one in all these columns; empty cells agree with nothing."""
        first: dict[tuple[str, ...], int] = {}
        for row in self.rows:
            value = tuple(text(row, c) for c in columns)
            if not all(value):
                continue
            if value in first:
                self.wrong(row, columns[-1], key, first=first[value])
            first.setdefault(value, row.number)

    def none_exist(self, model: type[Base], column: str = "code") -> None:
        """Note rows whose code is already in the table."""
        kept = set(ids_of(self.ctx, model, self.texts(column)))
        for row in self.rows:
            if text(row, column) in kept:
                self.wrong(row, column, "sheet_exists")

    def ids(self, model: type[Base], column: str, unknown: str, match: Sequence[str] = ("code",)) -> dict[str, int]:
        """The ids behind the texts of a column, found by one of the `match` columns; `unknown` is noted for the rest."""
        found = ids_of(self.ctx, model, self.texts(column), match)
        self.known(column, found, unknown)
        return found

    def codes(self, model: type[Base], column: str, unknown: str) -> None:
        """Note the cells of a column that are no code of a table; a code may stand in several rows of it (by date)."""
        table: Any = model.__table__
        texts = self.texts(column)
        if texts:
            statement = sa.select(table.c.code).where(table.c.code == sa.any_(sa.literal(texts, _TEXTS)))
            self.known(column, self.ctx.session.execute(statement).scalars(), unknown)

    def known(self, column: str, known: Iterable[str], unknown: str, **params: object) -> None:
        """Note the cells of a column that are filled with something not known."""
        names = set(known)
        for row in self.rows:
            if text(row, column) and text(row, column) not in names:
                self.wrong(row, column, unknown, **params)

    def choice(self, column: str, choices: Sequence[tuple[str, str]]) -> dict[str, str]:
        """The stored value for each text of a column: the value itself, or its title in either language."""
        names = {name.casefold(): value for value, title in choices for name in _names(value, title)}
        found = {t: names[t.casefold()] for t in self.texts(column) if t.casefold() in names}
        offered = ", ".join(f"{title} {in_language('zh')(title)}" for _, title in choices if title)
        self.known(column, found, "sheet_choice_unknown", choices=offered)
        return found

    def texts(self, column: str) -> list[str]:
        """The different texts of a column."""
        return sorted({t for row in self.rows if (t := text(row, column))})

    def refuse(self) -> None:
        """Raise what was noted, if anything, in the order of the rows."""
        refuse(sorted(self.errors, key=lambda error: int(error.field.partition(".")[0])))


def _names(value: str, title: str) -> Iterator[str]:
    yield value
    if title:
        yield title
        yield in_language("zh")(title)


def is_empty(value: object) -> bool:
    """Whether a cell holds nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def text(row: SheetRow, column: str) -> str:
    """A cell as trimmed text, "" where it is empty."""
    value = row.get(column)
    return "" if value is None else str(value).strip()


def filled(row: SheetRow, *columns: str) -> dict[str, Any]:
    """The cells of these columns that hold something, texts trimmed; the rest keeps the table's own first value."""
    return {c: row[c].strip() if isinstance(row[c], str) else row[c] for c in columns if not is_empty(row.get(c))}


def ids_of(ctx: Ctx, model: type[Base], texts: Sequence[str], match: Sequence[str] = ("code",)) -> dict[str, int]:
    """The ids of rows by text; an earlier `match` column goes before a later one, a text two rows share is not known."""
    table: Any = model.__table__
    found: dict[str, int] = {}
    if not texts:
        return found
    columns = [table.c[m] for m in match]
    hits = ctx.session.execute(
        sa.select(table.c.id, *columns).where(sa.or_(*(c == sa.any_(sa.literal(list(texts), _TEXTS)) for c in columns)))
    ).all()
    for place in range(len(match), 0, -1):
        by_text: dict[str, set[int]] = {}
        for hit in hits:
            by_text.setdefault(hit[place], set()).add(hit[0])
        found.update({t: next(iter(ids)) for t, ids in by_text.items() if len(ids) == 1})
    wanted = set(texts)
    return {t: i for t, i in found.items() if t in wanted}


def insert_rows(
    ctx: Ctx, model: type[Base], values: Sequence[Mapping[str, Any]], progress: Progress | None = None
) -> list[int]:
    """Insert rows in large statements, telling how many are done; answers their ids in order.

    Rows that leave out the same columns are written together, so that the table's own first values apply.
    """
    ids: dict[int, int] = {}
    groups: dict[frozenset[str], list[int]] = {}
    for place, row in enumerate(values):
        groups.setdefault(frozenset(row), []).append(place)
    for places in groups.values():
        for start in range(0, len(places), CHUNK):
            part = places[start : start + CHUNK]
            ids.update(zip(part, writing.insert_many(ctx, model, [values[p] for p in part]), strict=True))
            if progress is not None:
                progress(len(ids), len(values))
    return [ids[place] for place in range(len(values))]
