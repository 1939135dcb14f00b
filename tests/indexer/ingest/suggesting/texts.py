"""Texts for the tests of suggestions, as an extractor would hand them on; all organisations are invented.

text = a_text("Erster Absatz.", "# Ergebnisse", "350 Mitglieder (2019).", language="de")
"""

from __future__ import annotations

from functools import cache
from typing import Any

from indexer.ingest.extraction import Found, Passage, Text
from indexer.ingest.suggesting.suggest import suggest
from indexer.ingest.suggesting.suggestion import Suggestion
from kb.localized import Language
from kb.vocabulary import Vocabularies, load_vocabularies

LEAD = "Dies ist ein erster Absatz, der nichts Besonderes sagt und nur am Anfang steht."


@cache
def vocabularies() -> Vocabularies:
    """The delivered ones, loaded once."""
    return load_vocabularies()


def a_passage(line: str, page: int | None = None) -> Passage:
    """A line as a passage: "# " makes a heading, "- " an item, a tab a table."""
    marks = len(line) - len(line.lstrip("#"))
    if marks:
        return Passage("heading", line[marks:].strip(), marks, page)
    if line.startswith("- "):
        return Passage("item", line[2:], page=page)
    return Passage("table" if "\t" in line else "paragraph", line, page=page)


def a_text(
    *lines: str,
    title: str | None = None,
    language: Language | None = "de",
    found: tuple[Found, ...] = (),
    paged: bool = False,
    kind: Any = "html",
) -> Text:
    """A text of some lines; ``paged`` puts each on a page of its own."""
    passages = tuple(a_passage(line, n + 1 if paged else None) for n, line in enumerate(lines))
    return Text(kind, "test 1", passages, title, language, found)


def suggested(text: Text, field: str) -> list[Suggestion]:
    """The suggestions of one field, surest first."""
    return [one for one in suggest(text, vocabularies()) if one.field == field]


def values(text: Text, field: str) -> list[Any]:
    """Their values."""
    return [one.value for one in suggested(text, field)]


def confidence(text: Text, field: str, value: Any) -> float:
    """How surely a value is suggested; 0 where it is not."""
    return next((one.confidence for one in suggested(text, field) if one.value == value), 0.0)
