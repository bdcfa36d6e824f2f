"""Use cases of the products room: files made by shipments, and what the service desk adds to them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import rows
from app.drafting import refuse, required
from app.errors import RuleError, UserError
from app.models.products import ProductFile, ProductPart
from app.modules.products.drafts import ProductDraft
from app.modules.products.rules import warranty_end
from app.modules.shipping.events import ShipmentReversed, Shipped
from app.uow import Ctx, Saved

STATES = ("in_field", "returned", "scrapped")
_FIELDS = ("serial", "shipped_on", "installed_on", "warranty_months", "state", "site_address", "site_contact", "notes")


def save(ctx: Ctx, draft: ProductDraft) -> Saved:
    """Create or change a product file with its parts; what a shipment wrote (serial, item, day) stays as it is."""
    ctx.require("products.edit")
    refuse(_errors(draft))
    start = draft.warranty_from or draft.shipped_on
    values: dict[str, Any] = {k: getattr(draft, k) for k in _FIELDS} | {
        "serial": draft.serial.strip(),
        "item_id": draft.item,
        "end_user_id": draft.end_user,
        "customer_id": draft.customer or draft.end_user,
        "warranty_from": start,
        "warranty_until": warranty_end(start, draft.warranty_months) if start else None,
    }
    if draft.id is None:
        written = rows.insert(ctx, ProductFile, values)
    else:
        written = rows.update(ctx, ProductFile, draft.id, draft.version, values)
    parts = [
        {
            "id": p.id,
            "line_no": n,
            "item_id": p.item,
            "quantity": p.quantity,
            "serial": p.serial.strip(),
            "notes": p.notes,
        }
        for n, p in enumerate(draft.lines, 1)
    ]
    rows.write_lines(ctx, ProductPart, "product_id", written.id, parts)
    ctx.touch("product_file", written.id)
    return Saved(written.id, draft.serial.strip(), written.version, draft.state)


def _errors(draft: ProductDraft) -> list[UserError]:
    errors = required(draft, "serial", "item", "end_user")
    if draft.warranty_months < 0:
        errors.append(RuleError("warranty_months_negative", field="warranty_months", months=draft.warranty_months))
    if draft.state not in STATES:
        errors.append(RuleError("product_state_unknown", field="state", state=draft.state))
    if draft.shipped_on and draft.installed_on and draft.installed_on < draft.shipped_on:
        errors.append(RuleError("installed_before_shipped", field="installed_on"))
    for at, part in enumerate(draft.lines):
        errors += [
            RuleError("value_required", field=f"lines.{at}.{e.field}") for e in required(part, "item", "quantity")
        ]
        if part.quantity is not None and part.quantity <= 0:
            errors.append(RuleError("quantity_not_positive", field=f"lines.{at}.quantity", quantity=part.quantity))
    return errors


def on_shipped(ctx: Ctx, event: Shipped) -> None:
    """A file for each serial that left, read from the ledger by the room's own posting function."""
    if not any(line.serials for line in event.lines):
        return
    ids = list(
        ctx.session.execute(sa.text("select * from tw.register_products(:issue)"), {"issue": event.issue_id}).scalars()
    )
    made = ctx.session.execute(
        sa.text("select id, serial from tw.product_file where id = any (:ids) order by id"), {"ids": ids}
    )
    for row in made:
        ctx.touch("product_file", row.id)
        ctx.note("products.product", row.id, row.serial)


def on_shipment_reversed(ctx: Ctx, event: ShipmentReversed) -> None:
    """Units that came back with a red letter are no longer in the field."""
    for product_id in ctx.session.execute(
        sa.text("select * from tw.take_back_products(:issue)"), {"issue": event.issue_id}
    ).scalars():
        ctx.touch("product_file", product_id)
