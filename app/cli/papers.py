"""One paper of one document as a PDF."""

from __future__ import annotations

from pathlib import Path

from app.cli.company import Wanted, signed_in, whole_registry
from app.cli.terminal import Terminal
from app.errors import NotFound, RuleError
from app.i18n import _
from app.modules.office.services import count_print
from app.registry import Paper, Registry
from app.reports.files import whole_file
from app.uow import Ctx

LANGUAGES = ("zh", "en", "both")


def find(registry: Registry, kind: str) -> Paper:
    """The paper of a name, or the only paper of a kind of document. Raises NotFound, RuleError."""
    if kind in registry.papers:
        return registry.papers[kind]
    of_kind = registry.papers_of(kind)
    if len(of_kind) > 1:
        raise RuleError("several_papers", kind=kind, known=", ".join(paper.key for paper in of_kind))
    if not of_kind:
        raise NotFound("no_such_paper", kind=kind, known=", ".join(sorted(registry.papers)) or "-")
    return of_kind[0]


def _found(ctx: Ctx, paper: Paper, number: str) -> int:
    try:
        return int(paper.find(ctx, number))
    except NotFound as error:
        raise NotFound("no_such_document", paper=_(paper.title), number=number) from error


def print_paper(terminal: Terminal, wanted: Wanted, kind: str, number: str, *, file: Path, lang: str) -> None:
    """Write the paper of a document to a file. It is no print: a printed copy alone counts as one. Raises UserError."""
    if lang not in LANGUAGES:
        raise RuleError("paper_language_not_known", lang=lang, known=", ".join(LANGUAGES))
    if file.suffix.lower() != ".pdf":
        raise RuleError("file_ending_not_known", file=file.name, known=".pdf")
    registry = whole_registry()
    paper = find(registry, kind)

    def render(ctx: Ctx) -> bytes:
        ctx.require(paper.permission)
        document = _found(ctx, paper, number)
        return paper.render(ctx, document, lang, count_print(ctx, paper.key, document, False))

    with signed_in(wanted, terminal, registry=registry, needs=(paper.permission,)) as database:
        content = database.read(render)
    with whole_file(file) as aside:
        aside.write_bytes(content)
    terminal.say(_("{paper} {number}: {file}").format(paper=_(paper.title), number=number, file=file))
