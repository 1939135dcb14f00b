"""What of a record can be suggested while somebody types? The tables and columns it is looked up in then.

Only published records are in them. Queries are completed to the words of titles and summaries: words that
meet in longer texts often have nothing to do with each other, and nobody would ask for them together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.analysis.keys import has_meaning, held_in, phrase_of
from indexer.documents import Document
from kb.localized import LANGUAGES, Language

ORGANISATION_WORDS = "organisation-word"  # a table: the words of names of organisations, by their keys
ORGANISATION_PHRASE, ORGANISATION_LENGTH = "organisation-phrase", "organisation-length"  # columns
SPOKEN_IN = ("title", "summary")  # the texts of a record that words are completed from
_ADDRESS = re.compile(r"\w+://\S+")
_BETWEEN = "\0"  # a key and its spelling; no text holds it


def spoken_words(language: Language) -> str:
    """The name of the table of the words somebody might ask for, by their keys."""
    return f"spoken-word-{language}"


def other_words(language: Language) -> str:
    """The name of the table of the stop words and numbers, by their keys."""
    return f"other-word-{language}"


def spellings(language: Language) -> str:
    """The name of the table of the spellings of spoken words, as ``spelt_as`` has them.

    A document that writes a word like its key and in no other way is not in it: most do.
    """
    return f"spelt-{language}"


def spelt_as(key: str, spelling: str) -> str:
    """A spelling of a key. The spellings of one key are neighbours; with an empty one, how all begin."""
    return f"{key}{_BETWEEN}{spelling}"


def title_words(language: Language) -> str:
    """The name of the table of the words of titles and their variants, by their keys."""
    return f"title-word-{language}"


def title_phrase(language: Language) -> str:
    """The name of the column of the phrases of titles, empty without one."""
    return f"title-phrase-{language}"


def title_length(language: Language) -> str:
    """The name of the column of the number of characters of titles, empty without one."""
    return f"title-length-{language}"


SUGGESTION_COLUMNS = (
    ORGANISATION_PHRASE,
    ORGANISATION_LENGTH,
    *map(title_phrase, LANGUAGES),
    *map(title_length, LANGUAGES),
)
"""The columns that ``suggestion_columns`` fills, with one value each."""


def suggestion_columns(document: Document) -> dict[str, Sequence[str]]:
    """What whole texts of a document begin with, and how long they are."""
    if document.status != "published":
        return dict.fromkeys(SUGGESTION_COLUMNS, ("",))
    titles = document.shown.get("title") or {}
    found = _whole(_organisation(document), ORGANISATION_PHRASE, ORGANISATION_LENGTH)
    for language in LANGUAGES:
        found |= _whole(titles.get(language, ""), title_phrase(language), title_length(language))
    return found


def _whole(text: str, phrases: str, lengths: str) -> dict[str, Sequence[str]]:
    return {phrases: (phrase_of(text),), lengths: (str(len(text)) if text else "",)}


def _organisation(document: Document) -> str:
    return str((document.shown.get("organisation") or {}).get("name") or "")


def suggestion_keys(document: Document) -> dict[str, Sequence[str]]:
    """What a document can be looked up by in each table."""
    if document.status != "published":
        return {}
    found: dict[str, Sequence[str]] = {ORGANISATION_WORDS: _words(_organisation(document))}
    for language in LANGUAGES:
        texts = {field: (document.shown.get(field) or {}).get(language, "") for field in SPOKEN_IN}
        found[title_words(language)] = _words(texts["title"])
        found |= _spoken(language, [*texts.values()])
    return {table: keys for table, keys in found.items() if keys}


def _words(text: str) -> list[str]:
    return [*{word.key for word in held_in([text])}]


def _spoken(language: Language, texts: Sequence[str]) -> dict[str, Sequence[str]]:
    """The keys of the texts of one language, and their spellings."""
    by_key: dict[str, list[str]] = {}
    for key, spelling in held_in(_ADDRESS.sub(" ", text) if "://" in text else text for text in texts):
        by_key.setdefault(key, []).append(spelling)
    meant, others, spelt = [], [], []
    for key, written in by_key.items():
        if not has_meaning(key):
            others.append(key)
            continue
        meant.append(key)
        if written != [key]:
            spelt += [spelt_as(key, spelling) for spelling in written]
    return {spoken_words(language): meant, other_words(language): others, spellings(language): spelt}
