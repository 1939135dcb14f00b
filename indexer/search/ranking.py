"""Which documents answer a word, and how well?

Per word: idf from the documents that hold any form of it, times the best over languages and classes of
lambda(class) * tf / (k1 + tf), where tf is the BM25F frequency of all forms at least as good as the class
(Robertson, Zaragoza: "The Probabilistic Relevance Framework", 2009). A record in two languages counts its
better one; a translation with ten words counts as one word (Pirkola's structured query).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.search.document_lists import Mask, Scores
from indexer.search.groups import Form, Group
from indexer.search.results import MATCH_CLASSES, MatchClass
from indexer.search.units import Units

K1 = 1.2
EXACT = MATCH_CLASSES.index("exact")
NONE = len(MATCH_CLASSES)
STOP = 0.2  # what a word without meaning of its own counts; one that is rare in another language too
LAMBDA: dict[MatchClass, float] = {
    "exact": 1.0,
    "stem": 0.9,
    "compound": 0.85,
    "concept": 0.8,
    "dictionary": 0.75,
    "typo": 0.7,
}
# How much a document counts among those that hold a word, by its best class. Those that hold only a far
# relation of it count less than one, so that a word with many relations does not become a common word.
_HOLDING: Scores = np.array([*(LAMBDA[name] ** 2 for name in MATCH_CLASSES), 0.0])


@dataclass(frozen=True)
class WordMatch:
    """What one word of the query found among the units, or what of that counts for each document.

    ``contribution`` is idf times the saturated best frequency, ``best`` the number in ``MATCH_CLASSES`` of
    the best class the document has a form of, ``NONE`` where it has none.
    """

    group: Group
    mask: Mask
    idf: float
    contribution: Scores
    best: NDArray[np.int8]


def idf(holding: float, size: int) -> float:
    """The weight of a word that ``holding`` of ``size`` documents hold; positive for every word."""
    return math.log(1.0 + (size - holding + 0.5) / (holding + 0.5))


def saturated(frequency: Scores) -> Scores:
    """What a frequency is worth: each further occurrence less."""
    return frequency / (K1 + frequency)


def match_group(group: Group, units: Units) -> WordMatch:
    """Every unit that holds a form of the word, with its contribution."""
    size = units.size
    best = np.zeros(size)
    classes = np.full(size, NONE, np.int8)
    forms: dict[tuple[str, int], list[Form]] = {}
    for form in group.forms:
        forms.setdefault((form.language, MATCH_CLASSES.index(form.match)), []).append(form)
    language, frequency = "", np.zeros(size)
    for (spoken, number), members in sorted(forms.items()):
        if spoken != language:
            language, frequency = spoken, np.zeros(size)
        for documents, frequencies in map(units.frequencies, members):
            frequency[documents] += frequencies
            classes[documents] = np.minimum(classes[documents], number)
        np.maximum(best, LAMBDA[MATCH_CLASSES[number]] * saturated(frequency), out=best)
    weight = idf(units.holding(classes, _HOLDING), units.prepared.arrays.count)
    weight *= STOP if group.is_stop else 1.0
    if group.correction is not None:
        weight *= LAMBDA["typo"] * group.correction
    return WordMatch(group, classes < NONE, weight, weight * best, classes)
