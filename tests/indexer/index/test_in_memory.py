"""The snapshot of documents in memory, against brute force over their texts.

1. Rows and places of every term in every field are those of the texts, lengths and columns those of the
   documents, stored is what was shown.
2. Documents are in the order of their ids, which may be any text.
3. Compounds are divided by the words that are given.
4. No documents are an empty snapshot.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest

from indexer.analysis.compounds import Splitter, splitter
from indexer.analysis.forms import stem
from indexer.analysis.tokenizer import occurrences
from indexer.analysis.words import WordList
from indexer.documents import Document, project
from indexer.facets import FACETS
from indexer.index.in_memory import snapshot_of
from indexer.index.schema import TEXT_FIELDS, blocks_of, layout
from indexer.index.snapshot import DOCUMENT_SHIFT, FIELD_SHIFT, FIRST_PLACE, Snapshot
from indexer.index.vocabulary import compounds
from kb.record import Record
from tests.indexer.corpora import SOME_RECORDS, delivered_vocabularies
from tests.indexer.index.contents import column_values


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [
        project(
            Record.model_validate(values),
            digest="0",
            revision=1,
            vocabularies=delivered_vocabularies(),
            today=date(2026, 1, 1),
        )
        for values in SOME_RECORDS
    ]


@pytest.fixture(scope="module")
def snapshot(documents: list[Document]) -> Snapshot:
    return snapshot_of(reversed(documents))


def test_postings_and_lengths_are_those_of_the_texts(snapshot: Snapshot, documents: list[Document]) -> None:
    numbers = {document.id: snapshot.number(document.id) for document in documents}
    compared = 0
    for field in TEXT_FIELDS:
        texts = {numbers[document.id]: occurrences(document.texts.get(field, "")) for document in documents}
        frequencies = {number: Counter(found.terms) for number, found in texts.items()}
        for term in set().union(*frequencies.values(), {"unheard"}):
            expected = {number: own[term] for number, own in frequencies.items() if term in own}
            postings = snapshot.postings(field, term)
            assert (
                dict(zip(postings.documents.tolist(), postings.frequencies.tolist(), strict=True)) == expected
            )
            compared += len(expected)
        assert dict(enumerate(snapshot.lengths(field).tolist())) == {
            number: len(found.terms) for number, found in texts.items()
        }
    assert compared > 500


def test_places_are_those_of_the_texts(snapshot: Snapshot, documents: list[Document]) -> None:
    expected: dict[str, set[tuple[str, str, int]]] = {}
    for document in documents:
        for field, text in document.texts.items():
            found = occurrences(text)
            for place, term in zip(found.places, found.terms, strict=True):
                expected.setdefault(term, set()).add((document.id, field, place))
    blocks = range(len(layout().blocks))
    for term, places in expected.items():
        found_places = {
            (
                snapshot.id(place >> DOCUMENT_SHIFT),
                TEXT_FIELDS[(place >> FIELD_SHIFT) & 0xFF],
                (place & 0xFFFFFF) - FIRST_PLACE,
            )
            for place in snapshot.places([term], blocks).tolist()
        }
        assert found_places == places, term


def test_columns_and_stored_values_are_those_of_the_documents(
    snapshot: Snapshot, documents: list[Document]
) -> None:
    by_id = {document.id: document for document in documents}
    for facet in FACETS:
        for number, keys in enumerate(column_values(snapshot.column(facet.name), snapshot.size)):
            assert tuple(keys) == by_id[snapshot.id(number)].facets[facet.name]
    for number in range(snapshot.size):
        assert snapshot.stored(number).decode() == by_id[snapshot.id(number)].stored()


def test_documents_are_in_the_order_of_their_ids_which_may_be_any_text() -> None:
    names = ["b c", "ä/1", "10.2", "", "\ud800", "東"]
    snapshot = snapshot_of(Document(name, "0", "published", {}, {}, {"id": name}) for name in names)
    assert [snapshot.id(number) for number in range(snapshot.size)] == sorted(names)
    assert snapshot.ranks.tolist() == list(range(len(names)))
    assert [snapshot.number(name) for name in sorted(names)] == list(range(len(names)))
    shown = [json.loads(snapshot.stored(number).decode("utf-8", "surrogatepass")) for number in range(6)]
    assert [document["id"] for document in shown] == sorted(names)


def test_compounds_are_divided_by_the_words_that_are_given() -> None:
    words = [Document("a", "0", "published", {"title_de": "Hafenfinanzierung"}, {}, {"id": "a"})]
    key, blocks = stem("finanzierung", "de"), blocks_of("de")
    assert snapshot_of(words).terms_of(compounds("de"), key, blocks) == ("hafenfinanzierung",)
    unknown = snapshot_of(words, splitter=Splitter(WordList({}, {}, {}, frozenset()), {}))
    assert unknown.terms_of(compounds("de"), key, blocks) == ()
    assert snapshot_of(words, splitter=splitter()).name == "memory"


def test_no_documents_are_an_empty_snapshot() -> None:
    snapshot = snapshot_of([])
    assert snapshot.size == snapshot.count == 0
    assert len(snapshot.column("country").codes) == 0
