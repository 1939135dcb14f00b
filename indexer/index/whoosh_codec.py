"""How does stock Whoosh open our segments? Through a codec of ours that a table of contents names.

Each commit folder holds ``_MAIN_1.toc``, so that ``whoosh.index.open_dir(folder)`` gives an index like any
other, for reading only. It is a pickle, made for those who want to look at an index with Whoosh: nothing here
ever reads it, the manifest is what counts. ``ArraySegment`` and the schema are pickled into it, hence the
names and attributes of these classes and the names of their modules are part of the format.

What is used of Whoosh beyond its documented interface (one version is pinned for it):

    whoosh.index.TOC              write, _filename
    whoosh.filedb.filestore       RamStorage.files, FileStorage.folder
    whoosh.codec.base             Codec, Segment, PerDocumentReader, TermsReader, FieldCursor as base classes,
                                  and that SegmentReader asks the codec of a segment for its two readers
    whoosh.codec.whoosh3          byte_to_length, the rounding of field lengths
    whoosh.matching.LeafMatcher   the attributes scorer, format, _term
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh import index as whoosh_index
from whoosh.codec import base
from whoosh.filedb import filestore

from indexer.index.opening import open_segment
from indexer.index.schema import layout
from indexer.index.segment import SUFFIX, Segment
from indexer.index.snapshot import Mask
from indexer.index.whoosh_documents import ArrayDocuments
from indexer.index.whoosh_postings import ArrayTerms
from indexer.index.whoosh_schema import refuse_to_write, whoosh_schema
from kb.durable import replace_file

INDEX_NAME = "MAIN"  # the one open_dir looks for unless another is named
_GENERATION = 1  # a folder never has a second table of contents

_base: Any = base  # Whoosh's classes are untyped
_filestore: Any = filestore
_toc: Any = whoosh_index.TOC


class ArraySegment(_base.Segment):
    """One of our segments as the table of contents names it: its file, and who is deleted, a bit each."""

    def __init__(self, name: str, documents: int, living: Mask | None) -> None:
        self.indexname = INDEX_NAME
        self.segid = name
        self.compound = False
        self._documents = documents
        self._deleted_count = 0 if living is None else documents - int(living.sum())
        self._deleted = b"" if living is None else np.packbits(~living, bitorder="little").tobytes()

    def codec(self) -> ArrayCodec:
        """The codec that reads the segment."""
        return ArrayCodec()

    def segment_id(self) -> str:
        """The name of the file without its suffix."""
        return str(self.segid)

    def doc_count_all(self) -> int:
        """All documents."""
        return self._documents

    def deleted_count(self) -> int:
        """The number of deleted documents."""
        return self._deleted_count

    def deleted_docs(self) -> Iterator[int]:
        """The deleted documents, ascending."""
        bits = np.unpackbits(np.frombuffer(self._deleted, np.uint8), bitorder="little")
        yield from np.flatnonzero(bits).tolist()

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return bool(self._deleted) and bool(self._deleted[docnum >> 3] >> (docnum & 7) & 1)

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        """Raises IndexingError."""
        refuse_to_write(docnum, delete)


class ArrayCodec(_base.Codec):
    """Reads segments. Whoever wants to write with it gets an IndexingError."""

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocuments:
        """The documents of a segment. Raises IndexDamaged."""
        return ArrayDocuments(_mapped(storage, segment), segment)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTerms:
        """The terms of a segment. Raises IndexDamaged."""
        return ArrayTerms(_mapped(storage, segment))

    def new_segment(self, storage: object, indexname: str) -> NoReturn:
        """Raises IndexingError."""
        refuse_to_write(storage, indexname)

    def per_document_writer(self, storage: object, segment: object) -> NoReturn:
        """Raises IndexingError."""
        refuse_to_write(storage, segment)

    def field_writer(self, storage: object, segment: object) -> NoReturn:
        """Raises IndexingError."""
        refuse_to_write(storage, segment)


def _mapped(storage: Any, segment: ArraySegment) -> Segment:
    if not isinstance(storage, _filestore.FileStorage):
        raise TypeError("Our segments are mapped files. Open the index with whoosh.index.open_dir.")
    return open_segment(Path(storage.folder) / segment.make_filename(SUFFIX), layout())


@cache
def _schema() -> Any:
    return whoosh_schema()


def write_toc(folder: Path, segments: Sequence[tuple[Segment, Mask | None]]) -> None:
    """Write the table of contents of a commit, durably and as a file of its own: no link to it is followed.

    Per segment: who is not deleted, or None if nobody is. Raises OSError.
    """
    marked = [ArraySegment(segment.name, segment.size, living) for segment, living in segments]
    made = _filestore.RamStorage()
    _toc(_schema(), marked, _GENERATION).write(made, INDEX_NAME)
    name = _toc._filename(INDEX_NAME, _GENERATION)
    replace_file(folder / name, made.files[name])
