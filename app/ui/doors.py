"""What the desk asks of the office, handed over by the composition root: the shell itself knows no room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Doors:
    """Queries and services of the office; each takes a Ctx first."""

    company: Callable[..., Any]
    messages: Callable[..., Any]
    unread_count: Callable[..., Any]
    watermark: Callable[..., Any]
    messages_since: Callable[..., Any]
    mark_read: Callable[..., Any]
    mute: Callable[..., Any]
    history: Callable[..., Any]
    comments: Callable[..., Any]
    add_comment: Callable[..., Any]
    attachments: Callable[..., Any]
    attachment_content: Callable[..., Any]
    add_attachment: Callable[..., Any]
    user_settings: Callable[..., Any]
    keep_setting: Callable[..., Any]
    open_document: Callable[..., Any]  # presence: (ctx, table, id) -> who else has it open
    leave_document: Callable[..., Any]
    count_print: Callable[..., Any]  # (ctx, paper, id) -> which print this is
    saved_views: Callable[..., Any]
    keep_view: Callable[..., Any]
    drop_view: Callable[..., Any]
