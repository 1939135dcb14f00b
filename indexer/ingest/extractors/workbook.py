"""Here is an Excel workbook: which tables are on its sheets?

A sheet is a table. Hidden sheets are left out. Headers may go over two lines with merged cells; a merged cell
below them holds for all its rows. An address behind the words of a cell stands in a column of its own.
"""

from __future__ import annotations

import io
import warnings
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.packaging.relationship import RelationshipList, get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from indexer.ingest.extraction import Hints, Table
from indexer.ingest.extractors.grid import Line, Origin, column_letter, header_index, table
from indexer.ingest.extractors.sheet_cells import EMPTY_RUN, Merged, SheetCells, Unreadable, read_cells
from kb.errors import SourceUnreadable
from kb.findings import Finding

EXTRACTOR = f"workbook 1, openpyxl {openpyxl.__version__}"
MOST_FILLED = 1_000_000  # cells that are filled because they are merged with another one


class _Sheet(NamedTuple):
    name: str
    cells: SheetCells


def extract(data: bytes, hints: Hints) -> tuple[Table, ...]:  # noqa: ARG001 - all extractors are called alike
    """The tables of a workbook, a sheet each; the name of the sheet is left out where there is only one.

    Raises SourceUnreadable if no visible sheet holds anything, one holds too much, or entities are defined.
    """
    notes: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it would not write back
        try:
            sheets = [sheet for sheet in _sheets(data, notes) if sheet.cells.lines]
        except DefusedXmlException as error:
            raise SourceUnreadable(
                "It defines entities, which no spreadsheet program writes.",
                "Open it in a spreadsheet program and save it anew.",
            ) from error
    if not sheets:
        raise SourceUnreadable(
            "No sheet that can be seen holds anything.", "Fill one, or unhide the sheet that is meant."
        )
    found: list[Table] = []
    for sheet in sheets:
        own = (*notes, *_notes(sheet.cells)) if not found else tuple(_notes(sheet.cells))
        found.append(_table(sheet, sheet.name if len(sheets) > 1 else "", own))
    return tuple(found)


def _sheets(data: bytes, notes: list[str]) -> Iterator[_Sheet]:
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    with reader.archive:
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        for sheet, relation in reader.parser.find_sheets():
            if "worksheet" not in relation.Type or relation.target not in reader.valid_files:
                continue
            if sheet.state != "visible":
                notes.append(f"The hidden sheet {sheet.name!r} was left out; unhide it to import it.")
                continue
            links = _relations(reader, relation.target)
            with reader.archive.open(relation.target) as source:
                yield _Sheet(
                    sheet.name, read_cells(source, reader.wb, reader.shared_strings, links, sheet.name)
                )


def _relations(reader: ExcelReader, part: str) -> RelationshipList:
    """Where the links of a sheet lead."""
    listed: str = get_rels_path(part)  # type: ignore[no-untyped-call]
    return get_dependents(reader.archive, listed) if listed in reader.valid_files else RelationshipList()


def _table(sheet: _Sheet, name: str, notes: Sequence[str]) -> Table:
    cells = sheet.cells
    index = header_index(cells.lines)
    headers, first = _headers(cells.lines, index, cells.merged)
    body = cells.lines[first:]
    _fill_merged(body, cells.merged)
    findings = [*_findings(cells, headers, body)]
    headers, body = _with_links(headers, body, cells.links)
    origin = Origin("xlsx", EXTRACTOR, name)
    return table(origin, headers, body, exact=False, notes=notes, findings=findings)


def _headers(lines: Sequence[Line], index: int, merged: Iterable[Merged]) -> tuple[list[str], int]:
    """The headers and where the rows below them begin. Of two lines that are merged each says its part."""
    number = lines[index].number
    above = index > 0 and lines[index - 1].number == number - 1
    below = index + 1 < len(lines) and lines[index + 1].number == number + 1
    top = bottom = index
    for one in merged:
        if above and one.top == number - 1 and (one.bottom == number or _is_group(one, lines[index])):
            top = index - 1
        if below and one.top == number and one.bottom == number + 1:
            bottom = index + 1
    if top == bottom:
        return lines[index].cells, index + 1
    bottom = top + 1
    return list(_joined(lines[top], lines[bottom], merged)), bottom + 1


