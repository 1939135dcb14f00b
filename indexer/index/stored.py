"""What was stored with a document comes back as it was: texts in compressed blocks of about ``BLOCK`` bytes.

One document is read by unpacking its block. Small documents share one, which packs them better and faster
than one by one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.index.arrays import AnyArray, Writer, give_back, scalars

BLOCK = 8_192  # bytes before packing
LEVEL = 1  # of zlib: texts become a third, about as fast as they are written


class StoredTexts:
    """The stored texts of one segment."""

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self._bytes = scalars(arrays["bytes"])
        self.block_ends = arrays["block-ends"]
        self.firsts = arrays["firsts"]
        """Per block the number of its first document; the number of documents at the end."""
        self.sizes = arrays["sizes"]
        """Per document the bytes before packing."""

    def read(self, document: int) -> bytes:
        """The text of a document."""
        block = int(np.searchsorted(self.firsts, document, "right")) - 1
        first = int(self.firsts[block])
        start = int(self.sizes[first:document].sum())
        return self._unpacked(block)[start : start + int(self.sizes[document])]

    def _unpacked(self, block: int) -> bytes:
        return zlib.decompress(self.packed(block, block + 1))

    def packed(self, first: int, end: int) -> memoryview[Any]:
        """The blocks [first, end) as they lie there."""
        return self._bytes[int(self.block_ends[first]) : int(self.block_ends[end])]

    def all(self) -> Iterator[bytes]:
        """The text of every document in order, each block unpacked once."""
        for block in range(len(self.block_ends) - 1):
            text, start = self._unpacked(block), 0
            for size in self.sizes[self.firsts[block] : self.firsts[block + 1]].tolist():
                yield text[start : start + size]
                start += size


class StoredWriter:
    """Packs the texts of one document after the other."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._packed: list[bytes] = []
        self._ends = [0]
        self._firsts = [0]
        self._sizes: list[AnyArray] = []

    def add(self, text: bytes) -> None:
        """The text of the next document."""
        self._waiting.append(text)
        self._bytes += len(text)
        if self._bytes >= BLOCK:
            self._pack()

    def _pack(self) -> None:
        if self._waiting:
            sizes = np.fromiter(map(len, self._waiting), np.int32, len(self._waiting))
            packed = zlib.compress(b"".join(self._waiting), LEVEL)
            self._packed.append(packed)
            self._note(np.array([len(packed)]), np.array([len(self._waiting)]), sizes)
            self._waiting, self._bytes = [], 0

    def _note(self, lengths: AnyArray, documents: AnyArray, sizes: AnyArray) -> None:
        self._ends += (self._ends[-1] + np.cumsum(lengths)).tolist()
        self._firsts += (self._firsts[-1] + np.cumsum(documents)).tolist()
        self._sizes.append(sizes)

    def add_all(self, texts: StoredTexts) -> None:
        """The texts of another segment as they are packed there."""
        self._pack()
        self._packed.append(bytes(texts.packed(0, len(texts.block_ends) - 1)))
        self._note(np.diff(texts.block_ends), np.diff(texts.firsts), texts.sizes)

    def drain(self) -> Iterable[AnyArray]:
        """The packed bytes since the last call; they are no longer kept."""
        packed, self._packed = self._packed, []
        yield from (np.frombuffer(piece, np.uint8) for piece in packed)

    def arrays(self) -> dict[str, AnyArray]:
        """All arrays but the bytes. Nothing may be added afterwards."""
        self._pack()
        sizes = np.concatenate(self._sizes) if self._sizes else np.zeros(0, np.int32)
        ends, firsts = np.array(self._ends, np.int64), np.array(self._firsts, np.int32)
        return {"block-ends": ends, "firsts": firsts, "sizes": sizes}


def merge_stored(
    sources: Sequence[tuple[StoredTexts, NDArray[np.bool_]]], writer: Writer, prefix: str
) -> None:
    """Write the texts of the living documents of several segments."""
    stored = StoredWriter()
    writer.append(f"{prefix}/bytes", np.zeros(0, np.uint8))
    for texts, living in sources:
        if living.all():
            stored.add_all(texts)
        else:
            for text, alive in zip(texts.all(), living.tolist(), strict=True):
                if alive:
                    stored.add(text)
        for piece in stored.drain():
            writer.append(f"{prefix}/bytes", piece)
        give_back(texts.sizes)
    rest = stored.arrays()
    for piece in stored.drain():
        writer.append(f"{prefix}/bytes", piece)
    for name, values in rest.items():
        writer.put(f"{prefix}/{name}", values)
