"""From the corpus to the index.

1. No change writes nothing; one edit writes one document; a deletion removes one; drafts are left out.
2. An invalid record, a dangling relation or a misplaced file is reported and the rest is indexed; mended, it
   comes back.
3. Damage, another program, other vocabularies and a deleted index all lead to a whole new generation.
4. New exceptions of compounds lead to a new generation, because the parts of words are stored.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.analysis.fingerprint import LAYOUT
from indexer.index.generation import CURRENT, commit_folder, current_manifest, current_name
from indexer.index.opening import open_snapshot
from indexer.indexing import IndexReport, update_index
from indexer.status import index_status
from kb.corpus import Corpus
from tests.indexer import corpora
from tests.indexer.corpora import values


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = corpora.a_corpus(tmp_path, [values("a"), values("b"), values("c", status="draft")])
    update_index(corpus)
    return corpus


def numbers(report: IndexReport) -> tuple[int, int, int, int]:
    return report.indexed, report.unchanged, report.removed, len(report.failed)


def path_of(corpus: Corpus, record_id: str) -> Path:
    return corpus.settings.corpus / "records" / "best-practice" / f"{record_id}.yaml"


def found(corpus: Corpus, text: str) -> list[str]:
    """The ids of the records with that word in their German title."""
    snapshot, _ = open_snapshot(corpus.settings.index)
    return sorted(snapshot.id(number) for number in snapshot.postings("title_de", text).documents)


def test_nothing_is_done_when_nothing_changed(corpus: Corpus) -> None:
    before = current_name(corpus.settings.index)
    report = update_index(corpus)
    assert numbers(report) == (0, 2, 0, 0)
    assert report.generation == before == current_name(corpus.settings.index)


def test_one_edit_updates_one(corpus: Corpus) -> None:
    corpora.write(corpus.settings.corpus, [values("a", title={"de": "Neuer Titel"})])
    assert numbers(update_index(corpus)) == (1, 1, 0, 0)
    assert found(corpus, "neuer") == ["a"]
    assert found(corpus, "praxis") == ["b"]


def test_a_new_record_and_a_published_draft_are_added(corpus: Corpus) -> None:
    corpora.write(corpus.settings.corpus, [values("d"), values("c")])
    assert numbers(update_index(corpus)) == (2, 2, 0, 0)
    assert sorted(found(corpus, "praxis")) == ["a", "b", "c", "d"]


def test_a_deletion_removes_one(corpus: Corpus) -> None:
    path_of(corpus, "a").unlink()
    assert numbers(update_index(corpus)) == (0, 1, 1, 0)
    assert found(corpus, "praxis") == ["b"]


def test_what_became_a_draft_is_removed(corpus: Corpus) -> None:
    corpora.write(corpus.settings.corpus, [values("a", status="draft")])
    assert numbers(update_index(corpus)) == (0, 1, 1, 0)


def test_an_invalid_record_is_reported_and_the_rest_indexed(corpus: Corpus) -> None:
    path_of(corpus, "a").write_text("format: 1\nid: [", "utf-8")
    path_of(corpus, "latin").write_bytes(b"title: \xff")
    corpora.write(corpus.settings.corpus, [values("new")])
    report = update_index(corpus)
    assert numbers(report) == (1, 1, 1, 2)
    assert [finding.file for finding in report.failed] == ["best-practice/a.yaml", "best-practice/latin.yaml"]
    assert all(finding.repair and finding.line >= 1 for finding in report.failed)
    assert sorted(found(corpus, "praxis")) == ["b", "new"]
    assert [entry["file"] for entry in report.as_dict()["failed"]] == [f.file for f in report.failed]
    corpora.write(corpus.settings.corpus, [values("a")])
    path_of(corpus, "latin").unlink()
    assert numbers(update_index(corpus)) == (1, 2, 0, 0)


def test_a_misplaced_file_is_reported(corpus: Corpus) -> None:
    path_of(corpus, "a").rename(corpus.settings.corpus / "records" / "a.yaml")
    report = update_index(corpus)
    assert numbers(report) == (0, 1, 1, 1)


def test_a_dangling_relation_is_reported_and_heals(corpus: Corpus) -> None:
    linked = values("link", relations=[{"type": "related", "to": "a"}])
    corpora.write(corpus.settings.corpus, [linked])
    assert numbers(update_index(corpus)) == (1, 2, 0, 0)
    path_of(corpus, "a").unlink()
    report = update_index(corpus)
    assert numbers(report) == (0, 1, 2, 1)
    assert "'a'" in report.failed[0].problem
    assert found(corpus, "praxis") == ["b"]
    corpora.write(corpus.settings.corpus, [values("a")])
    assert numbers(update_index(corpus)) == (2, 1, 0, 0)


@pytest.mark.parametrize("damage", ["flip", "shorten", "manifest", "current", "folder", "index"])
def test_damage_leads_to_a_new_generation(corpus: Corpus, damage: str) -> None:
    index = corpus.settings.index
    manifest = current_manifest(index)
    folder = commit_folder(index, manifest.name)
    path = folder / sorted(manifest.files)[-1]
    if damage == "flip":
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif damage == "shorten":
        path.write_bytes(b"")
    elif damage == "manifest":
        (folder / "manifest.json").write_text("{", "utf-8")
    elif damage == "current":
        (index / CURRENT).write_bytes(b"\xff\x00")
    else:
        shutil.rmtree(folder if damage == "folder" else index)
    assert not index_status(corpus).equal
    report = update_index(corpus)
    assert numbers(report) == (2, 0, 0, 0)
    assert not report.generation.startswith(manifest.generation)
    assert index_status(corpus).equal
    assert sorted(found(corpus, "praxis")) == ["a", "b"]


def test_another_program_builds_anew(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    before = current_manifest(corpus.settings.index).generation
    monkeypatch.setattr("indexer.provenance.fingerprint", lambda: f"{LAYOUT}-another")
    assert numbers(update_index(corpus)) == (2, 0, 0, 0)
    assert current_manifest(corpus.settings.index).generation != before
    assert numbers(update_index(corpus)) == (0, 2, 0, 0)


def test_another_vocabulary_builds_anew(corpus: Corpus) -> None:
    folder = corpus.settings.corpus / "vocabularies"
    folder.mkdir()
    (folder / "themes.yaml").write_text(
        "vocabulary: themes\nconcepts:\n- id: governance\n  label: {de: Steuerungskreis}\n", "utf-8"
    )
    changed = Corpus(corpus.settings)
    assert numbers(update_index(changed)) == (2, 0, 0, 0)
    assert numbers(update_index(changed)) == (0, 2, 0, 0)


def test_other_exceptions_of_compounds_build_anew(corpus: Corpus) -> None:
    path = corpus.settings.corpus / "vocabularies" / "compound-exceptions.txt"
    path.parent.mkdir()
    for text in ("Praxisneu = praxis neu\n", "Praxisneu = praxisn eu\n", ""):
        path.write_text(text, "utf-8")
        assert numbers(update_index(corpus)) == (2, 0, 0, 0)
        assert numbers(update_index(corpus)) == (0, 2, 0, 0)
    path.unlink()
    assert numbers(update_index(corpus)) == (2, 0, 0, 0)


def test_a_full_run_writes_everything(corpus: Corpus) -> None:
    steps: list[tuple[int, int]] = []
    report = update_index(corpus, full=True, progress=lambda done, of: steps.append((done, of)))
    assert numbers(report) == (2, 0, 0, 0)
    assert steps == [(1, 3), (2, 3), (3, 3)]
