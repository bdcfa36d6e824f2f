"""The language of a paper: Chinese, English, or both with Chinese first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.i18n import catalogue

Lang = Literal["zh", "en", "both"]


@dataclass(frozen=True)
class Said:
    """A text of the data in both languages; where one is empty the other stands for it."""

    zh: str
    en: str = ""


Text = str | Said


@dataclass(frozen=True)
class Label:
    """A word of the form: `main` in the leading language, `second` in the other or empty."""

    main: str
    second: str = ""

    @property
    def inline(self) -> str:
        """Both on one line."""
        return f"{self.main} {self.second}".rstrip()


def paper_text(lang: str, text: str) -> str:
    """Translate a word of a form.

    Forms have a context of their own ("paper"), since a word on a form is often shorter than on a screen:
    "Left" is the time a technician left, "Out" what was taken out of the store.
    """
    return catalogue(lang).pgettext("paper", text)


class Words:
    """Says form words and data in the language of one paper."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.leading = "en" if lang == "en" else "zh"

    def __call__(self, text: str, **params: object) -> str:
        """A form word in the leading language."""
        return self._format(self.leading, text, params)

    def label(self, text: str, **params: object) -> Label:
        """A form word, with its English beside it on a paper in both languages."""
        second = self._format("en", text, params) if self.lang == "both" else ""
        return Label(self(text, **params), second)

    def inline(self, text: str, **params: object) -> str:
        """A form word in every language of this paper, on one line."""
        return self.label(text, **params).inline

    def count(self, n: int, one: str, many: str) -> str:
        """A counted thing on one line; `one` and `many` are form words holding {n}."""
        return self.inline(one if n == 1 else many, n=n)

    def counted(self, n: int, one: str, many: str) -> str:
        """The same in the leading language only."""
        return self(one if n == 1 else many, n=n)

    def say(self, text: Text) -> str:
        """A text of the data; on a paper in both languages the two stand side by side."""
        return " ".join(self.each(text))

    def stack(self, text: Text) -> str:
        """A text of the data; on a paper in both languages one below the other."""
        return "\n".join(self.each(text))

    def each(self, text: Text) -> tuple[str, ...]:
        """A text of the data, once per language of this paper, without repeating and without empty ones."""
        if isinstance(text, str):
            return (text,) if text else ()
        wanted = {"zh": (text.zh or text.en,), "en": (text.en or text.zh,), "both": (text.zh, text.en)}[self.lang]
        return tuple(dict.fromkeys(one for one in wanted if one))

    def describe(self, name: Text, specification: Text) -> tuple[str, ...]:
        """Name and specification together, once per language; a specification in one language only stands once."""
        names, details = self.each(name), self.each(specification)
        if len(details) < len(names):
            return (*names[:-1], f"{names[-1]} {details[0]}") if details else names
        named = (*names, *[""] * (len(details) - len(names)))
        return tuple(f"{one} {detail}".strip() for one, detail in zip(named, details, strict=True))

    @staticmethod
    def _format(lang: str, text: str, params: dict[str, object]) -> str:
        found = paper_text(lang, text)
        return found.format(**params) if params else found
