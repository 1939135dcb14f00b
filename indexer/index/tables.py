"""Here is a key: which documents, or which terms, have it?

A table is sorted keys with the numbers each key has. It is how a segment answers everything but "where does
this term stand": the terms of an inflection, the records of a title word. Tables of several segments become
one by giving their numbers new ones.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from indexer.index.arrays import AnyArray, Arrays, smallest
from indexer.index.strings import StringTable, sorted_numbers, string_arrays, union


class Table:
    """The keys of one table and their numbers, ascending per key."""

    def __init__(self, arrays: Arrays) -> None:
        self.keys = StringTable(arrays)
        self.offsets = arrays["offsets"]
        self.numbers = arrays["numbers"]

    def of(self, key: str) -> AnyArray:
        """The numbers of a key; none for an unknown one."""
        place = self.keys.find(key)
        return self.numbers[self.offsets[place] : self.offsets[place + 1]] if place >= 0 else self.numbers[:0]

    def between(self, first: int, end: int) -> AnyArray:
        """The numbers of the keys [first, end), one key's after the other's."""
        return self.numbers[self.offsets[first] : self.offsets[end]]


class TableBuilder:
    """Takes in the keys of one number after the other."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._rows = array("i")
        self._numbers = array("i")
        self._counts = array("i")

    def add(self, keys: Iterable[str], number: int) -> None:
        """Some keys of a number; it may come again."""
        codes, rows, before = self._codes, self._rows, len(self._rows)
        for key in keys:
            rows.append(codes.setdefault(key, len(codes)))
        self._numbers.append(number)
        self._counts.append(len(rows) - before)

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays of the table."""
        keys, places = sorted_numbers(self._codes)
        rows, numbers, counts = (
            np.frombuffer(values, np.int32) for values in (self._rows, self._numbers, self._counts)
        )
        return _assembled(keys, places[rows], np.repeat(numbers, counts))


def table_arrays(pairs: Iterable[tuple[str, int]]) -> dict[str, AnyArray]:
    """The arrays of the table that holds these pairs of key and number."""
    table = TableBuilder()
    for key, number in pairs:
        table.add((key,), number)
    return table.arrays()


def _assembled(keys: Sequence[str], codes: AnyArray, numbers: AnyArray) -> dict[str, AnyArray]:
    width = int(numbers.max()) + 1 if len(numbers) else 1
    pairs = np.unique(codes * width + numbers)
    offsets = np.searchsorted(pairs, np.arange(len(keys) + 1) * width)
    return {
        **string_arrays(keys),
        "offsets": offsets.astype(np.int32),
        "numbers": smallest(pairs % width),
    }


def merged_tables(tables: Sequence[Table], renumbered: Sequence[AnyArray]) -> dict[str, AnyArray]:
    """The arrays of all tables as one. ``renumbered`` gives per table each number's new one, -1 for none.

    A key that is left without numbers is left out.
    """
    keys, places = union([table.keys for table in tables])
    codes, numbers = [], []
    for table, own, new in zip(tables, places, renumbered, strict=True):
        found = new[table.numbers]
        kept = found >= 0
        codes.append(np.repeat(own, np.diff(table.offsets))[kept])
        numbers.append(found[kept])
    all_codes, all_numbers = np.concatenate(codes), np.concatenate(numbers)
    used = np.unique(all_codes)
    if len(used) < len(keys):
        keys = [keys[code] for code in used.tolist()]
        all_codes = np.searchsorted(used, all_codes)
    return _assembled(keys, all_codes, all_numbers)


def named_tables(groups: Mapping[str, Arrays], prefix: str) -> Mapping[str, Table]:
    """The tables among groups of arrays whose names begin so, by the rest of their names."""
    return {
        name.removeprefix(prefix): Table(arrays) for name, arrays in groups.items() if name.startswith(prefix)
    }
