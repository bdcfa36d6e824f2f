"""A person at their window, moved from outside by keys and clicks only, and photographed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.bootstrap_ui.desk import make_env
from app.bootstrap_ui.gate import listener
from app.i18n import language, set_language
from app.modules.office import queries
from app.server.demo.company import DemoServer
from app.ui.env import Env
from app.ui.fields.look_up import LookUpField
from app.ui.form import FormScreen
from app.ui.grid.columns import Group
from app.ui.grid.grid import Grid
from app.ui.home.screen import HomeScreen
from app.ui.list_screen import ListScreen
from app.ui.parts import Button
from app.ui.preview import Preview
from app.ui.shell.window import Setting, Shell

PATIENCE = 20.0
QUIET_SECONDS = 0.025
WIDTH, HEIGHT = 1366, 768
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


class Stuck(Exception):
    """Something that should have happened did not; the text says what was waited for and what the window says."""


def type_text(editor: QWidget, text: str) -> None:
    """Latin by keys, one after the other; Chinese as an input method commits it."""
    for is_latin, letters in groupby(text, key=str.isascii):
        part = "".join(letters)
        if is_latin:
            QTest.keyClicks(editor, part)
        else:
            event = QInputMethodEvent()
            event.setCommitString(part)
            QApplication.sendEvent(editor, event)


class Desk:
    """One person's window. Every gesture waits until the window has come to rest."""

    def __init__(self, demo: DemoServer, login: str, drafts: Path) -> None:
        self.login = login
        database = demo.sign_in(login)
        self.env: Env = make_env(database, drafts=drafts / login, company=database.read(queries.company_head))
        self.said: list[str] = []
        self.env.said.connect(lambda status, text, _links: self.said.append(f"{status}: {text}"))
        self.crashes: list[object] = []
        self.env.runner.crashed.connect(self.crashes.append)
        self.shell = self._open_shell()
        self.rest()

    def _open_shell(self) -> Shell:
        shell = Shell(self.env, Setting("", "demo", True), listener(self.env.database))
        shell.resize(WIDTH, HEIGHT)
        shell.show()
        shell.activateWindow()
        return shell

    def leave(self) -> None:
        """Sign out."""
        self.rest()
        self.shell.close()
        self.env.database.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # -- waiting
    def until(self, happened: Callable[[], Any], what: str) -> None:
        """Let the window work until something is so. Raises Stuck."""
        end = time.monotonic() + PATIENCE
        while not happened():
            self._check()
            if time.monotonic() > end:
                raise Stuck(f"{what}; {self._last_words()}")
            QTest.qWait(5)

    def rest(self) -> None:
        """Until nothing is asked, written or about to be shown."""
        quiet_since = time.monotonic()
        end = quiet_since + PATIENCE
        while time.monotonic() - quiet_since < QUIET_SECONDS:
            QTest.qWait(2)
            self._check()
            if self.env.runner.is_busy or self.env.jobs:
                quiet_since = time.monotonic()
            if time.monotonic() > end:
                raise Stuck(f"the window does not come to rest; {self._last_words()}")

    def _check(self) -> None:
        if self.crashes:
            raise Stuck(f"the program failed: {self.crashes[0]!r}")

    def _last_words(self) -> str:
        shown = self.shell.front.widget if self.shell.front else None
        errors = [shown.error_bar.error()] if shown is not None and hasattr(shown, "error_bar") else []
        if isinstance(shown, FormScreen):
            errors += [f"{key}: {field.error()}" for key, field in shown.fields().items() if field.error()]
            if shown.grid is not None:
                errors.append(shown.grid.error_bar.error())
        return " | ".join([self.login, *self.said[-2:], *(e for e in errors if e)])

    # -- where one is
    @property
    def home(self) -> HomeScreen:
        """The home screen, in front."""
        self.shell.go_home()
        self.rest()
        widget = self.shell.places[0].widget
        assert isinstance(widget, HomeScreen)
        return widget

    @property
    def form(self) -> FormScreen:
        """The document in front."""
        widget = self.shell.front.widget if self.shell.front else None
        assert isinstance(widget, FormScreen), f"no document in front but {widget!r}"
        return widget

    @property
    def list(self) -> ListScreen:
        """The journal in front."""
        widget = self.shell.front.widget if self.shell.front else None
        assert isinstance(widget, ListScreen), f"no journal in front but {widget!r}"
        return widget

    # -- hands
    def click(self, name: str, within: QWidget | None = None) -> None:
        """Click a button by its objectName, in the screen in front or within a widget."""
        place = within or (self.shell.front.widget if self.shell.front else self.shell)
        found = [b for b in place.findChildren(Button, name) if b.isVisible() and b.isEnabled()]
        if not found:
            here = sorted({b.objectName() for b in place.findChildren(Button) if b.isVisible() and b.objectName()})
            raise Stuck(f"no button {name} to click, only {here}; {self._last_words()}")
        QTest.mouseClick(found[0], LEFT)
        self.rest()

    def keys(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self.shell.focusWidget() or self.shell, key, modifier)
        self.rest()

    def open(self, screen: str) -> None:
        """A journal from the navigation."""
        self.shell.nav.opened.emit(screen)
        self.rest()

    def search(self, text: str) -> None:
        """Type into the search field of the journal in front."""
        line = self.list.search
        line.setFocus()
        line.selectAll()
        type_text(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)
        self.rest()

    def row(self, grid: Grid, wanted: Callable[[Any], bool], what: str) -> int:
        """The number of the first row that is wanted."""

        def find() -> int | None:
            for number in range(grid.model.rowCount()):
                entry = grid.model.entry(number)
                if entry is not None and not isinstance(entry, Group) and wanted(entry):
                    return number
            return None

        self.until(lambda: find() is not None, f"no row: {what}")
        number = find()
        assert number is not None
        grid.view.scrollTo(grid.model.index(number, 0))
        return number

    def open_row(self, wanted: Callable[[Any], bool], what: str) -> FormScreen:
        """Double click a row of the journal in front."""
        grid = self.list.grid
        number = self.row(grid, wanted, what)
        self._at_cell(grid, number, self._first_text(grid), QTest.mouseClick)
        QTest.keyClick(grid.view, Qt.Key.Key_Return)
        self.rest()
        return self.form

    def check_rows(self, wanted: Callable[[Any], bool], what: str) -> int:
        """Tick all rows that are wanted; answers how many."""
        grid = self.list.grid
        self.row(grid, wanted, what)
        ticked = 0
        for number in range(grid.model.rowCount()):
            entry = grid.model.entry(number)
            if entry is not None and not isinstance(entry, Group) and wanted(entry):
                grid.view.scrollTo(grid.model.index(number, 0))
                self._at_cell(grid, number, 0, QTest.mouseClick)
                ticked += 1
        self.rest()
        return ticked

    @staticmethod
    def _first_text(grid: Grid) -> int:
        return next(n for n, c in enumerate(grid.model.cols) if c.kind not in ("row_check", "state"))

    @staticmethod
    def _at_cell(grid: Grid, row: int, column: int, act: Any) -> None:
        is_frozen = grid.view.frozen.isVisible() and column in grid.view.frozen_columns()
        table = grid.view.frozen if is_frozen else grid.view
        rect = table.visualRect(grid.model.index(row, column))
        at = QPoint(rect.right() - 4, rect.center().y()) if column else rect.center()
        act(table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)

    def do_pending(self, work: str, wanted: Callable[[Any], bool], action: str, what: str, *, reason: str = "") -> None:
        """Press a button in a row of the pending work on home."""
        panel = self.home.pending
        grid = panel.grid
        number = self.row(grid, lambda r: r.work.key == work and wanted(r.row), f"{work}: {what}")
        column = grid.model.column_of("actions")
        index = grid.model.index(number, column)
        grid.view.setCurrentIndex(index)
        grid.view.scrollTo(index)
        QTest.qWait(20)
        self._press_action(grid, index, action)
        if reason:
            type_text(panel.reason.reason, reason)
            QTest.mouseClick(panel.reason.confirm, LEFT)
        elif panel.reason.isVisible():
            QTest.mouseClick(panel.reason.confirm, LEFT)
        self.rest()

    @staticmethod
    def _press_action(grid: Grid, index: Any, action: str) -> None:
        rect = grid.view.visualRect(index)
        for x in range(rect.left(), rect.right() + 1, 2):
            at = QPoint(x, rect.center().y())
            if grid.view.what_lies_at(at) == ("action", action):
                QTest.mouseMove(grid.view.viewport(), at)
                QTest.mouseClick(grid.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
                return
        raise Stuck(f"no button {action} in the row")

    def open_pending(self, work: str, wanted: Callable[[Any], bool], what: str) -> FormScreen:
        """Enter on a row of the pending work."""
        grid = self.home.pending.grid
        number = self.row(grid, lambda r: r.work.key == work and wanted(r.row), f"{work}: {what}")
        grid.view.setCurrentIndex(grid.model.index(number, 0))
        grid.view.setFocus()
        QTest.keyClick(grid.view, Qt.Key.Key_Return)
        self.rest()
        return self.form

    # -- typing into a document
    def new(self, screen: str) -> FormScreen:
        """A new record from its journal's button."""
        self.open(screen)
        self.click("new")
        self.until(lambda: self.form.state is not None, f"a new record of {screen}")
        self.rest()
        return self.form

    def type(self, key: str, text: str) -> None:
        """Type a value into a field of the head."""
        field = self.form.fields()[key]
        if not field.isVisible():
            self.form.show_tab_of(field)
        editor = field.editor()
        editor.setFocus()
        select = getattr(editor, "selectAll", None)
        if select is not None:
            select()
        type_text(editor, text)
        if isinstance(field, LookUpField):
            self.until(field.list.isVisible, f"matches of {text} in {key}")
            self.keep_picture()
            QTest.keyClick(editor, Qt.Key.Key_Return)
        elif commit := getattr(field, "commit", None):
            commit()
        self.rest()

    def choose(self, key: str, value: str) -> None:
        """Choose an entry of a choice field with the keyboard."""
        editor: Any = self.form.fields()[key].editor()
        editor.setFocus()
        wanted = next(n for n in range(editor.count()) if editor.itemData(n) == value)
        while editor.currentIndex() != wanted:
            before = editor.currentIndex()
            QTest.keyClick(editor, Qt.Key.Key_Down if before < wanted else Qt.Key.Key_Up)
            if editor.currentIndex() == before:
                raise Stuck(f"{key} does not move to {value}")
        self.rest()

    def type_line(self, number: int, cells: dict[str, str]) -> None:
        """Type into the cells of a line; a look-up is picked from its popup."""
        grid = self.form.grid
        assert grid is not None
        for key, text in cells.items():
            column = grid.line_model.column_of(key)
            col = grid.line_model.cols[column]
            grid.lines_view.go(number, column)
            QTest.keyClick(grid.view, Qt.Key.Key_F2)
            self.until(lambda: grid.editor() is not None, f"an editor in {key}")
            editor = grid.editor()
            assert editor is not None
            editor.selectAll()
            type_text(editor, text)
            if col.look_up:
                self.until(editor.list.isVisible, f"matches of {text} in {key}")
                self.keep_picture()
                QTest.keyClick(editor, Qt.Key.Key_Return)
            else:
                QTest.keyClick(editor, Qt.Key.Key_Return)
            self.rest()

    def save(self) -> int:
        """Ctrl+S; answers the record's id."""
        form = self.form
        QTest.keyClick(form, Qt.Key.Key_S, CONTROL)
        self.until(lambda: form.record_id is not None and form.state is not None and not form.state.dirty, "saved")
        self.rest()
        assert form.record_id is not None
        return form.record_id

    def main_step(self, state: str) -> None:
        """Ctrl+Enter; waits for the state it leads to."""
        form = self.form
        QTest.keyClick(form, Qt.Key.Key_Return, CONTROL)
        self.until(lambda: form.state is not None and form.state.base.state == state, f"state {state}")
        self.rest()

    def in_menu(self, button: str, name: str) -> None:
        """Take an entry of a button's menu, named as the window now says it."""
        buttons = [b for b in self.form.findChildren(Button, button) if b.isVisible()]
        menus: list[QMenu] = [m for b in buttons for m in b.findChildren(QMenu)]
        for menu in menus:
            for entry in menu.actions():
                if entry.text().split("\t")[0] == name:
                    menu.popup(buttons[0].mapToGlobal(QPoint(0, buttons[0].height() + 2)))
                    QTest.mouseClick(menu, LEFT, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(entry).center())
                    self.come_back()
                    return
        known = [e.text() for m in menus for e in m.actions()]
        raise Stuck(f"no entry {name} in {button}, only {known}; {self._last_words()}")

    def come_back(self) -> None:
        """The window is the active one again after a menu or dialog; some platforms leave none active."""
        self.rest()
        self.shell.activateWindow()
        self.until(self.shell.isActiveWindow, "the window active again")

    def preview(self) -> Preview:
        """The preview now open, its pages drawn."""
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, Preview) and w.isVisible()]
        shown = [*found, *self.shell.findChildren(Preview)]
        assert shown, "no preview"
        self.until(lambda: shown[0].pdf, "a rendered paper")
        self.rest()
        return shown[0]

    # -- pictures
    kept_picture: QPixmap | None = None

    def keep_picture(self) -> None:
        """Remember how the window looks now, with a popup that is about to close."""
        self.kept_picture = self.picture()

    def picture(self) -> QPixmap:
        """The window with its popups and dialogs over it."""
        QTest.qWait(5)
        whole = self.shell.grab()
        painter = QPainter(whole)
        for window in QApplication.topLevelWidgets():
            if window is not self.shell and window.isVisible() and not isinstance(window, Shell):
                at = self.shell.mapFromGlobal(window.mapToGlobal(QPoint(0, 0)))
                painter.drawPixmap(at, window.grab())
        painter.end()
        return whole

    def speak(self, lang: str) -> None:
        """The same window in another language, as the person's menu does it: what is typed goes along as a draft."""
        if lang == language():
            return
        front = self.shell.places.index(self.shell.front) if self.shell.front else 0
        places = self.shell.open_places()
        set_language(lang)
        self.shell.close_for_another()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.shell = self._open_shell()
        for screen, record, options in places:
            self.shell.open(screen, record, options)
        kept = min(front, len(self.shell.places) - 1)
        self.shell.tabs.chosen.emit(self.shell.places[kept].key)
        self.rest()


@contextmanager
def at_desk(demo: DemoServer, login: str, drafts: Path) -> Iterator[Desk]:
    """Somebody signed in, and signed out at the end."""
    desk = Desk(demo, login, drafts)
    try:
        yield desk
    finally:
        desk.leave()
