"""A small list on another page: what a later room has to say about this record."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import clock
from app.errors import UserError
from app.i18n import _, error_text
from app.lists import Query
from app.registry import PanelSpec
from app.ui.env import Env
from app.ui.grid.grid import Grid
from app.ui.list_columns import grid_columns
from app.ui.list_source import ListSource, count_text
from app.ui.parts import Panel


class ListPanel(QWidget):
    """Rows of a list whose `filter_column` is the record's id."""

    counted = Signal(str)

    def __init__(self, env: Env, spec: PanelSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert spec.list is not None
        self.env, self.spec = env, spec
        self.count_text = ""
        self._record: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        frame = Panel("", self)
        column.addWidget(frame)
        self.grid = Grid(grid_columns(spec.list, short_dates=True), frame, name=spec.key.replace(".", "_"))
        self.grid.set_today(clock.today())
        self.grid.set_empty(_("Nothing here yet"))
        frame.body.addWidget(self.grid)
        self.source = ListSource(env, spec.list, self.grid)
        self.source.counted.connect(self._counted)
        self.source.failed.connect(self._failed)
        self.grid.opened.connect(self._open)
        self.grid.link_taken.connect(self._follow)
        env.changes.subscribe(self, spec.list.kinds, lambda _changed: self.show_for(self._record))

    def show_for(self, record: int | None) -> None:
        """Show what belongs to a record; nothing for a new one."""
        self._record = record
        if record is None:
            self.grid.set_rows([])
            self._counted(0, False, True)
        else:
            self.source.show(Query(fixed={self.spec.filter_column: record}))

    def _counted(self, number: int, capped: bool, _exact: bool) -> None:
        self.count_text = count_text(number, capped)
        self.counted.emit(self.count_text)

    def _failed(self, error: UserError) -> None:
        self.grid.set_empty(error_text(error))

    def _open(self, row: Any) -> None:
        if self.spec.opens and row:
            self.env.open(self.spec.opens, int(row["id"]))

    def _follow(self, row: Any, key: str) -> None:
        assert self.spec.list is not None
        column = self.spec.list.column(key)
        target = row.get(column.link_id or "id")
        if column.link and target:
            self.env.open(column.link, int(target))
