"""What does one search see from its first line to its last? Arrays, read once from a commit, never changed.

Documents are numbered by the order of their ids, so the smaller number wins a tie. The arrays answer through
a small port: ``field`` (and of it ``postings``, ``positions``, ``terms``), ``lengths``, ``column`` and
``stored``; where they come from is known here only.
"""

from __future__ import annotations

import json
import pickle
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index

from indexer.analysis.fingerprint import is_readable
from indexer.errors import IndexDamaged, IndexMissing
from indexer.facets import FACETS
from indexer.index.generation import Manifest, commit_folder, current_manifest
from indexer.index.schema import TEXT_FIELDS

Ints = NDArray[np.int32]
Places = tuple[int, list[int]]  # a document and at which of its words a term stands
_index_errors: Any = whoosh_index.IndexError  # untyped; not the built-in one


class Postings(NamedTuple):
    """Which documents hold a term, ascending, and how often."""

    documents: Ints
    frequencies: Ints


class FieldArrays(NamedTuple):
    """All postings of one field. Rows ``offsets[t]:offsets[t + 1]`` are those of term ``terms[t]``.

    A row is one document that holds the term, ``documents[row]``, ``frequencies[row]`` times, at the words
    ``places[starts[row]:starts[row + 1]]``.
    """

    terms: list[str]
    offsets: Ints
    documents: Ints
    frequencies: Ints
    starts: Ints
    places: Ints


class Column(NamedTuple):
    """The values of a facet: document d has ``codes[offsets[d]:offsets[d + 1]]``, numbers of keys."""

    keys: list[str]
    offsets: Ints
    codes: Ints


class Positions(NamedTuple):
    """Where a term stands: in the n-th of its documents at ``places[offsets[n]:offsets[n + 1]]``."""

    offsets: Ints
    places: Ints


NOTHING = Postings(np.zeros(0, np.int32), np.zeros(0, np.int32))
NOWHERE = Positions(np.zeros(1, np.int32), np.zeros(0, np.int32))


class Arrays(Protocol):
    """The port between an index and the search above it."""

    @property
    def size(self) -> int:
        """The number of documents; they are numbered from 0."""

    def field(self, name: str) -> FieldArrays:
        """All postings of a field, terms sorted."""

    def postings(self, field: str, term: str) -> Postings:
        """Where a term stands; empty if nowhere."""

    def positions(self, field: str, term: str) -> Positions:
        """At which words of the documents of ``postings`` it stands."""

    def lengths(self, field: str) -> Ints:
        """The number of words of a field, per document."""

    def mean_length(self, field: str) -> float:
        """The mean number of words over the documents that have the field; 1 if none has."""

    def column(self, facet: str) -> Column:
        """The values of a facet, per document."""

    def terms(self, field: str) -> Sequence[str]:
        """Every term of a field, sorted."""

    def stored(self, document: int) -> Mapping[str, Any]:
        """What pages show of a document."""


@dataclass(frozen=True)
class Snapshot:
    """The arrays of one commit in memory."""

    name: str
    size: int
    _stored: list[Mapping[str, Any]]
    _fields: dict[str, FieldArrays]
    _lengths: dict[str, Ints]
    _means: dict[str, float]
    _columns: dict[str, Column]

    def field(self, name: str) -> FieldArrays:
        """All postings of a field, terms sorted."""
        return self._fields[name]

    def _rows(self, field: str, term: str) -> slice | None:
        arrays = self._fields[field]
        number = bisect_left(arrays.terms, term)
        if number == len(arrays.terms) or arrays.terms[number] != term:
            return None
        return slice(int(arrays.offsets[number]), int(arrays.offsets[number + 1]))

    def postings(self, field: str, term: str) -> Postings:
        """Where a term stands; empty if nowhere."""
        rows = self._rows(field, term)
        arrays = self._fields[field]
        return Postings(arrays.documents[rows], arrays.frequencies[rows]) if rows else NOTHING

    def positions(self, field: str, term: str) -> Positions:
        """At which words of the documents of ``postings`` it stands."""
        rows = self._rows(field, term)
        if rows is None:
            return NOWHERE
        arrays = self._fields[field]
        starts = arrays.starts[rows.start : rows.stop + 1]
        return Positions(starts - starts[0], arrays.places[starts[0] : starts[-1]])

    def lengths(self, field: str) -> Ints:
        """The number of words of a field, per document."""
        return self._lengths[field]

    def mean_length(self, field: str) -> float:
        """The mean number of words over the documents that have the field; 1 if none has."""
        return self._means[field]

    def column(self, facet: str) -> Column:
        """The values of a facet, per document."""
        return self._columns[facet]

    def terms(self, field: str) -> Sequence[str]:
        """Every term of a field, sorted."""
        return self._fields[field].terms

    def stored(self, document: int) -> Mapping[str, Any]:
        """What pages show of a document."""
        return self._stored[document]


