"""Here is a draft, or a public record: in which one way does it become, change or stop being public?

Each change is one revision of the record that says who, when and why, and a mark that lets the index know.
The mark is left before the record is saved, so that no crash leaves a record nobody finds, and again when it
is saved, because the first one may be used up by then. A draft goes when its record is saved.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.errors import ChangeRefused
from indexer.pending import mark
from kb.corpus import Corpus, dangling, named_by
from kb.draft import Draft
from kb.draft_journal import now
from kb.drafts import Drafts
from kb.errors import RecordDeleted, RecordMissing, StorageFailed
from kb.file_repository import Entry
from kb.findings import Finding
from kb.paper_files import PaperFiles
from kb.record import Record, Status
from kb.repository import Stored, digest_of, refuse_errors, refuse_other
from kb.translations import with_outdated

LOGGER = logging.getLogger("indexer.publishing")


@dataclass(frozen=True)
class Publisher:
    """Changes what is public. Its methods raise what saving raises; then nothing has changed.

    ``by`` is the opaque id of an account, ``expected`` the digest of the state the person has seen.
    """

    corpus: Corpus

    @property
    def drafts(self) -> Drafts:
        """The drafts that become public."""
        return Drafts(self.corpus)

    def publish(self, draft_id: str, *, expected: str, by: str, note: str = "") -> Stored:
        """Let a draft become the public record.

        Raises DraftMissing, DraftBroken, RecordInvalid with all that stands in the way, PaperMissing, and
        RevisionConflict if the draft or the record it changes is another one by now.
        """
        draft = self.drafts.get(draft_id)
        refuse_other(draft_id, current=draft.digest, expected=expected)
        before = self._stored(draft_id)
        refuse_other(draft_id, current=before.digest if before else None, expected=draft.base)
        if before is None:
            self._refuse_used(draft)
        record = self._to_publish(draft, before.record if before else None)
        keep_paper(self.corpus, record)
        digest = digest_of(record.as_yaml().encode())
        why = note or ("changed" if before else "published")
        with (
            self.drafts.handing_over(draft_id, digest, expected=expected, by=by, note=note),
            self._marked(draft_id),
        ):
            return self.corpus.repository.save(record, expected=draft.base, by=by, why=why)

    def _refuse_used(self, draft: Draft) -> None:
        """Raise RecordInvalid if the id of a new record was a record's before: ids are never used twice."""
        file = f"{draft.values.get('kind')}/{draft.id}.yaml"
        if self.corpus.repository.history(draft.id):
            problem = f"The id {draft.id!r} was that of a record that is deleted."
            repair = "Restore that record from its history, or begin this one anew under another id."
            given = {"id": draft.id}
            finding = Finding(file, 1, "id", "error", problem, repair, code="id_deleted", given=given)
            refuse_errors(draft.id, [finding])
        owner = self.corpus.former_ids().get(draft.id)
        if owner:
            problem = f"The id {draft.id!r} was once that of {owner!r} and leads there."
            repair = f"Write into {owner!r} what this one adds, or begin it anew under another id."
            given = {"id": draft.id, "owner": owner}
            finding = Finding(file, 1, "id", "error", problem, repair, code="id_former", given=given)
            refuse_errors(draft.id, [finding])

    def _to_publish(self, draft: Draft, before: Record | None) -> Record:
        """The record a draft becomes. Raises RecordInvalid."""
        refuse_errors(draft.id, draft.checked.findings)
        assert draft.checked.record  # there are no errors
        self._refuse_dangling(draft.checked.record)
        stamped = {"created": draft.checked.record.created or now(), "edited": now()}
        return with_outdated(before, draft.checked.record.model_copy(update=stamped))

    def begin(self, record_id: str, *, by: str) -> Draft:
        """Start a change of a public record: a draft beside it.

        Raises DraftThere, RecordMissing, RecordDeleted, and ChangeRefused for a merged record.
        """
        stored = self.corpus.repository.get(record_id)
        _refuse_merged(stored.record)
        return self.drafts.start(stored.record.values(), by=by, base=stored.digest)

    def save(self, record: Record, *, expected: str | None, by: str, why: str) -> Stored:
        """Save a record that is public already, or comes from elsewhere as one."""
        with self._marked(record.id):
            return self.corpus.repository.save(record, expected=expected, by=by, why=why)

    def archive(self, record_id: str, *, expected: str, by: str, why: str) -> Stored:
        """Keep a published record for those who look for what is over. Raises ChangeRefused for others."""
        return self._set_status(record_id, "published", "archived", expected, by, why)

    def unarchive(self, record_id: str, *, expected: str, by: str, why: str) -> Stored:
        """Let an archived record be found like any other. Raises ChangeRefused for others."""
        return self._set_status(record_id, "archived", "published", expected, by, why)

    def _set_status(
        self, record_id: str, before: Status, after: Status, expected: str, by: str, why: str
    ) -> Stored:
        stored = self._seen(record_id, expected)
        if stored.record.status != before:
            raise ChangeRefused(f"{record_id!r} is not {before} but {stored.record.status}. Read it again.")
        return self.save(
            stored.record.model_copy(update={"status": after}), expected=expected, by=by, why=why
        )

    def set_dates(
        self,
        record_id: str,
        *,
        expected: str,
        by: str,
        checked: str | None = None,
        expires: str | None = None,
    ) -> Stored:
        """State on which day somebody opened the sources, and until which day the record holds.

        None leaves a date as it is, an empty text removes it.
        """
        given = {name: day for name, day in (("checked", checked), ("expires", expires)) if day is not None}
        stored = self._seen(record_id, expected)
        _refuse_merged(stored.record)
        record = stored.record.model_copy(update={name: day or None for name, day in given.items()})
        if record == stored.record:
            return stored
        why = ", ".join(f"{name} {day}" if day else f"no longer {name}" for name, day in given.items())
        return self.save(record, expected=expected, by=by, why=why)

    def delete(self, record_id: str, *, expected: str, by: str, why: str) -> None:
        """Leave a tombstone; ``restore`` takes it away.

        Raises ChangeRefused while other records name it: nobody would find them any more.
        """
        self._seen(record_id, expected)
        naming = self._naming(record_id)
        if naming:
            raise ChangeRefused(
                f"{record_id!r} cannot be deleted as long as {', '.join(naming)} name it. "
                "Take it out of their relations, or merge it into another record."
            )
        with self._marked(record_id):
            self.corpus.repository.delete(record_id, expected=expected, by=by, why=why)

    def restore(self, record_id: str, number: int, *, expected: str | None, by: str, why: str) -> Stored:
        """Let any revision be the newest again; ``expected`` is None for a deleted record.

        Raises RecordMissing if there is no such revision, and RecordInvalid if it breaks today's rules.
        """
        revisions = self.corpus.repository.history(record_id)
        text = next((one.text for one in revisions if one.number == number), None)
        if text is None:
            raise RecordMissing(f"{record_id} revision {number}")
        checked = self.corpus.check(text.encode(), f"{record_id}.yaml")
        refuse_errors(record_id, checked.findings)
        if checked.record:
            self._refuse_dangling(checked.record)
            keep_paper(self.corpus, checked.record)
        with self._marked(record_id):
            return self.corpus.repository.restore(record_id, number, expected=expected, by=by, why=why)

    def _seen(self, record_id: str, expected: str) -> Stored:
        """The record, if it is the one a person has seen. Raises RevisionConflict."""
        stored = self.corpus.repository.get(record_id)
        refuse_other(record_id, current=stored.digest, expected=expected)
        return stored

    def _stored(self, record_id: str) -> Stored | None:
        try:
            return self.corpus.repository.get(record_id)
        except (RecordMissing, RecordDeleted):
            return None

    def _refuse_dangling(self, record: Record) -> None:
        """Raise RecordInvalid for names of records that are not there: the index would leave it out."""
        if named_by(record):
            known = frozenset(self.corpus.repository.ids())
            refuse_errors(record.id, dangling(record, known, f"{record.kind}/{record.id}.yaml"))

    def _naming(self, record_id: str) -> list[str]:
        """The ids of the records that name this one, sorted."""
        naming = []
        for found in self.corpus.repository.scan():
            if isinstance(found, Entry) and found.record_id != record_id and record_id.encode() in found.data:
                record = self.corpus.repository.check(found).record
                if record and any(target == record_id for _, target in named_by(record)):
                    naming.append(record.id)
        return sorted(naming)

    @contextlib.contextmanager
    def _marked(self, record_id: str) -> Iterator[None]:
        """Let the index know of what is saved while this is entered. Raises StorageFailed."""
        pending = self.corpus.settings.pending
        try:
            mark(pending, record_id)
        except OSError as error:
            raise StorageFailed(
                f"{record_id} could not be marked for the index: {error.strerror}. "
                "Free space or mend the permissions, then try again."
            ) from error
        yield
        try:
            mark(pending, record_id)
        except OSError as error:  # what is saved is saved, and most likely the first mark is still there
            LOGGER.warning("%s may be missing in the index until 'kb index' runs: %s", record_id, error)


def keep_paper(corpus: Corpus, record: Record) -> None:
    """Put the paper of a record that becomes public where its rights say.

    Raises PaperMissing if the record names one nobody brought, and StorageFailed.
    """
    if record.file and record.rights == "open":
        PaperFiles.of(corpus.settings).release(record.file.digest)
    elif record.file:
        PaperFiles.of(corpus.settings).text(record.file.digest, "quote")


def _refuse_merged(record: Record) -> None:
    if record.status == "merged":
        raise ChangeRefused(
            f"{record.id!r} is merged into {record.merged_into!r}. Change {record.merged_into!r} instead."
        )
