"""Here is one sheet of a workbook: what do people see in its cells?

What openpyxl offers for reading row by row passes over links, merged cells and whether a value was computed,
and reads some sheets twice. Its parser, which is used here by itself, knows all of them after one pass.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Any, NamedTuple

from openpyxl.packaging.relationship import RelationshipList
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import coordinate_to_tuple, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from indexer.ingest.extractors.grid import MAX_COLUMNS, MAX_ROWS, PREAMBLE, Line, too_many_rows
from kb.errors import SourceUnreadable

EMPTY_RUN = 10_000  # rows; where so many are empty, only formats go on
MOST_MERGED = 10_000  # merged ranges that are looked at
_HYPERLINK = re.compile(r'\s*HYPERLINK\(\s*"(https?://[^"\s]+)"', re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+\s*\Z", re.IGNORECASE)
_WRITTEN_BREAK = re.compile(r"_x000[Dd]_\n?|\r\n?|\x0b")  # how Excel writes the line ends other programs left


class Merged(NamedTuple):
    """A merged range; rows count from 1, columns from 0."""

    top: int
    bottom: int
    left: int
    right: int


class Unreadable(NamedTuple):
    """Why the value of a cell is left out."""

    column: int
    row: int
    shown: str


@dataclass
class SheetCells:
    """What was read: the filled lines, the addresses behind words by row and column, merged ranges."""

    lines: list[Line] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    errors: list[Unreadable] = field(default_factory=list)
    not_computed: list[Unreadable] = field(default_factory=list)
    is_cut: bool = False
    """Whether reading ended at many empty rows."""


class _Parser(WorkSheetParser):
    """Keeps the formula beside the value that was computed from it."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.find(FORMULA_TAG)
        if formula is not None:
            cell["formula"] = formula.text or ""
        return cell


def read_cells(
    source: IO[bytes], workbook: Workbook, strings: list[str], relations: RelationshipList, name: str
) -> SheetCells:
    """The cells of a sheet. Raises SourceUnreadable for too many rows or columns."""
    styles: Any = workbook  # the parts of a workbook that hold its formats are not public
    parser = _Parser(source, strings, True, workbook.epoch, styles._date_formats, styles._timedelta_formats)
    reader = _Reader(SheetCells(), frozenset(_percent_styles(styles)), name)
    empty = 0
    for number, cells in parser.parse():
        empty = 0 if reader.take(number, cells) else empty + 1
        if empty > EMPTY_RUN:
            reader.found.is_cut = True
            return reader.found
    reader.found.links.update(_links(parser, relations, reader.found.lines))
    reader.found.merged += _merged(parser)
    return reader.found


@dataclass
class _Reader:
    found: SheetCells
    percent: Collection[int]
    sheet: str

    def take(self, number: int, cells: list[dict[str, Any]]) -> bool:
        """Whether the row holds anything."""
        texts: list[str] = []
        for cell in cells:
            text = self._text(cell)
            if not text.strip():
                continue
            column = cell["column"] - 1
            if column >= MAX_COLUMNS:
                raise SourceUnreadable(
                    f"The sheet {self.sheet!r} has cells in column {cell['column']:,}, beyond {MAX_COLUMNS}.",
                    "Remove the columns that are not needed.",
                    number,
                )
            texts += [""] * (column + 1 - len(texts))
            texts[column] = text
            if "formula" in cell and (link := _HYPERLINK.match(cell["formula"])):
                self._link(number, column, text, link[1])
        if texts:
            self.found.lines.append(Line(number, texts))
        if len(self.found.lines) > MAX_ROWS + PREAMBLE:
            raise too_many_rows(self.sheet)
        return bool(texts)

    def _text(self, cell: dict[str, Any]) -> str:
        value, column, row = cell["value"], cell["column"] - 1, cell["row"]
        if cell["data_type"] == "e":
            self.found.errors.append(Unreadable(column, row, str(value)))
            return ""
        if value is None:
            if "formula" in cell:
                self.found.not_computed.append(Unreadable(column, row, f"={cell['formula']}"[:40]))
            return ""
        return _shown(value, cell["style_id"] in self.percent)

    def _link(self, row: int, column: int, text: str, address: str) -> None:
        if not _ADDRESS.match(text):
            self.found.links[row, column] = address


def _shown(value: Any, is_percent: bool) -> str:
    """A value as people see it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{_number(value * 100)} %" if is_percent else _number(value)
    if isinstance(value, datetime):
        day = value.date().isoformat()
        return day if value.time() == time() else f"{day} {value.time().isoformat('minutes')}"
    if isinstance(value, date | time):
        return value.isoformat()
    return _WRITTEN_BREAK.sub("\n", str(value))


def _number(value: int | float) -> str:
    """As many digits as spreadsheets keep."""
    return str(value) if isinstance(value, int) else format(value, ".15g")


def _percent_styles(styles: Any) -> Iterator[int]:
    for index, style in enumerate(styles._cell_styles):
        number = style.numFmtId
        own = number - BUILTIN_FORMATS_MAX_SIZE
        form = styles._number_formats[own] if own >= 0 else BUILTIN_FORMATS.get(number, "")
        if "%" in form:
            yield index


def _links(
    parser: WorkSheetParser, relations: RelationshipList, lines: list[Line]
) -> Iterator[tuple[tuple[int, int], str]]:
    targets = {relation.Id: relation.Target for relation in relations}
    by_row = {line.number: line.cells for line in lines}
    for link in parser.hyperlinks.hyperlink:
        target = targets.get(link.id) or ""
        if not target.startswith(("https://", "http://")):
            continue
        row, column = coordinate_to_tuple(str(link.ref).partition(":")[0])
        cells = by_row.get(row, ())
        if column <= len(cells) and cells[column - 1] and not _ADDRESS.match(cells[column - 1]):
            yield (row, column - 1), target


def _merged(parser: WorkSheetParser) -> Iterator[Merged]:
    ranges = parser.merged_cells.mergeCell[:MOST_MERGED] if parser.merged_cells else ()
    for one in ranges:
        left, top, right, bottom = (place or 1 for place in range_boundaries(one.coord))
        if left <= MAX_COLUMNS:
            yield Merged(top, bottom, left - 1, min(right, MAX_COLUMNS) - 1)
