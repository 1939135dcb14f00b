"""From senses to arrays.

1. Every pair of headwords of a sense is found from both sides, whatever the words are.
2. Evidence is summed over senses; what stands earlier among its alternatives comes first.
3. Agreement is the share of a translation's evidence that leads back to the word, in any inflection.
4. A word has at most sixteen translations; several words are kept where one word can translate them.
5. Equal senses give equal arrays; no senses give an empty dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.forms import fold, stem
from indexer.analysis.tokenizer import term_of, tokenize
from indexer.dictionary.compiled import Dictionary
from indexer.dictionary.compiling import MOST_OF_SEVERAL, MOST_TRANSLATIONS, compile_senses
from indexer.dictionary.ding import Sense
from indexer.dictionary.layout import SIDES, Side, other_side
from tests.tiers import examples

WORDS = st.text("abenstäöüßøéЖ", min_size=1, max_size=6) | st.sampled_from(
    ["Förderung", "Foerderung", "ports"]
)


def compiled(*senses: tuple[Sequence[str], Sequence[str]]) -> Dictionary:
    return Dictionary(*compile_senses(Sense(tuple(german), tuple(english)) for german, english in senses))


def texts(dictionary: Dictionary, term: str, source: Side) -> list[str]:
    return [" ".join(found.text) for found in dictionary.translations(term, source)]


@settings(max_examples=examples(100, 3000), deadline=None)
@given(st.lists(st.tuples(*[st.lists(WORDS, min_size=1, max_size=3)] * 2), min_size=1, max_size=5))
def test_every_pair_is_found_from_both_sides(senses: list[tuple[list[str], list[str]]]) -> None:
    dictionary = compiled(*senses)
    for sides in senses:
        for source, own, others in zip(SIDES, sides, sides[::-1], strict=True):
            for word in own:
                assert dictionary.holds(term_of(word), source)
                found = dictionary.translations(term_of(word), source)
                assert 0 < min(row.weight for row in found) <= max(row.weight for row in found) == 1
                stems = {tuple(stem(fold(term), other_side(source)) for term in row.text) for row in found}
                assert {(stem(fold(term_of(other)), other_side(source)),) for other in others} <= stems


def test_words_are_found_as_the_tokenizer_sees_them() -> None:
    dictionary = compiled((["F&E", "Start-up"], ["R&D", "Health Care"]))
    for term in tokenize("F&E").terms:
        assert texts(dictionary, term, "de") == ["r&d", "health care"]
    assert dictionary.holds("start up", "de")


def test_more_senses_and_earlier_places_come_first() -> None:
    dictionary = compiled((["Hafen"], ["refuge", "port"]), (["Hafen"], ["harbour"]), (["Hafen"], ["harbour"]))
    assert texts(dictionary, "hafen", "de") == ["harbour", "refuge", "port"]


def test_a_translation_that_leads_back_comes_before_one_that_does_not() -> None:
    others = [([word], ["port"]) for word in ("Portwein", "Backbord", "Anschluss")]
    dictionary = compiled((["Hafen"], ["port"]), (["Hafen"], ["harbour"]), *others)
    harbour, port = dictionary.translations("hafen", "de")
    assert (harbour.text, harbour.agreement) == (("harbour",), 1)
    assert port.text == ("port",)
    assert port.agreement == pytest.approx(1 / 4, abs=0.01)


def test_leading_back_to_an_inflection_is_leading_back() -> None:
    dictionary = compiled((["Gebühr"], ["fee"]), (["Gebühren"], ["fee"]))
    assert [found.agreement for found in dictionary.translations("gebühr", "de")] == [1]


def test_a_word_has_few_translations() -> None:
    many = ["".join(letters) for letters in zip("abcdefghijklmnopqrst", "t" * 20, strict=True)]
    dictionary = compiled((["Wort"], many))
    assert texts(dictionary, "wort", "de") == many[:MOST_TRANSLATIONS]
    assert {tuple(texts(dictionary, word, "en")) for word in many} == {("wort",)}


def test_several_words_are_kept_where_one_word_translates_them() -> None:
    one = ["Fachkräfte", "Experten", "Könner", "Kenner", "Profis"]
    dictionary = compiled(
        (one, ["skilled workers"]),
        (["rasch und sicher"], ["quick and safe"]),
        (["Wort"], ["a word of many words"]),
    )
    assert texts(dictionary, "skilled workers", "en") == [term_of(word) for word in one][:MOST_OF_SEVERAL]
    assert texts(dictionary, "fachkräfte", "de") == ["skilled workers"]
    dropped: list[tuple[str, Side]] = [("rasch und sicher", "de"), ("quick and safe", "en"), ("wort", "de")]
    for term, source in dropped:
        assert not dictionary.holds(term, source)
        assert texts(dictionary, term, source) == []


def test_equal_senses_give_equal_arrays() -> None:
    senses = [Sense(("Hafen", "Seehafen"), ("port", "harbour")), Sense(("Häfen",), ("ports",))]
    (one, facts), (other, _) = compile_senses(senses), compile_senses(iter(senses))
    assert list(one) == list(other)
    assert all(np.array_equal(one[name], other[name]) for name in one)
    assert facts == {"senses": 2, "pairs": 5, "headwords": {"de": 3, "en": 3}}


def test_no_senses_give_an_empty_dictionary() -> None:
    dictionary = compiled()
    assert dictionary.facts["pairs"] == 0
    assert not dictionary.holds("hafen", "de")
    assert dictionary.translations("port", "en") == ()
