"""Where do words stand side by side?

1. The places of terms and phrases are those a naive look at the texts gives, in every field.
2. The frequency of a phrase is the weighted sum of its places over the fields.
3. A hyphenated word stands where its first word does, so that a phrase may go on behind it.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index.schema import TEXT_FIELDS, blocks_of
from indexer.index.snapshot import Places
from indexer.search.frequencies import WEIGHTS, B, Frequencies
from indexer.search.phrases import documents_of, fields_of, phrase_frequencies, phrase_places
from tests.indexer import corpora
from tests.indexer.corpora import Values, found, values
from tests.indexer.search.naive_ranking import read
from tests.tiers import examples

WORD = st.sampled_from(["blue", "growth", "fund", "e-mobility", "KI"])
TEXTS = st.lists(st.lists(WORD, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5)
TERMS = ["blue", "growth", "fund", "e", "mobility", "emobility", "ki", "KI"]
PARTS = st.lists(
    st.lists(st.sampled_from(TERMS), min_size=1, max_size=2, unique=True), min_size=1, max_size=3
)


def titled(texts: list[str]) -> list[Values]:
    return [
        values(f"r{number}", title={"en": text}, summary={"en": "x"}) for number, text in enumerate(texts)
    ]


def in_titles(where: Places) -> Places:
    found: Places = where[fields_of(where) == TEXT_FIELDS.index("title_en")]
    return found


@settings(max_examples=examples(40, 1000))
@given(TEXTS, PARTS)
def test_phrases_stand_where_a_naive_look_finds_them(texts: list[str], parts: list[list[str]]) -> None:
    arrays = corpora.in_memory(titled(texts))._prepared.arrays
    expected = [
        (number, place)
        for number, text in enumerate(map(read, texts))
        for place in range(len(text) - len(parts) + 1)
        if all(set(part) & set(text[place + step]) for step, part in enumerate(parts))
    ]
    where = in_titles(phrase_places(arrays, "en", tuple(map(tuple, parts))))
    assert where.tolist() == sorted(set(where.tolist()))
    assert documents_of(where).tolist() == [number for number, _ in expected]
    held = phrase_frequencies(Frequencies(arrays, "en"), tuple(map(tuple, parts)))
    mean = sum(sum(map(len, text)) for text in map(read, texts)) / len(texts)
    for document, frequency in zip(held.documents.tolist(), held.frequencies.tolist(), strict=True):
        count = sum(number == document for number, _ in expected)
        length = sum(map(len, read(texts[document])))
        assert frequency == pytest.approx(WEIGHTS["title"] * count / (1 - B + B * length / mean))
    assert set(held.documents.tolist()) == {number for number, _ in expected}


@settings(max_examples=examples(20, 300))
@given(TEXTS, st.lists(st.sampled_from(["blue", "growth", "fund"]), min_size=2, max_size=3))
def test_a_typed_phrase_finds_the_records_that_hold_it(texts: list[str], words: list[str]) -> None:
    ids = found(corpora.in_memory(titled(texts)), f'"{" ".join(words)}"')
    assert set(ids) == {
        f"r{number}" for number, text in enumerate(texts) if f" {' '.join(words)} " in f" {text} "
    }


def test_places_of_several_terms_are_counted_once() -> None:
    arrays = corpora.in_memory(titled(["e-mobility KI", "blue"]))._prepared.arrays
    blocks = blocks_of("en")
    assert len(arrays.places(("e", "emobility"), blocks)) == 1
    assert len(arrays.places(("ki", "KI"), blocks)) == 1
    assert arrays.places(("unheard",), blocks).tolist() == []


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ('"the e-mobility fund"', ["r0"]),
        ('"emobility"', ["r0"]),
        ('"mobility fund"', ["r0"]),
        ('"blue e-mobility"', ["r1"]),
    ],
)
def test_a_phrase_may_hold_hyphens(query: str, ids: list[str]) -> None:
    searcher = corpora.in_memory(titled(["the e-mobility fund", "blue e-mobility, blue fund"]))
    asked = found(searcher, query, without=frozenset({"concepts"}))
    assert [record_id for record_id in asked if record_id in ids] == ids
    if query != '"emobility"':
        assert asked == ids


def test_every_order_of_three_words_is_its_own_phrase() -> None:
    texts = [" ".join(order) for order in product(["blue", "growth", "fund"], repeat=3)]
    searcher = corpora.in_memory(titled(texts))
    for number, text in enumerate(texts):
        assert found(searcher, f'"{text}"') == [f"r{number}"]
