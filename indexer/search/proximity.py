"""Do the words of a query stand near each other? What do documents gain where they do?

For each two neighbours of the query the pairs of their places in one field within ``WINDOW`` words count,
the nearer the more (after Rasolofo and Savoy, "Term proximity scoring for keyword-based retrieval systems",
2003). The sum is saturated like a frequency and weighted by the commoner of the two words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.index.schema import blocks_of
from indexer.index.snapshot import Places, Snapshot
from indexer.search.document_lists import Scores
from indexer.search.groups import Terms
from indexer.search.phrases import documents_of, worth_at
from indexer.search.ranking import WordMatch, saturated
from indexer.search.units import Units
from kb.localized import LANGUAGES, Language

WINDOW = 8  # words
NEARNESS = 0.4  # worth of a pair beside a word of the same idf


def proximity(words: Sequence[WordMatch], units: Units) -> Scores:
    """What each unit gains; ``words`` are the content words in their order."""
    gained = np.zeros(units.size)
    for first, second in pairwise(words):
        if first.group.term != second.group.term:
            weight = NEARNESS * min(first.idf, second.idf)
            gained += weight * saturated(_pair(first, second, units))
    return gained


def _pair(first: WordMatch, second: WordMatch, units: Units) -> Scores:
    """Per unit how often and how near the two stand, in the language where it is most."""
    best = np.zeros(units.size)
    for language in LANGUAGES:
        ones, others = _terms(first, language), _terms(second, language)
        if ones and others:
            found = _nearness(units.prepared.arrays, ones, others, language)
            if len(units.pages):
                papers = units.prepared.papers
                found = units.added(found, _nearness(papers.arrays, ones, others, language))
            np.maximum(best, found, out=best)
    return best


def _nearness(arrays: Snapshot, ones: Terms, others: Terms, language: Language) -> Scores:
    """Per document of a snapshot how often and how near a term of the one stands by one of the other."""
    blocks = blocks_of(language)
    where, nearness = _near(arrays.places(ones, blocks), arrays.places(others, blocks))
    found = np.bincount(documents_of(where), worth_at(arrays, where, nearness), arrays.size)
    return found.astype(np.float64, copy=False)  # it is of whole numbers where there are none


def _terms(word: WordMatch, language: Language) -> Terms:
    """The literal forms of a word: only they are looked at for nearness."""
    found = [
        term
        for form in word.group.forms
        if form.language == language and form.match in ("exact", "stem") and len(form.parts) == 1
        for term in form.parts[0]
    ]
    return tuple(dict.fromkeys(found))


def _near(ones: Places, others: Places) -> tuple[Places, Scores]:
    """The places of the first word with the second one near, and 1 / distance to the nearest."""
    if not len(ones) or not len(others):
        return ones[:0], np.zeros(0)
    after = np.searchsorted(others, ones, side="right")
    gap_after = others[np.minimum(after, len(others) - 1)] - ones
    gap_after[after == len(others)] = WINDOW + 1
    before = np.searchsorted(others, ones, side="left") - 1
    gap_before = ones - others[np.maximum(before, 0)]
    gap_before[before < 0] = WINDOW + 1
    gap = np.minimum(gap_after, gap_before)
    near = gap <= WINDOW
    return ones[near], 1.0 / gap[near]
