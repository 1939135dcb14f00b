"""Which texts of a record can passages be taken from?

1. Title first, then every text field in its languages; lists are lines; each limiting factor is a text.
2. What is read has the terms an index holds of it; other languages than ours are left out.
3. Every text comes from the record, for all records of the delivered corpus.
"""

from __future__ import annotations

import json

from indexer.analysis.tokenizer import occurrences
from indexer.documents import TEXTS
from indexer.search.explanation import BESIDE_TEXTS
from indexer.search.searcher import Searcher
from indexer.search.stored_texts import read_texts, texts_of
from kb.localized import LANGUAGES
from tests.indexer.corpora import values

RECORD = values(
    "one",
    title={"de": "Titel", "en": "Title"},
    summary={"de": "Kurz"},
    results={"de": "Gut"},
    success_factors={"de": ["Geduld", "Geld"]},
    limiting_factors=[{"text": {"de": "Zeit", "en": "Time"}}, {"text": {"de": "Regen"}}],
)


def test_texts_come_title_first_with_field_and_language() -> None:
    assert list(texts_of(RECORD)) == [
        ("title", "de", "Titel"),
        ("title", "en", "Title"),
        ("summary", "de", "Kurz"),
        ("results", "de", "Gut"),
        ("success_factors", "de", "Geduld\nGeld"),
        ("limiting_factors", "de", "Zeit"),
        ("limiting_factors", "en", "Time"),
        ("limiting_factors", "de", "Regen"),
    ]


def test_a_record_without_texts_has_none() -> None:
    assert list(texts_of({"title": {}, "limiting_factors": None})) == []
    assert read_texts({}) == ()


def test_what_is_read_has_the_terms_of_an_index() -> None:
    read = read_texts(values("one", title={"de": "Die KI, die E-Mobilität"}))[0]
    assert read.terms == occurrences(read.text)
    assert "KI" in read.terms.terms
    assert "emobilität" in read.terms.terms


def test_other_languages_are_not_read() -> None:
    assert [read.language for read in read_texts({"title": {"de": "Hafen", "fr": "Port"}})] == ["de"]


def test_every_text_of_the_delivered_records_stands_in_them(delivered_searcher: Searcher) -> None:
    fields = set()
    for record in delivered_searcher.records():
        source = json.dumps(record, ensure_ascii=False)
        for name, language, text in texts_of(record):
            fields.add(name)
            assert language in LANGUAGES
            assert all(json.dumps(line, ensure_ascii=False)[1:-1] in source for line in text.splitlines())
    assert fields == set(TEXTS) - set(BESIDE_TEXTS)
