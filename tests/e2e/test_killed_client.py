"""A client is killed while somebody types: nothing is in the database, everything typed is offered again."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from app.ui.drafts import DraftStore
from tests.helpers.database import PASSWORD

ROOT = Path(__file__).resolve().parents[2]


def test_what_was_typed_is_offered_again_after_a_kill(admin_url: URL, own_database: str) -> None:
    url = admin_url.set(drivername="postgresql", database=own_database, username="maria", password=PASSWORD, query={})
    with tempfile.TemporaryDirectory() as folder:
        client = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.typist", url.render_as_string(hide_password=False), folder, "Halb getippt"],
            cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert client.stdout is not None
            assert client.stdout.readline() == "kept\n"
        finally:
            client.kill()
            client.wait(30)
            client.stdout.close()
        kept = DraftStore(Path(folder)).kept()
    assert [(k.screen, k.values["name"], k.record_id) for k in kept] == [("customers.customer", "Halb getippt", None)]
    engine = sa.create_engine(admin_url.set(database=own_database))
    with engine.connect() as connection:
        assert connection.execute(sa.text("select count(*) from tw.customer")).scalar() == 0
    engine.dispose()
