"""Start to home: from `python main.py demo` until the home screen is painted with its pending work; and every stall.

Runs the program as a person does, in a process of its own, with a meter beside it: a timer of a few milliseconds whose
gaps are the times the event loop stood still. `python benchmarks/start.py` starts it six times; the first, which may make
the demo company and the caches, does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import runpy
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TICK_MS, STALL_MS, AFTER_SECONDS, LONGEST_SECONDS = 2, 50.0, 3.0, 120.0
STAGES = ("window", "signed in", "frame", "home")


# ---------------------------------------------------------------- the program under the meter
class Meter:
    """Times of the stages since the process was asked for, and the gaps of the event loop."""

    def __init__(self, client: Any, started: float) -> None:
        from PySide6.QtCore import QEvent, QObject, Qt, QTimer

        class Paints(QObject):
            """Notes when the pending work was last painted."""

            at = 0.0

            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint:
                    self.at = time.time()
                return False

        self.client, self.started = client, started
        self.stages: dict[str, float] = {}
        self.stalls: list[tuple[str, float]] = []
        self.longest = 0.0
        self._paints, self._loaded, self._last = Paints(), 0.0, time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """The event loop runs."""
        self._last = time.perf_counter()
        self._timer.start(TICK_MS)

    def note(self, stage: str, at: float | None = None) -> None:
        """A stage is reached."""
        self.stages.setdefault(stage, ((at or time.time()) - self.started) * 1000)

    def watch_home(self) -> None:
        """The frame is made: its first paint is about to come."""
        self.note("frame")
        self.client.shell.places[0].widget.pending.grid.view.viewport().installEventFilter(self._paints)

    def _tick(self) -> None:
        now = time.perf_counter()
        gap, self._last = (now - self._last) * 1000, now
        self.longest = max(self.longest, gap)
        if gap > STALL_MS:
            self.stalls.append((next(reversed(self.stages), "start"), round(gap, 1)))
        self._look()

    def _look(self) -> None:
        if "home" in self.stages:
            if time.time() - self.started > self.stages["home"] / 1000 + AFTER_SECONDS:
                self.end()
        elif time.time() - self.started > LONGEST_SECONDS:
            self.end()
        elif self.client.shell is not None:
            self._look_at_home()

    def _look_at_home(self) -> None:
        pending = self.client.shell.places[0].widget.pending
        has_all = len(pending._found) == len(pending.kinds) and not self.client.env.runner.is_busy
        if has_all and not self._loaded:
            self._loaded = time.time()
        if self._loaded and self._paints.at and time.time() > self._loaded + 0.03:  # nothing more was to paint
            self.note("home", max(self._loaded, self._paints.at))

    def end(self) -> None:
        """Say what was measured, and close the program as a person would."""
        self._timer.stop()
        print(json.dumps({"stages": self.stages, "stalls": self.stalls, "longest": self.longest}), flush=True)
        if self.client.shell is not None:
            self.client.shell.close()
        else:
            self.client.app.quit()


def measured(started: float) -> None:
    """Run `main.py demo` with the meter, which joins where the program is about to import its windows."""
    sys.path.insert(0, str(ROOT))
    from app.bootstrap_ui import pace

    start_server = pace.start_server_early

    def joined() -> None:
        start_server()
        _measure_client(started)

    pace.start_server_early = joined
    sys.argv = ["main.py", "demo"]
    runpy.run_path(str(ROOT / "main.py"), run_name="__main__")


def _measure_client(started: float) -> None:
    """Let every client made from here on carry a meter."""
    from app.bootstrap_ui import client as place

    class Measured(place.Client):
        def __init__(self, **how: Any) -> None:
            super().__init__(**how)
            self.meter = Meter(self, started)

        def show_sign_in(self, **how: Any) -> None:
            super().show_sign_in(**how)
            self.meter.note("window")
            self.meter.begin()

        def _entered(self, *who: Any) -> None:
            self.meter.note("signed in")
            super()._entered(*who)
            self.meter.watch_home()

    place.Client = Measured  # type: ignore[misc]


# ---------------------------------------------------------------- starting it again and again
def once(surroundings: dict[str, str]) -> dict[str, Any]:
    """One start in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--measured", repr(time.time())]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=LONGEST_SECONDS + 60)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines or "home" not in json.loads(lines[-1])["stages"]:
        raise SystemExit(f"the program did not reach its home:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def surroundings() -> dict[str, str]:
    """Folders of its own for the demo, so that nobody's is touched (on Windows the person's own demo is started)."""
    base = Path(os.environ.get("TRADEWRIGHT_BENCH_FOLDER") or Path(tempfile.gettempdir()) / "tradewright-benchmarks")
    names = ("DATA", "CACHE", "CONFIG", "STATE")
    folders = {f"XDG_{name}_HOME": base / "start" / name.lower() for name in names}
    for folder in folders.values():
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    return {"QT_QPA_PLATFORM": "offscreen", **os.environ, **{k: str(v) for k, v in folders.items()}}


def main() -> None:
    """Measure and print the table."""
    import common

    asked = argparse.ArgumentParser()
    asked.add_argument("--runs", type=int, default=5)
    runs, around = asked.parse_args().runs, surroundings()
    once(around)
    found = [once(around) for _ in range(runs)]
    print(common.machine())
    rows = [
        (stage, *(f"{pick([one['stages'][stage] for one in found]):,.0f}" for pick in (common.median, min, max)))
        for stage in STAGES
    ]
    longest = [one["longest"] for one in found]
    rows.append(("longest stall", *(f"{pick(longest):,.0f}" for pick in (common.median, min, max))))
    common.table(("ms since start", "median", "least", "most"), rows)
    for one in found:
        print("stalls over 50 ms:", ", ".join(f"{ms:.0f} after {stage}" for stage, ms in one["stalls"]) or "none")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measured"]:
        measured(float(sys.argv[2]))
    else:
        main()
