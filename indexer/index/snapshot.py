"""What does one search see from its first line to its last? The segments of one commit, which never change.

Documents are numbered over all segments, in the order of the segments; deleted ones keep their numbers and
answer nothing. ``ranks`` is the order of the ids, which decides every tie. The search above asks through this
port only; where the arrays come from is known here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.index.arrays import AnyArray
from indexer.index.columns import Column, joined
from indexer.index.layout import Layout
from indexer.index.segment import Segment
from indexer.index.tables import Table

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]

DOCUMENT_SHIFT, FIELD_SHIFT = 32, 24  # of a place: its document, its field, its word
FIRST_PLACE = 64  # the first word of a field, so that no neighbour is in another field
KEPT_ANSWERS = 50_000  # keys whose terms are remembered


class Rows(NamedTuple):
    """Where terms stand: in field ``fields`` of ``documents``, ``frequencies`` times in ``lengths`` words.

    The rows of one term are in the order of documents and fields.
    """

    documents: AnyArray
    fields: AnyArray
    frequencies: AnyArray
    lengths: AnyArray


class Postings(NamedTuple):
    """Which documents hold a term in a field, ascending, and how often."""

    documents: AnyArray
    frequencies: AnyArray


class Part(NamedTuple):
    """One segment of a snapshot. ``living`` is None where nothing is deleted; ``base`` its first number."""

    segment: Segment
    living: Mask | None
    base: int


class Pages(NamedTuple):
    """The pages of documents by their own numbers, and of each the number of its document, ascending."""

    snapshot: Snapshot
    owners: Places


NO_ROWS = Rows(*(np.zeros(0, np.int32) for _ in range(4)))
NO_POSTINGS = Postings(*(np.zeros(0, np.int32) for _ in range(2)))
NO_PLACES: Places = np.zeros(0, np.int64)


class Snapshot:
    """The arrays of one commit, whatever it consists of. Safe to share between threads."""

    def __init__(self, name: str, layout: Layout, segments: Sequence[tuple[Segment, Mask | None]]) -> None:
        self.name = name
        self.layout = layout
        found, base = [], 0
        for segment, living in segments:
            found.append(Part(segment, None if living is None or living.all() else living, base))
            base += segment.size
        self.parts: tuple[Part, ...] = tuple(found)
        self.size = base
        """The number of documents, deleted ones included."""
        # of the parts, not of self: a snapshot in a ring of references would keep its files open for long
        self.terms_of = lru_cache(KEPT_ANSWERS)(partial(_terms_of, self.parts))
        """(table, key, blocks) -> the terms under a key, sorted, that documents that are there hold there."""

    @cached_property
    def living(self) -> Mask:
        """Which numbers are documents that are there."""
        masks = [np.ones(p.segment.size, np.bool_) if p.living is None else p.living for p in self.parts]
        return np.concatenate(masks) if masks else np.zeros(0, np.bool_)

    @cached_property
    def count(self) -> int:
        """The number of documents that are there."""
        return int(self.living.sum())

    # documents

    def part_of(self, document: int) -> Part:
        """The segment a document is in."""
        return self.parts[bisect_right(self._bases, document) - 1]

    @cached_property
    def _bases(self) -> list[int]:
        return [part.base for part in self.parts]

    def stored(self, document: int) -> bytes:
        """What was stored with a document."""
        part = self.part_of(document)
        return part.segment.stored_texts.read(document - part.base)

    def id(self, document: int) -> str:
        """The id of a document."""
        part = self.part_of(document)
        return part.segment.ids[document - part.base]

    def number(self, record_id: str) -> int | None:
        """The number of the document with an id."""
        for part in self.parts:
            own = part.segment.ids.find(record_id)
            if own >= 0 and (part.living is None or part.living[own]):
                return part.base + own
        return None

    @cached_property
    def ranks(self) -> AnyArray:
        """Per document the place of its id among all ids."""
        ids = [name for part in self.parts for name in part.segment.ids[:]]
        ranks = np.zeros(self.size, np.int32)
        ranks[sorted(range(self.size), key=ids.__getitem__)] = np.arange(self.size, dtype=np.int32)
        return ranks

    @cached_property
    def pages(self) -> Pages:
        """The pages of the documents, which are documents of a snapshot of their own."""
        found: list[tuple[Segment, Mask | None]] = []
        owners: list[AnyArray] = [np.zeros(0, np.int64)]
        for part in self.parts:
            if part.segment.pages is not None:
                own = part.segment.owners
                found.append((part.segment.pages, None if part.living is None else part.living[own]))
                owners.append(own.astype(np.int64) + part.base)
        return Pages(Snapshot(self.name, self.layout.pages or self.layout, found), np.concatenate(owners))

    # words

    def rows(self, terms: Sequence[str], blocks: Sequence[int]) -> Rows:
        """The rows of all these terms in some blocks."""
        found = [rows for part in self.parts if (rows := _rows_in(part, terms, blocks))]
        return (
            found[0]
            if len(found) == 1
            else Rows(*map(np.concatenate, zip(*found, strict=True)))
            if found
            else NO_ROWS
        )

    def places(self, terms: Sequence[str], blocks: Sequence[int], within: Mask | None = None) -> Places:
        """Where any of the terms stands, ascending, as numbers of document, field and word.

        ``within``: only these documents are looked at.
        """
        found = [one for part in self.parts for one in _places_in(part, terms, blocks, within)]
        if not found:
            return NO_PLACES
        if len(found) == 1:
            return found[0]
        places = np.sort(np.concatenate(found), kind="stable")  # quick, because it consists of sorted runs
        distinct: Places = places[np.append(True, places[1:] != places[:-1])]
        return distinct

    def postings(self, field: str, term: str) -> Postings:
        """Where a term stands in one field; empty if nowhere."""
        number, block = self.layout.place_of[field]
        found = []
        for part in self.parts:
            place = part.segment.terms.find(term)
            if place >= 0:
                first, end = part.segment.slice_of(place, block)
                if first < end:
                    found.append(_postings_in(part, first, end, number))
        return found[0] if len(found) == 1 else Postings(*_joined(found)) if found else NO_POSTINGS

    def holds(self, term: str, blocks: Sequence[int]) -> bool:
        """Whether a document that is there holds the term."""
        return any(_holds(part, number, blocks) for part, number in self._numbers_of(term))

    def _numbers_of(self, term: str) -> Iterator[tuple[Part, int]]:
        for part in self.parts:
            number = part.segment.terms.find(term)
            if number >= 0:
                yield part, number

    @cached_property
    def mean_lengths(self) -> NDArray[np.float64]:
        """Per field the mean number of words over the documents that have the field; 1 if none has."""
        sums = np.zeros((2, len(self.layout.fields)), np.int64)
        for part in self.parts:
            sums += part.segment.length_sums
            if part.living is not None:
                gone = part.segment.lengths[:, ~part.living]
                sums -= np.stack([gone.sum(1, dtype=np.int64), np.count_nonzero(gone, 1)])
        return np.where(sums[1] > 0, sums[0] / np.maximum(sums[1], 1), 1.0)

    def lengths_at(self, fields: AnyArray, documents: AnyArray) -> AnyArray:
        """The number of words of some fields of some documents."""
        found = np.zeros(len(documents), np.int64)
        for part in self.parts:
            own = (documents >= part.base) & (documents < part.base + part.segment.size)
            found[own] = part.segment.lengths[fields[own], documents[own] - part.base]
        return found

    def lengths(self, field: str) -> AnyArray:
        """Per document the number of words of a field."""
        number = self.layout.field_numbers[field]
        lengths = [part.segment.lengths[number] for part in self.parts]
        return lengths[0] if len(lengths) == 1 else np.concatenate([np.zeros(0, np.uint8), *lengths])

    # columns and tables

    def column(self, name: str) -> Column:
        """The values of a column; deleted documents keep theirs."""
        found = self._columns.get(name)
        if found is None:
            found = joined([part.segment.column(name) for part in self.parts]) if self.parts else _EMPTY
            self._columns[name] = found
        return found

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {}

    def documents_of(self, table: str, key: str) -> Mask:
        """The documents a table has under a key."""
        found = np.zeros(self.size, np.bool_)
        for part, known in self.tables(table):
            found[part.base + known.of(key).astype(np.int64)] = True
        return found & self.living

    def documents_with(self, column: str, key: str) -> NDArray[np.int64]:
        """The documents that have a key in a column, ascending."""
        found = self.column(column)
        code = found.code(key)
        if code is None:
            return np.zeros(0, np.int64)
        return np.flatnonzero(found.having([code])[found.codes] & self.living)

    def tables(self, name: str) -> Iterator[tuple[Part, Table]]:
        """The table of that name in each segment that has it."""
        for part in self.parts:
            table = part.segment.table(name)
            if table is not None:
                yield part, table


_EMPTY = Column((), np.zeros(0, np.uint8), None)


def _terms_of(parts: Sequence[Part], table: str, key: str, blocks: tuple[int, ...]) -> tuple[str, ...]:
    """The terms a table has under a key, sorted, as far as documents that are there hold them."""
    found: set[str] = set()
    for part in parts:
        known = part.segment.table(table)
        numbers = known.of(key).tolist() if known else ()
        found.update(part.segment.terms[n] for n in numbers if _holds(part, n, blocks))
    return tuple(sorted(found))


def _holds(part: Part, term: int, blocks: Sequence[int]) -> bool:
    for block in blocks:
        first, end = part.segment.slice_of(term, block)
        if first < end and (part.living is None or part.living[part.segment.rows.documents[first:end]].any()):
            return True
    return False


def _slices(part: Part, terms: Sequence[str], blocks: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """Of each term in each block that has any the rows [first, end) and its number and block."""
    found, segment = [], part.segment
    for term in terms:
        number = segment.terms.find(term)
        if number >= 0:
            for block in blocks:
                first, end = segment.slice_of(number, block)
                if first < end:
                    found.append((first, end, number, block))
    return found


def _joined(found: Sequence[tuple[AnyArray, ...]]) -> Iterator[AnyArray]:
    return map(np.concatenate, zip(*found, strict=True))


def _postings_in(part: Part, first: int, end: int, field: int | None) -> Postings:
    """The postings in the rows [first, end); of one field of the block unless ``field`` is None."""
    rows = part.segment.rows
    documents, frequencies = rows.documents[first:end], rows.frequencies[first:end]
    if field is not None:
        own = rows.fields[first:end] == field
        documents, frequencies = documents[own], frequencies[own]
    if part.living is not None:
        alive = part.living[documents]
        documents, frequencies = documents[alive], frequencies[alive]
    return Postings(documents + np.int32(part.base) if part.base else documents, frequencies)


def _rows_in(part: Part, terms: Sequence[str], blocks: Sequence[int]) -> Rows | None:
    slices = _slices(part, terms, blocks)
    if not slices:
        return None
    own, segment = part.segment.rows, part.segment
    columns: list[Any] = []
    for values in (own.documents, own.fields, own.frequencies):
        pieces = [values[first:end] for first, end, _, _ in slices]
        columns.append(pieces[0] if len(pieces) == 1 else np.concatenate(pieces))
    documents, fields, frequencies = columns
    if part.living is not None:
        alive = part.living[documents]
        documents, fields, frequencies = documents[alive], fields[alive], frequencies[alive]
    lengths = segment.lengths.ravel().take(fields.astype(np.int64) * segment.size + documents)
    return Rows(documents + np.int32(part.base) if part.base else documents, fields, frequencies, lengths)


def _places_in(
    part: Part, terms: Sequence[str], blocks: Sequence[int], within: Mask | None
) -> Iterator[Places]:
    rows, kept = part.segment.rows, part.living
    if within is not None:
        own = within[part.base : part.base + part.segment.size]
        kept = own if kept is None else kept & own
    for first, end, number, block in _slices(part, terms, blocks):
        low, high = part.segment.places_of(number, block)
        owners = (rows.documents[first:end].astype(np.int64) + part.base) << DOCUMENT_SHIFT
        owners += (rows.fields[first:end].astype(np.int64) << FIELD_SHIFT) + FIRST_PLACE
        frequencies, places = rows.frequencies[first:end], rows.places[low:high]
        if kept is not None:
            alive = kept[rows.documents[first:end]]
            places = places[np.repeat(alive, frequencies)]
            owners, frequencies = owners[alive], frequencies[alive]
        if len(places):
            yield np.repeat(owners, frequencies) + places
