"""Texts in several languages.

1. A reader gets their own language if it is there, else the next one in the order that is always the same.
2. A language nobody writes in gets the first text there is; without texts there is none.
3. The order of languages holds each one once.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.localized import LANGUAGES, Language, choose, fallback

readers = st.sampled_from([*LANGUAGES, "fr", ""])


@pytest.mark.parametrize(
    ("texts", "reader", "chosen"),
    [
        ({"de": "Hafen", "en": "Harbour"}, "en", ("en", "Harbour")),
        ({"en": "Harbour", "de": "Hafen"}, "da", ("de", "Hafen")),
        ({"en": "Harbour", "da": "Havn"}, "de", ("en", "Harbour")),
        ({"da": "Havn"}, "en", ("da", "Havn")),
        ({"da": "Havn", "en": "Harbour"}, "fr", ("en", "Harbour")),
        ({}, "de", None),
    ],
)
def test_the_reader_gets_the_best_text(
    texts: dict[Language, str], reader: str, chosen: tuple[Language, str] | None
) -> None:
    assert choose(texts, reader) == chosen


def test_the_own_language_comes_first() -> None:
    assert fallback("en") == ("en", "de", "da")
    assert fallback("fr") == ("de", "en", "da")
    assert fallback("de", ("da", "de")) == ("de", "da")
    assert fallback("en", ("da", "de")) == ("da", "de")


@given(readers, st.permutations(LANGUAGES), st.integers(0, 3))
def test_each_language_comes_once(reader: str, order: list[Language], count: int) -> None:
    available = tuple(order[:count])
    assert sorted(fallback(reader, available)) == sorted(available)


@given(readers, st.dictionaries(st.sampled_from(LANGUAGES), st.text()))
def test_a_text_is_chosen_whenever_there_is_one(reader: str, texts: dict[Language, str]) -> None:
    chosen = choose(texts, reader)
    assert (chosen is None) == (not texts)
    if chosen:
        assert texts[chosen[0]] == chosen[1]
        assert reader not in texts or chosen[0] == reader
