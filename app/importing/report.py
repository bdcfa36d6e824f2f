"""What an import did, exactly: which sheets were written, how many lines, and every mistake."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from app.importing.problems import Problem
from app.reports.files import whole_file

# written: kept. tried: would be written (dry run). refused: nothing of it is kept. not_reached: the line broke before.
# in_doubt: the line broke while committing; `request` asks again.
State = Literal["written", "tried", "refused", "not_reached", "in_doubt"]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """One file: lines read, written, and what was wrong. left_out: columns that no sheet asks for."""

    key: str
    title: str
    file: str
    state: State
    lines: int = 0
    written: int = 0
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()
    request: str = ""

    def to_json(self) -> dict[str, Any]:
        """As the report file has it."""
        return {
            "sheet": self.key, "title": self.title, "file": self.file, "state": self.state, "lines": self.lines,
            "written": self.written, "request": self.request, "columns_left_out": list(self.left_out),
            "errors": [problem.to_json(self.title) for problem in self.problems],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportReport:
    """A folder: its sheets in the order they were written; unknown: files that are no known sheet."""

    folder: str
    is_dry_run: bool
    by: str
    started: datetime
    finished: datetime
    sheets: tuple[SheetReport, ...] = ()
    unknown: tuple[Problem, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether everything in the folder was written, or would be."""
        return not self.unknown and all(
            sheet.state in ("written", "tried") and not sheet.problems for sheet in self.sheets
        )

    @property
    def written(self) -> int:
        """Lines that are in the database now."""
        return sum(sheet.written for sheet in self.sheets if sheet.state == "written")

    def to_json(self) -> dict[str, Any]:
        """The whole report; a dry run wrote nothing, and says what it would have written sheet by sheet."""
        return {
            "folder": self.folder, "dry_run": self.is_dry_run, "by": self.by, "started": self.started.isoformat(),
            "finished": self.finished.isoformat(), "clean": self.is_clean, "written": self.written,
            "sheets": [sheet.to_json() for sheet in self.sheets],
            "files_not_known": [problem.to_json(problem.value) for problem in self.unknown], **self.facts,
        }  # fmt: skip

    def save(self, path: Path) -> None:
        """Write the report as JSON, whole or not at all."""
        with whole_file(path) as aside, aside.open("w", encoding="utf-8") as out:
            json.dump(self.to_json(), out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
