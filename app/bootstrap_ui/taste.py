"""What a person chose on this computer before anybody signs in: language, theme, size of the text, the window's place."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from app.reports.files import whole_file


@dataclass(frozen=True, slots=True)
class Taste:
    """language "" = as the system; scale 1.0 = 100 %; window: geometry as Qt writes it, in base 64."""

    language: str = ""
    theme: str = "system"
    scale: float = 1.0
    window: str = ""


class TasteFile:
    """One small JSON file; one that cannot be read or written costs the taste, never the start."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path(platformdirs.user_config_dir("tradewright", False)) / "desk.json"
        self.taste = self._read()

    def _read(self) -> Taste:
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
            known = {f.name: type(getattr(Taste(), f.name)) for f in fields(Taste)}
            return Taste(**{k: v for k, v in stored.items() if k in known and isinstance(v, known[k])})
        except (OSError, ValueError, AttributeError):
            return Taste()

    def change(self, **values: Any) -> None:
        """Change and keep."""
        self.taste = replace(self.taste, **values)
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(self.path) as aside:
                aside.write_text(json.dumps(asdict(self.taste)), encoding="utf-8")
