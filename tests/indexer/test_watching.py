"""Files that change without anybody saving through us are followed.

1. A file that is written, changed or removed is indexed; a file on the way to a record is not looked at.
2. If another process holds the index, it is asked by marks.
3. What the file system does not tell is found by comparing the contents.
4. Who cannot index does not go on watching.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.watching import differing, follow_files
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.indexer.running import is_equal, is_settled, running, wait_for, wait_until_it_follows


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return corpora.a_corpus(tmp_path, [values("a"), values("b")])


@contextmanager
def following(corpus: Corpus, every: float = 60.0) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=follow_files, args=(corpus.settings, stop, every))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()


def folder(corpus: Corpus) -> Path:
    return corpus.settings.corpus / "records" / "best-practice"


def test_what_is_written_changed_or_removed_is_indexed(corpus: Corpus) -> None:
    with following(corpus):
        wait_for(lambda: is_equal(corpus))
        wait_until_it_follows(corpus)
        corpora.write(corpus.settings.corpus, [values("a", title={"de": "Neu"}), values("c")])
        wait_for(lambda: not differing(corpus.settings) and is_settled(corpus))
        (folder(corpus) / "b.yaml").unlink()
        wait_for(lambda: not differing(corpus.settings) and is_settled(corpus))
        assert is_equal(corpus)


def test_a_file_on_the_way_to_a_record_is_not_looked_at(corpus: Corpus) -> None:
    with following(corpus):
        wait_for(lambda: is_equal(corpus))
        (folder(corpus) / ".c.yaml.0123abcd").write_text("half", "utf-8")
        (folder(corpus) / "Not an Id.yaml").write_text("half", "utf-8")
        corpora.write(corpus.settings.corpus, [values("d")])
        wait_for(lambda: not differing(corpus.settings) and is_settled(corpus))


def test_another_process_that_holds_the_index_is_asked(corpus: Corpus) -> None:
    with running(corpus):
        wait_for(lambda: is_equal(corpus))
        wait_until_it_follows(corpus)
        with following(corpus):
            corpora.write(corpus.settings.corpus, [values("c")])
            wait_for(lambda: not differing(corpus.settings))
        assert is_equal(corpus)


def test_what_the_file_system_does_not_tell_is_found_by_comparing(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.watching._is_record", lambda *_: False)
    with following(corpus, every=0.2):
        wait_for(lambda: is_equal(corpus))
        corpora.write(corpus.settings.corpus, [values("c")])
        wait_for(lambda: not differing(corpus.settings))


def test_who_cannot_index_does_not_go_on_watching(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no index")

    monkeypatch.setattr("indexer.watching.run_index_process", fails)
    with pytest.raises(RuntimeError, match="no index"):
        follow_files(corpus.settings, threading.Event())
