"""What is kept of a snapshot to answer queries? Its vocabulary analysed, its frequencies, what words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from indexer.analysis.compounds import Splitter
from indexer.analysis.forms import fold
from indexer.analysis.tokenizer import tokenize
from indexer.index.snapshot import Arrays
from indexer.search.concepts import ConceptIndex
from indexer.search.frequencies import EVERY_FIELD, Frequencies, frequencies_in
from indexer.search.lexicon import Lexicon, build_lexicons
from indexer.search.spelling import Spelling
from indexer.search.written import Written, written_forms
from kb.localized import LANGUAGES, Language
from kb.vocabulary import Vocabularies

NAMES = ("countries", "regions", "funding", "labels")  # vocabularies of names, which are never translated


@dataclass(frozen=True)
class Prepared:
    """One snapshot, prepared. What it computes later is the same whoever asks first, so threads share it."""

    arrays: Arrays
    lexicons: Mapping[Language, Lexicon]
    frequencies: Mapping[Language, Frequencies]
    concepts: ConceptIndex
    splitter: Splitter
    written: Written
    """How a term is spelt in the texts of one language."""
    names: frozenset[str]
    """Folded terms that are names."""

    @cached_property
    def spelling(self) -> Spelling:
        """The words of all languages and of the thesaurus, for corrections."""
        keys = {key for lexicon in self.lexicons.values() for key in lexicon.by_fold}
        return Spelling(keys.union(self.concepts.words))

    @cached_property
    def _of_fields(self) -> dict[tuple[str, ...], Mapping[Language, Frequencies]]:
        return {EVERY_FIELD: self.frequencies}

    def frequencies_of(self, fields: tuple[str, ...]) -> Mapping[Language, Frequencies]:
        """The frequencies within some fields only."""
        known = self._of_fields
        if fields not in known:
            known[fields] = {
                language: frequencies_in(self.arrays, language, fields) for language in LANGUAGES
            }
        return known[fields]

    def holding(self, term: str, language: Language) -> int:
        """The number of documents that hold a form of the term in one language."""
        return len(self.frequencies[language].of_any(self.lexicons[language].inflections(term)).documents)


def prepare(arrays: Arrays, vocabularies: Vocabularies, splitter: Splitter) -> Prepared:
    """Analyse the vocabulary of a snapshot."""
    frequencies = {language: frequencies_in(arrays, language) for language in LANGUAGES}
    return Prepared(
        arrays,
        build_lexicons(arrays, splitter),
        frequencies,
        ConceptIndex(vocabularies["thesaurus"]),
        splitter,
        written_forms(arrays, frequencies),
        frozenset(_names(vocabularies)),
    )


def _names(vocabularies: Vocabularies) -> set[str]:
    """Names of one word; in longer ones (Region Hannover) stand words that have a meaning."""
    found: set[str] = set()
    for name in NAMES:
        for concept in vocabularies[name]:
            for _, label in concept.labels():
                terms = tokenize(label).terms
                if len(terms) == 1:
                    found.add(fold(terms[0]))
    return found
