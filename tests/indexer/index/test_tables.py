"""Tables of keys and numbers.

1. A table gives the numbers of every key, ascending and each once, and none for other keys.
2. A range of keys gives the numbers of each.
3. Tables merge into the one that holds the renumbered pairs of all; keys without numbers are gone.
4. Tables among other arrays are found by their names.
"""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.arrays import AnyArray, grouped
from indexer.index.tables import Table, TableBuilder, merged_tables, named_tables, table_arrays

NUMBERS = 60
KEYS = st.one_of(st.sampled_from(["", "hafen", "häfen", "haf"]), st.text(max_size=3))
PAIRS = st.lists(st.tuples(KEYS, st.integers(0, NUMBERS - 1)), max_size=30)
Pairs = list[tuple[str, int]]


def by_key(pairs: Pairs) -> dict[str, list[int]]:
    """What a table of the pairs must give."""
    return {
        key: sorted({number for other, number in pairs if other == key})
        for key in sorted({key for key, _ in pairs})
    }


def content(table: Table) -> dict[str, list[int]]:
    return {key: table.of(key).tolist() for key in table.keys}


@given(PAIRS, KEYS)
def test_a_table_gives_the_numbers_of_each_key(pairs: Pairs, other: str) -> None:
    table = Table(table_arrays(pairs))
    expected = by_key(pairs)
    assert content(table) == expected
    assert list(table.keys) == list(expected)
    assert table.of(other).tolist() == expected.get(other, [])


@given(st.lists(st.tuples(st.lists(KEYS, max_size=4), st.integers(0, NUMBERS - 1)), max_size=12))
def test_a_table_may_be_built_number_by_number(rows: list[tuple[list[str], int]]) -> None:
    builder = TableBuilder()
    for keys, number in rows:
        builder.add(keys, number)
    assert content(Table(builder.arrays())) == by_key(
        [(key, number) for keys, number in rows for key in keys]
    )


@given(PAIRS, st.data())
def test_a_range_of_keys_gives_the_numbers_of_each(pairs: Pairs, data: st.DataObject) -> None:
    table = Table(table_arrays(iter(pairs)))
    expected = list(by_key(pairs).values())
    first = data.draw(st.integers(0, len(expected)))
    end = data.draw(st.integers(first, len(expected)))
    assert table.between(first, end).tolist() == [n for numbers in expected[first:end] for n in numbers]


def test_large_numbers_stay_whole() -> None:
    pairs = [("a", 255), ("a", 256), ("b", 65_536), ("b", 2**31 - 1), ("c", 0)]
    assert content(Table(table_arrays(pairs))) == {"a": [255, 256], "b": [65_536, 2**31 - 1], "c": [0]}


@st.composite
def renumbered(draw: st.DrawFn) -> list[tuple[Pairs, AnyArray]]:
    """Tables, each with a new number for each of its numbers, -1 for none."""
    anew = st.lists(st.integers(-1, 3 * NUMBERS), min_size=NUMBERS, max_size=NUMBERS)
    nothing = st.just([-1] * NUMBERS)
    tables = draw(st.lists(st.tuples(PAIRS, st.one_of(anew, anew, nothing)), min_size=1, max_size=4))
    return [(pairs, np.array(numbers)) for pairs, numbers in tables]


@given(renumbered())
def test_tables_merge_into_that_of_their_renumbered_pairs(tables: list[tuple[Pairs, AnyArray]]) -> None:
    merged = Table(
        merged_tables([Table(table_arrays(pairs)) for pairs, _ in tables], [numbers for _, numbers in tables])
    )
    left = [(key, int(new[number])) for pairs, new in tables for key, number in pairs if new[number] >= 0]
    assert content(merged) == by_key(left)
    assert list(merged.keys) == list(by_key(left))


@given(st.dictionaries(st.sampled_from(["part-de", "title word", "a/b"]), PAIRS))
def test_tables_are_found_by_their_names(tables: dict[str, Pairs]) -> None:
    arrays = {
        f"tables/{name}/{part}": array
        for name, pairs in tables.items()
        for part, array in table_arrays(pairs).items()
    }
    assert {name: content(table) for name, table in named_tables(grouped(arrays), "tables/").items()} == {
        name: by_key(pairs) for name, pairs in tables.items()
    }
