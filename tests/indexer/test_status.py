"""What ``kb status`` knows.

1. It proves equality and names what is missing, stale or extra.
2. Every file is verified: a damaged one is named, with what to do; in the generation before, which answers
   nobody, it is no problem of the index.
3. It tells sizes by part, segments, deleted documents, generations and what waits.
4. An index made by another program is outdated, not damaged.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis.fingerprint import LAYOUT
from indexer.errors import IndexMissing
from indexer.index.generation import CURRENT, commit_folder, current_manifest, current_name
from indexer.index.opening import open_snapshot
from indexer.indexing import update_index
from indexer.pending import REBUILD, REBUILDING, answer, begin_rebuild, mark
from indexer.status import index_status
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = corpora.a_corpus(tmp_path, [values("a"), values("b"), values("c", status="draft")])
    update_index(corpus)
    return corpus


def files_in_force(corpus: Corpus) -> list[Path]:
    folder = commit_folder(corpus.settings.index, current_name(corpus.settings.index) or "")
    return sorted(folder / name for name in current_manifest(corpus.settings.index).files)


def test_it_proves_that_index_and_corpus_are_equal(corpus: Corpus) -> None:
    status = index_status(corpus)
    assert status.equal
    assert (status.missing, status.stale, status.extra, status.problems) == ((), (), (), ())
    assert status.documents == 2
    assert status.generation == current_name(corpus.settings.index)
    assert status.bytes == sum(path.stat().st_size for path in files_in_force(corpus)) > 0
    assert status.coverage["kind"] == 1.0
    assert status.coverage["country"] == 0.0


def test_it_names_what_differs(corpus: Corpus) -> None:
    corpora.write(corpus.settings.corpus, [values("new"), values("a", title={"de": "Anders"})])
    (corpus.settings.corpus / "records" / "best-practice" / "b.yaml").unlink()
    status = index_status(corpus)
    assert not status.equal
    assert (status.missing, status.stale, status.extra) == (("new",), ("a",), ("b",))
    update_index(corpus)
    assert index_status(corpus).equal


def test_without_an_index_everything_is_missing(tmp_path: Path) -> None:
    corpus = corpora.a_corpus(tmp_path, [values("a")])
    status = index_status(corpus)
    assert (status.equal, status.missing, status.generation, status.documents) == (False, ("a",), None, 0)
    with pytest.raises(IndexMissing, match="Run 'kb index'"):
        open_snapshot(corpus.settings.index)


def test_each_damaged_file_is_named(corpus: Corpus) -> None:
    for path in files_in_force(corpus):
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        status = index_status(corpus)
        assert not status.equal
        assert status.generation == current_name(corpus.settings.index)
        assert str(path) in status.problems[0]
        assert "kb index --full" in status.problems[0]
        path.write_bytes(data)
    assert index_status(corpus).problems == ()


def test_a_torn_current_is_named(corpus: Corpus) -> None:
    (corpus.settings.index / CURRENT).write_text("nonsense", "ascii")
    status = index_status(corpus)
    assert (status.equal, status.generation) == (False, None)
    assert str(corpus.settings.index / CURRENT) in status.problems[0]


def test_damage_in_the_generation_before_is_named_too(corpus: Corpus) -> None:
    path = files_in_force(corpus)[0]
    update_index(corpus, full=True)
    before = index_status(corpus)
    assert [(kept.in_force, kept.damage) for kept in before.generations] == [(True, None), (False, None)]
    path.write_bytes(b"")
    status = index_status(corpus)
    assert (status.equal, status.problems) == (True, ())
    assert status.generations[0] == before.generations[0]
    assert str(path) in (status.generations[1].damage or "")


def test_it_tells_segments_deleted_documents_and_sizes(corpus: Corpus) -> None:
    assert (index_status(corpus).segments, index_status(corpus).deleted) == (1, 0)
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "Anders"})])
    update_index(corpus)
    status = index_status(corpus)
    assert (status.segments, status.deleted, status.documents) == (2, 1, 2)
    assert {"postings", "positions", "terms", "columns", "stored"} <= status.sizes.keys()
    assert all(size > 0 for size in status.sizes.values())
    assert sum(status.sizes.values()) == status.bytes


def test_it_tells_what_waits_and_what_failed(corpus: Corpus) -> None:
    for name in ("a", "b", REBUILD):
        mark(corpus.settings.pending, name)
    assert index_status(corpus).waiting == 2
    begin_rebuild(corpus.settings.pending)
    assert index_status(corpus).problems == ()
    answer(corpus.settings.pending, REBUILDING, "The index could not be built: no space.")
    assert index_status(corpus).problems == ("The index could not be built: no space.",)


@pytest.mark.parametrize("layout", [LAYOUT, LAYOUT + 1])
def test_an_index_of_another_program_is_outdated(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, layout: int
) -> None:
    monkeypatch.setattr("indexer.provenance.fingerprint", lambda: f"{layout}-newer")
    monkeypatch.setattr("indexer.analysis.fingerprint.LAYOUT", layout)
    status = index_status(corpus)
    assert not status.equal
    assert "another version" in status.problems[0]
    assert "Run 'kb index'" in status.problems[0]


def test_the_json_has_every_key(corpus: Corpus) -> None:
    printed = index_status(corpus).as_dict()
    promised = {"equal", "missing", "stale", "extra", "generation", "documents", "bytes", "coverage"}
    assert promised <= printed.keys()
    assert {"segments", "deleted", "sizes", "generations", "waiting", "problems"} <= printed.keys()
    assert printed["generations"][0]["in_force"] is True
