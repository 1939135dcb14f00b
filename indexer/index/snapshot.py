"""What does one search see from its first line to its last? Arrays, read once from a commit, never changed.

Documents are numbered by the order of their ids, so the smaller number wins a tie. The arrays answer through
a small port: ``postings``, ``lengths``, ``column``, ``terms`` and ``stored``; where they come from is
known here only.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
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
_index_errors: Any = whoosh_index.IndexError  # untyped; not the built-in one


class Postings(NamedTuple):
    """Which documents hold a term, ascending, and how often."""

    documents: Ints
    frequencies: Ints


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
    _postings: dict[str, dict[str, tuple[Postings, Positions]]]
    _lengths: dict[str, Ints]
    _means: dict[str, float]
    _columns: dict[str, Column]

    def postings(self, field: str, term: str) -> Postings:
        """Where a term stands; empty if nowhere."""
        found = self._postings[field].get(term)
        return found[0] if found else NOTHING

    def positions(self, field: str, term: str) -> Positions:
        """At which words of the documents of ``postings`` it stands."""
        found = self._postings[field].get(term)
        return found[1] if found else NOWHERE

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
        return list(self._postings[field])

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
    rows = [stored[number] for number in order]
    postings: dict[str, dict[str, tuple[Postings, Positions]]] = {field: {} for field in TEXT_FIELDS}
    lengths = {field: np.zeros(len(order), np.int32) for field in TEXT_FIELDS}
    for field in TEXT_FIELDS:
        for term in reader.lexicon(field) if field in reader.schema else ():
            found = _read_term(reader, field, term, numbers)
            if len(found[0].documents):
                postings[field][term.decode("utf-8")] = found
                np.add.at(lengths[field], found[0].documents, found[0].frequencies)
    columns = {facet.name: _column([row["facets"].get(facet.name, ()) for row in rows]) for facet in FACETS}
    means = {
        field: float(found[found > 0].mean()) if found.any() else 1.0 for field, found in lengths.items()
    }
    return Snapshot(name, len(order), rows, postings, lengths, means, columns)


def _read_term(reader: Any, field: str, term: bytes, numbers: dict[int, int]) -> tuple[Postings, Positions]:
    matcher = reader.postings(field, term)
    found: list[tuple[int, list[int]]] = []
    while matcher.is_active():
        if matcher.id() in numbers:
            found.append((numbers[matcher.id()], list(matcher.value_as("positions"))))
        matcher.next()
    found.sort()
    frequencies = np.array([len(places) for _, places in found], np.int32)
    offsets = np.concatenate(([0], np.cumsum(frequencies))).astype(np.int32)
    places = np.array([place for _, places in found for place in places], np.int32)
    documents = np.array([document for document, _ in found], np.int32)
    return Postings(documents, frequencies), Positions(offsets, places)


def _column(values: Sequence[Sequence[str]]) -> Column:
    keys = sorted({key for row in values for key in row})
    code = {key: number for number, key in enumerate(keys)}
    offsets = np.concatenate(([0], np.cumsum([len(row) for row in values]))).astype(np.int32)
    codes = np.array([code[key] for row in values for key in row], np.int32)
    return Column(keys, offsets, codes)
