"""What keeps the start short and the event loop even: when memory is tidied, and how often threads give way."""

from __future__ import annotations

import gc
import sys
import threading
from contextlib import suppress

from app.errors import UserError

SWITCH_SECONDS = 0.001


def hurry() -> None:
    """From the start until the desk stands.

    Rooms make half a million objects that stay, and every look through them stops all threads: a quarter of the time of
    importing, and 200 ms at once. A window waits one switch for each word it has with Python while a thread imports.
    """
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)


def settle() -> None:
    """The desk stands: what is there now is never looked through again, only what comes and goes from here on."""
    from PySide6.QtCore import QCoreApplication

    from app.ui.collecting import Collector

    gc.freeze()
    if (app := QCoreApplication.instance()) is not None and app.findChild(Collector) is None:
        Collector(app)


def start_server_early() -> None:
    """Let the embedded server start while the program is still being imported.

    Whoever needs it starts it again, which waits for this and finds it running, or says why it does not.
    """

    def start() -> None:
        from app.server import embedded

        with suppress(UserError, OSError):
            embedded.start()

    threading.Thread(target=start, name="early server", daemon=True).start()
