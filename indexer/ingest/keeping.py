"""Here is a valid record that has come in: how does it become public, or a draft, and nothing be lost?

A paper's original and text are kept before its record, so that no record names a paper that is not there.
A draft somebody works on keeps everything they wrote: what is imported again only renews its proposal.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from indexer.errors import SourceRefused
from indexer.ingest.incoming import Incoming
from indexer.ingest.proposals import keep_proposal, proposal_path, read_proposal
from indexer.ingest.reimport import renewed
from indexer.ingest.sources import shown
from indexer.pending import mark
from kb.corpus import Corpus
from kb.durable import replace_file, sync
from kb.errors import RecordMissing
from kb.paper_files import PaperFiles
from kb.record import Record
from kb.repository import Stored

Outcome = Literal["added", "changed", "unchanged"]


@dataclass(frozen=True)
class Keeper:
    """Keeps what has come in; with ``dry_run`` it only says what it would do.

    Its methods raise KbError, SourceRefused or OSError; then the old state is still there.
    """

    corpus: Corpus
    publish: bool
    dry_run: bool

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
        path = self._draft_path(record_id)
        if not path.is_file():
            return None
        checked = self.corpus.check(path.read_bytes(), path.name)
        if checked.record is None:
            first = next(found for found in checked.findings if found.severity == "error")
            raise SourceRefused(
                f"Its draft {shown(path)} is not valid (line {first.line}: {first.problem}) "
                "and stays as it is. Mend or remove the draft."
            )
        return checked.record

    def _draft_path(self, record_id: str) -> Path:
        return self.corpus.settings.drafts / f"{record_id}.yaml"

    def _public(self, incoming: Incoming) -> Outcome:
        stored = self.stored(incoming.record.id)
        record = renewed(incoming.upon(stored.record), stored.record) if stored else incoming.record
        outcome = _outcome(stored.record if stored else None, record)
        if self.dry_run:
            return outcome
        self._keep_paper(incoming, record)
        if outcome != "unchanged":
            expected = stored.digest if stored else None
            self.corpus.repository.save(record, expected=expected, by="import", why="import")
            mark(self.corpus.settings.pending, record.id)
        if incoming.from_draft:
            self._forget_draft(record.id)
        return outcome

    def _draft(self, incoming: Incoming) -> Outcome:
        record_id = incoming.record.id
        stored = self.stored(record_id)
        before = self.draft(record_id) or (stored.record if stored else None)
        if before and incoming.proposal and self._says(record_id) == incoming.proposal.says:
            return "unchanged"  # whatever else the page holds today
        record = renewed(incoming.upon(before), before) if before else incoming.record
        record = record.model_copy(update={"status": "draft"})
        outcome = _outcome(before.model_copy(update={"status": "draft"}) if before else None, record)
        if not self.dry_run and outcome != "unchanged":
            self._keep_paper(incoming, record)
            if incoming.proposal:
                keep_proposal(self.corpus.settings.drafts, record_id, incoming.proposal)
            replace_file(self._draft_path(record_id), record.as_yaml().encode())
        return outcome

    def _says(self, record_id: str) -> tuple[Any, ...] | None:
        known = read_proposal(self.corpus.settings.drafts, record_id)
        return known.says if known else None

    def _keep_paper(self, incoming: Incoming, record: Record) -> None:
        """Put a paper where its rights say. Raises PaperMissing if a record names one nobody brought."""
        if record.file is None:
            return
        files = PaperFiles.of(self.corpus.settings)
        if incoming.paper:
            files.keep(incoming.paper.original, incoming.paper.text, "quote")
        if record.status != "draft" and record.rights == "open":
            files.release(record.file.digest)
        elif record.status != "draft":
            files.text(record.file.digest, "quote")

    def _forget_draft(self, record_id: str) -> None:
        """Remove a draft that has been published as it was."""
        drafts = self.corpus.settings.drafts
        for path in (self._draft_path(record_id), proposal_path(drafts, record_id)):
            path.unlink(missing_ok=True)
        if drafts.is_dir():
            sync(drafts)


def _outcome(before: Record | None, after: Record) -> Outcome:
    if before is None:
        return "added"
    return "unchanged" if before == after else "changed"
