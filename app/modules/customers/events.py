"""What customers tell later rooms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CustomerStageMoved:
    """A customer reached another stage, by event or by hand."""

    customer_id: int
    from_stage: str
    to_stage: str
