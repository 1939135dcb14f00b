"""One row of a table is one record.

1. The id is stated or made of the title; rows that make the same id are reported with both numbers.
2. A row that cannot become a record is reported with its number and its header, and stops no other.
3. A table none of whose rows can become a record is reported once.
4. A row says where it came from; what is left out makes no difference to its digest.
5. Many rows take little time.
6. The examples of the documentation are understood.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from indexer.ingest.extraction import Hints
from indexer.ingest.extractors import delimited
from indexer.ingest.tables.columns import column_map, read_mapping
from indexer.ingest.tables.rows import read_rows
from kb.corpus import Corpus
from tests.indexer.corpora import a_corpus
from tests.indexer.ingest.tables.made_tables import (
    CREATED,
    SUMMARY,
    TITLE,
    a_record,
    findings,
    found_in,
    records,
)

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """One without records, for all tests: none of them writes."""
    return a_corpus(tmp_path_factory.mktemp("rows"))


def test_a_language_that_cannot_be_told_is_an_error_with_a_repair(corpus: Corpus) -> None:
    rows = [
        {"Titel": "X", "Kurzbeschreibung": "Y"},
        {"Titel": "Le titre", "Kurzbeschreibung": "Voici le texte en français.", "Sprache": "fr"},
    ]
    found = found_in(rows, corpus)
    assert [(one.line, one.severity) for one in findings(found)] == [(2, "error"), (3, "error")]
    assert all("'Sprache'" in one.repair for one in findings(found))


def test_the_id_is_stated_or_made_of_the_title(corpus: Corpus) -> None:
    assert a_record(corpus, ID="my-id").id == "my-id"
    assert a_record(corpus, ID="12").id == a_record(corpus).id == "beitraege-nach-groesse-der-firmen"


def test_rows_of_the_same_id_are_reported_with_both_numbers(corpus: Corpus) -> None:
    row = {"Titel": TITLE, "Kurzbeschreibung": SUMMARY}
    found = found_in([row, {**row, "Land": "DE"}, row], corpus)
    assert len(records(found)) == 1
    error, warning = findings(found)
    assert (error.severity, warning.severity) == ("error", "warning")
    assert "2 and 3" in error.problem
    assert "2 and 4" in warning.problem


def test_a_bad_row_stops_no_other(corpus: Corpus) -> None:
    good = {"Titel": TITLE, "Kurzbeschreibung": SUMMARY}
    found = found_in(
        [
            {"Kurzbeschreibung": SUMMARY},
            {"Titel": "Ohne Zusammenfassung"},
            {},
            {**good, "ID": "Nicht gültig"},
            {**good, "ID": "b", "Art": "Unfug"},
            {**good, "ID": "c", "Geprüft am": "31.2.2024"},
            good,
        ],
        corpus,
    )
    assert [(one.line, one.field, one.severity) for one in findings(found)] == [
        (2, "", "error"),
        (3, "", "error"),
        (5, "ID", "error"),
        (6, "Art", "error"),
        (7, "Geprüft am", "error"),
    ]
    assert "'Kurzbeschreibung'" in findings(found)[1].repair
    assert len(records(found)) == 1


def test_a_draft_may_take_its_summary_from_another_text(corpus: Corpus) -> None:
    row = {"Titel": TITLE, "Ausgangslage": f"{SUMMARY} Das war nötig. " + "Niemand zahlte gern. " * 30}
    (record,) = records(found_in([row], corpus))
    assert record.summary["de"].startswith(f"{SUMMARY} Das war nötig. ")
    assert len(record.summary["de"]) <= 300
    assert record.summary["de"].endswith(".")
    assert records(found_in([row], corpus, publish=True)) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"Kurzbeschreibung": SUMMARY}, "'Titel'"),
        ({"Titel": TITLE}, "'Kurzbeschreibung'"),
        ({"Foo": "x", "Bar": "y"}, "'Titel'"),
    ],
)
def test_a_table_that_gives_no_record_is_reported_once(
    row: dict[str, str], says: str, corpus: Corpus
) -> None:
    errors = [one for one in findings(found_in([row] * 20, corpus)) if one.severity == "error"]
    assert [(one.line, says in one.repair) for one in errors] == [(1, True)]


def test_a_sheet_that_holds_something_else_is_left_out(corpus: Corpus) -> None:
    (found,) = found_in([{"Feld": "x", "Sinn": "y"}], corpus, kind="xlsx", name="Legende")
    assert [(one.file, one.severity) for one in found.findings] == [("in/a.csv/Legende", "warning")]


def test_a_row_says_where_it_came_from(corpus: Corpus) -> None:
    row = {"Titel": TITLE, "Kurzbeschreibung": SUMMARY, "Gefunden bei": "einem Portal"}
    (record,) = records(found_in([row], corpus))
    assert record.provenance is not None
    assert record.provenance.imported_from == "a.csv, line 2"
    assert record.provenance.extractor == "test 1"
    assert record.provenance.scouted_from == "einem Portal"
    assert record.created == CREATED
    (other,) = records(found_in([row], corpus, kind="xlsx", name="Blatt 1"))
    assert other.provenance is not None
    assert other.provenance.imported_from == "a.csv, sheet Blatt 1, row 2"


def test_the_digest_is_that_of_what_the_row_says(corpus: Corpus) -> None:
    def digest(**cells: str) -> str | None:
        record = a_record(corpus, cells)
        return record.provenance.digest if record.provenance else None

    assert digest() == digest(Notiz="intern") == digest(Titel=f"{TITLE}")
    assert digest() != digest(Land="DE")


def test_many_rows_are_read_in_little_time(corpus: Corpus) -> None:
    rows = [
        {"Titel": f"{TITLE} {number}", "Kurzbeschreibung": SUMMARY, "Land": "DE", "Themen": "Finanzierung"}
        for number in range(500)
    ]
    found_in(rows[:1], corpus)  # vocabularies and models are read once
    start = time.process_time()
    assert len(records(found_in(rows, corpus))) == 500
    assert time.process_time() - start < 10  # takes one; 10,000 rows have to stay far below a minute


def test_the_examples_of_the_documentation_are_understood(corpus: Corpus, tmp_path: Path) -> None:
    page = (ROOT / "docs/import-tables.md").read_text("utf-8")
    example, mapping = re.findall(r"^```\w*\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (table,) = delimited.extract(example.encode(), Hints())
    columns = column_map(table, None)
    found = list(read_rows(table, columns, corpus, file="a.csv", created=CREATED, publish=True))
    assert findings(found) == []
    assert len(records(found)) == 1
    (tmp_path / "columns.yaml").write_text(mapping, "utf-8")
    assert len(read_mapping(tmp_path / "columns.yaml").columns) == 3
