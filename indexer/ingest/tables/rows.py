"""Here is a table: which records do its rows make, and what is wrong with the others?

One row is one record. A row that cannot become one is reported with its number and stops no other; two rows
that make the same record are reported with both numbers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from indexer.ingest.extraction import Row, Table
from indexer.ingest.incoming import Arrival, Incoming
from indexer.ingest.slugs import slug
from indexer.ingest.tables.columns import ColumnMap
from indexer.ingest.tables.row_cells import NoLanguage, RowCells, row_cells
from indexer.ingest.tables.row_values import read_values, summary_of
from kb.corpus import Corpus
from kb.fields import TEXT_FIELDS
from kb.findings import Finding, Severity
from kb.record import FORMAT, Record
from kb.validation import field_path

DEFAULT_KIND = "best-practice"
LARGEST = 250_000  # signs of all values; a file of a record holds no more values
SUMMARY_COLUMN = "Kurzbeschreibung"
ALWAYS = frozenset(("format", "id", "provenance"))  # fields every row speaks of
_FIELD = re.compile(r"([a-z_]+)(?:\.(de|en|da)\b)?")
# Fields of records whose parts have columns of their own.
_COLUMNS_OF = {
    "place": ("country", "region", "regions", "nuts", "place"),
    "period": ("period", "start", "end", "year"),
    "published_year": ("published_year", "year"),
    "figures": ("figures", "figure_value", "figure_unit", "figure_year"),
    "sources": ("sources", "source_title", "source_publisher", "source_language", "accessed"),
    "tags": ("tags", "themes", "sectors", "target_groups", "funding", "region", "country"),
    "provenance": ("scouted_from",),
}


class _NoRecord(ValueError):
    """A row misses what every record needs; carries the problem and the repair."""

    def __init__(self, problem: str, repair: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.repair = repair


@dataclass
class _Reader:
    """Reads the rows of one table. ``seen`` has the row that made each id, and its digest."""

    table: Table
    columns: ColumnMap
    corpus: Corpus
    file: str
    created: str
    publish: bool
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)

    def read(self, row: Row) -> Arrival:
        cells = row_cells(row, self.columns, self.table, self.corpus.vocabularies)
        try:
            if not cells.of("title"):
                raise _NoRecord("The title is missing.", "Fill it in, or remove the row.")
            read_values(cells)
            values = self._values(cells)
        except NoLanguage as error:
            repair = "Add a column 'Sprache', or 'language: de' to the defaults of a mapping file."
            return self._refused(row, f"{error}.", repair, cells)
        except _NoRecord as error:
            return self._refused(row, error.problem, error.repair, cells)
        said = json.dumps(values, sort_keys=True, ensure_ascii=False)
        if len(said) > LARGEST:
            problem = f"It has {len(said):,} signs, more than {LARGEST:,}."
            return self._refused(row, problem, "Shorten its texts.", cells)
        digest = hashlib.sha256(said.encode()).hexdigest()
        repeated = self._repeated(row, values["id"], digest)
        if repeated:
            return Arrival(None, (repeated,))
        whole = self._whole(row, values, cells, digest)
        checked = self.corpus.check_values(whole, f"{values['kind']}/{values['id']}.yaml")
        findings = tuple(
            self._finding(row, found.severity, self._header(found.field), found.problem, found.repair)
            for found in checked.findings
            if found.severity != "note"
        )
        findings += self._left_out(row, cells)
        if checked.record is None:
            return Arrival(None, findings)
        return Arrival(self._incoming(checked.record, cells), findings)

    def _values(self, row: RowCells) -> dict[str, Any]:
        """The values the row states, with what follows from them: id, kind and summary."""
        values = {name: value for name, value in row.values.items() if value not in (None, "", [], {})}
        title = values["title"]
        values.setdefault("kind", DEFAULT_KIND)
        if not values.get("summary") and not self.publish and isinstance(title, Mapping):
            found = {language: summary_of(row, language) for language in title}
            values["summary"] = {language: text for language, text in found.items() if text}
        if not values.get("summary"):
            raise _NoRecord(
                "The summary is missing.", f"Fill it in; its column is called {SUMMARY_COLUMN!r}."
            )
        values["id"] = _id(row, title)
        return values

    def _whole(self, row: Row, values: Mapping[str, Any], cells: RowCells, digest: str) -> dict[str, Any]:
        """The record with where it came from. The digest is that of what the row says, not of its bytes."""
        stated = values.get("status", "draft")
        status = "draft" if not self.publish else "published" if stated in ("draft", "in-review") else stated
        provenance = {
            "scouted_from": cells.one("scouted_from", "provenance"),
            "imported_from": self._origin(row),
            "digest": digest,
            "extractor": self.table.extractor,
        }
        return {
            "created": self.created,
            **values,
            "format": FORMAT,
            "status": status,
            "provenance": {name: value for name, value in provenance.items() if value},
        }

    def _origin(self, row: Row) -> str:
        name = self.file.rstrip("/").rpartition("/")[2][:300]
        sheet = f", sheet {self.table.name}" if self.table.name else ""
        return f"{name}{sheet}, {'row' if self.table.kind == 'xlsx' else 'line'} {row.number}"

    def _incoming(self, record: Record, cells: RowCells) -> Incoming:
        states = frozenset(cells.states & Record.model_fields.keys()) | ALWAYS
        return Incoming(
            _shown(self.file, self.table),
            record,
            frozenset(record.model_fields_set),
            cells.reading,
            again=states,
            from_row=True,
        )

    def _repeated(self, row: Row, record_id: str, digest: str) -> Finding | None:
        """A finding if another row made a record of the same id before."""
        number, before = self.seen.setdefault(record_id, (row.number, digest))
        if number == row.number:
            return None
        if before == digest:
            problem = f"Rows {number} and {row.number} say the same; the second was passed over."
            return self._finding(row, "warning", "", problem, "Remove one of them.")
        problem = f"Rows {number} and {row.number} make the same id {record_id!r}; only the first was read."
        return self._finding(row, "error", "", problem, "Give them different ids in a column 'ID'.")

    def _refused(self, row: Row, problem: str, repair: str, cells: RowCells) -> Arrival:
        return Arrival(None, (self._finding(row, "error", "", problem, repair), *self._left_out(row, cells)))

    def _left_out(self, row: Row, cells: RowCells) -> tuple[Finding, ...]:
        return tuple(
            self._finding(row, "note", field_path(left.path), left.problem, left.repair)
            for left in cells.reading.left_out
        )

    def _finding(self, row: Row, severity: Severity, place: str, problem: str, repair: str) -> Finding:
        return Finding(_shown(self.file, self.table), row.number, place, severity, problem, repair)

    def _header(self, path: str) -> str:
        """The header of the column a field of the record came from, as its scout knows it."""
        found = _FIELD.match(path)
        names = _COLUMNS_OF.get(found[1], (found[1],)) if found else ()
        headers = [one for one in self.columns.columns if one.field in names]
        headers.sort(key=lambda one: one.language != (found[2] if found else None))
        return field_path((headers[0].header,)) if headers else path


def read_rows(
    table: Table, columns: ColumnMap, corpus: Corpus, *, file: str, created: str, publish: bool
) -> Iterator[Arrival]:
    """A record or findings for each row; first what is to be said of the table as a whole."""
    useless = why_useless(columns, publish=publish)
    if not columns.columns and table.name:
        problem = "No header of this sheet is known; the sheet was left out."
        yield _of_table(
            file, table, "warning", problem, "Name its columns, such as 'Titel', if it holds records."
        )
        return
    shown = _shown(file, table)
    notes = tuple(Finding(shown, 1, "", "note", note, "") for note in table.notes)
    yield Arrival(
        None, notes + tuple(replace(one, file=shown) for one in (*columns.findings, *table.findings))
    )
    if useless:
        yield _of_table(file, table, "error", *useless)
        return
    reader = _Reader(table, columns, corpus, file, created, publish)
    for row in table.rows:
        if row.cells:
            yield reader.read(row)


def why_useless(columns: ColumnMap, *, publish: bool) -> tuple[str, str] | None:
    """Why no row of a table can become a record, and what mends it; None if rows can."""
    stated = {column.field for column in columns.columns}
    if "title" not in stated:
        return "No column holds the title.", "Call its header 'Titel', or name it in a mapping file."
    texts = {"summary"} if publish else set(TEXT_FIELDS)
    if not stated & texts and "summary" not in columns.defaults:
        return "No column holds the summary.", f"Add a column {SUMMARY_COLUMN!r}."
    return None


def _of_table(
    file: str, table: Table, severity: Literal["error", "warning"], problem: str, repair: str
) -> Arrival:
    return Arrival(None, (Finding(_shown(file, table), 1, "", severity, problem, repair),))


def _shown(file: str, table: Table) -> str:
    """The name of the file, and of the sheet if there are several."""
    return f"{file}/{table.name}" if table.name else file


def _id(row: RowCells, title: Any) -> str:
    """The id of the row: stated, or made of the title. Plain numbers count rows and are no ids."""
    stated = str(row.one("id") or "").strip()
    if stated and not stated.isdigit():
        return stated
    titles = title.values() if isinstance(title, Mapping) else [title]
    found = next(filter(None, (slug(str(text)) for text in titles)), "")
    if not found:
        raise _NoRecord("No id can be made of the title.", "Add a column 'ID' with a-z, digits and hyphens.")
    return found
