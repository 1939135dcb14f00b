"""Which values has each document? One column answers for all documents: facets, states, dates, relations.

The keys of a column are numbered in their order, so a column also sorts. Where documents have several values
or none, each distinct set of values is kept once and a document has the number of its set: there are far
fewer sets than documents, so what is counted for documents is counted for sets.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.index.arrays import AnyArray, smallest
from indexer.index.strings import StringTable, sorted_numbers, string_arrays, union


@dataclass(frozen=True)
class Sets:
    """Set s has the values ``values[offsets[s]:offsets[s + 1]]``, in the order the documents gave them."""

    offsets: AnyArray
    values: AnyArray

    @cached_property
    def sizes(self) -> AnyArray:
        """The number of values of each set."""
        return np.diff(self.offsets)

    @cached_property
    def rows(self) -> list[list[int]]:
        """The values of each set as lists, for few documents at a time."""
        values, ends = self.values.tolist(), self.offsets.tolist()
        return [values[first:end] for first, end in pairwise(ends)]


@dataclass(frozen=True)
class Column:
    """Document d has the value ``codes[d]``, or where there are ``sets`` the values of set ``codes[d]``."""

    keys: Sequence[str]
    codes: AnyArray
    sets: Sets | None = None

    @cached_property
    def names(self) -> list[str]:
        """The keys as strings, to name many of them."""
        return list(self.keys[:])

    def values_of(self, document: int) -> AnyArray:
        """The numbers of the keys of one document."""
        code = int(self.codes[document])
        if self.sets is None:
            return self.codes[document : document + 1]
        return self.sets.values[self.sets.offsets[code] : self.sets.offsets[code + 1]]

    def firsts(self) -> AnyArray:
        """Per document the number of its first key, or -1."""
        if self.sets is None:
            return self.codes
        found = np.full(len(self.sets.offsets) - 1, -1, np.int64)
        any_value = self.sets.sizes > 0
        found[any_value] = self.sets.values[self.sets.offsets[:-1][any_value]]
        return found[self.codes]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The keys of each document."""
        names = self.names
        if self.sets is None:
            yield from ((names[code],) for code in self.codes.tolist())
            return
        known = [tuple(names[value] for value in values) for values in self.sets.rows]
        yield from map(known.__getitem__, self.codes.tolist())

    def code(self, key: str) -> int | None:
        """The number of a key; None for one that no document has."""
        place = self.keys.find(key) if isinstance(self.keys, StringTable) else bisect_left(self.keys, key)
        return place if 0 <= place < len(self.keys) and self.keys[place] == key else None

    def having(self, wanted: Iterable[int]) -> NDArray[np.bool_]:
        """Per code of a document, whether it is one of the wanted keys or a set with any of them."""
        found = np.zeros(len(self.keys) if self.sets is None else len(self.sets.offsets) - 1, np.bool_)
        for key in wanted:
            found[key if self.sets is None else self._sets_with(key)] = True
        return found

    def _sets_with(self, key: int) -> AnyArray:
        starts, owners = self._sets_of
        return owners[starts[key] : starts[key + 1]]

    @cached_property
    def _sets_of(self) -> tuple[list[int], AnyArray]:
        """The sets with each key: those of key k are from start k to the next one."""
        assert self.sets is not None, "asked for columns with sets only"
        owners = np.repeat(np.arange(len(self.sets.offsets) - 1), self.sets.sizes)
        order = np.argsort(self.sets.values, kind="stable")
        starts = np.searchsorted(self.sets.values[order], np.arange(len(self.keys) + 1))
        return starts.tolist(), owners[order]


class ColumnBuilder:
    """Takes in the values of one document after the other."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self._codes = array("i")

    def add(self, keys: Sequence[str]) -> None:
        """The values of the next document."""
        self._codes.append(self._numbers.setdefault(tuple(keys), len(self._numbers)))

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays of the column."""
        numbers = {key: 0 for keys in self._numbers for key in keys}
        numbers = {key: number for number, key in enumerate(numbers)}
        keys, places = sorted_numbers(numbers)
        rows = [list(dict.fromkeys(places[numbers[key]] for key in one)) for one in self._numbers]
        return column_arrays(keys, np.frombuffer(self._codes, np.int32), rows)


def column_arrays(keys: Sequence[str], codes: AnyArray, rows: Sequence[Sequence[int]]) -> dict[str, AnyArray]:
    """The arrays of a column; ``rows`` are the values of each set, ``codes`` the set of each document."""
    found: dict[str, AnyArray] = string_arrays(keys)
    values = np.array([value for row in rows for value in row], np.int64)
    sizes = np.array([len(row) for row in rows], np.int64)
    if (sizes == 1).all():
        return {**found, "codes": smallest(values[codes])}
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    return {
        **found,
        "codes": smallest(codes),
        "offsets": offsets.astype(np.int32),
        "values": smallest(values),
    }


def read_column(arrays: Mapping[str, AnyArray]) -> Column:
    """The column of some arrays."""
    sets = Sets(arrays["offsets"], arrays["values"]) if "offsets" in arrays else None
    return Column(StringTable(arrays), arrays["codes"], sets)


def _as_sets(column: Column) -> Sets:
    return column.sets or Sets(np.arange(len(column.keys) + 1), np.arange(len(column.keys)))


def joined(columns: Sequence[Column]) -> Column:
    """The columns of several segments as one, their documents one after the other."""
    if len(columns) == 1:
        return columns[0]
    keys, places = union([column.keys for column in columns])
    if all(column.sets is None for column in columns):
        codes = [own[column.codes] for column, own in zip(columns, places, strict=True)]
        return Column(keys, smallest(np.concatenate(codes)))
    sets = [_as_sets(column) for column in columns]
    firsts = np.cumsum([0, *(len(one.offsets) - 1 for one in sets)])
    values = np.concatenate([own[one.values] for one, own in zip(sets, places, strict=True)])
    sizes = np.concatenate([one.sizes for one in sets])
    codes = [first + column.codes for column, first in zip(columns, firsts[:-1], strict=True)]  # in 8 bytes
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    return Column(keys, smallest(np.concatenate(codes)), Sets(offsets, smallest(values)))


def merged_column(columns: Sequence[tuple[Column, NDArray[np.bool_]]]) -> dict[str, AnyArray]:
    """The arrays of the columns of several segments as one; of each only the living documents."""
    builder = ColumnBuilder()
    for column, living in columns:
        names = column.names
        sets = _as_sets(column).rows
        known = [tuple(names[value] for value in values) for values in sets]
        for code in column.codes[living].tolist():
            builder.add(known[code])
    return builder.arrays()
