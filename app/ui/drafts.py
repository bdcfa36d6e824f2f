"""What is being typed, on disk within seconds; offered again after a crash.

One JSON file a draft, written aside and renamed, so that a kill at any instant leaves the former or the new one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app import clock
from app.drafting import from_json, to_json


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft on disk: where it belongs, what was typed, on which version, and its request if it was being saved."""

    uid: str
    screen: str
    record_id: int | None
    version: int
    title: str
    kept_at: datetime
    values: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    request_id: str = ""


class DraftStore:
    """The drafts of one person on one server, below a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(
        self,
        uid: str,
        *,
        screen: str,
        record_id: int | None,
        version: int,
        title: str,
        values: Mapping[str, Any],
        lines: Sequence[Mapping[str, Any]],
        request_id: str = "",
    ) -> datetime:
        """Write a draft; answers when. Raises OSError where the disk refuses."""
        now = clock.now()
        text = to_json(
            {
                "uid": uid, "screen": screen, "record_id": record_id, "version": version, "title": title, "kept_at": now,
                "values": dict(values), "lines": [dict(line) for line in lines], "request_id": request_id,
            }
        )  # fmt: skip
        self.folder.mkdir(parents=True, exist_ok=True)
        number, aside = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(number, "w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            Path(aside).replace(self._path(uid))
        except OSError:
            Path(aside).unlink(missing_ok=True)
            raise
        return now

    def discard(self, uid: str) -> None:
        """Forget a draft: it was saved, or thrown away by the person."""
        self._path(uid).unlink(missing_ok=True)

    def kept(self) -> list[KeptDraft]:
        """All drafts on disk, newest first; a file that cannot be read is left alone."""
        found = []
        for path in self.folder.glob("*.draft.json") if self.folder.exists() else ():
            try:
                found.append(KeptDraft(**from_json(path.read_text(encoding="utf-8"))))
            except (OSError, ValueError, TypeError):
                continue
        return sorted(found, key=lambda d: d.kept_at, reverse=True)

    def _path(self, uid: str) -> Path:
        return self.folder / f"{uid}.draft.json"
