"""The order of labels.

1. Letters with marks stand with their plain letters, sharp s with ss; case decides last of all.
2. Any two labels that differ have different places, whatever they consist of.
"""

from __future__ import annotations

import unicodedata
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis.collation import label_order

MARKED = {
    "ä": "a",
    "ö": "o",
    "ü": "u",
    "Ü": "u",
    "å": "a",
    "ø": "o",
    "Ø": "o",
    "ǿ": "o",
    "æ": "ae",
    "Æ": "ae",
    "ǽ": "ae",
    "é": "e",
    "ß": "ss",
    "ẞ": "ss",
    "ﬁ": "fi",
    "℡": "tel",
}


@pytest.mark.parametrize(
    "ordered",
    [
        ["Arzt", "Ärzte", "Arztes"],
        ["Adler", "Æble", "Ahorn"],
        ["Offshore", "Ökonomie", "Øresund", "Oslo"],
        ["Strand", "Strasse", "Straße", "Straßen", "Strom"],
        ["Uber", "Zug", "zugig", "Zürich"],
        ["KI", "Ki", "ki", "kiel"],
        ["", "1", "2015", "A"],
    ],
)
def test_a_reader_finds_labels_where_they_are_looked_for(ordered: list[str]) -> None:
    for arranged in permutations(ordered):
        assert sorted(arranged, key=label_order) == ordered


@given(st.text("abz", max_size=3), st.sampled_from(sorted(MARKED)), st.text("abz", max_size=3))
def test_letters_with_marks_stand_with_their_plain_letters(before: str, letter: str, after: str) -> None:
    assert label_order(before + letter + after)[0] == before + MARKED[letter] + after


@given(st.text())
@example("İstanbul")
@example("ᾳ")
@example("\ud800")
def test_the_place_of_any_label_is_plain_and_its_own(label: str) -> None:
    plain, own = label_order(label)
    assert own == label
    assert not any(unicodedata.combining(character) for character in plain)
    for same in (label.upper(), unicodedata.normalize("NFD", label), unicodedata.normalize("NFC", label)):
        if same.casefold() == label.casefold():
            assert label_order(same)[0] == plain
