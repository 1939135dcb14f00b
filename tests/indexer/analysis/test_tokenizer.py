"""The words of a text.

1. ``text[start:end]`` of every token is the original word, in order, for any Unicode text.
2. A term is a fixed point: the term of a term is itself.
3. Signs survive where they carry the meaning: R&D, F&E, C++, C#, .NET.
4. Composed and decomposed letters, and words with soft hyphens, are the same term.
5. Reading a word of 20 KB takes time in proportion to its length.
"""

from __future__ import annotations

import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.tokenizer import LONGEST_WORD, term_of, tokenize


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
