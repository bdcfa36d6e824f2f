"""A client of its own process that types into a new customer and then waits to be killed.

Called as `python -m tests.helpers.typist URL DRAFTS TEXT`; prints "kept" once the draft lies on disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from sqlalchemy.engine import make_url

from app.bootstrap_ui.desk import make_env, registry
from app.ui import theme
from app.ui.form import FormScreen
from app.uow import Address, open_database


def main() -> None:
    """Sign in, type, and stay there."""
    url, drafts, text = make_url(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    app = QApplication([])
    theme.apply(app, "light")
    address = Address(url.host or "", url.port or 0, url.database or "")
    database = open_database(registry(), address, url.username or "", url.password or "")
    env = make_env(database, drafts=drafts)
    form = FormScreen(env, registry().screens["customers.customer"], None, {})
    form.resize(1200, 700)
    form.show()

    def type_it() -> None:
        field = form.findChild(QLineEdit, "name")
        if form.state is None or field is None:
            QTimer.singleShot(20, type_it)
            return
        QTest.keyClicks(field, text)
        field.clearFocus()
        watch()

    def watch() -> None:
        if any(kept.values.get("name") == text for kept in env.drafts.kept()):
            sys.stdout.write("kept\n")
            sys.stdout.flush()
        else:
            QTimer.singleShot(50, watch)

    QTimer.singleShot(0, type_it)
    app.exec()


if __name__ == "__main__":
    main()
