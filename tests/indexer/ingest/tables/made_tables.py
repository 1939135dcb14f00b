"""Tables of a few rows, and what became of them.

record = a_record(corpus, Land="Deutschland")
found = found_in([{"Titel": "A"}, {"Titel": "B"}], corpus)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from indexer.ingest.extraction import FileKind, Row, Table
from indexer.ingest.incoming import Arrival
from indexer.ingest.tables.columns import MappingFile, column_map
from indexer.ingest.tables.rows import read_rows
from kb.corpus import Corpus
from kb.findings import Finding
from kb.record import Record

CREATED = "2026-11-24T00:00:00Z"
TITLE = "Beiträge nach Größe der Firmen"
SUMMARY = "Das Cluster staffelt seine Beiträge nach der Zahl der Beschäftigten."


def found_in(
    rows: Iterable[Mapping[str, Any]],
    corpus: Corpus,
    *,
    mapping: MappingFile | None = None,
    kind: FileKind = "csv",
    publish: bool = False,
    name: str = "",
) -> list[Arrival]:
    lines = tuple(Row(number, cells) for number, cells in enumerate(rows, 2))
    headers = tuple(dict.fromkeys(header for row in lines for header in row.cells))
    table = Table(kind, "test 1", headers, lines, name)
    columns = column_map(table, mapping)
    return list(read_rows(table, columns, corpus, file="in/a.csv", created=CREATED, publish=publish))


def a_record(
    corpus: Corpus,
    cells: Mapping[str, Any] = MappingProxyType({}),
    *,
    mapping: MappingFile | None = None,
    kind: FileKind = "csv",
    **more: str,
) -> Record:
    """The record of a single row; a test states only what matters to it."""
    row = {"Titel": TITLE, "Kurzbeschreibung": SUMMARY, **cells, **more}
    found = found_in([row], corpus, mapping=mapping, kind=kind)
    assert [finding for one in found for finding in one.findings if finding.severity == "error"] == []
    (incoming,) = (one.incoming for one in found if one.incoming)
    return incoming.record


def findings(found: Sequence[Arrival]) -> list[Finding]:
    return [finding for one in found for finding in one.findings]


def records(found: Sequence[Arrival]) -> list[Record]:
    return [one.incoming.record for one in found if one.incoming]
