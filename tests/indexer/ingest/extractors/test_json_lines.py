"""Objects in JSON become rows.

1. Whatever they hold, what was written is read back, one object on a line or in one list.
2. A line that is no object is reported with its number and the others are read.
3. Double keys, halves of signs, deep nesting and absurd numbers are such errors.
4. A file without any object is refused in one line.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.extraction import Hints, Table
from indexer.ingest.extractors.json_lines import extract
from kb.errors import SourceUnreadable
from tests.tiers import examples

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.one_of(TEXT, st.integers(-(10**20), 10**20), st.floats(-1e15, 1e15), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(TEXT, VALUES, max_size=5), min_size=1, max_size=5)


def read(text: str) -> Table:
    (table,) = extract(text.encode(), Hints(name="a.jsonl"))
    return table


def stated(values: dict[str, Any]) -> dict[str, Any]:
    """The values without the empty ones."""
    return {
        key: value
        for key, value in values.items()
        if value is not None and value not in ([], {}) and not (isinstance(value, str) and not value.strip())
    }


@settings(max_examples=examples(60, 5000), deadline=None)
@given(OBJECTS, st.booleans())
def test_what_was_written_is_read_back(objects: list[dict[str, Any]], ascii_only: bool) -> None:
    lines = [json.dumps(one, ensure_ascii=ascii_only) for one in objects]
    table = read("\n".join(lines))
    assert [dict(row.cells) for row in table.rows] == [stated(one) for one in objects]
    assert [row.number for row in table.rows] == list(range(1, len(objects) + 1))
    listed = read(json.dumps(objects, ensure_ascii=ascii_only, indent=2))
    assert [dict(row.cells) for row in listed.rows] == [stated(one) for one in objects]


def test_headers_are_all_keys_in_their_order() -> None:
    assert read('{"b": 1, "a": 2}\n\n{"c": 3, "a": 4}\n').headers == ("b", "a", "c")


BROKEN = [
    ("no json", "not JSON"),
    ('{"a": 1', "not JSON"),
    ("[1]", "no object"),
    ('{"a": 1, "a": 2}', "twice"),
    ('{"a": {"b": 1, "b": 2}}', "twice"),
    ('{"a": NaN}', "no number"),
    ('{"a": 1e999}', "too large"),
    (f'{{"a": {"1" * 400}}}', "400 digits"),
    ('{"a": "\\ud83d"}', "half of a sign"),
    ('{"a": ' + "[" * 13 + "]" * 13 + "}", "nested"),
    ('{"a": ' + "[" * 100_000, "nested|not JSON"),
]


@pytest.mark.parametrize(("line", "says"), BROKEN)
def test_a_line_that_is_no_object_costs_one_row(line: str, says: str) -> None:
    table = read(f'{{"title": "A"}}\n{line}\n{{"title": "B"}}\n')
    assert [row.cells["title"] for row in table.rows] == ["A", "B"]
    assert [(found.line, found.severity) for found in table.findings] == [(2, "error")]
    assert re.search(says, table.findings[0].problem)


def test_a_broken_object_in_a_list_costs_one_row() -> None:
    table = read('[{"title": "A"},\n {"a": 1, "a": 2},\n 5,\n {"title": "B"}]')
    assert [(row.number, row.cells["title"]) for row in table.rows] == [(1, "A"), (4, "B")]
    assert [found.line for found in table.findings] == [2, 3]


def test_whole_signs_written_in_halves_are_read() -> None:
    assert read('{"a": "\\ud83d\\ude00"}').rows[0].cells["a"] == "😀"


@pytest.mark.parametrize("text", ["", "nothing\nhere\n", "[]", "[1, 2]", "x\n" * 5000])
def test_a_file_without_objects_is_refused(text: str) -> None:
    with pytest.raises(SourceUnreadable) as caught:
        read(text)
    assert "object" in caught.value.problem + caught.value.repair


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(SourceUnreadable, match="50,000 rows"):
        read('{"a": 1}\n' * 50_001)
