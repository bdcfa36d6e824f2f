"""The composition root of the desktop: registry with screens, theme, sign-in, one desk a signed-in person.

Importing this costs nothing: SQLAlchemy and all rooms take more than a second to import, and the first window must
stand before that. `desk` (registry, DOORS, make_env) is therefore imported when it is first asked for; the client does
that in the background while the person types a password.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.bootstrap_ui import pace

if TYPE_CHECKING:
    from app.bootstrap_ui.desk import DOORS, draft_folder, make_env, registry

__all__ = ["DOORS", "draft_folder", "make_env", "registry", "run_client", "run_demo"]
_OF_DESK = ("DOORS", "draft_folder", "make_env", "registry")


def __getattr__(name: str) -> Any:
    if name in _OF_DESK:
        from app.bootstrap_ui import desk

        return getattr(desk, name)
    raise AttributeError(name)


def run_client(*, profile: str = "", lang: str = "") -> int:
    """Open the client at its sign-in; answers the exit code."""
    pace.hurry()
    from app.bootstrap_ui.client import Client

    return Client(lang=lang).run(profile=profile)


def run_demo(*, as_: str | None = None, lang: str = "", tour: Path | None = None, fresh: bool = False) -> int:
    """Open the demo company, signed in as somebody (the sales manager if not said); answers the exit code.

    as_: login or duty. tour: folder for the pictures of the first working day. fresh: make the company anew first.
    """
    if tour is not None:
        from app.bootstrap_ui.tour import play

        return play(tour, lang=lang)
    pace.hurry()
    pace.start_server_early()
    from app.bootstrap_ui.client import Client

    return Client(lang=lang, fresh_demo=fresh).run(demo_as=as_ or "sales_manager")
