"""Who may commit? Exactly one process at a time: the one that holds the lock of the index.

A whole new generation is built without that lock, by any number of processes; while one does, nobody takes
its half-written folder for the remains of a crash.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexBusy

LOCK = "LOCK"
BUILDING = "BUILDING"


@contextmanager
def writer_lock(index: Path) -> Iterator[Callable[[], bool]]:
    """Hold the lock of the index; it is free again when the process ends, however it ends.

    Gives a function that tells whether the lock still counts: it does not once its file was removed, as the
    folder of the index may be at any time. Raises IndexBusy at once if another process holds it.
    """
    with _opened(index / LOCK) as handle:
        if not _taken(handle, fcntl.LOCK_EX):
            raise IndexBusy(
                f"Another process is writing the index in {index}. Wait until it is done, or stop it."
            )
        yield lambda: _lies_at(handle, index / LOCK)


def _lies_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def build_mark(index: Path) -> Iterator[None]:
    """Say that a generation is being built, to be held from before its folder is made until it is whole."""
    with _opened(index / BUILDING) as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)  # waits for one who cleans up, never for one who builds
        yield


@contextmanager
def building_barred(index: Path) -> Iterator[bool]:
    """Keep builders waiting; False if one is at work already, so that what is unfinished may be its own."""
    with _opened(index / BUILDING) as handle:
        yield _taken(handle, fcntl.LOCK_EX)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        yield handle
    finally:
        os.close(handle)


def _taken(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
