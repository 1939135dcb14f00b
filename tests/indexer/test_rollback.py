"""Back to the generation before.

1. It becomes the one in force, equal to the corpus as it is now, in one step; the bad one stays on disk.
2. It is refused, with the reason and what to do, if there is no generation before, if that is damaged, or if
   another program or other vocabularies made it; then nothing changes.
3. With a server running the server does it, and the answer is the same.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis.fingerprint import LAYOUT
from indexer.errors import IndexBusy, IndexMissing, IndexNotWritten
from indexer.index.generation import commit_folder, current_name, generations
from indexer.index.lock import writer_lock
from indexer.indexing import roll_back, update_index
from indexer.pending import REBUILD, ROLLBACK, mark, waiting
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.indexer.running import generation, halted, is_equal, is_settled, running, wait_until_it_follows


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Two generations; since the first one a record was changed, one added and one removed."""
    corpus = corpora.a_corpus(tmp_path, [values("a"), values("b"), values("c")])
    update_index(corpus)
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "Neu"}), values("d")])
    (corpus.settings.corpus / "records" / "best-practice" / "b.yaml").unlink()
    update_index(corpus, full=True)
    return corpus


def names(corpus: Corpus) -> list[str]:
    """The generations on disk, newest first."""
    return [manifest.generation for manifest in generations(corpus.settings.index)]


def test_it_goes_back_and_catches_up(corpus: Corpus) -> None:
    newer, older = names(corpus)
    before = current_name(corpus.settings.index)
    mark(corpus.settings.pending, "a")
    report = roll_back(corpus)
    assert (report.indexed, report.unchanged, report.removed, report.failed) == (2, 1, 1, ())
    assert report.rolled_back_from == before
    assert report.rolled_back_to == report.generation == current_name(corpus.settings.index)
    assert generation(corpus) == older
    assert is_equal(corpus)
    assert is_settled(corpus)
    assert names(corpus) == [newer, older]
    printed = report.as_dict()
    assert (printed["rolled_back_from"], printed["rolled_back_to"]) == (before, report.generation)
    assert printed["indexed"] == 2


def test_it_goes_back_from_a_damaged_index(corpus: Corpus) -> None:
    for path in commit_folder(corpus.settings.index, current_name(corpus.settings.index) or "").iterdir():
        path.write_bytes(b"")
    roll_back(corpus)
    assert is_equal(corpus)


def test_there_has_to_be_a_generation_before(corpus: Corpus) -> None:
    roll_back(corpus)
    before = current_name(corpus.settings.index)
    with pytest.raises(IndexNotWritten, match=r"no whole generation before .* 'kb index --full'"):
        roll_back(corpus)
    assert current_name(corpus.settings.index) == before


def test_there_has_to_be_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="Run 'kb index'"):
        roll_back(corpora.a_corpus(tmp_path))


def test_a_damaged_generation_is_not_gone_back_to(corpus: Corpus) -> None:
    before = current_name(corpus.settings.index)
    path = next((corpus.settings.index / names(corpus)[1]).glob("*/*.segment"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(IndexNotWritten, match="no whole generation"):
        roll_back(corpus)
    assert current_name(corpus.settings.index) == before


def test_a_generation_of_another_program_is_not_gone_back_to(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.provenance.fingerprint", lambda: f"{LAYOUT}-newer")
    update_index(corpus, full=True)
    before = current_name(corpus.settings.index)
    with pytest.raises(IndexNotWritten, match=r"another version .* 'kb index --full'"):
        roll_back(corpus)
    assert current_name(corpus.settings.index) == before


def test_a_server_does_it(corpus: Corpus) -> None:
    older = names(corpus)[1]
    with running(corpus):
        wait_until_it_follows(corpus)
        report = roll_back(corpus)
        assert (report.indexed, report.unchanged, report.removed) == (2, 1, 1)
        assert generation(corpus) == older
        assert is_equal(corpus)
        corpora.write(corpus.settings.corpus, [values("c", title={"de": "Neu"})])
        assert update_index(corpus).indexed == 1
        assert generation(corpus) == older
        assert is_settled(corpus)


def test_it_ends_a_build_that_nobody_needs_any_more(corpus: Corpus) -> None:
    older = names(corpus)[1]
    with running(corpus):
        mark(corpus.settings.pending, REBUILD)
        with halted("build"):
            roll_back(corpus)
            assert is_settled(corpus)
        assert generation(corpus) == older
        assert is_equal(corpus)


def test_what_a_server_refuses_is_told(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    before = current_name(corpus.settings.index)

    def refuse(_: object) -> None:
        raise IndexNotWritten("It cannot be.")

    monkeypatch.setattr("indexer.index_process.go_back", refuse)
    with running(corpus):
        wait_until_it_follows(corpus)
        with pytest.raises(IndexNotWritten, match="It cannot be"):
            roll_back(corpus)
        assert current_name(corpus.settings.index) == before
        assert is_settled(corpus)


def test_a_server_that_does_not_answer_is_not_asked_any_longer(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.asking.PATIENCE", 0.2)
    with writer_lock(corpus.settings.index), pytest.raises(IndexBusy, match="Look at its log"):
        roll_back(corpus)
    assert waiting(corpus.settings.pending) == []


def test_a_request_nobody_waits_for_is_not_met_later(corpus: Corpus) -> None:
    before = generation(corpus)
    mark(corpus.settings.pending, ROLLBACK)
    with running(corpus):
        wait_until_it_follows(corpus)
    assert generation(corpus) == before
