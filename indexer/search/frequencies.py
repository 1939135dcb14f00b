"""Here are some terms: in which documents do they stand, and how much do they say about each?

The BM25F frequency (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009): occurrences
weighted by field, lengths normalised per field and language, summed over the fields. No idf is in it, so it
can be summed over the terms of a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from indexer.documents import BODY, TEXTS
from indexer.index.schema import blocks_of
from indexer.index.snapshot import Snapshot
from indexer.index.vocabulary import BLOCKS
from indexer.search.document_lists import Mask, Scores, Weighted, Whole, summed_up
from kb.localized import Language

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
    BODY: 0.3,  # of a page of a paper: of two hundred pages the best one counts, so it counts little
}
EVERY_FIELD = tuple(WEIGHTS)


@cache
def _by_number(fields: tuple[str, ...]) -> Scores:
    """The weights of the fields of an index by their numbers."""
    return np.array([WEIGHTS[field.rpartition("_")[0]] for field in fields])


def worth(arrays: Snapshot, fields: Whole, counts: Whole | Scores, lengths: Whole) -> Scores:
    """Counts in fields of some length, weighted and normalised: 1 is once in a field of mean length."""
    norms = 1.0 - B + B * lengths / arrays.mean_lengths[fields]
    found: Scores = _by_number(arrays.layout.fields)[fields] * counts / norms
    return found


@dataclass(frozen=True)
class Frequencies:
    """The BM25F frequencies of one language over some fields; names count in every language."""

    arrays: Snapshot
    language: Language
    fields: tuple[str, ...] = EVERY_FIELD

    @cached_property
    def _left_out(self) -> Mask | None:
        """Per field, whether it is not looked at; None where all are."""
        if self.fields == EVERY_FIELD:
            return None
        return np.array([name not in self.fields for name in TEXTS] * len(BLOCKS), np.bool_)

    def of(self, term: str) -> Weighted:
        """Where a term stands; empty if nowhere."""
        return self.of_any((term,))

    def of_any(self, terms: tuple[str, ...]) -> Weighted:
        """Where any of the terms stands."""
        documents, fields, counts, lengths = self.arrays.rows(terms, blocks_of(self.language))
        if self._left_out is not None:
            kept = ~self._left_out[fields]
            documents, fields, counts, lengths = documents[kept], fields[kept], counts[kept], lengths[kept]
        return summed_up(documents, worth(self.arrays, fields, counts, lengths), self.arrays.size)
