"""Records that live as long as the process: for tests and for trying things out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kb.errors import RecordDeleted, RecordMissing
from kb.file_repository import Check
from kb.record import Kind, Record
from kb.repository import Action, Revision, Stored, digest_of, refuse_errors, refuse_other


class MemoryRepository:
    """A repository without files. ``check`` validates the bytes of one record."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._revisions: dict[str, list[Revision]] = {}

    def ids(self) -> list[str]:
        return sorted(name for name, revisions in self._revisions.items() if revisions[-1].text is not None)

    def get(self, record_id: str) -> Stored:
        revisions = self._revisions.get(record_id)
        if not revisions:
            raise RecordMissing(record_id)
        last = revisions[-1]
        if last.text is None:
            raise RecordDeleted(record_id)
        checked = self._check(last.text.encode(), f"{last.kind}/{record_id}.yaml")
        refuse_errors(record_id, checked.findings)
        if checked.record is None:
            raise RecordMissing(record_id)
        return Stored(checked.record, digest_of(last.text.encode()), len(revisions))

    def save(self, record: Record, *, expected: str | None, by: str, why: str) -> Stored:
        return self._append(record.id, record.kind, record.as_yaml(), expected, "save", by, why)

    def delete(self, record_id: str, *, expected: str, by: str, why: str) -> None:
        if self._current(record_id) is None:
            raise RecordMissing(record_id)
        self._keep(record_id, None, None, expected, "delete", by, why)

    def restore(self, record_id: str, number: int, *, expected: str | None, by: str, why: str) -> Stored:
        for revision in self.history(record_id):
            if revision.number == number and revision.text is not None and revision.kind is not None:
                return self._append(record_id, revision.kind, revision.text, expected, "restore", by, why)
        raise RecordMissing(f"{record_id} revision {number}")

    def history(self, record_id: str) -> Sequence[Revision]:
        return tuple(self._revisions.get(record_id, ()))

    def _current(self, record_id: str) -> str | None:
        revisions = self._revisions.get(record_id)
        return revisions[-1].digest if revisions else None

    def _append(
        self, record_id: str, kind: Kind, text: str, expected: str | None, action: Action, by: str, why: str
    ) -> Stored:
        refuse_errors(record_id, self._check(text.encode(), f"{kind}/{record_id}.yaml").findings)
        self._keep(record_id, kind, text, expected, action, by, why)
        return self.get(record_id)

    def _keep(
        self,
        record_id: str,
        kind: Kind | None,
        text: str | None,
        expected: str | None,
        action: Action,
        by: str,
        why: str,
    ) -> None:
        refuse_other(record_id, current=self._current(record_id), expected=expected)
        number = len(self._revisions.get(record_id, ())) + 1
        digest = digest_of(text.encode()) if text is not None else None
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        revision = Revision(number, action, at, by, why, kind, digest, text)
        self._revisions.setdefault(record_id, []).append(revision)
