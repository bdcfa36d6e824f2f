"""Reads of the product structure: the page of a bill of materials, its tree, what would loop, what waits for approval."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.i18n import N_, _
from app.modules.items.queries import one
from app.modules.items.rules import BomLine, explode
from app.registry import FormData, PendingRow, Section, SectionRow, Status
from app.uow import Ctx

_BELOW = (
    "with recursive below(item_id) as ("
    " select unnest(cast(:ids as bigint[]))"
    " union select c.component_id from below w join tw.bom_current c on c.parent_id = w.item_id)"
    " select c.parent_id, c.component_id, c.quantity, c.scrap, c.valid_from, c.valid_to"
    " from below w join tw.bom_current c on c.parent_id = w.item_id order by c.parent_id, c.line_no, c.line_id"
)
_LOOK: Mapping[str, tuple[str, Status]] = {
    "draft": (N_("Draft"), "neutral"),
    "approved": (N_("Approved"), "done"),
    "retired": (N_("Retired"), "hold"),
}


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A component at its place below an item. level: 1 = directly in it; path: item ids from the top to here.

    per_parent: as the line says; quantity: at this place for the asked quantity of the top, scrap included.
    """

    level: int
    path: tuple[int, ...]
    item_id: int
    code: str
    name: str
    specification: str
    source: str
    unit: str
    per_parent: Decimal
    scrap: Decimal
    quantity: Decimal
    lead_time_days: int


def structure_below(ctx: Ctx, item_ids: Sequence[int]) -> list[BomLine]:
    """Every approved line at and below some items, one statement whatever the depth."""
    found = ctx.session.execute(sa.text(_BELOW), {"ids": list(item_ids)})
    return [BomLine(r.parent_id, r.component_id, r.quantity, r.scrap, r.valid_from, r.valid_to) for r in found]


def explode_tree(ctx: Ctx, item_id: int, wanted: Decimal = Decimal(1), on: date | None = None) -> tuple[TreeRow, ...]:
    """The multi-level bill of materials of an item, depth first, as valid on a day (today). Two statements."""
    exploded = explode(structure_below(ctx, [item_id]), item_id, wanted, on=on or ctx.today)
    words = _words(ctx, {line.component for line in exploded})
    rows = []
    for line in exploded:
        item = words[line.component]
        rows.append(
            TreeRow(
                line.level, line.path, line.component, item["code"], item["name"], item["specification"],
                item["source"], item["unit"], line.line.quantity, line.line.scrap, line.quantity,
                item["lead_time_days"],
            )
        )  # fmt: skip
    return tuple(rows)


def _words(ctx: Ctx, item_ids: set[int]) -> dict[int, Mapping[str, Any]]:
    found = ctx.session.execute(
        sa.text(
            "select i.id, i.code, i.name, i.specification, i.source, i.lead_time_days, u.name as unit"
            " from tw.item i join tw.unit u on u.id = i.unit_id where i.id = any (:ids)"
        ),
        {"ids": list(item_ids)},
    ).mappings()
    return {row["id"]: dict(row) for row in found}


def tree_sections(ctx: Ctx, item_id: int) -> tuple[Section, ...]:
    """The structure of an item for the panel on its page, indented by level."""
    tree = explode_tree(ctx, item_id)
    rows = tuple(
        SectionRow(
            "　" * (row.level - 1) + f"{row.code} {row.name}",
            f"{row.quantity.normalize():f} {row.unit}",
            middle=row.specification,
            screen="items.item",
            record=row.item_id,
        )
        for row in tree
    )
    return (Section(_("Structure"), str(len(rows)) if rows else "", rows=rows),) if rows else ()


def codes_of(ctx: Ctx, item_ids: Sequence[int]) -> dict[int, str]:
    """The codes of items, for sentences."""
    found = ctx.session.execute(sa.text("select id, code from tw.item where id = any (:ids)"), {"ids": list(item_ids)})
    return {r.id: r.code for r in found}


def load_bom(ctx: Ctx, bom_id: int) -> FormData:
    """A version of a bill of materials with its lines, for its page."""
    row = one(
        ctx,
        "bom",
        "select b.*, i.code as item__code, i.name as item__name, i.specification, u.name as unit from tw.bom b"
        " join tw.item i on i.id = b.item_id join tw.unit u on u.id = i.unit_id where b.id = :id",
        bom_id,
    )
    return FormData(
        row["id"],
        "",
        f"{row['item__code']} · {row['version_no']}",
        row["item__name"],
        row["version"],
        row["state"],
        {**row, "item": row["item_id"]},
        tuple(_bom_lines(ctx, bom_id)),
        editable=row["state"] == "draft" and ctx.user.may("items.edit"),
    )


def _bom_lines(ctx: Ctx, bom_id: int) -> list[dict[str, Any]]:
    found = ctx.session.execute(
        sa.text(
            "select l.*, l.component_id as component, i.code as component__code, i.name as component__name,"
            " i.name, i.specification, i.source, u.name as unit from tw.bom_line l join tw.item i on i.id = l.component_id"
            " join tw.unit u on u.id = i.unit_id where l.bom_id = :id order by l.line_no, l.id"
        ),
        {"id": bom_id},
    ).mappings()
    return [dict(row) for row in found]


def blank_bom(ctx: Ctx) -> FormData:
    """A new bill of materials, valid from today."""
    return FormData(None, str(uuid.uuid4()), "", "", 0, "draft", {"version_no": "", "valid_from": ctx.today})


def new_version(ctx: Ctx, source_ids: Sequence[int]) -> Mapping[str, Any]:
    """The values of a next version: the same components, a new number, valid from today."""
    form = load_bom(ctx, source_ids[0])
    keep = ("item", "item__code", "item__name", "specification", "unit")
    lines = [{k: v for k, v in line.items() if k not in ("id", "bom_id", "version")} for line in form.lines]
    values = {**{k: form.values[k] for k in keep}, "version_no": "", "valid_from": ctx.today}
    return {"values": values, "lines": lines}


def review_bom(ctx: Ctx, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    """While typing: the approved version this one would replace, and how many components have structure of their own."""
    item = values.get("item")
    if item is None:
        return ()
    versions = ctx.session.execute(
        sa.text(
            "select id, version_no, state, valid_from, valid_to from tw.bom where item_id = :i and id is distinct from :b"
            " order by id desc limit 5"
        ),
        {"i": item, "b": values.get("id")},
    ).all()
    rows = tuple(
        SectionRow(v.version_no, f"{v.valid_from or ''} … {v.valid_to or ''}", _LOOK[v.state][1], _(_LOOK[v.state][0]),
                   "items.bom", v.id)
        for v in versions
    )  # fmt: skip
    return (Section(_("Other versions"), rows=rows),) if rows else ()


def boms_to_approve(ctx: Ctx, limit: int) -> tuple[Sequence[PendingRow], int]:
    """Draft bills of materials that have components, oldest first."""
    found = ctx.session.execute(
        sa.text(
            "select b.id, b.version_no, b.version, b.created_at, b.valid_from, i.code, i.name, count(*) over () as n"
            " from tw.bom b join tw.item i on i.id = b.item_id where b.state = 'draft'"
            " and exists (select from tw.bom_line l where l.bom_id = b.id) order by b.id limit :n"
        ),
        {"n": limit},
    ).all()
    pending = [
        PendingRow(
            r.id, f"{r.code} · {r.version_no}", r.name, N_("Bill of materials to approve"), None, "", r.created_at,
            r.valid_from, r.valid_from is not None and r.valid_from < ctx.today, r.version,
        )
        for r in found
    ]  # fmt: skip
    return pending, found[0].n if found else 0
