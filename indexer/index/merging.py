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

from indexer.index.arrays import AnyArray, ArrayWriter, Within, Writer, give_back, narrow, smallest
from indexer.index.columns import merged_column
from indexer.index.segment import OWNERS, PAGES, Segment, shape_arrays
from indexer.index.stored import merge_stored
from indexer.index.strings import string_arrays, union
from indexer.index.tables import merged_tables

CHUNK = 1_500_000  # rows
Living = NDArray[np.bool_]


class _Source(NamedTuple):
    """A segment with the new number of each document, -1 for a deleted one, and of each term."""

    segment: Segment
    living: Living
    documents: AnyArray
    terms: AnyArray


class _Piece(NamedTuple):
    """Posting rows with the key (term and block) of each; their places follow one another."""

    keys: AnyArray
    documents: AnyArray
    fields: AnyArray
    frequencies: AnyArray
    places: AnyArray


_NAMES = {
    "documents": "rows/documents",
    "fields": "rows/fields",
    "frequencies": "rows/frequencies",
    "places": "places/places",
}


def merge(sources: Sequence[tuple[Segment, Living | None]], path: Path) -> None:
    """Write the living documents of all segments, with their pages, as one new file, in their order."""
    with ArrayWriter(path) as writer:
        _write(sources, writer)


def _write(sources: Sequence[tuple[Segment, Living | None]], writer: Writer) -> None:
    terms, places = union([segment.terms for segment, _ in sources])
    found: list[_Source] = []
    base = 0
    for (segment, marked), own in zip(sources, places, strict=True):
        living = np.ones(segment.size, np.bool_) if marked is None else marked
        numbers = np.where(living, base + np.cumsum(living) - 1, -1).astype(np.int32)
        found.append(_Source(segment, living, numbers, own))
        base += int(living.sum())
    used = _write_rows(found, len(terms), writer)
    numbers = np.where(used, np.cumsum(used) - 1, -1)
    kept_terms = [term for term, is_used in zip(terms, used.tolist(), strict=True) if is_used]
    _put_all(writer, "terms", string_arrays(kept_terms))
    _write_tables(found, numbers, writer)
    _write_documents(found, writer)
    _write_pages(found, writer)


def _put_all(writer: Writer, prefix: str, arrays: dict[str, AnyArray]) -> None:
    for name, values in arrays.items():
        writer.put(f"{prefix}/{name}", values)


def _write_rows(sources: Sequence[_Source], terms: int, writer: Writer) -> NDArray[np.bool_]:
    """Write the rows of all terms; whether each term has any."""
    blocks = len(sources[0].segment.layout.blocks)
    row_counts = np.zeros(terms * blocks, np.int64)
    place_counts = np.zeros(terms * blocks, np.int64)
    kinds = {
        part: np.result_type(*(getattr(source.segment.rows, part).dtype for source in sources))
        for part in _NAMES
    }
    for part, kind in kinds.items():
        writer.append(_NAMES[part], np.zeros(0, kind))
    for first, end in _ranges(sources, terms, blocks):
        piece = _in_order([_taken(source, first, end, blocks) for source in sources])
        own, keys = slice(first * blocks, end * blocks), piece.keys - first * blocks
        size = (end - first) * blocks
        row_counts[own] = np.bincount(keys, minlength=size)
        place_counts[own] = np.bincount(keys, piece.frequencies, size)
        for part, kind in kinds.items():
            writer.append(_NAMES[part], getattr(piece, part).astype(kind, copy=False))
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


def _taken(source: _Source, first: int, end: int, blocks: int) -> _Piece:
    """The living rows of the terms [first, end) in one segment."""
    low, high = np.searchsorted(source.terms, (first, end))
    rows = source.segment.rows
    starts = rows.starts[low * blocks : high * blocks + 1].astype(np.int64)
    own = slice(int(starts[0]), int(starts[-1]))
    numbers = (source.terms[low:high, None] * blocks + np.arange(blocks)).ravel()
    places = slice(int(rows.place_starts[low * blocks]), int(rows.place_starts[high * blocks]))
    piece = _Piece(
        np.repeat(numbers, np.diff(starts)),
        source.documents[rows.documents[own]],
        rows.fields[own],
        rows.frequencies[own],
        rows.places[places],
    )
    alive = piece.documents >= 0
    if alive.all():
        return piece
    kept = {part: getattr(piece, part)[alive] for part in ("keys", "documents", "fields", "frequencies")}
    return _Piece(**kept, places=piece.places[np.repeat(alive, piece.frequencies)])


def _in_order(pieces: Sequence[_Piece]) -> _Piece:
    """The rows of all segments in the order of their keys; of one key the earlier segment's come first."""
    keys, documents, fields, frequencies, places = map(np.concatenate, zip(*pieces, strict=True))
    order = np.argsort(keys, kind="stable")
    counts = frequencies[order].astype(np.int64)
    starts = (np.cumsum(frequencies, dtype=np.int64) - frequencies)[order]
    ends = np.cumsum(counts)
    at = np.repeat(starts - (ends - counts), counts) + np.arange(int(ends[-1]) if len(ends) else 0)
    return _Piece(keys[order], documents[order], fields[order], frequencies[order], places[at])


def _write_tables(sources: Sequence[_Source], terms: AnyArray, writer: Writer) -> None:
    for kind in ("document", "term"):
        owned = [getattr(source.segment, f"{kind}_tables") for source in sources]
        for name in sorted(set().union(*owned)):
            having = [(one[name], source) for one, source in zip(owned, sources, strict=True) if name in one]
            numbers = [
                source.documents if kind == "document" else terms[source.terms] for _, source in having
            ]
            merged = merged_tables([table for table, _ in having], numbers)
            _put_all(writer, f"{kind}-tables/{name}", merged)


def _write_documents(sources: Sequence[_Source], writer: Writer) -> None:
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


def _write_pages(sources: Sequence[_Source], writer: Writer) -> None:
    """The pages of the living documents; nothing if there are none."""
    kept: list[tuple[Segment, Living | None]] = []
    owners: list[AnyArray] = []
    for source in sources:
        if source.segment.pages is not None:
            living = source.living[source.segment.owners]
            if living.any():
                kept.append((source.segment.pages, living))
                owners.append(source.documents[source.segment.owners[living]])
    if kept:
        writer.put(OWNERS, np.concatenate(owners))
        _write(kept, Within(writer, PAGES))
