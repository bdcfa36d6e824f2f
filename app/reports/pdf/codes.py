"""Code 128 (ISO/IEC 15417) and QR as plain modules, drawn as vectors so that every printer keeps their edges.

The encoder changes between code sets B and C where that makes the symbol shortest; a document number like
SO-202611-00042 then stays under 52 mm at a module of 0.29 mm.
"""

from __future__ import annotations

from functools import lru_cache

from app.errors import RuleError

MODULE = 0.29 * 72 / 25.4
QUIET = 10  # modules at each side, ISO/IEC 15417 4.2
QR_QUIET = 4
_START = {"B": 104, "C": 105}
_SWITCH = {"B": 100, "C": 99}
_STOP = "2331112"
# widths bar, space, bar, space, bar, space of the values 0 to 105
_PATTERNS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 "
    "112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 "
    "311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 "
    "112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 "
    "122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232"
)
_WIDTHS = tuple(_PATTERNS.split())


def code128_values(text: str) -> list[int]:
    """The code words from start to check, without the stop; only printable ASCII can be said."""
    if not text or any(not " " <= char <= "~" for char in text):
        raise RuleError("barcode_text", text=text)
    values = min((_words(text, mode) for mode in "BC"), key=len)
    check = values[0] + sum(place * value for place, value in enumerate(values[1:], 1))
    return [*values, check % 103]


def _words(text: str, first: str) -> list[int]:
    """The shortest code words when the symbol starts in code set `first`, by working backwards over the text."""
    ahead: list[dict[str, list[int] | None]] = [{"B": [], "C": []}]
    for at in range(len(text) - 1, -1, -1):
        ahead.insert(0, _step(text, at, ahead))
    words = ahead[0][first]
    assert words is not None  # code set B says every character, and a switch is always possible
    return [_START[first], *words]


def _step(text: str, at: int, ahead: list[dict[str, list[int] | None]]) -> dict[str, list[int] | None]:
    after_one = ahead[0]["B"]
    here: dict[str, list[int] | None] = {"B": None, "C": None}
    if after_one is not None:
        here["B"] = [ord(text[at]) - 32, *after_one]
    pair = text[at : at + 2]
    if len(pair) == 2 and pair.isdigit():
        after_two = ahead[1]["C"]
        here["C"] = [int(pair), *after_two] if after_two is not None else None
    for mode, other in (("B", "C"), ("C", "B")):
        way = here[other]
        switched = [_SWITCH[other], *way] if way is not None else None
        mine = here[mode]
        if switched is not None and (mine is None or len(switched) < len(mine)):
            here[mode] = switched
    return here


@lru_cache(maxsize=1024)
def code128_widths(text: str) -> tuple[int, ...]:
    """Widths in modules, bar first, then bars and spaces in turn, without the quiet zones."""
    pattern = "".join(_WIDTHS[value] for value in code128_values(text)) + _STOP
    return tuple(int(width) for width in pattern)


def can_be_code128(text: str, width: float) -> bool:
    """Whether the text can be said at all (a prefix may be Chinese) and its symbol with quiet zones is not wider."""
    if not text or not text.isascii() or not text.isprintable():
        return False
    return (sum(code128_widths(text)) + 2 * QUIET) * MODULE <= width


@lru_cache(maxsize=256)
def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The QR symbol as rows of dark modules, error correction M, without the quiet zone."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return tuple(tuple(bool(cell) for cell in row) for row in code.modules)
