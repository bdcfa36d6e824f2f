"""Where the compiled form of the program is kept, without which every start translates all of it anew for seconds."""

from __future__ import annotations

import sys
from pathlib import Path

import app


def keep_compiled() -> None:
    """Keep it in this person's cache where it is not kept beside the sources.

    So it is where the program lies in a folder its person cannot write, and under PYTHONDONTWRITEBYTECODE, which is set
    to leave such folders alone. A place named by PYTHONPYCACHEPREFIX is used as it is.
    """
    beside = getattr(app, "__cached__", None)
    if sys.pycache_prefix is not None or (beside and Path(beside).exists()):
        return
    import platformdirs

    sys.pycache_prefix = str(Path(platformdirs.user_cache_dir("tradewright", False)) / "compiled")
    sys.dont_write_bytecode = False
