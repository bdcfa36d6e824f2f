"""The tour of the first working day as a person starts it: a program of its own, real windows, files at the end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PySide6.QtGui import QImage

from app.bootstrap_ui.tour.steps import STEPS

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ("order-confirmation", "pick-list", "delivery-note", "dispatch-sheet")
LIMIT_SECONDS = 420  # alone a minute; beside the other workers of the suite it waits for its turn

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A data folder of its own, where the account of an embedded server started by root can reach it."""
    with tempfile.TemporaryDirectory(prefix="tradewright-tour-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def played(home: Path) -> tuple[subprocess.CompletedProcess[str], Path]:
    """What the program said, and the folder it left behind."""
    out = home / "out of the tour"
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(home), "LOCALAPPDATA": str(home)}
    done = subprocess.run(
        [sys.executable, "main.py", "demo", "--tour", str(out), "--lang", "en"],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, encoding="utf-8", timeout=LIMIT_SECONDS, check=False,
    )  # fmt: skip
    return done, out


def test_the_tour_plays_every_step_and_says_its_time(played: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, out = played
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert len(re.findall(r"^ *\d+/\d+ +[\d.]+ s  .+$", done.stdout, re.M)) == len(STEPS)
    assert not list(out.glob("failed-*"))


def test_there_are_pictures_in_both_languages(played: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    _done, out = played
    names = {path.name for path in out.glob("*.png")}
    in_both = [n for n in names if re.match(r"\d\d-zh-", n) and n.replace("-zh-", "-en-", 1) in names]
    assert len(in_both) >= 30
    for path in out.glob("*.png"):
        picture = QImage(str(path))
        assert (picture.width(), picture.height()) == (1366, 768), path.name
    some = sorted(in_both)[0]
    assert QImage(str(out / some)) != QImage(str(out / some.replace("-zh-", "-en-", 1)))


@pytest.mark.parametrize("paper", PAPERS)
def test_each_paper_speaks_its_language(played: tuple[subprocess.CompletedProcess[str], Path], paper: str) -> None:
    _done, out = played
    texts = {lang: _text(out / f"{paper}-{lang}.pdf") for lang in ("zh", "en", "both")}
    assert re.search(r"[\u4e00-\u9fff]", texts["zh"])
    assert len(set(texts.values())) == 3
    number = re.search(r"(SO|PK|DN|SD)-\d{6}-\d{5}", texts["zh"])
    assert number and all(number[0] in text for text in texts.values())


def _text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def test_the_journal_of_order_lines_is_an_excel_file(played: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    _done, out = played
    book = openpyxl.load_workbook(out / "order-lines.xlsx")
    cells = {cell.value for row in book.active.iter_rows() for cell in row}
    assert "LDG-050-316" in cells
    assert len(list(book.active.iter_rows())) > 50
