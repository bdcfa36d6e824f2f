"""Writes the sheets as pictures."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import set_language
from app.ui import theme
from app.ui.gallery.document import DocumentSheet
from app.ui.gallery.journal import JournalSheet
from app.ui.gallery.parts import PartsSheet


def sheets(language: str) -> Iterator[tuple[str, QWidget, QWidget | None]]:
    """(name, widget, what has the focus) of each sheet."""
    parts = PartsSheet(language)
    made = parts.parts()
    yield "parts", made, parts.focus
    yield "document", DocumentSheet(language).document(), None
    yield "journal", JournalSheet(language).journal(), None


def shoot(app: QApplication, made: QWidget, file: Path, focus: QWidget | None = None) -> None:
    """Draw a widget as it would be shown and write it."""
    made.show()
    made.activateWindow()
    for _round in range(3):
        app.processEvents()
    if focus is not None:
        focus.setFocus()
        app.processEvents()
    ratio = float(os.environ.get("GALLERY_RATIO", "1"))
    picture = QPixmap(round(made.width() * ratio), round(made.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    made.render(picture, QPoint())
    picture.save(str(file))
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main(arguments: list[str] | None = None) -> int:
    """Write every sheet into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    for name in ("light", "dark"):
        theme.apply(app, name, chosen.scale)
        for language in ("zh", "en"):
            set_language(language)
            for kind, made, focus in sheets(language):
                shoot(app, made, chosen.out / f"{kind}-{name}-{language}.png", focus)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
