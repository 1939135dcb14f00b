"""What has come in from one source: a valid record with what belongs to it, or findings that say why not?"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field, replace

from indexer.ingest.proposals import Proposal
from indexer.ingest.sheets import Reading
from kb.findings import Finding
from kb.paper import PaperText
from kb.record import Record


@dataclass(frozen=True)
class Paper:
    """The original of a paper and its text, to be kept with the record."""

    original: bytes
    text: PaperText


@dataclass(frozen=True)
class Incoming:
    """A valid record and where it comes from. ``states`` are the fields its source speaks of.

    ``again`` are those of them it speaks of if the record is there already: of a text only where it came from
    and what was asked for by name, because the rest is a person's work by then. None: all of them.
    ``reading`` says which free words became concepts, ``proposal`` what a text suggests beyond the record.
    ``from_draft`` is the digest of the draft of ours that becomes public, if it is one. ``from_row``: it may
    speak of parts of fields.
    """

    file: str
    record: Record
    states: Set[str]
    reading: Reading | None = None
    again: Set[str] | None = None
    from_sheet: bool = False
    from_row: bool = False
    proposal: Proposal | None = None
    paper: Paper | None = None
    from_draft: str | None = None

    def upon(self, before: Record) -> Incoming:
        """The same, speaking only of what it may change in the record that is there."""
        if self.again is None:
            return self
        fields = set(self.again)
        ours, theirs = self.record.provenance, before.provenance
        if ours and theirs and ours.digest == theirs.digest:
            fields.discard("provenance")  # it was only fetched or named again
        return replace(self, states=fields)


@dataclass(frozen=True)
class Arrival:
    """What one source gave: a record unless an error was found in it."""

    incoming: Incoming | None
    findings: tuple[Finding, ...] = field(default=())
