"""Here are two records of one story: how do they become one, and nothing be lost?

The survivor is saved first, with all it gets; then the other becomes ``merged`` and redirects to it. Its text
and both histories stay. A crash in between leaves two public records, of which the survivor has everything;
the next run adds nothing to it and finishes. What third records say of the other is not touched: their links
lead on to the survivor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.errors import MergeRefused
from indexer.ingest.combining import combined
from indexer.publishing import Publisher
from kb.corpus import Corpus
from kb.drafts import Drafts
from kb.errors import RecordMissing
from kb.record import Record
from kb.repository import Stored

PUBLIC = ("published", "archived")


@dataclass(frozen=True)
class Merged:
    """What a merge has done, or would do. ``gained`` are the fields of the survivor that change."""

    survivor: str
    other: str
    gained: tuple[str, ...]
    conflicts: tuple[str, ...]
    done_before: bool

    def as_dict(self) -> dict[str, Any]:
        """The report as the command line prints it with ``--json``."""
        return {
            "survivor": self.survivor,
            "merged": self.other,
            "gained": list(self.gained),
            "conflicts": list(self.conflicts),
            "done_before": self.done_before,
        }


def merge(corpus: Corpus, other_id: str, survivor_id: str, *, by: str, dry_run: bool = False) -> Merged:
    """Make the survivor of both records and let the other lead to it; ``by`` goes into their histories.

    Raises MergeRefused, RecordMissing or RecordDeleted before anything has changed, or what a save raises.
    """
    if other_id == survivor_id:
        raise MergeRefused(f"{other_id!r} cannot be merged into itself. Name two records.")
    other, survivor = _stored(corpus, other_id), _stored(corpus, survivor_id)
    if other.record.status == "merged" and other.record.merged_into == survivor_id:
        return Merged(survivor_id, other_id, (), (), done_before=True)
    for record in (survivor.record, other.record):
        _refuse_unless_public(corpus, record)
    _refuse_papers(survivor.record, other.record)
    found = combined(survivor.record, other.record)
    if not dry_run:
        if found.record != survivor.record:
            _save(corpus, found.record, survivor, by, f"with all that {other_id} says")
        leading = {"status": "merged", "merged_into": survivor_id, "former_ids": []}
        _save(corpus, other.record.model_copy(update=leading), other, by, f"merged into {survivor_id}")
    return Merged(survivor_id, other_id, _gained(survivor.record, found.record), found.conflicts, False)


def _save(corpus: Corpus, record: Record, before: Stored, by: str, why: str) -> None:
    Publisher(corpus).save(record, expected=before.digest, by=by, why=why)


def _stored(corpus: Corpus, record_id: str) -> Stored:
    try:
        return corpus.repository.get(record_id)
    except RecordMissing:
        if record_id in Drafts(corpus):
            draft = corpus.settings.drafts / f"{record_id}.yaml"
            raise MergeRefused(
                f"{record_id!r} is a draft. Publish it with 'kb import {draft} --publish' and merge then; "
                "or take over by hand what it adds, and discard the draft."
            ) from None
        raise


def _refuse_unless_public(corpus: Corpus, record: Record) -> None:
    if record.status == "merged":
        raise MergeRefused(
            f"{record.id!r} is merged into {record.merged_into!r} already. "
            f"Name {record.merged_into!r} instead of it."
        )
    if record.status not in PUBLIC:
        raise MergeRefused(f"{record.id!r} is not public yet ({record.status}). Publish it first.")
    if record.id in Drafts(corpus):
        raise MergeRefused(
            f"Somebody is working on {record.id!r}: the draft would undo the merge. "
            "Publish or discard it first."
        )


def _refuse_papers(survivor: Record, other: Record) -> None:
    """A paper is searched as part of its record and would be lost with it."""
    if other.file and (survivor.file is None or survivor.file.digest != other.file.digest):
        raise MergeRefused(
            f"{other.id!r} is a paper that {survivor.id!r} does not hold. Let it be a part: add the relation "
            f"part_of {survivor.id} to {other.id}."
        )


def _gained(before: Record, after: Record) -> tuple[str, ...]:
    ours: Mapping[str, Any] = before.values()
    return tuple(name for name, value in after.values().items() if ours.get(name) != value)
