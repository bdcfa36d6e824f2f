"""What opportunities tell later rooms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpportunityWon:
    """A deal was won; what was agreed stands in its lines."""

    opportunity_id: int
