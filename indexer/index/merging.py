"""From several segments to one, without what was deleted; nothing is decoded or analysed again.

Terms are gone through in order, as many at a time as have ``CHUNK`` rows: the rows of a range of terms lie
side by side in each segment, so they are taken as they are, given new numbers and put in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.index.arrays import AnyArray, ArrayWriter, give_back, narrow, smallest
from indexer.index.columns import merged_column
from indexer.index.inversion import Rows
from indexer.index.segment import Segment, shape_arrays
from indexer.index.stored import merge_stored
from indexer.index.strings import string_arrays, union
from indexer.index.tables import merged_tables

CHUNK = 1_500_000  # rows
_ROWS = {"rows/documents": 1, "rows/fields": 2, "rows/frequencies": 3, "places/places": 5}  # places in Rows
Living = NDArray[np.bool_]


class _Source(NamedTuple):
    """A segment with the new number of each document, -1 for a deleted one, and of each term."""

    segment: Segment
    living: Living
    documents: AnyArray
    terms: AnyArray


def merge(sources: Sequence[tuple[Segment, Living | None]], path: Path) -> None:
    """Write the living documents of all segments as one new segment file, in their order."""
    terms, places = union([segment.terms for segment, _ in sources])
    found: list[_Source] = []
    base = 0
    for (segment, marked), own in zip(sources, places, strict=True):
        living = np.ones(segment.size, np.bool_) if marked is None else marked
        numbers = np.where(living, base + np.cumsum(living) - 1, -1).astype(np.int32)
        found.append(_Source(segment, living, numbers, own))
        base += int(living.sum())
    with ArrayWriter(path) as writer:
        used = _write_rows(found, len(terms), writer)
        numbers = np.where(used, np.cumsum(used) - 1, -1)
        kept_terms = [term for term, is_used in zip(terms, used.tolist(), strict=True) if is_used]
        _put_all(writer, "terms", string_arrays(kept_terms))
        _write_tables(found, numbers, writer)
        _write_documents(found, writer)


def _put_all(writer: ArrayWriter, prefix: str, arrays: dict[str, AnyArray]) -> None:
    for name, values in arrays.items():
        writer.put(f"{prefix}/{name}", values)


def _write_rows(sources: Sequence[_Source], terms: int, writer: ArrayWriter) -> NDArray[np.bool_]:
    """Write the rows of all terms; whether each term has any."""
    blocks = len(sources[0].segment.layout.blocks)
    row_counts = np.zeros(terms * blocks, np.int64)
    place_counts = np.zeros(terms * blocks, np.int64)
    parts = {
        name: (place, np.result_type(*(source.segment.rows[place].dtype for source in sources)))
        for name, place in _ROWS.items()
    }
    for name, (_, kind) in parts.items():
        writer.append(name, np.zeros(0, kind))
    for first, end in _ranges(sources, terms, blocks):
        keys, rows = _chunk([_taken(source, first, end, blocks) for source in sources])
        own, places = slice(first * blocks, end * blocks), keys - first * blocks
        size = (end - first) * blocks
        row_counts[own] = np.bincount(places, minlength=size)
        place_counts[own] = np.bincount(places, rows.frequencies, size)
        for name, (place, kind) in parts.items():
            writer.append(name, rows[place].astype(kind, copy=False))
        for source in sources:
            give_back(source.segment.rows.documents)
    used: NDArray[np.bool_] = row_counts.reshape(terms, blocks).sum(1) > 0
    wanted = np.repeat(used, blocks)
    for name, counts in (("rows", row_counts), ("places", place_counts)):
        starts = np.concatenate(([0], np.cumsum(counts[wanted])))
        writer.put(f"{name}/starts", narrow(starts))
    return used


def _ranges(sources: Sequence[_Source], terms: int, blocks: int) -> Iterator[tuple[int, int]]:
    """Ranges of terms [first, end) that have about ``CHUNK`` rows together."""
    totals = np.zeros(terms, np.int64)
    for source in sources:
        totals[source.terms] += np.diff(source.segment.rows.starts[::blocks]).astype(np.int64)
    reached = np.concatenate(([0], np.cumsum(totals)))
    first = 0
    while first < terms:
        end = max(first + 1, int(np.searchsorted(reached, reached[first] + CHUNK, "right")) - 1)
        yield first, end
        first = end


def _taken(source: _Source, first: int, end: int, blocks: int) -> tuple[AnyArray, Rows]:
    """The living rows of the terms [first, end) in one segment."""
    low, high = np.searchsorted(source.terms, (first, end))
    rows = source.segment.rows
    starts = rows.starts[low * blocks : high * blocks + 1].astype(np.int64)
    own = slice(int(starts[0]), int(starts[-1])) if len(starts) else slice(0, 0)
    keys = (source.terms[low:high, None] * blocks + np.arange(blocks)).ravel()
    keys = np.repeat(keys, np.diff(starts))
    documents = source.documents[rows.documents[own]]
    frequencies = rows.frequencies[own]
    place_start = int(rows.place_starts[low * blocks])
    places = rows.places[place_start : int(rows.place_starts[high * blocks])]
    fields = rows.fields[own]
    alive = documents >= 0
    if not alive.all():
        places = places[np.repeat(alive, frequencies)]
        keys, documents, fields, frequencies = (
            keys[alive],
            documents[alive],
            fields[alive],
            frequencies[alive],
        )
    return keys, Rows(keys, documents, fields, frequencies, keys, places)


def _chunk(found: Sequence[tuple[AnyArray, Rows]]) -> tuple[AnyArray, Rows]:
    """The rows of all segments in the order of their keys; of one key the earlier segment's come first."""
    keys = np.concatenate([one for one, _ in found])
    order = np.argsort(keys, kind="stable")
    frequencies = np.concatenate([rows.frequencies for _, rows in found])
    counts = frequencies[order].astype(np.int64)
    starts = (np.cumsum(frequencies, dtype=np.int64) - frequencies)[order]
    ends = np.cumsum(counts)
    at = np.repeat(starts - (ends - counts), counts) + np.arange(int(ends[-1]) if len(ends) else 0)
    places = np.concatenate([rows.places for _, rows in found])[at]
    documents = np.concatenate([rows.documents for _, rows in found])[order]
    fields = np.concatenate([rows.fields for _, rows in found])[order]
    return keys[order], Rows(keys, documents, fields, frequencies[order], keys, places)


