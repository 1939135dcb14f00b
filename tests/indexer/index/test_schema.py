"""Documents as a segment takes them in.

1. The terms of a text and their places are those of the analysis; a term stands at a place once.
2. Nothing a record says is lost on the way: every text has a field and every value a column.
3. Columns state what is counted, sorted, linked and compared; titles sort as a reader looks for them.
4. What is stored is the document, whatever its texts are.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis.collation import label_order
from indexer.analysis.tokenizer import LONGEST_WORD, occurrences
from indexer.documents import NEUTRAL, TEXTS, Document, project
from indexer.facets import FACETS
from indexer.index.columns import ColumnBuilder, read_column
from indexer.index.layout import Words
from indexer.index.schema import (
    CHECKED,
    COLUMNS,
    CREATED,
    DIGEST,
    FORMER,
    NEEDS,
    ORGANISATION_NAME,
    RELATION,
    SOURCES,
    STATUS,
    SURVIVOR,
    TEXT_FIELDS,
    blocks_of,
    entry,
    layout,
    title_of,
    title_order,
)
from kb.localized import LANGUAGES, Language
from kb.record import Record
from tests.indexer.corpora import SOME_RECORDS, delivered_vocabularies, values


def a_document(record: dict[str, Any]) -> Document:
    return project(
        Record.model_validate(record),
        digest="d1",
        revision=3,
        vocabularies=delivered_vocabularies(),
        today=date(2026, 1, 1),
    )


def words_of(text: str) -> Words:
    return entry(Document("a", "0", "published", {"title_de": text}, {}, {"id": "a"})).texts["title_de"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(["R", "&", "D", "-", "KI", "e", " "])).map("".join)))
@example("a" * LONGEST_WORD + "-b")
@example("ᎠᎡ")
def test_terms_and_places_are_those_of_the_analysis_and_each_stands_once(text: str) -> None:
    words, found = words_of(text), occurrences(text)
    assert list(words.terms) == found.terms
    places = range(len(found.terms)) if words.places is None else words.places
    assert list(places) == found.places
    assert len(set(zip(places, words.terms, strict=True))) == len(words.terms)


@pytest.mark.parametrize(
    ("text", "places"), [("Hafen Kiel", None), ("", None), ("e-mobility", [0, 0, 1]), ("KI", [0, 0])]
)
def test_places_are_stated_where_several_terms_stand_at_one(text: str, places: list[int] | None) -> None:
    assert words_of(text).places == places


def test_every_language_and_names_are_a_block_of_all_texts() -> None:
    shape = layout()
    assert shape is layout()
    assert shape.fields == TEXT_FIELDS
    assert list(shape.blocks) == [*LANGUAGES, NEUTRAL]
    assert all(fields == tuple(f"{name}_{block}" for name in TEXTS) for block, fields in shape.blocks.items())
    assert shape.columns == COLUMNS
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert len(set(TEXT_FIELDS)) == len(TEXT_FIELDS) < 256  # the number of a field is one byte


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_searched_in_its_block_and_in_names(language: Language) -> None:
    names = list(layout().blocks)
    assert [names[block] for block in blocks_of(language)] == [language, NEUTRAL]


@pytest.mark.parametrize("record", SOME_RECORDS, ids=lambda record: str(record["id"]))
def test_nothing_a_record_says_is_lost(record: dict[str, Any]) -> None:
    document = a_document(record)
    found = entry(document)
    assert document.texts.keys() == found.texts.keys() <= set(TEXT_FIELDS)
    assert set(found.columns) == set(COLUMNS)
    for facet in FACETS:
        assert found.columns[facet.name] == document.facets[facet.name]
    assert json.loads(found.stored) == json.loads(document.stored())


def test_columns_state_what_pages_ask_for() -> None:
    record = values(
        "fees",
        status="archived",
        title={"en": "Fees", "da": "Øre"},
        organisation={"name": "BalticNet", "record": "balticnet"},
        relations=[{"type": "part_of", "to": "hub"}, {"type": "related", "to": "other"}],
        former_ids=["old-fees", "older-fees"],
        created="2026-01-02T00:00:00Z",
        checked="2026-02-03",
    )
    columns = entry(a_document(record)).columns
    assert {name: list(columns[name]) for name in (STATUS, DIGEST, NEEDS, CREATED, CHECKED)} == {
        STATUS: ["archived"],
        DIGEST: ["d1"],
        NEEDS: ["balticnet", "hub", "other"],
        CREATED: ["2026-01-02T00:00:00Z"],
        CHECKED: ["2026-02-03"],
    }
    assert list(columns[RELATION]) == ["part_of:hub", "related:other"]
    assert list(columns[FORMER]) == ["old-fees", "older-fees"]
    assert list(columns[SURVIVOR]) == []
    assert list(columns[ORGANISATION_NAME]) == ["BalticNet"]


def test_what_is_not_stated_sorts_as_empty_and_counts_as_nothing() -> None:
    columns = entry(a_document(values("plain"))).columns
    assert (list(columns[CREATED]), list(columns[CHECKED])) == ([""], [""])
    for name in (NEEDS, RELATION, FORMER, SURVIVOR, ORGANISATION_NAME):
        assert list(columns[name]) == []


def test_a_merged_record_names_its_survivor_and_has_no_words() -> None:
    found = entry(a_document(values("gone", status="merged", merged_into="fees")))
    assert list(found.columns[SURVIVOR]) == ["fees"]
    assert found.texts == {}


def test_a_record_is_found_by_the_words_of_its_sources() -> None:
    sources = [{"url": "https://www.example.org/Fees", "title": "Beiträge 2020", "publisher": "BalticNet"}]
    keys = entry(a_document(values("fees", sources=sources))).keys
    assert {"example", "fees", "beiträge", "2020", "balticnet"} <= set(keys[SOURCES])
    assert set(entry(a_document(values("plain"))).keys[SOURCES]) == set()


@given(st.lists(st.text(max_size=6), max_size=8), st.sampled_from(LANGUAGES))
@example(["Zug", "Ärzte", "Arzt", "arzt", "Arz", "", "Arzt b"], "de")
def test_titles_sort_as_a_reader_looks_for_them(titles: list[str], reader: Language) -> None:
    shown = [{"id": f"r{number}", "title": {"en": title}} for number, title in enumerate(titles)]
    column = ColumnBuilder()
    for values_shown in shown:
        document = Document(str(values_shown["id"]), "0", "published", {}, {}, values_shown)
        column.add(entry(document).columns[title_order(reader)])
    codes = read_column(column.arrays()).codes.tolist()
    by_code = sorted(range(len(titles)), key=lambda number: (codes[number], number))
    by_label = sorted(
        range(len(titles)), key=lambda number: (label_order(title_of(shown[number], reader)), number)
    )
    assert by_code == by_label


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ({"title": {"de": "Beiträge", "en": "Fees"}}, "Fees"),
        ({"title": {"de": "Beiträge"}}, "Beiträge"),
        ({"id": "fees", "title": {}}, "fees"),
        ({"id": "fees"}, "fees"),
        ({}, ""),
    ],
)
def test_a_title_is_in_the_language_of_the_reader_else_in_another(shown: dict[str, Any], title: str) -> None:
    assert title_of(shown, "en") == title


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_stored_as_it_is(text: str) -> None:
    stored = entry(Document("a", "0", "published", {}, {}, {"id": "a", "title": {"de": text}})).stored
    assert json.loads(stored.decode("utf-8", "surrogatepass")) == {
        "id": "a",
        "digest": "0",
        "status": "published",
        "facets": {},
        "shown": {"id": "a", "title": {"de": text}},
        "links": [],
    }
