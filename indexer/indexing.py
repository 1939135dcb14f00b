"""What has changed in the corpus since the last commit, and how does it get into the next one?

Changed is what has another digest than the document in the index. If the index was made by another version,
with other vocabularies, or is damaged, everything is written anew as a new generation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from indexer.analysis.fingerprint import fingerprint
from indexer.documents import Document, project
from indexer.errors import IndexBusy, IndexDamaged, IndexMissing
from indexer.index.generation import Manifest, current_manifest, current_name
from indexer.index.lock import writer_lock
from indexer.index.stored import stored_rows
from indexer.index.writer import commit
from indexer.pending import REBUILD, mark, waiting
from kb.corpus import Corpus, dangling
from kb.file_repository import Entry
from kb.findings import Finding

INDEXED = ("published", "archived", "merged")
PATIENCE = 120.0  # seconds to wait for the process that holds the index

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class IndexReport:
    """What one run did. ``failed`` are the errors that kept records out."""

    indexed: int
    unchanged: int
    removed: int
    failed: tuple[Finding, ...]
    generation: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """The report as the command line prints it with ``--json``."""
        return {
            "indexed": self.indexed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "failed": [finding.as_dict() for finding in self.failed],
            "generation": self.generation,
            "seconds": round(self.seconds, 3),
        }


@dataclass
class Plan:
    """What the next commit has to do."""

    changed: list[Document] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Finding] = field(default_factory=list)


def index_fingerprint(corpus: Corpus) -> str:
    """What an index of this corpus has to be made by: program, vocabularies and the year that now is."""
    year = datetime.now(corpus.settings.timezone).year
    return f"{fingerprint()}-{corpus.vocabularies.digest}-{year}"


def usable_manifest(corpus: Corpus) -> Manifest | None:
    """The commit in force if it is whole and made by this program with these vocabularies."""
    try:
        manifest = current_manifest(corpus.settings.index)
    except (IndexMissing, IndexDamaged):
        return None
    return manifest if manifest.fingerprint == index_fingerprint(corpus) else None


def make_plan(
    corpus: Corpus, rows: Mapping[str, Mapping[str, Any]], progress: Progress | None = None
) -> Plan:
    """Compare every file with the documents ``rows`` of the index."""
    plan = Plan()
    entries: dict[str, Entry] = {}
    for found in corpus.repository.scan():
        if isinstance(found, Finding):
            plan.failed.append(found)
        else:
            entries[found.record_id] = found
    for number, entry in enumerate(entries.values()):
        _consider(corpus, entry, rows.get(entry.record_id), entries.keys(), plan)
        if progress:
            progress(number + 1, len(entries))
    kept = {document.id for document in plan.changed} | set(plan.unchanged)
    plan.removed = sorted(rows.keys() - kept)
    return plan


def _consider(
    corpus: Corpus, entry: Entry, row: Mapping[str, Any] | None, known: Collection[str], plan: Plan
) -> None:
    if row is not None and row["digest"] == entry.digest and all(link in known for link in row["links"]):
        plan.unchanged.append(entry.record_id)
        return
    checked = corpus.repository.check(entry)
    errors = [finding for finding in checked.findings if finding.severity == "error"]
    if checked.record:
        errors += dangling(checked.record, known, entry.file)
    if errors or checked.record is None:
        plan.failed += errors
        return
    if checked.record.status in INDEXED:
        plan.changed.append(
            project(
                checked.record,
                digest=entry.digest,
                revision=max(1, len(corpus.repository.history(entry.record_id))),
                vocabularies=corpus.vocabularies,
                today=datetime.now(corpus.settings.timezone).date(),
            )
        )


def update_index(corpus: Corpus, *, full: bool = False, progress: Progress | None = None) -> IndexReport:
    """Bring the index up to the corpus. If a server holds the index, it is asked to, and waited for.

    Raises IndexBusy if whoever holds the index does not answer in time.
    """
    started = time.monotonic()
    try:
        with writer_lock(corpus.settings.index):
            return write_changes(corpus, full=full, progress=progress, started=started)
    except IndexBusy:
        return _ask_the_server(corpus, full=full, progress=progress, started=started)


def write_changes(
    corpus: Corpus, *, full: bool = False, progress: Progress | None = None, started: float | None = None
) -> IndexReport:
    """Write what has changed as one commit. The caller holds the lock."""
    started = time.monotonic() if started is None else started
    base = None if full else usable_manifest(corpus)
    rows = stored_rows(corpus.settings.index, base) if base else {}
    plan = make_plan(corpus, rows, progress)
    manifest = base
    if manifest is None or plan.changed or plan.removed:
        manifest = commit(
            corpus.settings.index,
            base,
            changed=plan.changed,
            removed=plan.removed,
            fingerprint=index_fingerprint(corpus),
        )
    return _report(plan, manifest.name, started)


def _report(plan: Plan, generation: str, started: float) -> IndexReport:
    return IndexReport(
        indexed=len(plan.changed),
        unchanged=len(plan.unchanged),
        removed=len(plan.removed),
        failed=tuple(sorted(plan.failed)),
        generation=generation,
        seconds=time.monotonic() - started,
    )


def _ask_the_server(corpus: Corpus, *, full: bool, progress: Progress | None, started: float) -> IndexReport:
    base = None if full else usable_manifest(corpus)
    rows = stored_rows(corpus.settings.index, base) if base else {}
    plan = make_plan(corpus, rows, progress)
    names = [document.id for document in plan.changed] + plan.removed if base else [REBUILD]
    for name in names:
        mark(corpus.settings.pending, name)
    deadline = time.monotonic() + PATIENCE
    while set(names) & set(waiting(corpus.settings.pending)):
        if time.monotonic() > deadline:
            raise IndexBusy(
                "The server that holds the index has not answered in time. Look at its log, or stop it and "
                "run this again."
            )
        time.sleep(0.05)
    return _report(plan, current_name(corpus.settings.index) or "", started)
