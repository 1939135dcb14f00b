"""Here are the papers of a snapshot: which of their pages hold a term, and what does a page say?

Pages are numbered by themselves; each belongs to a document, the record of its paper.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from indexer.analysis.tokenizer import occurrences
from indexer.documents import BODY
from indexer.index.schema import PAGE_HEADING, PAGE_NUMBER
from indexer.index.snapshot import Snapshot
from indexer.search.document_lists import Numbers, Weighted, Whole
from indexer.search.frequencies import Frequencies
from indexer.search.phrases import phrase_frequencies
from indexer.search.results import Part
from indexer.search.stored_texts import ReadText
from kb.localized import LANGUAGES, Language

KEPT_TEXTS = 200  # pages whose texts are kept with their terms
KEPT_PHRASES = 300  # phrases whose pages are kept
WHOLE = 1 << 40  # what all pages of a paper count together: a whole number, so that sums are exact

Phrases = Callable[[Language, tuple[tuple[str, ...], ...]], Weighted]


@dataclass(frozen=True)
class Contents:
    """The language of a paper and its sections, each where it begins."""

    language: Language
    sections: tuple[Part, ...]


@dataclass(frozen=True)
class Papers:
    """The pages of all papers of one snapshot. ``owners`` are the numbers of their documents, ascending."""

    arrays: Snapshot
    owners: Numbers
    frequencies: Mapping[Language, Frequencies]
    phrase: Phrases
    text: Callable[[int], ReadText]
    """The text of a page with its terms."""

    @cached_property
    def shares(self) -> Numbers:
        """Per page what it is of its paper, of ``WHOLE``."""
        return WHOLE // np.bincount(self.owners)[self.owners]

    def _pages_of(self, document: int) -> range:
        first, end = np.searchsorted(self.owners, (document, document + 1))
        return range(int(first), int(end))

    def part(self, page: int) -> Part:
        """Where a page is found in its paper."""
        number, heading = self._value(PAGE_NUMBER, page), self._value(PAGE_HEADING, page)
        return Part(int(number) if number else None, heading or None)

    def contents(self, document: int) -> Contents | None:
        """What is in the paper of a document; None if it has no text."""
        pages = self._pages_of(document)
        if not pages:
            return None
        found: list[Part] = []
        for page in pages:
            part = self.part(page)
            if part.heading and (not found or part.heading != found[-1].heading):
                found.append(part)
        return Contents(self.text(pages[0]).language, tuple(found))

    def _value(self, column: str, page: int) -> str:
        part = self.arrays.part_of(page)
        found = part.segment.column(column)
        return found.keys[int(found.codes[page - part.base])]

    def having(self, terms: tuple[str, ...], language: Language) -> Whole:
        """The documents that hold any of the terms on a page, each once, ascending."""
        return np.unique(self.owners[self.frequencies[language].of_any(terms).documents])

    def first_with(self, term: str, language: Language, ranks: Whole, most: int) -> list[int]:
        """The first pages that hold a term in a language; ``ranks`` are those of the documents."""
        pages = self.frequencies[language].of(term).documents
        ordered: list[int] = pages[np.lexsort((pages, ranks[self.owners[pages]]))[:most]].tolist()
        return ordered


def papers_of(snapshot: Snapshot) -> Papers:
    """The papers of a snapshot; none if it has no pages."""
    arrays, owners = snapshot.pages
    frequencies = {language: Frequencies(arrays, language) for language in LANGUAGES}

    @lru_cache(maxsize=KEPT_PHRASES)
    def phrase(language: Language, parts: tuple[tuple[str, ...], ...]) -> Weighted:
        return phrase_frequencies(frequencies[language], parts)

    @lru_cache(maxsize=KEPT_TEXTS)
    def text(page: int) -> ReadText:
        values = json.loads(arrays.stored(page))
        return ReadText(BODY, values["language"], values["text"], occurrences(values["text"]))

    return Papers(arrays, owners, frequencies, phrase, text)
