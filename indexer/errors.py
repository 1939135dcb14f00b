"""What can go wrong between records and hits?

    IndexerError
        IndexMissing        there is no index yet
        IndexDamaged        a file of the index is not what its manifest says
        IndexBusy           another process is writing the index
        IndexNotWritten     a build or a rollback could not be made; what was there stays
        SourceRefused       a file or folder cannot be imported
        FetchRefused        an address may not be fetched: by its form, its place or the will of its site
        FetchFailed         an address could not be fetched
        LinksBusy           another process is checking the source addresses
        DictionaryDamaged   the compiled dictionary is not what its checksum says
        MergeRefused        two records cannot become one as they are
        ChangeRefused       a record cannot be changed or deleted in this way as it is
        ExportRefused       an export was asked for in a way that cannot be done
        BackupRefused       a backup cannot be written or put back as it is
        SearchTooLong       a request was not answered in the time it may take

Every message says what to do next. What a reader types is never an error, only the time it takes.
"""

from __future__ import annotations

from typing import Literal

Refusal = Literal["form", "place", "robots"]
Failure = Literal[
    "unknown-host", "unreachable", "slow", "broken", "certificate", "status", "redirects", "content"
]


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


class FetchRefused(IndexerError):
    """An address may not be fetched: by its form, its place or the will of its site."""

    def __init__(self, message: str, reason: Refusal) -> None:
        super().__init__(message)
        self.reason = reason


class FetchFailed(IndexerError):
    """An address could not be fetched. ``temporary``: it may be there again in a moment."""

    def __init__(self, message: str, reason: Failure, *, temporary: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.temporary = temporary


class LinksBusy(IndexerError):
    """Another process is checking the source addresses."""


class DictionaryDamaged(IndexerError):
    """The compiled dictionary differs from its checksum, or was made by another version."""


class MergeRefused(IndexerError):
    """Two records cannot become one as they are."""


class ChangeRefused(IndexerError):
    """A record cannot be changed or deleted in this way as it is."""


class ExportRefused(IndexerError):
    """An export was asked for in a way that cannot be done."""


class BackupRefused(IndexerError):
    """A backup cannot be written there, or what should be put back is no whole backup or has no room."""


class SearchTooLong(IndexerError):
    """A request was not answered in the time it may take."""
