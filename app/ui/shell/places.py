"""Open documents: where each is, how its tab looks, and how a descriptor becomes a widget."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.registry import ScreenSpec
from app.ui.env import Env
from app.ui.form import FormScreen
from app.ui.list_screen import ListScreen
from app.ui.shell.tabs import Tab
from app.ui.theme.tokens import STATUSES, Status


@dataclass(eq=False)
class Place:
    """One open document, in a tab or in a window of its own."""

    screen: str
    widget: QWidget
    title: str
    icon: str = ""
    status: Status | None = None
    can_close: bool = True
    key: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    window: QWidget | None = None
    asked: int | None = None  # the record it was opened with

    @property
    def record_id(self) -> int | None:
        """The record it shows; a new one gets its id when it is saved."""
        found = getattr(self.widget, "record_id", self.asked)
        return int(found) if found is not None else None

    def is_unsaved(self) -> bool:
        """Whether something typed is not saved."""
        state = getattr(self.widget, "state", None)
        return bool(getattr(state, "dirty", False))

    def set_title(self, title: str, status: str) -> None:
        """What the screen says its tab should say."""
        self.title = title
        self.status = status if status in STATUSES else None

    def tab(self) -> Tab:
        """The tab of this document."""
        return Tab(self.key, self.title, self.status, self.can_close, self.is_unsaved())


def make_screen(
    env: Env, spec: ScreenSpec, record_id: int | None, options: Mapping[str, Any], parent: QWidget
) -> QWidget:
    """The widget of a screen: a list, a form, or what the room builds itself."""
    if spec.list is not None:
        return ListScreen(env, spec, options, parent)
    if spec.form is not None:
        return FormScreen(env, spec, record_id, options, parent)
    assert spec.build is not None
    given = dict(options) if record_id is None else {"record_id": record_id, **options}
    widget = spec.build(env, **given)
    assert isinstance(widget, QWidget)
    widget.setParent(parent)
    return widget


def title_of(spec: ScreenSpec, record_id: int | None) -> str:
    """What a tab says until its screen has loaded."""
    if spec.form is not None and record_id is None:
        return _("New: {kind}").format(kind=_(spec.title))
    return _(spec.title)
