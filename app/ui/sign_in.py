"""Signing in: connections with their reachability at the left, two fields and one button at the right.

For the demo company the fields make room for cards of people, so that nobody needs a password to look around. Whoever
makes this window hands in a `Gate`; nothing here knows a server. Every call of the gate happens off the UI thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.errors import UserError
from app.i18n import LANGUAGES, _, error_text, language
from app.ui import theme
from app.ui.connection_page import Connection, ConnectionPage
from app.ui.fields.plain import CheckField, TextField
from app.ui.parts import Button, Mark, Words
from app.ui.parts.base import Cells, Spot
from app.ui.parts.chips import paint_chip
from app.ui.theme import icons
from app.ui.theme.tokens import SIZES, Status

log = logging.getLogger(__name__)
WIDTH, HEIGHT, LEFT = 760, 456, 268
LANGUAGE_NAMES = {"zh": "简体中文", "en": "English"}
SHORTEST_PASSWORD = 8


@dataclass(frozen=True, slots=True)
class Entrance:
    """A connection as it is shown: its name, where it is, whether it is the demo, who signed in last."""

    key: str
    title: str
    place: str
    tint: str = ""
    is_demo: bool = False
    last_user: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether an entrance answers: after how many milliseconds (None: it starts when needed), or why not."""

    ok: bool
    ms: float | None = None
    why: UserError | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo company one can be."""

    login: str
    name: str
    duty: str


@dataclass(frozen=True, slots=True)
class Entered:
    """A sign-in that worked. must_change: the password was given by an administrator and holds for once."""

    ticket: Any
    must_change: bool = False


class Gate(Protocol):
    """What the sign-in asks for; each but `entrances` may take long and is called in the background."""

    def entrances(self) -> Sequence[Entrance]: ...
    def probe(self, key: str) -> Reached: ...
    def people(self, key: str, progress: Callable[[str], None]) -> Sequence[Person]: ...
    def enter(self, key: str, login: str, password: str, *, remember: bool, keep_password: bool) -> Entered: ...
    def enter_as(self, key: str, login: str) -> Entered: ...
    def change_password(self, entered: Entered, old: str, new: str) -> Entered: ...
    def connection(self, key: str) -> Connection: ...
    def keep_connection(self, key: str, connection: Connection) -> Sequence[Entrance]: ...
    def drop_connection(self, key: str) -> Sequence[Entrance]: ...
    def keeps_passwords(self) -> bool: ...
    def kept_password(self, key: str, login: str) -> str: ...


class Background(QObject):
    """Calls of the gate on threads, their answers on the UI thread."""

    _done = Signal(object, object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(6, thread_name_prefix="sign-in")
        self._closed = False
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self, task: Callable[[], Any], then: Callable[[Any], object], failed: Callable[[UserError], object]
    ) -> None:
        """Do a task; then or failed is called with what became of it."""

        def work() -> None:
            answer, error = None, None
            try:
                answer = task()
            except Exception as raised:
                error = raised
            if not self._closed:
                self._done.emit((then, failed), answer, error)

        self._threads.submit(work)

    @Slot(object, object, object)
    def _deliver(self, ways: Any, answer: Any, error: Exception | None) -> None:
        then, failed = ways
        if not isValid(self) or self._closed:
            return
        if error is None:
            then(answer)
            return
        if not isinstance(error, UserError):
            log.error("signing in failed", exc_info=error)
            error = UserError("sign_in_failed", text=str(error))
        failed(error)

    def close(self) -> None:
        """Deliver nothing more; what still runs ends by itself."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)


