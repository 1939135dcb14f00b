"""Is every byte of a file what was written? Its size and SHA-256 say so.

A process reads a file once: its digest is remembered as long as device, number, size and time of the file are
the same. So a new commit costs only what is new in it, and a thread of a server can read ahead while its
modules are still being imported.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader
from pathlib import Path

from indexer.errors import IndexDamaged

REMEMBERED = 10_000  # files
LARGE = 1 << 20  # bytes; below that a thread costs more than it saves
READERS = 4  # threads
SETTLED = 20_000_000  # nanoseconds after which another change has another time

Files = Mapping[str, tuple[int, str]]
"""Name of a file -> its bytes and SHA-256."""

_Identity = tuple[int, int, int, int]
_digests: OrderedDict[_Identity, str] = OrderedDict()
_guard = threading.Lock()
_reading = threading.Lock()


def _identity(found: os.stat_result) -> _Identity:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def digest_of(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256 of a file. Raises OSError."""
    with path.open("rb") as handle:
        identity = _identity(os.fstat(handle.fileno()))
        digest = _remembered(identity)
        if digest is None:
            settled = time.time_ns() - identity[3] > SETTLED
            digest = _sha256(handle, identity[2])
            if settled:
                _remember(identity, digest)
    return identity[2], digest


def _sha256(handle: BufferedReader, size: int) -> str:
    """The digest of an open file. A large one is hashed in one call, during which other threads run freely:
    piece by piece, each piece would wait for a busy interpreter."""
    if size < LARGE:
        return hashlib.file_digest(handle, "sha256").hexdigest()
    with mmap.mmap(handle.fileno(), size, access=mmap.ACCESS_READ) as content:
        return hashlib.sha256(content).hexdigest()


def _remembered(identity: _Identity) -> str | None:
    with _guard:
        return _digests.get(identity)


def _remember(identity: _Identity, digest: str) -> None:
    with _guard:
        _digests[identity] = digest
        while len(_digests) > REMEMBERED:
            _digests.popitem(last=False)


def verify_files(folder: Path, files: Files) -> None:
    """Compare all files with what they should be, one caller after the other. Raises IndexDamaged."""
    with _reading:  # who comes while another one reads the same files finds them read
        _verify(folder, files)


def _verify(folder: Path, files: Files) -> None:
    unread = [name for name, (size, digest) in files.items() if _unread(folder / name, size, digest)]
    if sum(files[name][0] >= LARGE for name in unread) > 1:
        with ThreadPoolExecutor(READERS) as threads:
            found = list(threads.map(lambda name: _read(folder / name), unread))
    else:
        found = [_read(folder / name) for name in unread]
    for name, content in zip(unread, found, strict=True):
        if content != files[name]:
            raise _damaged(folder / name)


def _unread(path: Path, size: int, digest: str) -> bool:
    """Whether a file must be read; one that is missing or cut short need not be. Raises IndexDamaged."""
    try:
        found = path.stat()
    except OSError as error:
        raise _damaged(path) from error
    if found.st_size != size:
        raise _damaged(path)
    return _remembered(_identity(found)) != digest


def _read(path: Path) -> tuple[int, str]:
    try:
        return digest_of(path)
    except OSError as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> IndexDamaged:
    return IndexDamaged(f"{path} is not what was written. Run 'kb index --full'.")
