"""The searcher of the commit in force.

1. A new commit is seen by the next request; the one before answers while it is being opened.
2. A damaged commit changes nothing for readers: the last good one keeps answering, the log says so and a
   rebuild is asked for, both once; the next good commit is seen.
3. Without any good commit there is an error, never an empty answer; damage asks for a rebuild.
4. With a new generation come the exceptions of compounds it was made by.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from indexer.analysis.compounds import Splitter
from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.generation import CURRENT, commit_folder, current_name
from indexer.index.opening import open_snapshot
from indexer.indexing import update_index
from indexer.pending import REBUILD, REBUILDING, clear, mark, waiting
from indexer.search import current
from indexer.search.current import CurrentSearcher
from indexer.search.searcher import Searcher
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = corpora.a_corpus(tmp_path, [values("a")])
    update_index(corpus)
    return corpus


def searcher_of(corpus: Corpus) -> CurrentSearcher:
    return CurrentSearcher(corpus.settings, corpus.vocabularies)


def add(corpus: Corpus, record_id: str) -> None:
    corpora.write(corpus.settings.corpus, [values(record_id)])
    update_index(corpus)


def damage(corpus: Corpus) -> None:
    folder = commit_folder(corpus.settings.index, current_name(corpus.settings.index) or "")
    for path in folder.glob("*.segment"):
        path.rename(path.with_suffix(".old"))
        path.write_bytes(b"x" * path.with_suffix(".old").stat().st_size)


def test_a_new_commit_is_seen_by_the_next_request(corpus: Corpus) -> None:
    searchers = searcher_of(corpus)
    first = searchers.get()
    assert searchers.get() is first
    add(corpus, "b")
    assert searchers.get().generation == current_name(corpus.settings.index) != first.generation
    assert searchers.get().size == 2


def test_the_one_before_answers_while_a_commit_is_opened(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    searchers = searcher_of(corpus)
    first = searchers.get()
    opening, opened = threading.Event(), threading.Event()

    def open_slowly(index: Path) -> Any:
        opening.set()
        assert opened.wait(20)
        return open_snapshot(index)

    add(corpus, "b")
    monkeypatch.setattr(current, "open_snapshot", open_slowly)
    thread = threading.Thread(target=searchers.get)
    thread.start()
    assert opening.wait(20)
    assert searchers.get() is first
    opened.set()
    thread.join()
    assert searchers.get().size == 2


def test_a_damaged_commit_changes_nothing_for_readers(
    corpus: Corpus, caplog: pytest.LogCaptureFixture
) -> None:
    searchers = searcher_of(corpus)
    first = searchers.get()
    add(corpus, "b")
    damage(corpus)
    for _ in range(3):
        assert searchers.get() is first
    assert caplog.text.count("The last good index keeps answering") == 1
    assert waiting(corpus.settings.pending) == [REBUILD]
    clear(corpus.settings.pending, REBUILD)
    assert searchers.get() is first
    assert waiting(corpus.settings.pending) == []
    update_index(corpus, full=True)
    assert searchers.get().size == 2


def test_no_rebuild_is_asked_for_while_one_is_being_made(corpus: Corpus) -> None:
    mark(corpus.settings.pending, REBUILDING)
    damage(corpus)
    with pytest.raises(IndexDamaged):
        searcher_of(corpus).get()
    assert waiting(corpus.settings.pending) == [REBUILDING]


@pytest.mark.parametrize("kind", ["segments", "current"])
def test_a_damaged_index_at_the_start_is_an_error_and_asks_for_a_rebuild(corpus: Corpus, kind: str) -> None:
    if kind == "segments":
        damage(corpus)
    else:
        (corpus.settings.index / CURRENT).write_text("nonsense", "ascii")
    searchers = searcher_of(corpus)
    for _ in range(2):
        with pytest.raises(IndexDamaged, match="kb index --full"):
            searchers.get()
    assert waiting(corpus.settings.pending) == [REBUILD]
    update_index(corpus)
    assert searchers.get().size == 1


def test_without_an_index_there_is_an_error(tmp_path: Path) -> None:
    corpus = corpora.a_corpus(tmp_path, [values("a")])
    searchers = searcher_of(corpus)
    with pytest.raises(IndexMissing, match="Run 'kb index'"):
        searchers.get()
    assert waiting(corpus.settings.pending) == []


def test_a_removed_index_changes_nothing_for_readers(corpus: Corpus) -> None:
    searchers = searcher_of(corpus)
    first = searchers.get()
    (corpus.settings.index / CURRENT).unlink()
    assert searchers.get() is first


def test_exceptions_of_compounds_come_with_a_new_generation(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    given: list[tuple[str, ...]] = []

    class Watched(Searcher):
        def __init__(self, *words: Any, splitter: Splitter, **named: Any) -> None:
            given.append(splitter.split("praxisneu"))
            super().__init__(*words, splitter=splitter, **named)

    monkeypatch.setattr(current, "Searcher", Watched)
    searchers = searcher_of(corpus)
    path = corpus.settings.corpus / "vocabularies" / "compound-exceptions.txt"
    path.parent.mkdir()
    searchers.get()
    path.write_text("Praxisneu = praxis neu", "utf-8")
    update_index(corpus)
    searchers.get()
    path.write_text("Praxisneu = praxisn eu", "utf-8")
    update_index(corpus)
    path.write_text("Praxisneu = praxis", "utf-8")
    searchers.get()
    assert given[1:] == [("praxis", "neu")] * 2
    assert "compound-exceptions.txt:1" in caplog.text
