"""Records leave as JSON, JSON Lines or a table.

1. Every format holds every record; JSON and JSON Lines hold the same values.
2. No cell of a table begins like a formula, also if the semicolon parts the cells.
3. What is not for readers stays out.
"""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from indexer.export import COLUMNS, export

RECORD = {
    "id": "a-record",
    "kind": "guide",
    "title": {"de": "Ein Titel", "en": "A title"},
    "summary": {"de": "=1+1"},
    "organisation": {"name": "@agency"},
    "place": {"countries": ["DE", "DK"], "words": "Kiel"},
    "stages": [{"value": "growth"}, {"value": "maturity"}],
    "figures": [{"what": {"en": "members"}, "value": 12, "year": 2020}],
    "sources": [{"url": "https://example.org", "title": "T"}],
    "provenance": {"scouted_from": "secret"},
}


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_json_and_json_lines_hold_the_same_public_values() -> None:
    whole = json.loads("".join(export([RECORD, RECORD], "json")))
    lines = [json.loads(line) for line in export([RECORD, RECORD], "jsonl")]
    assert whole == lines
    assert len(lines) == 2
    assert "provenance" not in lines[0]


def test_a_table_has_one_row_for_each_record_and_joins_lists() -> None:
    rows = table("".join(export([RECORD], "csv")))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["countries"] == "DE; DK"
    assert rows[0]["stages"] == "growth; maturity"
    assert rows[0]["figures"] == "members: 12 (2020)"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    record = {"id": "a", "kind": "guide", "title": {"de": text}, "organisation": {"name": text}}
    row = table("".join(export([record], "csv")))[0]
    for value in row.values():
        for part in value.split(";"):
            assert not part.strip().startswith(("=", "+", "-", "@"))
    assert row["title_de"].replace("'", "") == text.replace("'", "")
