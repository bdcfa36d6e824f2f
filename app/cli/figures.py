"""Journals and reports as files: every list of every screen and every report the rooms declare, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from app import clock, lists
from app.cli.company import Wanted, signed_in, whole_registry
from app.cli.terminal import Terminal
from app.errors import NotFound, RuleError
from app.i18n import _, language
from app.importing.cells import typed
from app.registry import Column, Field, ListSpec, Registry, Report, SheetColumn
from app.reports import csv_file, excel
from app.reports.columns import Kind, ReportColumn, sums_shown
from app.uow import Ctx, ReadHandle

_KINDS: Mapping[str, Kind] = {
    "quantity": "quantity", "money": "money", "price": "price", "percent": "percent", "bar": "percent", "number": "integer",
    "date": "date", "datetime": "datetime", "bool": "bool",
}  # fmt: skip
_PIXELS = 7  # that a character of the screen takes, to turn a column's width into characters


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can be written to a file: a journal (a screen's list) or a report."""

    name: str
    title: str
    permission: str
    spec: ListSpec | None = None
    report: Report | None = None


# ---------------------------------------------------------------- what there is
def sources(registry: Registry) -> dict[str, Source]:
    """Every journal and report by name, sorted; a report goes before the list of a screen of the same name."""
    found = {
        key: Source(key, screen.title, screen.permission, spec=screen.list)
        for key, screen in registry.screens.items()
        if screen.list is not None
    }
    found |= {key: Source(key, one.title, one.permission, report=one) for key, one in registry.reports.items()}
    return dict(sorted(found.items()))


def show_names(terminal: Terminal) -> None:
    """List what `report` can write, with the parameters of reports."""
    rows = []
    for name, source in sources(whole_registry()).items():
        asked = ", ".join(field.key + ("*" if field.required else "") for field in _parameters(source))
        rows.append((name, _("Report") if source.report else _("Journal"), _(source.title), asked))
    terminal.table([_("Name"), _("Kind"), _("Title"), _("Parameters")], rows)


def find(registry: Registry, name: str) -> Source:
    """The journal or report of a name, or of a title in the language in force. Raises NotFound."""
    known = sources(registry)
    by_title = {_(source.title).casefold(): source for source in known.values()}
    source = known.get(name) or by_title.get(name.casefold())
    if source is None:
        raise NotFound("no_such_report", name=name)
    return source


def _parameters(source: Source) -> tuple[Field, ...]:
    return source.report.parameters if source.report else ()


# ---------------------------------------------------------------- writing one
def write_file(
    terminal: Terminal, wanted: Wanted, name: str, *, where: str, parameters: Sequence[str], file: Path
) -> None:
    """Write a journal or report to .xlsx or .csv, streamed. Raises UserError."""
    registry = whole_registry()
    source = find(registry, name)
    write = writer_for(file)
    given = typed_parameters(source, parameters)
    if where and source.spec is None:
        raise RuleError("report_takes_no_search", name=source.name)
    title = _(source.title)
    with signed_in(wanted, terminal, registry=registry, needs=(source.permission,)) as database:

        def run(ctx: Ctx) -> int:
            ctx.require(source.permission)
            columns, rows, totals = _journal(ctx, source.spec, where) if source.spec else _report(ctx, source, given)
            done = write(
                file, title=title, columns=columns, rows=rows, zone=clock.zone(), totals=totals,
                conditions=where or ", ".join(parameters), lang=language(),
                progress=lambda n: terminal.progress(_("{title}: {n} lines").format(title=title, n=f"{n:,}")),
            )  # fmt: skip
            return done or 0

        count = database.read_long(ReadHandle(), run)
    terminal.say(_("{file}: {n} lines").format(file=file, n=f"{count:,}"))


def writer_for(file: Path) -> Callable[..., int | None]:
    """What writes files of this ending. Raises RuleError("file_ending_not_known")."""
    writers: dict[str, Callable[..., int | None]] = {".xlsx": excel.write_journal, ".csv": csv_file.write_csv}
    try:
        return writers[file.suffix.lower()]
    except KeyError:
        raise RuleError("file_ending_not_known", file=file.name, known=", ".join(writers)) from None


