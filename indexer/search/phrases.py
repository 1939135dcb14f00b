"""Where do words stand side by side, and where near each other?

Places are numbers document * 2**32 + word, so that neighbours are neighbouring numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.documents import NEUTRAL
from indexer.index.snapshot import Arrays
from indexer.search.frequencies import EVERY_FIELD, NOWHERE, WEIGHTS, Weighted, length_norms, summed
from kb.localized import Language

Places = NDArray[np.int64]
NO_PLACES: Places = np.zeros(0, np.int64)
_SHIFT = 32
_FIRST = 64  # place of the first word, so that shifting a phrase back never leaves its document


def places(arrays: Arrays, field: str, terms: tuple[str, ...]) -> Places:
    """Where any of the terms stands in a field, ascending."""
    found = []
    for term in terms:
        documents, frequencies = arrays.postings(field, term)
        if len(documents):
            own = arrays.positions(field, term).places.astype(np.int64) + _FIRST
            found.append((np.repeat(documents.astype(np.int64), frequencies) << _SHIFT) + own)
    if not found:
        return NO_PLACES
    return found[0] if len(found) == 1 else np.unique(np.concatenate(found))


def documents_of(found: Places) -> Places:
    """The document of each place."""
    return found >> _SHIFT


def phrase_places(arrays: Arrays, field: str, parts: tuple[tuple[str, ...], ...]) -> Places:
    """Where a term of each part stands, one behind the other; the place is that of the first."""
    common = NO_PLACES
    for shift, terms in enumerate(parts):
        shifted = places(arrays, field, terms) - shift
        common = shifted if shift == 0 else np.intersect1d(common, shifted, assume_unique=True)
        if not len(common):
            return NO_PLACES
    return common


def phrase_frequencies(
    arrays: Arrays,
    language: Language,
    parts: tuple[tuple[str, ...], ...],
    fields: tuple[str, ...] = EVERY_FIELD,
) -> Weighted:
    """The BM25F frequency of a phrase."""
    found = []
    for name in fields:
        for side in (language, NEUTRAL):
            field = f"{name}_{side}"
            where = phrase_places(arrays, field, parts)
            if len(where):
                documents, counts = np.unique(documents_of(where), return_counts=True)
                norms = length_norms(arrays, field)[documents]
                found.append(Weighted(documents, WEIGHTS[name] * counts / norms))
    return summed(found) if found else NOWHERE
