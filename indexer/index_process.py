"""Who keeps the index up while people read and write? One process beside the workers, holding the lock.

It takes marks into commits, one after the other, and nothing else is ever in the way of a save: generations
and merged segments are made by processes of their own. What it knows of the corpus it learns by comparing
every file once, at its start; if anything fails, it starts anew from there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

from indexer.analysis.fingerprint import is_readable
from indexer.background import Merge, Rebuild, Retry
from indexer.children import reason_of
from indexer.errors import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritten
from indexer.full_build import Built, adopt
from indexer.index.generation import Manifest, current_manifest, current_name
from indexer.index.lock import writer_lock
from indexer.index.opening import indexed_digests
from indexer.index.writer import commit, commit_merged
from indexer.pending import REBUILD, REBUILDING, REQUESTS, ROLLBACK, answer, answer_to, clear, settle, waiting
from indexer.planning import Plan, View, make_plan, plan_marked
from indexer.provenance import inputs_of, state_of_inputs
from indexer.rollback import go_back
from kb.corpus import Corpus
from kb.errors import StorageFailed, VocabularyInvalid
from kb.settings import Settings

LOGGER = logging.getLogger("indexer.process")
PAUSE = 0.02  # seconds between two looks at the marks
LOOK_AROUND = 1.0  # seconds between two looks at what seldom changes: vocabularies, year, CURRENT
RETRY, LONGEST_RETRY = 2.0, 60.0  # seconds before it starts anew


class Stop(Protocol):
    """The part of an event this process needs."""

    def is_set(self) -> bool:
        """Whether to end."""

    def wait(self, timeout: float) -> bool:
        """Sleep for so long, or until told to end."""


def run_index_process(settings: Settings, stop: Stop) -> None:
    """Bring the index up to the corpus, then follow the marks until told to stop."""
    retry = Retry(RETRY, LONGEST_RETRY)
    was_busy = False
    while not stop.is_set():
        try:
            with writer_lock(settings.index) as is_ours:
                was_busy = False
                _follow(settings, stop, retry, is_ours)
        except IndexBusy as error:
            if not was_busy:
                LOGGER.warning("%s", error)
            was_busy = True
            stop.wait(RETRY)
        except (OSError, StorageFailed, VocabularyInvalid, IndexDamaged) as error:
            pause, reason = retry.failed(), reason_of(error)
            LOGGER.error("Nothing could be indexed: %s It is tried again in %.0f seconds.", reason, pause)
            stop.wait(pause)


def _follow(settings: Settings, stop: Stop, retry: Retry, is_ours: Callable[[], bool]) -> None:
    keeper = _Keeper(settings, is_ours)
    try:
        keeper.begin()
        while not stop.is_set() and keeper.is_in_force():
            if keeper.step():
                retry.succeeded()
            else:
                stop.wait(PAUSE)
    finally:
        keeper.stop()


class _Keeper:
    """Keeps the index of a corpus; ``manifest`` and ``view`` are those of the commit in force, if any."""

    def __init__(self, settings: Settings, is_ours: Callable[[], bool]) -> None:
        """``is_ours`` tells whether the lock still counts."""
        self._settings, self._pending, self._index = settings, settings.pending, settings.index
        self._is_ours = is_ours
        self._state = state_of_inputs(settings)
        self._inputs = inputs_of(Corpus(settings))
        self._manifest: Manifest | None = None
        self._view: View | None = None
        self._rebuild = Rebuild(settings)
        self._merge = Merge(settings)
        self._looked = time.monotonic()

    def stop(self) -> None:
        """End what is at work beside this process."""
        self._rebuild.stop()
        self._merge.stop()

    # what there is

    def begin(self) -> None:
        """Compare every file with the index, if there is one that can be read."""
        clear(self._pending, ROLLBACK)  # asked for by somebody who waits no longer
        names = self._marked()
        try:
            manifest = current_manifest(self._index)
            if not is_readable(manifest.fingerprint):
                raise IndexMissing(f"The index in {self._index} was made by another version of this program.")
            indexed = indexed_digests(self._index, manifest)
        except (IndexMissing, IndexDamaged) as error:
            LOGGER.warning("%s A new generation will be built.", error)
            return
        self._manifest = manifest
        self._commit(make_plan(self._inputs.corpus, indexed), names)

    def _marked(self) -> list[str]:
        return [name for name in waiting(self._pending) if name not in REQUESTS]

    def is_in_force(self) -> bool:
        """Whether lock and commit are still ours; asked seldom. The folder may be removed at any time."""
        if time.monotonic() - self._looked < LOOK_AROUND:
            return True
        self._looked = time.monotonic()
        self._look_at_inputs()
        if not self._is_ours():
            return False
        try:
            return self._manifest is None or current_name(self._index) == self._manifest.name
        except IndexDamaged:
            return False

    def _look_at_inputs(self) -> None:
        """Take new vocabularies and exceptions as soon as they are there; the next build is made by them."""
        state = state_of_inputs(self._settings)
        if state != self._state:
            self._state = state
            try:
                self._inputs = inputs_of(Corpus(self._settings))
            except (VocabularyInvalid, FileNotFoundError) as error:
                LOGGER.error("%s Until then those from before are used.", error)

    # what there is to do

    def step(self) -> bool:
        """Do what is waiting, the quickest first; whether there was anything."""
        names = waiting(self._pending)
        marked = [name for name in names if name not in REQUESTS]
        outdated = self._manifest is None or self._manifest.fingerprint != self._inputs.fingerprint
        if ROLLBACK in names and not answer_to(self._pending, ROLLBACK):
            self._go_back(marked)
        elif outdated or REBUILD in names or REBUILDING in names:
            jobs = 1 if self._view else None  # no haste while another one answers
            self._rebuild.start(self._inputs.program, jobs, asked=REBUILD in names)
        built, merged = self._rebuild.result(), self._merge.result()
        if built:
            self._adopt(built, marked)
        elif marked and self._view:
            self._commit(plan_marked(self._inputs.corpus, self._view, marked), marked)
        if merged and self._manifest:
            self._take(commit_merged(self._index, self._manifest, merged, self._inputs.shape))
        return bool(built or merged or (marked and self._view))

    def _commit(self, plan: Plan, marked: list[str]) -> None:
        assert self._manifest, "a view is a view of a commit"
        manifest = self._manifest
        if plan.changes:
            manifest = commit(
                self._index, manifest, changed=plan.changed, removed=plan.removed, shape=self._inputs.shape
            )
        self._rebuild.saved.update(marked)
        self._take(manifest, plan, marked)

    def _adopt(self, built: Built, marked: list[str]) -> None:
        self._merge.stop()
        try:
            manifest, plan = adopt(self._inputs, built, {*marked, *self._rebuild.saved})
        except (OSError, IndexDamaged) as error:
            self._rebuild.failed(error)
            return
        self._rebuild.succeeded()
        clear(self._pending, REBUILDING)
        for finding in built.failed:
            LOGGER.warning("%s", finding)
        documents, failed = built.manifest.documents, len(built.failed)
        LOGGER.info("a new generation is in force: indexed %d, failed %d", documents, failed)
        self._take(manifest, plan, marked)

    def _go_back(self, marked: list[str]) -> None:
        try:
            manifest, plan = go_back(self._inputs)
        except (IndexNotWritten, IndexMissing, IndexDamaged) as error:
            answer(self._pending, ROLLBACK, str(error))
            return
        self.stop()
        clear(self._pending, REBUILDING)
        self._take(manifest, plan, marked)
        clear(self._pending, ROLLBACK)

    def _take(self, manifest: Manifest, plan: Plan | None = None, marked: list[str] | None = None) -> None:
        """A commit is in force: tell the log, remove the marks it has settled, merge if it is time."""
        self._manifest = manifest
        if plan:
            self._view = plan.view
            for finding in plan.failed:
                LOGGER.warning("%s", finding)
            LOGGER.info("%s, generation %s", plan.summary, manifest.name)
            settle(self._pending, marked or (), plan.digests, self._digest)
        self._merge.start(manifest)

    def _digest(self, record_id: str) -> str | None:
        entry = self._inputs.corpus.repository.entry(record_id)
        return entry.digest if entry else None
