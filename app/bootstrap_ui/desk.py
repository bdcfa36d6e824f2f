"""What a signed-in person's desk is made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

from app import bootstrap, clock
from app.modules import all_screens
from app.modules.office import queries, services
from app.registry import Registry
from app.ui.doors import Doors
from app.ui.drafts import DraftStore
from app.ui.env import Env
from app.uow import Database

DOORS = Doors(
    company=queries.company_head,
    messages=queries.messages,
    unread_count=queries.unread_count,
    watermark=queries.watermark,
    messages_since=queries.messages_since,
    mark_read=services.mark_read,
    mute=services.mute,
    history=queries.history,
    comments=queries.comments,
    add_comment=services.add_comment,
    attachments=queries.attachments,
    attachment_content=queries.attachment_content,
    add_attachment=services.add_attachment,
    user_settings=queries.user_settings,
    keep_setting=services.keep_setting,
    open_document=services.open_document,
    leave_document=services.leave_document,
    count_print=services.count_print,
    saved_views=queries.saved_views,
    keep_view=services.keep_view,
    drop_view=services.drop_view,
)


@cache
def registry() -> Registry:
    """All rooms with their screens, sealed: an unknown name anywhere stops the start."""
    made = bootstrap.registry()
    if not made.screens:
        made.add_screens(all_screens.SCREENS, all_screens.PANELS)
        made.seal()
    return made


def draft_folder(database: Database) -> Path:
    """Where this person's drafts on this server lie."""
    url = database.engine.url
    place = f"{url.host}_{url.port}_{url.database}_{url.username}".replace(":", "_")
    return Path(platformdirs.user_data_dir("tradewright", False)) / "drafts" / place


def make_env(database: Database, *, drafts: Path | None = None, company: Mapping[str, Any] | None = None) -> Env:
    """The desk's services for a signed-in person.

    company: its head as read in the background; without one it is read here, which must not be the UI thread.
    """
    head = company if company is not None else database.read(queries.company_head)
    clock.set_zone(str(head["zone"]))
    return Env(database, registry(), DOORS, DraftStore(drafts or draft_folder(database)), head)
