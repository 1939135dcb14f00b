"""A running index process, as a thread of the test: its children are children of the test.

with running(corpus):
    wait_for(lambda: is_equal(corpus))
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from indexer.index.generation import current_manifest
from indexer.index_process import run_index_process
from indexer.pending import mark, waiting
from indexer.status import index_status
from kb.corpus import Corpus

PATIENCE = 30.0  # seconds until a test gives up; a loaded machine starts processes slowly


@contextmanager
def running(corpus: Corpus) -> Iterator[None]:
    """An index process for as long as the block runs; it must end in time, and its children with it."""
    stop = threading.Event()
    process = threading.Thread(target=run_index_process, args=(corpus.settings, stop))
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join(PATIENCE)
    assert not process.is_alive()
    assert multiprocessing.active_children() == []


def wait_until_it_follows(corpus: Corpus) -> None:
    """Until the process has started: marks go away."""
    mark(corpus.settings.pending, "nothing")
    wait_for(lambda: is_settled(corpus))


def wait_for(condition: Callable[[], object]) -> None:
    """Until it is true."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


def is_equal(corpus: Corpus) -> bool:
    """Whether the index is whole and equal to the corpus."""
    return index_status(corpus).equal


def is_settled(corpus: Corpus) -> bool:
    """Whether nobody waits for anything."""
    return waiting(corpus.settings.pending) == []


def generation(corpus: Corpus) -> str:
    """The generation in force."""
    return current_manifest(corpus.settings.index).generation


@contextmanager
def halted(name: str) -> Iterator[int]:
    """The next child of that name stands still while the block runs; gives its process id."""
    found: list[int] = []

    def started() -> bool:
        found[:] = [child.pid or 0 for child in multiprocessing.active_children() if child.name == name]
        return bool(found)

    wait_for(started)
    os.kill(found[0], signal.SIGSTOP)
    try:
        yield found[0]
    finally:
        with suppress(ProcessLookupError):  # it may have been ended
            os.kill(found[0], signal.SIGCONT)
