"""How are the beginnings of many words looked up?

1. Texts read by their pieces have the same words as texts read whole, whatever is in them.
2. What holds a beginning is what a naive search finds; the spelling most things use is kept.
3. The smallest come first, all of them.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.beginnings import Strings, smallest_first
from indexer.search.pieces import Phrases, Pieces
from indexer.search.typed import phrase_of, variants_of, words_of

signs = "aAäßCc.NETR&D+#-4,0'\"(“)… \n\u00a0\u00ad\u0308æ_/"
some_text = st.one_of(st.text(max_size=40), st.text(alphabet=signs, max_size=40))
few_words = st.lists(st.sampled_from(["Hafen", "hafen", "Häfen,", "Werft.", "(Werft", "E-Werk"]), max_size=6)


@given(text=some_text)
def test_texts_read_by_their_pieces_have_the_same_words(text: str) -> None:
    pieces = Pieces()
    read = Counter(
        (pieces.key_of[number], pieces.spelling_of[number])
        for piece in text.split()
        for number in pieces[piece]
    )
    whole = [*words_of(text), *variants_of(text)]
    assert read == Counter((word.key, text[word.start : word.end]) for word in whole)
    assert Phrases().of(text) == phrase_of(text)


@given(
    texts=st.lists(few_words.map(" ".join), max_size=6),
    prefix=st.sampled_from(["h", "hafen", "w", "ew", "x"]),
)
def test_a_beginning_is_held_by_what_a_naive_search_finds(texts: list[str], prefix: str) -> None:
    words, spellings = Pieces().read([text] for text in texts)
    found = np.flatnonzero(words.holding(((((prefix, True),),),))).tolist()
    held = [{word.key for word in (*words_of(text), *variants_of(text))} for text in texts]
    assert found == [number for number, has in enumerate(held) if any(key.startswith(prefix) for key in has)]
    for key, spelling in zip(words.keys, spellings, strict=True):
        written = Counter(
            text[start:end]
            for text in texts
            for start, end in {
                text[word.start : word.end]: (word.start, word.end)
                for word in (*words_of(text), *variants_of(text))
                if word.key == key
            }.values()
        )
        assert written[spelling] == max(written.values())


@given(
    words=st.lists(st.text(max_size=5).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
)
def test_strings_are_the_strings_they_were_made_of(words: list[str]) -> None:
    assert list(Strings(words)) == words
    assert Strings(words)[0:2] == words[0:2]


@given(numbers=st.lists(st.integers(-1000, 1000), max_size=700, unique=True))
def test_the_smallest_come_first(numbers: list[int]) -> None:
    scores = np.array(numbers, np.int64)
    assert [numbers[place] for place in smallest_first(scores)] == sorted(numbers)
