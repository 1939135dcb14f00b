"""How are the beginnings of many words looked up?

1. What holds all that is wanted is what a naive search finds, in a table and in a set of keys.
2. The smallest come first, all of them, equal ones in their order.
"""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.tables import Table, table_arrays
from indexer.search.beginnings import Wanted, holding, holds, smallest_first, starting

some_keys = st.sets(st.sampled_from(["hafen", "hafenamt", "haf", "werft", "ewerk", "e", "werk"]), max_size=4)
parts = st.tuples(st.sampled_from(["h", "hafen", "w", "werk", "ew", "x"]), st.booleans())
some_wanted = st.lists(
    st.lists(st.lists(parts, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple),
    min_size=1,
    max_size=3,
).map(tuple)


def naively(keys: set[str], wanted: Wanted) -> bool:
    """Whether the keys hold what is wanted, written out."""
    for alternatives in wanted:
        enough = False
        for alternative in alternatives:
            missing = [
                part
                for part in alternative
                if not [key for key in keys if key == part[0] or (part[1] and key.startswith(part[0]))]
            ]
            enough = enough or not missing
        if not enough:
            return False
    return True


@given(things=st.lists(some_keys, min_size=1, max_size=8), wanted=some_wanted)
def test_what_holds_all_that_is_wanted_is_what_a_naive_search_finds(
    things: list[set[str]], wanted: Wanted
) -> None:
    table = Table(table_arrays((key, number) for number, keys in enumerate(things) for key in keys))
    expected = [naively(keys, wanted) for keys in things]
    assert holding(table, len(things), wanted).tolist() == expected
    assert [holds(keys, wanted) for keys in things] == expected


def test_a_beginning_gives_the_numbers_of_every_key() -> None:
    table = Table(table_arrays([("haf", 1), ("hafen", 0), ("hafen", 2), ("werft", 3)]))
    assert starting(table, "haf").tolist() == [1, 0, 2]
    assert starting(table, "x").tolist() == []


@given(numbers=st.lists(st.integers(-100, 100), max_size=700))
def test_the_smallest_come_first(numbers: list[int]) -> None:
    scores = np.array(numbers, np.int64)
    assert [*smallest_first(scores)] == sorted(range(len(numbers)), key=lambda place: (numbers[place], place))
