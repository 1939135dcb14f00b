"""How do people write a term of the index?

1. The spelling stands in a text of the language and is read as the term; the most frequent one is taken, of
   equal ones the first by letter.
2. A term that no text of the language holds, and one of names only, stays as it is.
3. Of a frequent term only some documents are read, and none twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.tokenizer import term_of, tokenize
from indexer.index.schema import blocks_of
from indexer.search.searcher import Searcher
from indexer.search.stored_texts import Row, texts_of
from indexer.search.written import ENOUGH, LOOKED_AT, Written, written_forms
from kb.localized import LANGUAGES, Language
from tests.indexer import corpora
from tests.indexer.corpora import Values, values
from tests.tiers import examples


def a_searcher(*titles: str) -> Searcher:
    return corpora.in_memory(
        [values(f"r{n:02}", title={"de": title}, summary={"de": "x"}) for n, title in enumerate(titles)]
    )


@pytest.mark.parametrize(
    ("titles", "term", "written"),
    [
        (["Förderung"], "förderung", "Förderung"),
        (["FÖRDERUNG Förderung Förderung"], "förderung", "Förderung"),
        (["FÖRDERUNG", "Förderung", "Förderung"], "förderung", "Förderung"),
        (["Fördern", "wir fördern", "sie fördern"], "fördern", "fördern"),
        (["Wir BAUEN", "wir bauen"], "bauen", "BAUEN"),
        (["Foerderung Foerderung", "Förderung"], "förderung", "Förderung"),  # spellings of other terms
        (["Maßnahmen"], "massnahmen", "Maßnahmen"),
        (["BioTech in Kiel"], "biotech", "BioTech"),
    ],
)
def test_the_spelling_most_texts_use_is_given(titles: list[str], term: str, written: str) -> None:
    assert a_searcher(*titles)._prepared.written(term, "de") == written


def test_each_language_has_its_own_spelling() -> None:
    records = [
        values("one", title={"de": "Manager im Hafen", "en": "A manager"}, summary={"de": "x", "en": "x"})
    ]
    written = corpora.in_memory(records)._prepared.written
    assert (written("manager", "de"), written("manager", "en")) == ("Manager", "manager")
    assert written("hafen", "en") == "hafen"
    assert written("manager", "da") == "manager"


def test_what_no_text_holds_stays_as_it_is() -> None:
    record = values("one", title={"de": "Titel"}, organisation={"name": "BalticNet"})
    prepared = corpora.in_memory([record])._prepared
    assert len(prepared.frequencies["de"].of("balticnet").documents)
    assert prepared.written("balticnet", "de") == "balticnet"
    assert prepared.written("nirgends", "de") == "nirgends"
    assert prepared.written("", "de") == ""


@settings(max_examples=examples(40, 1000))
@given(st.sampled_from(LANGUAGES), st.data())
def test_the_spelling_stands_in_a_text_and_is_read_as_the_term(
    a_searcher: Searcher, language: Language, data: st.DataObject
) -> None:
    prepared = a_searcher._prepared
    arrays, blocks = prepared.arrays, blocks_of(language)
    terms = {term for part in arrays.parts for term in part.segment.terms[:] if arrays.holds(term, blocks)}
    term = data.draw(st.sampled_from(sorted(terms)))
    held = {
        text[start:end]
        for record in a_searcher.records()
        for _, spoken, text in texts_of(record)
        if spoken == language
        for found, start, end in zip(*tokenize(text), strict=True)
        if found == term
    }
    written = prepared.written(term, language)
    assert term_of(written) == term_of(term)
    assert written in held if held else written == term


@dataclass
class Counting:
    """Rows that count which documents are read."""

    rows: Callable[[int], Row]
    read: list[int] = field(default_factory=list)

    def row(self, document: int) -> Row:
        self.read.append(document)
        return self.rows(document)


def counted(*records: Values) -> tuple[Counting, Written]:
    prepared = corpora.in_memory(records)._prepared
    counting = Counting(prepared.row)
    return counting, written_forms(counting.row, prepared.arrays, prepared.frequencies, prepared.papers)


def test_a_few_places_settle_it() -> None:
    counting, written = counted(*(values(f"r{n:02}", title={"de": "Hafen"}) for n in range(30)))
    assert written("hafen", "de") == "Hafen"
    assert len(counting.read) == ENOUGH
    assert written("hafen", "de") == "Hafen"
    assert len(counting.read) == ENOUGH  # it is known by now


def test_where_no_text_has_a_term_the_search_for_one_ends() -> None:
    records = [values(f"r{n:02}", organisation={"name": "BalticNet"}) for n in range(LOOKED_AT + 5)]
    counting, written = counted(*records)
    assert written("balticnet", "de") == "balticnet"
    assert len(set(counting.read)) == len(counting.read) == LOOKED_AT
