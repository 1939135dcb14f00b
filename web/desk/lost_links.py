"""Here is a record that would be published: which records does it name that are not there?"""

from __future__ import annotations

from kb.corpus import dangling, named_by
from kb.findings import Finding
from kb.record import Record
from web.knowledge import Knowledge


def lost_links(record: Record | None, knowledge: Knowledge) -> list[Finding]:
    """An error for each: it would keep the record out of the search. None has no links."""
    if record is None:
        return []
    known = {target for _, target in named_by(record) if knowledge.corpus.repository.entry(target)}
    return dangling(record, known, f"{record.kind}/{record.id}.yaml")
