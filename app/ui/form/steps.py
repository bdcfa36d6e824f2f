"""What a person may do next with a document: its moves, its papers, what is pushed down from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from app.i18n import _
from app.registry import Action, Transition
from app.ui.parts import Button

if TYPE_CHECKING:
    from app.ui.form.screen import FormScreen


class FormSteps:
    """Draws the buttons of the first line and does what they say."""

    def __init__(self, form: FormScreen) -> None:
        self.form = form
        self.push_menu = QMenu(form)

    def moves(self) -> list[Transition]:
        """The transitions this person may make now."""
        if self.form.life is None or self.form.state is None or self.form.record_id is None:
            return []
        found = self.form.life.moves_from(self.form.state.base.state)
        return [m for m in found if m.service is not None and self.form.env.may(m.permission)]

    def buttons(self) -> list[QWidget]:
        """Actions of the first line: more, print, push down, moves; the main one last and filled."""
        assert self.form.state is not None
        data = self.form.state.base
        buttons: list[QWidget] = []
        moves = self.moves()
        main = next((m for m in moves if m.main), None)
        others = [m for m in moves if m is not main]
        menu = QMenu(self.form)
        for move in others:
            menu.addAction(_(move.title), partial(self.do_move, move))
        if self.form.record_id is not None:
            menu.addSeparator()
            menu.addAction(_("Duplicate") + "\tCtrl+D", self.form.duplicate)
        if self.form.state.dirty:
            menu.addAction(_("Discard changes"), self.form.discard)
        more = Button("", "dots-three", parent=self.form, name="more", tip=_("More"))
        more.set_menu(menu)
        buttons.append(more)
        papers = [p for p in self.form.env.registry.papers_of(self.form.spec.kind) if self.form.env.may(p.permission)]
        if papers and self.form.record_id is not None:
            buttons.append(self.print_button(papers))
        buttons.extend(self.action_button(action) for action in self.actions())
        pushes = self.pushes()
        if pushes:
            push = Button(_("Push down"), "arrow-elbow-down-right", "Ctrl+J", parent=self.form, name="push_down")
            self.push_menu = QMenu(self.form)
            for each in pushes:
                self.push_menu.addAction(_(each.title), partial(self.push, each))
            push.set_menu(self.push_menu)
            buttons.append(push)
        may_edit = data.editable and self.form.env.may(self.form.spec.edit_permission)
        if may_edit:  # one filled button a screen: the next step where there is one
            save = Button(
                _("Save"), "floppy-disk", "Ctrl+S", "secondary" if main else "primary", self.form, name="save"
            )
            save.clicked.connect(lambda: self.form.save())
            buttons.append(save)
        if main is not None:
            step = Button(
                _(main.title), main.icon or "paper-plane-tilt", "Ctrl+↵", "primary", self.form, name=main.name
            )
            step.clicked.connect(self.main_step)
            buttons.append(step)
        return buttons

    def actions(self) -> list[Action]:
        """What else this person may do with the record in its state."""
        if self.form.state is None or self.form.record_id is None:
            return []
        state = self.form.state.base.state
        found = [a for a in self.form.descriptor.actions if a.service is not None and self.form.env.may(a.permission)]
        return [a for a in found if not a.states or state in a.states]

    def action_button(self, action: Action) -> Button:
        button = Button(_(action.title), action.icon, parent=self.form, name=action.key)
        button.clicked.connect(lambda _c=False: self.do_action(action))
        return button

    def do_action(self, action: Action) -> None:
        """Save what is typed, then do it; asks for the reason where the descriptor says so."""
        if self.form.state is None or self.form.record_id is None or action.service is None:
            return
        if self.form.state.dirty:
            self.form.save(then=lambda: self.do_action(action))
            return
        asked: dict[str, Any] = {}
        if action.asks == "reason":
            text, given = QInputDialog.getMultiLineText(self.form, _(action.title), _("Reason"))
            if not given:
                return
            asked["reason"] = text
        self.form.env.act(
            f"{self.form.descriptor.key}.{action.key}", action.service, self.form.record_id, self.form.state.base.version,
            then=lambda saved: self.action_done(action, saved), failed=self.form.refused, owner=self.form, **asked,
        )  # fmt: skip

    def action_done(self, action: Action, saved: Any) -> None:
        number = getattr(saved, "number", "") or (self.form.state.base.number if self.form.state else "")
        text = _("{action}: {number}").format(action=_(action.title), number=number)
        self.form.env.say_done(text, getattr(saved, "made", ()))
        if action.key == "delete":  # there is no such record any more
            self.form.close_asked.emit()
        else:
            self.form.load()

    def print_button(self, papers: Sequence[Any]) -> Button:
        button = Button(_("Print"), "printer", parent=self.form, name="print")
        menu = QMenu(self.form)
        for paper in papers:
            for code, word in (("zh", _("Chinese")), ("en", _("English")), ("both", _("Both languages"))):
                menu.addAction(f"{_(paper.title)} · {word}", partial(self.open_paper, paper, code))
        button.set_menu(menu)
        return button

    def open_paper(self, paper: Any, lang: str) -> None:
        """Preview a paper of this document; printing from there counts as a print."""
        assert self.form.record_id is not None
        from app.ui.preview import open_preview

        open_preview(self.form.env, paper, [self.form.record_id], lang, self.form)

    def print_first(self, *, direct: bool) -> None:
        papers = [p for p in self.form.env.registry.papers_of(self.form.spec.kind) if self.form.env.may(p.permission)]
        if papers and self.form.record_id is not None:
            self.open_paper(
                papers[0], str((self.form.state.values.get("paper_language") if self.form.state else "") or "zh")
            )

    def main_step(self) -> None:
        """Ctrl+Enter: save first where something is typed, then the document's main next step."""
        move = next((m for m in self.moves() if m.main), None)
        if self.form.state is not None and (self.form.state.dirty or self.form.record_id is None):
            self.form.save(then=lambda: self.main_step() if self.form.life else None)
        elif move is not None:
            self.do_move(move)

    def do_move(self, move: Transition) -> None:
        """Make a transition; asks for the reason where the descriptor says so."""
        if self.form.state is None or self.form.record_id is None:
            return
        if self.form.state.dirty:
            self.form.save(then=lambda: self.do_move(move))
            return
        asked: dict[str, Any] = {}
        if move.asks == "reason":
            text, given = QInputDialog.getMultiLineText(self.form, _(move.title), _("Reason"))
            if not given:
                return
            asked["reason"] = text
        self.form.env.act(
            f"{self.form.descriptor.key}.{move.name}", move.service, self.form.record_id, self.form.state.base.version,  # type: ignore[arg-type]
            then=partial(self.moved, move), failed=self.form.refused, owner=self.form, **asked,
        )  # fmt: skip

    def moved(self, move: Transition, saved: Any) -> None:
        state = (
            _(self.form.life.state(saved.state).title) if self.form.life and saved and saved.state else _(move.title)
        )
        number = (saved.number if saved else "") or (self.form.state.base.number if self.form.state else "")
        self.form.env.say_done(_("{number}: {state}.").format(number=number, state=state), saved.made if saved else ())
        self.form.load()

    def pushes(self) -> list[Any]:
        if self.form.state is None or self.form.record_id is None:
            return []
        found = self.form.env.registry.push_downs_of(self.form.descriptor.key)
        return [
            p
            for p in found
            if self.form.env.may(p.permission) and (not self.form.life or self.form.state.base.state in p.states)
        ]

    def open_push_menu(self) -> None:
        pushes = self.pushes()
        if len(pushes) == 1:
            self.push(pushes[0])
        elif pushes:
            self.push_menu.popup(self.form.mapToGlobal(self.form.identity.geometry().bottomRight()))

    def push(self, push: Any) -> None:
        self.form.env.run(
            push.draft, [self.form.record_id], owner=self.form, name="push",
            then=lambda made: self.form.env.open(push.target, None, values=made.get("values", {}), lines=made.get("lines", [])),
            failed=self.form.env.show_error,
        )  # fmt: skip