def _write_tables(sources: Sequence[_Source], terms: AnyArray, writer: ArrayWriter) -> None:
    for kind in ("document", "term"):
        owned = [getattr(source.segment, f"{kind}_tables") for source in sources]
        for name in sorted(set().union(*owned)):
            having = [(one[name], source) for one, source in zip(owned, sources, strict=True) if name in one]
            numbers = [
                source.documents if kind == "document" else terms[source.terms] for _, source in having
            ]
            merged = merged_tables([table for table, _ in having], numbers)
            _put_all(writer, f"{kind}-tables/{name}", merged)


def _write_documents(sources: Sequence[_Source], writer: ArrayWriter) -> None:
    layout = sources[0].segment.layout
    _put_all(writer, "shape", shape_arrays(layout))
    ids = [
        name
        for source in sources
        for name, alive in zip(source.segment.ids[:], source.living.tolist(), strict=True)
        if alive
    ]
    _put_all(writer, "ids", string_arrays(ids))
    lengths = np.concatenate([source.segment.lengths[:, source.living] for source in sources], axis=1)
    writer.put("lengths", smallest(lengths.ravel()))
    for name in layout.columns:
        columns = [(source.segment.columns[name], source.living) for source in sources]
        _put_all(writer, f"columns/{name}", merged_column(columns))
    merge_stored([(source.segment.stored_texts, source.living) for source in sources], writer, "stored")
