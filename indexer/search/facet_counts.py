"""Which of the documents found do the filters leave, and how many would the next click leave?

Any value within a facet, all facets together. The counts of a facet leave out what is chosen in it but
keep what is excluded in it, so that a count is always the total after the click (decision 021). Every filter
is looked at once, for the documents found only; the counts of all facets share the answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indexer.facets import BY_NAME, FACETS, NOT_APPLICABLE, NOT_STATED, Facet
from indexer.index.columns import Column, Sets
from indexer.index.snapshot import Snapshot
from indexer.search.document_lists import Mask, Numbers, Whole
from indexer.search.request import Filter
from indexer.search.results import Bucket, FacetCounts
from kb.vocabulary import Vocabularies

FEW = 8  # so many times fewer documents than keys: then counting them one by one is quicker
SPARSE = 4  # so many times fewer documents than sets: then their values are quicker than those of all sets
_RANGE = re.compile(r"([0-9]{4})?-([0-9]{4})?\Z")
Counts = NDArray[np.int64]


def codes_of(facet: Facet, column: Column, value: str) -> set[int]:
    """The codes a value of the address means; none if no document has it."""
    if facet.kind == "range":
        found = _RANGE.match(value)
        if found and value != "-":
            low, high = found[1] or "0000", found[2] or "9999"
            return {n for n, key in enumerate(column.keys) if key.isdigit() and low <= key <= high}
    code = column.code(value)
    return set() if code is None else {code}


def having(column: Column, codes: Iterable[int], documents: Whole) -> Mask:
    """Which of the documents have any of the codes."""
    return column.having(codes).take(column.codes.take(documents))


def tally(column: Column, documents: Whole) -> Counts:
    """Per key the number of the documents that have it."""
    numbers = column.codes.take(documents)
    sets, size = column.sets, len(column.keys)
    if sets is None:
        return np.bincount(numbers, minlength=size)
    if len(numbers) * SPARSE < len(sets.offsets):
        return np.bincount(_values_of(sets, numbers), minlength=size)
    counts = np.bincount(numbers, minlength=len(sets.offsets) - 1)
    weights = np.repeat(counts, sets.sizes)
    return np.bincount(sets.values, weights, size).astype(np.int64)


def _values_of(sets: Sets, numbers: Whole) -> Whole:
    """The values of some sets one after the other."""
    starts = sets.offsets.take(numbers)
    counts = sets.offsets[1:].take(numbers) - starts
    ends = counts.cumsum()
    places = (starts - ends + counts).repeat(counts)
    places += np.arange(len(places))
    values: Whole = sets.values.take(places)
    return values


def counted(column: Column, documents: Whole) -> dict[str, int]:
    """Per key that any of the documents has, in order, the number of those that have it."""
    if len(documents) * FEW < len(column.keys):
        values: Iterable[int] = column.codes.take(documents).tolist()
        if column.sets is not None:
            values = chain.from_iterable(map(column.sets.rows.__getitem__, values))
        return {column.names[code]: count for code, count in sorted(Counter(values).items())}
    counts = tally(column, documents)
    codes = counts.nonzero()[0]
    return dict(zip(map(column.names.__getitem__, codes.tolist()), counts[codes].tolist(), strict=True))


class Narrowed:
    """The documents found, each ascending once, with what every filter says of each."""

    def __init__(
        self, documents: Numbers, columns: Mapping[str, tuple[Column, set[int] | None, set[int]]]
    ) -> None:
        """``columns`` are, by facet, its column, the codes chosen (None if none is) and those excluded."""
        self._found = documents
        self._chosen = {
            name: having(column, chosen, documents)
            for name, (column, chosen, _) in columns.items()
            if chosen is not None
        }
        self._kept: Mask | None = None
        for column, _, excluded in columns.values():
            if excluded:
                self._kept = _both(self._kept, ~having(column, excluded, documents))

    def mask(self, but: str | None = None) -> Mask | None:
        """Which documents all filters leave, without the values chosen in one facet; None means all."""
        found = self._kept
        for name, mask in self._chosen.items():
            if name != but:
                found = _both(found, mask)
        return found

    def documents(self, but: str | None = None) -> Numbers:
        """The documents all filters leave, without the values chosen in one facet."""
        mask = self.mask(but if but in self._chosen else None)
        return self._found if mask is None else self._found[mask]


def _both(one: Mask | None, other: Mask) -> Mask:
    return other if one is None else one & other


class Filters:
    """The filters of one request over the documents found in one snapshot."""

    def __init__(self, filters: tuple[Filter, ...], arrays: Snapshot, found: Numbers) -> None:
        """``found`` are the documents that match and may be seen."""
        self._arrays = arrays
        self._filters = {entry.facet: entry for entry in filters}
        columns: dict[str, tuple[Column, set[int] | None, set[int]]] = {}
        for entry in filters:
            facet, column = BY_NAME[entry.facet], arrays.column(entry.facet)
            chosen = self._codes(facet, column, entry.include) if entry.include else None
            columns[entry.facet] = (column, chosen, self._codes(facet, column, entry.exclude))
        self._narrowed = Narrowed(found, columns)

    @staticmethod
    def _codes(facet: Facet, column: Column, values: Iterable[str]) -> set[int]:
        return {code for value in values for code in codes_of(facet, column, value)}

    @property
    def documents(self) -> Numbers:
        """What all filters leave."""
        return self._narrowed.documents()

    def counts(self, vocabularies: Vocabularies, stated: Mapping[str, float]) -> tuple[FacetCounts, ...]:
        """The counts of every facet; ``stated`` is the share of records that state a value of it."""
        left = self._narrowed.documents()
        return tuple(self._count(facet, left, vocabularies, stated[facet.name]) for facet in FACETS)

    def _count(self, facet: Facet, left: Numbers, vocabularies: Vocabularies, stated: float) -> FacetCounts:
        column = self._arrays.column(facet.name)
        entry = self._filters.get(facet.name, Filter(facet.name))
        documents = self._narrowed.documents(but=facet.name) if entry.include else left
        counts = counted(column, documents)
        for value in (*entry.include, *entry.exclude):
            if value not in counts:
                codes = codes_of(facet, column, value)
                counts[value] = int(having(column, codes, documents).sum())
        return FacetCounts(facet.name, _buckets(facet, counts, entry, vocabularies), stated)


def shares_stated(arrays: Snapshot, visible: Mask) -> dict[str, float]:
    """Per facet the share of all visible records that state a value."""
    documents = np.flatnonzero(visible)
    found = {}
    for facet in FACETS:
        column = arrays.column(facet.name)
        counts = tally(column, documents)
        missing = [column.code(key) for key in (NOT_STATED, NOT_APPLICABLE)]
        absent = sum(int(counts[code]) for code in missing if code is not None)
        found[facet.name] = 1.0 - absent / len(documents) if len(documents) else 0.0
    return found


def _buckets(
    facet: Facet, counts: dict[str, int], entry: Filter, vocabularies: Vocabularies
) -> tuple[Bucket, ...]:
    include, exclude = entry.include, entry.exclude
    if facet.kind != "tree" or not facet.vocabulary:
        return tuple(Bucket(key, count, key in include, key in exclude) for key, count in counts.items())
    vocabulary, found = vocabularies[facet.vocabulary], []
    for key, count in counts.items():
        above = [parent for parent in vocabulary.ancestors(key) if parent in counts]
        parent = above[0] if above else None
        found.append(Bucket(key, count, key in include, key in exclude, parent, len(above)))
    return tuple(found)
