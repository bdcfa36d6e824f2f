"""Both languages are complete: every marked text has its Chinese, every error key a sentence in both."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from app.i18n import LOCALE_DIR, catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*sorted((ROOT / "app").rglob("*.py")), ROOT / "main.py"]
ERRORS = {
    "UserError",
    "RuleError",
    "NotAllowed",
    "Conflict",
    "NotFound",
    "Unavailable",
    "InDoubt",
    "ManyErrors",
    "Cancelled",
}


def _calls() -> list[tuple[Path, ast.Call, str]]:
    found = []
    for path in SOURCES:
        if not path.exists():
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                found.append((path, node, name))
    return found


def _text(node: ast.Call) -> str | None:
    if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
        return node.args[0].value
    return None


def _has(lang: str, context: str, key: str) -> bool:
    return catalogue(lang).pgettext(context, key) != key


def test_every_text_of_the_program_has_its_chinese() -> None:
    missing = set()
    for path, node, name in _calls():
        text = _text(node)
        if name not in ("_", "N_") or not text or not re.search(r"[A-Za-z]{2}", text):
            continue
        # words of papers stand under a context of their own
        if catalogue("zh").gettext(text) == text and not _has("zh", "paper", text):
            missing.add(f"{path.relative_to(ROOT)}:{node.lineno} {text!r}")
    same_in_both = {"OEM", "SWOT", "PDF", "Excel", "QR", "Tradewright", "English"}
    missing = {m for m in missing if m.split(" ", 1)[1].strip("'\"") not in same_in_both}
    assert sorted(missing) == []


def test_every_error_key_has_a_sentence_in_both_languages() -> None:
    keys: dict[str, str] = {}
    for path, node, name in _calls():
        if name in ERRORS and (key := _text(node)):
            keys[key] = f"{path.relative_to(ROOT)}:{node.lineno}"
    for path in (ROOT / "app/models/sql").rglob("*.sql"):
        for key in re.findall(r"tw\.fail\('TW00\d', '([a-z_]+)'", path.read_text(encoding="utf-8")):
            keys[key] = str(path.relative_to(ROOT))
    registry_only = {"registered_twice", "unknown_name"}  # raised at start to the developer, never to a person
    missing = [
        f"{lang}: {key} ({place})"
        for key, place in sorted(keys.items())
        if key not in registry_only
        for lang in ("en", "zh")
        if not _has(lang, "error", key)
    ]
    assert missing == []


def test_parameters_are_the_same_in_both_languages() -> None:
    from babel.messages.pofile import read_po

    wrong = []
    for path in sorted((LOCALE_DIR / "zh" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle, locale="zh"):
                if not message.id or message.context or not isinstance(message.id, str):
                    continue
                asked = set(re.findall(r"{(\w+)", message.id))
                given = set(re.findall(r"{(\w+)", str(message.string)))
                if not given <= asked:
                    wrong.append(f"{path.name}: {message.id!r} {given - asked}")
    assert wrong == []


def test_a_text_has_one_translation() -> None:
    """All catalogues are read as one: the same English text with two Chinese ones would show by chance."""
    from babel.messages.pofile import read_po

    seen: dict[tuple[object, object], tuple[str, str]] = {}
    twice = []
    for path in sorted((LOCALE_DIR / "zh" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as handle:
            for message in read_po(handle, locale="zh"):
                if not message.id:
                    continue
                key, text = (message.context, str(message.id)), str(message.string)
                if key in seen and seen[key][0] != text:
                    twice.append(f"{message.id!r}: {seen[key][1]} {seen[key][0]!r}, {path.name} {text!r}")
                seen.setdefault(key, (text, path.name))
    assert twice == []