def open_snapshot(index: Path) -> tuple[Snapshot, Manifest]:
    """Read the commit in force. Raises IndexMissing or IndexDamaged.

    What a version with the same layout wrote answers as it is; fields and facets it did not know are empty.
    """
    manifest = current_manifest(index)
    if not is_readable(manifest.fingerprint):
        raise IndexMissing(f"The index in {index} was made by another version. Run 'kb index'.")
    try:
        files: Any = whoosh_index.open_dir(str(commit_folder(index, manifest.name)))
        with closing(files), closing(files.reader()) as reader:
            return _fill(manifest.name, reader), manifest
    except (OSError, EOFError, ValueError, KeyError, pickle.UnpicklingError, _index_errors) as error:
        raise IndexDamaged(f"{manifest.name} cannot be opened: {error!r}. Run 'kb index --full'.") from error


def _fill(name: str, reader: Any) -> Snapshot:
    stored = {number: json.loads(reader.stored_fields(number)["stored"]) for number in reader.all_doc_ids()}
    order = sorted(stored, key=lambda number: str(stored[number]["id"]))
    numbers = {number: place for place, number in enumerate(order)}
    fields = {field: field_arrays(_read_field(reader, field, numbers)) for field in TEXT_FIELDS}
    return assemble(name, [stored[number] for number in order], fields)


def assemble(name: str, rows: list[Mapping[str, Any]], fields: dict[str, FieldArrays]) -> Snapshot:
    """The snapshot of stored documents, sorted by id, and the postings of their fields."""
    lengths = {
        field: np.bincount(arrays.documents, arrays.frequencies, len(rows)).astype(np.int32)
        for field, arrays in fields.items()
    }
    columns = {facet.name: _column([row["facets"].get(facet.name, ()) for row in rows]) for facet in FACETS}
    means = {
        field: float(found[found > 0].mean()) if found.any() else 1.0 for field, found in lengths.items()
    }
    return Snapshot(name, len(rows), rows, fields, lengths, means, columns)


def field_arrays(found: Iterable[tuple[str, Sequence[Places]]]) -> FieldArrays:
    """The postings of a field from its terms in order, each with its documents in order."""
    terms: list[str] = []
    counts: list[int] = []
    rows: list[Places] = []
    for term, places in found:
        terms.append(term)
        counts.append(len(places))
        rows += places
    frequencies = np.array([len(places) for _, places in rows], np.int32)
    return FieldArrays(
        terms,
        _offsets(counts),
        np.array([document for document, _ in rows], np.int32),
        frequencies,
        _offsets(frequencies),
        np.array([place for _, places in rows for place in places], np.int32),
    )


def _read_field(reader: Any, field: str, numbers: dict[int, int]) -> Iterator[tuple[str, list[Places]]]:
    """The living postings of a field; Whoosh keeps terms of removed documents until segments are merged."""
    for term in reader.lexicon(field) if field in reader.schema else ():
        found = sorted(_read_term(reader, field, term, numbers))
        if found:
            yield term.decode("utf-8"), found


def _read_term(reader: Any, field: str, term: bytes, numbers: dict[int, int]) -> Iterator[Places]:
    matcher = reader.postings(field, term)
    while matcher.is_active():
        if matcher.id() in numbers:
            yield numbers[matcher.id()], list(matcher.value_as("positions"))
        matcher.next()


def _offsets(counts: Sequence[int] | Ints) -> Ints:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int32)


def _column(values: Sequence[Sequence[str]]) -> Column:
    keys = sorted({key for row in values for key in row})
    code = {key: number for number, key in enumerate(keys)}
    offsets = _offsets([len(row) for row in values])
    codes = np.array([code[key] for row in values for key in row], np.int32)
    return Column(keys, offsets, codes)
