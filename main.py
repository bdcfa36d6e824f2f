"""Tradewright: `python main.py` opens the desktop client, `python main.py --help` lists the rest."""

import sys

from app.cli import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
