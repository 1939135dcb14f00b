"""Somebody else may hold the index: do it ourselves, or ask for it and wait?

Whoever gets the lock does it. Otherwise the other one is asked by marks; when they are gone it is done. If
the other one ends meanwhile, the lock is free and we do it after all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import TypeVar

from indexer.errors import IndexBusy, IndexNotWritten
from indexer.index.lock import writer_lock
from indexer.pending import REBUILD, REBUILDING, ROLLBACK, answer_to, last_sign, mark, waiting
from kb.settings import Settings

PATIENCE = 120.0  # seconds without a sign of the process that holds the index
LOOK = 0.05  # seconds between two looks

Done = TypeVar("Done")


def do_or_ask(settings: Settings, do: Callable[[], Done], ask: Callable[[], Collection[str]]) -> Done | None:
    """Call ``do`` under the lock; or, if it is held, leave the marks ``ask`` names until they are gone.

    None if it was done elsewhere. Raises IndexNotWritten with the reason if it cannot be, IndexBusy if nobody
    answers.
    """
    marks: Collection[str] | None = None
    began = time.time()
    while True:
        try:
            with writer_lock(settings.index):
                return do()
        except IndexBusy:
            if marks is None:
                marks = ask()
                for name in marks:
                    mark(settings.pending, name)
            elif not _waits_for(settings, marks):
                return None
            elif time.time() > max(began, last_sign(settings.pending)) + PATIENCE:
                raise IndexBusy(
                    "The server that holds the index has not answered in time. Look at its log, or stop it "
                    "and run this again."
                ) from None
        time.sleep(LOOK)


def _waits_for(settings: Settings, marks: Collection[str]) -> bool:
    """Whether any mark is still there. Raises IndexNotWritten if it was refused."""
    left = waiting(settings.pending)
    rebuild = REBUILD in marks or REBUILDING in marks
    if rebuild and REBUILD not in left and (reason := answer_to(settings.pending, REBUILDING)):
        raise IndexNotWritten(f"{reason} The server tries again by itself; the index in force stays.")
    if ROLLBACK in marks and (reason := answer_to(settings.pending, ROLLBACK)):
        raise IndexNotWritten(reason)
    return any(name in left for name in marks) or (rebuild and REBUILDING in left)
