"""What every field shares: label, editor, read-only look, error line, `changed`."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.errors import UserError
from app.i18n import error_text
from app.ui import theme
from app.ui.parts.chips import Mark
from app.ui.theme.tokens import SIZES


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties the style sheet asks for; polishes only if one of them changed."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Line(QLineEdit):
    """A line editor with the look of a field and, where given, an icon at its right end."""

    icon_clicked = Signal()
    left = Signal()

    def __init__(self, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.is_composing = False
        self.setProperty("part", "field")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fit()
        theme.changes().changed.connect(self._fit)

    def _fit(self) -> None:
        look = theme.look()
        self.setTextMargins(0, 0, look.px(18) if self._icon else 0, 0)
        self.setFixedHeight(look.px(SIZES.height.field))

    def sizeHint(self) -> QSize:
        return QSize(theme.look().px(130), theme.look().px(SIZES.height.field))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(64), theme.look().px(SIZES.height.field))

    def _icon_rect(self) -> QRect:
        width = theme.look().px(22)
        return QRect(self.width() - width, 0, width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon and not self.isReadOnly():
            look = theme.look()
            look.draw_icon(QPainter(self), self.width() - look.px(20), self.height() / 2, self._icon, 14)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = bool(self._icon) and self._icon_rect().contains(event.position().toPoint())
        self.setCursor(Qt.CursorShape.ArrowCursor if over and not self.isReadOnly() else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._icon and not self.isReadOnly() and self._icon_rect().contains(event.position().toPoint()):
            self.setFocus()
            self.icon_clicked.emit()
            return
        super().mousePressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.is_composing = False
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()


class Field(QWidget):
    """A labelled value. `changed(value)` is sent when the person changed it, never by `set_value`.

    name: objectName of the editor and key of the value; label: translated. The label is a widget of its own, placed by
    FieldGrid; a field alone shows none. A sentence of `set_error` stands below the editor until it is set to "".
    """

    changed = Signal(object)
    opened = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.label = QLabel(label, parent)
        self.label.setForegroundRole(self.label.palette().ColorRole.PlaceholderText)
        self.is_read_only = False
        self._own_error = ""
        self._given_error = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._error = Mark("late", "", self, is_small=True)
        self._error.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _install(self, editor: QWidget) -> None:
        """Put the editor into the field, named and labelled."""
        editor.setObjectName(self.name)
        editor.setAccessibleName(self.label.text())
        self.label.setBuddy(editor)
        self._column.addWidget(editor)
        self._column.addWidget(self._error)
        self.setFocusProxy(editor)

    def editor(self) -> QWidget:
        proxy = self.focusProxy()
        assert proxy is not None
        return proxy

    def value(self) -> Any:
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        raise NotImplementedError

    def set_read_only(self, read_only: bool) -> None:
        """Sunken without edge; still to be selected and copied."""
        self.is_read_only = read_only

    def set_error(self, sentence: str) -> None:
        """Say what is wrong and what to do; "" takes it back."""
        self._given_error = sentence
        self._show_error()

    def error(self) -> str:
        """The sentence now shown, whether the screen's or the field's own about what was typed."""
        return self._own_error or self._given_error

    def _refuse(self, problem: UserError | None) -> None:
        """Show the field's own complaint about what was typed."""
        self._own_error = error_text(problem) if problem else ""
        self._show_error()

    def _show_error(self) -> None:
        sentence = self.error()
        self._error.set_mark("late", sentence)
        self._error.setVisible(bool(sentence))
        self.editor().setAccessibleDescription(sentence)
        restyle(self.editor(), wrong=bool(sentence))


class LineField(Field):
    """A field whose editor is one line."""

    def __init__(self, name: str, label: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, label, parent)
        self.line = Line(icon, self)
        self._install(self.line)
        self.line.installEventFilter(self)

    def set_read_only(self, read_only: bool) -> None:
        super().set_read_only(read_only)
        self.line.setReadOnly(read_only)
        restyle(self.line, sunken=read_only)

    def set_link(self, is_link: bool) -> None:
        """Show the value as a link: Ctrl+click, double click or Enter while read-only send `opened`."""
        restyle(self.line, link=is_link)

    def eventFilter(self, watched: object, event: object) -> bool:
        if watched is self.line and self.line.property("link") and self._opens(event):
            self.opened.emit()
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _opens(self, event: object) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == event.Type.MouseButtonDblClick:
            return True
        if isinstance(event, QMouseEvent) and event.type() == event.Type.MouseButtonRelease:
            plain_click = self.is_read_only and not self.line.hasSelectedText()
            return plain_click or event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if isinstance(event, QKeyEvent) and event.type() == event.Type.KeyPress and self.is_read_only:
            return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return False

    def below(self) -> QPoint:
        """Where a popup of this field begins."""
        return self.line.mapToGlobal(QPoint(0, self.line.height() + 1))
