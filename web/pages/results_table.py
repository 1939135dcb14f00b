"""Here are hits: how do they stand side by side in a table?

Each row says of a record what the others say too, so that they can be compared with one look; what a record
does not state is said so in its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.facets import NOT_APPLICABLE, NOT_STATED
from indexer.search.body import Labels
from indexer.search.request import Sort
from indexer.search.results import Hit
from indexer.search.state import SearchState
from web.formatting import Period, Text, period, text_for
from web.pages.facts import Fact, facts
from web.pages.fitting import FitLine, fit_lines
from web.pages.layout import Site

# Facets in the order of the columns, with the field of the record that holds the keys; the year has no keys.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("kind", "kind"),
    ("country", "place.countries"),
    ("year", "period"),
    ("theme", "themes"),
    ("stage", "stages"),
    ("effort", "effort"),
    ("evidence", "evidence"),
    ("outcome", "outcome"),
)
KEYED = tuple(column for column in COLUMNS if column[0] != "year")


@dataclass(frozen=True)
class Heading:
    """The head of a column. ``url`` sorts by it where that is possible; ``order`` is the order in force."""

    label: str
    url: str | None = None
    order: str | None = None


@dataclass(frozen=True)
class Cell:
    """What a record states of one column: its values or a ``period``; if neither, ``unsaid`` says why."""

    values: tuple[Text, ...] = ()
    period: Period | None = None
    unsaid: str | None = None


@dataclass(frozen=True)
class Row:
    """One record. ``checked`` is the day its statements were last compared with their sources."""

    id: str
    url: str
    title: Text
    fit: tuple[FitLine, ...]
    cells: tuple[Cell, ...]
    checked: str | None


@dataclass(frozen=True)
class ResultsTable:
    """The hits of one page. The first column is the title, the last the day of the last check.

    ``fit`` heads the second one where hits are compared with a cluster.
    """

    title: Heading
    fit: Heading | None
    headings: tuple[Heading, ...]
    checked: Heading
    rows: tuple[Row, ...]
    unsaid: str


def results_table(hits: tuple[Hit, ...], state: SearchState, labels: Labels, site: Site) -> ResultsTable:
    """The table of these hits, with the words of the reader's language."""
    return ResultsTable(
        title=_sorted_by("title", "ascending", state),
        fit=_sorted_by("fit", "descending", state) if state.fit else None,
        headings=tuple(Heading(labels.facet(facet)) for facet, _ in COLUMNS),
        checked=_sorted_by("checked", "descending", state),
        rows=tuple(_row(hit, labels, site) for hit in hits),
        unsaid=labels.value("kind", NOT_STATED),
    )


def _sorted_by(sort: Sort, order: str, state: SearchState) -> Heading:
    return Heading(sort, state.with_sort(sort).url, order if state.sorting == sort else None)


def _row(hit: Hit, labels: Labels, site: Site) -> Row:
    record = hit.record
    stated = {fact.name: fact for fact in facts(record, site, KEYED)}
    return Row(
        id=record["id"],
        url=site.record(record["id"]),
        title=text_for(record["title"], site.reader) or Text(record["id"]),
        fit=fit_lines(hit.fit, labels),
        cells=tuple(_cell(facet, path, record, stated, labels) for facet, path in COLUMNS),
        checked=record.get("checked"),
    )


def _cell(
    facet: str, path: str, record: Mapping[str, Any], stated: Mapping[str, Fact], labels: Labels
) -> Cell:
    if facet in stated:
        return Cell(values=tuple(value.text for value in stated[facet].values))
    when = period(record) if facet == "year" else None
    if when:
        return Cell(period=when)
    applies = path.partition(".")[0] not in record.get("not_applicable", ())
    return Cell(unsaid=labels.value(facet, NOT_STATED if applies else NOT_APPLICABLE))
