"""Lookups in a compiled dictionary.

1. It lies with the state of an installation, and opening names what is wrong with the file.
2. A word is found in every spelling; words that differ in their marks alone are told apart.
3. An inflection is found as it stands, else without its ending, else by its stem; other words of the stem
   count less.
4. All inflections of a translation count as one.
5. No word is an error, and threads may look up together.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.tokenizer import tokenize
from indexer.dictionary.compiled import Dictionary, dictionary_path
from indexer.dictionary.layout import SIDES, Side
from indexer.errors import DictionaryDamaged
from kb.settings import load_settings
from tests.indexer.dictionary.snippets import a_dictionary
from tests.tiers import examples


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    return a_dictionary(tmp_path_factory.mktemp("harbour"))


def texts(dictionary: Dictionary, term: str, source: Side) -> list[str]:
    return [" ".join(found.text) for found in dictionary.translations(term, source)]


def test_it_lies_with_the_state(tmp_path: Path) -> None:
    settings = load_settings({"KB_VAR": str(tmp_path / "var")}, tmp_path)
    assert dictionary_path(settings) == tmp_path / "var" / "state" / "dictionary.bin"


def test_opening_names_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Dictionary.open(tmp_path / "dictionary.bin")
    a_dictionary(tmp_path)
    file = tmp_path / "dictionary.bin"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DictionaryDamaged, match="'kb dictionary import FILE'"):
        Dictionary.open(file)


@pytest.mark.parametrize("term", ["förderung", "foerderung"])
def test_a_word_is_found_in_every_spelling(harbour: Dictionary, term: str) -> None:
    assert harbour.holds(term, "de")
    assert texts(harbour, term, "de")[:2] == ["funding", "promotion"]
    assert "claim" not in texts(harbour, term, "de")


def test_a_sharp_s_is_a_double_s(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "Straße {f} :: road\n")
    assert texts(dictionary, "strasse", "de") == texts(dictionary, "straße", "de") == ["road"]


def test_words_that_differ_in_marks_alone_are_told_apart(harbour: Dictionary) -> None:
    assert set(texts(harbour, "forderung", "de")) == {"claim", "demand"}
    assert "claims" not in texts(harbour, "förderung", "de")


def test_an_unmarked_spelling_finds_the_marked_word(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "Förderung {f} :: funding\n")
    assert texts(dictionary, "forderung", "de") == ["funding"]


def test_an_inflection_is_found_without_its_ending(harbour: Dictionary) -> None:
    assert not harbour.holds("finanzierungen", "de")
    assert texts(harbour, "finanzierungen", "de") == texts(harbour, "finanzierung", "de")
    assert texts(harbour, "canals", "en") == ["kanal"]


def test_an_inflection_is_found_by_its_stem(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "kooperieren {vi} :: to cooperate\nverwenden :: to use\n")
    assert texts(dictionary, "verwendung", "de") == ["use"]
    assert not dictionary.holds("cooperating", "en")
    assert texts(dictionary, "cooperating", "en") == ["kooperieren"]


def test_what_other_words_of_the_stem_mean_counts_less(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path, "Kreis :: circle\nKreise :: districts\n")
    for term, expected in (("kreis", ["circle", "districts"]), ("kreise", ["districts", "circle"])):
        first, second = dictionary.translations(term, "de")
        assert [*first.text, *second.text] == expected
        assert first.weight == 1 > second.weight


def test_inflections_of_a_translation_count_as_one(harbour: Dictionary) -> None:
    assert texts(harbour, "mitglied", "de") == ["member"]
    assert texts(harbour, "mitglieder", "de") == ["members"]


def test_several_words_are_one_headword(harbour: Dictionary) -> None:
    assert texts(harbour, "skilled workers", "en") == ["fachkräfte"]
    assert not harbour.holds("workers", "en")
    assert texts(harbour, "rasch und sicher", "de") == []


@settings(max_examples=examples(100, 5000))
@given(st.text(max_size=40))
def test_no_word_is_an_error(harbour: Dictionary, text: str) -> None:
    for term in [*tokenize(text).terms, " ".join(tokenize(text).terms), ""]:
        for side in SIDES:
            assert harbour.holds(term, side) <= bool(harbour.translations(term, side))


def test_threads_may_look_up_together(tmp_path: Path) -> None:
    dictionary = a_dictionary(tmp_path)
    words = ["hafen", "finanzierungen", "foerderung", "mitglieder"] * 50
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda word: dictionary.translations(word, "de"), words))
    assert found == found[:4] * 50
