"""Here is a text in several languages: which one does this reader get?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import AfterValidator, StringConstraints

from kb.findings import RuleBroken

Language = Literal["de", "en", "da"]
T = TypeVar("T")
_LINE_END = re.compile("\r\n|\r|\u2028|\u2029")
LANGUAGES: tuple[Language, ...] = get_args(Language)
LOCALES: dict[Language, str] = {"de": "de", "en": "en_GB", "da": "da"}
"""How numbers and days are written in each language."""


def tidy(text: str) -> str:
    """The text in the form it is stored in: NFC, line feeds only, no blanks at the ends of lines.

    Raises RuleBroken, a ValueError, for control characters, which no editor shows and YAML cannot hold.
    """
    text = unicodedata.normalize("NFC", _LINE_END.sub("\n", text.replace("\ufeff", "")))
    for character in text:
        forbidden = unicodedata.category(character) in ("Cc", "Cs") or character in "\ufffe\uffff"
        if forbidden and character not in "\n\t":
            sign = f"U+{ord(character):04X}"
            raise RuleBroken("invisible", f"holds the invisible character {sign}; remove it", sign=sign)
    return "\n".join(line.rstrip() for line in text.replace("\t", "    ").strip().split("\n"))


Words = Annotated[str, AfterValidator(tidy), StringConstraints(min_length=1, max_length=400)]
LongWords = Annotated[str, AfterValidator(tidy), StringConstraints(min_length=1, max_length=50_000)]

LocalizedWords = dict[Language, Words]
LocalizedText = dict[Language, LongWords]
LocalizedList = dict[Language, list[Words]]


def fallback(reader: str, available: tuple[Language, ...] = LANGUAGES) -> tuple[Language, ...]:
    """The order in which a reader of language ``reader`` is offered texts: their own, then the others."""
    first = tuple(language for language in available if language == reader)
    return first + tuple(language for language in available if language != reader)


def choose(texts: Mapping[Language, T], reader: str) -> tuple[Language, T] | None:
    """The text a reader gets and its language, or None if there is no text at all."""
    for language in fallback(reader):
        if language in texts:
            return language, texts[language]
    return None
