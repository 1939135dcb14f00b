"""Here are the cells of a sheet, line by line: which line holds the headers, and which table do they make?

Above the headers there may be a title, a day, empty lines. The header line is the first whose cells are
mostly filled, as far as those of the lines below are, and filled with words. A line that does not fit is
reported and the others are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.ingest.extraction import FileKind, Row, Table
from kb.errors import SourceUnreadable
from kb.findings import Finding

MAX_ROWS = 50_000
MAX_COLUMNS = 500
MAX_CELL = 50_000  # signs
LONGEST_HEADER = 200  # signs; longer ones are texts
PREAMBLE = 30  # lines that may stand above the headers
LOOKED_AT = 50  # lines below that say how wide the table is
SHOWN = 10  # lines named in one finding

_NO_WORD = re.compile(r"[\W\d_]*\Z")


class Line(NamedTuple):
    """The cells of one line and its number as people see it."""

    number: int
    cells: list[str]

    @property
    def filled(self) -> int:
        """How many cells hold anything."""
        return sum(map(bool, map(str.strip, self.cells)))


class Origin(NamedTuple):
    """Which sheet of which kind of file a table is, and who read it."""

    kind: FileKind
    extractor: str
    name: str = ""


def header_index(lines: Sequence[Line]) -> int:
    """Where among the lines the headers are; the first filled line where none looks like them."""
    looked_at = [line.filled for line in lines[: PREAMBLE + LOOKED_AT]]
    widest = sorted(looked_at)[-2 if len(looked_at) > 2 else -1] if looked_at else 0
    first = None
    for index, line in enumerate(lines[:PREAMBLE]):
        words = sum(
            1 for cell in line.cells if len(cell) <= LONGEST_HEADER and not _NO_WORD.match(cell.strip())
        )
        if words and 3 * line.filled >= 2 * widest and 3 * words >= 2 * line.filled:
            return index
        first = index if first is None and line.filled else first
    return first or 0


def table(
    origin: Origin,
    headers: Sequence[str],
    lines: Sequence[Line],
    *,
    exact: bool,
    notes: Sequence[str] = (),
    findings: Sequence[Finding] = (),
) -> Table:
    """The table of the lines below the headers, empty ones left out.

    ``exact``: a line has no cells beyond the headers unless a sign that parts cells stands within one.
    Raises SourceUnreadable for too many rows or columns.
    """
    lines = [line for line in lines if line.filled]
    if len(lines) > MAX_ROWS:
        raise too_many_rows(origin.name)
    width = len(headers) if exact else max([len(headers), *(_width(line.cells) for line in lines)])
    if width > MAX_COLUMNS:
        raise SourceUnreadable(
            f"{_called(origin.name)} has {width:,} columns, more than {MAX_COLUMNS}.",
            "Remove those that are not needed.",
        )
    names = list(_names(headers, width, _used(lines, width)))
    found = [*findings]
    rows = []
    for line in lines:
        problem = _problem(line, names)
        if problem:
            found.append(Finding("", line.number, "", "error", *problem))
        else:
            cells = {name: cell for name, cell in zip(names, line.cells, strict=False) if cell.strip()}
            rows.append(Row(line.number, cells))
    if exact:
        found += _short(lines, len(headers))
    named = tuple(filter(None, names))
    return Table(origin.kind, origin.extractor, named, tuple(rows), origin.name, tuple(notes), tuple(found))


def too_many_rows(sheet: str = "") -> SourceUnreadable:
    """The error for a table that is too long."""
    return SourceUnreadable(f"{_called(sheet)} has more than {MAX_ROWS:,} rows.", "Divide it.")


def column_letter(index: int) -> str:
    """What spreadsheets call a column, counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _called(sheet: str) -> str:
    return f"The sheet {sheet!r}" if sheet else "The table"


def _width(cells: Sequence[str]) -> int:
    return max((index for index, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _used(lines: Sequence[Line], width: int) -> list[bool]:
    used = [False] * width
    for line in lines:
        for index, cell in enumerate(line.cells[:width]):
            if not used[index] and cell.strip():
                used[index] = True
    return used


def _names(headers: Sequence[str], width: int, used: Sequence[bool]) -> Iterator[str]:
    """A name of its own for each column; an empty one for a column that holds nothing at all."""
    seen: set[str] = set()
    for index in range(width):
        header = " ".join(headers[index].split())[:LONGEST_HEADER] if index < len(headers) else ""
        if not header and not used[index]:
            yield ""
            continue
        header = header or f"Column {column_letter(index)}"
        name, number = header, 1
        while name in seen:
            number += 1
            name = f"{header} {number}"
        seen.add(name)
        yield name


def _problem(line: Line, names: Sequence[str]) -> tuple[str, str] | None:
    """Why a line cannot be read, and what to do."""
    if _width(line.cells) > len(names):
        return (
            f"It has {len(line.cells)} cells, but there are {len(names)} headers.",
            "Put a cell that holds the separator in double quotes.",
        )
    for name, cell in zip(names, line.cells, strict=False):
        if len(cell) > MAX_CELL:
            return f"The cell under {name!r} has {len(cell):,} signs, more than {MAX_CELL:,}.", "Shorten it."
    return None


def _short(lines: Sequence[Line], width: int) -> Iterator[Finding]:
    """One warning for all lines that end too early: a text may be cut in two there."""
    numbers = [line.number for line in lines if len(line.cells) < width]
    if numbers:
        named = ", ".join(map(str, numbers[:SHOWN])) + (" …" if len(numbers) > SHOWN else "")
        yield Finding(
            "",
            numbers[0],
            "",
            "warning",
            f"{len(numbers):,} of {len(lines):,} rows have fewer cells than there are headers ({named}); "
            "those that miss were taken as empty.",
            "If a text goes over several lines, put it in double quotes.",
        )
