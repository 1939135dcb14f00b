"""Strings in a block of bytes.

1. A table gives back every string by its number, one by one and by ranges, whatever the strings are.
2. Every string is found by its number, any other text is none of them, also where all their hashes are equal.
3. The strings that begin alike are those a scan finds.
4. Sorted numbers and unions are what sorting gives.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.index.arrays import map_arrays, write_arrays
from indexer.index.strings import StringTable, sorted_numbers, string_arrays, union
from tests.tiers import examples

ANY = st.text(st.characters(exclude_categories=()), max_size=6)  # also lone surrogates
ALIKE = st.text("ab\0\ud800\U0010ffff", max_size=4)
STRINGS = st.lists(st.one_of(ANY, ALIKE), unique=True, max_size=40)


def a_table(strings: list[str]) -> StringTable:
    return StringTable(string_arrays(strings))


@given(STRINGS)
@example(["", "\0", "\ud83d\ude00", "\U0001f600", "\udfff"])
def test_every_string_comes_back(strings: list[str]) -> None:
    table = a_table(strings)
    assert len(table) == len(strings)
    assert list(table) == strings
    assert [table[number] for number in range(len(strings))] == strings
    assert list(reversed(table)) == strings[::-1]


@given(STRINGS)
def test_every_string_is_found_in_the_mapped_file(strings: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "strings"
        write_arrays(path, string_arrays(strings))
        table = StringTable(map_arrays(path))
    assert table[:] == strings
    assert [table.find(text) for text in strings] == list(range(len(strings)))


@given(STRINGS, st.slices(40))
def test_ranges_are_those_of_a_list(strings: list[str], wanted: slice) -> None:
    assert a_table(strings)[wanted] == strings[wanted]


@given(STRINGS)
def test_a_number_that_no_string_has_is_an_error(strings: list[str]) -> None:
    for number in (-1, len(strings), len(strings) + 1):
        with pytest.raises(IndexError):
            a_table(strings)[number]


@given(STRINGS, st.lists(st.one_of(ANY, ALIKE), max_size=20))
def test_a_text_is_found_where_it_is_and_nowhere_else(strings: list[str], others: list[str]) -> None:
    table = a_table(strings)
    for text in (*strings, *others):
        assert table.find(text) == (strings.index(text) if text in strings else -1)


@given(STRINGS, st.lists(ALIKE, max_size=20), st.integers(1, 3))
def test_strings_of_equal_hashes_are_told_apart(strings: list[str], others: list[str], hashes: int) -> None:
    with mock.patch("zlib.crc32", lambda data: len(data) % hashes + 2**32 - 2):
        table = a_table(strings)
        for text in (*strings, *others):
            assert table.find(text) == (strings.index(text) if text in strings else -1)


@settings(max_examples=examples(5, 50))
@given(st.integers(0, 5_000), st.randoms(use_true_random=False))
def test_many_strings_are_found(count: int, chance: random.Random) -> None:
    strings = [f"wort{number}" for number in chance.sample(range(10_000), count)]
    table = a_table(strings)
    found = [table.find(f"wort{number}") for number in range(10_000)]
    numbers = {text: number for number, text in enumerate(strings)}
    assert found == [numbers.get(f"wort{number}", -1) for number in range(10_000)]


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 7, 8, 9, 4_095, 4_096, 5_000])
def test_a_hash_table_is_never_full(count: int) -> None:
    slots = string_arrays(map(str, range(count)))["slots"]
    assert sorted(slots[slots >= 0]) == list(range(count))
    assert len(slots) > 2 * count


@given(STRINGS, st.one_of(ANY, ALIKE))
@example(["a", "ab", "a\U0010ffff", "a\U0010ffffb", "b"], "a")
def test_the_strings_that_begin_alike_are_those_of_a_scan(strings: list[str], prefix: str) -> None:
    strings.sort()
    first, end = a_table(strings).starting(prefix)
    assert strings[first:end] == [text for text in strings if text.startswith(prefix)]
    assert first <= end


@given(STRINGS)
def test_sorted_numbers_say_where_each_number_went(strings: list[str]) -> None:
    ordered, places = sorted_numbers({text: number for number, text in enumerate(strings)})
    assert ordered == sorted(strings)
    assert [ordered[place] for place in places.tolist()] == strings


@given(st.lists(STRINGS, max_size=4))
def test_a_union_holds_every_string_once_and_knows_where_it_went(tables: list[list[str]]) -> None:
    for strings in tables:
        strings.sort()
    ordered, places = union([a_table(strings) for strings in tables])
    assert ordered == sorted({text for strings in tables for text in strings})
    for strings, own in zip(tables, places, strict=True):
        assert [ordered[place] for place in own.tolist()] == strings
        assert np.all(np.diff(own) > 0)
