"""The window of a signed-in person."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import LANGUAGES, _, language
from app.registry import ScreenSpec
from app.ui import theme
from app.ui.areas import HOME, menu
from app.ui.drafts import KeptDraft
from app.ui.env import Env
from app.ui.home import HomeScreen
from app.ui.keys import KeysHelp
from app.ui.palette import FindField, Palette
from app.ui.parts import InfoBar, Job, Link, NoticeBar
from app.ui.shell.detached import DetachedWindow
from app.ui.shell.kept import left_drafts
from app.ui.shell.line import Line, Listen
from app.ui.shell.nav import Navigation
from app.ui.shell.places import Place, make_screen, title_of
from app.ui.shell.tabs import TabStrip
from app.ui.theme import icons

log = logging.getLogger(__name__)
JOBS_PAUSE_MS = 60
LANGUAGE_NAMES = {"zh": "简体中文", "en": "English"}
THEMES = ("light", "dark", "system")
NARROW = 1180  # token pixels under which the navigation folds by itself


@dataclass(frozen=True, slots=True)
class Setting:
    """Where this window stands: server in words, colour of the line under the title, and whether it is the demo."""

    server: str = ""
    tint: str = ""
    is_demo: bool = False


class Tint(QWidget):
    """A 3 px line in the server's colour, where a demo or test server must not be taken for the real one."""

    def __init__(self, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._role = role
        self.setFixedHeight(theme.look().px(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.look().color(self._role))


class TopLine(QWidget):
    """Tabs and the find field on the ground of the frame."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.look().brush("window"))


class Shell(QMainWindow):
    """Navigation, tabs, finding, info bar, and the screens between them.

    Signals for whoever made it: `sign_out_asked`, `someone_else_asked` (demo), `language_asked(lang)`,
    `theme_asked(name)`, `closed`.
    """

    sign_out_asked = Signal()
    someone_else_asked = Signal()
    language_asked = Signal(str)
    theme_asked = Signal(str)
    closed = Signal()

    def __init__(self, env: Env, setting: Setting | None = None, listen: Listen | None = None) -> None:
        super().__init__()
        self.env = env
        self.setting = setting or Setting()
        self.places: list[Place] = []
        self.front: Place | None = None
        self._rail_wish: dict[str, bool] = {}
        self._keeps_env = False
        self.setObjectName("shell")
        self.setWindowIcon(icons.window_icon())
        self.setWindowTitle(self._title())
        self._build()
        self._connect(listen)
        self._shortcuts()
        self._open_home()
        self._ask_drafts()

    def _title(self) -> str:
        company, user = self.env.company, self.env.user
        if language() == "en":
            words = (
                "Tradewright",
                company["name_en"] or company["name"],
                self.setting.server,
                user.name_en or user.name,
            )
        else:
            words = ("Tradewright", company["name"], self.setting.server, user.name)
        return " · ".join(word for word in words if word)

    # ------------------------------------------------------------------------------------------- building
    def _build(self) -> None:
        look = theme.look()
        ground = QWidget(self)
        self.setCentralWidget(ground)
        whole = QVBoxLayout(ground)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if self.setting.tint or self.setting.is_demo:
            whole.addWidget(Tint(_tint_role(self.setting), ground))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        whole.addLayout(middle, 1)
        self.nav = Navigation(menu(self.env.registry, self.env.may), ground)
        middle.addWidget(self.nav)
        right = QVBoxLayout()
        right.setSpacing(0)
        middle.addLayout(right, 1)
        right.addWidget(self._top(ground))
        self.notice = NoticeBar("waiting", "", parent=ground)
        self.notice.hide()
        self._notice_room = QHBoxLayout()
        self._notice_room.addWidget(self.notice)
        right.addLayout(self._notice_room)
        self.stack = QStackedWidget(ground)
        right.addWidget(self.stack, 1)
        self.info = InfoBar(ground)
        whole.addWidget(self.info)
        self.finder = Palette(self.env, self.find_field, ground)
        self.resize(look.px(1366), look.px(736))
        self.setMinimumSize(look.px(720), look.px(460))

    def _top(self, parent: QWidget) -> QWidget:
        look = theme.look()
        top = TopLine(parent)
        row = QHBoxLayout(top)
        row.setContentsMargins(0, 0, look.px(8), 0)
        row.setSpacing(look.px(12))
        self.tabs = TabStrip(top)
        self.find_field = FindField(top)
        self.find_field.setFixedWidth(look.px(242))
        row.addWidget(self.tabs, 1)
        row.addWidget(self.find_field)
        return top

    def _connect(self, listen: Listen | None) -> None:
        env = self.env
        env.open_asked.connect(self.open)
        env.said.connect(self.info.say)
        self._jobs_pause = QTimer(self)
        self._jobs_pause.setSingleShot(True)
        self._jobs_pause.setInterval(JOBS_PAUSE_MS)
        self._jobs_pause.timeout.connect(self._show_jobs)
        env.jobs_changed.connect(self._jobs_changed)
        env.settings_loaded.connect(self._restore)
        env.runner.crashed.connect(self.show_crash)
        env.runner.doubts_changed.connect(self._show_doubts)
        self.info.cancel_asked.connect(self._cancel)
        self.tabs.chosen.connect(self._choose)
        self.tabs.close_asked.connect(self.close_place)
        self.tabs.close_others_asked.connect(self._close_others)
        self.tabs.detach_asked.connect(self.detach)
        self.nav.opened.connect(lambda key: self.go_home() if key == HOME else self.open(key, None, {}))
        self.nav.folded.connect(self._rail_wished)
        self.nav.arranged.connect(self._keep_navigation)
        self.nav.person_asked.connect(self._open_person_menu)
        self.nav.help_asked.connect(self.show_keys)
        self.finder.opened.connect(lambda screen, record: self.open(screen, record, {}))
        self.finder.load_words(self.nav.set_words)
        self.line = Line(env, listen, self)
        self.line.shown.connect(self.info.set_connection)
        self.line.back.connect(lambda: env.say("done", _("The server answers again; everything shown was read anew.")))
        if env.settings:
            self._restore()

    def _shortcuts(self) -> None:
        for keys, then in (
            ("Ctrl+K", self.finder.begin), ("Alt+Home", self.go_home), ("Ctrl+W", self._close_front),
            ("Ctrl+Tab", partial(self._step, 1)), ("Ctrl+Shift+Tab", partial(self._step, -1)),
            ("F1", self.show_keys), ("Ctrl+/", self.show_keys),
            ("PgDown", partial(self._step_record, 1)), ("PgUp", partial(self._step_record, -1)),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(then)

    # ------------------------------------------------------------------------------------------- opening
    def _open_home(self) -> None:
        home = HomeScreen(self.env, self.stack)
        self._add(Place(HOME, home, _("Home"), can_close=False))

    def go_home(self) -> None:
        """Alt+Home."""
        self._show(self.places[0])

    def open(self, screen: str, record_id: int | None, options: Mapping[str, Any]) -> None:
        """Open a screen (a record on it); what is open already comes to the front."""
        spec = self.env.registry.screens.get(screen)
        if spec is None or not self.env.may(spec.permission):
            self.env.say("late", _("This screen is not open to you."))
            return
        place = self._open_already(spec, record_id, options)
        if place is None:
            widget = make_screen(self.env, spec, record_id, options, self.stack)
            place = Place(screen, widget, title_of(spec, record_id), spec.icon, asked=record_id)
            self._add(place)
            return
        take = getattr(place.widget, "take_options", None)
        if take is not None and options:
            take(options)
        self._show(place)

    def _open_already(self, spec: ScreenSpec, record_id: int | None, options: Mapping[str, Any]) -> Place | None:
        if spec.form is not None and record_id is None:
            draft = options.get("draft")
            same = [p for p in self.places if draft is not None and getattr(p.widget, "uid", "") == draft.uid]
            return same[0] if same else None
        return next((p for p in self.places if p.screen == spec.key and p.record_id == record_id), None)

    def _add(self, place: Place) -> None:
        titled, close_asked = getattr(place.widget, "titled", None), getattr(place.widget, "close_asked", None)
        if titled is not None:
            titled.connect(lambda title, status: self._retitle(place, title, status))
        if close_asked is not None:
            close_asked.connect(lambda: self.close_place(place.key))
        self.places.append(place)
        self.stack.addWidget(place.widget)
        self._show(place)

    def _retitle(self, place: Place, title: str, status: str) -> None:
        place.set_title(title, status)
        self._show_tabs()
        if isinstance(place.window, DetachedWindow):
            place.window.retitle()

    def _show(self, place: Place) -> None:
        if place.window is not None:
            place.window.show()
            place.window.raise_()
            place.window.activateWindow()
            return
        self.front = place
        self.stack.setCurrentWidget(place.widget)
        self.nav.set_current(place.screen)
        self._fold_for(place)
        self._show_tabs()
        if not self.find_field.hasFocus():
            place.widget.setFocus()

    def _choose(self, key: str) -> None:
        if (place := self._place(key)) is not None:
            self._show(place)

    def _place(self, key: str) -> Place | None:
        return next((place for place in self.places if place.key == key), None)

    def _tabbed(self) -> list[Place]:
        return [place for place in self.places if place.window is None]

    def _show_tabs(self) -> None:
        self.tabs.set_tabs([p.tab() for p in self._tabbed()], self.front.key if self.front else "")

    def _step(self, step: int) -> None:
        tabbed = self._tabbed()
        if self.front in tabbed:
            self._show(tabbed[(tabbed.index(self.front) + step) % len(tabbed)])

    def _step_record(self, step: int) -> None:
        """PgUp, PgDn: the neighbour in the list this document belongs to, in the same tab."""
        front = self.front
        spec = self.env.registry.screens.get(front.screen) if front else None
        if front is None or spec is None or spec.form is None or front.record_id is None or front.is_unsaved():
            return
        for place in self.places:
            listed = self.env.registry.screens.get(place.screen)
            grid = getattr(place.widget, "grid", None)
            if listed is not None and listed.opens == spec.key and grid is not None:
                grid.set_current(front.record_id)
                row = grid.step_current(step)
                number = int(row[listed.row_id]) if row else front.record_id
                if number != front.record_id:
                    self.open(spec.key, number, {})
                    self.close_place(front.key)
                return

    # ------------------------------------------------------------------------------------------- closing
    def _close_front(self) -> None:
        if self.front is not None:
            self.close_place(self.front.key)

    def _close_others(self, key: str) -> None:
        for place in self._tabbed():
            if place.key != key:
                self.close_place(place.key)

    def close_place(self, key: str) -> None:
        """Close a document; what is typed in it and not saved stays on disk and can be opened again."""
        place = self._place(key)
        if place is None or not place.can_close:
            return
        tabbed = self._tabbed()
        at = tabbed.index(place) if place in tabbed else -1
        if place.is_unsaved():
            self._keep_and_say(place)
        _leave(place.widget)
        self.places.remove(place)
        if at >= 0 and place is self.front:
            self._show(tabbed[at - 1])
        self.stack.removeWidget(place.widget)
        place.widget.hide()
        place.widget.deleteLater()
        self._show_tabs()

    def _keep_and_say(self, place: Place) -> None:
        kept = _kept(place)
        if kept is None:
            return
        again = Link("again", _("Open again"), lambda: self.open(kept.screen, kept.record_id, {"draft": kept}))
        text = _("{title} was not saved; its draft is kept on this computer.").format(title=place.title)
        self.env.say("waiting", text, (again,))

    def detach(self, key: str) -> None:
        """Give a document a window of its own."""
        place = self._place(key)
        if place is None or not place.can_close or place.window is not None:
            return
        tabbed = self._tabbed()
        if place is self.front:
            self._show(tabbed[tabbed.index(place) - 1])
        self.stack.removeWidget(place.widget)
        window = DetachedWindow(place, self.windowTitle(), self)
        place.window = window
        window.back_asked.connect(self._attach)
        window.gone.connect(self._detached_gone)
        self._show_tabs()
        window.show()

    def _attach(self, place: Place) -> None:
        place.window = None
        self.stack.addWidget(place.widget)
        self._show(place)

    def _detached_gone(self, place: Place) -> None:
        self.close_place(place.key)

    # ------------------------------------------------------------------------------------------- arrangement
    def _restore(self) -> None:
        """Favourites, open areas and the navigation's width as the person left them."""
        kept = self.env.settings.get("navigation")
        kept = kept if isinstance(kept, dict) else {}
        self._rail_wish = {k: bool(v) for k, v in dict(kept.get("rail", {})).items()}
        self.nav.set_arrangement(list(kept.get("favourites", ())), list(kept.get("open", ())))
        if self.front is not None:
            self._fold_for(self.front)

    def _keep_navigation(self) -> None:
        nav = self.nav
        value = {"favourites": list(nav.favourites), "open": sorted(nav.open_areas), "rail": dict(self._rail_wish)}
        self.env.keep("navigation", value)

    def _kind_of(self, place: Place) -> str:
        """Documents and pages start with the rail, home and journals with the open navigation."""
        spec = self.env.registry.screens.get(place.screen)
        return "open" if spec is None or spec.list is not None else "rail"

    def _rail_wished(self, is_rail: bool) -> None:
        if self.front is not None:
            self._rail_wish[self._kind_of(self.front)] = is_rail
            self._keep_navigation()

    def _fold_for(self, place: Place) -> None:
        kind = self._kind_of(place)
        is_narrow = self.width() < theme.look().px(NARROW)
        self.nav.set_rail(self._rail_wish.get(kind, kind == "rail") or is_narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.front is not None:
            self._fold_for(self.front)

    # ------------------------------------------------------------------------------------------- info bar
    def _jobs_changed(self) -> None:
        if not self._jobs_pause.isActive():
            self._jobs_pause.start()

    def _show_jobs(self) -> None:
        self.info.set_jobs([Job(j.key, j.title, j.share, True) for j in self.env.jobs.values() if not j.cancelled])

    def _cancel(self, key: str) -> None:
        if (job := self.env.jobs.get(key)) is not None:
            job.cancelled = True
            self._jobs_changed()

    def _show_doubts(self, count: int) -> None:
        if count:
            self.env.say(
                "waiting", _("The line broke while saving. As soon as the server answers, you hear what became of it.")
            )

    def show_crash(self, error: object) -> None:
        report = uuid.uuid4().hex[:8]
        log.error("crash report %s: %r", report, error)
        text = _("The program failed at this step; nothing you typed is lost. Report {id} is in the log file.")
        self.env.say("late", text.format(id=report))

    # ------------------------------------------------------------------------------------------- menus
    def _open_person_menu(self, at: QPoint) -> None:
        menu_ = self.person_menu()
        menu_.popup(at - QPoint(0, menu_.sizeHint().height()))

    def person_menu(self) -> QMenu:
        """Who one is, language, theme, signing out."""
        made = QMenu(self)
        made.setObjectName("person_menu")
        made.addAction(self.env.user.name).setEnabled(False)
        made.addSeparator()
        for lang in LANGUAGES:
            entry = made.addAction(LANGUAGE_NAMES[lang], partial(self.language_asked.emit, lang))
            entry.setCheckable(True)
            entry.setChecked(lang == language())
        made.addSeparator()
        words = {"light": _("Light"), "dark": _("Dark"), "system": _("As the system")}
        for name in THEMES:
            entry = made.addAction(words[name], partial(self.theme_asked.emit, name))
            entry.setCheckable(True)
            entry.setChecked(name == theme.theme_name())
        made.addSeparator()
        made.addAction(_("Keys") + "\tF1", self.show_keys)
        if self.setting.is_demo:
            made.addAction(_("Be someone else"), self.someone_else_asked.emit)
        made.addAction(_("Sign out"), self.sign_out_asked.emit)
        made.aboutToHide.connect(made.deleteLater)
        return made

    def show_keys(self) -> None:
        """F1: all keys."""
        front = self.front
        KeysHelp(front.widget if front else None, front.title if front else "", self).open()

    # ------------------------------------------------------------------------------------------- drafts
    def _ask_drafts(self) -> None:
        self.env.runner.work(left_drafts, self.env.database, self.env.drafts, then=self.offer_drafts, owner=self)

    def offer_drafts(self, drafts: Sequence[KeptDraft]) -> None:
        """Say what was typed and not saved when the program ended, and offer to go on with it."""
        from app.ui.form.panels import moment

        open_uids = {getattr(p.widget, "uid", "") for p in self.places}
        drafts = [d for d in drafts if d.screen in self.env.registry.screens and d.uid not in open_uids]
        if not drafts:
            return
        text = _("{n} drafts from {time} were not saved").format(n=len(drafts), time=moment(drafts[0].kept_at))
        if len(drafts) == 1:
            text = _("A draft from {time} was not saved: {title}").format(
                time=moment(drafts[0].kept_at), title=drafts[0].title
            )
        self.notice.set_notice("waiting", text, _("Go on with it") if len(drafts) == 1 else _("Open them"))
        self._notice_room.setContentsMargins(theme.look().px(12), theme.look().px(8), theme.look().px(12), 0)
        self.notice.taken.connect(lambda: self._open_drafts(drafts))
        self.notice.show()

    def _open_drafts(self, drafts: Sequence[KeptDraft]) -> None:
        self.notice.hide()
        self._notice_room.setContentsMargins(0, 0, 0, 0)
        for draft in drafts:
            self.open(draft.screen, draft.record_id, {"draft": draft})

    def open_places(self) -> list[tuple[str, int | None, dict[str, Any]]]:
        """What is open, to open it again in a new window (another language); unsaved text goes along as a draft."""
        found: list[tuple[str, int | None, dict[str, Any]]] = []
        for place in self.places[1:]:
            kept = _kept(place) if place.is_unsaved() else None
            spec = self.env.registry.screens.get(place.screen)
            if kept is not None:
                found.append((place.screen, place.record_id, {"draft": kept}))
            elif spec is not None and (spec.form is None or place.record_id is not None):
                options = place.widget.as_options() if hasattr(place.widget, "as_options") else {}
                found.append((place.screen, place.record_id, options))
        return found

    def close_for_another(self) -> None:
        """Close this window, but not the desk's services: another window takes them over."""
        self._keeps_env = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """No question: what is typed goes to disk before the window does, and is offered at the next start."""
        for place in self.places:
            if place.is_unsaved():
                _kept(place)
            _leave(place.widget)
        self.hide()
        self.line.close()
        if not self._keeps_env:
            self.env.close()
        self.closed.emit()
        self.deleteLater()


def _kept(place: Place) -> KeptDraft | None:
    """Write a document's unsaved text to disk now; answers the draft."""
    keep = getattr(place.widget, "keep_now", None)
    return keep() if keep is not None else None


def _leave(widget: QWidget) -> None:
    leave = getattr(widget, "before_close", None)
    if leave is not None:
        leave()


def _tint_role(setting: Setting) -> str:
    return {"demo": "waiting.solid", "test": "hold.solid"}.get(setting.tint, "waiting.solid")
