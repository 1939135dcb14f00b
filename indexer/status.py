"""Is the index whole and equal to the corpus, and what is in it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.generation import (
    Manifest,
    commit_folder,
    current_name,
    generations,
    read_manifest,
)
from indexer.index.opening import indexed_digests, open_snapshot
from indexer.index.snapshot import Snapshot
from indexer.pending import REBUILDING, REQUESTS, answer_to, waiting
from indexer.planning import make_plan
from indexer.provenance import inputs_of
from indexer.search.searcher import Searcher
from kb.corpus import Corpus

_PARTS = {
    "rows": "postings",
    "places": "positions",
    "terms": "terms",
    "term-tables": "terms",
    "columns": "columns",
    "lengths": "columns",
    "document-tables": "columns",
    "stored": "stored",
}


@dataclass(frozen=True)
class KeptGeneration:
    """The newest commit of a generation on disk. ``damage`` names a file that is not what was written."""

    name: str
    documents: int
    bytes: int
    in_force: bool
    damage: str | None


@dataclass(frozen=True)
class IndexStatus:
    """The comparison. ``missing`` are not indexed, ``stale`` changed since, ``extra`` are no longer there.

    ``problems`` say what is damaged or outdated and what to do; nothing is compared with a damaged index.
    ``waiting`` counts records that are saved and marked but not indexed. ``deleted`` documents wait to be
    left out by a merge. ``bytes`` and ``sizes`` are those of the commit in force, whole and by part.
    """

    equal: bool
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    generation: str | None = None
    documents: int = 0
    bytes: int = 0
    coverage: Mapping[str, float] = field(default_factory=dict)
    segments: int = 0
    deleted: int = 0
    sizes: Mapping[str, int] = field(default_factory=dict)
    generations: tuple[KeptGeneration, ...] = ()
    waiting: int = 0
    problems: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The status as the command line prints it with ``--json``."""
        coverage = {name: round(share, 4) for name, share in self.coverage.items()}
        return {**asdict(self), "coverage": coverage}


def index_status(corpus: Corpus) -> IndexStatus:
    """Verify every file of the index and compare every record with its document, by digest."""
    index, inputs = corpus.settings.index, inputs_of(corpus)
    try:
        snapshot, manifest = open_snapshot(index)
        indexed = indexed_digests(index, manifest)
    except (IndexMissing, IndexDamaged) as error:
        return _without_index(corpus, str(error))
    problems = [reason] if (reason := answer_to(corpus.settings.pending, REBUILDING)) else []
    outdated = manifest.fingerprint != inputs.fingerprint
    if outdated:
        problems.append(
            "The index was made by another version of this program, in another year or with other "
            "vocabularies. Run 'kb index'."
        )
    plan = make_plan(corpus, indexed)
    changed = sorted(document.id for document in plan.changed)
    return IndexStatus(
        equal=not outdated and not plan.changes,
        missing=tuple(record_id for record_id in changed if record_id not in indexed),
        stale=tuple(record_id for record_id in changed if record_id in indexed),
        extra=tuple(plan.removed),
        generation=manifest.name,
        documents=manifest.documents,
        bytes=manifest.size,
        coverage=Searcher(snapshot, corpus.vocabularies).coverage(),
        segments=len(manifest.segments),
        deleted=sum(state.deleted for state in manifest.segments),
        sizes=_sizes(snapshot, manifest),
        generations=_kept(index, manifest.name),
        waiting=_waiting(corpus),
        problems=tuple(problems),
    )


def _without_index(corpus: Corpus, problem: str) -> IndexStatus:
    index = corpus.settings.index
    try:
        name = current_name(index)
        missing = () if name else tuple(document.id for document in make_plan(corpus, {}).changed)
    except IndexDamaged:
        name, missing = None, ()
    return IndexStatus(
        equal=False,
        missing=missing,
        generation=name,
        generations=_kept(index, name),
        waiting=_waiting(corpus),
        problems=(problem,),
    )


def _waiting(corpus: Corpus) -> int:
    return len([name for name in waiting(corpus.settings.pending) if name not in REQUESTS])


def _kept(index: Path, name: str | None) -> tuple[KeptGeneration, ...]:
    """The generations on disk, newest first; ``name`` is the commit in force."""
    in_force = (name or "").partition("/")[0]
    return tuple(
        KeptGeneration(one.name, one.documents, one.size, one.generation == in_force, _damage(index, one))
        for one in generations(index)
    )


def _damage(index: Path, manifest: Manifest) -> str | None:
    try:
        read_manifest(commit_folder(index, manifest.name))
    except IndexDamaged as error:
        return str(error)
    return None


def _sizes(snapshot: Snapshot, manifest: Manifest) -> dict[str, int]:
    """Bytes of each part of the index; what is in no part is ``other``."""
    sizes: Counter[str] = Counter(dict.fromkeys(dict.fromkeys(_PARTS.values()), 0))
    for part in snapshot.parts:
        for name, size in part.segment.bytes.items():
            sizes[_PARTS.get(name.partition("/")[0], "other")] += size
    sizes["other"] += manifest.size - sizes.total()
    return dict(sizes)
