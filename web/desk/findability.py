"""Here is a record that was changed: do readers find it as it is now?"""

from __future__ import annotations

from typing import Literal

from indexer.errors import IndexDamaged, IndexMissing
from indexer.pending import REBUILD, REBUILDING, waiting
from web.knowledge import Knowledge

Findability = Literal["up-to-date", "waiting", "no-index", "left-out"]


def findability(record_id: str, digest: str | None, knowledge: Knowledge) -> Findability:
    """Whether the index has the file with this digest; None for a record that is deleted.

    ``left-out``: nothing is on its way, because the indexer has refused the record or was never told of it.
    """
    try:
        indexed = knowledge.searcher().digest(record_id)
    except (IndexMissing, IndexDamaged):
        return "no-index"
    if indexed == digest:
        return "up-to-date"
    marks = waiting(knowledge.settings.pending)
    if record_id in marks:
        return "waiting"
    if knowledge.searcher().digest(record_id) == digest:  # it came into the index between the two looks
        return "up-to-date"
    return "waiting" if REBUILD in marks or REBUILDING in marks else "left-out"
