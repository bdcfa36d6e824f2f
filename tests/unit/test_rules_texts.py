"""Every key a rule raises has a sentence in both languages, with the same parameters."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.i18n import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2] / "app"
SOURCES = [ROOT / "values.py", ROOT / "working_calendar.py", *sorted(ROOT.glob("modules/*/rules.py"))]
ENGINE = sorted(ROOT.glob("modules/mrp/engine/*.py"))


def raised(source: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """(key, names of its parameters) of every RuleError; the local `error(…)` of orders adds `line`."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        first = node.args[0]
        if node.func.id in ("RuleError", "error") and isinstance(first, ast.Constant):
            extra = {"line"} if node.func.id == "error" else set()
            yield str(first.value), frozenset({word.arg for word in node.keywords if word.arg} - {"field"} | extra)


def problem_keys() -> set[str]:
    text = "".join(source.read_text(encoding="utf-8") for source in ENGINE)
    return {*re.findall(r'Problem\("(\w+)"', text), *re.findall(r'keys\.append\("(\w+)"', text)}


RAISED = sorted(
    {found for source in SOURCES for found in raised(source)}, key=lambda found: (found[0], sorted(found[1]))
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("key", "names"), RAISED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_refusal_has_a_sentence_that_its_parameters_fill(lang: str, key: str, names: frozenset[str]) -> None:
    sentence = catalogue(lang).pgettext("error", key)
    assert sentence != key
    assert {name for _text, name, _format, _conversion in string.Formatter().parse(sentence) if name} <= names


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_problem_of_the_plan_has_a_sentence(lang: str) -> None:
    keys = problem_keys()
    assert len(keys) == 7
    assert [key for key in keys if catalogue(lang).pgettext("error", key) == key] == []
