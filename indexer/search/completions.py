"""Here is a word that may be going on: to which words of the records can it be completed?"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from indexer.analysis.keys import has_meaning
from indexer.index.segment import Segment
from indexer.index.snapshot import Part, Snapshot
from indexer.index.suggestion_keys import other_words, spellings, spelt_as, spoken_words
from indexer.index.tables import Table
from indexer.search.beginnings import holding_all
from indexer.search.document_lists import Mask, Whole
from indexer.search.typed import Typed
from kb.localized import Language

_FIRST_FEW = 8  # as many as most answers need
_NO_KEY_HAS = 1 << 62  # so many documents


class SpokenWords:
    """The words of the records' titles and summaries in one language, over all segments."""

    def __init__(self, snapshot: Snapshot, language: Language) -> None:
        self._snapshot = snapshot
        self._language = language

    def completions(self, typed: Typed) -> Iterator[str]:
        """What the last typed word begins in records that hold the others too; the most used first.

        A word is in the spelling most records use.
        """
        ranges = [found for part, table in self._tables() if (found := self._range(part, table, typed))]
        for key in most_held(ranges):
            if key != typed.last:
                yield self._spelling(key)

    def _tables(self) -> Iterator[tuple[Part, Table]]:
        return self._snapshot.tables(spoken_words(self._language))

    def _range(self, part: Part, table: Table, typed: Typed) -> Range | None:
        """The keys of one segment that begin like the last typed word."""
        first, end = table.keys.starting(typed.last)
        if first == end:
            return None
        mask, segment = part.living, part.segment
        if typed.before:
            held = holding_all(
                segment.size, typed.before, lambda wanted: spoken_in(segment, self._language, wanted[0])
            )
            mask = held if mask is None else held & mask
        return Range(table, first, end, mask)

    def _spelling(self, key: str) -> str:
        counts: Counter[str] = Counter()
        for part, table in self._tables():
            written = part.segment.table(spellings(self._language))
            stated = _written_as(written, key, part.living) if written else {}
            for spelling, documents in stated.items():
                counts[spelling] += len(documents)
            counts[key] += len(_kept(table.of(key), part.living))
            if stated:
                counts[key] -= len(np.unique(np.concatenate([*stated.values()])))
        return min(counts, key=lambda spelling: (-counts[spelling], spelling))


def _written_as(table: Table, key: str, living: Mask | None) -> dict[str, Whole]:
    """The documents that have each spelling of a key."""
    beginning = spelt_as(key, "")
    found = {}
    for row in range(bisect_left(table.keys, beginning), len(table.keys)):
        spelt = table.keys[row]
        if not spelt.startswith(beginning):
            break
        found[spelt[len(beginning) :]] = _kept(table.between(row, row + 1), living)
    return found


def spoken_in(segment: Segment, language: Language, key: str) -> Whole:
    """The documents of a segment whose title or summary has a word of that key."""
    table = segment.table((spoken_words if has_meaning(key) else other_words)(language))
    return table.of(key) if table else np.zeros(0, np.int32)


def _kept(numbers: Whole, mask: Mask | None) -> Whole:
    return numbers if mask is None else numbers[mask[numbers]]


class Range(NamedTuple):
    """The keys [first, end) of one segment's table; only documents of the mask count, or all."""

    table: Table
    first: int
    end: int
    mask: Mask | None

    def counts(self) -> Whole:
        """By how many documents each key is held."""
        offsets = self.table.offsets[self.first : self.end + 1]
        if self.mask is None:
            return np.diff(offsets).astype(np.int64)
        inside = self.mask[self.table.between(self.first, self.end)]
        return np.add.reduceat(inside, offsets[:-1] - offsets[0], dtype=np.int64)

    def count(self, key: str) -> int:
        """By how many documents one key is held."""
        return len(_kept(self.table.of(key), self.mask))


def most_held(ranges: Sequence[Range]) -> Iterator[str]:
    """The keys that any documents hold, those that most hold first, then in order.

    Segments have no document in common, so the counts of a key are added up. A key that ``least`` documents
    hold is held by its share of them in at least one segment, so the first few are found without reading
    the others.
    """
    counts = [part.counts() for part in ranges]
    least = max((_nth_largest(held, _FIRST_FEW) for held in counts), default=0)
    if least <= len(ranges):  # then all have to be read
        least = _NO_KEY_HAS
    else:
        frequent = {
            part.table.keys[part.first + place]
            for part, held in zip(ranges, counts, strict=True)
            for place in np.flatnonzero(held * len(ranges) >= least).tolist()
        }
        totals = {key: sum(part.count(key) for part in ranges) for key in frequent}
        yield from _ordered({key: total for key, total in totals.items() if total >= least})
    rest: dict[str, int] = {}
    for part, held in zip(ranges, counts, strict=True):
        for key, count in zip(part.table.keys[part.first : part.end], held.tolist(), strict=True):
            rest[key] = rest.get(key, 0) + count
    yield from _ordered({key: total for key, total in rest.items() if 0 < total < least})


def _nth_largest(counts: Whole, place: int) -> int:
    return int(np.partition(counts, -place)[-place]) if place <= len(counts) else 0


def _ordered(totals: Mapping[str, int]) -> list[str]:
    return sorted(totals, key=lambda key: (-totals[key], key))
