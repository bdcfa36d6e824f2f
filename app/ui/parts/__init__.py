"""Parts that paint themselves from the theme; values come in as frozen dataclasses and are compared."""

from app.ui.parts.bars import ErrorBar, InfoBar, Job, Link, NoticeBar, Way
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Avatar, Chip, CountBadge, Mark, MiniBar, StatusChip, Tag, count_text, paint_chip
from app.ui.parts.panels import EmptyState, Identity, IdentityLine, Panel, Total, TotalsBar, Words
from app.ui.parts.side import Section, SideLine, SideMeter, SidePanel, SideStack, StackPart
from app.ui.parts.strips import Figure, NumberStrip, ProgressStrip, Stage, StageBar, Step
from app.ui.parts.tabs import Option, Segmented, TabRow, ViewPills
from app.ui.parts.timeline import Moment, Timeline

__all__ = [
    "Avatar",
    "Button",
    "Chip",
    "CountBadge",
    "EmptyState",
    "ErrorBar",
    "Figure",
    "Identity",
    "IdentityLine",
    "InfoBar",
    "Job",
    "Link",
    "Mark",
    "MiniBar",
    "Moment",
    "NoticeBar",
    "NumberStrip",
    "Option",
    "Panel",
    "ProgressStrip",
    "Section",
    "Segmented",
    "SideLine",
    "SideMeter",
    "SidePanel",
    "SideStack",
    "StackPart",
    "Stage",
    "StageBar",
    "StatusChip",
    "Step",
    "TabRow",
    "Tag",
    "Timeline",
    "Total",
    "TotalsBar",
    "ViewPills",
    "Way",
    "Words",
    "count_text",
    "paint_chip",
]
