"""The words of a text.

1. ``text[start:end]`` of every token is the original word, in order, for any Unicode text.
2. A term is a fixed point: the term of a term is itself.
3. Signs survive where they carry the meaning: R&D, F&E, C++, C#, .NET.
4. Composed and decomposed letters, and words with soft hyphens, are the same term.
5. Reading a word of 20 KB takes time in proportion to its length.
6. What an index holds of a text are its words at their places, and beside them hyphenated words as one, R & D
   as r&d, and abbreviations as written; each points at its original.
7. An abbreviation is a short word that another case would change.
"""

from __future__ import annotations

import sys
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.tokenizer import (
    LONGEST_ABBREVIATION,
    LONGEST_WORD,
    hyphenated,
    is_abbreviation,
    occurrences,
    term_of,
    tokenize,
)


@given(st.text())
def test_every_token_points_at_its_original_word(text: str) -> None:
    terms, starts, ends = tokenize(text)
    place = 0
    for term, start, end in zip(terms, starts, ends, strict=True):
        assert place <= start < end <= len(text)
        assert term == term_of(text[start:end])
        assert not any(character.isspace() for character in text[start:end])
        place = end


@given(st.text())
def test_no_letter_or_digit_is_lost(text: str) -> None:
    _, starts, ends = tokenize(text)
    inside = {place for start, end in zip(starts, ends, strict=True) for place in range(start, end)}
    assert [place for place, sign in enumerate(text) if sign.isalnum() and place not in inside] == []


@given(st.text(min_size=1))
def test_the_term_of_a_term_is_itself(word: str) -> None:
    assert term_of(term_of(word)) == term_of(word)


def test_the_term_of_every_single_character_is_stable() -> None:
    changed = [
        f"U+{code:04X}"
        for code in range(sys.maxunicode + 1)
        if not 0xD800 <= code <= 0xDFFF and term_of(term_of(chr(code))) != term_of(chr(code))
    ]
    assert changed == []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("R&D und F&E.", ["r&d", "und", "f&e"]),
        ("C++, C# und .NET", ["c++", "c#", "und", ".net"]),
        ("AT&T", ["at&t"]),
        ("Forschung&Entwicklung", ["forschung", "entwicklung"]),
        ("www.example.net", ["www", "example", "net"]),
        ("ISO 9001, S3-Strategie", ["iso", "9001", "s3", "strategie"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("ﬁnden", ["finden"]),
        ("_a_b_", ["a", "b"]),
        ("", []),
        ("-- … !", []),
    ],
)
def test_words_are_what_a_reader_takes_for_words(text: str, terms: list[str]) -> None:
    assert tokenize(text).terms == terms


def test_composed_and_decomposed_letters_are_one_term() -> None:
    word = "Förderbürgschaft"
    decomposed = unicodedata.normalize("NFD", word)
    assert decomposed != word
    assert tokenize(decomposed).terms == tokenize(word).terms == ["förderbürgschaft"]


@pytest.mark.parametrize("joiner", ["\u00ad", "\u200b", "\u200d", "\u2060"])
def test_invisible_signs_within_a_word_do_not_divide_it(joiner: str) -> None:
    assert tokenize(f"Cluster{joiner}management").terms == ["clustermanagement"]


def test_a_long_word_is_cut_in_the_term_and_whole_in_the_text() -> None:
    word = "x" * 1000
    assert tokenize(word) == ([word[:LONGEST_WORD]], [0], [1000])


@pytest.mark.parametrize("unit", ["a", "a&", "ü", "C+", "C#", ".NET", "\u00ad", "a\u0308", "_"])
def test_time_grows_with_the_length_only(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        runs = []
        for _ in range(5):
            started = time.perf_counter()
            tokenize(text)
            runs.append(time.perf_counter() - started)
        return min(runs)

    assert seconds(20_480) < 32 * seconds(2_048) + 0.02  # quadratic time would be 100 times


WRITTEN = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                "KI",
                "e",
                "-",
                "\u2010",
                "\u2011",
                " ",
                "mobility",
                "4.0",
                "R&D",
                "R & D",
                "X",
                "&",
                "2015",
                "Öl",
            ]
        ),
        max_size=12,
    ).map("".join),
)


