"""Two people changed the same record: both versions field by field; the person chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.fields.candidates import Candidate
from app.ui.parts import Button


class ConflictDialog(QDialog):
    """One row a field: as it was, mine, theirs; checked = mine is kept. Answers through `take`."""

    def __init__(
        self,
        differences: Sequence[tuple[str, Any, Any, Any]],
        titles: Mapping[str, str],
        take: Callable[[set[str], bool], None],
        *,
        has_lines: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("conflict")
        self.setWindowTitle(_("Two versions"))
        self.setModal(True)
        self._take = take
        self._boxes: dict[str, QCheckBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(
            QLabel(_("Someone saved this record while you were typing. Choose field by field what to keep."), self)
        )
        table = QGridLayout()
        table.setHorizontalSpacing(18)
        for place, head in enumerate(("", _("As it was"), _("Mine"), _("Theirs"), _("Keep mine"))):
            label = QLabel(head, self)
            label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
            table.addWidget(label, 0, place)
        for row, (key, was, mine, theirs) in enumerate(differences, start=1):
            for place, text in enumerate((titles.get(key, key), _shown(was), _shown(mine), _shown(theirs))):
                label = QLabel(text, self)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                table.addWidget(label, row, place)
            box = QCheckBox(self)
            box.setChecked(mine != was)
            box.setAccessibleName(_("Keep mine: {field}").format(field=titles.get(key, key)))
            self._boxes[key] = box
            table.addWidget(box, row, 4)
        column.addLayout(table)
        self._lines = QCheckBox(_("Keep my lines"), self)
        self._lines.setVisible(has_lines)
        column.addWidget(self._lines)
        row_of_buttons = QHBoxLayout()
        row_of_buttons.addStretch(1)
        cancel = Button(_("Go on typing"), parent=self, name="cancel")
        cancel.clicked.connect(self.reject)
        merge = Button(_("Take over"), kind="primary", parent=self, name="merge")
        merge.clicked.connect(self._merge)
        row_of_buttons.addWidget(cancel)
        row_of_buttons.addWidget(merge)
        column.addLayout(row_of_buttons)

    def _merge(self) -> None:
        self._take({key for key, box in self._boxes.items() if box.isChecked()}, self._lines.isChecked())
        self.accept()


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, Candidate):
        return value.shown()
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, date):
        return value.isoformat()[:16].replace("T", " ")
    return str(value)
