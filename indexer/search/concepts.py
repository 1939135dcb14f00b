"""Which concepts of the thesaurus does a query name, and how else are they called?

A label is found in a query as a run of words, in any of its inflections and in any language. Labels with
``case_sensitive`` spelling (short abbreviations: AG, EU, KI) count only exactly as written, in queries and in
documents. A label of several concepts leads to all of them with less weight, and what is narrower than the
concept is searched with less weight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from indexer.analysis.forms import fold, stem
from indexer.analysis.tokenizer import hyphenated, tokenize
from kb.localized import LANGUAGES, Language
from kb.vocabulary import Concept, Vocabulary

NARROWER = 0.5  # weight of the labels of narrower concepts
AMBIGUOUS = 0.5  # weight of each concept of a label that has several
LONGEST_LABEL = 5  # words

Key = tuple[str, ...]


@dataclass(frozen=True)
class Label:
    """One name of a concept. ``terms`` are its words; one that is ``exact`` counts only as written."""

    concept: str
    language: Language
    text: str
    terms: Key
    exact: bool


@dataclass(frozen=True)
class Naming:
    """The words [first, end) of a query name a concept; its other labels are added with a weight."""

    first: int
    end: int
    concept: str
    labels: tuple[tuple[Label, float], ...]


def read_labels(concept: Concept) -> Iterator[Label]:
    """The labels of a concept; hyphenated ones also written together."""
    for language, text in concept.labels():
        tokens = tokenize(text)
        exact = text in concept.case_sensitive
        terms = (text,) if exact else tuple(tokens.terms)
        if 0 < len(terms) <= LONGEST_LABEL:
            yield Label(concept.id, language, text, terms, exact)
        if not exact and [*hyphenated(text, tokens)] == [(0, len(terms))]:
            yield Label(concept.id, language, text, ("".join(terms),), exact)


class ConceptIndex:
    """The labels of a thesaurus, by the inflections of their words."""

    def __init__(self, thesaurus: Vocabulary) -> None:
        self._thesaurus = thesaurus
        self._labels: Mapping[str, tuple[Label, ...]] = {
            concept.id: tuple(dict.fromkeys(read_labels(concept))) for concept in thesaurus
        }
        self._by_key: dict[tuple[Language, Key], set[str]] = {}
        self._by_word: dict[tuple[Language, str], set[str]] = {}
        self._exact: dict[str, set[str]] = {}
        for labels in self._labels.values():
            for label in labels:
                if label.exact:
                    self._exact.setdefault(label.terms[0], set()).add(label.concept)
                else:
                    key = (label.language, stems(label.terms, label.language))
                    self._by_key.setdefault(key, set()).add(label.concept)
                    for word in key[1]:
                        self._by_word.setdefault((label.language, word), set()).add(label.concept)

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The labels of one word by their folded keys."""
        labels = (label for group in self._labels.values() for label in group)
        return {
            fold(label.terms[0]): label.terms[0]
            for label in labels
            if len(label.terms) == 1 and not label.exact
        }

    def label(self, concept: str, reader: str) -> str:
        """How a concept is called."""
        return self._thesaurus.called(concept, reader)

    def namings(self, terms: Key, texts: Key) -> tuple[Naming, ...]:
        """The concepts that runs of the words of a query name, longer runs first.

        ``terms`` are the words, ``texts`` the same as typed. A run within a longer one that names something
        is left out: "regional cluster" is not any cluster.
        """
        found: list[Naming] = []
        taken: list[tuple[int, int]] = []
        for length in range(min(LONGEST_LABEL, len(terms)), 0, -1):
            for first in range(len(terms) - length + 1):
                end = first + length
                if any(start <= first and end <= stop for start, stop in taken):
                    continue
                typed = texts[first:end]
                concepts = self._named(terms[first:end], typed)
                if concepts:
                    taken.append((first, end))
                weight = AMBIGUOUS if len(concepts) > 1 else 1.0
                found += [
                    Naming(first, end, concept, self._others(concept, typed, terms[first:end], weight))
                    for concept in sorted(concepts)
                ]
        return tuple(found)

    def related(self, terms: Key) -> tuple[str, ...]:
        """The concepts with a label that holds one of the words, those with more of them first."""
        counts: dict[str, int] = {}
        for term in dict.fromkeys(terms):
            found = {
                concept
                for language in LANGUAGES
                for concept in self._by_word.get((language, stem(term, language)), ())
            }
            for concept in found:
                counts[concept] = counts.get(concept, 0) + 1
        return tuple(sorted(counts, key=lambda concept: (-counts[concept], concept)))

    def _named(self, terms: Key, texts: Key) -> set[str]:
        found = set(self._exact.get(texts[0], ())) if len(texts) == 1 else set()
        for language in LANGUAGES:
            found |= self._by_key.get((language, stems(terms, language)), set())
        return found

    def _others(self, concept: str, texts: Key, terms: Key, weight: float) -> tuple[tuple[Label, float], ...]:
        """The labels of a concept and of its narrower ones, without the one that was typed."""
        found = [(label, weight) for label in self._labels[concept]]
        for narrower in self._thesaurus.narrower.get(concept, ()):
            found += [(label, weight * NARROWER) for label in self._labels[narrower]]
        return tuple(
            (label, worth)
            for label, worth in found
            if label.terms != texts and stems(label.terms, label.language) != stems(terms, label.language)
        )


def stems(terms: Key, language: Language) -> Key:
    """The inflection keys of some words."""
    return tuple(stem(term, language) for term in terms)
