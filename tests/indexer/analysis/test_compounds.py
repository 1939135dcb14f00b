"""German compounds and their parts.

1. Of 300 and more compounds of the field at least 95 % are split as a person did, of 300 plain words at most
   2 % are split at all.
2. No word of these two lists, and no inflection of one, stands in a list written by hand; no compound
   that is split rightly stands in the compiled list.
3. The parts are the word: joined they give it, there are at least two, and each has a base form.
4. Any Unicode is answered; a long word takes no long time.
5. Exceptions keep a word whole, also inside longer words, or say its parts; inflected forms follow.
6. The lines of an exception file that cannot be read are named with the repair; an overlay wins.
7. Few words of English titles are split.
8. The compiled list is what the compiler makes (soak).
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import compile_words
from indexer.analysis.compounds import (
    ALL_ENDINGS,
    DELIVERED,
    LONGEST_COMPOUND,
    SHORTEST_COMPOUND,
    Splitter,
    read_exceptions,
    split,
    splitter,
    without_ending,
)
from indexer.analysis.tokenizer import term_of, tokenize
from indexer.analysis.words import COMPILED, WordList, delivered_words
from kb.errors import VocabularyInvalid
from tests.relevance.compounds import Judged, judge

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "compounds"
LETTERS = st.text("abcdefghijklmnoprstuvwzäöüß", max_size=30)
KNOWN = st.sampled_from(["arbeits", "bau", "cluster", "förder", "innovations", "markt", "projekt", "wissens"])
SMALL = WordList(
    heads={"netz": 90, "werk": 200, "leiter": 90, "fest": 90},
    modifiers={"netz": ("netz", 90), "werk": ("werk", 60), "werks": ("werk", 60), "bau": ("bau", 300)},
    forms={},
    whole=frozenset({"bauleiter"}),
)


@pytest.fixture(scope="module")
def compounds() -> list[Judged]:
    return list(judge(GOLDEN / "cluster-field.tsv"))


@pytest.fixture(scope="module")
def plain_words() -> list[Judged]:
    return list(judge(GOLDEN / "plain-words.tsv"))


def test_compounds_of_the_field_are_split_as_a_person_did(compounds: list[Judged]) -> None:
    wrong = [(each.expected, each.found) for each in compounds if not each.right]
    assert len(compounds) >= 300
    assert all(len(each.expected) > 1 for each in compounds)
    assert len(wrong) <= 0.05 * len(compounds), wrong


def test_plain_words_stay_whole(plain_words: list[Judged]) -> None:
    wrong = [each.found for each in plain_words if not each.right]
    assert len(plain_words) >= 300
    assert all(len(each.expected) == 1 for each in plain_words)
    assert len(wrong) <= 0.02 * len(plain_words), wrong


def test_no_word_of_the_golden_lists_was_written_into_a_list(
    compounds: list[Judged], plain_words: list[Judged]
) -> None:
    written = set(read_exceptions(DELIVERED)) | set(tokenize(compile_words.PARTS.read_text("utf-8")).terms)
    golden = {each.word for each in (*compounds, *plain_words)}
    related = {stem for word in golden for stem in without_ending(word, ALL_ENDINGS)}
    assert written & golden == set()
    assert {word for word in written & related if len(word) >= SHORTEST_COMPOUND} == set()
    assert {word for word in written if not golden.isdisjoint(without_ending(word, ALL_ENDINGS))} == set()


def test_a_compound_is_split_by_its_parts_not_because_it_is_listed(compounds: list[Judged]) -> None:
    words = delivered_words()
    listed = words.heads.keys() | words.modifiers.keys() | words.forms.keys() | words.whole
    assert {each.word for each in compounds if each.right} & listed == set()


@given(st.builds("".join, st.lists(st.one_of(KNOWN, LETTERS), max_size=4)))
def test_the_parts_are_the_word(term: str) -> None:
    found = splitter().compound(term)
    assert split(term) == (found.parts if found else ())
    if found:
        assert "".join(found.parts) == term
        assert len(found.parts) == len(found.bases) > 1
        assert all(found.bases)


@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(split(text), tuple)


def test_a_long_word_takes_no_long_time() -> None:
    start = time.process_time()
    for word in ("bau" * 16, "arbeits" * 7, "x" * LONGEST_COMPOUND, "bau" * 10_000):
        split(word)
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize(
    ("word", "parts", "bases"),
    [
        ("Innovationsgutscheine", None, ("innovation", "gut", "schein")),
        ("Grenzregionen", ("grenz", "regionen"), ("grenze", "region")),
        ("Förderprogramms", ("förder", "programms"), ("fördern", "programm")),
        ("Kompetenzzentren", ("kompetenz", "zentren"), ("kompetenz", "zentrum")),
        ("Straßenbau", ("strassen", "bau"), ("strasse", "bau")),
        ("Wirtschaftsförderer", ("wirtschafts", "förderer"), ("wirtschaft", "förderer")),
    ],
)
def test_each_part_has_its_base_form(
    word: str, parts: tuple[str, ...] | None, bases: tuple[str, ...]
) -> None:
    found = splitter().compound(term_of(word))
    assert found is not None
    assert found.bases == bases
    assert parts is None or found.parts == parts


@pytest.mark.parametrize("word", ["tomaten", "beirat", "verband", "region", "strategie", "netzwerk"])
def test_lexicalised_words_stay_whole(word: str) -> None:
    assert split(word) == ()


def test_an_exception_keeps_a_word_whole_also_inside_longer_words() -> None:
    assert Splitter(SMALL, {}).split("netzwerksfest") == ("netz", "werks", "fest")
    strict = Splitter(SMALL, {"netzwerk": ()})
    assert strict.split("netzwerk") == ()
    assert strict.split("netzwerke") == ()
    assert strict.split("netzwerksfest") == ("netzwerks", "fest")


def test_an_exception_says_the_parts_of_a_word_and_of_its_inflections() -> None:
    assert Splitter(SMALL, {}).split("bauleiter") == ()
    told = Splitter(SMALL, {"bauleiter": ("bau", "leiter")})
    assert told.split("bauleiter") == ("bau", "leiter")
    assert told.split("bauleitern") == ("bau", "leitern")


@pytest.mark.parametrize("line", ["two words", "word = wo", "word = wo rx", "= a b", "word =", "w0rd"])
def test_a_line_that_cannot_be_read_is_named_with_the_repair(line: str, tmp_path: Path) -> None:
    path = tmp_path / "compound-exceptions.txt"
    path.write_text(f"# comment\n\n{line}\n", "utf-8")
    with pytest.raises(VocabularyInvalid, match=r"compound-exceptions\.txt:3: .*Write "):
        read_exceptions(path)


def test_a_file_that_is_not_utf_8_is_named_with_the_repair(tmp_path: Path) -> None:
    path = tmp_path / "compound-exceptions.txt"
    path.write_bytes("Förderung\n".encode("latin-1"))
    with pytest.raises(VocabularyInvalid, match=r"compound-exceptions\.txt: .*Save the file"):
        read_exceptions(path)


def test_an_overlay_of_exceptions_wins(tmp_path: Path) -> None:
    path = tmp_path / "compound-exceptions.txt"
    path.write_text("Leuchtturm = Leucht turm  # the house\nFörderprogramm\n", "utf-8")
    assert split("leuchtturm") == ()
    assert splitter(path).split("leuchtturm") == ("leucht", "turm")
    assert splitter(path).split("förderprogramme") == ()


def test_few_words_of_english_titles_are_split() -> None:
    titles = (
        "Evaluation of a national cluster programme after ten years of operation",
        "Internationalisation strategies for small and medium sized enterprises in maritime networks",
        "Matchmaking events, innovation vouchers and technology transfer between clusters",
        "Smart specialisation, sustainable financing and membership fees of cluster organisations",
    )
    assert [term for title in titles for term in tokenize(title).terms if split(term)] == []


@pytest.mark.soak
def test_the_compiled_list_is_what_the_compiler_makes() -> None:
    assert compile_words.written(compile_words.compile_words()) == COMPILED.read_text("utf-8")
