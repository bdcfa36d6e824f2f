"""What texts are found by: the same search keys that rows have, made by the database."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from app.uow import Ctx


def search_keys(ctx: Ctx, texts: Sequence[str]) -> list[str]:
    """The key of each text: folded, in full pinyin and in initials, one a line."""
    statement = sa.text(
        "select tw.search_key(t.text) from unnest(cast(:texts as text[])) with ordinality as t (text, n) order by t.n"
    )
    return list(ctx.session.execute(statement, {"texts": list(texts)}).scalars())
