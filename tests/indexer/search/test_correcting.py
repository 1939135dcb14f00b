"""Which words of a query are corrected, and to what?

1. Only a word that nothing in the index answers: neither a spelling, nor an inflection, nor a compound with
   it, nor all its parts in one record; nor one that the thesaurus or a dictionary knows; nor a word without
   meaning. What it is corrected to is known.
2. The candidate nearest by edits is meant, unless another stands in records with the other words; of equal
   ones that in which two letters changed places, then the frequent one. Labels of one word are candidates.
3. A compound that is in no record is corrected by one of its parts, if a record holds both then.
4. The correction is shown in the spelling most records use, with a capital at least where one was typed.
5. A record that holds the word as typed stands above every one that holds its correction.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.tokenizer import term_of
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
        "Kranhafen",  # both parts are there, in one record
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


def test_a_compound_is_known_only_if_one_record_holds_all_its_parts() -> None:
    assert corrections(a_searcher("Pass", "Sie nahmen", "Maßnahmen"), "Paßnahmen") == {
        "Paßnahmen": "Maßnahmen"
    }
    assert corrections(a_searcher("Pass", "Sie nahmen den Pass", "Maßnahmen"), "Paßnahmen") == {}


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


def test_two_letters_rather_changed_places() -> None:
    titles = ["Haken", "Hakle", "Hakle", "Hakle"]
    assert corrections(a_searcher(*titles), "Hakne") == {"Hakne": "Haken"}
    assert corrections(a_searcher(*titles), "Hakxe") == {"Hakxe": "Hakle"}  # there is no such choice


def test_where_a_change_of_places_leads_nowhere_other_edits_do() -> None:
    assert corrections(a_searcher("Hakle", "Haben"), "Hakne") == {"Hakne": "Hakle"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Fachkräffte", "Fachkräfte"), ("fachkraeffte", "fachkräfte"), ("Klymge", "Klynge")],
)
def test_a_label_of_one_word_is_meant_though_no_record_holds_it(typed: str, meant: str) -> None:
    searcher = a_searcher("Hafen")
    assert not any(lexicon.answers(meant) for lexicon in searcher._prepared.lexicons.values())
    assert corrections(searcher, typed) == {typed: meant}


@pytest.mark.parametrize("typed", ["Skilledd", "Künstlichee"])
def test_a_word_of_a_longer_label_is_no_candidate(typed: str) -> None:
    assert corrections(a_searcher("Hafen"), typed) == {}


def test_of_equal_candidates_that_of_a_record_is_meant_before_a_label() -> None:
    searcher = a_searcher("Messer")
    assert corrections(searcher, "Messeb") == {"Messeb": "Messer"}
    assert corrections(searcher, "Mesxe") == {"Mesxe": "Messe"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Hafenwerrft", "Hafenwerft"),
        ("Hfaenwerft", "Hafenwerft"),
        ("hafenwertf", "hafenwerft"),
        ("Hafenpruefng", "Hafenprüfung"),
        ("Werftkrann", None),  # no compound: Werft is no word to begin one with
        ("Hafxxwerft", None),
        ("Hafenwe", None),
    ],
)
def test_a_compound_that_no_record_holds_is_corrected_by_one_of_its_parts(
    typed: str, shown: str | None
) -> None:
    searcher = a_searcher("Hafen, Kran und Werft: Prüfung")
    assert corrections(searcher, typed) == ({typed: shown} if shown else {})


def test_a_corrected_compound_has_its_parts_in_one_record() -> None:
    assert corrections(a_searcher("Hafen", "Werft"), "Hafenwerrft") == {}


def test_a_compound_that_is_in_the_index_is_meant_before_one_that_is_not() -> None:
    searcher = a_searcher("Hafenwirft", "Hafen und Werft")
    assert corrections(searcher, "Hafenwerrft") == {"Hafenwerrft": "Hafenwirft"}


@pytest.mark.parametrize(("typed", "edits"), [("Hafenwerbungg", 1), ("Hafenwerrbungg", 2)])
def test_the_compound_with_the_fewest_edits_is_meant(typed: str, edits: int) -> None:
    searcher = a_searcher("Hafen: Wertung, Werbung und Wirkung")
    (correction,) = correct(parse(typed), searcher._prepared, None)
    assert correction == Correction(0, "hafenwerbung", "Hafenwerbung", PER_EDIT**edits)


def test_of_equal_candidates_the_frequent_one_is_meant() -> None:
    searcher = a_searcher("Haken", "Haben", "Haben", "Haben")
    assert corrections(searcher, "Haxen") == {"Haxen": "Haben"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Foerderun", "Förderung"),
        ("förderun", "Förderung"),
        ("FORDERUN", "Förderung"),
        ("anlegenx", "anlegen"),
        ("Anlegenx", "Anlegen"),
    ],
)
def test_the_spelling_of_most_records_is_shown_with_the_readers_capital(typed: str, shown: str) -> None:
    searcher = a_searcher("Förderung anlegen", "Förderung", "Foerderung", "Forderung")
    assert corrections(searcher, typed) == {typed: shown}


@pytest.mark.parametrize(
    ("typed", "shown"), [("anchrage", "anchorage"), ("Anchrage", "Anchorage"), ("kiell", "Kiel")]
)
def test_the_spelling_shown_is_that_of_the_language_that_has_the_word(typed: str, shown: str) -> None:
    records = [values("one", title={"en": "An anchorage in Kiel"}, summary={"en": "x"})]
    assert corrections(corpora.in_memory(records), typed) == {typed: shown}


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


MISTYPED = st.tuples(
    st.sampled_from(["Hafen", "Messe", "Mitglieder", "network", "Klynge", "Cluster", "xy"]),
    st.sampled_from(["", "x", "förderun", "pruefng", "beitrga", "s"]),
    st.text(max_size=2),
).map("".join)


@settings(max_examples=examples(60, 1000))
@given(st.one_of(st.text(max_size=40), st.lists(MISTYPED, max_size=3).map(" ".join)))
def test_any_text_is_corrected_or_not_and_what_is_meant_is_known(a_searcher: Searcher, text: str) -> None:
    query = parse(text)
    for each in correct(query, a_searcher._prepared, None):
        assert 0 < each.weight < 1
        assert each.term != query.words[each.place]
        assert term_of(each.text) == each.term
        assert correct(parse(each.text), a_searcher._prepared, None) == ()
