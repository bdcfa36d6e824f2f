"""From the command to the home screen: `python benchmarks/start.py [N]`.

Runs `main.py demo` N times (offscreen unless QT_QPA_PLATFORM says otherwise) with data and settings in a folder of its own. The
first run makes the demo company and is told apart; every later one starts interpreter, embedded server and client anew, which is
what a person's second start is. Times are from starting the process.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
STARTED, SAID = "TRADEWRIGHT_BENCH_STARTED", "TRADEWRIGHT_BENCH_SAID"
CLIENT = "app.bootstrap_ui.client"
STEPS = ("sign-in shown", "frame painted", "home filled")


# ---------------------------------------------------------------- in the program
class Watch(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Waits for the program to import its client and looks over its shoulder; nothing is imported earlier for it."""

    def __init__(self) -> None:
        self._loader: importlib.abc.Loader | None = None

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != CLIENT:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None:
            self._loader, spec.loader = spec.loader, self
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        assert self._loader is not None
        self._loader.exec_module(module)
        original = module.Client.run

        def run(client: Any, **options: Any) -> Any:
            looking = look(client)
            code = original(client, **options)
            del looking
            return code

        module.Client.run = run


def look(client: Any) -> Any:
    """A timer that notes when each step is reached, and ends the program after the last."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    began = float(os.environ[STARTED])
    seen: dict[str, float] = {}

    class Painted(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                seen.setdefault("frame painted", time.time() - began)
            return False

    painted = Painted()
    timer = QTimer()

    def tick() -> None:
        if client.sign_in is not None and client.sign_in.isVisible():
            seen.setdefault("sign-in shown", time.time() - began)
        shell = client.shell
        if shell is None:
            return
        if "watched" not in seen:
            seen["watched"] = 0.0
            shell.installEventFilter(painted)
        runner = client.env.runner
        # what home asked for was begun (they wait for the first paint) and has been answered
        if "frame painted" in seen and runner._held is None and not runner._asked:
            seen.setdefault("home filled", time.time() - began)
            Path(os.environ[SAID]).write_text(json.dumps(seen), encoding="utf-8")
            timer.stop()
            shell.close()

    timer.timeout.connect(tick)
    timer.start(5)
    return timer, painted


# ---------------------------------------------------------------- around it
def surroundings(base: Path) -> dict[str, str]:
    """The program's folders in a place of its own."""
    own = {
        name: str(base / name.lower())
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    }
    own |= {f"WIN_PD_OVERRIDE_{name}": str(base / name.lower()) for name in ("LOCAL_APPDATA", "APPDATA")}
    for folder in own.values():
        Path(folder).mkdir(mode=0o755, parents=True, exist_ok=True)
    # bytecode is kept, as on a person's computer, whatever the surroundings of this script say; not beside the sources
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own |= {"PYTHONPYCACHEPREFIX": str(base / "bytecode"), "QT_QPA_PLATFORM": kept.get("QT_QPA_PLATFORM", "offscreen")}
    return {**kept, **own}


def one_start(base: Path) -> dict[str, float]:
    """Seconds until each step of one run."""
    said = base / "said.json"
    said.unlink(missing_ok=True)
    given = {**surroundings(base), SAID: str(said), STARTED: str(time.time())}
    subprocess.run([sys.executable, str(Path(__file__).resolve()), "--inside"], env=given, check=True, timeout=600)
    found: dict[str, float] = json.loads(said.read_text(encoding="utf-8"))
    return found


def measure(times: int) -> None:
    """The table of README.md."""
    from common import machine, median, slow, table

    base = (
        Path(os.environ.get("TRADEWRIGHT_BENCH_FOLDER") or Path(tempfile.gettempdir()) / "tradewright-benchmarks")
        / "start"
    )
    print(machine())
    first = one_start(base)
    print(f"first start (the demo company was made or found): {first['home filled']:.1f} s")
    runs = [one_start(base) for _ in range(times)]
    print(f"\n{times} later starts; median (95 %) in s")
    rows = []
    for step in STEPS:
        spent = [run[step] for run in runs if step in run]
        rows.append((step, f"{median(spent):.2f} ({slow(spent):.2f})" if spent else "not shown"))
    table(("", "s"), rows)


if __name__ == "__main__":
    if "--inside" in sys.argv:
        sys.meta_path.insert(0, Watch())
        from app.cli import run

        sys.exit(run(["demo"]))
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