_Written = tuple[list[ReportColumn], Iterable[Sequence[Any]], Mapping[str, Decimal] | None]


def _journal(ctx: Ctx, spec: ListSpec, where: str) -> _Written:
    """A list as its screen first shows it, with the currency of amounts that stand in several."""
    shown = [column for column in spec.columns if not column.hidden]
    keys = {column.key for column in shown}
    currencies = dict.fromkeys(c.currency for c in shown if c.currency and c.currency not in keys)
    shown += [Column(key, spec_title(spec, key), "code", 60) for key in currencies]
    query = lists.Query(search=where)
    rows = lists.stream(ctx, spec, query, [column.key for column in shown])
    totals = lists.totals(ctx, spec, query) if any(column.total for column in shown) else None
    return [report_column(column) for column in shown], _worded(shown, rows), sums_shown(shown, totals)


def spec_title(spec: ListSpec, key: str) -> str:
    """The title of a list's column; a currency the list only leans on is called so."""
    return next((column.title for column in spec.columns if column.key == key), "Currency")


def _report(ctx: Ctx, source: Source, given: Mapping[str, Any]) -> _Written:
    assert source.report is not None
    rows = source.report.rows(ctx, **given)
    columns = list(source.report.columns)
    summed = _Sums([column.total for column in columns])
    totals = _Totals([column.key for column in columns], summed) if any(summed.places) else None
    return [report_column(column) for column in columns], summed.over(_worded(columns, rows)), totals


def report_column(column: Column) -> ReportColumn:
    """A column of a list as a file has it."""
    width = max(6.0, column.width / _PIXELS)
    return ReportColumn(
        column.key, _(column.title), _KINDS.get(column.kind, "text"), width, _(column.unit) if column.unit else ""
    )


def _worded(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Stored keys as words where a column has words for them."""
    words = [{key: _(title) for key, (title, _look) in (column.status or {}).items()} for column in columns]
    for row in rows:
        yield [known.get(value, value) if known else value for known, value in zip(words, row, strict=False)]


class _Sums:
    """Adds up the columns of a report while its rows pass by, since they are made once only."""

    def __init__(self, places: Sequence[bool]) -> None:
        self.places = places
        self.sums = [Decimal(0) for _place in places]

    def over(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The same rows."""
        for row in rows:
            for place, is_summed in enumerate(self.places):
                if is_summed and row[place] is not None:
                    self.sums[place] += row[place]
            yield row


class _Totals(Mapping[str, Decimal]):
    """The sums of a report as they stand when they are asked for: after the last row."""

    def __init__(self, keys: Sequence[str], sums: _Sums) -> None:
        self._places = {key: place for place, key in enumerate(keys) if sums.places[place]}
        self._sums = sums

    def __getitem__(self, key: str) -> Decimal:
        return self._sums.sums[self._places[key]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


# ---------------------------------------------------------------- parameters
def typed_parameters(source: Source, given: Sequence[str]) -> dict[str, Any]:
    """The values of "key=value" texts as the report's parameters want them. Raises RuleError naming what is wrong."""
    known = {field.key: field for field in _parameters(source)}
    found: dict[str, Any] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or key.strip() not in known:
            raise RuleError("parameter_not_known", text=text, known=", ".join(known) or "-")
        found[key.strip()] = _typed(known[key.strip()], value.strip())
    for key, field in known.items():
        if key not in found and field.default is not None:
            found[key] = field.default() if callable(field.default) else field.default
        if field.required and key not in found:
            raise RuleError("parameter_missing", name=key, title=_(field.title))
    return found


def _typed(field: Field, text: str) -> str | int | Decimal | date | datetime | bool | None:
    column = SheetColumn(field.key, (field.title,), field.kind, field.required, field.help)
    if field.choices and text not in dict(field.choices):
        by_title = {_(title): value for value, title in field.choices}
        if text not in by_title:
            raise RuleError("parameter_not_a_choice", name=field.key, known=", ".join(dict(field.choices)))
        text = by_title[text]
    try:
        value: str | int | Decimal | date | datetime | bool | None = typed(text, column)
    except RuleError as error:
        raise RuleError(error.key, field=field.key, **error.params) from error
    return value
