"""Builds and merges beside the saves.

1. While a generation is being built the one in force takes every save at once; the new one has them too.
2. A build or merge that is killed changes nothing, is told, and is tried again; who asked for it is told why.
3. A request that comes during a build leads to another one.
4. New exceptions of compounds lead to a new generation by themselves; those that cannot be read to a line in
   the log.
5. Segments are merged beside the saves, never in the way of one, and nothing is lost or comes back.
6. A merge does not make damage look whole.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from indexer.background import Rebuild, Retry, merge_beside
from indexer.errors import IndexDamaged, IndexNotWritten
from indexer.index.generation import commit_folder, current_manifest
from indexer.index.merge_policy import due
from indexer.index.writer import MERGING
from indexer.indexing import update_index
from indexer.pending import REBUILD, mark, waiting
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.indexer.running import (
    generation,
    halted,
    is_equal,
    is_settled,
    running,
    wait_for,
    wait_until_it_follows,
)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = corpora.a_corpus(tmp_path, [values("a"), values("b")])
    update_index(corpus)
    return corpus


def save(corpus: Corpus, record_id: str, title: str = "Neu") -> None:
    corpora.write(corpus.settings.corpus, [values(record_id, title={"de": title})])
    mark(corpus.settings.pending, record_id)


def ids_waiting(corpus: Corpus) -> list[str]:
    return [name for name in waiting(corpus.settings.pending) if name.islower()]


def test_saves_go_on_while_a_generation_is_built(corpus: Corpus) -> None:
    before = generation(corpus)
    with running(corpus):
        mark(corpus.settings.pending, REBUILD)
        with halted("build"):
            save(corpus, "a")
            save(corpus, "new")
            wait_for(lambda: not ids_waiting(corpus))
            assert is_equal(corpus)
            assert generation(corpus) == before
        wait_for(lambda: is_settled(corpus))
        assert generation(corpus) > before
        assert is_equal(corpus)


def test_a_killed_build_is_told_and_tried_again(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = generation(corpus)
    monkeypatch.setattr(Rebuild, "FIRST", 2.0)
    with running(corpus):
        wait_until_it_follows(corpus)
        told: list[str] = []
        asking = threading.Thread(target=ask, args=(corpus, told))
        asking.start()
        with halted("build") as child:
            os.kill(child, signal.SIGKILL)
        asking.join()
        assert "could not be built: Its process ended with code -9" in told[0]
        assert "tried again in 2 seconds" in caplog.text
        assert generation(corpus) == before
        save(corpus, "a")
        wait_for(lambda: is_settled(corpus))
        assert generation(corpus) > before
        assert is_equal(corpus)


def ask(corpus: Corpus, told: list[str]) -> None:
    try:
        update_index(corpus, full=True)
    except IndexNotWritten as error:
        told.append(str(error))


def test_a_request_during_a_build_leads_to_another(corpus: Corpus, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with running(corpus):
        mark(corpus.settings.pending, REBUILD)
        with halted("build"):
            mark(corpus.settings.pending, REBUILD)
        wait_for(lambda: is_settled(corpus))
    assert caplog.text.count("a new generation is in force") == 2


def test_new_exceptions_of_compounds_build_anew(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("indexer.index_process.LOOK_AROUND", 0.05)
    path = corpus.settings.corpus / "vocabularies" / "compound-exceptions.txt"
    path.parent.mkdir()
    with running(corpus):
        wait_until_it_follows(corpus)
        path.write_text("Praxisneu = praxis", "utf-8")
        wait_for(lambda: "compound-exceptions.txt:1" in caplog.text)
        save(corpus, "a", "Praxisneu")
        wait_for(lambda: is_settled(corpus))
        before = generation(corpus)
        path.write_text("Praxisneu = praxis neu", "utf-8")
        wait_for(lambda: generation(corpus) > before)
        wait_for(lambda: is_settled(corpus))
        assert is_equal(Corpus(corpus.settings))


def test_segments_are_merged_beside_the_saves(corpus: Corpus) -> None:
    with running(corpus):
        for number in range(9):
            save(corpus, f"r{number}")
            wait_for(lambda: is_settled(corpus))
        with halted("merge"):
            before = len(current_manifest(corpus.settings.index).segments)
            assert before > 8
            save(corpus, "r3", "Anders")
            (corpus.settings.corpus / "records" / "best-practice" / "r4.yaml").unlink()
            mark(corpus.settings.pending, "r4")
            wait_for(lambda: is_settled(corpus))
            assert is_equal(corpus)
        wait_for(lambda: len(current_manifest(corpus.settings.index).segments) < before)
        assert is_equal(corpus)
        save(corpus, "r5", "Auch anders")
        wait_for(lambda: is_settled(corpus))
        assert is_equal(corpus)
    assert current_manifest(corpus.settings.index).documents == 10


def test_a_killed_merge_changes_nothing(corpus: Corpus, caplog: pytest.LogCaptureFixture) -> None:
    with running(corpus):
        for number in range(9):
            save(corpus, f"r{number}")
            wait_for(lambda: is_settled(corpus))
        with halted("merge") as child:
            os.kill(child, signal.SIGKILL)
        wait_for(lambda: "could not be merged" in caplog.text)
        save(corpus, "r1", "Anders")
        wait_for(lambda: is_settled(corpus))
        assert is_equal(corpus)
    update_index(corpus)
    assert not any((corpus.settings.index / MERGING).iterdir())


def test_an_update_without_a_server_merges_what_is_due(corpus: Corpus) -> None:
    for number in range(20):
        save(corpus, f"r{number}")
        update_index(corpus)
        assert not due(current_manifest(corpus.settings.index))
    assert is_equal(corpus)
    assert is_settled(corpus)


def test_a_merge_does_not_make_damage_look_whole(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.indexing.due", lambda _: ())
    for number in range(9):
        save(corpus, f"r{number}")
        update_index(corpus)
    manifest = current_manifest(corpus.settings.index)
    folder = commit_folder(corpus.settings.index, manifest.name)
    for state in manifest.segments:
        path = folder / state.files[0]
        data = path.read_bytes()
        path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    with pytest.raises(IndexDamaged):
        merge_beside(corpus.settings)
    assert waiting(corpus.settings.pending) == [REBUILD]


def test_a_pause_doubles_until_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    retry = Retry(5, 18)
    assert retry.is_due()
    assert [retry.failed() for _ in range(4)] == [5, 10, 18, 18]
    assert not retry.is_due()
    now[0] += 18
    assert retry.is_due()
    retry.succeeded()
    assert retry.failed() == 5
