"""Words in the person's language, and in any other for paper. No Qt here.

The English text is the key of everything shown (`_("Sales orders")`); error keys stand under the context "error"
and have a text in every language. One .po file a room lies in resources/locale/<lang>/LC_MESSAGES/ and all files of
a language are read as one catalogue.
"""

from __future__ import annotations

import gettext
import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import platformdirs

from app.errors import UserError

LANGUAGES = ("zh", "en")
LOCALE_DIR = Path(__file__).resolve().parent.parent / "resources" / "locale"

_override: ContextVar[str | None] = ContextVar("language", default=None)
_program = ["en"]


def set_language(lang: str) -> None:
    """Set the language of the whole program (screens and messages), for every thread."""
    _program[0] = lang if lang in LANGUAGES else "en"


def language() -> str:
    """The language in force here: "zh" or "en"."""
    return _override.get() or _program[0]


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Translate into another language within the block, as paper does for a foreign partner."""
    token = _override.set(lang)
    try:
        yield
    finally:
        _override.reset(token)


def _compiled(lang: str) -> bytes:
    """The catalogue of a language as .mo bytes, compiled once per state of its .po files and kept in the cache."""
    folder = LOCALE_DIR / lang / "LC_MESSAGES"
    sources = sorted(folder.glob("*.po"))
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    kept = Path(platformdirs.user_cache_dir("tradewright", False)) / f"{lang}-{digest.hexdigest()[:16]}.mo"
    if kept.exists():
        return kept.read_bytes()
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=lang)
    for source in sources:
        with source.open("rb") as handle:
            for message in read_po(handle, locale=lang):
                if message.id and message.string:
                    whole.add(message.id, message.string, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, whole)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle_no, aside = tempfile.mkstemp(dir=kept.parent)
        with os.fdopen(handle_no, "wb") as out:
            out.write(buffer.getvalue())
        Path(aside).replace(kept)
    except OSError:
        pass  # a read-only or full disk costs a compilation at each start, nothing else
    return buffer.getvalue()


@cache
def catalogue(lang: str) -> gettext.NullTranslations:
    """The translations of one language; English falls back to the text itself."""
    return gettext.GNUTranslations(io.BytesIO(_compiled(lang)))


def _(text: str) -> str:
    """Translate a text of the program into the language in force."""
    return catalogue(language()).gettext(text) if text else text


def N_(text: str) -> str:
    """Mark a text for translation later (in descriptors, which are made before a language is known)."""
    return text


def in_language(lang: str) -> Callable[[str], str]:
    """A translating function into the given language, for papers."""
    return catalogue(lang).gettext


def error_text(error: UserError) -> str:
    """The sentence for a refusal in the language in force; an unknown key is shown as it is."""
    found = catalogue(language()).pgettext("error", error.key)
    try:
        return found.format(**error.params)
    except (KeyError, IndexError, ValueError):
        return f"{found} {dict(error.params)}"
