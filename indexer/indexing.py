"""Bring the index up to the corpus, or back to the generation before: what is done, and what is reported?

Whoever gets the lock of the index does it in this process; if a server holds it, the server is asked to.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from indexer.asking import do_or_ask
from indexer.errors import IndexBusy, IndexNotWritten
from indexer.full_build import adopt, build
from indexer.index.generation import Manifest, current_name
from indexer.index.merge_policy import due
from indexer.index.opening import indexed_digests
from indexer.index.writer import clean_merging, commit, commit_merged, merge_segments
from indexer.pending import REBUILD, REBUILDING, REQUESTS, ROLLBACK, clear, settle, waiting
from indexer.planning import Plan, make_plan
from indexer.provenance import Inputs, inputs_of, usable_manifest
from indexer.reading import Progress
from indexer.rollback import generation_before, go_back
from kb.corpus import Corpus
from kb.findings import Finding


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


@dataclass(frozen=True)
class RollbackReport(IndexReport):
    """The same for a rollback, with the names of the commits before and after it."""

    rolled_back_from: str
    rolled_back_to: str

    def as_dict(self) -> dict[str, Any]:
        """The report as the command line prints it with ``--json``."""
        names = {"rolled_back_from": self.rolled_back_from, "rolled_back_to": self.rolled_back_to}
        return {**super().as_dict(), **names}


def update_index(
    corpus: Corpus, *, full: bool = False, jobs: int | None = None, progress: Progress | None = None
) -> IndexReport:
    """Bring the index up to the corpus. If a server holds the index, it is asked to, and waited for.

    A whole new generation is read by ``jobs`` processes, or by as many as there are records for; a server
    takes one. Raises OSError if the disk refuses, IndexNotWritten with the reason, VocabularyInvalid, or
    IndexBusy if whoever holds the index does not answer; then the index in force stays.
    """
    run = _Run(inputs_of(corpus), progress)
    report = do_or_ask(corpus.settings, lambda: run.write(full, jobs), lambda: run.ask(full))
    return report or run.asked_report()


def roll_back(corpus: Corpus, *, progress: Progress | None = None) -> RollbackReport:
    """Go back to the generation before and bring it up to the corpus; by a server if one holds the index.

    Raises IndexNotWritten with the reason, IndexMissing, IndexDamaged, or as ``update_index``; then the index
    in force stays.
    """
    index, run = corpus.settings.index, _Run(inputs_of(corpus), progress)
    target, before = generation_before(run.inputs), current_name(index) or ""
    try:
        report = do_or_ask(corpus.settings, run.go_back, lambda: run.ask_back(target))
    finally:
        clear(corpus.settings.pending, ROLLBACK)
    report = report or run.asked_report()
    if report.generation.partition("/")[0] != target.generation:
        raise IndexBusy("The server was interrupted before it went back. Run 'kb rollback' again.")
    return RollbackReport(**vars(report), rolled_back_from=before, rolled_back_to=report.generation)


class _Run:
    """One run of a command, by us or by a server."""

    def __init__(self, inputs: Inputs, progress: Progress | None) -> None:
        self.inputs = inputs
        self._corpus, self._settings = inputs.corpus, inputs.corpus.settings
        self._progress = progress
        self._started = time.monotonic()
        self._asked: Plan | None = None

    # by us: the caller holds the lock

    def write(self, full: bool, jobs: int | None) -> IndexReport:
        """Write what has changed as one commit, or everything as a new generation."""
        clean_merging(self._settings.index)
        waited = waiting(self._settings.pending)
        full = full or REBUILD in waited or REBUILDING in waited
        base = None if full else usable_manifest(self.inputs)
        return self._change(base, waited) if base else self._build(jobs, waited)

    def _change(self, base: Manifest, waited: list[str]) -> IndexReport:
        plan = make_plan(self._corpus, indexed_digests(self._settings.index, base), self._progress)
        if plan.changes:
            base = commit(
                self._settings.index,
                base,
                changed=plan.changed,
                removed=plan.removed,
                shape=self.inputs.shape,
            )
        self._settle(waited, plan)
        return self._report(plan, self._merged(base))

    def _merged(self, manifest: Manifest) -> Manifest:
        """The commit with all merges that are due."""
        index, shape = self._settings.index, self.inputs.shape
        while names := due(manifest):
            manifest = commit_merged(index, manifest, merge_segments(index, manifest, names, shape), shape)
        return manifest

    def _build(self, jobs: int | None, waited: list[str]) -> IndexReport:
        built = build(self.inputs, jobs=jobs, progress=self._progress)
        saved = [name for name in waiting(self._settings.pending) if name not in REQUESTS]
        manifest, plan = adopt(self.inputs, built, saved)
        self._settle(saved, plan)
        for request in {REBUILD, REBUILDING} & set(waited):
            clear(self._settings.pending, request)
        looked_at = {finding.file for finding in plan.failed}
        failed = [finding for finding in built.failed if finding.file not in looked_at]
        return self._report_of(manifest.documents, 0, 0, [*failed, *plan.failed], manifest.name)

    def go_back(self) -> IndexReport:
        """Bring the generation before into force."""
        clean_merging(self._settings.index)
        waited = waiting(self._settings.pending)
        manifest, plan = go_back(self.inputs, self._progress)
        self._settle(waited, plan)
        return self._report(plan, manifest)

    def _settle(self, names: Iterable[str], plan: Plan) -> None:
        marks = [name for name in names if name not in REQUESTS]
        settle(self._settings.pending, marks, plan.digests, self._digest)

    def _digest(self, record_id: str) -> str | None:
        entry = self._corpus.repository.entry(record_id)
        return entry.digest if entry else None

    # by a server

    def ask(self, full: bool) -> list[str]:
        """The marks that make the server do it."""
        base = None if full else usable_manifest(self.inputs)
        if base is None:
            building = not full and REBUILDING in waiting(self._settings.pending)
            return [REBUILDING] if building else [REBUILD]
        self._asked = make_plan(self._corpus, indexed_digests(self._settings.index, base), self._progress)
        return [*(document.id for document in self._asked.changed), *self._asked.removed]

    def ask_back(self, target: Manifest) -> list[str]:
        """The mark that makes the server go back to a generation."""
        clear(self._settings.pending, ROLLBACK)  # with an answer nobody has waited for
        indexed = indexed_digests(self._settings.index, target)
        self._asked = make_plan(self._corpus, indexed, self._progress)
        return [ROLLBACK]

    def asked_report(self) -> IndexReport:
        """What the server has done. Raises IndexNotWritten if it is not what was asked for."""
        manifest = usable_manifest(self.inputs)
        if manifest is None:
            raise IndexNotWritten(
                "The server that holds the index is another version of this program, or has not read the "
                "vocabularies of now. Start it again, then run this again."
            )
        if self._asked:
            return self._report(self._asked, manifest)
        plan = make_plan(self._corpus, indexed_digests(self._settings.index, manifest), self._progress)
        return self._report_of(manifest.documents, 0, 0, plan.failed, manifest.name)

    # both

    def _report(self, plan: Plan, manifest: Manifest) -> IndexReport:
        counts = len(plan.changed), len(plan.unchanged), len(plan.removed)
        return self._report_of(*counts, plan.failed, manifest.name)

    def _report_of(
        self, indexed: int, unchanged: int, removed: int, failed: Iterable[Finding], generation: str
    ) -> IndexReport:
        seconds = time.monotonic() - self._started
        return IndexReport(indexed, unchanged, removed, tuple(sorted(failed)), generation, seconds)
