"""Which terms has a field of a segment, and where do they stand, in the numbers Whoosh knows?

Our posting lists are per block: the fields of a block share them. What Whoosh calls the lexicon of a field
are the terms that have a row with its number; they are found once per field, when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, overload

import numpy as np
from whoosh import reading
from whoosh.codec import whoosh3

from indexer.index.arrays import AnyArray
from indexer.index.segment import Segment
from indexer.index.strings import StringTable

_reading: Any = reading  # Whoosh's functions are untyped
_whoosh3: Any = whoosh3
_LENGTHS = np.array([_whoosh3.byte_to_length(byte) for byte in range(256)])


def rounded(lengths: AnyArray) -> AnyArray:
    """Lengths of fields as stock Whoosh gives them back: it keeps one byte, so from 11 words on roughly.

    It scores by them, so with the exact ones the same search would score otherwise here.
    """
    return _LENGTHS[np.minimum(np.searchsorted(_LENGTHS, lengths), 255)]


def _encoded(term: str) -> bytes:
    """A term as Whoosh has it. The bytes are in the order of the strings."""
    return term.encode("utf-8", "surrogatepass")


def _number(table: StringTable, term: bytes) -> int:
    """The number of a term Whoosh asks for, or -1; what is no UTF-8 is no term."""
    try:
        return table.find(term.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        return -1


@dataclass(frozen=True)
class PostingList:
    """Which documents hold a term in a field, ascending, how often and where.

    ``starts`` are the places in ``places`` where the words of each document begin; None where Whoosh keeps
    only that the term is there.
    """

    documents: AnyArray
    frequencies: AnyArray
    places: AnyArray
    starts: AnyArray | None

    def positions(self, posting: int) -> list[int] | None:
        """The numbers of the words at which a posting stands."""
        if self.starts is None:
            return None
        start = int(self.starts[posting])
        found: list[int] = self.places[start : start + int(self.frequencies[posting])].tolist()
        return found


class FieldTerms(Protocol):
    """The terms of one field, as bytes. Safe to share between threads."""

    @property
    def texts(self) -> Sequence[bytes]:
        """All of them in order."""

    def holds(self, text: bytes) -> bool:
        """Whether this is one of them."""

    def info(self, text: bytes) -> Any:
        """A new ``TermInfo`` (Whoosh changes those it gets), or None for an unknown term."""

    def postings(self, text: bytes) -> PostingList | None:
        """Where a term stands, or None for an unknown one."""


class Texts(Sequence[bytes]):
    """Some strings of a table as bytes, by their ascending numbers."""

    def __init__(self, table: StringTable, numbers: AnyArray) -> None:
        self._table = table
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return _encoded(self._table[int(self._numbers[place])])


class TextTerms:
    """The terms of a text field."""

    def __init__(self, segment: Segment, field: int) -> None:
        self._segment = segment
        self._field = field
        self._block = int(segment.layout.block_of[field])
        rows = segment.rows
        own = np.flatnonzero(rows.fields == field)
        of_row = (np.searchsorted(rows.starts, own, "right") - 1) // len(segment.layout.blocks)
        first = np.flatnonzero(np.diff(of_row, prepend=-1))
        self._numbers = of_row[first]
        self._summary = _summary(first, rows.documents[own], rows.frequencies[own], self._lengths)
        self.texts: Sequence[bytes] = Texts(segment.terms, self._numbers)

    @property
    def _lengths(self) -> AnyArray:
        return rounded(self._segment.lengths[self._field])

    def _place(self, text: bytes) -> int:
        """The place of a term among those of the field, or -1."""
        number = _number(self._segment.terms, text)
        place = int(np.searchsorted(self._numbers, number))
        return place if place < len(self._numbers) and self._numbers[place] == number else -1

    def holds(self, text: bytes) -> bool:
        return self._place(text) >= 0

    def info(self, text: bytes) -> Any:
        place = self._place(text)
        if place < 0:
            return None
        weight, *rest = (values.item(place) for values in self._summary)
        count, shortest, longest, most, first, last = rest
        return _reading.TermInfo(float(weight), count, shortest, longest, float(most), first, last)

    def postings(self, text: bytes) -> PostingList | None:
        place = self._place(text)
        if place < 0:
            return None
        number, rows = int(self._numbers[place]), self._segment.rows
        first, end = self._segment.slice_of(number, self._block)
        own = rows.fields[first:end] == self._field
        frequencies = rows.frequencies[first:end]
        low, high = self._segment.places_of(number, self._block)
        starts = np.cumsum(frequencies, dtype=np.int64) - frequencies
        return PostingList(
            rows.documents[first:end][own], frequencies[own], rows.places[low:high], starts[own]
        )


def _summary(
    first: AnyArray, documents: AnyArray, frequencies: AnyArray, lengths: AnyArray
) -> tuple[AnyArray, ...]:
    """Per term what ``TermInfo`` takes: weight, documents, shortest, longest, highest weight, first, last."""
    counts = np.diff(first, append=len(documents))
    if not len(first):
        return (counts,) * 7
    of_row = lengths[documents]
    return (
        np.add.reduceat(frequencies, first, dtype=np.int64),
        counts,
        np.minimum.reduceat(of_row, first),
        np.maximum.reduceat(of_row, first),
        np.maximum.reduceat(frequencies, first),
        documents[first],
        documents[first + counts - 1],
    )


class IdTerms:
    """The ids of the documents: each stands in one, and has no length."""

    def __init__(self, segment: Segment) -> None:
        self._ids = segment.ids

    @cached_property
    def texts(self) -> Sequence[bytes]:
        return sorted(map(_encoded, self._ids[:]))

    def holds(self, text: bytes) -> bool:
        return _number(self._ids, text) >= 0

    def info(self, text: bytes) -> Any:
        number = _number(self._ids, text)
        return None if number < 0 else _reading.TermInfo(1.0, 1, 0, 0, 1.0, number, number)

    def postings(self, text: bytes) -> PostingList | None:
        number = _number(self._ids, text)
        if number < 0:
            return None
        return PostingList(np.array([number]), np.ones(1, np.uint8), np.zeros(0, np.uint8), None)
