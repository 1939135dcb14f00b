"""What does the file of a compiled dictionary look like?

Signature, checksum, length of the header; the header, a JSON object that says where each array lies; then the
arrays, each at a multiple of eight bytes. The checksum covers all that follows it and is tested on opening by
reading, not through the map, so that opening makes nothing resident. Texts are pooled: one run of UTF-8 and
the offset of each, sorted by their bytes where they are searched.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import time
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from indexer.errors import DictionaryDamaged
from kb.durable import replace_file

Side = Literal["de", "en"]
SIDES: tuple[Side, ...] = ("de", "en")
Arrays = dict[str, NDArray[Any]]

SIGNATURE = b"LTDICT03"  # the number changes with the layout, with the tokenizer and with folding
_HEAD = struct.Struct("<8sII")  # signature, checksum, length of the header
_CHECKED_FROM = 12
_CHUNK = 1 << 20
_LEFT_BEHIND = 3600  # seconds after which an unfinished file belongs to nobody: its process was killed


def other_side(side: Side) -> Side:
    """The language a lookup from ``side`` leads to."""
    return "en" if side == "de" else "de"


def hashed(text: str) -> int:
    """A number for ``text`` that every process agrees on."""
    return zlib.crc32(text.encode())


def pool(texts: list[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The offsets of the texts, one more than there are texts, and their UTF-8 in one run."""
    encoded = [text.encode() for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.uint32)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    return offsets, np.frombuffer(b"".join(encoded), np.uint8)


def write(path: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Write the file as a whole or not at all. Equal arrays and facts give equal bytes."""
    places: dict[str, tuple[str, int, int]] = {}
    end = 0
    for name, values in arrays.items():
        places[name] = (values.dtype.str, end, len(values))
        end += _padded(values.nbytes)
    header = json.dumps({"facts": dict(facts), "arrays": places, "bytes": end}, sort_keys=True).encode()
    header += b" " * (-(len(header) + _HEAD.size) % 8)
    parts = [struct.pack("<I", len(header)), header]
    for values in arrays.values():
        parts += [values.tobytes(), bytes(_padded(values.nbytes) - values.nbytes)]
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    _sweep(path)
    replace_file(path, b"".join([SIGNATURE, struct.pack("<I", checksum), *parts]))


def _sweep(path: Path) -> None:
    """Remove what killed imports left beside the file."""
    for leftover in path.parent.glob(f".{path.name}.*"):
        if leftover.stat().st_mtime < time.time() - _LEFT_BEHIND:
            leftover.unlink(missing_ok=True)


def _padded(size: int) -> int:
    return size + -size % 8


def read(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """The arrays of a file, mapped read-only, and the facts about it. Raises DictionaryDamaged."""
    with path.open("rb") as handle:
        head = handle.read(_HEAD.size)
        if len(head) < _HEAD.size or not head.startswith(SIGNATURE[:6]):
            raise _damaged(path, "is not a compiled dictionary")
        signature, checksum, length = _HEAD.unpack(head)
        if signature != SIGNATURE:
            raise _damaged(path, "was made by another version")
        if _checksum(handle.fileno()) != checksum:
            raise _damaged(path, "differs from its checksum")
        header = json.loads(os.pread(handle.fileno(), length, _HEAD.size))
        mapped = memoryview(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ))
    start = _HEAD.size + length
    arrays = {
        name: np.frombuffer(mapped, np.dtype(kind), count, start + offset) if count else np.zeros(0, kind)
        for name, (kind, offset, count) in header["arrays"].items()
    }
    return arrays, header["facts"]


def _checksum(descriptor: int) -> int:
    checksum = 0
    position = _CHECKED_FROM
    while chunk := os.pread(descriptor, _CHUNK, position):
        checksum = zlib.crc32(chunk, checksum)
        position += len(chunk)
    return checksum


def _damaged(path: Path, problem: str) -> DictionaryDamaged:
    return DictionaryDamaged(
        f"{path} {problem}. Make it anew with 'kb dictionary import FILE', or remove it to search without."
    )
