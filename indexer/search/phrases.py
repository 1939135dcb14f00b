"""Where do words stand side by side, and how often?

Places are numbers of document, field and word, so that neighbours are neighbouring numbers.
"""

from __future__ import annotations

import numpy as np

from indexer.index.schema import blocks_of
from indexer.index.snapshot import DOCUMENT_SHIFT, FIELD_SHIFT, NO_PLACES, Places, Snapshot
from indexer.search.document_lists import NOWHERE, Mask, Scores, Weighted, Whole, all_of, common, summed_up
from indexer.search.frequencies import Frequencies, worth
from kb.localized import Language

_FIELD = (1 << (DOCUMENT_SHIFT - FIELD_SHIFT)) - 1


def documents_of(places: Places) -> Places:
    """The document of each place."""
    return places >> DOCUMENT_SHIFT


def fields_of(places: Places) -> Places:
    """The field of each place."""
    return (places >> FIELD_SHIFT) & _FIELD


def phrase_places(
    arrays: Snapshot, language: Language, parts: tuple[tuple[str, ...], ...], within: Mask | None = None
) -> Places:
    """Where a term of each part stands, one behind the other; the place is that of the first.

    ``within``: only these documents are looked at.
    """
    found = NO_PLACES
    for shift, terms in enumerate(parts):
        shifted = arrays.places(terms, blocks_of(language), within) - shift
        found = shifted if shift == 0 else common(found, shifted)
        if not len(found):
            return NO_PLACES
    return found


def phrase_frequencies(frequencies: Frequencies, parts: tuple[tuple[str, ...], ...]) -> Weighted:
    """The BM25F frequency of a phrase."""
    arrays = frequencies.arrays
    within = np.zeros(arrays.size, np.bool_)
    within[all_of([frequencies.of_any(part) for part in parts], arrays.size).documents] = True
    where = phrase_places(arrays, frequencies.language, parts, within) if within.any() else NO_PLACES
    if not len(where):
        return NOWHERE
    texts, counts = np.unique(where >> FIELD_SHIFT, return_counts=True)
    places = texts << FIELD_SHIFT
    return summed_up(documents_of(places), worth_at(arrays, places, counts), arrays.size)


def worth_at(arrays: Snapshot, places: Places, counts: Whole | Scores) -> Scores:
    """What counts at some places are worth, by the fields and lengths there."""
    fields = fields_of(places)
    return worth(arrays, fields, counts, arrays.lengths_at(fields, documents_of(places)))
