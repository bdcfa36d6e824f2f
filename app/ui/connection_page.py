"""The page of the sign-in where a connection is added or changed: what it is called and where its company is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import ManyErrors, UserError
from app.i18n import _, error_text
from app.ui import theme
from app.ui.fields.plain import TextField
from app.ui.parts import Button, Mark

USUAL_PORT, USUAL_DATABASE = "5432", "tradewright"


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection as typed; port is text until it is checked. root_file: "" for the authorities the system trusts."""

    name: str = ""
    host: str = ""
    port: str = USUAL_PORT
    database: str = USUAL_DATABASE
    root_file: str = ""


class ConnectionPage(QWidget):
    """Five fields. `kept(connection)`, `removed`, `left`."""

    kept = Signal(object)
    removed = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        look = theme.look()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        self.name = TextField("connection_name", _("Name of the connection"), self)
        self.host = TextField("connection_host", _("Server"), self, hint="erp-01.example.com")
        self.port = TextField("connection_port", _("Port"), self)
        self.database = TextField("connection_database", _("Database"), self)
        self.root_file = TextField(
            "connection_root_file", _("Root certificate"), self, hint=_("empty: those this computer trusts")
        )
        self.fields = {
            "name": self.name, "host": self.host, "port": self.port, "database": self.database,
            "sslrootcert": self.root_file,
        }  # fmt: skip
        browse = Button("", "folder-open", parent=self, name="choose_root_file", tip=_("Choose a file"))
        browse.clicked.connect(self._browse)
        self._row(column, (self.name, 1))
        self._row(column, (self.host, 3), (self.port, 1))
        self._row(column, (self.database, 1))
        self._row(column, (self.root_file, 1), after=browse)
        self.trouble = Mark("late", "", self)
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addStretch(1)
        self.save_button = Button(_("Save"), "", "Enter", "primary", self, name="keep_connection")
        self.save_button.clicked.connect(self.save)
        leave = Button(_("Cancel"), parent=self, name="leave_connection")
        leave.clicked.connect(self.left)
        self.remove_button = Button(_("Remove"), kind="link", parent=self, name="remove_connection")
        self.remove_button.clicked.connect(self.removed)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addWidget(leave)
        row.addStretch(1)
        row.addWidget(self.remove_button)
        column.addLayout(row)

    def _row(self, column: QVBoxLayout, *fields: tuple[TextField, int], after: QWidget | None = None) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.look().px(8))
        for field, share in fields:
            inner = QVBoxLayout()
            inner.setSpacing(theme.look().px(2))
            inner.addWidget(field.label)
            inner.addWidget(field)
            inner.addStretch(1)
            field.line.returnPressed.connect(self.save)
            field.changed.connect(lambda _text, at=field: self._say_at(at, ""))
            row.addLayout(inner, share)
        if after is not None:
            inner = QVBoxLayout()
            inner.addStretch(1)
            inner.addWidget(after)
            row.addLayout(inner)
        column.addLayout(row)

    def show_connection(self, connection: Connection, *, is_new: bool) -> None:
        """Fill the fields, all errors gone."""
        self.name.set_value(connection.name)
        self.host.set_value(connection.host)
        self.port.set_value(connection.port)
        self.database.set_value(connection.database)
        self.root_file.set_value(connection.root_file)
        self.remove_button.setVisible(not is_new)
        self.refused(None)
        self.name.setFocus()

    def save(self) -> None:
        """Hand over what was typed."""
        self.refused(None)
        self.kept.emit(
            Connection(
                str(self.name.value()).strip(), str(self.host.value()).strip(), str(self.port.value()).strip(),
                str(self.database.value()).strip(), str(self.root_file.value()).strip(),
            )
        )  # fmt: skip

    def refused(self, error: UserError | None) -> None:
        """Say what is wrong beside its field, or below where it has none; what was typed stays."""
        for field in self.fields.values():
            field.set_error("")
        self.trouble.hide()
        for one in error.errors if isinstance(error, ManyErrors) else (error,) if error else ():
            place = self.fields.get(one.field)
            if place is not None:
                place.setFocus()
            if place is not None and place is not self.port:
                place.set_error(error_text(one))
            else:  # the port's own place is too narrow for a sentence
                self.trouble.set_mark("late", error_text(one))
                self.trouble.show()

    @staticmethod
    def _say_at(field: TextField, sentence: str) -> None:
        field.set_error(sentence)

    def _browse(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, _("Root certificate"), str(self.root_file.value()), "PEM (*.pem *.crt *.cer);;* (*)"
        )
        if path:
            self.root_file.set_value(path)
            self.root_file.set_error("")
