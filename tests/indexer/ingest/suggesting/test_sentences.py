"""A passage is cut into sentences.

1. Abbreviations, initials and ordinals do not end a sentence, a year does.
2. The pieces are parts of the text in order, none longer than the limit, and leave out only blanks.
3. A window holds its place, is a part of the text and has at most 400 signs.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.ingest.suggesting.sentences import LONGEST_PASSAGE, LONGEST_SENTENCE, sentences, window

TEXTS = st.text(st.sampled_from("ab. \n!A9§ü"), max_size=300) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eins. Zwei! Drei?", ["Eins.", "Zwei!", "Drei?"]),
        ("Der Verein Muster e. V. hilft z. B. Betrieben. Er ist alt.", 2),
        ("Das kostet ca. 2,5 Mio. Euro. Es lohnt sich.", 2),
        ("Die 3. Konferenz war gut. Sie endete 2019. Danach kam nichts.", 3),
        ("See e.g. Dr. Example. It works.", 2),
    ],
)
def test_sentences_end_where_a_reader_would_say(text: str, expected: list[str] | int) -> None:
    found = [text[start:end] for start, end in sentences(text)]
    assert found == expected if isinstance(expected, list) else len(found) == expected


@given(TEXTS)
def test_nothing_is_lost(text: str) -> None:
    spans = list(sentences(text * 8))
    assert "".join("".join((text * 8)[a:b].split()) for a, b in spans) == "".join((text * 8).split())
    assert all(0 < b - a <= LONGEST_SENTENCE for a, b in spans)
    assert spans == sorted(spans)


@given(TEXTS, st.integers(0, 2_000), st.integers(0, 100))
def test_a_window_is_a_part_of_the_text_around_its_place(text: str, start: int, length: int) -> None:
    whole = (text + " x") * 20
    start = min(start, len(whole) - 1)
    end = min(start + length, len(whole))
    shown = window(whole, start, end)
    assert shown in whole
    assert len(shown) <= LONGEST_PASSAGE or len(whole) <= LONGEST_PASSAGE
    assert whole[start:end].strip() in shown
