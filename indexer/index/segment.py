"""Here is a segment file: some documents with all that is searched, counted, sorted and shown of them.

A segment never changes. Which of its documents are deleted is said by the commit, not here. Documents are
numbered from 0 within the segment. The pages of its documents are a segment within the segment; where no
document has any, it takes no room.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import product
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
PAGES = "pages/"  # what the names of the arrays of the segment within begin with
OWNERS = f"{PAGES}owners"  # per page the number of its document, ascending


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
        self._documents = scalars(self.rows.documents)
        self._place_starts = scalars(self.rows.place_starts)
        self.lengths = arrays["lengths"].reshape(len(layout.fields), self.size)
        self.columns = {column: read_column(groups[f"columns/{column}"]) for column in layout.columns}
        self.document_tables = named_tables(groups, "document-tables/")
        self.term_tables = named_tables(groups, "term-tables/")
        self.stored_texts = StoredTexts(groups["stored"])
        self.bytes = {name: array.nbytes for name, array in arrays.items()}
        self.pages: Segment | None = None
        self.owners = arrays.get(OWNERS, np.zeros(0, np.int32))
        if layout.pages is not None and OWNERS in arrays:
            within = {name.removeprefix(PAGES): arrays[name] for name in arrays if name.startswith(PAGES)}
            self.pages = Segment(name, within, layout.pages)

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

    def fields_of(self, document: int, terms: Iterable[str], blocks: Iterable[int]) -> set[int]:
        """The numbers of the fields in which a document holds any of the terms."""
        found: set[int] = set()
        documents, fields, numbers = self._documents, self.rows.fields, map(self.terms.find, terms)
        for number, block in product((number for number in numbers if number >= 0), blocks):
            first, end = self.slice_of(number, block)
            low = bisect_left(documents, document, first, end)
            found.update(fields[low : bisect_right(documents, document, low, end)].tolist())
        return found

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
