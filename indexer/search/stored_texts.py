"""Here is a record as the index keeps it: which texts has it that passages can be taken from?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from indexer.analysis.tokenizer import Occurrences, occurrences
from indexer.index.snapshot import Snapshot
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


Row = Mapping[str, Any]
KEPT_ROWS = 500  # documents whose stored values are kept unpacked


def row_reader(arrays: Snapshot) -> Callable[[int], Row]:
    """A function that gives the stored values of a document by its number."""

    @lru_cache(maxsize=KEPT_ROWS)
    def row(document: int) -> Row:
        values: Row = json.loads(arrays.stored(document))
        return values

    return row


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
