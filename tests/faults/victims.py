"""Processes to be killed: each leads a session of its own, so that it can be told from what it has started.

They are forked from a process that has loaded the program already and does nothing else, so a kill hits what
they do and not how they start.

with Victim(command, settings, ("index", "--full")) as victim:
    time.sleep(0.1)
    victim.kill(all_of_them=False)
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from indexer.command_line.every import app
from indexer.index_process import run_index_process
from kb.settings import Settings
from tests.faults.remains import PATIENCE, wait_until_gone

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


def command(settings: Settings, words: tuple[str, ...]) -> None:
    """The command ``kb`` with these words."""
    os.environ.update(KB_CORPUS=str(settings.corpus), KB_VAR=str(settings.var))
    app(list(words))


def index_process(settings: Settings) -> None:
    """The index process, as the server starts it, until it is killed."""
    run_index_process(settings, threading.Event())


def _begin(sending: Connection, log: Path, work: Callable[..., None], given: tuple[Any, ...]) -> None:
    os.setsid()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(output, standard)
    sending.send(None)
    work(*given)


class Victim:
    """A function at work in a process of its own, begun when this returns."""

    def __init__(self, work: Callable[..., None], settings: Settings, *given: Any) -> None:
        self.log = settings.var / "victim.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        receiving, sending = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=_begin, args=(sending, self.log, work, (settings, *given)))
        self._process.start()
        sending.close()
        with receiving:
            assert receiving.poll(PATIENCE), "the process does not start"
            receiving.recv()
        self.began = time.monotonic()
        assert self._process.pid
        self.session: int = self._process.pid

    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.is_alive()

    def wait(self, seconds: float = PATIENCE) -> int | None:
        """Its exit code as soon as it has ended, None if it has not in time."""
        self._process.join(seconds)
        return self._process.exitcode

    def kill(self, *, all_of_them: bool) -> None:
        """Kill it, with or without those it has started, and wait until all are gone."""
        with suppress(ProcessLookupError):
            if all_of_them:
                os.killpg(self.session, signal.SIGKILL)
            else:
                os.kill(self.session, signal.SIGKILL)
        self._process.join()
        wait_until_gone(self.session)

    def __enter__(self) -> Victim:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.session, signal.SIGKILL)
        self._process.join()
        self._process.close()
