"""What can go wrong between records and hits?

    IndexerError
        IndexMissing        there is no index yet
        IndexDamaged        a file of the index is not what its manifest says
        IndexBusy           another process is writing the index
        SourceRefused       a file or folder cannot be imported
        DictionaryDamaged   the compiled dictionary is not what its checksum says
        ExportRefused       an export was asked for in a way that cannot be done

Every message says what to do next. A reader's query is never an error.
"""

from __future__ import annotations


class IndexerError(Exception):
    """Any error this package raises on purpose."""


class IndexMissing(IndexerError):
    """There is no index yet, or none made by this version."""


class IndexDamaged(IndexerError):
    """A file of the index differs from its manifest."""


class IndexBusy(IndexerError):
    """Another process holds the lock of the index for longer than we wait."""


class SourceRefused(IndexerError):
    """A file or folder cannot be imported."""


class DictionaryDamaged(IndexerError):
    """The compiled dictionary differs from its checksum, or was made by another version."""


class ExportRefused(IndexerError):
    """An export was asked for in a way that cannot be done."""
