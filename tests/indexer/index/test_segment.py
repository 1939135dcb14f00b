"""A segment and its file.

1. What is opened from a file is what was written.
2. A file of other fields or columns, or without one of its arrays, is refused as damaged.
3. Lengths are summed; tables and columns are found by name: an unknown table is none, a column an error. The
   fields in which a document holds terms are those its texts say.
4. There may be no documents.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import IndexDamaged
from indexer.index.arrays import AnyArray, map_arrays, write_arrays
from indexer.index.building import SegmentBuilder, segment_of
from indexer.index.layout import Entry, Layout, Words
from indexer.index.segment import Segment, shape_of
from tests.indexer.index.contents import LAYOUT, TERMS, content_in, content_of, entry_lists

ENTRIES = [
    Entry("a", {"title_de": Words(["hafen", "4.0"]), "names": Words(["kiel"])}, {"kind": ("x",)}, b"1"),
    Entry(
        "b", {"title_de": Words(["hafen"])}, {"kind": ("y",), "theme": ("t", "u")}, b"2", {"source": ["s"]}
    ),
    Entry("c", {}, {"kind": ("x",)}, b""),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with SegmentBuilder(LAYOUT, tmp_path / "abc.segment") as builder:
        for entry in ENTRIES:
            builder.add(entry)
        return builder.finish()


def test_what_is_opened_is_what_was_written(path: Path) -> None:
    segment = Segment.open(path, LAYOUT)
    assert segment.name == "abc"
    assert segment.size == 3
    assert content_in(segment) == content_of(ENTRIES)
    assert sum(segment.bytes.values()) < path.stat().st_size


@given(entry_lists(), st.lists(TERMS, max_size=3), st.sets(st.integers(0, 2)))
def test_the_fields_of_a_document_are_those_that_hold_the_terms(
    entries: list[Entry], terms: list[str], blocks: set[int]
) -> None:
    segment, fields = segment_of(entries, LAYOUT), LAYOUT.fields
    for number, entry in enumerate(entries):
        expected = {
            place
            for place, field in enumerate(fields)
            if LAYOUT.block_of[place] in blocks and set(terms) & set(entry.texts.get(field, Words(())).terms)
        }
        assert segment.fields_of(number, terms, blocks) == expected


def test_an_open_segment_outlives_its_file(path: Path) -> None:
    segment = Segment.open(path, LAYOUT)
    path.unlink()
    assert content_in(segment) == content_of(ENTRIES)


@pytest.mark.parametrize(
    "layout",
    [
        replace(LAYOUT, columns=("kind",)),
        replace(LAYOUT, columns=("theme", "kind")),
        replace(LAYOUT, blocks=dict(list(LAYOUT.blocks.items())[::-1])),
        replace(LAYOUT, blocks={**LAYOUT.blocks, "names": ("names", "places")}),
        replace(LAYOUT, blocks={name: (name,) for name in LAYOUT.fields}),
        Layout({}, ()),
    ],
)
def test_a_file_of_another_layout_is_refused(path: Path, layout: Layout) -> None:
    with pytest.raises(IndexDamaged, match=r"abc has other fields or columns\. Run 'kb index --full'"):
        Segment.open(path, layout)
    assert shape_of(layout) != shape_of(LAYOUT)


def test_a_file_without_one_of_its_arrays_is_refused(path: Path, tmp_path: Path) -> None:
    arrays = map_arrays(path)
    for name in arrays:
        if name in ("columns/theme/offsets", *(n for n in arrays if "-tables/" in n)):
            continue  # which may be missing
        other = tmp_path / "less.segment"
        write_arrays(other, {kept: array for kept, array in arrays.items() if kept != name})
        with pytest.raises(IndexDamaged, match="kb index --full"):
            Segment.open(other, LAYOUT)
        other.unlink()


def test_a_table_without_one_of_its_arrays_is_refused(path: Path, tmp_path: Path) -> None:
    arrays: dict[str, AnyArray] = map_arrays(path)
    del arrays["document-tables/source/slots"]
    write_arrays(tmp_path / "less.segment", arrays)
    with pytest.raises(IndexDamaged, match="slots"):
        Segment.open(tmp_path / "less.segment", LAYOUT)


def test_any_other_file_is_refused(tmp_path: Path) -> None:
    write_arrays(tmp_path / "other.segment", {})
    (tmp_path / "empty.segment").touch()
    for name in ("other", "empty", "none"):
        with pytest.raises(IndexDamaged, match="kb index --full"):
            Segment.open(tmp_path / f"{name}.segment", LAYOUT)


def test_sums_count_words_and_the_documents_that_have_any(path: Path) -> None:
    words, documents = Segment.open(path, LAYOUT).length_sums.tolist()
    assert dict(zip(LAYOUT.fields, words, strict=True)) == dict.fromkeys(LAYOUT.fields, 0) | {
        "title_de": 3,
        "names": 1,
    }
    assert dict(zip(LAYOUT.fields, documents, strict=True)) == dict.fromkeys(LAYOUT.fields, 0) | {
        "title_de": 2,
        "names": 1,
    }


def test_tables_of_documents_and_of_terms_are_found_by_name(path: Path) -> None:
    segment = Segment.open(path, LAYOUT)
    source, digit = segment.table("source"), segment.table("digit")
    assert source is not None
    assert source.of("s").tolist() == [1]
    assert digit is not None
    assert [segment.terms[number] for number in digit.of("4")] == ["4.0"]
    assert segment.table("unknown") is None


def test_an_unknown_column_is_an_error(path: Path) -> None:
    with pytest.raises(KeyError):
        Segment.open(path, LAYOUT).column("unknown")


def test_there_may_be_no_documents() -> None:
    segment = segment_of([], LAYOUT)
    assert segment.size == 0
    assert segment.length_sums.tolist() == [[0] * len(LAYOUT.fields)] * 2
    assert content_in(segment) == content_of([])
