"""Here is a table somebody brought: what do its columns mean, and which drafts would its first rows become?

Nothing is kept. The rows are read exactly as they are when drafts are made of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from indexer.ingest.confined import Limits
from indexer.ingest.extraction import Table
from indexer.ingest.isolation import Isolated
from indexer.ingest.sources import Item
from indexer.ingest.tables.columns import Column, MappingFile, column_map
from indexer.ingest.tables.rows import read_rows, why_useless
from kb.corpus import Corpus
from kb.findings import Finding
from web.desk.field_names import Reading
from web.desk.form.problems import Said, say
from web.formatting import shortened

FIRST_ROWS = 5
MOST_COLUMNS = 40
CELL = 120  # signs of a cell that are shown
CREATED = "2000-01-01T00:00:00Z"  # of records that nobody keeps

# The fields columns are named by that are no fields of a record, and what they go into.
PATHS: Mapping[str, str] = {
    "country": "place.countries",
    "region": "place.regions",
    "regions": "place.regions",
    "nuts": "place.regions",
    "place": "place.words",
    "start": "period.start",
    "end": "period.end",
    "year": "published_year",
    "figures": "figures.what",
    "figure_value": "figures.value",
    "figure_unit": "figures.unit",
    "figure_year": "figures.year",
    "source_title": "sources.title",
    "source_publisher": "sources.publisher",
    "source_language": "sources.language",
    "accessed": "sources.accessed",
    "language": "original_language",
    "scouted_from": "provenance.scouted_from",
}


@dataclass(frozen=True)
class PreviewColumn:
    """A column with what it was taken for; ``meaning`` is empty for one that is left out."""

    header: str
    meaning: str
    language: str


@dataclass(frozen=True)
class PreviewTable:
    """One table of the file. ``name`` is that of the sheet where there are several, ``rows`` how many it has.

    ``first`` are the cells of its first rows under the columns, ``problems`` what is wrong with the table or
    with these rows. ``makes_drafts`` says whether any of its rows can become a draft as the columns are.
    """

    name: str
    rows: int
    columns: tuple[PreviewColumn, ...]
    more_columns: int
    first: tuple[tuple[str, ...], ...]
    problems: tuple[Said, ...]
    makes_drafts: bool


def preview(
    item: Item, corpus: Corpus, reading: Reading, mapping: MappingFile, limits: Limits
) -> tuple[PreviewTable, ...] | None:
    """The tables of a file with what they were taken for, None if the file holds no table.

    Raises SourceUnreadable, also for what crashes its parser or takes more than the limits.
    """
    content = item.read()
    with Isolated(limits) as parser:
        _, extract = parser.extract(content.data, content.hints)
    if not isinstance(extract, tuple):
        return None
    return tuple(_table(table, item.shown, corpus, reading, mapping) for table in extract)


def _table(table: Table, file: str, corpus: Corpus, reading: Reading, mapping: MappingFile) -> PreviewTable:
    understood = column_map(table, mapping)
    by_header = {column.header: column for column in understood.columns}
    shown = table.headers[:MOST_COLUMNS]
    first = [row for row in table.rows if row.cells][:FIRST_ROWS]
    head = replace(table, rows=tuple(first))
    arrivals = read_rows(head, understood, corpus, file=file, created=CREATED, publish=False)
    found = dict.fromkeys(finding for arrival in arrivals for finding in arrival.findings)
    return PreviewTable(
        name=table.name,
        rows=sum(bool(row.cells) for row in table.rows),
        columns=tuple(_column(header, by_header.get(header), reading) for header in shown),
        more_columns=len(table.headers) - len(shown),
        first=tuple(tuple(_cell(row.cells.get(header)) for header in shown) for row in first),
        problems=tuple(_said(found, reading)),
        makes_drafts=why_useless(understood, publish=False) is None,
    )


def _column(header: str, column: Column | None, reading: Reading) -> PreviewColumn:
    if column is None:
        return PreviewColumn(header, "", "")
    language = reading.site.called("language", column.language) if column.language else ""
    return PreviewColumn(header, reading.called(PATHS.get(column.field, column.field)), language)


def _cell(value: object) -> str:
    return "" if value is None else shortened(str(value), CELL)


def _said(findings: Mapping[Finding, None], reading: Reading) -> Iterator[Said]:
    for finding in findings:
        said = say(finding, reading.site.reader)
        place = f"{finding.field}: " if finding.field else ""
        yield Said(f"{finding.line} · {place}{said.text}", said.lang)
