"""Which words of a text are gone, and which are new?

1. Without what is new it is the text before, without what is gone the text after, whatever both hold.
2. What did not change is in no mark; neighbouring words make one mark.
3. However long and alike texts are, comparing takes no longer than a page may.
"""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiers import examples
from web.desk.words import MOST_PAIRS, Marking, Piece

texts = st.one_of(
    st.text(st.sampled_from("ab .\n"), max_size=60),
    st.text(max_size=30),
    st.lists(st.sampled_from(["der", "Hafen", "wächst", ".", "\n", " "]), max_size=30).map(" ".join),
)


def _marked(before: str, after: str) -> str:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in Marking().marked(before, after))


@settings(max_examples=examples(100, 10_000))
@given(texts, texts, st.sampled_from([MOST_PAIRS, 3, 0]))
def test_both_texts_are_in_the_pieces(before: str, after: str, most: int) -> None:
    pieces = Marking(most).marked(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


@given(texts)
def test_what_did_not_change_is_in_no_mark(text: str) -> None:
    assert Marking().marked(text, text) == ((Piece("same", text),) if text else ())


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("the old port", "the new port", "the [-old-][+new+] port"),
        ("Der Hafen wächst.", "Der alte Hafen wächst.", "Der [+alte +]Hafen wächst."),
        ("a b c d", "x y z d", "[-a b c-][+x y z+] d"),
        ("eins\nzwei\ndrei\n", "eins\nzwo\ndrei\n", "eins\n[-zwei-][+zwo+]\ndrei\n"),
        ("Er kam.", "Er kam nicht.", "Er kam[+ nicht+]."),
        ("", "neu", "[+neu+]"),
        ("alt", "", "[-alt-]"),
    ],
)
def test_words_are_marked_where_they_changed(before: str, after: str, marked: str) -> None:
    assert _marked(before, after) == marked


def test_long_texts_that_are_alike_take_no_longer() -> None:
    one = "\n".join(("ja nein " * 50, f"{number}")[number % 2] for number in range(250))
    other = "\n".join(("nein ja ja " * 33, f"{number}")[number % 2] for number in range(250))
    marking, start = Marking(), time.process_time()
    for _ in range(5):
        assert marking.marked(one, other)
    assert time.process_time() - start < 10  # without a bound it takes minutes
