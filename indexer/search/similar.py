"""Here is a record: which others are about the same thing?

Three answers, each between 0 and 1, are added with weights: how much of what is characteristic of its texts
another record says too, in the better of their languages; which concepts of the thesaurus both name, in
whatever language; and which values of facets both have. What few records share counts most. A paper is what
its record says of it: two reports of two hundred pages have most words in common whatever they are about.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from indexer.analysis.forms import is_stop_word, stem
from indexer.analysis.tokenizer import is_abbreviation, tokenize
from indexer.facets import NOT_APPLICABLE, NOT_STATED
from indexer.search.document_lists import Mask, Numbers, Scores, Weighted, summed_up
from indexer.search.groups import Form
from indexer.search.prepared import Prepared
from indexer.search.ranking import K1, idf, saturated
from indexer.search.stored_texts import texts_of
from indexer.search.units import Units
from kb.localized import LANGUAGES, Language

MOST_TERMS = 25  # per language
FACETS = ("theme", "sector", "kind", "target_group", "country")
TEXTS, CONCEPTS, VALUES = 1.0, 0.6, 0.6  # weights of the three answers
DOUBT = 2.0  # keeps records with few or common traits from being like everything
LEAST = 0.25  # what is less alike has only common words in common
_NAMING = ("title", "summary")  # the texts whose concepts are what the record is about

Text = tuple[str, Language, str]  # field, language, text


class Trait(NamedTuple):
    """Something records have, and how characteristic of each it is."""

    documents: Numbers
    worth: Scores


def similar(number: int, prepared: Prepared, visible: Mask, limit: int) -> tuple[tuple[int, float], ...]:
    """The visible records most like the one with this number, and how alike; equal ones by id."""
    record = prepared.row(number)["shown"]
    texts = tuple(texts_of(record))
    size = prepared.arrays.size
    by_language = [
        _likeness(_terms(texts, language, number, prepared), number, size) for language in LANGUAGES
    ]
    scores = (
        TEXTS * np.maximum.reduce(by_language)
        + CONCEPTS * _likeness(_concepts(texts, prepared), number, size)
        + VALUES * _likeness(_values(number, prepared), number, size)
    ).round(9)
    candidates = visible & (scores >= LEAST)
    candidates[number] = False
    found = np.flatnonzero(candidates)
    best = found[np.lexsort((prepared.arrays.ranks[found], -scores[found]))][: max(limit, 0)]
    return tuple((int(other), float(scores[other])) for other in best)


def _likeness(traits: Iterable[Trait], number: int, size: int) -> Scores:
    """Per document the share of a record's traits that it has too, at most 1."""
    shared, whole = np.zeros(size), DOUBT
    for trait in traits:
        own = _at(number, trait.documents, trait.worth)
        shared[trait.documents] += own * trait.worth
        whole += own * own
    likeness: Scores = np.minimum(shared / whole, 1.0)
    return likeness


def _at(number: int, documents: Numbers, values: Scores) -> float:
    place = int(np.searchsorted(documents, number))
    return float(values[place]) if place < len(documents) and documents[place] == number else 0.0


def _trait(found: Weighted, count: int) -> Trait:
    return Trait(found.documents, idf(len(found.documents), count) * saturated(found.frequencies))


def _terms(texts: Iterable[Text], language: Language, number: int, prepared: Prepared) -> Iterator[Trait]:
    """The most characteristic words of a record in one language, each with all its inflections."""
    lexicon, frequencies = prepared.lexicons[language], prepared.frequencies[language]
    spoken = {term for _, own, text in texts if own == language for term in tokenize(text).terms}
    best: dict[str, tuple[float, str]] = {}
    for term in spoken:
        own = _at(number, *frequencies.of(term))
        if own and not is_stop_word(term):
            holding = max((prepared.count(form, language) for form in lexicon.inflections(term)), default=0)
            worth = idf(holding, prepared.arrays.count) * own / (K1 + own)
            key = stem(term, language)
            best[key] = min(best.get(key, (-worth, term)), (-worth, term))
    for _, term in heapq.nsmallest(MOST_TERMS, best.values()):
        found = frequencies.of_any(lexicon.inflections(term))
        if len(found.documents) > 1:
            yield _trait(found, prepared.arrays.count)


def _concepts(texts: Iterable[Text], prepared: Prepared) -> Iterator[Trait]:
    """The concepts of the thesaurus that a record names, by all their labels."""
    labels: dict[str, set[tuple[Language, tuple[str, ...], bool]]] = {}
    for field, language, text in texts:
        if field in _NAMING:
            tokens = tokenize(text)
            spelt = tuple(text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True))
            for naming in prepared.concepts.namings(tuple(tokens.terms), spelt):
                known = labels.setdefault(naming.concept, set())
                exact = naming.end - naming.first == 1 and is_abbreviation(spelt[naming.first])
                words = spelt if exact else tokens.terms
                known.add((language, tuple(words[naming.first : naming.end]), exact))
                known.update(
                    (label.language, label.terms, label.exact)
                    for label, _ in naming.labels
                    if label.concept == naming.concept
                )
    for concept in sorted(labels):
        held = [_label(*label, prepared) for label in sorted(labels[concept])]
        found = summed_up(
            np.concatenate([one.documents for one in held]),
            np.concatenate([one.frequencies for one in held]),
            prepared.arrays.size,
        )
        if len(found.documents) > 1:
            yield _trait(found, prepared.arrays.count)


def _label(language: Language, terms: tuple[str, ...], exact: bool, prepared: Prepared) -> Weighted:
    """Where all words of a label stand."""
    inflections = prepared.lexicons[language].inflections
    parts = (terms,) if exact else tuple(inflections(term) for term in terms)
    return Units(prepared).frequencies(Form("concept", language, parts))


def _values(number: int, prepared: Prepared) -> Iterator[Trait]:
    """The values of facets that a record states."""
    arrays = prepared.arrays
    for facet in FACETS:
        for key in prepared.row(number)["facets"][facet]:
            if key not in (NOT_STATED, NOT_APPLICABLE):
                documents = arrays.documents_with(facet, key)
                yield Trait(documents, np.full(len(documents), idf(len(documents), arrays.count)))
