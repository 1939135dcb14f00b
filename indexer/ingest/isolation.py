"""Here are bytes from anywhere: what do they hold, read where nothing they do can hurt?

Every parser runs in a process of its own with limits on time and memory, which writes no file. One process
reads many files one after the other; after a crash or beyond a limit the next file gets a fresh one. Whatever
happens in there arrives here as the content, or as one line that says what is wrong and what to do.

    with Isolated() as parser:
        kind, content = parser.extract(data, Hints(name="report.pdf"))
"""

from __future__ import annotations

import io
import pickle
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import TracebackType
from typing import Any, ClassVar

from indexer.children import PROCESSES, interrupts_held_back
from indexer.ingest.archives import Member
from indexer.ingest.confined import SAVE_ANEW, SIMPLER, Answer, Limits, Reads, Refusal, Task, serve
from indexer.ingest.extraction import Extract, FileKind, Found, Hints, Link, Passage, Row, Table, Text
from indexer.ingest.registry import read
from kb.errors import SourceUnreadable
from kb.findings import Finding

STARTING = 60.0  # seconds in which a process has to be up, also where the machine is busy
ENVELOPE = 10_000  # bytes an answer may take beyond the limit of its content


class Isolated:
    """Reads files in another process, for one thread. Leaving the context ends that process.

    ``reads`` is what does so in there; it has to be picklable.
    """

    def __init__(self, limits: Limits | None = None, reads: Reads = read) -> None:
        self._limits = limits or Limits()
        self._reads = reads
        self._process: _Process | None = None

    def __enter__(self) -> Isolated:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def extract(self, data: bytes, hints: Hints) -> tuple[FileKind, Extract]:
        """What kind of file this is and what it holds: nothing for archives and our own records.

        Raises SourceUnreadable, also if reading it crashes or takes more than the limits.
        """
        if self._process is None:
            self._process = _Process(self._limits, self._reads)
        try:
            answer = self._process.ask("read", data, hints)
        except BaseException:
            self._end()  # it may be in the middle of something
            raise
        if answer.spent or self._process.is_killed:
            self._end()
        kind, content = _accepted(answer.content)
        return kind, content

    def members(self, data: bytes) -> Iterator[Member | Finding]:
        """The files of a ZIP archive, a finding for each that is refused.

        It has a process of its own, so that a member that crashes its parser does not take the others along.
        Raises SourceUnreadable if the archive as a whole is refused.
        """
        with closing(_Process(self._limits, self._reads)) as process:
            answer = process.ask("members", data, Hints())
            while answer.content is not None:
                yield _accepted(answer.content)
                answer = process.next()

    def _end(self) -> None:
        if self._process:
            self._process.close()
            self._process = None


def _accepted(content: Any) -> Any:
    if isinstance(content, Refusal):
        raise SourceUnreadable(content.problem, content.repair, content.line, code=content.code)
    return content


class _Process:
    """The other process as seen from here. After a SourceUnreadable it is of no use any more."""

    def __init__(self, limits: Limits, reads: Reads) -> None:
        self._limits = limits
        self.is_killed = False
        self._connection, theirs = PROCESSES.Pipe()
        self._process = PROCESSES.Process(
            target=serve, args=(theirs, limits, reads), name="parser", daemon=True
        )
        with interrupts_held_back():
            self._process.start()
        theirs.close()
        try:
            with self._watched(STARTING):
                self._received()
        except BaseException:
            self.close()
            raise

    def ask(self, task: Task, data: bytes, hints: Hints) -> Answer:
        """Raises SourceUnreadable if there is no answer."""
        with self._watched(self._limits.seconds):
            try:
                self._connection.send((task, data, hints))
            except OSError:
                raise self._ended() from None
            return self._received()

    def next(self) -> Answer:
        """The next answer to the same task."""
        with self._watched(self._limits.seconds):
            return self._received()

    def close(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._connection.close()

    @contextmanager
    def _watched(self, seconds: float) -> Iterator[None]:
        """Killed when the time is over; that ends every wait for it, for sending as for receiving."""
        timer = threading.Timer(seconds, self._kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()  # or it might still be about to kill

    def _kill(self) -> None:
        self.is_killed = True
        self._process.kill()

    def _received(self) -> Answer:
        try:
            packed = self._connection.recv_bytes(self._limits.result + ENVELOPE)
            answer = _AnswerReader(io.BytesIO(packed)).load()
        except (OSError, EOFError, pickle.UnpicklingError, AttributeError, IndexError):
            raise self._ended() from None
        assert isinstance(answer, Answer)
        return answer

    def _ended(self) -> SourceUnreadable:
        """Why there is no answer."""
        self._process.kill()
        self._process.join()
        code = self._process.exitcode or 0
        if self.is_killed or code == -signal.SIGXCPU:
            return SourceUnreadable(f"Reading it takes more than {self._limits.seconds:g} seconds.", SIMPLER)
        how = signal.Signals(-code).name if code < 0 else f"code {code}"
        return SourceUnreadable(
            f"It crashed the program that reads it ({how}): it is damaged, or needs too much memory.",
            SAVE_ANEW,
        )


class _AnswerReader(pickle.Unpickler):
    """Makes values of these kinds only: what was read may have taken over the process that answers."""

    KINDS: ClassVar = (Answer, Refusal, Member, Finding, Text, Passage, Found, Link, Table, Row)
    BY_NAME: ClassVar = {(kind.__module__, kind.__qualname__): kind for kind in KINDS}

    def find_class(self, module: str, name: str) -> Any:
        """Raises UnpicklingError for anything else."""
        try:
            return self.BY_NAME[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"An answer holds a {module}.{name}.") from None
