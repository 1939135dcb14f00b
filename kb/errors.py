"""What can go wrong with records, vocabularies, settings and storage?

    KbError
        SettingInvalid          a KB_* setting has a value that cannot be used
        VocabularyInvalid       a vocabulary file breaks the rules of vocabularies
        SourceUnreadable        a file is not the strict YAML records are written in
        RecordInvalid           a record breaks the rules; carries the findings
        RecordMissing           no record has, or ever had, this id
        RecordDeleted           there was a record with this id; a tombstone is left
        PaperMissing            the original or the text of an ingested paper is not where it belongs
        DraftMissing            nobody works on a draft with this id
        DraftThere              there is a draft with this id already
        DraftBroken             the file of a draft is not YAML; carries its place and the repair
        RevisionConflict        somebody else saved in between; carries both digests
        StorageFailed           the disk refused; the old text is still in place

Every message says what to do next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.findings import Finding


class KbError(Exception):
    """Any error this package raises on purpose."""


class SettingInvalid(KbError):
    """A setting has a value that cannot be used."""


class VocabularyInvalid(KbError):
    """A vocabulary file breaks the rules of vocabularies."""


class SourceUnreadable(KbError):
    """A file is not strict YAML. ``line`` counts from 1, ``code`` becomes that of its finding."""

    def __init__(self, problem: str, repair: str, line: int = 1, *, code: str = "") -> None:
        super().__init__(f"{problem} {repair}")
        self.code = code
        self.problem = problem
        self.repair = repair
        self.line = line


class RecordInvalid(KbError):
    """A record breaks the rules and is not saved."""

    def __init__(self, record_id: str, findings: Sequence[Finding]) -> None:
        lines = "; ".join(f"{f.field}: {f.problem} {f.repair}" for f in findings)
        super().__init__(f"Record {record_id!r} is not valid. {lines}")
        self.record_id = record_id
        self.findings = tuple(findings)


class RecordMissing(KbError):
    """No record has this id."""

    def __init__(self, record_id: str) -> None:
        super().__init__(f"There is no record {record_id!r}. Search for its title to find its id.")
        self.record_id = record_id


class RecordDeleted(KbError):
    """The record was deleted; its history is kept."""

    def __init__(self, record_id: str) -> None:
        super().__init__(f"Record {record_id!r} was deleted. An editor can restore it from its history.")
        self.record_id = record_id


class PaperMissing(KbError):
    """The original or the text of an ingested paper is not where it belongs."""


class DraftMissing(KbError):
    """There is no draft with this id: it was never started, or it was published or discarded."""

    def __init__(self, draft_id: str) -> None:
        super().__init__(
            f"There is no draft {draft_id!r}. It may have been published or discarded; look for its record."
        )
        self.draft_id = draft_id


class DraftThere(KbError):
    """Somebody works on a draft with this id already."""

    def __init__(self, draft_id: str) -> None:
        super().__init__(f"There is a draft {draft_id!r} already. Go on with it, or choose another id.")
        self.draft_id = draft_id


class DraftBroken(KbError):
    """The file of a draft cannot be read and stays as it is. ``digest`` is that of its bytes."""

    def __init__(self, draft_id: str, file: str, error: SourceUnreadable, digest: str) -> None:
        super().__init__(f"{file}:{error.line}: {error} Mend the file, or discard the draft.")
        self.draft_id = draft_id
        self.file = file
        self.line = error.line
        self.problem = error.problem
        self.repair = error.repair
        self.digest = digest


class RevisionConflict(KbError):
    """The record changed since the text at hand was read."""

    def __init__(self, record_id: str, *, current: str | None, expected: str | None) -> None:
        super().__init__(
            f"Record {record_id!r} was changed by somebody else: read it again and merge both texts "
            f"(expected {expected or 'no record'}, found {current or 'no record'})."
        )
        self.record_id = record_id
        self.current = current
        self.expected = expected


class StorageFailed(KbError):
    """The file system refused a write; what was there before is still there."""
