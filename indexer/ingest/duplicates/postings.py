"""Here are keys of a text: which of the known texts have them too, and how many have each?

Inverted lists in sorted arrays. New texts wait until somebody asks; then they become a segment, and segments
of like size are put together, so that adding n texts one by one costs no more than sorting them log n times.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.ingest.duplicates.hashing import Keys

Numbers = NDArray[np.int32]
Weights = NDArray[np.float64]
Places = NDArray[np.int64]


class _Segment(NamedTuple):
    keys: Keys
    starts: Places
    sides: Numbers


class Looked(NamedTuple):
    """Keys that were looked up: in which segments they lie, and where. ``size`` is the number of keys."""

    size: int
    places: tuple[tuple[_Segment, Places, Places], ...]

    def frequencies(self) -> Weights:
        """How many sides have each key."""
        found = np.zeros(self.size)
        for segment, places, there in self.places:
            found[there] += segment.starts[places + 1] - segment.starts[places]
        return found

    def weighed(self, weights: Weights, sides: int) -> Weights:
        """For each of the first ``sides`` sides the sum of the weights of those keys it has."""
        found = np.zeros(sides)
        for segment, places, there in self.places:
            counted = weights[there] > 0
            places, there = places[counted], there[counted]
            lengths = segment.starts[places + 1] - segment.starts[places]
            if len(lengths):
                ends = np.cumsum(lengths)
                rows = np.arange(ends[-1]) + np.repeat(segment.starts[places] - ends + lengths, lengths)
                found += np.bincount(segment.sides[rows], np.repeat(weights[there], lengths), sides)
        return found


class Postings:
    """Which sides have which keys; sides are numbered in the order they are added."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, Keys]] = []
        self._segments: list[_Segment] = []

    def add(self, side: int, keys: Keys) -> None:
        """Take in a side with its keys, each once."""
        self._waiting.append((side, keys))

    def look_up(self, keys: Keys) -> Looked:
        """Where keys lie. What is added later is not in it."""
        self._settle()
        return Looked(len(keys), tuple((segment, *_places(segment, keys)) for segment in self._segments))

    def frequencies(self, keys: Keys) -> Weights:
        """How many sides have each key."""
        return self.look_up(keys).frequencies()

    def _settle(self) -> None:
        if self._waiting:
            self._segments.append(_segment(self._waiting))
            self._waiting = []
            while len(self._segments) > 1 and _are_alike(*self._segments[-2:]):
                self._segments.append(_joined(self._segments.pop(-2), self._segments.pop()))


def _are_alike(older: _Segment, newer: _Segment) -> bool:
    return len(older.sides) < 2 * len(newer.sides)


def _segment(texts: list[tuple[int, Keys]]) -> _Segment:
    numbers = np.repeat(np.array([number for number, _ in texts], np.int32), [len(keys) for _, keys in texts])
    return _sorted(np.concatenate([keys for _, keys in texts]), numbers)


def _joined(older: _Segment, newer: _Segment) -> _Segment:
    keys = [np.repeat(one.keys, np.diff(one.starts)) for one in (older, newer)]
    return _sorted(np.concatenate(keys), np.concatenate([older.sides, newer.sides]))


def _sorted(keys: Keys, sides: Numbers) -> _Segment:
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, int)
    return _Segment(keys[first], np.append(first, len(keys)).astype(np.int64), sides[order])


def _places(segment: _Segment, keys: Keys) -> tuple[Places, Places]:
    """Where in the segment those keys lie that it has, and which of ``keys`` they are."""
    places = np.searchsorted(segment.keys, keys)
    inside = places < len(segment.keys)
    there = np.flatnonzero(inside)
    there = there[segment.keys[places[there]] == keys[there]]
    return places[there].astype(np.int64), there.astype(np.int64)
