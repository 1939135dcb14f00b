"""The arrays of a snapshot against what stock Whoosh's own reader says of the same files.

1. Postings and frequencies of every term of every field are those of the reader, by record id.
2. Positions are those of the reader, and those of the terms of the record's own texts: its words, at the
   place of a word also what it is joined to by hyphens, and abbreviations as written.
3. Lengths are the numbers of terms; the mean is over the documents that have the field.
4. Documents are numbered by id; columns hold each document's keys; terms are sorted and complete.
5. All of it holds after commits that changed and removed documents.
6. What another version wrote, or what cannot be read, is refused with an error of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from whoosh import index as whoosh_index

from indexer.analysis.fingerprint import LAYOUT
from indexer.analysis.tokenizer import Occurrences, occurrences
from indexer.documents import project
from indexer.errors import IndexDamaged, IndexMissing
from indexer.facets import FACETS
from indexer.index import snapshot as snapshots
from indexer.index.generation import commit_folder, current_manifest
from indexer.index.schema import TEXT_FIELDS
from indexer.index.snapshot import NOTHING, NOWHERE, Snapshot, open_snapshot
from indexer.indexing import update_index
from kb.corpus import Corpus
from kb.record import Record
from tests.indexer import corpora
from tests.indexer.corpora import SOME_RECORDS


@dataclass(frozen=True)
class Indexed:
    """A corpus, its snapshot, and Whoosh's reader of the same commit."""

    corpus: Corpus
    snapshot: Snapshot
    reader: Any

    def record_id(self, number: int) -> str:
        return str(json.loads(self.reader.stored_fields(number)["stored"])["id"])


@pytest.fixture(scope="module", params=["one commit", "several commits"])
def indexed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Indexed]:
    folder = tmp_path_factory.mktemp("snapshot")
    corpus = corpora.a_corpus(folder, SOME_RECORDS)
    if request.param == "several commits":
        update_index(corpus)
        for path in list(corpus.repository.records.rglob("*.yaml"))[::3]:
            if path.stem != "r0":  # others are merged into it
                path.unlink()
        update_index(corpus)
        changed = [{**record, "title": {"de": "Neuer Hafen"}} for record in SOME_RECORDS[:20]]
        corpora.write(corpus.settings.corpus, [{**r, "summary": {"de": "Neu."}} for r in changed])
    snapshot = corpora.a_snapshot(corpus)
    place = commit_folder(corpus.settings.index, snapshot.name)
    files: Any = whoosh_index.open_dir(str(place))
    with closing(files), closing(files.reader()) as reader:
        yield Indexed(corpus, snapshot, reader)


def whoosh_postings(indexed: Indexed, field: str, term: bytes) -> dict[str, tuple[int, list[int]]]:
    """Frequency and positions per record id, document by document."""
    matcher = indexed.reader.postings(field, term)
    found = {}
    while matcher.is_active():
        positions = [int(place) for place in matcher.value_as("positions")]
        found[indexed.record_id(matcher.id())] = (int(matcher.value_as("frequency")), positions)
        matcher.next()
    return found


def our_postings(snapshot: Snapshot, field: str, term: str) -> dict[str, tuple[int, list[int]]]:
    documents, frequencies = snapshot.postings(field, term)
    offsets, places = snapshot.positions(field, term)
    assert documents.tolist() == sorted(set(documents.tolist()))
    return {
        snapshot.stored(number)["id"]: (int(frequencies[n]), places[offsets[n] : offsets[n + 1]].tolist())
        for n, number in enumerate(documents.tolist())
    }


def test_postings_and_positions_are_those_of_whoosh(indexed: Indexed) -> None:
    compared = 0
    for field in TEXT_FIELDS:
        for term in indexed.reader.lexicon(field):
            theirs = whoosh_postings(indexed, field, term)
            assert our_postings(indexed.snapshot, field, term.decode()) == theirs, (field, term)
            compared += len(theirs)
    assert compared > 500


def test_terms_are_those_of_whoosh_and_sorted(indexed: Indexed) -> None:
    for field in TEXT_FIELDS:
        ours = list(indexed.snapshot.terms(field))
        assert ours == sorted(ours)
        # the lexicon of Whoosh keeps terms of removed documents until their segments are merged
        alive = [t.decode() for t in indexed.reader.lexicon(field) if whoosh_postings(indexed, field, t)]
        assert ours == alive


