"""The arrows of the house hold, and the contracts that say so notice every kind of arrow against the stream."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]

# importer, the line it gets, what it then imports
AGAINST_THE_STREAM = (
    ("app.uow", "from app.server import profiles", "app.server.profiles"),
    ("app.reports.files", "from app.modules.office import queries", "app.modules.office.queries"),
    ("app.modules.customers.services", "from app.modules.orders import rules", "app.modules.orders.rules"),
    ("app.modules.customers.queries", "from app.modules.customers import services", "app.modules.customers.services"),
    ("app.ui.parts.bars", "import sqlalchemy", "sqlalchemy"),
    ("app.modules.customers.ui.screens", "from app.models import customers", "app.models.customers"),
    ("app.modules.customers.services", "from PySide6.QtCore import QObject", "PySide6"),
    ("app.modules.customers.services", "from app.ui import theme", "app.ui.theme"),
    ("app.modules.customers.rules", "from app import clock", "app.clock"),
)


def _lint(folder: Path) -> str:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from importlinter.cli import lint_imports_command as go; go()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout + done.stderr


def _copy(target: Path) -> Path:
    shutil.copytree(HOUSE / "app", target / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", target)
    return target


def test_every_arrow_goes_with_the_stream() -> None:
    said = _lint(HOUSE)
    assert ", 0 broken." in said, said


@pytest.fixture(scope="module")
def said_of_crooked(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the contracts say of a copy of the house with every crooked arrow in it."""
    house = _copy(tmp_path_factory.mktemp("crooked"))
    for number, (importer, line, _imported) in enumerate(AGAINST_THE_STREAM):
        with house.joinpath(*importer.split(".")).with_suffix(".py").open("a", encoding="utf-8") as source:
            source.write(f"\n\ndef crooked_{number}() -> None:\n    {line}\n")
    return _lint(house)


@pytest.mark.parametrize(("importer", "line", "imported"), AGAINST_THE_STREAM)
def test_an_arrow_against_the_stream_is_noticed(said_of_crooked: str, importer: str, line: str, imported: str) -> None:
    assert f"{importer} -> {imported} (" in said_of_crooked, said_of_crooked


def test_a_new_room_must_be_given_its_place(tmp_path: Path) -> None:
    room = _copy(tmp_path) / "app" / "modules" / "astrology"
    room.mkdir()
    (room / "__init__.py").touch()
    said = _lint(tmp_path)
    assert "app.modules.astrology" in said and ", 0 broken." not in said, said


def test_main_asks_the_command_line_alone_and_nobody_asks_main() -> None:
    assert _imports(HOUSE / "main.py") == {"app.cli", "app.cli.compiled", "sys"}
    askers = [path for path in (HOUSE / "app").rglob("*.py") if "main" in _imports(path)]
    assert askers == []


def _imports(path: Path) -> set[str]:
    """The modules a file imports, wherever in it; `__future__` aside."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            found.add(node.module or "")
    return found
