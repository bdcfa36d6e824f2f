"""Drafts that a crash or a closed window left behind."""

from __future__ import annotations

import uuid
from contextlib import suppress

from app.errors import UserError
from app.ui.drafts import DraftStore, KeptDraft
from app.uow import Database


def left_drafts(database: Database, store: DraftStore) -> list[KeptDraft]:
    """Drafts worth offering; one whose saving had reached the server after all is dropped. Called in the background."""
    found = []
    for draft in store.kept():
        if draft.request_id and _was_saved(database, draft.request_id):
            store.discard(draft.uid)
        else:
            found.append(draft)
    return found


def _was_saved(database: Database, request_id: str) -> bool:
    with suppress(UserError, ValueError):
        return database.settle(uuid.UUID(request_id)) is not None
    return False
