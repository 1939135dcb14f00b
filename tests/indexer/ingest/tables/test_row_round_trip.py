"""What our own export writes is read back.

1. CSV with a comma or a semicolon, and a workbook, give records that are exported equally.
2. JSON Lines give equal records.
3. Importing an export into the corpus it came from changes no record, though a table says less than it holds.
"""

from __future__ import annotations

import csv
import io
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from indexer.export import COLUMNS, ExportFormat, export, unguarded
from indexer.ingest.extraction import Hints, Table
from indexer.ingest.extractors import delimited, json_lines, workbook
from indexer.ingest.incoming import Incoming
from indexer.ingest.reimport import renewed
from indexer.ingest.tables.columns import column_map
from indexer.ingest.tables.rows import read_rows
from kb.corpus import Corpus
from kb.record import Record
from tests.indexer.corpora import a_corpus, delivered_vocabularies
from tests.tiers import examples

CREATED = "2026-11-24T00:00:00Z"
SIGNS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"], exclude_characters="_@\ufeff")
LINE = st.text(SIGNS, min_size=1, max_size=25).map(str.strip).filter(bool)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join) | st.sampled_from(
    ["=1+1", "- eins\n- zwei", "'=a;'-b", "@a", "a;b, c|d\te", '"', "1.200"]
)
WORD = st.text(string.ascii_letters + "äöüß", min_size=1, max_size=8)
NUMBERS = st.integers(-5, 10**15) | st.floats(-1e9, 1e9)
LANGUAGES = st.lists(st.sampled_from(["de", "en", "da"]), min_size=1, max_size=3, unique=True)


def concepts(name: str, most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(
        st.sampled_from(sorted(delivered_vocabularies()[name].concepts)), max_size=most, unique=True
    )


def judgements(name: str) -> st.SearchStrategy[list[dict[str, str]]]:
    return concepts(name).map(lambda ids: [{"value": one, "by": "source"} for one in ids])


@st.composite
def records(draw: st.DrawFn) -> Record:
    languages = draw(LANGUAGES)

    def texts(of: st.SearchStrategy[Any] = TEXT) -> dict[str, Any]:
        return {language: draw(of) for language in languages}

    start = draw(st.integers(1990, 2010))
    year = st.none() | st.integers(1990, 2025)
    values: dict[str, Any] = {
        "format": 1,
        "id": draw(st.from_regex(r"[a-z]{3,8}(-[0-9]{1,3})?", fullmatch=True)),
        "kind": draw(st.sampled_from(["best-practice", "instrument", "study", "event"])),
        "status": "published",
        "title": texts(LINE),
        "summary": texts(),
        "approach": draw(st.sampled_from([{}, texts()])),
        "success_factors": draw(st.sampled_from([{}, texts(st.lists(LINE, min_size=1, max_size=3))])),
        "limiting_factors": [{"text": texts(LINE)} for _ in range(draw(st.integers(0, 2)))],
        "effort": draw(st.sampled_from([None, {"value": "low", "by": "source"}])),
        "stages": draw(judgements("stages")),
        "ecei": draw(judgements("ecei")),
        "organisation": draw(st.none() | LINE.map(lambda name: {"name": name})),
        "place": {
            "countries": draw(concepts("countries")),
            "regions": draw(concepts("regions")),
            "words": draw(st.none() | LINE),
        },
        "sectors": draw(concepts("sectors")),
        "themes": draw(concepts("themes")),
        "funding": draw(concepts("funding")),
        "tags": {"sectors": draw(st.lists(WORD, max_size=2, unique=True))},
        "period": draw(st.sampled_from([None, {"start": start}, {"start": start, "end": start + 3}])),
        "figures": [
            {"what": texts(WORD.map(f"{letter} {{}}".format)), "value": draw(NUMBERS), "year": draw(year)}
            for letter in draw(st.sampled_from(["", "x", "xy"]))
        ],
        "relations": draw(st.sampled_from([[], [{"type": "part_of", "to": "another-one"}]])),
        "sources": draw(
            st.lists(WORD, max_size=3, unique=True).map(
                lambda words: [{"url": f"https://example.org/{n}.a", "title": w} for n, w in enumerate(words)]
            )
        ),
        "created": CREATED,
        "checked": draw(st.sampled_from([None, "2026-05-01"])),
    }
    return Record.model_validate({name: value for name, value in values.items() if value is not None})


def written(record: Record, form: ExportFormat) -> str:
    return "".join(export([record.values()], form))


def read_back(table: Table, corpus: Corpus) -> Incoming:
    columns = column_map(table, None)
    found = list(read_rows(table, columns, corpus, file="a", created=CREATED, publish=True))
    assert [finding for one in found for finding in one.findings if finding.severity != "note"] == []
    (incoming,) = (one.incoming for one in found if one.incoming)
    return incoming


@pytest.fixture(scope="module")
def shared_corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return a_corpus(tmp_path_factory.mktemp("round"))


def as_csv(record: Record, delimiter: str) -> Table:
    rows = csv.reader(io.StringIO(written(record, "csv").removeprefix("\ufeff"), newline=""))
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return delimited.extract(target.getvalue().encode(), Hints())[0]


def as_workbook(record: Record) -> Table:
    rows = csv.reader(io.StringIO(written(record, "csv").removeprefix("\ufeff"), newline=""))
    book = Workbook()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = book.active.cell(number, column)  # type: ignore[union-attr]
            cell.value = unguarded(value)
            cell.data_type = "s"
    target = io.BytesIO()
    book.save(target)
    return workbook.extract(target.getvalue(), Hints())[0]


@settings(max_examples=examples(40, 1500), deadline=None)
@given(records(), st.sampled_from([",", ";"]))
def test_csv_gives_records_that_are_exported_equally(
    shared_corpus: Corpus, record: Record, delimiter: str
) -> None:
    incoming = read_back(as_csv(record, delimiter), shared_corpus)
    assert written(incoming.record, "csv") == written(record, "csv")
    assert renewed(incoming.upon(record), record).values() | {"provenance": 0} == record.values() | {
        "provenance": 0
    }


@settings(max_examples=examples(20, 1000), deadline=None)
@given(records())
def test_a_workbook_gives_records_that_are_exported_equally(shared_corpus: Corpus, record: Record) -> None:
    incoming = read_back(as_workbook(record), shared_corpus)
    assert written(incoming.record, "csv") == written(record, "csv")


@settings(max_examples=examples(40, 1500), deadline=None)
@given(records())
def test_json_lines_give_equal_records(shared_corpus: Corpus, record: Record) -> None:
    (table,) = json_lines.extract(written(record, "jsonl").encode(), Hints())
    incoming = read_back(table, shared_corpus)
    assert incoming.record.values() | {"provenance": 0} == record.values() | {"provenance": 0}


def test_the_export_of_the_delivered_corpus_changes_no_record(delivered: Corpus) -> None:
    stored = {record.id: record for record in delivered.review().records}
    text = "".join(export([record.values() for record in stored.values()], "csv"))
    (table,) = delimited.extract(text.encode(), Hints())
    assert table.headers == COLUMNS
    columns = column_map(table, None)
    incoming = [
        found.incoming
        for found in read_rows(table, columns, delivered, file="a", created=CREATED, publish=True)
        if found.incoming
    ]
    assert {one.record.id for one in incoming} == stored.keys()
    for one in incoming:
        before = stored[one.record.id]
        after = renewed(one.upon(before), before)
        kept = before.provenance.scouted_from if before.provenance else None
        assert after.model_copy(update={"provenance": before.provenance}) == before
        assert after.provenance is not None
        assert after.provenance.scouted_from == kept
