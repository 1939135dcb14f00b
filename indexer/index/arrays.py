"""How do arrays lie in a file so that every thread and process can read them where they are?

One file holds many named arrays of one dimension, little-endian, each at a multiple of 64 bytes, and behind
them a directory. A file is written once, never changed, and read by mapping it: its pages are shared by all
who read them. The last reader gone, the system takes the map away; nothing here closes it.

    data of every array | directory (JSON) | its place, length and CRC-32 | SIGNATURE
"""

from __future__ import annotations

import json
import mmap
import os
import shutil
import struct
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged

SIGNATURE = b"LTARR001"
ALIGNMENT = 64
_TAIL = struct.Struct("<QQI4x8s")  # place and length of the directory, its CRC-32, signature

AnyArray = NDArray[Any]
Arrays = Mapping[str, AnyArray]


class ArrayWriter:
    """Writes arrays into one new file: whole ones with ``put``, long ones piece by piece with ``append``.

    The file is complete when the ``with`` block ends; if it ends with an exception, the file is removed.
    """

    def __init__(self, path: Path) -> None:
        """Raises FileExistsError if there is such a file: it may be mapped."""
        self._path = path
        self._open = ExitStack()  # closes every file even where closing one fails, as on a full disk
        self._file = self._open.enter_context(path.open("xb"))
        self._directory: dict[str, tuple[str, int, int]] = {}
        self._pieces: dict[str, tuple[np.dtype[Any], IO[bytes]]] = {}

    def put(self, name: str, array: AnyArray) -> None:
        """Write a whole array."""
        array = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        start = self._begin()
        self._file.write(array.data)
        self._directory[name] = (array.dtype.str, start, array.size)

    def append(self, name: str, piece: AnyArray) -> None:
        """Write the next piece of a long array; it waits in a file of its own until the end.

        Raises TypeError for one whose numbers may not fit the type of the first.
        """
        if name not in self._pieces:
            new = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115  # the stack closes it
            self._pieces[name] = (piece.dtype.newbyteorder("<"), self._open.enter_context(new))
        kind, waiting = self._pieces[name]
        waiting.write(np.ascontiguousarray(piece.astype(kind, casting="safe", copy=False)).data)

    def _begin(self) -> int:
        place = self._file.tell()
        start = -(-place // ALIGNMENT) * ALIGNMENT
        self._file.write(bytes(start - place))
        return start

    def _join(self) -> None:
        for name, (kind, waiting) in self._pieces.items():
            start = self._begin()
            waiting.seek(0)
            shutil.copyfileobj(waiting, self._file, 1 << 20)
            self._directory[name] = (kind.str, start, (self._file.tell() - start) // kind.itemsize)

    def __enter__(self) -> ArrayWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._open:
                if error is None:
                    self._complete()
        except BaseException as failed:
            error = failed
            raise
        finally:
            if error is not None:
                self._path.unlink(missing_ok=True)

    def _complete(self) -> None:
        self._join()
        start = self._begin()
        directory = json.dumps(self._directory).encode()
        tail = _TAIL.pack(start, len(directory), zlib.crc32(directory), SIGNATURE)
        self._file.write(directory + tail)
        self._file.flush()
        os.fsync(self._file.fileno())


class Writer(Protocol):
    """Takes arrays by name, whole ones and long ones piece by piece, as ``ArrayWriter`` does."""

    def put(self, name: str, array: AnyArray) -> None:
        """Write a whole array."""

    def append(self, name: str, piece: AnyArray) -> None:
        """Write the next piece of a long array."""


class Within:
    """A writer of arrays whose names all begin alike in the file."""

    def __init__(self, writer: Writer, prefix: str) -> None:
        self._writer = writer
        self._prefix = prefix

    def put(self, name: str, array: AnyArray) -> None:
        """Write a whole array."""
        self._writer.put(self._prefix + name, array)

    def append(self, name: str, piece: AnyArray) -> None:
        """Write the next piece of a long array."""
        self._writer.append(self._prefix + name, piece)


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write all arrays into one new file."""
    with ArrayWriter(path) as writer:
        for name, array in arrays.items():
            writer.put(name, array)


def map_arrays(path: Path) -> dict[str, AnyArray]:
    """The arrays of a file, read-only, where they lie. Raises IndexDamaged."""
    try:
        with path.open("rb") as handle:
            mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        start, length, checksum, signature = _TAIL.unpack(mapped[-_TAIL.size :])
        directory = mapped[start : start + length]
        if signature != SIGNATURE or zlib.crc32(directory) != checksum:
            raise ValueError("its directory is not what was written")
        found = {}
        for name, (kind, place, count) in json.loads(directory).items():
            found[name] = np.frombuffer(mapped, np.dtype(kind), count, place)
        return found
    except (OSError, ValueError, struct.error) as error:
        raise IndexDamaged(f"{path} cannot be read: {error}. Run 'kb index --full'.") from error


def give_back(array: AnyArray) -> None:
    """Let the system take back the pages of the file an array lies in; they are read again when asked for.

    For who goes once through a large file: what was read would count as memory of this process.
    """
    view: Any = array.base  # an array of a file has a view of its map there
    if isinstance(view, memoryview) and isinstance(view.obj, mmap.mmap):
        view.obj.madvise(mmap.MADV_DONTNEED)


def grouped(arrays: Arrays) -> dict[str, dict[str, AnyArray]]:
    """The arrays by what their names begin with, up to the last slash, and by the rest."""
    found: dict[str, dict[str, AnyArray]] = {}
    for name, array in arrays.items():
        prefix, _, rest = name.rpartition("/")
        found.setdefault(prefix, {})[rest] = array
    return found


def smallest(values: AnyArray) -> AnyArray:
    """The same whole numbers, none negative, in the smallest type of 1, 2 or 4 bytes, else in 8."""
    most = int(values.max()) if values.size else 0
    kind = next((kind for kind in (np.uint8, np.uint16, np.int32) if most <= np.iinfo(kind).max), np.int64)
    return values.astype(kind, copy=False)


def narrow(starts: AnyArray) -> AnyArray:
    """Ascending whole numbers, none negative, in 4 bytes where they fit."""
    return starts.astype(np.uint32) if not len(starts) or starts[-1] < 1 << 32 else starts


def scalars(array: AnyArray) -> memoryview[Any]:
    """The same numbers, ten times faster to read one by one."""
    values: Any = array
    return memoryview(values)
