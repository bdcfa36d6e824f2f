"""The strip of a person's own numbers, chosen from the catalogue; each opens the list behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.errors import UserError
from app.i18n import _
from app.registry import Measure, MeasureValue
from app.ui.changes import Changed
from app.ui.env import Env
from app.ui.parts import Figure, NumberStrip

MOST = 6
SETTING = "home numbers"


class Numbers(NumberStrip):
    """Reads each measure in the background and again when its kinds of things change."""

    def __init__(self, env: Env, parent: QWidget | None = None) -> None:
        super().__init__(parent, is_dense=False)
        self.setObjectName("numbers")
        self.env = env
        self._values: dict[str, MeasureValue] = {}
        self.catalogue: tuple[Measure, ...] = tuple(
            sorted(
                (m for m in env.registry.measures.values() if not m.page and env.may(m.permission)),
                key=lambda m: (m.order, m.key),
            )
        )
        self.chosen = self._from_start()
        self.clicked.connect(self._open)
        env.settings_loaded.connect(self._restore)
        env.changes.subscribe(self, {kind for m in self.catalogue for kind in m.kinds}, self._on_news)
        self._restore()

    def _from_start(self) -> list[str]:
        mine = [m.key for m in self.catalogue if not m.duties or self.env.user.duties & set(m.duties)]
        return mine[:MOST]

    def _restore(self) -> None:
        kept = self.env.settings.get(SETTING)
        known = {m.key for m in self.catalogue}
        if isinstance(kept, list):
            self.chosen = [key for key in kept if key in known]
        self.refresh()

    def shown_measures(self) -> list[Measure]:
        """The measures of the strip, in the person's order."""
        by_key = {m.key: m for m in self.catalogue}
        return [by_key[key] for key in self.chosen]

    def refresh(self) -> None:
        """Read all numbers again."""
        self._ask(self.shown_measures())

    def _on_news(self, changed: Changed) -> None:
        kinds = {kind for kind, _record in changed}
        self._ask([m for m in self.shown_measures() if kinds & set(m.kinds)])

    def _ask(self, measures: Sequence[Measure]) -> None:
        self._show()
        for measure in measures:
            self.env.run(
                measure.value, None, owner=self, name=measure.key, then=partial(self._take, measure),
                failed=partial(self._lost, measure),
            )  # fmt: skip

    def _lost(self, measure: Measure, _error: UserError) -> None:
        self._take(measure, MeasureValue("–"))

    def _take(self, measure: Measure, value: MeasureValue) -> None:
        self._values[measure.key] = value
        self._show()

    def _show(self) -> None:
        figures = [self._figure(m) for m in self.shown_measures()]
        self.set_figures(figures)
        self.setVisible(bool(figures))

    def _figure(self, measure: Measure) -> Figure:
        value = self._values.get(measure.key, MeasureValue("…"))
        status = value.status if value.status != "neutral" else None
        return Figure(measure.key, _(measure.title), value.text, value.note, status, value.share)

    def _open(self, key: str) -> None:
        measure = self.env.registry.measures[key]
        if measure.screen:
            self.env.open(measure.screen, None, search=measure.search)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        for measure in self.catalogue:
            entry = menu.addAction(_(measure.title), partial(self.choose, measure.key))
            entry.setCheckable(True)
            entry.setChecked(measure.key in self.chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def choose(self, key: str) -> None:
        """Put a number on the strip, or take it off."""
        self.chosen = [k for k in self.chosen if k != key] if key in self.chosen else [*self.chosen, key]
        self.env.keep(SETTING, list(self.chosen))
        self.refresh()
