"""What does a stock Whoosh reader ask about the documents of a segment? Who is deleted, lengths, values.

Answers are those of stock Whoosh, bit for bit, also where its own documentation says otherwise; every such
place says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh import columns
from whoosh.codec import base

from indexer.index.arrays import scalars
from indexer.index.columns import Column
from indexer.index.segment import Segment
from indexer.index.whoosh_schema import ID, NO_VALUE, STORED
from indexer.index.whoosh_terms import rounded

_base: Any = base  # Whoosh's classes are untyped
_columns: Any = columns


class ArrayDocuments(_base.PerDocumentReader):
    """The documents of a segment by number. ``marked`` is the Whoosh segment, which knows who is deleted."""

    def __init__(self, segment: Segment, marked: Any) -> None:
        self._segment = segment
        self._marked = marked
        self._rounded: dict[int, memoryview[Any]] = {}

    def doc_count(self) -> int:
        """The documents that are not deleted."""
        return int(self._marked.doc_count())

    def doc_count_all(self) -> int:
        """All documents."""
        return self._segment.size

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return bool(self._marked.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return bool(self._marked.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """The deleted documents."""
        return iter(self._marked.deleted_docs())

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """The id of a document and what was stored with it."""
        stored = self._segment.stored_texts.read(docnum).decode("utf-8", "surrogatepass")
        return {ID: self._segment.ids[docnum], STORED: stored}

    def _lengths(self, fieldname: str) -> memoryview[Any] | None:
        """Per document the length of a field as Whoosh knows it; None if no document has the field."""
        field = self._segment.layout.field_numbers.get(fieldname)
        if field is None or not self._segment.length_sums[0, field]:
            return None
        if field not in self._rounded:
            self._rounded[field] = scalars(rounded(self._segment.lengths[field]))
        return self._rounded[field]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int | None:
        """The length of a field, None if only others have it, ``default`` if nobody has: as stock Whoosh."""
        lengths = self._lengths(fieldname)
        return default if lengths is None else lengths[docnum] or None

    def field_length(self, fieldname: str) -> int:
        """The exact number of words of a field, those of deleted documents included."""
        field = self._segment.layout.field_numbers.get(fieldname)
        return 0 if field is None else int(self._segment.length_sums[0, field])

    def min_field_length(self, fieldname: str) -> int:
        """The shortest length of a field, 0 if a document has none; stock Whoosh fails where nobody has."""
        return min(self._lengths(fieldname) or (0,))

    def max_field_length(self, fieldname: str) -> int:
        """The longest length of a field."""
        return max(self._lengths(fieldname) or (0,))

    def supports_columns(self) -> bool:
        """Columns are read like those of stock Whoosh."""
        return True

    def list_columns(self) -> tuple[str, ...]:
        """The names of all columns."""
        return self._segment.layout.columns

    def has_column(self, fieldname: str) -> bool:
        """Whether there is a column of that name."""
        return fieldname in self._segment.columns

    def column_reader(self, fieldname: str, column: object) -> ArrayColumnReader:
        """The values of a column; they lie here in one form only, whatever ``column`` is."""
        del column
        return ArrayColumnReader(self._segment.column(fieldname), self._segment.size)


class ArrayColumnReader(_columns.ColumnReader):
    """The values of one column: see ``ValuesColumn``."""

    def __init__(self, column: Column, documents: int) -> None:
        self._column = column
        self._documents = documents

    def __len__(self) -> int:
        return self._documents

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return map(self.__getitem__, range(self._documents))

    def __getitem__(self, docnum: int) -> tuple[str, ...]:
        return tuple(self._column.keys[code] for code in self._column.values_of(docnum).tolist())

    def sort_key(self, docnum: int) -> str:
        """The first value of a document."""
        return next(iter(self[docnum]), NO_VALUE)
