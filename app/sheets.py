"""Rows of an imported sheet as a room's `write` is given them, and writing them so that every bad one is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from app.errors import ManyErrors, UserError
from app.uow import Ctx, is_lost, translate

STEP = 50
Progress = Callable[[int, int], None]  # rows done, rows in all


class SheetRow(dict[str, Any]):
    """The typed values of one row by column key; an empty cell is None, an empty text "".

    number, also under the key "row": its row in the file as a spreadsheet counts, which names it in every refusal.
    """

    __slots__ = ("number",)

    def __init__(self, number: int, values: dict[str, Any]) -> None:
        super().__init__({**values, "row": number})
        self.number = number

    def refuse(self, error: UserError, column: str = "") -> UserError:
        """The same refusal with its place in the sheet: "row.column"."""
        return type(error)(error.key, field=f"{self.number}.{column or error.field}", **error.params)


def write_each(
    ctx: Ctx, rows: Sequence[SheetRow], save: Callable[[SheetRow], object], progress: Progress | None = None
) -> int:
    """Save row by row; answers how many. A refused row is undone alone, so that the rows after it are judged too.

    Raises ManyErrors with the place of each refusal; nothing may be kept then. `save` calls a service of the room.
    """
    refused: list[UserError] = []
    for done, row in enumerate(rows, 1):
        refused += _refusals(ctx, row, save)
        if progress and (done % STEP == 0 or done == len(rows)):
            progress(done, len(rows))
    if refused:
        raise ManyErrors(refused)
    return len(rows)


def _refusals(ctx: Ctx, row: SheetRow, save: Callable[[SheetRow], object]) -> list[UserError]:
    savepoint = ctx.session.begin_nested()
    try:
        save(row)
        ctx.session.flush()
        savepoint.commit()
    except ManyErrors as many:
        savepoint.rollback()
        return [row.refuse(error) for error in many.errors]
    except UserError as error:
        savepoint.rollback()
        return [row.refuse(error)]
    except sa.exc.DBAPIError as error:
        if is_lost(error):
            raise
        savepoint.rollback()
        return [row.refuse(translate(error))]
    return []
