"""Searching with a bilingual dictionary: what does a translation count, and what not?

1. Of records that differ in nothing else, those of the better class stand first, translations before nothing
   but corrections.
2. Translations are told for each word, spelt as the records spell them, and can be left out; without a
   dictionary there are none.
3. All translations of a word count as one word.
4. A translation of several words needs all of them; a compound is translated by its parts.
5. Names, words of the thesaurus in capitals and words without meaning are not translated.
6. A translation is also found within compounds, for less.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.dictionary.compiled import Dictionary
from indexer.search.ranking import LAMBDA
from indexer.search.request import SearchRequest
from indexer.search.results import Expansion
from indexer.search.searcher import Searcher
from tests.indexer import corpora
from tests.indexer.corpora import Values, found, values
from tests.indexer.dictionary.snippets import HARBOUR, a_dictionary

SOURCE = (
    f"{HARBOUR}Netzwerk {{n}} | Netzwerke {{pl}} :: mesh; lattice | meshes\nGegenwart {{f}} :: present day\n"
)
BY_CLASS = [
    values("e-exact", title={"de": "Netzwerk am Meer"}, summary={"de": "x"}),
    values("d-stem", title={"de": "Netzwerke am Meer"}, summary={"de": "x"}),
    values("c-compound", title={"de": "Hafennetzwerk am Meer"}, summary={"de": "x"}),
    values("b-concept", title={"en": "Network by sea"}, summary={"en": "x"}),
    values("a-dictionary", title={"en": "Mesh by sea"}, summary={"en": "x"}),
]


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    return a_dictionary(tmp_path_factory.mktemp("dictionary"), SOURCE)


def searcher_of(dictionary: Dictionary | None, *records: Values) -> Searcher:
    return corpora.in_memory(records, dictionary=dictionary)


def english(*titles: str) -> list[Values]:
    return [values(f"r{n}", title={"en": title}, summary={"en": "x"}) for n, title in enumerate(titles)]


def test_of_records_that_differ_in_nothing_else_the_better_class_stands_first(dictionary: Dictionary) -> None:
    searcher = searcher_of(dictionary, *BY_CLASS)
    hits = searcher.search(SearchRequest("Netzwerk", reader="da")).hits
    assert [hit.id for hit in hits] == ["e-exact", "d-stem", "c-compound", "b-concept", "a-dictionary"]
    assert [next(iter(hit.matched)) for hit in hits] == ["exact", "stem", "compound", "concept", "dictionary"]
    scores = [hit.score for hit in hits]
    assert scores == sorted(set(scores), reverse=True)


def test_a_correction_counts_less_than_a_translation(dictionary: Dictionary) -> None:
    """No word has both, so two words are asked for, and the records hold one of each."""
    records = [
        values("a-typo", title={"de": "Anleger am Meer"}, summary={"de": "x"}),
        values("b-dictionary", title={"en": "Port by sea"}, summary={"en": "x"}),
        values("c-exact", title={"de": "Kran am Meer"}, summary={"de": "x"}),
        *[values(f"z{n}", title={"de": "Etwas ganz anderes"}, summary={"de": "x"}) for n in range(20)],
    ]
    results = searcher_of(dictionary, *records).search(SearchRequest("Hafen Anlegex Kran", reader="da"))
    assert [list(hit.matched) for hit in results.hits] == [["exact"], ["dictionary"], ["typo"]]
    assert LAMBDA["dictionary"] > LAMBDA["typo"]


def test_translations_are_told_and_can_be_left_out(dictionary: Dictionary) -> None:
    searcher = searcher_of(dictionary, *english("The port", "A harbour"))
    results = searcher.search(SearchRequest("Hafen"))
    assert results.expansions == (Expansion("dictionary", "dictionary", "Hafen", ("port", "harbour")),)
    assert sorted(hit.id for hit in results.hits) == ["r0", "r1"]
    assert found(searcher, "Hafen", without=frozenset({"dictionary"})) == []
    assert found(searcher_of(None, *english("The port")), "Hafen") == []


@pytest.mark.parametrize(
    ("query", "title", "added"),
    [
        ("ports", "Häfen", "Häfen"),
        ("funding", "Die FÖRDERUNG", "FÖRDERUNG"),
        ("quick", "Rasch", "Rasch"),
        ("claim", "Eine Forderung, eine Förderung", "Forderung"),
        ("promotion", "Eine Forderung, eine Förderung", "Förderung"),  # and not what only shares its key
    ],
)
def test_translations_are_told_as_the_records_spell_them(
    dictionary: Dictionary, query: str, title: str, added: str
) -> None:
    searcher = searcher_of(dictionary, values("one", title={"de": title}, summary={"de": "x"}))
    results = searcher.search(SearchRequest(query, without=frozenset({"concepts"})))
    (told,) = [entry.added for entry in results.expansions if entry.kind == "dictionary"]
    assert told[0] == added


def test_a_translation_of_several_words_is_told_as_the_records_spell_it(dictionary: Dictionary) -> None:
    searcher = searcher_of(dictionary, *english("Skilled, WORKERS"))
    results = searcher.search(SearchRequest("Fachkräfte", without=frozenset({"concepts"})))
    assert [entry.added for entry in results.expansions] == [("Skilled WORKERS",)]


def test_a_dictionary_that_comes_later_answers_at_once(dictionary: Dictionary) -> None:
    known: list[Dictionary] = []
    records = english("The port")
    searcher = corpora.in_memory(records)
    searcher._dictionary = lambda: known[0] if known else None
    assert found(searcher, "Hafen") == []
    known.append(dictionary)
    assert found(searcher, "Hafen") == ["r0"]


def test_all_translations_of_a_word_count_as_one_word(dictionary: Dictionary) -> None:
    """Two words asked for: the record with both stands above the one with both translations of one."""
    records = english("port harbour ports harbour", "port member")
    assert found(searcher_of(dictionary, *records), "Hafen Mitglied") == ["r1", "r0"]


def test_a_translation_of_several_words_needs_all_of_them(dictionary: Dictionary) -> None:
    records = english("skilled hands", "workers here", "workers who are skilled")
    without = frozenset({"concepts"})
    assert found(searcher_of(dictionary, *records), "Fachkräfte", without=without) == ["r2"]


def test_a_compound_is_translated_by_its_parts(dictionary: Dictionary) -> None:
    searcher = searcher_of(dictionary, *english("a member", "a fee", "a fee of a member", "other"))
    assert found(searcher, "Mitgliedsbeitrag")[0] == "r2"
    assert "r3" not in found(searcher, "Mitgliedsbeitrag")


def test_the_other_direction_finds_compounds_too(dictionary: Dictionary) -> None:
    records = [
        values("a-compound", title={"de": "Hafenmesse"}, summary={"de": "x"}),
        values("b-word", title={"de": "Hafen"}, summary={"de": "x"}),
    ]
    assert found(searcher_of(dictionary, *records), "harbour") == ["b-word", "a-compound"]


@pytest.mark.parametrize("query", ["Kiel", "und", "Kiel und"])
def test_names_and_words_without_meaning_are_not_translated(dictionary: Dictionary, query: str) -> None:
    assert found(searcher_of(dictionary, *english("keel", "and")), query) == []


def test_a_word_the_dictionary_knows_is_not_corrected(dictionary: Dictionary) -> None:
    searcher = searcher_of(dictionary, *english("Hafer", "other"))
    results = searcher.search(SearchRequest("Hafen"))
    assert results.total == 0
    assert results.expansions == ()


def test_a_file_that_is_replaced_is_read(tmp_path: Path) -> None:
    first = a_dictionary(tmp_path, "Gift {n} :: poison\n")
    assert found(searcher_of(first, *english("poison", "present")), "Gift") == ["r0"]
    second = a_dictionary(tmp_path, "Gift {n} :: present\n")
    assert found(searcher_of(second, *english("poison", "present")), "Gift") == ["r1"]
