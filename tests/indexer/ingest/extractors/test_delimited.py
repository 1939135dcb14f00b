"""A text of rows is read as the table its writer meant.

1. Whatever cells hold, what was written is read back, with every sign that parts cells.
2. The sign is found by all rows together; a first line may state it; one column needs none.
3. Every usual encoding is read.
4. Headers stand below titles and empty lines, have names of their own, and rows the line they begin on.
5. A broken row is reported with its line and the others are read.
6. Tables beyond the limits are refused in one line.
"""

from __future__ import annotations

import csv
import io
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.ingest.extraction import Hints, Table
from indexer.ingest.extractors.delimited import DELIMITERS, extract
from indexer.ingest.extractors.grid import MAX_CELL, MAX_COLUMNS, MAX_ROWS
from kb.errors import SourceUnreadable
from tests.tiers import examples

HEADERS = ["Titel", "Kurzbeschreibung", "Land"]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=30)
CELLS = st.one_of(TEXT, st.text(string.ascii_letters + " ;,|\t\"'\n", max_size=40))


def read(text: str | bytes, **hints: str) -> Table:
    data = text if isinstance(text, bytes) else text.encode()
    (table,) = extract(data, Hints(**hints))
    return table


def cells(text: str | bytes) -> list[dict[str, object]]:
    return [dict(row.cells) for row in read(text).rows]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@settings(max_examples=examples(60, 2000), deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6), everything=st.booleans())
def test_what_was_written_is_read_back(
    rows: list[tuple[str, str, str]], everything: bool, delimiter: str
) -> None:
    target = io.StringIO()
    writer = csv.writer(
        target, delimiter=delimiter, quoting=csv.QUOTE_ALL if everything else csv.QUOTE_MINIMAL
    )
    writer.writerows([HEADERS, *rows])
    stated = f"sep={delimiter}\n{target.getvalue()}"
    written = [dict(zip(HEADERS, row, strict=True)) for row in rows]
    expected = [filled for row in written if (filled := {k: v for k, v in row.items() if v.strip()})]
    table = read(stated)
    assert [dict(row.cells) for row in table.rows] == expected
    assert table.headers == tuple(HEADERS)
    assert table.findings == ()


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_sign_that_parts_cells_is_found(delimiter: str) -> None:
    rows = [
        HEADERS,
        ["Beiträge, gestaffelt", "A; B | C, und D", "DE"],
        ["Messe", 'Ein "Stand", den alle teilen;\nzwei Tage', "DK"],
        ["Netz", "Ohne alles", ""],
    ]
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    assert [list(row.values()) for row in cells(target.getvalue())] == [rows[1], rows[2], rows[3][:2]]


def test_one_column_needs_no_sign() -> None:
    assert cells("Titel\nBeiträge, gestaffelt\nMesse, gemeinsam\n") == [
        {"Titel": "Beiträge, gestaffelt"},
        {"Titel": "Messe, gemeinsam"},
    ]


def test_the_first_line_may_state_the_sign() -> None:
    assert cells("sep=,\r\nTitel,Land\r\nA;B;C,DE\r\n") == [{"Titel": "A;B;C", "Land": "DE"}]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"]
)
def test_every_usual_encoding_is_read(encoding: str) -> None:
    text = "Titel;Größe\nFörderung für Häfen und Straßen;„groß“\n"
    assert cells(text.encode(encoding)) == [{"Titel": "Förderung für Häfen und Straßen", "Größe": "„groß“"}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_headers_stand_below_titles_and_empty_lines(end: str) -> None:
    text = end.join(["Liste der Praktiken", "", "Stand: Mai;;", "Titel;Land;Jahr", "A;DE;2019", "B;DK;2020"])
    table = read(text)
    assert table.headers == ("Titel", "Land", "Jahr")
    assert [row.number for row in table.rows] == [5, 6]


def test_a_row_has_the_line_it_begins_on() -> None:
    table = read('Titel;Text\nA;"eins\nzwei\ndrei"\n\nB;vier\n')
    assert [row.number for row in table.rows] == [2, 6]


def test_every_column_has_a_name_of_its_own() -> None:
    table = read("Titel;Quelle;Quelle;;\nA;x;y;z;\n")
    assert table.headers == ("Titel", "Quelle", "Quelle 2", "Column D")
    assert dict(table.rows[0].cells) == {"Titel": "A", "Quelle": "x", "Quelle 2": "y", "Column D": "z"}


def test_an_open_quote_costs_one_row() -> None:
    table = read('Titel;Text\nA;eins\n"B;zwei\nC;drei\nD;"vier" und fünf\n')
    assert [row.cells["Titel"] for row in table.rows] == ["A", "C", "D"]
    assert table.rows[2].cells["Text"] == "vier und fünf"
    assert [(found.line, found.severity) for found in table.findings] == [(3, "error")]


def test_a_row_with_too_many_cells_is_reported_and_one_with_too_few_is_read() -> None:
    table = read("Titel;Text;Land\nA;eins;zwei;drei\nB;vier\nC;fünf;DE\n")
    assert [row.cells["Titel"] for row in table.rows] == ["B", "C"]
    assert [(found.line, found.severity) for found in table.findings] == [(2, "error"), (3, "warning")]


def test_a_cell_that_is_too_long_costs_its_row() -> None:
    table = read(f"Titel;Text\nA;{'x' * (MAX_CELL + 1)}\nB;kurz\n")
    assert [row.cells["Titel"] for row in table.rows] == ["B"]
    assert [found.line for found in table.findings] == [2]
    assert "'Text'" in table.findings[0].problem


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Titel;Land\n" + "A;DE\n" * (MAX_ROWS + 1), "50,000 rows"),
        (";".join(map(str, range(MAX_COLUMNS + 1))) + "\n" + "a;" * MAX_COLUMNS + "a\n", "501 columns"),
        ("Titel;Land\n" + 'A;"x"y;z\n' * 2000, "damaged"),
        ("\n \n", "empty"),
    ],
)
def test_tables_beyond_the_limits_are_refused(text: str, says: str) -> None:
    with pytest.raises(SourceUnreadable, match=says):
        read(text)
