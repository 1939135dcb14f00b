"""The snapshot of documents in memory against that of their commit.

1. Every array is equal to the one that Whoosh's files give, from postings to stored values.
2. Ids may be any text.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from indexer.documents import Document, project
from indexer.facets import FACETS
from indexer.index.in_memory import snapshot_of
from indexer.index.schema import TEXT_FIELDS
from indexer.index.snapshot import Snapshot, open_snapshot
from indexer.index.writer import commit
from kb.record import Record
from kb.vocabulary import load_vocabularies
from tests.indexer.corpora import SOME_RECORDS


def some_documents() -> list[Document]:
    vocabularies = load_vocabularies()
    records = [Record.model_validate(values) for values in SOME_RECORDS]
    return [
        project(record, digest="0", revision=1, vocabularies=vocabularies, today=date(2026, 1, 1))
        for record in records
    ]


def assert_equal(ours: Snapshot, theirs: Snapshot) -> None:
    assert ours.size == theirs.size
    assert [ours.stored(n) for n in range(ours.size)] == [theirs.stored(n) for n in range(theirs.size)]
    for field in TEXT_FIELDS:
        mine, other = ours.field(field), theirs.field(field)
        assert mine.terms == other.terms
        for array, expected in zip(mine[1:], other[1:], strict=True):
            np.testing.assert_array_equal(array, expected, strict=True)
        np.testing.assert_array_equal(ours.lengths(field), theirs.lengths(field), strict=True)
        assert ours.mean_length(field) == theirs.mean_length(field)
    for facet in FACETS:
        column, wanted = ours.column(facet.name), theirs.column(facet.name)
        assert column.keys == wanted.keys
        np.testing.assert_array_equal(column.offsets, wanted.offsets, strict=True)
        np.testing.assert_array_equal(column.codes, wanted.codes, strict=True)


def test_the_arrays_are_those_of_a_commit(tmp_path: Path) -> None:
    documents = some_documents()
    commit(tmp_path, None, changed=documents, removed=[], fingerprint="1-test")
    assert_equal(snapshot_of(reversed(documents)), open_snapshot(tmp_path)[0])


def test_ids_may_be_any_text(tmp_path: Path) -> None:
    words = {"title_de": "Fördergelder Straße 東京 x", "names_und": "𝔄 GmbH"}
    documents = [Document(name, "0", "published", words, {}, {"id": name}) for name in ("b c", "ä/1", "10.2")]
    commit(tmp_path, None, changed=documents, removed=[], fingerprint="1-test")
    assert_equal(snapshot_of(documents), open_snapshot(tmp_path)[0])
    assert [snapshot_of(documents).stored(number)["id"] for number in range(3)] == ["10.2", "b c", "ä/1"]


def test_no_documents_are_an_empty_snapshot() -> None:
    assert snapshot_of([]).size == 0
