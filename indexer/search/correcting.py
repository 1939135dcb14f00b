"""Which words of a query are in no document, and what was probably meant?

Of the candidates the one counts that is nearest, stands in documents with the other words of the query, and
is frequent. A word the dictionary or the thesaurus knows is spelt right, even if no document holds it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from indexer.analysis.forms import fold, is_stop_word
from indexer.analysis.near import SHORTEST, transposed
from indexer.analysis.parts import parts_of
from indexer.dictionary.compiled import Dictionary
from indexer.dictionary.layout import SIDES
from indexer.search.conjunctions import holds_together
from indexer.search.document_lists import Scores
from indexer.search.prepared import Prepared
from indexer.search.query_language import Query
from indexer.search.spelling import Candidate
from kb.localized import LANGUAGES

MOST_OF_A_PART = 5  # corrections of a part of a compound that are tried
PER_EDIT = 0.95  # weight of a correction for each edit
COMPANY = 1.5  # what the other words of the query say for a candidate, beside 1 for an edit less
FREQUENT = 0.1  # what a frequency that is e times as high says
TRANSPOSED = 0.3  # they rather change the places of two letters
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
        meant = _meant(query.words[place], prepared, company)
        if meant:
            term, edits = meant
            text = real_spelling(term, query.shown[place], prepared)
            found.append(Correction(place, term, text, PER_EDIT**edits))
    return tuple(found)


def _meant(term: str, prepared: Prepared, company: Scores) -> tuple[str, int] | None:
    """The word that was meant and its edits: a known one, else a compound of which one part is mistyped."""
    best = best_candidate(term, prepared, company)
    if best:
        return most_frequent_spelling(best.key, prepared), best.edits
    found = []
    for cut in range(SHORTEST, len(term) - SHORTEST + 1):
        for part, rest, order in ((term[:cut], term[cut:], 1), (term[cut:], term[:cut], -1)):
            if any(lexicon.answers_part((part,)) for lexicon in prepared.lexicons.values()):
                for candidate in _candidates(rest, prepared)[:MOST_OF_A_PART]:
                    pieces = (part, most_frequent_spelling(candidate.key, prepared))
                    word = "".join(pieces[::order])
                    if holds_together(parts_of(word, prepared.splitter), prepared):
                        found.append((candidate.edits, word))
    edits, word = min(found, default=(0, ""))
    return (word, edits) if word else None


def _is_known(term: str, text: str, prepared: Prepared, dictionary: Dictionary | None) -> bool:
    for lexicon in prepared.lexicons.values():
        if lexicon.answers(term) or lexicon.compounds(term):
            return True
    if holds_together(parts_of(term, prepared.splitter), prepared):
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
            mask[prepared.holders(terms, language)] = True
        held += mask
    return held / max(1, len(others))


def best_candidate(term: str, prepared: Prepared, company: Scores) -> Candidate | None:
    """The likeliest of the words that are meant by a term."""
    key = fold(term)
    swapped = {*transposed(key), *transposed(term)}

    def worth(candidate: Candidate) -> tuple[float, str]:
        documents = np.concatenate(
            [
                prepared.holders(prepared.lexicons[language].spellings(candidate.key), language)
                for language in LANGUAGES
            ]
        )
        near = float(company[documents].max()) if len(documents) else 0.0
        value = COMPANY * near - candidate.edits + FREQUENT * math.log1p(len(documents))
        value += FIRST_LETTER * (candidate.key[0] == key[0]) + TRANSPOSED * (candidate.key in swapped)
        return value, candidate.key

    return max(_candidates(term, prepared), key=worth, default=None)


def _candidates(term: str, prepared: Prepared) -> tuple[Candidate, ...]:
    """The words near a term, also as it was typed: in "Baern" the y of Bayern is missing, ae is no ä."""
    key = fold(term)
    found = prepared.spelling.candidates(key)
    return found if term == key else found + prepared.spelling.candidates(term)


def most_frequent_spelling(key: str, prepared: Prepared) -> str:
    """Of the terms with a folded key the one that most documents hold: förderung, not foerderung.

    A key that no document has is that of a label of the thesaurus.
    """
    counts: dict[str, int] = {}
    for language in LANGUAGES:
        for term in prepared.lexicons[language].spellings(key):
            counts[term] = counts.get(term, 0) + prepared.count(term, language)
    return max(sorted(counts), key=counts.__getitem__) if counts else prepared.concepts.words[key]


def real_spelling(term: str, typed: str, prepared: Prepared) -> str:
    """The term as people write it, with a capital letter where the reader typed one."""
    spoken = (code for code in LANGUAGES if prepared.count(term, code))
    written = next((prepared.written(term, code) for code in spoken), term)
    return written[0].upper() + written[1:] if typed[:1].isupper() else written
