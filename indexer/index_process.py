"""Who keeps the index up while people read and write? One process beside the workers, holding the lock."""

from __future__ import annotations

import logging
import time
from typing import Protocol

from indexer.errors import IndexBusy
from indexer.index.lock import writer_lock
from indexer.indexing import write_changes
from indexer.pending import REBUILD, clear, mark, waiting
from kb.corpus import Corpus
from kb.settings import Settings

LOGGER = logging.getLogger("indexer.process")
PAUSE = 0.1  # seconds between two looks at the marks
RETRY = 2.0  # seconds before asking again for a lock that somebody holds


class Stop(Protocol):
    """The part of an event this process needs."""

    def is_set(self) -> bool:
        """Whether to end."""

    def wait(self, timeout: float) -> bool:
        """Sleep for so long, or until told to end."""


def run_index_process(settings: Settings, stop: Stop) -> None:
    """Bring the index up to the corpus, then follow the marks until told to stop."""
    while not stop.is_set():
        try:
            with writer_lock(settings.index):
                _follow(settings, stop)
        except IndexBusy as error:
            LOGGER.warning("%s", error)
            stop.wait(RETRY)


def _follow(settings: Settings, stop: Stop) -> None:
    _commit(settings, [])
    while not stop.is_set():
        names = waiting(settings.pending)
        if names:
            _commit(settings, names)
        else:
            stop.wait(PAUSE)


def _commit(settings: Settings, names: list[str]) -> None:
    """One commit for all marks; a record that changed meanwhile is marked again.

    Its mark is removed before its digest is read, because a save writes first and marks then: a save in
    between leaves its own mark.
    """
    corpus = Corpus(settings)
    before = {name: _digest(corpus, name) for name in names}
    started = time.monotonic()
    report = write_changes(corpus, full=REBUILD in names, started=started)
    for finding in report.failed:
        LOGGER.warning("%s", finding)
    for name in names:
        clear(settings.pending, name)
        if before[name] != _digest(corpus, name):
            mark(settings.pending, name)
    LOGGER.info(
        "indexed %d, unchanged %d, removed %d, failed %d, generation %s",
        report.indexed,
        report.unchanged,
        report.removed,
        len(report.failed),
        report.generation,
    )


def _digest(corpus: Corpus, name: str) -> str | None:
    entry = corpus.repository.entry(name) if name != REBUILD else None
    return entry.digest if entry else None