def texts(indexed: Indexed) -> dict[str, dict[str, Occurrences]]:
    """The terms of every field with their places, per record id, straight from the records."""
    found = {}
    for number in range(indexed.snapshot.size):
        row = indexed.snapshot.stored(number)
        shown = {name: value for name, value in row["shown"].items() if name != "revision"}
        document = project(
            Record.model_validate(shown),
            digest=row["digest"],
            revision=1,
            vocabularies=indexed.corpus.vocabularies,
            today=datetime.now(indexed.corpus.settings.timezone).date(),
        )
        found[row["id"]] = {name: occurrences(text) for name, text in document.texts.items()}
    return found


def test_positions_and_lengths_are_those_of_the_texts(indexed: Indexed) -> None:
    held, nothing = texts(indexed), occurrences("")
    for field in TEXT_FIELDS:
        lengths = indexed.snapshot.lengths(field)
        for number in range(indexed.snapshot.size):
            record_id = indexed.snapshot.stored(number)["id"]
            mine = held[record_id].get(field, nothing)
            assert lengths[number] == len(mine.terms)
            for term in set(mine.terms):
                places = our_postings(indexed.snapshot, field, term)[record_id][1]
                rows = zip(mine.places, mine.terms, strict=True)
                assert places == [place for place, held_term in rows if held_term == term]
        having = [int(length) for length in lengths if length]
        assert indexed.snapshot.mean_length(field) == (sum(having) / len(having) if having else 1.0)


def test_joined_words_and_abbreviations_stand_where_their_words_do(tmp_path: Path) -> None:
    record = corpora.values("one", title={"de": "Die KI in Schleswig-Holstein, die E-Mobilität"})
    snapshot = corpora.a_snapshot(corpora.a_corpus(tmp_path, [record]))
    places = {term: our_postings(snapshot, "title_de", term)["one"] for term in snapshot.terms("title_de")}
    assert places == {
        "die": (2, [0, 5]),
        "ki": (1, [1]),
        "KI": (1, [1]),
        "in": (1, [2]),
        "schleswig": (1, [3]),
        "schleswigholstein": (1, [3]),
        "holstein": (1, [4]),
        "e": (1, [6]),
        "emobilität": (1, [6]),
        "mobilität": (1, [7]),
    }
    assert snapshot.lengths("title_de").tolist() == [11]


def test_documents_are_numbered_by_id(indexed: Indexed) -> None:
    names = [indexed.snapshot.stored(number)["id"] for number in range(indexed.snapshot.size)]
    assert names == sorted(names)
    assert len(names) == indexed.reader.doc_count()


def test_columns_hold_the_keys_of_each_document(indexed: Indexed) -> None:
    for facet in FACETS:
        keys, offsets, codes = indexed.snapshot.column(facet.name)
        assert keys == sorted(set(keys))
        for number in range(indexed.snapshot.size):
            mine = [keys[code] for code in codes[offsets[number] : offsets[number + 1]]]
            assert mine == indexed.snapshot.stored(number)["facets"][facet.name]
            assert mine


def test_an_unknown_term_is_nowhere(indexed: Indexed) -> None:
    assert indexed.snapshot.postings("title_de", "unheard") is NOTHING
    assert indexed.snapshot.positions("title_de", "unheard") is NOWHERE


def test_an_index_of_another_layout_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = corpora.a_corpus(tmp_path, SOME_RECORDS[:3])
    update_index(corpus)
    monkeypatch.setattr("indexer.analysis.fingerprint.LAYOUT", 10**6)
    with pytest.raises(IndexMissing, match="another version"):
        open_snapshot(corpus.settings.index)


def test_an_index_of_another_version_with_this_layout_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the new one is built: another fingerprint must not stop the search."""
    corpus = corpora.a_corpus(tmp_path, SOME_RECORDS[:3])
    with monkeypatch.context() as older:
        older.setattr("indexer.indexing.fingerprint", lambda: f"{LAYOUT}-older")
        older.setattr("indexer.index.schema.TEXT_FIELDS", ("title_de",))
        older.setattr(
            "indexer.index.writer.row", lambda document: {"stored": document.stored(), "id": document.id}
        )
        update_index(corpus)
    snapshot, manifest = open_snapshot(corpus.settings.index)
    assert "older" in manifest.fingerprint
    assert snapshot.size == 3
    assert not len(snapshot.terms("names_und"))


def test_files_that_vanish_while_they_are_read_are_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = corpora.a_corpus(tmp_path, SOME_RECORDS[:3])
    update_index(corpus)
    index = corpus.settings.index
    manifest = current_manifest(index)
    for path in commit_folder(index, manifest.name).iterdir():
        path.unlink()
    monkeypatch.setattr(snapshots, "current_manifest", lambda _: manifest)  # verified a moment ago
    with pytest.raises(IndexDamaged, match="kb index --full"):
        open_snapshot(index)
