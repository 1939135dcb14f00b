"""From the words of documents to the documents of words.

1. The rows of every term and block, with their places, are those a dictionary gives.
2. Lengths are the numbers of words.
3. Types grow where a number would not fit: frequencies, places, documents, terms.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.arrays import AnyArray
from indexer.index.inversion import Inversion, Rows
from indexer.index.layout import Entry, Layout, Words
from tests.indexer.index.contents import LAYOUT, WORDS, Row, content_of, entry_lists

Texts = list[dict[str, Words]]


def inverted(texts: Texts, layout: Layout = LAYOUT) -> tuple[list[str], Rows, AnyArray]:
    """The terms, their rows, and the lengths."""
    inversion = Inversion(layout)
    for document, own in enumerate(texts):
        for field, words in sorted(own.items(), key=lambda item: layout.field_numbers[item[0]]):
            inversion.add(document, layout.field_numbers[field], words)
    assert inversion.tokens == sum(len(words.terms) for own in texts for words in own.values())
    lengths = inversion.lengths(len(texts))
    return *inversion.finish(), lengths


def by_term(terms: list[str], rows: Rows, layout: Layout = LAYOUT) -> dict[tuple[str, str], list[Row]]:
    """The rows of each term and block, each beginning where the arrays say."""
    found: dict[tuple[str, str], list[Row]] = {}
    blocks = list(layout.blocks)
    assert len(rows.starts) == len(rows.place_starts) == len(terms) * len(blocks) + 1
    for key in range(len(terms) * len(blocks)):
        place = int(rows.place_starts[key])
        for row in range(int(rows.starts[key]), int(rows.starts[key + 1])):
            own = rows.places[place : place + int(rows.frequencies[row])].tolist()
            place += len(own)
            pair = terms[key // len(blocks)], blocks[key % len(blocks)]
            found.setdefault(pair, []).append(
                (int(rows.documents[row]), layout.fields[rows.fields[row]], own)
            )
        assert place == rows.place_starts[key + 1]
    return found


@given(entry_lists(most=14))
def test_rows_and_lengths_are_those_of_a_dictionary(entries: list[Entry]) -> None:
    terms, rows, lengths = inverted([dict(entry.texts) for entry in entries])
    expected = content_of(entries)
    assert terms == expected.terms
    assert by_term(terms, rows) == expected.rows
    lengths = lengths.reshape(len(LAYOUT.fields), len(entries))
    assert {field: lengths[n].tolist() for n, field in enumerate(LAYOUT.fields)} == expected.lengths


@given(st.lists(WORDS, max_size=8))
def test_a_layout_of_one_field_is_a_block(texts: list[Words]) -> None:
    layout = Layout({"all": ("text",)}, ())
    terms, rows, _ = inverted([{"text": words} for words in texts], layout)
    assert terms == sorted({term for words in texts for term in words.terms})
    for term in terms:
        assert [number for number, _, _ in by_term(terms, rows, layout)[term, "all"]] == [
            number for number, words in enumerate(texts) if term in words.terms
        ]


def test_there_may_be_no_documents_and_no_words() -> None:
    worlds: list[Texts] = [[], [{}], [{"title_de": Words(()), "names": Words((), ())}]]
    for texts in worlds:
        terms, rows, lengths = inverted(texts)
        assert terms == []
        assert rows.starts.tolist() == rows.place_starts.tolist() == [0]
        assert not any(len(array) for array in (rows.documents, rows.fields, rows.frequencies, rows.places))
        assert lengths.tolist() == [0] * (len(LAYOUT.fields) * len(texts))


@pytest.mark.parametrize(("count", "kind"), [(255, "u1"), (256, "u2"), (65_535, "u2"), (65_536, "i4")])
def test_frequencies_and_lengths_grow(count: int, kind: str) -> None:
    terms, rows, lengths = inverted([{"title_de": Words(["hafen"] * count)}, {"title_de": Words(["kiel"])}])
    assert terms == ["hafen", "kiel"]
    assert rows.frequencies.dtype == lengths.dtype == np.dtype(kind)
    assert rows.frequencies.tolist() == [count, 1]
    assert lengths.tolist()[:2] == [count, 1]
    assert rows.places[:count].tolist() == list(range(count))


@pytest.mark.parametrize(("place", "kind"), [(255, "u1"), (256, "u2"), (65_536, "i4")])
def test_places_grow(place: int, kind: str) -> None:
    terms, rows, _ = inverted([{"names": Words(["a", "b", "a"], [0, place, place])}])
    assert rows.places.dtype == np.dtype(kind)
    assert by_term(terms, rows) == {
        ("a", "names"): [(0, "names", [0, place])],
        ("b", "names"): [(0, "names", [place])],
    }


def test_there_may_be_more_terms_and_documents_than_two_bytes_count() -> None:
    count = 70_000
    texts = [{"title_en": Words([f"{number:05}"])} for number in range(count)]
    terms, rows, _ = inverted(texts[::-1])
    assert terms == [f"{number:05}" for number in range(count)]
    assert rows.documents.tolist() == list(range(count))[::-1]
    assert rows.starts[1::3].tolist() == [*range(count)]  # rows are in the second block
    assert rows.starts[2::3].tolist() == [*range(1, count + 1)]
