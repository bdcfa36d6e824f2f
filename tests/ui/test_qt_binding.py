"""The binding itself: a void call must not eat a reference to None (it did in 6.12.0 and aborted after a while)."""

import sys

from PySide6.QtWidgets import QWidget


def test_void_calls_keep_the_references_to_none(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.update()
    before = sys.getrefcount(None)
    for _ in range(1000):
        widget.update()
    assert sys.getrefcount(None) >= before - 20
