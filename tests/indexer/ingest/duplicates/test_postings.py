"""Inverted lists tell what counting by hand would tell, whenever they are asked."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.ingest.duplicates.postings import Postings

KEYS = st.sets(st.integers(0, 12), max_size=8)


def as_keys(keys: set[int]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.array(sorted(keys), np.uint64)


@given(st.lists(st.tuples(KEYS, st.booleans()), max_size=30), KEYS)
def test_lists_equal_counting_by_hand(texts: list[tuple[set[int], bool]], asked: set[int]) -> None:
    postings, known = Postings(), list[set[int]]()
    wanted = as_keys(asked)
    weights = wanted.astype(np.float64)  # of which that of 0 leaves it out
    for keys, asks in [*texts, (set(), True)]:
        postings.add(len(known), as_keys(keys))
        known.append(keys)
        if asks:
            looked = postings.look_up(wanted)
            counted = [sum(key in text for text in known) for key in sorted(asked)]
            assert looked.frequencies().tolist() == counted
            shared = [float(sum(text & asked)) for text in known]
            assert looked.weighed(weights, len(known)).tolist() == shared
