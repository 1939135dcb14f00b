"""Here is work that must not hold up anything here: how is it done in a process of its own?

Such a process is polite: it yields the processor to whoever answers readers. It ends when it is done, when it
is stopped, and when the process that started it is gone, however that one ended. What it leaves behind when
it is killed has to be harmless.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import connection
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from indexer.errors import IndexerError, IndexNotWritten
from kb.errors import KbError

PROCESSES = multiprocessing.get_context("spawn")  # a fork would share locks and file positions
NICENESS = 10

Result = TypeVar("Result")


class Child(Generic[Result]):
    """A function at work in another process; function, arguments and result have to be picklable."""

    def __init__(self, name: str, work: Callable[..., Result], *given: Any) -> None:
        self._receiving, sending = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=_work, args=(sending, work, given), name=name)
        with interrupts_held_back():
            self._process.start()
        sending.close()

    def is_done(self) -> bool:
        """Whether ``result`` answers at once."""
        return self._receiving.poll() or not self._process.is_alive()

    def result(self) -> Result:
        """What the function returned. Waits for it.

        Raises IndexNotWritten with the reason if there is no result.
        """
        try:
            reason, result = self._receiving.recv()
        except EOFError:
            self._process.join()
            reason, result = f"Its process ended with code {self._process.exitcode}.", None
        self._end()
        if reason:
            raise IndexNotWritten(reason)
        found: Result = result
        return found

    def stop(self) -> None:
        """End it at once."""
        self._process.kill()
        self._end()

    def _end(self) -> None:
        self._process.join()
        self._process.close()
        self._receiving.close()


def _work(sending: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # they reach the whole group; the parent tells when to stop
    once_orphaned(lambda: os._exit(1))
    os.nice(NICENESS)
    try:
        sending.send(("", work(*given)))
    except (OSError, KbError, IndexerError) as error:
        sending.send((reason_of(error), None))


def reason_of(error: Exception) -> str:
    """What failed and what to do, in one line."""
    if not isinstance(error, OSError):
        return str(error)
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}. Free space or mend the permissions."


def once_orphaned(act: Callable[[], None]) -> None:
    """Call ``act`` when the process that started this one is gone."""
    parent = multiprocessing.parent_process()
    assert parent, "only processes started by another one come here"

    def follow() -> None:
        connection.wait([parent.sentinel])
        act()

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Processes started here begin without Ctrl+C, which would end them with a traceback while they load."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
