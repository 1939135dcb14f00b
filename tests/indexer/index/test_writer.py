"""Commits, merges and builds against one segment of what should be there.

1. After any sequence of commits, merges (with commits in between) and builds the snapshot answers what one
   segment of the final documents answers: texts, words and places, columns, lengths, inflections, order.
2. Snapshots opened on the way answer on as they did.
3. Of two documents with one id in one commit the last counts; in a build it is an error.
4. A commit that changes nothing writes nothing; its base is in force.
5. A segment that nobody is left in goes. A merge whose sources are gone is dropped.
6. What is deleted while a merge is under way is deleted in what comes of it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.documents import Document
from indexer.errors import IndexMissing
from indexer.index.generation import Manifest, current_manifest, current_name
from indexer.index.in_memory import snapshot_of
from indexer.index.opening import Indexed, indexed_digests, open_snapshot
from indexer.index.snapshot import Snapshot
from indexer.index.writer import (
    MERGING,
    MergedSegment,
    build_generation,
    clean_merging,
    commit_merged,
    merge_segments,
)
from tests.indexer.index.small_indexes import (
    DOCUMENTS,
    IDS,
    MADE_BY,
    SHAPE,
    a_document,
    an_index,
    answers,
    committed,
    files_of,
    some_documents,
)
from tests.tiers import examples


@pytest.fixture(scope="module")
def undurable() -> Iterator[None]:
    """Nothing here looks at what a power cut leaves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


class Run:
    """An index, and the documents that should be in it."""

    def __init__(self, index: Path) -> None:
        self.index = index
        self.documents: dict[str, Document] = {}
        self.manifest = an_index(index)
        self.merging: list[MergedSegment] = []
        self.before: list[tuple[Snapshot, dict[str, Any]]] = []

    def commit(self, changed: list[Document], removed: list[str]) -> None:
        self.documents = {key: own for key, own in self.documents.items() if key not in removed}
        self.documents |= {document.id: document for document in changed}
        self.manifest = committed(self.index, self.manifest, changed, removed)

    def begin_merge(self, first: int, length: int) -> None:
        names = [state.name for state in self.manifest.segments[first : first + length]]
        if names:
            self.merging.append(merge_segments(self.index, self.manifest, names, SHAPE))

    def finish_merge(self) -> None:
        if self.merging:
            self.manifest = commit_merged(self.index, self.manifest, self.merging.pop(0), SHAPE)

    def build(self) -> None:
        self.manifest = an_index(self.index, self.documents.values())

    def check(self) -> None:
        snapshot, manifest = open_snapshot(self.index)
        assert manifest == self.manifest
        found = answers(snapshot)
        assert found == answers(snapshot_of(self.documents.values()))
        assert indexed_digests(self.index, manifest) == {
            document.id: Indexed(document.digest, document.links) for document in self.documents.values()
        }
        assert manifest.documents == len(self.documents) == snapshot.count
        self.before.append((snapshot, found))


Step = Callable[[Run], None]


@dataclass(frozen=True)
class Did:
    """A step that says in a failing example what it was."""

    name: str
    given: tuple[Any, ...] = ()

    def __call__(self, run: Run) -> None:
        getattr(run, self.name)(*self.given)


COMMITS = st.builds(
    lambda changed, removed: Did("commit", (changed, removed)),
    st.lists(DOCUMENTS, max_size=4),
    st.lists(st.sampled_from(IDS), max_size=3),
)
MERGES = st.builds(
    lambda first, length: Did("begin_merge", (first, length)), st.integers(0, 4), st.integers(1, 4)
)
OTHERS = st.sampled_from([Did("finish_merge"), Did("finish_merge"), Did("build"), Did("check")])


@settings(max_examples=examples(15, 600))
@given(st.lists(st.one_of(COMMITS, COMMITS, MERGES, OTHERS), max_size=12))
def test_any_commits_merges_and_builds_give_what_one_segment_gives(undurable: None, steps: list[Did]) -> None:
    del undurable
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder))
        for step in (*steps, Did("finish_merge"), Did("check")):
            step(run)
        for snapshot, found in run.before:
            assert answers(snapshot) == found


def ids_of(index: Path) -> list[str]:
    snapshot, _ = open_snapshot(index)
    return sorted(answers(snapshot)["stored"])


def merged(index: Path, manifest: Manifest) -> MergedSegment:
    return merge_segments(index, manifest, [state.name for state in manifest.segments], SHAPE)


def test_of_two_documents_with_one_id_the_last_counts(tmp_path: Path) -> None:
    manifest = an_index(tmp_path)
    manifest = committed(tmp_path, manifest, [a_document("a", "1"), a_document("b"), a_document("a", "2")])
    assert indexed_digests(tmp_path, manifest)["a"].digest == "2"
    assert manifest.documents == 2