@given(WRITTEN)
def test_every_occurrence_points_at_its_original(text: str) -> None:
    found = occurrences(text)
    assert found.places == sorted(found.places)
    for term, start, end in zip(found.terms, found.starts, found.ends, strict=True):
        original = text[start:end]
        parts = tokenize(original).terms
        assert term in (term_of(original), "".join(parts)[:LONGEST_WORD], "&".join(parts), original)
        assert ("&" in term) == ("&" in original)
        assert original


@given(WRITTEN)
def test_the_words_are_among_the_occurrences_at_their_places(text: str) -> None:
    found, tokens = occurrences(text), tokenize(text)
    rows = set(zip(*found, strict=True))
    assert len(rows) == len(found.terms)
    words = set(zip(range(len(tokens.terms)), *tokens, strict=True))
    assert words <= rows
    for place, term, start, end in rows - words:
        assert start == tokens.starts[place]
        assert "-" not in term
        assert term == text[start:end] or end in tokens.ends[place + 1 :]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("E-Mobility hier", [(0, "e"), (0, "emobility"), (1, "mobility"), (2, "hier")]),
        ("Schleswig\u2011Holstein", [(0, "schleswig"), (0, "schleswigholstein"), (1, "holstein")]),
        ("a-b-c", [(0, "a"), (0, "abc"), (1, "b"), (2, "c")]),
        ("S3-Strategie", [(0, "s3"), (0, "s3strategie"), (0, "S3"), (1, "strategie")]),
        ("KI hilft", [(0, "ki"), (0, "KI"), (1, "hilft")]),
        ("F&E", [(0, "f&e"), (0, "F&E")]),
        ("Im R & D hier", [(0, "im"), (1, "r"), (1, "r&d"), (2, "d"), (3, "hier")]),
        ("R & D & X", [(0, "r"), (0, "r&d"), (1, "d"), (2, "x")]),
        ("r & d", [(0, "r"), (1, "d")]),
        ("AR & D", [(0, "ar"), (0, "AR"), (1, "d")]),
        ("R &D", [(0, "r"), (1, "d")]),
        ("C & C++", [(0, "c"), (1, "c++")]),
        ("R&D & X", [(0, "r&d"), (0, "R&D"), (1, "x")]),
        ("X & R&D", [(0, "x"), (1, "r&d"), (1, "R&D")]),
        ("R & D\u0308", [(0, "r"), (1, "d\u0308")]),
        ("Hafen & Kran", [(0, "hafen"), (1, "kran")]),
        ("2015-2020", [(0, "2015"), (1, "2020")]),
        ("Netzwerke - Kiel", [(0, "netzwerke"), (1, "kiel")]),
        ("Netzwerk- und", [(0, "netzwerk"), (1, "und")]),
        ("Kiel", [(0, "kiel")]),
        ("", []),
    ],
)
def test_joined_words_and_abbreviations_stand_at_the_place_of_their_word(
    text: str, rows: list[tuple[int, str]]
) -> None:
    found = occurrences(text)
    assert list(zip(found.places, found.terms, strict=True)) == rows


def test_letters_with_an_and_between_blanks_point_at_all_of_it() -> None:
    text = "Mehr R & D."
    found = occurrences(text)
    row = found.terms.index("r&d")
    assert text[found.starts[row] : found.ends[row]] == "R & D"


@given(WRITTEN)
def test_runs_of_hyphenated_words_are_apart_and_whole(text: str) -> None:
    tokens = tokenize(text)
    runs = list(hyphenated(text, tokens))
    assert all(end - first > 1 for first, end in runs)
    assert all(end <= first for (_, end), (first, _) in pairwise(runs))
    for first, end in runs:
        gaps = {text[tokens.ends[n] : tokens.starts[n + 1]] for n in range(first, end - 1)}
        assert gaps <= {"-", "\u2010", "\u2011"}


@pytest.mark.parametrize("word", ["KI", "S3", "R&D", "PtX", "COSME", "H2", "EE", "ÖPNV", "C3"])
def test_short_words_in_capitals_are_abbreviations(word: str) -> None:
    assert is_abbreviation(word)
    assert len(word) <= LONGEST_ABBREVIATION


@pytest.mark.parametrize("word", ["Kiel", "ki", "K", "4.0", "2015", "DIWISH", "Ptx", "s3", "Am"])
def test_other_words_are_none(word: str) -> None:
    assert not is_abbreviation(word)


def test_what_is_no_abbreviation_is_held_only_as_its_term() -> None:
    assert occurrences("Kiel DIWISH ki").terms == ["kiel", "diwish", "ki"]
