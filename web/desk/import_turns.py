"""Somebody wants to bring something in: is it their turn?

One import at a time for each account, and few at a time for all, because each takes a processor and much
memory. A turn is a lock on a file, so it holds for all workers and ends with the process that has it.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

AT_A_TIME = 2  # imports of all accounts; each may take a gigabyte

Wait = Literal["own", "others"]


class NotYourTurn(Exception):
    """Another import is running: one of their own, or as many of others as there may be."""

    def __init__(self, wait: Wait) -> None:
        super().__init__(f"Another import is running ({wait}). Wait until it is done.")
        self.wait = wait


@contextmanager
def turn(folder: Path, account_id: str) -> Iterator[None]:
    """A turn for as long as the block runs. Raises NotYourTurn at once, and OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        if not _locked(folder / f"{account_id}.lock", held):
            raise NotYourTurn("own")
        if not any(_locked(folder / f"turn-{number}.lock", held) for number in range(AT_A_TIME)):
            raise NotYourTurn("others")
        yield


def _locked(path: Path, held: ExitStack) -> bool:
    file = held.enter_context(path.open("ab"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
