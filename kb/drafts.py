"""Here is a draft somebody works on: how does every word of it reach the disk, and stay there?

A change is one line of the draft's journal, written and synchronised before the file of the draft changes.
Whoever opens the draft next finishes what a crash has cut short, also the step from a draft to a record: if
the history of the record knows what was to be published, the draft is gone, else it is there as before.
A file that was changed outside the desk is a step like any other; it is written down with the next change.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kb.corpus import Corpus
from kb.draft import Decision, Draft, DraftState, Step, StepAction
from kb.draft_files import DraftFiles
from kb.draft_journal import base_of, now
from kb.draft_storage import DraftStorage
from kb.draft_text import DraftReader, DraftText, found, values_in, written
from kb.errors import DraftBroken, DraftMissing, DraftThere, StorageFailed
from kb.file_repository import Entry
from kb.findings import Finding
from kb.journal import Journal, read_journal
from kb.record import is_id
from kb.repository import digest_of, refuse_other

STATES: Mapping[StepAction, DraftState] = {"submit": "in-review", "send-back": "draft", "withdraw": "draft"}


@dataclass(frozen=True)
class Drafts:
    """The drafts of a corpus. Only what a text says is remembered, so several processes see the same.

    Every method that names a draft raises DraftMissing if there is none and StorageFailed if the disk
    refuses; then the draft is as before. All but ``discard`` raise DraftBroken if its text cannot be read.
    """

    corpus: Corpus

    @property
    def files(self) -> DraftFiles:
        """Where the drafts lie."""
        return DraftFiles(self.corpus.settings.drafts)

    @property
    def _storage(self) -> DraftStorage:
        return DraftStorage(self.corpus, self.files)

    @cached_property
    def _reader(self) -> DraftReader:
        return DraftReader(self.corpus)

    def ids(self) -> list[str]:
        """The ids of all drafts, sorted."""
        return self.files.ids()

    def __contains__(self, draft_id: str) -> bool:
        return self.entry(draft_id) is not None

    def get(self, draft_id: str) -> Draft:
        """The draft."""
        steps, data = self._storage.look(draft_id)
        return self._reader.read(draft_id, data, steps)

    def all(self) -> Iterator[Draft | Finding]:
        """Every draft by id, or the finding that says why it cannot be read."""
        for draft_id in self.ids():
            try:
                yield self.get(draft_id)
            except DraftBroken as error:
                yield Finding(error.file, error.line, "", "error", error.problem, error.repair)
            except StorageFailed as error:
                yield _unusable(draft_id, error)
            except DraftMissing:  # it became public in this moment
                continue

    def entries(self) -> Iterator[Entry | Finding]:
        """The files of all drafts by id, unread, or the finding that says why there is none."""
        for draft_id in self.ids():
            try:
                entry = self.entry(draft_id)
            except StorageFailed as error:
                yield _unusable(draft_id, error)
                continue
            if entry:
                yield entry

    def entry(self, draft_id: str) -> Entry | None:
        """The file of a draft, unread, or None if there is none. Raises StorageFailed."""
        try:
            _, data = self._storage.look(draft_id)
        except DraftMissing:
            return None
        return Entry(draft_id, self.files.text(draft_id).name, data, digest_of(data))

    def version(self, draft_id: str, digest: str) -> Mapping[str, Any] | None:
        """The values of an earlier state of the draft or of its record, None if nobody remembers it."""
        if not is_id(draft_id):
            return None
        steps = read_journal(self.files.journal(draft_id), Step)
        texts: list[tuple[str | None, str | None]] = [(step.digest, step.text) for step in steps]
        texts += [(one.digest, one.text) for one in self.corpus.repository.history(draft_id)]
        for known, text in reversed(texts):
            if known == digest and text is not None:
                return values_in(text.encode())
        entry = self.corpus.repository.entry(draft_id)
        for data in (entry.data if entry else None, self.files.read(draft_id)):
            if data is not None and digest_of(data) == digest:
                return values_in(data)
        return None

    def start(self, values: Mapping[str, Any], *, by: str, base: str | None = None, note: str = "") -> Draft:
        """A new draft with the id of the values; ``base`` is the digest of the record it changes.

        Raises DraftThere, and RecordInvalid for an id that is none or values no file can hold.
        """
        draft_id = str(values.get("id"))
        text = written(draft_id, values, "draft")
        with self._storage.opened(draft_id, new=True) as journal:
            if journal.lines or self.files.read(draft_id) is not None:
                raise DraftThere(draft_id)
            return self._rewrite(journal, _step(journal, "start", by, note, text, base=base), text)

    def save(
        self,
        draft_id: str,
        values: Mapping[str, Any],
        *,
        expected: str,
        by: str,
        note: str = "",
        base: str | None = None,
    ) -> Draft:
        """Replace the text; incomplete and wrong values are welcome, id and state stay as they are.

        ``base`` is the digest of the record's state the values build on, if that is another one now. Saving
        what is there already changes nothing, whatever was expected. Raises RevisionConflict, and
        RecordInvalid for values no file can hold.
        """
        with self._current(draft_id) as (journal, before):
            text = written(draft_id, values, before.state)
            if text.digest == before.digest and not note and base in (None, base_of(journal.lines)):
                return self._reader.draft(draft_id, before, journal.lines)
            refuse_other(draft_id, current=before.digest, expected=expected)
            return self._rewrite(journal, _step(journal, "save", by, note, text, base=base), text)

    def submit(self, draft_id: str, *, expected: str, by: str, note: str = "") -> Draft:
        """Ask for a review. Raises RevisionConflict."""
        return self._set_state(draft_id, "submit", expected, by, note)

    def send_back(self, draft_id: str, *, expected: str, by: str, note: str = "") -> Draft:
        """Let the author work on it again. Raises RevisionConflict."""
        return self._set_state(draft_id, "send-back", expected, by, note)

    def withdraw(self, draft_id: str, *, expected: str, by: str, note: str = "") -> Draft:
        """Take it back from the review. Raises RevisionConflict."""
        return self._set_state(draft_id, "withdraw", expected, by, note)

    def comment(self, draft_id: str, *, by: str, note: str) -> Draft:
        """Say something about it."""
        return self._say(draft_id, "comment", by, note, {})

    def decide(self, draft_id: str, decided: Mapping[str, Decision], *, by: str) -> Draft:
        """Accept or dismiss suggestions, named by their keys."""
        return self._say(draft_id, "decide", by, "", decided)

    def discard(self, draft_id: str, *, expected: str, by: str) -> None:
        """Remove the draft with its journal and its proposal, also a broken one. Raises RevisionConflict."""
        with self._storage.opened(draft_id) as journal:
            data = self._storage.bytes_of(draft_id)
            refuse_other(draft_id, current=digest_of(data), expected=expected)
            self._storage.write_down(journal, data)
            journal.append(_step(journal, "discard", by, ""))
            self._storage.finish(journal)

    @contextlib.contextmanager
    def handing_over(
        self, draft_id: str, digest: str, *, expected: str, by: str, note: str = ""
    ) -> Iterator[None]:
        """While it is entered, the draft becomes the public record with this digest; then it is removed.

        If that fails the draft stays, and if it is cut short, the history of the record says what was
        reached. Raises RevisionConflict.
        """
        with self._current(draft_id) as (journal, before):
            refuse_other(draft_id, current=before.digest, expected=expected)
            journal.append(_step(journal, "publish", by, note, digest=digest))
            try:
                yield
            except Exception:
                if not self._storage.became_public(journal):
                    journal.take_back()
                raise
            self._storage.finish(journal)

    def _set_state(self, draft_id: str, action: StepAction, expected: str, by: str, note: str) -> Draft:
        with self._current(draft_id) as (journal, before):
            refuse_other(draft_id, current=before.digest, expected=expected)
            text = written(draft_id, before.values, STATES[action])
            return self._rewrite(journal, _step(journal, action, by, note, text), text)

    def _say(
        self, draft_id: str, action: StepAction, by: str, note: str, decided: Mapping[str, Decision]
    ) -> Draft:
        with self._current(draft_id) as (journal, text):
            journal.append(_step(journal, action, by, note, digest=text.digest, decided=decided))
            return self._reader.draft(draft_id, text, journal.lines)

    @contextlib.contextmanager
    def _current(self, draft_id: str) -> Iterator[tuple[Journal[Step], DraftText]]:
        """The journal of a draft, locked, with the text in force, which it knows. Raises DraftBroken."""
        with self._storage.opened(draft_id) as journal:
            text = found(draft_id, self._storage.bytes_of(draft_id))
            self._storage.write_down(journal, text.data)
            yield journal, text

    def _rewrite(self, journal: Journal[Step], step: Step, text: DraftText) -> Draft:
        self._storage.reach(journal, step)
        return self._reader.draft(journal.path.stem, text, journal.lines)


def _unusable(draft_id: str, error: StorageFailed) -> Finding:
    problem = "The journal of this draft cannot be used."
    return Finding(f"drafts/{draft_id}.yaml", 1, "", "error", problem, str(error))


def _step(
    journal: Journal[Step],
    action: StepAction,
    by: str,
    note: str,
    text: DraftText | None = None,
    *,
    digest: str = "",
    base: str | None = None,
    decided: Mapping[str, Decision] | None = None,
) -> Step:
    """The next step; a text gives it its digest."""
    if text:
        digest = text.digest
    held = text.data.decode() if text else None
    return Step(len(journal.lines) + 1, action, now(), by, note, digest, held, base, dict(decided or {}))
