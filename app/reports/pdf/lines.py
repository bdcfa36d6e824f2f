"""Breaking texts into lines, Chinese and Latin mixed, and making them fit.

Chinese may break between any two characters, but a line never begins with a closing mark nor ends with an opening
one (GB/T 15834); Latin words, codes and figures stay whole unless one alone is wider than the line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from app.reports.pdf.fonts import text_width

NOT_FIRST = frozenset("、。，．・：；？！,.:;?!)]}）］｝】〗》〉」』”’％%‰℃…—～·°")
NOT_LAST = frozenset("([{（［｛【〖《〈「『“‘¥￥$€£№#")
ELLIPSIS = "…"


def clean(text: str) -> str:
    """Without control characters, which a font shows as boxes; tabs are spaces, line ends stay."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))


def _is_wide(char: str) -> bool:
    return ord(char) > 0x2E7F and unicodedata.east_asian_width(char) in "WF"


def _atoms(text: str) -> Iterator[str]:
    """What stays together: a Chinese character or Latin word with the marks that cling to it, or a run of spaces."""
    atom = ""
    for char in text:
        if _clings(atom, char):
            atom += char
            continue
        if atom:
            yield atom
        atom = char
    if atom:
        yield atom


def _clings(atom: str, char: str) -> bool:
    if not atom:
        return True
    last = atom[-1]
    if char == " " or last == " ":
        return char == last
    if char in NOT_FIRST or last in NOT_LAST:
        return True
    return not _is_wide(char) and not _is_wide(last) and last not in NOT_FIRST_WIDE


# after one of these a new word begins, even when it is Latin
NOT_FIRST_WIDE = frozenset("、。，：；？！）】》」』”’…—·")


def _split_long(atom: str, size: float, bold: bool, width: float) -> list[str]:
    """An atom wider than the line, cut after a hyphen, slash or underscore where one is near, else anywhere."""
    parts = []
    while atom and text_width(atom, size, bold=bold) > width:
        cut = max(_fitting(atom, size, bold, width), 1)
        nice = max(atom.rfind(mark, 0, cut) for mark in "-/_") + 1
        cut = nice if nice > cut // 2 else _kinsoku_cut(atom, cut)
        parts.append(atom[:cut])
        atom = atom[cut:]
    return [*parts, atom] if atom else parts


def _kinsoku_cut(atom: str, cut: int) -> int:
    earlier = cut
    while earlier > 1 and (atom[earlier : earlier + 1] in NOT_FIRST or atom[earlier - 1] in NOT_LAST):
        earlier -= 1
    return earlier if earlier > 1 else cut


def _fitting(text: str, size: float, bold: bool, width: float) -> int:
    """How many leading characters fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle], size, bold=bold) <= width:
            low = middle
        else:
            high = middle - 1
    return low


@lru_cache(maxsize=8192)
def wrap(text: str, size: float, width: float, bold: bool = False, most: int = 0) -> tuple[str, ...]:
    """The lines of a text no wider than `width`; with `most` given, the last of them ends in an ellipsis if cut."""
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        lines.extend(_wrap_paragraph(paragraph, size, width, bold))
    if most and len(lines) > most:
        kept = lines[: most - 1]
        return (*kept, elide(lines[most - 1] + ELLIPSIS, size, width, bold=bold))
    return tuple(lines)


def _wrap_paragraph(text: str, size: float, width: float, bold: bool) -> list[str]:
    if text_width(text, size, bold=bold) <= width:
        return [text.rstrip()]
    lines: list[str] = []
    line = ""
    for atom in _atoms(text):
        if text_width(line + atom.rstrip(), size, bold=bold) <= width:
            line += atom
            continue
        if line.strip():
            lines.append(line.rstrip())
        *whole, line = _split_long(atom.lstrip(), size, bold, width) or [""]
        lines.extend(whole)
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def elide(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width(ELLIPSIS, size, bold=bold)
    return text[: _fitting(text, size, bold, room)].rstrip() + ELLIPSIS


def fitting_size(text: str, size: float, width: float, *, bold: bool = False, least: float = 1.0) -> float:
    """The size, made smaller as far as needed for one line, but not under `least`."""
    wide = text_width(text, size, bold=bold)
    return size if wide <= width else max(least, size * width / wide)
