"""Which words of a query are in no document, and what was probably meant?

Of the candidates the one counts that is nearest, stands in documents with the other words of the query, and
is frequent. A word the dictionary or the thesaurus knows is spelt right, even if no document holds it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from indexer.analysis.forms import fold, is_stop_word
from indexer.dictionary.compiled import Dictionary
from indexer.dictionary.layout import SIDES
from indexer.search.frequencies import Scores
from indexer.search.lexicon import parts_of
from indexer.search.prepared import Prepared
from indexer.search.query_language import Query
from indexer.search.spelling import Candidate
from kb.localized import LANGUAGES

PER_EDIT = 0.95  # weight of a correction for each edit
COMPANY = 1.5  # what the other words of the query say for a candidate, beside 1 for an edit less
FREQUENT = 0.1  # what a frequency that is e times as high says
FIRST_LETTER = 0.3  # people seldom mistype the first letter


@dataclass(frozen=True)
class Correction:
    """A word of the query at ``place`` and what is searched instead: ``term``, shown as ``text``."""

    place: int
    term: str
    text: str
    weight: float


def correct(query: Query, prepared: Prepared, dictionary: Dictionary | None) -> tuple[Correction, ...]:
    """The corrections of the words that nothing in the index answers."""
    unknown = [
        place
        for place, term in enumerate(query.words)
        if not (is_stop_word(term) or _is_known(term, query.shown[place], prepared, dictionary))
    ]
    if not unknown:
        return ()
    company = _company(query, unknown, prepared)
    found = []
    for place in unknown:
        best = best_candidate(query.words[place], prepared, company)
        if best:
            term = most_frequent_spelling(best.key, prepared)
            text = as_typed(term, query.shown[place])
            found.append(Correction(place, term, text, PER_EDIT**best.edits))
    return tuple(found)


def _is_known(term: str, text: str, prepared: Prepared, dictionary: Dictionary | None) -> bool:
    for lexicon in prepared.lexicons.values():
        if lexicon.answers(term) or lexicon.compounds(term):
            return True
        parts = parts_of(term, prepared.splitter)
        if parts and all(any(map(lexicon.inflections, part)) for part in parts):
            return True
    if prepared.concepts.namings((term,), (text,)):
        return True
    return dictionary is not None and any(dictionary.translations(term, side) for side in SIDES)


def _company(query: Query, unknown: list[int], prepared: Prepared) -> Scores:
    """Per document how many of the other words it holds, as a share."""
    held = np.zeros(prepared.arrays.size)
    others = {term for place, term in enumerate(query.words) if place not in unknown}
    others = {term for term in others if not is_stop_word(term)}
    for term in others:
        mask = np.zeros(prepared.arrays.size, np.bool_)
        for language in LANGUAGES:
            terms = prepared.lexicons[language].inflections(term)
            mask[prepared.frequencies[language].of_any(terms).documents] = True
        held += mask
    return held / max(1, len(others))


def best_candidate(term: str, prepared: Prepared, company: Scores) -> Candidate | None:
    """The likeliest of the words that are meant by a term."""
    key = fold(term)

    def worth(candidate: Candidate) -> tuple[float, str]:
        documents = np.concatenate(
            [
                prepared.frequencies[language]
                .of_any(prepared.lexicons[language].by_fold.get(candidate.key, ()))
                .documents
                for language in LANGUAGES
            ]
        )
        near = float(company[documents].max()) if len(documents) else 0.0
        value = COMPANY * near - candidate.edits + FREQUENT * math.log1p(len(documents))
        return value + FIRST_LETTER * (candidate.key[0] == key[0]), candidate.key

    found = prepared.spelling.candidates(key)
    if term != key:  # in "Baern" the y of Bayern is missing: ae is no ä
        found += prepared.spelling.candidates(term)
    return max(found, key=worth) if found else None


def most_frequent_spelling(key: str, prepared: Prepared) -> str:
    """Of the terms with a folded key the one that most documents hold: förderung, not foerderung."""
    counts: dict[str, int] = {}
    for language in LANGUAGES:
        for term in prepared.lexicons[language].by_fold.get(key, ()):
            counts[term] = counts.get(term, 0) + len(prepared.frequencies[language].of(term).documents)
    return max(sorted(counts), key=counts.__getitem__)


def as_typed(term: str, typed: str) -> str:
    """The term with a capital letter where the reader typed one."""
    return term[0].upper() + term[1:] if typed[:1].isupper() else term
