"""Here is a term: in which documents does it stand, and how much does it say about each?

The BM25F frequency (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009): occurrences
weighted by field, lengths normalised per field and language, summed over the fields. No idf is in it, so it
can be summed over the terms of a word. Computed once per snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.documents import NEUTRAL
from indexer.index.snapshot import Arrays
from kb.localized import Language

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]

B = 0.6
WEIGHTS: dict[str, float] = {
    "title": 3.0,
    "summary": 1.2,
    "challenge": 0.6,
    "approach": 1.0,
    "results": 0.6,
    "success_factors": 0.6,
    "limiting_factors": 0.6,
    "resources": 0.6,
    "transferability": 0.6,
    "figures": 0.4,
    "concepts": 1.0,
    "names": 1.0,
}
EVERY_FIELD = tuple(WEIGHTS)


class Weighted(NamedTuple):
    """Documents, ascending and each once, and the frequency in each."""

    documents: Numbers
    frequencies: Scores


NOWHERE = Weighted(np.zeros(0, np.int64), np.zeros(0))


def summed(parts: list[Weighted]) -> Weighted:
    """The sum of several frequencies."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return NOWHERE
    documents, place = np.unique(np.concatenate([part.documents for part in parts]), return_inverse=True)
    values = np.concatenate([part.frequencies for part in parts])
    return Weighted(documents, np.bincount(place, values, len(documents)).astype(np.float64))


def length_norms(arrays: Arrays, field: str) -> Scores:
    """Per document what its length divides a frequency by: 1 at the mean length of the field."""
    norms: Scores = 1.0 - B + B * arrays.lengths(field).astype(np.float64) / arrays.mean_length(field)
    return norms


@dataclass(frozen=True)
class Frequencies:
    """The BM25F frequencies of all terms of one language; neutral fields count in every language."""

    _rows: Mapping[str, slice]
    _documents: Numbers
    _frequencies: Scores

    def of(self, term: str) -> Weighted:
        """Where a term stands; empty if nowhere."""
        rows = self._rows.get(term)
        return Weighted(self._documents[rows], self._frequencies[rows]) if rows else NOWHERE

    def of_any(self, terms: tuple[str, ...]) -> Weighted:
        """Where any of the terms stands."""
        return summed([self.of(term) for term in terms])


def frequencies_in(arrays: Arrays, language: Language, fields: tuple[str, ...] = EVERY_FIELD) -> Frequencies:
    """The frequencies of one language over these fields."""
    numbers: dict[str, int] = {}
    terms, documents, values = [], [], []
    for name in fields:
        for part in (language, NEUTRAL):
            field = f"{name}_{part}"
            found = arrays.field(field)
            if not found.terms:
                continue
            own = np.array([numbers.setdefault(term, len(numbers)) for term in found.terms], np.int64)
            terms.append(np.repeat(own, np.diff(found.offsets)))
            documents.append(found.documents.astype(np.int64))
            norms = length_norms(arrays, field)[found.documents]
            values.append(WEIGHTS[name] * found.frequencies / norms)
    if not terms:
        return Frequencies({}, *NOWHERE)
    size = arrays.size
    keys, place = np.unique(np.concatenate(terms) * size + np.concatenate(documents), return_inverse=True)
    sums = np.bincount(place, np.concatenate(values), len(keys)).astype(np.float64)
    ends = np.searchsorted(keys, (np.arange(len(numbers)) + 1) * size).tolist()
    starts = [0, *ends[:-1]]
    rows = {term: slice(starts[number], ends[number]) for term, number in numbers.items()}
    return Frequencies(rows, keys % size, sums)
