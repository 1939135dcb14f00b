"""Here are the ids somebody chose: which records are these today?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kb.errors import RecordDeleted, RecordMissing
from web.formatting import Text, text_for
from web.knowledge import Knowledge, Moved
from web.pages.layout import Site

Fate = Literal["there", "moved", "deleted", "missing"]


@dataclass(frozen=True)
class Chosen:
    """One choice. ``record`` holds the plain values of what is found under the id today, None for nothing.

    ``fate`` is ``moved`` where the record was renamed or merged and is found all the same.
    """

    id: str
    fate: Fate
    record: Mapping[str, Any] | None

    def title(self, site: Site) -> Text:
        """The title for the reader; an id without a record is its own title."""
        return title_of(self.record, site) if self.record else Text(self.id)


def title_of(record: Mapping[str, Any], site: Site) -> Text:
    """The title of a record's plain values for the reader."""
    return text_for(record["title"], site.reader) or Text(record["id"])


def chosen(ids: Iterable[str], knowledge: Knowledge) -> tuple[Chosen, ...]:
    """What became of each id, in their order. Raises IndexMissing or IndexDamaged."""
    return tuple(_chosen(one, knowledge) for one in ids)


def _chosen(record_id: str, knowledge: Knowledge) -> Chosen:
    fate: Fate = "there"
    try:
        found = knowledge.record(record_id)
        if isinstance(found, Moved):
            fate, found = "moved", knowledge.record(found.to)
    except RecordDeleted:
        return Chosen(record_id, "deleted", None)
    except RecordMissing:
        return Chosen(record_id, "missing", None)
    if isinstance(found, Moved):  # records that name each other as what they became
        return Chosen(record_id, "missing", None)
    return Chosen(record_id, fate, found)
