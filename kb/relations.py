"""Here is a link from one record to another: how is it called when seen from the other side?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.record import Record, RelationType

INVERSES: dict[RelationType, RelationType] = {
    "part_of": "has_part",
    "has_part": "part_of",
    "applies": "applied_by",
    "applied_by": "applies",
    "funded_by": "funds",
    "funds": "funded_by",
    "run_by": "runs",
    "runs": "run_by",
    "follows": "followed_by",
    "followed_by": "follows",
    "adopted_from": "adopted_by",
    "adopted_by": "adopted_from",
    "studies": "studied_in",
    "studied_in": "studies",
    "same_story": "same_story",
    "related": "related",
}


@dataclass(frozen=True, order=True)
class Link:
    """One relation as the reader of ``record_id`` sees it."""

    record_id: str
    type: RelationType
    to: str


def links(records: Iterable[Record]) -> dict[str, tuple[Link, ...]]:
    """All relations from both sides, by record id; each pair and type once, ordered by type and target."""
    found: dict[str, set[Link]] = {}
    for record in records:
        for relation in record.relations:
            found.setdefault(record.id, set()).add(Link(record.id, relation.type, relation.to))
            inverse = Link(relation.to, INVERSES[relation.type], record.id)
            found.setdefault(relation.to, set()).add(inverse)
    return {record_id: tuple(sorted(pairs)) for record_id, pairs in found.items()}
