"""One writer, and those who wait for it.

1. The process brings the index up to the corpus, follows marks, removes them, and stops when told to.
2. A record saved while it is being indexed stays marked until its new text is indexed.
3. ``update_index`` beside a running process leaves marks and waits; if nobody answers it raises IndexBusy and
   the marks stay.
4. A process that finds the index locked tries again.
5. Names that are no ids are no marks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import IndexBusy
from indexer.index.generation import current_manifest, current_name
from indexer.index.lock import writer_lock
from indexer.index_process import run_index_process
from indexer.indexing import update_index, write_changes
from indexer.pending import REBUILD, clear, mark, waiting
from indexer.status import index_status
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values

PATIENCE = 20.0  # seconds until a test gives up


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return corpora.a_corpus(tmp_path, [values("a"), values("b")])


@contextmanager
def running(corpus: Corpus) -> Iterator[threading.Thread]:
    stop = threading.Event()
    process = threading.Thread(target=run_index_process, args=(corpus.settings, stop))
    process.start()
    try:
        yield process
    finally:
        stop.set()
        process.join(PATIENCE)
    assert not process.is_alive()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_equal(corpus: Corpus) -> bool:
    return index_status(corpus).equal


def test_it_follows_the_marks_and_stops(corpus: Corpus) -> None:
    pending = corpus.settings.pending
    with running(corpus):
        wait_for(lambda: is_equal(corpus))
        corpora.write(corpus.settings.corpus, [values("a", title={"de": "Neu"}), values("c")])
        mark(pending, "a")
        mark(pending, "c")
        wait_for(lambda: waiting(pending) == [])
        assert is_equal(corpus)
        before = current_manifest(corpus.settings.index).generation
        mark(pending, REBUILD)
        wait_for(lambda: waiting(pending) == [])
        assert current_manifest(corpus.settings.index).generation != before
    with writer_lock(corpus.settings.index):
        pass


def test_a_mark_without_a_record_or_with_an_invalid_one_is_cleared(corpus: Corpus) -> None:
    path = corpus.settings.corpus / "records" / "best-practice" / "bad.yaml"
    path.write_text("format: 1", "utf-8")
    with running(corpus):
        for name in ("gone", "bad"):
            mark(corpus.settings.pending, name)
        wait_for(lambda: waiting(corpus.settings.pending) == [])
    assert is_equal(corpus)


def test_a_record_saved_while_it_is_indexed_stays_marked(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = iter(["Zweiter Titel"])
    write = write_changes

    def write_and_save(changed: Corpus, **given: Any) -> Any:
        report = write(changed, **given)
        for title in saves if (corpus.settings.pending / "a").exists() else ():
            corpora.write(corpus.settings.corpus, [values("a", title={"de": title})])
            seen.append(index_status(corpus).stale)
        return report

    seen: list[tuple[str, ...]] = []
    monkeypatch.setattr("indexer.index_process.write_changes", write_and_save)
    mark(corpus.settings.pending, "a")
    with running(corpus):
        wait_for(lambda: is_equal(corpus) and waiting(corpus.settings.pending) == [])
    assert seen == [("a",)]


def test_an_update_beside_the_process_leaves_marks_and_waits(corpus: Corpus) -> None:
    with running(corpus):
        wait_for(lambda: is_equal(corpus))
        before = current_name(corpus.settings.index)
        corpora.write(corpus.settings.corpus, [values("a", title={"de": "Neu"})])
        (corpus.settings.corpus / "records" / "best-practice" / "b.yaml").unlink()
        report = update_index(corpus)
        assert (report.indexed, report.removed) == (1, 1)
        assert report.generation == current_name(corpus.settings.index) != before
        assert waiting(corpus.settings.pending) == []
        assert is_equal(corpus)
        generation = update_index(corpus, full=True).generation
        assert generation.partition("/")[0] != report.generation.partition("/")[0]


def test_an_update_nobody_answers_says_so_and_leaves_its_marks(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(corpus)
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "Neu"})])
    monkeypatch.setattr("indexer.indexing.PATIENCE", 0.2)
    with writer_lock(corpus.settings.index), pytest.raises(IndexBusy, match="Look at its log"):
        update_index(corpus)
    assert waiting(corpus.settings.pending) == ["a"]
    with running(corpus):
        wait_for(lambda: waiting(corpus.settings.pending) == [])
    assert is_equal(corpus)


def test_a_locked_index_is_asked_for_again(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.index_process.RETRY", 0.02)
    with writer_lock(corpus.settings.index), running(corpus):
        time.sleep(0.1)
        assert current_name(corpus.settings.index) is None
    with running(corpus):
        wait_for(lambda: is_equal(corpus))


def test_only_ids_and_the_rebuild_are_marks(tmp_path: Path) -> None:
    pending = tmp_path / "pending"
    assert waiting(pending) == []
    for name in ("b", "a-1", REBUILD):
        mark(pending, name)
    (pending / ".hidden").touch()
    (pending / "Not An Id").touch()
    assert waiting(pending) == [REBUILD, "a-1", "b"]
    clear(pending, "b")
    clear(pending, "b")
    assert waiting(pending) == [REBUILD, "a-1"]
