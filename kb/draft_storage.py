"""How do the journal and the file of a draft stay together, whatever happens between the two writes?

A line of the journal is durable before the file changes, so the file is always what the last line says, or
what an earlier line says and a crash has left behind. A file no line knows was written by somebody else.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.corpus import Corpus
from kb.draft import Step
from kb.draft_files import DraftFiles
from kb.draft_journal import base_of, compacted, is_cut_short, text_in_force, with_external
from kb.durable import sync
from kb.errors import DraftMissing, StorageFailed
from kb.journal import Journal, open_journal, read_journal
from kb.marks import mark
from kb.repository import digest_of


@dataclass(frozen=True)
class DraftStorage:
    """The drafts of a corpus as journals and files. Its methods raise DraftMissing and StorageFailed."""

    corpus: Corpus
    files: DraftFiles

    def look(self, draft_id: str) -> tuple[tuple[Step, ...], bytes]:
        """The steps of a draft and the bytes of its file, which belong together."""
        try:
            while self.files.there(draft_id):
                data = self.files.read(draft_id)
                steps = read_journal(self.files.journal(draft_id), Step)
                if is_cut_short(steps, data):
                    with self.opened(draft_id):
                        pass
                elif data is not None and data == self.files.read(draft_id):
                    return self._with_external(draft_id, steps, data), data
                elif data is None and not steps:
                    break
        except OSError as error:
            raise StorageFailed(
                f"The draft {draft_id} cannot be read: {error.strerror}. "
                "Mend the disk or the permissions, then try again."
            ) from error
        raise DraftMissing(draft_id)

    def bytes_of(self, draft_id: str) -> bytes:
        """The bytes of the file."""
        data = self.files.read(draft_id)
        if data is None:
            raise DraftMissing(draft_id)
        return data

    def write_down(self, journal: Journal[Step], data: bytes) -> None:
        """Note what was done to the file outside the desk."""
        for step in self._with_external(journal.path.stem, journal.lines, data)[len(journal.lines) :]:
            journal.append(step)

    def _with_external(self, draft_id: str, steps: Sequence[Step], data: bytes) -> tuple[Step, ...]:
        return with_external(steps, data, self.files.text(draft_id).stat().st_mtime)

    @contextlib.contextmanager
    def opened(self, draft_id: str, *, new: bool = False) -> Iterator[Journal[Step]]:
        """The journal of a draft, locked, after everything that was cut short is finished.

        With ``new`` there may be no draft; then the journal is empty.
        """
        while new or self.files.there(draft_id):
            with open_journal(self.files.journal(draft_id), Step) as journal:
                self._settle(journal)
                shorter = compacted(journal.lines)
                if shorter:
                    journal.rewrite(shorter)
                if shorter or journal.removed:
                    continue
                try:
                    if not new and self.files.read(draft_id) is None:
                        raise DraftMissing(draft_id)
                    yield journal
                finally:
                    if not (journal.lines or journal.removed):
                        journal.remove()
                return
        raise DraftMissing(draft_id)

    def reach(self, journal: Journal[Step], step: Step) -> None:
        """Write a step down and let the file say the same, or leave everything as it was."""
        draft_id = journal.path.stem
        before = self.files.read(draft_id)
        journal.append(step)
        try:
            self.files.write(draft_id, text_in_force(journal.lines).encode())
        except OSError as error:
            self.files.write(draft_id, before)
            journal.take_back()
            raise StorageFailed(
                f"The draft {draft_id} could not be changed: {error.strerror}. The old text is unchanged. "
                "Free space or mend the permissions, then try again."
            ) from error

    def finish(self, journal: Journal[Step]) -> None:
        """Remove what the last line says is over.

        It is over already: what the disk refuses now is done by whoever opens the draft next.
        """
        with contextlib.suppress(OSError, StorageFailed):
            self._settle(journal)

    def became_public(self, journal: Journal[Step]) -> bool:
        """Whether the record reached the state the last line speaks of, after the state the draft changes."""
        digests = [revision.digest for revision in self.corpus.repository.history(journal.path.stem)]
        base = base_of(journal.lines)
        if base in digests:
            digests = digests[len(digests) - digests[::-1].index(base) :]
        elif base is not None:
            return False
        return journal.lines[-1].digest in digests

    def _settle(self, journal: Journal[Step]) -> None:
        """Finish what a crash has cut short."""
        draft_id, last = journal.path.stem, journal.last
        if last and last.action == "publish" and not self.became_public(journal):
            journal.take_back()
        elif last and last.action == "publish":
            mark(self.corpus.settings.pending, draft_id)
            self._remove(journal)
        elif last and last.action == "discard":
            self._remove(journal)
        data = self.files.read(draft_id)
        if is_cut_short(journal.lines, data):
            self.files.write(draft_id, text_in_force(journal.lines).encode())

    def _remove(self, journal: Journal[Step]) -> None:
        """Remove a draft, its journal last; a text no step knows stays, as a draft of its own."""
        draft_id = journal.path.stem
        data = self.files.read(draft_id)
        if data is not None and any(step.digest == digest_of(data) for step in journal.lines):
            self.files.text(draft_id).unlink()
        self.files.proposal(draft_id).unlink(missing_ok=True)
        sync(self.files.folder)
        journal.remove()
