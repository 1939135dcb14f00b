"""The history of one record, one line per revision: what was, and what must be on disk now?

A line is written and synchronised before the file of the record changes, so the last line always tells the
state that has to be reached. A line torn by a crash is cut off when the journal is opened for writing.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from kb.durable import sync
from kb.errors import StorageFailed
from kb.repository import Revision


def parse(data: bytes, name: str = "the history") -> tuple[list[Revision], int]:
    """The whole lines of a journal and the number of bytes they take; a torn last line is left out.

    Raises StorageFailed for a damaged line that no crash explains: cutting there would lose what follows.
    """
    revisions: list[Revision] = []
    whole = 0
    lines = data.split(b"\n")
    for number, line in enumerate(lines[:-1], 1):
        torn = number == len(lines) - 1 and not lines[-1]
        try:
            revisions.append(Revision(**json.loads(line)))
        except (ValueError, TypeError) as error:
            if torn and isinstance(error, ValueError):
                break
            raise StorageFailed(
                f"Line {number} of {name} is damaged or was written by a newer program. "
                "Mend it or install that program, then try again; nothing was cut off."
            ) from error
        whole += len(line) + 1
    return revisions, whole


class Journal:
    """An open, locked journal."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle = handle
        size = os.fstat(handle).st_size
        self.revisions, self._size = parse(os.pread(handle, size, 0), path.name)
        if self._size < size:
            os.ftruncate(handle, self._size)
            os.fsync(handle)

    @property
    def last(self) -> Revision | None:
        return self.revisions[-1] if self.revisions else None

    def append(self, revision: Revision) -> None:
        """Write one line durably; on failure the journal is as before and StorageFailed is raised."""
        line = json.dumps(asdict(revision), ensure_ascii=False).encode() + b"\n"
        try:
            written = 0
            while written < len(line):
                written += os.pwrite(self._handle, line[written:], self._size + written)
            os.fsync(self._handle)
        except OSError as error:
            self._cut(self._size)
            raise StorageFailed(
                f"The revision could not be written to {self.path.name}: {error.strerror}. "
                "Free space or mend the permissions, then save again; the old text is unchanged."
            ) from error
        self.revisions.append(revision)
        self._size += len(line)

    def take_back(self) -> None:
        """Remove the last line, because the state it states could not be reached."""
        line = json.dumps(asdict(self.revisions.pop()), ensure_ascii=False).encode() + b"\n"
        self._size -= len(line)
        self._cut(self._size)

    def _cut(self, size: int) -> None:
        os.ftruncate(self._handle, size)
        os.fsync(self._handle)


@contextmanager
def open_journal(path: Path) -> Iterator[Journal]:
    """Open a journal for writing; other processes wait until it is closed.

    Raises StorageFailed if the disk refuses anything while it is open.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if new:
                sync(path.parent)
            yield Journal(path, handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise StorageFailed(
            f"The disk refused a step of changing {path.stem}: {error.strerror}. "
            "Free space or mend the permissions, then read the record again before you save it."
        ) from error


def read_journal(path: Path) -> Sequence[Revision]:
    """The revisions of a journal without opening it for writing. Raises StorageFailed for a damaged one."""
    try:
        return tuple(parse(path.read_bytes(), path.name)[0])
    except FileNotFoundError:
        return ()
