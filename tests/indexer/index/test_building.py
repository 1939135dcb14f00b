"""From documents to a segment file.

1. A file holds all that its documents and their pages hold; without pages it has no array of them.
2. In however many batches they are written, the segment is that of one batch, and nothing else is left.
3. Documents without any words are kept, in every batch.
4. A segment in memory is that of the file.
5. Where the disk is full or the documents end with an error, no file is left; one that is there is not
   replaced.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.index.arrays import narrow
from indexer.index.building import BATCH, SegmentBuilder, new_segment_name, segment_of
from indexer.index.layout import Entry, Words
from indexer.index.segment import Segment
from tests.indexer.index.contents import LAYOUT, Content, content_in, content_of, entry_lists


def built(entries: Iterable[Entry], folder: Path, batch: int = BATCH) -> Segment:
    with SegmentBuilder(LAYOUT, folder / "built.segment", batch) as builder:
        for entry in entries:
            builder.add(entry)
        path = builder.finish()
    assert list(folder.iterdir()) == [path]
    return Segment.open(path, LAYOUT)


def built_content(entries: Sequence[Entry], batch: int = BATCH) -> Content:
    with tempfile.TemporaryDirectory() as folder:
        return content_in(built(entries, Path(folder), batch))


def an_entry(name: str, *terms: str) -> Entry:
    return Entry(name, {"title_de": Words(terms)} if terms else {}, {"kind": ("x",)}, name.encode())


@given(entry_lists())
def test_a_segment_holds_what_its_documents_hold(entries: list[Entry]) -> None:
    expected = content_of(entries)
    assert content_in(segment_of(entries, LAYOUT)) == expected
    assert built_content(entries) == expected


def test_a_segment_without_pages_has_no_array_of_them() -> None:
    page = Entry("a/0", {"body_de": Words(["hafen"])}, {"number": ("1",)}, b"text")
    assert not [name for name in segment_of([an_entry("a", "x")], LAYOUT).bytes if "pages" in name]
    assert [
        name
        for name in segment_of([replace(an_entry("a", "x"), pages=[page])], LAYOUT).bytes
        if "pages" in name
    ]


def test_pages_need_a_layout() -> None:
    with pytest.raises(ValueError, match="no pages"):
        segment_of([replace(an_entry("a"), pages=[an_entry("b")])], replace(LAYOUT, pages=None))


@given(entry_lists(), st.integers(1, 30))
@example([an_entry("a", "x"), an_entry("b")], 1)
@example([an_entry("a", "x"), an_entry("b"), an_entry("c"), an_entry("d", "y")], 1)
@example([an_entry("a", "x")], 1)
@example([], 1)
def test_the_number_of_batches_changes_nothing(entries: list[Entry], batch: int) -> None:
    assert built_content(entries, batch) == content_of(entries)


def test_batches_may_need_types_of_different_sizes(tmp_path: Path) -> None:
    entries = [
        an_entry("a", "rare", "hafen"),
        an_entry("b", *["often"] * 300),
        Entry("c", {"title_de": Words(["late", "rare"], [2, 70_000])}, {"kind": ("x",)}, b""),
        an_entry("d", *["often"] * 70_000),
        an_entry("e", "rare"),
    ]
    segment = built(entries, tmp_path, batch=2)
    expected = content_of(entries)
    assert content_in(segment) == expected
    assert expected.lengths["title_de"] == [2, 300, 2, 70_000, 1]


def test_there_may_be_more_values_than_one_byte_counts_in_several_batches(tmp_path: Path) -> None:
    entries = [
        Entry(f"r{n}", {"names": Words([f"t{n}"])}, {"kind": (f"{n:03}",), "theme": (f"{n % 7}",) * 2}, b"")
        for n in range(600)
    ]
    assert content_in(built(entries, tmp_path, batch=100)) == content_of(entries)


@pytest.mark.parametrize(("last", "kind"), [(0, "u4"), (2**32 - 1, "u4"), (2**32, "i8")])
def test_starts_grow(last: int, kind: str) -> None:
    found = narrow(np.array([0, last]))
    assert found.tolist() == [0, last]
    assert found.dtype == np.dtype(kind)


@pytest.mark.parametrize("batch", [1, BATCH])
def test_starts_are_small_where_they_can_be(tmp_path: Path, batch: int) -> None:
    rows = built([an_entry("a", "x"), an_entry("b", "x")], tmp_path, batch).rows
    assert rows.starts.dtype == rows.place_starts.dtype == np.uint32


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "built.segment").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        built([an_entry("a", "x")], tmp_path)
    assert (tmp_path / "built.segment").read_bytes() == b"mine"


@pytest.mark.parametrize("batch", [1, BATCH])
@pytest.mark.parametrize("written", range(5))
def test_no_file_is_left_where_the_disk_is_full(tmp_path: Path, batch: int, written: int) -> None:
    entries = [an_entry("a", "x"), an_entry("b", "y"), an_entry("c", "z")]
    failing = [None] * written + [OSError(errno.ENOSPC, "No space left on device")]
    with mock.patch("os.fsync", side_effect=[*failing, *[None] * 9]):
        if written < (1 if batch == BATCH else 4):
            with pytest.raises(OSError, match="No space left"):
                built(entries, tmp_path, batch)
            assert list(tmp_path.iterdir()) == []
        else:
            assert content_in(built(entries, tmp_path, batch)) == content_of(entries)


def failing_documents() -> Iterator[Entry]:
    yield an_entry("a", "x")
    raise ValueError("no more documents")


@pytest.mark.parametrize("batch", [1, BATCH])
def test_no_file_is_left_where_the_documents_fail(tmp_path: Path, batch: int) -> None:
    with pytest.raises(ValueError, match="no more"):
        built(failing_documents(), tmp_path, batch)
    assert list(tmp_path.iterdir()) == []


def test_names_of_segments_do_not_repeat() -> None:
    names = {new_segment_name() for _ in range(1_000)}
    assert len(names) == 1_000
    assert all(name.isalnum() for name in names)


@pytest.mark.parametrize(
    ("texts", "columns", "unknown"),
    [({"titel": Words(["hafen"])}, {}, "titel"), ({}, {"knd": ("x",)}, "knd")],
)
def test_a_name_the_layout_does_not_have_is_refused(
    texts: dict[str, Words], columns: dict[str, tuple[str, ...]], unknown: str
) -> None:
    with pytest.raises(ValueError, match=f"no {unknown}"):
        segment_of([Entry("a", texts, columns, b"")], LAYOUT)
