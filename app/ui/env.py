"""What every screen is given: reading, writing, opening, telling. The screen knows nothing else of the program."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import UserError
from app.i18n import _, error_text
from app.registry import Registry, Status
from app.ui.changes import Changes
from app.ui.doors import Doors
from app.ui.drafts import DraftStore
from app.ui.parts import Link
from app.ui.runner import Failed, Runner, Then
from app.uow import CurrentUser, Database, Made, Outcome, ReadHandle, Saved


@dataclass(frozen=True, slots=True)
class JobState:
    """A background job as the info bar shows it."""

    key: str
    title: str
    share: float | None
    can_cancel: bool


class Job:
    """A long piece of work: progress out, cancel in. Both are safe from any thread."""

    def __init__(self, key: str, title: str, changed: Callable[[], None]) -> None:
        self.key = key
        self.title = title
        self.share: float | None = None
        self.cancelled = False
        self._changed = changed

    def progress(self, share: float | None) -> None:
        """Say how far it is (0 to 1; None = unknown)."""
        self.share = share
        self._changed()

    def is_cancelled(self) -> bool:
        """Whether the person gave it up."""
        return self.cancelled


MOST_LINKS = 4


def _foremost(made: Sequence[Made]) -> list[Made]:
    """As many of what was made as the info bar has room for: one of each kind before a second of any."""
    seen: dict[str, int] = {}
    ranked = []
    for one in made:
        seen[one.screen] = seen.get(one.screen, 0) + 1
        ranked.append((seen[one.screen], one))
    return [one for _turn, one in sorted(ranked, key=lambda pair: pair[0])[:MOST_LINKS]]


class Env(QObject):
    """The desk's services for screens; one per signed-in window."""

    open_asked = Signal(str, object, dict)  # screen, record id or None, options
    said = Signal(str, str, object)  # status, text, links
    jobs_changed = Signal()
    settings_loaded = Signal()

    def __init__(
        self,
        database: Database,
        registry: Registry,
        doors: Doors,
        drafts: DraftStore,
        company: Mapping[str, Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.database = database
        self.registry = registry
        self.doors = doors
        self.drafts = drafts
        self.company = company
        self.settings: dict[str, Any] = {}
        self.runner = Runner(database, self)
        self.changes = Changes(self)
        self.jobs: dict[str, Job] = {}
        self._unsaved: set[str] = set()
        self._settings_timer = QTimer(self)
        self._settings_timer.setSingleShot(True)
        self._settings_timer.setInterval(800)
        self._settings_timer.timeout.connect(self._keep_settings)
        self.runner.written.connect(self._on_written)
        self.runner.refused.connect(self.show_error)

    # -- who
    @property
    def user(self) -> CurrentUser:
        """The signed-in person."""
        return self.database.user

    def may(self, permission: str) -> bool:
        """Whether the person holds a permission: hides what they may not do (the wall is in the database)."""
        return self.user.may(permission)

    # -- reading and writing
    def run(
        self,
        query: Callable[..., Any],
        *args: Any,
        then: Then,
        failed: Failed | None = None,
        owner: QObject | None = None,
        name: str = "",
        **kwargs: Any,
    ) -> ReadHandle:
        """Read in the background; the newest answer wins."""
        return self.runner.read(query, *args, then=then, failed=failed, owner=owner, name=name, **kwargs)

    def act(
        self,
        action: str,
        service: Callable[..., Any],
        *args: Any,
        then: Then | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        request_id: uuid.UUID | None = None,
        **kwargs: Any,
    ) -> uuid.UUID:
        """Write in the background; an answer or an error always arrives."""
        return self.runner.write(
            action, service, *args, then=then, failed=failed, owner=owner, request_id=request_id, **kwargs
        )

    def _on_written(self, outcome: Outcome) -> None:
        made: Sequence[Made] = outcome.result.made if isinstance(outcome.result, Saved) else ()
        self.last_made = tuple(outcome.made) or tuple(made)
        self.changes.tell(outcome.touched, at_once=True)

    last_made: tuple[Made, ...] = ()

    def job(
        self,
        title: str,
        task: Callable[[Job], Any],
        *,
        then: Then | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Run a long task with progress and cancel in the info bar."""
        job = Job(uuid.uuid4().hex, title, self.jobs_changed.emit)
        self.jobs[job.key] = job
        self.jobs_changed.emit()

        def finish() -> None:
            self.jobs.pop(job.key, None)
            self.jobs_changed.emit()

        def done(answer: Any) -> None:
            finish()
            if then is not None:
                then(answer)

        def refused(error: UserError) -> None:
            finish()
            (failed or self.show_error)(error)

        self.runner.work(task, job, then=done, failed=refused, owner=owner or self)
        return job

    # -- telling and opening
    def open(self, screen: str, record_id: int | None = None, **options: Any) -> None:
        """Open a screen (a record on it) as a tab; it opens once."""
        self.open_asked.emit(screen, record_id, options)

    def say(self, status: Status, text: str, links: Sequence[Link] = ()) -> None:
        """A sentence in the info bar, with what the gesture also made as links."""
        self.said.emit(status, text, tuple(links))

    def say_done(self, text: str, made: Sequence[Made] = ()) -> None:
        """Say that a gesture was done, and link what came of it."""
        made = tuple(made) or self.last_made
        links = [
            Link(f"{m.screen}:{m.id}", m.number or _("Open"), partial(self.open, m.screen, m.id))
            for m in _foremost(made)
        ]
        self.say("done", text, links)

    def show_error(self, error: UserError) -> None:
        """A refusal nobody shows at its place, in the info bar."""
        self.say("late", error_text(error))

    # -- arrangements
    def keep(self, key: str, value: Any) -> None:
        """Remember an arrangement of the person, on the server, shortly after the last change."""
        if self.settings.get(key) == value:
            return
        self.settings[key] = value
        self._unsaved.add(key)
        self._settings_timer.start()

    def _keep_settings(self) -> None:
        keys, self._unsaved = self._unsaved, set()
        for key in keys:
            self.act("office.keep_setting", self.doors.keep_setting, key, self.settings[key])

    def load_settings(self) -> None:
        """Fetch what the person arranged."""

        def take(found: dict[str, Any]) -> None:
            self.settings = {**found, **{k: self.settings[k] for k in self._unsaved}}
            self.settings_loaded.emit()

        self.run(self.doors.user_settings, then=take, owner=self)

    def close(self) -> None:
        """End background work; arrangements still unsaved are written first."""
        if self._settings_timer.isActive():
            self._settings_timer.stop()
            self._keep_settings()
        self.runner.close()
