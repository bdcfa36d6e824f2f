"""Fields in aligned columns: four where there is room, two where there is not, one at the narrowest."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import theme
from app.ui.fields.base import Field
from app.ui.theme.tokens import SIZES

_LEAST_FIELD = 104


class FieldGrid(QWidget):
    """Columns of fields with their labels at the left, each label column as wide as its longest translation.

    columns: fields from top to bottom, first column first; stretch: how the rest of the width is shared (the first
    column, where names stand, is usually the widest). A wide field runs below all columns.
    """

    def __init__(
        self,
        columns: Sequence[Sequence[Field]],
        stretch: Sequence[int] = (),
        wide: Sequence[Field] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = [list(column) for column in columns]
        self._stretch = list(stretch) or [2] + [1] * (len(self._columns) - 1)
        self._wide = list(wide)
        self._shown_columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)  # may shrink, then columns are stacked
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(0)
        for field in self.fields():
            field.label.setParent(self)
            field.setParent(self)
        self._arrange(len(self._columns))
        theme.changes().changed.connect(self._rearrange)

    def fields(self) -> list[Field]:
        return [field for column in self._columns for field in column] + self._wide

    def field(self, name: str) -> Field:
        """The field of that name; KeyError where there is none."""
        for field in self.fields():
            if field.name == name:
                return field
        raise KeyError(name)

    def columns_shown(self) -> int:
        return self._shown_columns

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.look().px(240), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = self._fitting(event.size().width())
        if wanted != self._shown_columns:
            self._arrange(wanted)

    def _label_width(self, column: Sequence[Field]) -> int:
        look = theme.look()
        longest = max((look.width(field.label.text()) for field in column), default=0)
        return max(look.px(SIZES.width.label), round(longest) + look.px(8))

    def _needed(self, stacked: Sequence[Sequence[Field]]) -> int:
        look = theme.look()
        gaps = look.px(SIZES.space.between_columns_of_fields) * (len(stacked) - 1)
        return sum(self._label_width(column) + look.px(_LEAST_FIELD) for column in stacked) + gaps

    def _stacked(self, count: int) -> list[list[Field]]:
        """The columns laid upon each other so that `count` remain, reading order kept."""
        total = len(self._columns)
        bounds = [total * index // count for index in range(count + 1)]
        return [
            [field for column in self._columns[start:end] for field in column]
            for start, end in itertools.pairwise(bounds)
        ]

    def _fitting(self, width: int) -> int:
        for count in range(len(self._columns), 1, -1):
            if count in (len(self._columns), 2) and self._needed(self._stacked(count)) <= width:
                return count
        return min(1, len(self._columns))

    def _rearrange(self) -> None:
        self._arrange(self._fitting(self.width()))

    def _arrange(self, count: int) -> None:
        self._shown_columns = count
        while self._grid.takeAt(0) is not None:
            pass
        for index in range(self._grid.columnCount()):
            self._grid.setColumnStretch(index, 0)
            self._grid.setColumnMinimumWidth(index, 0)
        stacked = self._stacked(count) if count else []
        deepest = max((len(column) for column in stacked), default=0)
        for index, column in enumerate(stacked):
            self._place(index, column, is_last=index == count - 1)
        last = max(2, count * 3 - 1)
        for row, field in enumerate(self._wide, start=deepest):
            self._grid.addWidget(field.label, row, 0)
            self._grid.addWidget(field, row, 1, 1, last - 1)
        self._set_tab_order()
        self.updateGeometry()

    def _place(self, index: int, column: Sequence[Field], *, is_last: bool) -> None:
        at = index * 3
        self._grid.setColumnMinimumWidth(at, self._label_width(column))
        folded = self._shown_columns < len(self._columns)  # then a date may stand in any column and needs its room
        self._grid.setColumnStretch(at + 1, self._stretch[index] if index < len(self._stretch) and not folded else 1)
        if not is_last:
            self._grid.setColumnMinimumWidth(at + 2, theme.look().px(SIZES.space.between_columns_of_fields))
        for row, field in enumerate(column):
            field.label.setFixedHeight(theme.look().px(SIZES.height.field))
            # at the top: the label stays beside the editor when an error line stands below it
            self._grid.addWidget(field.label, row, at, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(field, row, at + 1, Qt.AlignmentFlag.AlignTop)

    def _set_tab_order(self) -> None:
        editors = [field.editor() for field in self.fields()]
        for first, second in itertools.pairwise(editors):
            QWidget.setTabOrder(first, second)
