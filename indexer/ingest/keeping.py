"""Here is a valid record that has come in: how does it become public, or a draft, and nothing be lost?

A paper's original and text are kept before its record, so that no record names a paper that is not there.
A draft somebody works on keeps everything they wrote: what is imported again only renews its proposal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from indexer.errors import SourceRefused
from indexer.ingest.incoming import Incoming
from indexer.ingest.proposals import keep_proposal, read_proposal
from indexer.ingest.reimport import renewed
from indexer.ingest.sources import shown
from indexer.publishing import Publisher, keep_paper
from kb.corpus import Corpus
from kb.drafts import Drafts
from kb.errors import RecordMissing
from kb.file_repository import Entry
from kb.paper_files import PaperFiles
from kb.record import Record
from kb.repository import Stored

Outcome = Literal["added", "changed", "unchanged"]


@dataclass(frozen=True)
class Keeper:
    """Keeps what has come in; with ``dry_run`` it only says what it would do.

    ``by`` is who brought it: the id of an account, or ``import``.
    Its methods raise KbError, SourceRefused or OSError; then the old state is still there.
    """

    corpus: Corpus
    publish: bool
    dry_run: bool
    by: str = "import"

    def keep(self, incoming: Incoming) -> Outcome:
        """Make it public or a draft."""
        return self._public(incoming) if self.publish else self._draft(incoming)

    def stored(self, record_id: str) -> Stored | None:
        """The record there is."""
        try:
            return self.corpus.repository.get(record_id)
        except RecordMissing:
            return None

    def draft(self, record_id: str) -> Record | None:
        """The draft there is. Raises SourceRefused for a broken one, because somebody may be writing it."""
        entry = Drafts(self.corpus).entry(record_id)
        return self._record_of(entry) if entry else None

    def _record_of(self, entry: Entry) -> Record:
        checked = self.corpus.check(entry.data, entry.file)
        if checked.record is None:
            first = next(found for found in checked.findings if found.severity == "error")
            raise SourceRefused(
                f"Its draft {shown(self.corpus.settings.drafts / entry.file)} is not valid "
                f"(line {first.line}: {first.problem}) and stays as it is. Mend or remove the draft."
            )
        return checked.record

    def _public(self, incoming: Incoming) -> Outcome:
        stored = self.stored(incoming.record.id)
        record = renewed(incoming.upon(stored.record), stored.record) if stored else incoming.record
        outcome = _outcome(stored.record if stored else None, record)
        if self.dry_run:
            return outcome
        if incoming.from_draft:
            self._publish(record, incoming.from_draft, outcome)
            return outcome
        self._keep_paper(incoming, record)
        if outcome != "unchanged":
            expected = stored.digest if stored else None
            Publisher(self.corpus).save(record, expected=expected, by=self.by, why="import")
        return outcome

    def _publish(self, record: Record, digest: str, outcome: Outcome) -> None:
        """Let a draft become public, with the rights that were asked for; it goes if it says nothing new."""
        drafts = Drafts(self.corpus)
        if outcome == "unchanged":
            drafts.discard(record.id, expected=digest, by=self.by)
            return
        draft = drafts.save(record.id, record.values(), expected=digest, by=self.by)
        Publisher(self.corpus).publish(record.id, expected=draft.digest, by=self.by, note="import")

    def _draft(self, incoming: Incoming) -> Outcome:
        record_id = incoming.record.id
        drafts = Drafts(self.corpus)
        stored, entry = self.stored(record_id), drafts.entry(record_id)
        before = self._record_of(entry) if entry else stored.record if stored else None
        if before and incoming.proposal and self._says(record_id) == incoming.proposal.says:
            return "unchanged"  # whatever else the page holds today
        record = renewed(incoming.upon(before), before) if before else incoming.record
        record = record.model_copy(update={"status": "draft"})
        outcome = _outcome(before.model_copy(update={"status": "draft"}) if before else None, record)
        if self.dry_run or outcome == "unchanged":
            return outcome
        self._keep_paper(incoming, record)
        if incoming.proposal:
            keep_proposal(self.corpus.settings.drafts, record_id, incoming.proposal)
        if entry:
            drafts.save(record_id, record.values(), expected=entry.digest, by=self.by)
        else:
            drafts.start(record.values(), by=self.by, base=stored.digest if stored else None)
        return outcome

    def _says(self, record_id: str) -> tuple[Any, ...] | None:
        known = read_proposal(self.corpus.settings.drafts, record_id)
        return known.says if known else None

    def _keep_paper(self, incoming: Incoming, record: Record) -> None:
        """Keep what was brought, and put it where the rights say once the record is public."""
        if record.file and incoming.paper:
            files = PaperFiles.of(self.corpus.settings)
            files.keep(incoming.paper.original, incoming.paper.text, "quote")
        if record.status != "draft":
            keep_paper(self.corpus, record)


def _outcome(before: Record | None, after: Record) -> Outcome:
    if before is None:
        return "added"
    return "unchanged" if before == after else "changed"
