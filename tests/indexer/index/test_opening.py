"""From a commit on disk to its snapshot.

1. A snapshot answers what its documents say, also after its files are removed.
2. Segments that are open in this process are shared with the next snapshot, by all threads; nothing keeps
   them open once nobody uses them.
3. No index, an index of another version and a damaged one are told apart.
4. A commit that is replaced and removed while it is being read is no damage.
5. Of each record that is there the digest and the needed records are known.
6. What was verified ahead is not read again, and damage found ahead is told by the one who opens.
"""

from __future__ import annotations

import gc
import os
import shutil
import threading
import weakref
from pathlib import Path

import pytest

from indexer.errors import IndexDamaged, IndexMissing
from indexer.index import opening, verification
from indexer.index.committing import make_current
from indexer.index.generation import Manifest, current_manifest
from indexer.index.in_memory import snapshot_of
from indexer.index.opening import Indexed, indexed_digests, open_commit, open_snapshot, verify_ahead
from indexer.index.writer import build_generation
from tests.indexer.index.small_indexes import (
    SHAPE,
    a_document,
    an_index,
    answers,
    committed,
    some_documents,
)


def test_a_snapshot_answers_what_its_documents_say(tmp_path: Path) -> None:
    documents = some_documents(20)
    manifest = an_index(tmp_path, documents)
    snapshot, opened = open_snapshot(tmp_path)
    assert opened == manifest
    assert snapshot.name == manifest.name
    assert answers(snapshot) == answers(snapshot_of(documents))


def test_an_index_may_be_empty(tmp_path: Path) -> None:
    manifest = an_index(tmp_path)
    assert (manifest.documents, manifest.segments) == (0, ())
    assert open_snapshot(tmp_path)[0].count == 0


def test_a_snapshot_answers_on_after_its_files_are_removed(tmp_path: Path) -> None:
    base = an_index(tmp_path, some_documents(20))
    committed(tmp_path, base, [a_document("r1", title_de="Werft")], ["r2"])
    snapshot, _ = open_snapshot(tmp_path)
    before = answers(open_snapshot(tmp_path)[0])
    shutil.rmtree(tmp_path)
    assert answers(snapshot) == before


def test_a_new_commit_opens_only_what_is_new(tmp_path: Path) -> None:
    manifest = an_index(tmp_path, some_documents(3))
    first, _ = open_snapshot(tmp_path)
    committed(tmp_path, manifest, [a_document("r9")])
    second, _ = open_snapshot(tmp_path)
    assert second.parts[0].segment is first.parts[0].segment
    assert len(second.parts) == 2


def test_threads_open_a_segment_once(tmp_path: Path) -> None:
    an_index(tmp_path, some_documents(3))
    start, opened = threading.Barrier(8), []

    def open_one() -> None:
        start.wait()
        opened.append(open_snapshot(tmp_path)[0].parts[0].segment)

    threads = [threading.Thread(target=open_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    assert len(set(map(id, opened))) == 1


def test_what_nobody_uses_is_closed(tmp_path: Path) -> None:
    an_index(tmp_path / "one", some_documents(3))
    an_index(tmp_path / "other", some_documents(3))
    unused = weakref.ref(open_snapshot(tmp_path / "one")[0].parts[0].segment)
    open_snapshot(tmp_path / "other")
    gc.collect()
    assert unused() is None


def test_no_index_is_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="Run 'kb index'"):
        open_snapshot(tmp_path)


def test_an_index_of_another_version_is_missing(tmp_path: Path) -> None:
    manifest = build_generation(tmp_path, [], shape=SHAPE, fingerprint="0-old")
    make_current(tmp_path, manifest)
    with pytest.raises(IndexMissing, match="another version"):
        open_snapshot(tmp_path)


def test_a_removed_commit_is_damage(tmp_path: Path) -> None:
    manifest = an_index(tmp_path, some_documents(3))
    shutil.rmtree(tmp_path / manifest.name)
    with pytest.raises(IndexDamaged, match="kb index --full"):
        open_snapshot(tmp_path)


def test_a_commit_replaced_while_it_is_read_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = an_index(tmp_path, some_documents(3))

    def read_late(index: Path) -> Manifest:
        """As if two commits were made between reading the manifest and opening the files."""
        monkeypatch.setattr(opening, "current_manifest", current_manifest)
        manifest = current_manifest(index)
        committed(index, committed(index, base, [a_document("r3")]), [a_document("r4")])
        opening._open.clear()
        return manifest

    monkeypatch.setattr(opening, "current_manifest", read_late)
    snapshot, manifest = open_snapshot(tmp_path)
    assert not (tmp_path / base.name).exists()
    assert (manifest.commit, snapshot.count) == (3, 5)


def test_a_mark_of_the_wrong_size_is_damage(tmp_path: Path) -> None:
    manifest = committed(tmp_path, an_index(tmp_path, some_documents(20)), [], ["r1"])
    name = manifest.segments[0].living
    assert name
    path = tmp_path / manifest.name / name
    for data in (b"", path.read_bytes() + b"\0", b"\0\0\0"):
        path.unlink()
        path.write_bytes(data)
        with pytest.raises(IndexDamaged, match="cannot be read"):
            open_commit(tmp_path, manifest)


def test_digests_and_needs_are_those_of_the_documents_that_are_there(tmp_path: Path) -> None:
    documents = [a_document("a", "1", ["b", "c"]), a_document("b", "2"), a_document("c", "3", ["a"])]
    base = an_index(tmp_path, documents)
    manifest = committed(tmp_path, base, [a_document("b", "4", ["a"])], ["c"])
    assert indexed_digests(tmp_path, base) == {
        document.id: Indexed(document.digest, document.links) for document in documents
    }
    assert indexed_digests(tmp_path, manifest) == {
        "a": Indexed("1", ("b", "c")),
        "b": Indexed("4", ("a",)),
    }


def _verified_ahead(index: Path) -> None:
    verify_ahead(index)
    for thread in threading.enumerate():
        if thread.name == "verifying":
            thread.join()


@pytest.mark.parametrize("large", [0, 1 << 20])
def test_what_was_verified_ahead_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    manifest = an_index(tmp_path, some_documents(20))
    for path in (tmp_path / manifest.name).iterdir():
        os.utime(path, (1e9, 1e9))  # files written just now are not remembered
    monkeypatch.setattr(verification, "LARGE", large)
    _verified_ahead(tmp_path)
    monkeypatch.setattr(verification, "digest_of", lambda path: pytest.fail(f"{path} is read again"))
    assert open_snapshot(tmp_path)[1] == manifest


@pytest.mark.parametrize("large", [0, 1 << 20])
def test_damage_found_ahead_is_told_by_the_one_who_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    manifest = an_index(tmp_path, some_documents(20))
    path = tmp_path / manifest.name / next(iter(manifest.files))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, (1e9, 1e9))
    monkeypatch.setattr(verification, "LARGE", large)
    _verified_ahead(tmp_path)
    with pytest.raises(IndexDamaged, match="is not what was written"):
        open_snapshot(tmp_path)
    _verified_ahead(tmp_path / "nothing")