def _is_group(one: Merged, headers: Line) -> bool:
    """Whether a merged cell stands above some of the headers: one above all of them is a title."""
    filled = [index for index, cell in enumerate(headers.cells) if cell]
    return one.top == one.bottom and (one.left > filled[0] or one.right < filled[-1])


def _joined(top: Line, bottom: Line, merged: Iterable[Merged]) -> Iterator[str]:
    width = max(len(top.cells), len(bottom.cells))
    upper = [*top.cells, *[""] * (width - len(top.cells))]
    lower = [*bottom.cells, *[""] * (width - len(bottom.cells))]
    for one in merged:
        if one.top == top.number == one.bottom and one.left < width:
            right = min(one.right + 1, width)
            upper[one.left : right] = [upper[one.left]] * (right - one.left)
    for group, header in zip(upper, lower, strict=True):
        yield f"{group}: {header}" if group and header else group or header


def _fill_merged(lines: Sequence[Line], merged: Iterable[Merged]) -> None:
    """Write what a cell merged over several rows says into each of them."""
    numbers = [line.number for line in lines]
    left = MOST_FILLED
    for one in merged:
        first, end = bisect_left(numbers, one.top), bisect_right(numbers, one.bottom)
        if end - first < 2 or numbers[first] != one.top or one.left >= len(lines[first].cells):
            continue
        for line in lines[first + 1 : min(end, first + 1 + left)]:
            line.cells.extend([""] * (one.left + 1 - len(line.cells)))
            line.cells[one.left] = lines[first].cells[one.left]
        left = max(0, left - (end - first))


def _with_links(
    headers: Sequence[str], lines: Sequence[Line], links: dict[tuple[int, int], str]
) -> tuple[list[str], list[Line]]:
    numbers = {line.number for line in lines}
    columns = sorted({column for row, column in links if row in numbers})
    if not columns:
        return [*headers], [*lines]
    width = max(len(headers), *(len(line.cells) for line in lines))
    padded = [*headers, *[""] * (width - len(headers))]
    padded += [f"{padded[column] or f'Column {column_letter(column)}'} (Link)" for column in columns]
    return padded, [
        Line(
            line.number,
            [
                *line.cells,
                *[""] * (width - len(line.cells)),
                *(links.get((line.number, column), "") for column in columns),
            ],
        )
        for line in lines
    ]


def _findings(cells: SheetCells, headers: Sequence[str], body: Sequence[Line]) -> Iterator[Finding]:
    """One finding for each column with cells that show no value."""
    first = body[0].number if body else 0
    kinds = (
        (cells.errors, "holds an error", "Mend the formulas."),
        (cells.not_computed, "holds a formula without its result", "Open the file in Excel and save it."),
    )
    for found, problem, repair in kinds:
        by_column: dict[int, list[Unreadable]] = defaultdict(list)
        for one in found:
            if one.row >= first:
                by_column[one.column].append(one)
        for column, those in sorted(by_column.items()):
            header = headers[column] if column < len(headers) else ""
            name = header or f"Column {column_letter(column)}"
            many = f"; {len(those):,} such cells of the column were left out" if len(those) > 1 else ""
            problem_here = f"The cell {problem} ({those[0].shown}){many or ' and was left out'}."
            yield Finding("", those[0].row, name, "warning", problem_here, repair)


def _notes(cells: SheetCells) -> Iterator[str]:
    if cells.is_cut:
        last = cells.lines[-1].number
        yield (
            f"After row {last:,} more than {EMPTY_RUN:,} rows are empty; what may follow them was not read. "
            "Remove the empty rows if something does."
        )
