"""What a person is told when something is refused. Services raise keys; only edges translate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class UserError(Exception):
    """A refusal a person can act on: a message key, its parameters and, where known, the place.

    key: looked up in the catalogue under context "error", in every language.
    field: the dotted place of the wrong value in the draft ("customer", "lines.3.quantity"), or "".
    """

    def __init__(self, key: str, /, *, field: str = "", **params: object) -> None:
        super().__init__(key, params)
        self.key = key
        self.field = field
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.key}({shown})" if shown else self.key


class RuleError(UserError):
    """A rule of the business refuses; the person can mend the input or ask someone who may."""


class NotAllowed(UserError):
    """The person lacks the duty or the row is outside what they may see."""


class Conflict(UserError):
    """Someone else changed the row since it was read; `fields` names what differs where that is known."""


class NotFound(UserError):
    """The row does not exist or is not visible to this person."""


class Unavailable(UserError):
    """The server cannot be reached or did not answer in time; nothing was decided about the data."""


class InDoubt(Unavailable):
    """The connection was lost while committing and the outcome could not yet be asked for."""


class ManyErrors(UserError):
    """Several refusals of one draft, each with its own place, so that all are shown at once."""

    def __init__(self, errors: Sequence[UserError]) -> None:
        super().__init__("many_errors", count=len(errors))
        self.errors = tuple(errors)
