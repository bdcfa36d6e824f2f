"""What stands beside a form: the review, later rooms' sections, files, comments, history."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QInputDialog

from app.i18n import _
from app.registry import PanelSpec
from app.ui.form import panels

if TYPE_CHECKING:
    from app.ui.form.screen import FormScreen


class FormSides:
    """Fills the side panel of one form and does what is clicked there."""

    def __init__(self, form: FormScreen) -> None:
        self.form = form
        self.sections: dict[str, tuple[Any, ...]] = {}

    def ask_sides(self) -> None:
        if self.form.record_id is None:
            return
        doors, table = self.form.env.doors, self.form.spec.kind
        self.ask_review()
        self.form.env.run(
            doors.history,
            table,
            self.form.record_id,
            then=self.take("history", self.history),
            owner=self.form,
            name="history",
            failed=lambda _e: None,
        )
        self.form.env.run(
            doors.comments,
            table,
            self.form.record_id,
            then=self.take("comments", panels.comments_section),
            owner=self.form,
            name="comments",
            failed=lambda _e: None,
        )
        self.form.env.run(
            doors.attachments,
            table,
            self.form.record_id,
            then=self.take("attachments", panels.attachments_section),
            owner=self.form,
            name="files",
            failed=lambda _e: None,
        )
        for spec in self.form.panel_specs:
            if spec.load is not None:
                self.form.env.run(
                    spec.load,
                    self.form.record_id,
                    then=self.take_sections(spec),
                    owner=self.form,
                    name=spec.key,
                    failed=lambda _e: None,
                )

    def take(self, key: str, make: Any) -> Any:
        def take(rows: Any) -> None:
            self.sections[key] = (make(rows),)
            self.show_side()

        return take

    def take_sections(self, spec: PanelSpec) -> Any:
        def take(found: Sequence[Any]) -> None:
            self.sections[spec.key] = tuple(panels.section(s, f"{spec.key}{n}") for n, s in enumerate(found))
            self.show_side()

        return take

    def history(self, rows: Sequence[Any]) -> Any:
        titles = {p.key: _(p.title) for p in (*self.form.spec.fields, *self.form.spec.line_fields)}
        titles |= {f"{p.key}_id": _(p.title) for p in (*self.form.spec.fields, *self.form.spec.line_fields) if p.lookup}
        return panels.history_section(rows, titles, self.state_word, self.form.spec.kind)

    def state_word(self, column: str, value: str) -> str:
        """A stored key in words: of the life, of the field's choices, or of the list's column."""
        if self.form.life and column == "state":
            for state in self.form.life.states:
                if state.key == value:
                    return _(state.title)
        for piece in (*self.form.spec.fields, *self.form.spec.line_fields):
            if piece.key == column and value in dict(piece.choices):
                return _(dict(piece.choices)[value])
        return self.form.list_word(column, value)[0]

    def ask_review(self) -> None:
        if self.form.spec.review is None or self.form.state is None:
            return
        lines = [self.form.plain_line(line) for line in self.form.state.lines if not self.form.state.is_empty(line)]
        values = {**self.form.state.draft_values(), "id": self.form.record_id}
        self.form.env.run(
            self.form.spec.review, values, lines, owner=self.form, name="review", failed=lambda _e: None,
            then=lambda found: self.take_review(found),
        )  # fmt: skip

    def take_review(self, found: Sequence[Any]) -> None:
        self.sections["review"] = tuple(panels.section(s, f"review{n}") for n, s in enumerate(found))
        self.show_side()

    def show_side(self) -> None:
        order = ["review", *(p.key for p in self.form.panel_specs), "attachments", "comments", "history"]
        self.form.side.set_sections([s for key in order for s in self.sections.get(key, ())])

    def take_side(self, _section: str, key: str) -> None:
        if key.startswith("attachment:"):
            self.open_attachment(int(key.split(":")[1]))
        elif ":" in key:
            screen, record = key.split(":", 1)
            self.form.env.open(screen, int(record) if record.isdigit() else None)

    def side_action(self, key: str) -> None:
        if self.form.record_id is None:
            self.form.env.say("waiting", _("Save first; then comments and files can be added."))
            return
        if key == "comment":
            text, given = QInputDialog.getMultiLineText(self.form, _("Comment"), _("What should colleagues know?"))
            if given and text.strip():
                self.form.env.act(
                    "office.comment",
                    self.form.env.doors.add_comment,
                    self.form.spec.kind,
                    self.form.record_id,
                    text,
                    owner=self.form,
                )
        elif key == "attach":
            path, _filter = QFileDialog.getOpenFileName(self.form, _("Attach a file (at most 50 MB)"))
            if path:
                self.attach(Path(path))

    def attach(self, path: Path) -> None:
        """Keep a file on this record; read off the UI thread."""

        def send(content: bytes) -> None:
            self.form.env.act(
                "office.attach", self.form.env.doors.add_attachment, self.form.spec.kind, self.form.record_id, path.name, content,
                owner=self.form, then=lambda _s: self.form.env.say_done(_("Attached {name}.").format(name=path.name)),
            )  # fmt: skip

        self.form.env.runner.work(path.read_bytes, then=send, owner=self.form)

    def open_attachment(self, number: int) -> None:
        def write(found: tuple[str, bytes]) -> None:
            target, _filter = QFileDialog.getSaveFileName(self.form, _("Save file as"), found[0])
            if target:
                self.form.env.runner.work(Path(target).write_bytes, found[1], owner=self.form)

        self.form.env.run(self.form.env.doors.attachment_content, number, then=write, owner=self.form, name="file")
