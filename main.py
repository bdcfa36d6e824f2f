"""Tradewright: `python main.py` opens the desktop client, `python main.py --help` lists the rest."""

import sys

from app.cli import run
from app.cli.compiled import keep_compiled

if __name__ == "__main__":
    keep_compiled()
    sys.exit(run(sys.argv[1:]))
