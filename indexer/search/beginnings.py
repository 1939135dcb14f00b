"""Here is the beginning of a word: what holds a word that goes on like that?

Words are kept sorted, so all that begin alike are neighbours and two searches by halves find them, and what
holds them lies in one slice of an array. Nothing is scanned or sorted per keystroke but the slice itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int32]
Part = tuple[str, bool]  # a key and whether it is only the beginning of a word
Alternative = tuple[Part, ...]  # all of these parts
Wanted = tuple[tuple[Alternative, ...], ...]  # of each of these, any alternative

_LAST = "\U0010ffff"  # stands behind every sign a word can have
_FIRST_FEW = 64  # as many as most answers need


class Strings(Sequence[str]):
    """Many strings in one, which takes a fifth of the memory of a list of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        parts = [text.encode("utf-8") for text in texts]
        self._bytes = b"".join(parts)
        self._offsets = np.concatenate(([0], np.cumsum([len(part) for part in parts]))).astype(np.int32)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(len(self)))]
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._bytes[self._offsets[number] : self._offsets[number + 1]].decode("utf-8")

    def starting(self, prefix: str) -> tuple[int, int]:
        """The rows [first, end) of the strings that begin like that; they must be sorted."""
        first = bisect_left(self, prefix)
        return first, bisect_left(self, prefix + _LAST, first)


@dataclass(frozen=True)
class Beginnings:
    """Sorted keys; the things numbered ``numbers[offsets[k]:offsets[k + 1]]`` hold key k."""

    keys: Strings
    offsets: Numbers
    numbers: Numbers
    size: int
    """How many things there are."""

    @classmethod
    def of(
        cls, keys: Sequence[str], codes: NDArray[np.int64], owners: NDArray[np.int64], size: int
    ) -> Beginnings:
        """From sorted keys, and pairs of the number of a key and of what holds it, in any order."""
        pairs = codes * max(size, 1) + owners
        pairs.sort()
        if len(pairs):
            pairs = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))]
        offsets = np.searchsorted(pairs, np.arange(len(keys) + 1) * max(size, 1)).astype(np.int32)
        return cls(Strings(keys), offsets, (pairs % max(size, 1)).astype(np.int32), size)

    def rows(self, key: str, beginning: bool) -> tuple[int, int]:
        """The rows [first, end) of the keys that are ``key`` or begin like it."""
        if beginning:
            return self.keys.starting(key)
        first = bisect_left(self.keys, key)
        return first, first + int(first < len(self.keys) and self.keys[first] == key)

    def holding(self, wanted: Wanted) -> Mask:
        """What holds everything that is wanted."""
        mask = np.ones(self.size, np.bool_)
        for alternatives in wanted:
            found = np.zeros(self.size, np.bool_)
            for parts in alternatives:
                found |= self._holding_all(parts)
            mask &= found
        return mask

    def _holding_all(self, parts: Alternative) -> Mask:
        mask = np.ones(self.size, np.bool_)
        for key, beginning in parts:
            first, end = self.rows(key, beginning)
            found = np.zeros(self.size, np.bool_)
            found[self.numbers[self.offsets[first] : self.offsets[end]]] = True
            mask &= found
        return mask

    def counts(self, first: int, end: int, mask: Mask | None) -> NDArray[np.int64]:
        """By how many things of the mask each of the keys [first, end) is held."""
        if mask is None or first == end:
            return np.diff(self.offsets[first : end + 1]).astype(np.int64)
        start = self.offsets[first]
        inside = mask[self.numbers[start : self.offsets[end]]].astype(np.int64)
        found: NDArray[np.int64] = np.add.reduceat(inside, self.offsets[first:end] - start)
        return found


def smallest_first(scores: NDArray[np.int64]) -> Iterator[int]:
    """The places of the scores, smallest first; the first few are had without sorting the others."""
    rest, few = np.arange(len(scores)), _FIRST_FEW
    while len(rest) > few:
        divided = np.argpartition(scores[rest], few)
        first, rest = rest[divided[:few]], rest[divided[few:]]
        yield from first[np.argsort(scores[first])].tolist()
        few *= 8
    yield from rest[np.argsort(scores[rest])].tolist()
