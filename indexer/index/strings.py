"""Here are many strings in one block of bytes: which number has a string, and which string has a number?

No object is made per string, so a table of half a million costs nothing until it is asked. A string is found
through a hash table with linear probing (CRC-32, at most half full); the strings that begin alike are
neighbours if the table is sorted.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import overload

import numpy as np

from indexer.index.arrays import AnyArray, Arrays, scalars


def string_arrays(strings: Iterable[str]) -> dict[str, AnyArray]:
    """The arrays of a table: ``bytes``, ``ends`` of length n + 1, ``slots`` of the hash table."""
    parts = [text.encode("utf-8", "surrogatepass") for text in strings]
    ends = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), out=ends[1:])
    hashes = np.fromiter(map(zlib.crc32, parts), np.int64, len(parts))
    return {
        "bytes": np.frombuffer(b"".join(parts), np.uint8),
        "ends": ends if ends[-1] > np.iinfo(np.int32).max else ends.astype(np.int32),
        "slots": _slots(hashes),
    }


def _slots(hashes: AnyArray) -> AnyArray:
    """The hash table: -1 or the number of a string. In each round all that found no place try the next."""
    size = 1 << max(3, (2 * len(hashes)).bit_length())
    slots = np.full(size, -1, np.int32)
    waiting = np.arange(len(hashes))
    places = hashes & (size - 1)
    while len(waiting):
        free = slots[places] < 0
        _, first = np.unique(places[free], return_index=True)
        taken = np.flatnonzero(free)[first]
        slots[places[taken]] = waiting[taken]
        left = np.ones(len(waiting), np.bool_)
        left[taken] = False
        waiting, places = waiting[left], (places[left] + 1) & (size - 1)
    return slots


class StringTable(Sequence[str]):
    """The strings of one table; their numbers are their places."""

    def __init__(self, arrays: Arrays) -> None:
        self._bytes = scalars(arrays["bytes"])
        self._ends = scalars(arrays["ends"])
        self._slots = scalars(arrays["slots"])
        self._mask = len(self._slots) - 1

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return self._range(*number.indices(len(self)))
        if not 0 <= number < len(self):
            raise IndexError(number)
        return str(self._bytes[self._ends[number] : self._ends[number + 1]], "utf-8", "surrogatepass")

    def _range(self, first: int, end: int, step: int) -> list[str]:
        if step != 1:
            return [self[number] for number in range(first, end, step)]
        ends = self._ends[first : end + 1].tolist() if first < end else []
        if not ends:
            return []
        start, block = ends[0], bytes(self._bytes[ends[0] : ends[-1]])
        if block.isascii():  # as ids are: one text cut into pieces takes a sixth of decoding each
            text = block.decode("ascii")
            return [text[a - start : b - start] for a, b in pairwise(ends)]
        return [block[a - start : b - start].decode("utf-8", "surrogatepass") for a, b in pairwise(ends)]

    def find(self, text: str) -> int:
        """The number of a string, or -1."""
        wanted = text.encode("utf-8", "surrogatepass")
        place = zlib.crc32(wanted) & self._mask
        while (number := self._slots[place]) >= 0:
            if self._bytes[self._ends[number] : self._ends[number + 1]] == wanted:
                return int(number)
            place = (place + 1) & self._mask
        return -1

    def starting(self, prefix: str) -> tuple[int, int]:
        """The numbers [first, end) of the strings that begin like that; the table must be sorted."""
        first = bisect_left(self, prefix)
        return first, bisect_right(self, prefix, first, key=lambda text: text[: len(prefix)])


def sorted_numbers(numbers: Mapping[str, int]) -> tuple[list[str], AnyArray]:
    """The strings in order, and per number the place its string has there."""
    ordered = sorted(numbers)
    places = np.zeros(len(numbers), np.int64)
    places[np.fromiter((numbers[text] for text in ordered), np.int64, len(ordered))] = np.arange(len(ordered))
    return ordered, places


def union(tables: Sequence[Sequence[str]]) -> tuple[list[str], list[AnyArray]]:
    """All strings of sorted tables in order, and per table the place each of its strings has there."""
    if len(tables) == 1:
        return list(tables[0][:]), [np.arange(len(tables[0]))]
    lists = [list(table[:]) for table in tables]
    ordered = sorted(set().union(*lists))
    number = dict(zip(ordered, range(len(ordered)), strict=True))
    return ordered, [np.fromiter(map(number.__getitem__, one), np.int64, len(one)) for one in lists]
