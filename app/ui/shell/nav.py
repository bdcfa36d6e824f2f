"""The navigation at the left: 176 wide with titles, or a rail of 44 with icons alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.registry import ScreenSpec
from app.ui import theme
from app.ui.areas import HOME, Area, fits
from app.ui.fields.base import Line
from app.ui.parts import Button, Words
from app.ui.shell.nav_rows import ROW, NavList, NavRow
from app.ui.theme.tokens import SIZES


class Navigation(QWidget):
    """Areas with their screens, filtered as one types; favourites and the person's menu at the foot.

    Signals: `opened(screen key)`, `folded(is_rail)`, `arranged()` when favourites or open areas changed,
    `person_asked(where)`, `help_asked()`.
    """

    opened = Signal(str)
    folded = Signal(bool)
    arranged = Signal()
    person_asked = Signal(QPoint)
    help_asked = Signal()

    def __init__(self, areas: Sequence[Area], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.areas = tuple(areas)
        self.words: Mapping[str, str] = {}
        self.favourites: list[str] = []
        self.open_areas: set[str] = set()
        self.is_rail = False
        self._current = HOME
        self._screens: dict[str, ScreenSpec] = {s.key: s for area in areas for s in area.screens}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._build()
        self.restyle()
        theme.changes().changed.connect(self.restyle)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(4)
        self._column = column
        self.search = Line("funnel-simple", self)
        self.search.setObjectName("nav_filter")
        self.search.setAccessibleName(_("Filter screens"))
        self.search.setPlaceholderText(_("Filter screens"))
        self.search.textChanged.connect(lambda _t: self.refresh())
        self.search.installEventFilter(self)
        self.unfold = Button("", "list", kind="quiet", parent=self, name="nav_unfold", tip=_("Show the navigation"))
        self.unfold.clicked.connect(lambda: self.set_rail(False, told=True))
        self.list = NavList("nav_list", self)
        self.list.taken.connect(self._take)
        self.list.starred.connect(lambda row: self.star(row.key))
        self.list.folded.connect(self._fold)
        self.favourites_title = Words(_("Favourites"), "text_muted", "small", self)
        self.stars = NavList("nav_favourites", self)
        self.stars.taken.connect(lambda row: self.opened.emit(row.key))
        column.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.favourites_title)
        column.addWidget(self.stars)
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = QWidget(self)
        self._foot_row = QHBoxLayout(foot)
        self._foot_row.setContentsMargins(0, 0, 0, 0)
        self._foot_row.setSpacing(2)
        self.person = Button("", "user-circle", kind="quiet", parent=foot, name="person", tip=_("You and this program"))
        self.person.clicked.connect(lambda: self.person_asked.emit(self.person.mapToGlobal(QPoint(0, 0))))
        self.help = Button("", "question", kind="quiet", parent=foot, name="help", tip=_("Keys (F1)"))
        self.help.clicked.connect(self.help_asked)
        self.fold = Button("", "caret-double-left", kind="quiet", parent=foot, name="nav_fold", tip=_("Fold to icons"))
        self.fold.clicked.connect(lambda: self.set_rail(True, told=True))
        for button in (self.person, self.help):
            self._foot_row.addWidget(button)
        self._foot_row.addWidget(self._spring())
        self._foot_row.addWidget(self.fold)
        return foot

    def _spring(self) -> QWidget:
        self._gap = QWidget(self)
        self._gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self._gap

    # ------------------------------------------------------------------------------------------- showing
    def restyle(self) -> None:
        """Widths and rows for the theme and scale in force."""
        look = theme.look()
        edge = 4 if self.is_rail else 8
        self._column.setContentsMargins(look.px(edge), look.px(2), look.px(edge), look.px(6))
        self.setFixedWidth(look.px(SIZES.width.nav_rail if self.is_rail else SIZES.width.nav_open))
        self.refresh()

    def set_rail(self, is_rail: bool, *, told: bool = False) -> None:
        """Fold to icons, or unfold; `told` says it was the person's wish."""
        if is_rail != self.is_rail:
            self.is_rail = is_rail
            self.restyle()
        if told:
            self.folded.emit(is_rail)

    def set_current(self, screen: str) -> None:
        """Mark the screen in front, and its area."""
        self._current = screen
        self.refresh()

    def set_words(self, words: Mapping[str, str]) -> None:
        """What screens are found by, once the pinyin is loaded."""
        self.words = words
        if self.search.text():
            self.refresh()

    def set_arrangement(self, favourites: Sequence[str], open_areas: Sequence[str]) -> None:
        """Favourites and open areas as the person left them."""
        self.favourites = [key for key in favourites if key in self._screens]
        self.open_areas = set(open_areas)
        self.refresh()

    def refresh(self) -> None:
        """The rows anew."""
        self.unfold.setVisible(self.is_rail)
        self.search.setVisible(not self.is_rail)
        self.fold.setVisible(not self.is_rail)
        self._gap.setVisible(not self.is_rail)
        self.help.setVisible(not self.is_rail)
        self.list.set_rows(self._rows())
        stars = (
            []
            if self.is_rail
            else [NavRow("favourite", key, _(self._screens[key].title), "star") for key in self.favourites]
        )
        self.stars.set_rows(stars)
        self.favourites_title.setVisible(bool(stars))
        self.stars.setVisible(bool(stars))
        self.stars.setFixedHeight(theme.look().px(26) * len(stars) + 2)

    def _rows(self) -> list[NavRow]:
        text = "" if self.is_rail else self.search.text().strip()
        rows = []
        for area in self.areas:
            screens = [s for s in area.screens if not text or fits(self.words, s, text)]
            if text and not screens:
                continue
            holds = self._current in (s.key for s in area.screens)
            is_open = not self.is_rail and bool(text or area.key in self.open_areas)
            is_current = area.key == self._current or (holds and not is_open)
            title = "" if self.is_rail else area.title
            has = bool(area.screens) and not self.is_rail
            rows.append(NavRow("area", area.key, title, area.icon, is_open, is_current=is_current, has_screens=has))
            rows += [self._screen_row(s) for s in screens] if is_open else []
        return rows

    def _screen_row(self, screen: ScreenSpec) -> NavRow:
        is_current, is_favourite = screen.key == self._current, screen.key in self.favourites
        return NavRow("screen", screen.key, _(screen.title), is_favourite=is_favourite, is_current=is_current)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.look()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.brush("window"))
        if self.stars.isVisibleTo(self):
            line = self.favourites_title.y() - look.px(4)
            painter.fillRect(look.px(8), line, self.width() - look.px(16), 1, look.brush("line"))

    # ------------------------------------------------------------------------------------------- gestures
    def _area(self, key: str) -> Area:
        return next(area for area in self.areas if area.key == key)

    def _take(self, row: NavRow) -> None:
        if row.kind == "screen" or row.key == HOME:
            self.opened.emit(row.key)
        elif self.is_rail:
            self._open_area_menu(row)
        else:
            self._fold(row, not row.is_open)

    def _fold(self, row: NavRow, is_open: bool) -> None:
        if row.kind == "area" and row.has_screens:
            (self.open_areas.add if is_open else self.open_areas.discard)(row.key)
            self.refresh()
            self.arranged.emit()

    def _open_area_menu(self, row: NavRow) -> None:
        place = [r.key for r in self.list.rows()].index(row.key)
        menu = QMenu(self)
        menu.setObjectName("area_menu")
        for screen in self._area(row.key).screens:
            menu.addAction(_(screen.title), partial(self.opened.emit, screen.key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.mapToGlobal(QPoint(self.list.width() + 4, place * theme.look().px(ROW))))

    def star(self, key: str) -> None:
        """Make a screen a favourite, or no longer."""
        if key in self.favourites:
            self.favourites.remove(key)
        else:
            self.favourites.append(key)
        self.refresh()
        self.arranged.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        for view in (self.list, self.stars):
            index = view.indexAt(view.viewport().mapFromGlobal(event.globalPos()))
            if view.isVisible() and index.isValid() and view.row(index).kind != "area":
                self._screen_menu(view.row(index).key, event.globalPos())
                return

    def _screen_menu(self, key: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(_("Open"), lambda: self.opened.emit(key))
        words = _("Remove from favourites") if key in self.favourites else _("Add to favourites")
        menu.addAction(words, lambda: self.star(key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._open_first()
                return True
        return super().eventFilter(watched, event)

    def _open_first(self) -> None:
        first = next((row for row in self.list.rows() if row.kind == "screen"), None)
        if first is not None and self.search.text().strip():
            self.search.clear()
            self.opened.emit(first.key)