def test_a_build_refuses_two_documents_with_one_id(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same id"):
        build_generation(tmp_path, [a_document("a"), a_document("a")], shape=SHAPE, fingerprint=MADE_BY)


def test_one_who_is_changed_and_removed_is_there(tmp_path: Path) -> None:
    committed(tmp_path, an_index(tmp_path, some_documents(2)), [a_document("r1")], ["r0", "r1"])
    assert ids_of(tmp_path) == ["r1"]


def test_a_build_is_not_in_force_by_itself(tmp_path: Path) -> None:
    before = an_index(tmp_path, some_documents(2)).name
    built = build_generation(tmp_path, some_documents(5), shape=SHAPE, fingerprint=MADE_BY)
    assert current_name(tmp_path) == before
    committed(tmp_path, built, [a_document("x")])
    assert len(ids_of(tmp_path)) == 6


def test_a_commit_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    base = an_index(tmp_path, some_documents(2))
    before = files_of(tmp_path)
    assert committed(tmp_path, base, [], ["unknown"]) == base
    assert files_of(tmp_path) == before


def test_a_commit_that_changes_nothing_brings_its_base_into_force(tmp_path: Path) -> None:
    an_index(tmp_path, some_documents(2))
    built = build_generation(tmp_path, some_documents(5), shape=SHAPE, fingerprint=MADE_BY)
    assert committed(tmp_path, built) == built == current_manifest(tmp_path)


def test_a_segment_nobody_is_left_in_goes(tmp_path: Path) -> None:
    base = an_index(tmp_path, some_documents(3))
    base = committed(tmp_path, base, [a_document("x")])
    manifest = committed(tmp_path, base, [a_document("x")])
    assert [state.documents for state in manifest.segments] == [3, 1]
    assert len(manifest.files) == 3
    assert committed(tmp_path, manifest, [], ["x", "r0", "r1", "r2"]).segments == ()


def test_a_merged_segment_takes_the_place_of_its_sources(tmp_path: Path) -> None:
    base = an_index(tmp_path, some_documents(3))
    for name in ("x", "y", "z"):
        base = committed(tmp_path, base, [a_document(name)])
    names = [state.name for state in base.segments]
    made = merge_segments(tmp_path, base, names[1:3], SHAPE)
    manifest = commit_merged(tmp_path, base, made, SHAPE)
    assert [state.name for state in manifest.segments] == [names[0], made.state.name, names[3]]
    assert list((tmp_path / MERGING).iterdir()) == []
    assert not {f"{name}.segment" for name in names[1:3]} & manifest.files.keys()


def test_what_is_deleted_during_a_merge_is_deleted_in_what_comes_of_it(tmp_path: Path) -> None:
    base = committed(tmp_path, an_index(tmp_path, some_documents(3)), [a_document("r0"), a_document("x")])
    made = merged(tmp_path, base)
    assert (made.state.documents, made.state.deleted) == (4, 0)
    base = committed(tmp_path, base, [a_document("r1", "new")], ["x"])
    manifest = commit_merged(tmp_path, base, made, SHAPE)
    assert [(state.documents, state.deleted) for state in manifest.segments] == [(4, 2), (1, 0)]
    assert ids_of(tmp_path) == ["r0", "r1", "r2"]
    assert indexed_digests(tmp_path, manifest)["r1"].digest == "new"


def test_if_all_are_deleted_during_a_merge_nothing_comes_of_it(tmp_path: Path) -> None:
    base = committed(tmp_path, an_index(tmp_path, some_documents(2)), [a_document("x"), a_document("y")])
    made = merge_segments(tmp_path, base, [base.segments[1].name], SHAPE)
    base = committed(tmp_path, base, [], ["x"])
    assert commit_merged(tmp_path, base, made, SHAPE).documents == 3
    made = merged(tmp_path, base)
    base = committed(tmp_path, base, [], ["r0", "r1"])
    base = committed(tmp_path, base, [], ["y"])
    assert base.segments == ()
    assert commit_merged(tmp_path, base, made, SHAPE) == base


@pytest.mark.parametrize("gone", ["source", "generation", "file"])
def test_a_merge_whose_sources_are_gone_is_dropped(tmp_path: Path, gone: str) -> None:
    base = committed(tmp_path, an_index(tmp_path, some_documents(2)), [a_document("x")])
    made = merged(tmp_path, base)
    if gone == "source":
        base = committed(tmp_path, base, [], ["x"])
    elif gone == "generation":
        base = an_index(tmp_path, some_documents(4))
    else:
        clean_merging(tmp_path)
    before = files_of(tmp_path)
    assert commit_merged(tmp_path, base, made, SHAPE) == base
    assert files_of(tmp_path) == [name for name in before if not name.startswith(MERGING)]


def test_only_segments_of_the_commit_can_be_merged(tmp_path: Path) -> None:
    base = an_index(tmp_path, some_documents(2))
    for names in ([], ["unknown"], [base.segments[0].name, "unknown"]):
        with pytest.raises(ValueError, match="does not have all of"):
            merge_segments(tmp_path, base, names, SHAPE)


def test_segments_of_a_commit_that_is_gone_cannot_be_merged(tmp_path: Path) -> None:
    base = an_index(tmp_path, some_documents(2))
    old = committed(tmp_path, base, [], ["r0"])
    base = committed(tmp_path, committed(tmp_path, old, [a_document("x")]), [], ["x"])
    with pytest.raises(IndexMissing, match="Merge segments of the one in force"):
        merged(tmp_path, old)
    assert merged(tmp_path, base).state.documents == 1


def test_merged_segments_nobody_will_take_in_are_removed(tmp_path: Path) -> None:
    base = an_index(tmp_path, some_documents(2))
    before = files_of(tmp_path)
    merged(tmp_path, base)
    clean_merging(tmp_path)
    clean_merging(tmp_path)
    assert files_of(tmp_path) == before
