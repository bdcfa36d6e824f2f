"""Loading AdventureWorks whole: `python benchmarks/adventureworks.py [FOLDER]`; each step's seconds, and whether all sums agree.

FOLDER holds the files; without it they are looked for beside the repository. The company is made anew; a second load is timed too.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

import common

from app.importing.adventureworks import lines_of, load
from app.registry import DUTIES
from app.server.setup import NewUser

NAME, LOGIN = "bench_adventure", "ba_loader"
PEOPLE = (
    NewUser(LOGIN, "Ada", "Ada", tuple(duty for duty in DUTIES if duty != "worker"), ("00",), common.PASSWORD),
)  # fmt: skip
USUAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "adventureworks"


def measure(folder: Path) -> bool:
    """The table of README.md; answers whether every count and sum was equal."""
    with common.server() as admin:
        print(common.machine(), common.server_version(admin), sep=", ")
        common.fresh_company(admin, NAME, PEOPLE, currency="USD")
        database = common.sign_in(admin, NAME, LOGIN)
        report = load(database, folder)
        began = perf_counter()
        load(database, folder)
        again = perf_counter() - began
        database.close()
    for line in lines_of(report):
        print("  " + line)
    facts = report.facts["adventureworks"]
    rows = [
        (sheet.title, f"{sheet.written:,}", f"{facts['seconds'][sheet.key.rpartition('.')[2]]:.1f}")
        for sheet in report.sheets
    ]
    print()
    common.table(("", "written", "s"), [*rows, ("all, with comparing", "", f"{facts['seconds']['all']:.1f}"),
                                        ("a second load", "0", f"{again:.1f}")])  # fmt: skip
    return report.is_clean and bool(facts["equal"])


if __name__ == "__main__":
    sys.exit(0 if measure(Path(sys.argv[1]) if len(sys.argv) > 1 else USUAL) else 1)
