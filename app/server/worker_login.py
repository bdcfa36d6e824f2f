"""The password of the background program's login, kept where only the account that runs it can read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

from app.errors import RuleError


def login_of(database: str) -> str:
    """The login that `setup.make_worker` makes for a company."""
    return f"{database}_worker_login"


def place_of(key: str, folder: Path | None = None) -> Path:
    """The file of a company. key: names its server and database."""
    plain = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in key)
    return (folder or Path(platformdirs.user_config_dir("tradewright", False)) / "workers") / f"{plain}.password"


def keep(key: str, password: str, folder: Path | None = None) -> Path:
    """Keep a password, readable by this account alone; answers the file."""
    target = place_of(key, folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=target.parent)  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(password + "\n")
        out.flush()
        os.fsync(out.fileno())
    Path(aside).replace(target)
    return target


def kept(key: str, folder: Path | None = None) -> str:
    """The password kept for a company. Raises RuleError("worker_password_needed") where there is none."""
    place = place_of(key, folder)
    try:
        return place.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise RuleError("worker_password_needed", file=place) from None
    except OSError as error:
        raise RuleError("file_unreadable", file=place, reason=error.strerror or str(error)) from error
