"""What can go wrong between records and hits?

    IndexerError
        IndexMissing        there is no index yet
        IndexDamaged        a file of the index is not what its manifest says
        IndexBusy           another process is writing the index
        IndexNotWritten     a build or a rollback could not be made; what was there stays
        SourceRefused       a file or folder cannot be imported
        DictionaryDamaged   the compiled dictionary is not what its checksum says
        ExportRefused       an export was asked for in a way that cannot be done
        SearchTooLong       a request was not answered in the time it may take

Every message says what to do next. What a reader types is never an error, only the time it takes.
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


class IndexNotWritten(IndexerError):
    """A build or a rollback could not be made; the index in force stays as it was."""


class SourceRefused(IndexerError):
    """A file or folder cannot be imported."""


class DictionaryDamaged(IndexerError):
    """The compiled dictionary differs from its checksum, or was made by another version."""


class ExportRefused(IndexerError):
    """An export was asked for in a way that cannot be done."""


class SearchTooLong(IndexerError):
    """A request was not answered in the time it may take."""
