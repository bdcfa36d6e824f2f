"""The running program: the application object, sign-in, one shell, changing person, language and theme.

Nothing heavy is imported here at the top; see the package.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.bootstrap_ui import pace
from app.bootstrap_ui.taste import TasteFile
from app.i18n import language, set_language
from app.ui import theme
from app.ui.connection_page import Connection
from app.ui.sign_in import Entered, Entrance, Person, Reached, SignIn
from app.ui.theme import icons

if TYPE_CHECKING:
    from app.bootstrap_ui.gate import ServerGate, Ticket
    from app.ui.env import Env
    from app.ui.shell import Shell

log = logging.getLogger("app.client")
LOG_BYTES = 2_000_000
VERSION = "0.1.0"
SETTLE_MS = 1500
SMALL_SCREEN = 1500  # token pixels under which the first window fills the screen


class LazyGate:
    """The real gate, imported by whoever first asks for it, which is a thread of the sign-in."""

    def __init__(self, fresh_demo: bool) -> None:
        self._fresh_demo = fresh_demo
        self._lock = threading.Lock()
        self._gate: ServerGate | None = None

    def real(self) -> ServerGate:
        """The gate itself; takes seconds the first time."""
        with self._lock:
            if self._gate is None:
                from app.bootstrap_ui.gate import ServerGate

                self._gate = ServerGate(fresh_demo=self._fresh_demo)
            return self._gate

    def entrances(self) -> Sequence[Entrance]:
        return self.real().entrances()

    def probe(self, key: str) -> Reached:
        return self.real().probe(key)

    def people(self, key: str, progress: Callable[[str], None]) -> Sequence[Person]:
        return self.real().people(key, progress)

    def enter(self, key: str, login: str, password: str, *, remember: bool, keep_password: bool) -> Entered:
        return self.real().enter(key, login, password, remember=remember, keep_password=keep_password)

    def connection(self, key: str) -> Connection:
        return self.real().connection(key)

    def keep_connection(self, key: str, connection: Connection) -> Sequence[Entrance]:
        return self.real().keep_connection(key, connection)

    def drop_connection(self, key: str) -> Sequence[Entrance]:
        return self.real().drop_connection(key)

    def keeps_passwords(self) -> bool:
        return self.real().keeps_passwords()

    def kept_password(self, key: str, login: str) -> str:
        return self.real().kept_password(key, login)

    def enter_as(self, key: str, login: str) -> Entered:
        return self.real().enter_as(key, login)

    def change_password(self, entered: Entered, old: str, new: str) -> Entered:
        return self.real().change_password(entered, old, new)

    def close(self) -> None:
        if self._gate is not None:
            self._gate.close()


class Client:
    """One run of the program."""

    def __init__(self, *, lang: str = "", fresh_demo: bool = False, taste: TasteFile | None = None) -> None:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        existing = QApplication.instance()
        self.app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
        self.app.setApplicationName("Tradewright")
        self.app.setWindowIcon(icons.window_icon())
        self.app.setQuitOnLastWindowClosed(False)
        self.taste = taste or TasteFile()
        self.gate = LazyGate(fresh_demo)
        self.sign_in: SignIn | None = None
        self.shell: Shell | None = None
        self.env: Env | None = None
        self._entrance: Entrance | None = None
        self._translator = QTranslator(self.app)
        self._speak(lang or self.taste.taste.language or _system_language())
        theme.apply(self.app, self.taste.taste.theme, self.taste.taste.scale)

    def run(self, *, profile: str = "", demo_as: str = "") -> int:
        """Open the first window and stay until the last is closed."""
        _keep_log()
        sys.excepthook = self._crashed
        self.show_sign_in(current=profile, demo_as=demo_as)
        code = self.app.exec()
        self.gate.close()
        return int(code)

    # -- the two windows
    def show_sign_in(self, *, current: str = "", demo_as: str = "", only_demo: bool = False) -> None:
        """The sign-in, in the middle of the screen; `demo_as` goes in as somebody of the demo by itself."""
        window = SignIn(self.gate, version=VERSION, current=current, only_demo=only_demo or bool(demo_as), be=demo_as)
        self.sign_in = window
        window.entered.connect(self._entered)
        window.closed.connect(self.app.quit)
        window.language_asked.connect(lambda lang: self._sign_in_in(lang))
        window.center()
        window.show()

    def _sign_in_in(self, lang: str) -> None:
        before, only_demo = self.sign_in, False
        self._speak(lang)
        self.taste.change(language=lang)
        if before is not None:
            only_demo = before.only_demo
            current = before.entrances.current
            before.finish()
            self.show_sign_in(current=current, only_demo=only_demo)

    def _entered(self, entrance: Entrance, ticket: Ticket) -> None:
        from app import uow
        from app.bootstrap_ui.desk import make_env

        uow.set_forbidden_thread(threading.get_ident())
        self._entrance = entrance
        self.env = make_env(ticket.database, company=ticket.company)
        with self.env.runner.held():
            self.env.load_settings()
            self._show_shell([])
        if self.sign_in is not None:
            self.sign_in.finish()
            self.sign_in = None
        QTimer.singleShot(SETTLE_MS, pace.settle)

    def _show_shell(self, places: Sequence[tuple[str, int | None, dict[str, Any]]]) -> None:
        from app.bootstrap_ui.gate import listener
        from app.ui.shell import Shell
        from app.ui.shell.window import Setting

        assert self.env is not None and self._entrance is not None
        entrance = self._entrance
        shell = Shell(self.env, Setting(entrance.title, entrance.tint, entrance.is_demo), listener(self.env.database))
        self.shell = shell
        shell.language_asked.connect(self._switch_language)
        shell.theme_asked.connect(self._switch_theme)
        shell.sign_out_asked.connect(lambda: self._leave(only_demo=False))
        shell.someone_else_asked.connect(lambda: self._leave(only_demo=True))
        shell.closed.connect(self._shell_closed)
        if self.taste.taste.window:
            shell.restoreGeometry(QByteArray.fromBase64(self.taste.taste.window.encode()))
        elif shell.screen().availableGeometry().width() < theme.look().px(SMALL_SCREEN):
            shell.setWindowState(Qt.WindowState.WindowMaximized)
        shell.show()
        for screen, record, options in places:
            shell.open(screen, record, options)
        if places:
            shell.go_home()

    # -- changing
    def _switch_language(self, lang: str) -> None:
        shell = self.shell
        if shell is None or lang == language():
            return
        self._speak(lang)
        self.taste.change(language=lang)
        places = shell.open_places()
        self._keep_window(shell)
        self.shell = None
        shell.close_for_another()
        self._show_shell(places)

    def _switch_theme(self, name: str) -> None:
        self.taste.change(theme=name)
        theme.apply(self.app, name, self.taste.taste.scale)

    def _leave(self, *, only_demo: bool) -> None:
        """Sign out, or be somebody else."""
        shell, key = self.shell, self._entrance.key if self._entrance else ""
        if shell is None:
            return
        self._keep_window(shell)
        self.shell = None
        self.show_sign_in(current=key, only_demo=only_demo)
        shell.close()
        self._close_database()

    def _shell_closed(self) -> None:
        if self.shell is not None:  # else another window has taken its place
            self._keep_window(self.shell)
            self._close_database()
            QTimer.singleShot(0, self.app.quit)

    def _close_database(self) -> None:
        if self.env is not None:
            self.env.database.close()
            self.env = None

    def _keep_window(self, shell: Shell) -> None:
        self.taste.change(window=bytes(shell.saveGeometry().toBase64().data()).decode())

    # -- language, faults
    def _speak(self, lang: str) -> None:
        """The program's language, also in Qt's own dialogs."""
        set_language(lang)
        self.app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if lang == "zh" and self._translator.load("qtbase_zh_CN", folder):
            self.app.installTranslator(self._translator)

    def _crashed(self, kind: type[BaseException], error: BaseException, trace: Any) -> None:
        """A fault of the program on the UI thread: into the log, and said in the frame; the program goes on."""
        log.critical("fault on the UI thread", exc_info=(kind, error, trace))
        if self.shell is not None and not issubclass(kind, KeyboardInterrupt):
            self.shell.show_crash(error)


def _system_language() -> str:
    return "zh" if QLocale.system().language() == QLocale.Language.Chinese else "en"


def _keep_log() -> None:
    """Warnings and faults go to a file of this person, two megabytes and one older."""
    folder = Path(platformdirs.user_log_dir("tradewright", False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "desk.log", maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        return
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
