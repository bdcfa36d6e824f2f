"""A line that outlives its deadline is taken for dead; what is known to take long is given longer."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.errors import Unavailable
from app.uow import Cancelled, Ctx, Database, ReadHandle


def _sleep(ctx: Ctx) -> int:
    ctx.session.execute(sa.text("select pg_sleep(0.6)"))
    return 7


def test_a_read_that_is_known_to_take_long_is_cancelled_by_its_handle(sign_in: Callable[[str], Database]) -> None:
    sally, handle = sign_in("sally"), ReadHandle()
    assert sally.read_long(ReadHandle(), _sleep) == 7
    timer = threading.Timer(0.2, handle.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        sally.read_long(handle, _sleep)
    timer.join()


def test_a_gesture_that_outlives_its_deadline_is_known_not_to_be_done(sign_in: Callable[[str], Database]) -> None:
    sally = sign_in("sally")
    with pytest.raises(Unavailable, match="not_saved_line_lost"):
        sally.gesture(uuid.uuid4(), "sleep", _sleep, deadline=0.2)
    assert sally.gesture(uuid.uuid4(), "sleep", _sleep, deadline=30).result == 7
