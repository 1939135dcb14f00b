"""One line per thing that happened: what was, and what must be on disk now?

The history of a record and the steps of a draft are journals. A line is written and synchronised before the
file it speaks of changes, so the last line always tells the state that has to be reached. A line torn by a
crash is cut off when the journal is opened for writing.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from kb.durable import replace_file, sync
from kb.errors import StorageFailed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Line = TypeVar("Line", bound=DataclassInstance)
else:
    Line = TypeVar("Line")


def parse(data: bytes, kind: type[Line], name: str = "the history") -> tuple[list[Line], list[int]]:
    """The whole lines of a journal and where each of them ends, in bytes; a torn last line is left out.

    Raises StorageFailed for a damaged line that no crash explains: cutting there would lose what follows.
    """
    found: list[Line] = []
    ends: list[int] = []
    end = 0
    lines = data.split(b"\n")
    for number, line in enumerate(lines[:-1], 1):
        torn = number == len(lines) - 1 and not lines[-1]
        try:
            found.append(kind(**json.loads(line)))
        except (ValueError, TypeError) as error:
            if torn and isinstance(error, ValueError):
                break
            raise StorageFailed(
                f"Line {number} of {name} is damaged or was written by a newer program. "
                "Mend it or install that program, then try again; nothing was cut off."
            ) from error
        end += len(line) + 1
        ends.append(end)
    return found, ends


class Journal(Generic[Line]):
    """An open, locked journal. ``lines`` are its lines, oldest first; ``removed`` says that it is no more."""

    def __init__(self, path: Path, handle: int, kind: type[Line]) -> None:
        self.path = path
        self.removed = False
        self._handle = handle
        size = os.fstat(handle).st_size
        self.lines, self._ends = parse(os.pread(handle, size, 0), kind, path.name)
        if self._size < size:
            self._cut()

    @property
    def last(self) -> Line | None:
        return self.lines[-1] if self.lines else None

    @property
    def _size(self) -> int:
        return self._ends[-1] if self._ends else 0

    def append(self, line: Line) -> None:
        """Write one line durably; on failure the journal is as before and StorageFailed is raised."""
        data = _bytes(line)
        try:
            written = 0
            while written < len(data):
                written += os.pwrite(self._handle, data[written:], self._size + written)
            os.fsync(self._handle)
        except OSError as error:
            self._cut()
            raise StorageFailed(
                f"The change could not be written to {self.path.name}: {error.strerror}. "
                "Free space or mend the permissions, then save again; the old text is unchanged."
            ) from error
        self.lines.append(line)
        self._ends.append(self._size + len(data))

    def take_back(self) -> None:
        """Remove the last line, because the state it states could not be reached."""
        self.lines.pop()
        self._ends.pop()
        self._cut()

    def rewrite(self, lines: Sequence[Line]) -> None:
        """Put other lines in place of all, at once and durably; then this journal is to be opened anew."""
        replace_file(self.path, b"".join(_bytes(line) for line in lines))

    def remove(self) -> None:
        """Remove the journal itself, durably; who waits for it opens a new one."""
        self.path.unlink()
        self.removed = True
        self.lines, self._ends = [], []
        sync(self.path.parent)

    def _cut(self) -> None:
        os.ftruncate(self._handle, self._size)
        os.fsync(self._handle)


def _bytes(line: Line) -> bytes:
    return json.dumps(asdict(line), ensure_ascii=False).encode() + b"\n"


@contextmanager
def open_journal(path: Path, kind: type[Line]) -> Iterator[Journal[Line]]:
    """Open a journal for writing; other processes wait until it is closed.

    Raises StorageFailed if the disk refuses anything while it is open.
    """
    try:
        handle = _locked(path)
        try:
            yield Journal(path, handle, kind)
        finally:
            os.close(handle)
    except OSError as error:
        raise StorageFailed(
            f"The disk refused a step of changing {path.stem}: {error.strerror}. "
            "Free space or mend the permissions, then read it again before you save it."
        ) from error


def _locked(path: Path) -> int:
    """A handle of the journal that nobody else has; it is made if it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if new:
                sync(path.parent)
            if _is_file(handle, path):
                return handle
        except OSError:
            os.close(handle)
            raise
        os.close(handle)  # while we waited it was removed or written anew


def _is_file(handle: int, path: Path) -> bool:
    """Whether the open file is the one that has the name."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def read_journal(path: Path, kind: type[Line]) -> tuple[Line, ...]:
    """The lines of a journal without opening it for writing.

    Raises StorageFailed for a damaged one, and if the disk refuses.
    """
    try:
        return tuple(parse(path.read_bytes(), kind, path.name)[0])
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise StorageFailed(
            f"{path.name} cannot be read: {error.strerror}. Mend the disk or the permissions, then try again."
        ) from error
