"""By which keys are the words of a text found?

1. Texts read by their pieces have the same words and the same phrase as texts read whole, whatever is in
   them.
2. Spellings of one word share its key; words joined by hyphens have one in common, and .NET one without dot.
3. Stop words of any language and numbers have no meaning, whatever has a letter in it has one.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.keys import Word, has_meaning, held_in, phrase_of, variants_of, words_of

signs = "aAäßCc.NETR&D+#-4,0'\"(“)… \n\u00a0\u00ad\u0308æ_/"
some_text = st.one_of(st.text(max_size=40), st.text(alphabet=signs, max_size=40))


@given(texts=st.lists(some_text, max_size=3))
def test_texts_read_by_their_pieces_have_the_same_words(texts: list[str]) -> None:
    whole = {
        (word.key, text[word.start : word.end])
        for text in texts
        for word in (*words_of(text), *variants_of(text))
    }
    assert held_in(texts) == whole
    for text in texts:
        assert phrase_of(text) == " ".join(word.key for word in words_of(text))


def test_the_spellings_of_a_word_share_its_key() -> None:
    assert phrase_of("Häfen am Fluß") == phrase_of("haefen AM Fluss,") == "hafen am fluss"


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("die E-Mobilität", [Word("emobilitat", 4, 15)]),
        (".NET", [Word("net", 1, 4)]),
        ("4-5 Häfen", []),
    ],
)
def test_words_with_signs_have_further_keys(text: str, variants: list[Word]) -> None:
    assert [*variants_of(text)] == variants


@pytest.mark.parametrize(
    ("key", "meant"), [("hafen", True), ("der", False), ("the", False), ("2020", False), ("4helix", True)]
)
def test_stop_words_and_numbers_have_no_meaning(key: str, meant: bool) -> None:
    assert has_meaning(key) == meant
