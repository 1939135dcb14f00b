"""Which words of a query are corrected, and to what?

1. Only a word that nothing in the index answers: neither a spelling, nor an inflection, nor a compound with
   it, nor its parts; nor one that the thesaurus or a dictionary knows; nor a word without meaning.
2. The candidate nearest by edits is meant, unless another stands in records with the other words.
3. The correction is shown in the spelling most records use, with the capital the reader typed.
4. A record that holds the word as typed stands above every one that holds its correction.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.dictionary.compiled import Dictionary
from indexer.search.correcting import PER_EDIT, Correction, correct
from indexer.search.query_language import parse
from indexer.search.ranking import LAMBDA
from indexer.search.request import SearchRequest
from indexer.search.searcher import Searcher
from tests.indexer import corpora
from tests.indexer.corpora import values
from tests.indexer.dictionary.snippets import a_dictionary
from tests.tiers import examples


def a_searcher(*titles: str) -> Searcher:
    return corpora.in_memory(
        [values(f"r{n:02}", title={"de": title}, summary={"de": "x"}) for n, title in enumerate(titles)]
    )


def corrections(searcher: Searcher, text: str, dictionary: Dictionary | None = None) -> dict[str, str]:
    """The words of the query with what they are read as."""
    query = parse(text)
    found = correct(query, searcher._prepared, dictionary)
    return {query.shown[each.place]: each.text for each in found}


@pytest.mark.parametrize(
    "text",
    [
        "Hafen",
        "haefen",
        "Häfens",  # an inflection of it is there
        "Werft",  # a compound with it is there
        "Kranhafen",  # both parts are there
        "Klynge",  # the thesaurus knows it
        "und",
        "the",
        "Kai",  # too short
        "Hafen24",
        "Hfxxn",  # too many edits
        "zzzzzzzz",
        "",
    ],
)
def test_what_is_known_or_like_nothing_is_left_alone(text: str) -> None:
    assert corrections(a_searcher("Hafenwerft", "Hafen Kran", "Klinge"), text) == {}


def test_a_word_that_only_the_dictionary_knows_is_spelt_right(tmp_path: Path) -> None:
    searcher = a_searcher("Harbous")
    assert corrections(searcher, "Harbour") == {"Harbour": "Harbous"}
    assert corrections(searcher, "Harbour", a_dictionary(tmp_path)) == {}


def test_the_nearest_candidate_is_meant() -> None:
    searcher = a_searcher("Anlegestelle", "Anlegestellen neu", "Anlegestelxx")
    assert corrections(searcher, "Anlegestelx") == {"Anlegestelx": "Anlegestelxx"}


def test_the_other_words_decide_between_candidates() -> None:
    searcher = a_searcher("Hafen Boot", "Hafer Korn", "Haken Wand", "Haken Seil", "Haken Tau")
    assert corrections(searcher, "Hafex Boot") == {"Hafex": "Hafen"}
    assert corrections(searcher, "Hafex Korn") == {"Hafex": "Hafer"}


def test_of_equal_candidates_the_frequent_one_is_meant() -> None:
    searcher = a_searcher("Haken", "Haben", "Haben", "Haben")
    assert corrections(searcher, "Haxen") == {"Haxen": "Haben"}


@pytest.mark.parametrize(
    ("typed", "shown"), [("Foerderun", "Förderung"), ("förderun", "förderung"), ("FORDERUN", "Förderung")]
)
def test_the_spelling_of_most_records_is_shown_with_the_readers_capital(typed: str, shown: str) -> None:
    searcher = a_searcher("Förderung", "Förderung", "Foerderung", "Forderung")
    assert corrections(searcher, typed) == {typed: shown}


def test_each_edit_takes_weight() -> None:
    searcher = a_searcher("Anlegestelle")
    for text, edits in (("Anlegestele", 1), ("Anlegstele", 2)):
        (correction,) = correct(parse(text), searcher._prepared, None)
        assert correction == Correction(0, "anlegestelle", "Anlegestelle", PER_EDIT**edits)
    assert 0 < PER_EDIT < 1


def test_several_words_are_corrected_each_at_its_place() -> None:
    searcher = a_searcher("Hafen Werft Kran")
    found = correct(parse("Hafenn und Kran Wertf"), searcher._prepared, None)
    assert [(each.place, each.text) for each in found] == [(0, "Hafen"), (3, "Werft")]


@settings(max_examples=examples(15, 300))
@given(
    word=st.sampled_from(["Anleger", "Werften", "Kräne", "Häfen"]),
    times=st.integers(1, 4),
    filler=st.integers(0, 5),
)
def test_a_word_as_typed_outranks_its_correction(word: str, times: int, filler: int) -> None:
    """Two words as frequent as each other, one of them mistyped in the query."""
    rest = ["Füllung"] * filler
    titles = [" ".join([asked] * times + rest) for asked in ("Beirat", word)]
    searcher = a_searcher(*titles, *["Etwas ganz anderes"] * 20)
    hits = searcher.search(SearchRequest(f"Beiratx {word}", without=frozenset({"concepts"}))).hits
    assert [hit.id for hit in hits] == ["r01", "r00"]
    assert hits[0].score > hits[1].score
    assert LAMBDA["typo"] == min(LAMBDA.values())


@settings(max_examples=examples(30, 500))
@given(st.text(max_size=40))
def test_any_text_is_corrected_or_not(a_searcher: Searcher, text: str) -> None:
    for each in correct(parse(text), a_searcher._prepared, None):
        assert 0 < each.weight < 1
        assert any(lexicon.answers(each.term) for lexicon in a_searcher._prepared.lexicons.values())
