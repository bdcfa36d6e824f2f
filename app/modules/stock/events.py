"""What stock tells later rooms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StockPosted:
    """A stock document was posted."""

    document_id: int
    kind: str
    source_kind: str
    source_id: int | None


@dataclass(frozen=True, slots=True)
class GoodsAvailable:
    """More of these items lies in stock than before: what waits for them may go on."""

    item_ids: tuple[int, ...]
    document_id: int
    source_kind: str
    source_id: int | None


@dataclass(frozen=True, slots=True)
class StockReversed:
    """A posted document was undone by its mirror; both stay. kind: of the document undone."""

    document_id: int
    mirror_id: int
    kind: str
    source_kind: str
    source_id: int | None
