"""Who issues a paper and how it is printed: the same for every paper of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from app.reports.words import Text

MM = 72 / 25.4


@dataclass(frozen=True)
class Company:
    """The head of the paper. logo: image bytes (PNG, JPEG); without one, a square with the name's first character."""

    name_zh: str
    name_en: str = ""
    address: Text = ""
    phone: str = ""
    logo: bytes | None = None
    initial: str = ""


@dataclass(frozen=True)
class PrintRun:
    """Who prints, when, and the how-manieth print of this document this is (2 and more are marked as a reprint).

    at: aware; shown in `zone`. copies: how many layers or copies belong together, said in the foot.
    watermarks: the whole paper once per entry, each with that word across ("存根联", "客户联", "作废"); empty: once and
    plain.
    """

    by: str
    at: datetime
    zone: tzinfo
    count: int = 1
    copies: int = 1
    watermarks: tuple[Text, ...] = ()


@dataclass(frozen=True)
class PageSize:
    """A sheet in points, with its margins."""

    width: float
    height: float
    side: float = 15 * MM
    edge: float = 15 * MM

    def turned(self) -> PageSize:
        """The same sheet in landscape."""
        return PageSize(self.height, self.width, self.side, self.edge)


A4 = PageSize(210 * MM, 297 * MM)
# continuous paper with sprocket strips of 12.7 mm at both sides, which the side margin keeps clear
HALF_A4 = PageSize(241 * MM, 140 * MM, edge=8 * MM)


@dataclass(frozen=True)
class Setup:
    """What a company changes on a paper without code.

    letterhead: False leaves the place of the company head empty, for pre-printed stock.
    hidden: keys of table columns that are left out; the item column takes their room.
    """

    size: PageSize = A4
    letterhead: bool = True
    hidden: frozenset[str] = field(default_factory=frozenset)


Progress = Callable[[int], None]
Cancelled = Callable[[], bool]
