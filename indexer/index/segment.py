"""Here is a segment file: some documents with all that is searched, counted, sorted and shown of them.

A segment never changes. Which of its documents are deleted is said by the commit, not here. Documents are
numbered from 0 within the segment.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.errors import IndexDamaged
from indexer.index.arrays import AnyArray, grouped, map_arrays, scalars
from indexer.index.columns import Column, read_column
from indexer.index.inversion import Rows
from indexer.index.layout import Layout
from indexer.index.stored import StoredTexts
from indexer.index.strings import StringTable, string_arrays
from indexer.index.tables import Table, named_tables

SUFFIX = ".segment"


class Segment:
    """The arrays of one segment, under the names of what they are."""

    def __init__(self, name: str, arrays: Mapping[str, AnyArray], layout: Layout) -> None:
        """Raises IndexDamaged if the arrays were made for another layout."""
        self.name = name
        self.layout = layout
        groups = grouped(arrays)
        if tuple(StringTable(groups["shape"])[:]) != shape_of(layout):
            raise IndexDamaged(f"Segment {name} has other fields or columns. Run 'kb index --full'.")
        self.ids = StringTable(groups["ids"])
        self.size = len(self.ids)
        self.terms = StringTable(groups["terms"])
        rows, places = groups["rows"], groups["places"]
        self.rows = Rows(
            *(rows[part] for part in ("starts", "documents", "fields", "frequencies")),
            *(places[part] for part in ("starts", "places")),
        )
        self._blocks = len(layout.blocks)
        self._starts = scalars(self.rows.starts)
        self._place_starts = scalars(self.rows.place_starts)
        self.lengths = arrays["lengths"].reshape(len(layout.fields), self.size)
        self.columns = {column: read_column(groups[f"columns/{column}"]) for column in layout.columns}
        self.document_tables = named_tables(groups, "document-tables/")
        self.term_tables = named_tables(groups, "term-tables/")
        self.stored_texts = StoredTexts(groups["stored"])
        self.bytes = {name: array.nbytes for name, array in arrays.items()}

    @classmethod
    def open(cls, path: Path, layout: Layout) -> Segment:
        """Map a segment file. Raises IndexDamaged."""
        try:
            return cls(path.name.removesuffix(SUFFIX), map_arrays(path), layout)
        except (KeyError, ValueError) as error:
            raise IndexDamaged(f"{path} cannot be read: {error!r}. Run 'kb index --full'.") from error

    def slice_of(self, term: int, block: int) -> tuple[int, int]:
        """The rows [first, end) of a term in a block."""
        number = term * self._blocks + block
        return self._starts[number], self._starts[number + 1]

    def places_of(self, term: int, block: int) -> tuple[int, int]:
        """The places [first, end) of all those rows."""
        number = term * self._blocks + block
        return self._place_starts[number], self._place_starts[number + 1]

    @cached_property
    def length_sums(self) -> AnyArray:
        """Per field the number of words of all documents and the number of documents that have any."""
        return np.stack([self.lengths.sum(1, dtype=np.int64), np.count_nonzero(self.lengths, 1)])

    def column(self, name: str) -> Column:
        """The values of a column of the layout."""
        return self.columns[name]

    def table(self, name: str) -> Table | None:
        """The table of that name, by document or by term, if any document gave it a key."""
        return self.document_tables.get(name) or self.term_tables.get(name)


def shape_of(layout: Layout) -> tuple[str, ...]:
    """What must be equal for two segments to be read and merged alike."""
    blocks = tuple(f"block {name}: {' '.join(fields)}" for name, fields in layout.blocks.items())
    return (*blocks, f"columns {' '.join(layout.columns)}")


def shape_arrays(layout: Layout) -> dict[str, AnyArray]:
    """The layout as arrays."""
    return string_arrays(shape_of(layout))