class Entrances(Cells):
    """The connections: name, place, milliseconds, and a chip that says whether it can be reached."""

    ROW, GAP = 52, 6

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("entrances")
        self.entrances: tuple[Entrance, ...] = ()
        self.current = ""
        self._reached: dict[str, Reached] = {}

    def set_entrances(self, entrances: Sequence[Entrance], current: str) -> None:
        self.entrances, self.current = tuple(entrances), current
        self.updateGeometry()
        self.place()

    def set_reached(self, key: str, reached: Reached) -> None:
        self._reached[key] = reached
        self.place()

    def choose(self, key: str) -> None:
        self.current = key
        self.place()

    def sizeHint(self) -> QSize:
        look = theme.look()
        return QSize(look.px(236), look.px((self.ROW + self.GAP) * len(self.entrances)))

    def _rect(self, place: int) -> QRect:
        look = theme.look()
        return QRect(0, look.px((self.ROW + self.GAP) * place), self.width(), look.px(self.ROW))

    def state_of(self, entrance: Entrance) -> tuple[Status, str]:
        """Shape and word of an entrance's reachability."""
        reached = self._reached.get(entrance.key)
        if reached is None:
            return "waiting", _("measuring")
        if not reached.ok:
            return "late", _("not reached")
        return ("done", _("available")) if reached.ms is not None else ("neutral", _("on demand"))

    def spots(self) -> Sequence[Spot]:
        return [
            Spot(e.key, self._rect(n), f"{e.title} {self.state_of(e)[1]}", e.key == self.current)
            for n, e in enumerate(self.entrances)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for place, entrance in enumerate(self.entrances):
            self._paint(painter, entrance, QRectF(self._rect(place)))

    def _paint(self, painter: QPainter, entrance: Entrance, rect: QRectF) -> None:
        look, is_current = theme.look(), entrance.key == self.current
        if is_current:
            look.box(painter, rect, "surface", "accent", SIZES.radius.panel)
            bar = QRectF(rect.x() + look.px(1), rect.y() + look.px(8), look.px(3), rect.height() - look.px(16))
            painter.fillRect(bar, look.brush("accent"))
        elif self.hover_key == entrance.key:
            look.box(painter, rect, "hover", radius=SIZES.radius.panel)
        status, word = self.state_of(entrance)
        chip = look.width(word) + look.px(28)
        upper = QRectF(rect.x() + look.px(12), rect.y() + look.px(7), rect.width() - look.px(42) - chip, look.px(20))
        look.draw_text(painter, upper, entrance.title, bold=is_current, elide=True)
        if entrance.tint or entrance.is_demo:
            x = upper.x() + min(look.width(entrance.title, bold=is_current), upper.width()) + look.px(6)
            mark = QRectF(x, upper.center().y() - look.px(4), look.px(8), look.px(8))
            look.box(painter, mark, "waiting.solid" if entrance.tint != "test" else "hold.solid", radius=2)
        paint_chip(painter, QRectF(rect.right() - chip - look.px(6), upper.y(), chip, upper.height()), status, word)
        reached = self._reached.get(entrance.key)
        speed = f" · {round(reached.ms)} ms" if reached and reached.ok and reached.ms is not None else ""
        lower = QRectF(rect.x() + look.px(12), rect.y() + look.px(28), rect.width() - look.px(24), look.px(18))
        look.draw_text(painter, lower, entrance.place + speed, role="text_muted", size="small", elide=True)


class People(Cells):
    """Cards of the demo's people: name and duty; a click goes in as that person."""

    HIGH, GAP = 44, 8

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("people")
        self.people: tuple[Person, ...] = ()

    def set_people(self, people: Sequence[Person]) -> None:
        self.people = tuple(people)
        self.setMinimumHeight(self.sizeHint().height())
        self.place()

    def sizeHint(self) -> QSize:
        rows = -(-len(self.people) // 2)
        return QSize(theme.look().px(380), theme.look().px((self.HIGH + self.GAP) * rows))

    def _rect(self, place: int) -> QRect:
        look = theme.look()
        width = (self.width() - look.px(self.GAP)) // 2
        x = (place % 2) * (width + look.px(self.GAP))
        return QRect(x, (place // 2) * look.px(self.HIGH + self.GAP), width, look.px(self.HIGH))

    def spots(self) -> Sequence[Spot]:
        return [Spot(p.login, self._rect(n), f"{p.name}, {p.duty}") for n, p in enumerate(self.people)]

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.look(), QPainter(self)
        painter.fillRect(self.rect(), look.brush("surface"))
        for place, person in enumerate(self.people):
            rect = QRectF(self._rect(place))
            hovered = self.hover_key == person.login
            look.box(painter, rect, "hover" if hovered else "surface", "accent" if hovered else "edge", 4)
            look.draw_icon(painter, rect.x() + look.px(10), rect.center().y(), "user-circle", 20)
            x, width = rect.x() + look.px(38), rect.width() - look.px(46)
            upper = QRectF(x, rect.y() + look.px(4), width, look.px(19))
            look.draw_text(painter, upper, person.name, bold=True, elide=True)
            lower = QRectF(x, rect.y() + look.px(22), width, look.px(17))
            look.draw_text(painter, lower, person.duty, role="text_muted", size="small", elide=True)


class SignIn(QWidget):
    """The window. `entered(entrance, ticket)` once somebody is in; `language_asked(lang)`; `closed`."""

    entered = Signal(object, object)
    language_asked = Signal(str)
    closed = Signal()
    _progressed = Signal(str)

    def __init__(
        self, gate: Gate, *, version: str = "", current: str = "", only_demo: bool = False, be: str = ""
    ) -> None:
        super().__init__()
        self.gate = gate
        self.version = version
        self.only_demo = only_demo
        self._be_at_once = be
        self._background = Background(self)
        self._entered: Entered | None = None
        self._is_busy = False
        self._is_done = False
        self._edited = ""
        self.setObjectName("sign_in")
        self.setWindowTitle("Tradewright")
        self.setWindowIcon(icons.window_icon())
        look = theme.look()
        self.setFixedSize(look.px(WIDTH), look.px(HEIGHT))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left())
        row.addWidget(self._right(), 1)
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self._background.run(gate.entrances, lambda found: self._take_entrances(found, current), self._refused)
        self._background.run(gate.keeps_passwords, self.keep.setVisible, lambda _error: None)

    # ------------------------------------------------------------------------------------------- building
    def _left(self) -> QWidget:
        look = theme.look()
        left = _Ground("window", self)
        left.setFixedWidth(look.px(LEFT))
        column = QVBoxLayout(left)
        column.setContentsMargins(look.px(18), look.px(18), look.px(14), look.px(18))
        column.setSpacing(look.px(6))
        column.addWidget(_Sign(left))
        column.addSpacing(look.px(18))
        column.addWidget(Words(_("Connections"), "text", "body", left, is_bold=True))
        self.entrances = Entrances(left)
        self.entrances.clicked.connect(self.choose)
        column.addWidget(self.entrances)
        row = QHBoxLayout()
        self.add_button = Button(_("Add a connection"), "plus", kind="quiet", parent=left, name="add_connection")
        self.add_button.clicked.connect(self.add_connection)
        self.edit_button = Button("", "pencil-simple", kind="quiet", parent=left, name="edit_connection",
                                  tip=_("Change this connection"))  # fmt: skip
        self.edit_button.clicked.connect(self.edit_connection)
        row.addWidget(self.add_button)
        row.addStretch(1)
        row.addWidget(self.edit_button)
        column.addLayout(row)
        if self.only_demo:
            self.add_button.hide()
            self.edit_button.hide()
        column.addStretch(1)
        for line in (_("The square's colour lines the top of the"), _("window, so that a demo is never mistaken.")):
            column.addWidget(Words(line, "text_muted", "small", left))
        return left

    def _right(self) -> QWidget:
        look = theme.look()
        right = _Ground("surface", self)
        column = QVBoxLayout(right)
        column.setContentsMargins(look.px(44), look.px(36), look.px(44), look.px(20))
        column.setSpacing(look.px(2))
        self.title = Words(_("Sign in"), "text", "document_title", right, is_bold=True)
        self.where = Words("", "text_muted", "body", right)
        column.addWidget(self.title)
        column.addWidget(self.where)
        column.addSpacing(look.px(12))
        self.pages = QStackedWidget(right)
        self.pages.addWidget(self._password_page())
        self.pages.addWidget(self._new_password_page())
        self.pages.addWidget(self._people_page())
        self.connection_page = ConnectionPage(self)
        self.connection_page.kept.connect(self._keep_connection)
        self.connection_page.removed.connect(self._drop_connection)
        self.connection_page.left.connect(lambda: self.choose(self.entrances.current))
        self.pages.addWidget(self.connection_page)
        column.addWidget(self.pages, 1)
        column.addWidget(_Rule(right))
        column.addLayout(self._foot(right))
        return right

    def _password_page(self) -> QWidget:
        page = QWidget(self)
        column = _column(page)
        self.login = TextField("login", _("User name"), page)
        self.password = TextField("password", _("Password"), page, is_secret=True)
        for field in (self.login, self.password):
            _add_field(column, field)
            field.line.returnPressed.connect(self.sign_in)
            field.line.textChanged.connect(lambda _t: self._say(""))
        self.password.line.installEventFilter(self)
        self.caps = Mark("waiting", _("Caps Lock is on"), page)
        self.caps.hide()
        self.trouble = Sentence("trouble", page)
        column.addWidget(self.caps)
        column.addWidget(self.trouble)
        row = QHBoxLayout()
        self.remember = CheckField("remember", _("Remember the user name"), page)
        self.remember.set_value(True)
        row.addWidget(self.remember)
        row.addStretch(1)
        row.addWidget(Words(_("Forgotten: ask an administrator"), "text_muted", "body", page))
        column.addLayout(row)
        # shown once a key ring has answered: where there is none, no password is kept anywhere
        self.keep = CheckField("keep_password", _("Keep the password in this computer's key ring"), page)
        self.keep.hide()
        column.addWidget(self.keep)
        self.button = Button(_("Sign in"), "", "Enter", "primary", page, name="sign_in_button")
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.setFixedHeight(theme.look().px(34))
        self.button.clicked.connect(self.sign_in)
        column.addWidget(self.button)
        column.addStretch(1)
        return page

    def _new_password_page(self) -> QWidget:
        page = QWidget(self)
        column = _column(page)
        column.addWidget(Words(_("Your password was set by an administrator and holds once."), "text", "body", page))
        self.new_password = TextField("new_password", _("New password"), page, is_secret=True)
        self.new_again = TextField("new_password_again", _("The same again"), page, is_secret=True)
        for field in (self.new_password, self.new_again):
            _add_field(column, field)
            field.line.returnPressed.connect(self.change_password)
        self.new_trouble = Sentence("new_trouble", page)
        column.addWidget(self.new_trouble)
        self.change_button = Button(_("Set password and go on"), "", "Enter", "primary", page, name="change_password")
        self.change_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.change_button.clicked.connect(self.change_password)
        column.addWidget(self.change_button)
        column.addStretch(1)
        return page

    def _people_page(self) -> QWidget:
        page = QWidget(self)
        column = _column(page)
        self.progress = Mark("active", "", page)
        column.addWidget(self.progress)
        scroll = QScrollArea(page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.people = People(scroll)
        self.people.clicked.connect(self.be)
        scroll.setWidget(self.people)
        column.addWidget(scroll, 1)
        return page

    def _foot(self, parent: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.look().px(8), 0, 0)
        row.setSpacing(theme.look().px(8))
        for lang in LANGUAGES:
            name = LANGUAGE_NAMES[lang]
            if lang == language():
                row.addWidget(Words(name, "text", "body", parent, is_bold=True, can_shrink=False))
                continue
            other = Button(name, kind="link", parent=parent, name=f"language_{lang}")
            other.clicked.connect(lambda _c=False, to=lang: self.language_asked.emit(to))
            row.addWidget(other)
        row.addStretch(1)
        row.addWidget(Words(_("Version {version}").format(version=self.version), "text_muted", "small", parent))
        return row

    # ------------------------------------------------------------------------------------------- entrances
    def _take_entrances(self, entrances: Sequence[Entrance], current: str) -> None:
        found = [e for e in entrances if e.is_demo or not self.only_demo]
        keys = [e.key for e in found]
        self.entrances.set_entrances(found, current if current in keys else (keys[0] if keys else ""))
        for entrance in found:
            self._background.run(
                partial(self.gate.probe, entrance.key),
                partial(self.entrances.set_reached, entrance.key),
                partial(self._not_reached, entrance.key),
            )
        if found:
            self.choose(self.entrances.current)
        else:
            self.add_connection()

    def _not_reached(self, key: str, error: UserError) -> None:
        self.entrances.set_reached(key, Reached(False, why=error))

    def _entrance(self) -> Entrance | None:
        return next((e for e in self.entrances.entrances if e.key == self.entrances.current), None)

    def choose(self, key: str) -> None:
        """Take a connection: the demo shows its people, every other one asks who one is."""
        self.entrances.choose(key)
        entrance = self._entrance()
        if entrance is None:
            return
        self.edit_button.setEnabled(not entrance.is_demo)
        self.title.set_text(_("Be somebody") if entrance.is_demo else _("Sign in"))
        self.where.set_text(f"{entrance.title} · {entrance.place}")
        self._say("")
        if entrance.is_demo:
            self.pages.setCurrentIndex(2)
            self._ask_people(entrance)
            return
        self.pages.setCurrentIndex(0)
        self.login.set_value(entrance.last_user)
        self.password.set_value("")
        (self.password if entrance.last_user else self.login).setFocus()
        if entrance.last_user:
            self._background.run(
                partial(self.gate.kept_password, key, entrance.last_user),
                partial(self._take_password, key),
                lambda _e: None,
            )

    def _take_password(self, key: str, password: str) -> None:
        """What the key ring kept, unless somebody has begun to type or gone elsewhere."""
        untouched = not self.password.line.text() and self.login.value() == getattr(self._entrance(), "last_user", None)
        if password and key == self.entrances.current and self.pages.currentIndex() == 0 and untouched:
            self.password.line.setText(password)
            self.keep.set_value(True)

    # ------------------------------------------------------------------------------------------- connections
    def add_connection(self) -> None:
        """Ask where another company is."""
        self._edited = ""
        self._show_connection(Connection())

    def edit_connection(self) -> None:
        """Change the connection that is chosen."""
        entrance = self._entrance()
        if entrance is not None and not entrance.is_demo:
            self._edited = entrance.key
            self._background.run(partial(self.gate.connection, entrance.key), self._show_connection, self._refused)

    def _show_connection(self, connection: Connection) -> None:
        self.title.set_text(_("Change the connection") if self._edited else _("Add a connection"))
        self.where.set_text("")
        self.connection_page.show_connection(connection, is_new=not self._edited)
        self.pages.setCurrentWidget(self.connection_page)

    def _keep_connection(self, connection: Connection) -> None:
        self._background.run(
            partial(self.gate.keep_connection, self._edited, connection),
            lambda found: self._take_entrances(found, connection.name),
            self.connection_page.refused,
        )

    def _drop_connection(self) -> None:
        self._background.run(
            partial(self.gate.drop_connection, self._edited),
            lambda found: self._take_entrances(found, ""),
            self.connection_page.refused,
        )

    def _ask_people(self, entrance: Entrance) -> None:
        if self.people.people:
            return
        self.progress.set_mark("active", _("Preparing the demo company …"))
        self.progress.show()
        self._background.run(
            lambda: self.gate.people(entrance.key, self._progressed.emit), self._take_people,
            lambda error: self._progress_failed(error),
        )  # fmt: skip

    @Slot(str)
    def _show_progress(self, text: str) -> None:
        self.progress.set_mark("active", text)

    def _progress_failed(self, error: UserError) -> None:
        self.progress.set_mark("late", error_text(error))

    def _take_people(self, people: Sequence[Person]) -> None:
        self.progress.hide()
        self.people.set_people(people)
        if self._be_at_once:
            login, self._be_at_once = self._be_at_once, ""
            self.be(login)

    # ------------------------------------------------------------------------------------------- entering
    def sign_in(self) -> None:
        """Try what was typed."""
        entrance, login = self._entrance(), str(self.login.value()).strip()
        if entrance is None or self._is_busy:
            return
        if not login:
            self._say(_("Type your user name."))
            self.login.setFocus()
            return
        password, remember, keep = self.password.line.text(), bool(self.remember.value()), bool(self.keep.value())
        self._work(lambda: self.gate.enter(entrance.key, login, password, remember=remember, keep_password=keep))

    def be(self, login: str) -> None:
        """Go into the demo as somebody."""
        entrance = self._entrance()
        if entrance is not None and not self._is_busy:
            self.progress.set_mark("active", _("Signing in …"))
            self.progress.show()
            self._work(lambda: self.gate.enter_as(entrance.key, login))

    def change_password(self) -> None:
        """Set the password the person chose instead of the temporary one."""
        new, again = self.new_password.line.text(), self.new_again.line.text()
        if len(new) < SHORTEST_PASSWORD:
            self._say(_("Take at least {n} characters.").format(n=SHORTEST_PASSWORD))
        elif new != again:
            self._say(_("The two do not agree; type the new password twice."))
        elif self._entered is not None and not self._is_busy:
            entered, old = self._entered, self.password.line.text()
            self._work(lambda: self.gate.change_password(entered, old, new))

    def _work(self, task: Callable[[], Entered]) -> None:
        self._set_busy(True)
        self._say("")
        self._background.run(task, self._in, self._refused)

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.button.setEnabled(not is_busy)
        self.change_button.setEnabled(not is_busy)
        self.button.set_text(_("Signing in …") if is_busy else _("Sign in"), "" if is_busy else "Enter")

    def _in(self, entered: Entered) -> None:
        self._set_busy(False)
        if entered.must_change:
            self._entered = entered
            self.title.set_text(_("Choose your own password"))
            self.pages.setCurrentIndex(1)
            self.new_password.setFocus()
            return
        self._is_done = True
        self.entered.emit(self._entrance(), entered.ticket)

    def _refused(self, error: UserError) -> None:
        self._set_busy(False)
        self._say(error_text(error))
        entrance = self._entrance()
        if self.pages.currentIndex() == 0:
            self.password.setFocus()
            self.password.line.selectAll()
        elif entrance is not None and entrance.is_demo:
            self._progress_failed(error)

    def _say(self, sentence: str) -> None:
        """What went wrong, under the password."""
        for line in (self.trouble, self.new_trouble):
            line.say(sentence)
        if sentence:
            self.caps.hide()

    def said(self) -> str:
        """The sentence under the password, "" where there is none."""
        return self.trouble.text() if self.trouble.isVisibleTo(self) else ""

    # ------------------------------------------------------------------------------------------- caps lock
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.password.line:
            self._look_at_caps(event)
        return super().eventFilter(watched, event)

    def _look_at_caps(self, event: QKeyEvent) -> None:
        """Qt does not say whether Caps Lock is on; a letter's case against the Shift key does."""
        text = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self.caps.setVisible(False)
        elif len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps.setVisible(text.isupper() != shift)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._background.close()
        if not self._is_done:
            self.closed.emit()

    def finish(self) -> None:
        """The desk is there: go away without ending the program."""
        self._is_done = True
        self.close()
        self.deleteLater()

    def center(self) -> None:
        """To the middle of the screen."""
        screen = QGuiApplication.primaryScreen()
        if screen is not None:
            where = self.frameGeometry()
            where.moveCenter(screen.availableGeometry().center())
            self.move(where.topLeft())


class Sentence(QLabel):
    """What went wrong and what to do, over as many lines as it takes."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setContentsMargins(theme.look().px(15), 0, 0, 0)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence; "" hides the line."""
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.WindowText, theme.look().color("late.fg"))
        self.setPalette(colours)
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme.look().draw_shape(QPainter(self), 0, theme.look().px(9), "late")


class _Ground(QWidget):
    def __init__(self, role: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._role = role

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.look(), QPainter(self)
        painter.fillRect(self.rect(), look.brush(self._role))
        if self._role == "window":
            painter.fillRect(self.width() - 1, 0, 1, self.height(), look.brush("line"))


class _Rule(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.look().brush("line"))


class _Sign(QWidget):
    """The program's sign and name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.look().px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme.look(), QPainter(self)
        painter.drawPixmap(0, look.px(2), icons.logo(look.px(26), self.devicePixelRatioF()))
        words = QRectF(look.px(36), 0, self.width() - look.px(36), self.height())
        look.draw_text(painter, words, "Tradewright", size="document_title", bold=True)


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.look().px(8))
    return column


def _add_field(column: QVBoxLayout, field: TextField) -> None:
    inner = QVBoxLayout()
    inner.setSpacing(theme.look().px(2))
    inner.addWidget(field.label)
    inner.addWidget(field)
    field.line.setFixedHeight(theme.look().px(32))
    column.addLayout(inner)


__all__ = ["Entered", "Entrance", "Gate", "Person", "Reached", "SignIn"]
