"""Noto Sans SC, embedded as a subset, and the widths of its texts.

reportlab is imported by what draws: every room knows its papers from the start, and few starts print one.
"""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from pathlib import Path

FONT_DIR = Path(__file__).resolve().parents[3] / "resources" / "fonts"
REGULAR = "NotoSansSC-Regular"
BOLD = "NotoSansSC-Bold"
ASCENT = 0.88
LEADING = 1.32

# reportlab's font file keeps a reading position, so two threads may neither register nor cut subsets at once
FONT_LOCK = threading.RLock()


@cache
def load_fonts() -> None:
    """Register both weights, once per process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with FONT_LOCK:
        for name in (REGULAR, BOLD):
            pdfmetrics.registerFont(TTFont(name, str(FONT_DIR / f"{name}.ttf")))


def font_name(bold: bool) -> str:
    """The registered name of a weight."""
    return BOLD if bold else REGULAR


@lru_cache(maxsize=20_000)
def _unit_width(text: str, bold: bool) -> float:
    from reportlab.pdfbase import pdfmetrics

    load_fonts()
    return float(pdfmetrics.stringWidth(text, font_name(bold), 1000)) / 1000


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points."""
    return _unit_width(text, bold) * size
