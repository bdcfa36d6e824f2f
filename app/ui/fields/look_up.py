"""A look-up: type a code, a name, a part of it or pinyin initials; F7 opens the full chooser."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.errors import RuleError
from app.ui.fields.base import LineField
from app.ui.fields.candidates import Candidate, CandidateList

_PAUSE_MS = 60


class LookUpField(LineField):
    """A Candidate or None. `asked(text)` wants matches, given with `offer(text, rows)`; `chooser_asked(text)` is F7.

    Leaving with text that was not picked asks once more and takes the match if the code fits or it is the only one;
    otherwise the text stays with an error. Nothing is asked while an input method is composing.
    """

    asked = Signal(str)
    chooser_asked = Signal(str)

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(name, label, "magnifying-glass", parent)
        self._value: Candidate | None = None
        self._settling = False
        self.by_name = False
        self.list = CandidateList(self)
        self.list.picked.connect(self.take)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self.commit)
        self.line.icon_clicked.connect(lambda: self.chooser_asked.emit(self._typed_text()))

    def _shown(self, value: Candidate) -> str:
        return value.name if self.by_name and value.name else value.shown()

    def value(self) -> Candidate | None:
        return self._value

    def set_value(self, value: Candidate | None) -> None:
        self._value = value
        self._settling = False
        self._pause.stop()
        self.list.hide()
        self.line.setText(self._shown(value) if value else "")
        self.line.setCursorPosition(0)
        self._refuse(None)

    def take(self, candidate: Candidate | None) -> None:
        """Take a match as the person's choice (from the list or the chooser)."""
        is_new = candidate != self._value
        self.set_value(candidate)
        if is_new:
            self.changed.emit(candidate)

    def offer(self, text: str, rows: Sequence[Candidate]) -> None:
        """Answer to `asked(text)`; an answer to an older text is dropped."""
        if text != self._typed_text() or self.is_read_only:
            return
        if self._settling:
            self._settle(text, rows)
        elif self.line.hasFocus():
            self.list.offer(rows, self.below(), self.line.width())

    def _typed_text(self) -> str:
        text = self.line.text().strip()
        return "" if self._value and text == self._shown(self._value) else text

    def _typed(self, _text: str) -> None:
        self._settling = False
        self._refuse(None)
        if self.line.is_composing:
            return
        if self.line.text().strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.list.hide()

    def _ask(self) -> None:
        text = self._typed_text()
        if text and not self.line.is_composing:
            self.asked.emit(text)

    def is_settling(self) -> bool:
        """Whether what was typed still waits for the one record it means."""
        return self._settling

    def _settle(self, text: str, rows: Sequence[Candidate]) -> None:
        self._settling = False
        fitting = [row for row in rows if row.code.casefold() == text.casefold()] or list(rows)
        if len(fitting) == 1:
            self.take(fitting[0])
        else:
            self._refuse(RuleError("look_up_not_clear" if rows else "look_up_not_found", text=text))

    def commit(self) -> None:
        """Take what was typed: on leaving."""
        self.list.hide()
        if self.is_read_only:
            return
        if not self.line.text().strip():
            self.take(None)
            return
        text = self._typed_text()
        if text:
            self._pause.stop()
            self._settling = True
            self.asked.emit(text)

    def eventFilter(self, watched: object, event: object) -> bool:
        if watched is not self.line or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        return self._key(Qt.Key(event.key())) or super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        """Whether the key was meant for the list or the chooser."""
        if key == Qt.Key.Key_F7 and not self.is_read_only:
            self.list.hide()
            self.chooser_asked.emit(self._typed_text())
            return True
        if self.list.isHidden():
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            self.list.move_by(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take(self.list.current())
        elif key == Qt.Key.Key_Tab:
            self.take(self.list.current())
            return False  # the Tab itself goes on to the next field
        elif key == Qt.Key.Key_Escape:
            self.list.hide()
        else:
            return False
        return True
