"""A whole new generation.

1. It is the same, byte for byte, however many processes read the records.
2. Until it is adopted the one in force answers, and what is saved meanwhile is in both.
3. A build that fails leaves nothing behind and the old index in force; the next one is not disturbed by it.
4. Requests and marks of nobody's server are settled by who builds next.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from indexer.children import PROCESSES
from indexer.errors import IndexNotWritten
from indexer.full_build import adopt, build, build_beside
from indexer.index.generation import Manifest, commit_folder, current_manifest
from indexer.index.opening import open_snapshot
from indexer.indexing import update_index
from indexer.pending import REBUILD, mark, waiting
from indexer.provenance import inputs_of
from indexer.reading import CHUNK, default_jobs
from indexer.status import index_status
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import random_records, values


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = corpora.a_corpus(tmp_path, [values("a"), values("b"), values("c", status="draft")])
    update_index(corpus)
    return corpus


def file_of(corpus: Corpus, record_id: str) -> Path:
    return corpus.settings.corpus / "records" / "best-practice" / f"{record_id}.yaml"


def segments(corpus: Corpus, manifest: Manifest) -> list[bytes]:
    folder = commit_folder(corpus.settings.index, manifest.name)
    return [(folder / state.files[0]).read_bytes() for state in manifest.segments]


def titles(corpus: Corpus) -> dict[str, str]:
    """The first key of the column titles are sorted by, per document in force."""
    snapshot, _ = open_snapshot(corpus.settings.index)
    column = snapshot.column("title-order-de")
    numbers = [number for number in range(snapshot.size) if snapshot.living[number]]
    return {snapshot.id(number): column.keys[column.codes[number]].split("\0")[0] for number in numbers}


def generations_on_disk(corpus: Corpus) -> list[str]:
    return sorted(path.name for path in corpus.settings.index.iterdir() if path.is_dir())


def test_it_is_the_same_however_many_processes_read(tmp_path: Path) -> None:
    corpus = corpora.a_corpus(tmp_path, random_records(seed=5, count=2 * CHUNK + 17))
    (corpus.settings.corpus / "records" / "guide" / "broken.yaml").write_text("format: 1", "utf-8")
    corpora.write(corpus.settings.corpus, [values("dangling", relations=[{"type": "related", "to": "x"}])])
    inputs = inputs_of(corpus)
    one, three = build(inputs, jobs=1), build(inputs, jobs=3)
    assert segments(corpus, one.manifest) == segments(corpus, three.manifest)
    assert len(one.manifest.segments) == 1
    assert (one.files, one.stranded, one.failed) == (three.files, three.stranded, three.failed)
    assert one.stranded == {"dangling": ("x",)}
    assert {finding.file for finding in one.failed} == {"guide/broken.yaml", "best-practice/dangling.yaml"}


def test_several_processes_read_only_where_that_pays() -> None:
    assert default_jobs(2_000) == 1
    assert default_jobs(2_001) == min(4, len(os.sched_getaffinity(0)))


def die(_: object) -> None:
    os._exit(1)


def test_a_killed_reader_is_one_clear_error(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    before = generations_on_disk(corpus)
    monkeypatch.setattr("indexer.reading._read_chunk", die)
    with pytest.raises(IndexNotWritten, match="--jobs 1"):
        update_index(corpus, full=True, jobs=2)
    assert generations_on_disk(corpus) == before


def test_what_is_saved_meanwhile_is_in_both(corpus: Corpus) -> None:
    corpora.write(corpus.settings.corpus, [values("waits", relations=[{"type": "related", "to": "new"}])])
    inputs = inputs_of(corpus)
    built = build(inputs, jobs=1)
    assert current_manifest(corpus.settings.index).generation < built.manifest.generation
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "neu"}), values("new"), values("c")])
    file_of(corpus, "b").unlink()
    update_index(corpus)
    expected = {"a": "neu", "c": "praxis c", "new": "praxis new", "waits": "praxis waits"}
    assert titles(corpus) == expected
    manifest, plan = adopt(inputs, built, ["a", "b", "c", "new"])
    assert manifest.generation == built.manifest.generation
    assert titles(corpus) == expected
    assert plan.failed == []
    assert plan.view.files == {"a", "c", "new", "waits"}
    assert index_status(corpus).equal


def test_adopting_without_changes_switches_too(corpus: Corpus) -> None:
    built = build(inputs_of(corpus))
    manifest, plan = adopt(inputs_of(corpus), built, [])
    assert manifest == built.manifest == current_manifest(corpus.settings.index)
    assert not plan.changes


def refuse(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "segment")


@pytest.mark.parametrize(
    "step", ["os.fsync", "os.replace", "os.mkdir", "indexer.index.arrays.ArrayWriter.put"]
)
def test_a_full_disk_leaves_the_old_index_in_force(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before, on_disk = titles(corpus), generations_on_disk(corpus)
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "neu"})])
    for full in (True, False):
        with monkeypatch.context() as disk:
            disk.setattr(step, refuse)
            with pytest.raises(OSError, match="No space left"):
                update_index(corpus, full=full)
        assert titles(corpus) == before
        assert generations_on_disk(corpus) == on_disk
    assert update_index(corpus, full=True).indexed == 2
    assert titles(corpus)["a"] == "neu"


def test_what_is_asked_for_without_a_server_is_settled(corpus: Corpus) -> None:
    pending = corpus.settings.pending
    before = current_manifest(corpus.settings.index).generation
    for name in ("a", "gone", REBUILD):
        mark(pending, name)
    assert update_index(corpus).indexed == 2
    assert current_manifest(corpus.settings.index).generation > before
    assert waiting(pending) == []


def test_a_program_that_was_replaced_does_not_build_for_the_old_one(corpus: Corpus) -> None:
    with pytest.raises(IndexNotWritten, match="Start the server again"):
        build_beside(corpus.settings, "another program", 1)


def test_readers_end_with_the_one_that_builds(tmp_path: Path) -> None:
    corpus = corpora.a_corpus(tmp_path, random_records(seed=5, count=CHUNK))
    receiving, sending = PROCESSES.Pipe(duplex=False)
    builder = PROCESSES.Process(target=_build_and_stall, args=(corpus.settings, sending))
    builder.start()
    sending.close()
    readers: Iterable[int] = receiving.recv()
    builder.kill()
    builder.join()
    assert receiving.poll(20), "a reader still holds the pipe"
    with pytest.raises(EOFError):
        receiving.recv()
    assert len(list(readers)) == 2


def _build_and_stall(settings: Any, sending: Any) -> None:
    import multiprocessing
    import signal

    def stall(_: int, __: int) -> None:
        sending.send([child.pid for child in multiprocessing.active_children()])
        signal.pause()

    build(inputs_of(Corpus(settings)), jobs=2, progress=stall)
