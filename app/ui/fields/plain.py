"""Text, long text, one of a few choices, yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QSizePolicy, QWidget

from app.ui import theme
from app.ui.fields.base import Field, Line, LineField, restyle
from app.ui.parts.chips import paint_check
from app.ui.theme.tokens import SIZES


class TextField(LineField):
    """A line of text; `changed` with every key, so that a draft is saved while typing."""

    def __init__(
        self,
        name: str,
        label: str,
        parent: QWidget | None = None,
        *,
        most: int = 0,
        hint: str = "",
        is_secret: bool = False,
    ) -> None:
        super().__init__(name, label, "", parent)
        if most:
            self.line.setMaxLength(most)
        if is_secret:
            self.line.setEchoMode(Line.EchoMode.Password)
        self.line.setPlaceholderText(hint)
        self.line.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        self._refuse(None)
        self.changed.emit(text)

    def value(self) -> str:
        return self.line.text()

    def set_value(self, value: str | None) -> None:
        if (value or "") != self.line.text():
            self.line.setText(value or "")
            self.line.setCursorPosition(0)


class _Memo(QPlainTextEdit):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class MemoField(Field):
    """Text of several lines; Tab leaves it."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None, *, lines: int = 3) -> None:
        super().__init__(name, label, parent)
        self._lines = lines
        self._setting = False
        self.memo = _Memo(self)
        self.memo.setProperty("part", "field")
        self.memo.setTabChangesFocus(True)
        self.memo.document().setDocumentMargin(3)
        self.memo.textChanged.connect(self._typed)
        self._install(self.memo)
        self._fit()
        theme.changes().changed.connect(self._fit)

    def _fit(self) -> None:
        look = theme.look()
        self.memo.setFixedHeight(round(look.metrics().height() * self._lines) + look.px(10))

    def _typed(self) -> None:
        if not self._setting:
            self._refuse(None)
            self.changed.emit(self.value())

    def value(self) -> str:
        return self.memo.toPlainText()

    def set_value(self, value: str | None) -> None:
        if (value or "") == self.value():
            return
        self._setting = True
        self.memo.setPlainText(value or "")
        self._setting = False

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self.memo.setReadOnly(read_only)
        restyle(self.memo, sunken=read_only)


class Combo(QComboBox):
    """A painted choice. The wheel changes nothing unless the box has the focus; also used alone in toolbars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changes().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        look = theme.look()
        widest = max((look.width(self.itemText(index)) for index in range(self.count())), default=0)
        return QSize(round(widest) + look.px(34), look.px(SIZES.height.field))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(64), theme.look().px(SIZES.height.field))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        wrong, focused = bool(self.property("wrong")), self.hasFocus()
        fill = "late.soft" if wrong else "surface" if self.isEnabled() else "sunken"
        edge = "late.solid" if wrong else "accent" if focused else "edge"
        look.box(painter, self.rect(), fill, edge, SIZES.radius.field, 2 if focused else 1)
        words = QRectF(self.rect()).adjusted(look.px(8), 0, -look.px(24), 0)
        look.draw_text(painter, words, self.currentText(), elide=True)
        look.draw_icon(painter, self.width() - look.px(21), self.height() / 2, "caret-down", 14)


class ChoiceField(Field):
    """One of a few choices, given as (key, translated text). Read-only it becomes a plain sunken line."""

    def __init__(
        self, name: str, label: str, choices: Sequence[tuple[Any, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(name, label, parent)
        self.combo = Combo(self)
        self._line = Line("", self)
        self._line.setReadOnly(True)
        restyle(self._line, sunken=True)
        self._line.setObjectName(f"{name}_shown")
        self._line.setAccessibleName(label)
        self._line.hide()
        self._column.addWidget(self._line)
        self._install(self.combo)
        self.combo.activated.connect(self._taken)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these; the present value stays if it is among them."""
        before = self.value()
        self.combo.clear()
        for key, text in choices:
            self.combo.addItem(text, key)
        self.set_value(before)

    def _taken(self) -> None:
        self._refuse(None)
        self._line.setText(self.combo.currentText())
        self.changed.emit(self.value())

    def value(self) -> Any:
        return self.combo.currentData()

    def set_value(self, value: Any) -> None:
        self.combo.setCurrentIndex(self.combo.findData(value))
        self._line.setText(self.combo.currentText())

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self.combo.setVisible(not read_only)
        self._line.setVisible(read_only)


class _Check(QCheckBox):
    def sizeHint(self) -> QSize:
        look = theme.look()
        return QSize(round(look.width(self.text())) + look.px(26), look.px(SIZES.height.field))

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        box = paint_check(painter, 1, self.height() / 2, is_checked=self.isChecked(), is_enabled=self.isEnabled())
        if self.hasFocus():
            look.box(painter, box.adjusted(-1, -1, 1, 1), "", "accent", 4, 2)
        words = QRectF(self.rect()).adjusted(look.px(22), 0, 0, 0)
        look.draw_text(painter, words, self.text(), role="text" if self.isEnabled() else "text_muted")


class CheckField(Field):
    """Yes or no; its words stand right of the box, so FieldGrid leaves the label empty."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(name, label, parent)
        self.label.setText("")
        self.box = _Check(label, self)
        self._install(self.box)
        self.box.setAccessibleName(label)
        self.box.clicked.connect(lambda checked: self.changed.emit(checked))

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: bool | None) -> None:
        self.box.setChecked(bool(value))

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self.box.setEnabled(not read_only)
