"""Reading lists: keyset pages, jumps, counts, totals, groups and streams over a `ListSpec`.

Nothing here knows a room. All text of a person reaches the server as bound values; names come from descriptors alone.
"""

from app.lists.figures import count, count_exact, distinct_values, groups, stream, totals
from app.lists.pages import Key, Page, jump, key_of, page, row_keys
from app.lists.query import Query

__all__ = [
    "Key", "Page", "Query", "count", "count_exact", "distinct_values", "groups", "jump", "key_of", "page", "row_keys",
    "stream", "totals",
]  # fmt: skip
