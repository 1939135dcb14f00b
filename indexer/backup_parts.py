"""What belongs into a backup, and how is each file read while somebody may be changing it?

A record or draft is read under the lock of its journal, so file and journal agree. A database is copied by
SQLite, a file of lines is cut after its last whole one, and every other file is only ever replaced whole.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import os
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kb.settings import Settings

SQLITE = b"SQLite format 3\0"
PATIENCE = 30.0  # seconds a database may be locked by others
_TEMPORARY = re.compile(r"\..*\.[0-9a-f]{8}\Z")  # what a killed save leaves, see kb.durable
_BESIDE_DATABASES = ("-journal", "-wal", "-shm")
_MADE_ANEW = "pending"  # marks of what is not indexed yet; a new index begins with everything
_OF_A_DRAFT = (".yaml", ".jsonl", ".found.json")


@dataclass(frozen=True)
class Part:
    """One file of a backup; it can be read until the next part is asked for. ``mode`` are its permissions."""

    name: str
    data: BinaryIO
    size: int
    mode: int
    changed: float


def parts_of(settings: Settings) -> Iterator[Part]:
    """Every file that belongs into a backup, named ``corpus/…`` or ``state/…``. Raises OSError."""
    corpus, state = settings.corpus, settings.var / "state"
    for units in (_drafts(corpus / "drafts"), _records(corpus)):
        for path, data in units:
            yield _of_bytes(f"corpus/{path.relative_to(corpus).as_posix()}", data)
    for path in _files(corpus):
        place = path.relative_to(corpus)
        if not _is_read_under_a_lock(place):
            yield from _part(f"corpus/{place.as_posix()}", path)
    for path in _files(state):
        place = path.relative_to(state)
        if place.parts[0] != _MADE_ANEW and not path.name.endswith((".lock", *_BESIDE_DATABASES)):
            yield from _part(f"state/{place.as_posix()}", path)


def _is_read_under_a_lock(place: Path) -> bool:
    first, depth = place.parts[0], len(place.parts)
    return (
        (first == "records" and depth == 3 and place.suffix == ".yaml")
        or (first == "history" and depth == 2 and place.suffix == ".jsonl")
        or (first == "drafts" and depth == 2 and place.name.endswith(_OF_A_DRAFT))
    )


def _files(folder: Path) -> list[Path]:
    found = (Path(place) / name for place, _, names in os.walk(folder) for name in names)
    return sorted(path for path in found if path.is_file() and not _TEMPORARY.match(path.name))


def _drafts(folder: Path) -> Iterator[tuple[Path, bytes]]:
    found = [path.name for path in _files(folder) if path.parent == folder]
    names = {name.removesuffix(end) for name in found for end in _OF_A_DRAFT if name.endswith(end)}
    for name in sorted(names):
        yield from _agreeing(
            folder / f"{name}.jsonl", [folder / f"{name}.yaml", folder / f"{name}.found.json"]
        )


def _records(corpus: Path) -> Iterator[tuple[Path, bytes]]:
    records, history = corpus / "records", corpus / "history"
    kinds = sorted(path for path in records.glob("*") if path.is_dir())
    names = {path.stem for kind in kinds for path in kind.glob("*.yaml") if not _TEMPORARY.match(path.name)}
    names |= {path.stem for path in history.glob("*.jsonl")}
    for name in sorted(names):
        yield from _agreeing(history / f"{name}.jsonl", [kind / f"{name}.yaml" for kind in kinds])


def _agreeing(journal: Path, beside: Iterable[Path]) -> list[tuple[Path, bytes]]:
    """A journal and the files it tells of, as they are at one moment."""
    while True:
        try:
            with journal.open("rb") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH)
                if _lies_at(handle, journal):  # else it was removed while we waited
                    lines = _whole_lines(handle.read())
                    # Empty: its first line is about to be written, so there is no history yet.
                    return [*_read(beside), *([(journal, lines)] if lines else [])]
        except FileNotFoundError:
            found = _read(beside)
            if not journal.exists():  # else the first change was made while we read
                return found


def _lies_at(handle: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _read(paths: Iterable[Path]) -> list[tuple[Path, bytes]]:
    return [(path, path.read_bytes()) for path in paths if path.is_file()]


def _whole_lines(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]


def _of_bytes(name: str, data: bytes) -> Part:
    return Part(name, io.BytesIO(data), len(data), 0o644, time.time())


def _part(name: str, path: Path) -> Iterator[Part]:
    """The part of one file, or nothing if it was removed meanwhile."""
    with contextlib.suppress(FileNotFoundError), path.open("rb") as handle:
        found = os.fstat(handle.fileno())
        if os.pread(handle.fileno(), len(SQLITE), 0) == SQLITE:
            with _copied_database(path) as copy:
                yield Part(name, copy, os.fstat(copy.fileno()).st_size, found.st_mode & 0o777, found.st_mtime)
        elif path.suffix == ".jsonl":
            yield _of_bytes(name, _whole_lines(handle.read()))
        else:
            yield Part(name, handle, found.st_size, found.st_mode & 0o777, found.st_mtime)


@contextlib.contextmanager
def _copied_database(path: Path) -> Iterator[BinaryIO]:
    """A copy of a database as it is at one moment. Raises OSError."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        try:
            with (
                contextlib.closing(sqlite3.connect(path, timeout=PATIENCE)) as source,
                contextlib.closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        except sqlite3.Error as error:
            raise OSError(errno.EIO, f"the database cannot be copied ({error})", str(path)) from error
        with copy.open("rb") as handle:
            yield handle
