"""Who may commit? Exactly one process at a time: the one that holds the lock of the index."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexBusy


@contextmanager
def writer_lock(index: Path) -> Iterator[None]:
    """Hold the lock of the index; it is free again when the process ends, however it ends.

    Raises IndexBusy at once if another process holds it.
    """
    index.mkdir(parents=True, exist_ok=True)
    handle = os.open(index / "LOCK", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexBusy(
                f"Another process is writing the index in {index}. Wait until it is done, or stop it."
            ) from error
        yield
    finally:
        os.close(handle)
