"""Lists of documents, and the best of them.

1. Sums are those a dictionary gives, whether lists are sorted or added into an array over all documents.
2. What is in both lists is found in both, in order, however long each is.
3. The best are those a full sort gives: highest score first, the lower rank wins a tie, any page of them.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.search import document_lists
from indexer.search.document_lists import in_both, is_long, summed_up
from indexer.search.top import best_first
from tests.tiers import examples

SIZE = 60
ROWS = st.lists(st.tuples(st.integers(0, SIZE - 1), st.sampled_from([0.5, 1.0, 2.25])), max_size=40)
LIST = st.lists(st.integers(0, SIZE - 1), unique=True).map(sorted)


@settings(max_examples=examples(60, 2000))
@given(ROWS)
def test_sums_are_those_of_a_dictionary(rows: list[tuple[int, float]]) -> None:
    expected: Counter[int] = Counter()
    for document, value in rows:
        expected[document] += value  # type: ignore[assignment]
    documents = np.array([document for document, _ in rows], np.int32)
    values = np.array([value for _, value in rows])
    for size in (SIZE, 100 * SIZE):
        found = summed_up(documents, values, size)
        assert found.documents.tolist() == sorted(expected)
        assert found.frequencies.tolist() == [expected[document] for document in sorted(expected)]


def test_both_ways_of_adding_up_are_taken() -> None:
    assert is_long(10, SIZE)
    assert not is_long(10, 100 * SIZE)


@settings(max_examples=examples(60, 2000))
@given(LIST, LIST, st.sampled_from([1, 3, 1000]))
def test_what_is_in_both_lists_is_found_in_both(ones: list[int], others: list[int], near: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(document_lists, "FAR", near)
        own, theirs = in_both(np.array(ones, np.int32), np.array(others, np.int32), SIZE)
    common = sorted(set(ones) & set(others))
    assert [ones[place] for place in own.tolist()] == common
    assert [others[place] for place in theirs.tolist()] == common


@settings(max_examples=examples(60, 2000))
@given(st.data(), st.integers(0, 30), st.integers(1, 30))
def test_the_best_are_those_a_full_sort_gives(data: st.DataObject, first: int, wanted: int) -> None:
    count = data.draw(st.sampled_from([0, 1, 7, 40, 3000]))
    chance = np.random.default_rng(data.draw(st.integers(0, 99)))
    scores = chance.integers(0, data.draw(st.sampled_from([2, 50, 100_000])), count).astype(np.float64)
    ranks = chance.permutation(count + 10)
    documents = np.sort(chance.choice(count + 10, count, replace=False))
    order = sorted(range(count), key=lambda place: (-scores[place], ranks[documents[place]]))
    expected = [int(documents[place]) for place in order][first : first + wanted]
    assert best_first(scores, documents, ranks, first, first + wanted).tolist() == expected
