"""Whether this program and a company's database fit together; a client that does not fit says so and stops.

Reads the names of the revisions from their files: Alembic itself costs the client a second at every start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from app.errors import RuleError, Unavailable
from app.uow import Ctx, Database

REVISIONS = Path(__file__).resolve().parent.parent / "models" / "migrations" / "versions"
_LINE = re.compile(r"""^(revision|down_revision)\b[^=]*=\s*(?:["']([^"']+)["']|None)""", re.MULTILINE)


@cache
def revisions() -> Mapping[str, str]:
    """Every revision this program knows, with the one before it ("" for the first)."""
    found: dict[str, str] = {}
    for path in REVISIONS.glob("*.py"):
        said = dict(_LINE.findall(path.read_text(encoding="utf-8")))
        if said.get("revision"):
            found[said["revision"]] = said.get("down_revision", "")
    return found


def needed_revision() -> str:
    """The revision this program needs the database to have: the one that no other follows."""
    (head,) = set(revisions()) - set(revisions().values())
    return head


def check_version(database: Database) -> None:
    """Raise RuleError "database_older" or "program_older" unless the database has the revision this program needs.

    Raises Unavailable("database_not_set_up") where it was never set up as a company.
    """
    found = database.read(_revision)
    if not found:
        raise Unavailable("database_not_set_up")
    if found == needed_revision():
        return
    key = "database_older" if found in revisions() else "program_older"
    raise RuleError(key, found=found, needed=needed_revision())


def _revision(ctx: Ctx) -> str:
    return str(ctx.session.execute(sa.text("select tw.revision()")).scalar() or "")
