"""Writing a whole file or none: beside the target first, then in its place."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.errors import RuleError

# EFBIG: a quota, or more than 4 GB on FAT32
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
# Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION; ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL
_HELD_WINDOWS, _FULL_WINDOWS = {32, 33}, {112, 39}


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes the place of `path` when the block ends well, else it vanishes.

    Raises RuleError "disk_full", "file_open_elsewhere" or "file_not_written" instead of OSError.
    """
    aside: Path | None = None
    try:
        free = path.parent / f".{path.stem[:40]}-{uuid.uuid4().hex[:12]}{path.suffix}"
        free.touch(exist_ok=False)
        aside = free
        if path.exists():
            aside.chmod(path.stat().st_mode & 0o777)
        yield aside
        aside.replace(path)
        aside = None
    except OSError as error:
        raise refusal(error, path) from error
    finally:
        if aside is not None:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


def refusal(error: OSError, path: Path) -> RuleError:
    """What a person can do about a failed write."""
    windows = getattr(error, "winerror", None)
    if error.errno in _FULL or windows in _FULL_WINDOWS:
        return RuleError("disk_full", path=path.name)
    if windows in _HELD_WINDOWS or (isinstance(error, PermissionError) and path.is_file() and os.name == "nt"):
        return RuleError("file_open_elsewhere", path=path.name)
    return RuleError("file_not_written", path=path.name, reason=error.strerror or str(error))
