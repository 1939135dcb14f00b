"""What is kept of a snapshot to answer queries? Ways to ask it; nothing is read beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from indexer.analysis.compounds import Splitter
from indexer.analysis.forms import fold
from indexer.analysis.tokenizer import tokenize
from indexer.index.snapshot import Snapshot
from indexer.search.concepts import ConceptIndex
from indexer.search.document_lists import Weighted, Whole
from indexer.search.frequencies import Frequencies
from indexer.search.lexicon import Lexicon, lexicons_of
from indexer.search.papers import Papers, Phrases, papers_of
from indexer.search.phrases import phrase_frequencies
from indexer.search.spelling import Spelling
from indexer.search.stored_texts import ReadText, Row, read_texts, row_reader
from indexer.search.written import Written, written_forms
from kb.localized import LANGUAGES, Language
from kb.vocabulary import Vocabularies

NAMES = ("countries", "regions", "funding", "labels")  # vocabularies of names, which are never translated
KEPT_COUNTS = 50_000  # terms whose documents were counted
KEPT_PHRASES = 300  # phrases whose documents are kept
KEPT_TEXTS = 200  # documents whose texts are kept with their terms


@dataclass(frozen=True)
class Prepared:
    """One snapshot, prepared. What it computes later is the same whoever asks first, so threads share it."""

    arrays: Snapshot
    row: Callable[[int], Row]
    """The stored values of a document by its number."""
    texts: Callable[[int], tuple[ReadText, ...]]
    """The texts of a document with their terms."""
    lexicons: Mapping[Language, Lexicon]
    frequencies: Mapping[Language, Frequencies]
    phrase: Phrases
    """Where a term of each part stands, one behind the other: labels of concepts are asked for often."""
    count: Callable[[str, Language], int]
    """The number of documents that hold a term in one language, which is asked for words of every text."""
    concepts: ConceptIndex
    splitter: Splitter
    written: Written
    """How a term is spelt in the texts of one language."""
    names: frozenset[str]
    """Folded terms that are names."""
    papers: Papers

    @cached_property
    def spelling(self) -> Spelling:
        """The words of all languages and of the thesaurus, for corrections."""
        return Spelling(snapshots_of(self.arrays, self.papers), self.concepts.words)

    def frequencies_of(self, fields: tuple[str, ...]) -> Mapping[Language, Frequencies]:
        """The frequencies within some fields only."""
        return {language: Frequencies(self.arrays, language, fields) for language in LANGUAGES}

    def holding(self, term: str, language: Language) -> int:
        """The number of documents that hold a form of the term in one language."""
        return len(self.holders(self.lexicons[language].inflections(term), language))

    def holders(self, terms: tuple[str, ...], language: Language) -> Whole:
        """The documents that hold any of the terms in one language, in the record or on a page, ascending."""
        return holders(terms, self.frequencies[language], self.papers)


def snapshots_of(arrays: Snapshot, papers: Papers) -> tuple[Snapshot, ...]:
    """Where words stand: in records, and on pages if there are any."""
    return (arrays, papers.arrays) if papers.arrays.size else (arrays,)


def holders(terms: tuple[str, ...], frequencies: Frequencies, papers: Papers) -> Whole:
    """The documents that hold any of the terms, in the record or on a page, ascending."""
    own = frequencies.of_any(terms).documents
    if not papers.arrays.size:
        return own
    return np.union1d(own, papers.having(terms, frequencies.language))


def prepare(arrays: Snapshot, vocabularies: Vocabularies, splitter: Splitter) -> Prepared:
    """Make the ways to ask a snapshot."""

    row, papers = row_reader(arrays), papers_of(arrays)

    @lru_cache(maxsize=KEPT_TEXTS)
    def texts(document: int) -> tuple[ReadText, ...]:
        return read_texts(row(document)["shown"])

    frequencies = {language: Frequencies(arrays, language) for language in LANGUAGES}

    @lru_cache(maxsize=KEPT_PHRASES)
    def phrase(language: Language, parts: tuple[tuple[str, ...], ...]) -> Weighted:
        return phrase_frequencies(frequencies[language], parts)

    @lru_cache(maxsize=KEPT_COUNTS)
    def count(term: str, language: Language) -> int:
        return len(holders((term,), frequencies[language], papers))

    return Prepared(
        arrays,
        row,
        texts,
        lexicons_of(snapshots_of(arrays, papers)),
        frequencies,
        phrase,
        count,
        _concepts(vocabularies),
        splitter,
        written_forms(row, arrays, frequencies, papers),
        _names(vocabularies),
        papers,
    )


@lru_cache(maxsize=4)
def _concepts(vocabularies: Vocabularies) -> ConceptIndex:
    return ConceptIndex(vocabularies["thesaurus"])


@lru_cache(maxsize=4)
def _names(vocabularies: Vocabularies) -> frozenset[str]:
    """Names of one word; in longer ones (Region Hannover) stand words that have a meaning."""
    found: set[str] = set()
    for name in NAMES:
        for concept in vocabularies[name]:
            for _, label in concept.labels():
                terms = tokenize(label).terms
                if len(terms) == 1:
                    found.add(fold(terms[0]))
    return frozenset(found)
