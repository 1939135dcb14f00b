"""From several segments to one.

1. Of any documents in up to five segments, some deleted, the merged segment holds what one segment of the
   living documents in order holds, their pages too; however few terms are taken at a time.
2. Terms, keys and values that only deleted documents had are gone; all may be deleted.
3. A table of terms may keep a term where only deleted documents had it in that block: no other.
4. No more rows are in memory than asked for, or than one term has; nothing is left where merging fails.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index import merging
from indexer.index.building import segment_of
from indexer.index.layout import Entry, Words
from indexer.index.merging import CHUNK, merge
from indexer.index.segment import Segment
from tests.indexer.index.contents import IN_GERMAN, LAYOUT, Content, content_in, content_of, entry_lists

Parts = list[tuple[list[Entry], list[bool]]]  # segments: their entries, and which of them are living


@st.composite
def parts(draw: st.DrawFn, *, deleting: bool = True) -> Parts:
    """Entries in one to five segments, in each none, some or all deleted."""
    entries = draw(entry_lists(most=14))
    cuts = sorted(draw(st.lists(st.integers(0, len(entries)), max_size=4)))
    found: Parts = []
    for first, end in zip([0, *cuts], [*cuts, len(entries)], strict=True):
        some = st.lists(st.booleans(), min_size=end - first, max_size=end - first)
        everyone = st.just([True] * (end - first))
        living = st.one_of(everyone, some, st.just([False] * (end - first))) if deleting else everyone
        found.append((entries[first:end], draw(living)))
    return found


def merged(found: Parts, folder: Path, chunk: int = CHUNK) -> Segment:
    sources = [
        (segment_of(entries, LAYOUT), None if all(living) else np.array(living, np.bool_))
        for entries, living in found
    ]
    path = folder / "merged.segment"
    with mock.patch.object(merging, "CHUNK", chunk):
        merge(sources, path)
    return Segment.open(path, LAYOUT)


def merged_content(found: Parts, chunk: int = CHUNK) -> Content:
    with tempfile.TemporaryDirectory() as folder:
        return content_in(merged(found, Path(folder), chunk))


def living_entries(found: Parts) -> list[Entry]:
    return [entry for entries, living in found for entry, alive in zip(entries, living, strict=True) if alive]


def without(content: Content, table: str) -> Content:
    return replace(content, term_keys={n: keys for n, keys in content.term_keys.items() if n != table})


@given(parts(), st.one_of(st.integers(1, 30), st.just(CHUNK)))
def test_what_is_merged_is_a_segment_of_the_living_documents(found: Parts, chunk: int) -> None:
    content, expected = merged_content(found, chunk), content_of(living_entries(found))
    assert without(content, IN_GERMAN) == without(expected, IN_GERMAN)
    kept, needed = content.term_keys.get(IN_GERMAN, {}), expected.term_keys.get(IN_GERMAN, {})
    assert needed.items() <= kept.items()
    for term in kept.keys() - needed.keys():
        deleted = content_of([entry for entries, _ in found for entry in entries])
        assert term in content.terms
        assert (term, "german") in deleted.rows


@given(parts(deleting=False), st.one_of(st.integers(1, 30), st.just(CHUNK)))
def test_without_deletions_all_tables_are_those_of_one_segment(found: Parts, chunk: int) -> None:
    assert merged_content(found, chunk) == content_of(living_entries(found))


@given(parts(), st.data())
def test_what_was_merged_can_be_merged_again(found: Parts, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(found)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "both.segment"
        first = (merged(found[:cut], Path(folder)), None)
        rest = [(segment_of(entries, LAYOUT), np.array(living, np.bool_)) for entries, living in found[cut:]]
        merge([first, *rest], path)
        content = content_in(Segment.open(path, LAYOUT))
    assert without(content, IN_GERMAN) == without(content_of(living_entries(found)), IN_GERMAN)


def an_entry(name: str, terms: Sequence[str], key: str) -> Entry:
    return Entry(name, {"title_de": Words(terms)}, {"kind": (key,)}, b"", {"source": (key,)})


def test_what_only_deleted_documents_had_is_gone(tmp_path: Path) -> None:
    first = [an_entry("a", ["hafen", "kiel"], "x"), an_entry("b", ["hafen", "1"], "y")]
    second = [an_entry("c", ["werft"], "x"), an_entry("d", ["husum"], "z")]
    segment = merged([(first, [True, False]), (second, [True, False])], tmp_path)
    assert list(segment.terms) == ["hafen", "kiel", "werft"]
    assert list(segment.column("kind").keys) == ["x"]
    assert list(segment.document_tables["source"].keys) == ["x"]
    assert list(segment.term_tables["initial"].keys) == ["h", "k", "w"]
    assert len(segment.term_tables["digit"].keys) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_all_documents_may_be_deleted(tmp_path: Path, count: int) -> None:
    gone = [
        ([an_entry(f"r{n}", ["hafen"], "x"), an_entry(f"s{n}", [], "y")], [False, False])
        for n in range(count)
    ]
    segment = merged(gone, tmp_path)
    assert segment.size == 0
    assert content_in(segment) == content_of([])


def test_rows_and_places_may_need_types_of_different_sizes(tmp_path: Path) -> None:
    few, many = an_entry("a", ["hafen"], "x"), an_entry("b", ["hafen"] * 70_000, "x")
    middle = an_entry("c", ["hafen"] * 300, "y")
    segment = merged([([few], [True]), ([many, few], [True, False]), ([middle], [True])], tmp_path, chunk=1)
    assert content_in(segment) == content_of([few, many, middle])


def test_the_sources_may_be_files_that_are_removed_afterwards(tmp_path: Path) -> None:
    found = [
        ([an_entry(f"r{n}", ["hafen", f"t{n}"], "x"), an_entry(f"s{n}", ["t"], "y")], [True, False])
        for n in (1, 2)
    ]
    once = merged(found, tmp_path)
    path = tmp_path / "again.segment"
    (tmp_path / "merged.segment").unlink()
    merge([(once, np.array([False, True]))], path)
    assert content_in(Segment.open(path, LAYOUT)) == content_of([an_entry("r2", ["hafen", "t2"], "x")])


@given(parts(), st.integers(1, 30))
def test_no_more_rows_are_taken_at_a_time_than_asked_for_or_one_term_has(found: Parts, chunk: int) -> None:
    taken: list[int] = []
    of_term: Counter[str] = Counter()
    for entries, _ in found:
        content = content_of(entries)
        for held in (content, content.pages):
            for (term, _block), rows in held.rows.items() if held else ():
                of_term[term] += len(rows)

    def together(pieces: Sequence[Any]) -> Any:
        joined = in_order(pieces)
        taken.append(len(joined.keys))
        return joined

    in_order = merging._in_order
    with mock.patch.object(merging, "_in_order", together):
        merged_content(found, chunk)
    assert max(taken, default=0) <= max([chunk, *of_term.values()])
    assert sum(taken) <= of_term.total()


def test_nothing_is_left_where_merging_fails(tmp_path: Path) -> None:
    sources = [(segment_of([an_entry("a", ["hafen"], "x")], LAYOUT), np.ones(2, np.bool_))]  # one too many
    with pytest.raises((ValueError, IndexError)):
        merge(sources, tmp_path / "merged.segment")
    assert list(tmp_path.iterdir()) == []
