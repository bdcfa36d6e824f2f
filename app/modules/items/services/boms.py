"""Use cases of bills of materials: save a version, approve, unapprove, retire, delete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import rows
from app.drafting import refuse, required
from app.errors import NotFound, RuleError, UserError
from app.models.items import Bom
from app.models.items import BomLine as StoredLine
from app.modules.items.drafts import BomDraft, BomLineDraft
from app.modules.items.queries.structure import codes_of, structure_below
from app.modules.items.rules import BomLine, check_bom_line, check_no_loop
from app.modules.office.services import move
from app.uow import Ctx, Saved


def save(ctx: Ctx, draft: BomDraft) -> Saved:
    """Create or change a draft version with its lines. A line that would close a loop is refused at its place."""
    ctx.require("items.edit")
    lines = [line for line in draft.lines if line.component is not None or line.quantity is not None]
    refuse([*required(draft, "item"), *_line_errors(draft, lines)])
    assert draft.item is not None
    refuse(loop_errors(ctx, draft.item, [(n, line.component or 0) for n, line in enumerate(lines)]))
    values = {
        "item_id": draft.item, "version_no": _version_no(ctx, draft), "valid_from": draft.valid_from,
        "valid_to": draft.valid_to, "notes": draft.notes,
    }  # fmt: skip
    if draft.id is None:
        written = rows.insert(ctx, Bom, values)
    else:
        written = rows.update(ctx, Bom, draft.id, draft.version, values)
    rows.write_lines(ctx, StoredLine, "bom_id", written.id, [_stored(n, line) for n, line in enumerate(lines)])
    ctx.touch("bom", written.id)
    ctx.touch("item", draft.item)
    return Saved(written.id, "", written.version, "draft")


def _line_errors(draft: BomDraft, lines: Iterable[BomLineDraft]) -> list[UserError]:
    errors: list[UserError] = []
    if draft.valid_from and draft.valid_to and draft.valid_to <= draft.valid_from:
        errors.append(RuleError("validity_ends_before_start", field="valid_to"))
    for n, line in enumerate(lines):
        if line.component is None:
            errors.append(RuleError("value_required", field=f"lines.{n}.component"))
            continue
        plain = BomLine(draft.item or 0, line.component, line.quantity or Decimal(0), line.scrap, line.valid_from,
                        line.valid_to)  # fmt: skip
        try:
            check_bom_line(plain, field=f"lines.{n}")
        except RuleError as error:
            errors.append(error)
    return errors


def loop_errors(ctx: Ctx, item: int, components: Iterable[tuple[int, int]]) -> list[UserError]:
    """A refusal naming the loop for each (line number, component) through which the item would come to lie in itself.

    Looks at approved bills of materials; drafts that loop with each other meet at the second approval.
    """
    numbered = list(components)
    below = structure_below(ctx, [component for _, component in numbered])
    above = _containing(below, item)
    looping = [(n, component) for n, component in numbered if component in above]
    if not looping:
        return []
    codes = codes_of(ctx, [item, *above])
    errors: list[UserError] = []
    others = [line for line in below if line.parent != item]
    for n, component in looping:
        try:
            check_no_loop([*others, BomLine(item, component, Decimal(1))], codes)
        except RuleError as error:
            errors.append(RuleError("bom_line_loops", field=f"lines.{n}.component", **error.params))
    return errors


def _containing(structure: Iterable[BomLine], item: int) -> set[int]:
    """The items of the structure that contain the item, on any level; not the item itself."""
    parents: defaultdict[int, set[int]] = defaultdict(set)
    for line in structure:
        parents[line.component].add(line.parent)
    found: set[int] = set()
    ready = [item]
    while ready:
        fresh = parents[ready.pop()] - found - {item}
        found |= fresh
        ready.extend(fresh)
    return found


def _version_no(ctx: Ctx, draft: BomDraft) -> str:
    """The typed version number, or the next after the numbers the item has. Raises RuleError where it is taken."""
    table: Any = Bom.__table__
    taken = {
        r.version_no: r.id
        for r in ctx.session.execute(
            sa.select(table.c.id, table.c.version_no).where(table.c.item_id == draft.item)
        )
    }  # fmt: skip
    wanted = draft.version_no.strip()
    if not wanted:
        numbers = [int(v) for v in taken if v.isascii() and v.isdigit()]
        return str(max(numbers, default=0) + 1)
    if taken.get(wanted, draft.id) != draft.id:
        raise RuleError("bom_version_exists", field="version_no", version=wanted)
    return wanted


def _stored(n: int, line: BomLineDraft) -> dict[str, Any]:
    return {
        "id": line.id, "line_no": n + 1, "component_id": line.component, "quantity": line.quantity,
        "scrap": line.scrap, "valid_from": line.valid_from, "valid_to": line.valid_to, "notes": line.notes,
    }  # fmt: skip


def approve(ctx: Ctx, bom_id: int, version: int | None) -> Saved:
    """Approve a draft version; the approved version it follows ends where it begins, or retires where nothing is left."""
    ctx.require("items.approve_bom")
    bom = _bom(ctx, bom_id)
    _make_room(ctx, bom)
    refuse(loop_errors(ctx, bom.item_id, enumerate(_components(ctx, bom_id))))
    state = move(ctx, "bom", bom_id, version, "approve")
    return _moved(ctx, bom, state)


def _make_room(ctx: Ctx, bom: Any) -> None:
    """End or retire the approved version that the new one follows for good; any other overlap is left to the guard."""
    kept = ctx.session.execute(
        sa.text(
            "select id, version, valid_from from tw.bom where item_id = :i and id <> :b and state = 'approved'"
            " and daterange(valid_from, valid_to) && daterange(:start, :end)"
            " and (valid_from is null or cast(:start as date) is null or valid_from <= :start)"
            " and (cast(:end as date) is null or valid_to <= :end) order by valid_from desc nulls last limit 1"
        ),
        {"i": bom.item_id, "b": bom.id, "start": bom.valid_from, "end": bom.valid_to},
    ).one_or_none()
    if kept is None:
        return
    if bom.valid_from is None or kept.valid_from == bom.valid_from:
        move(ctx, "bom", kept.id, kept.version, "retire", f"→ {bom.version_no}")
    else:
        rows.update(ctx, Bom, kept.id, kept.version, {"valid_to": bom.valid_from})
    ctx.touch("bom", kept.id)


def unapprove(ctx: Ctx, bom_id: int, version: int | None, *, reason: str) -> Saved:
    """Back to draft, with a reason; until it is approved again planning does not know it."""
    ctx.require("items.approve_bom")
    bom = _bom(ctx, bom_id)
    return _moved(ctx, bom, move(ctx, "bom", bom_id, version, "unapprove", reason))


def retire(ctx: Ctx, bom_id: int, version: int | None, *, reason: str) -> Saved:
    """Use a version no more."""
    ctx.require("items.approve_bom")
    bom = _bom(ctx, bom_id)
    return _moved(ctx, bom, move(ctx, "bom", bom_id, version, "retire", reason))


def end(ctx: Ctx, bom_id: int, version: int | None, *, valid_to: date) -> Saved:
    """Set the day from which an approved version is valid no more."""
    ctx.require("items.edit")
    bom = _bom(ctx, bom_id)
    if bom.valid_from is not None and valid_to <= bom.valid_from:
        raise RuleError("validity_ends_before_start", field="valid_to")
    written = rows.update(ctx, Bom, bom_id, version, {"valid_to": valid_to})
    ctx.touch("bom", bom_id)
    ctx.touch("item", bom.item_id)
    return Saved(bom_id, "", written.version, bom.state)


def delete(ctx: Ctx, bom_id: int, version: int | None) -> Saved:
    """Delete a draft version that was never approved."""
    ctx.require("items.edit")
    bom = _bom(ctx, bom_id)
    ctx.call("delete_draft", "bom", bom_id, version)
    ctx.touch("bom", bom_id)
    ctx.touch("item", bom.item_id)
    return Saved(bom_id)


def _bom(ctx: Ctx, bom_id: int) -> Any:
    table: Any = Bom.__table__
    found = ctx.session.execute(sa.select(table).where(table.c.id == bom_id)).one_or_none()
    if found is None:
        raise NotFound("not_found", kind="bom")
    return found


def _components(ctx: Ctx, bom_id: int) -> list[int]:
    statement = sa.text("select component_id from tw.bom_line where bom_id = :b order by line_no, id")
    return list(ctx.session.execute(statement, {"b": bom_id}).scalars())


def _moved(ctx: Ctx, bom: Any, state: str) -> Saved:
    ctx.touch("bom", bom.id)
    ctx.touch("item", bom.item_id)
    version = ctx.session.execute(sa.text("select version from tw.bom where id = :b"), {"b": bom.id}).scalar_one()
    return Saved(bom.id, "", version, state)
