"""Here is a text: what does each of its sentences stand for?

A word in the title says more than the same word on page 80, and what stands below "Contact" or "Read more"
says nothing of the practice. Here every sentence gets its role and its place in words, and what stands as
"label: value" becomes a fact. What is read out of them is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Literal, NamedTuple

from indexer.analysis.forms import fold, stop_words
from indexer.analysis.keys import phrase_of
from indexer.analysis.tokenizer import tokenize
from indexer.ingest.extraction import Passage, PassageKind, Text
from indexer.ingest.suggesting.cues import by_phrase
from indexer.ingest.suggesting.headings import field_of, without_number
from indexer.ingest.suggesting.sentences import LONGEST_SENTENCE, sentences
from kb.localized import LANGUAGES, Language

Role = Literal["title", "description", "keyword", "heading", "lead", "fact", "body"]

SHORTEST_LEAD = 40  # signs of the first paragraph that says what the text is about
MOST_OF_THE_LEAD = 2  # paragraphs
LONGEST_LABEL = 40  # signs before the colon of a fact
LONGEST_VALUE = 120  # signs below a heading that names a fact
TELLING = 600  # words from which the language is told
MAIN = "main text"  # where what has neither page nor heading stands


@dataclass(frozen=True)
class Sentence:
    """One sentence, cell row or finding. ``fact`` is the field that its label names."""

    text: str
    role: Role
    where: str
    kind: PassageKind = "paragraph"
    fact: str | None = None
    listed: bool = False
    """Whether it stands in a list of partners or members."""
    header: str = ""
    """The first row of the table whose later row it is."""


class Section(NamedTuple):
    """A heading with the passages below it. ``field`` is the field its heading means."""

    heading: str
    field: str | None
    sure: bool
    passages: tuple[Passage, ...]


class Place(NamedTuple):
    """Where in the headings a passage stands."""

    heading: str | None
    aside: str | None


@dataclass(frozen=True)
class Reading:
    """A text with the roles of its sentences."""

    text: Text
    language: Language
    title: str | None

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences that may speak of the practice: the findings first, then the text in order."""
        return (*self._findings(), *self._of_passages())

    @cached_property
    def body_size(self) -> int:
        """The number of sentences of the main text."""
        return sum(sentence.role in ("body", "lead") for sentence in self.sentences)

    def of_role(self, *roles: Role) -> Iterator[Sentence]:
        """The sentences of some roles, in order."""
        return (sentence for sentence in self.sentences if sentence.role in roles)

    def facts(self, field: str) -> Iterator[Sentence]:
        """What is stated as a fact of a field, label included."""
        return (sentence for sentence in self.sentences if sentence.fact == field)

    def _findings(self) -> Iterator[Sentence]:
        if self.title:
            yield Sentence(self.title, "title", self._where_title(self.title), "heading")
        for found in self.text.found:
            if found.what == "description":
                yield Sentence(found.value[:LONGEST_SENTENCE], "description", found.where)
            elif found.what == "keyword":
                yield Sentence(found.value[:LONGEST_SENTENCE], "keyword", found.where, "item")

    def _where_title(self, title: str) -> str:
        return next((f.where for f in self.text.found if f.what == "title" and f.value == title), "title")

    def _of_passages(self) -> Iterator[Sentence]:
        leads = set(self._leads())
        for number, (passage, place) in enumerate(self._placed()):
            if place.aside == "aside":
                continue
            role: Role = "lead" if number in leads else "body"
            if passage.kind == "heading":
                if phrase_of(passage.text) != phrase_of(self.title or ""):
                    heading = passage.text[:LONGEST_SENTENCE]
                    yield Sentence(heading, "heading", _where(passage, place.heading), "heading")
                continue
            whole = Sentence(passage.text, role, _where(passage, place.heading), passage.kind)
            if len(passage.text) <= LONGEST_VALUE and place.heading:
                whole = _fact(whole, place.heading)
            yield from _split(replace(whole, listed=place.aside == "lists"))

    def _placed(self) -> Iterator[tuple[Passage, Place]]:
        """Each passage with the heading it stands below; what is aside ends with the next equal heading."""
        heading: str | None = None
        aside: tuple[str, int] | None = None
        for passage in self.text.passages:
            if passage.kind == "heading":
                heading = passage.text
                if aside is None or passage.level <= aside[1]:
                    field = field_of(heading).field
                    aside = (field, passage.level) if field in ("aside", "lists") else None
            yield passage, Place(heading, aside[0] if aside else None)

    def _leads(self) -> Iterator[int]:
        """The numbers of the first paragraphs, up to the heading after the first of them."""
        found = 0
        for number, (passage, place) in enumerate(self._placed()):
            if passage.kind == "heading" and found:
                return
            if passage.kind == "paragraph" and len(passage.text) >= SHORTEST_LEAD and not place.aside:
                found += 1
                yield number
            if found == MOST_OF_THE_LEAD:
                return

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the text below headings that mean a field, with what stands below deeper ones."""
        found: list[Section] = []
        passages = self.text.passages
        for number, passage in enumerate(passages):
            meant = field_of(passage.text) if passage.kind == "heading" else None
            if meant and meant.field:
                below = tuple(_below(passages, number))
                found.append(Section(passage.text, meant.field, meant.sure, below))
        return tuple(found)


def _below(passages: tuple[Passage, ...], number: int) -> Iterator[Passage]:
    for passage in islice(passages, number + 1, None):
        if passage.kind == "heading" and passage.level <= passages[number].level:
            return
        yield passage


def _where(passage: Passage, heading: str | None) -> str:
    if passage.page is not None:
        return f"page {passage.page}"
    return f'under "{heading}"' if heading and passage.kind != "heading" else MAIN


def _split(whole: Sentence) -> Iterator[Sentence]:
    if whole.kind == "table":
        header, *rows = whole.text.split("\n")
        for number, row in enumerate((header, *rows)):
            label, _, value = row.partition("\t")
            one = replace(
                whole, text=row[:LONGEST_SENTENCE], header=header[:LONGEST_SENTENCE] if number else ""
            )
            if row.strip():
                yield _fact(one, label if value.strip() and "\t" not in value else "")
        return
    for start, end in sentences(whole.text):
        one = replace(whole, text=whole.text[start:end])
        label, colon, value = one.text[: LONGEST_LABEL + 1].partition(":")
        yield _fact(one, label if colon and not value[:1].isdigit() else "")


def is_fact(text: str) -> bool:
    """Whether a paragraph is no more than a fact: "Laufzeit: 2019-2022"."""
    label, colon, _ = text[: LONGEST_LABEL + 1].partition(":")
    return bool(colon) and len(text) <= LONGEST_VALUE and phrase_of(label) in by_phrase("facts")


def _fact(sentence: Sentence, label: str) -> Sentence:
    """The sentence as a fact if the label names a field."""
    field = by_phrase("facts").get(phrase_of(without_number(label))) if label.strip() else None
    return replace(sentence, role="fact", fact=field) if field and not sentence.listed else sentence


def read(text: Text) -> Reading:
    """The reading of a text."""
    title = (text.title or "").strip()[:LONGEST_SENTENCE] or None
    return Reading(text, text.language or _told(text), title)


def _told(text: Text) -> Language:
    """The language whose stop words are most frequent at the beginning; English where none is."""
    counts = dict.fromkeys(LANGUAGES, 0)
    taken = 0
    for passage in text.passages:
        for term in tokenize(passage.text[:5_000]).terms:
            taken += 1
            for language in LANGUAGES:
                counts[language] += fold(term) in stop_words(language)
        if taken > TELLING:
            break
    return max(LANGUAGES, key=lambda language: (counts[language], language == "en"))
