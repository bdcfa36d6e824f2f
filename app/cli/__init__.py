"""The command line: every command asks for a company, does one thing, and answers with an exit code.

`run` is the only way in. It sets the language first: the commands' help texts are translated when they are declared.
"""

from __future__ import annotations

from collections.abc import Sequence

OK, REFUSED, USAGE, NOT_REACHED = 0, 1, 2, 3


def run(arguments: Sequence[str]) -> int:
    """Do what a command line says; the answer is its exit code (0 done, 1 refused, 2 not understood, 3 no server)."""
    from app.cli.terminal import prepare

    prepare(arguments)
    from app.cli.commands import answer

    return answer(arguments)
