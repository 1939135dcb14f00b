"""Readers open snapshots while one writer commits, merges and builds.

1. Every snapshot is one whole commit, and each reader sees them in their order.
2. Nobody who reads meanwhile finds damage, and in the end no file of an old commit is still open.
"""

from __future__ import annotations

import gc
import threading
from pathlib import Path

from indexer.index.generation import current_manifest
from indexer.index.lock import writer_lock
from indexer.index.merge_policy import due
from indexer.index.opening import open_snapshot
from indexer.index.schema import DIGEST
from indexer.index.snapshot import Snapshot
from indexer.index.writer import commit_merged, merge_segments
from tests.indexer.index.small_indexes import SHAPE, a_document, an_index, committed
from tests.tiers import examples

COMMITS = examples(10, 400)
IDS = ("a", "b", "c")


def write_all(index: Path) -> None:
    """In each commit these documents get its number, and one more comes in; sometimes all is built anew."""
    kept = []
    for number in range(1, COMMITS + 1):
        changed = [a_document(record_id, str(number), title_de="Hafen") for record_id in IDS]
        kept.append(a_document(f"kept {number}"))
        with writer_lock(index):
            manifest = committed(index, current_manifest(index), [*changed, kept[-1]])
            if names := due(manifest):
                manifest = commit_merged(
                    index, manifest, merge_segments(index, manifest, names, SHAPE), SHAPE
                )
            if number % 15 == 0:
                an_index(index, [*changed, *kept])


def number_in(snapshot: Snapshot) -> int:
    """The number of the commit; all documents must agree on it."""
    rows = list(snapshot.column(DIGEST).rows())
    numbers = [snapshot.number(record_id) for record_id in IDS]
    found = {int(rows[number][0]) for number in numbers if number is not None}
    assert len(found) == 1
    assert snapshot.count == len(IDS) + next(iter(found))
    return found.pop()


def still_open(index: Path) -> set[str]:
    """The files of the index that are mapped."""
    lines = Path("/proc/self/maps").read_text("utf-8").splitlines()
    return {line.split(None, 5)[5] for line in lines if str(index) in line}


def test_readers_see_whole_commits_in_their_order(tmp_path: Path) -> None:
    an_index(tmp_path, [a_document(record_id, "0") for record_id in IDS])
    done = threading.Event()
    seen: list[list[int]] = [[] for _ in range(4)]
    failed: list[BaseException] = []

    def read(found: list[int]) -> None:
        try:
            while not done.is_set():
                found.append(number_in(open_snapshot(tmp_path)[0]))
        except BaseException as error:
            failed.append(error)
            raise

    readers = [threading.Thread(target=read, args=(found,)) for found in seen]
    for reader in readers:
        reader.start()
    try:
        write_all(tmp_path)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert failed == []
    for found in seen:
        assert found == sorted(found)
        assert len(set(found)) > 3
    snapshot, manifest = open_snapshot(tmp_path)
    assert number_in(snapshot) == COMMITS
    gc.collect()
    assert len(still_open(tmp_path)) == len(manifest.segments)
