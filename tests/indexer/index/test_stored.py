"""What was stored comes back.

1. Any bytes of every document come back, one by one and all in order, however blocks fall.
2. Texts of several segments merge into those of the living documents.
3. Small documents share a block, and a block is read no further than it is needed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index import stored
from indexer.index.arrays import ArrayWriter, grouped, map_arrays
from indexer.index.stored import BLOCK, StoredTexts, StoredWriter, merge_stored

TEXTS = st.lists(st.one_of(st.binary(max_size=12), st.just(b"x" * 30)), max_size=12)
BLOCKS = st.integers(1, 40)  # bytes


def texts_of(texts: Sequence[bytes], block: int = BLOCK) -> StoredTexts:
    with mock.patch.object(stored, "BLOCK", block):
        writer = StoredWriter()
        for text in texts:
            writer.add(text)
        arrays = writer.arrays()
    return StoredTexts({**arrays, "bytes": np.concatenate([np.zeros(0, np.uint8), *writer.drain()])})


def assert_holds(found: StoredTexts, texts: Sequence[bytes]) -> None:
    assert list(found.all()) == list(texts)
    assert [found.read(number) for number in range(len(texts))] == list(texts)
    assert found.sizes.tolist() == [len(text) for text in texts]


@given(TEXTS, BLOCKS)
def test_every_text_comes_back(texts: list[bytes], block: int) -> None:
    assert_holds(texts_of(texts, block), texts)


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_texts_come_back_at_the_border_of_a_block(size: int) -> None:
    texts = [b"a" * size, b"", b"b", b"c" * size, b"d"]
    assert_holds(texts_of(texts), texts)


def test_small_texts_share_a_block_and_large_ones_have_their_own() -> None:
    assert texts_of([b"x" * 100] * 50).firsts.tolist() == [0, 50]
    assert texts_of([b"x" * BLOCK] * 3).firsts.tolist() == [0, 1, 2, 3]


def test_only_the_block_of_a_text_is_unpacked() -> None:
    found = texts_of([bytes([number]) * BLOCK for number in range(5)])
    with mock.patch("zlib.decompress", wraps=stored.zlib.decompress) as unpacking:  # type: ignore[attr-defined]
        assert found.read(3) == bytes([3]) * BLOCK
        assert unpacking.call_count == 1
        assert len(list(found.all())) == 5
        assert unpacking.call_count == 6


@st.composite
def sources(draw: st.DrawFn) -> list[tuple[list[bytes], list[bool], int]]:
    """The texts of some segments, which of them are living, and the size of blocks there."""
    found = []
    for texts in draw(st.lists(TEXTS, min_size=1, max_size=5)):
        some = st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))
        living = draw(st.one_of(st.just([True] * len(texts)), st.just([False] * len(texts)), some))
        found.append((texts, living, draw(BLOCKS)))
    return found


@given(sources(), BLOCKS)
def test_merged_texts_are_those_of_the_living(
    segments: list[tuple[list[bytes], list[bool], int]], block: int
) -> None:
    parts = [(texts_of(texts, size), np.array(living, np.bool_)) for texts, living, size in segments]
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(stored, "BLOCK", block):
        path = Path(folder) / "merged"
        with ArrayWriter(path) as writer:
            merge_stored(parts, writer, "stored")
        merged = StoredTexts(grouped(map_arrays(path))["stored"])
    alive = [
        text
        for texts, living, _ in segments
        for text, is_there in zip(texts, living, strict=True)
        if is_there
    ]
    assert_holds(merged, alive)
