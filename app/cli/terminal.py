"""What the command line says and asks: results on the output, progress and refusals beside them."""

from __future__ import annotations

import getpass
import locale
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.errors import ManyErrors, NotAllowed, RuleError, UserError
from app.i18n import LANGUAGES, _, error_text, set_language


def prepare(arguments: Sequence[str]) -> None:
    """Before anything is said: the language, and consoles that cannot show every letter."""
    set_language(system_language())
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # neither in a window without console nor in tests
            reconfigure(errors="replace")


def system_language() -> str:
    """The language the system speaks to its person: TRADEWRIGHT_LANG, else its own; English where it is neither."""
    named = os.environ.get("TRADEWRIGHT_LANG", "")
    if named in LANGUAGES:
        return named
    if sys.platform == "win32":
        import ctypes

        primary = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF
        return "zh" if primary == 0x04 else "en"
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh" if (spoken or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


class Terminal:
    """One command's way to its person. quiet: results and refusals alone."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self._width = 0

    def result(self, text: str) -> None:
        """What was asked for; said even when quiet."""
        self.clear()
        print(text)

    def say(self, text: str) -> None:
        """What was done."""
        self.clear()
        if not self.quiet:
            print(text)

    def progress(self, text: str) -> None:
        """How far it is, in one line that is written over; on a terminal only."""
        if self.quiet or not _is_terminal(sys.stderr):
            return
        width = _columns(text)
        print("\r" + text + " " * max(0, self._width - width), end="", file=sys.stderr, flush=True)
        self._width = width

    def clear(self) -> None:
        """Take the line of progress away."""
        if self._width:
            print("\r" + " " * self._width + "\r", end="", file=sys.stderr, flush=True)
            self._width = 0

    def refuse(self, error: UserError) -> None:
        """Why it was not done: each reason a line."""
        self.clear()
        for one in error.errors if isinstance(error, ManyErrors) else (error,):
            print(error_text(one), file=sys.stderr)

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Rows under each other, columns as wide as what stands in them; Chinese letters count two."""
        lines = [tuple(heads), *(tuple(row) for row in rows)]
        widths = [max(_columns(line[place]) for line in lines) for place in range(len(heads))]
        for line in lines:
            padded = (cell + " " * (width - _columns(cell)) for cell, width in zip(line, widths, strict=True))
            self.result("  ".join(padded).rstrip())


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _is_terminal(stream: Any) -> bool:
    return stream is not None and stream.isatty()


# ---------------------------------------------------------------- passwords
def ask_password(question: str, *, file: Path | None = None, twice: bool = False) -> str:
    """A password typed unseen, or the first line of a file ("-" is the input). Raises UserError.

    It is never taken from the command line, which every program on the computer can read.
    """
    if file is not None:
        return _first_line(file)
    if not _is_terminal(sys.stdin):
        raise NotAllowed("password_needed")
    typed = getpass.getpass(question + ": ")
    if twice and getpass.getpass(_("Once more") + ": ") != typed:
        raise RuleError("passwords_differ")
    return typed


def _first_line(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.readline().rstrip("\r\n")
    try:
        with file.open(encoding="utf-8-sig") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError("file_unreadable", file=file, reason=str(error)) from error
