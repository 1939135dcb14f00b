"""What does the process do that parses files for another one, and what may it not do?

It answers one task after the other through a pipe. Time of the processor, address space, open files and
written files are limited by the system, so that no parser has to be trusted. Any error of a parser becomes a
refusal: one line that says what to do.
"""

from __future__ import annotations

import math
import os
import pickle
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from indexer.children import NICENESS, once_orphaned
from indexer.ingest.archives import members
from indexer.ingest.extraction import Extract, FileKind, Hints
from kb.errors import SourceUnreadable

Task = Literal["read", "members"]
Reads = Callable[[bytes, Hints], tuple[FileKind, Extract]]
SIMPLER = "Divide it, or save it anew in a simpler form."
SAVE_ANEW = "Open it in the program it was made with and save it anew."
LONGEST_LINE = 400  # signs of a message


@dataclass(frozen=True)
class Limits:
    """What one file may take.

    ``seconds`` count for the clock and for the processor. ``memory`` are the bytes beyond those of a process
    that has read nothing; one that still holds ``kept`` bytes after a file is replaced. ``result`` are the
    bytes that are sent back.
    """

    seconds: float = 60.0
    memory: int = 1 << 30
    kept: int = 384 << 20
    result: int = 64 << 20
    open_files: int = 64


@dataclass(frozen=True)
class Refusal:
    """A SourceUnreadable on its way between processes."""

    problem: str
    repair: str
    line: int = 1
    code: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of a task. ``spent``: this process should read no further file."""

    content: Any
    spent: bool = False


_TOO_DEEP = Refusal("It is nested too deeply.", SIMPLER)


def serve(connection: Connection, limits: Limits, read: Reads) -> None:
    """Say that it is up, then answer tasks until nobody is there to ask."""
    _confine(limits)
    _send(connection, Answer(None), limits)
    while True:
        try:
            task, data, hints = connection.recv()
        except EOFError:
            return
        _allow_processor_time(limits)
        if task == "members":
            _serve_members(connection, data, limits)
        else:
            _send(connection, _outcome(partial(read, data, hints), limits), limits)


def _confine(limits: Limits) -> None:
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl+C reaches the whole group; the parent tells when to stop
    once_orphaned(lambda: os._exit(1))
    os.nice(NICENESS)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy would take memory for each processor of the machine
    sys.dont_write_bytecode = True
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for chatter in (1, 2):  # standard output and errors
        os.dup2(nowhere, chatter)
    os.close(nowhere)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    held, _ = _memory()
    if held:
        _limit(resource.RLIMIT_AS, held + limits.memory)


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))


def _allow_processor_time(limits: Limits) -> None:
    """The clock is watched from outside; this is for the case that nobody is left there.

    The thread that follows the parent cannot act while a parser in C holds the lock of the interpreter.
    """
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(time.process_time() + limits.seconds) + 1
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )


def _memory() -> tuple[int, int]:
    """Address space and resident memory of this process in bytes; zeros where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()
    except FileNotFoundError:
        return 0, 0  # not Linux: there the address space cannot be limited either
    return int(pages[0]) * resource.getpagesize(), int(pages[1]) * resource.getpagesize()


def _serve_members(connection: Connection, data: bytes, limits: Limits) -> None:
    """One answer for each member; the last one is empty or a refusal of the whole."""
    found = members(data)
    while True:
        answer = _outcome(lambda: next(found, None), limits)
        _send(connection, answer, limits)
        if answer.content is None or isinstance(answer.content, Refusal):
            return


def _outcome(work: Callable[[], object], limits: Limits) -> Answer:
    try:
        return Answer(work())
    except SourceUnreadable as error:
        return Answer(Refusal(one_line(error.problem), one_line(error.repair), error.line, error.code))
    except MemoryError:
        return Answer(_too_large(limits), spent=True)
    except RecursionError:
        return Answer(_TOO_DEEP)
    except ImportError as error:
        return Answer(Refusal(one_line(f"This installation is incomplete: {error}."), "Install it anew."))
    except Exception as error:  # noqa: BLE001 - a parser may raise anything, and the batch goes on
        problem = one_line(f"It is damaged: {type(error).__name__}: {error}").rstrip(".") + "."
        return Answer(Refusal(problem, SAVE_ANEW))


def _too_large(limits: Limits) -> Refusal:
    return Refusal(f"Reading it takes more than {limits.memory >> 20:,} MB of memory.", SIMPLER)


def one_line(text: str) -> str:
    """The text of a message without line ends and invisible signs, which it may hold from the file."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"


def _send(connection: Connection, answer: Answer, limits: Limits) -> None:
    try:
        packed = _packed(answer, limits)
        if len(packed) > limits.result:
            problem = f"It holds more than {limits.result >> 20:,} MB of text."
            packed = _packed(Answer(Refusal(problem, "Divide it.")), limits)
    except (RecursionError, MemoryError) as error:
        refusal = _TOO_DEEP if isinstance(error, RecursionError) else _too_large(limits)
        packed = _packed(Answer(refusal, spent=True), limits)
    connection.send_bytes(packed)


def _packed(answer: Answer, limits: Limits) -> bytes:
    spent = answer.spent or _memory()[1] > limits.kept
    return pickle.dumps(Answer(answer.content, spent), pickle.HIGHEST_PROTOCOL)
