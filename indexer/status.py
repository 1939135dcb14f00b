"""Is the index equal to the corpus, and what is in it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indexer.index.snapshot import open_snapshot
from indexer.index.stored import stored_rows
from indexer.indexing import make_plan, usable_manifest
from indexer.search.searcher import Searcher
from kb.corpus import Corpus


@dataclass(frozen=True)
class IndexStatus:
    """The comparison. ``missing`` are not indexed, ``stale`` changed since, ``extra`` are no longer there."""

    equal: bool
    missing: tuple[str, ...]
    stale: tuple[str, ...]
    extra: tuple[str, ...]
    generation: str | None
    documents: int
    bytes: int
    coverage: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """The status as the command line prints it with ``--json``."""
        return {
            "equal": self.equal,
            "missing": list(self.missing),
            "stale": list(self.stale),
            "extra": list(self.extra),
            "generation": self.generation,
            "documents": self.documents,
            "bytes": self.bytes,
            "coverage": {name: round(share, 4) for name, share in self.coverage.items()},
        }


def index_status(corpus: Corpus) -> IndexStatus:
    """Compare every record with its document, by digest."""
    manifest = usable_manifest(corpus)
    rows = stored_rows(corpus.settings.index, manifest) if manifest else {}
    plan = make_plan(corpus, rows)
    changed = [document.id for document in plan.changed]
    missing = tuple(sorted(record_id for record_id in changed if record_id not in rows))
    stale = tuple(sorted(record_id for record_id in changed if record_id in rows))
    extra = tuple(plan.removed)
    coverage: dict[str, float] = {}
    if manifest:
        snapshot, _ = open_snapshot(corpus.settings.index)
        coverage = Searcher(snapshot, corpus.vocabularies).coverage()
    return IndexStatus(
        equal=manifest is not None and not (missing or stale or extra),
        missing=missing,
        stale=stale,
        extra=extra,
        generation=manifest.name if manifest else None,
        documents=manifest.documents if manifest else 0,
        bytes=manifest.size if manifest else 0,
        coverage=coverage,
    )
