"""From documents to a segment file, in as little memory as asked for.

After ``BATCH`` words the documents so far become a segment of their own; at the end these are merged.
"""

from __future__ import annotations

import secrets
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from indexer.index.arrays import AnyArray, narrow, write_arrays
from indexer.index.columns import ColumnBuilder
from indexer.index.inversion import Inversion
from indexer.index.layout import Entry, Layout
from indexer.index.merging import merge
from indexer.index.segment import OWNERS, PAGES, SUFFIX, Segment, shape_arrays
from indexer.index.stored import StoredWriter
from indexer.index.strings import string_arrays
from indexer.index.tables import TableBuilder, table_arrays

BATCH = 6_000_000  # words


class _Batch:
    """Documents that become one segment."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._ids: list[str] = []
        self._words = Inversion(layout)
        self._columns = {name: ColumnBuilder() for name in layout.columns}
        self._tables: dict[str, TableBuilder] = {}
        self._stored = StoredWriter()
        self._pages = _Batch(layout.pages) if layout.pages is not None else None
        self._owners = array("i")  # of each page the number of its document

    @property
    def words(self) -> int:
        return self._words.tokens + (self._pages.words if self._pages is not None else 0)

    @property
    def documents(self) -> int:
        return len(self._ids)

    def add(self, entry: Entry) -> None:
        unknown = entry.texts.keys() - self._layout.field_numbers.keys()
        unknown |= entry.columns.keys() - self._columns.keys()
        if unknown:
            raise ValueError(
                f"The layout has no {', '.join(sorted(unknown))}. Add it there, or leave it out."
            )
        number = len(self._ids)
        self._ids.append(entry.id)
        for field, place in self._layout.field_numbers.items():
            words = entry.texts.get(field)
            if words:
                self._words.add(number, place, words)
        for name, column in self._columns.items():
            column.add(entry.columns.get(name, ()))
        for table, keys in entry.keys.items():
            self._tables.setdefault(table, TableBuilder()).add(keys, number)
        self._stored.add(entry.stored)
        self._add_pages(entry, number)

    def _add_pages(self, entry: Entry, number: int) -> None:
        if self._pages is None:
            if entry.pages:
                raise ValueError("The layout has no pages. Add their layout there, or leave them out.")
            return
        for page in entry.pages:
            self._pages.add(page)
            self._owners.append(number)

    def arrays(self) -> Iterator[tuple[str, AnyArray]]:
        """All arrays of the segment."""
        lengths = self._words.lengths(len(self._ids))
        terms, rows = self._words.finish()
        named: dict[str, Mapping[str, AnyArray]] = {
            "shape": shape_arrays(self._layout),
            "ids": string_arrays(self._ids),
            "terms": string_arrays(terms),
            "rows": {
                "starts": narrow(rows.starts),
                "documents": rows.documents,
                "fields": rows.fields,
                "frequencies": rows.frequencies,
            },
            "places": {"starts": narrow(rows.place_starts), "places": rows.places},
            "stored": self._stored_arrays(),
        }
        for name, column in self._columns.items():
            named[f"columns/{name}"] = column.arrays()
        for name, table in self._tables.items():
            named[f"document-tables/{name}"] = table.arrays()
        if self._layout.term_tables:
            present = np.diff(rows.starts).reshape(len(terms), len(self._layout.blocks)) > 0
            for name, found in self._layout.term_tables(terms, present).items():
                named[f"term-tables/{name}"] = table_arrays(found)
        yield "lengths", lengths
        for prefix, arrays in named.items():
            for name, values in arrays.items():
                yield f"{prefix}/{name}", values
        if self._pages is not None and self._pages.documents:
            yield OWNERS, np.frombuffer(self._owners, np.int32)
            for name, values in self._pages.arrays():
                yield PAGES + name, values

    def _stored_arrays(self) -> dict[str, AnyArray]:
        rest = self._stored.arrays()
        return {**rest, "bytes": np.concatenate([np.zeros(0, np.uint8), *self._stored.drain()])}


class SegmentBuilder:
    """Builds one segment file from documents with different ids.

    After the ``with`` block only the file is left, or nothing if ``finish`` did not come to its end.
    """

    def __init__(self, layout: Layout, path: Path, batch: int = BATCH) -> None:
        """``path`` must be new. ``batch`` is the number of words kept in memory."""
        self._layout = layout
        self._path = path
        self._limit = batch
        self._batch = _Batch(layout)
        self._written: list[Path] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> SegmentBuilder:
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    @property
    def is_empty(self) -> bool:
        """Whether no document has been taken in."""
        return not (self._written or self._batch.documents)

    def add(self, entry: Entry) -> None:
        """Take in one document. Raises ValueError for a field or column the layout does not have."""
        self._batch.add(entry)
        if self._batch.words >= self._limit:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(dir=self._path.parent, prefix="building-")
            path = Path(self._folder.name) / f"{len(self._written)}{SUFFIX}"
            self._write(path)
            self._written.append(path)
            self._batch = _Batch(self._layout)

    def finish(self) -> Path:
        """Write the file; durable when this returns."""
        if self._folder is None:
            self._write(self._path)
            return self._path
        if self._batch.documents:
            rest = Path(self._folder.name) / f"rest{SUFFIX}"
            self._write(rest)
            self._written.append(rest)
        self._batch = _Batch(self._layout)
        merge([(Segment.open(path, self._layout), None) for path in self._written], self._path)
        return self._path

    def _write(self, path: Path) -> None:
        write_arrays(path, dict(self._batch.arrays()))


def segment_of(entries: Iterable[Entry], layout: Layout, name: str = "memory") -> Segment:
    """A segment in memory, without any file."""
    batch = _Batch(layout)
    for entry in entries:
        batch.add(entry)
    return Segment(name, dict(batch.arrays()), layout)


def new_segment_name() -> str:
    """A name no other segment has; not from the generator an application may have seeded."""
    return secrets.token_hex(8)
