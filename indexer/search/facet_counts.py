"""Which documents does a filter leave, and how many would the next click leave?

Any value within a facet, all facets together. The counts of a facet leave out what is chosen in it but
keep what is excluded in it, so that a count is always the total after the click (decision 021).
"""

from __future__ import annotations

import re

import numpy as np

from indexer.facets import BY_NAME, FACETS, NOT_APPLICABLE, NOT_STATED, Facet
from indexer.index.snapshot import Arrays, Column
from indexer.search.frequencies import Mask
from indexer.search.request import Filter
from indexer.search.results import Bucket, FacetCounts
from kb.vocabulary import Vocabularies

_RANGE = re.compile(r"([0-9]{4})?-([0-9]{4})?\Z")


def key_mask(column: Column, wanted: set[int], size: int) -> Mask:
    """The documents with any of the codes."""
    mask = np.zeros(size, np.bool_)
    if wanted:
        is_wanted = np.zeros(len(column.keys), np.bool_)
        is_wanted[list(wanted)] = True
        owners = np.repeat(np.arange(size), np.diff(column.offsets))
        mask[owners[is_wanted[column.codes]]] = True
    return mask


def codes_of(facet: Facet, column: Column, value: str) -> set[int]:
    """The codes a value of the address means; none if no document has it."""
    if facet.kind == "range":
        found = _RANGE.match(value)
        if found and value != "-":
            low, high = found[1] or "0000", found[2] or "9999"
            return {n for n, key in enumerate(column.keys) if key.isdigit() and low <= key <= high}
    return {n for n, key in enumerate(column.keys) if key == value}


class Filters:
    """The masks of all filters of one request over one snapshot."""

    def __init__(self, filters: tuple[Filter, ...], arrays: Arrays, visible: Mask) -> None:
        self._arrays = arrays
        self._visible = visible
        self._filters = {entry.facet: entry for entry in filters}
        self._chosen: dict[str, Mask] = {}
        self._kept: dict[str, Mask] = {}
        for entry in filters:
            facet, column = BY_NAME[entry.facet], arrays.column(entry.facet)
            for values, masks in ((entry.include, self._chosen), (entry.exclude, self._kept)):
                if values:
                    codes = set().union(*(codes_of(facet, column, value) for value in values))
                    masks[entry.facet] = key_mask(column, codes, arrays.size)

    def mask(self, but: str | None = None) -> Mask:
        """What all filters leave; without the values chosen in the facet ``but``."""
        found = self._visible.copy()
        for name, chosen in self._chosen.items():
            if name != but:
                found &= chosen
        for excluded in self._kept.values():
            found &= ~excluded
        return found

    def counts(self, matched: Mask, vocabularies: Vocabularies) -> tuple[FacetCounts, ...]:
        """The counts of every facet within the matching documents."""
        return tuple(self._count(facet, matched, vocabularies) for facet in FACETS)

    def _count(self, facet: Facet, matched: Mask, vocabularies: Vocabularies) -> FacetCounts:
        column = self._arrays.column(facet.name)
        mask = matched & self.mask(but=facet.name)
        per_value = np.repeat(mask, np.diff(column.offsets))
        numbers = np.bincount(column.codes[per_value], minlength=len(column.keys))
        counts = {column.keys[code]: int(numbers[code]) for code in np.flatnonzero(numbers).tolist()}
        entry = self._filters.get(facet.name, Filter(facet.name))
        for value in (*entry.include, *entry.exclude):
            if value not in counts:
                codes = codes_of(facet, column, value)
                counts[value] = int((mask & key_mask(column, codes, self._arrays.size)).sum())
        return FacetCounts(facet.name, _buckets(facet, counts, entry, vocabularies), self.stated(facet.name))

    def stated(self, facet: str) -> float:
        """The share of all visible records that state a value."""
        column = self._arrays.column(facet)
        missing = {n for n, key in enumerate(column.keys) if key in (NOT_STATED, NOT_APPLICABLE)}
        visible = int(self._visible.sum())
        absent = int((self._visible & key_mask(column, missing, self._arrays.size)).sum())
        return (visible - absent) / visible if visible else 0.0


def _buckets(
    facet: Facet, counts: dict[str, int], entry: Filter, vocabularies: Vocabularies
) -> tuple[Bucket, ...]:
    found = []
    for key, count in counts.items():
        above: list[str] = []
        if facet.kind == "tree" and facet.vocabulary:
            above = [parent for parent in vocabularies[facet.vocabulary].ancestors(key) if parent in counts]
        found.append(
            Bucket(
                key=key,
                count=count,
                selected=key in entry.include,
                excluded=key in entry.exclude,
                parent=above[0] if above else None,
                depth=len(above),
            )
        )
    return tuple(found)
