"""The words of a query in the other language.

1. The language is guessed from all words: function words tell most, then words and compounds that only one
   language has, then its letters. Undecided, both count half; from a third language nothing is translated.
2. Names are never translated, nor what is only function words, in no spelling and not as part of a compound.
3. Only what the index holds counts, at most eight translations a word, the best first; frequent ones less.
4. What leads back to the word comes before what does not.
5. Neighbouring words are looked up together; a compound that the dictionary lacks by its parts.
6. No query is an error, and every weight is in (0, 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.forms import fold, stem
from indexer.dictionary.compiled import Dictionary
from indexer.dictionary.layout import Side
from indexer.dictionary.translate import (
    MOST,
    PARTS,
    SEVERAL_WORDS,
    UNDECIDED,
    Occurs,
    QueryTerm,
    query_languages,
    translate,
)
from tests.indexer.dictionary.snippets import HARBOUR, a_dictionary
from tests.tiers import examples

COMPOUNDS = {
    "mitgliedsbeiträge": ("mitglied", "beitrag"),
    "kielkanal": ("kiel", "kanal"),
    "hafenwerbung": ("hafen", "werbung"),
}
NAMES = frozenset({"kiel"})
QUERY_WORDS = [
    *COMPOUNDS,
    *("hafen", "häfen", "port", "promotion", "funding", "the", "und", "og", "skilled", "workers", "kiel"),
    *("2023", "c++", "neu"),
]


def parts(term: str) -> tuple[str, ...]:
    return COMPOUNDS.get(term, ())


def everywhere(_term: str, _language: Side) -> int:
    return 1


def only(*terms: str, count: int = 1) -> Occurs:
    """An index that holds only these terms, in any inflection."""
    return lambda term, language: count * (stem(term, language) in {stem(word, language) for word in terms})


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    return a_dictionary(tmp_path_factory.mktemp("harbour"))


def translated(
    dictionary: Dictionary, query: str, occurs: Occurs = everywhere, names: frozenset[str] = NAMES
) -> list[list[str]]:
    found = translate(query.split(), dictionary, occurs, names, parts)
    return [texts(terms) for terms in found.words]


def texts(terms: Sequence[QueryTerm]) -> list[str]:
    return [" ".join(term.terms) for term in terms]


@pytest.mark.parametrize(
    ("query", "languages"),
    [
        ("hafen", {"de": 1}),
        ("harbour", {"en": 1}),
        ("finanzierungen", {"de": 1}),
        ("mitgliedsbeiträge", {"de": 1}),
        ("promotion und", {"de": 1}),
        ("hafen of the", {"en": 1}),
        ("unbekanntes größer", {"de": 1}),
        ("harbour hafen", {"de": UNDECIDED, "en": UNDECIDED}),
        ("2023", {"de": UNDECIDED, "en": UNDECIDED}),
        ("kiel", {"de": UNDECIDED, "en": UNDECIDED}),
        ("", {"de": UNDECIDED, "en": UNDECIDED}),
        ("hvordan og hvorfor", {}),
    ],
)
def test_the_language_is_guessed_from_all_words(
    harbour: Dictionary, query: str, languages: dict[Side, float]
) -> None:
    assert query_languages(query.split(), harbour, NAMES, parts) == languages


def test_words_are_looked_up_from_the_language_of_the_query(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "Gift {n} :: poison\nGeschenk {n} :: gift\n")
    assert translated(dictionary, "das gift") == [[], ["poison"]]
    assert translated(dictionary, "the gift") == [[], ["geschenk"]]


def test_undecided_both_directions_count_half(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "Gift {n} :: poison\nGeschenk {n} :: gift\n")
    found = translate(["gift"], dictionary, everywhere, NAMES, parts)
    assert found.words == (
        (QueryTerm("de", ("geschenk",), UNDECIDED), QueryTerm("en", ("poison",), UNDECIDED)),
    )


def test_a_third_language_is_not_translated(harbour: Dictionary) -> None:
    assert translated(harbour, "promotion og kanal") == [[], [], []]


def test_names_are_never_translated(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, f"{HARBOUR}Essen {{n}} :: food; meal\nMünster {{n}} :: minster\n")
    query = "hafen kiel essen muenster"
    names = frozenset(map(fold, ("kiel", "essen", "münster")))
    assert translated(dictionary, query)[2:] == [["food", "meal"], ["minster"]]
    assert translated(dictionary, query, names=names)[1:] == [[], [], []]


def test_a_name_in_a_compound_is_not_translated(harbour: Dictionary) -> None:
    assert translated(harbour, "kielkanal") == [["kiel channel", "kiel canal"]]
    assert "keel canal" in translated(harbour, "kielkanal", names=frozenset())[0]


def test_a_name_between_words_is_not_translated_with_them(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "Kieler Kanal {m} :: ditch\n")
    assert translated(dictionary, "kieler kanal") == [["ditch"], ["ditch"]]
    assert translated(dictionary, "kieler kanal", names=frozenset({"kieler"})) == [[], []]


def test_function_words_are_not_translated(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "und; mit :: along\nnicht ohne :: with\n")
    assert translated(dictionary, "und mit nicht ohne") == [[], [], [], []]


def test_only_what_the_index_holds_counts(harbour: Dictionary) -> None:
    assert translated(harbour, "hafen", only("harbour")) == [["harbour"]]
    assert translated(harbour, "hafen", only("harbours")) == [["harbour"]]
    assert translated(harbour, "hafen", only()) == [[]]
    assert translated(harbour, "fachkräfte", only("workers")) == [[]]
    assert translated(harbour, "fachkräfte", only("workers", "skilled")) == [["skilled workers"]]


def test_at_most_eight_translations_the_best_first(tmp_path: Path) -> None:
    many = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay", "kite", "lark"]
    dictionary = a_dictionary(tmp_path, f"Tier {{n}} :: {'; '.join(many)}\n")
    found = translate(["tier"], dictionary, everywhere, NAMES, parts).words[0]
    assert texts(found) == many[:MOST]
    weights = [term.weight for term in found]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == 1


def test_a_frequent_translation_counts_less(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "Amt :: office\nAmt :: bureau\n")
    found = translate(
        ["amt"], dictionary, lambda term, _: 1000 if term == "bureau" else 2, NAMES, parts
    ).words[0]
    assert texts(found) == ["office", "bureau"]
    assert found[1].weight < found[0].weight == 1


def test_what_leads_back_comes_first(harbour: Dictionary) -> None:
    assert translated(harbour, "werbung") == [["advertising", "promotion"]]


def test_neighbouring_words_are_looked_up_together(harbour: Dictionary) -> None:
    assert translated(harbour, "skilled workers") == [["fachkräfte"], ["fachkräfte"]]
    assert translated(harbour, "skilled new workers") == [[], ["neu"], []]
    assert translated(harbour, "workers skilled workers") == [["fachkräfte"]] * 3


def test_several_words_for_one_count_less_and_without_function_words(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "Standort {m} :: place of business\nStandort {m} :: site\n")
    found = translate(["standort"], dictionary, everywhere, NAMES, parts).words[0]
    assert [term.terms for term in found] == [("site",), ("place", "business")]
    assert [term.weight for term in found] == [1, pytest.approx(SEVERAL_WORDS)]


def test_a_compound_that_the_dictionary_lacks_is_translated_by_its_parts(harbour: Dictionary) -> None:
    found = translate(["mitgliedsbeiträge"], harbour, everywhere, NAMES, parts).words[0]
    assert texts(found) == ["member contribution", "member fee"]
    assert max(term.weight for term in found) == PARTS


def test_a_part_that_the_other_language_writes_alike_stands_for_itself(harbour: Dictionary) -> None:
    split = {"clusterbeitrag": ("cluster", "beitrag")}
    found = translate(["clusterbeitrag"], harbour, everywhere, NAMES, lambda term: split.get(term, ()))
    assert texts(found.words[0]) == ["cluster contribution", "cluster fee"]


def test_a_compound_is_not_translated_if_the_index_lacks_one_of_its_parts(harbour: Dictionary) -> None:
    found = translate(["mitgliedsbeiträge"], harbour, only("member"), NAMES, parts)
    assert found.words == ((),)


def test_a_compound_that_the_dictionary_has_is_not_taken_apart(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, f"{HARBOUR}Hafenwerbung {{f}} :: touting\n")
    assert translated(dictionary, "hafenwerbung") == [["touting"]]
    assert "port advertising" in translated(dictionary, "hafenwerbung", only("port", "advertising"))[0]


def test_inflections_and_spellings_are_translated(harbour: Dictionary) -> None:
    assert translated(harbour, "finanzierungen") == [["financing", "funding"]]
    assert translated(harbour, "fachkraefte") == [["specialists", "skilled workers"]]
    assert translated(harbour, "canals") == [["kanal"]]


def test_a_repeated_word_has_the_same_translations(harbour: Dictionary) -> None:
    first, second = translated(harbour, "hafen hafen")
    assert first == second != []


@settings(max_examples=examples(100, 3000), deadline=None)
@given(
    st.lists(
        st.sampled_from(QUERY_WORDS) | st.text(st.characters(categories=("L", "N")), min_size=1), max_size=32
    )
)
def test_no_query_is_an_error(harbour: Dictionary, words: list[str]) -> None:
    held = {"harbour", "fund", "promot", "skill", "worker", "member", "hafen", "forder"}
    found = translate(words, harbour, lambda term, side: int(stem(term, side) in held), NAMES, parts)
    assert len(found.words) == len(words)
    for word, terms in zip(words, found.words, strict=True):
        assert len(terms) <= MOST
        assert not (terms and fold(word) in NAMES)
        for term in terms:
            assert 0 < term.weight <= 1
            assert term.terms
            assert all(stem(part, term.language) in held for part in term.terms)
