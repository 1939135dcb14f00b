"""Here is a record as the index keeps it: which texts has it that passages can be taken from?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from indexer.analysis.tokenizer import Occurrences, occurrences
from kb.localized import LANGUAGES, Language

_FIELDS = (
    "title",
    "summary",
    "results",
    "approach",
    "challenge",
    "success_factors",
    "limiting_factors",
    "resources",
    "transferability",
)


class ReadText(NamedTuple):
    """One text of a hit with its terms, which snippets and matches both look through."""

    field: str
    language: Language
    text: str
    terms: Occurrences


def read_texts(record: Mapping[str, Any]) -> tuple[ReadText, ...]:
    """The texts of a record with their terms."""
    return tuple(
        ReadText(name, language, text, occurrences(text))
        for name, language, text in texts_of(record)
        if language in LANGUAGES
    )


def texts_of(record: Mapping[str, Any]) -> Iterable[tuple[str, Language, str]]:
    """The texts of a record, title first, with field and language."""
    for name in _FIELDS:
        values = record.get(name) or {}
        if name == "limiting_factors":
            for factor in values or ():
                for language, text in factor["text"].items():
                    yield name, language, text
            continue
        for language, text in values.items():
            yield name, language, "\n".join(text) if isinstance(text, list) else text
