"""Stop a save before any of its steps: the process ends, or the disk refuses.

with Interruption(at=3, happens=end_the_process):
    repository.save(...)

A step is what the kernel is asked for: opening, reading, writing, synchronising, renaming, removing. What is
cut short in the middle of writing has written half of its bytes.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

STEPS = ("open", "pread", "pwrite", "fsync", "ftruncate", "replace", "unlink", "mkdir", "utime")
NEEDING_SPACE = frozenset({"create", "write", "pwrite", "mkdir"})
SURVIVED, KILLED = 0, 77


def end_the_process() -> None:
    """End at once, as a killed process does: nothing is flushed, nothing is cleaned up."""
    os._exit(KILLED)


def fill_the_disk() -> None:
    """What the kernel says when no space is left."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def break_the_disk() -> None:
    """What the kernel says when the device does not answer."""
    raise OSError(errno.EIO, os.strerror(errno.EIO))


class Interruption:
    """While it is entered, ``happens`` comes before step number ``at``; if ``lasting`` before later ones too.

    ``only`` limits it to steps of these names; ``reads`` counts the reading of whole files as a step, too.
    """

    def __init__(
        self,
        at: int,
        happens: Callable[[], None],
        *,
        lasting: bool = False,
        only: Iterable[str] = (),
        reads: bool = False,
    ) -> None:
        self.passed: list[str] = []
        self._at, self._happens, self._lasting = at, happens, lasting
        self._only = frozenset(only)
        self._reads = reads
        self._undo: list[Callable[[], None]] = []

    def due(self, name: str) -> bool:
        """Count one step and say whether it is to be stopped."""
        number = len(self.passed)
        self.passed.append(name)
        reached = number >= self._at if self._lasting else number == self._at
        return reached and (not self._only or name in self._only)

    def _counted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            if self.due(name):
                if name == "pwrite":
                    handle, data, offset = given
                    call(handle, data[: len(data) // 2], offset)
                self._happens()
            return call(*given, **named)

        return step

    def _creating(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """``Path.open`` whose new files count their creation and their writing."""
        interruption = self

        class Half(io.BufferedWriter):
            def write(self, data: Any) -> int:
                if interruption.due("write"):
                    super().write(data[: len(data) // 2])
                    self.flush()
                    interruption._happens()
                return super().write(data)

        def step(path: Path, mode: str = "r", *given: Any, **named: Any) -> Any:
            if mode == "rb" and interruption._reads and interruption.due("read"):
                interruption._happens()
            if mode != "xb":
                return call(path, mode, *given, **named)
            if interruption.due("create"):
                interruption._happens()
            return Half(io.FileIO(path, "xb"))

        return step

    def _replace(self, owner: Any, name: str, call: Any) -> None:
        before = getattr(owner, name)
        self._undo.append(lambda: setattr(owner, name, before))
        setattr(owner, name, call)

    def __enter__(self) -> Interruption:
        for name in STEPS:
            self._replace(os, name, self._counted(name, getattr(os, name)))
        self._replace(Path, "open", self._creating(Path.open))
        return self

    def __exit__(self, *_: object) -> None:
        while self._undo:
            self._undo.pop()()


def in_a_child(action: Callable[[], object]) -> int:
    """Run the action in a process of its own; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            action()
            code = SURVIVED
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def spread(count: int, wanted: int) -> list[int]:
    """Up to ``wanted`` of the numbers below ``count``, evenly, with the first and the last."""
    if count <= wanted:
        return list(range(count))
    return sorted({round(number * (count - 1) / (wanted - 1)) for number in range(wanted)})
