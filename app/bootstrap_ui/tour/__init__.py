"""The first working day, played through the real windows: one order from the first call to the dispatch sheet.

`play(OUT)` makes a demo company of its own, signs in as the right person at each step, moves the windows by keys and
clicks, and leaves in OUT numbered pictures in both languages, the papers and an Excel file.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QApplication

from app.bootstrap_ui.desk import registry
from app.bootstrap_ui.tour.hands import HEIGHT, WIDTH, Desk, Stuck, at_desk
from app.bootstrap_ui.tour.place import company
from app.bootstrap_ui.tour.steps import STEPS, Played, Step
from app.errors import UserError
from app.i18n import _, error_text, language, set_language
from app.reports.files import whole_file
from app.server.demo.company import DemoServer
from app.ui import theme


class Play:
    """One run: where the files go, how far it is."""

    def __init__(self, out: Path, drafts: Path) -> None:
        self.out, self.drafts = out, drafts
        self.played = Played()
        self._number = 0
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._writing: list[Future[None]] = []

    def finish(self) -> None:
        """Until every picture is on disk. Raises OSError where the disk refused one."""
        self._writer.shutdown(wait=True)
        for written in self._writing:
            written.result()

    # -- what steps leave behind
    def shot(self, desk: Desk, name: str) -> None:
        """The window in both languages under one number; it goes on in the second."""
        self._number += 1
        first, second = ("zh", "en") if language() == "zh" else ("en", "zh")
        self._keep(desk.picture(), name, first)
        desk.speak(second)
        self._keep(desk.picture(), name, second)

    def picture(self, desk: Desk, name: str) -> None:
        """The window with what lies over it, in the language it speaks now."""
        self._number += 1
        self._keep(desk.picture(), name, language())

    def popup(self, desk: Desk, name: str) -> None:
        """The window as it was while a popup of the last look-up was open."""
        self._number += 1
        assert desk.kept_picture is not None
        self._keep(desk.kept_picture, name, language())

    def _keep(self, picture: QPixmap, name: str, lang: str) -> None:
        if (picture.width(), picture.height()) != (WIDTH, HEIGHT):
            picture = picture.scaled(
                WIDTH, HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        path = self.out / f"{self._number:02d}-{lang}-{name}.png"
        self._writing.append(self._writer.submit(_write, picture.toImage(), path))

    def file(self, name: str, content: bytes) -> None:
        """A paper."""
        with whole_file(self.out / name) as aside:
            aside.write_bytes(content)

    def wait_for_file(self, desk: Desk, path: Path) -> None:
        """A file the program writes by itself."""
        desk.until(path.exists, f"the file {path.name}")
        desk.rest()

    # -- the run
    def run(self, demo: DemoServer) -> bool:
        """All steps; False where one did not end as it should, which is said."""
        titles = {step.key: _(step.title) for step in STEPS}  # the windows change their language meanwhile
        for number, step in enumerate(STEPS, 1):
            begun = time.monotonic()
            trouble = self._play(demo, step)
            took = time.monotonic() - begun
            print(f"{number:2d}/{len(STEPS)}  {took:5.1f} s  {titles[step.key]}", flush=True)
            if trouble:
                print(_("The tour ends at “{step}”: {trouble}").format(step=step.key, trouble=trouble), file=sys.stderr)
                return False
        return True

    def _play(self, demo: DemoServer, step: Step) -> str:
        desk: Desk | None = None
        try:
            with at_desk(demo, step.login, self.drafts) as desk:
                try:
                    step.play(self, desk)
                except (Stuck, AssertionError):
                    with whole_file(self.out / f"failed-{step.key.replace(' ', '-')}.png") as aside:
                        desk.picture().save(str(aside), "PNG")
                    raise
        except UserError as error:
            return error_text(error)
        except (Stuck, AssertionError) as error:
            return str(error) or repr(error)
        return ""


def _write(picture: QImage, path: Path) -> None:
    with whole_file(path) as aside:
        if not picture.save(str(aside), "PNG"):  # type: ignore[call-overload]
            raise OSError(f"{path} was not written")


def play(out: Path, *, lang: str = "") -> int:
    """Play the tour; answers the exit code. lang: the language it begins in."""
    before = qInstallMessageHandler(_without_platform)
    try:
        return _play_on(out, lang)
    finally:
        qInstallMessageHandler(before)


def _without_platform(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """What Qt says goes to the error output, but for what the offscreen platform cannot do (raise a window)."""
    if not message.startswith("This plugin does not support"):
        print(f"{kind.name}: {message}", file=sys.stderr)


def _play_on(out: Path, lang: str) -> int:
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    theme.apply(app, "light")
    set_language(lang or "zh")
    out.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as drafts, company(registry(), lambda text: print(text, flush=True)) as demo:
        print(_("Company ready after {seconds} s").format(seconds=f"{time.monotonic() - begun:.1f}"), flush=True)
        one = Play(out, Path(drafts))
        done = one.run(demo)
        one.finish()
    set_language(lang or "zh")
    if done:
        print(_("Played in {seconds} s; pictures and papers in {folder}").format(
            seconds=f"{time.monotonic() - begun:.1f}", folder=out
        ))  # fmt: skip
    return 0 if done else 1
