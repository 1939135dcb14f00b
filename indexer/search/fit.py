"""Does a record fit a reader's own cluster? Told facet by facet, and counted for sorting.

A profile is some values of some facets. In each of them a record fits, misfits, says nothing, or cannot be
compared (decision 060):

- A value includes what is below it: for a maritime cluster an offshore record fits.
- What holds for something broader holds for the part: for Schleswig-Holstein a record of all of Germany fits.
  A record that states a broad value and a part of it means the part.
- Values that stand for everybody fit every profile that says anything of their facet.
- What does not apply to a record, and areas of which the vocabulary does not know what lies in them, neither
  fit nor misfit.

Columns are asked, not records: one state for each distinct set of values, taken for all documents at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.facets import BY_NAME, FACETS, NOT_APPLICABLE, NOT_STATED, Facet
from indexer.index.columns import Column
from indexer.index.snapshot import Snapshot
from indexer.search.document_lists import Mask, Scores, Whole
from indexer.search.facet_counts import codes_of
from indexer.search.results import FIT_STATES, FacetFit
from kb.vocabulary import Vocabularies, Vocabulary

EVERYBODY = {"sector": "cross-sectoral", "country": "several-countries"}
AREAS = {"region": "named-areas"}  # the concept above all areas whose parts no vocabulary names
EU = "EU"
EU_MEMBERS = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
FITS, MISFITS, NOT_SAID, OPEN = range(len(FIT_STATES))
POINTS: NDArray[np.int64] = np.array([1, -1, 0, 0])  # of each state, when results are sorted by fit
States = NDArray[np.int8]


class _FacetOfProfile:
    """What a profile says in one facet, and what that makes of the values of records.

    ``meant`` are the values it includes, ``wider`` the broader ones that hold for it, too.
    """

    def __init__(self, facet: Facet, keys: set[str], column: Column, vocabulary: Vocabulary | None) -> None:
        self.facet = facet
        self._column, self._vocabulary = column, vocabulary
        meant, wider = set(keys), {above for key in keys for above in self._above(key)}
        if facet.name in EVERYBODY:
            wider.add(EVERYBODY[facet.name])
        if facet.name == "country" and EU in keys:
            meant |= EU_MEMBERS
        if facet.name == "country" and EU_MEMBERS & keys:
            wider.add(EU)
        codes = {code for key in meant for code in codes_of(facet, column, key)}
        self._meant = {column.names[code] for code in codes}
        self._meant_codes = codes
        self._wider = wider
        self._vague = any(AREAS.get(facet.name) in (key, *self._above(key)) for key in keys)

    def _above(self, key: str) -> tuple[str, ...]:
        """The broader values of a value."""
        if self.facet.kind != "tree" or self._vocabulary is None:
            return ()
        return self._vocabulary.ancestors(key)

    def _having(self, keys: Iterable[str]) -> Mask:
        """Which codes of documents stand for any of the keys."""
        codes = (self._column.code(key) for key in keys)
        return self._column.having(code for code in codes if code is not None)

    @cached_property
    def states(self) -> States:
        """Per code of a document the number of its state."""
        fitting = self._column.having(self._meant_codes)
        for key in sorted(self._wider):
            below = self._vocabulary.narrower.get(key, ()) if self._vocabulary else ()
            fitting |= self._having([key]) & ~self._having(below)
        areas = self._having([AREAS[self.facet.name]]) if self.facet.name in AREAS else np.False_
        open_ = self._having([NOT_APPLICABLE]) | areas | np.bool_(self._vague)
        states = np.where(fitting, FITS, np.where(open_, OPEN, MISFITS))
        return np.where(self._having([NOT_STATED]), NOT_SAID, states).astype(np.int8)

    def states_of(self, documents: Whole) -> States:
        """The numbers of the states of documents."""
        found: States = self.states.take(self._column.codes.take(documents))
        return found

    def fit(self, document: int) -> FacetFit:
        """What is told of one document."""
        state = int(self.states[self._column.codes[document]])
        keys = [self._column.keys[code] for code in self._column.values_of(document).tolist()]
        broader = {above for key in keys for above in self._above(key)}
        told = [key for key in keys if key not in broader and key not in (NOT_STATED, NOT_APPLICABLE)]
        if state == FITS:
            told = [key for key in told if self._suits(key)]
        return FacetFit(self.facet.name, FIT_STATES[state], tuple(told))

    def _suits(self, key: str) -> bool:
        return key in self._wider or not self._meant.isdisjoint((key, *self._above(key)))


class Comparison:
    """A profile over the documents of one snapshot. An empty profile says nothing and costs nothing."""

    def __init__(
        self, profile: Iterable[tuple[str, str]], arrays: Snapshot, vocabularies: Vocabularies
    ) -> None:
        """``profile`` are facets and values; that something is not stated describes no cluster."""
        keys: dict[str, set[str]] = {}
        for name, key in profile:
            if name in BY_NAME and key not in (NOT_STATED, NOT_APPLICABLE):
                keys.setdefault(name, set()).add(key)
        self._facets = tuple(
            _FacetOfProfile(
                facet,
                keys[facet.name],
                arrays.column(facet.name),
                vocabularies[facet.vocabulary] if facet.vocabulary else None,
            )
            for facet in FACETS
            if facet.name in keys
        )

    def of(self, document: int) -> tuple[FacetFit, ...]:
        """What is told of one document, a facet at a time."""
        return tuple(facet.fit(document) for facet in self._facets)

    def sorted_by(self, documents: Whole, otherwise: Scores) -> Scores:
        """What documents are ordered by: facets that fit less those that do not, then ``otherwise``."""
        points = np.zeros(len(documents), np.int64)
        for facet in self._facets:
            points += POINTS.take(facet.states_of(documents))
        # Places instead of the values themselves: whole numbers add up without rounding.
        _, places = np.unique(otherwise, return_inverse=True)
        return (points * (len(documents) + 1) + places).astype(np.float64)
