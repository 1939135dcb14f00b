"""The keys words meet under.

1. ü, ue and u; ö, oe and o; ä, ae and a; ß and ss; ø, oe and o; å, aa and a; ligatures: one folded key each.
2. Folding and stemming answer any Unicode and never give an empty key.
3. Inflections of a language share a stem; an unknown language is only folded.
4. Stop words are recognised in any spelling, content words are none.
5. Threads stem alike.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.forms import fold, is_stop_word, stem
from indexer.analysis.tokenizer import term_of, tokenize
from kb.localized import LANGUAGES

CONSONANTS = st.text("bcdfghklmnpqrstvwxz", min_size=1, max_size=3)
SPELLINGS = {
    "ü": ("ue", "u"),
    "ö": ("oe", "o"),
    "ä": ("ae", "a"),
    "ß": ("ss",),
    "ø": ("oe", "o"),
    "å": ("aa", "a"),
    "æ": ("ae", "a"),
    "œ": ("oe", "o"),
    "é": ("e",),
    "ł": ("l",),
}


@given(CONSONANTS, st.sampled_from(sorted(SPELLINGS)), CONSONANTS)
def test_every_spelling_of_a_letter_has_the_same_key(before: str, letter: str, after: str) -> None:
    keys = {fold(term_of(before + other + after)) for other in (letter, letter.upper(), *SPELLINGS[letter])}
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Förderung", "Foerderung"),
        ("Förderung", "Forderung"),
        ("Größe", "GROESSE"),
        ("Straße", "Strasse"),
        ("Aalborg", "Ålborg"),
        ("Sjælland", "Sjaelland"),
        ("Öresund", "Øresund"),
        ("Eﬃzienz", "Effizienz"),
        ("Œuvre", "Oeuvre"),
    ],
)
def test_words_in_two_spellings_meet(one: str, other: str) -> None:
    assert fold(term_of(one)) == fold(term_of(other))


@pytest.mark.parametrize(("one", "other"), [("Hafen", "Hefen"), ("Werft", "Wert"), ("Kiel", "Keil")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold(term_of(one)) != fold(term_of(other))


@given(st.text())
def test_no_word_of_any_text_has_an_empty_key(text: str) -> None:
    for term in tokenize(text).terms:
        assert fold(term)
        assert all(stem(term, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "cluster", "clustern"),
        ("de", "förderung", "förderungen"),
        ("de", "finanzieren", "finanzierung"),
        ("de", "digitalisierte", "digitalisierungen"),
        ("en", "networks", "networking"),
        ("en", "fee", "fees"),
        ("da", "netværk", "netværket"),
    ],
)
def test_inflections_share_a_stem(language: str, one: str, other: str) -> None:
    assert stem(one, language) == stem(other, language)


@pytest.mark.parametrize(("one", "other"), [("tier", "ti"), ("bier", "bi"), ("finanziell", "finanzieren")])
def test_words_that_only_end_alike_keep_their_stems(one: str, other: str) -> None:
    assert stem(one, "de") != stem(other, "de")


def test_an_unknown_language_is_only_folded() -> None:
    assert stem("förderungen", "und") == fold("förderungen")


@pytest.mark.parametrize("word", ["und", "für", "fuer", "the", "and"])
def test_stop_words_are_known_in_any_spelling(word: str) -> None:
    assert is_stop_word(term_of(word))


@pytest.mark.parametrize("word", ["cluster", "messe", "r&d"])
def test_content_words_are_no_stop_words(word: str) -> None:
    assert not is_stop_word(word)


def test_threads_stem_alike() -> None:
    words = [f"förderungen{number}en" for number in range(2000)]
    stem.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda _: [stem(word, "de") for word in words], range(4)))
    assert all(result == results[0] for result in results)
