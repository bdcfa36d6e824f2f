"""What the tests of windows share: the light theme and the English language, put back after each test."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.i18n import set_language
from app.ui import theme


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> Iterator[None]:
    set_language("en")
    if theme.look().theme.name != "light" or theme.look().scale != 1.0 or not qapp.styleSheet():
        theme.apply(qapp, "light")
    yield
    set_language("en")
