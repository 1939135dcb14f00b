"""Records by id, with every revision kept: what does any place where records live promise?

``FileRepository`` keeps them as files for people and version control, ``MemoryRepository`` keeps them for as
long as the process lives. Both pass the same contract tests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from kb.errors import RecordInvalid, RevisionConflict
from kb.findings import Finding
from kb.record import Kind, Record

Action = Literal["save", "delete", "restore", "external"]


def digest_of(data: bytes) -> str:
    """The name of exactly these bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Stored:
    """A record as it lies in the repository. ``digest`` is what the next save has to expect."""

    record: Record
    digest: str
    revision: int


@dataclass(frozen=True)
class Revision:
    """One state a record had. ``text`` is the whole text, None for a deletion; ``at`` is UTC."""

    number: int
    action: Action
    at: str
    by: str
    why: str
    kind: Kind | None
    digest: str | None
    text: str | None


class Repository(Protocol):
    """Where records live."""

    def ids(self) -> list[str]:
        """The ids of all records, sorted."""

    def get(self, record_id: str) -> Stored:
        """The record.

        Raises RecordMissing, RecordDeleted, RecordInvalid for a text broken by hand, or StorageFailed.
        """

    def save(self, record: Record, *, expected: str | None, by: str, why: str) -> Stored:
        """Keep a new revision; ``expected`` is the digest it replaces, None for a new record.

        Raises RecordInvalid, RevisionConflict or StorageFailed; then nothing has changed.
        """

    def delete(self, record_id: str, *, expected: str, by: str, why: str) -> None:
        """Leave a tombstone. Raises as ``save``."""

    def restore(self, record_id: str, number: int, *, expected: str | None, by: str, why: str) -> Stored:
        """Make revision ``number`` the newest again. Raises as ``save``, or RecordMissing."""

    def history(self, record_id: str) -> Sequence[Revision]:
        """Every revision, oldest first; empty for a record that was never saved here."""


def refuse_errors(record_id: str, findings: Sequence[Finding]) -> None:
    """Raise RecordInvalid if any finding is an error."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        raise RecordInvalid(record_id, errors)


def refuse_other(record_id: str, *, current: str | None, expected: str | None) -> None:
    """Raise RevisionConflict unless the stored digest is the expected one."""
    if current != expected:
        raise RevisionConflict(record_id, current=current, expected=expected)
