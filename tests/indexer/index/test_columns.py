"""Columns of values.

1. A column gives back the values of each document in their order, each once, whether one, none or several.
2. Keys are sorted, so codes of single values sort as their keys do; equal sets of values are kept once.
3. The first value of a document, the number of a key, and who has one of some keys are those of a scan.
4. Columns of several segments join into that of all their documents, whatever the size of their codes.
5. Merged columns are that of the living documents; keys nobody has any more are gone.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.columns import Column, ColumnBuilder, column_arrays, joined, merged_column, read_column

KEYS = st.one_of(st.sampled_from(["DE", "DK", "_none", ""]), st.text(max_size=3))
ONE, SEVERAL = st.lists(KEYS, min_size=1, max_size=1), st.lists(KEYS, max_size=3)
Values = list[list[str]]
DOCUMENTS: st.SearchStrategy[Values] = st.one_of(
    st.lists(ONE, max_size=12), st.lists(SEVERAL, max_size=12), st.lists(st.just([]), max_size=3)
)


def a_column(documents: Values) -> Column:
    builder = ColumnBuilder()
    for keys in documents:
        builder.add(keys)
    return read_column(builder.arrays())


def each_once(documents: Values) -> list[tuple[str, ...]]:
    return [tuple(dict.fromkeys(keys)) for keys in documents]


def keys_of(documents: Values) -> list[str]:
    return sorted({key for keys in documents for key in keys})


def assert_holds(column: Column, documents: Values) -> None:
    """All that a column answers, against a scan."""
    expected = each_once(documents)
    assert list(column.rows()) == expected
    assert column.names == list(column.keys) == keys_of(documents)
    assert len(column.codes) == len(documents)
    firsts = column.firsts().tolist()
    for number, keys in enumerate(expected):
        assert [column.keys[value] for value in column.values_of(number).tolist()] == list(keys)
        assert firsts[number] == (column.code(keys[0]) if keys else -1)
    for key in keys_of(documents):
        code = column.code(key)
        assert code is not None
        assert column.keys[code] == key
        assert column.having([code])[column.codes].tolist() == [key in keys for keys in expected]
    for unknown in ("unheard", "DEU", "\U0010ffff"):
        assert (column.code(unknown) is None) == (unknown not in keys_of(documents))


@given(DOCUMENTS)
def test_a_column_gives_back_the_values_of_each_document(documents: Values) -> None:
    column = a_column(documents)
    assert_holds(column, documents)
    assert (column.sets is None) == all(len(set(keys)) == 1 for keys in documents)


@given(DOCUMENTS)
def test_equal_sets_of_values_are_kept_once(documents: Values) -> None:
    column = a_column(documents)
    if column.sets is not None:
        assert len(column.sets.offsets) - 1 == len({tuple(keys) for keys in documents})
        assert column.sets.sizes.tolist() == np.diff(column.sets.offsets).tolist()


@given(st.lists(ONE, max_size=20))
def test_a_column_of_one_value_each_sorts_by_its_codes(documents: Values) -> None:
    column = a_column(documents)
    by_code = sorted(range(len(documents)), key=lambda number: (column.codes[number], number))
    assert by_code == sorted(range(len(documents)), key=lambda number: (documents[number][0], number))


@given(DOCUMENTS, st.data())
def test_those_that_have_one_of_some_keys_are_those_of_a_scan(documents: Values, data: st.DataObject) -> None:
    column, keys = a_column(documents), keys_of(documents)
    wanted = data.draw(st.sets(st.sampled_from(keys))) if keys else set()
    having = column.having([code for key in wanted if (code := column.code(key)) is not None])
    assert having[column.codes].tolist() == [not wanted.isdisjoint(own) for own in documents]


@pytest.mark.parametrize("count", [255, 256, 257, 65_537])
def test_there_is_a_code_for_every_key_and_set(count: int) -> None:
    single = [[f"{number:06}"] for number in range(count)]
    assert a_column(single).codes.tolist() == list(range(count))
    assert list(a_column([[], *single]).rows()) == each_once([[], *single])


def test_arrays_of_sets_are_a_column() -> None:
    arrays = column_arrays(["a", "b"], np.array([1, 0, 1, 2]), [[1, 0], [], [1]])
    assert list(read_column(arrays).rows()) == [(), ("b", "a"), (), ("b",)]
    assert "offsets" not in column_arrays(["a"], np.array([0, 0]), [[0]])


@given(st.lists(DOCUMENTS, min_size=1, max_size=5))
def test_columns_join_into_that_of_all_their_documents(segments: list[Values]) -> None:
    column = joined([a_column(documents) for documents in segments])
    assert_holds(column, [keys for segment in segments for keys in segment])


@pytest.mark.parametrize("empty", [True, False])
@pytest.mark.parametrize("counts", [(200, 200), (300, 200, 1), (65_500, 100), (256, 256, 256)])
def test_columns_with_codes_of_any_size_join(counts: tuple[int, ...], *, empty: bool) -> None:
    names = iter(range(10**6))
    segments = [[[f"{next(names):06}"] for _ in range(count)] + [[]] * empty for count in counts]
    column = joined([a_column(documents) for documents in segments])
    assert list(column.rows()) == each_once([keys for documents in segments for keys in documents])


@given(st.lists(DOCUMENTS, min_size=1, max_size=5), st.data())
def test_merged_columns_are_that_of_the_living_documents(segments: list[Values], data: st.DataObject) -> None:
    parts, left = [], []
    for documents in segments:
        living = data.draw(st.lists(st.booleans(), min_size=len(documents), max_size=len(documents)))
        parts.append((a_column(documents), np.array(living, np.bool_)))
        left += [keys for keys, alive in zip(documents, living, strict=True) if alive]
    assert_holds(read_column(merged_column(parts)), left)
