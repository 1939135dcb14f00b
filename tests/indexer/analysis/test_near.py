"""Pieces by which a mistyped word is found.

1. A word shares a piece with every word that as many edits lead to as its length allows; none below four
   letters and in words with digits, one below eight, else two.
2. So does it, with two letters that changed places in it, with every word that is one edit further.
3. Two letters that changed places give all words of that kind.
4. A word shares pieces with few others.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from string import ascii_lowercase

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA, Levenshtein

from indexer.analysis.near import SHORTEST, edits_allowed, pieces_near, pieces_of, transposed
from tests.tiers import examples

LETTERS = "abenü"
LARGEST_SHARE = 0.03  # of the vocabulary
edited = settings(max_examples=examples(200, 10_000))


@st.composite
def near(draw: st.DrawFn, shortest: int = SHORTEST, edits: int = 2) -> tuple[str, str]:
    """A word, and one that at most so many insertions, deletions and replacements lead to."""
    word = other = draw(st.text(LETTERS, min_size=shortest, max_size=13))
    for _ in range(draw(st.integers(0, edits))):
        place = draw(st.integers(0, len(other)))
        other = other[:place] + draw(st.text(LETTERS, max_size=1)) + other[place + draw(st.integers(0, 1)) :]
    return word, other


def share(word: str, other: str, edits: int) -> bool:
    return not set(pieces_near(word, edits)).isdisjoint(pieces_of(other))


@edited
@given(near())
def test_a_word_shares_a_piece_with_all_that_its_edits_lead_to(pair: tuple[str, str]) -> None:
    word, other = pair
    allowed = edits_allowed(word)
    assume(Levenshtein.distance(word, other) <= allowed)
    assert share(word, other, allowed)


@edited
@given(near(shortest=8, edits=1), st.data())
def test_one_edit_after_two_letters_changed_places_is_found(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    turned, other = pair
    place = data.draw(st.integers(0, len(turned) - 2))
    word = turned[:place] + turned[place + 1] + turned[place] + turned[place + 2 :]
    assert turned == word or turned in transposed(word)
    assert share(turned, other, 1)


@given(st.text(LETTERS, max_size=8), st.text(LETTERS, max_size=8))
def test_letters_that_changed_places_give_all_words_of_that_kind(word: str, other: str) -> None:
    found = list(transposed(word))
    assert all(OSA.distance(word, each) == 1 and sorted(each) == sorted(word) for each in found)
    assert len(found) == sum(first != second for first, second in pairwise(word))
    if sorted(word) == sorted(other) and OSA.distance(word, other) == 1:
        assert other in found


@pytest.mark.parametrize(
    ("word", "edits"),
    [
        ("", 0),
        ("kai", 0),
        ("kiel", 1),
        ("hafenxx", 1),
        ("hafenxxx", 2),
        ("förderung", 2),
        ("iso9001", 0),
        ("industrie4", 0),
        ("r&dr&dr&d", 0),
        ("東京東京", 1),
    ],
)
def test_longer_words_may_need_more_edits(word: str, edits: int) -> None:
    assert edits_allowed(word) == edits


@given(st.text(max_size=12))
def test_words_with_digits_and_very_short_ones_have_no_pieces(word: str) -> None:
    assert bool(list(pieces_of(word))) == (len(word) >= SHORTEST - 1 and word.isalpha())


@given(st.text(LETTERS, min_size=3, max_size=20))
def test_pieces_are_those_of_a_partition(word: str) -> None:
    found = list(pieces_of(word))
    assert len(set(found)) == len(found)
    for edits in (1, 2):
        own = [piece.split(" ") for piece in found if piece.startswith(f"{edits} ")]
        assert [(piece[1], piece[2]) for piece in own] == [(str(len(word)), str(n)) for n in range(len(own))]
        assert not own or "".join(piece[3] for piece in own) == word
        assert len(own) in (0, edits + 1)


@pytest.mark.parametrize("seed", range(examples(3, 30)))
def test_a_word_shares_pieces_with_few_others(seed: int) -> None:
    chance = Random(seed)
    words = {"".join(chance.choices(ascii_lowercase, k=chance.randint(8, 14))) for _ in range(2_000)}
    word = "".join(chance.choices(ascii_lowercase, k=11))
    sharing = [other for other in words if share(word, other, edits_allowed(word))]
    assert len(sharing) <= LARGEST_SHARE * len(words)
