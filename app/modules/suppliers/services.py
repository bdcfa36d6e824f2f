"""Use cases of the suppliers room."""

from __future__ import annotations

from dataclasses import asdict

from app import rows
from app.drafting import refuse, required
from app.errors import RuleError
from app.models.suppliers import Supplier
from app.modules.office.sheets import ids_of
from app.modules.suppliers.drafts import SupplierDraft
from app.uow import Ctx, Saved

_NOT_COLUMNS = ("id", "uid", "version")


def save(ctx: Ctx, draft: SupplierDraft) -> Saved:
    """Create or change a supplier."""
    ctx.require("suppliers.edit")
    errors = required(draft, "name")
    if draft.lead_time_days < 0:
        errors.append(RuleError("lead_time_below_zero", field="lead_time_days"))
    code = draft.code.strip()
    if code and ids_of(ctx, Supplier, [code]).get(code, draft.id) != draft.id:
        errors.append(RuleError("code_taken", field="code", code=code))
    refuse(errors)
    values = {k: v for k, v in asdict(draft).items() if k not in _NOT_COLUMNS}
    values["code"] = code or ctx.call("next_code", "supplier", "V")
    if draft.id is None:
        written = rows.insert(ctx, Supplier, values)
    else:
        written = rows.update(ctx, Supplier, draft.id, draft.version, values)
    ctx.touch("supplier", written.id)
    return Saved(written.id, written.number, written.version)
