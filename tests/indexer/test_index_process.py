"""One writer, and those who wait for it.

1. The process brings the index up to the corpus, follows marks, removes them, and stops when told to.
2. A record saved while it is being indexed stays marked until its new text is indexed.
3. ``update_index`` beside a running process leaves marks and waits; if nobody answers it raises IndexBusy and
   the marks stay; if the process ends meanwhile, it does the work itself.
4. A process that finds the index locked tries again.
5. What fails is tried again from the start: a full disk, a folder that was removed, a damaged index.
"""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from indexer.analysis.fingerprint import LAYOUT
from indexer.errors import IndexBusy, IndexNotWritten
from indexer.index.generation import CURRENT, MANIFEST, commit_folder, current_manifest, current_name
from indexer.index.lock import writer_lock
from indexer.index.writer import commit
from indexer.indexing import update_index
from indexer.pending import REBUILD, mark, waiting
from indexer.status import index_status
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.indexer.running import is_equal, running, wait_for, wait_until_it_follows


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return corpora.a_corpus(tmp_path, [values("a"), values("b")])


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
    seen: list[tuple[str, ...]] = []

    def commit_and_save(*given: Any, **named: Any) -> Any:
        manifest = commit(*given, **named)
        for title in saves:
            corpora.write(corpus.settings.corpus, [values("a", title={"de": title})])
            seen.append(index_status(corpus).stale)
        return manifest

    update_index(corpus)
    monkeypatch.setattr("indexer.index_process.commit", commit_and_save)
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "Erster Titel"})])
    mark(corpus.settings.pending, "a")
    with running(corpus):
        wait_for(lambda: waiting(corpus.settings.pending) == [])
        assert is_equal(corpus)
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
    monkeypatch.setattr("indexer.asking.PATIENCE", 0.2)
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


def test_an_update_does_the_work_itself_when_the_process_ends(corpus: Corpus) -> None:
    update_index(corpus)
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "Neu"})])
    held = writer_lock(corpus.settings.index)
    held.__enter__()
    ending = threading.Timer(0.3, held.__exit__, (None, None, None))
    ending.start()
    assert update_index(corpus).indexed == 1
    ending.join()
    assert is_equal(corpus)
    assert waiting(corpus.settings.pending) == []


def test_an_update_says_when_the_server_is_another_program(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_index(corpus)
    with running(corpus):
        wait_until_it_follows(corpus)
        monkeypatch.setattr("indexer.provenance.fingerprint", lambda: f"{LAYOUT}-newer")
        with pytest.raises(IndexNotWritten, match="Start it again"):
            update_index(corpus)


def test_a_full_disk_is_told_and_tried_again(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    update_index(corpus)
    before = current_name(corpus.settings.index)
    monkeypatch.setattr("indexer.index_process.RETRY", 0.05)
    with monkeypatch.context() as disk, running(corpus):
        disk.setattr("indexer.index_process.commit", refuse)
        corpora.write(corpus.settings.corpus, [values("a", title={"de": "Neu"})])
        mark(corpus.settings.pending, "a")
        wait_for(lambda: caplog.text.count("No space left on device") > 1)
        assert waiting(corpus.settings.pending) == ["a"]
        assert current_name(corpus.settings.index) == before
        disk.undo()
        wait_for(lambda: waiting(corpus.settings.pending) == [])
        assert is_equal(corpus)


def refuse(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("damage", ["removed", "current", "manifest"])
def test_a_removed_or_damaged_index_is_built_again(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    update_index(corpus)
    index = corpus.settings.index
    monkeypatch.setattr("indexer.index_process.LOOK_AROUND", 0.05)
    with running(corpus):
        wait_until_it_follows(corpus)
        if damage == "removed":
            shutil.rmtree(index)
        elif damage == "current":
            (index / CURRENT).write_text("nonsense", "ascii")
        else:
            (commit_folder(index, current_name(index) or "") / MANIFEST).write_text("{", "utf-8")
            mark(corpus.settings.pending, REBUILD)  # as a worker does that cannot open it
        wait_for(lambda: is_equal(corpus) and waiting(corpus.settings.pending) == [])
        wait_for(lambda: is_held(corpus))


def is_held(corpus: Corpus) -> bool:
    try:
        with writer_lock(corpus.settings.index):
            return False
    except IndexBusy:
        return True
